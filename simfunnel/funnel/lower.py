"""From a funnel to the flat array: one row of numbers per epoch, tables, keys and clocks.

`compile_funnel` is called once; a replication in which numbers are in doubt gets a patched copy
of the array, never a re-built funnel.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simfunnel.clocks import FIRST_MONDAY, Clocks, Reviews, review_days
from simfunnel.funnel import layout as at
from simfunnel.funnel.after_numbers import after_block, referred_source
from simfunnel.funnel.blocks import (
    Block,
    ClockIds,
    event_block,
    funnel_block,
    segment_block,
    source_block,
    stage_block,
    team_block,
)
from simfunnel.funnel.changes import WhatIf
from simfunnel.funnel.clock_tables import clock_tables
from simfunnel.funnel.epochs import Epochs, epochs_of, for_whole_run
from simfunnel.funnel.felt import intensity_of, known_scores, what_matters
from simfunnel.funnel.layout import Layout, Plan
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.names import Names
from simfunnel.funnel.patches import NO_PATCHES, Lowering, Patches, lower_doubt
from simfunnel.funnel.periods import Periods
from simfunnel.funnel.product_numbers import product_block
from simfunnel.funnel.resolve import Resolved, quality_points, resolve
from simfunnel.funnel.reviews import Firing
from simfunnel.funnel.structure import RowMap, Structure, build_structure
from simfunnel.funnel.whole import Whole
from simfunnel.variates import point
from simfunnel.variates.hazards import MEASURED, measured_slot

__all__ = ["Compiled", "Made", "compile_funnel", "lowered"]

DAY = 86_400


class Made(NamedTuple):
    """What a funnel is compiled from.

    Parameters
    ----------
    whole : Funnel
        As it is for the whole run, before dated changes.
    dated, what_ifs : tuple of WhatIf
        The dated changes; and with them those that hold for the whole run.
    names : Names
    resolved : Resolved
    periods : Periods
    doubt_rows, seed : int
        For how many replications numbers in doubt are drawn, and by which key.
    """

    whole: Funnel
    dated: tuple[WhatIf, ...]
    what_ifs: tuple[WhatIf, ...]
    names: Names
    resolved: Resolved
    periods: Periods
    doubt_rows: int
    seed: int


@dataclass(frozen=True, eq=False)
class Compiled:
    """A funnel that engines can run.

    Parameters
    ----------
    funnel : Funnel
        As it is from the last change on.
    plan : Plan
        The flat array and its structure.
    layout : Layout
        Names for the codes of the plan.
    patches : Patches
        What is in doubt: positions, and values for each replication.
    resolved : Resolved
        The baseline's solved rates.
    periods : Periods
        The reporting periods.
    what_ifs : tuple of WhatIf
        The changes compiled in.
    made : Made
        How to compile it with more dated changes.
    low : Lowering
        How to draw its numbers in doubt again.
    versions : dict
        What it was compiled to before with the acts of review rules; only a store.
    """

    funnel: Funnel
    plan: Plan
    layout: Layout
    patches: Patches
    resolved: Resolved
    periods: Periods
    what_ifs: tuple[WhatIf, ...]
    made: Made
    low: Lowering
    versions: dict[tuple[tuple[Firing, ...], int | None], Compiled] = field(
        default_factory=dict, repr=False
    )


def _row(
    funnel: Funnel, names: Names, rows: RowMap, resolved: Resolved, clocks: ClockIds, start: int
) -> tuple[NDArray[np.float64], list[NDArray[np.float64]], dict[tuple[str, str], int]]:
    """Return one row, the quantile tables it points to, and where each block's tables stand."""
    row = np.zeros(rows.width)
    tables: list[NDArray[np.float64]] = []
    stands: dict[tuple[str, str], int] = {}

    def put(offset: int, kind: str, name: str, block: Block) -> None:
        row[offset : offset + block.width] = block.values
        stands[kind, name] = block.table_start
        tables.extend(block.tables)

    def after() -> int:
        return start + sum(t.size for t in tables)

    row[: at.FUNNEL_WIDTH] = funnel_block(funnel, funnel.doubt.shock)
    for g, name in enumerate(names.segments):
        put(rows.segments[g], "segment", name, segment_block(funnel, name, after()))
    for j, name in enumerate(names.sources):
        values = source_block(funnel, name, names, clocks, resolved.funnel.sources[name])
        row[rows.sources[j] : rows.sources[j] + values.size] = values
    for v, name in enumerate(names.events):
        values = event_block(funnel, name, names)
        row[rows.events[v] : rows.events[v] + values.size] = values
    for s, name in enumerate(names.stages):
        block = stage_block(
            funnel.steps[name], name, names, resolved.intercepts[name], clocks, after(),
            resolved.discounts.get(name, 0.0),
        )  # fmt: skip
        put(rows.stages[s], "stage", name, block)
    for t, name in enumerate(names.teams):
        values = team_block(funnel, name, clocks)
        row[rows.teams[t] : rows.teams[t] + values.size] = values
    if rows.after >= 0:
        put(rows.after, "after_sale", "", after_block(funnel, clocks, after()))
    if rows.products >= 0:
        put(rows.products, "products", "", product_block(funnel, names, after()))
    return row, tables, stands


class _Numbers:
    """The flat array under construction: parts, each at its position."""

    def __init__(self, parts: Sequence[NDArray[np.float64]]) -> None:
        self.parts = list(parts)

    def add(self, part: NDArray[np.float64]) -> int:
        """Add a part and return its position."""
        position = sum(part.size for part in self.parts)
        self.parts.append(np.ascontiguousarray(part, dtype=np.float64).reshape(-1))
        return position

    def add_weights(self, resolved: Resolved, stages: NDArray[np.int64]) -> None:
        """Add the weights of the quality points that enter each stage, and point to them."""
        each = resolved.entering[0].size
        stages[:, at.S_WEIGHT] = self.add(resolved.entering) + each * np.arange(len(stages))

    def add_measured(self, funnel: Funnel, names: Names, rows: RowMap, epochs: int) -> None:
        """Write the slots of measured stages; their clock and level factors are ones for now."""
        days = max(funnel.days, 7)
        for s, name in enumerate(names.stages):
            hazards = funnel.steps[name].hazards
            if hazards is None:
                continue
            exits, bins = len(hazards.daily), len(hazards.ages)
            clocks_at = self.add(np.ones(exits * days))
            levels_at = self.add(np.ones(exits * -(-days // 7)))
            for e in range(epochs):
                where = rows.stages[s] + at.STAGE_HEAD + exits * at.EXIT_WIDTH
                tables = e * rows.width + where + MEASURED
                self.parts[e][where : where + MEASURED] = measured_slot(
                    hazards_at=tables,
                    bins_at=tables + exits * bins,
                    n_bins=bins,
                    n_exits=exits,
                    n_advance=len(hazards.advances),
                    clocks_at=clocks_at,
                    levels_at=levels_at,
                    first_day=0,
                    n_days=days,
                )


def _plan(
    funnel: Funnel,
    names: Names,
    rows: RowMap,
    structure: Structure,
    epochs: Epochs,
    numbers: _Numbers,
    periods: Periods,
    clocks: Clocks,
    reviews: Reviews,
    doubted: Iterable[str],
) -> Plan:
    """Join everything into the arrays that engines read."""
    days = [funnel.start + timedelta(days=i) for i in range(funnel.days)]
    since = [at.LONG_AGO if d is None else (d - funnel.start).days * DAY for d in epochs.since]
    intensity = intensity_of(funnel, epochs, names)
    whole = Whole()
    whole.add(at.H_STAGES, structure.stages)
    whole.add(at.H_WAYS, structure.ways)
    whole.add(at.H_BESIDES, structure.besides)
    whole.add(at.H_STRIKES, structure.strikes)
    whole.add(at.H_SOURCES, structure.sources)
    whole.add(at.H_BATCHES, structure.batches)
    whole.add(at.H_LEADS, structure.leads)
    whole.add(at.H_EPOCHS, since)
    whole.add(at.H_PERIODS, periods.of_day())
    whole.add(at.H_TEAMS, structure.teams)
    whole.add(at.H_SEATS, structure.seats)
    whole.add(at.H_SHIFTS, structure.shifts)
    whole.add(at.H_CUSTOMERS, structure.customers)
    whole.add(at.H_YEARS, [day.year for day in days])
    whole.add(at.H_POINTS, [point(text) for text in at.POINT_NAMES])
    whole.add(at.H_EDGES, periods.edges())
    whole.add(at.H_PRODUCTS, [point(f"amount/product/{name}") for name in names.products])
    for place, number in {
        at.H_INTENSITY: numbers.add(intensity),
        at.H_SCORES: numbers.add(known_scores(funnel)),
        at.H_QUALITY: numbers.add(quality_points()),
        at.H_N_STAGES: len(names.stages),
        at.H_N_SOURCES: len(names.sources),
        at.H_N_SEGMENTS: len(names.segments),
        at.H_N_BATCHES: len(structure.batches),
        at.H_N_LEADS: len(structure.leads),
        at.H_N_EPOCHS: len(since),
        at.H_WIDTH: rows.width,
        at.H_SEGMENT: rows.segments[0],
        at.H_SCORER: next((s for s, n in enumerate(names.stages) if funnel.steps[n].gate), -1),
        at.H_MONDAY: (funnel.start - FIRST_MONDAY).days // 7,
        at.H_WEEKDAY: funnel.start.weekday(),
        at.H_END: funnel.days * DAY,
        at.H_MATTERS: what_matters(funnel, epochs, doubted),
        at.H_N_MARKS: len(names.marks),
        at.H_N_WAYS: len(structure.ways),
        at.H_MARKETS: int(any(source.market for source in funnel.sources.values())),
        at.H_PARKED: next((s for s, n in enumerate(names.stages) if funnel.steps[n].nurture), -1),
        at.H_VALUED: int(any(stage.changes_amounts for stage in funnel.steps.values())),
        at.H_AFTER: rows.after,
        at.H_N_PRODUCTS: len(names.products),
        at.H_PRODUCT_AT: rows.products,
        at.H_REFERRED: referred_source(funnel, names),
        at.H_N_CUSTOMERS: len(structure.customers),
        at.H_N_TEAMS: len(structure.teams),
        at.H_N_SEATS: len(structure.seats),
        at.H_N_SHIFTS: len(structure.shifts),
    }.items():
        whole.head[place] = number
    joined, views = whole.joined()
    return Plan(np.concatenate(numbers.parts), joined, clocks, reviews, intensity, *views[:13])


def compile_funnel(
    funnel: Funnel,
    what_ifs: Sequence[WhatIf] = (),
    *,
    period: str = "month",
    resolved: Resolved | None = None,
    doubt_rows: int = 1000,
    seed: int = 0,
) -> Compiled:
    """Turn a funnel and dated changes into what engines read.

    Parameters
    ----------
    funnel : Funnel
        The baseline.
    what_ifs : sequence of WhatIf, optional
        Changes, applied in the order given; what they assume joins the doubt.
    period : {"week", "month", "quarter"}
        Reporting periods.
    resolved : Resolved, optional
        The baseline solved before; solved here where absent.
    doubt_rows : int
        For how many replications numbers in doubt are drawn.
    seed : int
        The run's seed, which keys the doubt.

    Returns
    -------
    Compiled

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> compile_funnel(tiny()).plan.intensity.shape
    (1, 122)
    """
    names = Names.of(funnel)
    resolved = resolve(funnel) if resolved is None else resolved
    whole, dated = for_whole_run(funnel, what_ifs)
    periods = Periods.of(whole.start, whole.last_day, period)
    made = Made(whole, dated, tuple(what_ifs), names, resolved, periods, doubt_rows, seed)
    frame = lowered(made, epochs_of(whole, dated))
    doubt = lower_doubt(whole, frame.low, what_ifs, doubt_rows=doubt_rows, seed=seed)
    return replace(frame, patches=doubt)


def lowered(made: Made, epochs: Epochs) -> Compiled:
    """Return a funnel compiled but for its numbers in doubt.

    Parameters
    ----------
    made : Made
    epochs : Epochs
        Of its dated changes.
    """
    funnel, names, resolved = made.whole, made.names, made.resolved
    rows = RowMap.of(funnel, names)
    structure = build_structure(funnel, epochs, names, rows)
    first_day = int(min([0, *(structure.leads[:, at.O_ENTERED] // DAY)]))
    days = funnel.days - first_day
    clock_ids, clocks = clock_tables(funnel, epochs, first_day, days)
    parts: list[NDArray[np.float64]] = []
    tables: list[NDArray[np.float64]] = []
    stands: list[dict[tuple[str, str], int]] = []
    for each, ids in zip(epochs.funnels, clock_ids, strict=True):
        start = len(epochs.funnels) * rows.width + sum(t.size for t in tables)
        row, own, where = _row(each, names, rows, resolved, ids, start)
        parts.append(row)
        tables += own
        stands.append(where)
    numbers = _Numbers([*parts, *tables])
    numbers.add_weights(resolved, structure.stages)
    numbers.add_measured(funnel, names, rows, len(epochs.funnels))
    low = Lowering(epochs, names, rows, resolved, clock_ids, stands)
    reviews = review_days(funnel.start, first_day, days)
    doubted = {*funnel.doubt.ranges, *(path for w in made.what_ifs for path in w.assumes)}
    return Compiled(
        funnel=epochs.funnels[-1],
        plan=_plan(
            funnel, names, rows, structure, epochs, numbers, made.periods, clocks, reviews, doubted
        ),
        layout=Layout(
            stages=names.stages,
            outcomes=names.outcomes,
            sources=names.sources,
            segments=names.segments,
            events=names.events,
            parked=tuple(n for n in names.stages if funnel.steps[n].nurture is not None),
            finite=any(source.market is not None for source in funnel.sources.values()),
            valued=any(stage.changes_amounts for stage in funnel.steps.values()),
            spends=any(source.spend is not None for source in funnel.sources.values()),
            after=funnel.after_sale is not None,
            teams=names.teams,
            seats=structure.seat_names,
            marks=names.marks,
            products=names.products,
            ways=structure.way_names,
            leads=tuple(x.lead for x in (funnel.today.open_leads if funnel.today else ())),
            customers=tuple(x.customer for x in (funnel.today.customers if funnel.today else ())),
        ),
        patches=NO_PATCHES,
        resolved=resolved,
        periods=made.periods,
        what_ifs=made.what_ifs,
        made=made,
        low=low,
    )
