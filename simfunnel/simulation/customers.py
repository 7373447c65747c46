"""What becomes of a customer, compiled: onboarding, terms, renewals, bills, and leads it brings.

A customer meets nobody. So its whole life is walked in the second of its win; only the leads that
it brings are put on the agenda (docs/choices/0020).

Arguments that travel together: `own` is where the rows of the customer's numbers stand, as
(side, segment, stream, index); `key` the four words of its draws.
"""

from __future__ import annotations

import numpy as np

from simfunnel.clocks import NEVER
from simfunnel.clocks.scalar import clock_end
from simfunnel.compiled import njit, njit_apart
from simfunnel.funnel import customer_items as terms
from simfunnel.funnel import layout as at
from simfunnel.simulation import events_kinds as of
from simfunnel.simulation.effects import epoch_base, reached_at, seconds_of, segment_at
from simfunnel.simulation.events_kinds import tally
from simfunnel.simulation.events_leads import key_with, note_keyed
from simfunnel.simulation.kinds import Key, Numbers, Time, Whole
from simfunnel.simulation.terms import YEAR, part_of, renewal_share, renewed_amount
from simfunnel.simulation.walk_stays import draw
from simfunnel.variates import log
from simfunnel.variates.dispatch import quantile

__all__ = ["becomes_customer", "is_customer"]

DAY = 86_400
WORDS = 4_294_967_296.0


@njit
def _count(
    whole: Whole, state: Whole, own: tuple[int, int, int, int], second: int, item: int, n: int
) -> None:
    """Count something of a customer in the period of a second."""
    period = whole[whole[at.H_PERIODS] + second // DAY]
    place = (own[0] * whole[at.H_N_SEGMENTS] + own[1]) * terms.ITEMS + item
    state[tally(state, period, of.C_CUSTOMERS, place)] += n


@njit
def _write(
    state: Whole, own: tuple[int, int, int, int], number: int, began: int, ended: int, how: int,
    amount: int, after: int,
) -> None:  # fmt: skip
    """Write the row of a term where there is room, and count it."""
    n = state[of.TERMS]
    if n < state[of.TERMS_ROOM]:
        row = state[of.AT_TERMS] + n * of.TERM_WIDTH
        state[row], state[row + 1], state[row + 2] = own[2], own[3], number
        state[row + 3], state[row + 4], state[row + 5] = began, ended, how
        state[row + 6], state[row + 7], state[row + 8] = amount, after, own[1]
    state[of.TERMS] = n + 1


@njit_apart
def _runs(
    numbers: Numbers, whole: Whole, state: Whole, own: tuple[int, int, int, int], base: int,
    began: int, ends: int, amount: int,
) -> None:  # fmt: skip
    """Count period by period what a term brings and costs, and that the customer is there."""
    buyer = segment_at(whole, base, own[1])
    margin, serve = numbers[buyer + at.SEG_MARGIN], numbers[buyer + at.SEG_SERVE]
    period = whole[whole[at.H_PERIODS] + max(began, 0) // DAY]
    edge = whole[at.H_EDGES]
    while whole[edge + period] < min(ends, whole[at.H_END]):
        since = max(began, whole[edge + period])
        until = min(ends, whole[edge + period + 1])
        revenue = part_of(float(amount), since - began, until - began)
        _count(whole, state, own, since, terms.REVENUE, revenue)
        _count(whole, state, own, since, terms.MARGIN, int(np.floor(revenue * margin + 0.5)))
        cost = part_of(serve * YEAR, since - began, until - began)
        _count(whole, state, own, since, terms.SERVING, cost)
        if whole[edge + period + 1] <= ends:
            _count(whole, state, own, since, terms.CUSTOMERS, 1)
            _count(whole, state, own, since, terms.RECURRING, amount)
        if whole[edge + period + 1] >= whole[at.H_END]:
            break
        period += 1


@njit
def _billed(
    whole: Whole, state: Whole, own: tuple[int, int, int, int], on: int, paid: int, amount: int
) -> None:
    """Count a bill, and the money when it comes."""
    if 0 <= on < whole[at.H_END]:
        _count(whole, state, own, on, terms.BILLED, amount)
    if 0 <= on + paid < whole[at.H_END]:
        _count(whole, state, own, on + paid, terms.CASH, amount)


@njit_apart
def _bills(
    numbers: Numbers, whole: Whole, state: Whole, own: tuple[int, int, int, int], here: int,
    began: int, ends: int, amount: int,
) -> None:  # fmt: skip
    """Bill a term, stretch by stretch."""
    stretch = YEAR // int(numbers[here + at.AF_BILLS])
    paid, arrears = int(numbers[here + at.AF_PAID]), numbers[here + at.AF_ARREARS] != 0.0
    since = began
    while since < min(ends, whole[at.H_END]):
        until = min(since + stretch, ends)
        on = until if arrears else since
        _billed(whole, state, own, on, paid, part_of(float(amount), since - began, until - began))
        since = until


@njit_apart
def _brings_leads(
    numbers: Numbers, whole: Whole, state: Whole, own: tuple[int, int, int, int], key: Key,
    since: int, left: int,
) -> None:  # fmt: skip
    """Put the leads that a customer brings while it is one on the agenda."""
    if whole[at.H_REFERRED] < 0:
        return
    points, number = whole[at.H_POINTS], 0
    rate = whole[at.H_AFTER] + at.AF_REFERS
    what = -1 - (
        whole[at.H_N_SHIFTS] + whole[at.H_N_SEATS] + whole[at.H_N_SOURCES] + whole[at.H_N_TEAMS]
    )
    while True:
        u = draw(key, whole[points + at.P_REFERS], number)[0]
        since = reached_at(numbers, whole, rate, since, -log(u))
        if since >= min(left, whole[at.H_END]):
            return
        one, two = draw(key, whole[points + at.P_REFERRED], number)
        low, high = int(one * WORDS), int(two * WORDS)
        note_keyed(state, since, of.ENTERS, low, high, what)
        _count(whole, state, own, since, terms.REFERRED, 1)
        number += 1


@njit_apart
def _stays(
    numbers: Numbers, whole: Whole, state: Whole, own: tuple[int, int, int, int], key: Key,
    base: int, began: int, ends: int, number: int, amount: int,
) -> int:  # fmt: skip
    """Walk a customer from term to term; return when it leaves, or never."""
    end, point = whole[at.H_END], whole[whole[at.H_POINTS] + at.P_RENEWAL]
    while True:
        _runs(numbers, whole, state, own, base, began, ends, amount)
        _bills(numbers, whole, state, own, base + whole[at.H_AFTER], began, ends, amount)
        if ends >= end:
            _write(state, own, number, began, NEVER, terms.OPEN, amount, amount)
            return NEVER
        base = epoch_base(whole, ends)
        here = base + whole[at.H_AFTER]
        u, v = draw(key, point, number)
        first, later = numbers[here + at.AF_FIRST], numbers[here + at.AF_NEXT]
        if u >= renewal_share(first, later, numbers[here + at.AF_RISES], number):
            _count(whole, state, own, ends, terms.CHURNED, 1)
            _count(whole, state, own, ends, terms.CHURN, amount)
            _write(state, own, number, began, ends, terms.CHURNS, amount, 0)
            return ends
        after = renewed_amount(
            amount, numbers[here + at.AF_UPLIFT], numbers[here + at.AF_EXPANDS],
            numbers[here + at.AF_MORE], numbers[here + at.AF_SHRINKS],
            numbers[here + at.AF_LESS], v,
        )  # fmt: skip
        _count(whole, state, own, ends, terms.RENEWED, 1)
        _count(whole, state, own, ends, terms.RENEWED_AMOUNT, amount)
        if after > amount:
            _count(whole, state, own, ends, terms.EXPANDED, 1)
            _count(whole, state, own, ends, terms.EXPANSION, after - amount)
        elif after < amount:
            _count(whole, state, own, ends, terms.SHRUNK, 1)
            _count(whole, state, own, ends, terms.CONTRACTION, amount - after)
        _write(state, own, number, began, ends, terms.RENEWS, amount, after)
        began, ends = ends, ends + int(numbers[here + at.AF_TERM])
        number, amount = number + 1, after


@njit_apart
def becomes_customer(
    numbers: Numbers, whole: Whole, time: Time, state: Whole, lead: int, key: Key
) -> None:
    """Walk the life of a deal that has just been won, with all that it brings."""
    own = (terms.NEW, state[lead + of.D_SEGMENT], state[lead + of.D_STREAM],
           state[lead + of.D_INDEX])  # fmt: skip
    won, amount = state[lead + of.D_LEFT], max(state[lead + of.D_AMOUNT], 0)
    base, end = epoch_base(whole, won), whole[at.H_END]
    here = base + whole[at.H_AFTER]
    if numbers[here + at.AF_TERM] == 0.0:
        _billed(whole, state, own, won, int(numbers[here + at.AF_PAID]), amount)
        return
    live = won
    if numbers[here + at.AF_ONBOARDS] != 0.0:
        u, v = draw(key, whole[whole[at.H_POINTS] + at.P_ONBOARDING], 0)
        takes = seconds_of(quantile(numbers, here + at.AF_DWELL, v))
        live = clock_end(time[0], int(numbers[here + at.AF_CLOCK]), won, takes)
        fails = u >= numbers[here + at.AF_ADVANCE]
        _count(whole, state, own, won, terms.SIGNED, 1)
        how, ended = terms.FAILS if fails else terms.BEGINS, live
        if live >= end:
            how, ended = terms.OPEN, NEVER
        _write(state, own, 0, won, ended, how, amount, 0 if fails else amount)
        if live >= end:
            return
        if fails:
            _count(whole, state, own, live, terms.FAILED, 1)
            return
        base = epoch_base(whole, live)
    _count(whole, state, own, live, terms.BEGUN, 1)
    _count(whole, state, own, live, terms.BEGUN_AMOUNT, amount)
    ends = live + int(numbers[base + whole[at.H_AFTER] + at.AF_TERM])
    left = _stays(
        numbers, whole, state, own, key, base, live, ends, 1, amount
    )  # fmt: skip
    _brings_leads(numbers, whole, state, own, key, live, left)


@njit_apart
def is_customer(numbers: Numbers, whole: Whole, state: Whole, number: int) -> None:
    """Walk on the life of a customer of today."""
    row = whole[at.H_CUSTOMERS] + number * at.CUSTOMER_COLUMNS
    own = (terms.OF_TODAY, whole[row + at.N_SEGMENT], -2, number)
    key = key_with(state, whole[row + at.N_KEY_LOW], whole[row + at.N_KEY_HIGH])
    base, ends = epoch_base(whole, 0), whole[row + at.N_RENEWAL]
    began = whole[row + at.N_BEGAN]
    left = _stays(
        numbers, whole, state, own, key, base, began, ends, whole[row + at.N_TERM],
        whole[row + at.N_AMOUNT],
    )  # fmt: skip
    _brings_leads(numbers, whole, state, own, key, 0, left)
