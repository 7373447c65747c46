"""The runner: blocks, progress, workers, what it refuses and what it keeps."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from engine_runs import assert_recounted, assert_same, run

from simfunnel.errors import SimfunnelError
from simfunnel.funnel.examples import busy, tiny
from simfunnel.funnel.lower import Compiled, compile_funnel
from simfunnel.funnel.model import Funnel
from simfunnel.simulation import runner
from simfunnel.simulation.blocks import ROOM, Block
from simfunnel.simulation.runner import (
    default_engine,
    default_replications,
    results_size,
    simulate,
)


@pytest.fixture(scope="module")
def compiled() -> Compiled:
    """Return a funnel in which most of what can happen does."""
    return compile_funnel(busy(), doubt_rows=8)


def with_leads(per_month: int) -> Compiled:
    """Return the tiny funnel with another stream of leads."""
    data = tiny().document()
    data["sources"]["web"]["leads"] = f"{per_month} per month"
    return compile_funnel(Funnel.model_validate(data))


@pytest.mark.parametrize(("engine", "workers"), [("compiled", 1), ("compiled", 2), ("simpy", 1)])
def test_progress_is_told_after_each_block(compiled: Compiled, engine: str, workers: int) -> None:
    """It counts up from the first block to all, on either engine and any number of workers."""
    told: list[tuple[int, int]] = []
    simulate(
        compiled, 30, seed=1, engine=engine, workers=workers,
        progress=lambda done, asked: told.append((done, asked)),
    )  # fmt: skip

    assert told[0][0] <= 3
    assert told[-1] == (30, 30)
    assert [done for done, _ in told] == sorted({done for done, _ in told})


def test_a_run_says_what_it_is(compiled: Compiled) -> None:
    """Everything needed to make it again, and how long it took."""
    runs = simulate(compiled, 4, seed=2**64 - 1, engine="compiled", workers=1)

    assert (runs.n, runs.asked, runs.seed, runs.engine) == (4, 4, 2**64 - 1, "compiled")
    assert runs.finished.tolist() == [0, 1, 2, 3]
    assert not runs.incomplete
    assert runs.compiled is compiled
    assert runs.seconds > 0.0
    assert runs.stays == {}
    assert {part.shape[0] for part in runs.results} == {4}


def blocks_of(compiled: Compiled, n: int, workers: int) -> list[range]:
    """Return the blocks that a run would be cut into."""
    made: list[range] = []

    def note(_: Any, __: Any, block: range, *more: Any) -> Block:
        made.append(block)
        return runner.Block(block.start, _empty(compiled, len(block)), {}, {})

    class Here(ThreadPoolExecutor):
        def submit(self, function: Any, /, *arguments: Any, **named: Any) -> Future[Any]:
            done: Future[Any] = Future()
            done.set_result(note(*arguments))
            return done

    with Here(1) as executor:
        simulate(compiled, n, seed=1, engine="compiled", workers=workers, executor=executor)
    return made


def _empty(compiled: Compiled, n: int) -> Any:
    """Return results in which nothing happened."""
    columns = runner.Columns.of(compiled.layout)
    days, leads = compiled.plan.end // 86_400, len(compiled.plan.leads)
    return runner.empty_results(n, len(compiled.periods), columns.width, days, leads)


@pytest.mark.parametrize(("n", "workers"), [(1, 1), (7, 2), (1000, 1), (1000, 8), (333, 16)])
def test_blocks_cover_each_replication_once(compiled: Compiled, n: int, workers: int) -> None:
    """They begin with a single replication, so that progress shows early, and grow."""
    blocks = blocks_of(compiled, n, workers)

    assert [r for block in blocks for r in block] == list(range(n))
    sizes = [len(block) for block in blocks]
    assert sizes[0] == 1
    assert max(sizes) <= 50
    assert all(later <= 2 * size for size, later in pairwise(sizes))


def test_blocks_are_small_where_replications_are_large() -> None:
    """A block is about a fifth of a second's work, so that a run can be stopped."""
    assert {len(block) for block in blocks_of(with_leads(30_000), 100, 1)} == {1}
    assert max(len(block) for block in blocks_of(with_leads(3_000), 1000, 1)) == 16
    assert max(len(block) for block in blocks_of(with_leads(30), 1000, 1)) == 50


def test_what_fails_in_a_worker_is_raised_here(compiled: Compiled) -> None:
    """Neither swallowed nor wrapped."""

    class Broken(ThreadPoolExecutor):
        def submit(self, function: Any, /, *arguments: Any, **named: Any) -> Future[Any]:
            failed: Future[Any] = Future()
            failed.set_exception(MemoryError("no room"))
            return failed

    with Broken(1) as executor, pytest.raises(MemoryError, match="no room"):
        simulate(compiled, 5, seed=1, engine="compiled", executor=executor)


# --- stays that are kept ------------------------------------------------------------------------


def test_stays_are_kept_where_they_are_asked_for(compiled: Compiled) -> None:
    """Only those replications, and keeping them changes nothing else."""
    some = simulate(compiled, 6, seed=3, workers=2, stays_of=[4, 1, 99])
    none = simulate(compiled, 6, seed=3, workers=1)

    assert sorted(some.stays) == [1, 4]
    for one, other in zip(some.results, none.results, strict=True):
        np.testing.assert_array_equal(one, other)


def test_many_stays_get_the_room_they_need() -> None:
    """A replication with more stays than there is room at first is walked again, not cut."""
    many = with_leads(3_000)
    runs = run(many, n=2)
    plain = simulate(many, 2, seed=5, workers=1)

    assert min(len(stays) for stays in runs.stays.values()) > ROOM
    for name, part in runs.results._asdict().items():
        np.testing.assert_array_equal(part, getattr(plain.results, name))
    assert_recounted(runs, 1)


def test_many_open_leads_get_room_too() -> None:
    """Fates and worth are written once however often a replication is walked."""
    data = tiny().document()
    del data["starts"]
    data["today"] = {
        "date": "2026-09-01",
        "open_leads": [
            {"lead": f"L{n}", "stage": "pitch", "entered_on": "2026-08-25"} for n in range(5000)
        ],
    }
    assert_same(run(Funnel.model_validate(data), n=1),
                run(Funnel.model_validate(data), n=1, engine="simpy"))  # fmt: skip


def test_more_leads_than_expected_get_room() -> None:
    """A draw of five times the stated leads overruns the first guess; nobody is left out."""
    data = tiny().document()
    data["doubt"] = {"draws": {"columns": ["sources.web.leads"], "values": [[150.0], [30.0]]}}
    compiled = compile_funnel(Funnel.model_validate(data))
    walked, lived = run(compiled), run(compiled, engine="simpy")

    assert_same(walked, lived)
    assert 520 < walked.results.tallies[0, :, 0].sum() < 680
    assert walked.results.tallies[1, :, 0].sum() < 170


# --- what is refused ----------------------------------------------------------------------------


def refusal(compiled: Compiled, n: int | None = 5, **options: Any) -> str:
    """Return the message with which a run is refused."""
    with pytest.raises(SimfunnelError) as caught:
        simulate(compiled, n, seed=1, **options)
    return str(caught.value)


def test_an_unknown_engine_is_refused(compiled: Compiled) -> None:
    """The message names both and offers the nearest."""
    assert refusal(compiled, engine="simpi") == (
        "the engine is 'simpi'; write 'compiled' or 'simpy'. Did you mean 'simpy'?"
    )


@pytest.mark.parametrize("n", [0, -3])
def test_no_replications_are_refused(compiled: Compiled, n: int) -> None:
    """At least one future is needed."""
    assert refusal(compiled, n) == f"replications is {n}; give 1 or more."


def test_too_large_results_are_refused_before_anything_runs(compiled: Compiled) -> None:
    """The size is told, and what to do."""
    size = results_size(compiled, 1)
    assert size == 8 * (3 * 27 + 91 * 4 + 2 * 2)  # periods x columns, days x wins, open leads
    assert refusal(compiled, 1_000_000) == (
        f"1,000,000 replications would keep {size / 1e3:.1f} GB of results; the limit is 1 GB. "
        "Give fewer replications, a shorter horizon or longer periods."
    )


def test_without_numba_the_reference_takes_over(
    compiled: Compiled, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The default falls back, with fewer replications; asking for the other says how to get it."""
    assert (default_engine(), default_replications("compiled")) == ("compiled", 1000)
    monkeypatch.setattr(runner, "HAVE_NUMBA", False)

    assert (default_engine(), default_replications("simpy")) == ("simpy", 200)
    assert refusal(compiled, engine="compiled") == (
        "the compiled engine needs Numba: install simfunnel[fast], or write engine 'simpy'."
    )
    assert simulate(compiled, 2, seed=1).engine == "simpy"
