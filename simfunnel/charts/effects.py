"""What should we change? A hill of paired differences for each what-if, around the baseline.

Beside each hill stand its verdict in words, how often it is better, and what it costs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from simfunnel.charts.axes import signed_ticks
from simfunnel.charts.distribution_words import density_at
from simfunnel.charts.effects_data import EffectRow, EffectsData
from simfunnel.charts.effects_words import (
    effects_alt,
    effects_axis,
    effects_notes,
    effects_subtitle,
    effects_title,
    row_texts,
    signed,
)
from simfunnel.charts.figure import Figure
from simfunnel.charts.marks import Label, Layer, Sheet, look, pixels, rule, sheet, texts
from simfunnel.charts.theme import LIGHT, Theme
from simfunnel.charts.wording import clean_name
from simfunnel.words import say

__all__ = ["draw_effects"]

_NAMES, _WIDTH, _GAP = 236.0, 266.0, 18.0
_VERDICT, _COST, _PER_DEAL = 186.0, 34.0, 80.0
_PITCH, _HILL, _BASE, _BAR = 76.0, 42.0, 52.0, 7.0
_TOP, _BOTTOM, _SIDE, _TITLE, _NOTE = 34.0, 40.0, 18.0, 62.0, 16.0
_BETTER, _WORSE, _OUTER, _INNER = 0.55, 0.20, 0.35, 0.80
_POINTS, _LEAST, _MARGIN = 120, 0.004, 0.03
_MOST_TICKS = 6


def draw_effects(data: EffectsData, *, theme: Theme = LIGHT, bare: bool = False) -> Figure:
    r"""Draw what each what-if changes, future by future.

    Parameters
    ----------
    data : EffectsData
        What-ifs beside one baseline.
    theme : Theme
        Palette.
    bare : bool
        Leave out title, notes and side padding, for a card that sets them itself.

    Returns
    -------
    Figure
        Drawn in order of their averages, the largest first; the table behind it holds average,
        error, quantiles, verdict and cost of each.

    Examples
    --------
    >>> from simfunnel.charts.examples import example_effects
    >>> draw_effects(example_effects()).data["verdict"].tolist()
    ['matters', 'matters', 'helps on average', 'within noise']
    """
    plot = _Hills(data, theme)
    title, alt = effects_title(data), effects_alt(data)
    right = plot.right
    frame = Sheet(_WIDTH, plot.height, _NAMES, _TOP, right, _BOTTOM, alt=alt)
    notes: list[Label] = []
    if not bare:
        notes = plot.notes()
        below = _BOTTOM + 14.0 + _NOTE * len(notes)
        sides = (_NAMES + _SIDE, _TOP + _TITLE, right + _SIDE, below)
        frame = Sheet(_WIDTH, plot.height, *sides, title, effects_subtitle(data), alt, 28.0)
    spec = sheet(frame, [*plot.layers(), *texts(notes)], plot.tables(), theme)
    return Figure(spec, _table(data), title, alt)


def _table(data: EffectsData) -> pd.DataFrame:
    """Return the table behind the hills."""
    rows = []
    for row in data.ranked:
        low, lower, middle, upper, high = row.middle
        rows.append(
            {
                "what_if": row.name,
                "mean": row.mean,
                "error": row.error,
                "p10": low,
                "p25": lower,
                "p50": middle,
                "p75": upper,
                "p90": high,
                "better": row.better,
                "same": row.same,
                "verdict": row.verdict,
                "cost": math.nan if row.cost_mean is None else row.cost_mean,
            }
        )
    return pd.DataFrame(rows)


@dataclass(frozen=True, eq=False)
class _Hills:
    """The geometry and the layers of one chart of paired differences."""

    data: EffectsData
    theme: Theme

    @property
    def height(self) -> float:
        """Of all rows together."""
        return _PITCH * len(self.data.rows)

    @property
    def right(self) -> float:
        """Room for what stands beside the hills."""
        return _GAP + _VERDICT + (_COST + _PER_DEAL if self.data.has_costs else 0.0)

    @cached_property
    def ends(self) -> tuple[float, float]:
        """First and last difference of the axis: those of the data, with a margin."""
        low, high = self.data.ends
        room = (high - low) * _MARGIN
        return low - room, high + room

    def x(self, value: float) -> float:
        """Return the pixel of a difference."""
        low, high = self.ends
        return _WIDTH * (min(max(value, low), high) - low) / (high - low)

    @property
    def ticks(self) -> list[float]:
        """Round differences inside the axis; of deals whole ones."""
        least = 1.0 if self.data.measure == "won" else 0.0
        return signed_ticks(*self.ends, most=_MOST_TICKS, least=least)

    def colour(self, row: EffectRow) -> str:
        """Return the colour of a hill: grey where no difference is seen."""
        return self.theme.what_if if row.is_seen else self.theme.past

    def tables(self) -> dict[str, list[dict[str, Any]]]:
        """Return the rows of the hills, of the bars, and of the dots."""
        hills: list[dict[str, Any]] = []
        bars: list[dict[str, Any]] = []
        dots: list[dict[str, Any]] = []
        for i, row in enumerate(self.data.ranked):
            hills += self._hill(i, row)
            low, lower, middle, upper, high = row.middle
            top = _PITCH * i + _BASE + 5.0
            for start, end, opacity in ((low, high, _OUTER), (lower, upper, _INNER)):
                if end > start:
                    bars.append(
                        {
                            "what_if": clean_name(row.name),
                            "start": self.x(start),
                            "end": self.x(end),
                            "top": top,
                            "bottom": top + _BAR,
                            "colour": self.colour(row),
                            "opacity": opacity,
                        }
                    )
            dots.append({"px": self.x(middle), "py": top + _BAR / 2.0})
        return {"hills": hills, "bars": bars, "dots": dots}

    def _hill(self, i: int, row: EffectRow) -> list[dict[str, Any]]:
        """Return the points of one hill, an extra one at zero where its two sides meet."""
        if float(np.ptp(row.draws)) == 0.0:
            return []
        grid = np.unique(np.append(np.linspace(*self.ends, _POINTS), 0.0))
        density = density_at(row.draws, grid, 0.7 if self.data.measure == "won" else 0.0)
        density /= max(float(density.max()), 1e-300)
        base, found = _PITCH * i + _BASE, []
        for side, opacity in ((-1, _WORSE), (1, _BETTER)):
            for value, height in zip(grid, density, strict=True):
                if value * side >= 0.0 and height >= _LEAST:
                    found.append(
                        {
                            "what_if": clean_name(row.name),
                            "side": f"{i} {'better' if side > 0 else 'worse'}",
                            "difference": float(value),
                            "top": round(base - _HILL * float(height), 2),
                            "base": base,
                            "colour": self.colour(row),
                            "opacity": opacity,
                        }
                    )
        return found

    def layers(self) -> list[Layer]:
        """Return all layers, from back to front."""
        return [
            self._axis(),
            *self._hairlines(),
            self._areas(),
            self._bars(),
            *self._baseline(),
            self._medians(),
            *texts([*self._heads(), *self._names(), *self._beside(), *self._axis_labels()]),
        ]

    def _axis(self) -> Layer:
        """Return the layer that carries the axis and its grid."""
        axis = {
            "values": self.ticks,
            "labels": False,
            "ticks": False,
            "domain": False,
            "grid": True,
            "title": None,
        }
        scale = {"domain": list(self.ends), "nice": False, "zero": False, "padding": 0}
        x = {"datum": 0, "type": "quantitative", "scale": scale, "axis": axis}
        mark = {"type": "point", "opacity": 0}
        return {"data": {"values": [{}]}, "mark": mark, "encoding": {"x": x, "y": {"value": 0}}}

    def _hairlines(self) -> list[Layer]:
        """Return the lines between rows, from the left edge to the right one."""
        ends = {"x": {"value": -_NAMES}, "x2": {"value": _WIDTH + self.right}}
        return [
            rule(ends | {"y": {"value": _PITCH * i - 4.0}}, colour=self.theme.grid, width=1.0)
            for i in range(1, len(self.data.rows))
        ]

    def _areas(self) -> Layer:
        """Return the hills: full on the better side of the baseline, pale on the other."""
        encoding = {
            "x": {"field": "difference", "type": "quantitative"},
            "y": pixels("top"),
            "y2": {"field": "base"},
            "color": look("colour"),
            "opacity": look("opacity"),
            "detail": {"field": "side", "type": "nominal"},
        }
        return {"data": {"name": "hills"}, "mark": {"type": "area"}, "encoding": encoding}

    def _bars(self) -> Layer:
        """Return the two bars under each hill."""
        encoding = {
            "x": pixels("start"),
            "x2": {"field": "end"},
            "y": pixels("top"),
            "y2": {"field": "bottom"},
            "color": look("colour"),
            "opacity": look("opacity"),
        }
        return {"data": {"name": "bars"}, "mark": {"type": "rect"}, "encoding": encoding}

    def _baseline(self) -> list[Layer]:
        """Return the line at zero."""
        places = {"x": {"value": self.x(0.0)}, "y": {"value": -4.0}, "y2": {"value": self.height}}
        return [rule(places, colour=self.theme.blue, width=1.75)]

    def _medians(self) -> Layer:
        """Return a dot at each median."""
        mark = {"type": "point", "filled": True, "size": 55, "color": self.theme.ink, "opacity": 1}
        encoding = {"x": pixels("px"), "y": pixels("py")}
        return {"data": {"name": "dots"}, "mark": mark, "encoding": encoding}

    def _heads(self) -> list[Label]:
        """Return the headings of the columns."""
        theme, y, data = self.theme, -14.0, self.data
        start = _WIDTH + _GAP
        place = min(max(self.x(0.0), 24.0), _WIDTH - 24.0)
        found = [
            Label(say("what-if"), -_NAMES, y, theme.faint, size=11.5),
            Label(say("baseline"), place, y, theme.blue_text, bold=True, align="center"),
            Label(say("what it does"), start, y, theme.faint, size=11.5),
        ]
        if data.has_costs:
            costs, each = say("extra cost"), say("per extra deal")
            for words, x in ((costs, self._cost_x), (each, _WIDTH + self.right)):
                lines = f"{data.currency}\n{words}" if data.currency else words
                place = y - 7.5 if data.currency else y
                found.append(Label(lines, x, place, theme.faint, size=11.5, align="right"))
        return found

    @property
    def _cost_x(self) -> float:
        """Right edge of the column of costs."""
        return _WIDTH + _GAP + _VERDICT + _COST - 10.0

    def _names(self) -> list[Label]:
        """Return name and changes of each what-if."""
        found = []
        for i, row in enumerate(self.data.ranked):
            lines = [clean_name(line, 46) for line in row.details[:3]]
            y = _PITCH * i + 36.0 - 7.5 * len(lines)
            name = clean_name(row.name, 34)
            found.append(Label(name, -_NAMES, y, self.theme.ink, bold=True, size=12.5))
            for k, line in enumerate(lines):
                place = y + 16.0 + 14.0 * k
                found.append(Label(line, -_NAMES, place, self.theme.soft, size=11.0))
        return found

    def _beside(self) -> list[Label]:
        """Return verdict, average, how often, and costs of each what-if."""
        theme, found, start = self.theme, [], _WIDTH + _GAP
        for i, row in enumerate(self.data.ranked):
            said, y = row_texts(row, self.data), _PITCH * i + 19.0
            colour = theme.what_if_text if row.is_seen else theme.soft
            found += [
                Label(said.verdict, start, y, colour, bold=True, size=12.5),
                Label(said.average, start, y + 17.0, theme.ink, size=11.5),
                Label(said.often, start, y + 33.0, theme.soft, size=11.0),
            ]
            if row.costs is not None:
                x, middle = self._cost_x, y + 17.0
                found.append(Label(said.cost, x, middle, theme.ink, True, 11.5, "right"))
                edge = _WIDTH + self.right
                found += [
                    Label(said.per_deal, edge, middle, theme.soft, size=11.5, align="right"),
                    Label(
                        said.per_deal_range, edge, y + 33.0, theme.soft, size=11.0, align="right"
                    ),
                ]
        return found

    def _axis_labels(self) -> list[Label]:
        """Return the ticks and what the axis shows."""
        theme, y = self.theme, self.height + 11.0
        style = self.data.amounts(max(self.data.rows, key=lambda row: abs(row.mean)))
        style = style.for_table(max(abs(end) for end in self.ends))
        found = [
            Label(
                signed(value, style.short(abs(value))),
                self.x(value),
                y,
                theme.soft,
                size=11.5,
                align="center",
            )
            for value in self.ticks
        ]
        middle = _WIDTH / 2.0
        found.append(
            Label(effects_axis(self.data), middle, y + 19.0, theme.soft, size=11.5, align="center")
        )
        return found

    def notes(self) -> list[Label]:
        """Return how to read it, under the plot."""
        first = self.height + _BOTTOM + 12.0
        return [
            Label(words, -_NAMES, first + _NOTE * i, self.theme.faint, size=11.0)
            for i, words in enumerate(effects_notes(self.data))
        ]
