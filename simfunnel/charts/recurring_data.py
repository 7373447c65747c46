"""What recurring revenue is drawn from: where it starts, what moves it, where it ends.

In every future start + new + expansion - contraction - churn = end, as whole numbers, so averages
add up, over the whole and period by period; ranges do not. This module draws nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simfunnel.charts.amounts import Amounts
from simfunnel.charts.spans import Span, span_of
from simfunnel.errors import TableError
from simfunnel.words import language, listed, mark, say

__all__ = ["MOVES", "RecurringData", "RevenueData", "move_label", "recurring_of", "revenue_of"]

MOVES = ("start", "new", "expansion", "contraction", "churn", "end")
TAKES = ("contraction", "churn")
_EXACT = 1_000.0  # to which what is exact is written where it is small beside millions
Draws = Mapping[str, NDArray[np.float64]]

_LABELS = {
    "start": mark("At the start"),
    "new": mark("New customers"),
    "expansion": mark("Expansion"),
    "contraction": mark("Contraction"),
    "churn": mark("Churn"),
    "end": mark("At the end"),
}


def move_label(name: str) -> str:
    """Return what a move is called.

    Parameters
    ----------
    name : str
        One of `MOVES`.

    Examples
    --------
    >>> move_label("new")
    'New customers'
    """
    return say(_LABELS[name])


@dataclass(frozen=True, eq=False)
class RevenueData:
    """Recurring revenue over a span of days, in whole units of the currency a year.

    Parameters
    ----------
    moves : mapping of str to Span
        By the names of `MOVES`; what contracts and leaves is positive.
    since, until : datetime.date
        First and last day.
    n_futures : int
    currency : str
    locale : str
        Language of figures and dates, as Babel names it.
    n_planned : int, optional
        Futures that were asked for, where a run was stopped before it had them all.

    Raises
    ------
    TableError
        If a move is missing, or averages do not add up.
    """

    moves: Mapping[str, Span]
    since: date
    until: date
    n_futures: int
    currency: str = field(default="", kw_only=True)
    locale: str = field(default_factory=language, kw_only=True)
    n_planned: int | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        """Check that what comes and goes makes what is left."""
        missing = [name for name in MOVES if name not in self.moves]
        if missing:
            raise TableError(say("the moves of recurring revenue lack {missing}; it needs {moves}.",
                                 missing=listed(missing), moves=listed(MOVES)))  # fmt: skip
        # a table tells them in their order, in whatever order they were given
        object.__setattr__(self, "moves", {name: self.moves[name] for name in MOVES})
        makes = self.end_by({name: span.mean for name, span in self.moves.items()})
        end = self.moves["end"].mean
        if not np.isclose(makes, end, rtol=1e-9, atol=1e-6):
            raise TableError(
                say(
                    "the moves of recurring revenue make {sum}, and its end is {end}; give every "
                    "move.",
                    sum=f"{makes:g}", end=f"{end:g}",
                )
            )  # fmt: skip

    @staticmethod
    def end_by(means: Mapping[str, float]) -> float:
        """Return the end that start and moves make."""
        came = means["start"] + means["new"] + means["expansion"]
        return came - means["contraction"] - means["churn"]

    @property
    def has_ranges(self) -> bool:
        """Whether there are several futures, so that there are ranges."""
        return self.n_futures > 1

    def style(self, span: Span) -> Amounts:
        """Return how the figures of a move are written: all in millions, or none."""
        largest = max(each.high for each in self.moves.values())
        whole = Amounts("won_amount", self.currency, self.locale).for_table(largest)
        exact = _EXACT if whole.in_millions and span.mean < 100.0 * _EXACT else 0.0
        return replace(whole, unit=span.unit or exact)


@dataclass(frozen=True, eq=False)
class RecurringData:
    """Recurring revenue, period by period.

    Parameters
    ----------
    whole : RevenueData
        Over all periods together.
    table : DataFrame
        A row per period: since and until (its first and last day), the averages by the names of
        `MOVES`, and p10 and p90 of what recurs at its end.
    period : {"week", "month", "quarter"}

    Raises
    ------
    TableError
        If there is no period, a column is missing, or the averages of a period do not add up.
    """

    whole: RevenueData
    table: pd.DataFrame
    period: str = field(default="month", kw_only=True)

    def __post_init__(self) -> None:
        """Check the columns and the sums."""
        columns = ("since", "until", *MOVES, "p10", "p90")
        missing = [name for name in columns if name not in self.table.columns]
        if missing or not len(self.table):
            raise TableError(
                say("a chart of recurring revenue needs periods with {columns}.",
                    columns=listed(columns))
            )  # fmt: skip
        for row in self.table.to_dict("records"):
            means = {name: float(row[name]) for name in MOVES}
            if not np.isclose(RevenueData.end_by(means), means["end"], rtol=1e-9, atol=1e-6):
                raise TableError(
                    say("the moves of the period from {day} do not make its end; give every move.",
                        day=str(row["since"])[:10])
                )  # fmt: skip


def revenue_of(
    draws: Draws,
    *,
    since: date,
    until: date,
    currency: str = "",
    n_planned: int | None = None,
) -> RevenueData:
    """Return what a waterfall of recurring revenue is drawn from, of what each future brings.

    Parameters
    ----------
    draws : mapping of str to ndarray, shape (n_futures,)
        By the names of `MOVES`, in whole units of the currency a year.
    since, until : datetime.date
    currency : str
    n_planned : int, optional

    Examples
    --------
    >>> one = dict(start=3.0, new=9.0, expansion=1.0, contraction=2.0, churn=4.0, end=7.0)
    >>> data = revenue_of({name: np.array([value]) for name, value in one.items()},
    ...                   since=date(2026, 1, 1), until=date(2026, 6, 30))
    >>> data.moves["end"].mean
    7.0
    """
    moves = {name: span_of(values) for name, values in draws.items()}
    return RevenueData(
        moves, since, until, len(next(iter(draws.values()))), currency=currency,
        n_planned=n_planned,
    )  # fmt: skip


def recurring_of(
    draws: Draws,
    starts: Sequence[date],
    until: date,
    *,
    period: str = "month",
    currency: str = "",
    n_planned: int | None = None,
) -> RecurringData:
    """Return what recurring revenue over time is drawn from, of what each future brings.

    Parameters
    ----------
    draws : mapping of str to ndarray, shape (n_futures, n_periods)
        By the names of `MOVES`, in whole units of the currency a year.
    starts : sequence of datetime.date
        First day of each period.
    until : datetime.date
        Last day of the last one.
    period : {"week", "month", "quarter"}
    currency : str
    n_planned : int, optional

    Examples
    --------
    >>> from simfunnel.charts.board_examples import example_recurring
    >>> len(example_recurring().table)
    12
    """
    ends = [day - timedelta(days=1) for day in (*starts[1:], until + timedelta(days=1))]
    table = pd.DataFrame({"since": pd.to_datetime(list(starts)), "until": pd.to_datetime(ends)})
    table = table.assign(**{name: draws[name].mean(axis=0) for name in MOVES})
    spans = [span_of(column) for column in draws["end"].T]
    table = table.assign(p10=[span.low for span in spans], p90=[span.high for span in spans])
    totals = {name: draws[name].sum(axis=1) for name in MOVES[1:-1]}
    totals |= {"start": draws["start"][:, 0], "end": draws["end"][:, -1]}
    whole = revenue_of(totals, since=starts[0], until=until, currency=currency, n_planned=n_planned)
    return RecurringData(whole, table, period=period)
