"""Places of open-deals teams in the compiled engine, and what all teams count alike.

A lead takes a place instead of hours: its own time begins at once, and its rep keeps it from stage
to stage of the team.
"""

from __future__ import annotations

import math

from simfunnel.clocks import NEVER
from simfunnel.clocks.scalar import clock_end, clock_value
from simfunnel.compiled import njit, njit_apart
from simfunnel.funnel import layout as at
from simfunnel.simulation import events_kinds as of
from simfunnel.simulation.effects import epoch_base
from simfunnel.simulation.events_kinds import Books, Office, World
from simfunnel.simulation.events_leads import note
from simfunnel.simulation.events_stays import customers_time
from simfunnel.simulation.kinds import Numbers, Time, Whole
from simfunnel.simulation.lives import (
    D_ENTERED,
    D_HANDED,
    D_SEAT,
    D_STAGE,
    D_WAITED,
    D_WORKED,
)

__all__ = ["arm", "begins", "called", "count_handed", "count_held", "count_served", "count_span",
           "dwells", "keeps_deals", "kept_at_start", "places", "releases", "stays_with",
           "team_of"]  # fmt: skip

DAY = 86_400


@njit
def team_of(whole: Whole, desk: Whole) -> int:
    """Return the team of the stage in hand."""
    return whole[whole[at.H_STAGES] + desk[D_STAGE] * at.STAGE_COLUMNS + at.S_TEAM]


@njit
def called(whole: Whole, office: Office, team: int) -> None:
    """Note that a team has something to dispatch when nothing else is left in this second."""
    hub = office[of.HUB]
    flag = of.HUB_TEAMS + whole[at.H_N_TEAMS] + team
    if hub[flag] == 0:
        hub[flag] = 1
        hub[of.HUB_CALLED] += 1


@njit
def arm(whole: Whole, stage: int, office: Office, lead: int) -> None:
    """Put on the agenda when an event strikes or the stale limit acts."""
    jobs = office[of.JOBS]
    if jobs[lead, of.J_ARMED] == 0 and jobs[lead, of.J_ALARM] < whole[at.H_END]:
        stale = jobs[lead, of.J_ALARM_WAY] == whole[stage + at.S_STALE_WAY]
        note(office, jobs[lead, of.J_ALARM], of.STALE if stale else of.STRIKES, lead)
        jobs[lead, of.J_ARMED] = 1


@njit_apart
def count_span(
    whole: Whole, time: Time, books: Books, column: int, clock: int, began: int, until: int
) -> None:
    """Count the seconds of a clock between two seconds, period by period."""
    tallies = books[1]
    days = whole[at.H_END] // DAY
    before = clock_value(time[0], clock, began) // 1_000_000
    day = began // DAY
    while began < until:
        period = whole[whole[at.H_PERIODS] + day]
        while day < days and whole[whole[at.H_PERIODS] + day] == period and day * DAY < until:
            day += 1
        edge = min(day * DAY, until)
        after = clock_value(time[0], clock, edge) // 1_000_000
        tallies[period, column] += after - before
        before, began = after, edge


@njit_apart
def count_served(numbers: Numbers, whole: Whole, books: Books, desk: Whole) -> None:
    """Count work that is done, the waiting before it, and its attempts."""
    columns, tallies = books[0], books[1]
    period = whole[whole[at.H_PERIODS] + desk[D_WORKED] // DAY]
    tallies[period, columns.served + desk[D_STAGE]] += 1
    tallies[period, columns.waited + desk[D_STAGE]] += desk[D_WAITED]
    stage = whole[at.H_STAGES] + desk[D_STAGE] * at.STAGE_COLUMNS
    work = epoch_base(whole, desk[D_ENTERED]) + whole[stage + at.S_WORK]
    tallies[period, columns.attempts + desk[D_STAGE]] += int(numbers[work + at.WK_TOUCHES])


@njit
def keeps_deals(whole: Whole, team: int) -> bool:
    """Return whether a team gives places instead of hours."""
    return bool(whole[whole[at.H_TEAMS] + team * at.TEAM_COLUMNS + at.E_KEEPS] == 1)


@njit_apart
def places(numbers: Numbers, whole: Whole, office: Office, seat: int, now: int) -> int:
    """Return how many leads more a holder could keep: ramp scales places, rounded down."""
    seats = office[of.SEATS]
    team = whole[whole[at.H_SEATS] + seat * at.SEAT_COLUMNS + at.Q_TEAM]
    row = whole[at.H_TEAMS] + team * at.TEAM_COLUMNS
    here = epoch_base(whole, now) + whole[row + at.E_AT]
    months = min((now - seats[seat, of.SE_SINCE]) // of.MONTH, whole[row + at.E_MONTHS] - 1)
    most = math.floor(numbers[here + at.TM_PLACES] * numbers[here + at.TM_RAMP + months])
    return most - seats[seat, of.SE_LOAD]


@njit
def releases(whole: Whole, office: Office, lead: int) -> None:
    """Take a lead from its rep, whose place is free again."""
    jobs, seat = office[of.JOBS], office[of.JOBS][lead, of.J_KEEPER]
    if seat >= 0:
        office[of.SEATS][seat, of.SE_LOAD] -= 1
        jobs[lead, of.J_KEEPER] = -1
        called(whole, office, whole[whole[at.H_SEATS] + seat * at.SEAT_COLUMNS + at.Q_TEAM])


@njit_apart
def stays_with(whole: Whole, office: Office, lead: int, s: int) -> None:
    """Let a lead stay with its rep if the stage that it goes to is the team's, else release it."""
    seat = office[of.JOBS][lead, of.J_KEEPER]
    if seat >= 0:
        team = whole[whole[at.H_SEATS] + seat * at.SEAT_COLUMNS + at.Q_TEAM]
        if s < 0 or whole[whole[at.H_STAGES] + s * at.STAGE_COLUMNS + at.S_TEAM] != team:
            releases(whole, office, lead)


@njit_apart
def count_held(
    whole: Whole, time: Time, books: Books, office: Office, lead: int, until: int
) -> None:
    """Count the seconds for which a lead has had a place."""
    column = books[0].busy + team_of(whole, office[of.DESKS][lead])
    count_span(whole, time, books, column, 0, office[of.JOBS][lead, of.J_BEGAN], until)


@njit_apart
def count_handed(whole: Whole, books: Books, office: Office, lead: int) -> None:
    """Count the seconds between reps of a lead that was kept."""
    desk = office[of.DESKS][lead]
    if desk[D_SEAT] >= 0:
        desk[D_HANDED] = office[of.JOBS][lead, of.J_HANDED]
        period = whole[whole[at.H_PERIODS] + desk[D_WORKED] // DAY]
        books[1][period, books[0].handed + desk[D_STAGE]] += desk[D_HANDED]


@njit_apart
def dwells(whole: Whole, office: Office, lead: int) -> None:
    """Put on the agenda how the stay of a lead that is kept ends, as far as is known."""
    jobs, own = office[of.JOBS], office[of.JOBS][lead, of.J_OWN]
    if own <= jobs[lead, of.J_ALARM]:
        if own < whole[at.H_END]:
            note(office, own, of.ENDS, lead)
    else:
        stage = office[of.DESKS][lead, D_STAGE]
        arm(whole, whole[at.H_STAGES] + stage * at.STAGE_COLUMNS, office, lead)


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
    world: World,
    books: Books,
    office: Office,
    lead: int,
    seat: int,
    now: int,
) -> None:
    """Let the customer's time begin, or go on, with a rep who keeps the lead."""
    desk, jobs = office[of.DESKS][lead], office[of.JOBS]
    jobs[lead, of.J_STATE], jobs[lead, of.J_SEAT], jobs[lead, of.J_BEGAN] = of.HELD, seat, now
    jobs[lead, of.J_TURN] += 1
    if desk[D_WORKED] == NEVER:
        office[of.REALS][lead, of.X_REP] = office[of.SKILLS][seat, of.SK_ODDS]
        desk[D_WORKED], desk[D_SEAT] = now, _place(whole, seat)
        desk[D_WAITED] = now - desk[D_ENTERED] - jobs[lead, of.J_HANDED]
        count_served(numbers, whole, books, desk)
        customers_time(numbers, whole, time, world, office, lead, now)
    else:
        if desk[D_SEAT] >= 0:
            desk[D_SEAT] = _place(whole, seat)
        clock = jobs[lead, of.J_OWN_CLOCK]
        jobs[lead, of.J_OWN] = clock_end(time[0], clock, now, jobs[lead, of.J_REST])
    dwells(whole, office, lead)


@njit_apart
def kept_at_start(numbers: Numbers, whole: Whole, office: Office, lead: int) -> None:
    """Give a lead that is open at the start to its owner, or to whom has most room."""
    jobs, seats = office[of.JOBS], office[of.SEATS]
    team = team_of(whole, office[of.DESKS][lead])
    row = whole[at.H_TEAMS] + team * at.TEAM_COLUMNS
    owner = whole[whole[at.H_LEADS] + lead * at.LEAD_COLUMNS + at.O_SEAT]
    first, count = whole[row + at.E_SEAT], whole[row + at.E_SEATS]
    found, most, start = -1, 0, 0
    if first <= owner < first + count and seats[owner, of.SE_PRESENT] >= 0:
        found = owner
    else:
        for seat in range(first, first + count):
            if seats[seat, of.SE_PRESENT] >= 0:
                room = places(numbers, whole, office, seat, start)
                idle = found >= 0 and seats[seat, of.SE_FREE] < seats[found, of.SE_FREE]
                if found < 0 or room > most or (room == most and idle):
                    found, most = seat, room
    jobs[lead, of.J_KEEPER] = found
    if found >= 0:
        seats[found, of.SE_LOAD] += 1
