"""The panel of customers: how recurring revenue moves, and what became of those of today."""

from __future__ import annotations

import numpy as np

from simfunnel.cards import Tile, TilePanel, revenue_grid
from simfunnel.charts import (
    Span,
    day_short,
    draw_revenue_waterfall,
    revenue_of,
    revenue_subtitle,
    revenue_title,
    span_of,
)
from simfunnel.indicators.customers import NET, YEARLY
from simfunnel.reports.sight import NONE, Sight
from simfunnel.words import say

__all__ = ["customers_panel"]


def customers_panel(sight: Sight) -> TilePanel:
    """Return recurring revenue from its start to its end, and headline figures of customers.

    Parameters
    ----------
    sight : Sight

    Raises
    ------
    TableError
        If no deal becomes a customer; the sentence says what is missing.
    """
    data = revenue_of(
        {name: values[:, 0] for name, values in sight.parts("recurring_waterfall").items()},
        since=sight.since, until=sight.until, currency=sight.found.currency,
    )  # fmt: skip
    tiles, notes = _tiles(sight)
    return TilePanel(
        "recurring", revenue_title(data), revenue_subtitle(data), tiles=tiles, notes=notes,
        draw=lambda **look: draw_revenue_waterfall(data, **look), grid=revenue_grid(data),
    )  # fmt: skip


def _tiles(sight: Sight) -> tuple[tuple[Tile, ...], tuple[str, ...]]:
    """Return the headline figures, and why some of them are missing."""
    day = day_short(sight.until)
    heads = span_of(sight.draws("customers", "end"))
    found = [
        Tile(say("Recurring revenue a year, {day}", day=day),
             *sight.money(span_of(sight.draws("recurring_revenue", YEARLY)))),
        Tile(say("Customers, {day}", day=day), heads.text(),
             sight.range(heads, lambda *_: heads.range_text())),
    ]  # fmt: skip
    kept = _known(sight, "net_revenue_retention", NET)
    left = _known(sight, "churn_rate", "customers")
    notes = [say("Net retention and churn are those of customers of today over all these days, not "
                 "of a year.")]  # fmt: skip
    for label, span in (
        (say("Net retention, customers of today"), kept),
        (say("Churn, customers of today"), left),
    ):
        found.append(Tile(label, NONE) if span is None else Tile(label, *sight.share(span)))
    if kept is None or left is None:
        notes = [say("Nobody is a customer at the start, so there is no retention and no churn of "
                     "those of today.")]  # fmt: skip
    cash = say("Cash received")
    if "cash" in sight.found.missing:
        found.append(Tile(cash, NONE))
        notes.append(say("{what}: {why}", what=cash, why=sight.found.missing["cash"]))
    else:
        found.append(Tile(cash, *sight.money(span_of(sight.draws("cash", "received")))))
    return tuple(found), tuple(notes)


def _known(sight: Sight, kpi: str, part: str) -> Span | None:
    """Return average and range of a share; None where no future has one."""
    values = sight.parts(kpi)[part][:, 0]
    known = values[np.isfinite(values)]
    return span_of(known) if known.size else None
