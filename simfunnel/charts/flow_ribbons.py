"""The ribbons of a flow: in which order they leave and arrive, and along which ways they run.

Ribbons leave a node in the order of their destinations, top to bottom. What goes back to an
earlier stage runs above the row; what comes back from a parking place runs below everything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from simfunnel.charts.flow_data import FlowData
from simfunnel.charts.flow_nodes import NODE, Node, Nodes
from simfunnel.charts.shapes import Point, rounded, smooth

__all__ = ["WORTH_SAYING", "FlowRibbons", "Kind", "Way"]

Kind = Literal["on", "won", "parked", "out", "open", "again", "wakes"]

_LOOP_GAP, _LOOP_TEXT, _LOOP_SIDE, _LOOP_RADIUS = 4.0, 17.0, 7.0, 9.0
_LANE_GAP = 10.0
_STEEP, _LEAST_RUN = 1.25, 0.92
WORTH_SAYING = 0.004
"""Share of all leads from which on a number that comes back is written."""


@dataclass
class Way:
    """One ribbon: from where to where, how wide, and its middle line.

    Parameters
    ----------
    start, end : str
        Names of stages, or of an end.
    count : float
        Leads.
    kind : str
        What colour it has.
    width : float
        In pixels.

    Examples
    --------
    >>> Way("pitch", "won", 9.0, "won", 4.5).points
    []
    """

    start: str
    end: str
    count: float
    kind: Kind
    width: float
    out_y: float = 0.0
    in_y: float = 0.0
    points: list[Point] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class FlowRibbons:
    """All ribbons of one flow, with their ways.

    Parameters
    ----------
    data : FlowData

    Examples
    --------
    >>> from simfunnel.charts.more_examples import example_flow
    >>> ribbons = FlowRibbons(example_flow())
    >>> sorted({way.kind for way in ribbons.ways})
    ['again', 'on', 'out', 'parked', 'wakes', 'won']
    """

    data: FlowData

    @cached_property
    def nodes(self) -> Nodes:
        """Where the nodes stand."""
        return Nodes(self.data)

    @cached_property
    def ways(self) -> list[Way]:
        """All ribbons with their middle lines."""
        found = [way for way in self._bare() if way.count > 0.0]
        self._leave(found)
        self._arrive(found)
        self._above(found)
        self._beneath(found)
        for way in found:
            if not way.points:
                way.points = self._run(way)
        return found

    def _bare(self) -> Iterable[Way]:
        """Yield the ribbons without their places."""
        nodes, scale = self.nodes, self.nodes.scale
        for move in self.data.moves:
            yield Way(move.start, move.end, move.count, self._kind(move.start, move.end),
                      move.count * scale)  # fmt: skip
        kinds: dict[str, Kind] = {"won": "won", "open": "open"}
        for outcome in nodes.order:
            for stage in (*nodes.main, *nodes.parked):
                count = sum(
                    e.count for e in self.data.ends if (e.stage, e.outcome) == (stage, outcome)
                )
                yield Way(stage, outcome, count, kinds.get(outcome, "out"), count * scale)

    def _kind(self, start: str, end: str) -> Kind:
        """Return what a move between stages is."""
        nodes = self.nodes
        if end in nodes.parked:
            back = start in nodes.parked and nodes.parking[end].x <= nodes.parking[start].x
            return "wakes" if back else "parked"
        if start in nodes.parked:
            return "wakes"
        return "on" if nodes.column[end] > nodes.column[start] else "again"

    def _column(self, name: str) -> float:
        """Return where a stage or an end stands, in columns."""
        nodes = self.nodes
        if name in nodes.column:
            return float(nodes.column[name])
        if name in nodes.parking:
            return (nodes.parking[name].x - nodes.left) / nodes.pitch
        return (nodes.ends_at - nodes.left) / nodes.pitch

    # --- slots at the nodes ----------------------------------------------------------------------

    def _leave(self, ways: list[Way]) -> None:
        """Give each ribbon its place at the right side of the node that it leaves."""
        for name in (*self.nodes.main, *self.nodes.parked):
            y = self.nodes.node(name).top
            for way in sorted((w for w in ways if w.start == name), key=self._leaving):
                way.out_y = y + way.width / 2.0
                y += way.width

    def _leaving(self, way: Way) -> tuple[float, float]:
        """Return the order in which ribbons leave a node: by the height of their destination."""
        nodes = self.nodes
        span = abs(self._column(way.end) - self._column(way.start))
        if way.kind == "again":
            return -1.0, span
        if way.kind == "wakes":
            return 9_000.0, -span
        if way.kind == "on" or (way.kind == "won" and way.start in nodes.column):
            return 0.0, span
        if way.kind == "parked":
            return 10.0 + nodes.parking[way.end].top, 0.5
        return 10.0 + nodes.ends[way.end].top, 1.0 if way.end in nodes.below else 0.0

    def _arrive(self, ways: list[Way]) -> None:
        """Give each ribbon its place at the left side of the node at which it arrives."""
        nodes = self.nodes
        targets: dict[str, Node] = {**nodes.stages, **nodes.parking}
        for name, node in targets.items():
            coming = [w for w in ways if w.end == name]
            self._stack(sorted(coming, key=self._arriving), node, name)
        for name, node in nodes.ends.items():
            self._stack(sorted((w for w in ways if w.end == name), key=self._ending), node, "")

    def _stack(self, coming: list[Way], node: Node, stage: str) -> None:
        """Stack ribbons from the upper end; those that wake up lie below those from outside."""
        y = node.top
        outside = sum(e.count for e in self.data.entries if e.stage == stage) * self.nodes.scale
        passed = False
        for way in coming:
            if way.kind == "wakes" and not passed:
                y, passed = y + outside, True
            way.in_y = y + way.width / 2.0
            y += way.width

    def outside_top(self, stage: str) -> float:
        """Return where the leads from outside begin at the left side of a stage."""
        coming = [w for w in self.ways if w.end == stage and w.kind != "wakes"]
        return self.nodes.node(stage).top + sum(w.width for w in coming)

    def _arriving(self, way: Way) -> tuple[float, float]:
        """Return the order in which ribbons arrive at a stage, from top to bottom."""
        span = abs(self._column(way.end) - self._column(way.start))
        if way.kind == "again":
            return 0.0, span
        if way.kind == "wakes":
            return 3.0, -span
        return 1.0, span

    def _ending(self, way: Way) -> float:
        """Return the order in which ribbons arrive at an end: the latest on top."""
        return -self._column(way.start)

    # --- ways ------------------------------------------------------------------------------------

    def _run(self, way: Way) -> list[Point]:
        """Return the middle line of a ribbon that runs to the right."""
        nodes = self.nodes
        start = (nodes.node(way.start).x + NODE, way.out_y)
        goal = nodes.ends.get(way.end) or nodes.node(way.end)
        end = (goal.x, way.in_y)
        low = nodes.skips.get((way.start, way.end))
        if low is not None:
            first = nodes.left + (nodes.column[way.start] + 1) * nodes.pitch
            last = nodes.ends_at if way.end == "won" else nodes.x(way.end)
            return [
                *smooth(start, (first - 2.0, low)),
                *smooth((last - nodes.pitch + NODE + 2.0, low), end),
            ]
        lane = self._lanes.get((way.start, way.end))
        if lane is not None:
            y, until = lane
            dived = self._dive(start, (until, y), until, way.width)
            return [*dived, *smooth((until, y), end)]
        return self._dive(start, end, end[0], way.width)

    def _dive(self, start: Point, end: Point, until: float, width: float) -> list[Point]:
        """Return a curve that goes down as soon as it can, then runs flat."""
        run = max(
            _LEAST_RUN * self.nodes.pitch - NODE, _STEEP * abs(end[1] - start[1]) + width / 2.0
        )
        x = min(start[0] + run, until)
        return [*smooth(start, (x, end[1])), *([end] if x < end[0] else [])]

    @cached_property
    def _lanes(self) -> dict[tuple[str, str], tuple[float, float]]:
        """Height at which ribbons pass under the parking places, and until where."""
        nodes = self.nodes
        if not nodes.parking:
            return {}
        first = min(node.x for node in nodes.parking.values())
        until = max(node.x for node in nodes.parking.values()) + NODE + 4.0
        y = max(node.bottom for node in nodes.parking.values()) + _LANE_GAP
        found = {}
        ends = [e for e in self.data.ends if e.outcome in nodes.below and e.stage in nodes.column]
        names = {(e.stage, e.outcome) for e in ends if nodes.x(e.stage) + NODE < first}
        for stage, outcome in sorted(
            names, key=lambda n: (nodes.order.index(n[1]), -nodes.column[n[0]])
        ):
            width = nodes.scale * sum(
                e.count for e in ends if (e.stage, e.outcome) == (stage, outcome)
            )
            found[stage, outcome] = (y + width / 2.0, until)
            y += width
        return found

    @cached_property
    def lowest(self) -> float:
        """Lower edge of everything but the ways that come back from below."""
        lanes = [y + _LANE_GAP for y, _ in self._lanes.values()]
        return max([self.nodes.bottom, *lanes])

    # --- returns ---------------------------------------------------------------------------------

    def _above(self, ways: list[Way]) -> None:
        """Lead what goes back to an earlier stage above the row, one group per destination."""
        y = -_LOOP_GAP
        taken: dict[tuple[str, str], float] = {}
        groups: dict[str, list[Way]] = {}
        for way in sorted((w for w in ways if w.kind == "again"), key=self._arriving):
            groups.setdefault(way.end, []).append(way)
        for end in sorted(groups, key=lambda name: -self.nodes.column[name]):
            for way in groups[end]:
                y -= _LOOP_GAP + way.width
                self._loop(way, y + way.width / 2.0, taken)
            if self.is_said(groups[end]):
                y -= _LOOP_TEXT

    def _beneath(self, ways: list[Way]) -> None:
        """Lead what comes back from parking places below everything."""
        y = self.lowest + 2.0 * _LOOP_GAP
        taken: dict[tuple[str, str], float] = {}
        coming = [w for w in ways if w.kind == "wakes"]
        for way in sorted(coming, key=lambda w: abs(self._column(w.start) - self._column(w.end))):
            if self._column(way.end) > self._column(way.start):
                continue
            y += _LOOP_GAP
            self._loop(way, y + way.width / 2.0, taken)
            y += way.width + (_LOOP_TEXT if self.is_said([way]) else 0.0)

    def is_said(self, ways: list[Way]) -> bool:
        """Return whether the number of leads that come back on these ways is written."""
        return sum(way.count for way in ways) >= WORTH_SAYING * self.data.leads

    def _loop(self, way: Way, level: float, taken: dict[tuple[str, str], float]) -> None:
        """Lead a ribbon out to the right, along a level, and in again from the left."""
        start, end = self.nodes.node(way.start), self.nodes.node(way.end)
        sides = []
        for key in ((way.start, "out"), (way.end, "in")):
            used = taken.get(key, _LOOP_SIDE)
            sides.append(used + way.width / 2.0)
            taken[key] = used + way.width + _LOOP_GAP
        right, left = start.x + NODE + sides[0], max(end.x - sides[1], way.width / 2.0)
        corners = [
            (start.x + NODE, way.out_y),
            (right, way.out_y),
            (right, level),
            (left, level),
            (left, way.in_y),
            (end.x, way.in_y),
        ]
        way.points = rounded(corners, _LOOP_RADIUS + way.width / 2.0)

    @cached_property
    def top(self) -> float:
        """Upper edge of the highest ribbon, with its words."""
        highs = [y - way.width / 2.0 for way in self.ways for _, y in way.points]
        again = any(way.kind == "again" for way in self.ways)
        return min([0.0, *highs]) - (_LOOP_TEXT if again else 0.0)

    @cached_property
    def bottom(self) -> float:
        """Lower edge of the lowest ribbon, with its words."""
        lows = [y + way.width / 2.0 for way in self.ways for _, y in way.points]
        wakes = any(way.kind == "wakes" for way in self.ways)
        return max([self.lowest, *lows]) + (_LOOP_TEXT if wakes else 0.0)

    @cached_property
    def occupied(self) -> list[Point]:
        """Points, in pixels, over which ribbons run, dense enough for labels."""
        found = []
        for way in self.ways:
            for (x, y), (x2, y2) in zip(way.points, way.points[1:], strict=False):
                pieces = max(1, int(max(abs(x2 - x), abs(y2 - y)) / 7.0))
                lanes = max(1, int(way.width / 7.0))
                for i in range(pieces + 1):
                    here = (x + (x2 - x) * i / pieces, y + (y2 - y) * i / pieces)
                    offsets = [way.width * (k / lanes - 0.5) for k in range(lanes + 1)]
                    steep = abs(y2 - y) > abs(x2 - x)
                    found += [
                        (here[0] + (o if steep else 0.0), here[1] + (0.0 if steep else o))
                        for o in offsets
                    ]
        return found
