"""What an explorer says: the sentence, how it differs from the baseline, and what that means.

Computed from the pairs of futures each time, so that it stays true wherever a slider stands.
"""

from __future__ import annotations

from simfunnel.cards.explorer_card import ExplorerCard
from simfunnel.cards.outlook import OutlookCard
from simfunnel.cards.spans import Span, starred
from simfunnel.cards.words import headline_text
from simfunnel.charts import EffectRow, EffectsData, day_short, in_twenty
from simfunnel.words import say

__all__ = ["difference", "sentence"]

_FEW = 0.05


def sentence(card: ExplorerCard) -> str:
    """Return what comes with the sliders where they stand, as plain text.

    Parameters
    ----------
    card : ExplorerCard
    """
    return headline_text(OutlookCard(card.name, card.fan))


def difference(card: ExplorerCard) -> tuple[Span, ...]:
    """Return how what comes differs from the baseline; for the baseline itself, how to see it.

    Parameters
    ----------
    card : ExplorerCard
    """
    row = card.effect
    if row is None:
        hint = say("Move a slider, and what then differs from the baseline stands here.")
        return () if card.note else (Span(hint),)
    if row.is_nothing:
        until = day_short(card.fan.until, card.fan.locale)
        words = say(
            "**Exactly the same as the baseline in every future**: it changes nothing that is won"
            " by {day}.",
            day=until,
        )
        return starred(words)
    if row.verdict == "within noise":
        words = say("**No difference seen**: it is within the noise of so many futures.")
        return starred(" ".join([words, _range(card, row), *_chance(card)]))
    said = [_average(card, row), _range(card, row), _verdict(row), *_chance(card)]
    return starred(" ".join(said))


def _chance(card: ExplorerCard) -> tuple[str, ...]:
    """Return what the moves do to the chance of the target; nothing without one."""
    before, after = card.baseline.chance, card.fan.chance
    if before is None or after is None or card.fan.is_reached:
        return ()
    if before.text == after.text:
        return (say("The chance of the target stays at {chance}.", chance=after.text),)
    said = say(
        "The chance of the target goes from {before} to {after}.",
        before=before.text,
        after=after.text,
    )
    return (said,)


def _data(card: ExplorerCard, row: EffectRow) -> EffectsData:
    """Return the differences with what is needed to write them."""
    fan = card.fan
    return EffectsData(
        (row,),
        since=fan.since,
        until=fan.until,
        measure=fan.measure,
        currency=fan.currency,
        locale=fan.locale,
    )


def _average(card: ExplorerCard, row: EffectRow) -> str:
    """Return the average difference, and in how many of twenty futures it goes that way."""
    amounts = _data(card, row).amounts(row)
    amount, same = amounts.named(abs(row.mean)), in_twenty(row.same)
    if row.mean > 0:
        n = in_twenty(row.better)
        if row.same < _FEW:
            return say(
                "**{amount} more than the baseline on average**, better in {n} of 20 futures.",
                amount=amount,
                n=n,
            )
        return say(
            "**{amount} more than the baseline on average**, better in {n} of 20 futures and the"
            " same in {same}.",
            amount=amount,
            n=n,
            same=same,
        )
    n = in_twenty(1.0 - row.better - row.same)
    if row.same < _FEW:
        return say(
            "**{amount} less than the baseline on average**, worse in {n} of 20 futures.",
            amount=amount,
            n=n,
        )
    return say(
        "**{amount} less than the baseline on average**, worse in {n} of 20 futures and the same"
        " in {same}.",
        amount=amount,
        n=n,
        same=same,
    )


def _range(card: ExplorerCard, row: EffectRow) -> str:
    """Return the range of the differences."""
    amounts = _data(card, row).amounts(row)
    low, *_, high = row.middle
    return say(
        "8 in 10 differences lie between {low} and {high}.",
        low=_signed(amounts.short(low), low),
        high=_signed(amounts.short(high), high),
    )


def _signed(text: str, value: float) -> str:
    """Return an amount with a plus sign where it is a gain."""
    return f"+{text}" if value > 0 and text != "0" else text


def _verdict(row: EffectRow) -> str:
    """Return the verdict as a sentence."""
    return {
        "matters": say("**It matters.**"),
        "helps on average": say("**It helps on average**; a single future may go the other way."),
        "hurts on average": say("**It hurts on average**; a single future may go the other way."),
        "too few futures": say("**Too few futures** to judge it."),
    }[row.verdict]
