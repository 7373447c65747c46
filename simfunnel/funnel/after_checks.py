"""Whether what happens after the sale has something to act on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from simfunnel.errors import did_you_mean
from simfunnel.funnel.after_sale import AfterSale, Customer
from simfunnel.funnel.model import Funnel
from simfunnel.units import DAYS_PER_UNIT
from simfunnel.words import say

__all__ = ["after_faults"]

Fault = tuple[str, str]
MOST_REFERRED = 12.0  # leads of a customer in a year


def after_faults(funnel: Funnel) -> Iterator[Fault]:
    """Yield path and message of everything wrong with customers, of later and of today."""
    spec = funnel.after_sale
    if spec is not None:
        yield from _block_faults(funnel, spec)
        if spec.customer is not None:
            yield from _customer_faults(funnel, spec.customer)
    yield from _segment_faults(funnel)
    yield from _own_faults(funnel)


def _block_faults(funnel: Funnel, spec: AfterSale) -> Iterator[Fault]:
    """Yield what is wrong with the block as a whole."""
    if spec.customer is None:
        if spec.payment is None:
            yield (
                "after_sale",
                say("says nothing; state 'customer', or 'payment' where deals are one-off."),
            )
        if spec.onboarding is not None:
            yield (
                "after_sale.onboarding",
                say("leads to no customer; add 'after_sale.customer' with its term and renewal."),
            )
        if spec.payment is not None and spec.payment.billed is not None:
            yield (
                "after_sale.payment.billed",
                say(
                    "is {billed}, but one-off deals are billed at the win; leave it out.",
                    billed=spec.payment.billed,
                ),
            )
        if funnel.amount_is == "per year":
            yield (
                "after_sale",
                say(
                    "has amounts per year, but no 'customer' who pays them; add one with its term "
                    "and renewal."
                ),
            )
    if not funnel.priced:
        yield (
            "after_sale",
            say(
                "needs amounts; add for instance 'amount: {amount}'.",
                amount="{median: 6 000, p90: 16 000}",
            ),
        )
    if spec.onboarding is not None and not 0 < spec.onboarding.advance.number <= 1:
        yield (
            "after_sale.onboarding.advance",
            say(
                "is {share}; nobody would become a customer. Give more than 0 %.",
                share=spec.onboarding.advance,
            ),
        )


def _customer_faults(funnel: Funnel, customer: Customer) -> Iterator[Fault]:
    """Yield what is wrong with how customers stay."""
    path = "after_sale.customer"
    if funnel.amount_is != "per year":
        yield (
            path,
            say(
                "renews amounts per year, but amounts are {amount_is}; write 'amount_is: per "
                "year', or leave 'customer' out.",
                amount_is=funnel.amount_is,
            ),
        )
    refers = customer.refers
    if refers is None:
        return
    if refers.source not in funnel.sources:
        yield (
            f"{path}.refers.source",
            say(
                "unknown source '{source}'.{hint}",
                source=refers.source,
                hint=did_you_mean(refers.source, funnel.sources)
                or say(" Add it under 'sources', with 'leads: 0 per month' if nothing else comes."),
            ),
        )
    yearly = refers.leads.per_day * DAYS_PER_UNIT["year"]
    if not 0 <= yearly <= MOST_REFERRED:
        yield (
            f"{path}.refers.leads",
            say(
                "is {leads}; give 0 to {most} a year of each customer.",
                leads=refers.leads,
                most=format(MOST_REFERRED, ".0f"),
            ),
        )


def _segment_faults(funnel: Funnel) -> Iterator[Fault]:
    """Yield margins and costs of segments that nobody becomes a customer of."""
    for name, segment in funnel.segments.items():
        for key in ("margin", "cost_to_serve"):
            if getattr(segment, key) is not None and funnel.customer is None:
                yield (
                    f"segments.{name}.{key}",
                    say(
                        "is about customers, and the funnel has none; add "
                        "'after_sale.customer', or leave it out."
                    ),
                )


def _own_faults(funnel: Funnel) -> Iterator[Fault]:
    """Yield what is wrong with the customers of today."""
    today = funnel.today
    if today is None or not today.customers:
        return
    customer = funnel.customer
    if customer is None:
        yield (
            "today.customers",
            say(
                "names customers, but nothing says how they stay; add 'after_sale.customer' with "
                "its term and renewal."
            ),
        )
        return
    rows = Counter(own.customer for own in today.customers)
    for number, own in enumerate(today.customers):
        path = f"today.customers.{number}"
        who = repr(own.customer)
        if rows[own.customer] > 1:
            yield path, say("names customer {who} twice; keep one row.", who=who)
            rows[own.customer] = 0
        if own.since > today.date:
            yield (
                path,
                say(
                    "customer {who} is there since {since}, after {today}; mend the date.",
                    who=who, since=own.since, today=today.date,
                ),
            )  # fmt: skip
            continue
        _, ends, _ = own.term_in_hand(funnel.start, customer.term_seconds)
        if ends < 0:
            yield (
                path,
                say(
                    "customer {who} was to renew on {renewal}, before {today}; give the date of "
                    "the next renewal, or take out who has left.",
                    who=who,
                    renewal=own.next_renewal,
                    today=today.date,
                ),
            )
        if own.segment is None and len(funnel.segments) > 1:
            yield (
                path,
                say(
                    "customer {who} has no segment, but the funnel has several; add the column.",
                    who=who,
                ),
            )
        if own.segment is not None and own.segment not in funnel.segments:
            yield (
                path,
                say(
                    "unknown segment '{name}'.{hint}",
                    name=own.segment,
                    hint=did_you_mean(own.segment, funnel.segments),
                ),
            )
