"""Small panels over one time axis: leads that come by source, and leads in each stage.

What has come is a grey step, futures are two bands and a middle line; every panel has its own
scale, from zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from simfunnel.charts.amounts import Amounts, figure_text
from simfunnel.charts.axes import Tick, amount_ticks, calendar_ticks
from simfunnel.charts.fan_data import BAND_COLUMNS
from simfunnel.charts.figure import Figure
from simfunnel.charts.marks import Label, Layer, Sheet, look, pixels, rule, sheet, texts
from simfunnel.charts.naming import stage_name
from simfunnel.charts.panels_data import Panel, PanelsData, panels_table
from simfunnel.charts.panels_words import panels_alt, panels_subtitle, panels_title
from simfunnel.charts.theme import LIGHT, Theme
from simfunnel.words import say

__all__ = ["PanelGrid", "draw_arrivals", "draw_grid", "draw_occupancy"]

_INNER, _SIDE, _TITLE = 820.0, 18.0, 66.0
_AXIS, _GUTTER = 36.0, 34.0
_HEIGHT, _HEAD, _FOOT, _GAP = 92.0, 24.0, 54.0, 14.0
_TICK = 6.4
_HEADROOM, _LEAST_TOP = 1.06, 1.0
_MOST_ROWS = 110
_CHARACTER = 6.4
_NAMED = 26

Row = dict[str, Any]


def draw_arrivals(data: PanelsData, *, theme: Theme = LIGHT, bare: bool = False) -> Figure:
    """Draw how many new leads each source brings, period by period.

    Parameters
    ----------
    data : PanelsData
        One panel a source.
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
    >>> from simfunnel.charts.more_examples import example_arrivals
    >>> draw_arrivals(example_arrivals()).data["name"].unique().tolist()
    ['inbound', 'outbound', 'trade_fair']
    """
    return _drawn(data, theme, bare)


def draw_occupancy(data: PanelsData, *, theme: Theme = LIGHT, bare: bool = False) -> Figure:
    """Draw how many leads are in each stage, day by day or period by period.

    Parameters
    ----------
    data : PanelsData
        One panel a stage.
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
    >>> from simfunnel.charts.more_examples import example_occupancy
    >>> draw_occupancy(example_occupancy()).data.columns.tolist()
    ['name', 'date', 'value', 'p10', 'p25', 'p50', 'p75', 'p90']
    """
    return _drawn(data, theme, bare)


def _drawn(data: PanelsData, theme: Theme, bare: bool) -> Figure:
    """Return the figure of leads."""
    words = panels_title(data), panels_subtitle(data), panels_alt(data)
    return draw_grid(PanelGrid(data, theme), words, bare=bare)


def draw_grid(plot: PanelGrid, words: tuple[str, str, str], *, bare: bool) -> Figure:
    """Return the figure of a grid of panels.

    Parameters
    ----------
    plot : PanelGrid
    words : tuple of str
        Title, subtitle, and the text for those who cannot see it.
    bare : bool
        Whether a card sets title and subtitle itself.
    """
    title, subtitle, alt = words
    frame = Sheet(_INNER, plot.height, 0.0, 0.0, 0.0, 4.0, alt=alt)
    if not bare:
        sides = (_SIDE, _TITLE, _SIDE, 14.0)
        frame = Sheet(_INNER, plot.height, *sides, title, subtitle, alt, 0.0)
    spec = sheet(frame, plot.layers(), plot.tables(), plot.theme)
    return Figure(spec, panels_table(plot.data), title, alt)


@dataclass(frozen=True, eq=False)
class PanelGrid:
    """The geometry and the layers of all panels.

    Parameters
    ----------
    data : PanelsData
    theme : Theme
    """

    data: PanelsData
    theme: Theme

    @cached_property
    def columns(self) -> int:
        """How many panels stand side by side."""
        return 1 if len(self.data.panels) == 1 else 2

    @cached_property
    def rows(self) -> int:
        """How many stand one below the other."""
        return -(-len(self.data.panels) // self.columns)

    @cached_property
    def width(self) -> float:
        """Of one panel, without its axis."""
        room = _INNER - (self.columns - 1) * _GUTTER - self.columns * _AXIS
        return room / self.columns

    @cached_property
    def height(self) -> float:
        """Of all panels together."""
        return self.rows * (_HEAD + _HEIGHT) + (self.rows - 1) * _GAP + _FOOT

    @cached_property
    def end(self) -> date:
        """The day at the right end of the axis."""
        return max(self.data.until, self.data.since) + timedelta(days=1)

    @cached_property
    def ticks(self) -> list[Tick]:
        """Days with a label, as many as there is room for."""
        found = calendar_ticks(self.data.since, self.end, self.data.locale)
        step = max(1, int(np.ceil(len(found) * 30.0 / self.width)))
        return [tick if i % step == 0 else Tick(tick.on, "") for i, tick in enumerate(found)]

    def corner(self, i: int) -> tuple[float, float]:
        """Return the upper left corner of a panel's plot."""
        column, row = i % self.columns, i // self.columns
        left = _AXIS + column * (self.width + _AXIS + _GUTTER)
        return left, _HEAD + row * (_HEAD + _HEIGHT + _GAP)

    def x(self, i: int, day: date) -> float:
        """Return the pixel of a day in a panel."""
        days = (self.end - self.data.since).days
        return self.corner(i)[0] + self.width * (day - self.data.since).days / days

    def top(self, panel: Panel) -> float:
        """Return the number at the upper end of a panel's axis."""
        values = [_LEAST_TOP, panel.theory or 0.0]
        if len(panel.band):
            values.append(float(panel.band["p90"].max()))
        if panel.past is not None and len(panel.past):
            values.append(float(panel.past["value"].max()))
        return max(values) * _HEADROOM

    def y(self, i: int, value: float) -> float:
        """Return the pixel of a number in a panel."""
        return self.corner(i)[1] + _HEIGHT * (1.0 - value / self.top(self.data.panels[i]))

    def _places(self, table: pd.DataFrame) -> list[tuple[int, date]]:
        """Return rows of a table with their days; that of arrivals ends with its last period."""
        days = [day.date() for day in pd.to_datetime(table["date"])]
        found = _thinned(days)
        if self.data.kind == "occupancy":
            return found
        until = self.data.until + timedelta(days=1)
        return [*found, (len(days) - 1, min(until, days[-1] + timedelta(days=self.length)))]

    @cached_property
    def length(self) -> int:
        """Days of a period, at most."""
        return {"week": 7, "month": 31, "quarter": 92}[self.data.period]

    @cached_property
    def future(self) -> list[Row]:
        """Points of bands and middle lines of all panels."""
        found: list[Row] = []
        for i, panel in enumerate(self.data.panels):
            if not len(panel.band):
                continue
            for k, day in self._places(panel.band):
                row = {
                    name: self.y(i, float(panel.band[name].iloc[k])) for name in BAND_COLUMNS[1:]
                }
                found.append({"panel": i, "px": round(self.x(i, day), 2)} | _rounded(row))
        return found

    @cached_property
    def shape(self) -> str:
        """How points are joined: numbers of a period are steps, numbers on days are curves."""
        return "monotone" if self.data.kind == "occupancy" else "step-after"

    @cached_property
    def past(self) -> list[Row]:
        """Corners of what has come."""
        found: list[Row] = []
        for i, panel in enumerate(self.data.panels):
            if panel.past is None or not len(panel.past):
                continue
            days = [day.date() for day in pd.to_datetime(panel.past["date"])]
            values = [float(value) for value in panel.past["value"]]
            points = [*zip(days, values, strict=True), (self.data.today, values[-1])]
            found += [
                {"panel": i, "px": round(self.x(i, d), 2), "py": round(self.y(i, v), 2)}
                for d, v in points
            ]
        return found

    # --- layers ----------------------------------------------------------------------------------

    def tables(self) -> dict[str, list[Row]]:
        """Return the named tables of all layers."""
        return {"future": self.future, "past": self.past}

    def layers(self) -> list[Layer]:
        """Return all layers, from back to front."""
        blue = self.theme.blue
        bands = [
            self._band("p10", "p90", self.theme.outer),
            self._band("p25", "p75", self.theme.inner),
        ]
        spread = any(row["p10"] != row["p90"] for row in self.future)
        lines = [self._line("future", "p50", blue, self.shape)] if self.future else []
        steps = [self._line("past", "py", self.theme.past_line, "step-after")] if self.past else []
        return [
            self._grid(),
            *(bands if spread else []),
            *lines,
            *steps,
            *self._rules(),
            *texts(self._labels()),
        ]

    def _band(self, low: str, high: str, opacity: float) -> Layer:
        """Return one band of all panels."""
        mark = {
            "type": "area",
            "interpolate": self.shape,
            "color": self.theme.blue,
            "opacity": opacity,
        }
        encoding = {
            "x": pixels("px"),
            "y": pixels(low),
            "y2": {"field": high},
            "detail": {"field": "panel", "type": "nominal"},
        }
        return {"data": {"name": "future"}, "mark": mark, "encoding": encoding}

    def _line(self, table: str, y: str, colour: str, shape: str) -> Layer:
        """Return one line in every panel."""
        mark = {
            "type": "line",
            "interpolate": shape,
            "color": colour,
            "strokeWidth": 2.25 if table == "future" else 1.75,
            "strokeJoin": "round",
        }
        encoding = {
            "x": pixels("px"),
            "y": pixels(y),
            "detail": {"field": "panel", "type": "nominal"},
        }
        return {"data": {"name": table}, "mark": mark, "encoding": encoding}

    def _marks(self, i: int) -> list[tuple[float, str]]:
        """Return the labelled numbers of a panel's axis."""
        return amount_ticks(self.top(self.data.panels[i]), Amounts("won"), most=3)

    def _grid(self) -> Layer:
        """Return grid lines, base lines and ticks of all panels."""
        rows: list[Row] = []
        for i in range(len(self.data.panels)):
            left, top = self.corner(i)
            right, low = left + self.width, top + _HEIGHT
            for value, _ in self._marks(i):
                y, colour = self.y(i, value), self.theme.grid if value else self.theme.rule
                rows.append({"px": left, "px2": right, "py": y, "py2": y, "colour": colour})
            for tick in self.ticks:
                x = self.x(i, tick.on)
                rows.append({"px": x, "px2": x, "py": low, "py2": low + 4.0,
                             "colour": self.theme.rule})  # fmt: skip
        encoding = {
            "x": pixels("px"),
            "x2": {"field": "px2"},
            "y": pixels("py"),
            "y2": {"field": "py2"},
            "color": look("colour"),
        }
        mark = {"type": "rule", "strokeWidth": 1.0}
        return {"data": {"values": rows}, "mark": mark, "encoding": encoding}

    def _rules(self) -> list[Layer]:
        """Return the line of today where a past is shown, and what theory says."""
        found = []
        for i, panel in enumerate(self.data.panels):
            top = self.corner(i)[1]
            if self.data.has_past:
                x = {"value": self.x(i, self.data.today)}
                span = {"x": x, "y": {"value": top}, "y2": {"value": top + _HEIGHT}}
                found.append(rule(span, colour=self.theme.faint, width=0.8))
            if panel.theory is not None:
                ends = {"x": {"value": self.x(i, self.data.today)}}
                ends["x2"] = {"value": self.corner(i)[0] + self.width}
                place = {"y": {"value": self.y(i, panel.theory)}}
                found.append(rule(ends | place, colour=self.theme.ink, width=1.25, dash=(4, 3)))
        return found

    def _labels(self) -> list[Label]:
        """Return names, numbers, and the labels of both axes."""
        theme, found = self.theme, []
        for i, panel in enumerate(self.data.panels):
            left, top = self.corner(i)
            name = stage_name(panel.name, _NAMED)
            found.append(Label(name, left - _AXIS, top - 14.0, theme.ink, True, 12.5))
            right = left + self.width
            found.append(Label(self._said(i), right, top - 14.0, theme.soft, False, 11.5, "right"))
            found += [
                Label(words, left - 6.0, self.y(i, value), theme.soft, size=11.5, align="right")
                for value, words in self._marks(i)
            ]
            if i + self.columns >= len(self.data.panels):
                found += [
                    Label(
                        tick.label, self.x(i, tick.on), top + _HEIGHT + 14.0, theme.soft, size=11.5
                    )
                    for tick in self.ticks
                    if tick.label
                    and self.x(i, tick.on) <= right - _TICK * len(tick.label.split("\n")[0])
                ]
            if panel.theory is not None:
                y = self.y(i, panel.theory) - 8.0
                found.append(Label(say("theory"), right, y, theme.ink, False, 11.5, "right"))
        return [*found, *self._meaning()]

    def _said(self, i: int) -> str:
        """Return what comes in all, or the range at the end, in words."""
        panel = self.data.panels[i]
        if panel.said:
            return panel.said
        if self.data.kind == "arrivals":
            total = self.data.totals[i] if self.data.totals else 0.0
            return say("{n} in all, on average", n=figure_text(total, 0, self.data.locale))
        if not len(panel.band):
            return say("nobody is here")
        last = panel.band.iloc[-1]
        low, middle, high = (
            figure_text(float(last[name]), 0, self.data.locale) for name in ("p10", "p50", "p90")
        )
        if low == high:
            return say("at the end {n} in every future", n=middle)
        return say("at the end {middle}, 8 in 10: {low}\N{EN DASH}{high}", middle=middle, low=low,
                   high=high)  # fmt: skip

    def _meaning(self) -> list[Label]:
        """Return, once, what line and bands are."""
        words = say("Line: as likely above as below. Inner band: 5 in 10 futures, with the outer"
                    " band: 8 in 10.")  # fmt: skip
        return [Label(words, 0.0, self.height - 1.0, self.theme.faint, size=11.0)]


def _rounded(row: dict[str, float]) -> dict[str, float]:
    """Return pixels, as fine as they can be seen."""
    return {name: round(value, 2) for name, value in row.items()}


def _thinned(days: list[date]) -> list[tuple[int, date]]:
    """Return at most so many days with their numbers, evenly taken, the ends among them."""
    kept = np.unique(np.linspace(0, len(days) - 1, min(len(days), _MOST_ROWS)).round().astype(int))
    return [(int(k), days[k]) for k in kept]
