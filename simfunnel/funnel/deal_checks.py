"""Whether what changes amounts, and what is paid on them, has something to act on."""

from __future__ import annotations

from collections.abc import Iterator

from simfunnel.funnel.model import Funnel
from simfunnel.units import MoneyPerTime
from simfunnel.words import say

__all__ = ["deal_faults"]

Fault = tuple[str, str]


def deal_faults(funnel: Funnel) -> Iterator[Fault]:
    """Yield path and message of everything wrong with discounts, drift, commission and quota."""
    valued = funnel.amount is not None or any(s.amount for s in funnel.segments.values())
    today = funnel.today
    valued = valued or any(lead.amount for lead in (today.open_leads if today else ()))
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
