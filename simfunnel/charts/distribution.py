"""How sure is it? The chance of every result as an area, and the same as twenty dots.

Area and dots at and above the target are full, those below it pale and hollow.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from simfunnel.charts.axes import amount_ticks
from simfunnel.charts.chances import DOTS, Chance, dot_values
from simfunnel.charts.distribution_words import (
    density_at,
    distribution_alt,
    distribution_subtitle,
    distribution_title,
)
from simfunnel.charts.dots import Stack, stacked
from simfunnel.charts.fan_data import FanData, Target
from simfunnel.charts.figure import Figure
from simfunnel.charts.labels import Box, free_box
from simfunnel.charts.marks import Label, Layer, Sheet, pixels, points, rule, sheet, texts
from simfunnel.charts.theme import LIGHT, Theme
from simfunnel.charts.wording import day_short
from simfunnel.words import say

__all__ = ["draw_distribution"]

_PANEL, _GUTTER, _HEIGHT = 390.0, 44.0, 226.0
_DENSITY_HEIGHT, _BAND_AT, _BAND_HIGH = 166.0, 180.0, 9.0
_SIDE, _TOP, _BOTTOM = 18.0, 132.0, 48.0
_POINTS, _DOT = 160, 28.0
_FULL, _PALE = 0.62, 0.20
_MARGIN, _LEAST_DENSITY = 0.06, 0.001


def draw_distribution(data: FanData, *, theme: Theme = LIGHT) -> Figure:
    r"""Draw how likely each result at the end of the window is, as an area and as twenty dots.

    Parameters
    ----------
    data : FanData
        The same data as the fan's; only the totals at the end are drawn.
    theme : Theme
        Palette.

    Returns
    -------
    Figure
        860 pixels wide; the table behind it holds the density.

    Examples
    --------
    >>> from datetime import date
    >>> day = date(2026, 12, 31)
    >>> row = {"date": [day], "p10": [1.0], "p25": [2.0], "p50": [3.0], "p75": [4.0], "p90": [5.0]}
    >>> data = FanData(pd.DataFrame(row), np.arange(1.0, 6.0), today=date(2026, 7, 1),
    ...                since=date(2026, 7, 1), until=day, measure="won", target=Target(3, day))
    >>> draw_distribution(data).title.replace("\N{NO-BREAK SPACE}", "_")
    'The result reaches 3_deals in 12 of 20 futures'
    """
    panels = _Panels(data, theme)
    title, alt = distribution_title(data), distribution_alt(data)
    sides = (_SIDE, _TOP, _SIDE, _BOTTOM)
    frame = Sheet(
        2 * _PANEL + _GUTTER, _HEIGHT, *sides, title, distribution_subtitle(data), alt, 62.0
    )
    tables = {"density": panels.density_rows, "full": panels.dots[0], "hollow": panels.dots[1]}
    table = pd.DataFrame(panels.density_rows, columns=["value", "density", "reaches"])
    return Figure(sheet(frame, panels.layers(), tables, theme), table, title, alt)


@dataclass(frozen=True, eq=False)
class _Panels:
    """The geometry and the layers of both panels, which share one axis of amounts."""

    data: FanData
    theme: Theme

    @cached_property
    def ends(self) -> tuple[float, float]:
        """First and last amount of the axis."""
        draws = self.data.draws_at_end
        values = [float(draws.min()), float(draws.max()), self.data.booked or float(draws.min())]
        if self.target is not None:
            values.append(self.target.value)
        low, high = min(values), max(values)
        room = (high - low) * _MARGIN or max(abs(high), 1.0) * 0.5
        return (max(low - room, 0.0) if low >= 0 else low - room), high + room

    @cached_property
    def target(self) -> Target | None:
        """The target, if it is due when the result is."""
        target = self.data.target
        return target if target is not None and target.by == self.data.until else None

    def x(self, value: float, panel: int = 0) -> float:
        """Return the pixel of an amount in one of the panels."""
        low, high = self.ends
        return panel * (_PANEL + _GUTTER) + _PANEL * (value - low) / (high - low)

    @cached_property
    def density_rows(self) -> list[dict[str, Any]]:
        """Rows of the area, an extra one on each side of the target."""
        grid = np.linspace(*self.ends, _POINTS)
        if self.target is not None:
            grid = np.unique(np.append(grid, self.target.value))
        density = density_at(self.data.draws_at_end, grid)
        density /= max(float(density.max()), 1e-300)
        return [
            {
                "value": float(value),
                "density": float(height),
                "px": self.x(float(value)),
                "reaches": self.target is None or bool(value >= self.target.value),
            }
            for value, height in zip(grid, density, strict=True)
            if height >= _LEAST_DENSITY
        ]

    @cached_property
    def stack(self) -> Stack:
        """Where the dots stand."""
        low, high = self.ends
        pixel, room = (high - low) / _PANEL, _HEIGHT - 36.0
        start = self.data.median if self.target is None else self.target.value
        values = dot_values(self.data.draws_at_end)
        return stacked(values, start, pixel=pixel, diameter=_DOT - 4.0, room=room)

    @cached_property
    def dots(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Full and hollow dots, in pixels."""
        sides: tuple[list[dict[str, Any]], list[dict[str, Any]]] = ([], [])
        step = self.stack.diameter + 2.0
        values = dot_values(self.data.draws_at_end)
        for value, centre, rank in zip(values, self.stack.centres, self.stack.ranks, strict=True):
            row = {"px": self.x(float(centre), 1), "py": _HEIGHT - step * (float(rank) + 0.5) - 2.0}
            short = self.target is not None and value < self.target.value
            sides[int(short)].append(row)
        return sides

    def layers(self) -> list[Layer]:
        """Return all layers, from back to front; without a range, the one result alone."""
        if not self.data.spreads:
            labels = [*self._tick_labels(), *self._goal_labels(), *self._axis_titles()]
            return [*self._result(), *self._axes(), *self._goal(), *texts(labels)]
        return [
            *self._area(),
            *self._band(),
            *self._dot_layers(),
            *self._axes(),
            *self._past(),
            *self._goal(),
            *texts([*self._tick_labels(), *self._goal_labels(), *self._labels()]),
        ]

    def _area(self) -> list[Layer]:
        """Return the density, pale below the target, with its outline."""
        x = pixels("px")
        scale = {"domain": [0, 1], "range": [_DENSITY_HEIGHT, 12], "nice": False}
        y = {"field": "density", "type": "quantitative", "scale": scale, "axis": None}
        found = []
        edge = 0.0 if self.target is None else self.target.value
        for kept, opacity in ((f"datum.value <= {edge}", _PALE), (f"datum.value >= {edge}", _FULL)):
            if self.target is None and opacity == _PALE:
                continue
            mark = {"type": "area", "color": self.theme.blue, "opacity": opacity}
            encoding = {"x": x, "y": y, "y2": {"value": _DENSITY_HEIGHT}}
            steps = [{"filter": kept}] if self.target is not None else []
            layer = {"data": {"name": "density"}, "mark": mark, "encoding": encoding}
            found.append(layer | ({"transform": steps} if steps else {}))
        mark = {"type": "line", "color": self.theme.blue, "strokeWidth": 1.5}
        found.append({"data": {"name": "density"}, "mark": mark, "encoding": {"x": x, "y": y}})
        return found

    def _band(self) -> list[Layer]:
        """Return the same range as two bands and a point, under the area."""
        last, found = self.data.band.iloc[-1], []
        looks = (("p10", "p90", self.theme.outer), ("p25", "p75", self.theme.inner))
        for low, high, opacity in looks:
            places = {
                "x": {"value": self.x(float(last[low]))},
                "x2": {"value": self.x(float(last[high]))},
                "y": {"value": _BAND_AT - _BAND_HIGH / 2},
                "y2": {"value": _BAND_AT + _BAND_HIGH / 2},
            }
            mark = {"type": "rect", "color": self.theme.blue, "opacity": opacity}
            found.append({"data": {"values": [{}]}, "mark": mark, "encoding": places})
        spot = {"x": {"value": self.x(self.data.median)}, "y": {"value": _BAND_AT}}
        mark = {"type": "point", "filled": True, "size": 50, "color": self.theme.ink, "opacity": 1}
        found.append({"data": {"values": [{}]}, "mark": mark, "encoding": spot})
        return found

    def _dot_layers(self) -> list[Layer]:
        """Return the dots."""
        places = {"x": pixels("px"), "y": pixels("py")}
        size, colour = self.stack.diameter, self.theme.blue
        return [
            points(name, places, colour=colour, size=size, full=name == "full")
            for name, rows in zip(("full", "hollow"), self.dots, strict=True)
            if rows
        ]

    def _axes(self) -> list[Layer]:
        """Return the base line and its ticks in both panels."""
        found = []
        for panel in (0, 1):
            ends = {"x": {"value": self.x(self.ends[0], panel)}}
            ends["x2"] = {"value": self.x(self.ends[1], panel)}
            base = {"y": {"value": _HEIGHT}}
            found.append(rule(ends | base, colour=self.theme.rule, width=1.0))
        return found

    def _tick_labels(self) -> list[Label]:
        """Return the labelled amounts that the axis holds, in both panels."""
        low, high = self.ends
        ticks = amount_ticks(high, self.data.amounts, most=6)
        y, colour = _HEIGHT + 13.0, self.theme.soft
        return [
            Label(words, self.x(value, panel), y, colour, size=11.5, align="center")
            for panel in (0, 1)
            for value, words in ticks
            if low <= value <= high
        ]

    def _past(self) -> list[Layer]:
        """Return the mark of what is booked already."""
        if self._booked_place is None:
            return []
        x = {"value": self.x(self.data.booked)}
        places = {
            "x": x,
            "y": {"value": self._booked_place.top + 38.0},
            "y2": {"value": _DENSITY_HEIGHT},
        }
        return [rule(places, colour=self.theme.past_line, width=1.5)]

    def _goal(self) -> list[Layer]:
        """Return the line of the target in both panels."""
        found: list[Layer] = []
        if self.target is None:
            return found
        for panel in (0, 1):
            x = {"value": self.x(self.target.value, panel)}
            span = {
                "x": x,
                "y": {"value": -8.0},
                "y2": {"value": _HEIGHT if panel else _DENSITY_HEIGHT},
            }
            found.append(rule(span, colour=self.theme.target, width=1.75, dash=(6, 3)))
        return found

    def _goal_labels(self) -> list[Label]:
        """Return the name of the target in both panels."""
        target, colour = self.target, self.theme.target_text
        if target is None:
            return []
        words = f"{target.name.lower()} {self.data.amounts.stated(target.value)}"
        places = (self.x(target.value, panel) for panel in (0, 1))
        return [Label(words, x, -16.0, colour, bold=True, align="center") for x in places]

    def _labels(self) -> list[Label]:
        """Return headings, the range in words, and the counts."""
        theme = self.theme
        second = _PANEL + _GUTTER
        found = [
            Label(say("How likely each result is"), 0, -54, theme.ink, bold=True, size=14),
            Label(
                say("The area is the chance: all of it is 100\N{NO-BREAK SPACE}%"),
                0,
                -36,
                theme.soft,
            ),
            Label(
                say("Twenty futures, each as likely as the next"),
                second,
                -54,
                theme.ink,
                True,
                14,
            ),
            Label(self._dots_in_words(), second, -36, theme.soft),
        ]
        found += [*self._range_labels(), *self._counts(), *self._booked()]
        return [*found, *self._axis_titles()]

    def _axis_titles(self) -> list[Label]:
        """Return what the amounts are, under both panels."""
        unit = self.data.amounts.axis_title()
        title = say(
            "Won by {until}, {unit}", until=day_short(self.data.until, self.data.locale), unit=unit
        )
        y, colour = _HEIGHT + 32.0, self.theme.soft
        return [Label(title, x, y, colour, size=11.5) for x in (0.0, _PANEL + _GUTTER)]

    def _result(self) -> list[Layer]:
        """Return one dot in each panel where every future ends."""
        total = self.data.booked if self.data.is_over else self.data.median
        rows = [{"px": self.x(total, panel), "py": _HEIGHT - 10.0} for panel in (0, 1)]
        mark = {
            "type": "point",
            "filled": True,
            "size": 200,
            "color": self.theme.blue,
            "opacity": 1,
        }
        encoding = {"x": pixels("px"), "y": pixels("py")}
        return [{"data": {"values": rows}, "mark": mark, "encoding": encoding}]

    def _range_labels(self) -> list[Label]:
        """Return median and range in words, under the bands."""
        data, short = self.data, self.data.amounts.short
        place = min(max(self.x(data.median), 145.0), _PANEL - 145.0)
        middle = say("median {median}: as likely above as below", median=short(data.median))
        ends = say(
            "1 in 10 lower than {low}, 1 in 10 higher than {high}",
            low=short(data.low),
            high=short(data.high),
        )
        bold, soft = self.theme.blue_text, self.theme.soft
        return [
            Label(middle, place, _BAND_AT + 16.0, bold, bold=True, align="center"),
            Label(ends, place, _BAND_AT + 32.0, soft, size=11.5, align="center"),
        ]

    def _counts(self) -> list[Label]:
        """Return what share reaches the target and what falls short, where there is room."""
        chance = self.data.chance
        if self.target is None or chance is None:
            return []
        reach, other = len(self.dots[0]), Chance(chance.n - chance.hits, chance.n, chance.locale)
        sides = (
            (
                0,
                say("{chance}\nfall short", chance=other.text),
                say("{chance}\nreach the target", chance=chance.text),
            ),
            (
                1,
                say("{dots} of {all}\nfall short", dots=DOTS - reach, all=DOTS),
                say("{dots} of {all} futures\nreach the target", dots=reach, all=DOTS),
            ),
        )
        found = []
        for panel, short, enough in sides:
            start = panel * (_PANEL + _GUTTER)
            corners = (Box(start, 4.0, 84.0, 34.0), Box(start + _PANEL - 112.0, 4.0, 112.0, 34.0))
            for box, words, good in zip(corners, (short, enough), (False, True), strict=True):
                if free_box([box], self._taken(panel)) is None:
                    continue
                colour = self.theme.blue_text if good else self.theme.soft
                at = box.left + box.width if good else box.left
                side = "right" if good else "left"
                found.append(Label(words, at, 12.0, colour, good, 13.0, align=side))
        return found

    def _taken(self, panel: int) -> list[tuple[float, float]]:
        """Return points, in pixels, that labels must keep clear of."""
        goal = [] if self.target is None else [(self.x(self.target.value, panel), 10.0)]
        if panel:
            return goal + [(dot["px"], dot["py"]) for side in self.dots for dot in side]
        room = _DENSITY_HEIGHT - 12.0
        return goal + [
            (row["px"], _DENSITY_HEIGHT - room * row["density"]) for row in self.density_rows
        ]

    def _booked(self) -> list[Label]:
        """Return what is booked already, above its place on the axis, if futures are beyond it."""
        data = self.data
        box = self._booked_place
        if box is None:
            return []
        words = say("already booked\n{booked}", booked=data.amounts.exact(data.booked))
        return [Label(words, box.left, box.top + 8.0, self.theme.past_line)]

    @cached_property
    def _booked_place(self) -> Box | None:
        """Where the words for what is booked stand: above its place, where that is free."""
        if not self.data.booked:
            return None
        x = self.x(self.data.booked)
        lefts, tops = (x, max(0.0, x - 28.0), max(0.0, x - 60.0)), (92.0, 108.0, 124.0, 76.0, 60.0)
        places = [Box(left, top, 88.0, 34.0) for left in lefts for top in tops]
        free = free_box(places, self._taken(0), [Box(0.0, 4.0, 84.0, 34.0)])
        return None if free is None else places[free]

    def _dots_in_words(self) -> str:
        """Return what one dot is, and who reaches the target."""
        if self.target is None:
            return say("Each dot is 5 in 100")
        return say(
            "Each dot is 5 in 100; the {dots} full dots reach the target",
            dots=len(self.dots[0]),
        )
