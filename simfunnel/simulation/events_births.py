"""How leads come into the event calendar: born of a stream, or open at the start."""

from __future__ import annotations

import numpy as np

from simfunnel.clocks import NEVER
from simfunnel.compiled import njit, njit_apart
from simfunnel.funnel import layout as at
from simfunnel.simulation import events_kinds as of
from simfunnel.simulation.effects import epoch_base
from simfunnel.simulation.events_leads import key_of, key_with, one_as_words, who_is
from simfunnel.simulation.events_markets import takes
from simfunnel.simulation.events_nurture import parked, warms
from simfunnel.simulation.events_places import dwells, keeps_deals, kept_at_start
from simfunnel.simulation.events_stays import close, discounts, onward, whole_score
from simfunnel.simulation.events_teams import (
    joins,
)
from simfunnel.simulation.kinds import Numbers, Time, Whole
from simfunnel.simulation.lives import birth, take_up_open
from simfunnel.simulation.walk_stays import ZOMBIE, cut_short, opening_time

__all__ = ["is_born", "is_open", "is_referred", "next_stream"]


@njit
def next_stream(whole: Whole, state: Whole, counts: Whole, seconds: Whole) -> tuple[int, int]:
    """Return which stream brings the next lead, and when; -1 and never if none does."""
    found, soonest = np.int64(-1), np.int64(NEVER)
    sources = whole[at.H_N_SOURCES]
    for stream in range(sources + whole[at.H_N_BATCHES]):
        index, second = state[state[of.AT_CURSORS] + stream], np.int64(NEVER)
        if stream < sources:
            if index < counts[stream]:
                second = seconds[stream, index]
        else:
            row = whole[at.H_BATCHES] + (stream - sources) * at.BATCH_COLUMNS
            if index < whole[row + at.T_LEADS]:
                second = whole[row + at.T_SECOND]
        if second < soonest:
            found, soonest = stream, second
    return found, soonest


@njit_apart
def is_born(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    state: Whole,
    reals: Numbers,
    lead: int,
    stream: int,
    index: int,
    second: int,
) -> None:
    """Give birth to a lead and let it live."""
    sources, source = whole[at.H_N_SOURCES], stream
    word = whole[whole[at.H_SOURCES] + stream * at.SOURCE_COLUMNS + at.R_KEY]
    if stream >= sources:
        row = whole[at.H_BATCHES] + (stream - sources) * at.BATCH_COLUMNS
        source, word = whole[row + at.T_SOURCE], whole[row + at.T_KEY]
    _comes(numbers, whole, time, state, reals, lead, source, stream, index, word, index, second)


@njit_apart
def is_referred(
    numbers: Numbers, whole: Whole, time: Time, state: Whole, reals: Numbers, key: int, second: int
) -> None:
    """Give birth to a lead that a customer brings, if there is room for it."""
    lead, index = state[of.LEADS_END], state[of.REFERRED]
    if lead + state[of.LEAD_WIDTH] > state[of.LEADS_ROOM]:
        state[of.FULL] = 1
        return
    state[of.LEADS_END] = lead + state[of.LEAD_WIDTH]
    state[of.REFERRED] += 1
    stream = whole[at.H_N_SOURCES] + whole[at.H_N_BATCHES]
    low, high = one_as_words(key)
    source = whole[at.H_REFERRED]
    _comes(numbers, whole, time, state, reals, lead, source, stream, index, low, high, second)


@njit_apart
def _comes(
    numbers: Numbers, whole: Whole, time: Time, state: Whole, reals: Numbers, lead: int,
    source: int, stream: int, index: int, low: int, high: int, second: int,
) -> None:  # fmt: skip
    """Let a lead come into the funnel, and walk it to where it meets others."""
    birth(numbers, whole, state, reals, lead, key_with(state, low, high), source, second)
    state[lead + of.D_STREAM], state[lead + of.D_INDEX] = stream, index
    state[lead + of.D_LOW], state[lead + of.D_HIGH] = low, high
    takes(state, source)
    enters = whole[whole[at.H_SOURCES] + source * at.SOURCE_COLUMNS + at.R_ENTERS]
    onward(numbers, whole, time, state, reals, lead, enters, second)


@njit_apart
def _dwells_on(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    state: Whole,
    reals: Numbers,
    lead: int,
    number: int,
    has_team: bool,
) -> bool:
    """Write how the stay of an open lead ends; return whether a rep keeps it until then."""
    row, start = whole[at.H_LEADS] + number * at.LEAD_COLUMNS, np.int64(0)
    entered, worked = state[lead + of.D_ENTERED], whole[row + at.O_WORKED]
    s, real = state[lead + of.D_STAGE], state[lead + of.D_REALS]
    base = epoch_base(whole, entered)
    stage = whole[at.H_STAGES] + s * at.STAGE_COLUMNS
    key, who = key_of(state, lead), who_is(state, reals, lead)
    more = reals[real + of.X_WARM] + discounts(numbers, whole, base, stage, state, reals, lead)
    own, way, clock = opening_time(
        numbers, whole, time, s, key, entered, worked, base, who, more, reals[real + of.X_SLOWER]
    )
    state[lead + of.D_LEFT], state[lead + of.D_WAY] = own, way
    if own == 0 or way == ZOMBIE:
        return False
    if not (has_team and keeps_deals(whole, whole[stage + at.S_TEAM])):
        state[lead + of.D_LEFT], state[lead + of.D_WAY] = cut_short(
            numbers, whole, time, base, stage, key, start, entered, start, own, way
        )
        return False
    state[lead + of.J_OWN], state[lead + of.J_OWN_WAY] = own, way
    state[lead + of.J_OWN_CLOCK] = clock
    state[lead + of.J_ALARM], state[lead + of.J_ALARM_WAY] = cut_short(
        numbers, whole, time, base, stage, key, start, entered, start, NEVER, -1
    )
    kept_at_start(numbers, whole, state, lead, number)
    state[lead + of.J_STATE], state[lead + of.J_BEGAN] = of.HELD, 0
    state[lead + of.J_SEAT], state[lead + of.J_TURN] = state[lead + of.J_KEEPER], 1
    state[lead + of.J_ARMED], state[lead + of.J_HANDED] = 0, 0
    state[lead + of.J_JOINED] = entered
    dwells(whole, state, lead)
    return True


@njit_apart
def is_open(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    state: Whole,
    reals: Numbers,
    number: int,
    traits: Whole,
    quality: Numbers,
) -> None:
    """Let a lead live on that is open at the start."""
    row = whole[at.H_LEADS] + number * at.LEAD_COLUMNS
    lead = state[of.AT_LEADS] + number * state[of.LEAD_WIDTH]
    source, segment = traits[number, 0], traits[number, 1]
    take_up_open(whole, state, reals, lead, number, source, segment, quality[number])
    score = numbers[whole[at.H_SCORES] + number]
    if score == score:
        state[lead + of.J_SCORE] = whole_score(score)
    if whole[row + at.O_WOKEN] != NEVER:
        warms(numbers, whole, state, reals, lead, whole[at.H_PARKED], whole[row + at.O_WOKEN])
    takes(state, source)
    base = epoch_base(whole, whole[row + at.O_ENTERED])
    s = whole[row + at.O_STAGE]
    stage = whole[at.H_STAGES] + s * at.STAGE_COLUMNS
    team = whole[stage + at.S_TEAM]
    if whole[row + at.O_WORKED] == NEVER:
        joins(numbers, whole, time, state, reals, lead, np.int64(0))
        return
    kind = numbers[base + whole[stage + at.S_AT] + at.ST_KIND]
    if kind == at.PARKED:
        parked(numbers, whole, time, state, lead, np.int64(0))
    elif _dwells_on(numbers, whole, time, state, reals, lead, number, team >= 0):
        return
    s = close(numbers, whole, time, state, reals, lead)
    onward(numbers, whole, time, state, reals, lead, s, state[lead + of.D_LEFT])
