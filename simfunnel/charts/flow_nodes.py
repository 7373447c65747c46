"""Where the nodes of a flow stand: stages in a row, what is parked below, the ends at the right.

This module measures and draws nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from simfunnel.charts.flow_data import OUTCOMES, FlowData

__all__ = ["NODE", "Node", "Nodes"]

NODE = 10.0
"""Width of a node."""
_INNER, _STUB, _LABELS = 820.0, 40.0, 104.0
_MAIN_HIGH, _PARKED_HIGH, _ENDS_HIGH = 124.0, 120.0, 250.0
_PARKED_PART = 0.62
_GAP, _BELOW, _LABEL_HIGH, _NAME_ROOM = 10.0, 14.0, 36.0, 30.0
_SKIP_GAP = 7.0


@dataclass(frozen=True)
class Node:
    """A bar from which ribbons leave and at which they arrive.

    Parameters
    ----------
    x, top, height : float
        Left edge, upper end and height in pixels.
    count : float
        Leads.

    Examples
    --------
    >>> Node(0.0, 5.0, 10.0, 60.0).bottom
    15.0
    """

    x: float
    top: float
    height: float
    count: float

    @property
    def bottom(self) -> float:
        """Lower end."""
        return self.top + self.height


@dataclass(frozen=True, eq=False)
class Nodes:
    """The nodes of one flow.

    Parameters
    ----------
    data : FlowData

    Examples
    --------
    >>> from simfunnel.charts.more_examples import example_flow
    >>> nodes = Nodes(example_flow())
    >>> len(nodes.main), len(nodes.parked), len(nodes.ends)
    (6, 1, 4)
    """

    data: FlowData

    @cached_property
    def main(self) -> list[str]:
        """Names of the stages in the row."""
        return [stage.name for stage in self.data.stages if not stage.parked]

    @cached_property
    def parked(self) -> list[str]:
        """Names of the parking places that see a lead."""
        return [s.name for s in self.data.stages if s.parked and self.through(s.name)]

    @cached_property
    def column(self) -> dict[str, int]:
        """Number of each stage in the row."""
        return {name: k for k, name in enumerate(self.main)}

    def through(self, stage: str) -> float:
        """Return how many leads come to a stage."""
        data = self.data
        came = [entry.count for entry in data.entries if entry.stage == stage]
        return sum(came + [move.count for move in data.moves if move.end == stage])

    @cached_property
    def end_counts(self) -> dict[str, float]:
        """Leads by outcome, those that occur."""
        counts = {name: self.data.ended(name) for name in OUTCOMES}
        return {name: count for name, count in counts.items() if count or name == "won"}

    @cached_property
    def scale(self) -> float:
        """Pixels per lead, the same for all nodes."""
        main = max(self.through(name) for name in self.main)
        parked = sum(self.through(name) for name in self.parked)
        ends = sum(self.end_counts.values())
        rooms = ((_MAIN_HIGH, main), (_PARKED_HIGH, parked), (_ENDS_HIGH, ends))
        return min((room / count for room, count in rooms if count), default=0.0)

    @cached_property
    def left(self) -> float:
        """Where the first stage stands."""
        return _STUB

    @cached_property
    def pitch(self) -> float:
        """From one stage to the next, in pixels."""
        columns = len(self.main) + (_PARKED_PART if self.parked else 0.0)
        return (_INNER - _STUB - _LABELS - NODE) / columns

    @cached_property
    def ends_at(self) -> float:
        """Left edge of the ends."""
        return _INNER - _LABELS - NODE

    def x(self, name: str) -> float:
        """Return the left edge of a stage of the row."""
        return self.left + self.column[name] * self.pitch

    @cached_property
    def stages(self) -> dict[str, Node]:
        """The nodes in the row."""
        return {
            name: Node(self.x(name), 0.0, self.through(name) * self.scale, self.through(name))
            for name in self.main
        }

    def clear_after(self, column: int) -> float:
        """Return below which height nothing stands in the row, right of a column."""
        later = [self.stages[name].bottom for name in self.main[column + 1 :]]
        return max(later, default=0.0)

    @cached_property
    def skips(self) -> dict[tuple[str, str], float]:
        """Where ways that leave out a stage pass below it: the middle of each, by its ends."""
        used = 0.0
        found = {}
        for start, end, count in self.forward:
            first, last = self.column[start], self.column.get(end, len(self.main))
            if last - first < 2:
                continue
            between = max(self.stages[name].bottom for name in self.main[first + 1 : last])
            width = count * self.scale
            found[start, end] = between + _SKIP_GAP + used + width / 2.0
            used += width + 2.0
        return found

    @cached_property
    def forward(self) -> list[tuple[str, str, float]]:
        """Ways to a later stage of the row, or to a win, shortest first."""
        moves = [
            (move.start, move.end, move.count)
            for move in self.data.moves
            if move.start in self.column and self.column.get(move.end, -1) > self.column[move.start]
        ]
        wins = [
            (end.stage, "won", end.count)
            for end in self.data.ends
            if end.outcome == "won" and end.stage in self.column
        ]
        last = len(self.main)
        return sorted(
            [*moves, *wins],
            key=lambda way: (self.column.get(way[1], last) - self.column[way[0]], way[1]),
        )

    @cached_property
    def _lowest_skip(self) -> float:
        """Lower edge of the lowest way that leaves out a stage."""
        return max((y + _SKIP_GAP for y in self.skips.values()), default=0.0)

    def _sources(self, outcome: str) -> list[tuple[str, float]]:
        """Return the stages from which leads come to an end, with their numbers."""
        return [(end.stage, end.count) for end in self.data.ends if end.outcome == outcome]

    @cached_property
    def below(self) -> list[str]:
        """Ends that are reached from parking places more than from elsewhere: they lie lowest."""
        found = []
        for outcome, count in self.end_counts.items():
            waited = sum(n for stage, n in self._sources(outcome) if stage in self.parked)
            if outcome != "won" and waited > count / 2.0:
                found.append(outcome)
        return found

    @cached_property
    def order(self) -> list[str]:
        """Ends from top to bottom: won, then those that are reached late, then early."""
        last = len(self.main)

        def reached(outcome: str) -> float:
            came = self._sources(outcome)
            total = sum(count for _, count in came) or 1.0
            return sum(self.column.get(stage, last) * n for stage, n in came) / total

        rest = [name for name in self.end_counts if name != "won"]
        rest.sort(key=lambda name: (name in self.below, -reached(name)))
        return ["won", *rest]

    @cached_property
    def _tops(self) -> dict[str, float]:
        """Upper ends of the ends, and of the first parking place under the key ""."""
        tops: dict[str, float] = {}
        middle, bottom, parked = -_LABEL_HIGH, -_GAP, 0.0
        for outcome in self.order:
            high = self.end_counts[outcome] * self.scale
            least = max(bottom + _GAP, middle + _LABEL_HIGH - high / 2.0)
            if outcome == "won":
                least = 0.0
            elif outcome in self.below:
                parked = parked or max(bottom, self._under_row) + _NAME_ROOM
                least = max(least, parked)
            else:
                least = max(least, self._clear(outcome))
            tops[outcome] = least
            middle, bottom = least + high / 2.0, least + high
        tops[""] = parked or max(bottom, self._under_row) + _NAME_ROOM
        return tops

    @cached_property
    def _under_row(self) -> float:
        """Below all stages of the row and the ways that leave one out."""
        return max(self._lowest_skip, *(node.bottom for node in self.stages.values()))

    def _clear(self, outcome: str) -> float:
        """Return above which height an end must not stand, so that its ribbons pass freely."""
        columns = [self.column[s] for s, _ in self._sources(outcome) if s in self.column]
        first = min(columns, default=len(self.main))
        return max(
            self.clear_after(first), self._lowest_skip if first < len(self.main) else 0.0
        ) + (_BELOW if first < len(self.main) - 1 else 0.0)

    @cached_property
    def ends(self) -> dict[str, Node]:
        """The nodes at the right."""
        return {
            name: Node(self.ends_at, self._tops[name], count * self.scale, count)
            for name, count in self.end_counts.items()
        }

    @cached_property
    def parking(self) -> dict[str, Node]:
        """The parking places, each right of all that send to it, one below the other."""
        found: dict[str, Node] = {}
        top = self._tops[""]
        for name in self.parked:
            senders = [move.start for move in self.data.moves if move.end == name]
            columns = [self.column[start] for start in senders if start in self.column]
            behind = max(columns, default=0) + _PARKED_PART
            x = self.left + behind * self.pitch
            x = max([x, *(found[s].x + 3.0 * NODE for s in senders if s in found)])
            found[name] = Node(x, top, self.through(name) * self.scale, self.through(name))
            top = found[name].bottom + _NAME_ROOM
        return found

    def node(self, name: str) -> Node:
        """Return the node of a stage."""
        return self.stages[name] if name in self.stages else self.parking[name]

    @cached_property
    def bottom(self) -> float:
        """Lower end of the lowest node."""
        nodes: Sequence[Node] = [
            *self.stages.values(), *self.parking.values(), *self.ends.values()
        ]  # fmt: skip
        return max(node.bottom for node in nodes)
