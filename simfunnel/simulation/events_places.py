"""Places of open-deals teams in the compiled engine, and what all teams count alike.

A lead takes a place instead of hours: its own time begins at once, and its rep keeps it from stage
to stage of the team.
"""

from __future__ import annotations

import math

import numpy as np

from simfunnel.clocks import NEVER
from simfunnel.clocks.scalar import clock_end, clock_value
from simfunnel.compiled import njit, njit_apart
from simfunnel.funnel import layout as at
from simfunnel.simulation import events_kinds as of
from simfunnel.simulation.effects import epoch_base
from simfunnel.simulation.events_kinds import seat_at, skill_at, tally
from simfunnel.simulation.events_leads import note
from simfunnel.simulation.events_stays import customers_time
from simfunnel.simulation.kinds import Numbers, Time, Whole

__all__ = ["arm", "begins", "called", "count_handed", "count_held", "count_served", "count_span",
           "dwells", "keeps_deals", "kept_at_start", "places", "releases", "stays_with",
           "team_of"]  # fmt: skip

DAY = 86_400


@njit
def team_of(whole: Whole, state: Whole, lead: int) -> int:
    """Return the team of the stage in hand."""
    return whole[whole[at.H_STAGES] + state[lead + of.D_STAGE] * at.STAGE_COLUMNS + at.S_TEAM]


@njit
def called(state: Whole, team: int) -> None:
    """Note that a team has something to dispatch when nothing else is left in this second."""
    flag = state[of.AT_FLAGS] + team
    if state[flag] == 0:
        state[flag] = 1
        state[of.CALLED] += 1


@njit
def arm(whole: Whole, stage: int, state: Whole, lead: int) -> None:
    """Put on the agenda when an event strikes or the stale limit acts."""
    if state[lead + of.J_ARMED] == 0 and state[lead + of.J_ALARM] < whole[at.H_END]:
        stale = state[lead + of.J_ALARM_WAY] == whole[stage + at.S_STALE_WAY]
        note(state, state[lead + of.J_ALARM], of.STALE if stale else of.STRIKES, lead)
        state[lead + of.J_ARMED] = 1


@njit_apart
def count_span(
    whole: Whole, time: Time, state: Whole, column: int, item: int, clock: int, began: int,
    until: int,
) -> None:  # fmt: skip
    """Count the seconds of a clock between two seconds, period by period."""
    where, width = state[of.AT_TALLIES] + column + item, state[of.WIDTH]
    days = whole[at.H_END] // DAY
    before = clock_value(time[0], clock, began) // 1_000_000
    day = began // DAY
    while began < until:
        period = whole[whole[at.H_PERIODS] + day]
        while day < days and whole[whole[at.H_PERIODS] + day] == period and day * DAY < until:
            day += 1
        edge = min(day * DAY, until)
        after = clock_value(time[0], clock, edge) // 1_000_000
        state[where + period * width] += after - before
        before, began = after, edge


@njit_apart
def count_served(numbers: Numbers, whole: Whole, state: Whole, lead: int) -> None:
    """Count work that is done, the waiting before it, and its attempts."""
    period, s = (
        whole[whole[at.H_PERIODS] + state[lead + of.D_WORKED] // DAY],
        state[lead + of.D_STAGE],
    )
    state[tally(state, period, of.C_SERVED, s)] += 1
    state[tally(state, period, of.C_WAITED, s)] += state[lead + of.D_WAITED]
    stage = whole[at.H_STAGES] + s * at.STAGE_COLUMNS
    work = epoch_base(whole, state[lead + of.D_ENTERED]) + whole[stage + at.S_WORK]
    state[tally(state, period, of.C_ATTEMPTS, s)] += int(numbers[work + at.WK_TOUCHES])


@njit
def keeps_deals(whole: Whole, team: int) -> bool:
    """Return whether a team gives places instead of hours."""
    return bool(whole[whole[at.H_TEAMS] + team * at.TEAM_COLUMNS + at.E_KEEPS] == 1)


@njit_apart
def places(numbers: Numbers, whole: Whole, state: Whole, seat: int, now: int) -> int:
    """Return how many leads more a holder could keep: ramp scales places, rounded down."""
    sits = seat_at(state, seat)
    team = whole[whole[at.H_SEATS] + seat * at.SEAT_COLUMNS + at.Q_TEAM]
    row = whole[at.H_TEAMS] + team * at.TEAM_COLUMNS
    here = epoch_base(whole, now) + whole[row + at.E_AT]
    months = min((now - state[sits + of.SE_SINCE]) // of.MONTH, whole[row + at.E_MONTHS] - 1)
    most = math.floor(numbers[here + at.TM_PLACES] * numbers[here + at.TM_RAMP + months])
    return most - state[sits + of.SE_LOAD]


@njit
def releases(whole: Whole, state: Whole, lead: int) -> None:
    """Take a lead from its rep, whose place is free again."""
    seat = state[lead + of.J_KEEPER]
    if seat >= 0:
        state[seat_at(state, seat) + of.SE_LOAD] -= 1
        state[lead + of.J_KEEPER] = -1
        called(state, whole[whole[at.H_SEATS] + seat * at.SEAT_COLUMNS + at.Q_TEAM])


@njit_apart
def stays_with(whole: Whole, state: Whole, lead: int, s: int) -> None:
    """Let a lead stay with its rep if the stage that it goes to is the team's, else release it."""
    seat = state[lead + of.J_KEEPER]
    if seat >= 0:
        team = whole[whole[at.H_SEATS] + seat * at.SEAT_COLUMNS + at.Q_TEAM]
        if s < 0 or whole[whole[at.H_STAGES] + s * at.STAGE_COLUMNS + at.S_TEAM] != team:
            releases(whole, state, lead)


@njit_apart
def count_held(whole: Whole, time: Time, state: Whole, lead: int, until: int) -> None:
    """Count the seconds for which a lead has had a place."""
    team, calendar = team_of(whole, state, lead), np.int64(0)
    began = state[lead + of.J_BEGAN]
    count_span(whole, time, state, state[of.C_BUSY], team, calendar, began, until)


@njit_apart
def count_handed(whole: Whole, state: Whole, lead: int) -> None:
    """Count the seconds between reps of a lead that was kept."""
    if state[lead + of.D_SEAT] >= 0:
        state[lead + of.D_HANDED] = state[lead + of.J_HANDED]
        period = whole[whole[at.H_PERIODS] + state[lead + of.D_WORKED] // DAY]
        handed = tally(state, period, of.C_HANDED, state[lead + of.D_STAGE])
        state[handed] += state[lead + of.D_HANDED]


@njit_apart
def dwells(whole: Whole, state: Whole, lead: int) -> None:
    """Put on the agenda how the stay of a lead that is kept ends, as far as is known."""
    own = state[lead + of.J_OWN]
    if own <= state[lead + of.J_ALARM]:
        if own < whole[at.H_END]:
            note(state, own, of.ENDS, lead)
    else:
        stage = state[lead + of.D_STAGE]
        arm(whole, whole[at.H_STAGES] + stage * at.STAGE_COLUMNS, state, lead)


@njit
def _place(whole: Whole, seat: int) -> int:
    """Return the number of a seat within its team."""
    team = whole[whole[at.H_SEATS] + seat * at.SEAT_COLUMNS + at.Q_TEAM]
    return seat - whole[whole[at.H_TEAMS] + team * at.TEAM_COLUMNS + at.E_SEAT]


@njit_apart
def begins(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    state: Whole,
    reals: Numbers,
    lead: int,
    seat: int,
    now: int,
) -> None:
    """Let the customer's time begin, or go on, with a rep who keeps the lead."""
    state[lead + of.J_STATE], state[lead + of.J_SEAT] = of.HELD, seat
    state[lead + of.J_BEGAN] = now
    state[lead + of.J_TURN] += 1
    if state[lead + of.D_WORKED] == NEVER:
        reals[state[lead + of.D_REALS] + of.X_REP] = reals[skill_at(seat) + of.SK_ODDS]
        state[lead + of.D_WORKED], state[lead + of.D_SEAT] = now, _place(whole, seat)
        state[lead + of.D_WAITED] = now - state[lead + of.D_ENTERED] - state[lead + of.J_HANDED]
        count_served(numbers, whole, state, lead)
        customers_time(numbers, whole, time, state, reals, lead, now)
    else:
        if state[lead + of.D_SEAT] >= 0:
            state[lead + of.D_SEAT] = _place(whole, seat)
        clock = state[lead + of.J_OWN_CLOCK]
        state[lead + of.J_OWN] = clock_end(time[0], clock, now, state[lead + of.J_REST])
    dwells(whole, state, lead)


@njit_apart
def kept_at_start(numbers: Numbers, whole: Whole, state: Whole, lead: int, number: int) -> None:
    """Give a lead that is open at the start to its owner, or to whom has most room."""
    team = team_of(whole, state, lead)
    row = whole[at.H_TEAMS] + team * at.TEAM_COLUMNS
    owner = whole[whole[at.H_LEADS] + number * at.LEAD_COLUMNS + at.O_SEAT]
    first, count = whole[row + at.E_SEAT], whole[row + at.E_SEATS]
    found, most, start, freed = -1, 0, 0, 0
    if first <= owner < first + count and state[seat_at(state, owner) + of.SE_PRESENT] >= 0:
        found = owner
    else:
        for seat in range(first, first + count):
            sits = seat_at(state, seat)
            if state[sits + of.SE_PRESENT] >= 0:
                room = places(numbers, whole, state, seat, start)
                idle = found >= 0 and state[sits + of.SE_FREE] < freed
                if found < 0 or room > most or (room == most and idle):
                    found, most, freed = seat, room, state[sits + of.SE_FREE]
    state[lead + of.J_KEEPER] = found
    if found >= 0:
        state[seat_at(state, found) + of.SE_LOAD] += 1
