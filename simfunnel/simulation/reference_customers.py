"""Customers in the reference engine: each is a process that lives from term to term.

What it brings and costs is written down as it happens, as (second, place in the tallies, count).
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Generator, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simfunnel.clocks import NEVER
from simfunnel.funnel import customer_items as terms
from simfunnel.funnel import layout as at
from simfunnel.simulation.counting import period_seconds
from simfunnel.simulation.reading import Epoch
from simfunnel.simulation.reading_money import After
from simfunnel.simulation.reference_stay import Lead, Rules, reached, whole_seconds
from simfunnel.simulation.reference_tasks import ENTERS
from simfunnel.simulation.terms import YEAR, part_of, renewal_share, renewed_amount
from simfunnel.variates import log
from simfunnel.variates.dispatch import quantile

__all__ = ["Customer", "Customers", "in_order"]

WORDS = 4_294_967_296.0
Life = Generator[Any, None, None]


def in_order(
    rows: NDArray[np.int64], referred: Sequence[tuple[int, int, int]], stream: int
) -> NDArray[np.int64]:
    """Return rows in which leads that customers brought in one second are numbered by key.

    Parameters
    ----------
    rows : ndarray of int64
        Whose first columns are stream and index; changed.
    referred : sequence of (int, int, int)
        Second and key's words of each, as they came.
    stream : int
        Of these leads.
    """
    places = sorted(range(len(referred)), key=lambda number: referred[number])
    number = np.empty(len(places), dtype=np.int64)
    number[places] = np.arange(len(places))
    own = rows[:, 0] == stream
    rows[own, 1] = number[rows[own, 1]]
    return rows


class Customer:
    """Somebody who has bought, or is about to begin."""

    __slots__ = ("gone", "index", "key", "segment", "side", "stream")

    def __init__(
        self, side: int, segment: int, stream: int, index: int, key: tuple[int, int]
    ) -> None:
        self.side, self.segment, self.stream, self.index, self.key = (
            side, segment, stream, index, key,
        )  # fmt: skip
        self.gone = False


class Term(NamedTuple):
    """A term, and what holds in it."""

    number: int
    began: int
    ends: int
    amount: int
    epoch: Epoch


class Customers:
    """The customers of one replication.

    Parameters
    ----------
    rules : Rules
    points : sequence of int
    epochs : sequence of Epoch
    lives, passes : callable
        Lets somebody live; lets seconds pass.
    now : callable
    epoch : callable
        The epoch in which a second lies.
    on_agenda : callable
        Does something at a second, at the turn of a rank.
    is_referred : callable
        Lets a lead be born whose key's words are given.
    """

    def __init__(
        self,
        rules: Rules,
        points: Sequence[int],
        epochs: Sequence[Epoch],
        lives: Callable[[Life], object],
        passes: Callable[[int], object],
        now: Callable[[], int],
        epoch: Callable[[int], Epoch],
        on_agenda: Callable[[int, int, Callable[[], None]], None],
        is_referred: Callable[[tuple[int, int]], None],
    ) -> None:
        self.rules, self.points, self.epochs = rules, points, epochs
        self.lives, self.passes = lives, passes
        self.now, self.epoch, self.on_agenda = now, epoch, on_agenda
        self.is_referred = is_referred
        self.plan, self.end = rules.plan, rules.plan.end
        self.edges = period_seconds(self.plan)
        self.rates = [(e.since, 0.0 if e.after is None else e.after.refers) for e in epochs]
        self.rows, self.counted = array("q"), array("q")

    # --- how customers come -------------------------------------------------------------------

    def start(self) -> None:
        """Let the customers of today go on."""
        for index, row in enumerate(self.plan.customers.tolist()):
            key = row[at.N_KEY_LOW], row[at.N_KEY_HIGH]
            who = Customer(terms.OF_TODAY, row[at.N_SEGMENT], -2, index, key)
            ends, epoch = row[at.N_RENEWAL], self.epoch(0)
            term = Term(row[at.N_TERM], row[at.N_BEGAN], ends, row[at.N_AMOUNT], epoch)
            self.lives(self.stays(who, term))
            self.refers(who, 0, 0)

    def won(self, lead: Lead, epoch: Epoch) -> None:
        """Let a deal that is won now become a customer, or bill it where deals are one-off."""
        after, now = epoch.after, self.now()
        if after is None:
            return
        who = Customer(terms.NEW, lead.segment, lead.stream, lead.index, lead.key)
        amount = max(lead.amount, 0)
        if after.term == 0:
            self.bill(who, now, after.paid, amount)
        else:
            self.lives(self.begins(who, after, amount))

    def begins(self, who: Customer, after: After, amount: int) -> Life:
        """Go through onboarding, and become a customer if that succeeds."""
        won = self.now()
        if after.onboards:
            u, v = self.draw(who, at.P_ONBOARDING, 0)
            takes = whole_seconds(quantile(self.rules.numbers, after.dwell, v))
            live = self.rules.end_of(after.clock, won, takes)
            fails = u >= after.advance
            self.count(who, won, terms.SIGNED, 1)
            rest = 0 if fails else amount
            if live >= self.end:
                self.write(who, 0, won, NEVER, terms.OPEN, amount, rest)
                return
            yield self.passes(live - won)
            self.write(who, 0, won, live, terms.FAILS if fails else terms.BEGINS, amount, rest)
            if fails:
                self.count(who, live, terms.FAILED, 1)
                return
        now = self.now()
        self.count(who, now, terms.BEGUN, 1)
        self.count(who, now, terms.BEGUN_AMOUNT, amount)
        self.refers(who, now, 0)
        yield from self.stays(who, self.next_term(1, now, amount))

    def next_term(self, number: int, began: int, amount: int) -> Term:
        """Return the term that begins now."""
        epoch = self.epoch(began)
        assert epoch.after is not None  # there are customers
        return Term(number, began, began + epoch.after.term, amount, epoch)

    # --- how customers stay -------------------------------------------------------------------

    def stays(self, who: Customer, term: Term) -> Life:
        """Live from term to term until one is not renewed."""
        while True:
            self.runs(who, term)
            self.bills(who, term)
            number, began, ends, amount, _ = term
            if ends >= self.end:
                self.write(who, number, began, NEVER, terms.OPEN, amount, amount)
                return
            yield self.passes(ends - self.now())
            after = self.renews(who, number, amount)
            if after is None:
                self.write(who, number, began, ends, terms.CHURNS, amount, 0)
                who.gone = True
                return
            self.write(who, number, began, ends, terms.RENEWS, amount, after)
            term = self.next_term(number + 1, ends, after)

    def renews(self, who: Customer, number: int, amount: int) -> int | None:
        """Return what a customer pays from now on; None if it leaves."""
        now = self.now()
        after = self.epoch(now).after
        assert after is not None  # there are customers
        u, v = self.draw(who, at.P_RENEWAL, number)
        if u >= renewal_share(after.first, after.later, after.rises, number):
            self.count(who, now, terms.CHURNED, 1)
            self.count(who, now, terms.CHURN, amount)
            return None
        rest = renewed_amount(
            amount, after.uplift, after.expands, after.more, after.shrinks, after.less, v
        )
        self.count(who, now, terms.RENEWED, 1)
        self.count(who, now, terms.RENEWED_AMOUNT, amount)
        if rest > amount:
            self.count(who, now, terms.EXPANDED, 1)
            self.count(who, now, terms.EXPANSION, rest - amount)
        if rest < amount:
            self.count(who, now, terms.SHRUNK, 1)
            self.count(who, now, terms.CONTRACTION, amount - rest)
        return rest

    def runs(self, who: Customer, term: Term) -> None:
        """Write down, period by period, what a term brings and costs."""
        buyer = term.epoch.segments[who.segment]
        for edge, later in zip(self.edges, self.edges[1:], strict=False):
            since, until = max(term.began, edge), min(term.ends, later)
            if since >= until:
                continue
            passed = since - term.began, until - term.began
            revenue = part_of(float(term.amount), *passed)
            self.count(who, since, terms.REVENUE, revenue)
            self.count(who, since, terms.MARGIN, math.floor(revenue * buyer.margin + 0.5))
            self.count(who, since, terms.SERVING, part_of(buyer.serve * YEAR, *passed))
            if until == later:
                self.count(who, since, terms.CUSTOMERS, 1)
                self.count(who, since, terms.RECURRING, term.amount)

    def bills(self, who: Customer, term: Term) -> None:
        """Bill a term, stretch by stretch."""
        after = term.epoch.after
        assert after is not None  # there are customers
        stretch = YEAR // after.bills
        for passed in range(0, term.ends - term.began, stretch):
            over = min(passed + stretch, term.ends - term.began)
            on = term.began + (over if after.arrears else passed)
            self.bill(who, on, after.paid, part_of(float(term.amount), passed, over))

    def bill(self, who: Customer, on: int, paid: int, amount: int) -> None:
        """Write down a bill, and the money when it comes."""
        self.count(who, on, terms.BILLED, amount)
        self.count(who, on + paid, terms.CASH, amount)

    # --- what customers bring -----------------------------------------------------------------

    def refers(self, who: Customer, since: int, number: int) -> None:
        """Put the next lead that a customer brings on the agenda."""
        if self.plan.head(at.H_REFERRED) < 0:
            return
        u, _ = self.draw(who, at.P_REFERS, number)
        when = reached(self.rates, since, -log(u))
        if when < self.end:
            self.on_agenda(when, ENTERS, partial(self.brings, who, number))

    def brings(self, who: Customer, number: int) -> None:
        """Let a customer bring a lead now, unless it has left."""
        if who.gone:
            return
        now = self.now()
        one, two = self.draw(who, at.P_REFERRED, number)
        self.count(who, now, terms.REFERRED, 1)
        self.is_referred((int(one * WORDS), int(two * WORDS)))
        self.refers(who, now, number + 1)

    # --- notes --------------------------------------------------------------------------------

    def draw(self, who: Customer, place: int, occasion: int) -> tuple[float, float]:
        """Return the two uniforms of a decision of a customer."""
        return self.rules.draw(who, self.points[place], occasion)

    def count(self, who: Customer, second: int, item: int, n: int) -> None:
        """Write down something of a customer, if its second is one that counts."""
        if 0 <= second < self.end:
            place = (who.side * self.plan.head(at.H_N_SEGMENTS) + who.segment) * terms.ITEMS + item
            self.counted.extend((second, place, n))

    def write(
        self, who: Customer, number: int, began: int, ended: int, how: int, amount: int, after: int
    ) -> None:
        """Write the row of a term."""
        self.rows.extend(
            (who.stream, who.index, number, began, ended, how, amount, after, who.segment)
        )
