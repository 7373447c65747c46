"""Seats in the compiled engine: who sits there, who comes back, who leaves for good."""

from __future__ import annotations

import numpy as np

from simfunnel.clocks import NEVER
from simfunnel.clocks.scalar import clock_end
from simfunnel.compiled import njit, njit_apart
from simfunnel.funnel import layout as at
from simfunnel.simulation import events_kinds as of
from simfunnel.simulation.effects import epoch_base, seconds_of
from simfunnel.simulation.events_kinds import Books, Office, World
from simfunnel.simulation.events_markets import note_other
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


@njit_apart
def _end_of_tenure(numbers: Numbers, whole: Whole, team: int, since: int, need: float) -> int:
    """Return when a cumulative hazard of leaving is reached, epoch by epoch."""
    here = whole[whole[at.H_TEAMS] + team * at.TEAM_COLUMNS + at.E_AT] + at.TM_TURNOVER
    last = whole[at.H_N_EPOCHS] - 1
    for e in range(last + 1):
        rate = numbers[e * whole[at.H_WIDTH] + here]
        until = np.int64(NEVER)
        if e < last:
            until = whole[whole[at.H_EPOCHS] + e + 1]
        if until <= since:
            continue
        if rate > 0.0:
            if until == NEVER or need <= rate * (until - since):
                return since + seconds_of(need / rate)
            need -= rate * (until - since)
        if until != NEVER:
            since = until
    return np.int64(NEVER)


@njit
def _write(office: Office, team: int, kind: int, since: int, until: int) -> None:
    """Write down a time in which somebody was there."""
    hub, presence = office[of.HUB], office[of.PRESENCE]
    n = hub[of.HUB_PRESENCE]
    if n < presence.shape[0]:
        presence[n, 0], presence[n, 1] = team, kind
        presence[n, 2], presence[n, 3] = since, until
        hub[of.HUB_PRESENCE] = n + 1
    else:
        hub[of.HUB_FULL] = 1


@njit_apart
def _seen(whole: Whole, office: Office, seat: int, now: int) -> None:
    """Note since when a seat's holder is paid and there to work, or until when it was."""
    seats = office[of.SEATS]
    team = whole[whole[at.H_SEATS] + seat * at.SEAT_COLUMNS + at.Q_TEAM]
    there = seats[seat, of.SE_THERE] == 1 and seats[seat, of.SE_HELD] == 1
    if there and seats[seat, of.SE_EMPLOYED] < 0:
        seats[seat, of.SE_EMPLOYED] = now
    elif not there and seats[seat, of.SE_EMPLOYED] >= 0:
        _write(office, team, np.int64(1), seats[seat, of.SE_EMPLOYED], now)
        seats[seat, of.SE_EMPLOYED] = -1
    there = there and seats[seat, of.SE_AWAY] == 0
    if there and seats[seat, of.SE_PRESENT] < 0:
        seats[seat, of.SE_PRESENT] = now
        if seats[seat, of.SE_JOB] < 0:
            seats[seat, of.SE_FREE] = now
        called(whole, office, team)
    elif not there and seats[seat, of.SE_PRESENT] >= 0:
        _write(office, team, np.int64(0), seats[seat, of.SE_PRESENT], now)
        seats[seat, of.SE_PRESENT] = -1


@njit_apart
def _sits(
    numbers: Numbers, whole: Whole, world: World, office: Office, seat: int, since: int, now: int
) -> None:
    """Let a new holder sit down: with a skill, and until it leaves for good."""
    seats, skills = office[of.SEATS], office[of.SKILLS]
    seats[seat, of.SE_HOLDER] += 1
    seats[seat, of.SE_HELD], seats[seat, of.SE_SINCE] = 1, since
    holder = seats[seat, of.SE_HOLDER]
    team = whole[whole[at.H_SEATS] + seat * at.SEAT_COLUMNS + at.Q_TEAM]
    row = whole[at.H_TEAMS] + team * at.TEAM_COLUMNS
    here = epoch_base(whole, now) + whole[row + at.E_AT]
    place = seat - whole[row + at.E_SEAT]
    key = (world[0], world[1], np.uint64(whole[row + at.E_KEY]), np.uint64(place))
    u, v = draw(key, whole[whole[at.H_POINTS] + at.P_SKILL], holder)
    s = numbers[here + at.TM_EFFORT]
    skills[seat, of.SK_EFFORT] = exp(s * normal_quantile(u) - 0.5 * s * s)
    skills[seat, of.SK_ODDS] = numbers[here + at.TM_ODDS] * normal_quantile(v)
    u, v = draw(key, whole[whole[at.H_POINTS] + at.P_LIFE], holder)
    until = _end_of_tenure(numbers, whole, team, now, -log(u))
    if until < whole[at.H_END]:
        note_other(office, until, of.LEAVES, _of_seat(whole, seat), holder)
    if keeps_deals(whole, team):
        for month in range(1, whole[row + at.E_MONTHS]):  # a place more may be free from then on
            grows = since + month * of.MONTH
            if now < grows < whole[at.H_END]:
                _note_call(whole, office, team, grows)
    _seen(whole, office, seat, now)


@njit
def _note_call(whole: Whole, office: Office, team: int, second: int) -> None:
    """Let a team look again at a second whom it can take up."""
    code = whole[at.H_N_SHIFTS] + whole[at.H_N_SEATS] + whole[at.H_N_SOURCES] + team
    note_other(office, second, of.ENTERS, -1 - code, np.int64(0))


@njit_apart
def opens(numbers: Numbers, whole: Whole, world: World, office: Office) -> None:
    """Seat those who are there at the start, and note who is known to come and go."""
    seats = office[of.SEATS]
    for seat in range(whole[at.H_N_SEATS]):
        row = whole[at.H_SEATS] + seat * at.SEAT_COLUMNS
        seats[seat, of.SE_THERE], seats[seat, of.SE_AWAY] = (
            whole[row + at.Q_THERE],
            whole[row + at.Q_AWAY],
        )
        seats[seat, of.SE_FREE], seats[seat, of.SE_JOB] = 0, -1
        seats[seat, of.SE_HELD], seats[seat, of.SE_HOLDER] = 0, -1
        seats[seat, of.SE_PRESENT] = seats[seat, of.SE_EMPLOYED] = -1
        if whole[row + at.Q_THERE] == 1:
            start = np.int64(0)
            _sits(numbers, whole, world, office, seat, whole[row + at.Q_SINCE], start)
    for team in range(whole[at.H_N_TEAMS]):
        for e in range(1, whole[at.H_N_EPOCHS]):
            second = whole[whole[at.H_EPOCHS] + e]
            if keeps_deals(whole, team) and 0 < second < whole[at.H_END]:
                _note_call(whole, office, team, second)
    for number in range(whole[at.H_N_SHIFTS]):
        row = whole[at.H_SHIFTS] + number * at.SHIFT_COLUMNS
        kind = whole[row + at.C_KIND]
        rank = of.ENTERS if kind == at.ADDED or kind == at.BACK else of.LEAVES
        note_other(office, whole[row + at.C_SECOND], rank, -1 - number, np.int64(0))


@njit_apart
def shift(
    numbers: Numbers, whole: Whole, world: World, office: Office, number: int, now: int
) -> None:
    """Add or withdraw a seat, or let its holder go on leave or come back."""
    seats, row = office[of.SEATS], whole[at.H_SHIFTS] + number * at.SHIFT_COLUMNS
    seat, kind = whole[row + at.C_SEAT], whole[row + at.C_KIND]
    if kind == at.ADDED:
        seats[seat, of.SE_THERE] = 1
        _sits(numbers, whole, world, office, seat, now, now)
    elif kind == at.WITHDRAWN:
        seats[seat, of.SE_THERE] = 0
    else:
        seats[seat, of.SE_AWAY] = 1 if kind == at.AWAY else 0
    _seen(whole, office, seat, now)


@njit_apart
def leaves(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    books: Books,
    office: Office,
    seat: int,
    holder: int,
    now: int,
) -> None:
    """Let a rep leave for good: what is in hand is handed over, and a successor is sought."""
    seats = office[of.SEATS]
    gone = seats[seat, of.SE_THERE] == 0 or seats[seat, of.SE_HELD] == 0
    if gone or seats[seat, of.SE_HOLDER] != holder:
        return
    seats[seat, of.SE_HELD] = 0
    if seats[seat, of.SE_JOB] >= 0:
        hands_over(numbers, whole, time, books, office, seats[seat, of.SE_JOB], now)
    if seats[seat, of.SE_LOAD] > 0:
        for lead in range(office[of.HUB][of.HUB_LEADS]):
            if office[of.JOBS][lead, of.J_KEEPER] == seat:
                hands_over(numbers, whole, time, books, office, lead, now)
    _seen(whole, office, seat, now)
    team = whole[whole[at.H_SEATS] + seat * at.SEAT_COLUMNS + at.Q_TEAM]
    row = whole[at.H_TEAMS] + team * at.TEAM_COLUMNS
    here = epoch_base(whole, now) + whole[row + at.E_AT]
    empty, comes = int(numbers[here + at.TM_EMPTY]), now
    if empty > 0:
        comes = clock_end(time[0], int(numbers[here + at.TM_EMPTY_CLOCK]), now, empty)
    if comes < whole[at.H_END]:
        note_other(office, comes, of.ENTERS, _of_seat(whole, seat), holder)


@njit
def replaced(
    numbers: Numbers, whole: Whole, world: World, office: Office, seat: int, holder: int, now: int
) -> None:
    """Let a successor start, if the seat is still empty."""
    seats = office[of.SEATS]
    empty = seats[seat, of.SE_THERE] == 1 and seats[seat, of.SE_HELD] == 0
    if empty and seats[seat, of.SE_HOLDER] == holder:
        _sits(numbers, whole, world, office, seat, now, now)


@njit
def closes(whole: Whole, office: Office) -> None:
    """Write down who is there at the end of the horizon."""
    seats = office[of.SEATS]
    for seat in range(whole[at.H_N_SEATS]):
        seats[seat, of.SE_THERE] = 0
        _seen(whole, office, seat, whole[at.H_END])
