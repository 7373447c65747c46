"""One lead between two happenings, compiled: stays without work are walked, the others wait.

A lead has a desk of its own, as in the walk, and a job. Where it enters a stage with a team it is
put on the agenda, because others may come first.
"""

from __future__ import annotations

import math

from simfunnel.clocks import NEVER, Clocks
from simfunnel.clocks.scalar import clock_end, clock_value
from simfunnel.compiled import njit, njit_apart
from simfunnel.funnel import layout as at
from simfunnel.simulation import events_kinds as of
from simfunnel.simulation.effects import carried, dwell_ratio, epoch_base, seconds_of
from simfunnel.simulation.events_kinds import Books, Office, World
from simfunnel.simulation.events_leads import book_of, key_of, note, who_is
from simfunnel.simulation.events_markets import lets_go
from simfunnel.simulation.events_nurture import parked, wakes_up
from simfunnel.simulation.kinds import Key, Numbers, Time, Whole
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
    cut_short,
    draw,
    exit_at,
    measured,
    way_of_exit,
)
from simfunnel.variates import normal_quantile
from simfunnel.variates.dispatch import quantile

__all__ = ["close", "customers_time", "onward", "whole_score"]


@njit_apart
def close(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    world: World,
    books: Books,
    office: Office,
    lead: int,
) -> int:
    """End the stay in hand; return the next stage, or below 0 if there is none."""
    desk, hub = office[of.DESKS][lead], office[of.HUB]
    desk[D_STAYS] = hub[of.HUB_STAYS]
    key, who = key_of(world, office, lead), who_is(world, office, lead)
    way = desk[D_WAY]
    target = finish(numbers, whole, book_of(books, office, lead), key, who)
    if desk[D_LEFT] != NEVER:
        wakes_up(numbers, whole, office, lead, desk[D_STAGE], way, desk[D_LEFT])
    hub[of.HUB_STAYS] = desk[D_STAYS]
    if target < at.WON and desk[D_LEFT] != NEVER:
        lets_go(numbers, whole, time, office, who[2], desk[D_LEFT])
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
def _plain(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    world: World,
    office: Office,
    lead: int,
    is_measured: bool,
    entered: int,
) -> None:
    """Write how a stay ends in which nobody works."""
    desk, jobs = office[of.DESKS][lead], office[of.JOBS]
    key, occasion, base = key_of(world, office, lead), desk[D_OCCASION], epoch_base(whole, entered)
    stage = whole[at.H_STAGES] + desk[D_STAGE] * at.STAGE_COLUMNS
    if is_measured:
        who, reals = who_is(world, office, lead), office[of.REALS]
        left, way = measured(
            numbers, whole, time, base, stage, key, occasion, entered, entered, who,
            reals[lead, of.X_WARM], reals[lead, of.X_SLOWER],
        )  # fmt: skip
    else:
        customers_time(numbers, whole, time, world, office, lead, entered)
        left, way = jobs[lead, of.J_OWN], jobs[lead, of.J_OWN_WAY]
    desk[D_LEFT], desk[D_WAY] = cut_short(
        numbers, whole, time, base, stage, key, occasion, entered, entered, left, way
    )


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
    while s >= 0:
        stage = whole[at.H_STAGES] + s * at.STAGE_COLUMNS
        if whole[stage + at.S_TEAM] >= 0:
            office[of.JOBS][lead, of.J_NEXT] = s
            note(office, entered, of.ENTERS, lead)
            return
        enter(whole, book_of(books, office, lead), s, entered)
        base = epoch_base(whole, entered)
        kind = numbers[base + whole[stage + at.S_AT] + at.ST_KIND]
        if kind == at.PARKED:
            parked(numbers, whole, time, world, books, office, lead, entered)
        else:
            _plain(numbers, whole, time, world, office, lead, kind == at.MEASURED, entered)
        s = close(numbers, whole, time, world, books, office, lead)
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
    numbers: Numbers, whole: Whole, time: Time, world: World, office: Office, lead: int, now: int
) -> None:
    """Draw exit and dwell now that the customer's time begins; write how the stay would end."""
    desk, jobs = office[of.DESKS][lead], office[of.JOBS]
    key, who = key_of(world, office, lead), who_is(world, office, lead)
    base, occasion = epoch_base(whole, now), desk[D_OCCASION]
    stage = whole[at.H_STAGES] + desk[D_STAGE] * at.STAGE_COLUMNS
    here = base + whole[stage + at.S_AT]
    if numbers[here + at.ST_KIND] == at.GATE:
        _note_score(numbers, whole, base, stage, key, office, lead)
    reals = office[of.REALS]
    own = reals[lead, of.X_WARM]
    if whole[stage + at.S_TEAM] >= 0:
        own += (
            _wait_costs(numbers, time[0], base + whole[stage + at.S_WORK], desk)
            + (reals[lead, of.X_REP])
        )
    on = carried(numbers, whole, base, here, who, own)
    slower = reals[lead, of.X_SLOWER]
    ratio = slower * dwell_ratio(numbers, whole, base, here, who[0], who[1], who[2], who[3])
    u, v = draw(key, whole[stage + at.S_POINT], occasion)
    k, within = choose(numbers, whole, base, stage, on, u)
    exit_ = exit_at(whole, base, stage, k)
    dwell = seconds_of(quantile(numbers, exit_ + at.EX_SLOT, v) * ratio)
    left = clock_end(time[0], int(numbers[exit_ + at.EX_CLOCK]), now, dwell)
    if whole[stage + at.S_BESIDES] > 0:
        left = beside(numbers, whole, time[0], base, stage, key, occasion, now, left)
    jobs[lead, of.J_OWN] = left
    jobs[lead, of.J_OWN_WAY] = way_of_exit(numbers, whole, base, stage, k, within, key, occasion)
    jobs[lead, of.J_OWN_CLOCK] = int(numbers[exit_ + at.EX_CLOCK])
