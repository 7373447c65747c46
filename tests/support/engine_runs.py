"""Running funnels in tests: a few replications with their stays, and what can be said of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simfunnel.clocks import NEVER
from simfunnel.funnel import layout as at
from simfunnel.funnel.changes import WhatIf
from simfunnel.funnel.lower import Compiled, compile_funnel
from simfunnel.funnel.model import Funnel
from simfunnel.measures.runs import lead_names
from simfunnel.simulation.counting import Lived, count_stays
from simfunnel.simulation.runner import Runs, simulate
from simfunnel.simulation.tallies import Results

__all__ = [
    "AMOUNT",
    "ENTERED",
    "HANDED",
    "INDEX",
    "LEFT",
    "OCCASION",
    "SEAT",
    "SEGMENT",
    "SOURCE",
    "STAGE",
    "STREAM",
    "WAITED",
    "WAY",
    "WORKED",
    "Told",
    "assert_recounted",
    "assert_same",
    "births_of",
    "in_order",
    "made",
    "recounted",
    "run",
    "told",
    "works_of",
]

STREAM, INDEX, STAGE, OCCASION, ENTERED, LEFT, WAY, SEGMENT, SOURCE, AMOUNT = range(10)
WORKED, WAITED, HANDED, SEAT = range(10, 14)
Told = tuple[str, str, int, int, int, tuple[str, str, str] | None, str, str, int]
"""Lead, stage, occasion, entered, left, way, segment, source, amount: a stay by names."""


def made(funnel: Funnel, what_ifs: Sequence[WhatIf] = (), **options: Any) -> Compiled:
    """Compile a funnel with few draws of what is in doubt."""
    return compile_funnel(funnel, what_ifs, **{"doubt_rows": 3, "seed": 5, **options})


def run(
    funnel: Funnel | Compiled, what_ifs: Sequence[WhatIf] = (), *, n: int = 2, engine: str = "",
    seed: int = 5, **options: Any,
) -> Runs:  # fmt: skip
    """Simulate n replications in this thread and keep all their stays."""
    compiled = funnel if isinstance(funnel, Compiled) else made(funnel, what_ifs)
    return simulate(
        compiled, n, seed=seed, engine=engine or "compiled",
        **{"workers": 1, "stays_of": range(n), **options},
    )  # fmt: skip


def in_order(stays: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sort stays by lead, then by time: engines write them in different orders."""
    keys = stays[:, OCCASION], stays[:, STAGE], stays[:, ENTERED], stays[:, INDEX], stays[:, STREAM]
    return stays[np.lexsort(keys)]


def assert_same(one: Runs, other: Runs) -> None:
    """Assert that two runs agree to the last bit in everything they yield."""
    np.testing.assert_array_equal(one.finished, other.finished)
    assert one.stays.keys() == other.stays.keys()
    for r in one.stays:
        np.testing.assert_array_equal(in_order(one.stays[r]), in_order(other.stays[r]))
    assert one.terms.keys() == other.terms.keys()
    for r in one.terms:
        np.testing.assert_array_equal(one.terms[r], other.terms[r])
        np.testing.assert_array_equal(one.referred[r], other.referred[r])
    for name in Results._fields:
        np.testing.assert_array_equal(
            getattr(one.results, name), getattr(other.results, name), err_msg=name
        )


def births_of(runs: Runs, r: int) -> NDArray[np.int64]:
    """Return second, source and cost of each lead born, from its first stay and the flat array."""
    compiled = runs.compiled
    plan, numbers = compiled.plan, compiled.patches.numbers(compiled.plan, r)
    rows = in_order(runs.stays[r])
    rows = rows[rows[:, STREAM] >= 0]
    _, firsts = np.unique(rows[:, :2], axis=0, return_index=True)
    born = rows[firsts]
    epoch = np.searchsorted(plan.epochs, born[:, ENTERED], side="right") - 1
    where = epoch * plan.head(at.H_WIDTH) + plan.sources[born[:, SOURCE], at.R_AT] + at.SRC_COST
    cost = np.floor(numbers[where] + 0.5).astype(np.int64)
    return np.column_stack([born[:, ENTERED], born[:, SOURCE], cost])


def works_of(runs: Runs, r: int) -> NDArray[np.int64]:
    """Return team, clock, beginning and end of each piece of work that was finished."""
    compiled = runs.compiled
    plan, numbers = compiled.plan, compiled.patches.numbers(compiled.plan, r)
    rows = in_order(runs.stays[r])
    rows = rows[rows[:, SEAT] >= 0]
    began = rows[:, ENTERED] + rows[:, WAITED] + rows[:, HANDED]
    team = plan.stages[rows[:, STAGE], at.S_TEAM]
    epoch = np.searchsorted(plan.epochs, began, side="right") - 1
    where = epoch * plan.head(at.H_WIDTH) + plan.teams[team, at.E_AT] + at.TM_CLOCK
    clock = numbers[where].astype(np.int64)
    return np.column_stack([team, clock, began, rows[:, WORKED]])


def recounted(runs: Runs, r: int) -> Results:
    """Count one replication again from its stays alone.

    Stays hold no work that was broken off, so busy seconds are those of finished work only; queues,
    presence, costs per time, refusals, touches and changes of amounts are not in them.
    """
    rows = in_order(runs.stays[r])
    i = int(np.flatnonzero(runs.finished == r)[0])
    zombies = np.flatnonzero(runs.results.fates[i] == -3).tolist()
    lived = Lived(rows, births_of(runs, r), zombies, works_of(runs, r))
    return count_stays(runs.compiled.plan, runs.columns, lived)


def assert_recounted(runs: Runs, r: int) -> None:
    """Assert that the tallies of a replication are those that its stays give."""
    counted, beyond = recounted(runs, r), runs.columns.queued
    i = int(np.flatnonzero(runs.finished == r)[0])
    for name in ("wins", "fates", "worth"):
        whole = getattr(runs.results, name)[i]
        np.testing.assert_array_equal(getattr(counted, name)[0], whole, err_msg=name)
    again, whole = counted.tallies[0], runs.results.tallies[i]
    np.testing.assert_array_equal(again[:, :beyond], whole[:, :beyond])
    assert (again[:, beyond:] <= np.abs(whole[:, beyond:])).all()  # drift may be below 0


def told(runs: Runs, r: int = 0) -> list[Told]:
    """Return the stays of a replication by names, sorted, so that other numbering does not show."""
    layout, rows = runs.compiled.layout, in_order(runs.stays[r])
    names = lead_names(runs, rows[:, STREAM], rows[:, INDEX])
    return sorted(
        (
            str(name),
            layout.stages[row[STAGE]],
            row[OCCASION],
            row[ENTERED],
            row[LEFT],
            layout.ways[row[WAY]] if row[LEFT] != NEVER else ("", "", ""),
            layout.segments[row[SEGMENT]],
            layout.sources[row[SOURCE]],
            row[AMOUNT],
        )
        for name, row in zip(names, rows.tolist(), strict=True)
    )
