"""Many replications: in blocks, over any executor, with progress, and stopped without loss."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simfunnel.compiled import HAVE_NUMBA
from simfunnel.errors import SimfunnelError, did_you_mean
from simfunnel.funnel import layout as at
from simfunnel.funnel.lower import Compiled
from simfunnel.funnel.reviews import Firing
from simfunnel.simulation.blocks import Block, leave_interrupts_to_the_parent, run_block
from simfunnel.simulation.reviewing import with_acts
from simfunnel.simulation.tallies import Columns, Kept, Results, empty_results
from simfunnel.units import format_count
from simfunnel.words import say

__all__ = [
    "ENGINES",
    "Runs",
    "check_engine",
    "default_engine",
    "default_replications",
    "results_size",
    "simulate",
]

ENGINES = ("compiled", "simpy")
LARGEST = 1_000_000_000  # bytes of results that are refused
LEADS = {"compiled": 200_000, "simpy": 2_000}  # of a block: about a fifth of a second's work
DAY = 86_400


@dataclass(frozen=True, eq=False)
class Runs:
    """What a run of many replications yields.

    Parameters
    ----------
    compiled : Compiled
        What was run.
    seed : int
    engine : str
    asked : int
        How many replications were asked for.
    finished : ndarray of int64, shape (n,)
        Numbers of the replications that finished, in order.
    results : Results
        Axis 0 follows `finished`.
    columns : Columns
        What the columns of the tallies count.
    seconds : float
        Wall time of the simulation.
    stays : dict of int to ndarray of int64, shape (n_stays, 10)
        The stays of the replications for which they were asked.
    fired : dict of int to tuple of (int, int)
        Of a funnel with review rules, which rule acted on which day since the start, in order,
        for each replication.
    terms : dict of int to ndarray of int64, shape (n_terms, 9)
        The terms of customers in the replications for which stays were asked.
    referred : dict of int to ndarray of int64, shape (n_referred, 2)
        The keys of the leads that customers brought in them.
    """

    compiled: Compiled
    seed: int
    engine: str
    asked: int
    finished: NDArray[np.int64]
    results: Results
    columns: Columns
    seconds: float
    stays: dict[int, NDArray[np.int64]]
    fired: dict[int, tuple[Firing, ...]] = field(default_factory=dict)
    terms: dict[int, NDArray[np.int64]] = field(default_factory=dict)
    referred: dict[int, NDArray[np.int64]] = field(default_factory=dict)

    def version(self, replication: int) -> Compiled:
        """Return the funnel as it was in one replication, with what its review rules did."""
        return with_acts(self.compiled, self.fired.get(replication, ()), replication)

    @property
    def n(self) -> int:
        """How many replications finished."""
        return int(self.finished.size)

    @property
    def incomplete(self) -> bool:
        """Whether the run was stopped before all replications had finished."""
        return self.n < self.asked


def default_engine() -> str:
    """Return the compiled engine where Numba is installed, else the reference."""
    return "compiled" if HAVE_NUMBA else "simpy"


def default_replications(engine: str) -> int:
    """Return how many replications a run has when nobody says: fewer on the slow engine."""
    return 1000 if engine == "compiled" else 200


def results_size(compiled: Compiled, replications: int) -> int:
    """Return how many bytes the results of a run take."""
    plan = compiled.plan
    columns = Columns.of(compiled.layout)
    each = len(compiled.periods) * columns.width + plan.end // DAY * 4 + 2 * plan.leads.shape[0]
    return 8 * replications * int(each)


def check_engine(engine: str, replications: int) -> None:
    """Refuse an engine that is unknown or missing, and a run of nothing."""
    if engine not in ENGINES:
        raise SimfunnelError(
            say(
                "the engine is {engine}; write 'compiled' or 'simpy'.{hint}",
                engine=repr(engine),
                hint=did_you_mean(engine, ENGINES),
            )
        )
    if engine == "compiled" and not HAVE_NUMBA:
        raise SimfunnelError(
            say(
                "the compiled engine needs Numba: install simfunnel[fast], or write engine 'simpy'."
            )
        )
    if replications < 1:
        raise SimfunnelError(
            say("replications is {replications}; give 1 or more.", replications=replications)
        )


def _check(compiled: Compiled, replications: int, engine: str) -> None:
    """Refuse a run that cannot be."""
    check_engine(engine, replications)
    size = results_size(compiled, replications)
    if size > LARGEST:
        raise SimfunnelError(
            say(
                "{replications} replications would keep {size} GB of results; the limit is 1 GB. "
                "Give fewer replications, a shorter horizon or longer periods.",
                replications=format_count(replications),
                size=format(size / 1e9, ".1f"),
            )
        )


class _Gathered(NamedTuple):
    """Results as they come in."""

    results: Results
    done: NDArray[np.bool_]
    kept: dict[int, Kept]
    fired: dict[int, tuple[Firing, ...]]

    def take(self, block: Block) -> None:
        """Put a block's results in their place."""
        rows = slice(block.first, block.first + block.results.tallies.shape[0])
        for whole, part in zip(self.results, block.results, strict=True):
            whole[rows] = part
        self.done[rows] = True
        self.kept.update(block.kept)
        self.fired.update(block.fired)


def _blocks(compiled: Compiled, replications: int, engine: str, workers: int) -> Iterator[range]:
    """Cut the replications into blocks, small ones first so that progress shows early."""
    plan = compiled.plan
    leads = plan.intensity.sum() + plan.batches[:, at.T_LEADS].sum() + len(plan.leads)
    largest = min(50, replications // (4 * workers), int(LEADS[engine] / max(leads, 1.0)))
    size, first = 1, 0
    while first < replications:
        yield range(first, min(first + size, replications))
        first, size = first + size, max(1, min(2 * size, largest))


@contextmanager
def _executor(given: Executor | None, engine: str, workers: int) -> Iterator[Executor | None]:
    """Yield the executor to use; None to work right here. Ctrl-C does not wait for it."""
    if given is not None or workers == 1:
        yield given
        return
    others = set(multiprocessing.active_children())
    pool = _pool(engine, workers)
    interrupted = False
    try:
        yield pool
    except KeyboardInterrupt:
        interrupted = True
        raise
    finally:
        pool.shutdown(wait=not interrupted, cancel_futures=True)
        if interrupted:
            _end(set(multiprocessing.active_children()) - others)


def _end(processes: set[BaseProcess]) -> None:
    """End processes and wait a second at most until they are known to have ended.

    The pool's own thread waits for them too: where that one is told first, a join is back before
    the process counts as ended.
    """
    for process in processes:
        process.terminate()
    until = time.monotonic() + 1.0
    while any(process.is_alive() for process in processes) and time.monotonic() < until:
        time.sleep(0.005)


def _pool(engine: str, workers: int) -> Executor:
    """Return threads for the compiled engine, processes for SimPy."""
    if engine == "compiled":
        return ThreadPoolExecutor(workers)
    return ProcessPoolExecutor(
        workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=leave_interrupts_to_the_parent,
    )


def _work(
    blocks: Iterator[range],
    job: Callable[[range], Block],
    submit: Callable[[range], Future[Block]] | None,
    workers: int,
    take: Callable[[Block], None],
) -> None:
    """Run all blocks, handing each result on as it comes; Ctrl-C hands on what is there."""
    if submit is None:
        for block in blocks:
            take(job(block))
        return
    running: set[Future[Block]] = set()
    try:
        for block in blocks:
            running.add(submit(block))
            while len(running) >= 2 * workers:
                running = _take_finished(running, take)
        while running:
            running = _take_finished(running, take)
    except KeyboardInterrupt:
        for future in running:
            future.cancel()
        for future in running:
            if future.done() and not future.cancelled() and future.exception() is None:
                take(future.result())
        raise


def _take_finished(
    running: set[Future[Block]], take: Callable[[Block], None]
) -> set[Future[Block]]:
    """Wait for one result at least and hand on all that are there."""
    done, left = wait(running, return_when=FIRST_COMPLETED)
    for future in done:
        take(future.result())
    return left


def simulate(
    compiled: Compiled,
    replications: int | None = None,
    *,
    seed: int,
    engine: str | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
    stays_of: Sequence[int] = (),
) -> Runs:
    """Run a compiled funnel many times.

    The same seed gives the same bytes for any number of workers, any executor and both engines.
    Ctrl-C ends the run at once and gives back what is finished.

    Parameters
    ----------
    compiled : Compiled
    replications : int, optional
        1,000 on the compiled engine, 200 on SimPy.
    seed : int
        0 to 2^64 - 1.
    engine : {"compiled", "simpy"}, optional
        Compiled where Numba is installed.
    workers : int, optional
        Threads of the compiled engine, processes of SimPy; all cores by default for the first,
        one for the second.
    executor : concurrent.futures.Executor, optional
        Where to run instead.
    progress : callable, optional
        Called with (finished, asked) after each block.
    stays_of : sequence of int
        Replications whose stays are kept.

    Returns
    -------
    Runs

    Raises
    ------
    SimfunnelError
        If the engine is unknown or missing, or the results would be too large.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> from simfunnel.funnel.lower import compile_funnel
    >>> runs = simulate(compile_funnel(tiny()), 20, seed=1)
    >>> runs.n, runs.results.tallies.shape[1]
    (20, 4)
    """
    engine = default_engine() if engine is None else engine
    replications = default_replications(engine) if replications is None else replications
    _check(compiled, replications, engine)
    if workers is None:
        workers = min(os.cpu_count() or 1, 16) if engine == "compiled" else 1
    plan, columns = compiled.plan, Columns.of(compiled.layout)
    gathered = _Gathered(
        empty_results(
            replications, len(compiled.periods), columns.width, plan.end // DAY,
            plan.leads.shape[0],
        ),
        np.zeros(replications, dtype=np.bool_),
        {},
        {},
    )  # fmt: skip
    wanted = frozenset(stays_of)

    def take(block: Block) -> None:
        gathered.take(block)
        if progress is not None:
            progress(int(gathered.done.sum()), replications)

    def job(block: range) -> Block:
        return run_block(compiled, columns, block, seed, engine, wanted & set(block))

    started = time.perf_counter()
    try:
        with _executor(executor, engine, workers) as pool:
            submit = None
            if pool is not None:

                def submit(block: range, pool: Executor = pool) -> Future[Block]:
                    chosen = wanted & set(block)
                    return pool.submit(run_block, compiled, columns, block, seed, engine, chosen)

            blocks = _blocks(compiled, replications, engine, workers)
            _work(blocks, job, submit, workers, take)
    except KeyboardInterrupt:
        if not gathered.done.any():
            raise
    finished = np.flatnonzero(gathered.done)
    results = gathered.results
    if finished.size < replications:
        results = Results(*(part[finished] for part in results))
    return Runs(
        compiled=compiled,
        seed=seed,
        engine=engine,
        asked=replications,
        finished=finished,
        results=results,
        columns=columns,
        seconds=time.perf_counter() - started,
        stays={r: kept.stays for r, kept in gathered.kept.items()},
        fired=gathered.fired,
        terms={r: kept.terms for r, kept in gathered.kept.items()},
        referred={r: kept.referred for r, kept in gathered.kept.items()},
    )
