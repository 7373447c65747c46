"""Teams in the compiled engine: queues, who takes up whom, and what ends a wait or work."""

from __future__ import annotations

from simfunnel.clocks import NEVER
from simfunnel.clocks.scalar import clock_end, clock_value
from simfunnel.compiled import njit, njit_apart
from simfunnel.funnel import layout as at
from simfunnel.simulation import events_kinds as of
from simfunnel.simulation.effects import epoch_base, seconds_of
from simfunnel.simulation.events_kinds import Books, Office, World
from simfunnel.simulation.events_stays import (
    book_of,
    close,
    customers_time,
    key_of,
    note,
    onward,
    order_key,
    who_is,
)
from simfunnel.simulation.heaps import pop, push
from simfunnel.simulation.kinds import Numbers, Time, Whole
from simfunnel.simulation.lives import (
    D_ENTERED,
    D_LEFT,
    D_OCCASION,
    D_SEAT,
    D_STAGE,
    D_WAITED,
    D_WAY,
    D_WORKED,
    amount_of,
    enter,
)
from simfunnel.simulation.opening import age_on
from simfunnel.simulation.walk_stays import cut_short, draw
from simfunnel.variates.dispatch import quantile, remaining

__all__ = ["called", "cut_off", "dispatch", "finishes", "joins", "leaves_open", "shift",
           "take_seats"]  # fmt: skip

DAY = 86_400


@njit
def _team_of(whole: Whole, desk: Whole) -> int:
    """Return the team of the stage in hand."""
    team: int = whole[whole[at.H_STAGES] + desk[D_STAGE] * at.STAGE_COLUMNS + at.S_TEAM]
    return team


@njit
def called(whole: Whole, office: Office, team: int) -> None:
    """Note that a team has something to dispatch when nothing else is left in this second."""
    hub = office[of.HUB]
    flag = of.HUB_TEAMS + whole[at.H_N_TEAMS] + team
    if hub[flag] == 0:
        hub[flag] = 1
        hub[of.HUB_CALLED] += 1


@njit_apart
def joins(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    world: World,
    books: Books,
    office: Office,
    lead: int,
    now: int,
    fresh: bool,
) -> None:
    """Let a lead enter the queue of a team; one that is open at the start waits since its entry."""
    desk, jobs = office[of.DESKS][lead], office[of.JOBS]
    if fresh:
        enter(whole, book_of(books, office, lead), jobs[lead, of.J_NEXT], now)
    entered, occasion = desk[D_ENTERED], desk[D_OCCASION]
    desk[D_WORKED], desk[D_WAITED], desk[D_SEAT] = NEVER, 0, -1
    base = epoch_base(whole, entered)
    stage = whole[at.H_STAGES] + desk[D_STAGE] * at.STAGE_COLUMNS
    work = base + whole[stage + at.S_WORK]
    key = key_of(world, office, lead)
    u, v = draw(key, whole[stage + at.S_WORK_POINT], occasion)
    office[of.REALS][lead, of.X_EFFORT] = quantile(numbers, work + at.WK_EFFORT, u)
    alarm, way = cut_short(
        numbers, whole, time, base, stage, key, occasion, entered, now, NEVER, -1
    )
    jobs[lead, of.J_ALARM], jobs[lead, of.J_ALARM_WAY] = alarm, way
    jobs[lead, of.J_STATE], jobs[lead, of.J_TURN] = of.WAITING, 0
    jobs[lead, of.J_STAMP] += 1
    jobs[lead, of.J_JOINED], jobs[lead, of.J_ARMED] = entered, 0
    until = _patience(numbers, whole, time, work, entered, now, v)
    if until < alarm:
        if until < whole[at.H_END]:
            note(office, until, of.IMPATIENT, lead)
    else:
        _arm(whole, stage, office, lead)
    _queue(numbers, whole, world, office, lead)


@njit
def _patience(
    numbers: Numbers, whole: Whole, time: Time, work: int, entered: int, now: int, v: float
) -> int:
    """Return when a lead leaves if nobody has taken it up by then."""
    clock = int(numbers[work + at.WK_PATIENCE_CLOCK])
    if clock < 0:
        return NEVER
    if entered == now:
        lasts = seconds_of(quantile(numbers, work + at.WK_PATIENCE, v))
    else:
        age = age_on(time[0], clock, entered)
        lasts = seconds_of(remaining(numbers, work + at.WK_PATIENCE, age, v))
    return clock_end(time[0], clock, now, lasts)


@njit
def _arm(whole: Whole, stage: int, office: Office, lead: int) -> None:
    """Put on the agenda when an event strikes or the stale limit acts."""
    jobs = office[of.JOBS]
    if jobs[lead, of.J_ARMED] == 0 and jobs[lead, of.J_ALARM] < whole[at.H_END]:
        stale = jobs[lead, of.J_ALARM_WAY] == whole[stage + at.S_STALE_WAY]
        note(office, jobs[lead, of.J_ALARM], of.STALE if stale else of.STRIKES, lead)
        jobs[lead, of.J_ARMED] = 1


@njit_apart
def _queue(numbers: Numbers, whole: Whole, world: World, office: Office, lead: int) -> None:
    """Give a lead its place in the queue of its team."""
    desk, jobs, hub = office[of.DESKS][lead], office[of.JOBS], office[of.HUB]
    team = _team_of(whole, desk)
    order = whole[whole[at.H_TEAMS] + team * at.TEAM_COLUMNS + at.E_ORDER]
    first = 0
    if order == at.NEWEST:
        first = -jobs[lead, of.J_JOINED]
    elif order == at.LARGEST:
        key, who = key_of(world, office, lead), who_is(world, office, lead)
        first = -amount_of(numbers, whole, desk, key, who)
    elif order == at.BEST:
        first = -jobs[lead, of.J_SCORE]
    elif order == at.LATEST:
        first = -whole[whole[at.H_STAGES] + desk[D_STAGE] * at.STAGE_COLUMNS + at.S_RANK]
    queue = office[of.QUEUES][team]
    size = push(
        queue, hub[of.HUB_TEAMS + team], first, jobs[lead, of.J_JOINED], order_key(office, lead),
        lead,
    )  # fmt: skip
    if size > queue.shape[0]:
        hub[of.HUB_FULL] = 1
    else:
        hub[of.HUB_TEAMS + team] = size
    called(whole, office, team)


@njit
def _first_waiting(office: Office, team: int) -> int:
    """Return the first lead that waits for a team, which stays in the queue; -1 if none does."""
    hub, jobs, queue = office[of.HUB], office[of.JOBS], office[of.QUEUES][team]
    while hub[of.HUB_TEAMS + team] > 0:
        lead: int = queue[0, of.QUEUED]
        if jobs[lead, of.J_STATE] == of.WAITING and jobs[lead, of.J_JOINED] == queue[0, 1]:
            return lead
        hub[of.HUB_TEAMS + team] = pop(queue, hub[of.HUB_TEAMS + team])
    return -1


@njit
def _free_seat(whole: Whole, office: Office, team: int) -> int:
    """Return the seat whose rep is free for longest; -1 if none is."""
    seats, row = office[of.SEATS], whole[at.H_TEAMS] + team * at.TEAM_COLUMNS
    found = -1
    for seat in range(whole[row + at.E_SEAT], whole[row + at.E_SEAT] + whole[row + at.E_SEATS]):
        free = seats[seat, of.SE_THERE] == 1 and seats[seat, of.SE_JOB] < 0
        if free and (found < 0 or seats[seat, of.SE_FREE] < seats[found, of.SE_FREE]):
            found = seat
    return found


@njit_apart
def dispatch(numbers: Numbers, whole: Whole, time: Time, office: Office, now: int) -> None:
    """Let every team that was called take up whom it can."""
    hub = office[of.HUB]
    hub[of.HUB_CALLED] = 0
    for team in range(whole[at.H_N_TEAMS]):
        flag = of.HUB_TEAMS + whole[at.H_N_TEAMS] + team
        if hub[flag] == 1:
            hub[flag] = 0
            seat = _free_seat(whole, office, team)
            while seat >= 0:
                lead = _first_waiting(office, team)
                if lead < 0:
                    break
                size = hub[of.HUB_TEAMS + team]
                hub[of.HUB_TEAMS + team] = pop(office[of.QUEUES][team], size)
                _take_up(numbers, whole, time, office, team, lead, seat, now)
                seat = _free_seat(whole, office, team)


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
    effort = office[of.REALS][lead, of.X_EFFORT] / numbers[here + at.TM_RAMP + months]
    ends = clock_end(time[0], int(numbers[here + at.TM_CLOCK]), now, seconds_of(effort))
    jobs[lead, of.J_STATE], jobs[lead, of.J_SEAT], jobs[lead, of.J_BEGAN] = of.WORKING, seat, now
    jobs[lead, of.J_TURN] += 1
    seats[seat, of.SE_JOB] = lead
    if ends <= jobs[lead, of.J_ALARM]:
        if ends < whole[at.H_END]:
            note(office, ends, of.ENDS, lead)
    else:
        stage = office[of.DESKS][lead, D_STAGE]
        _arm(whole, whole[at.H_STAGES] + stage * at.STAGE_COLUMNS, office, lead)


@njit_apart
def _busy(
    numbers: Numbers, whole: Whole, time: Time, books: Books, team: int, began: int, until: int
) -> None:
    """Count the selling seconds of a piece of work, period by period."""
    columns, tallies = books[0], books[1]
    row = whole[at.H_TEAMS] + team * at.TEAM_COLUMNS
    clock = int(numbers[epoch_base(whole, began) + whole[row + at.E_AT] + at.TM_CLOCK])
    days = whole[at.H_END] // DAY
    before = clock_value(time[0], clock, began) // 1_000_000
    day = began // DAY
    while began < until:
        period = whole[whole[at.H_PERIODS] + day]
        while day < days and whole[whole[at.H_PERIODS] + day] == period and day * DAY < until:
            day += 1
        edge = min(day * DAY, until)
        after = clock_value(time[0], clock, edge) // 1_000_000
        tallies[period, columns.busy + team] += after - before
        before, began = after, edge


@njit
def _gives_back(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    books: Books,
    office: Office,
    lead: int,
    now: int,
) -> None:
    """Count a piece of work, and give its rep back to the team."""
    jobs, seats = office[of.JOBS], office[of.SEATS]
    seat = jobs[lead, of.J_SEAT]
    team = _team_of(whole, office[of.DESKS][lead])
    _busy(numbers, whole, time, books, team, jobs[lead, of.J_BEGAN], now)
    seats[seat, of.SE_JOB], seats[seat, of.SE_FREE] = -1, now
    called(whole, office, team)


@njit_apart
def finishes(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    world: World,
    books: Books,
    office: Office,
    lead: int,
    now: int,
) -> None:
    """End the work; the customer's time begins."""
    desk, jobs = office[of.DESKS][lead], office[of.JOBS]
    _gives_back(numbers, whole, time, books, office, lead, now)
    waited = jobs[lead, of.J_BEGAN] - desk[D_ENTERED]
    team = whole[at.H_TEAMS] + _team_of(whole, desk) * at.TEAM_COLUMNS
    seat = jobs[lead, of.J_SEAT] - whole[team + at.E_SEAT]
    desk[D_WORKED], desk[D_WAITED], desk[D_SEAT] = now, waited, seat
    columns, tallies = books[0], books[1]
    period = whole[whole[at.H_PERIODS] + now // DAY]
    tallies[period, columns.served + desk[D_STAGE]] += 1
    tallies[period, columns.waited + desk[D_STAGE]] += waited
    jobs[lead, of.J_STATE] = of.DONE
    customers_time(numbers, whole, time, world, books, office, lead, now)


@njit_apart
def cut_off(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    world: World,
    books: Books,
    office: Office,
    lead: int,
    now: int,
    way: int,
) -> None:
    """End a stay in which the work is not done."""
    desk, jobs = office[of.DESKS][lead], office[of.JOBS]
    if jobs[lead, of.J_STATE] == of.WORKING:
        _gives_back(numbers, whole, time, books, office, lead, now)
    jobs[lead, of.J_STATE] = of.DONE
    desk[D_LEFT], desk[D_WAY] = now, way
    s = close(numbers, whole, world, books, office, lead)
    onward(numbers, whole, time, world, books, office, lead, s, now)


@njit_apart
def leaves_open(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    world: World,
    books: Books,
    office: Office,
    lead: int,
) -> None:
    """Write the stay of a lead whose work is not done at the end of the horizon."""
    desk, jobs = office[of.DESKS][lead], office[of.JOBS]
    end = whole[at.H_END]
    if jobs[lead, of.J_STATE] == of.WORKING:
        team = _team_of(whole, desk)
        _busy(numbers, whole, time, books, team, jobs[lead, of.J_BEGAN], end)
    desk[D_LEFT], desk[D_WAY] = NEVER, -1
    close(numbers, whole, world, books, office, lead)


@njit_apart
def take_seats(whole: Whole, office: Office) -> None:
    """Let those sit down who are there at the start, and note who comes and goes later."""
    seats, hub = office[of.SEATS], office[of.HUB]
    for seat in range(whole[at.H_N_SEATS]):
        row = whole[at.H_SEATS] + seat * at.SEAT_COLUMNS
        seats[seat, of.SE_THERE] = whole[row + at.Q_THERE]
        seats[seat, of.SE_SINCE] = whole[row + at.Q_SINCE]
        seats[seat, of.SE_FREE], seats[seat, of.SE_JOB] = 0, -1
    for number in range(whole[at.H_N_SHIFTS]):
        row = whole[at.H_SHIFTS] + number * at.SHIFT_COLUMNS
        rank = of.ENTERS if whole[row + at.C_THERE] == 1 else of.LEAVES
        moment = whole[row + at.C_SECOND] * of.RANKS + rank
        what = -1 - number
        hub[of.HUB_AGENDA] = push(office[of.AGENDA], hub[of.HUB_AGENDA], moment, what, 0, what)


@njit
def shift(whole: Whole, office: Office, number: int, now: int) -> None:
    """Add a seat with a new holder, or withdraw one, which ends with what is in hand."""
    seats, row = office[of.SEATS], whole[at.H_SHIFTS] + number * at.SHIFT_COLUMNS
    seat = whole[row + at.C_SEAT]
    seats[seat, of.SE_THERE] = whole[row + at.C_THERE]
    if whole[row + at.C_THERE] == 1:
        seats[seat, of.SE_SINCE] = seats[seat, of.SE_FREE] = now
        called(whole, office, whole[whole[at.H_SEATS] + seat * at.SEAT_COLUMNS + at.Q_TEAM])
