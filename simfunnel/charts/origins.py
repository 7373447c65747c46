"""Where a result comes from: booked, from open leads, from leads to come, and all together.

Each bar starts where the average before it ends, because averages add up; medians and ranges do
not. What is certain is solid, what is not fades out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Literal

import pandas as pd

from simfunnel.charts.amounts import Amounts, Measure, counted, figure_text
from simfunnel.charts.axes import amount_ticks
from simfunnel.charts.fan_data import Target
from simfunnel.charts.figure import Figure
from simfunnel.charts.marks import Label, Layer, Sheet, rule, sheet, text
from simfunnel.charts.theme import LIGHT, Theme
from simfunnel.charts.wording import clean_name, day_long
from simfunnel.errors import TableError

__all__ = [
    "Origin",
    "OriginsData",
    "draw_origins",
    "origin_texts",
    "origins_subtitle",
    "origins_title",
]

Part = Literal["booked", "open", "to_come", "total"]

_LEFT, _WIDTH, _RIGHT = 84.0, 436.0, 300.0
_TOP, _BOTTOM, _SIDE, _TITLE = 26.0, 26.0, 18.0, 62.0
_PITCH, _BAR = 33.0, 19.0
_AVERAGE_AT, _RANGE_AT = 80.0, 96.0
_SOLID = 0.78
_HEADROOM = 1.04
_NBSP = "\N{NO-BREAK SPACE}"
_IN_TITLE = {"booked": "booked", "open": "from open leads", "to_come": "still to come"}
_LABELS = {"booked": "Booked", "open": "Open today", "to_come": "Still to come"}


@dataclass(frozen=True)
class Origin:
    """One part of a result, over all futures.

    Parameters
    ----------
    part : {"booked", "open", "to_come", "total"}
        Won already, from leads open today, from leads to come, and all together.
    average : float
        Mean over the futures; the averages of the parts add up to that of the total.
    low, lower_quarter, upper_quarter, high : float
        Quantiles at 10, 25, 75 and 90 %.
    deals_low, deals_high : int
        Quantiles at 10 and 90 % of the number of deals behind it.
    exact : bool
        Whether it is known, not simulated.

    Examples
    --------
    >>> Origin("booked", 486_000.0, 486_000.0, 486_000.0, 486_000.0, 486_000.0, 31, 31, exact=True)
    ... # doctest: +ELLIPSIS
    Origin(part='booked', average=486000.0, ...)
    """

    part: Part
    average: float
    low: float
    lower_quarter: float
    upper_quarter: float
    high: float
    deals_low: int
    deals_high: int
    exact: bool = False


@dataclass(frozen=True)
class OriginsData:
    """The parts of a result and what they are held against.

    Parameters
    ----------
    rows : tuple of Origin
        The parts in the order in which they add up; the total last.
    amounts : Amounts
        How amounts are written; ``FanData.amounts`` of the same result.
    since, until : datetime.date
        First and last day counted.
    target : Target, optional
        Drawn only where it is due on `until`.

    Raises
    ------
    TableError
        If the last row is not the total.
    """

    rows: tuple[Origin, ...]
    amounts: Amounts
    since: date
    until: date
    target: Target | None = None

    def __post_init__(self) -> None:
        """Check that the total comes last."""
        if not self.rows or self.rows[-1].part != "total":
            raise TableError("the origins of a result end with the row 'total'; add it.")

    @property
    def measure(self) -> Measure:
        """Whether amounts or deals are counted."""
        return self.amounts.measure

    @property
    def shown_target(self) -> Target | None:
        """The target, if it is due when the result is."""
        return self.target if self.target and self.target.by == self.until else None

    @cached_property
    def table_amounts(self) -> Amounts:
        """How the columns of the table are written: all in millions, or none."""
        return self.amounts.for_table(self.rows[-1].high)

    def label(self, row: Origin) -> str:
        """Return the name of a row."""
        if row.part != "total":
            return _LABELS[row.part]
        whole = (self.since.month, self.since.day, self.until.month, self.until.day) == (
            1,
            1,
            12,
            31,
        )
        is_year = whole and self.since.year == self.until.year
        return "Year\N{RIGHT SINGLE QUOTATION MARK}s result" if is_year else "All together"


def origin_texts(data: OriginsData, row: Origin, *, words: bool = False) -> tuple[str, str]:
    r"""Return the average of a row and its range, as its table says them.

    Parameters
    ----------
    data : OriginsData
        All rows.
    row : Origin
        One of them.
    words : bool
        Write ranges with "to" instead of a dash.

    Examples
    --------
    >>> rows = (Origin("total", 1.25e6, 1.05e6, 1.1e6, 1.4e6, 1.53e6, 66, 91),)
    >>> data = OriginsData(rows, Amounts("won_amount", "EUR", unit=1e4),
    ...                    date(2026, 1, 1), date(2026, 12, 31))
    >>> [t.replace("\N{NO-BREAK SPACE}", "_") for t in origin_texts(data, rows[0], words=True)]
    ['1.25_M', '1.05_to_1.53_M, 66_to_91_deals']
    """
    amounts = data.table_amounts
    deals = Amounts("won", "", amounts.locale, 1.0)
    if row.exact:
        verb = "is" if row.deals_low == 1 else "are"
        won = f"exactly: {counted(row.deals_low, 'deal', amounts.locale)} {verb} won"
        return amounts.exact(row.average), won if row.deals_low else "exactly: nothing is won yet"
    counts = deals.range(row.deals_low, row.deals_high, words=words)
    plural = "" if counts == "1" else "s"
    if not amounts.is_money:
        average = figure_text(row.average, 1 if row.average < 100 else 0, amounts.locale)
        return average, f"{counts}\N{NO-BREAK SPACE}deal{plural}"
    span = amounts.range(row.low, row.high, words=words)
    return amounts.short(row.average), f"{span}, {counts}\N{NO-BREAK SPACE}deal{plural}"


def origins_title(data: OriginsData) -> str:
    r"""Return the finding: what is booked, and how the rest divides, on average.

    Parameters
    ----------
    data : OriginsData
        What is drawn.

    Examples
    --------
    >>> rows = (Origin("booked", 5.0, 5.0, 5.0, 5.0, 5.0, 5, 5, exact=True),
    ...         Origin("to_come", 7.2, 3.0, 5.0, 9.0, 12.0, 3, 12),
    ...         Origin("total", 12.2, 8.0, 10.0, 14.0, 17.0, 8, 17))
    >>> data = OriginsData(rows, Amounts("won"), date(2026, 1, 1), date(2026, 12, 31))
    >>> origins_title(data)
    '5 booked and 7.2 still to come make 12.2 deals on average'
    """
    parts = [row for row in data.rows[:-1] if row.average or row.part == "booked"]
    listed = [f"{origin_texts(data, row)[0]} {_IN_TITLE[row.part]}" for row in parts]
    if not listed or not data.rows[-1].average:
        return "Nothing is booked, and nothing comes on average"
    total = data.amounts.named(data.rows[-1].average, origin_texts(data, data.rows[-1])[0])
    verb = "make" if len(listed) > 1 else "makes"
    return f"{_listed(listed)} {verb} {total.replace(_NBSP + 'deal', ' deal')} on average"


def _listed(parts: list[str]) -> str:
    """Return parts with commas, and an "and" before the last."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def origins_subtitle(data: OriginsData) -> str:
    """Return what the bars show: unit, day, and what adds up.

    Parameters
    ----------
    data : OriginsData
        What is drawn.
    """
    unit = data.amounts.axis_title()
    unit = unit[0].upper() + unit[1:]
    return (
        f"{unit}, by {day_long(data.until, data.amounts.locale)}. Bars start where the average"
        " before them ends; averages add up, medians and ranges do not."
    )


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
    """
    plot = _Bars(data, theme)
    title = origins_title(data)
    parts = [f"{data.label(row)} {', '.join(_spoken(data, row))}" for row in data.rows]
    alt = f"{title}. Averages: {'; '.join(parts)}."
    frame = Sheet(_WIDTH, plot.height, _LEFT, _TOP, _RIGHT, _BOTTOM, alt=alt)
    if not bare:
        sides = (_LEFT + _SIDE, _TOP + _TITLE, _RIGHT + _SIDE, _BOTTOM + 12.0)
        frame = Sheet(_WIDTH, plot.height, *sides, title, origins_subtitle(data), alt, 16.0)
    spec = sheet(frame, plot.layers(), {"bars": plot.bars}, theme)
    return Figure(spec, _table(data), title, alt)


def _spoken(data: OriginsData, row: Origin) -> tuple[str, str]:
    """Return average and range of a row for those who hear the chart."""
    average, span = origin_texts(data, row, words=True)
    return average, span if row.exact else f"8 in 10 futures {span}"


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
        self, found: list[dict[str, Any]], i: int, start: float, end: float, look: str
    ) -> None:
        """Add one piece, unless it is empty."""
        if end > start:
            found.append({"row": i, "start": start, "end": end, "look": look})

    def layers(self) -> list[Layer]:
        """Return all layers, from back to front."""
        return [
            self._grid(),
            *self._pieces(),
            *self._ticks_and_links(),
            *self._goal(),
            *(text(label) for label in self._labels()),
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

    def _pieces(self) -> list[Layer]:
        """Return one layer of bars a look."""
        theme = self.theme
        looks = {
            "past": (theme.past, 1.0),
            "solid": (theme.blue, _SOLID),
            "outer": (theme.blue, theme.outer),
            "inner": (theme.blue, theme.inner),
        }
        found = []
        for i in range(len(self.data.rows)):
            for look, (colour, opacity) in looks.items():
                if not any(bar["row"] == i and bar["look"] == look for bar in self.bars):
                    continue
                places = {
                    "x": {"field": "start", "type": "quantitative"},
                    "x2": {"field": "end"},
                    "y": {"value": self.y(i) - _BAR / 2.0},
                    "y2": {"value": self.y(i) + _BAR / 2.0},
                }
                kept = f"datum.row === {i} && datum.look === '{look}'"
                found.append(
                    {
                        "data": {"name": "bars"},
                        "transform": [{"filter": kept}],
                        "mark": {"type": "rect", "color": colour, "opacity": opacity},
                        "encoding": places,
                    }
                )
        return found

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
        words = f"{target.label.lower()} {goal}"
        flip = x > _WIDTH - 40.0
        side = "right" if flip else "left"
        at = {"value": x - 5.0 if flip else x + 5.0}
        name = Label(words, at, {"value": -6.0}, self.theme.target_text, True, align=side)
        line = rule(places, colour=self.theme.target, width=1.75, dash=(6, 3))
        return [line, text(name)]

    def _labels(self) -> list[Label]:
        """Return the names of the rows, the two columns beside them, and the axis."""
        theme, data = self.theme, self.data
        head = {"value": -10.0}
        average_x, range_x = {"value": _WIDTH + _AVERAGE_AT}, {"value": _WIDTH + _RANGE_AT}
        found = [
            Label("average", average_x, head, theme.faint, size=11.5, align="right"),
            Label("8 in 10 futures", range_x, head, theme.faint, size=11.5),
        ]
        for i, row in enumerate(data.rows):
            y = {"value": self.y(i)}
            average, span = origin_texts(data, row)
            name = {"value": -10.0}
            found += [
                Label(
                    clean_name(data.label(row), 16), name, y, theme.ink, size=12.5, align="right"
                ),
                Label(average, average_x, y, theme.ink, bold=True, size=12.5, align="right"),
                Label(span, range_x, y, theme.soft, size=12.0),
            ]
        for value, words in amount_ticks(self.top, data.amounts, most=4):
            x, below = {"value": self.x(value)}, {"value": self.height + 12.0}
            found.append(Label(words, x, below, theme.soft, size=11.5, align="center"))
        return found
