"""Where everything in a fan stands: pixels of days and amounts, rows to draw, dots in their stacks.

This module measures and draws nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from simfunnel.charts.axes import Tick, amount_ticks, calendar_ticks
from simfunnel.charts.chances import dot_values
from simfunnel.charts.dots import Stack, stacked
from simfunnel.charts.fan_data import BAND_COLUMNS, FanData

__all__ = ["FanPlot", "moment"]

Row = dict[str, Any]

_INNER_WIDTH, _RIGHT = 820.0, 240.0
_HEIGHT = 300.0
_MOST_ROWS = 190
_DOT, _DOT_ROOM, _DOTS_AT = 9.5, 62.0, 13.0
_HEADROOM, _LEAST_TOP = 1.04, 1.2
_DIGIT, _LEAST_LEFT = 6.4, 30.0


def moment(day: date) -> int:
    """Return midnight of a day, UTC, in milliseconds as a browser counts them.

    Parameters
    ----------
    day : datetime.date
        The day.

    Examples
    --------
    >>> moment(date(1970, 1, 2))
    86400000
    """
    return (day - date(1970, 1, 1)).days * 86_400_000


@dataclass(frozen=True, eq=False)
class FanPlot:
    """The geometry of one fan chart.

    Parameters
    ----------
    data : FanData
        What is drawn.
    baseline : FanData, optional
        The same days without what is changed in `data`.

    Examples
    --------
    >>> from simfunnel.charts.examples import example_fan
    >>> plot = FanPlot(example_fan())
    >>> plot.y(0.0), plot.x(date(2026, 1, 1))
    (300.0, 0.0)
    """

    data: FanData
    baseline: FanData | None = None
    height: float = _HEIGHT
    right: float = _RIGHT

    @cached_property
    def end(self) -> date:
        """The day at the right end of the axis."""
        return max(self.data.until, self.data.since + timedelta(days=1))

    @cached_property
    def top(self) -> float:
        """The amount at the upper end of the axis."""
        data = self.data
        highest = [data.booked]
        if not data.is_over:
            highest += [data.high, float(data.band["p90"].max()), float(self.dots.max())]
        if data.target is not None:
            highest.append(data.target.value)
        if self.baseline is not None:  # all of it: while a what-if falls, the axis stands still
            highest.append(FanPlot(self.baseline).top / _HEADROOM)
        return max(highest) * _HEADROOM or _LEAST_TOP

    @cached_property
    def bottom(self) -> float:
        """The amount at the lower end: zero, unless there is less."""
        data = self.data
        lowest = [0.0, float(data.band["p10"].min()), float(self.dots.min())]
        return float(min([*lowest, *data.actuals["value"].astype(float)]))

    @cached_property
    def ticks(self) -> list[tuple[float, str]]:
        """Amounts with a label."""
        return amount_ticks(self.top, self.data.amounts)

    @cached_property
    def days(self) -> list[Tick]:
        """Days with a label."""
        return calendar_ticks(self.data.since, self.end, self.data.locale)

    @cached_property
    def left(self) -> float:
        """Room for the labels of amounts, in pixels."""
        words = [self.data.amounts.axis_title(), *(label for _, label in self.ticks)]
        longest = max(map(len, words))
        return max(_LEAST_LEFT, longest * _DIGIT + 8.0)

    @cached_property
    def width(self) -> float:
        """Width of the plot in pixels."""
        return _INNER_WIDTH - self.left - self.right

    def x(self, day: date) -> float:
        """Return the pixel of a day."""
        return self.width * (day - self.data.since).days / (self.end - self.data.since).days

    def y(self, value: float) -> float:
        """Return the pixel of an amount, downwards."""
        return self.height * (self.top - value) / (self.top - self.bottom)

    @cached_property
    def band(self) -> list[Row]:
        """Rows of the fan, from what is booked today; thinned where there are too many."""
        return self._band_of(self.data)

    @cached_property
    def baseline_band(self) -> list[Row]:
        """The same rows of the baseline; none without one."""
        return [] if self.baseline is None else self._band_of(self.baseline)

    def _band_of(self, data: FanData) -> list[Row]:
        """Return the rows of one fan."""
        table = data.band[list(BAND_COLUMNS)]
        days = [day.date() for day in pd.to_datetime(table["date"])]
        values = table[list(BAND_COLUMNS[1:])].to_numpy(dtype=np.float64)
        rows = [
            {"date": moment(day), **dict(zip(BAND_COLUMNS[1:], map(float, row), strict=True))}
            for day, row in zip(days, values, strict=True)
            if day >= data.today or len(days) == 1
        ]
        start = max(data.today, data.since)
        if rows and rows[0]["date"] > moment(start):
            rows.insert(0, {"date": moment(start), **dict.fromkeys(BAND_COLUMNS[1:], data.booked)})
        return _thinned(rows)

    @cached_property
    def actuals(self) -> list[Row]:
        """Corners of the booked total, from zero at the first day to today; empty if undated."""
        data = self.data
        if not data.has_dated_actuals:
            return []
        days = [day.date() for day in pd.to_datetime(data.actuals["date"])]
        rows = [
            {"date": moment(day), "value": float(value)}
            for day, value in zip(days, data.actuals["value"], strict=True)
        ]
        if days[0] > data.since:
            rows.insert(0, {"date": moment(data.since), "value": 0.0})
        last = min(data.today, data.until)
        if days[-1] < last:
            rows.append({"date": moment(last), "value": data.booked})
        return _thinned(rows)

    @cached_property
    def dots(self) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """Twenty values, ascending, each one future in twenty."""
        return dot_values(self.data.draws_at_end)

    @cached_property
    def splits(self) -> bool:
        """Whether the dots tell who reaches the target: only if it is due where they stand."""
        return self.data.target is not None and self.data.target.by == self.data.until

    @cached_property
    def stack(self) -> Stack:
        """Where the dots stand."""
        pixel = (self.top - self.bottom) / self.height
        target = self.data.target
        start = target.value if target is not None and self.splits else self.data.median
        if not self.splits:
            start -= (_DOT + 2.0) * pixel / 2.0
        return stacked(self.dots, start, pixel=pixel, diameter=_DOT, room=_DOT_ROOM)

    @cached_property
    def dot_rows(self) -> tuple[list[Row], list[Row]]:
        """Full dots and hollow ones, with their place in pixels from the left of the plot."""
        full: list[Row] = []
        hollow: list[Row] = []
        target = self.data.target
        step = self.stack.diameter + 1.0
        for value, centre, rank in zip(
            self.dots, self.stack.centres, self.stack.ranks, strict=True
        ):
            row = {"px": self.width + _DOTS_AT + float(rank) * step, "value": float(centre)}
            falls_short = self.splits and target is not None and value < target.value
            (hollow if falls_short else full).append(row)
        return full, hollow

    @cached_property
    def occupied(self) -> list[tuple[float, float]]:
        """Points, in pixels, through which lines and areas run, dense enough for labels."""
        found: list[tuple[float, float]] = []
        base = moment(self.data.since)
        scale = self.width / (moment(self.end) - base)
        for row, following in zip(self.actuals, self.actuals[1:], strict=False):
            left, right = (row["date"] - base) * scale, (following["date"] - base) * scale
            steps = np.linspace(left, right, max(2, int((right - left) / 6) + 2))
            found += [(float(x), self.y(row["value"])) for x in steps]
        for row in self.band:
            edges = np.linspace(self.y(row["p90"]), self.y(row["p10"]), 12)
            found += [((row["date"] - base) * scale, float(y)) for y in edges]
        found += [((row["date"] - base) * scale, self.y(row["p50"])) for row in self.baseline_band]
        return found


def _thinned(rows: list[Row]) -> list[Row]:
    """Return at most so many rows, evenly taken, first and last among them."""
    if len(rows) <= _MOST_ROWS:
        return rows
    kept = np.unique(np.linspace(0, len(rows) - 1, _MOST_ROWS).round().astype(int))
    return [rows[i] for i in kept]
