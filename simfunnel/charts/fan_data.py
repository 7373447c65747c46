"""What a fan chart is drawn from: plain tables and numbers, checked once when they are handed over.

Amounts are whole units of the currency (a forecast that counts hundredths divides first). This
module knows no funnel and no simulation.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simfunnel.charts.amounts import Amounts, Measure, rounding_unit
from simfunnel.charts.chances import Chance, chance_of
from simfunnel.charts.wording import clean_name
from simfunnel.errors import TableError
from simfunnel.words import language, listed, say

__all__ = ["BAND_COLUMNS", "FanData", "Target"]

BAND_COLUMNS = ("date", "p10", "p25", "p50", "p75", "p90")
_LONGEST_NAME = 24
_ACTUAL_COLUMNS = ("date", "value")


@dataclass(frozen=True)
class Target:
    """A result to be reached by a day.

    Parameters
    ----------
    value : float
        Amount in whole currency units, or number of deals, counted from the window's first day.
    by : datetime.date
        Last day that counts.
    label : str
        Words before the amount, ``"Target"`` unless given.

    Examples
    --------
    >>> Target(1_200_000, date(2026, 12, 31)).label
    'Target'
    """

    value: float
    by: date
    label: str = field(default_factory=lambda: say("Target"))

    @property
    def name(self) -> str:
        """The label, fit to be shown."""
        return clean_name(self.label, _LONGEST_NAME) or say("Target")


def _no_actuals() -> pd.DataFrame:
    """Return the table of a window in which nothing has happened yet."""
    return pd.DataFrame({"date": pd.Series(dtype="datetime64[s]"), "value": pd.Series(dtype=float)})


@dataclass(frozen=True, eq=False)
class FanData:
    """What has come, what will come, and what should come, from one day to another.

    Parameters
    ----------
    band : DataFrame
        Columns date, p10, p25, p50, p75, p90, ascending by date; each row holds quantiles of the
        total since `since`, at the end of that day. The last row is that of `until` and is where
        every text takes its median and range from.
    draws_at_end : ndarray, shape (n_futures,)
        The total from `since` to `until`, one per simulated future.
    today, since, until : datetime.date
        The day of the forecast; first and last day that are counted.
    measure : {"won_amount", "won"}
        Whether amounts or deals are counted.
    currency : str
        Code of the currency; empty where none was stated, ignored for deals.
    actuals : DataFrame
        Columns date, value: the booked total since `since` after each day on which it changed. A
        single row dated `today` is a block whose dates are not known. May be empty.
    target : Target, optional
        What should be reached.
    draws_at_target : ndarray, shape (n_futures,), optional
        The total on ``target.by``, needed only where that day is not `until`.
    n_planned : int, optional
        Futures that were asked for, where a run was stopped before it had them all.
    independent : int
        As in `Chance`.
    locale : str
        Language of figures and dates, as Babel names it.

    Raises
    ------
    TableError
        If a table lacks a column, the band is empty, there are no draws, or days are out of order.

    Examples
    --------
    >>> day = date(2026, 12, 31)
    >>> row = {"date": [day], "p10": [1.0], "p25": [2.0], "p50": [3.0], "p75": [4.0], "p90": [5.0]}
    >>> data = FanData(pd.DataFrame(row), np.arange(1.0, 6.0), today=date(2026, 7, 1),
    ...                since=date(2026, 7, 1), until=day, measure="won")
    >>> data.median, data.n_futures, data.booked
    (3.0, 5, 0.0)
    """

    band: pd.DataFrame
    draws_at_end: NDArray[np.float64]
    today: date = field(kw_only=True)
    since: date = field(kw_only=True)
    until: date = field(kw_only=True)
    measure: Measure = field(default="won_amount", kw_only=True)
    currency: str = field(default="", kw_only=True)
    actuals: pd.DataFrame = field(default_factory=_no_actuals, kw_only=True)
    target: Target | None = field(default=None, kw_only=True)
    draws_at_target: NDArray[np.float64] | None = field(default=None, kw_only=True)
    n_planned: int | None = field(default=None, kw_only=True)
    independent: int = field(default=0, kw_only=True)
    locale: str = field(default_factory=language, kw_only=True)

    def __post_init__(self) -> None:
        """Check the tables and the order of the days."""
        _check_columns("band", self.band, BAND_COLUMNS)
        _check_columns("actuals", self.actuals, _ACTUAL_COLUMNS)
        if len(self.band) == 0:
            raise TableError(say("the band of a fan has no rows; give at least the last day."))
        if len(self.draws_at_end) == 0:
            raise TableError(say("draws_at_end is empty; give the total of at least one future."))
        if not self.since <= self.until:
            raise TableError(
                say(
                    "a fan from {since} to {until} ends before it begins; exchange the days.",
                    since=self.since,
                    until=self.until,
                )
            )

    @property
    def n_futures(self) -> int:
        """Number of simulated futures."""
        return len(self.draws_at_end)

    @property
    def is_exact(self) -> bool:
        """Whether every future ends at the same total."""
        return float(np.ptp(self.draws_at_end)) == 0.0 and self.n_futures > 1

    @property
    def spreads(self) -> bool:
        """Whether there is a range to show: several futures that differ, not all of them past."""
        return self.n_futures > 1 and not self.is_exact and not self.is_over

    @property
    def is_over(self) -> bool:
        """Whether the window lies in the past altogether, so that nothing is simulated."""
        return self.today > self.until

    @property
    def low(self) -> float:
        """The total that one future in ten stays below."""
        return float(self.band["p10"].iloc[-1])

    @property
    def median(self) -> float:
        """The total that is as likely exceeded as not."""
        return float(self.band["p50"].iloc[-1])

    @property
    def high(self) -> float:
        """The total that one future in ten exceeds."""
        return float(self.band["p90"].iloc[-1])

    @property
    def booked(self) -> float:
        """The total booked until today."""
        return float(self.actuals["value"].iloc[-1]) if len(self.actuals) else 0.0

    @property
    def has_dated_actuals(self) -> bool:
        """Whether it is known when the booked total came in."""
        days = pd.to_datetime(self.actuals["date"])
        return len(days) > 1 or (len(days) == 1 and days.iloc[0].date() < self.today)

    @cached_property
    def amounts(self) -> Amounts:
        """How amounts are written: rounded to what the number of futures supports."""
        unit = rounding_unit(self.draws_at_end)
        if self.measure == "won":
            return Amounts("won", "", self.locale, max(unit, 1.0))
        return Amounts("won_amount", self.currency, self.locale, unit)

    @property
    def draws_for_target(self) -> NDArray[np.float64] | None:
        """The totals that a target is held against; None if they are not known."""
        if self.target is None:
            return None
        return self.draws_at_end if self.target.by == self.until else self.draws_at_target

    @cached_property
    def chance(self) -> Chance | None:
        """The chance of the target; None without one."""
        draws = self.draws_for_target
        if draws is None or self.target is None:
            return None
        return chance_of(draws, self.target.value, self.locale, self.independent)

    @property
    def is_reached(self) -> bool:
        """Whether what is booked reaches the target, in every future."""
        chance = self.chance
        reached = self.target is not None and self.booked >= self.target.value
        return reached and chance is not None and chance.hits == chance.n


def _check_columns(name: str, table: pd.DataFrame, columns: tuple[str, ...]) -> None:
    """Refuse a table that lacks a column."""
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise TableError(
            say(
                "the table '{name}' of a fan lacks {missing}; it needs {columns}.",
                name=name,
                missing=listed(missing),
                columns=listed(columns),
            )
        )
