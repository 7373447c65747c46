"""What the rows of a lead do not tell: touches and scores, asked of the rules again."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from simfunnel import load
from simfunnel.clocks import NEVER
from simfunnel.funnel import layout as at
from simfunnel.funnel.changes import Change, WhatIf
from simfunnel.funnel.lower import Compiled, compile_funnel
from simfunnel.simulation.luck import draw_open_traits, good_times
from simfunnel.simulation.reference import live_through
from simfunnel.simulation.replay import portrait, replay
from simfunnel.simulation.runner import Runs
from simfunnel.simulation.tallies import STAY_COLUMNS
from simfunnel.variates import replication_key

AT = {name: k for k, name in enumerate(STAY_COLUMNS)}
SEED = 5


@pytest.fixture(scope="module")
def compiled() -> Compiled:
    """Return the shipped funnel with people, nurture and a gate, for four months."""
    shorter = WhatIf("shorter", (Change.of("until", "2026-10-31"),))
    return compile_funnel(load("scenarios/seven_stage_b2b.yaml"), [shorter], doubt_rows=1)


@pytest.fixture(scope="module")
def future(compiled: Compiled) -> Runs:
    """Return one future of it."""
    return replay(compiled, 0, seed=SEED, engine="simpy")


def lives(runs: Runs) -> list[np.ndarray[tuple[int, int], np.dtype[np.int64]]]:
    """Return the rows of each lead in order of time."""
    rows = runs.stays[0]
    order = np.lexsort((rows[:, AT["entered_at"]], rows[:, 1], rows[:, 0]))
    rows = rows[order]
    edges = np.flatnonzero((rows[1:, :2] != rows[:-1, :2]).any(axis=1)) + 1
    return np.split(rows, edges)


def test_touches_are_those_that_the_engine_made(compiled: Compiled, future: Runs) -> None:
    """All touches of all leads, told again, are the engine's: stage, second, what came of it."""
    plan = compiled.plan
    key = replication_key(SEED, 0)
    times, numbers = good_times(plan, key), compiled.patches.numbers(plan, 0)
    lived = live_through(plan, numbers, key, times, draw_open_traits(plan, numbers, key, times))
    made = Counter(tuple(row[:4]) for row in lived.touches.tolist())
    parked = plan.head(at.H_PARKED)
    told: Counter[tuple[int, ...]] = Counter()
    for rows in lives(future):
        if (rows[:, AT["stage"]] == parked).any():
            for row, touches in zip(rows, portrait(future, 0, rows).touches, strict=True):
                told.update((int(row[AT["stage"]]), t.second, t.opened, t.opted_out)
                            for t in touches)  # fmt: skip
                ends = int(row[AT["left_at"]])
                assert all(t.second <= ends for t in touches)
                if touches and touches[-1].opted_out:
                    assert touches[-1].second == ends
    assert sum(made.values()) > 500
    assert told == made


def test_a_score_decides_who_passes(compiled: Compiled, future: Runs) -> None:
    """Who is seen above what is needed goes on, who is not does not, unless something struck."""
    gates = [s for s, name in enumerate(compiled.layout.stages) if name == "qualification"]
    checked = 0
    for rows in lives(future):
        if not np.isin(rows[:, AT["stage"]], gates).any():
            continue
        for row, score in zip(rows, portrait(future, 0, rows).scores, strict=True):
            done = row[AT["worked_at"]] != NEVER and row[AT["left_at"]] != NEVER
            if score is None or not done:
                continue
            _, _, because = compiled.layout.ways[row[AT["way"]]]
            if not because:
                ahead = compiled.plan.ways[row[AT["way"]], at.W_AHEAD] == 1
                assert ahead == (score.seen > score.needed)
                checked += 1
    assert checked > 100
