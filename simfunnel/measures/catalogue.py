"""All measures: what each is, its unit, its formula and where that comes from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

import pandas as pd

from simfunnel.errors import TableError, UnknownNameError, did_you_mean
from simfunnel.measures import (
    cohorts,
    costs,
    counts,
    durations,
    gates,
    open_deals,
    people,
    shares,
    waits,
)
from simfunnel.measures.flows import Flows, flows_of
from simfunnel.measures.stays import Stays
from simfunnel.words import say

__all__ = ["MEASURES", "WHOLE", "Measure", "measure", "measure_named"]

Unit = Literal["leads", "stays", "deals", "currency", "share", "days", "hours", "touches"]
"""Whole leads, stays, deals or touches; whole units of the currency; a fraction; days; hours."""


@dataclass(frozen=True)
class Measure:
    """What can be asked of the past and of futures alike.

    Parameters
    ----------
    name : str
    unit : {"leads", "stays", "deals", "currency", "share", "days", "hours", "touches"}
    parts : str
        What its parts are: stage, way, source ...; empty where it has none.
    formula : str
    source : str
        Where the formula comes from.
    of_flows : callable, optional
        From flows to a table; such a measure comes from the tallies of all futures.
    of_stays : callable, optional
        From stays to a table, where ages or amounts of open leads are needed.
    needs_quality : bool
        Whether the stays must say which leads are truly good.
    """

    name: str
    unit: Unit
    parts: str
    formula: str
    source: str
    of_flows: Callable[[Flows], pd.DataFrame] | None = None
    of_stays: Callable[[Stays], pd.DataFrame] | None = None
    needs_quality: bool = False

    @property
    def needs_stays(self) -> bool:
        """Whether tallies are not enough."""
        return self.of_flows is None

    @property
    def needs_worth(self) -> bool:
        """Whether open leads must have their amounts."""
        return self.needs_stays and self.unit == "currency"


_COUNT, _FIELD = "a count", "common usage"
_COHORT = "cohort followed to its end"
_AJ = "Aalen and Johansen 1978"
_KM = "Kaplan and Meier 1958"
_LITTLE = "Little 1961"
_DONE = "of the work finished in the period"
_MADE = (
    Measure("leads", "leads", "", "leads that came in the period", _COUNT, counts.leads),
    Measure("won", "deals", "", "leads won in the period", _COUNT, counts.won),
    Measure(
        "won_amount", "currency", "", "amounts of the leads won in the period", _COUNT,
        counts.won_amount,
    ),
    Measure(
        "open", "leads", "", "open at the start + entered - left, at the end of the period", _COUNT,
        counts.open_at_end,
    ),
    Measure(
        "leads_by_source", "leads", "source", "leads that came in the period", _COUNT,
        counts.leads_by_source,
    ),
    Measure("entered", "stays", "stage", "stays begun in the period", _COUNT, counts.entered),
    Measure("left", "stays", "way out", "stays ended in the period", _COUNT, counts.left),
    Measure(
        "open_by_stage", "leads", "stage",
        "open at the start + entered - left, at the end of the period", _COUNT,
        counts.open_by_stage,
    ),
    Measure(
        "lost", "leads", "outcome", "leads that ended in the period otherwise than won", _COUNT,
        counts.lost,
    ),
    Measure(
        "advanced", "stays", "stage", "of the stays begun in the period, those that went on so far",
        _COHORT, cohorts.advanced,
    ),
    Measure(
        "cohort", "stays", "way out, or open",
        "of the stays begun in the period, those that ended so far, and those still open", _COHORT,
        cohorts.cohort,
    ),
    Measure(
        "fates", "leads", "outcome, or open",
        "of the leads that came in the period, those that ended so far, and those still open",
        _COHORT, cohorts.fates,
    ),
    Measure(
        "fates_by_source", "leads", "source and outcome, or open", "the same, source by source",
        _COHORT, cohorts.fates_by_source,
    ),
    Measure(
        "brought", "currency", "source",
        "amounts, so far, of the leads that came in the period and were won", _COHORT,
        cohorts.brought,
    ),
    Measure(
        "conversion", "share", "stage",
        "of the stays begun in the period, the share that goes on: sum of S(t-) d(t)/n(t)",
        _AJ, of_stays=shares.conversion,
    ),
    Measure(
        "conversion_by_exit", "share", "stage and exit, or open",
        "the same for every exit; with S at the end they make 1", _AJ,
        of_stays=shares.conversion_by_exit,
    ),
    Measure(
        "won_share", "share", "",
        "of the leads that came in the period, the share won: sum of S(t-) d(t)/n(t)",
        _AJ, of_stays=shares.won_share,
    ),
    Measure(
        "won_share_by_source", "share", "source", "the same, source by source", _AJ,
        of_stays=shares.won_share_by_source,
    ),
    *(
        Measure(
            name, "days", "stage",
            f"of the stays begun in the period, the first age t with S(t) <= {1 - percent / 100:g}",
            _KM, of_stays=partial(durations.time_in_stage, percent=percent),
        )
        for name, percent in (
            ("time_in_stage", 50), ("time_in_stage_p10", 10), ("time_in_stage_p90", 90),
        )
    ),
    *(
        Measure(
            name, "days", "",
            f"of the leads that came in the period, the first age at which the share won is "
            f"{percent / 100:g} of won_share",
            _AJ, of_stays=partial(durations.sales_cycle, percent=percent),
        )
        for name, percent in (
            ("sales_cycle", 50), ("sales_cycle_p10", 10), ("sales_cycle_p90", 90),
        )
    ),
    Measure(
        "closed_cycle", "days", "",
        "mean age of the deals won in the period; short where a funnel is young or grows", _FIELD,
        of_stays=durations.closed_cycle,
    ),
    Measure(
        "open_by_age", "leads", "stage and age", "open stays at the end of the period", _COUNT,
        of_stays=open_deals.open_by_age,
    ),
    Measure(
        "open_value", "currency", "stage",
        "amounts of the open stays at the end of the period, if all were won", _FIELD,
        of_stays=open_deals.open_value,
    ),
    Measure(
        "open_value_by_age", "currency", "stage and age", "the same, by age in the stage", _FIELD,
        of_stays=open_deals.open_value_by_age,
    ),
    Measure(
        "wait", "days", "stage", f"{_DONE}: days from entry to its start, on average", _FIELD,
        people.wait,
    ),
    Measure("wait_by_team", "days", "team", "the same, team by team", _FIELD, people.wait_by_team),
    *(
        Measure(
            f"wait_p{percent}", "days", "stage",
            f"{_DONE}: the wait that {percent} % did not exceed", _FIELD,
            of_stays=partial(waits.wait_spread, percent=percent),
        )
        for percent in (10, 50, 90)
    ),
    Measure("worked", "stays", "stage", "stays whose work was finished in the period", _COUNT,
            people.worked),
    Measure(
        "stay_parts", "days", "stage and part",
        "of the stays ended in the period: wait, between reps, our work and the customer's time, "
        "on average", _FIELD, of_stays=waits.stay_parts,
    ),
    Measure("hand_over", "days", "stage", f"{_DONE}: days between reps, on average", _FIELD,
            people.hand_over),
    Measure("queue", "leads", "stage",
            "seconds that leads stood in the queue over the seconds of the period", _LITTLE,
            people.queue),
    Measure("queue_by_team", "leads", "team", "the same, team by team", _LITTLE,
            people.queue_by_team),
    Measure("queue_at_end", "leads", "stage", "leads in the queue at the end of the period", _COUNT,
            people.queue_at_end),
    Measure("reneged", "leads", "stage", "leads that lost patience before anybody took them up",
            _COUNT, people.reneged),
    Measure("attempts", "touches", "stage", "attempts of the work finished in the period", _COUNT,
            people.attempts),
    Measure("busy", "hours", "team", "selling hours worked, broken-off work included", _COUNT,
            people.busy),
    Measure("offered", "hours", "team", "selling hours for which somebody was there", _COUNT,
            people.offered),
    Measure("idle", "hours", "team", "offered less busy, at least 0", _COUNT, people.idle),
    Measure("utilisation", "share", "team", "busy over offered", _FIELD, people.utilisation),
    Measure(
        "work_asked", "hours", "team",
        "stays begun in the period times busy hours per finished one, of the whole horizon",
        "offered load", people.work_asked,
    ),
    Measure("touches", "touches", "parking place", "touches sent in the period", _COUNT,
            people.touches),
    Measure("opens", "touches", "parking place", "those that were opened", _COUNT, people.opens),
    Measure("woken", "leads", "parking place", "leads that woke in the period", _COUNT,
            people.woken),
    Measure("opted_out", "leads", "parking place", "leads that opted out in the period", _COUNT,
            people.opted_out),
    Measure("refused", "leads", "source", "candidates that found no free account", _COUNT,
            people.refused),
    Measure("cost", "currency", "",
            "what is spent in the period: on leads, touches, salaries, commission, new people, "
            "customers and besides",
            _COUNT, costs.cost),
    Measure("cost_by_kind", "currency", "kind of cost", "the same, kind by kind", _COUNT,
            costs.cost_by_kind),
    Measure("discounts", "currency", "stage",
            "what is taken off deals that went on in the period", _COUNT, costs.discounts),
    Measure(
        "gate_decisions", "leads", "gate, decision and truth",
        "decisions of the period: passed or refused, truly good or poor", "confusion table",
        of_stays=gates.gate_decisions, needs_quality=True,
    ),
    Measure("false_accepts", "share", "gate", "of those it passed, the share that is poor",
            "confusion table", of_stays=gates.false_accepts, needs_quality=True),
    Measure("false_rejects", "share", "gate", "of the good ones, the share that it refused",
            "confusion table", of_stays=gates.false_rejects, needs_quality=True),
)  # fmt: skip

MEASURES: dict[str, Measure] = {each.name: each for each in _MADE}
"""Every measure by its name in tables."""

WHOLE = ("leads", "won", "won_amount", "open")
"""Counts of the whole funnel, which have no parts."""


def measure_named(name: str) -> Measure:
    """Return a measure by its name.

    Parameters
    ----------
    name : str

    Raises
    ------
    UnknownNameError
        If no measure has that name; the nearest is offered.

    Examples
    --------
    >>> measure_named("won_share").unit
    'share'
    """
    if name not in MEASURES:
        raise UnknownNameError(
            say(
                "no measure is called {name}; there are {known}.{hint}",
                name=repr(name), known=", ".join(MEASURES), hint=did_you_mean(name, MEASURES),
            )
        )  # fmt: skip
    return MEASURES[name]


def measure(name: str, of: Flows | Stays) -> pd.DataFrame:
    """Return the table of one measure.

    Parameters
    ----------
    name : str
        One of `MEASURES`.
    of : Flows or Stays
        Stays give every measure; flows those that are counted.

    Returns
    -------
    DataFrame
        Columns of `tables.RUNS`.

    Raises
    ------
    UnknownNameError
        If no measure has that name; the nearest is offered.
    TableError
        If the measure needs stays and these are flows.

    Examples
    --------
    >>> from simfunnel.measures.examples import three_leads_stays
    >>> measure("won", three_leads_stays())["value"].sum()
    np.float64(1.0)
    """
    wanted = measure_named(name)
    if wanted.of_flows is not None:
        return wanted.of_flows(flows_of(of) if isinstance(of, Stays) else of)
    if isinstance(of, Flows):
        raise TableError(
            say(
                "the measure {name} needs stays, and these are counts; give stays.", name=repr(name)
            )
        )
    assert wanted.of_stays is not None
    return wanted.of_stays(of)
