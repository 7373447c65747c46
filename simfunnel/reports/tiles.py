"""The headline figures of a dashboard: each with its range, or with the reason why it has none."""

from __future__ import annotations

from collections.abc import Callable

from simfunnel.cards import Tile
from simfunnel.charts import Span, day_short, span_of
from simfunnel.errors import TableError
from simfunnel.indicators.moving import WON_MEAN
from simfunnel.reports.sight import NONE, Sight
from simfunnel.words import say

__all__ = ["tiles_of"]

Missing = list[tuple[str, str]]


def tiles_of(sight: Sight) -> tuple[tuple[Tile, ...], Missing]:
    """Return the headline figures, and why some of them have none.

    Parameters
    ----------
    sight : Sight

    Returns
    -------
    tuple of Tile, list of (str, str)
    """
    first = _past(sight) if sight.is_past else _future(sight)
    found, missing = list(first), []
    wanted: tuple[tuple[str, str, str, Callable[[Span], tuple[str, str]]], ...] = (
        (say("Average deal"), "average_deal_size", "mean", sight.money),
        (say("From arrival to win"), "sales_cycle", WON_MEAN, sight.days),
        (say("Win rate, of what ended"), "win_rate", "", sight.share),
    )
    for label, kpi, part, write in wanted:
        try:
            found.append(Tile(label, *write(sight.spanned(kpi, part))))
        except TableError as error:
            found.append(Tile(label, NONE))
            missing.append((label, str(error)))
    if sight.fan.target is None:
        example = "400 000" if sight.is_past else "1.2M by 2026-12-31"
        why = say("none is stated; give one, for instance target='{example}'.", example=example)
        missing.append((say("Target"), why))
    return tuple(found), missing


def _future(sight: Sight) -> list[Tile]:
    """Return what is booked, what is expected, and the chance of the target."""
    fan = sight.fan
    amounts, since = fan.amounts, day_short(fan.since, fan.locale)
    booked = Tile(
        say("Booked since {day}", day=since), amounts.named(fan.booked, amounts.exact(fan.booked)),
        say("exactly"),
    )  # fmt: skip
    if fan.since >= fan.today:
        booked = Tile(say("Booked; counted from {day}", day=since), amounts.named(0.0, "0"))
    span = span_of(fan.draws_at_end)
    until = day_short(fan.until, fan.locale)
    expected = Tile(
        say("Expected won by {day}, booked included", day=until), amounts.named(span.mean),
        sight.range(span, amounts.range),
    )  # fmt: skip
    found = [booked, expected]
    if fan.target is not None and fan.chance is not None:
        goal = amounts.named(fan.target.value, amounts.stated(fan.target.value))
        label = say("Chance of {goal} by {day}", goal=goal, day=day_short(fan.target.by))
        error = fan.chance.error_text
        value = f"{fan.chance.text} ({error})" if error else fan.chance.text
        if fan.n_futures == 1:
            value = NONE  # one future shows no chance
        found.append(Tile(label, value))
    return found


def _past(sight: Sight) -> list[Tile]:
    """Return what was won, by how many deals, and what became of the target."""
    fan = sight.fan
    amounts = fan.amounts
    won = amounts.named(fan.booked, amounts.exact(fan.booked))
    found = [Tile(say("Won since {day}", day=day_short(fan.since)), won)]
    if amounts.is_money:
        found.append(Tile(say("Deals won"), sight.funnel.won.text()))
    if fan.target is not None:
        goal = amounts.named(fan.target.value, amounts.stated(fan.target.value))
        less = fan.target.value - fan.booked
        fate = say("reached")
        if less > 0:
            fate = say("missed by {amount}", amount=amounts.named(less, amounts.exact(less)))
        found.append(Tile(say("Target of {goal}", goal=goal), fate))
    return found
