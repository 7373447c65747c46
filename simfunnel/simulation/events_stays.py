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
from simfunnel.simulation.customers import becomes_customer
from simfunnel.simulation.deals import discount_of
from simfunnel.simulation.effects import carried, dwell_ratio, epoch_base, seconds_of
from simfunnel.simulation.events_leads import key_of, note, who_is
from simfunnel.simulation.events_markets import lets_go
from simfunnel.simulation.events_nurture import parked, wakes_up
from simfunnel.simulation.kinds import Key, Numbers, Time, Whole
from simfunnel.simulation.lives import enter, finish
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

__all__ = ["close", "customers_time", "discounts", "onward", "whole_score"]


@njit_apart
def close(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    state: Whole,
    reals: Numbers,
    lead: int,
) -> int:
    """End the stay in hand; return the next stage, or below 0 if there is none."""
    key, who = key_of(state, lead), who_is(state, reals, lead)
    way = state[lead + of.D_WAY]
    target = finish(numbers, whole, state, reals, lead, key, who)
    left = state[lead + of.D_LEFT]
    if left != NEVER:
        wakes_up(numbers, whole, state, reals, lead, state[lead + of.D_STAGE], way, left)
        if target == at.WON and whole[at.H_AFTER] >= 0:
            becomes_customer(numbers, whole, time, state, lead, key)
        if target < at.WON and whole[at.H_MARKETS] != 0:
            lets_go(numbers, whole, time, state, who[2], left)
    if target < 0 and state[lead + of.D_STREAM] < 0:
        index, fate = state[lead + of.D_INDEX], state[lead + of.D_FATE]
        worth = max(state[lead + of.D_AMOUNT], 0) if fate >= 0 else 0
        state[state[of.AT_FATES] + index], state[state[of.AT_WORTH] + index] = fate, worth
    return target


@njit
def whole_score(score: float) -> int:
    """Return a gate's score as a whole number, so that scores can be put in order."""
    return math.floor(of.FINE * score + 0.5)


@njit_apart
def _note_score(
    numbers: Numbers, whole: Whole, base: int, stage: int, key: Key, state: Whole, lead: int,
    quality: float,
) -> None:  # fmt: skip
    """Keep what a gate has seen of a lead."""
    here = base + whole[stage + at.S_AT]
    u = draw(key, whole[stage + at.S_POINT], state[lead + of.D_OCCASION])[0]
    seen = numbers[here + at.ST_RHO] * quality
    score = seen - numbers[here + at.ST_NOISE] * normal_quantile(u)
    state[lead + of.J_SCORE] = whole_score(score)


@njit_apart
def _plain(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    state: Whole,
    reals: Numbers,
    lead: int,
    is_measured: bool,
    entered: int,
) -> None:
    """Write how a stay ends in which nobody works."""
    key, occasion = key_of(state, lead), state[lead + of.D_OCCASION]
    base = epoch_base(whole, entered)
    stage = whole[at.H_STAGES] + state[lead + of.D_STAGE] * at.STAGE_COLUMNS
    if is_measured:
        who, own = who_is(state, reals, lead), state[lead + of.D_REALS]
        more = reals[own + of.X_WARM] + discounts(numbers, whole, base, stage, state, reals, lead)
        left, way = measured(
            numbers, whole, time, base, stage, key, occasion, entered, entered, who,
            more, reals[own + of.X_SLOWER],
        )  # fmt: skip
    else:
        customers_time(numbers, whole, time, state, reals, lead, entered)
        left, way = state[lead + of.J_OWN], state[lead + of.J_OWN_WAY]
    state[lead + of.D_LEFT], state[lead + of.D_WAY] = cut_short(
        numbers, whole, time, base, stage, key, occasion, entered, entered, left, way
    )


@njit_apart
def onward(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    state: Whole,
    reals: Numbers,
    lead: int,
    s: int,
    entered: int,
) -> None:
    """Walk a lead from entering a stage to its end, or to where it needs somebody's work."""
    while s >= 0:
        stage = whole[at.H_STAGES] + s * at.STAGE_COLUMNS
        if whole[stage + at.S_TEAM] >= 0:
            state[lead + of.J_NEXT] = s
            note(state, entered, of.ENTERS, lead)
            return
        enter(whole, state, lead, s, entered)
        base = epoch_base(whole, entered)
        kind = numbers[base + whole[stage + at.S_AT] + at.ST_KIND]
        if kind == at.PARKED:
            parked(numbers, whole, time, state, lead, entered)
        else:
            _plain(numbers, whole, time, state, reals, lead, kind == at.MEASURED, entered)
        s = close(numbers, whole, time, state, reals, lead)
        entered = state[lead + of.D_LEFT]


@njit
def _wait_costs(numbers: Numbers, clocks: Clocks, work: int, state: Whole, lead: int) -> float:
    """Return what waiting has done to the odds of going on."""
    slow: float = numbers[work + at.WK_SLOW]
    if slow == 0.0:
        return 0.0
    clock = int(numbers[work + at.WK_SLOW_CLOCK])
    entered = state[lead + of.D_ENTERED]
    until = entered + state[lead + of.D_WAITED]
    waited = clock_value(clocks, clock, until) - clock_value(clocks, clock, entered)
    return -slow * (waited / 1_000_000.0)


@njit_apart
def discounts(
    numbers: Numbers, whole: Whole, base: int, stage: int, state: Whole, reals: Numbers, lead: int
) -> float:
    """Draw the discount of the stay in hand; return what it adds to the log odds of going on."""
    value = whole[stage + at.S_VALUE]
    if value < 0:
        return 0.0
    point, occasion = whole[stage + at.S_VALUE_POINT], state[lead + of.D_OCCASION]
    average = numbers[base + value + at.VA_DISCOUNT]
    discount = discount_of(average, draw(key_of(state, lead), point, occasion)[1])
    reals[state[lead + of.D_REALS] + of.X_DISCOUNT] = discount
    odds: float = numbers[base + value + at.VA_ODDS] * (
        discount - numbers[base + value + at.VA_USUAL]
    )
    return odds


@njit_apart
def customers_time(
    numbers: Numbers, whole: Whole, time: Time, state: Whole, reals: Numbers, lead: int, now: int
) -> None:
    """Draw exit and dwell now that the customer's time begins; write how the stay would end."""
    key, who, own = key_of(state, lead), who_is(state, reals, lead), state[lead + of.D_REALS]
    base, occasion = epoch_base(whole, now), state[lead + of.D_OCCASION]
    stage = whole[at.H_STAGES] + state[lead + of.D_STAGE] * at.STAGE_COLUMNS
    here = base + whole[stage + at.S_AT]
    if numbers[here + at.ST_KIND] == at.GATE:
        _note_score(numbers, whole, base, stage, key, state, lead, who[0])
    more: float = reals[own + of.X_WARM]
    if whole[stage + at.S_TEAM] >= 0:
        work = base + whole[stage + at.S_WORK]
        more += _wait_costs(numbers, time[0], work, state, lead) + reals[own + of.X_REP]
    more += discounts(numbers, whole, base, stage, state, reals, lead)
    on = carried(numbers, whole, base, here, who, more)
    slower = reals[own + of.X_SLOWER]
    ratio = slower * dwell_ratio(numbers, whole, base, here, who[0], who[1], who[2], who[3])
    u, v = draw(key, whole[stage + at.S_POINT], occasion)
    k, within = choose(numbers, whole, base, stage, on, u)
    exit_ = exit_at(whole, base, stage, k)
    dwell = seconds_of(quantile(numbers, exit_ + at.EX_SLOT, v) * ratio)
    left = clock_end(time[0], int(numbers[exit_ + at.EX_CLOCK]), now, dwell)
    if whole[stage + at.S_BESIDES] > 0:
        left = beside(numbers, whole, time[0], base, stage, key, occasion, now, left)
    state[lead + of.J_OWN] = left
    state[lead + of.J_OWN_WAY] = way_of_exit(numbers, whole, base, stage, k, within, key, occasion)
    state[lead + of.J_OWN_CLOCK] = int(numbers[exit_ + at.EX_CLOCK])
