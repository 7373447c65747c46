"""Where a result comes from: booked, from open leads, from leads to come, and all together.

Each bar starts where the average before it ends, because averages add up; medians and ranges do
not. What is certain is solid, what is not fades out.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from simfunnel.charts.axes import amount_ticks
from simfunnel.charts.figure import Figure
from simfunnel.charts.marks import Label, Layer, Sheet, look, pixels, rule, sheet, texts
from simfunnel.charts.origins_data import (
    Origin,
    OriginsData,
    origin_texts,
    origins_subtitle,
    origins_title,
)
from simfunnel.charts.theme import LIGHT, Theme
from simfunnel.charts.wording import clean_name
from simfunnel.words import say

__all__ = ["draw_origins"]

_LEFT, _WIDTH, _RIGHT = 92.0, 428.0, 300.0
_TOP, _BOTTOM, _SIDE, _TITLE = 26.0, 26.0, 18.0, 62.0
_PITCH, _BAR = 33.0, 19.0
_AVERAGE_AT, _RANGE_AT = 80.0, 96.0
_SOLID = 0.78
_HEADROOM = 1.04


def draw_origins(data: OriginsData, *, theme: Theme = LIGHT, bare: bool = False) -> Figure:
    """Draw the parts of a result as fading bars, with averages and ranges beside them.

    Parameters
    ----------
    data : OriginsData
        The parts.
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
    >>> from simfunnel.charts.examples import example_fan
    >>> fan = example_fan()
    >>> rows = (Origin("booked", 5.0, 5.0, 5.0, 5.0, 5.0, 1, 1, exact=True),
    ...         Origin("total", 5.0, 5.0, 5.0, 5.0, 5.0, 1, 1, exact=True))
    >>> draw_origins(OriginsData(rows, fan.amounts, fan.since, fan.until)).data["average"].tolist()
    [5.0, 5.0]
    """
    plot = _Bars(data, theme)
    title = origins_title(data)
    parts = [f"{data.label(row)} {', '.join(_spoken(data, row))}" for row in data.rows]
    alt = say("{title}. Averages: {parts}.", title=title, parts="; ".join(parts))
    frame = Sheet(_WIDTH, plot.height, _LEFT, _TOP, _RIGHT, _BOTTOM, alt=alt)
    if not bare:
        sides = (_LEFT + _SIDE, _TOP + _TITLE, _RIGHT + _SIDE, _BOTTOM + 12.0)
        frame = Sheet(_WIDTH, plot.height, *sides, title, origins_subtitle(data), alt, 16.0)
    spec = sheet(frame, plot.layers(), {"bars": plot.bars}, theme)
    return Figure(spec, _table(data), title, alt)


def _spoken(data: OriginsData, row: Origin) -> tuple[str, str]:
    """Return average and range of a row for those who hear the chart."""
    average, span = origin_texts(data, row, words=True)
    return average, span if row.exact else say("8 in 10 futures {span}", span=span)


def _table(data: OriginsData) -> pd.DataFrame:
    """Return the table behind the bars."""
    columns = ("average", "low", "high", "deals_low", "deals_high", "exact")
    rows = [
        {"part": data.label(row), **{name: getattr(row, name) for name in columns}}
        for row in data.rows
    ]
    return pd.DataFrame(rows, columns=["part", *columns])


class _Bars:
    """The geometry and the layers of one chart of origins."""

    def __init__(self, data: OriginsData, theme: Theme) -> None:
        """Lay out the rows."""
        self.data, self.theme = data, theme
        self.height = _PITCH * len(data.rows)
        self.starts = self._starts()
        ends = [start + row.high for start, row in zip(self.starts, data.rows, strict=True)]
        goal = [data.shown_target.value] if data.shown_target else []
        self.top = max([*ends, *goal]) * _HEADROOM or 1.0
        self.bottom = min(0.0, *(s + r.low for s, r in zip(self.starts, data.rows, strict=True)))
        self.bars = self._bar_rows()

    def _starts(self) -> list[float]:
        """Return where each bar begins: after the averages before it; the total at zero."""
        starts, reached = [], 0.0
        for row in self.data.rows:
            starts.append(0.0 if row.part == "total" else reached)
            reached += 0.0 if row.part == "total" else row.average
        return starts

    def x(self, value: float) -> float:
        """Return the pixel of an amount."""
        return _WIDTH * (value - self.bottom) / (self.top - self.bottom)

    def y(self, i: int) -> float:
        """Return the pixel of the middle of a row."""
        return _PITCH * (i + 0.5)

    def _bar_rows(self) -> list[dict[str, Any]]:
        """Return every piece of every bar with its ends, its row and its look."""
        found: list[dict[str, Any]] = []
        booked = sum(row.average for row in self.data.rows if row.part == "booked")
        for i, (row, start) in enumerate(zip(self.data.rows, self.starts, strict=True)):
            past = row.average if row.part == "booked" else booked if row.part == "total" else 0.0
            self._piece(found, i, start, start + past, "past")
            if row.part == "booked" or row.exact:
                continue
            self._piece(found, i, start + past, start + max(row.low, past), "solid")
            begin = max(row.low, past)
            self._piece(found, i, start + begin, start + row.high, "outer")
            self._piece(
                found, i, start + max(row.lower_quarter, past), start + row.upper_quarter, "inner"
            )
        return found

    def _piece(
        self, found: list[dict[str, Any]], i: int, start: float, end: float, kind: str
    ) -> None:
        """Add one piece, unless it is empty."""
        theme = self.theme
        colour, opacity = {
            "past": (theme.past, 1.0),
            "solid": (theme.blue, _SOLID),
            "outer": (theme.blue, theme.outer),
            "inner": (theme.blue, theme.inner),
        }[kind]
        if end > start:
            top = self.y(i) - _BAR / 2.0
            ends = {"start": start, "end": end, "top": top, "bottom": top + _BAR}
            found.append({"kind": kind, **ends, "colour": colour, "opacity": opacity})

    def layers(self) -> list[Layer]:
        """Return all layers, from back to front."""
        return [
            self._grid(),
            self._pieces(),
            *self._ticks_and_links(),
            *self._goal(),
            *texts(self._labels()),
        ]

    def _grid(self) -> Layer:
        """Return the layer that carries the axes."""
        ticks = amount_ticks(self.top, self.data.amounts, most=4)
        axis = {
            "values": [value for value, _ in ticks],
            "labels": False,
            "ticks": False,
            "domain": False,
            "grid": True,
            "title": None,
        }
        scale = {"domain": [self.bottom, self.top], "nice": False, "zero": False, "padding": 0}
        x = {"datum": self.bottom, "type": "quantitative", "scale": scale, "axis": axis}
        mark = {"type": "point", "opacity": 0}
        return {"data": {"values": [{}]}, "mark": mark, "encoding": {"x": x, "y": {"value": 0}}}

    def _pieces(self) -> Layer:
        """Return all pieces of all bars."""
        encoding = {
            "x": {"field": "start", "type": "quantitative"},
            "x2": {"field": "end"},
            "y": pixels("top"),
            "y2": {"field": "bottom"},
            "color": look("colour"),
            "opacity": look("opacity"),
        }
        return {"data": {"name": "bars"}, "mark": {"type": "rect"}, "encoding": encoding}

    def _ticks_and_links(self) -> list[Layer]:
        """Return the mark at each average, and the thin lines from one average to the next bar."""
        found = []
        last = len(self.data.rows) - 1
        for i, (row, start) in enumerate(zip(self.data.rows, self.starts, strict=True)):
            x = {"value": self.x(start + row.average)}
            if not row.exact:
                ends = {"y": {"value": self.y(i) - _BAR / 2}, "y2": {"value": self.y(i) + _BAR / 2}}
                found.append(rule({"x": x, **ends}, colour=self.theme.blue_text, width=2.25))
            if i < last:
                ends = {
                    "y": {"value": self.y(i) + _BAR / 2},
                    "y2": {"value": self.y(i + 1) - _BAR / 2},
                }
                found.append(rule({"x": x, **ends}, colour=self.theme.faint, width=0.8))
        return found

    def _goal(self) -> list[Layer]:
        """Return the line of the target and its name above it."""
        target = self.data.shown_target
        if target is None:
            return []
        x = self.x(target.value)
        places = {"x": {"value": x}, "y": {"value": -4.0}, "y2": {"value": self.height}}
        amounts = self.data.amounts
        value = amounts.stated(target.value)
        goal = value if amounts.is_money else amounts.named(target.value, value)
        words = f"{target.name.lower()} {goal}"
        flip = x > _WIDTH - 40.0
        side = "right" if flip else "left"
        name = Label(
            words, x - 5.0 if flip else x + 5.0, -6.0, self.theme.target_text, True, align=side
        )
        line = rule(places, colour=self.theme.target, width=1.75, dash=(6, 3))
        return [line, *texts([name])]

    def _labels(self) -> list[Label]:
        """Return the names of the rows, the two columns beside them, and the axis."""
        theme, data = self.theme, self.data
        head, average_x, range_x = -10.0, _WIDTH + _AVERAGE_AT, _WIDTH + _RANGE_AT
        found = [
            Label(say("average"), average_x, head, theme.faint, size=11.5, align="right"),
            Label(say("8 in 10 futures"), range_x, head, theme.faint, size=11.5),
        ]
        for i, row in enumerate(data.rows):
            y = self.y(i)
            average, span = origin_texts(data, row)
            found += [
                Label(
                    clean_name(data.label(row), 16), -10.0, y, theme.ink, size=12.5, align="right"
                ),
                Label(average, average_x, y, theme.ink, bold=True, size=12.5, align="right"),
                Label(span, range_x, y, theme.soft, size=12.0),
            ]
        for value, words in amount_ticks(self.top, data.amounts, most=4):
            found.append(
                Label(
                    words, self.x(value), self.height + 12.0, theme.soft, size=11.5, align="center"
                )
            )
        return found
