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
from simfunnel.simulation.events_births import is_born, is_open, next_stream
from simfunnel.simulation.events_dispatch import dispatch
from simfunnel.simulation.events_kinds import Books, Office, World
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
from simfunnel.simulation.lives import D_STAGE
from simfunnel.simulation.tallies import Columns

__all__ = ["live_together"]


@njit_apart
def _happens_to_others(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    world: World,
    books: Books,
    office: Office,
    rank: int,
    what: int,
    stamp: int,
    now: int,
) -> None:
    """Let happen what is about a seat, an account or a team; their codes follow each other."""
    number, shifts = -1 - what, whole[at.H_N_SHIFTS]
    seats = shifts + whole[at.H_N_SEATS]
    if number < shifts:
        shift(numbers, whole, world, office, number, now)
    elif number < seats:
        if rank == of.LEAVES:
            leaves(numbers, whole, time, books, office, number - shifts, stamp, now)
        else:
            replaced(numbers, whole, world, office, number - shifts, stamp, now)
    elif number < seats + whole[at.H_N_SOURCES]:
        is_free(whole, office, number - seats)
    else:
        called(whole, office, number - seats - whole[at.H_N_SOURCES])


@njit_apart
def _happens_to_lead(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    world: World,
    books: Books,
    office: Office,
    rank: int,
    lead: int,
    now: int,
) -> None:
    """Let a lead enter, be done with, be struck, or lose patience."""
    jobs = office[of.JOBS]
    state, way = jobs[lead, of.J_STATE], jobs[lead, of.J_ALARM_WAY]
    if rank == of.ENTERS:
        if state == of.HANDED:
            is_back(numbers, whole, world, office, lead, now)
        else:
            joins(numbers, whole, time, world, books, office, lead, now, True)
        return
    if rank == of.ENDS and state == of.WORKING:
        finishes(numbers, whole, time, world, books, office, lead, now)
        return
    if rank == of.ENDS:
        way = jobs[lead, of.J_OWN_WAY]
    elif rank == of.IMPATIENT:
        if state != of.WAITING or jobs[lead, of.J_TURN] > 0:
            return
        stage = office[of.DESKS][lead, D_STAGE]
        way = whole[whole[at.H_STAGES] + stage * at.STAGE_COLUMNS + at.S_PATIENCE_WAY]
    cut_off(numbers, whole, time, world, books, office, lead, now, way)


@njit_apart
def _happens(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    world: World,
    books: Books,
    office: Office,
    row: int,
) -> None:
    """Let happen what stands in a row of the agenda, if its lead is still as it was."""
    agenda, jobs = office[of.AGENDA], office[of.JOBS]
    now, rank = agenda[row, 0] // of.RANKS, agenda[row, 0] % of.RANKS
    what, stamp = agenda[row, 3], agenda[row, 2]
    if what < 0:
        _happens_to_others(numbers, whole, time, world, books, office, rank, what, stamp, now)
    elif stamp == jobs[what, of.J_STAMP]:
        _happens_to_lead(numbers, whole, time, world, books, office, rank, what, now)


@njit
def live_together(
    numbers: Numbers,
    whole: Whole,
    clocks: Clocks,
    reviews: Reviews,
    columns: Columns,
    k0: int,
    k1: int,
    times: float,
    counts: Whole,
    seconds: Whole,
    traits: Whole,
    quality: Numbers,
    tallies: Whole,
    wins: Whole,
    fates: Whole,
    worth: Whole,
    stays: Whole,
    agenda: Whole,
    queues: Whole,
    hub: Whole,
    seats: Whole,
    desks: Whole,
    jobs: Whole,
    reals: Numbers,
    skills: Numbers,
    presence: Whole,
    cursors: Whole,
) -> None:
    """Simulate a replication of a funnel whose leads share people.

    Parameters
    ----------
    numbers, whole : ndarray
    clocks : Clocks
    reviews : Reviews
    columns : Columns
    k0, k1 : int
        Key of the replication.
    times : float
        How good the times are.
    counts, seconds : ndarray of int64
        As `arrivals` wrote them.
    traits, quality : ndarray
        Of the open leads, as `open_traits` wrote them.
    tallies, wins, fates, worth : ndarray of int64
        This replication's part of `Results`, written in place.
    stays : ndarray of int64, shape (n_room, 14)
        Where stays are written; may have no rows.
    agenda : ndarray of int64, shape (n_room, 4)
    queues : ndarray of int64, shape (n_teams, n_room, 4)
    hub : ndarray of int64, shape (5 + 2 n_teams,)
        Zeros; `HUB_STAYS` counts the stays, `HUB_FULL` says if there was not room enough.
    seats : ndarray of int64, shape (n_seats, 8)
    desks : ndarray of int64, shape (n_leads, DESK + n_stages)
    jobs : ndarray of int64, shape (n_leads, 17)
    reals : ndarray of float64, shape (n_leads, 3)
    skills : ndarray of float64, shape (n_seats, 2)
    presence : ndarray of int64, shape (n_room, 3)
    cursors : ndarray of int64, shape (n_streams,)
        Zeros.
    """
    time, world = (clocks, reviews), (k0, k1, times)
    books = (columns, tallies, wins, fates, worth, stays)
    office = (agenda, queues, hub, seats, desks, jobs, reals, skills, presence)
    opens(numbers, whole, world, office)
    lead = whole[at.H_N_LEADS]
    hub[of.HUB_LEADS] = lead
    for number in range(lead):
        is_open(numbers, whole, time, world, books, office, number, traits, quality)
    now = np.int64(0)
    stream, born = next_stream(whole, counts, seconds, cursors)
    while hub[of.HUB_FULL] == 0:
        soonest = np.int64(NEVER)
        if hub[of.HUB_AGENDA] > 0:
            soonest = agenda[0, 0] // of.RANKS
        birth_first = born < soonest or (born == soonest and agenda[0, 0] % of.RANKS > of.LEAVES)
        second = min(soonest, born)
        if second > now and hub[of.HUB_CALLED] > 0:
            dispatch(numbers, whole, time, world, books, office, now)
            continue
        if second >= whole[at.H_END]:
            break
        now = second
        if birth_first:
            index = cursors[stream]
            cursors[stream] += 1
            if stream >= whole[at.H_N_SOURCES] or is_kept(
                numbers, whole, world, books, office, stream, index, second
            ):
                is_born(
                    numbers, whole, time, world, books, office, lead, stream, index, second
                )  # fmt: skip
                lead += 1
                hub[of.HUB_LEADS] = lead
            stream, born = next_stream(whole, counts, seconds, cursors)
        else:
            hub[of.HUB_AGENDA] = pop(agenda, hub[of.HUB_AGENDA])
            _happens(numbers, whole, time, world, books, office, hub[of.HUB_AGENDA])
    for number in range(lead):
        if jobs[number, of.J_STATE] != of.DONE:
            leaves_open(numbers, whole, time, world, books, office, number)
    closes(whole, office)
