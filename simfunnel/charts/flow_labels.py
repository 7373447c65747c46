"""What is written in a flow: names and numbers, beside ribbons and not on them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from simfunnel.charts.flow_data import Entry, outcome_name
from simfunnel.charts.flow_nodes import NODE
from simfunnel.charts.flow_ribbons import FlowRibbons, Way
from simfunnel.charts.labels import Box, freest_box, pushed_apart
from simfunnel.charts.marks import Label
from simfunnel.charts.naming import stage_name
from simfunnel.charts.shapes import wrapped
from simfunnel.charts.theme import Theme
from simfunnel.charts.wording import clean_name, day_short
from simfunnel.words import say, say_n

__all__ = ["FlowLabels"]

_CHARACTER, _BOLD = 6.2, 6.9
_LINE, _ANGLE = 14.0, -32.0
_SINE, _COSINE = 0.53, 0.85
_STUB = 34.0
_NAME_GAP = 13.0
_INNER = 820.0
_STUB_LINE, _LEAST_HIGH, _FAR = 18, 7.0, 10.0


@dataclass(frozen=True, eq=False)
class FlowLabels:
    """All texts of one flow.

    Parameters
    ----------
    ribbons : FlowRibbons
    theme : Theme

    Examples
    --------
    >>> from simfunnel.charts.more_examples import example_flow
    >>> from simfunnel.charts.theme import LIGHT
    >>> labels = FlowLabels(FlowRibbons(example_flow()), LIGHT)
    >>> labels.leaning, [label.words for label in labels.flat][1:3]
    ([], ['Prospecting', 'Qualification'])
    """

    ribbons: FlowRibbons
    theme: Theme

    # --- names of the stages ---------------------------------------------------------------------

    @cached_property
    def _names(self) -> list[str]:
        """Names of the stages in the row."""
        return [stage_name(name) for name in self.ribbons.nodes.main]

    @cached_property
    def _upright(self) -> list[str] | None:
        """The names on at most two lines, if they fit side by side."""
        room = int((self.ribbons.nodes.pitch - 6.0) / _BOLD)
        found = [wrapped(name, room) for name in self._names]
        whole = [
            " ".join(made.split("\n")) == name
            for made, name in zip(found, self._names, strict=True)
        ]
        return found if all(whole) else None

    @property
    def angle(self) -> float:
        """Degrees by which long names lean."""
        return _ANGLE

    @cached_property
    def _names_at(self) -> float:
        """Height of the names, above the ways that go back."""
        return self.ribbons.top - _NAME_GAP

    @cached_property
    def leaning(self) -> list[Label]:
        """Names that do not fit side by side."""
        if self._upright is not None:
            return []
        nodes = self.ribbons.nodes
        return [
            Label(words, nodes.x(name) + NODE / 2.0, self._names_at, self.theme.ink, True, 12.0)
            for words, name in zip(self._names, nodes.main, strict=True)
        ]

    @cached_property
    def top(self) -> float:
        """Upper edge of everything."""
        if self._upright is None:
            longest = max(len(name) for name in self._names)
            return self._names_at - longest * _BOLD * _SINE - 8.0
        lines = 1 + max(name.count("\n") for name in self._upright)
        return self._names_at - _LINE * (lines - 0.5) - 2.0

    @cached_property
    def bottom(self) -> float:
        """Lower edge of everything."""
        lows = [label.y + 8.0 + 15.0 * label.words.count("\n") for label in self.flat]
        return max([self.ribbons.bottom, *lows])

    @cached_property
    def flat(self) -> list[Label]:
        """All texts that do not lean."""
        return [
            *self._stage_names(),
            *self._end_labels(),
            *self._returns(),
            *self._parked_names(),
            *self._stub_labels(),
        ]

    def _stage_names(self) -> list[Label]:
        """Return the names above the row, where they fit."""
        if self._upright is None:
            return []
        nodes, found = self.ribbons.nodes, []
        for words, name in zip(self._upright, nodes.main, strict=True):
            y = self._names_at - _LINE * words.count("\n")
            found.append(Label(words, nodes.x(name), y, self.theme.ink, True, 12.0))
        return found

    # --- ends ------------------------------------------------------------------------------------

    def _end_labels(self) -> list[Label]:
        """Return name, number and share of each end, pushed apart."""
        nodes, data, theme = self.ribbons.nodes, self.ribbons.data, self.theme
        order = nodes.order
        wished = [nodes.ends[name].top + nodes.ends[name].height / 2.0 for name in order]
        places = pushed_apart(wished, [36.0] * len(order), low=-12.0)
        found = []
        for name, y in zip(order, places, strict=True):
            node = nodes.ends[name]
            colour = theme.blue_text if name == "won" else theme.ink
            words = f"{data.number(node.count)}, {data.share(node.count)}"
            x = node.x + NODE + 8.0
            found.append(Label(outcome_name(name), x, y - 8.0, colour, True, 12.0))
            found.append(Label(words, x, y + 8.0, theme.soft, size=12.0))
        return found

    # --- what comes back -------------------------------------------------------------------------

    def _returns(self) -> list[Label]:
        """Return how many come back to each stage, beside the line on which they do."""
        found, said = [], set()
        ways = [w for w in self.ribbons.ways if w.kind in ("again", "wakes")]
        for way in reversed(ways):
            key = (way.end, way.kind, way.start if way.kind == "wakes" else "")
            same = [w for w in ways if (w.end, w.kind) == (way.end, way.kind)]
            if way.kind == "wakes":
                same = [w for w in same if w.start == way.start]
            count = sum(w.count for w in same)
            if key in said or not self.ribbons.is_said(same):
                continue
            said.add(key)
            found.append(self._return(way, same, count))
        return found

    def _return(self, way: Way, same: list[Way], count: float) -> Label:
        """Return the words of one destination."""
        number = self.ribbons.data.number(count)
        stage = stage_name(way.end, 24)
        one = 1 if number == "1" else 2
        if way.kind == "again":
            words = say_n("{n} goes back to {stage}", "{n} go back to {stage}", one, n=number,
                          stage=stage)  # fmt: skip
            y = min(y - w.width / 2.0 for w in same for _, y in w.points) - 9.0
        else:
            words = say_n("{n} comes back to {stage}", "{n} come back to {stage}", one, n=number,
                          stage=stage)  # fmt: skip
            y = max(y + w.width / 2.0 for w in same for _, y in w.points) + 9.0
        left = min(x for w in same for x, _ in w.points) + 8.0
        left = min(left, _INNER - len(words) * _BOLD)
        return Label(words, left, y, self.theme.back_text, True, 12.0)

    def _parked_names(self) -> list[Label]:
        """Return the name of each parking place, above it."""
        found = []
        for name, node in self.ribbons.nodes.parking.items():
            number = self.ribbons.data.number(node.count)
            words = say("{stage}: {n} parked", stage=stage_name(name), n=number)
            wide = len(words) * _BOLD
            above = (node.x - 4.0, node.x + NODE - wide, node.x + (NODE - wide) / 2.0)
            right = node.x + NODE + 2.0 * _STUB
            places = [Box(left, node.top - up, wide, 15.0) for up in (20.0, 26.0) for left in above]
            places += [Box(right, node.bottom + down, wide, 15.0) for down in (-12.0, 0.0, 8.0)]
            places = [box for box in places if box.left >= 0 and box.left + wide <= _INNER]
            box = places[freest_box(places, self.ribbons.occupied)]
            y = box.top + box.height / 2.0
            found.append(Label(words, box.left, y, self.theme.back_text, True, 12.0))
        return found

    # --- what comes in ---------------------------------------------------------------------------

    @cached_property
    def stubs(self) -> list[tuple[Entry, float, float]]:
        """What comes in from outside: entry, upper end and height; sources of a stage together."""
        data, scale = self.ribbons.data, self.ribbons.nodes.scale
        found = []
        for stage in (*self.ribbons.nodes.main, *self.ribbons.nodes.parked):
            here = [e for e in data.entries if e.stage == stage and e.count > 0.0]
            names = [clean_name(e.source.replace("_", " "), 20) for e in here if e.source]
            brought = sum(e.count for e in here if e.source)
            there = sum(e.count for e in here if not e.source)
            y = self.ribbons.outside_top(stage)
            listed = ", ".join(names) if len(names) <= 2 else say("{n} sources", n=len(names))
            for source, count in ((listed, brought), ("", there)):
                if count:
                    found.append((Entry(source, stage, count), y, count * scale))
                    y += count * scale
        return found

    @cached_property
    def _placed(self) -> list[tuple[Label, Box, tuple[float, float]]]:
        """What comes in at each stage, in words, with its place and the leads' own.

        Of what is there already only the largest number is written.
        """
        found: list[tuple[Label, Box, tuple[float, float]]] = []
        for stage in dict.fromkeys(entry.stage for entry, _, _ in self.stubs):
            words = [self._stub_words(e, high) for e, _, high in self.stubs if e.stage == stage]
            lines = "\n".join(filter(None, words)).split("\n")
            if lines == [""]:
                continue
            low = max(top + high for entry, top, high in self.stubs if entry.stage == stage)
            size = (max(map(len, lines)) * _CHARACTER, _LINE * len(lines))
            box = self._stub_place(stage, low, size, [box for _, box, _ in found])
            label = Label(
                "\n".join(lines), box.left, box.top + _LINE / 2.0, self.theme.soft, size=11.5
            )
            found.append((label, box, (self.ribbons.nodes.node(stage).x - _STUB / 2.0, low)))
        return found

    def _stub_words(self, entry: Entry, high: float) -> str:
        """Return what comes in, on one line or two; nothing where it is hardly seen."""
        number = self.ribbons.data.number(entry.count)
        if entry.source:
            return wrapped(f"{entry.source} {number}", _STUB_LINE)
        there = [each for (other, _, each) in self.stubs if not other.source]
        if high < max(*there, _LEAST_HIGH):
            return ""
        day = day_short(self.ribbons.data.since, self.ribbons.data.locale, year=False)
        return say("{n} open on {day}", n=number, day=day)

    def _stub_labels(self) -> list[Label]:
        """Return what comes in, beside its place."""
        return [label for label, _, _ in self._placed]

    @cached_property
    def leaders(self) -> list[tuple[float, float, float, float]]:
        """Thin lines from words to what they name, where these do not touch: x, y, x2, y2."""
        found = []
        for _, box, (x, low) in self._placed:
            if box.top - low > _FAR or not box.left <= x <= box.left + box.width:
                edge = min(max(x, box.left), box.left + box.width)
                found.append((edge, max(box.top - 1.0, low), x, low))
        return found

    def _stub_place(
        self, stage: str, low: float, size: tuple[float, float], taken: list[Box]
    ) -> Box:
        """Return where the words of one stage stand: near it, not on a ribbon if that can be."""
        x = self.ribbons.nodes.node(stage).x - _STUB
        places = [
            Box(left, low + 2.0 + down, *size)
            for down in range(0, 61, 4)
            for left in (x, *(x + away for away in range(-120, 41, 8)))
            if left >= 0.0 and left + size[0] <= _INNER
        ]
        middle = (x + _STUB / 2.0, low)
        places.sort(key=lambda box: _away(box, middle))
        places.insert(0, Box(max(x, 0.0), low + 2.0, *size))
        stubs = [
            (self.ribbons.nodes.node(e.stage).x - share, top + high * part)
            for e, top, high in self.stubs
            for share in (0.0, 8.0, 17.0, 26.0, 34.0)
            for part in (0.0, 0.25, 0.5, 0.75, 1.0)
        ]
        nodes = [*self.ribbons.nodes.stages.values(), *self.ribbons.nodes.parking.values()]
        bars = [
            (n.x + NODE / 2.0, n.top + n.height * part / 12.0) for n in nodes for part in range(13)
        ]
        points = [*self.ribbons.occupied, *stubs, *bars]
        return places[freest_box(places, points, taken)]


def _away(box: Box, point: tuple[float, float]) -> float:
    """Return how far the middle of a box's upper edge is from a point, aside counting less."""
    across = max(box.left - point[0], 0.0, point[0] - box.left - box.width)
    return float(across + 1.5 * (box.top - point[1]))
