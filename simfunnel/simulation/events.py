"""The compiled engine for funnels with teams: what happens, in order, and nothing in between.

Births, ends of work, strikes, lost patience and people who come and go meet in one loop. In one
second they happen in the order of the contract; when a second is over, teams dispatch. Whatever a
lead does without others is walked in one go.
"""

from __future__ import annotations

import numpy as np

from simfunnel.clocks import NEVER, Clocks, Reviews
from simfunnel.compiled import njit, njit_apart
from simfunnel.funnel import layout as at
from simfunnel.simulation import events_kinds as of
from simfunnel.simulation.customers import is_customer
from simfunnel.simulation.events_births import is_born, is_open, is_referred, next_stream
from simfunnel.simulation.events_dispatch import dispatch
from simfunnel.simulation.events_markets import is_free, is_kept
from simfunnel.simulation.events_places import called
from simfunnel.simulation.events_seats import closes, leaves, opens, replaced, shift
from simfunnel.simulation.events_teams import (
    cut_off,
    finishes,
    is_back,
    joins,
    leaves_open,
)
from simfunnel.simulation.heaps import pop
from simfunnel.simulation.kinds import Numbers, Time, Whole
from simfunnel.simulation.lives import enter

__all__ = ["live_together"]


@njit_apart
def _happens_to_others(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    state: Whole,
    reals: Numbers,
    rank: int,
    what: int,
    key: int,
    stamp: int,
    now: int,
) -> None:
    """Let happen what is about a seat, an account, a team, or a lead that a customer brings.

    Their codes follow each other.
    """
    number, shifts = -1 - what, whole[at.H_N_SHIFTS]
    seats = shifts + whole[at.H_N_SEATS]
    if number < shifts:
        shift(numbers, whole, state, reals, number, now)
    elif number < seats:
        if rank == of.LEAVES:
            leaves(numbers, whole, time, state, number - shifts, stamp, now)
        else:
            replaced(numbers, whole, state, reals, number - shifts, stamp, now)
    elif number < seats + whole[at.H_N_SOURCES]:
        is_free(state, number - seats)
    elif number < seats + whole[at.H_N_SOURCES] + whole[at.H_N_TEAMS]:
        called(state, number - seats - whole[at.H_N_SOURCES])
    else:
        is_referred(numbers, whole, time, state, reals, key, now)


@njit
def _happens_to_lead(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    state: Whole,
    reals: Numbers,
    rank: int,
    lead: int,
    now: int,
) -> None:
    """Let a lead enter, be done with, be struck, or lose patience."""
    doing, way = state[lead + of.J_STATE], state[lead + of.J_ALARM_WAY]
    if rank == of.ENTERS:
        if doing == of.HANDED:
            is_back(numbers, whole, state, reals, lead, now)
        else:
            enter(whole, state, lead, state[lead + of.J_NEXT], now)
            joins(numbers, whole, time, state, reals, lead, now)
        return
    if rank == of.ENDS and doing == of.WORKING:
        finishes(numbers, whole, time, state, reals, lead, now)
        return
    if rank == of.ENDS:
        way = state[lead + of.J_OWN_WAY]
    elif rank == of.IMPATIENT:
        if doing != of.WAITING or state[lead + of.J_TURN] > 0:
            return
        stage = whole[at.H_STAGES] + state[lead + of.D_STAGE] * at.STAGE_COLUMNS
        way = whole[stage + at.S_PATIENCE_WAY]
    cut_off(numbers, whole, time, state, reals, lead, now, way)


@njit
def _happens(
    numbers: Numbers, whole: Whole, time: Time, state: Whole, reals: Numbers, now: int
) -> None:
    """Let happen what comes first on the agenda, if its lead is still as it was."""
    agenda, size = state[of.AT_AGENDA], state[of.AGENDA]
    rank = state[agenda] & of.RANKS_MASK
    key, stamp, what = state[agenda + 1], state[agenda + 2], state[agenda + 3]
    pop(state, agenda, size)
    state[of.AGENDA] = size - 1
    if what < 0:
        _happens_to_others(numbers, whole, time, state, reals, rank, what, key, stamp, now)
    elif stamp == state[what + of.J_STAMP]:
        _happens_to_lead(numbers, whole, time, state, reals, rank, what, now)


@njit
def _arrives(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    state: Whole,
    reals: Numbers,
    stream: int,
    second: int,
) -> None:
    """Let a stream bring its next lead, if it finds an account."""
    index = state[state[of.AT_CURSORS] + stream]
    state[state[of.AT_CURSORS] + stream] += 1
    if stream >= whole[at.H_N_SOURCES] or is_kept(numbers, whole, state, stream, index, second):
        lead = state[of.LEADS_END]
        is_born(numbers, whole, time, state, reals, lead, stream, index, second)
        state[of.LEADS_END] = lead + state[of.LEAD_WIDTH]


@njit
def live_together(
    numbers: Numbers,
    whole: Whole,
    clocks: Clocks,
    reviews: Reviews,
    counts: Whole,
    seconds: Whole,
    traits: Whole,
    quality: Numbers,
    state: Whole,
    reals: Numbers,
) -> None:
    """Simulate a replication of a funnel whose leads share people.

    Parameters
    ----------
    numbers, whole : ndarray
    clocks : Clocks
    reviews : Reviews
    counts, seconds : ndarray of int64
        As `arrivals` wrote them.
    traits, quality : ndarray
        Of the open leads, as `open_traits` wrote them.
    state : ndarray of int64
    reals : ndarray of float64
        As `new_state` returns them, with the key of the replication; everything is written there.
        `FULL` says if there was not room enough.
    """
    time = (clocks, reviews)
    opens(numbers, whole, state, reals)
    state[of.LEADS_END] += whole[at.H_N_LEADS] * state[of.LEAD_WIDTH]
    for number in range(whole[at.H_N_LEADS]):
        is_open(numbers, whole, time, state, reals, number, traits, quality)
    for number in range(whole[at.H_N_CUSTOMERS]):
        is_customer(numbers, whole, state, number)
    now = np.int64(0)
    agenda = state[of.AT_AGENDA]
    stream, born = next_stream(whole, state, counts, seconds)
    while state[of.FULL] == 0:
        soonest = np.int64(NEVER)
        if state[of.AGENDA] > 0:
            soonest = state[agenda] >> of.RANK_BITS
        birth_first = born < soonest or (
            born == soonest and (state[agenda] & of.RANKS_MASK) > of.LEAVES
        )
        second = min(soonest, born)
        if second > now and state[of.CALLED] > 0:
            dispatch(numbers, whole, time, state, reals, now)
            continue
        if second >= whole[at.H_END]:
            break
        now = second
        if birth_first:
            _arrives(numbers, whole, time, state, reals, stream, second)
            stream, born = next_stream(whole, state, counts, seconds)
        else:
            _happens(numbers, whole, time, state, reals, now)
    for lead in range(state[of.AT_LEADS], state[of.LEADS_END], state[of.LEAD_WIDTH]):
        if state[lead + of.J_STATE] != of.DONE:
            leaves_open(numbers, whole, time, state, reals, lead)
    closes(whole, state)
