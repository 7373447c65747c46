"""The leaderboard: what each seller wins, and in how many futures each comes first."""

from __future__ import annotations

import pandas as pd

from simfunnel.charts.amounts import Amounts
from simfunnel.charts.bar_rows import Bar, BarRows, Column
from simfunnel.charts.figure import Figure
from simfunnel.charts.leaderboard_data import (
    LeaderboardData,
    hidden_rows,
    leader_cells,
    leaderboard_alt,
    leaderboard_subtitle,
    leaderboard_title,
)
from simfunnel.charts.marks import sheet
from simfunnel.charts.theme import LIGHT, Theme
from simfunnel.words import say

__all__ = ["draw_leaderboard"]

_SOLID = 0.78


def draw_leaderboard(data: LeaderboardData, *, theme: Theme = LIGHT, bare: bool = False) -> Figure:
    """Draw what each seller wins, with averages, ranges and the chance to come first.

    Parameters
    ----------
    data : LeaderboardData
        At most twelve sellers are drawn; the chart says how many are not.
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
    >>> from simfunnel.charts.board_examples import example_leaderboard
    >>> draw_leaderboard(example_leaderboard()).data["seller"].tolist()
    ['Anna', 'Ben', 'Chiara', 'Dmitri']
    """
    columns = [Column(say("average") if data.has_ranges else say("amount"), 96.0, bold=True)]
    if data.has_ranges:
        columns.append(Column(say("8 in 10 futures"), 128.0))
    if data.has_quotas:
        columns.append(Column(say("of quota"), 76.0))
    if data.has_ranges:
        columns.append(Column(say("comes first"), 104.0, bold=True))
    colour = theme.past if data.is_past else theme.blue
    bars = [
        Bar(
            row.shown, 0.0, row.low, row.high, row.mean, colour, _SOLID,
            leader_cells(data, row),
        )
        for row in data.shown
    ]  # fmt: skip
    rows = BarRows(bars, columns, Amounts("won_amount", "", data.locale), theme, _foot(data))
    words = leaderboard_title(data), leaderboard_subtitle(data), leaderboard_alt(data)
    spec = sheet(rows.frame(words, bare=bare), rows.layers(), {}, theme)
    return Figure(spec, _table(data), words[0], words[2])


def _foot(data: LeaderboardData) -> str:
    """Return how the columns are to be read, and how many sellers are not shown."""
    told = list(hidden_rows(data))
    if data.has_ranges:
        told.append(say("Comes first: part of the futures in which nobody wins more, ±: 95 % "
                        "Monte Carlo error"))  # fmt: skip
    return ". ".join([*told, ""]).strip()


def _table(data: LeaderboardData) -> pd.DataFrame:
    """Return the table behind the bars, all sellers."""
    rows = [
        {"seller": row.name, "mean": row.mean, "low": row.low, "high": row.high}
        | {"first": None if row.first is None else row.first.share, "of_quota": row.quota}
        for row in data.rows
    ]
    return pd.DataFrame(rows, columns=["seller", "mean", "low", "high", "first", "of_quota"])
