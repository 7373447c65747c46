"""Who takes up whom in the compiled engine, when nothing else is left in a second."""

from __future__ import annotations

import numpy as np

from simfunnel.clocks.scalar import clock_end
from simfunnel.compiled import njit, njit_apart
from simfunnel.funnel import layout as at
from simfunnel.simulation import events_kinds as of
from simfunnel.simulation.effects import epoch_base, seconds_of
from simfunnel.simulation.events_kinds import queue_at, seat_at, skill_at, tally
from simfunnel.simulation.events_leads import note
from simfunnel.simulation.events_places import (
    arm,
    begins,
    count_span,
    keeps_deals,
    places,
)
from simfunnel.simulation.heaps import pop
from simfunnel.simulation.kinds import Numbers, Time, Whole

__all__ = ["dispatch", "leaves_queue"]

DAY = 86_400


@njit_apart
def leaves_queue(whole: Whole, time: Time, state: Whole, lead: int, now: int) -> None:
    """Count how long a lead stood in the queue, and at the ends of which periods."""
    stage, since = state[lead + of.D_STAGE], state[lead + of.J_QUEUED]
    if since == now:
        return
    calendar = np.int64(0)
    count_span(whole, time, state, state[of.C_QUEUED], stage, calendar, since, now)
    period_of, days = whole[at.H_PERIODS], whole[at.H_END] // DAY
    for day in range(since // DAY, now // DAY):
        period = whole[period_of + day]
        if day + 1 == days or whole[period_of + day + 1] != period:
            state[tally(state, period, of.C_WAITING, stage)] += 1


@njit
def _first_waiting(state: Whole, team: int) -> int:
    """Return the first lead that waits for a team, which stays in the queue; -1 if none does."""
    size, queue = state[of.AT_QUEUED] + team, queue_at(state, team)
    while state[size] > 0:
        lead: int = state[queue + 3]
        waits = state[lead + of.J_STATE] == of.WAITING
        if waits and state[lead + of.J_JOINED] == state[queue + 1]:
            return lead
        pop(state, queue, state[size])
        state[size] -= 1
    return -1


@njit
def _free_seat(numbers: Numbers, whole: Whole, state: Whole, team: int, now: int) -> int:
    """Return the seat with most free places, free for longest; -1 if none is."""
    row = whole[at.H_TEAMS] + team * at.TEAM_COLUMNS
    found, most, freed = -1, 1, 0
    for seat in range(whole[row + at.E_SEAT], whole[row + at.E_SEAT] + whole[row + at.E_SEATS]):
        sits = seat_at(state, seat)
        if state[sits + of.SE_PRESENT] < 0 or state[sits + of.SE_JOB] >= 0:
            continue
        room = 1
        if whole[row + at.E_KEEPS] == 1:
            room = places(numbers, whole, state, seat, now)
        idle = found >= 0 and state[sits + of.SE_FREE] < freed
        if room > most or (room == most and (found < 0 or idle)):
            found, most, freed = seat, room, state[sits + of.SE_FREE]
    return found


@njit_apart
def dispatch(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    state: Whole,
    reals: Numbers,
    now: int,
) -> None:
    """Let every team that was called take up whom it can."""
    state[of.CALLED] = 0
    for team in range(whole[at.H_N_TEAMS]):
        flag = state[of.AT_FLAGS] + team
        if state[flag] == 1:
            state[flag] = 0
            lead = _first_waiting(state, team)  # first, as it is quicker to see that nobody waits
            while lead >= 0:
                seat = _free_seat(numbers, whole, state, team, now)
                if seat < 0:
                    break
                size = state[of.AT_QUEUED] + team
                pop(state, queue_at(state, team), state[size])
                state[size] -= 1
                leaves_queue(whole, time, state, lead, now)
                if keeps_deals(whole, team):
                    sits = seat_at(state, seat)
                    state[sits + of.SE_LOAD] += 1
                    state[sits + of.SE_FREE] = now
                    state[lead + of.J_KEEPER] = seat
                    begins(numbers, whole, time, state, reals, lead, seat, now)
                else:
                    _take_up(numbers, whole, time, state, reals, team, lead, seat, now)
                lead = _first_waiting(state, team)


@njit
def _take_up(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    state: Whole,
    reals: Numbers,
    team: int,
    lead: int,
    seat: int,
    now: int,
) -> None:
    """Begin the work: productive as the rep is now, on the team's hours."""
    sits, own, skill = seat_at(state, seat), state[lead + of.D_REALS], skill_at(seat)
    row = whole[at.H_TEAMS] + team * at.TEAM_COLUMNS
    here = epoch_base(whole, now) + whole[row + at.E_AT]
    months = min((now - state[sits + of.SE_SINCE]) // of.MONTH, whole[row + at.E_MONTHS] - 1)
    speed = numbers[here + at.TM_RAMP + months] * reals[skill + of.SK_EFFORT]
    effort = reals[own + of.X_EFFORT] / speed
    reals[own + of.X_REP] = reals[skill + of.SK_ODDS]
    ends = clock_end(time[0], int(numbers[here + at.TM_CLOCK]), now, seconds_of(effort))
    state[lead + of.J_STATE], state[lead + of.J_SEAT] = of.WORKING, seat
    state[lead + of.J_BEGAN] = now
    state[lead + of.J_TURN] += 1
    state[sits + of.SE_JOB] = lead
    if ends <= state[lead + of.J_ALARM]:
        if ends < whole[at.H_END]:
            note(state, ends, of.ENDS, lead)
    else:
        stage = state[lead + of.D_STAGE]
        arm(whole, whole[at.H_STAGES] + stage * at.STAGE_COLUMNS, state, lead)
