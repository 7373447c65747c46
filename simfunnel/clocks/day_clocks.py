"""A clock as a table of days: opening second, closing second and speed of each day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simfunnel.clocks.tables import (
    CLOSES,
    DAY,
    DAY_COLUMNS,
    MILLION,
    OPENS,
    SPEED,
    TOTAL,
    Clocks,
)
from simfunnel.errors import FunnelError
from simfunnel.words import say

__all__ = [
    "DayClock",
    "Hours",
    "calendar_clock",
    "compose",
    "stack",
    "week_clock",
    "weekday_of",
    "window_clock",
]

_YEAR = 366
_LARGEST_TOTAL = 2**62


class Hours(NamedTuple):
    """The hours of consecutive days.

    Parameters
    ----------
    opens, closes : ndarray of int64, shape (n_days,)
        Seconds of the day between which a clock runs.
    speeds : ndarray of int64, shape (n_days,)
        Speed while open, in millionths.
    """

    opens: NDArray[np.int64]
    closes: NDArray[np.int64]
    speeds: NDArray[np.int64]

    def lengths(self) -> NDArray[np.int64]:
        """Return the clock time of each day, in millionths of a second."""
        return (self.closes - self.opens) * self.speeds


@dataclass(frozen=True, eq=False)
class DayClock:
    """One clock over the days of a table.

    Parameters
    ----------
    name : str
        What people call it; used when it is refused.
    first_day : int
        First day of the table, counted from the day of the scenario's start; may be negative.
    n_days : int
        Days of the table.
    rule : callable
        Gives the hours of any `n` days from any day, so that a rule about whole months or quarters
        can look past the table.

    Raises
    ------
    FunnelError
        If the clock never opens, neither in the table nor within a year of its first day, or is
        so fast and long that its time does not fit into an int64.

    Examples
    --------
    >>> calendar_clock(0, 3).hours.speeds
    array([1000000, 1000000, 1000000])
    """

    name: str
    first_day: int
    n_days: int
    rule: Callable[[int, int], Hours] = field(repr=False)
    hours: Hours = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Tabulate the hours and refuse what cannot be used."""
        if self.n_days < 1:
            raise FunnelError(
                say(
                    "clock '{name}' has {n_days} days; give at least 1.",
                    name=self.name,
                    n_days=self.n_days,
                )
            )
        ahead = self.rule(self.first_day, max(self.n_days, _YEAR))
        if not np.any(ahead.lengths() > 0):
            raise FunnelError(
                say(
                    "clock '{name}' never opens; give it days and hours on which it runs.",
                    name=self.name,
                )
            )
        hours = Hours(*(np.ascontiguousarray(part[: self.n_days]) for part in ahead))
        if float(hours.speeds.max()) * DAY * self.n_days > _LARGEST_TOTAL:
            raise FunnelError(
                say(
                    "clock '{name}' runs at up to {most} times normal speed for {n_days} days, "
                    "which "
                    "is too much; give less.",
                    name=self.name,
                    most=format(float(hours.speeds.max()) / MILLION, "g"),
                    n_days=self.n_days,
                )
            )
        object.__setattr__(self, "hours", hours)

    def over(self, first_day: int, n_days: int) -> Hours:
        """Return the hours of any days, also past the table.

        Parameters
        ----------
        first_day, n_days : int
            The days wanted.

        Returns
        -------
        Hours
            Their hours.
        """
        return self.rule(first_day, n_days)


def weekday_of(start: date, first_day: int, n_days: int) -> NDArray[np.int64]:
    """Return the weekday of each day of a table; Monday is 0.

    Parameters
    ----------
    start : datetime.date
        Day 0.
    first_day, n_days : int
        The days of the table.

    Examples
    --------
    >>> weekday_of(date(2026, 7, 1), -1, 4)
    array([1, 2, 3, 4])
    """
    return (start.weekday() + np.arange(first_day, first_day + n_days, dtype=np.int64)) % 7


def calendar_clock(first_day: int, n_days: int) -> DayClock:
    """Return the clock that always runs, at speed 1.

    Parameters
    ----------
    first_day, n_days : int
        The days of the table.

    Examples
    --------
    >>> int(calendar_clock(0, 1).hours.lengths()[0]) // 1_000_000
    86400
    """

    def rule(first: int, n: int) -> Hours:
        """Open all day, every day."""
        return _whole_days(np.full(n, MILLION, dtype=np.int64))

    return DayClock("calendar", first_day, n_days, rule)


def _whole_days(speeds: NDArray[np.int64]) -> Hours:
    """Return hours from midnight to midnight at the given speeds."""
    return Hours(np.zeros_like(speeds), np.full_like(speeds, DAY), speeds)


def window_clock(
    start: date,
    first_day: int,
    n_days: int,
    *,
    opens: int,
    closes: int,
    weekdays: Iterable[int],
    share: float = 1.0,
    name: str = "selling hours",
) -> DayClock:
    """Return a clock that runs in one window on some weekdays: a team's selling hours.

    Parameters
    ----------
    start : datetime.date
        Day 0.
    first_day, n_days : int
        The days of the table.
    opens, closes : int
        Seconds of the day between which the clock runs.
    weekdays : iterable of int
        Days of the week on which it runs; Monday is 0.
    share : float
        Its speed while it runs, rounded to millionths: the share of the hours that is for selling.
    name : str
        What people call it.

    Returns
    -------
    DayClock
        The clock.

    Raises
    ------
    FunnelError
        If the window or the share is impossible, or the clock never opens.

    Examples
    --------
    >>> hours = window_clock(date(2026, 7, 3), 0, 2, opens=32_400, closes=64_800,
    ...                      weekdays=range(5), share=0.65).hours
    >>> hours.opens, hours.speeds           # a Friday and a Saturday
    (array([32400,     0]), array([650000,      0]))
    """
    if not (0 <= opens <= closes <= DAY):
        raise FunnelError(
            say(
                "clock '{name}' opens at second {opens} and closes at second {closes} of the day; "
                "give an opening before a closing, from 0 to {day}.",
                name=name,
                opens=opens,
                closes=closes,
                day=DAY,
            )
        )
    if not (0 <= share <= 1):
        raise FunnelError(
            say(
                "clock '{name}' has a share of {share} %; give 0 to 100 %.",
                name=name,
                share=format(share * 100, "g"),
            )
        )
    days = {int(day) for day in weekdays}
    week = [(opens, closes) if day in days else (0, 0) for day in range(7)]
    return week_clock(start, first_day, n_days, week=week, share=share, name=name)


def week_clock(
    start: date,
    first_day: int,
    n_days: int,
    *,
    week: Sequence[tuple[int, int]],
    share: float = 1.0,
    name: str = "selling hours",
) -> DayClock:
    """Return a clock that runs in a window of its own on each weekday.

    Parameters
    ----------
    start : datetime.date
        Day 0.
    first_day, n_days : int
        The days of the table.
    week : sequence of (int, int)
        Seconds of the day between which the clock runs, Monday first; (0, 0) where it stands still.
    share : float
        Its speed while it runs, rounded to millionths.
    name : str
        What people call it.

    Returns
    -------
    DayClock
        The clock.

    Examples
    --------
    >>> short_friday = [(32_400, 64_800)] * 4 + [(32_400, 46_800)] + [(0, 0)] * 2
    >>> week_clock(date(2026, 7, 2), 0, 3, week=short_friday).hours.closes    # a Thursday
    array([64800, 46800,     0])
    """
    speed = int(np.floor(share * MILLION + 0.5))
    opens, closes = np.array(week, dtype=np.int64).T

    def rule(first: int, n: int) -> Hours:
        """Open in the window of the weekday."""
        day = weekday_of(start, first, n)
        runs = closes[day] > opens[day]
        return Hours(opens[day], closes[day], np.where(runs, speed, 0).astype(np.int64))

    return DayClock(name, first_day, n_days, rule)


def compose(*clocks: DayClock, name: str = "") -> DayClock:
    """Return a clock that runs while all of several clocks run, at the product of their speeds.

    Parameters
    ----------
    *clocks : DayClock
        Clocks over the same days.
    name : str
        What people call the result; by default their names joined.

    Returns
    -------
    DayClock
        Hours are intersected; the product of speeds is rounded to millionths once.

    Raises
    ------
    FunnelError
        If the clocks have different days, or never run together.

    Examples
    --------
    >>> monday = date(2026, 7, 6)
    >>> early = window_clock(monday, 0, 1, opens=0, closes=40_000, weekdays=range(7), share=0.5)
    >>> late = window_clock(monday, 0, 1, opens=30_000, closes=80_000, weekdays=range(7), share=0.5)
    >>> tuple(int(part[0]) for part in compose(early, late).hours)
    (30000, 40000, 250000)
    """
    name = name or " and ".join(f"{clock.name}" for clock in clocks)
    first_day, n_days = _one_table(clocks)

    def rule(first: int, n: int) -> Hours:
        """Intersect the hours and multiply the speeds."""
        parts = [clock.over(first, n) for clock in clocks]
        opens = np.max([part.opens for part in parts], axis=0)
        closes = np.maximum(opens, np.min([part.closes for part in parts], axis=0))
        return Hours(opens, closes, _product([part.speeds for part in parts]))

    return DayClock(name, first_day, n_days, rule)


def _product(speeds: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return the product of speeds in millionths, rounded half up once."""
    product = np.prod([speed.astype(object) for speed in speeds], axis=0)
    unit = MILLION ** (len(speeds) - 1)
    return np.asarray((2 * product + unit) // (2 * unit), dtype=np.int64)


def _one_table(clocks: Sequence[DayClock]) -> tuple[int, int]:
    """Return the days that all clocks cover."""
    tables = {(clock.first_day, clock.n_days) for clock in clocks}
    if len(tables) != 1:
        names = ", ".join(f"'{clock.name}'" for clock in clocks) or "none"
        raise FunnelError(
            say("clocks over different days ({names}); build them over the same days.", names=names)
        )
    return tables.pop()


def stack(clocks: Sequence[DayClock]) -> Clocks:
    """Return clocks as one struct for compiled functions.

    Parameters
    ----------
    clocks : sequence of DayClock
        The calendar first; all over the same days.

    Returns
    -------
    Clocks
        A row per clock, in the order given.

    Raises
    ------
    FunnelError
        If the first is not the calendar, or the clocks have different days.

    Examples
    --------
    >>> stack([calendar_clock(-1, 2)]).totals // 1_000_000
    array([[     0,  86400, 172800]])
    """
    first_day, n_days = _one_table(clocks)
    if np.any(clocks[0].hours.lengths() != DAY * MILLION):
        raise FunnelError(
            say("the first clock is '{name}'; put the calendar first.", name=clocks[0].name)
        )
    days = np.zeros((len(clocks), n_days + 1, DAY_COLUMNS), dtype=np.int64)
    for row, clock in zip(days, clocks, strict=True):
        for column, part in zip((OPENS, CLOSES, SPEED), clock.hours, strict=True):
            row[:-1, column] = part
        np.cumsum(clock.hours.lengths(), out=row[1:, TOTAL])
    return Clocks(np.concatenate([[first_day, n_days], days.ravel()]))
