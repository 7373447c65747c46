"""One lead between two happenings, compiled: stays without work are walked, the others wait.

A lead has a desk of its own, as in the walk, and a job. Where it enters a stage with a team it is
put on the agenda, because others may come first.
"""

from __future__ import annotations

import math

import numpy as np

from simfunnel.clocks import Clocks
from simfunnel.clocks.scalar import clock_end, clock_value
from simfunnel.compiled import njit, njit_apart
from simfunnel.funnel import layout as at
from simfunnel.simulation import events_kinds as of
from simfunnel.simulation.effects import dwell_ratio, epoch_base, going_on, seconds_of
from simfunnel.simulation.events_kinds import Books, Office, World
from simfunnel.simulation.heaps import push
from simfunnel.simulation.kinds import Book, Key, Numbers, Time, Who, Whole
from simfunnel.simulation.lives import (
    D_AMOUNT,
    D_ENTERED,
    D_FATE,
    D_INDEX,
    D_LEFT,
    D_OCCASION,
    D_STAGE,
    D_STAYS,
    D_STREAM,
    D_WAITED,
    D_WAY,
    enter,
    finish,
)
from simfunnel.simulation.walk_stays import (
    beside,
    choose,
    draw,
    end_of_stay,
    exit_at,
    way_of_exit,
)
from simfunnel.variates import normal_quantile
from simfunnel.variates.dispatch import quantile

__all__ = ["book_of", "close", "customers_time", "key_of", "note", "onward", "order_key",
           "who_is", "whole_score"]  # fmt: skip


@njit
def key_of(world: World, office: Office, lead: int) -> Key:
    """Return the four words of a lead's draws."""
    jobs = office[of.JOBS]
    low, high = np.uint64(jobs[lead, of.J_LOW]), np.uint64(jobs[lead, of.J_HIGH])
    return world[0], world[1], low, high


@njit
def who_is(world: World, office: Office, lead: int) -> Who:
    """Return a lead's quality, segment and source, and how good the times are."""
    jobs = office[of.JOBS]
    quality = office[of.REALS][lead, of.X_QUALITY]
    return quality, jobs[lead, of.J_SEGMENT], jobs[lead, of.J_SOURCE], world[2]


@njit
def order_key(office: Office, lead: int) -> int:
    """Return a lead's key as one number, in the order of its two words."""
    jobs = office[of.JOBS]
    low: int = jobs[lead, of.J_LOW]
    high: int = jobs[lead, of.J_HIGH]
    return (low - 2_147_483_648) * 4_294_967_296 + high


@njit_apart
def note(office: Office, second: int, rank: int, lead: int) -> None:
    """Put something about a lead on the agenda."""
    hub, stamp = office[of.HUB], office[of.JOBS][lead, of.J_STAMP]
    moment = second * of.RANKS + rank
    size = push(office[of.AGENDA], hub[of.HUB_AGENDA], moment, order_key(office, lead), stamp, lead)
    if size > office[of.AGENDA].shape[0]:
        hub[of.HUB_FULL] = 1
    else:
        hub[of.HUB_AGENDA] = size


@njit
def book_of(books: Books, office: Office, lead: int) -> Book:
    """Return where a lead's stay in hand is counted."""
    return books[0], books[1], books[2], books[5], office[of.DESKS][lead]


@njit_apart
def close(
    numbers: Numbers, whole: Whole, world: World, books: Books, office: Office, lead: int
) -> int:
    """End the stay in hand; return the next stage, or below 0 if there is none."""
    desk, hub = office[of.DESKS][lead], office[of.HUB]
    desk[D_STAYS] = hub[of.HUB_STAYS]
    key, who = key_of(world, office, lead), who_is(world, office, lead)
    target = finish(numbers, whole, book_of(books, office, lead), key, who)
    hub[of.HUB_STAYS] = desk[D_STAYS]
    if target < 0 and desk[D_STREAM] < 0:
        index = desk[D_INDEX]
        books[3][index] = desk[D_FATE]
        books[4][index] = max(desk[D_AMOUNT], 0) if desk[D_FATE] >= 0 else 0
    return target


@njit
def whole_score(score: float) -> int:
    """Return a gate's score as a whole number, so that scores can be put in order."""
    return math.floor(of.FINE * score + 0.5)


@njit_apart
def _note_score(
    numbers: Numbers, whole: Whole, base: int, stage: int, key: Key, office: Office, lead: int
) -> None:
    """Keep what a gate has seen of a lead."""
    here = base + whole[stage + at.S_AT]
    u = draw(key, whole[stage + at.S_POINT], office[of.DESKS][lead, D_OCCASION])[0]
    seen = numbers[here + at.ST_RHO] * office[of.REALS][lead, of.X_QUALITY]
    score = seen - numbers[here + at.ST_NOISE] * normal_quantile(u)
    office[of.JOBS][lead, of.J_SCORE] = whole_score(score)


@njit_apart
def onward(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    world: World,
    books: Books,
    office: Office,
    lead: int,
    s: int,
    entered: int,
) -> None:
    """Walk a lead from entering a stage to its end, or to where it needs somebody's work."""
    desk = office[of.DESKS][lead]
    key, who = key_of(world, office, lead), who_is(world, office, lead)
    while s >= 0:
        stage = whole[at.H_STAGES] + s * at.STAGE_COLUMNS
        if whole[stage + at.S_TEAM] >= 0:
            office[of.JOBS][lead, of.J_NEXT] = s
            note(office, entered, of.ENTERS, lead)
            return
        enter(whole, book_of(books, office, lead), s, entered)
        base = epoch_base(whole, entered)
        if numbers[base + whole[stage + at.S_AT] + at.ST_KIND] == at.GATE:
            _note_score(numbers, whole, base, stage, key, office, lead)
        desk[D_LEFT], desk[D_WAY] = end_of_stay(
            numbers, whole, time, base, s, key, desk[D_OCCASION], entered, who
        )
        s = close(numbers, whole, world, books, office, lead)
        entered = desk[D_LEFT]


@njit
def _wait_costs(numbers: Numbers, clocks: Clocks, work: int, desk: Whole) -> float:
    """Return what waiting has done to the odds of going on."""
    slow: float = numbers[work + at.WK_SLOW]
    if slow == 0.0:
        return 0.0
    clock = int(numbers[work + at.WK_SLOW_CLOCK])
    entered = desk[D_ENTERED]
    until = entered + desk[D_WAITED]
    waited = clock_value(clocks, clock, until) - clock_value(clocks, clock, entered)
    return -slow * (waited / 1_000_000.0)


@njit_apart
def customers_time(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    world: World,
    books: Books,
    office: Office,
    lead: int,
    now: int,
) -> None:
    """Draw exit and dwell now that the work is done, and go on from the end of the stay."""
    desk, jobs = office[of.DESKS][lead], office[of.JOBS]
    key, who = key_of(world, office, lead), who_is(world, office, lead)
    base, occasion = epoch_base(whole, now), desk[D_OCCASION]
    stage = whole[at.H_STAGES] + desk[D_STAGE] * at.STAGE_COLUMNS
    here = base + whole[stage + at.S_AT]
    if numbers[here + at.ST_KIND] == at.GATE:
        _note_score(numbers, whole, base, stage, key, office, lead)
    waited = _wait_costs(numbers, time[0], base + whole[stage + at.S_WORK], desk)
    on = going_on(numbers, whole, base, here, who[0], who[1], who[2], who[3], waited)
    ratio = dwell_ratio(numbers, whole, base, here, who[0], who[1], who[2], who[3])
    u, v = draw(key, whole[stage + at.S_POINT], occasion)
    k, within = choose(numbers, whole, base, stage, on, u)
    exit_ = exit_at(whole, base, stage, k)
    dwell = seconds_of(quantile(numbers, exit_ + at.EX_SLOT, v) * ratio)
    left = clock_end(time[0], int(numbers[exit_ + at.EX_CLOCK]), now, dwell)
    if whole[stage + at.S_BESIDES] > 0:
        left = beside(numbers, whole, time[0], base, stage, key, occasion, now, left)
    if left <= jobs[lead, of.J_ALARM]:
        way = way_of_exit(numbers, whole, base, stage, k, within, key, occasion)
        desk[D_LEFT], desk[D_WAY] = left, way
    else:
        desk[D_LEFT], desk[D_WAY] = jobs[lead, of.J_ALARM], jobs[lead, of.J_ALARM_WAY]
    s = close(numbers, whole, world, books, office, lead)
    onward(numbers, whole, time, world, books, office, lead, s, desk[D_LEFT])
