"""The funnel as bars: how many leads each stage sees, and where they come from.

A symmetric funnel would hide that leads enter in the middle, and has no room for what comes back.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from simfunnel.charts.amounts import figure_text
from simfunnel.charts.figure import Figure
from simfunnel.charts.funnel_data import (
    FunnelData,
    FunnelStage,
    funnel_alt,
    funnel_subtitle,
    funnel_title,
)
from simfunnel.charts.marks import Label, Layer, Sheet, sheet, texts
from simfunnel.charts.shapes import Tile, tiles, wrapped
from simfunnel.charts.theme import LIGHT, Theme
from simfunnel.charts.wording import clean_name, day_short
from simfunnel.units import format_share
from simfunnel.words import say, say_n

__all__ = ["draw_funnel"]

_INNER, _LEAST_NAMES, _MOST_NAMES = 820.0, 60.0, 190.0
_TOP, _BOTTOM, _SIDE, _TITLE = 30.0, 26.0, 18.0, 62.0
_PITCH, _BAR = 34.0, 23.0
_BAR_PART = 0.62
_ON_FROM_END, _RANGE_FROM_END, _RANGE_ROOM = 98.0, 166.0, 84.0
_SOLID, _OUTSIDE, _WAITS = 0.78, 0.55, 0.45
_CHARACTER, _NAME_CHARACTER = 6.1, 6.9
_LINE = 26
_KINDS = ("open", "before", "outside", "back")


def draw_funnel(data: FunnelData, *, theme: Theme = LIGHT, bare: bool = False) -> Figure:
    """Draw the leads of each stage as bars by origin, with counts, ranges and shares beside them.

    Parameters
    ----------
    data : FunnelData
        The stages.
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
    >>> from simfunnel.charts.more_examples import example_funnel
    >>> draw_funnel(example_funnel()).data["stage"].tolist()[:2]
    ['Lead generation', 'Prospecting']
    """
    plot = _Bars(data, theme)
    title, alt = funnel_title(data), funnel_alt(data)
    width, left = plot.width, plot.left
    frame = Sheet(width, plot.height, left, _TOP, 0.0, _BOTTOM, alt=alt)
    if not bare:
        sides = (left + _SIDE, _TOP + _TITLE, _SIDE, _BOTTOM + 10.0)
        frame = Sheet(width, plot.height, *sides, title, funnel_subtitle(data), alt, 26.0)
    return Figure(sheet(frame, plot.layers(), {}, theme), _table(data), title, alt)


def _table(data: FunnelData) -> pd.DataFrame:
    """Return the table behind the bars; the last row is what is won."""
    columns = ("open", "outside", "before", "back", "goes_on", "days")
    rows = [
        {"stage": s.name, "leads": s.there.mean, "low": s.there.low, "high": s.there.high}
        | {name: getattr(s, name) for name in columns}
        for s in data.stages
    ]
    won = data.won
    rows.append({"stage": "won", "leads": won.mean, "low": won.low, "high": won.high})
    return pd.DataFrame(rows, columns=["stage", "leads", "low", "high", *columns])


@dataclass(frozen=True, eq=False)
class _Bars:
    """The geometry and the layers of one funnel."""

    data: FunnelData
    theme: Theme

    @cached_property
    def rows(self) -> tuple[FunnelStage, ...]:
        """The stages from top to bottom: those on the way to a win, then parking places."""
        return (*self.data.main, *self.data.parked)

    @cached_property
    def won_row(self) -> int:
        """Which row shows what is won."""
        return len(self.data.main)

    def row(self, stage: int) -> int:
        """Return in which row a stage stands."""
        return stage + (stage >= self.won_row)

    @cached_property
    def names(self) -> list[str]:
        """Names of the stages, on at most two lines."""
        return [wrapped(stage.shown, _LINE) for stage in self.rows]

    @cached_property
    def left(self) -> float:
        """Room for the names, in pixels."""
        longest = max(len(line) for name in self.names for line in name.split("\n"))
        return min(max(longest * _NAME_CHARACTER + 14.0, _LEAST_NAMES), _MOST_NAMES)

    @cached_property
    def width(self) -> float:
        """Of the plot with its columns of figures."""
        return _INNER - self.left

    @property
    def on_at(self) -> float:
        """Right edge of the column of shares."""
        return self.width - _ON_FROM_END

    @property
    def range_at(self) -> float:
        """Right edge of the column of ranges."""
        return self.width - _RANGE_FROM_END

    @property
    def room(self) -> float:
        """Where bars, counts and words must end."""
        return self.range_at - _RANGE_ROOM

    @cached_property
    def height(self) -> float:
        """Of the plot: a row for each stage, and one for what is won."""
        return _PITCH * (len(self.rows) + 1)

    @cached_property
    def scale(self) -> float:
        """Pixels per lead."""
        largest = max([self.data.won.mean, *(stage.there.mean for stage in self.data.stages)])
        return _BAR_PART * self.room / largest if largest else 0.0

    def y(self, row: int) -> float:
        """Return the pixel of the middle of a row."""
        return _PITCH * (row + 0.5)

    def pieces(self, stage: FunnelStage) -> list[tuple[str, float, float]]:
        """Return the parts of a bar: what, left edge and width in pixels."""
        found, x = [], 0.0
        for kind in _KINDS:
            wide = getattr(stage, kind) * self.scale
            found.append((kind, x, wide))
            x += wide
        return found

    def layers(self) -> list[Layer]:
        """Return all layers, from back to front."""
        return [
            tiles(self._tiles()),
            *texts([*self._names(), *self._figures(), *self._origins(), self._foot()]),
        ]

    def _tiles(self) -> list[Tile]:
        """Return the parts of all bars, and the bar of what is won."""
        theme = self.theme
        looks = {
            "open": (theme.past, 1.0),
            "outside": (theme.sky, _OUTSIDE),
            "before": (theme.blue, _SOLID),
            "back": (theme.back, 1.0),
        }
        found = []
        for i, stage in enumerate(self.rows):
            top = self.y(self.row(i)) - _BAR / 2.0
            waits = {"before": (theme.back, _WAITS)} if stage.parked else {}
            found += [
                Tile(left, top, max(wide - 1.0, min(wide, 0.8)), _BAR, *(looks | waits)[kind], kind)
                for kind, left, wide in self.pieces(stage)
            ]
        top = self.y(self.won_row) - _BAR / 2.0
        won = self.data.won.mean * self.scale
        return [*found, Tile(0.0, top, won, _BAR, theme.blue, 1.0, "won")]

    def _names(self) -> list[Label]:
        """Return the names of the rows and the heads of the columns."""
        theme, found = self.theme, []
        for i, name in enumerate(self.names):
            y = self.y(self.row(i)) - 7.0 * name.count("\n")
            found.append(Label(name, -12.0, y, theme.ink, size=12.5, align="right"))
        y = self.y(self.won_row)
        found.append(Label(say("Won"), -12.0, y, theme.ink, True, 12.5, "right"))
        heads = [(self._head(), 0.0, "left")]
        if not self.data.is_past:
            heads.append((say("8 in 10 futures"), self.range_at, "right"))
        if any(stage.goes_on is not None for stage in self.data.stages):
            heads.append((say("go on"), self.on_at, "right"))
        if any(stage.days is not None for stage in self.data.stages):
            heads.append((say("average stay"), self.width, "right"))
        for i, stage in enumerate(self.rows):
            words = say("parked here")
            wide = stage.before * self.scale
            if stage.parked and wide > len(words) * _CHARACTER + 12.0:
                left = stage.open * self.scale + 7.0
                found.append(Label(words, left, self.y(self.row(i)), theme.ink, size=11.5))
        return found + [
            Label(words, x, -13.0, theme.faint, size=11.5, align=side) for words, x, side in heads
        ]

    def _head(self) -> str:
        """Return what the bars count."""
        if self.data.has_open:
            return say("leads in the stage, and entering it")
        return say("leads entering the stage")

    def _figures(self) -> list[Label]:
        """Return counts at the ends of the bars, ranges, shares and stays."""
        theme, found = self.theme, []
        rows = [(self.row(i), s.there, s.goes_on, s.days) for i, s in enumerate(self.rows)]
        for row, span, goes_on, days in [*rows, (self.won_row, self.data.won, None, None)]:
            y, end = self.y(row), span.mean * self.scale
            found.append(Label(span.text(), end + 8.0, y, theme.ink, True, 12.5))
            columns = [] if self.data.is_past else [(span.range_text(), self.range_at, False)]
            if goes_on is not None:
                columns.append((format_share(goes_on, self.data.locale), self.on_at, True))
            if days is not None:
                columns.append((_days(days, self.data.locale), self.width, False))
            found += [
                Label(words, x, y, theme.ink if bold else theme.soft, bold, 12.5, "right")
                for words, x, bold in columns
            ]
        return found

    def _foot(self) -> Label:
        """Return how the columns are to be read."""
        if self.data.is_past:
            words = say(
                "Go on: of stays begun in these days, open ones counted for as long as they were"
                " seen. A lead that comes back counts again."
            )
            return Label(words, -self.left, self.height + 16.0, self.theme.faint, size=11.0)
        words = say(
            "Go on, average stay: of leads followed to their end, every rate as stated."
            " A lead that comes back counts again. Ranges do not add up."
        )
        return Label(words, -self.left, self.height + 16.0, self.theme.faint, size=11.0)

    def _origins(self) -> list[Label]:
        """Return what the colours mean: inside the bars where there is room, else behind counts."""
        found: list[Label] = []
        ends: dict[int, float] = {-1: len(self._head()) * _CHARACTER + 14.0}
        for kind in _KINDS:
            rows = [
                (-wide, i, left)
                for i, stage in enumerate(self.rows)
                for name, left, wide in self.pieces(stage)
                if name == kind and wide > 0.0 and not (kind == "before" and stage.parked)
            ]
            inside = self._inside(kind, sorted(rows))
            found += inside or self._beside(kind, [i for _, i, _ in sorted(rows)], ends)
        return found

    def _inside(self, kind: str, rows: list[tuple[float, int, float]]) -> list[Label]:
        """Return the words inside bars that are wide enough: sources each, the others once."""
        found = []
        colour = {"before": self.theme.paper, "outside": self.theme.ink}.get(kind)
        for minus_wide, i, left in rows if colour is not None else []:
            words = self._inside_words(kind, self.rows[i])
            if len(words) * _CHARACTER + 12.0 <= -minus_wide:
                found.append(Label(words, left + 7.0, self.y(self.row(i)), str(colour), size=11.5))
        return found if kind == "outside" else found[:1]

    def _beside(self, kind: str, rows: list[int], ends: dict[int, float]) -> list[Label]:
        """Return the words behind a count, or beside the head of the bars."""
        colour = {
            "open": self.theme.past_line,
            "back": self.theme.back_text,
            "before": self.theme.blue_text,
            "outside": self.theme.soft,
        }[kind]
        room = self.room
        for i in [*rows, -1] if rows else []:
            stage = self.rows[i if i >= 0 else rows[0]]
            words = self._beside_words(kind, stage, counted=i >= 0)
            count = stage.there.mean * self.scale + 8.0 + len(stage.there.text()) * 7.2 + 12.0
            x = ends.get(i, count)
            end = x + len(words) * _CHARACTER
            if end <= room or i < 0:
                ends[i] = end + 12.0
                y = self.y(self.row(i)) if i >= 0 else -13.0
                return [Label(words, x, y, colour, True, 11.5)]
        return []

    def _inside_words(self, kind: str, stage: FunnelStage) -> str:
        """Return what stands inside a bar."""
        if kind == "before":
            return say("from an earlier stage")
        names = [clean_name(name.replace("_", " "), 20) for name in stage.sources]
        if len(names) == 1:
            return say("{source}, enters here", source=names[0])
        if len(names) == 2:
            return say("{one} and {other}", one=names[0], other=names[1])
        return say("from outside")

    def _beside_words(self, kind: str, stage: FunnelStage, *, counted: bool) -> str:
        """Return what stands behind a count, or without a number beside the head."""
        value = figure_text(getattr(stage, kind), 0, self.data.locale) if counted else ""
        day = day_short(self.data.since, self.data.locale, year=False)
        words = {
            "open": say("grey: {n} open on {day}", n=value, day=day),
            "back": say("pink: {n} back", n=value),
            "before": say("blue: {n} from before", n=value),
            "outside": say("pale: {n} from outside", n=value),
        }[kind]
        return words.replace("  ", " ")


def _days(days: float, locale: str) -> str:
    """Return how long a stay lasts on average."""
    if days < 10.0:
        return say("{n} days", n=figure_text(days, 1, locale))
    return say_n("{n} day", "{n} days", round(days), n=figure_text(days, 0, locale))
