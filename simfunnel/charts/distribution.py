"""How sure is it? The chance of every result as an area, and the same as twenty dots.

Area and dots at and above the target are full, those below it pale and hollow.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simfunnel.charts.axes import amount_ticks
from simfunnel.charts.chances import DOTS, Chance, dot_values
from simfunnel.charts.dots import Stack, stacked
from simfunnel.charts.fan_data import FanData, Target
from simfunnel.charts.fan_words import dots_reaching
from simfunnel.charts.figure import Figure
from simfunnel.charts.labels import Box, free_box
from simfunnel.charts.marks import Label, Layer, Sheet, points, rule, sheet, text
from simfunnel.charts.theme import LIGHT, Theme
from simfunnel.charts.wording import day_long, day_short, futures_text

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
    title, alt = _title(data), _alt(data)
    sides = (_SIDE, _TOP, _SIDE, _BOTTOM)
    frame = Sheet(2 * _PANEL + _GUTTER, _HEIGHT, *sides, title, _subtitle(data), alt, 62.0)
    tables = {"density": panels.density_rows, "full": panels.dots[0], "hollow": panels.dots[1]}
    table = pd.DataFrame(panels.density_rows, columns=["value", "density", "reaches"])
    return Figure(sheet(frame, panels.layers(), tables, theme), table, title, alt)


def _title(data: FanData) -> str:
    """Return the finding."""
    reaching, amounts = dots_reaching(data), data.amounts
    if data.target is None or reaching is None or data.target.by != data.until:
        return f"As likely above as below {amounts.named(data.median)}"
    goal = amounts.stated(data.target.value)
    goal = goal if amounts.is_money else amounts.named(data.target.value, goal)
    return f"The result reaches {goal} in {reaching} of 20 futures"


def _subtitle(data: FanData) -> str:
    """Return measure, unit, period, number of futures, and the chance."""
    what = f"Won from {day_short(data.since, data.locale)} to {day_short(data.until, data.locale)}"
    seen = f"as seen on {day_long(data.today, data.locale)}"
    words = f"{what}, {data.amounts.axis_title()}, {seen}."
    words += f" {futures_text(data.n_futures, data.n_planned, data.locale)}"
    if data.chance is None:
        return words
    error = f" ({data.chance.error_text})" if data.chance.error_text else ""
    return f"{words}; chance of the target {data.chance.text}{error}"


def _alt(data: FanData) -> str:
    """Return the finding and the numbers."""
    short = data.amounts.short
    numbers = f"Median {data.amounts.named(data.median)}, 8 in 10 futures between"
    return f"{_title(data)}. {numbers} {short(data.low)} and {short(data.high)}."


def _density(draws: NDArray[np.float64], grid: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a Gaussian kernel density, bandwidth by Silverman's rule of thumb."""
    spread = float(np.std(draws))
    quarter = float(np.subtract(*np.quantile(draws, [0.75, 0.25]))) / 1.349
    scale = min(spread, quarter) if quarter > 0 else spread
    width = 0.9 * scale * len(draws) ** -0.2
    if not width > 0:
        return np.where(np.isclose(grid, draws[0]), 1.0, 0.0)
    counts, edges = np.histogram(draws, bins=512)
    middles = (edges[:-1] + edges[1:]) / 2.0
    kernel = np.exp(-0.5 * ((grid[:, None] - middles[None, :]) / width) ** 2)
    return np.asarray(kernel @ counts, dtype=np.float64)


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
        density = _density(self.data.draws_at_end, grid)
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
        """Return all layers, from back to front."""
        return [
            *self._area(),
            *self._band(),
            *self._dot_layers(),
            *self._axes(),
            *self._past(),
            *self._goal(),
            *(text(label) for label in self._labels()),
        ]

    def _area(self) -> list[Layer]:
        """Return the density, pale below the target, with its outline."""
        x = {"field": "px", "type": "quantitative", "scale": None, "axis": None}
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
        pixel = {"type": "quantitative", "scale": None, "axis": None}
        places = {"x": {"field": "px", **pixel}, "y": {"field": "py", **pixel}}
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
            for value, words in self._ticks():
                x, y = {"value": self.x(value, panel)}, {"value": _HEIGHT + 13.0}
                style = {"size": 11.5, "align": "center"}
                found.append(text(Label(words, x, y, self.theme.soft, **style)))  # type: ignore[arg-type]
        return found

    def _ticks(self) -> list[tuple[float, str]]:
        """Return the labelled amounts that the axis holds."""
        low, high = self.ends
        return [t for t in amount_ticks(high, self.data.amounts, most=6) if low <= t[0] <= high]

    def _past(self) -> list[Layer]:
        """Return the mark of what is booked already."""
        if not self._booked():
            return []
        x = {"value": self.x(self.data.booked)}
        places = {"x": x, "y": {"value": 130.0}, "y2": {"value": _DENSITY_HEIGHT}}
        return [rule(places, colour=self.theme.past_line, width=1.5)]

    def _goal(self) -> list[Layer]:
        """Return the line of the target and its name, in both panels."""
        found: list[Layer] = []
        if self.target is None:
            return found
        value = self.data.amounts.stated(self.target.value)
        words = f"{self.target.label.lower()} {value}"
        for panel in (0, 1):
            x = {"value": self.x(self.target.value, panel)}
            span = {
                "x": x,
                "y": {"value": -8.0},
                "y2": {"value": _HEIGHT if panel else _DENSITY_HEIGHT},
            }
            found.append(rule(span, colour=self.theme.target, width=1.75, dash=(6, 3)))
            y, colour = {"value": -16.0}, self.theme.target_text
            found.append(text(Label(words, x, y, colour, bold=True, align="center")))
        return found

    def _labels(self) -> list[Label]:
        """Return headings, the range in words, and the counts."""
        theme, data = self.theme, self.data
        second = _PANEL + _GUTTER
        found = [
            Label("How likely each result is", _at(0), _at(-54), theme.ink, bold=True, size=14),
            Label(
                "The area is the chance: all of it is 100\N{NO-BREAK SPACE}%",
                _at(0),
                _at(-36),
                theme.soft,
            ),
            Label(
                "Twenty futures, each as likely as the next",
                _at(second),
                _at(-54),
                theme.ink,
                True,
                14,
            ),
            Label(self._dots_in_words(), _at(second), _at(-36), theme.soft),
        ]
        found += [*self._range_labels(), *self._counts(), *self._booked()]
        unit = data.amounts.axis_title()
        title = f"Won by {day_short(data.until, data.locale)}, {unit}"
        found += [
            Label(title, _at(x), _at(_HEIGHT + 32), theme.soft, size=11.5) for x in (0, second)
        ]
        return found

    def _range_labels(self) -> list[Label]:
        """Return median and range in words, under the bands."""
        data, short = self.data, self.data.amounts.short
        place = _at(min(max(self.x(data.median), 145.0), _PANEL - 145.0))
        middle = f"median {short(data.median)}: as likely above as below"
        ends = f"1 in 10 lower than {short(data.low)}, 1 in 10 higher than {short(data.high)}"
        bold, soft = self.theme.blue_text, self.theme.soft
        return [
            Label(middle, place, _at(_BAND_AT + 16.0), bold, bold=True, align="center"),
            Label(ends, place, _at(_BAND_AT + 32.0), soft, size=11.5, align="center"),
        ]

    def _counts(self) -> list[Label]:
        """Return what share reaches the target and what falls short, where there is room."""
        chance = self.data.chance
        if self.target is None or chance is None:
            return []
        reach, other = len(self.dots[0]), Chance(chance.n - chance.hits, chance.n, chance.locale)
        sides = (
            (0, f"{other.text}\nfall short", f"{chance.text}\nreach the target"),
            (
                1,
                f"{DOTS - reach} of {DOTS}\nfall short",
                f"{reach} of {DOTS} futures\nreach the target",
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
                at = _at(box.left + box.width if good else box.left)
                side = "right" if good else "left"
                found.append(Label(words, at, _at(12.0), colour, good, 13.0, align=side))
        return found

    def _taken(self, panel: int) -> list[tuple[float, float]]:
        """Return points, in pixels, that labels must keep clear of."""
        if panel:
            return [(dot["px"], dot["py"]) for side in self.dots for dot in side]
        room = _DENSITY_HEIGHT - 12.0
        return [(row["px"], _DENSITY_HEIGHT - room * row["density"]) for row in self.density_rows]

    def _booked(self) -> list[Label]:
        """Return what is booked already, above its place on the axis, if futures are beyond it."""
        data = self.data
        x = self.x(data.booked)
        words = f"already booked\n{data.amounts.exact(data.booked)}"
        box = Box(x, 92.0, 96.0, 34.0)
        if not data.booked or free_box([box], self._taken(0)) is None:
            return []
        return [Label(words, _at(x), _at(100.0), self.theme.past_line)]

    def _dots_in_words(self) -> str:
        """Return what one dot is, and who reaches the target."""
        if self.target is None:
            return "Each dot is 5 in 100"
        return f"Each dot is 5 in 100; the {len(self.dots[0])} full dots reach the target"


def _at(pixel: float) -> dict[str, float]:
    """Return a place in pixels."""
    return {"value": pixel}
