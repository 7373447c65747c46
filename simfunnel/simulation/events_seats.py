"""Seats in the compiled engine: who sits there, who comes back, who leaves for good."""

from __future__ import annotations

import numpy as np

from simfunnel.clocks.scalar import clock_end
from simfunnel.compiled import njit, njit_apart
from simfunnel.funnel import layout as at
from simfunnel.simulation import events_kinds as of
from simfunnel.simulation.effects import epoch_base, reached_at
from simfunnel.simulation.events_kinds import seat_at, skill_at
from simfunnel.simulation.events_leads import key_with, note_other
from simfunnel.simulation.events_places import called, keeps_deals
from simfunnel.simulation.events_teams import hands_over
from simfunnel.simulation.kinds import Numbers, Time, Whole
from simfunnel.simulation.walk_stays import draw
from simfunnel.variates import exp, log, normal_quantile

__all__ = ["closes", "leaves", "opens", "replaced", "shift"]


@njit
def _of_seat(whole: Whole, seat: int) -> int:
    """Return what an entry of the agenda says of a seat, beside the known shifts."""
    return -1 - (whole[at.H_N_SHIFTS] + seat)


@njit
def _end_of_tenure(numbers: Numbers, whole: Whole, team: int, since: int, need: float) -> int:
    """Return when a cumulative hazard of leaving is reached."""
    here = whole[whole[at.H_TEAMS] + team * at.TEAM_COLUMNS + at.E_AT] + at.TM_TURNOVER
    return reached_at(numbers, whole, here, since, need)


@njit
def _write(state: Whole, team: int, kind: int, since: int, until: int) -> None:
    """Write down a time in which somebody was there."""
    n = state[of.PRESENCE]
    if n < state[of.PLACES]:
        row = state[of.AT_PRESENCE] + n * of.PRESENCE_COLUMNS
        state[row], state[row + 1] = team, kind
        state[row + 2], state[row + 3] = since, until
        state[of.PRESENCE] = n + 1
    else:
        state[of.FULL] = 1


@njit_apart
def _seen(whole: Whole, state: Whole, seat: int, now: int) -> None:
    """Note since when a seat's holder is paid and there to work, or until when it was."""
    sits = seat_at(state, seat)
    team = whole[whole[at.H_SEATS] + seat * at.SEAT_COLUMNS + at.Q_TEAM]
    there = state[sits + of.SE_THERE] == 1 and state[sits + of.SE_HELD] == 1
    if there and state[sits + of.SE_EMPLOYED] < 0:
        state[sits + of.SE_EMPLOYED] = now
    elif not there and state[sits + of.SE_EMPLOYED] >= 0:
        _write(state, team, np.int64(1), state[sits + of.SE_EMPLOYED], now)
        state[sits + of.SE_EMPLOYED] = -1
    there = there and state[sits + of.SE_AWAY] == 0
    if there and state[sits + of.SE_PRESENT] < 0:
        state[sits + of.SE_PRESENT] = now
        if state[sits + of.SE_JOB] < 0:
            state[sits + of.SE_FREE] = now
        called(state, team)
    elif not there and state[sits + of.SE_PRESENT] >= 0:
        _write(state, team, np.int64(0), state[sits + of.SE_PRESENT], now)
        state[sits + of.SE_PRESENT] = -1


@njit_apart
def _sits(
    numbers: Numbers, whole: Whole, state: Whole, reals: Numbers, seat: int, since: int, now: int
) -> None:
    """Let a new holder sit down: with a skill, and until it leaves for good."""
    sits, skill = seat_at(state, seat), skill_at(seat)
    state[sits + of.SE_HOLDER] += 1
    state[sits + of.SE_HELD], state[sits + of.SE_SINCE] = 1, since
    holder = state[sits + of.SE_HOLDER]
    team = whole[whole[at.H_SEATS] + seat * at.SEAT_COLUMNS + at.Q_TEAM]
    row = whole[at.H_TEAMS] + team * at.TEAM_COLUMNS
    here = epoch_base(whole, now) + whole[row + at.E_AT]
    place = seat - whole[row + at.E_SEAT]
    key = key_with(state, whole[row + at.E_KEY], place)
    u, v = draw(key, whole[whole[at.H_POINTS] + at.P_SKILL], holder)
    s = numbers[here + at.TM_EFFORT]
    reals[skill + of.SK_EFFORT] = exp(s * normal_quantile(u) - 0.5 * s * s)
    reals[skill + of.SK_ODDS] = numbers[here + at.TM_ODDS] * normal_quantile(v)
    u, v = draw(key, whole[whole[at.H_POINTS] + at.P_LIFE], holder)
    until = _end_of_tenure(numbers, whole, team, now, -log(u))
    if until < whole[at.H_END]:
        note_other(state, until, of.LEAVES, _of_seat(whole, seat), holder)
    if keeps_deals(whole, team):
        for month in range(1, whole[row + at.E_MONTHS]):  # a place more may be free from then on
            grows = since + month * of.MONTH
            if now < grows < whole[at.H_END]:
                _note_call(whole, state, team, grows)
    _seen(whole, state, seat, now)


@njit
def _note_call(whole: Whole, state: Whole, team: int, second: int) -> None:
    """Let a team look again at a second whom it can take up."""
    code = whole[at.H_N_SHIFTS] + whole[at.H_N_SEATS] + whole[at.H_N_SOURCES] + team
    note_other(state, second, of.ENTERS, -1 - code, np.int64(0))


@njit_apart
def opens(numbers: Numbers, whole: Whole, state: Whole, reals: Numbers) -> None:
    """Seat those who are there at the start, and note who is known to come and go."""
    for seat in range(whole[at.H_N_SEATS]):
        sits = seat_at(state, seat)
        row = whole[at.H_SEATS] + seat * at.SEAT_COLUMNS
        state[sits + of.SE_THERE], state[sits + of.SE_AWAY] = (
            whole[row + at.Q_THERE],
            whole[row + at.Q_AWAY],
        )
        state[sits + of.SE_FREE], state[sits + of.SE_JOB] = 0, -1
        state[sits + of.SE_HELD], state[sits + of.SE_HOLDER] = 0, -1
        state[sits + of.SE_PRESENT] = state[sits + of.SE_EMPLOYED] = -1
        if whole[row + at.Q_THERE] == 1:
            start = np.int64(0)
            _sits(numbers, whole, state, reals, seat, whole[row + at.Q_SINCE], start)
    for team in range(whole[at.H_N_TEAMS]):
        for e in range(1, whole[at.H_N_EPOCHS]):
            second = whole[whole[at.H_EPOCHS] + e]
            if keeps_deals(whole, team) and 0 < second < whole[at.H_END]:
                _note_call(whole, state, team, second)
    for number in range(whole[at.H_N_SHIFTS]):
        row = whole[at.H_SHIFTS] + number * at.SHIFT_COLUMNS
        kind = whole[row + at.C_KIND]
        rank = of.ENTERS if kind == at.ADDED or kind == at.BACK else of.LEAVES
        note_other(state, whole[row + at.C_SECOND], rank, -1 - number, np.int64(0))


@njit_apart
def shift(
    numbers: Numbers, whole: Whole, state: Whole, reals: Numbers, number: int, now: int
) -> None:
    """Add or withdraw a seat, or let its holder go on leave or come back."""
    row = whole[at.H_SHIFTS] + number * at.SHIFT_COLUMNS
    seat, kind = whole[row + at.C_SEAT], whole[row + at.C_KIND]
    sits = seat_at(state, seat)
    if kind == at.ADDED:
        state[sits + of.SE_THERE] = 1
        _sits(numbers, whole, state, reals, seat, now, now)
    elif kind == at.WITHDRAWN:
        state[sits + of.SE_THERE] = 0
    else:
        state[sits + of.SE_AWAY] = 1 if kind == at.AWAY else 0
    _seen(whole, state, seat, now)


@njit_apart
def leaves(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    state: Whole,
    seat: int,
    holder: int,
    now: int,
) -> None:
    """Let a rep leave for good: what is in hand is handed over, and a successor is sought."""
    sits = seat_at(state, seat)
    gone = state[sits + of.SE_THERE] == 0 or state[sits + of.SE_HELD] == 0
    if gone or state[sits + of.SE_HOLDER] != holder:
        return
    state[sits + of.SE_HELD] = 0
    if state[sits + of.SE_JOB] >= 0:
        hands_over(numbers, whole, time, state, state[sits + of.SE_JOB], now)
    if state[sits + of.SE_LOAD] > 0:
        for lead in range(state[of.AT_LEADS], state[of.LEADS_END], state[of.LEAD_WIDTH]):
            if state[lead + of.J_KEEPER] == seat:
                hands_over(numbers, whole, time, state, lead, now)
    _seen(whole, state, seat, now)
    team = whole[whole[at.H_SEATS] + seat * at.SEAT_COLUMNS + at.Q_TEAM]
    row = whole[at.H_TEAMS] + team * at.TEAM_COLUMNS
    here = epoch_base(whole, now) + whole[row + at.E_AT]
    empty, comes = int(numbers[here + at.TM_EMPTY]), now
    if empty > 0:
        comes = clock_end(time[0], int(numbers[here + at.TM_EMPTY_CLOCK]), now, empty)
    if comes < whole[at.H_END]:
        note_other(state, comes, of.ENTERS, _of_seat(whole, seat), holder)


@njit
def replaced(
    numbers: Numbers, whole: Whole, state: Whole, reals: Numbers, seat: int, holder: int, now: int
) -> None:
    """Let a successor start, if the seat is still empty."""
    sits = seat_at(state, seat)
    empty = state[sits + of.SE_THERE] == 1 and state[sits + of.SE_HELD] == 0
    if empty and state[sits + of.SE_HOLDER] == holder:
        _sits(numbers, whole, state, reals, seat, now, now)


@njit
def closes(whole: Whole, state: Whole) -> None:
    """Write down who is there at the end of the horizon."""
    for seat in range(whole[at.H_N_SEATS]):
        state[seat_at(state, seat) + of.SE_THERE] = 0
        _seen(whole, state, seat, whole[at.H_END])
