"""Teams in the compiled engine: queues, who takes up whom, and what ends a wait or work."""

from __future__ import annotations

from simfunnel.clocks import NEVER
from simfunnel.clocks.scalar import clock_end, clock_value
from simfunnel.compiled import njit, njit_apart
from simfunnel.funnel import layout as at
from simfunnel.simulation import events_kinds as of
from simfunnel.simulation.effects import epoch_base, seconds_of
from simfunnel.simulation.events_dispatch import leaves_queue
from simfunnel.simulation.events_kinds import queue_at, seat_at, tally
from simfunnel.simulation.events_leads import key_of, note, order_key, who_is
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
from simfunnel.simulation.lives import amount_of
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
    state: Whole,
    reals: Numbers,
    lead: int,
    now: int,
) -> None:
    """Let a lead that has entered a stage wait for its team, or go on with the rep it has."""
    entered, occasion = state[lead + of.D_ENTERED], state[lead + of.D_OCCASION]
    state[lead + of.D_WORKED], state[lead + of.D_WAITED], state[lead + of.D_SEAT] = NEVER, 0, -1
    base = epoch_base(whole, entered)
    stage = whole[at.H_STAGES] + state[lead + of.D_STAGE] * at.STAGE_COLUMNS
    work = base + whole[stage + at.S_WORK]
    key = key_of(state, lead)
    u, v = draw(key, whole[stage + at.S_WORK_POINT], occasion)
    keeps = keeps_deals(whole, whole[stage + at.S_TEAM])
    kept = keeps and state[lead + of.J_KEEPER] >= 0
    if not keeps:
        effort = quantile(numbers, work + at.WK_EFFORT, u)
        reals[state[lead + of.D_REALS] + of.X_EFFORT] = effort
    alarm, way = cut_short(
        numbers, whole, time, base, stage, key, occasion, entered, now, NEVER, -1
    )
    state[lead + of.J_ALARM], state[lead + of.J_ALARM_WAY] = alarm, way
    state[lead + of.J_STATE], state[lead + of.J_TURN] = of.WAITING, 0
    state[lead + of.J_STAMP] += 1
    state[lead + of.J_JOINED], state[lead + of.J_ARMED] = entered, 0
    state[lead + of.J_HANDED] = 0
    if kept:
        begins(numbers, whole, time, state, reals, lead, state[lead + of.J_KEEPER], now)
        return
    until = _patience(numbers, whole, time, work, entered, now, v)
    if until < alarm:
        if until < whole[at.H_END]:
            note(state, until, of.IMPATIENT, lead)
    else:
        arm(whole, stage, state, lead)
    _queue(numbers, whole, state, reals, lead, now)


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
    numbers: Numbers, whole: Whole, state: Whole, reals: Numbers, lead: int, now: int
) -> None:
    """Give a lead its place in the queue of its team."""
    state[lead + of.J_QUEUED] = now
    team = team_of(whole, state, lead)
    order = whole[whole[at.H_TEAMS] + team * at.TEAM_COLUMNS + at.E_ORDER]
    first = 0
    if order == at.NEWEST:
        first = -state[lead + of.J_JOINED]
    elif order == at.LARGEST:
        who = who_is(state, reals, lead)
        first = -amount_of(numbers, whole, state, lead, key_of(state, lead), who)
    elif order == at.BEST:
        first = -state[lead + of.J_SCORE]
    elif order == at.LATEST:
        first = -whole[whole[at.H_STAGES] + state[lead + of.D_STAGE] * at.STAGE_COLUMNS + at.S_RANK]
    size = state[of.AT_QUEUED] + team
    if state[size] < state[of.PLACES]:
        joined, key = state[lead + of.J_JOINED], order_key(state, lead)
        push(state, queue_at(state, team), state[size], first, joined, key, lead)
        state[size] += 1
    else:
        state[of.FULL] = 1
    called(state, team)


@njit_apart
def _busy(
    numbers: Numbers, whole: Whole, time: Time, state: Whole, team: int, began: int, until: int
) -> None:
    """Count the selling seconds of a piece of work."""
    row = whole[at.H_TEAMS] + team * at.TEAM_COLUMNS
    clock = int(numbers[epoch_base(whole, began) + whole[row + at.E_AT] + at.TM_CLOCK])
    count_span(whole, time, state, state[of.C_BUSY], team, clock, began, until)


@njit
def _gives_back(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    state: Whole,
    lead: int,
    now: int,
) -> None:
    """Count a piece of work, and give its rep back to the team."""
    sits, team = seat_at(state, state[lead + of.J_SEAT]), team_of(whole, state, lead)
    _busy(numbers, whole, time, state, team, state[lead + of.J_BEGAN], now)
    state[sits + of.SE_JOB], state[sits + of.SE_FREE] = -1, now
    called(state, team)


@njit_apart
def finishes(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    state: Whole,
    reals: Numbers,
    lead: int,
    now: int,
) -> None:
    """End the work; the customer's time begins."""
    _gives_back(numbers, whole, time, state, lead, now)
    handed = state[lead + of.J_HANDED]
    waited = state[lead + of.J_BEGAN] - state[lead + of.D_ENTERED] - handed
    state[lead + of.D_WORKED] = now
    state[lead + of.D_WAITED], state[lead + of.D_HANDED] = waited, handed
    team = whole[at.H_TEAMS] + team_of(whole, state, lead) * at.TEAM_COLUMNS
    state[lead + of.D_SEAT] = state[lead + of.J_SEAT] - whole[team + at.E_SEAT]
    count_served(numbers, whole, state, lead)
    period = whole[whole[at.H_PERIODS] + now // DAY]
    state[tally(state, period, of.C_HANDED, state[lead + of.D_STAGE])] += handed
    state[lead + of.J_STATE] = of.DONE
    state[lead + of.J_STAMP] += 1
    customers_time(numbers, whole, time, state, reals, lead, now)
    left, way = state[lead + of.J_OWN], state[lead + of.J_OWN_WAY]
    if left > state[lead + of.J_ALARM]:
        left, way = state[lead + of.J_ALARM], state[lead + of.J_ALARM_WAY]
    state[lead + of.D_LEFT], state[lead + of.D_WAY] = left, way
    s = close(numbers, whole, time, state, reals, lead)
    onward(numbers, whole, time, state, reals, lead, s, state[lead + of.D_LEFT])


@njit_apart
def cut_off(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    state: Whole,
    reals: Numbers,
    lead: int,
    now: int,
    way: int,
) -> None:
    """End a stay in which the work is not done."""
    if state[lead + of.J_STATE] == of.WORKING:
        _gives_back(numbers, whole, time, state, lead, now)
    elif state[lead + of.J_STATE] == of.HELD:
        count_held(whole, time, state, lead, now)
    elif state[lead + of.J_STATE] == of.WAITING:
        leaves_queue(whole, time, state, lead, now)
    state[lead + of.J_STATE] = of.DONE
    state[lead + of.J_STAMP] += 1
    state[lead + of.D_LEFT], state[lead + of.D_WAY] = now, way
    count_handed(whole, state, lead)
    s = close(numbers, whole, time, state, reals, lead)
    stays_with(whole, state, lead, s)
    onward(numbers, whole, time, state, reals, lead, s, now)


@njit_apart
def leaves_open(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    state: Whole,
    reals: Numbers,
    lead: int,
) -> None:
    """Write the stay of a lead whose work is not done at the end of the horizon."""
    end = whole[at.H_END]
    if state[lead + of.J_STATE] == of.WORKING:
        team = team_of(whole, state, lead)
        _busy(numbers, whole, time, state, team, state[lead + of.J_BEGAN], end)
    elif state[lead + of.J_STATE] == of.HELD:
        count_held(whole, time, state, lead, end)
    elif state[lead + of.J_STATE] == of.WAITING:
        leaves_queue(whole, time, state, lead, end)
    state[lead + of.D_LEFT], state[lead + of.D_WAY] = NEVER, -1
    count_handed(whole, state, lead)
    close(numbers, whole, time, state, reals, lead)


@njit_apart
def hands_over(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    state: Whole,
    lead: int,
    now: int,
) -> None:
    """Take a lead from a rep who leaves; it is back in the queue after a while."""
    if state[lead + of.J_STATE] == of.HELD:
        clock = state[lead + of.J_OWN_CLOCK]
        last = (time[0].table[0] + time[0].table[1]) * DAY
        left = clock_value(time[0], clock, min(state[lead + of.J_OWN], last))
        rest = clock_value(time[0], clock, now) - left
        state[lead + of.J_REST] = -(rest // 1_000_000)
        count_held(whole, time, state, lead, now)
        releases(whole, state, lead)
    else:
        _gives_back(numbers, whole, time, state, lead, now)
    row = whole[at.H_TEAMS] + team_of(whole, state, lead) * at.TEAM_COLUMNS
    here = epoch_base(whole, now) + whole[row + at.E_AT]
    delay, back = int(numbers[here + at.TM_HAND_OVER]), now
    if delay > 0:
        back = clock_end(time[0], int(numbers[here + at.TM_HAND_OVER_CLOCK]), now, delay)
    state[lead + of.J_HANDED] += min(back, whole[at.H_END]) - now
    state[lead + of.J_STATE] = of.HANDED
    state[lead + of.J_STAMP] += 1
    state[lead + of.J_ARMED] = 0
    arm(whole, whole[at.H_STAGES] + state[lead + of.D_STAGE] * at.STAGE_COLUMNS, state, lead)
    if back < whole[at.H_END]:
        note(state, back, of.ENTERS, lead)


@njit
def is_back(
    numbers: Numbers, whole: Whole, state: Whole, reals: Numbers, lead: int, now: int
) -> None:
    """Put a lead back into the queue, in its old place."""
    state[lead + of.J_STATE] = of.WAITING
    _queue(numbers, whole, state, reals, lead, now)
