"""One lead's life in steps, compiled: for the agenda, on which the lives of many are interleaved.

What is counted and drawn here is what `walk` counts and draws for many leads at once.

Arguments that travel together: `state` and `reals` hold everything that a replication knows, in
the places named in `events_kinds`, `lead` is where the lead's row begins in the state; `key` the
four words of the draws of a replication and a lead; `who` is (quality, segment, source, how good
the times are).
"""

from __future__ import annotations

import math

import numpy as np

from simfunnel.clocks import NEVER
from simfunnel.compiled import njit, njit_apart
from simfunnel.funnel import layout as at
from simfunnel.simulation import events_kinds as of
from simfunnel.simulation.deals import changed_amount, commission_of
from simfunnel.simulation.effects import epoch_base, segment_at, source_at
from simfunnel.simulation.events_kinds import tally
from simfunnel.simulation.kinds import Key, Numbers, Who, Whole
from simfunnel.simulation.products import is_part, product_at, summed
from simfunnel.simulation.walk_stays import ZOMBIE, draw
from simfunnel.variates import normal_cdf, normal_quantile
from simfunnel.variates.dispatch import quantile

__all__ = ["amount_of", "birth", "drawn_amount", "enter", "finish", "take_up_open"]

DAY = 86_400
CERTAIN = 1.0 - 2.0**-53
OPEN, ENDED, DEAD = -2, -1, -3  # fates of open leads that are not won


@njit
def _size(numbers: Numbers, whole: Whole, base: int, key: Key, who: Who) -> float:
    """Return the uniform by which the amount of a lead is drawn, by the row of its birth."""
    u = draw(key, whole[whole[at.H_POINTS] + at.P_AMOUNT], np.int64(0))[0]
    rho = numbers[base + at.AMOUNT_RHO]
    if rho != 0.0:
        better = who[0] - numbers[source_at(whole, base, who[2]) + at.SRC_MEAN]
        u = normal_cdf(rho * better + math.sqrt(1.0 - rho * rho) * normal_quantile(u))
        u = min(max(u, 1.0 - CERTAIN), CERTAIN)
    return u


@njit_apart
def drawn_amount(numbers: Numbers, whole: Whole, base: int, key: Key, who: Who) -> int:
    """Return what a lead is worth, in hundredths, by the row of its birth."""
    u = _size(numbers, whole, base, key, who)
    return int(quantile(numbers, segment_at(whole, base, who[1]) + at.SEG_AMOUNT, u) + 0.5)


@njit
def amount_of(numbers: Numbers, whole: Whole, state: Whole, lead: int, key: Key, who: Who) -> int:
    """Return what a lead is worth, in hundredths: what is known, else what is drawn."""
    known: int = state[lead + of.D_AMOUNT]
    if known >= 0 or whole[at.H_MATTERS] & at.FEELS_AMOUNT == 0:
        return max(known, 0)
    if whole[at.H_N_PRODUCTS] > 0:
        u = _size(numbers, whole, state[lead + of.D_BORN], key, who)
        return summed(numbers, whole, state[lead + of.D_BORN], who[1], key, u)
    return drawn_amount(numbers, whole, state[lead + of.D_BORN], key, who)


@njit
def _record(state: Whole, lead: int) -> None:
    """Write the stay in hand where there is room, and count it."""
    n = state[of.STAYS]
    if n < state[of.STAYS_ROOM]:
        row = state[of.AT_STAYS] + n * of.STAY_WIDTH
        for column in range(of.STAY_WIDTH):
            state[row + column] = state[lead + column]
    state[of.STAYS] = n + 1


@njit
def enter(whole: Whole, state: Whole, lead: int, s: int, entered: int) -> None:
    """Begin a stay: count it, and what it counts as if it is the lead's first."""
    state[lead + of.D_STAGE], state[lead + of.D_ENTERED] = s, entered
    state[lead + of.D_WORKED], state[lead + of.D_WAITED] = entered, 0
    state[lead + of.D_HANDED], state[lead + of.D_SEAT] = 0, -1
    state[lead + of.D_OCCASION] = state[lead + of.EARLIER + s]
    state[lead + of.EARLIER + s] += 1
    period = whole[whole[at.H_PERIODS] + entered // DAY]
    state[lead + of.D_BEGAN] = period
    state[tally(state, period, of.C_ENTERED, s)] += 1
    mark = whole[whole[at.H_STAGES] + s * at.STAGE_COLUMNS + at.S_MARK]
    if mark >= 0 and (state[lead + of.D_MARKS] >> mark) & 1 == 0:
        state[lead + of.D_MARKS] |= 1 << mark
        state[tally(state, period, of.C_MARKS, mark)] += 1


@njit_apart
def _is_changed(
    numbers: Numbers, whole: Whole, state: Whole, reals: Numbers, lead: int, key: Key, who: Who
) -> None:
    """Change what a lead is worth that goes on: by drift, then by the discount it was given."""
    amount = amount_of(numbers, whole, state, lead, key, who)
    if amount == 0:
        return
    left, s = state[lead + of.D_LEFT], state[lead + of.D_STAGE]
    stage = whole[at.H_STAGES] + s * at.STAGE_COLUMNS
    value = epoch_base(whole, left) + whole[stage + at.S_VALUE]
    u = draw(key, whole[stage + at.S_VALUE_POINT], state[lead + of.D_OCCASION])[0]
    discount = reals[state[lead + of.D_REALS] + of.X_DISCOUNT]
    median, sigma = numbers[value + at.VA_MEDIAN], numbers[value + at.VA_SIGMA]
    drifted, after = changed_amount(amount, median, sigma, discount, u)
    state[lead + of.D_AMOUNT] = after
    period = whole[whole[at.H_PERIODS] + left // DAY]
    state[tally(state, period, of.C_DRIFTED, s)] += drifted - amount
    state[tally(state, period, of.C_DISCOUNTED, s)] += drifted - after


@njit
def _pays(numbers: Numbers, whole: Whole, state: Whole, lead: int, worth: int) -> None:
    """Count what the team of the stage has won, and its commission."""
    left = state[lead + of.D_LEFT]
    stage = whole[at.H_STAGES] + state[lead + of.D_STAGE] * at.STAGE_COLUMNS
    team = whole[stage + at.S_TEAM]
    if team >= 0:
        row = whole[at.H_TEAMS] + team * at.TEAM_COLUMNS
        share = numbers[epoch_base(whole, left) + whole[row + at.E_AT] + at.TM_COMMISSION]
        period = whole[whole[at.H_PERIODS] + left // DAY]
        state[tally(state, period, of.C_COMMISSION, team)] += commission_of(worth, share)
        state[tally(state, period, of.C_SOLD, team)] += worth


@njit_apart
def _sells(numbers: Numbers, whole: Whole, state: Whole, lead: int, key: Key, who: Who) -> None:
    """Count the products of a deal won, and last the deal; not where its amount was known."""
    if state[lead + of.D_STREAM] < 0:
        row = whole[at.H_LEADS] + state[lead + of.D_INDEX] * at.LEAD_COLUMNS
        if whole[row + at.O_AMOUNT] >= 0:
            return
    period, n = whole[whole[at.H_PERIODS] + state[lead + of.D_LEFT] // DAY], whole[at.H_N_PRODUCTS]
    for product in range(n):
        here = product_at(whole, state[lead + of.D_BORN], who[1], product)
        if is_part(numbers, whole, here, product, key):
            state[tally(state, period, of.C_PRODUCTS, product)] += 1
    state[tally(state, period, of.C_PRODUCTS, n)] += 1


@njit_apart
def _win(numbers: Numbers, whole: Whole, state: Whole, lead: int, key: Key, who: Who) -> None:
    """Count a win."""
    if whole[at.H_MATTERS] & at.FEELS_AMOUNT:
        state[lead + of.D_AMOUNT] = amount_of(numbers, whole, state, lead, key, who)
    worth = max(state[lead + of.D_AMOUNT], 0)
    wins = state[of.AT_WINS] + state[lead + of.D_LEFT] // DAY * of.WIN_COLUMNS
    wins += 0 if state[lead + of.D_STREAM] >= 0 else 2
    state[wins] += 1
    state[wins + 1] += worth
    if state[lead + of.D_COHORT] >= 0:
        state[tally(state, state[lead + of.D_COHORT], of.C_WORTH, who[2])] += worth
    _pays(numbers, whole, state, lead, worth)
    if whole[at.H_N_PRODUCTS] > 0:
        _sells(numbers, whole, state, lead, key, who)


@njit
def _leave(
    numbers: Numbers, whole: Whole, state: Whole, reals: Numbers, lead: int, key: Key, who: Who
) -> int:
    """Count the end of the stay in hand, and the win if it is one; return where the lead goes."""
    left, way = state[lead + of.D_LEFT], state[lead + of.D_WAY]
    period = whole[whole[at.H_PERIODS] + left // DAY]
    state[tally(state, period, of.C_LEFT, way)] += 1
    stayed = tally(state, period, of.C_STAYED, state[lead + of.D_STAGE])
    state[stayed] += left - state[lead + of.D_ENTERED]
    if state[lead + of.D_BEGAN] >= 0:
        state[tally(state, state[lead + of.D_BEGAN], of.C_COHORT, way)] += 1
    out = whole[at.H_WAYS] + way * at.WAY_COLUMNS
    target = whole[out + at.W_TARGET]
    stage = whole[at.H_STAGES] + state[lead + of.D_STAGE] * at.STAGE_COLUMNS
    if whole[stage + at.S_VALUE] >= 0 and whole[out + at.W_AHEAD] == 1:
        _is_changed(numbers, whole, state, reals, lead, key, who)
    if target < 0 and state[lead + of.D_COHORT] >= 0:
        outcome = who[2] * state[of.C_OUTCOMES] - 1 - target
        state[tally(state, state[lead + of.D_COHORT], of.C_FATE, outcome)] += 1
    if target == at.WON:
        _win(numbers, whole, state, lead, key, who)
    return target


@njit
def finish(
    numbers: Numbers, whole: Whole, state: Whole, reals: Numbers, lead: int, key: Key, who: Who
) -> int:
    """End the stay in hand; return the next stage, or below 0 if there is none."""
    if state[lead + of.D_LEFT] < whole[at.H_END]:
        target = _leave(numbers, whole, state, reals, lead, key, who)
        if target < 0:
            state[lead + of.D_FATE] = state[lead + of.D_LEFT] if target == at.WON else ENDED
    else:
        target = np.int64(-1)
        state[lead + of.D_FATE] = DEAD if state[lead + of.D_WAY] == ZOMBIE else OPEN
        state[lead + of.D_LEFT], state[lead + of.D_WAY] = NEVER, -1
    _record(state, lead)
    return target


@njit
def _clear(whole: Whole, state: Whole, lead: int) -> None:
    """Clear the row of a lead."""
    for place in range(lead, lead + of.EARLIER + whole[at.H_N_STAGES]):
        state[place] = 0


@njit
def birth(
    numbers: Numbers,
    whole: Whole,
    state: Whole,
    reals: Numbers,
    lead: int,
    key: Key,
    source: int,
    second: int,
) -> None:
    """Give a new lead its traits and count it."""
    base = epoch_base(whole, second)
    here = source_at(whole, base, source)
    segment, x = np.int64(0), 0.0
    segments = whole[at.H_N_SEGMENTS]
    feels_quality = whole[at.H_MATTERS] & at.FEELS_QUALITY
    if segments > 1 or feels_quality:
        u, v = draw(key, whole[whole[at.H_POINTS] + at.P_BORN], np.int64(0))
        while segment < segments - 1 and u >= numbers[here + at.SRC_BOUNDS + segment]:
            segment += 1
        if feels_quality:
            x = numbers[here + at.SRC_MEAN] + normal_quantile(v)
    period = whole[whole[at.H_PERIODS] + second // DAY]
    state[tally(state, period, of.C_ARRIVED, source)] += 1
    state[tally(state, period, of.C_COST, source)] += int(numbers[here + at.SRC_COST] + 0.5)
    _clear(whole, state, lead)
    state[lead + of.D_BORN], state[lead + of.D_AMOUNT] = base, -1
    state[lead + of.D_COHORT] = period
    _is(state, reals, lead, segment, source, x)


@njit
def _is(state: Whole, reals: Numbers, lead: int, segment: int, source: int, x: float) -> None:
    """Write who a lead is, that nothing has been done for it, and that nothing warms it."""
    state[lead + of.D_SEGMENT], state[lead + of.D_SOURCE] = segment, source
    state[lead + of.J_SCORE], state[lead + of.J_STATE] = of.NO_SCORE, of.DONE
    state[lead + of.J_KEEPER] = -1
    own = state[of.REALS_END]
    state[of.REALS_END] += of.REAL
    state[lead + of.D_REALS] = own
    reals[own + of.X_QUALITY], reals[own + of.X_EFFORT], reals[own + of.X_REP] = x, 0.0, 0.0
    reals[own + of.X_WARM], reals[own + of.X_SLOWER] = 0.0, 1.0
    reals[own + of.X_DISCOUNT] = 0.0


@njit
def take_up_open(
    whole: Whole, state: Whole, reals: Numbers, lead: int, number: int, source: int, segment: int,
    x: float,
) -> None:  # fmt: skip
    """Put an open lead into its row, in the middle of its stay; its mark counts as made."""
    row = whole[at.H_LEADS] + number * at.LEAD_COLUMNS
    s, entered = whole[row + at.O_STAGE], whole[row + at.O_ENTERED]
    _clear(whole, state, lead)
    state[lead + of.D_BORN] = epoch_base(whole, entered)
    state[lead + of.D_AMOUNT] = whole[row + at.O_AMOUNT]
    state[lead + of.D_STREAM], state[lead + of.D_INDEX], state[lead + of.D_STAGE] = -1, number, s
    state[lead + of.D_LOW] = whole[row + at.O_KEY_LOW]
    state[lead + of.D_HIGH] = whole[row + at.O_KEY_HIGH]
    state[lead + of.D_ENTERED] = entered
    state[lead + of.EARLIER + s] = 1
    state[lead + of.D_BEGAN], state[lead + of.D_COHORT] = -1, -1
    state[lead + of.D_WORKED], state[lead + of.D_SEAT] = whole[row + at.O_WORKED], -1
    mark = whole[whole[at.H_STAGES] + s * at.STAGE_COLUMNS + at.S_MARK]
    if mark >= 0:
        state[lead + of.D_MARKS] = 1 << mark
    _is(state, reals, lead, segment, source, x)
