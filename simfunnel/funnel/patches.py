"""Numbers in doubt, lowered: positions in the flat array, and values for every replication.

A number is drawn once per replication, keyed by its path, so that the draw is common to all
scenarios. Only the block that holds the number is written again.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simfunnel.errors import FunnelError
from simfunnel.funnel import layout as at
from simfunnel.funnel.blocks import (
    ClockIds,
    event_block,
    funnel_block,
    segment_block,
    source_block,
    stage_block,
)
from simfunnel.funnel.changes import WhatIf
from simfunnel.funnel.epochs import Epochs
from simfunnel.funnel.layout import Plan
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.names import Names
from simfunnel.funnel.paths import Place, Step, find, split_places
from simfunnel.funnel.quantities import Frozen
from simfunnel.funnel.resolve import Resolved
from simfunnel.funnel.structure import RowMap
from simfunnel.units import PerTime, Quantity, Share
from simfunnel.variates import exp, expit, key_of, log, logit, normal_quantile, point, uniforms
from simfunnel.variates import replication_key as _replication_key
from simfunnel.variates.hazards import MEASURED

__all__ = ["Patches", "draw_between", "lower_doubt"]

P90 = 1.2815515655446004  # standard normal quantile of .9
Written = list[tuple[int, NDArray[np.float64]]]


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


def draw_between(quantity: type, p10: float, p50: float, p90: float, u: float) -> float:
    """Return the u-quantile of a number in doubt: two half-normals joined at P50.

    The scale is logit for shares strictly between 0 and 1, log for positive numbers, and the
    number itself otherwise.

    Examples
    --------
    >>> draw_between(Share, 0.68, 0.75, 0.81, 0.5)
    0.75
    """
    z = normal_quantile(u)
    if issubclass(quantity, Share) and p10 > 0.0 and p90 < 1.0:
        low, middle, high = logit(p10), logit(p50), logit(p90)
    elif p10 > 0.0:
        low, middle, high = log(p10), log(p50), log(p90)
    else:
        low, middle, high = p10, p50, p90
    if z == 0.0:
        return p50
    moved = middle + z * ((middle - low) if z < 0.0 else (high - middle)) / P90
    if issubclass(quantity, Share) and p10 > 0.0 and p90 < 1.0:
        return float(expit(moved))
    return float(exp(moved)) if p10 > 0.0 else moved


def _ranges(funnel: Funnel, what_ifs: Sequence[WhatIf]) -> dict[str, tuple[str, str, str]]:
    """Return all ranges by path: the baseline's, and what the what-ifs assume."""
    ranges = dict(funnel.doubt.ranges)
    for what_if in what_ifs:
        ranges.update(what_if.assumes)
    return ranges


def _draw_ranges(
    funnel: Funnel, ranges: dict[str, tuple[str, str, str]], rows: int, seed: int
) -> dict[str, NDArray[np.float64]]:
    """Draw each ranged number for every replication."""
    c0, c1 = key_of("doubt")
    keys = [_replication_key(seed, r) for r in range(rows)]
    drawn: dict[str, NDArray[np.float64]] = {}
    for path in sorted(ranges):
        leaf = find(funnel, path).number
        assert leaf is not None  # checked at load
        p10, p50, p90 = (type(leaf).parse(text).number for text in ranges[path])
        where = point(f"doubt/{path}")
        drawn[path] = np.array(
            [
                draw_between(type(leaf), p10, p50, p90, uniforms(k0, k1, c0, c1, where, 0)[0])
                for k0, k1 in keys
            ]
        )
    return drawn


@dataclass(frozen=True, eq=False)
class Lowering:
    """Everything that is needed to write a block of an epoch again."""

    epochs: Epochs
    names: Names
    rows: RowMap
    resolved: Resolved
    clocks: Sequence[ClockIds]
    tables_at: Sequence[dict[tuple[str, str], int]]

    def drawn(self, e: int, draws: Mapping[str, float]) -> Funnel:
        """Return the funnel of an epoch with numbers drawn; changes to them apply on top."""
        base, funnel = self.resolved.funnel, self.epochs.funnels[e]
        for path, number in draws.items():
            place = find(base, path)
            assert place.number is not None  # checked at load
            quantity = place.number.with_number(number)
            for change in self.epochs.changes[e]:
                if change.path == path:
                    quantity = change.operation.applied_to(quantity)
            funnel = _replaced(funnel, place.steps, quantity)
            funnel = _share_out(funnel, place, quantity)
        return funnel

    def write(self, e: int, funnel: Funnel, path: str) -> Written:
        """Return (position, numbers) of every block that a path touches."""
        base = e * self.rows.width
        kind, _, rest = path.partition(".")
        if kind == "stages":
            name = max((n for n in self.names.stages if rest.startswith(f"{n}.")), key=len)
            s = self.names.stage[name]
            start = self.tables_at[e]["stage", name]
            block = stage_block(
                funnel.stages[name], name, self.names, self.resolved.intercepts[name],
                self.clocks[e], start,
            )  # fmt: skip
            out: Written = [(base + self.rows.stages[s], block.values)]
            return out + _tables(start, block.tables)
        if kind == "events":
            name = max((n for n in self.names.events if rest.startswith(f"{n}.")), key=len)
            where = self.rows.events[self.names.events.index(name)]
            return [(base + where, event_block(funnel, name))]
        out = [(base, funnel_block(funnel, funnel.doubt.shock))]
        for j, name in enumerate(self.names.sources):
            values = source_block(funnel, name, self.names)
            values[at.SRC_FACTOR] = self._factor(e, funnel, name)
            out.append((base + self.rows.sources[j], values))
        for g, name in enumerate(self.names.segments):
            start = self.tables_at[e]["segment", name]
            block = segment_block(funnel, name, start)
            out.append((base + self.rows.segments[g], block.values))
            out += _tables(start, block.tables)
        return out

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
    if kind in ("stages", "events"):
        known = names.stages if kind == "stages" else names.events
        return f"{kind}.{max((n for n in known if rest.startswith(f'{n}.')), key=len)}"
    return "funnel"


def _range_patches(
    low: Lowering, drawn: dict[str, NDArray[np.float64]], rows: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Write every touched block for every replication; keep the positions that ever move."""
    groups: dict[str, list[str]] = {}
    for path in drawn:
        groups.setdefault(_block_of(path, low.names), []).append(path)
    positions: list[NDArray[np.int64]] = []
    values: list[NDArray[np.float64]] = []
    for paths in groups.values():
        for e in range(len(low.epochs.funnels)):
            written = [_joined(low, e, paths, drawn, r) for r in range(rows)]
            table = np.array([v for _, v in written])
            moving = np.flatnonzero(np.any(table != _stated(low, e, paths[0]), axis=0))
            positions.append(written[0][0][moving])
            values.append(table[:, moving])
    return np.concatenate(positions), np.concatenate(values, axis=1)


def _stated(low: Lowering, e: int, path: str) -> NDArray[np.float64]:
    """Return the numbers that stand in the plan."""
    return np.concatenate([v for _, v in low.write(e, low.epochs.funnels[e], path)])


def _joined(
    low: Lowering, e: int, paths: list[str], drawn: dict[str, NDArray[np.float64]], r: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return positions and numbers of one block, with all its doubts drawn."""
    funnel = low.drawn(e, {path: float(drawn[path][r]) for path in paths})
    written = low.write(e, funnel, paths[0])
    places = [start + np.arange(block.size, dtype=np.int64) for start, block in written]
    return np.concatenate(places), np.concatenate([block for _, block in written])


def _direct(low: Lowering, e: int, path: str) -> tuple[int, Callable[[float], float]]:
    """Return the position of a number of the joint table, and how its value is written there."""
    base = e * low.rows.width
    kind, _, rest = path.partition(".")
    funnel = low.epochs.funnels[e]
    if kind == "sources" and rest.endswith(".leads"):
        j = low.names.sources.index(rest.removesuffix(".leads"))
        stated = low.resolved.funnel.sources[low.names.sources[j]].leads
        assert isinstance(stated, PerTime)
        return base + low.rows.sources[j] + at.SRC_FACTOR, lambda v: v / stated.number
    for s, name in enumerate(low.names.stages):
        hazards = funnel.stages[name].hazards
        if hazards is None or not rest.startswith(f"{name}.hazards."):
            continue
        exit_name, _, number = rest.removeprefix(f"{name}.hazards.").rpartition(".")
        exits = [n for n, _, _ in low.names.exits(funnel.stages[name])]
        where = at.STAGE_HEAD + len(exits) * at.EXIT_WIDTH + MEASURED
        where += exits.index(exit_name) * len(hazards.ages) + int(number)
        return base + low.rows.stages[s] + where, lambda v: v
    raise FunnelError(
        f"doubt.draws: a column is named '{path}'; a table of draws holds numbers of measured "
        "stages (stages.NAME.hazards.EXIT.BIN) and leads of sources (sources.NAME.leads)."
    )


def lower_doubt(
    funnel: Funnel, low: Lowering, what_ifs: Sequence[WhatIf], *, doubt_rows: int, seed: int
) -> Patches:
    """Draw every number in doubt for every replication and say where it goes.

    Raises
    ------
    FunnelError
        If a table of draws names a number that it cannot hold.
    """
    ranges = _ranges(funnel, what_ifs)
    table = funnel.doubt.draws
    if not ranges and table is None:
        none = np.zeros(0, dtype=np.int64)
        return Patches(none, np.zeros((1, 0)), {})
    rows = doubt_rows if ranges or table is None else min(doubt_rows, table.values.shape[0])
    drawn = _draw_ranges(funnel, ranges, rows, seed)
    positions, values = np.zeros(0, dtype=np.int64), np.zeros((rows, 0))
    if ranges:
        positions, values = _range_patches(low, drawn, rows)
    if table is not None:
        for e in range(len(low.epochs.funnels)):
            direct = [_direct(low, e, path) for path in table.columns]
            cycled = table.values[np.arange(rows) % table.values.shape[0]]
            written = [
                [write(float(v)) for v in cycled[:, k]] for k, (_, write) in enumerate(direct)
            ]
            positions = np.append(positions, np.array([p for p, _ in direct], dtype=np.int64))
            values = np.hstack([values, np.array(written).T])
        for k, path in enumerate(table.columns):
            drawn[path] = table.values[np.arange(rows) % table.values.shape[0], k]
    return Patches(positions, values, drawn)
