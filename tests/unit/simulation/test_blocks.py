"""A block of replications: each with its own numbers, key and good or bad times."""

from __future__ import annotations

import signal
import threading
from dataclasses import replace

import numpy as np
import pytest

from simfunnel.funnel import layout as at
from simfunnel.funnel.changes import Change, WhatIf
from simfunnel.funnel.examples import busy, tiny
from simfunnel.funnel.lower import Compiled, compile_funnel
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.patches import Patches
from simfunnel.simulation.blocks import leave_interrupts_to_the_parent, run_block
from simfunnel.simulation.luck import draw_open_traits
from simfunnel.simulation.tallies import STAY_COLUMNS, Columns
from simfunnel.variates import key_of, normal_quantile, point, replication_key, uniforms


@pytest.fixture(scope="module")
def compiled() -> Compiled:
    """Return a funnel with shock, doubt and open leads."""
    return compile_funnel(busy(), doubt_rows=3)


def test_a_block_says_where_it_begins(compiled: Compiled) -> None:
    """Its results have a row for each of its replications, its stays their numbers."""
    block = run_block(compiled, Columns.of(compiled.layout), range(7, 10), 1, "compiled", {8})

    assert block.first == 7
    assert {part.shape[0] for part in block.results} == {3}
    assert list(block.kept) == [8]
    assert block.kept[8].stays.shape[1] == len(STAY_COLUMNS)


def test_each_replication_runs_on_its_own_numbers() -> None:
    """A share in doubt that is nearly 0 in one row and nearly 100 % in the other."""
    data = tiny().document()
    data["stages"]["pitch"]["dwell"] = "1 day"
    certain = compile_funnel(Funnel.model_validate(data))
    where = np.array([certain.plan.stages[0, at.S_AT] + at.ST_ADVANCE])
    compiled = replace(certain, patches=Patches(where, np.array([[0.0], [1.0]]), {}))
    columns = Columns.of(compiled.layout)
    block = run_block(compiled, columns, range(4), 1, "compiled", set())

    won, lost = (block.results.tallies[:, :, columns.left + way].sum(axis=1) for way in (0, 1))
    assert (won > 0).tolist() == [False, True, False, True]
    assert (lost > 0).tolist() == [True, False, True, False]


@pytest.mark.parametrize("engine", ["compiled", "simpy"])
def test_good_times_bring_more_leads(engine: str) -> None:
    """One Z for everybody, drawn at (world, shock), lifts or lowers all arrivals of a future."""
    data = tiny().document()
    data["sources"]["web"]["leads"] = "300 per month"
    data["doubt"] = {"shock": {"leads": "40 %"}}
    compiled = compile_funnel(Funnel.model_validate(data))
    columns = Columns.of(compiled.layout)
    block = run_block(compiled, columns, range(12), 1, engine, set())
    arrived = block.results.tallies[:, :, columns.arrived].sum(axis=1)

    world = key_of("world")
    keys = [replication_key(1, r) for r in range(12)]
    z = np.array([normal_quantile(uniforms(*key, *world, point("shock"), 0)[0]) for key in keys])
    s = np.sqrt(np.log(1.16))
    expected = 300 * 122 / 30.4375 * np.exp(s * z - s * s / 2)
    np.testing.assert_array_less(np.abs(arrived - expected), 4.9 * np.sqrt(expected))


def test_known_traits_of_open_leads_are_kept() -> None:
    """A source and a segment that are written down are not drawn."""
    data = busy().document()
    data["today"]["open_leads"] = [
        {"lead": f"L{n}", "stage": "pitch", "entered_on": "2026-08-25", "segment": segment}
        for n, segment in enumerate(["small", "large"] * 20)
    ]
    plan = compile_funnel(Funnel.model_validate(data), doubt_rows=1).plan
    traits, quality = draw_open_traits(plan, plan.numbers, replication_key(1, 0), 0.0)

    assert traits[:, 0].tolist() == [0] * 40
    assert traits[:, 1].tolist() == [1, 0] * 20  # large, small
    assert len(set(quality.tolist())) > 20


def test_without_open_leads_nothing_is_drawn() -> None:
    """An empty start is an empty start."""
    plan = compile_funnel(tiny()).plan
    traits, quality = draw_open_traits(plan, plan.numbers, replication_key(1, 0), 0.0)

    assert traits.shape == (0, 2)
    assert quality.shape == (0,)


def test_a_lead_older_than_any_is_marked() -> None:
    """With exact dwells of 3 days a lead of 10 days is a zombie: open to the end, told apart."""
    data = tiny().document()
    del data["starts"]
    data["stages"]["pitch"]["dwell"] = "3 days"
    data["sources"]["web"]["leads"] = "0 per month"
    data["today"] = {
        "date": "2026-09-01",
        "open_leads": [
            {"lead": "old", "stage": "pitch", "entered_on": "2026-08-22"},
            {"lead": "new", "stage": "pitch", "entered_on": "2026-08-31"},
        ],
    }
    compiled = compile_funnel(Funnel.model_validate(data))
    for engine in ("compiled", "simpy"):
        block = run_block(compiled, Columns.of(compiled.layout), range(20), 1, engine, {0})
        fates = block.results.fates
        assert set(fates[:, 0].tolist()) == {-3}
        assert set(fates[:, 1].tolist()) == {-1, 2 * 86_400}
        assert block.kept[0].stays[block.kept[0].stays[:, 1] == 0][0, 5:7].tolist() == [
            2**63 - 1,
            -1,
        ]


def test_a_stale_limit_takes_those_who_are_too_old() -> None:
    """They leave in the first second by the stale way, whatever was changed on a later date."""
    data = tiny().document()
    del data["starts"]
    data["stages"]["pitch"] |= {"dwell": "3 days", "stale": {"after": "9 days", "to": "cold.old"}}
    lead = {"lead": "old", "stage": "pitch", "entered_on": "2026-08-22"}
    data["today"] = {"date": "2026-09-01", "open_leads": [lead]}
    later = WhatIf("later", (Change.of("stages.pitch.stale.after", "30 days", "2026-09-02"),))
    compiled = compile_funnel(Funnel.model_validate(data), [later])
    for engine in ("compiled", "simpy"):
        block = run_block(compiled, Columns.of(compiled.layout), range(1), 1, engine, {0})
        assert block.results.fates[0].tolist() == [-1]
        row = next(row for row in block.kept[0].stays.tolist() if row[0] == -1)
        assert (row[4], row[5]) == (-10 * 86_400, 0)
        assert compiled.layout.ways[row[6]] == ("pitch", "cold.old", "stale")


def test_workers_leave_interrupts_to_their_parent() -> None:
    """Ctrl-C reaches the whole group; only the parent acts on it."""
    assert threading.current_thread() is threading.main_thread()
    before = signal.getsignal(signal.SIGINT)
    try:
        leave_interrupts_to_the_parent()
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
