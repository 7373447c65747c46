"""The waterfall of a pipeline: what was there, what came, what left it and how, what is left.

Each bar starts where the average before it ends, because averages add up.
"""

from __future__ import annotations

import pandas as pd

from simfunnel.charts.amounts import Amounts
from simfunnel.charts.bar_rows import Bar, BarRows, Column
from simfunnel.charts.figure import Figure
from simfunnel.charts.marks import sheet
from simfunnel.charts.theme import LIGHT, Theme
from simfunnel.charts.waterfall_data import (
    WaterfallData,
    waterfall_alt,
    waterfall_subtitle,
    waterfall_texts,
    waterfall_title,
)
from simfunnel.words import say

__all__ = ["draw_waterfall"]

_SOLID, _LOST, _CAME = 0.78, 0.55, 0.75


def draw_waterfall(data: WaterfallData, *, theme: Theme = LIGHT, bare: bool = False) -> Figure:
    """Draw what a pipeline held, gained, won, lost and holds, with averages and ranges.

    Parameters
    ----------
    data : WaterfallData
    theme : Theme
        Palette.
    bare : bool
        Leave out title, subtitle and side padding, for a card that sets them itself.

    Returns
    -------
    Figure
        820 pixels wide inside a card, 856 alone.

    Examples
    --------
    >>> from simfunnel.charts.board_examples import example_waterfall
    >>> draw_waterfall(example_waterfall()).data["kind"].tolist()
    ['start', 'came', 'won', 'lost', 'lost', 'lost', 'end']
    """
    head = say("average")
    if not data.has_ranges:
        head = say("amount") if data.measure == "won_amount" else say("leads")
    columns = [Column(head, 96.0, bold=True)]
    if data.has_ranges:
        columns.append(Column(say("8 in 10 futures"), 128.0))
    rows = BarRows(
        _bars(data, theme), columns, Amounts(data.measure, "", data.locale), theme,
        _foot(data), linked=True,
    )  # fmt: skip
    words = waterfall_title(data), waterfall_subtitle(data), waterfall_alt(data)
    spec = sheet(rows.frame(words, bare=bare), rows.layers(), {}, theme)
    return Figure(spec, _table(data), words[0], words[2])


def _foot(data: WaterfallData) -> str:
    """Return how the bars are to be read."""
    if data.measure == "won":
        return say("A lead that was closed and comes back counts as one that comes.")
    return say(
        "A lead counts with its amount from its arrival on, until a discount or drift changes it; "
        "one without an amount counts 0."
    )


def _bars(data: WaterfallData, theme: Theme) -> list[Bar]:
    """Return a bar for each part, where the average before it ends."""
    looks = {
        "start": (theme.past, 1.0),
        "came": (theme.sky, _CAME),
        "repriced": (theme.past, _LOST),
        "won": (theme.past_line if data.is_past else theme.blue, 1.0),
        "lost": (theme.past, _LOST),
        "end": (theme.past if data.is_past else theme.blue, _SOLID),
    }
    found, reached = [], 0.0
    for part in data.parts:
        start = 0.0 if part.kind == "end" else reached
        reached = start + part.mean
        colour, opacity = looks[part.kind]
        cells = waterfall_texts(data, part)[: 2 if data.has_ranges else 1]
        found.append(
            Bar(
                part.label, start, start + part.low, start + part.high, reached, colour, opacity,
                cells, part.kind == "won",
            )
        )  # fmt: skip
    return found


def _table(data: WaterfallData) -> pd.DataFrame:
    """Return the table behind the bars; what leaves is negative."""
    columns = ["kind", "name", "mean", "low", "high"]
    rows = [[getattr(part, name) for name in columns] for part in data.parts]
    return pd.DataFrame(rows, columns=columns)
