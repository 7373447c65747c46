"""The closing effect: work goes faster when the month, quarter or year ends."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from simfunnel.clocks.day_clocks import DayClock, Hours
from simfunnel.clocks.tables import MILLION
from simfunnel.errors import FunnelError
from simfunnel.words import say

__all__ = ["closing_effect", "period_edges"]

_MONTHS = MappingProxyType({"month": 1, "quarter": 3, "year": 12})


def closing_effect(
    clock: DayClock,
    start: date,
    *,
    period: str,
    within_days: int,
    speed: float,
    name: str = "",
) -> DayClock:
    """Return a clock that runs faster in the last days of each period, and slower before.

    In the last `within_days` calendar days of each period the clock runs `speed` times as fast as
    in the rest of it; all of it is divided by the average of that factor over the clock's own time
    in the whole period, so that the period as a whole is neither longer nor shorter. Periods are
    whole calendar periods, also where the table cuts them.

    Parameters
    ----------
    clock : DayClock
        The clock that is speeded up.
    start : datetime.date
        Day 0.
    period : str
        "month", "quarter" or "year".
    within_days : int
        How many calendar days at the end of the period are fast; at least 1.
    speed : float
        How many times as fast they are; 0 or more.
    name : str
        What people call the result.

    Returns
    -------
    DayClock
        The clock with its new speeds, rounded to millionths once.

    Raises
    ------
    FunnelError
        If the period is unknown, or the figures are impossible.

    Examples
    --------
    >>> from simfunnel.clocks.day_clocks import calendar_clock
    >>> june = closing_effect(calendar_clock(0, 30), date(2026, 6, 1), period="month",
    ...                       within_days=10, speed=2.5)
    >>> june.hours.speeds[[0, 19, 20, 29]]      # the average of 20 ones and 10 times 2.5 is 1.5
    array([ 666667,  666667, 1666667, 1666667])
    """
    if period not in _MONTHS:
        raise FunnelError(
            say("unknown period '{period}'; write month, quarter or year.", period=period)
        )
    if within_days < 1:
        raise FunnelError(
            say(
                "a closing effect within {within_days} days; give at least 1 day.",
                within_days=within_days,
            )
        )
    if not (0 <= speed <= MILLION):
        raise FunnelError(
            say(
                "a closing effect with speed {speed}; give 0 to 1 000 000.",
                speed=format(speed, "g"),
            )
        )
    fast = int(np.floor(speed * MILLION + 0.5))

    def rule(first: int, n: int) -> Hours:
        """Speed up the hours of whole periods, and cut out the days asked for."""
        edges = period_edges(start, first, n, period)
        hours = clock.over(edges[0], edges[-1] - edges[0])
        speeds = hours.speeds.copy()
        for begin, end in pairwise(edges):
            part = slice(begin - edges[0], end - edges[0])
            speeds[part] = _speeded(Hours(*(row[part] for row in hours)), within_days, fast)
        cut = slice(first - edges[0], first - edges[0] + n)
        return Hours(hours.opens[cut], hours.closes[cut], speeds[cut])

    return DayClock(name or f"{clock.name}, faster near {period} end", *_table(clock), rule)


def _table(clock: DayClock) -> tuple[int, int]:
    """Return the days of a clock's table."""
    return clock.first_day, clock.n_days


def _speeded(hours: Hours, within_days: int, fast: int) -> NDArray[np.int64]:
    """Return the new speeds of one whole period, in exact integers until the rounding."""
    factors = np.full(len(hours.speeds), MILLION, dtype=object)
    factors[max(len(factors) - within_days, 0) :] = fast
    lengths = hours.lengths().astype(object)
    over = int((lengths * factors).sum())
    if over == 0:  # the clock stands still in the fast days' stead, or altogether
        return np.zeros_like(hours.speeds)
    scaled = hours.speeds.astype(object) * factors * int(lengths.sum())
    return np.asarray((2 * scaled + over) // (2 * over), dtype=np.int64)


def period_edges(start: date, first_day: int, n_days: int, period: str) -> list[int]:
    """Return the days on which whole periods around a table begin, and the end of the last.

    Parameters
    ----------
    start : datetime.date
        Day 0.
    first_day, n_days : int
        The days of the table.
    period : str
        "month", "quarter" or "year".

    Returns
    -------
    list of int
        The first is at or before the table's first day, the last at or after its end.

    Examples
    --------
    >>> period_edges(date(2026, 8, 15), 0, 60, "quarter")
    [-45, 47, 139]
    """
    step = _MONTHS[period]
    first = start + timedelta(first_day)
    month = (first.year * 12 + first.month - 1) // step * step
    edges: list[int] = []
    while not edges or edges[-1] < first_day + n_days:
        edges.append((date(month // 12, month % 12 + 1, 1) - start).days)
        month += step
    return edges
