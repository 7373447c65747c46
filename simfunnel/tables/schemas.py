"""The tables of stays, runs, measures and forecasts, and a check of any table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from simfunnel.errors import TableError, did_you_mean
from simfunnel.tables.kinds import MOMENT
from simfunnel.words import listed, say

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "ASSUMPTIONS",
    "CURVES",
    "MEASURED",
    "OCCUPANCY",
    "OPEN_LEADS",
    "PERIODS",
    "QUEUES",
    "RECORDED",
    "RUNS",
    "SIMULATED_STAYS",
    "STAYS",
    "STORIES",
    "TARGETS",
    "THEORY",
    "WINS",
    "check_table",
    "empty_table",
]

STAYS: dict[str, str] = {
    "lead": "str",
    "stage": "str",
    "occasion": "int64",  # this lead's earlier stays in this stage
    "entered_at": MOMENT,
    "worked_at": MOMENT,  # when the customer's time began; NaT where nobody knows
    "left_at": MOMENT,  # NaT: still open
    "exit": "str",  # stage or outcome; missing while open
    "because": "str",  # the reason or event behind the exit; missing where there is none
    "source": "str",
    "segment": "str",
    "owner": "str",
    "amount": "Int64",  # hundredths of the currency; missing where not known
}
"""One row per stay of one lead in one stage."""

SIMULATED_STAYS: dict[str, str] = {
    "replication": "int64",
    **STAYS,
    "rep": "str",  # whose work was finished: a seat's name; missing where nobody has worked
    "wait_days": "float64",  # from entry to the start of that work; missing where nobody has worked
    "between_reps_days": "float64",  # lost when a rep left for good; missing likewise
}
"""The stays of simulated futures: the same, which future, who worked, and after what wait."""

STORIES: dict[str, str] = {
    "lead": "str",
    "at": MOMENT,
    # arrived, open, entered, taken_up, worked, touched, scored, needed, left, event, stale,
    # because, won, ended, still open, customer, renewed, churned, failed, still a customer
    "what": "str",
    "value": "str",  # the source, stage, rep, event, reason or outcome; for a win currency units
}
"""One row per thing that happened to one lead, in order of time."""

THEORY: dict[str, str] = {
    "what": "str",  # won, outcome, won_from, stays, days, days_to_end, days_to_win, open
    "name": "str",  # source, outcome or stage; empty for all leads
    "exact": "float64",  # a share, a number of stays, days or leads
    "simulated": "float64",
    "se": "float64",  # standard error of what was simulated
    "z": "float64",  # simulated less exact, in standard errors
}
"""One row per figure that is known exactly."""

OCCUPANCY: dict[str, str] = {
    "last_day": MOMENT,  # of the period
    "stage": "str",
    "exact": "float64",  # leads open at its end
    "spread": "float64",  # standard deviation from future to future; missing where not Poisson
    "simulated": "float64",
    "se": "float64",
    "z": "float64",
}
"""One row per period and stage."""

QUEUES: dict[str, str] = {
    "team": "str",
    "form": "str",  # "M/M/c" or "Erlang-A"; empty where there is no closed form
    "per_day": "float64",  # leads that come; this and what follows is missing where form is empty
    "utilisation": "float64",  # share of the time for which people work
    "wait_hours": "float64",  # mean wait of all who come
    "waiting": "float64",  # leads that wait, on average
    "lost": "float64",  # share that loses patience
    "simulated": "float64",  # mean wait in hours, without the first tenth of the horizon
    "se": "float64",  # its standard error; those two are missing where form is empty
    "because": "str",  # why there is no closed form, in sentences
}
"""One row per team that works somewhere: its queue once it is steady."""

RUNS: dict[str, str] = {
    "replication": "int64",  # 0 for history
    "period_start": MOMENT,
    "measure": "str",
    "name": "str",  # stage, source or reason; empty where the measure has no parts
    "value": "float64",  # in the unit of the measure; missing where there is nothing to measure
}
"""One row per replication, period and measure."""

MEASURED: dict[str, str] = {
    "period_start": MOMENT,
    "last_day": MOMENT,
    "label": "str",
    "part": "bool",  # the horizon cuts the period
    "measure": "str",
    "name": "str",  # stage, source or reason; empty where the measure has no parts
    "unit": "str",  # leads, stays, deals, currency (whole units), share (a fraction), days
    "futures": "int64",  # that have a value, and from which the figures come; 1 for history
    "mean": "float64",
    "p10": "float64",
    "p25": "float64",
    "p50": "float64",
    "p75": "float64",
    "p90": "float64",
}
"""One row per period and part of a measure: the average and quantiles over the futures."""

CURVES: dict[str, str] = {
    "curve": "str",
    "name": "str",  # stage, source or exit; empty where the curve has no parts
    "age_days": "int64",  # whole days since the stay began or the lead came
    "futures": "int64",  # from which the figures come; 1 for history
    "at_risk": "float64",  # how many were seen at that age, on average over the futures
    "mean": "float64",  # a fraction, as are the quantiles
    "p10": "float64",
    "p25": "float64",
    "p50": "float64",
    "p75": "float64",
    "p90": "float64",
}
"""One row per part and age: the share up to that age, average and quantiles over the futures."""

TARGETS: dict[str, str] = {
    "target": "str",  # its name; empty for one that was asked for
    "measure": "str",  # won (deals) or won_amount (whole units of the currency)
    "since": MOMENT,
    "by": MOMENT,  # the last day that counts
    "wanted": "float64",
    "booked": "float64",  # won before the start
    "mean": "float64",  # booked and forecast together, as are the quantiles
    "p10": "float64",
    "p25": "float64",
    "p50": "float64",
    "p75": "float64",
    "p90": "float64",
    "gap": "float64",  # mean less wanted: below 0 it falls short
    "chance": "float64",  # a fraction
    "error": "float64",  # 95 % Monte Carlo error of the chance
}
"""One row per target: what is wanted against what is forecast."""

PERIODS: dict[str, str] = {
    "period_start": MOMENT,
    "last_day": MOMENT,
    "label": "str",
    "part": "bool",  # the horizon cuts the period
    "measure": "str",
    "mean": "float64",
    "p10": "float64",
    "p25": "float64",
    "p50": "float64",
    "p75": "float64",
    "p90": "float64",
}
"""One row per measure and period: the average and quantiles over the futures."""

OPEN_LEADS: dict[str, str] = {
    "lead": "str",
    "stage": "str",
    "entered_on": MOMENT,
    "age_days": "int64",  # midnights in this stage
    "amount": "float64",  # whole units of the currency; missing where not known
    "p_win": "float64",  # chance to be won by the end of the horizon
    "expected_close": MOMENT,  # median day of the win, given a win
    "close_p10": MOMENT,
    "close_p90": MOMENT,
    "expected_value": "float64",  # average amount won, over all futures
}
"""One row per open lead."""

ASSUMPTIONS: dict[str, str] = {
    "path": "str",  # of the number in doubt; doubt.shock for good or bad times
    "label": "str",
    "doubt": "str",  # its range in words
    "low": "float64",  # chance of the target if it turns out low
    "high": "float64",
    "swing": "float64",  # high less low
    "error": "float64",  # 95 % Monte Carlo error of the swing
    "clear": "bool",  # whether the swing is larger than its error
}
"""One row per number in doubt."""

RECORDED = (
    "stream",
    "index",
    "stage",
    "occasion",
    "entered_at",
    "left_at",
    "way",
    "segment",
    "source",
    "amount",
    "worked_at",  # when the customer's time began; entry where nobody works
    "waited",  # seconds from entry to the start of the work that finished, less `handed`
    "handed",  # seconds between reps
    "seat",  # within its team, of the rep of the work that finished; -1 for nobody
)
"""Columns of the stays as engines write them: whole numbers, seconds since the start."""

WINS = ("won_to_come", "amount_to_come", "won_open", "amount_open")
"""Columns of the daily wins: count and hundredths, from leads to come and from open leads."""

_KINDS = {"int64": "iu", "Int64": "iu", "float64": "f", "bool": "b", MOMENT: "M", "str": "OTU"}


def empty_table(schema: Mapping[str, str]) -> pd.DataFrame:
    """Return a table without rows.

    Parameters
    ----------
    schema : mapping of str to str
        Name and type of each column.

    Returns
    -------
    DataFrame
        The columns in order, each of its type.

    Examples
    --------
    >>> list(empty_table(RUNS).columns)
    ['replication', 'period_start', 'measure', 'name', 'value']
    """
    import pandas as pd

    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in schema.items()})


def check_table(table: pd.DataFrame, schema: Mapping[str, str], name: str) -> pd.DataFrame:
    """Return a table if it has the columns it should have; further ones are let through.

    Parameters
    ----------
    table : DataFrame
        What somebody handed over.
    schema : mapping of str to str
        Name and type of each column that it needs.
    name : str
        What the table is called in a refusal.

    Returns
    -------
    DataFrame
        The same table.

    Raises
    ------
    TableError
        If columns are missing or hold something else; all of them at once.

    Examples
    --------
    >>> import pandas as pd
    >>> check_table(pd.DataFrame({"replication": [0]}), {"replication": "int64", "value": "int64"},
    ...             "runs")
    Traceback (most recent call last):
    ...
    simfunnel.errors.TableError: the table 'runs' lacks the column 'value'; it needs replication, \
value.
    """
    faults = []
    for column, kind in schema.items():
        said = {"name": name, "column": column}
        if column not in table.columns:
            others = [str(each) for each in table.columns if each not in schema]
            fault = say("the table '{name}' lacks the column '{column}'; it needs {needs}.", **said,
                        needs=listed(schema))  # fmt: skip
            faults.append(fault + did_you_mean(column, others))
        elif len(table) and table[column].dtype.kind not in _KINDS[kind]:
            said |= {"type": str(table[column].dtype), "kind": kind}
            faults.append(say("the table '{name}' has the type {type} in the column '{column}'; "
                              "make it {kind}.", **said))  # fmt: skip
    if faults:
        raise TableError("\n".join(faults))
    return table
