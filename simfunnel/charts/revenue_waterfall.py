"""The waterfall of recurring revenue: what recurs at the start, what moves it, what recurs then.

Each bar starts where the average before it ends, because averages add up.
"""

from __future__ import annotations

import pandas as pd

from simfunnel.charts.amounts import Amounts
from simfunnel.charts.bar_rows import Bar, BarRows, Column
from simfunnel.charts.figure import Figure
from simfunnel.charts.marks import sheet
from simfunnel.charts.recurring_data import MOVES, TAKES, RevenueData, move_label
from simfunnel.charts.recurring_words import (
    revenue_alt,
    revenue_subtitle,
    revenue_texts,
    revenue_title,
)
from simfunnel.charts.theme import LIGHT, Theme
from simfunnel.words import say

__all__ = ["draw_revenue_waterfall", "move_looks"]


def move_looks(theme: Theme) -> dict[str, tuple[str, float]]:
    """Return colour and opacity of each move.

    Parameters
    ----------
    theme : Theme

    Examples
    --------
    >>> move_looks(LIGHT)["expansion"][0] == LIGHT.blue
    True
    """
    return {
        "start": (theme.past, 1.0),
        "new": (theme.sky, 0.55),
        "expansion": (theme.blue, 1.0),
        "contraction": (theme.past, 0.5),
        "churn": (theme.past, 0.95),
        "end": (theme.blue, 0.78),
    }


def draw_revenue_waterfall(
    data: RevenueData, *, theme: Theme = LIGHT, bare: bool = False
) -> Figure:
    """Draw how recurring revenue came from its start to its end, with averages and ranges.

    Parameters
    ----------
    data : RevenueData
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
    >>> from simfunnel.charts.board_examples import example_recurring
    >>> draw_revenue_waterfall(example_recurring().whole).data["move"].tolist()
    ['start', 'new', 'expansion', 'contraction', 'churn', 'end']
    """
    columns = [Column(say("average") if data.has_ranges else say("amount"), 96.0, bold=True)]
    if data.has_ranges:
        columns.append(Column(say("8 in 10 futures"), 138.0))
    rows = BarRows(
        _bars(data, theme), columns, Amounts("won_amount", "", data.locale), theme,
        say("What customers pay a year. New, once onboarding is over; the others, when terms end."),
        linked=True,
    )  # fmt: skip
    words = revenue_title(data), revenue_subtitle(data), revenue_alt(data)
    spec = sheet(rows.frame(words, bare=bare), rows.layers(), {}, theme)
    return Figure(spec, _table(data), words[0], words[2])


def _signed(data: RevenueData) -> list[tuple[str, float, float, float]]:
    """Return name, average, low and high of each move; what leaves is negative."""
    found = []
    for name in MOVES:
        span, sign = data.moves[name], -1.0 if name in TAKES else 1.0
        found.append((name, sign * span.mean, sign * span.low, sign * span.high))
    return found


def _bars(data: RevenueData, theme: Theme) -> list[Bar]:
    """Return a bar for each move, where the average before it ends."""
    looks, found, reached = move_looks(theme), [], 0.0
    for name, mean, low, high in _signed(data):
        start = 0.0 if name == "end" else reached
        reached = start + mean
        cells = revenue_texts(data, name)[: 2 if data.has_ranges else 1]
        found.append(
            Bar(
                move_label(name), start, start + low, start + high, reached, *looks[name], cells,
                name == "end",
            )
        )  # fmt: skip
    return found


def _table(data: RevenueData) -> pd.DataFrame:
    """Return the table behind the bars; what leaves is negative."""
    return pd.DataFrame(_signed(data), columns=["move", "mean", "low", "high"])
