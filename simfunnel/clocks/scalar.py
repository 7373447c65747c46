"""Reading clocks: plain integer source that runs compiled and uncompiled and gives the same.

Importing this module imports Numba where it is installed; everything else of the room does not.
"""

from __future__ import annotations

from simfunnel.clocks.tables import (
    CLOSES,
    DAY,
    DAY_COLUMNS,
    HEAD,
    MILLION,
    NEVER,
    OPENS,
    SPEED,
    TOTAL,
    Clocks,
    Reviews,
)
from simfunnel.compiled import njit, njit_apart

__all__ = ["clock_end", "clock_value", "next_review"]


@njit
def _row(clocks: Clocks, c: int, i: int) -> int:
    """Return where the numbers of a clock's day i of the axis begin."""
    return int(HEAD + (c * (clocks.table[1] + 1) + i) * DAY_COLUMNS)


@njit
def clock_value(clocks: Clocks, c: int, t: int) -> int:
    """Return what a clock shows at a second.

    Parameters
    ----------
    clocks : Clocks
        All clocks.
    c : int
        Row of the clock.
    t : int
        Seconds since the scenario's start.

    Returns
    -------
    int
        Clock time since the axis begins, in millionths of a second; it stands still outside.

    Examples
    --------
    >>> from simfunnel.clocks import calendar_clock, stack
    >>> clock_value(stack([calendar_clock(0, 7)]), 0, 90)
    90000000
    """
    day = t // DAY
    i = day - clocks.table[0]
    if i < 0:
        return 0
    n_days = clocks.table[1]
    row = _row(clocks, c, min(i, n_days))  # nothing runs on the day after the last
    second = t - day * DAY
    opened = clocks.table[row + OPENS]
    run = min(second, clocks.table[row + CLOSES]) - opened
    return int(clocks.table[row + TOTAL] + max(run, 0) * clocks.table[row + SPEED])


@njit
def clock_end(clocks: Clocks, c: int, t: int, duration: int) -> int:
    """Return when a duration that starts at a second has passed on a clock.

    Parameters
    ----------
    clocks : Clocks
        All clocks.
    c : int
        Row of the clock.
    t : int
        Seconds since the scenario's start; not before the axis.
    duration : int
        Seconds of clock time; less than 1 counts as the next second.

    Returns
    -------
    int
        The earliest second after `t` at which the clock has gone on by the duration, or `NEVER`
        if that lies beyond the axis.

    Examples
    --------
    >>> from simfunnel.clocks import NEVER, calendar_clock, stack
    >>> clocks = stack([calendar_clock(0, 7)])
    >>> clock_end(clocks, 0, 90, 10), clock_end(clocks, 0, 90, 604_800) == NEVER
    (100, True)
    """
    first_day, n_days = clocks.table[0], clocks.table[1]
    left = (first_day + n_days) * DAY - t
    if c == 0 or duration < 1:
        passed = max(duration, 1)
        return NEVER if passed > left else int(t + passed)
    value = clock_value(clocks, c, t)
    most = clocks.table[_row(clocks, c, n_days) + TOTAL]
    if left < 1 or duration > (most - value) // MILLION:
        return NEVER
    target = value + duration * MILLION
    i = _day_reaching(clocks, c, max(t // DAY - first_day, 0), target)
    row = _row(clocks, c, i)
    speed = clocks.table[row + SPEED]
    seconds = (target - clocks.table[row + TOTAL] + speed - 1) // speed
    return int((first_day + i) * DAY + clocks.table[row + OPENS] + seconds)


@njit_apart
def _day_reaching(clocks: Clocks, c: int, i: int, target: int) -> int:
    """Return the first day, from day i of the axis, at whose end a clock shows the target."""
    n_days, first = clocks.table[1], _row(clocks, c, 0) + TOTAL
    whole = float(clocks.table[first + n_days * DAY_COLUMNS])
    rest = target - clocks.table[first + i * DAY_COLUMNS]
    share = float(rest) / whole if whole > 0.0 else 0.0
    low: int = min(i + int(share * n_days), n_days - 1)  # as if all days were alike: nearly right
    while low > i and clocks.table[first + low * DAY_COLUMNS] >= target:
        low -= 1
    while clocks.table[first + (low + 1) * DAY_COLUMNS] < target:
        low += 1
    return low


@njit
def next_review(reviews: Reviews, code: int, t: int) -> int:
    """Return the first review at or after a second.

    Parameters
    ----------
    reviews : Reviews
        The review days.
    code : int
        Number of a `units.Review` (1 daily at midnight, 2 weekly on Mondays at 00:00, 3 fortnightly
        on Mondays of even number, 4 monthly on the 1st at 00:00), or 0 for not reviewed.
    t : int
        Seconds since the scenario's start.

    Returns
    -------
    int
        The second of the review; `t` itself if not reviewed; `NEVER` past the last month.

    Examples
    --------
    >>> from datetime import date
    >>> from simfunnel.clocks import review_days
    >>> reviews = review_days(date(2026, 7, 1), 0, 60)      # a Wednesday
    >>> [next_review(reviews, code, 1) // 86_400 for code in range(1, 5)]
    [1, 5, 5, 31]
    """
    if code == 0 or t == NEVER:
        return t
    if code == 4:
        return _next_month(reviews, t)
    day = -(-t // DAY)
    if code == 1:
        return day * DAY
    cycle = 7 if code == 2 else 14
    return (day + -(int(reviews.table[0]) + day) % cycle) * DAY


@njit_apart
def _next_month(reviews: Reviews, t: int) -> int:
    """Return the first month that begins at or after a second."""
    low = 1
    high = reviews.table.shape[0]
    while low < high:
        middle = (low + high) // 2
        if int(reviews.table[middle]) < t:
            low = middle + 1
        else:
            high = middle
    return NEVER if low == reviews.table.shape[0] else int(reviews.table[low])
