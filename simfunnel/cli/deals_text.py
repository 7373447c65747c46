"""What `simfunnel show` says of deals: products, discounts, drift, commission, quota."""

from __future__ import annotations

from simfunnel.cards.terminal import Line
from simfunnel.charts import clean_name
from simfunnel.cli.layout import INDENT, heading, paragraph
from simfunnel.cli.screen import Screen
from simfunnel.cli.spread_text import spread_text
from simfunnel.funnel.model import Funnel, Stage
from simfunnel.words import listed, say

__all__ = ["deal_lines"]


def deal_lines(funnel: Funnel, screen: Screen) -> list[Line]:
    """Return products, what changes amounts, stage by stage; who is paid on deals, and has a quota.

    Parameters
    ----------
    funnel : Funnel
    screen : Screen
    """
    found: list[Line] = []
    for name in funnel.products:
        found += paragraph(_product(funnel, name), screen, indent=INDENT)
    for name, stage in funnel.stages.items():
        for sentence in _stage(clean_name(name), stage):
            found += paragraph(sentence, screen, indent=INDENT)
    for name, team in funnel.teams.items():
        if team.commission is not None:
            words = say(
                "{team}: commission of {share}.", team=clean_name(name), share=team.commission
            )
            found += paragraph(words, screen, indent=INDENT)
        if team.quota is not None:
            words = say(
                "{team}: quota of {quota} for each seat.", team=clean_name(name), quota=team.quota
            )
            found += paragraph(words, screen, indent=INDENT)
    return [heading(say("Deals")), *found] if found else []


def _product(funnel: Funnel, name: str) -> str:
    """Return how often a product is a part of a deal, and what it costs."""
    product = funnel.products[name]
    amount = spread_text(product.amount)
    if product.attached is None:
        return say("{product}: part of every deal; {amount}.", product=clean_name(name),
                   amount=amount)  # fmt: skip
    own = [
        f"{clean_name(segment)} {each.products[name]}"
        for segment, each in funnel.segments.items()
        if name in each.products
    ]
    share = f"{product.attached} ({listed(own)})" if own else str(product.attached)
    return say("{product}: attached to {share} of deals; {amount}.", product=clean_name(name),
               share=share, amount=amount)  # fmt: skip


def _stage(name: str, stage: Stage) -> list[str]:
    """Return what changes amounts in a stage."""
    found = []
    if stage.discount is not None:
        average = stage.discount.average
        found.append(say("{stage}: discounts of {share} on average.", stage=name, share=average))
        if stage.discount.advance_odds.number != 1.0:
            found[-1] += " " + say(
                "Each {points} more than usual: {odds} the odds of going on.",
                points=stage.discount.per,
                odds=stage.discount.advance_odds,
            )
    if stage.amount_drift is not None:
        found.append(
            say(
                "{stage}: amounts drift by {median} (half of them by less), spread {spread}.",
                stage=name,
                median=stage.amount_drift.median,
                spread=stage.amount_drift.spread,
            )
        )
    return found
