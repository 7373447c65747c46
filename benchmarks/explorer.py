"""A slider is moved in a notebook: from the move to the new sentence and picture.

The shipped scenario with 5,000 leads a year, 200 futures a move, as `explore` shows it; what the
browser then needs to draw is not in it (`tests/browser` prints the time seen there).
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import simfunnel as sf
from benchmarks.figures import Figure, below, timed
from benchmarks.own_process import SCENARIO
from simfunnel.app import Explorer
from simfunnel.app.levers import levers_of
from simfunnel.app.settings import moves_of, what_if_of
from simfunnel.funnel.changes import change_funnel
from simfunnel.funnel.checks import expected_leads
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.together import assume

__all__ = ["slider"]

LEADS, REPLICATIONS = 5_000, 200
PATH = "stages.qualification.gate.pass"


def slider(quick: bool) -> Iterator[Figure]:
    """Yield CPU and wall time of one move, warm.

    CPU time is that of one thread, which is the work alone; wall time that of a notebook, which
    uses all cores.
    """
    rounds = 3 if quick else 9
    funnel = _larger(sf.load(SCENARIO))
    single = sf.explore(funnel, [PATH], replications=REPLICATIONS, workers=1)
    explorer = sf.explore(funnel, [PATH], replications=REPLICATIONS)
    for each in (single, explorer):
        _move(each, 0)
        _move(each, 1)
    simulated = timed(lambda k: single.bench.experiment.run([single.what_if]), rounds)
    moved = timed(lambda k: _move(single, k), rounds)
    walls: list[float] = []

    def whole(k: int) -> None:
        started = time.perf_counter()
        _move(explorer, k)
        walls.append(time.perf_counter() - started)

    timed(whole, rounds)
    leads = f"{expected_leads(explorer.bench.funnel):,.0f} leads"
    yield Figure("slider: simulation, CPU", simulated.best, "s", leads, below(0.3))
    yield Figure("slider: to sentence and picture, CPU", moved.best, "s", moved.noise)
    worst = f"longest {max(walls):.2f} s"
    yield Figure("slider: to sentence and picture, wall", min(walls), "s", worst, below(0.8))


def _move(explorer: Explorer, k: int) -> None:
    """Move the slider to a place where it does not stand, and make what is shown."""
    explorer.move({PATH: ("30 %", "50 %")[k % 2]})
    assert explorer.html


def _larger(funnel: Funnel) -> Funnel:
    """Return the funnel with so many leads, as doubtful as they are."""
    named = [f"sources.{name}.leads" for name, source in funnel.sources.items() if source.leads]
    levers = levers_of(funnel, dict.fromkeys(named, ("1 per month", "900 per month")))
    factor = LEADS / expected_leads(funnel)
    wished = {x.path: x.nearest(x.now.with_number(factor * x.now.number)) for x in levers}
    larger = what_if_of(funnel, moves_of(levers, wished))
    return assume(change_funnel(funnel, larger.changes), [larger])
