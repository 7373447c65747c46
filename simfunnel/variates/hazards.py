"""The law of a measured stage: first when a lead leaves, then by which exit.

Calibration does not fit a curve to a stage; it counts, for each exit, how likely a lead of a given
age is to take it on a given day. Such a *daily hazard* h depends on age in bins; it is multiplied
by a clock factor of the calendar day and a level factor of the week. The lead leaves where the sum
of all hazards since ``now`` reaches the unit exponential -log(u); the exit is drawn in proportion
to the hazards of that day.

Days are calendar days, counted from the midnight at second 0. Age is the number of midnights since
entry, so the entry day is age 0. The first day, whether of a lead that enters or of one that is
open at the start, counts whole: its hazard is spread over the seconds that are left of it. Open
leads therefore need no special case, an empty last bin holds those that never leave, and an exit
timer is a bin of its own.

This module knows no stage and no exit by name.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simfunnel.compiled import njit, njit_apart
from simfunnel.errors import FunnelError
from simfunnel.variates.portable import exp, log
from simfunnel.words import say

__all__ = ["MEASURED", "NEVER", "advancing_share", "measured_exit", "measured_slot"]

#: How many numbers the slot of a measured stage takes.
MEASURED = 9

#: The second that never comes.
NEVER = 2**63 - 1

_HAZARDS, _BINS, _N_BINS, _N_EXITS, _N_ADVANCE = 0, 1, 2, 3, 4
_CLOCKS, _LEVELS, _FIRST_DAY, _N_DAYS = 5, 6, 7, 8
_DAY = 86_400


def measured_slot(
    *,
    hazards_at: int,
    bins_at: int,
    n_bins: int,
    n_exits: int,
    n_advance: int,
    clocks_at: int,
    levels_at: int,
    first_day: int,
    n_days: int,
) -> NDArray[np.float64]:
    """Lay out the slot of a measured stage: where its tables lie in the one large array.

    Parameters
    ----------
    hazards_at : int
        Where the daily hazards begin: exit by exit, `n_bins` numbers each, at least 0.
    bins_at, n_bins : int
        Where the first ages of the bins begin, in whole days from 0, rising; the last bin is
        open-ended.
    n_exits, n_advance : int
        How many exits there are, and how many of them, the first ones, are advance exits.
    clocks_at : int
        Where the clock factors begin: exit by exit, `n_days` numbers each, 1 where nothing is
        special.
    levels_at : int
        Where the level factors begin: exit by exit, one number for each started week of the day
        axis, 1 where nothing is estimated.
    first_day, n_days : int
        The day axis: the first day, a multiple of 7 (0 is the day that begins at second 0), and
        the number of days, at least 7. After the axis its last seven clock factors come round
        again and its last level stays; before it, the first of each counts.

    Returns
    -------
    ndarray, shape (9,)

    Raises
    ------
    FunnelError
        If the day axis does not begin with a week or is shorter than one.

    Examples
    --------
    >>> slot = measured_slot(hazards_at=9, bins_at=11, n_bins=1, n_exits=2, n_advance=1,
    ...                      clocks_at=12, levels_at=26, first_day=0, n_days=7)
    >>> len(slot) == MEASURED
    True
    """
    if first_day % 7 or n_days < 7:
        raise FunnelError(
            say(
                "The day axis begins on day {first_day} and has {n_days} days; it must begin on a "
                "multiple of 7 and have at least 7.",
                first_day=first_day,
                n_days=n_days,
            )
        )
    slot = np.empty(MEASURED)
    slot[[_HAZARDS, _BINS, _N_BINS]] = hazards_at, bins_at, n_bins
    slot[[_N_EXITS, _N_ADVANCE]] = n_exits, n_advance
    slot[[_CLOCKS, _LEVELS, _FIRST_DAY, _N_DAYS]] = clocks_at, levels_at, first_day, n_days
    return slot


@njit
def _bin_of(numbers: NDArray[np.float64], at: int, age: float, start: int) -> int:
    """Return the bin of an age, looking from bin `start` on."""
    bins = int(numbers[at + _BINS])
    last = int(numbers[at + _N_BINS]) - 1
    place = start
    while place < last and numbers[bins + place + 1] <= age:
        place += 1
    return place


@njit
def _hazard(numbers: NDArray[np.float64], at: int, which: int, place: int, day: int) -> float:
    """Return the hazard of one exit in one bin of age on one calendar day."""
    n_days = int(numbers[at + _N_DAYS])
    index = day - int(numbers[at + _FIRST_DAY])
    if index < 0:
        index = 0
    week = index // 7
    last_week = (n_days - 1) // 7
    if week > last_week:
        week = last_week
    if index >= n_days:
        index = n_days - 7 + (index - n_days) % 7
    hazards = int(numbers[at + _HAZARDS]) + which * int(numbers[at + _N_BINS])
    clocks = int(numbers[at + _CLOCKS]) + which * n_days
    levels = int(numbers[at + _LEVELS]) + which * (last_week + 1)
    hazard = float(numbers[hazards + place])
    return hazard * float(numbers[clocks + index]) * float(numbers[levels + week])


@njit_apart
def _which_exit(
    numbers: NDArray[np.float64], at: int, place: int, day: int, u: float, odds: float
) -> tuple[int, float]:
    """Return the exit that u falls on, and where between 0 and 1 inside the exit's own part."""
    n_exits = int(numbers[at + _N_EXITS])
    n_advance = int(numbers[at + _N_ADVANCE])
    total = 0.0
    for which in range(n_exits):
        hazard = _hazard(numbers, at, which, place, day)
        total += hazard * odds if which < n_advance else hazard
    mark = u * total
    chosen = n_exits - 1
    inside = 0.0
    before = 0.0
    for which in range(n_exits):
        hazard = _hazard(numbers, at, which, place, day)
        weight = hazard * odds if which < n_advance else hazard
        if weight > 0.0:
            chosen = which
            inside = (mark - before) / weight
            if inside < 1.0:
                break
        before += weight
    if inside < 0.0:
        inside = 0.0
    return chosen, inside if inside < 1.0 else 1.0


@njit_apart
def measured_exit(
    numbers: NDArray[np.float64],
    at: int,
    entered: int,
    now: int,
    u_exit: float,
    u_time: float,
    odds: float,
    ratio: float,
    end: int,
) -> tuple[int, int, float]:
    """Draw when a lead leaves a measured stage, and by which exit.

    On calendar day d a lead of age a leaves by exit k with hazard
    ``h[k, bin of floor(a / ratio)] / ratio * clock[k, d] * level[k, week of d]``. The hazards of
    all exits are summed from `now` on, day by day; the lead leaves in the day in which the sum
    reaches ``-log(u_time)``, at the second that lies as far into the (rest of the) day as the sum
    lies into the day's hazard, rounded. Within that day's hazards the odds of the advance exits
    are multiplied by `odds`; exits lie on [0, 1) in order, and the last with any hazard takes what
    rounding leaves.

    Parameters
    ----------
    numbers : ndarray, shape (n,)
        The array that holds slot and tables.
    at : int
        Position of the slot (`measured_slot`).
    entered : int
        Second of entry; negative for leads that are open at the start.
    now : int
        Second from which the lead is at risk: `entered`, or later for an open lead, which has
        survived so far.
    u_exit, u_time : float
        The two uniforms of *stage*/exit.
    odds : float
        Above 0; 1 changes nothing.
    ratio : float
        Of dwell; above 0; 2 makes everything take twice as long, 1 changes nothing.
    end : int
        Second of the horizon's end; days that begin there or later are not looked at.

    Returns
    -------
    exit : int
        Index of the exit, -1 if the lead is still there at the end.
    left_at : int
        Second of leaving, from now + 1 to the midnight that ends the day; or `NEVER`.
    inside : float
        Where u_exit lies within the exit's own part, 0 to 1: an event that carves the first 20 %
        of an exit has struck if this is below 0.2.

    Examples
    --------
    One exit with hazard log 2 a day: half of all leads leave on the first day.

    >>> tables = [log(2.0), 0.0] + [1.0] * 7 + [1.0]
    >>> slot = measured_slot(hazards_at=9, bins_at=10, n_bins=1, n_exits=1, n_advance=1,
    ...                      clocks_at=11, levels_at=18, first_day=0, n_days=7)
    >>> numbers = np.concatenate([slot, tables])
    >>> measured_exit(numbers, 0, 0, 0, 0.5, 0.5, 1.0, 1.0, 7 * 86400)
    (0, 86400, 0.5)
    >>> measured_exit(numbers, 0, 43200, 43200, 0.5, 0.75, 1.0, 1.0, 7 * 86400)
    (0, 61130, 0.5)
    """
    n_exits = int(numbers[at + _N_EXITS])
    first_day = entered // _DAY
    day = now // _DAY
    start = now
    missing = -log(u_time)
    place = 0
    while day * _DAY < end:
        place = _bin_of(numbers, at, (day - first_day) / ratio, place)
        total = 0.0
        for which in range(n_exits):
            total += _hazard(numbers, at, which, place, day)
        total /= ratio
        if total >= missing and total > 0.0:
            midnight = (day + 1) * _DAY
            left_at = start + int((midnight - start) * (missing / total) + 0.5)
            if left_at <= now:
                left_at = now + 1
            chosen, inside = _which_exit(numbers, at, place, day, u_exit, odds)
            return chosen, left_at, inside
        missing -= total
        day += 1
        start = day * _DAY
    return -1, NEVER, 0.0


@njit
def advancing_share(numbers: NDArray[np.float64], at: int) -> float:
    """Return the share of leads that leave by an advance exit, from age 0, all factors being 1.

    Parameters
    ----------
    numbers : ndarray, shape (n,)
        The array that holds slot and tables.
    at : int
        Position of the slot (`measured_slot`).

    Returns
    -------
    float
        0 to 1; leads that never leave count in the whole.

    Examples
    --------
    >>> slot = measured_slot(hazards_at=9, bins_at=11, n_bins=1, n_exits=2, n_advance=1,
    ...                      clocks_at=0, levels_at=0, first_day=0, n_days=7)
    >>> advancing_share(np.concatenate([slot, [0.1, 0.3, 0.0]]), 0)
    0.25
    """
    hazards = int(numbers[at + _HAZARDS])
    bins = int(numbers[at + _BINS])
    n_bins = int(numbers[at + _N_BINS])
    here = 1.0
    advanced = 0.0
    for place in range(n_bins):
        total = 0.0
        advance = 0.0
        for which in range(int(numbers[at + _N_EXITS])):
            hazard = float(numbers[hazards + which * n_bins + place])
            total += hazard
            if which < numbers[at + _N_ADVANCE]:
                advance += hazard
        if total > 0.0:
            stays = 0.0
            if place < n_bins - 1:
                length = float(numbers[bins + place + 1]) - float(numbers[bins + place])
                stays = exp(-total * length)
            advanced += here * (1.0 - stays) * (advance / total)
            here *= stays
    return advanced
