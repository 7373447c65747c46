"""What `simfunnel show` says of what happens after the sale."""

from __future__ import annotations

from collections.abc import Iterator

from simfunnel.cards.terminal import Line
from simfunnel.charts import clean_name
from simfunnel.cli.layout import INDENT, heading, paragraph
from simfunnel.cli.screen import Screen
from simfunnel.funnel.after_sale import AfterSale, Customer, Payment, Renews
from simfunnel.funnel.model import Funnel
from simfunnel.units import format_count, format_money
from simfunnel.words import say

__all__ = ["after_lines"]


def after_lines(funnel: Funnel, screen: Screen) -> list[Line]:
    """Return what becomes of deals that are won, and who is a customer today.

    Parameters
    ----------
    funnel : Funnel
    screen : Screen
    """
    spec = funnel.after_sale
    if spec is None:
        return []
    found: list[Line] = [heading(say("After the sale"))]
    for sentence in (*_today(funnel), *_sentences(spec), *_segments(funnel)):
        found += paragraph(sentence, screen, indent=INDENT)
    return found


def _today(funnel: Funnel) -> Iterator[str]:
    """Yield who is a customer today."""
    own = funnel.today.customers if funnel.today is not None else ()
    if own:
        yield say(
            "Today {n} customers pay {amount} a year.",
            n=format_count(len(own)),
            amount=format_money(sum(each.amount.cents for each in own), funnel.currency),
        )


def _sentences(spec: AfterSale) -> Iterator[str]:
    """Yield what the block says, sentence by sentence."""
    if spec.onboarding is not None:
        yield say(
            "Onboarding: {share} of the deals won become customers.",
            share=spec.onboarding.advance,
        )
    if spec.customer is not None:
        yield from _customer(spec.customer)
    if spec.payment is not None:
        yield _payment(spec.payment)


def _customer(customer: Customer) -> Iterator[str]:
    """Yield how customers stay."""
    yield say("Terms of {term}; {renewals}", term=customer.term, renewals=_renews(customer.renews))
    if customer.expands.share.number > 0:
        yield say(
            "{share} of the renewals are for more: {times}.",
            share=customer.expands.share,
            times=customer.expands.amount,
        )
    if customer.shrinks.share.number > 0:
        yield say(
            "{share} of the renewals are for less: {times}.",
            share=customer.shrinks.share,
            times=customer.shrinks.amount,
        )
    if customer.uplift.number != 0:
        yield say("Every renewal changes the price by {share}.", share=customer.uplift)
    if customer.refers is not None:
        yield say(
            "Each customer brings leads to '{source}', {leads}.",
            leads=customer.refers.leads,
            source=clean_name(customer.refers.source),
        )
    if customer.margin is not None:
        yield say("Margin: {share} of revenue.", share=customer.margin)
    if customer.cost_to_serve is not None:
        yield say("A customer costs {cost} to serve.", cost=customer.cost_to_serve)


def _renews(renews: Renews) -> str:
    """Return which share renews."""
    if renews.second is not None:
        return say(
            "{first} renew after the first, {second} after the second, and rising.",
            first=renews.first,
            second=renews.second,
        )
    if renews.first == renews.later:
        return say("{share} renew.", share=renews.first)
    return say(
        "{first} renew after the first, {later} after all others.",
        first=renews.first,
        later=renews.later,
    )


def _segments(funnel: Funnel) -> Iterator[str]:
    """Yield margins and costs of segments that have their own."""
    for name, segment in funnel.segments.items():
        if segment.margin is not None:
            yield say(
                "{segment}: margin of {share}.", segment=clean_name(name), share=segment.margin
            )
        if segment.cost_to_serve is not None:
            yield say(
                "{segment}: a customer costs {cost} to serve.",
                segment=clean_name(name),
                cost=segment.cost_to_serve,
            )


def _payment(payment: Payment) -> str:
    """Return when bills come, and the money."""
    if payment.billed is None:
        return say("Money comes {after} after the bill.", after=payment.paid_after)
    words = {
        "monthly in advance": say("Bills come every month in advance"),
        "quarterly in advance": say("Bills come every quarter in advance"),
        "yearly in advance": say("Bills come every year in advance"),
        "monthly in arrears": say("Bills come every month in arrears"),
        "quarterly in arrears": say("Bills come every quarter in arrears"),
        "yearly in arrears": say("Bills come every year in arrears"),
    }
    return say(
        "{bills}; money comes {after} later.", bills=words[payment.billed], after=payment.paid_after
    )
