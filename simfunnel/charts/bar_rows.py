"""Rows of bars with columns of figures beside them: certain parts are solid, others fade out.

Shared by charts whose rows are amounts that differ from future to future.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from simfunnel.charts.amounts import Amounts
from simfunnel.charts.axes import amount_ticks
from simfunnel.charts.marks import Label, Layer, Sheet, rule, texts
from simfunnel.charts.shapes import Tile, tiles, wrapped
from simfunnel.charts.theme import Theme

__all__ = ["Bar", "BarRows", "Column"]

_INNER, _LEAST_NAMES, _MOST_NAMES = 820.0, 60.0, 196.0
_TOP, _BOTTOM, _SIDE, _TITLE = 26.0, 46.0, 18.0, 62.0
_PITCH, _BAR, _LINE, _CHARACTER = 31.0, 19.0, 28, 6.9
_HEADROOM = 1.04


@dataclass(frozen=True)
class Column:
    """A column of figures beside the bars.

    Parameters
    ----------
    head : str
    width : float
        In pixels, the gap before it included.
    bold : bool
    align : {"left", "right"}

    Examples
    --------
    >>> Column("average", 80.0, bold=True).align
    'right'
    """

    head: str
    width: float
    bold: bool = False
    align: str = "right"


@dataclass(frozen=True)
class Bar:
    """One row.

    Parameters
    ----------
    label : str
    start, low, high : float
        Where the bar begins, and between where it ends in 8 of 10 futures, in any order.
    mean : float
        Where the average lies.
    colour : str
    opacity : float
        Of what is certain.
    cells : tuple of str
        A text for each column.
    strong : bool
        Whether the label is set bold.

    Examples
    --------
    >>> Bar("Came", 0.0, 3.0, 5.0, 4.0, "#000", 1.0, ("4", "3-5")).is_exact
    False
    """

    label: str
    start: float
    low: float
    high: float
    mean: float
    colour: str
    opacity: float
    cells: tuple[str, ...]
    strong: bool = False

    @property
    def is_exact(self) -> bool:
        """Whether all of it is certain."""
        return self.low == self.high == self.mean

    @property
    def certain(self) -> float:
        """Where it is certain no longer; the start where nobody knows to which side it goes."""
        if (self.low - self.start) * (self.high - self.start) < 0.0:
            return self.start
        return min(self.low, self.high, key=lambda end: abs(end - self.start))


@dataclass(frozen=True, eq=False)
class BarRows:
    """The geometry and the layers of one chart of rows.

    Parameters
    ----------
    bars : sequence of Bar
        From top to bottom.
    columns : sequence of Column
    amounts : Amounts
        How the axis is written.
    theme : Theme
    foot : str
        How it is to be read.
    linked : bool
        Whether a thin line leads from each average to the next row.

    Examples
    --------
    >>> from simfunnel.charts.theme import LIGHT
    >>> bar = Bar("Came", 0.0, 3.0, 5.0, 4.0, "#000", 1.0, ("4",))
    >>> BarRows([bar], [Column("average", 80.0)], Amounts("won"), LIGHT).width
    680.0
    """

    bars: Sequence[Bar]
    columns: Sequence[Column]
    amounts: Amounts
    theme: Theme
    foot: str = ""
    linked: bool = False

    @cached_property
    def names(self) -> list[str]:
        """Labels of the rows, on at most two lines."""
        return [wrapped(bar.label, _LINE) for bar in self.bars]

    @cached_property
    def left(self) -> float:
        """Room for the labels, in pixels."""
        longest = max(len(line) for name in self.names for line in name.split("\n"))
        return min(max(longest * _CHARACTER + 14.0, _LEAST_NAMES), _MOST_NAMES)

    @cached_property
    def width(self) -> float:
        """Of the bars, in pixels."""
        return _INNER - self.left - sum(column.width for column in self.columns)

    @property
    def height(self) -> float:
        """Of the rows, in pixels."""
        return _PITCH * len(self.bars)

    @cached_property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest value."""
        values = [v for bar in self.bars for v in (bar.start, bar.low, bar.high, bar.mean)]
        return min(0.0, *values), max(0.0, *values) * _HEADROOM or 1.0

    def x(self, value: float) -> float:
        """Return the pixel of a value."""
        low, high = self.ends
        return self.width * (value - low) / (high - low)

    def y(self, i: int) -> float:
        """Return the pixel of the middle of a row."""
        return _PITCH * (i + 0.5)

    def frame(self, words: tuple[str, str, str], *, bare: bool) -> Sheet:
        """Return the sheet: 820 pixels wide inside a card, 856 alone.

        Parameters
        ----------
        words : (str, str, str)
            Title, subtitle and the text for those who cannot see it.
        bare : bool
            Leave out title, subtitle and side padding.
        """
        title, subtitle, alt = words
        wide = _INNER - self.left
        if bare:
            return Sheet(wide, self.height, self.left, _TOP, 0.0, _BOTTOM, alt=alt)
        sides = (self.left + _SIDE, _TOP + _TITLE, _SIDE, _BOTTOM + 10.0)
        return Sheet(wide, self.height, *sides, title, subtitle, alt, 18.0)

    def layers(self) -> list[Layer]:
        """Return all layers, from back to front."""
        labels = [*self._names(), *self._figures(), *self._axis()]
        return [*self._grid(), tiles(self._tiles()), *self._averages(), *texts(labels)]

    @cached_property
    def _ticks(self) -> list[tuple[float, str]]:
        """Labelled values of the axis."""
        return amount_ticks(self.ends[1], self.amounts, most=4)

    def _grid(self) -> list[Layer]:
        """Return the grid, and the base line."""
        return [
            rule(
                {"x": {"value": self.x(value)}, "y": {"value": 0.0}, "y2": {"value": self.height}},
                colour=self.theme.grid if value else self.theme.rule,
                width=1.0,
            )
            for value, _ in self._ticks
        ]

    def _tiles(self) -> list[Tile]:
        """Return what is certain of each bar, and what is not."""
        found = []
        for i, bar in enumerate(self.bars):
            for start, end, opacity in (
                (bar.start, bar.certain, bar.opacity),
                (bar.low, bar.high, self.theme.inner),
            ):
                left, right = sorted((self.x(start), self.x(end)))
                top = self.y(i) - _BAR / 2.0
                found.append(Tile(left, top, right - left, _BAR, bar.colour, opacity, bar.label))
        return found

    def _averages(self) -> list[Layer]:
        """Return a mark at each average that is not certain, and lines on to the next rows."""
        found = []
        for i, bar in enumerate(self.bars):
            x, half = {"value": self.x(bar.mean)}, _BAR / 2.0
            if not bar.is_exact:
                ends = {"y": {"value": self.y(i) - half}, "y2": {"value": self.y(i) + half}}
                found.append(rule({"x": x, **ends}, colour=self.theme.ink, width=2.0))
            if self.linked and i + 1 < len(self.bars):
                ends = {"y": {"value": self.y(i) + half}, "y2": {"value": self.y(i + 1) - half}}
                found.append(rule({"x": x, **ends}, colour=self.theme.faint, width=0.8))
        return found

    def _names(self) -> list[Label]:
        """Return the labels of the rows."""
        return [
            Label(
                name, -12.0, self.y(i) - 7.0 * name.count("\n"), self.theme.ink, bar.strong, 12.5,
                "right",
            )
            for i, (bar, name) in enumerate(zip(self.bars, self.names, strict=True))
        ]  # fmt: skip

    def _figures(self) -> list[Label]:
        """Return the columns with their heads."""
        found, edge = [], self.width
        for k, column in enumerate(self.columns):
            edge += column.width
            x = edge if column.align == "right" else edge - column.width + 16.0
            head = Label(column.head, x, -10.0, self.theme.faint, size=11.5, align=column.align)
            colour = self.theme.ink if column.bold else self.theme.soft
            found += [head] + [
                Label(bar.cells[k], x, self.y(i), colour, column.bold, 12.5, column.align)
                for i, bar in enumerate(self.bars)
            ]
        return found

    def _axis(self) -> list[Label]:
        """Return the labels of the axis, and how the chart is to be read."""
        soft, low = self.theme.soft, self.height
        found = [
            Label(words, self.x(value), low + 12.0, soft, size=11.5, align="center")
            for value, words in self._ticks
        ]
        if self.foot:
            found.append(Label(self.foot, -self.left, low + 35.0, self.theme.faint, size=11.0))
        return found
