"""One lead's life in steps, compiled: for the agenda, on which the lives of many are interleaved.

What is counted and drawn here is what `walk` counts and draws for many leads at once.

Arguments that travel together: `book` is (columns, tallies, wins, stays, desk), where everything
is counted; `key` the four words of the draws of a replication and a lead; `who` is (quality,
segment, source, how good the times are). The desk holds what is known of the lead in hand, in the
places named `D_*`.
"""

from __future__ import annotations

import math

import numpy as np

from simfunnel.clocks import NEVER
from simfunnel.compiled import njit, njit_apart
from simfunnel.funnel import layout as at
from simfunnel.simulation.effects import epoch_base, segment_at, source_at
from simfunnel.simulation.kinds import Book, Key, Numbers, Who, Whole
from simfunnel.simulation.walk_stays import ZOMBIE, draw
from simfunnel.variates import normal_cdf, normal_quantile
from simfunnel.variates.dispatch import quantile

__all__ = ["DESK", "amount_of", "birth", "drawn_amount", "enter", "finish", "take_up_open"]

DAY = 86_400
CERTAIN = 1.0 - 2.0**-53
OPEN, ENDED, DEAD = -2, -1, -3  # fates of open leads that are not won

D_STAYS = 0  # stays so far in this replication
D_STREAM = 1
D_INDEX = 2
D_STAGE = 3  # of the stay in hand
D_OCCASION = 4
D_ENTERED = 5
D_LEFT = 6
D_WAY = 7
D_MARKS = 8  # bit set of what the lead has counted as
D_AMOUNT = 9  # -1: not drawn yet
D_BORN = 10  # where the row of its birth begins
D_FATE = 11
D_BEGAN = 12  # period in which the stay in hand began; -1: it was under way at the start
D_COHORT = 13  # period in which the lead was born; -1: it was open at the start
D_WORKED = 14  # when the customer's time began
D_WAITED = 15
D_HANDED = 16
D_SEAT = 17  # within its team, of the rep of the work that finished; -1 for nobody
DESK = 18  # earlier stays in each stage follow


@njit_apart
def drawn_amount(numbers: Numbers, whole: Whole, base: int, key: Key, who: Who) -> int:
    """Return what a lead is worth, in hundredths, by the row of its birth."""
    u = draw(key, whole[whole[at.H_POINTS] + at.P_AMOUNT], np.int64(0))[0]
    rho = numbers[base + at.AMOUNT_RHO]
    if rho != 0.0:
        better = who[0] - numbers[source_at(whole, base, who[2]) + at.SRC_MEAN]
        u = normal_cdf(rho * better + math.sqrt(1.0 - rho * rho) * normal_quantile(u))
        u = min(max(u, 1.0 - CERTAIN), CERTAIN)
    return int(quantile(numbers, segment_at(whole, base, who[1]) + at.SEG_AMOUNT, u) + 0.5)


@njit
def amount_of(numbers: Numbers, whole: Whole, desk: Whole, key: Key, who: Who) -> int:
    """Return what a lead is worth, in hundredths: what is known, else what is drawn."""
    if desk[D_AMOUNT] >= 0 or whole[at.H_MATTERS] & at.FEELS_AMOUNT == 0:
        return max(desk[D_AMOUNT], 0)
    return drawn_amount(numbers, whole, desk[D_BORN], key, who)


@njit
def _record(book: Book, who: Who) -> None:
    """Write the stay in hand where there is room, and count it."""
    stays, desk = book[3], book[4]
    n = desk[D_STAYS]
    if n < stays.shape[0]:
        stays[n, 0], stays[n, 1] = desk[D_STREAM], desk[D_INDEX]
        stays[n, 2], stays[n, 3] = desk[D_STAGE], desk[D_OCCASION]
        stays[n, 4], stays[n, 5], stays[n, 6] = desk[D_ENTERED], desk[D_LEFT], desk[D_WAY]
        stays[n, 7], stays[n, 8], stays[n, 9] = who[1], who[2], desk[D_AMOUNT]
        stays[n, 10], stays[n, 11] = desk[D_WORKED], desk[D_WAITED]
        stays[n, 12], stays[n, 13] = desk[D_HANDED], desk[D_SEAT]
    desk[D_STAYS] = n + 1


@njit
def enter(whole: Whole, book: Book, s: int, entered: int) -> None:
    """Begin a stay: count it, and what it counts as if it is the lead's first."""
    columns, tallies, desk = book[0], book[1], book[4]
    desk[D_STAGE], desk[D_ENTERED] = s, entered
    desk[D_WORKED], desk[D_WAITED], desk[D_HANDED], desk[D_SEAT] = entered, 0, 0, -1
    desk[D_OCCASION] = desk[DESK + s]
    desk[DESK + s] += 1
    period = whole[whole[at.H_PERIODS] + entered // DAY]
    desk[D_BEGAN] = period
    tallies[period, columns.entered + s] += 1
    mark = whole[whole[at.H_STAGES] + s * at.STAGE_COLUMNS + at.S_MARK]
    if mark >= 0 and (desk[D_MARKS] >> mark) & 1 == 0:
        desk[D_MARKS] |= 1 << mark
        tallies[period, columns.marks + mark] += 1


@njit
def _leave(numbers: Numbers, whole: Whole, book: Book, key: Key, who: Who) -> int:
    """Count the end of the stay in hand, and the win if it is one; return where the lead goes."""
    columns, tallies, desk = book[0], book[1], book[4]
    day = desk[D_LEFT] // DAY
    period = whole[whole[at.H_PERIODS] + day]
    tallies[period, columns.left + desk[D_WAY]] += 1
    tallies[period, columns.stayed + desk[D_STAGE]] += desk[D_LEFT] - desk[D_ENTERED]
    if desk[D_BEGAN] >= 0:
        tallies[desk[D_BEGAN], columns.cohort + desk[D_WAY]] += 1
    target = whole[whole[at.H_WAYS] + desk[D_WAY] * at.WAY_COLUMNS + at.W_TARGET]
    if target < 0 and desk[D_COHORT] >= 0:
        tallies[desk[D_COHORT], columns.fate + who[2] * columns.outcomes - 1 - target] += 1
    if target == at.WON:
        if whole[at.H_MATTERS] & at.FEELS_AMOUNT:
            desk[D_AMOUNT] = amount_of(numbers, whole, desk, key, who)
        side = 0 if desk[D_STREAM] >= 0 else 2
        book[2][day, side] += 1
        book[2][day, side + 1] += max(desk[D_AMOUNT], 0)
        if desk[D_COHORT] >= 0:
            tallies[desk[D_COHORT], columns.worth + who[2]] += max(desk[D_AMOUNT], 0)
    return target


@njit
def finish(numbers: Numbers, whole: Whole, book: Book, key: Key, who: Who) -> int:
    """End the stay in hand; return the next stage, or below 0 if there is none."""
    desk = book[4]
    if desk[D_LEFT] < whole[at.H_END]:
        target = _leave(numbers, whole, book, key, who)
        if target < 0:
            desk[D_FATE] = desk[D_LEFT] if target == at.WON else ENDED
    else:
        target = np.int64(-1)
        desk[D_FATE] = DEAD if desk[D_WAY] == ZOMBIE else OPEN
        desk[D_LEFT], desk[D_WAY] = NEVER, -1
    _record(book, who)
    return target


@njit
def _take_up(whole: Whole, desk: Whole, base: int, amount: int) -> None:
    """Clear the desk for a lead that begins in the epoch whose row begins at `base`."""
    for place in range(D_MARKS, DESK + whole[at.H_N_STAGES]):
        desk[place] = 0
    desk[D_BORN], desk[D_AMOUNT] = base, amount


@njit
def birth(
    numbers: Numbers, whole: Whole, book: Book, key: Key, source: int, second: int, times: float
) -> Who:
    """Give a new lead its traits and count it; return who it is."""
    base = epoch_base(whole, second)
    here = source_at(whole, base, source)
    segment, x = np.int64(0), 0.0
    segments = whole[at.H_N_SEGMENTS]
    feels_quality = whole[at.H_MATTERS] & at.FEELS_QUALITY
    if segments > 1 or feels_quality:
        u, v = draw(key, whole[whole[at.H_POINTS] + at.P_BORN], np.int64(0))
        while segment < segments - 1 and u >= numbers[here + at.SRC_BOUNDS + segment]:
            segment += 1
        if feels_quality:
            x = numbers[here + at.SRC_MEAN] + normal_quantile(v)
    columns, tallies = book[0], book[1]
    period = whole[whole[at.H_PERIODS] + second // DAY]
    tallies[period, columns.arrived + source] += 1
    tallies[period, columns.cost + source] += int(numbers[here + at.SRC_COST] + 0.5)
    _take_up(whole, book[4], base, np.int64(-1))
    book[4][D_COHORT] = period
    return x, segment, source, times


@njit
def take_up_open(whole: Whole, desk: Whole, number: int, entered: int) -> None:
    """Put an open lead on the desk, in the middle of its stay; its mark counts as made."""
    row = whole[at.H_LEADS] + number * at.LEAD_COLUMNS
    s = whole[row + at.O_STAGE]
    _take_up(whole, desk, epoch_base(whole, entered), whole[row + at.O_AMOUNT])
    desk[D_STREAM], desk[D_INDEX], desk[D_STAGE] = -1, number, s
    desk[D_ENTERED], desk[D_OCCASION] = entered, 0
    desk[DESK + s] = 1
    desk[D_BEGAN], desk[D_COHORT] = -1, -1
    desk[D_WORKED], desk[D_WAITED] = whole[row + at.O_WORKED], 0
    desk[D_HANDED], desk[D_SEAT] = 0, -1
    mark = whole[whole[at.H_STAGES] + s * at.STAGE_COLUMNS + at.S_MARK]
    if mark >= 0:
        desk[D_MARKS] = 1 << mark
