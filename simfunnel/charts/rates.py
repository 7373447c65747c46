"""Said against realised: the share of each stage that goes on, as stated, as shown, as it came."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from simfunnel.charts.figure import Figure
from simfunnel.charts.marks import Label, Layer, Sheet, pixels, rule, sheet, texts
from simfunnel.charts.rates_data import (
    RateRow,
    RatesData,
    rates_alt,
    rates_subtitle,
    rates_title,
)
from simfunnel.charts.shapes import Tile, tiles, wrapped
from simfunnel.charts.theme import LIGHT, Theme
from simfunnel.units import format_share
from simfunnel.words import say

__all__ = ["draw_rates"]

_INNER, _SIDE, _TITLE = 820.0, 18.0, 66.0
_LEAST_NAMES, _MOST_NAMES, _NAME_CHARACTER, _LINE = 70.0, 190.0, 6.9, 26
_COLUMNS, _SAID_AT, _SHOWS_AT, _RUNS_AT = 268.0, 64.0, 146.0, 268.0
_PITCH, _BAR, _HEAD, _FOOT = 34.0, 14.0, 30.0, 50.0
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


def draw_rates(data: RatesData, *, theme: Theme = LIGHT, bare: bool = False) -> Figure:
    """Draw what is said of each stage beside what will be shown and what the runs realised.

    Parameters
    ----------
    data : RatesData
        The stages.
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
    >>> from simfunnel.charts.more_examples import example_rates
    >>> draw_rates(example_rates()).data["said"].tolist()
    [0.55, 0.4, 0.75]
    """
    plot = _Rows(data, theme)
    title, alt = rates_title(data), rates_alt(data)
    frame = Sheet(_INNER, plot.height, 0.0, 0.0, 0.0, 4.0, alt=alt)
    if not bare:
        sides = (_SIDE, _TITLE, _SIDE, 14.0)
        frame = Sheet(_INNER, plot.height, *sides, title, rates_subtitle(data), alt, 0.0)
    return Figure(sheet(frame, plot.layers(), {}, theme), _table(data), title, alt)


def _table(data: RatesData) -> pd.DataFrame:
    """Return the table behind the rows."""
    levels = ["p10", "p25", "p50", "p75", "p90"]
    rows = [
        {"stage": row.name, "said": row.said, "will_show": row.shows}
        | dict(zip(levels, row.realised or (None,) * 5, strict=True))
        for row in data.rows
    ]
    return pd.DataFrame(rows, columns=["stage", "said", "will_show", *levels])


@dataclass(frozen=True, eq=False)
class _Rows:
    """The geometry and the layers of one chart."""

    data: RatesData
    theme: Theme

    @cached_property
    def names(self) -> list[str]:
        """Names of the stages, on at most two lines."""
        return [wrapped(row.shown, _LINE) for row in self.data.rows]

    @cached_property
    def left(self) -> float:
        """Where the axis begins."""
        longest = max(len(line) for name in self.names for line in name.split("\n"))
        return min(max(longest * _NAME_CHARACTER + 16.0, _LEAST_NAMES), _MOST_NAMES)

    @cached_property
    def width(self) -> float:
        """From nought to a hundred per cent, in pixels."""
        return _INNER - _COLUMNS - self.left

    @cached_property
    def low(self) -> float:
        """Lower end of the rows."""
        return _HEAD + _PITCH * len(self.data.rows)

    @cached_property
    def height(self) -> float:
        """Of everything."""
        return self.low + _FOOT

    def x(self, share: float) -> float:
        """Return the pixel of a share."""
        return self.left + self.width * share

    def y(self, i: int) -> float:
        """Return the pixel of the middle of a row."""
        return _HEAD + _PITCH * (i + 0.5)

    def layers(self) -> list[Layer]:
        """Return all layers, from back to front."""
        return [
            *self._grid(),
            tiles(self._bands()),
            *self._signs(),
            *texts([*self._names(), *self._figures(), *self._axis(), *self._meaning()]),
        ]

    def _grid(self) -> list[Layer]:
        """Return a line at every quarter."""
        return [
            rule(
                {"x": {"value": self.x(t)}, "y": {"value": _HEAD}, "y2": {"value": self.low}},
                colour=self.theme.grid if t else self.theme.rule,
                width=1.0,
            )
            for t in _TICKS
        ]

    def _bands(self) -> list[Tile]:
        """Return what the runs realised: two bands and the middle."""
        theme, found = self.theme, []
        for i, row in enumerate(self.data.rows):
            if row.realised is None:
                continue
            p10, p25, p50, p75, p90 = map(self.x, row.realised)
            top = self.y(i) - _BAR / 2.0
            found += [
                Tile(p10, top, p90 - p10, _BAR, theme.blue, theme.outer, "p10 to p90"),
                Tile(p25, top, p75 - p25, _BAR, theme.blue, theme.inner, "p25 to p75"),
                Tile(p50 - 1.1, top - 1.0, 2.2, _BAR + 2.0, theme.blue, 1.0, "p50"),
            ]
        return found

    def _signs(self) -> list[Layer]:
        """Return what is said as hollow diamonds, and what will be shown as full dots."""
        found = []
        for field, shape in (("shows", "circle"), ("said", "diamond")):
            rows = [
                {"px": round(self.x(value), 2), "py": self.y(i), "what": field}
                for i, row in enumerate(self.data.rows)
                if (value := getattr(row, field)) is not None
            ]
            full = field == "shows"
            mark: Layer = {"type": "point", "shape": shape, "size": 44 if full else 120}
            mark["opacity"] = 1
            mark |= (
                {"filled": True, "color": self.theme.ink}
                if full
                else {"filled": False, "stroke": self.theme.ink, "strokeWidth": 1.5}
            )
            encoding = {"x": pixels("px"), "y": pixels("py")}
            if rows:
                found.append({"data": {"values": rows}, "mark": mark, "encoding": encoding})
        return found

    def _names(self) -> list[Label]:
        """Return the names of the rows."""
        return [
            Label(name, self.left - 12.0, self.y(i) - 7.0 * name.count("\n"), self.theme.ink,
                  size=12.5, align="right")
            for i, name in enumerate(self.names)
        ]  # fmt: skip

    def _figures(self) -> list[Label]:
        """Return the three columns of numbers."""
        theme, found = self.theme, []
        right = _INNER - _COLUMNS
        heads = ((say("said"), _SAID_AT), (say("will show"), _SHOWS_AT),
                 (say("in the runs, 8 in 10"), _RUNS_AT))  # fmt: skip
        found = [
            Label(words, right + at, _HEAD - 14.0, theme.faint, size=11.5, align="right")
            for words, at in heads
        ]
        for i, row in enumerate(self.data.rows):
            columns = [
                (self._said(row), _SAID_AT, False),
                (
                    say("nobody") if row.shows is None else self.data.share(row.shows),
                    _SHOWS_AT,
                    True,
                ),
                (self._runs(row), _RUNS_AT, False),
            ]
            found += [
                Label(words, right + at, self.y(i), theme.ink if bold else theme.soft, bold, 12.5,
                      "right")
                for words, at, bold in columns
            ]  # fmt: skip
        return found

    def _said(self, row: RateRow) -> str:
        """Return what is said of a stage."""
        return say("measured") if row.said is None else self.data.share(row.said)

    def _runs(self, row: RateRow) -> str:
        """Return what the runs realised."""
        if row.realised is None:
            return say("too early to say")
        low, high = row.realised[0], row.realised[-1]
        if low == high:
            return self.data.share(low)
        first = f"{100 * low:.0f}"
        return f"{first}\N{EN DASH}{self.data.share(high)}"

    def _axis(self) -> list[Label]:
        """Return the labels of the axis."""
        return [
            Label(format_share(t, self.data.locale), self.x(t), self.low + 12.0, self.theme.soft,
                  size=11.5, align="center")
            for t in _TICKS
        ]  # fmt: skip

    def _meaning(self) -> list[Label]:
        """Return what the signs are."""
        words = say(
            "Diamond: said. Dot: will show, every rate as stated, with limits and events. Bar:"
            " runs, of stays begun early enough to have ended; inner band 5 in 10, line median."
        )
        return [Label(words, 0.0, self.height - 6.0, self.theme.faint, size=11.0)]
