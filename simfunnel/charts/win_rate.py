"""Wins by age: which share of the leads is won by how many days after they came.

Open leads count for as long as they were seen, so a young cohort does not look like a bad one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from simfunnel.charts.amounts import Amounts, figure_text
from simfunnel.charts.axes import amount_ticks
from simfunnel.charts.figure import Figure
from simfunnel.charts.labels import pushed_apart
from simfunnel.charts.marks import Label, Layer, Sheet, pixels, rule, sheet, texts
from simfunnel.charts.theme import LIGHT, Theme
from simfunnel.charts.win_rate_data import (
    WinCurve,
    WinRateData,
    curve_name,
    win_rate_alt,
    win_rate_subtitle,
    win_rate_title,
)
from simfunnel.words import say

__all__ = ["draw_win_rate"]

_INNER, _SIDE, _TITLE = 820.0, 18.0, 66.0
_LEFT, _RIGHT, _TOP, _HEIGHT, _FOOT = 44.0, 206.0, 14.0, 260.0, 60.0
_HEADROOM, _LEAST_TOP = 1.06, 0.01
_MOST_ROWS = 180
_LABEL_HIGH = 34.0


def draw_win_rate(data: WinRateData, *, theme: Theme = LIGHT, bare: bool = False) -> Figure:
    """Draw the share of leads won by age, with bands over futures or of confidence.

    Parameters
    ----------
    data : WinRateData
        One curve, or one of futures laid on one of the past.
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
    >>> from simfunnel.charts.more_examples import example_win_rate
    >>> draw_win_rate(example_win_rate()).data["kind"].unique().tolist()
    ['future', 'past']
    """
    plot = _Curves(data, theme)
    title, alt = win_rate_title(data), win_rate_alt(data)
    height = _TOP + _HEIGHT + _FOOT
    frame = Sheet(_INNER, height, 0.0, 0.0, 0.0, 4.0, alt=alt)
    if not bare:
        words = (title, win_rate_subtitle(data))
        frame = Sheet(_INNER, height, _SIDE, _TITLE, _SIDE, 14.0, *words, alt, 0.0)
    tables = {f"curve{i}": plot.rows(curve) for i, curve in enumerate(data.curves)}
    table = pd.concat([curve.table.assign(kind=curve.kind) for curve in data.curves])
    table = table[["kind", *(name for name in table if name != "kind")]].reset_index(drop=True)
    return Figure(sheet(frame, plot.layers(), tables, theme), table, title, alt)


@dataclass(frozen=True, eq=False)
class _Curves:
    """The geometry and the layers of one chart."""

    data: WinRateData
    theme: Theme

    @cached_property
    def width(self) -> float:
        """Of the plot."""
        return _INNER - _LEFT - _RIGHT

    @cached_property
    def last(self) -> int:
        """The age at the right end."""
        return max(1, *(curve.last_age for curve in self.data.curves))

    @cached_property
    def top(self) -> float:
        """The share at the upper end."""
        highest = [float(curve.table[curve.bands[0][1]].max()) for curve in self.data.curves]
        return min(max([_LEAST_TOP, *highest]) * _HEADROOM, 1.0)

    def x(self, age: float) -> float:
        """Return the pixel of an age."""
        return _LEFT + self.width * age / self.last

    def y(self, share: float) -> float:
        """Return the pixel of a share."""
        return _TOP + _HEIGHT * (1.0 - share / self.top)

    def rows(self, curve: WinCurve) -> list[dict[str, Any]]:
        """Return the points of a curve in pixels, thinned where there are too many."""
        n = len(curve.table)
        kept = np.unique(np.linspace(0, n - 1, min(n, _MOST_ROWS)).round().astype(int))
        columns = {name for pair in curve.bands for name in pair} | {curve.middle}
        found = []
        for row in curve.table.iloc[kept].to_dict("records"):
            places = {name: round(self.y(float(row[name])), 2) for name in sorted(columns)}
            found.append({"px": round(self.x(float(row["age_days"])), 2)} | places)
        return found

    def colour(self, curve: WinCurve) -> str:
        """Return the colour of a curve."""
        return self.theme.past_line if curve.kind == "past" else self.theme.blue

    def layers(self) -> list[Layer]:
        """Return all layers, from back to front; what is told first lies on top."""
        found = [*self._grid()]
        for i, curve in reversed(list(enumerate(self.data.curves))):
            looks = (self.theme.outer, self.theme.inner)
            for (low, high), opacity in zip(curve.bands, looks, strict=False):
                found.append(self._band(i, curve, low, high, opacity))
            found.append(self._line(i, curve))
        return [*found, *texts([*self._axes(), *self._ends(), *self._meaning()])]

    def _band(self, i: int, curve: WinCurve, low: str, high: str, opacity: float) -> Layer:
        """Return one band."""
        mark = {
            "type": "area",
            "interpolate": "monotone",
            "color": self.colour(curve),
            "opacity": opacity,
        }
        encoding = {"x": pixels("px"), "y": pixels(low), "y2": {"field": high}}
        return {"data": {"name": f"curve{i}"}, "mark": mark, "encoding": encoding}

    def _line(self, i: int, curve: WinCurve) -> Layer:
        """Return the line of a curve; what was is a step, what will be a curve."""
        mark = {
            "type": "line",
            "interpolate": "step-after" if curve.kind == "past" else "monotone",
            "color": self.colour(curve),
            "strokeWidth": 2.25,
            "strokeJoin": "round",
        }
        encoding = {"x": pixels("px"), "y": pixels(curve.middle)}
        return {"data": {"name": f"curve{i}"}, "mark": mark, "encoding": encoding}

    @cached_property
    def _shares(self) -> list[tuple[float, str]]:
        """Labelled per cents."""
        found = amount_ticks(100.0 * self.top, Amounts("won"), most=5)
        return [(value / 100.0, f"{words}\N{NO-BREAK SPACE}%") for value, words in found]

    def _grid(self) -> list[Layer]:
        """Return grid lines and the base line."""
        ends = {"x": {"value": _LEFT}, "x2": {"value": _LEFT + self.width}}
        return [
            rule(
                ends | {"y": {"value": self.y(share)}},
                colour=self.theme.grid if share else self.theme.rule,
                width=1.0,
            )
            for share, _ in self._shares
        ]

    def _axes(self) -> list[Label]:
        """Return the labels of both axes."""
        soft, low = self.theme.soft, _TOP + _HEIGHT
        found = [
            Label(words, _LEFT - 7.0, self.y(share), soft, size=11.5, align="right")
            for share, words in self._shares
        ]
        found += [
            Label(words, self.x(age), low + 13.0, soft, size=11.5, align="center")
            for age, words in amount_ticks(float(self.last), Amounts("won"), most=6)
        ]
        middle = _LEFT + self.width
        words = say("days since the lead came")
        return [*found, Label(words, middle, low + 31.0, soft, size=11.5, align="right")]

    def _ends(self) -> list[Label]:
        """Return name, share and range at the end of each curve, pushed apart."""
        curves = sorted(self.data.curves, key=lambda curve: self.y(curve.share))
        wished = [self.y(curve.share) for curve in curves]
        places = pushed_apart(
            wished, [_LABEL_HIGH] * len(curves), low=0.0, high=_TOP + _HEIGHT + 8.0
        )
        found = []
        for curve, y in zip(curves, places, strict=True):
            x = _LEFT + self.width + 10.0
            colour = self.theme.past_line if curve.kind == "past" else self.theme.blue_text
            words = {"share": self.data.share(curve.share), "name": curve_name(curve)}
            first = say("{share} {name}", **words)
            if curve.last_age < self.last:
                first = say("{share} {name}, by day {day}", day=curve.last_age, **words)
            found.append(Label(first, x, y - 8.0, colour, True, 12.0))
            found.append(Label(self._range(curve), x, y + 8.0, self.theme.soft, size=11.5))
        return found

    def _range(self, curve: WinCurve) -> str:
        """Return the range at the end of a curve in words."""
        low, high = curve.ends
        if low == high:
            return say("in every future") if curve.kind == "future" else ""
        decimals = 1 if high < 0.1 else 0
        first = figure_text(100.0 * low, decimals, self.data.locale)
        last = figure_text(100.0 * high, decimals, self.data.locale)
        span = f"{first}\N{EN DASH}{last}\N{NO-BREAK SPACE}%"
        if curve.kind == "past":
            return say("{span} with 95 % confidence", span=span)
        return say("8 in 10 futures: {span}", span=span)

    def _meaning(self) -> list[Label]:
        """Return how the lines are to be read."""
        words = say(
            "Read: of the leads that came, this share is won by that age. Nobody who is still open"
            " counts as lost."
        )
        return [Label(words, 0.0, _TOP + _HEIGHT + _FOOT - 6.0, self.theme.faint, size=11.0)]
