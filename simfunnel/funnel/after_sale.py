"""What happens after the sale: onboarding, terms and their renewal, referrals, and payment."""

from __future__ import annotations

import datetime as dt
import math
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from simfunnel.funnel.quantities import (
    DateLeaf,
    DurationLeaf,
    Frozen,
    MoneyLeaf,
    Name,
    PercentLeaf,
    PerTimeLeaf,
    ShareLeaf,
    TimesLeaf,
    saying,
)
from simfunnel.funnel.spreads import DwellSpread
from simfunnel.units import Percent, Share, Times
from simfunnel.words import say

__all__ = ["BILLED", "AfterSale", "Customer", "Moves", "Onboarding", "OwnCustomer", "Payment",
           "Refers", "Renews"]  # fmt: skip

BILLED = {
    "monthly in advance": (12, 0),
    "quarterly in advance": (4, 0),
    "yearly in advance": (1, 0),
    "monthly in arrears": (12, 1),
    "quarterly in arrears": (4, 1),
    "yearly in arrears": (1, 1),
}
"""How bills come: how many a year, and whether a bill comes when its time is over."""

Billed = Literal[
    "monthly in advance",
    "quarterly in advance",
    "yearly in advance",
    "monthly in arrears",
    "quarterly in arrears",
    "yearly in arrears",
]


class Onboarding(Frozen):
    """What comes between the win and the first term: who fails in it never becomes a customer.

    Parameters
    ----------
    advance : Share
        Of the deals won, those that become customers.
    dwell : DwellSpread
        From the win to the first term, or to the failure.
    """

    advance: ShareLeaf
    dwell: DwellSpread


class Renews(Frozen):
    """Which share of the customers renews when a term is over.

    With `later`, all terms but the first have that share. With `second`, the share rises from
    term to term as it does where customers differ and the loyal remain: customers leave at rates
    of their own, which follow a beta law (shifted beta-geometric), and the first two shares say
    which.

    Parameters
    ----------
    first : Share
    later, second : Share, optional
        One of the two.
    """

    first: ShareLeaf
    later: ShareLeaf | None = None
    second: ShareLeaf | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_share(cls, value: Any) -> Any:
        """Read `renews: 88 %` as the share of every term."""
        if isinstance(value, str | int | float | Share):
            return {"first": value, "later": value}
        return value

    @model_validator(mode="after")
    def _possible(self) -> Renews:
        """Ask for one law, and for one under which customers leave in the end."""
        if (self.later is None) == (self.second is None):
            raise ValueError(
                say(
                    "needs exactly one of later (the share of all further terms) and second (it "
                    "rises from term to term)."
                )
            )
        if self.later is not None and self.later.number >= 1.0:
            raise ValueError(
                say(
                    "later is {share}, so terms have no end; give less than 100 %.",
                    share=self.later,
                )
            )
        if self.second is not None and not (0 < self.first.number < self.second.number < 1):
            raise ValueError(
                say(
                    "first is {first} and second is {second}; loyal customers remain, so second "
                    "must lie above first, and both between 0 and 100 %.",
                    first=self.first,
                    second=self.second,
                )
            )
        return self


class Moves(Frozen):
    """What part of the renewals is for more, or for less, and by what factor."""

    share: Annotated[ShareLeaf, saying("per term")]
    amount: TimesLeaf


class Refers(Frozen):
    """Leads that customers bring: how many a customer, and to which source they belong."""

    leads: PerTimeLeaf
    source: Name


class Customer(Frozen):
    """How customers stay: terms, renewals, and what changes at them.

    Parameters
    ----------
    term : Duration
        On the calendar.
    renews : Renews
    expands, shrinks : Moves, optional
        Renewals for more, and for less.
    uplift : Percent
        What every renewal costs more than the term before.
    refers : Refers, optional
    margin : Share, optional
        Of the revenue, what is left after the goods sold; segments may differ.
    cost_to_serve : PerTime, optional
        Of a customer; segments may differ.
    """

    term: DurationLeaf
    renews: Renews
    expands: Moves = Moves(share=Share(0.0), amount=Times(1.0))
    shrinks: Moves = Moves(share=Share(0.0), amount=Times(1.0))
    uplift: Annotated[PercentLeaf, saying("per term")] = Percent(0.0)
    refers: Refers | None = None
    margin: ShareLeaf | None = None
    cost_to_serve: PerTimeLeaf | None = None

    @property
    def term_seconds(self) -> int:
        """Length of a term in whole seconds."""
        return math.floor(self.term.seconds + 0.5)

    @model_validator(mode="after")
    def _possible(self) -> Customer:
        """Refuse terms of no length or of business days, and moves that leave no room."""
        if self.term.clock != "calendar" or not self.term.seconds >= 86_400:
            raise ValueError(
                say(
                    "term is {term}; give a day or more, in days, weeks, months or years.",
                    term=self.term,
                )
            )
        both = self.expands.share.number + self.shrinks.share.number
        if both > 1.0 + 1e-12:
            raise ValueError(
                say(
                    "expands {more} and shrinks {less} of the renewals, more than all; lower one "
                    "of them.",
                    more=self.expands.share,
                    less=self.shrinks.share,
                )
            )
        if self.expands.amount.number < 1.0:
            raise ValueError(
                say("expands by {times}; give 'times 1' or more.", times=self.expands.amount)
            )
        if self.shrinks.amount.number > 1.0:
            raise ValueError(
                say("shrinks by {times}; give 'times 1' or less.", times=self.shrinks.amount)
            )
        if self.uplift.number <= -1.0:
            raise ValueError(say("uplift is {uplift}; give more than -100 %.", uplift=self.uplift))
        return self


class Payment(Frozen):
    """When customers are billed, and how much later they pay.

    Parameters
    ----------
    paid_after : Duration
        From the bill to the money, on the calendar.
    billed : str, optional
        How often, and whether before or after the time that a bill is about; at the win, where
        deals are one-off.
    """

    paid_after: DurationLeaf
    billed: Billed | None = None

    @model_validator(mode="after")
    def _on_the_calendar(self) -> Payment:
        """Refuse business days, since terms of payment count every day."""
        if self.paid_after.clock != "calendar":
            raise ValueError(
                say(
                    "paid_after is {duration}; terms of payment count all days, give days or "
                    "weeks.",
                    duration=self.paid_after,
                )
            )
        return self


class AfterSale(Frozen):
    """What becomes of deals that are won.

    Parameters
    ----------
    onboarding : Onboarding, optional
        Without it the first term begins with the win.
    customer : Customer, optional
        For amounts per year.
    payment : Payment, optional
        Without it bills are paid on the day on which they come, once a year in advance.
    """

    onboarding: Onboarding | None = None
    customer: Customer | None = None
    payment: Payment | None = None


class OwnCustomer(Frozen):
    """A customer of today.

    Parameters
    ----------
    customer : str
        Its id.
    since : date
        On which its first term began.
    amount : Money
        What it pays a year.
    next_renewal : date, optional
        The day on which its term ends; by `since` and the length of terms where left out.
    segment : str, optional
        Needed where the funnel has more than one.
    """

    customer: str = Field(min_length=1, max_length=200)
    since: DateLeaf
    amount: MoneyLeaf
    next_renewal: DateLeaf | None = None
    segment: Name | None = None

    @field_validator("customer", mode="before")
    @classmethod
    def _text(cls, value: Any) -> Any:
        """Take a number as an id too."""
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else value

    @model_validator(mode="after")
    def _in_order(self) -> OwnCustomer:
        """Refuse a renewal before the first term."""
        if self.next_renewal is not None and self.next_renewal <= self.since:
            raise ValueError(
                say(
                    "customer {customer} has been there since {since} and renews on {renewal}; "
                    "mend one of the dates.",
                    customer=repr(self.customer),
                    since=self.since,
                    renewal=self.next_renewal,
                )
            )
        return self

    def term_in_hand(self, start: dt.date, seconds: int) -> tuple[int, int, int]:
        """Return when the term that runs at the start began and ends, and the how manieth it is.

        A first term lasts from `since` to the renewal that is stated, whatever its length.

        Parameters
        ----------
        start : date
            Where seconds are counted from.
        seconds : int
            Length of a term.

        Returns
        -------
        tuple of int
            First second, second of the renewal, and number of the term, from 1.
        """
        since = (self.since - start).days * 86_400
        if self.next_renewal is None:
            number = max(1, -(since // seconds))
            ends = since + number * seconds
            return ends - seconds, ends, number
        ends = (self.next_renewal - start).days * 86_400
        number = max(1, round((ends - since) / seconds))
        return (since if number == 1 else min(ends - seconds, 0)), ends, number
