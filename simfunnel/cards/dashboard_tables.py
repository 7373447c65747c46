"""The pictures of a dashboard as tables, for the terminal: the same figures and words."""

from __future__ import annotations

from simfunnel.cards.tables import Grid
from simfunnel.charts import (
    FunnelData,
    LeaderboardData,
    RevenueData,
    WaterfallData,
    figure_text,
    leader_cells,
    move_label,
    revenue_texts,
    waterfall_texts,
)
from simfunnel.units import format_share
from simfunnel.words import say

__all__ = ["funnel_grid", "leaderboard_grid", "revenue_grid", "waterfall_grid"]

_NONE = "\N{EN DASH}"


def waterfall_grid(data: WaterfallData) -> Grid:
    r"""Return a waterfall as a table.

    Parameters
    ----------
    data : WaterfallData

    Examples
    --------
    >>> from simfunnel.charts.board_examples import example_waterfall
    >>> waterfall_grid(example_waterfall()).rows[0]
    ('Open at the start', '0.50\xa0M', 'exactly')
    """
    n = 2 if data.has_ranges else 1
    rows = tuple((part.label, *waterfall_texts(data, part)[:n]) for part in data.parts)
    return Grid((), ("", *_heads(data.has_ranges)), rows, 1, frozenset({1}))


def revenue_grid(data: RevenueData) -> Grid:
    r"""Return a waterfall of recurring revenue as a table.

    Parameters
    ----------
    data : RevenueData

    Examples
    --------
    >>> from simfunnel.charts.board_examples import example_recurring
    >>> revenue_grid(example_recurring().whole).rows[0]
    ('At the start', '240,000', 'exactly')
    """
    n = 2 if data.has_ranges else 1
    rows = tuple((move_label(name), *revenue_texts(data, name)[:n]) for name in data.moves)
    return Grid((), ("", *_heads(data.has_ranges)), rows, 1, frozenset({1}))


def _heads(has_ranges: bool) -> tuple[str, ...]:
    """Return the headings over figures."""
    return (say("average"), say("8 in 10")) if has_ranges else ("",)


def leaderboard_grid(data: LeaderboardData) -> Grid:
    """Return a leaderboard as a table.

    Parameters
    ----------
    data : LeaderboardData

    Examples
    --------
    >>> from simfunnel.charts.board_examples import example_leaderboard
    >>> [row[0] for row in leaderboard_grid(example_leaderboard()).rows]
    ['Anna', 'Ben', 'Chiara', 'Dmitri']
    """
    rows = tuple((row.shown, *leader_cells(data, row)) for row in data.shown)
    heads = ["", *_heads(data.has_ranges)]
    if data.has_quotas:
        heads.append(say("of quota"))
    if data.has_ranges:
        heads.append(say("comes first"))
    return Grid((), tuple(heads), rows, 1, frozenset({1}))


def funnel_grid(data: FunnelData) -> Grid:
    """Return a funnel as a table.

    Parameters
    ----------
    data : FunnelData

    Examples
    --------
    >>> from simfunnel.charts.more_examples import example_funnel
    >>> funnel_grid(example_funnel()).rows[-1][:2]
    ('Won', '121')
    """
    rows = []
    for stage in (*data.main, *data.parked):
        share = _NONE if stage.goes_on is None else format_share(stage.goes_on, data.locale)
        days = _NONE if stage.days is None else figure_text(stage.days, 1, data.locale)
        span = () if data.is_past else (stage.there.range_text(),)
        rows.append((stage.shown, stage.there.text(), *span, share, days))
    won = () if data.is_past else (data.won.range_text(),)
    rows.insert(len(data.main), (say("Won"), data.won.text(), *won, "", ""))
    heads = ("", *_heads(not data.is_past), say("go on"), say("days"))
    if all(stage.days is None for stage in data.stages):
        return Grid((), heads[:-1], tuple(row[:-1] for row in rows), 1, frozenset({1}))
    return Grid((), heads, tuple(rows), 1, frozenset({1}))
