"""The flow of leads: ribbons as wide as their numbers, from where they enter to how they end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from simfunnel.charts.figure import Figure
from simfunnel.charts.flow_data import FlowData
from simfunnel.charts.flow_labels import FlowLabels
from simfunnel.charts.flow_nodes import NODE
from simfunnel.charts.flow_ribbons import FlowRibbons
from simfunnel.charts.flow_words import flow_alt, flow_subtitle, flow_title
from simfunnel.charts.marks import Label, Layer, Sheet, rule, sheet, texts
from simfunnel.charts.shapes import Ribbon, Tile, leaning, ribbons, tiles
from simfunnel.charts.theme import LIGHT, Theme

__all__ = ["draw_flow"]

_INNER, _SIDE, _TITLE, _MARGIN = 820.0, 18.0, 66.0, 6.0
_OPACITY = {"on": 0.42, "won": 0.85, "again": 0.85, "wakes": 0.8, "open": 0.24}
_ORDER = ("out", "open", "parked", "on", "won", "wakes", "again")
_STUB = 34.0
_SKY, _THERE = 0.55, 0.6


def draw_flow(data: FlowData, *, theme: Theme = LIGHT, bare: bool = False) -> Figure:
    """Draw where leads enter, how they move from stage to stage, and how they end.

    Parameters
    ----------
    data : FlowData
        The flow.
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
    >>> from simfunnel.charts.more_examples import example_flow
    >>> draw_flow(example_flow()).data.columns.tolist()
    ['from', 'to', 'leads', 'kind']
    """
    plot = _Flow(data, theme)
    title, alt = flow_title(data), flow_alt(data)
    frame = Sheet(_INNER, plot.height, 0.0, 0.0, 0.0, _MARGIN, alt=alt)
    if not bare:
        sides = (_SIDE, _TITLE, _SIDE, _MARGIN + 12.0)
        frame = Sheet(_INNER, plot.height, *sides, title, flow_subtitle(data), alt, 0.0)
    return Figure(sheet(frame, plot.layers(), {}, theme), _table(data), title, alt)


def _table(data: FlowData) -> pd.DataFrame:
    """Return the table behind the ribbons: who comes in, who moves, who ends."""
    rows: list[tuple[str, str, float, str]] = [
        (entry.source, entry.stage, entry.count, "enters" if entry.source else "open")
        for entry in data.entries
    ]
    rows += [(move.start, move.end, move.count, "moves") for move in data.moves]
    rows += [(end.stage, end.outcome, end.count, "ends") for end in data.ends]
    return pd.DataFrame(rows, columns=["from", "to", "leads", "kind"])


@dataclass(frozen=True, eq=False)
class _Flow:
    """The layers of one flow."""

    data: FlowData
    theme: Theme

    @cached_property
    def ribbons(self) -> FlowRibbons:
        """The ways of the ribbons."""
        return FlowRibbons(self.data)

    @cached_property
    def labels(self) -> FlowLabels:
        """What is written."""
        return FlowLabels(self.ribbons, self.theme)

    @cached_property
    def down(self) -> float:
        """How far everything is moved down, so that nothing lies above the plot."""
        return _MARGIN - self.labels.top

    @cached_property
    def height(self) -> float:
        """Of the plot."""
        return max(self.labels.bottom, 1.0) + self.down

    def layers(self) -> list[Layer]:
        """Return all layers, from back to front."""
        labels = self.labels
        return [
            tiles(self._lower(self._stubs())),
            *ribbons(self._ribbons()),
            tiles(self._lower(self._nodes())),
            *self._leaders(),
            *leaning(self._lowered(labels.leaning), labels.angle),
            *texts(self._lowered(labels.flat)),
        ]

    def _lower(self, found: list[Tile]) -> list[Tile]:
        """Return tiles, moved down."""
        return [replace(tile, top=tile.top + self.down) for tile in found]

    def _lowered(self, found: list[Label]) -> list[Label]:
        """Return texts, moved down."""
        return [replace(label, y=label.y + self.down) for label in found]

    def _ribbons(self) -> list[Ribbon]:
        """Return all ribbons: grey first, then pink, then blue, returns last."""
        theme = self.theme
        colours = {
            "out": theme.past,
            "open": theme.blue,
            "parked": theme.back,
            "on": theme.blue,
            "won": theme.blue,
            "wakes": theme.back,
            "again": theme.back,
        }
        ordered = sorted(self.ribbons.ways, key=lambda way: _ORDER.index(way.kind))
        return [
            Ribbon(
                tuple((x, y + self.down) for x, y in way.points),
                max(way.width, 0.7),
                colours[way.kind],
                _OPACITY.get(way.kind, theme.inner),
                f"{way.start} > {way.end}",
            )
            for way in ordered
        ]

    def _stubs(self) -> list[Tile]:
        """Return what comes from outside, and what is there on the first day."""
        found = []
        for entry, top, high in self.labels.stubs:
            node = self.ribbons.nodes.node(entry.stage)
            looks = (self.theme.sky, _SKY) if entry.source else (self.theme.past, _THERE)
            left = node.x - _STUB
            found.append(Tile(left, top, _STUB, high, *looks, entry.source or "open"))
        return found

    def _leaders(self) -> list[Layer]:
        """Return thin lines from words to what they name."""
        return [
            rule(
                {
                    "x": {"value": x},
                    "y": {"value": y + self.down},
                    "x2": {"value": x2},
                    "y2": {"value": y2 + self.down},
                },
                colour=self.theme.faint,
                width=0.8,
            )
            for x, y, x2, y2 in self.labels.leaders
        ]

    def _nodes(self) -> list[Tile]:
        """Return the bars of stages, parking places and ends."""
        theme, nodes = self.theme, self.ribbons.nodes
        found = [
            Tile(node.x, node.top, NODE, max(node.height, 1.5), theme.blue, 1.0, name)
            for name, node in nodes.stages.items()
        ]
        found += [
            Tile(node.x, node.top, NODE, max(node.height, 1.5), theme.back, 1.0, name)
            for name, node in nodes.parking.items()
        ]
        for name, node in nodes.ends.items():
            colour = theme.blue if name in ("won", "open") else theme.past
            opacity = 0.5 if name == "open" else 1.0
            high = max(node.height, 1.5)
            found.append(Tile(node.x, node.top, NODE, high, colour, opacity, name))
        return found
