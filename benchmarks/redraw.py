"""A slider is moved: 200 replications of a year of 5,000 leads, with their quantiles, anew.

Once on W1, beside NumPy by hand, and once on the shipped scenario with its quality, gate, events
and doubt, through the public call, as a notebook does it.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

import simfunnel as sf
from benchmarks import by_hand_numpy, workload
from benchmarks.figures import Figure, below, timed
from benchmarks.own_process import SCENARIO
from simfunnel.funnel.changes import Change, WhatIf
from simfunnel.funnel.checks import expected_leads
from simfunnel.funnel.lower import Compiled, compile_funnel
from simfunnel.funnel.model import Funnel
from simfunnel.simulation.runner import simulate

__all__ = ["redraw"]

LEADS, REPLICATIONS = 5_000, 200
LEVELS = (0.1, 0.5, 0.9)
MOST = below(0.3)


def redraw(quick: bool) -> Iterator[Figure]:
    """Yield the CPU time of one redraw, warm."""
    rounds = 2 if quick else 7
    yield _by_the_engine(rounds)
    yield from _by_forecast(rounds)


def _run(compiled: Compiled, seed: int) -> None:
    """Simulate, and take quantiles of every tally and of the wins so far on each day.

    One thread, because two that share a core cost more CPU time than one after the other.
    """
    runs = simulate(compiled, REPLICATIONS, seed=seed, engine="compiled", workers=1)
    np.quantile(runs.results.tallies, LEVELS, axis=0)
    np.quantile(runs.results.wins.cumsum(axis=1), LEVELS, axis=0)


def _by_the_engine(rounds: int) -> Figure:
    """Return what a redraw of W1 takes."""
    compiled = compile_funnel(Funnel.model_validate(workload.funnel(LEADS)))
    _run(compiled, 0)
    taken = timed(lambda seed: _run(compiled, seed), rounds)
    hand = timed(
        lambda seed: [by_hand_numpy.simulate_year(k, LEADS) for k in range(REPLICATIONS)], rounds
    )
    beside = f"NumPy by hand: {hand.best:.2f} s; {taken.noise}"
    return Figure("redraw of W1", taken.best, "s", beside, MOST)


def _as_large(funnel: Funnel, leads: int) -> WhatIf:
    """Return the what-if with which the streams of a funnel bring so many leads in all.

    A change of the funnel itself would leave its doubt about leads where it is.
    """
    streams = float(compile_funnel(funnel, doubt_rows=1).plan.intensity.sum())
    ratio = (leads - (expected_leads(funnel) - streams)) / streams
    named = [name for name, source in funnel.sources.items() if source.leads is not None]
    changes = [Change.of(f"sources.{name}.leads", f"times {ratio:.6f}") for name in named]
    return WhatIf("as_large", tuple(changes))


def _by_forecast(rounds: int) -> Iterator[Figure]:
    """Yield what a redraw of the shipped scenario takes, by the engine alone and by `forecast`."""
    funnel = sf.load(SCENARIO)
    larger = [_as_large(funnel, LEADS)]

    def forecast(seed: int) -> None:
        sf.forecast(funnel, what_ifs=larger, replications=REPLICATIONS, seed=seed, workers=1)

    compiled = compile_funnel(funnel, larger, doubt_rows=REPLICATIONS)
    _run(compiled, 0)
    forecast(0)
    engine = timed(lambda seed: _run(compiled, seed), rounds)
    lowered = timed(lambda _: compile_funnel(funnel, larger, doubt_rows=REPLICATIONS), rounds)
    whole = timed(forecast, rounds)
    yield Figure("redraw of the shipped scenario", engine.best, "s", engine.noise, MOST)
    beside = f"of which compiling the funnel anew {lowered.best:.2f} s; {whole.noise}"
    yield Figure("the same by forecast(funnel)", whole.best, "s", beside, MOST)
