"""What a dashboard's card is made from: headline figures, panels, and what is missing.

This module knows no funnel and no simulation; the room that reports fills it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from simfunnel.cards.spans import Span
from simfunnel.cards.tables import Grid
from simfunnel.charts import FanData, Figure
from simfunnel.words import language, say

__all__ = ["DashboardCard", "Tile", "TilePanel", "tiles_grid"]

Draw = Callable[..., Figure]
"""Takes ``theme`` and ``bare``, as every chart does."""


@dataclass(frozen=True)
class Tile:
    """One figure.

    Parameters
    ----------
    label : str
    value : str
        With its unit.
    span : str
        Between what 8 in 10 futures lie, or why there is no range; may be empty.
    sign : str
        What stands before it in a sum or a product; may be empty.

    Examples
    --------
    >>> Tile("Win rate", "12 %", "10 to 14 %").sign
    ''
    """

    label: str
    value: str
    span: str = ""
    sign: str = ""


@dataclass(frozen=True, eq=False)
class TilePanel:
    """One part of a dashboard: figures, a picture, or both; each has a form for the terminal.

    Parameters
    ----------
    key : str
        Its name in `DashboardCard.figure` and in JSON.
    title : str
        The finding.
    subtitle : str
        What is shown, in which unit, over which days.
    draw : callable, optional
        Makes the picture.
    tiles : tuple of Tile
        Figures; above the picture, where there is one.
    grid : Grid, optional
        The picture as a table, for the terminal.
    fan : FanData, optional
        Drawn in the terminal in the place of a table.
    notes : tuple of str
        Sentences below.

    Examples
    --------
    >>> TilePanel("velocity", "EUR 4,000 a day", "1 Jan to 30 Jun").notes
    ()
    """

    key: str
    title: str
    subtitle: str
    draw: Draw | None = field(default=None, kw_only=True)
    tiles: tuple[Tile, ...] = field(default=(), kw_only=True)
    grid: Grid | None = field(default=None, kw_only=True)
    fan: FanData | None = field(default=None, kw_only=True)
    notes: tuple[str, ...] = field(default=(), kw_only=True)


@dataclass(frozen=True, eq=False)
class DashboardCard:
    """Everything a dashboard shows, in the same order in a notebook, a terminal and a page.

    Parameters
    ----------
    name : str
        Of the scenario or export.
    day : str
        As of when.
    sentence : tuple of Span
        The state in one sentence.
    tiles : tuple of Tile
        The headline figures.
    note : str
        Over which days and in how many futures the figures are taken.
    panels : tuple of TilePanel
        At least one; the first one's picture stands for the whole where one is shown only.
    missing : tuple of (str, str)
        What is not shown, and why.
    stopped : str
        That the run was stopped, and after how many futures; empty for a whole one.
    made_by : tuple of (str, str)
    again : str
        The line that makes it again.
    kind : {"outlook", "history"}
    """

    name: str
    day: str
    sentence: tuple[Span, ...]
    tiles: tuple[Tile, ...]
    panels: tuple[TilePanel, ...]
    note: str = field(default="", kw_only=True)
    missing: tuple[tuple[str, str], ...] = field(default=(), kw_only=True)
    stopped: str = field(default="", kw_only=True)
    made_by: tuple[tuple[str, str], ...] = field(default=(), kw_only=True)
    again: str = field(default="", kw_only=True)
    kind: Literal["outlook", "history"] = field(default="outlook", kw_only=True)
    locale: str = field(default_factory=language, kw_only=True)

    @property
    def text(self) -> str:
        """The sentence as plain text with ordinary spaces."""
        return "".join(s.text for s in self.sentence).replace("\N{NO-BREAK SPACE}", " ")


def tiles_grid(tiles: tuple[Tile, ...]) -> Grid:
    """Return figures as a table; without a column of ranges where there is none.

    Parameters
    ----------
    tiles : tuple of Tile

    Examples
    --------
    >>> tiles_grid((Tile("Win rate", "12 %", "10 to 14 %"),)).rows
    (('Win rate', '12 %', '10 to 14 %'),)
    """
    signs, ranges = any(tile.sign for tile in tiles), any(tile.span for tile in tiles)
    rows = tuple(
        (*((tile.sign,) if signs else ()), tile.label, tile.value,
         *((tile.span,) if ranges else ()))
        for tile in tiles
    )  # fmt: skip
    words = 2 if signs else 1
    heads = (*("",) * words, *((say("average"), say("8 in 10")) if ranges else ("",)))
    return Grid((), heads, rows, words, frozenset({words}))
