"""Teams in the compiled engine: queues, who takes up whom, and what ends a wait or work."""

from __future__ import annotations

from simfunnel.clocks import NEVER
from simfunnel.clocks.scalar import clock_end, clock_value
from simfunnel.compiled import njit, njit_apart
from simfunnel.funnel import layout as at
from simfunnel.simulation import events_kinds as of
from simfunnel.simulation.effects import epoch_base, seconds_of
from simfunnel.simulation.events_dispatch import leaves_queue
from simfunnel.simulation.events_kinds import Books, Office, World
from simfunnel.simulation.events_leads import book_of, key_of, note, order_key, who_is
from simfunnel.simulation.events_places import (
    arm,
    begins,
    called,
    count_handed,
    count_held,
    count_served,
    count_span,
    keeps_deals,
    releases,
    stays_with,
    team_of,
)
from simfunnel.simulation.events_stays import close, customers_time, onward
from simfunnel.simulation.heaps import push
from simfunnel.simulation.kinds import Numbers, Time, Whole
from simfunnel.simulation.lives import (
    D_ENTERED,
    D_HANDED,
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

__all__ = ["cut_off", "finishes", "hands_over", "is_back", "joins", "leaves_open"]

DAY = 86_400


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
    keeps = keeps_deals(whole, whole[stage + at.S_TEAM])
    kept = keeps and jobs[lead, of.J_KEEPER] >= 0
    if not keeps:
        office[of.REALS][lead, of.X_EFFORT] = quantile(numbers, work + at.WK_EFFORT, u)
    alarm, way = cut_short(
        numbers, whole, time, base, stage, key, occasion, entered, now, NEVER, -1
    )
    jobs[lead, of.J_ALARM], jobs[lead, of.J_ALARM_WAY] = alarm, way
    jobs[lead, of.J_STATE], jobs[lead, of.J_TURN] = of.WAITING, 0
    jobs[lead, of.J_STAMP] += 1
    jobs[lead, of.J_JOINED], jobs[lead, of.J_ARMED] = entered, 0
    jobs[lead, of.J_HANDED] = 0
    if kept:
        begins(numbers, whole, time, world, books, office, lead, jobs[lead, of.J_KEEPER], now)
        return
    until = _patience(numbers, whole, time, work, entered, now, v)
    if until < alarm:
        if until < whole[at.H_END]:
            note(office, until, of.IMPATIENT, lead)
    else:
        arm(whole, stage, office, lead)
    _queue(numbers, whole, world, office, lead, now)


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


@njit_apart
def _queue(
    numbers: Numbers, whole: Whole, world: World, office: Office, lead: int, now: int
) -> None:
    """Give a lead its place in the queue of its team."""
    desk, jobs, hub = office[of.DESKS][lead], office[of.JOBS], office[of.HUB]
    jobs[lead, of.J_QUEUED] = now
    team = team_of(whole, desk)
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


@njit_apart
def _busy(
    numbers: Numbers, whole: Whole, time: Time, books: Books, team: int, began: int, until: int
) -> None:
    """Count the selling seconds of a piece of work."""
    row = whole[at.H_TEAMS] + team * at.TEAM_COLUMNS
    clock = int(numbers[epoch_base(whole, began) + whole[row + at.E_AT] + at.TM_CLOCK])
    count_span(whole, time, books, books[0].busy + team, clock, began, until)


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
    team = team_of(whole, office[of.DESKS][lead])
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
    handed = jobs[lead, of.J_HANDED]
    waited = jobs[lead, of.J_BEGAN] - desk[D_ENTERED] - handed
    desk[D_WORKED], desk[D_WAITED], desk[D_HANDED] = now, waited, handed
    team = whole[at.H_TEAMS] + team_of(whole, desk) * at.TEAM_COLUMNS
    desk[D_SEAT] = jobs[lead, of.J_SEAT] - whole[team + at.E_SEAT]
    count_served(numbers, whole, books, desk)
    books[1][whole[whole[at.H_PERIODS] + now // DAY], books[0].handed + desk[D_STAGE]] += handed
    jobs[lead, of.J_STATE] = of.DONE
    jobs[lead, of.J_STAMP] += 1
    customers_time(numbers, whole, time, world, office, lead, now)
    if jobs[lead, of.J_OWN] <= jobs[lead, of.J_ALARM]:
        desk[D_LEFT], desk[D_WAY] = jobs[lead, of.J_OWN], jobs[lead, of.J_OWN_WAY]
    else:
        desk[D_LEFT], desk[D_WAY] = jobs[lead, of.J_ALARM], jobs[lead, of.J_ALARM_WAY]
    s = close(numbers, whole, time, world, books, office, lead)
    onward(numbers, whole, time, world, books, office, lead, s, desk[D_LEFT])


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
    elif jobs[lead, of.J_STATE] == of.HELD:
        count_held(whole, time, books, office, lead, now)
    elif jobs[lead, of.J_STATE] == of.WAITING:
        leaves_queue(whole, time, books, office, lead, now)
    jobs[lead, of.J_STATE] = of.DONE
    jobs[lead, of.J_STAMP] += 1
    desk[D_LEFT], desk[D_WAY] = now, way
    count_handed(whole, books, office, lead)
    s = close(numbers, whole, time, world, books, office, lead)
    stays_with(whole, office, lead, s)
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
        team = team_of(whole, desk)
        _busy(numbers, whole, time, books, team, jobs[lead, of.J_BEGAN], end)
    elif jobs[lead, of.J_STATE] == of.HELD:
        count_held(whole, time, books, office, lead, end)
    elif jobs[lead, of.J_STATE] == of.WAITING:
        leaves_queue(whole, time, books, office, lead, end)
    desk[D_LEFT], desk[D_WAY] = NEVER, -1
    count_handed(whole, books, office, lead)
    close(numbers, whole, time, world, books, office, lead)


@njit_apart
def hands_over(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    books: Books,
    office: Office,
    lead: int,
    now: int,
) -> None:
    """Take a lead from a rep who leaves; it is back in the queue after a while."""
    desk, jobs = office[of.DESKS][lead], office[of.JOBS]
    if jobs[lead, of.J_STATE] == of.HELD:
        clock, days = jobs[lead, of.J_OWN_CLOCK], time[0].speeds.shape[1]
        last = (time[0].first_day + days) * DAY
        left = clock_value(time[0], clock, min(jobs[lead, of.J_OWN], last))
        rest = clock_value(time[0], clock, now) - left
        jobs[lead, of.J_REST] = -(rest // 1_000_000)
        count_held(whole, time, books, office, lead, now)
        releases(whole, office, lead)
    else:
        _gives_back(numbers, whole, time, books, office, lead, now)
    row = whole[at.H_TEAMS] + team_of(whole, desk) * at.TEAM_COLUMNS
    here = epoch_base(whole, now) + whole[row + at.E_AT]
    delay, back = int(numbers[here + at.TM_HAND_OVER]), now
    if delay > 0:
        back = clock_end(time[0], int(numbers[here + at.TM_HAND_OVER_CLOCK]), now, delay)
    jobs[lead, of.J_HANDED] += min(back, whole[at.H_END]) - now
    jobs[lead, of.J_STATE] = of.HANDED
    jobs[lead, of.J_STAMP] += 1
    jobs[lead, of.J_ARMED] = 0
    arm(whole, whole[at.H_STAGES] + desk[D_STAGE] * at.STAGE_COLUMNS, office, lead)
    if back < whole[at.H_END]:
        note(office, back, of.ENTERS, lead)


@njit
def is_back(
    numbers: Numbers, whole: Whole, world: World, office: Office, lead: int, now: int
) -> None:
    """Put a lead back into the queue, in its old place."""
    office[of.JOBS][lead, of.J_STATE] = of.WAITING
    _queue(numbers, whole, world, office, lead, now)
