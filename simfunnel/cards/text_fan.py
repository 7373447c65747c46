"""The fan in characters: the same shape, words and order as the chart, at most 100 columns wide.

What is booked is drawn in Braille, eight dots a character; bands in two shades; the middle line and
the target in strokes.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simfunnel.cards.terminal import Line, Piece, Style, padded, wide
from simfunnel.charts import (
    BAND_COLUMNS,
    FanData,
    FanPlot,
    day_short,
    dots_reaching,
    pushed_apart,
)
from simfunnel.words import say

__all__ = ["fan_lines"]

_ROWS = 21
_BESIDE = 35
_NARROW = 84
_DOTS = 20
_BRAILLE = 0x2800
_BRAILLE_BITS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))  # rows of two dots
_OUTER, _INNER, _MEDIAN = "\N{LIGHT SHADE}", "\N{MEDIUM SHADE}", "\N{BOX DRAWINGS HEAVY HORIZONTAL}"
_TARGET = "\N{BOX DRAWINGS LIGHT DOUBLE DASH HORIZONTAL}"
_RULE, _AXIS = "\N{BOX DRAWINGS LIGHT VERTICAL}", "\N{BOX DRAWINGS LIGHT HORIZONTAL}"


def fan_lines(data: FanData, width: int, *, braille: bool = True) -> list[Line]:
    """Return the fan as lines.

    Parameters
    ----------
    data : FanData
        What is drawn.
    width : int
        Columns; below 84 the labels stand under the picture.
    braille : bool
        Draw what is booked in Braille; else in strokes.

    Returns
    -------
    list of tuple of Piece
        21 rows, the axis, and the words beside or below.

    Examples
    --------
    >>> from simfunnel.charts import example_fan
    >>> len(fan_lines(example_fan(), 100))
    25
    """
    beside = _BESIDE if width >= _NARROW else 0
    canvas = _Canvas(data, width - beside, braille)
    canvas.paint()
    picture = canvas.lines()
    if not beside:
        notes = [line for _, line in _notes(canvas) if line]
        return picture + [(Piece("  "), *line) for line in notes]
    placed = dict(_notes(canvas))
    blank = canvas.left + canvas.columns
    found = []
    for i, line in enumerate(picture):
        gap = " " * (blank - sum(wide(piece.text) for piece in line) + 2)
        found.append((*line, Piece(gap), *placed[i]) if i in placed else line)
    return found


class _Canvas:
    """A grid of characters, each with its style."""

    def __init__(self, data: FanData, width: int, braille: bool) -> None:
        """Lay out the grid."""
        self.data, self.braille = data, braille
        self.plot = FanPlot(data)
        widest = max(wide(label) for _, label in self.plot.ticks)
        self.left = max(widest, wide(data.amounts.axis_title())) + 1
        self.columns = width - self.left
        self.signs = [[" "] * self.columns for _ in range(_ROWS)]
        self.styles: list[list[Style]] = [["plain"] * self.columns for _ in range(_ROWS)]

    def row(self, value: float) -> int:
        """Return the row in which an amount lies."""
        share = (self.plot.top - value) / (self.plot.top - self.plot.bottom)
        return min(max(int(share * _ROWS), 0), _ROWS - 1)

    def column(self, days: float) -> int:
        """Return the column in which a day, counted from the first, lies."""
        whole = (self.plot.end - self.data.since).days
        return min(max(int(days / whole * self.columns), 0), self.columns - 1)

    @property
    def today(self) -> int | None:
        """The column of today; None outside the window."""
        data = self.data
        if not data.since <= data.today <= self.plot.end:
            return None
        return self.column((data.today - data.since).days)

    def put(self, row: int, column: int, text: str, style: Style) -> None:
        """Write a text into the grid, as far as it fits."""
        for i, sign in enumerate(text):
            if 0 <= row < _ROWS and 0 <= column + i < self.columns:
                self.signs[row][column + i] = sign
                self.styles[row][column + i] = style

    def is_free(self, row: int, column: int, length: int) -> bool:
        """Return whether a stretch of the grid is empty and inside."""
        if not (0 <= row < _ROWS and column >= 0 and column + length <= self.columns):
            return False
        return all(sign == " " for sign in self.signs[row][column : column + length])

    def paint(self) -> None:
        """Draw everything, from back to front."""
        self._rule()
        self._bands()
        self._goal()
        self._middle()
        self._past()
        self._goal_words()
        self._booked_words()

    def _rule(self) -> None:
        """Draw the thin rule of today."""
        if self.today is not None:
            for row in range(_ROWS):
                self.put(row, self.today, _RULE, "faint")

    def _quantiles(self) -> tuple[list[int], NDArray[np.float64]]:
        """Return the columns of the future, and the quantiles in the middle of each."""
        rows = self.plot.band
        if len(rows) < 2:
            return [], np.empty((0, 5))
        days = np.array([row["date"] for row in rows], dtype=np.float64)
        base = (pd.Timestamp(self.data.since) - pd.Timestamp(0)).days * 86_400_000
        span = (self.plot.end - self.data.since) / timedelta(days=1) * 86_400_000
        middles = base + (np.arange(self.columns) + 0.5) / self.columns * span
        shown = [i for i in range(self.columns) if days[0] <= middles[i] <= days[-1]]
        names = BAND_COLUMNS[1:]
        values = [np.interp(middles[shown], days, [row[name] for row in rows]) for name in names]
        return shown, np.array(values).T

    def _bands(self) -> None:
        """Draw the two bands."""
        if not self.data.spreads:
            return
        height = (self.plot.top - self.plot.bottom) / _ROWS
        columns, values = self._quantiles()
        for column, (p10, p25, _, p75, p90) in zip(columns, values, strict=True):
            for row in range(_ROWS):
                middle = self.plot.top - (row + 0.5) * height
                if p25 <= middle <= p75:
                    self.put(row, column, _INNER, "blue")
                elif p10 <= middle <= p90:
                    self.put(row, column, _OUTER, "blue")

    def _middle(self) -> None:
        """Draw the middle line."""
        if not self.data.is_over:
            for column, values in zip(*self._quantiles(), strict=True):
                self.put(self.row(values[2]), column, _MEDIAN, "blue_bold")

    def _goal(self) -> None:
        """Draw the line of the target."""
        target = self.data.target
        if target is not None:
            last = self.column((min(target.by, self.plot.end) - self.data.since).days)
            self.put(self.row(target.value), 0, _TARGET * (last + 1), "target")

    def _past(self) -> None:
        """Draw the steps of what is booked."""
        rows = self.plot.actuals
        if not rows:
            return
        fine = 2 if self.braille else 1
        span = (self.plot.end - self.data.since).days
        days = np.array([row["date"] for row in rows], dtype=np.float64) / 86_400_000
        days -= (pd.Timestamp(self.data.since) - pd.Timestamp(0)).days
        middles = (np.arange(self.columns * fine) + 0.5) / (self.columns * fine) * span
        kept = middles <= days[-1]
        which = np.searchsorted(days, middles[kept], side="right") - 1
        values = np.array([row["value"] for row in rows])[np.maximum(which, 0)]
        if self.braille:
            self._braille(values)
        else:
            for column, value in enumerate(values):
                self.put(self.row(value), column, _MEDIAN, "past")

    def _braille(self, values: NDArray[np.float64]) -> None:
        """Draw a line of steps in dots, two a column and four a row."""
        height = (self.plot.top - self.plot.bottom) / (_ROWS * 4)
        levels = np.clip(((self.plot.top - values) / height).astype(int), 0, _ROWS * 4 - 1)
        cells: dict[tuple[int, int], int] = {}
        before = int(levels[0]) if len(levels) else 0
        for x, level in enumerate(map(int, levels)):
            for y in range(min(level, before), max(level, before) + 1):
                key = (y // 4, x // 2)
                cells[key] = cells.get(key, 0) | _BRAILLE_BITS[y % 4][x % 2]
            before = level
        for (row, column), bits in cells.items():
            self.put(row, column, chr(_BRAILLE + bits), "past")

    def _goal_words(self) -> None:
        """Write the name of the target above its line, or below."""
        target = self.data.target
        if target is None:
            return
        amounts = self.data.amounts
        year = target.by.year != self.data.since.year
        value = amounts.stated(target.value)
        goal = value if amounts.is_money else amounts.named(target.value, value)
        by = day_short(target.by, self.data.locale, year=year)
        words = say("{target} {goal} by {by}", target=target.name.lower(), goal=goal, by=by)
        row = self.row(target.value)
        middle = (self.today or 0) + 2
        first = 2 if self.today == 0 else 1
        for place in product((first, middle), (row - 1, row + 1)):
            if self.is_free(place[1], place[0], len(words)):
                self.put(place[1], place[0], words, "target")
                return

    def _booked_words(self) -> None:
        """Write the total booked to date beside the end of its line."""
        data = self.data
        if not len(data.actuals):
            return
        booked = data.amounts.exact(data.booked)
        said = say("booked {booked}", booked=booked)
        undated = say("booked {booked}, undated", booked=booked)
        end = self.columns if self.today is None else self.today
        row = self.row(data.booked)
        if not data.has_dated_actuals:
            self.put(row, end, "\N{BLACK CIRCLE}", "past")
        for words in (said,) if data.has_dated_actuals else (undated, said):
            left = end - len(words) - 1
            before = [(row - 1, left), (row - 2, left), (row, left)]
            for place in (*before, (row + 1, end + 2), (row + 2, end + 2)):
                if self.is_free(*place, len(words)):
                    self.put(*place, words, "past")
                    return

    def lines(self) -> list[Line]:
        """Return the grid as lines, with both axes and the name of today."""
        labels = {self.row(value): label for value, label in self.plot.ticks if value}
        found: list[Line] = [self._head()]
        for row in range(_ROWS):
            label = padded(labels.get(row, ""), self.left - 1, right=True) + " "
            found.append((Piece(label, "faint"), *self._runs(row)))
        zero = "0" if self.plot.bottom == 0 else ""
        axis = padded(zero, self.left - 1, right=True) + " " + _AXIS * self.columns
        return [*found, (Piece(axis, "faint"),), *self._days()]

    def _runs(self, row: int) -> list[Piece]:
        """Return a row as pieces of one style each."""
        found: list[Piece] = []
        for sign, style in zip(self.signs[row], self.styles[row], strict=True):
            if found and found[-1].style == style:
                found[-1] = Piece(found[-1].text + sign, style)
            else:
                found.append(Piece(sign, style))
        return found

    def _head(self) -> Line:
        """Return the line above the picture: the unit, and the name of today."""
        unit = padded(self.data.amounts.axis_title(), self.left - 1, right=True) + " "
        if self.today is None:
            return (Piece(unit, "faint"),)
        words = say("{rule} today", rule=_RULE)
        room = self.columns - self.today
        if room < len(words):
            words = say("today {rule}", rule=_RULE)
            return (Piece(unit + " " * max(self.today - len(words) + 1, 0) + words, "faint"),)
        return (Piece(unit + " " * self.today + words, "faint"),)

    def _days(self) -> list[Line]:
        """Return the labels of the days, the year under them."""
        rows = [[" "] * (self.columns + 8) for _ in range(2)]
        ends = [0, 0]
        for tick in self.plot.days:
            start = self.column((tick.on - self.data.since).days)
            for i, part in enumerate(tick.label.split("\n")):
                if start >= ends[i]:
                    rows[i][start : start + len(part)] = list(part)
                    ends[i] = start + len(part) + 1
        blank = " " * self.left
        return [(Piece(blank + "".join(row).rstrip(), "faint"),) for row in rows]


def _notes(canvas: _Canvas) -> list[tuple[int, Line]]:
    """Return what stands beside the picture: the line number of each note, and the note."""
    data = canvas.data
    if data.is_over:
        return []
    if not data.spreads:
        words = data.amounts.named(data.median, data.amounts.exact(data.median))
        said = say("{total} in the one future", total=words)
        if data.is_exact:
            said = say("{total} in every future", total=words)
        return [(canvas.row(data.median) + 1, (Piece(said, "blue_bold"),))]
    short = data.amounts.short
    middle = say("median {median}: as likely\nabove as below", median=short(data.median))
    texts: list[tuple[float, list[Line]]] = [
        (data.high, [(Piece(say("one in ten is higher: {high}", high=short(data.high))),)]),
        (
            data.median,
            [(Piece(line, "blue_bold"),) for line in middle.split("\n")],
        ),
        (data.low, [(Piece(say("one in ten is lower: {low}", low=short(data.low))),)]),
    ]
    keys = _keys(canvas)
    sizes = [float(len(lines)) + 0.4 for _, lines in texts]
    wished = [canvas.row(value) + 1.5 for value, _ in texts]
    places = pushed_apart(wished, sizes, low=1.0, high=_ROWS + 2.0 - len(keys))
    found: list[tuple[int, Line]] = []
    for (_, lines), centre, size in zip(texts, places, sizes, strict=True):
        first = max(round(centre - size / 2.0), found[-1][0] + 1 if found else 0)
        found += [(first + i, line) for i, line in enumerate(lines)]
    start = max(found[-1][0] + 2, min(_ROWS + 2 - len(keys), found[-1][0] + 5))
    return found + [(start + i, line) for i, line in enumerate(keys)]


def _keys(canvas: _Canvas) -> list[Line]:
    """Return how many futures reach the target, and what the signs mean."""
    data = canvas.data
    reaching = dots_reaching(data)
    found: list[Line] = []
    if reaching is not None and data.target is not None:
        words = say("{reaching} of 20 futures reach the target", reaching=reaching)
        if data.target.by != data.until:
            by = day_short(data.target.by, data.locale, year=False)
            words = say("{reaching} of 20 reach it by {by}", reaching=reaching, by=by)
        found.append((Piece(words, "bold"),))
        dots = "\N{BLACK CIRCLE}" * reaching + "\N{WHITE CIRCLE}" * (_DOTS - reaching)
        found += [(Piece(dots, "blue"),), ()]
    booked = "\N{BRAILLE PATTERN DOTS-36}" * 2 if canvas.braille else _MEDIAN * 2
    line = [Piece(_MEDIAN * 2, "blue_bold"), Piece(" " + say("median"))]
    if len(data.actuals):
        line = [Piece(booked, "past"), Piece(" " + say("booked") + "  "), *line]
    found.append(tuple(line))
    found.append((Piece(_INNER * 2, "blue"), Piece(" " + say("5 in 10 futures"))))
    found.append((Piece(_OUTER + _INNER + _OUTER, "blue"), Piece(" " + say("8 in 10 futures"))))
    return found
