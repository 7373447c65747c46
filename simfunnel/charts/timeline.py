"""One lead's life as a drawing: bars by stage over time, what struck, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from simfunnel.charts.axes import calendar_ticks
from simfunnel.charts.figure import Figure
from simfunnel.charts.labels import pushed_apart
from simfunnel.charts.life_words import lasting, outcome_text
from simfunnel.charts.marks import Label, Layer, Place, Sheet, look, pixels, rule, sheet, texts
from simfunnel.charts.theme import LIGHT, Theme
from simfunnel.charts.timeline_data import Life, Stretch, TimelineData
from simfunnel.charts.timeline_table import timeline_table
from simfunnel.charts.timeline_words import timeline_alt, timeline_subtitle, timeline_title
from simfunnel.charts.wording import clean_name
from simfunnel.words import say

__all__ = ["draw_timeline"]

_WIDTH, _NAMES, _ENDS = 500.0, 136.0, 170.0
_TOP, _TITLE, _BOTTOM, _SIDE = 12.0, 62.0, 42.0, 18.0
_LANE, _BAR, _SPLIT = 42.0, 16.0, 18.0
_ON_ORANGE = "#101418"  # readable on it in either theme, so never exchanged
_DAY = 86_400.0
_WAITS, _LIVES = 0.28, 0.78  # opacity of a bar while nobody has the lead, and else
_LETTER = 6.4  # pixels of an average letter of a label


@dataclass(frozen=True)
class _Plot:
    """Where things stand."""

    data: TimelineData
    first: datetime
    last: datetime
    lanes: tuple[str, ...]

    @classmethod
    def of(cls, data: TimelineData) -> _Plot:
        """Return the days from the first thing told to the last, and the stages visited."""
        told = [s for life in data.lives for s in life.stretches]
        end = _midnight(data.until) + timedelta(days=1)
        first = min((s.since for s in told), default=_midnight(data.since))
        last = max((s.until or end for s in told), default=end)
        room = max(timedelta(days=7), (last - first) * 0.04)
        visited = {s.stage for s in told}
        return cls(data, first - room / 2, last + room, tuple(n for n in data.stages
                                                              if n in visited))  # fmt: skip

    @property
    def many(self) -> bool:
        """Whether there is more than one life."""
        return len(self.data.lives) > 1

    @property
    def lane(self) -> float:
        """Height of a stage."""
        return _LANE + _SPLIT * (len(self.data.lives) - 1)

    @property
    def height(self) -> float:
        """Height of the plot."""
        return self.lane * max(len(self.lanes), 1)

    def x(self, moment: datetime) -> float:
        """Return the pixel of a moment."""
        whole = (self.last - self.first).total_seconds()
        return round(_WIDTH * (moment - self.first).total_seconds() / whole, 2)

    def y(self, stage: str, number: int) -> float:
        """Return the middle of a stage's bar in a life."""
        top = self.lanes.index(stage) * self.lane
        return top + self.lane / 2 + (number - (len(self.data.lives) - 1) / 2) * _SPLIT

    def until(self, stretch: Stretch) -> datetime:
        """Return when a stay ended, or the future."""
        return stretch.until or _midnight(self.data.until) + timedelta(days=1)


def _midnight(day: date) -> datetime:
    """Return the first moment of a day."""
    return datetime(day.year, day.month, day.day)


def draw_timeline(data: TimelineData, *, theme: Theme = LIGHT, bare: bool = False) -> Figure:
    """Draw one lead's stays over time, one row for each stage it visits.

    Parameters
    ----------
    data : TimelineData
    theme : Theme
        Palette.
    bare : bool
        Leave out title and side padding, for a card that sets them itself.

    Returns
    -------
    Figure

    Examples
    --------
    >>> from simfunnel.charts.example_lives import example_timeline
    >>> draw_timeline(example_timeline()).title.replace("\N{NO-BREAK SPACE}", " ")
    'inbound:17: won on 4 Mar 2027, EUR 12,400'
    """
    plot, alt = _Plot.of(data), timeline_alt(data)
    frame = Sheet(_WIDTH, plot.height, _NAMES, _TOP, _ENDS, _BOTTOM, alt=alt)
    title = timeline_title(data)
    if not bare:
        sides = (_NAMES + _SIDE, _TOP + _TITLE, _ENDS + _SIDE, _BOTTOM + 12.0)
        frame = Sheet(_WIDTH, plot.height, *sides, title, timeline_subtitle(data), alt)
    tables = {"stays": _bars(plot, theme), "moves": _moves(plot), "marks": _marks(plot, theme)}
    tables["touches"] = _touches(plot, theme)
    layers = [*_grid(plot, theme), *_layers(theme), *texts(_labels(plot, theme))]
    return Figure(sheet(frame, layers, tables, theme), timeline_table(data), title, alt)


def _colour(number: int, theme: Theme) -> str:
    """Return the colour of a life: the funnel as it is, or what-if."""
    return theme.blue if number == 0 else theme.what_if


def _bars(plot: _Plot, theme: Theme) -> list[dict[str, Any]]:
    """Return a bar for each stay; what lies before the first day is grey."""
    rows = []
    start = _midnight(plot.data.since)
    for number, life in enumerate(plot.data.lives):
        for stretch in life.stretches:
            until, y = plot.until(stretch), plot.y(stretch.stage, number)
            for since, to, colour, opacity in _pieces(stretch, until, start, number, theme):
                left = plot.x(since)
                row = {"left": left, "right": max(plot.x(to), left + 1.5), "colour": colour}
                row |= {"top": y - _BAR / 2, "bottom": y + _BAR / 2}
                row |= {"stage": clean_name(stretch.stage), "opacity": opacity}
                rows.append(row)
    return rows


def _pieces(
    stretch: Stretch, until: datetime, start: datetime, number: int, theme: Theme
) -> list[tuple[datetime, datetime, str, float]]:
    """Return the pieces of a bar: the past, waiting for somebody (pale), and the rest."""
    colour = _colour(number, theme)
    taken = until if stretch.waits else stretch.taken
    pieces = [(stretch.since, taken, colour, _WAITS), (taken, until, colour, _LIVES)]
    if stretch.since < start:
        later = [(max(a, start), max(b, start), c, o) for a, b, c, o in pieces]
        pieces = [(stretch.since, min(start, until), theme.past, _LIVES), *later]
    return [piece for piece in pieces if piece[0] < piece[1]]


def _touches(plot: _Plot, theme: Theme) -> list[dict[str, Any]]:
    """Return a dot for each touch, filled if it was opened."""
    rows = []
    for number, life in enumerate(plot.data.lives):
        for stretch in life.stretches:
            y = plot.y(stretch.stage, number) + _BAR / 2 + 5.0
            for touch in stretch.touches:
                colour = _colour(number, theme) if touch.opened else theme.paper
                if touch.opted_out:
                    colour = theme.alarm
                rows.append({"x": plot.x(touch.at), "y": y, "fill": colour})
    return rows


def _moves(plot: _Plot) -> list[dict[str, Any]]:
    """Return a thin line for each move from stage to stage."""
    rows = []
    for number, life in enumerate(plot.data.lives):
        for one, two in zip(life.stretches, life.stretches[1:], strict=False):
            x = plot.x(two.since)
            rows.append({"x": x, "y": plot.y(one.stage, number), "y2": plot.y(two.stage, number)})
    return rows


def _marks(plot: _Plot, theme: Theme) -> list[dict[str, Any]]:
    """Return a mark for each event and each end."""
    rows = []
    for number, life in enumerate(plot.data.lives):
        for stretch in life.stretches:
            place = {"x": plot.x(plot.until(stretch)), "y": plot.y(stretch.stage, number)}
            if stretch.cause in ("event", "loss", "stale", "patience"):
                rows.append(place | {"shape": "diamond", "colour": theme.alarm, "size": 95.0})
            elif stretch.to == "won":
                rows.append(place | {"shape": "circle", "colour": theme.target, "size": 110.0})
            elif stretch.ended:
                rows.append(place | {"shape": "square", "colour": theme.past_line, "size": 70.0})
            elif stretch.until is None:
                colour = _colour(number, theme)
                rows.append(place | {"shape": "triangle-right", "colour": colour, "size": 150.0})
    return rows


def _layers(theme: Theme) -> list[Layer]:
    """Return moves, bars and marks."""
    x, y = pixels("x"), pixels("y")
    return [
        {
            "data": {"name": "moves"},
            "mark": {"type": "rule", "color": theme.faint, "strokeWidth": 1.25},
            "encoding": {"x": x, "y": y, "y2": {"field": "y2"}},
        },
        {
            "data": {"name": "stays"},
            "mark": {"type": "rect", "cornerRadius": 2},
            "encoding": {
                "x": pixels("left"),
                "x2": {"field": "right"},
                "y": pixels("top"),
                "y2": {"field": "bottom"},
                "color": look("colour"),
                "opacity": look("opacity"),
            },
        },
        {
            "data": {"name": "touches"},
            "mark": {
                "type": "point",
                "filled": True,
                "size": 26,
                "opacity": 1,
                "strokeWidth": 1,
                "stroke": theme.faint,
            },
            "encoding": {"x": x, "y": y, "fill": look("fill")},
        },
        {
            "data": {"name": "marks"},
            "mark": {"type": "point", "filled": True, "opacity": 1},
            "encoding": {
                "x": x,
                "y": y,
                "shape": look("shape"),
                "color": look("colour"),
                "size": {"field": "size", "type": "quantitative", "scale": None, "legend": None},
            },
        },
    ]


def _grid(plot: _Plot, theme: Theme) -> list[Layer]:
    """Return a hairline under each stage, and one for each labelled day."""
    whole: dict[str, Place] = {"x": {"value": -_NAMES}, "x2": {"value": _WIDTH}}
    found = [
        rule({**whole, "y": {"value": plot.lane * i}}, colour=theme.grid, width=1.0)
        for i in range(len(plot.lanes) + 1)
    ]
    for tick in calendar_ticks(plot.first.date(), plot.last.date(), plot.data.locale):
        x = plot.x(_midnight(tick.on))
        if x >= 0.0:
            found.append(_upright(x, plot.height + 5.0, theme.grid, 1.0))
    start = _midnight(plot.data.since)
    if plot.first < start < plot.last and plot.data.was_open:
        found.append(_upright(plot.x(start), plot.height, theme.faint, 0.8))
    return found


def _upright(x: float, height: float, colour: str, width: float) -> Layer:
    """Return a line from top to bottom."""
    places = {"x": {"value": x}, "y": {"value": 0.0}, "y2": {"value": height}}
    return rule(places, colour=colour, width=width)


def _labels(plot: _Plot, theme: Theme) -> list[Label]:
    """Return the names of stages and days, how long stays were, what struck, and the ends."""
    found = [
        Label(clean_name(stage, 22), -_NAMES, plot.lane * (i + 0.5), theme.ink)
        for i, stage in enumerate(plot.lanes)
    ]
    found += [
        Label(words, x, plot.height + 15.0, theme.soft, size=11.5) for x, words in _days(plot)
    ]
    start = _midnight(plot.data.since)
    if plot.data.was_open and plot.first < start < plot.last:
        found.append(Label(say("today"), plot.x(start) + 4.0, plot.height - 7.0, theme.faint,
                           size=11.0))  # fmt: skip
    found += _lengths(plot, theme)
    return [*found, *_happenings(plot, theme), *_end_labels(plot, theme)]


def _days(plot: _Plot) -> list[tuple[float, str]]:
    """Return place and words of the days below.

    A first one without room is left out, and the next says the year in its place.
    """
    ticks = calendar_ticks(plot.first.date(), plot.last.date(), plot.data.locale)
    found = [(max(plot.x(_midnight(tick.on)), 0.0), tick.label) for tick in ticks]
    if len(found) > 1:
        (x, first), (other, second) = found[:2]
        day, _, year = first.partition("\n")
        if other - x < _LETTER * len(day) + 10.0:
            found[:2] = [(other, second if "\n" in second or not year else f"{second}\n{year}")]
    return found


def _lengths(plot: _Plot, theme: Theme) -> list[Label]:
    """Return how long each stay was, inside its bar where there is room."""
    found = []
    for number, life in enumerate(plot.data.lives):
        for stretch in life.stretches:
            left, right = plot.x(stretch.taken), plot.x(plot.until(stretch))
            if stretch.waits:
                continue  # all of it is pale
            words = lasting((plot.until(stretch) - stretch.since).total_seconds())
            if right - left > _LETTER * len(words) + 14.0:
                colour = theme.paper if number == 0 else _ON_ORANGE
                y = plot.y(stretch.stage, number)
                found.append(Label(words, (left + right) / 2, y, colour, size=11.0,
                                   align="center"))  # fmt: skip
    return found


def _happenings(plot: _Plot, theme: Theme) -> list[Label]:
    """Return the names of events, beside their marks."""
    found = []
    for number, life in enumerate(plot.data.lives):
        for stretch in life.stretches:
            if stretch.cause not in ("event", "loss", "stale", "patience") or stretch.ended:
                continue
            words = say("gone stale") if stretch.cause == "stale" else stretch.because
            x, y = plot.x(plot.until(stretch)), plot.y(stretch.stage, number)
            name = clean_name(words, 28)
            above = number == 0
            y += -_BAR / 2 - 7.0 if above else _BAR / 2 + 7.0
            if x - _LETTER * len(name) < 0.0:
                found.append(Label(name, x + 8.0, y, theme.alarm_text, size=11.0))
            else:
                found.append(Label(name, x, y, theme.alarm_text, size=11.0, align="right"))
    return found


def _end_labels(plot: _Plot, theme: Theme) -> list[Label]:
    """Return how each life ended, at the end of its last bar."""
    wished: list[tuple[float, float, str, str]] = []
    for number, life in enumerate(plot.data.lives):
        last = life.last
        if last is None:
            continue
        words, colour = _end(plot.data, life, last, theme)
        wished.append((plot.y(last.stage, number), plot.x(plot.until(last)), words, colour))
    wished.sort()
    places = pushed_apart([w[0] for w in wished], [15.0] * len(wished))
    found = []
    for (_, x, words, colour), y in zip(wished, places, strict=True):
        left = x + _LETTER * len(words) + 14.0 > _WIDTH + _ENDS
        at, align = (x - 11.0, "right") if left else (x + 11.0, "left")
        found.append(Label(words, at, y, colour, bold=True, align=align))
    return found


def _end(data: TimelineData, life: Life, last: Stretch, theme: Theme) -> tuple[str, str]:
    """Return the words and the colour of an end."""
    if last.until is None:
        return say("still open"), theme.blue_text
    if life.is_won:
        if life.worth is None:
            return say("won"), theme.target_text
        amount = data.amounts.named(life.worth, data.amounts.exact(life.worth))
        return say("won: {amount}", amount=amount), theme.target_text
    return outcome_text(last.to), theme.soft
