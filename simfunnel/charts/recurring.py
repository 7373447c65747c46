"""Recurring revenue over time: a line with its band, and below what each period adds and takes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from simfunnel.charts.amounts import Amounts
from simfunnel.charts.axes import amount_ticks, calendar_ticks, signed_ticks
from simfunnel.charts.figure import Figure
from simfunnel.charts.marks import Label, Layer, Sheet, look, pixels, sheet, texts
from simfunnel.charts.recurring_data import TAKES, RecurringData, move_label
from simfunnel.charts.recurring_words import (
    averages_note,
    recurring_alt,
    recurring_subtitle,
    recurring_title,
    revenue_texts,
)
from simfunnel.charts.revenue_waterfall import move_looks
from simfunnel.charts.shapes import Tile, tiles
from simfunnel.charts.theme import LIGHT, Theme
from simfunnel.words import say

__all__ = ["draw_recurring"]

_INNER, _SIDE, _TITLE = 820.0, 18.0, 66.0
_AXIS, _RIGHT, _HEAD, _UPPER, _BETWEEN, _LOWER, _FOOT = 62.0, 178.0, 26.0, 176.0, 46.0, 132.0, 58.0
_HEADROOM, _TICK, _GAP, _KEY = 1.06, 30.0, 0.16, 10.0
_ADDS = ("new", "expansion")


def draw_recurring(data: RecurringData, *, theme: Theme = LIGHT, bare: bool = False) -> Figure:
    """Draw what recurs at the end of each period, and what moved it.

    Parameters
    ----------
    data : RecurringData
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
    >>> from simfunnel.charts.board_examples import example_recurring
    >>> round(draw_recurring(example_recurring()).data["end"].iloc[-1])
    640000
    """
    plot = _Plot(data, theme)
    title, alt = recurring_title(data.whole), recurring_alt(data)
    frame = Sheet(_INNER, plot.height, 0.0, 0.0, 0.0, 4.0, alt=alt)
    if not bare:
        sides = (_SIDE, _TITLE, _SIDE, 14.0)
        frame = Sheet(_INNER, plot.height, *sides, title, recurring_subtitle(data), alt, 0.0)
    spec = sheet(frame, plot.layers(), {"future": plot.future}, theme)
    return Figure(spec, data.table.copy(), title, alt)


@dataclass(frozen=True, eq=False)
class _Plot:
    """The geometry and the layers of both plots."""

    data: RecurringData
    theme: Theme

    @property
    def height(self) -> float:
        """Of both together."""
        return _HEAD + _UPPER + _BETWEEN + _LOWER + _FOOT

    @property
    def right(self) -> float:
        """Where both plots end, in pixels."""
        return _INNER - _RIGHT

    def x(self, day: date) -> float:
        """Return the pixel of the beginning of a day."""
        whole = self.data.whole
        days = (whole.until - whole.since).days + 1
        return _AXIS + (self.right - _AXIS) * (day - whole.since).days / days

    @cached_property
    def top(self) -> float:
        """The amount at the upper end of the upper axis."""
        table = self.data.table
        most = max(float(table["p90"].max()), float(table["end"].max()), self.start)
        return most * _HEADROOM or 1.0

    @property
    def start(self) -> float:
        """What recurs at the start."""
        return self.data.whole.moves["start"].mean

    def upper(self, amount: float) -> float:
        """Return the pixel of an amount in the upper plot."""
        return _HEAD + _UPPER * (1.0 - amount / self.top)

    @cached_property
    def ends(self) -> tuple[float, float]:
        """What one period takes and adds at most."""
        table = self.data.table
        adds, takes = (table[list(names)].sum(axis=1).max() for names in (_ADDS, TAKES))
        low, high = -float(takes) * _HEADROOM, float(adds) * _HEADROOM
        return (low, high) if low < high else (0.0, 1.0)

    def lower(self, amount: float) -> float:
        """Return the pixel of an amount in the lower plot."""
        low, high = self.ends
        return _HEAD + _UPPER + _BETWEEN + _LOWER * (high - amount) / (high - low)

    @cached_property
    def future(self) -> list[dict[str, float]]:
        """Points of line and band: the start, then the end of each period."""
        whole = self.data.whole
        points = [(whole.since, self.start, self.start, self.start)]
        for row in self.data.table.to_dict("records"):
            day = row["until"].date() + timedelta(days=1)
            points.append((day, float(row["end"]), float(row["p10"]), float(row["p90"])))
        return [
            {
                "px": round(self.x(day), 2), "mean": round(self.upper(mean), 2),
                "low": round(self.upper(low), 2), "high": round(self.upper(high), 2),
            }
            for day, mean, low, high in points
        ]  # fmt: skip

    # --- layers --------------------------------------------------------------------------------

    def layers(self) -> list[Layer]:
        """Return all layers, from back to front."""
        spread = any(row["low"] != row["high"] for row in self.future)
        band = [self._future("area", self.theme.outer)] if spread else []
        labels = [*self._heads(), *self._end(), *self._key(), *self._axes()]
        return [self._grid(), *band, self._future("line", 1.0), tiles(self._bars()), *texts(labels)]

    def _future(self, kind: str, opacity: float) -> Layer:
        """Return the line, or the band."""
        mark: dict[str, Any] = {"type": kind, "color": self.theme.blue, "interpolate": "monotone"}
        if kind == "line":
            mark |= {"strokeWidth": 2.25, "strokeJoin": "round"}
            y: dict[str, Any] = {"y": pixels("mean")}
        else:
            mark["opacity"] = opacity
            y = {"y": pixels("low"), "y2": {"field": "high"}}
        return {"data": {"name": "future"}, "mark": mark, "encoding": {"x": pixels("px"), **y}}

    def _bars(self) -> list[Tile]:
        """Return what each period adds, upwards, and takes, downwards, and the key."""
        looks, found = move_looks(self.theme), []
        for row in self.data.table.to_dict("records"):
            since, until = row["since"].date(), row["until"].date() + timedelta(days=1)
            wide = self.x(until) - self.x(since)
            left, width = self.x(since) + wide * _GAP / 2.0, wide * (1.0 - _GAP)
            for names, sign in ((_ADDS, 1.0), (TAKES, -1.0)):
                reached = 0.0
                for name in names:
                    ends = self.lower(reached), self.lower(reached + sign * float(row[name]))
                    reached += sign * float(row[name])
                    found.append(Tile(left, min(ends), width, abs(ends[1] - ends[0]),
                                      *looks[name], name))  # fmt: skip
        for name, y in self._places:
            found.append(Tile(self.right + 18.0, y - _KEY / 2.0, _KEY, _KEY, *looks[name], "key"))
        return found

    @cached_property
    def _places(self) -> list[tuple[str, float]]:
        """Return where each move stands in the key, in the order of the bars."""
        first = _HEAD + _UPPER + _BETWEEN + 14.0
        return [(name, first + 22.0 * k) for k, name in enumerate((*_ADDS[::-1], *TAKES))]

    @cached_property
    def _ticks(self) -> list[tuple[float, float, str]]:
        """Pixel, amount and label of the marked amounts of both axes."""
        money = Amounts("won_amount", "", self.data.whole.locale)
        found = [(self.upper(v), v, said) for v, said in amount_ticks(self.top, money, most=4)]
        low, high = self.ends
        values = signed_ticks(low, high, most=6)
        step = values[1] - values[0] if len(values) > 1 else 1.0
        millions = max(abs(value) for value in values) >= 1_000_000
        unit = 10.0 ** math.floor(math.log10(step) + 1e-9)
        style = Amounts("won_amount", "", money.locale, unit, in_millions=millions)
        return found + [(self.lower(v), v, style.short(v) if v else "0") for v in values]

    def _grid(self) -> Layer:
        """Return grid lines, base lines, and the ticks of time."""
        theme, rows = self.theme, []
        for y, value, _ in self._ticks:
            colour = theme.grid if value else theme.rule
            rows.append({"px": _AXIS, "px2": self.right, "py": y, "py2": y, "colour": colour})
        for day, _ in self._days:
            x, low = self.x(day), _HEAD + _UPPER + _BETWEEN + _LOWER
            rows.append({"px": x, "px2": x, "py": low, "py2": low + 4.0, "colour": theme.rule})
        encoding = {
            "x": pixels("px"), "x2": {"field": "px2"}, "y": pixels("py"), "y2": {"field": "py2"},
            "color": look("colour"),
        }  # fmt: skip
        mark = {"type": "rule", "strokeWidth": 1.0}
        return {"data": {"values": rows}, "mark": mark, "encoding": encoding}

    @cached_property
    def _days(self) -> list[tuple[date, str]]:
        """Days with a label, as many as there is room for."""
        whole = self.data.whole
        ticks = calendar_ticks(whole.since, whole.until + timedelta(days=1), whole.locale)
        step = max(1, math.ceil(len(ticks) * _TICK / (self.right - _AXIS)))
        return [(tick.on, tick.label if i % step == 0 else "") for i, tick in enumerate(ticks)]

    def _heads(self) -> list[Label]:
        """Return what both plots show."""
        below = {
            "week": say("Added and taken, each week"),
            "month": say("Added and taken, each month"),
            "quarter": say("Added and taken, each quarter"),
        }[self.data.period]
        lower = _HEAD + _UPPER + _BETWEEN - 14.0
        theme, in_all = self.theme, say("in all")
        found = [
            Label(say("Recurring revenue, a year"), 0.0, _HEAD - 14.0, theme.ink, True, 12.5),
            Label(below, 0.0, lower, theme.ink, True, 12.5),
        ]
        if self.data.whole.has_ranges:
            in_all = say("in all, on average")
            found.append(Label(averages_note(), 0.0, self.height - 6.0, theme.faint, size=11.0))
        return [*found, Label(in_all, _INNER, lower, theme.faint, size=11.5, align="right")]

    def _end(self) -> list[Label]:
        """Return what recurs at the end, beside the line."""
        whole, theme = self.data.whole, self.theme
        span = whole.moves["end"]
        mean, spread = whole.style(span).named(span.mean), revenue_texts(whole, "end")[1]
        y = min(max(self.future[-1]["mean"], _HEAD + 8.0), _HEAD + _UPPER - 22.0)
        found = [Label(mean, self.right + 12.0, y, theme.blue_text, True)]
        if spread:
            words = spread if span.is_exact else say("8 in 10: {span}", span=spread)
            found.append(Label(words, self.right + 12.0, y + 17.0, theme.soft, size=11.5))
        return found

    def _key(self) -> list[Label]:
        """Return what the colours are, and how much each move is in all."""
        found = []
        for name, y in self._places:
            mean = revenue_texts(self.data.whole, name)[0]
            found.append(Label(move_label(name), self.right + 34.0, y, self.theme.soft, size=11.5))
            found.append(Label(mean, _INNER, y, self.theme.ink, True, 11.5, "right"))
        return found

    def _axes(self) -> list[Label]:
        """Return the labels of all axes."""
        soft, low = self.theme.soft, _HEAD + _UPPER + _BETWEEN + _LOWER
        found = [
            Label(words, _AXIS - 7.0, y, soft, size=11.5, align="right")
            for y, _, words in self._ticks
        ]
        return found + [
            Label(words, self.x(day), low + 15.0, soft, size=11.5)
            for day, words in self._days
            if words and self.x(day) <= self.right - _TICK / 2.0
        ]
