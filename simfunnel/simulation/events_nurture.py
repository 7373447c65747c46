"""Nurture in the compiled engine: touch after touch, until a lead wakes, leaves or has had all."""

from __future__ import annotations

from simfunnel.clocks import NEVER
from simfunnel.clocks.scalar import clock_end
from simfunnel.compiled import njit, njit_apart
from simfunnel.funnel import layout as at
from simfunnel.simulation import events_kinds as of
from simfunnel.simulation.effects import epoch_base, seconds_of
from simfunnel.simulation.events_kinds import tally
from simfunnel.simulation.events_leads import key_of
from simfunnel.simulation.kinds import Key, Numbers, Time, Whole
from simfunnel.simulation.walk_stays import cut_short, draw
from simfunnel.variates import exp, log

__all__ = ["parked", "wakes_up", "warms"]

DAY = 86_400
LN2 = 0.6931471805599453
TOUCHES = 4_096  # occasions that a stay takes


@njit
def _parking(whole: Whole, s: int, second: int) -> int:
    """Return where the numbers of a parking place begin, as it is at a second."""
    stage = whole[at.H_STAGES] + s * at.STAGE_COLUMNS
    return epoch_base(whole, second) + whole[stage + at.S_AT] + at.STAGE_HEAD


@njit
def _next_touch(numbers: Numbers, time: Time, here: int, last: int) -> int:
    """Return when the next touch is due."""
    clock = int(numbers[here + at.NU_EVERY_CLOCK])
    return clock_end(time[0], clock, last, int(numbers[here + at.NU_EVERY]))


@njit
def _touch(whole: Whole, s: int, key: Key, occasion: int) -> tuple[float, float]:
    """Return the two uniforms of a touch."""
    stage = whole[at.H_STAGES] + s * at.STAGE_COLUMNS
    return draw(key, whole[stage + at.S_TOUCH], occasion)


@njit_apart
def _touched_before(
    numbers: Numbers, whole: Whole, time: Time, s: int, key: Key, entered: int, now: int
) -> tuple[int, int, int]:
    """Return how many touches are past and how many of them were opened, and the last one."""
    opened, n, last = 0, 0, entered
    while entered < now:
        here = _parking(whole, s, last)
        following = _next_touch(numbers, time, here, last)
        if following > now or n == int(numbers[here + at.NU_MOST]):
            break
        n += 1
        there = _parking(whole, s, following)
        if _touch(whole, s, key, n)[0] < numbers[there + at.NU_OPENED]:
            opened += 1
        last = following
    return opened, n, last


@njit_apart
def _count_touch(
    whole: Whole, state: Whole, s: int, second: int, opened: bool, opts_out: bool, cost: int
) -> None:
    """Count a touch, and what it costs."""
    period = whole[whole[at.H_PERIODS] + second // DAY]
    state[tally(state, period, of.C_TOUCHES, s)] += 1
    state[tally(state, period, of.C_OPENED, s)] += opened
    state[tally(state, period, of.C_OPTED_OUT, s)] += opts_out
    state[tally(state, period, of.C_TOUCH_COST, s)] += cost


@njit_apart
def _own_end(
    numbers: Numbers,
    whole: Whole,
    state: Whole,
    s: int,
    key: Key,
    occasion: int,
    n: int,
    wakes: int,
    following: int,
    bound: int,
) -> tuple[int, int, bool]:
    """Return when the stay ends by itself up to the next touch, which way, and if that is opened.

    The way is -2 if the stay does not end. The ways are woken (0), opted out (1) and after all
    touches (2); -1 stands for neither before an event or the end.
    """
    if wakes < following:
        return wakes, 0, False
    if following == NEVER or following > bound:
        return NEVER, -1, False
    here = _parking(whole, s, following)
    if n == int(numbers[here + at.NU_MOST]):
        return following, 0 if wakes == following else 2, False
    opened = False
    if following < whole[at.H_END]:
        u, v = _touch(whole, s, key, TOUCHES * occasion + n + 1)
        opts_out = v < numbers[here + at.NU_OPT_OUT]
        opened = u < numbers[here + at.NU_OPENED]
        cost = int(numbers[here + at.NU_COST])
        _count_touch(whole, state, s, following, opened, opts_out, cost)
        if opts_out:
            return following, 1, opened
    return following, 0 if wakes == following else -2, opened


@njit_apart
def _through(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    state: Whole,
    s: int,
    key: Key,
    occasion: int,
    entered: int,
    now: int,
    bound: int,
) -> tuple[int, int]:
    """Return when a stay that began at `entered` ends by itself, and which way; never, -1: not."""
    opened, n, last = _touched_before(numbers, whole, time, s, key, entered, now)
    stage = whole[at.H_STAGES] + s * at.STAGE_COLUMNS
    need = -log(draw(key, whole[stage + at.S_POINT], occasion)[0])
    since = now
    while since < whole[at.H_END]:
        here = _parking(whole, s, last)
        following = _next_touch(numbers, time, here, last)
        if following <= now:
            return now, 2
        woken = 1.0 - exp(-(opened / numbers[here + at.NU_HALF]) * LN2)
        rate = numbers[here + at.NU_WAKES] * (1.0 + numbers[here + at.NU_DOSE] * woken)
        wakes = NEVER
        if rate > 0.0 and need <= rate * float(following - since):
            wakes = since + seconds_of(need / rate)
        need -= rate * float(following - since)
        left, way, opens = _own_end(
            numbers, whole, state, s, key, occasion, n, wakes, following, bound
        )
        if way > -2:
            return left, way
        n += 1
        opened += opens
        since = last = following
    return NEVER, -1


@njit_apart
def parked(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    state: Whole,
    lead: int,
    now: int,
) -> None:
    """Write how a stay in a parking place ends, and count its touches."""
    key = key_of(state, lead)
    s, occasion, entered = (
        state[lead + of.D_STAGE],
        state[lead + of.D_OCCASION],
        state[lead + of.D_ENTERED],
    )
    stage = whole[at.H_STAGES] + s * at.STAGE_COLUMNS
    base = epoch_base(whole, entered)
    bound, struck = cut_short(
        numbers, whole, time, base, stage, key, occasion, entered, now, NEVER, -1
    )
    left, way = _through(numbers, whole, time, state, s, key, occasion, entered, now, bound)
    if left <= bound:
        state[lead + of.D_LEFT], state[lead + of.D_WAY] = (
            left,
            -1 if way < 0 else whole[stage + at.S_WAY] + way,
        )
    else:
        state[lead + of.D_LEFT], state[lead + of.D_WAY] = bound, struck


@njit
def warms(
    numbers: Numbers, whole: Whole, state: Whole, reals: Numbers, lead: int, s: int, second: int
) -> None:
    """Let a lead carry the warmth of having woken at a second."""
    here, own = _parking(whole, s, second), state[lead + of.D_REALS]
    reals[own + of.X_WARM] = numbers[here + at.NU_ODDS]
    reals[own + of.X_SLOWER] = numbers[here + at.NU_DWELL]


@njit_apart
def wakes_up(
    numbers: Numbers, whole: Whole, state: Whole, reals: Numbers, lead: int, s: int, way: int,
    second: int,
) -> None:  # fmt: skip
    """Let a lead that has just left a stage carry its warmth, if it woke there."""
    stage = whole[at.H_STAGES] + s * at.STAGE_COLUMNS
    if whole[stage + at.S_TOUCH] != 0 and way == whole[stage + at.S_WAY]:
        warms(numbers, whole, state, reals, lead, s, second)
