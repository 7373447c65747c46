"""Numbers in doubt, lowered: positions in the flat array, and values for every replication.

Only the block that holds a number in doubt is written again; `simfunnel.funnel.draws` draws it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simfunnel.errors import FunnelError
from simfunnel.funnel import layout as at
from simfunnel.funnel.after_numbers import after_block
from simfunnel.funnel.blocks import (
    ClockIds,
    event_block,
    funnel_block,
    segment_block,
    source_block,
    stage_block,
    team_block,
)
from simfunnel.funnel.changes import WhatIf
from simfunnel.funnel.draws import Acting, Drawn, acting_on, draw_ranges, impossible
from simfunnel.funnel.epochs import Epochs
from simfunnel.funnel.layout import Plan
from simfunnel.funnel.model import NURTURE, Funnel
from simfunnel.funnel.names import Names
from simfunnel.funnel.paths import Place, Step, find, split_places
from simfunnel.funnel.product_numbers import product_block
from simfunnel.funnel.quantities import Frozen
from simfunnel.funnel.resolve import Resolved
from simfunnel.funnel.sources import spend_factor
from simfunnel.funnel.structure import RowMap
from simfunnel.units import PerTime, Quantity
from simfunnel.variates.hazards import MEASURED
from simfunnel.words import say

__all__ = ["NO_PATCHES", "Lowering", "Patches", "lower_doubt"]

AFTER = "after_sale"
Written = list[tuple[int, NDArray[np.float64]]]
Placed = tuple[Acting, Place]


@dataclass(frozen=True, eq=False)
class Patches:
    """What replications change in the flat array.

    Parameters
    ----------
    positions : ndarray of int64, shape (n_positions,)
    values : ndarray of float64, shape (n_rows, n_positions)
        Row r modulo the rows serves replication r.
    drawn : dict of str to ndarray of float64, shape (n_rows,)
        What each number in doubt came to, by path, in the unit of its text.
    """

    positions: NDArray[np.int64]
    values: NDArray[np.float64]
    drawn: dict[str, NDArray[np.float64]]

    def numbers(self, plan: Plan, replication: int) -> NDArray[np.float64]:
        """Return the flat array of one replication: the plan's own, or a patched copy."""
        if self.positions.size == 0:
            return plan.numbers
        numbers = plan.numbers.copy()
        numbers[self.positions] = self.values[replication % self.values.shape[0]]
        return numbers

    @property
    def rows(self) -> int:
        """How many different draws there are; 0 when nothing is in doubt."""
        return self.values.shape[0] if self.positions.size else 0


NO_PATCHES = Patches(np.zeros(0, dtype=np.int64), np.zeros((1, 0)), {})


@dataclass(frozen=True, eq=False)
class Lowering:
    """Everything that is needed to write a block of an epoch again."""

    epochs: Epochs
    names: Names
    rows: RowMap
    resolved: Resolved
    clocks: Sequence[ClockIds]
    tables_at: Sequence[dict[tuple[str, str], int]]

    def drawn(self, e: int, acting: Sequence[Placed], row: int) -> Funnel:
        """Return the funnel of an epoch with the numbers of one row of draws."""
        funnel = self.epochs.funnels[e]
        for each, place in acting:
            quantity = each.number(row)
            funnel = _replaced(funnel, place.steps, quantity)
            funnel = _share_out(funnel, place, quantity)
        return funnel

    def write(self, e: int, funnel: Funnel, block: str) -> Written:
        """Return (position, numbers) of all that belongs to a block, as `_block_of` names it."""
        base = e * self.rows.width
        kind, _, name = block.partition(".")
        if kind in ("stages", NURTURE):
            name = name or NURTURE
            s = self.names.stage[name]
            start = self.tables_at[e]["stage", name]
            stage = stage_block(
                funnel.steps[name], name, self.names, self.resolved.intercepts[name],
                self.clocks[e], start, self.resolved.discounts.get(name, 0.0),
            )  # fmt: skip
            out: Written = [(base + self.rows.stages[s], stage.values)]
            return out + _tables(start, stage.tables)
        if kind == "events":
            where = self.rows.events[self.names.events.index(name)]
            return [(base + where, event_block(funnel, name, self.names))]
        if kind == "teams":
            where = self.rows.teams[self.names.teams.index(name)]
            return [(base + where, team_block(funnel, name, self.clocks[e]))]
        if kind == "sources":
            return [self._source(e, funnel, name)]
        if kind == AFTER:
            start = self.tables_at[e][AFTER, ""]
            later = after_block(funnel, self.clocks[e], start)
            out = [(base + self.rows.after, later.values)]
            return out + _tables(start, later.tables) + self._segments(e, funnel)
        out = [(base, funnel_block(funnel, funnel.doubt.shock))]
        out += [self._source(e, funnel, name) for name in self.names.sources]
        return out + self._segments(e, funnel)

    def _segments(self, e: int, funnel: Funnel) -> Written:
        """Return (position, numbers) of all segments, and of what their deals are made of."""
        out: Written = []
        for g, name in enumerate(self.names.segments):
            start = self.tables_at[e]["segment", name]
            buyers = segment_block(funnel, name, start)
            out.append((e * self.rows.width + self.rows.segments[g], buyers.values))
            out += _tables(start, buyers.tables)
        if self.rows.products >= 0:
            start = self.tables_at[e]["products", ""]
            sold = product_block(funnel, self.names, start)
            out.append((e * self.rows.width + self.rows.products, sold.values))
            out += _tables(start, sold.tables)
        return out

    def _source(self, e: int, funnel: Funnel, name: str) -> tuple[int, NDArray[np.float64]]:
        """Return (position, numbers) of a source."""
        values = source_block(
            funnel, name, self.names, self.clocks[e], self.resolved.funnel.sources[name]
        )
        values[at.SRC_FACTOR] *= self._factor(e, funnel, name)
        return e * self.rows.width + self.rows.sources[self.names.sources.index(name)], values

    def _factor(self, e: int, funnel: Funnel, source: str) -> float:
        """Return the factor on a source's tabulated intensity."""
        drawn, stated = funnel.sources[source].leads, self.epochs.funnels[e].sources[source].leads
        if drawn is None or stated is None or stated.number == 0.0:
            return 1.0
        return float(drawn.per_day / stated.per_day)


def _replaced(node: Any, steps: Sequence[Step], value: Quantity) -> Any:
    """Return a copy of a specification with one number replaced, unchecked: this must be quick."""
    if not steps:
        return value
    step, rest = steps[0], steps[1:]
    if isinstance(node, Frozen):
        below = _replaced(getattr(node, str(step)), rest, value)
        return node.model_copy(update={str(step): below})
    if isinstance(node, dict):
        return {**node, step: _replaced(node[step], rest, value)}
    return tuple(_replaced(x, rest, value) if i == step else x for i, x in enumerate(node))


def _share_out(funnel: Funnel, place: Place, drawn: Quantity) -> Funnel:
    """Scale the other shares of a split to what a drawn share leaves."""
    siblings = [other for other in split_places(funnel, place) if other.path != place.path]
    left = math.fsum(x.number.number for x in siblings if x.number is not None)
    for sibling in siblings:
        assert sibling.number is not None
        part = sibling.number.number / left if left > 0.0 else 0.0
        share = sibling.number.with_number(part * (1.0 - drawn.number))
        funnel = _replaced(funnel, sibling.steps, share)
    return funnel


def _tables(start: int, tables: Sequence[NDArray[np.float64]]) -> Written:
    """Return quantile tables with their positions."""
    out: Written = []
    for table in tables:
        out.append((start, table))
        start += table.size
    return out


def _block_of(path: str, names: Names) -> str:
    """Return which block a path belongs to, so that each is written once per replication."""
    kind, _, rest = path.partition(".")
    if kind in (NURTURE, AFTER):
        return kind
    if kind in ("stages", "events", "teams", "sources"):
        known: tuple[str, ...] = getattr(names, kind)
        return f"{kind}.{max((n for n in known if rest.startswith(f'{n}.')), key=len)}"
    return "funnel"


def _range_patches(
    low: Lowering, what_ifs: Sequence[WhatIf], drawn: Sequence[Drawn], rows: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Write every touched block for every replication; keep the positions that ever move."""
    groups: dict[str, list[str]] = {}
    for path in dict.fromkeys(each.path for each in drawn):
        groups.setdefault(_block_of(path, low.names), []).append(path)
    if "funnel" in groups:  # which writes the sources too
        for block in [block for block in groups if block.startswith("sources.")]:
            groups["funnel"] += groups.pop(block)
    positions: list[NDArray[np.int64]] = []
    values: list[NDArray[np.float64]] = []
    for block, paths in groups.items():
        for e, day in enumerate(low.epochs.since):
            every = [acting_on(low.resolved.funnel, what_ifs, drawn, p, day) for p in paths]
            acting = [(a, find(low.resolved.funnel, a.path)) for a in every if a is not None]
            stated = low.write(e, low.epochs.funnels[e], block)
            table = np.array([_joined(low, e, block, acting, r) for r in range(rows)])
            moving = np.flatnonzero(np.any(table != _in_one(stated), axis=0))
            places = [start + np.arange(block.size, dtype=np.int64) for start, block in stated]
            positions.append(np.concatenate(places)[moving])
            values.append(table[:, moving])
    return np.concatenate(positions), np.concatenate(values, axis=1)


def _in_one(written: Written) -> NDArray[np.float64]:
    """Return all numbers that are written, one block after another."""
    return np.concatenate([block for _, block in written])


def _joined(
    low: Lowering, e: int, block: str, acting: Sequence[Placed], row: int
) -> NDArray[np.float64]:
    """Return the numbers of a block, with all its doubts drawn."""
    funnel = low.drawn(e, acting, row)
    try:
        return _in_one(low.write(e, funnel, block))
    except FunnelError as error:
        values = {each.path: float(each.values[row]) for each, _ in acting}
        raise FunnelError(impossible(values, error)) from None


def _direct(low: Lowering, e: int, path: str) -> tuple[int, Callable[[float], float]]:
    """Return the position of a number of the joint table, and how its value is written there."""
    base = e * low.rows.width
    kind, _, rest = path.partition(".")
    funnel = low.epochs.funnels[e]
    if kind == "sources" and rest.endswith(".leads"):
        j = low.names.sources.index(rest.removesuffix(".leads"))
        stated = low.resolved.funnel.sources[low.names.sources[j]].leads
        assert isinstance(stated, PerTime)
        name = low.names.sources[j]
        brings = spend_factor(funnel.sources[name], low.resolved.funnel.sources[name])
        return base + low.rows.sources[j] + at.SRC_FACTOR, lambda v: brings * v / stated.number
    for s, name in enumerate(low.names.stages):
        hazards = funnel.steps[name].hazards
        if hazards is None or not rest.startswith(f"{name}.hazards."):
            continue
        exit_name, _, number = rest.removeprefix(f"{name}.hazards.").rpartition(".")
        exits = [n for n, _, _ in low.names.exits(funnel.steps[name])]
        where = at.STAGE_HEAD + len(exits) * at.EXIT_WIDTH + MEASURED
        where += exits.index(exit_name) * len(hazards.ages) + int(number)
        return base + low.rows.stages[s] + where, lambda v: v
    raise FunnelError(
        say(
            "doubt.draws: a column is named '{path}'; a table of draws holds numbers of measured "
            "stages (stages.NAME.hazards.EXIT.BIN) and leads of sources (sources.NAME.leads).",
            path=path,
        )
    )


def lower_doubt(
    funnel: Funnel,
    low: Lowering,
    what_ifs: Sequence[WhatIf],
    *,
    doubt_rows: int,
    seed: int,
    only_row: int | None = None,
) -> Patches:
    """Draw every number in doubt for every replication, or for one, and say where it goes.

    Raises
    ------
    FunnelError
        If a table of draws names a number that it cannot hold, or a draw cannot be.
    """
    ranged = bool(funnel.doubt.ranges) or any(what_if.assumes for what_if in what_ifs)
    table = funnel.doubt.draws
    if not ranged and table is None:
        return NO_PATCHES
    rows = doubt_rows if ranged or table is None else min(doubt_rows, table.values.shape[0])
    asked = np.arange(rows) if only_row is None else np.array([only_row % rows])
    ranges = draw_ranges(funnel, what_ifs, rows=asked.tolist(), seed=seed)
    drawn = {each.path: each.values for each in ranges}
    positions, values = np.zeros(0, dtype=np.int64), np.zeros((len(asked), 0))
    if ranges:
        positions, values = _range_patches(low, what_ifs, ranges, len(asked))
    if table is not None:
        for e in range(len(low.epochs.funnels)):
            direct = [_direct(low, e, path) for path in table.columns]
            cycled = table.values[asked % table.values.shape[0]]
            written = [
                [write(float(v)) for v in cycled[:, k]] for k, (_, write) in enumerate(direct)
            ]
            positions = np.append(positions, np.array([p for p, _ in direct], dtype=np.int64))
            values = np.hstack([values, np.array(written).T])
        for k, path in enumerate(table.columns):
            drawn[path] = table.values[asked % table.values.shape[0], k]
    return Patches(positions, values, drawn)
