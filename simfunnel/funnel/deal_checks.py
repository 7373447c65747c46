"""Whether products make a deal, and what changes amounts or is paid on them can act."""

from __future__ import annotations

from collections.abc import Iterator

from simfunnel.errors import did_you_mean
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.spread_checks import spread_faults
from simfunnel.units import MoneyPerTime
from simfunnel.words import listed, say

__all__ = ["deal_faults"]

Fault = tuple[str, str]


def deal_faults(funnel: Funnel) -> Iterator[Fault]:
    """Yield what is wrong with products, discounts, drift, commission and quota."""
    yield from _product_faults(funnel)
    today = funnel.today
    valued = funnel.priced or any(lead.amount for lead in (today.open_leads if today else ()))
    for name, stage in funnel.stages.items():
        path = f"stages.{name}"
        for key in ("discount", "amount_drift"):
            if getattr(stage, key) is not None and not valued:
                yield (
                    f"{path}.{key}",
                    say(
                        "changes amounts, but the funnel states none; add for instance "
                        "'amount: {median: 6 000, p90: 16 000}'."
                    ),
                )
        moves = stage.discount is not None and stage.discount.advance_odds.number != 1.0
        if stage.gate is not None and moves:
            yield (
                f"{path}.discount.advance_odds",
                say("acts on nothing: a gate sees quality only; leave it out."),
            )
    for name, team in funnel.teams.items():
        own = [stage for stage in funnel.stages.values() if stage.team == name]
        wins = any("won" in (*stage.next, *stage.otherwise) for stage in own)
        wins = wins or any(stage.hazards and "won" in stage.hazards.daily for stage in own)
        if team.commission is not None and own and not wins:
            yield (
                f"teams.{name}.commission",
                say(
                    "is paid on deals won from the stages of '{team}', but none of them leads to "
                    "'won'; give it to the team that closes deals.",
                    team=name,
                ),
            )
        if team.quota is not None:
            yield from _quota_faults(
                f"teams.{name}.quota", name, team.quota, wins=wins, valued=valued
            )


def _product_faults(funnel: Funnel) -> Iterator[Fault]:
    """Yield why products do not make a deal."""
    stated = {"amount": funnel.amount}
    stated |= {f"segments.{name}.amount": each.amount for name, each in funnel.segments.items()}
    for path, amount in stated.items():
        if amount is not None and funnel.products:
            yield (
                path,
                say(
                    "stands beside 'products', but a deal is worth the sum of its products; leave "
                    "it out, or leave 'products' out."
                ),
            )
    for name, product in funnel.products.items():
        yield from spread_faults(f"products.{name}.amount", product.amount)
    if funnel.products and all(each.attached is not None for each in funnel.products.values()):
        yield (
            "products",
            say(
                "attaches every product, so a deal may be won with none; leave 'attached' out of "
                "the one that is always a part of a deal."
            ),
        )
    for segment, each in funnel.segments.items():
        for name in each.products:
            path = f"segments.{segment}.products.{name}"
            if name not in funnel.products:
                hint = did_you_mean(name, funnel.products)
                known = listed(f"'{one}'" for one in funnel.products)
                hint = hint or (say(" There are {known}.", known=known) if known else "")
                yield path, say("unknown product '{name}'.{hint}", name=name, hint=hint)
            elif funnel.products[name].attached is None:
                yield (
                    path,
                    say(
                        "is the share of deals to which '{name}' is attached, but it is always a "
                        "part of them; give the product 'attached', or leave this out.",
                        name=name,
                    ),
                )


def _quota_faults(
    path: str, team: str, quota: MoneyPerTime, *, wins: bool, valued: bool
) -> Iterator[Fault]:
    """Yield why nothing can ever count towards a quota."""
    if not quota.number > 0:
        yield path, say("is {quota}; give more than 0, or leave it out.", quota=quota)
    if not wins:
        yield (
            path,
            say(
                "counts deals won from the stages of '{team}', but none of them leads to 'won'; "
                "give it to the team that closes deals.",
                team=team,
            ),
        )
    if not valued:
        yield (
            path,
            say(
                "counts money, but no amount is stated; add for instance 'amount: {median: 6 000, "
                "p90: 16 000}'."
            ),
        )
