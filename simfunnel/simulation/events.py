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
from simfunnel.simulation.events_kinds import Books, Office, World
from simfunnel.simulation.events_stays import book_of, close, onward, whole_score
from simfunnel.simulation.events_teams import (
    cut_off,
    dispatch,
    finishes,
    joins,
    leaves_open,
    shift,
    take_seats,
)
from simfunnel.simulation.heaps import pop
from simfunnel.simulation.kinds import Numbers, Time, Whole
from simfunnel.simulation.lives import (
    D_INDEX,
    D_LEFT,
    D_STAGE,
    D_STREAM,
    D_WAY,
    birth,
    take_up_open,
)
from simfunnel.simulation.tallies import Columns

__all__ = ["live_together"]


@njit
def _next_stream(whole: Whole, counts: Whole, seconds: Whole, cursors: Whole) -> tuple[int, int]:
    """Return which stream brings the next lead, and when; -1 and never if none does."""
    found, soonest = -1, NEVER
    sources = whole[at.H_N_SOURCES]
    for stream in range(sources + whole[at.H_N_BATCHES]):
        index, second = cursors[stream], NEVER
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
def _is_born(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    world: World,
    books: Books,
    office: Office,
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
    desk, jobs = office[of.DESKS][lead], office[of.JOBS]
    desk[D_STREAM], desk[D_INDEX] = stream, index
    key = (world[0], world[1], np.uint64(word), np.uint64(index))
    book = book_of(books, office, lead)
    who = birth(numbers, whole, book, key, source, second, world[2])
    jobs[lead, of.J_LOW], jobs[lead, of.J_HIGH] = word, index
    jobs[lead, of.J_SEGMENT], jobs[lead, of.J_SOURCE] = who[1], who[2]
    jobs[lead, of.J_SCORE], jobs[lead, of.J_STATE] = of.NO_SCORE, of.DONE
    jobs[lead, of.J_STAMP] = 0
    office[of.REALS][lead, of.X_QUALITY] = who[0]
    enters = whole[whole[at.H_SOURCES] + source * at.SOURCE_COLUMNS + at.R_ENTERS]
    onward(numbers, whole, time, world, books, office, lead, enters, second)


@njit_apart
def _is_open(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    world: World,
    books: Books,
    office: Office,
    lead: int,
    traits: Whole,
    quality: Numbers,
    ends: Whole,
) -> None:
    """Let a lead live on that is open at the start."""
    row = whole[at.H_LEADS] + lead * at.LEAD_COLUMNS
    desk, jobs = office[of.DESKS][lead], office[of.JOBS]
    take_up_open(whole, desk, lead, whole[row + at.O_ENTERED])
    jobs[lead, of.J_LOW] = whole[row + at.O_KEY_LOW]
    jobs[lead, of.J_HIGH] = whole[row + at.O_KEY_HIGH]
    jobs[lead, of.J_SEGMENT], jobs[lead, of.J_SOURCE] = traits[lead, 1], traits[lead, 0]
    jobs[lead, of.J_STATE], jobs[lead, of.J_STAMP] = of.DONE, 0
    score = numbers[whole[at.H_SCORES] + lead]
    jobs[lead, of.J_SCORE] = of.NO_SCORE
    if score == score:
        jobs[lead, of.J_SCORE] = whole_score(score)
    office[of.REALS][lead, of.X_QUALITY] = quality[lead]
    if whole[row + at.O_WORKED] == NEVER:
        joins(numbers, whole, time, world, books, office, lead, 0, False)
        return
    desk[D_LEFT], desk[D_WAY] = ends[lead, 0], ends[lead, 1]
    s = close(numbers, whole, world, books, office, lead)
    onward(numbers, whole, time, world, books, office, lead, s, desk[D_LEFT])


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
        shift(whole, office, -1 - what, now)
        return
    state = jobs[what, of.J_STATE]
    if rank == of.ENTERS:
        joins(numbers, whole, time, world, books, office, what, now, True)
    elif stamp != jobs[what, of.J_STAMP] or state == of.DONE:
        return
    elif rank == of.ENDS:
        finishes(numbers, whole, time, world, books, office, what, now)
    elif rank != of.IMPATIENT:
        way = jobs[what, of.J_ALARM_WAY]
        cut_off(numbers, whole, time, world, books, office, what, now, way)
    elif state == of.WAITING and jobs[what, of.J_TURN] == 0:
        stage = office[of.DESKS][what, D_STAGE]
        way = whole[whole[at.H_STAGES] + stage * at.STAGE_COLUMNS + at.S_PATIENCE_WAY]
        cut_off(numbers, whole, time, world, books, office, what, now, way)


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
    ends: Whole,
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
    traits, quality, ends : ndarray
        Of the open leads, as `open_ends` wrote them.
    tallies, wins, fates, worth : ndarray of int64
        This replication's part of `Results`, written in place.
    stays : ndarray of int64, shape (n_room, 14)
        Where stays are written; may have no rows.
    agenda : ndarray of int64, shape (n_room, 4)
    queues : ndarray of int64, shape (n_teams, n_room, 4)
    hub : ndarray of int64, shape (4 + 2 n_teams,)
        Zeros; `HUB_STAYS` counts the stays, `HUB_FULL` says if there was not room enough.
    seats : ndarray of int64, shape (n_seats, 4)
    desks : ndarray of int64, shape (n_leads, DESK + n_stages)
    jobs : ndarray of int64, shape (n_leads, 15)
    reals : ndarray of float64, shape (n_leads, 2)
    cursors : ndarray of int64, shape (n_streams,)
        Zeros.
    """
    time, world = (clocks, reviews), (k0, k1, times)
    books = (columns, tallies, wins, fates, worth, stays)
    office = (agenda, queues, hub, seats, desks, jobs, reals)
    take_seats(whole, office)
    lead = whole[at.H_N_LEADS]
    for number in range(lead):
        _is_open(numbers, whole, time, world, books, office, number, traits, quality, ends)
    now = 0
    stream, born = _next_stream(whole, counts, seconds, cursors)
    while hub[of.HUB_FULL] == 0:
        soonest: int = agenda[0, 0] // of.RANKS if hub[of.HUB_AGENDA] > 0 else NEVER
        birth_first = born < soonest or (born == soonest and agenda[0, 0] % of.RANKS > of.LEAVES)
        second = min(soonest, born)
        if second > now and hub[of.HUB_CALLED] > 0:
            dispatch(numbers, whole, time, office, now)
            continue
        if second >= whole[at.H_END]:
            break
        now = second
        if birth_first:
            index = cursors[stream]
            cursors[stream] += 1
            _is_born(numbers, whole, time, world, books, office, lead, stream, index, second)
            lead += 1
            stream, born = _next_stream(whole, counts, seconds, cursors)
        else:
            hub[of.HUB_AGENDA] = pop(agenda, hub[of.HUB_AGENDA])
            _happens(numbers, whole, time, world, books, office, hub[of.HUB_AGENDA])
    for number in range(lead):
        if jobs[number, of.J_STATE] != of.DONE:
            leaves_open(numbers, whole, time, world, books, office, number)
