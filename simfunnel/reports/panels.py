"""The panels of a dashboard: a list of which any may be absent, with the reason said."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from simfunnel.cards import Tile, TilePanel, funnel_grid, leaderboard_grid, waterfall_grid
from simfunnel.charts import (
    clean_name,
    day_short,
    draw_fan,
    draw_funnel,
    draw_leaderboard,
    draw_waterfall,
    fan_subtitle,
    fan_title,
    funnel_subtitle,
    funnel_title,
    futures_text,
    leaderboard_of,
    leaderboard_subtitle,
    leaderboard_title,
    span_of,
    waterfall_of,
    waterfall_subtitle,
    waterfall_title,
)
from simfunnel.errors import TableError
from simfunnel.indicators.kinds import Parts
from simfunnel.indicators.money import BY_CLOSED, BY_WON, WON_A_DAY
from simfunnel.indicators.moving import CLOSED_MEAN
from simfunnel.measures.rows import within
from simfunnel.reports.customers import customers_panel
from simfunnel.reports.sight import Sight
from simfunnel.words import mark, say

__all__ = ["PANELS", "panels_of"]

Missing = list[tuple[str, str]]


def panels_of(sight: Sight) -> tuple[tuple[TilePanel, ...], Missing]:
    """Return every panel of `PANELS` that can be shown, and why the others cannot.

    Parameters
    ----------
    sight : Sight

    Returns
    -------
    tuple of TilePanel, list of (str, str)
    """
    found, missing = [], []
    for name, make in PANELS:
        try:
            found.append(make(sight))
        except TableError as error:
            missing.append((say(name), str(error)))
    return tuple(found), missing


def _fan(sight: Sight) -> TilePanel:
    """Show what is booked and what is to come, beside the target."""
    fan = sight.fan
    return TilePanel(
        "fan", fan_title(fan), fan_subtitle(fan), draw=lambda **look: draw_fan(fan, **look),
        fan=fan,
    )  # fmt: skip


def _funnel(sight: Sight) -> TilePanel:
    """Show how many leads each stage sees."""
    data = sight.funnel
    return TilePanel(
        "funnel", funnel_title(data), funnel_subtitle(data),
        draw=lambda **look: draw_funnel(data, **look), grid=funnel_grid(data),
    )  # fmt: skip


def _velocity(sight: Sight) -> TilePanel:
    """Show sales velocity with its four parts, beside what is won a day."""
    velocity = sight.parts("sales_velocity")
    n = len(velocity[BY_CLOSED])
    rate = span_of(sight.draws("win_rate", first=n))
    closed, by_won, won = (
        sight.money(span_of(sight.draws("sales_velocity", part)))
        for part in (BY_CLOSED, BY_WON, WON_A_DAY)
    )
    tiles = (
        Tile(say("open leads on average"), *sight.count(sight.spanned("mean_open"))),
        Tile(say("average deal"), *sight.money(sight.spanned("average_deal_size", "mean")),
             sign=_TIMES),
        Tile(say("win rate"), *sight.share(rate), sign=_TIMES),
        Tile(say("days of all that ended"), *sight.days(sight.spanned("sales_cycle", CLOSED_MEAN)),
             sign=_OVER),
        Tile(say("a day"), *closed, sign="="),
    )  # fmt: skip
    notes = [
        say("With the days of the won alone it gives {amount} a day. It equals what is won a day "
            "in a steady state only.", amount=by_won[0])
    ]  # fmt: skip
    if not sight.is_past:
        notes.append(
            say("Each figure is an average over futures; a product of averages is not the average "
                "of the products.")
        )  # fmt: skip
    title = say("Sales velocity gives {amount} a day; {won} a day are won", amount=closed[0],
                won=won[0])  # fmt: skip
    return TilePanel("velocity", title, _days(sight, n), tiles=tiles, notes=tuple(notes))


_TIMES, _OVER = "\N{MULTIPLICATION SIGN}", "\N{DIVISION SIGN}"


def _days(sight: Sight, n: int) -> str:
    """Return over which days and futures a panel is."""
    words = {"first": day_short(sight.since), "last": day_short(sight.until)}
    if sight.is_past:
        return say("{first} to {last}, as recorded", **words)
    return say("{first} to {last}, average of {futures}", futures=futures_text(n), **words)


def _waterfall(sight: Sight) -> TilePanel:
    """Show what the pipeline held, gained, won, lost and holds: amounts, else leads."""
    notes: tuple[str, ...] = ()
    key = "pipeline_waterfall_amount"
    why = sight.found.missing.get(key)
    if why is not None:
        key = "pipeline_waterfall"
        notes = (say("Leads, not amounts: {why}", why=why),)
    data = waterfall_of(
        {name: values[:, 0] for name, values in sight.parts(key).items()},
        since=sight.since, until=sight.until, currency=sight.found.currency,
        measure="won" if why is not None else "won_amount", is_past=sight.is_past,
    )  # fmt: skip
    return TilePanel(
        "waterfall", waterfall_title(data), waterfall_subtitle(data),
        draw=lambda **look: draw_waterfall(data, **look), grid=waterfall_grid(data), notes=notes,
    )  # fmt: skip


def _leaderboard(sight: Sight) -> TilePanel:
    """Show what each seller wins, and how often each comes first."""
    amounts, first = sight.parts("leaderboard"), sight.parts("first_on_leaderboard")
    sight.parts("average_deal_size")  # where nothing says what a deal is worth, all would tie
    quotas = sight.found.draws.get("quota_attainment", {})
    whole = {part: values for part, values in quotas.items() if _seller(part, amounts) is None}
    own = {_seller(part, amounts): values for part, values in quotas.items() if part not in whole}
    data = leaderboard_of(
        {name: values[:, 0] for name, values in amounts.items()},
        {name: values[:, 0] for name, values in first.items()},
        since=sight.since, until=sight.until, currency=sight.found.currency,
        is_past=sight.is_past,
        quota={name: values[:, 0] for name, values in own.items() if name is not None},
    )  # fmt: skip
    notes = [_of_quota(sight, part) for part, values in whole.items() if np.isfinite(values).any()]
    return TilePanel(
        "leaderboard", leaderboard_title(data), leaderboard_subtitle(data),
        draw=lambda **look: draw_leaderboard(data, **look), grid=leaderboard_grid(data),
        notes=tuple(notes),
    )  # fmt: skip


def _seller(part: str, sellers: Parts) -> str | None:
    """Return who has a quota, among those who sell; None for a team."""
    if part in sellers:
        return part
    return next((name for name in sellers if part.endswith(within("", name).strip(" "))), None)


def _of_quota(sight: Sight, part: str) -> str:
    """Return which part of its quota a team wins."""
    mean, span = sight.share(sight.spanned("quota_attainment", part))
    words = {"team": clean_name(say(part) if "{" not in part else part), "mean": mean, "span": span}
    if not span:
        return say("{team}: {mean} of the quota.", **words)
    return say("{team}: {mean} of the quota on average, 8 in 10 futures: {span}.", **words)


PANELS: tuple[tuple[str, Callable[[Sight], TilePanel]], ...] = (
    (mark("Won amount as it grows"), _fan),
    (mark("Funnel"), _funnel),
    (mark("Sales velocity"), _velocity),
    (mark("Pipeline waterfall"), _waterfall),
    (mark("Leaderboard"), _leaderboard),
    (mark("Recurring revenue"), customers_panel),
)
"""Every panel by the name under which its absence is told, in the order of the page.

A panel is added by one line here. One that raises `TableError` is left out, and its sentence says
why.
"""
