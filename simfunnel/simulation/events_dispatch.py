"""Who takes up whom in the compiled engine, when nothing else is left in a second."""

from __future__ import annotations

import numpy as np

from simfunnel.clocks.scalar import clock_end
from simfunnel.compiled import njit, njit_apart
from simfunnel.funnel import layout as at
from simfunnel.simulation import events_kinds as of
from simfunnel.simulation.effects import epoch_base, seconds_of
from simfunnel.simulation.events_kinds import Books, Office, World
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
from simfunnel.simulation.lives import (
    D_STAGE,
)

__all__ = ["dispatch", "leaves_queue"]

DAY = 86_400


@njit_apart
def leaves_queue(
    whole: Whole, time: Time, books: Books, office: Office, lead: int, now: int
) -> None:
    """Count how long a lead stood in the queue, and at the ends of which periods."""
    columns, tallies = books[0], books[1]
    stage, since = office[of.DESKS][lead, D_STAGE], office[of.JOBS][lead, of.J_QUEUED]
    calendar = np.int64(0)
    count_span(whole, time, books, columns.queued + stage, calendar, since, now)
    period_of, days = whole[at.H_PERIODS], whole[at.H_END] // DAY
    for day in range(since // DAY, now // DAY):
        period = whole[period_of + day]
        if day + 1 == days or whole[period_of + day + 1] != period:
            tallies[period, columns.waiting + stage] += 1


@njit
def _first_waiting(office: Office, team: int) -> int:
    """Return the first lead that waits for a team, which stays in the queue; -1 if none does."""
    hub, jobs, queue = office[of.HUB], office[of.JOBS], office[of.QUEUES][team]
    while hub[of.HUB_TEAMS + team] > 0:
        lead = queue[0, of.QUEUED]
        if jobs[lead, of.J_STATE] == of.WAITING and jobs[lead, of.J_JOINED] == queue[0, 1]:
            return lead
        hub[of.HUB_TEAMS + team] = pop(queue, hub[of.HUB_TEAMS + team])
    return -1


@njit
def _free_seat(numbers: Numbers, whole: Whole, office: Office, team: int, now: int) -> int:
    """Return the seat with most free places, free for longest; -1 if none is."""
    seats, row = office[of.SEATS], whole[at.H_TEAMS] + team * at.TEAM_COLUMNS
    found, most = -1, 1
    for seat in range(whole[row + at.E_SEAT], whole[row + at.E_SEAT] + whole[row + at.E_SEATS]):
        if seats[seat, of.SE_PRESENT] < 0 or seats[seat, of.SE_JOB] >= 0:
            continue
        room = 1
        if whole[row + at.E_KEEPS] == 1:
            room = places(numbers, whole, office, seat, now)
        idle = found >= 0 and seats[seat, of.SE_FREE] < seats[found, of.SE_FREE]
        if room > most or (room == most and (found < 0 or idle)):
            found, most = seat, room
    return found


@njit_apart
def dispatch(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    world: World,
    books: Books,
    office: Office,
    now: int,
) -> None:
    """Let every team that was called take up whom it can."""
    hub = office[of.HUB]
    hub[of.HUB_CALLED] = 0
    for team in range(whole[at.H_N_TEAMS]):
        flag = of.HUB_TEAMS + whole[at.H_N_TEAMS] + team
        if hub[flag] == 1:
            hub[flag] = 0
            seat = _free_seat(numbers, whole, office, team, now)
            while seat >= 0:
                lead = _first_waiting(office, team)
                if lead < 0:
                    break
                size = hub[of.HUB_TEAMS + team]
                hub[of.HUB_TEAMS + team] = pop(office[of.QUEUES][team], size)
                leaves_queue(whole, time, books, office, lead, now)
                if keeps_deals(whole, team):
                    office[of.SEATS][seat, of.SE_LOAD] += 1
                    office[of.SEATS][seat, of.SE_FREE] = now
                    office[of.JOBS][lead, of.J_KEEPER] = seat
                    begins(numbers, whole, time, world, books, office, lead, seat, now)
                else:
                    _take_up(numbers, whole, time, office, team, lead, seat, now)
                seat = _free_seat(numbers, whole, office, team, now)


@njit
def _take_up(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    office: Office,
    team: int,
    lead: int,
    seat: int,
    now: int,
) -> None:
    """Begin the work: productive as the rep is now, on the team's hours."""
    jobs, seats = office[of.JOBS], office[of.SEATS]
    row = whole[at.H_TEAMS] + team * at.TEAM_COLUMNS
    here = epoch_base(whole, now) + whole[row + at.E_AT]
    months = min((now - seats[seat, of.SE_SINCE]) // of.MONTH, whole[row + at.E_MONTHS] - 1)
    skill = office[of.SKILLS]
    speed = numbers[here + at.TM_RAMP + months] * skill[seat, of.SK_EFFORT]
    effort = office[of.REALS][lead, of.X_EFFORT] / speed
    office[of.REALS][lead, of.X_REP] = skill[seat, of.SK_ODDS]
    ends = clock_end(time[0], int(numbers[here + at.TM_CLOCK]), now, seconds_of(effort))
    jobs[lead, of.J_STATE], jobs[lead, of.J_SEAT], jobs[lead, of.J_BEGAN] = of.WORKING, seat, now
    jobs[lead, of.J_TURN] += 1
    seats[seat, of.SE_JOB] = lead
    if ends <= jobs[lead, of.J_ALARM]:
        if ends < whole[at.H_END]:
            note(office, ends, of.ENDS, lead)
    else:
        stage = office[of.DESKS][lead, D_STAGE]
        arm(whole, whole[at.H_STAGES] + stage * at.STAGE_COLUMNS, office, lead)
