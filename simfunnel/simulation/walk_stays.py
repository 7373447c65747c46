"""The rules of one stay, compiled: which exit, when, and what strikes before it.

Arguments that travel together: `time` is (clocks, reviews); `key` the four words of the draws of a
replication and a lead; `who` is (quality, segment, source, how good the times are). Functions are
given plain variables, never bare constants, which Numba would compile apart.
"""

from __future__ import annotations

import numpy as np

from simfunnel.clocks import NEVER, Clocks
from simfunnel.clocks.scalar import clock_end, next_review
from simfunnel.compiled import njit, njit_apart
from simfunnel.funnel import layout as at
from simfunnel.simulation.effects import (
    carried,
    dwell_ratio,
    going_on,
    log_odds,
    seconds_of,
)
from simfunnel.simulation.kinds import Key, Numbers, Time, Who, Whole
from simfunnel.simulation.opening import GONE, age_on, survivors
from simfunnel.variates import exp, log, uniforms
from simfunnel.variates.dispatch import quantile, remaining, survival
from simfunnel.variates.hazards import measured_exit

__all__ = ["ZOMBIE", "beside", "choose", "cut_short", "draw", "end_of_opening_stay",
           "end_of_stay", "exit_at", "measured", "opening_time", "way_of_exit"]  # fmt: skip


ZOMBIE = -9  # instead of a way: the lead is older than its stage allows


@njit
def draw(key: Key, point: int, occasion: int) -> tuple[float, float]:
    """Return the two uniforms of a decision of a lead."""
    return uniforms(key[0], key[1], key[2], key[3], point, occasion)


@njit
def exit_at(whole: Whole, base: int, stage: int, k: int) -> int:
    """Return where the numbers of exit k of a stage begin."""
    way = whole[stage + at.S_WAY] + k
    return base + whole[whole[at.H_WAYS] + way * at.WAY_COLUMNS + at.W_AT]


@njit
def _width(numbers: Numbers, whole: Whole, base: int, stage: int, k: int, on: float) -> float:
    """Return the width of exit k of a stage on [0, 1)."""
    share = numbers[exit_at(whole, base, stage, k) + at.EX_SHARE]
    return share * (on if k < whole[stage + at.S_AHEAD] else 1.0 - on)


@njit
def choose(
    numbers: Numbers, whole: Whole, base: int, stage: int, on: float, u: float
) -> tuple[int, float]:
    """Return the exit in which u falls, and how far into it u falls, on [0, 1)."""
    # No way out of the loop: a processor guesses where a lead goes, and is wrong half the time.
    low, chosen, start, size = 0.0, np.int64(0), 0.0, 1.0
    for k in range(whole[stage + at.S_EXITS]):
        width = _width(numbers, whole, base, stage, k, on)
        reached = (width > 0.0) & (u >= low)
        chosen = k if reached else chosen
        start = low if reached else start
        size = width if reached else size
        low += width
    return chosen, min((u - start) / size, 1.0)


@njit
def _way_of_strike(numbers: Numbers, whole: Whole, base: int, strike: int, u: float) -> int:
    """Return where an event sends a lead."""
    bounds = base + whole[strike + at.K_EVENT_AT] + at.EV_BOUNDS
    k = 0
    while k < whole[strike + at.K_WAYS] - 1 and u >= numbers[bounds + k]:
        k += 1
    return whole[strike + at.K_WAY] + k


@njit_apart
def _carved(
    numbers: Numbers,
    whole: Whole,
    base: int,
    stage: int,
    way: int,
    within: float,
    key: Key,
    occasion: int,
) -> int:
    """Return the way out of a loss: an event's that carves its first part, or its own."""
    bound = 0.0
    strike = whole[at.H_STRIKES] + whole[stage + at.S_CARVE] * at.STRIKE_COLUMNS
    for _ in range(whole[stage + at.S_CARVES]):
        bound += numbers[base + whole[strike + at.K_EVENT_AT] + at.EV_SHARE]
        if within < bound:
            u = draw(key, whole[strike + at.K_POINT], occasion)[1]
            return _way_of_strike(numbers, whole, base, strike, u)
        strike += at.STRIKE_COLUMNS
    return way


@njit
def way_of_exit(
    numbers: Numbers,
    whole: Whole,
    base: int,
    stage: int,
    k: int,
    within: float,
    key: Key,
    occasion: int,
) -> int:
    """Return the way out: the exit's own, or an event's that carves the first part of a loss."""
    way = whole[stage + at.S_WAY] + k
    if whole[stage + at.S_CARVES] == 0:
        return way
    if whole[whole[at.H_WAYS] + way * at.WAY_COLUMNS + at.W_LOST] == 0:
        return way
    return _carved(numbers, whole, base, stage, way, within, key, occasion)


@njit_apart
def beside(
    numbers: Numbers,
    whole: Whole,
    clocks: Clocks,
    base: int,
    stage: int,
    key: Key,
    occasion: int,
    entered: int,
    left: int,
) -> int:
    """Return when the stage and the steps beside it are all done."""
    step = whole[at.H_BESIDES] + whole[stage + at.S_BESIDE] * at.BESIDE_COLUMNS
    for _ in range(whole[stage + at.S_BESIDES]):
        here = base + whole[step + at.B_AT]
        u, v = draw(key, whole[step + at.B_POINT], occasion)
        if u < numbers[here + at.BE_SHARE]:
            takes = seconds_of(quantile(numbers, here + at.BE_SLOT, v))
            clock = int(numbers[here + at.BE_CLOCK])
            left = max(left, clock_end(clocks, clock, entered, takes))
        step += at.BESIDE_COLUMNS
    return left


@njit_apart
def _struck(
    numbers: Numbers,
    whole: Whole,
    base: int,
    stage: int,
    key: Key,
    occasion: int,
    since: int,
    left: int,
    way: int,
) -> tuple[int, int]:
    """Return when and how the stay ends, given the events that may strike before."""
    strike = whole[at.H_STRIKES] + whole[stage + at.S_RATE] * at.STRIKE_COLUMNS
    for _ in range(whole[stage + at.S_RATES]):
        rate = numbers[base + whole[strike + at.K_EVENT_AT] + at.EV_RATE]
        if rate > 0.0:
            u, v = draw(key, whole[strike + at.K_POINT], occasion)
            when = since + seconds_of(-log(u) / rate)
            if when < left:
                left, way = when, _way_of_strike(numbers, whole, base, strike, v)
        strike += at.STRIKE_COLUMNS
    return left, way


@njit_apart
def _given_up(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    base: int,
    stage: int,
    entered: int,
    left: int,
    way: int,
) -> tuple[int, int]:
    """Return when and how the stay ends, given the stage's stale limit."""
    here = base + whole[stage + at.S_AT]
    clock = int(numbers[here + at.ST_STALE_CLOCK])
    limit = clock_end(time[0], clock, entered, int(numbers[here + at.ST_STALE]))
    when = next_review(time[1], whole[stage + at.S_REVIEW], max(limit, 0))
    if when < left:
        return when, whole[stage + at.S_STALE_WAY]
    return left, way


@njit
def cut_short(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    base: int,
    stage: int,
    key: Key,
    occasion: int,
    entered: int,
    since: int,
    left: int,
    way: int,
) -> tuple[int, int]:
    """Let events strike, from `since`, and the stale limit act, from entry, if they come first."""
    if whole[stage + at.S_RATES] > 0:
        left, way = _struck(numbers, whole, base, stage, key, occasion, since, left, way)
    if whole[stage + at.S_STALE_WAY] >= 0:
        left, way = _given_up(numbers, whole, time, base, stage, entered, left, way)
    return left, way


@njit_apart
def measured(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    base: int,
    stage: int,
    key: Key,
    occasion: int,
    entered: int,
    now: int,
    who: Who,
    own: float,
    slower: float,
) -> tuple[int, int]:
    """Return when and how a lead leaves a measured stage."""
    here = base + whole[stage + at.S_AT]
    odds = exp(log_odds(numbers, whole, base, here, who[0], who[1], who[2], who[3]) + own)
    ratio = slower * dwell_ratio(numbers, whole, base, here, who[0], who[1], who[2], who[3])
    u, v = draw(key, whole[stage + at.S_POINT], occasion)
    k, left, within = measured_exit(
        numbers, base + whole[stage + at.S_MEASURED], entered, now, u, v, odds, ratio,
        whole[at.H_END],
    )  # fmt: skip
    if left == NEVER:
        return left, np.int64(-1)
    return left, way_of_exit(numbers, whole, base, stage, k, within, key, occasion)


@njit
def end_of_stay(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    base: int,
    s: int,
    key: Key,
    occasion: int,
    entered: int,
    who: Who,
) -> tuple[int, int]:
    """Return when a stay that begins now ends, and by which way.

    Returns
    -------
    tuple of (int, int)
        Second (`NEVER` beyond the tables) and way; what happens first counts, and in one second a
        stay's own end comes before events, events before the stale limit.
    """
    stage = whole[at.H_STAGES] + s * at.STAGE_COLUMNS
    here = base + whole[stage + at.S_AT]
    if numbers[here + at.ST_KIND] == at.MEASURED:
        left, way = measured(
            numbers, whole, time, base, stage, key, occasion, entered, entered, who, 0.0, 1.0
        )
    else:
        on = going_on(numbers, whole, base, here, who[0], who[1], who[2], who[3])
        ratio = dwell_ratio(numbers, whole, base, here, who[0], who[1], who[2], who[3])
        u, v = draw(key, whole[stage + at.S_POINT], occasion)
        k, within = choose(numbers, whole, base, stage, on, u)
        exit_ = exit_at(whole, base, stage, k)
        dwell = seconds_of(quantile(numbers, exit_ + at.EX_SLOT, v) * ratio)
        left = clock_end(time[0], int(numbers[exit_ + at.EX_CLOCK]), entered, dwell)
        if whole[stage + at.S_BESIDES] > 0:
            left = beside(numbers, whole, time[0], base, stage, key, occasion, entered, left)
        way = way_of_exit(numbers, whole, base, stage, k, within, key, occasion)
    return cut_short(numbers, whole, time, base, stage, key, occasion, entered, entered, left, way)


@njit
def _choose_late(
    numbers: Numbers,
    whole: Whole,
    clocks: Clocks,
    base: int,
    stage: int,
    worked: int,
    ratio: float,
    on: float,
    chance: float,
    u: float,
) -> tuple[int, float]:
    """Return the exit of a lead of known age, and how far into it u falls."""
    low, chosen, within = 0.0, np.int64(0), 0.0
    for k in range(whole[stage + at.S_EXITS]):
        exit_ = exit_at(whole, base, stage, k)
        age = age_on(clocks, int(numbers[exit_ + at.EX_CLOCK]), worked)
        width = _width(numbers, whole, base, stage, k, on)
        width *= survival(numbers, exit_ + at.EX_SLOT, age / ratio)
        width /= chance
        if width > 0.0:
            chosen, within = k, min((u - low) / width, 1.0)
            low += width
            if u < low:
                break
    return chosen, within


@njit_apart
def opening_time(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    s: int,
    key: Key,
    entered: int,
    worked: int,
    base: int,
    who: Who,
    own: float,
    slower: float,
) -> tuple[int, int, int]:
    """Return when and how the stay of an open lead would end by itself, and on which clock.

    `own` and `slower` are what the lead carries with it: log odds, and a ratio on its dwell.

    Returns
    -------
    tuple of (int, int, int)
        Second, way and clock. The way is `ZOMBIE` when the lead is older than its stage's dwell
        allows and no stale limit takes it; the second is 0 where one does.
    """
    stage = whole[at.H_STAGES] + s * at.STAGE_COLUMNS
    here = base + whole[stage + at.S_AT]
    first = np.int64(0)  # the occasion of an opening stay, and the second of the start
    if numbers[here + at.ST_KIND] == at.MEASURED:
        left, way = measured(
            numbers, whole, time, base, stage, key, first, entered, first, who, own, slower
        )
        clock = first
    else:
        on = carried(numbers, whole, base, here, who, own)
        ratio = slower * dwell_ratio(numbers, whole, base, here, who[0], who[1], who[2], who[3])
        ahead, behind, longest = survivors(numbers, whole, time[0], base, s, worked, ratio)
        chance = on * ahead + (1.0 - on) * behind
        if longest < GONE or chance <= 0.0:
            if whole[stage + at.S_STALE_WAY] >= 0:
                return first, whole[stage + at.S_STALE_WAY], first
            return np.int64(NEVER), np.int64(ZOMBIE), first
        u, v = draw(key, whole[stage + at.S_POINT], first)
        k, within = _choose_late(numbers, whole, time[0], base, stage, worked, ratio, on, chance, u)
        exit_ = exit_at(whole, base, stage, k)
        clock = int(numbers[exit_ + at.EX_CLOCK])
        age = age_on(time[0], clock, worked) / ratio
        rest = seconds_of(remaining(numbers, exit_ + at.EX_SLOT, age, v) * ratio)
        left = clock_end(time[0], clock, first, rest)
        way = way_of_exit(numbers, whole, base, stage, k, within, key, first)
    return left, way, clock


@njit
def end_of_opening_stay(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    s: int,
    key: Key,
    entered: int,
    worked: int,
    base: int,
    who: Who,
) -> tuple[int, int]:
    """Return when the stay of an open lead ends and by which way, given that it is still there.

    Returns
    -------
    tuple of (int, int)
        As `end_of_stay`; the way is `ZOMBIE` when the lead is older than its stage's dwell allows
        and no stale limit takes it.
    """
    left, way, _ = opening_time(numbers, whole, time, s, key, entered, worked, base, who, 0.0, 1.0)
    if left == 0 or way == ZOMBIE:
        return left, way
    first = np.int64(0)
    stage = whole[at.H_STAGES] + s * at.STAGE_COLUMNS
    return cut_short(numbers, whole, time, base, stage, key, first, entered, first, left, way)
