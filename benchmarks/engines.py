"""Both engines beside W1 and W2 written by hand: CPU time a lead and a stay, and whether all agree.

The engines of simfunnel do more than the models by hand: keyed draws, whole seconds on clocks,
leaving stays by exit and their seconds, wins by day, and the reference keeps a row for every stay.
None of it is taken off. Rounds of the models alternate, and the best of each counts, so that
a slow minute of the machine hits none alone.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

import simfunnel as sf
from benchmarks import by_hand_numpy, by_hand_simpy, workload
from benchmarks.figures import Asked, Figure, at_least, below
from benchmarks.own_process import SCENARIO
from benchmarks.workload import Count
from simfunnel.funnel.lower import Compiled, compile_funnel
from simfunnel.funnel.model import Funnel
from simfunnel.simulation.runner import simulate

__all__ = ["ASKED", "apart", "engines", "years_of"]

ASKED = {
    "reference engine": at_least(0.4),
    "compiled walk": at_least(45.0),
    "compiled events": at_least(35.0),
}
MOST_LEADS = at_least(12_000)  # a second, in the reference, where everything can happen
LARGEST_Z = 4.0


@dataclass
class Model:
    """A model of W1 or W2 and what it took.

    Parameters
    ----------
    years : int
        How many years a round simulates.
    run : callable
        Is given a seed and a number of years, returns (leads, stays, wins), shape (n_years, 3).
    """

    years: int
    run: Callable[[int, int], NDArray[np.int64]]
    seconds: list[float] = field(default_factory=list)
    yields: list[NDArray[np.int64]] = field(default_factory=list)

    def round(self, number: int) -> None:
        """Simulate some years and note CPU time and what came out."""
        before = time.process_time()
        found = self.run(number, self.years)
        self.seconds.append(time.process_time() - before)
        self.yields.append(found)

    @property
    def each(self) -> tuple[float, float]:
        """CPU seconds a lead and a stay, in the best round."""
        spent = [
            (taken / found[:, 0].sum(), taken / found[:, 1].sum())
            for taken, found in zip(self.seconds, self.yields, strict=True)
        ]
        return min(lead for lead, _ in spent), min(stay for _, stay in spent)

    @property
    def counts(self) -> NDArray[np.int64]:
        """Leads, stays and wins of all years."""
        return np.concatenate(self.yields)


def by_hand(
    simulate_year: Callable[[int], Count],
) -> Callable[[int, int], NDArray[np.int64]]:
    """Return how a model by hand runs some years."""

    def run(number: int, years: int) -> NDArray[np.int64]:
        counts = [simulate_year(1_000_000 * number + year) for year in range(years)]
        return np.array([(count.leads, count.stays, count.wins) for count in counts])

    return run


def years_of(compiled: Compiled, engine: str) -> Callable[[int, int], NDArray[np.int64]]:
    """Return how an engine runs some years, one core, through the call that everybody uses."""

    def run(number: int, years: int) -> NDArray[np.int64]:
        runs = simulate(compiled, years, seed=number, engine=engine, workers=1)
        at, total = runs.columns, runs.results.tallies.sum(axis=1)
        leads = total[:, at.arrived : at.cost].sum(axis=1)
        stays = total[:, at.entered : at.marks].sum(axis=1)
        return np.column_stack([leads, stays, runs.results.wins[:, :, 0].sum(axis=1)])

    return run


def engines(quick: bool) -> Iterator[Figure]:
    """Yield CPU times of all models of W1 and W2, how far their results lie apart, and leads/s."""
    shorter = 4 if quick else 1
    plain, staffed = (_compiled(workload.funnel(people=people)) for people in (False, True))
    yield from _beside("W1", quick, {
        "SimPy by hand": Model(8 // shorter, by_hand(by_hand_simpy.simulate_year)),
        "NumPy by hand": Model(100 // shorter, by_hand(by_hand_numpy.simulate_year)),
        "reference engine": Model(4 // shorter, years_of(plain, "simpy")),
        "compiled walk": Model(100 // shorter, years_of(plain, "compiled")),
    })  # fmt: skip
    yield from _beside("W2", quick, {
        "SimPy by hand": Model(8 // shorter, by_hand(by_hand_simpy.simulate_queues)),
        "reference engine": Model(4 // shorter, years_of(staffed, "simpy")),
        "compiled events": Model(60 // shorter, years_of(staffed, "compiled")),
    })  # fmt: skip
    yield _all_mechanisms(quick)


def _compiled(data: dict[str, object]) -> Compiled:
    """Return a funnel as engines read it."""
    return compile_funnel(Funnel.model_validate(data), period="week")


def _beside(load: str, quick: bool, models: dict[str, Model]) -> Iterator[Figure]:
    """Yield what each model of a workload takes, the first being that by hand."""
    for model in models.values():
        model.run(0, 1)  # compiled code is loaded, caches are warm
    for number in range(2 if quick else 6):
        for model in models.values():
            model.round(number)
    first = next(iter(models.values()))
    for name, model in models.items():
        yield from _times(f"{load}, {name}", model, first, ASKED.get(name))
    yield _agreement(load, models)


def _all_mechanisms(quick: bool) -> Figure:
    """Return how many leads a second the reference lives through in the shipped scenario."""
    compiled = compile_funnel(sf.load(SCENARIO), doubt_rows=1)
    model = Model(2 if quick else 8, years_of(compiled, "simpy"))
    model.run(0, 1)
    for number in range(2 if quick else 6):
        model.round(number)
    lead = model.each[0]
    beside = f"{1e6 * lead:.3g} us a lead, in {SCENARIO.name}"
    return Figure("reference engine, every mechanism", 1.0 / lead, "leads/s", beside, MOST_LEADS)


def _times(what: str, model: Model, first: Model, asked: Asked | None) -> Iterator[Figure]:
    """Yield what a lead and a stay cost, and for other models how many times faster they are."""
    lead, stay = model.each
    mean = model.counts.mean(axis=0)
    if model is not first:
        beside = f"SimPy by hand: {1e6 * first.each[1]:.3g} us a stay"
        yield Figure(what, first.each[1] / stay, "x", beside, asked)
    facts = f"{1e6 * lead:.3g} us a lead, {1 / lead:,.0f} leads/s; {mean[0]:,.0f} leads, "
    facts += f"{mean[1]:,.0f} stays, {mean[2]:,.0f} wins a year"
    yield Figure(f"{what}, a stay", 1e6 * stay, "us", facts)


def apart(one: NDArray[np.int64], other: NDArray[np.int64]) -> float:
    """Return how many standard errors two means of counts of independent years lie apart.

    Leads that arrive by a Poisson process and do not meet make Poisson counts of anything that
    each of them does at most once, so the variance of a count is its mean; queues make it smaller.

    Examples
    --------
    >>> round(apart(np.array([90]), np.array([110])), 2)
    -1.41
    """
    pooled = float(np.concatenate([one, other]).mean())
    error = math.sqrt(pooled / one.size + pooled / other.size)
    return float(one.mean() - other.mean()) / error


def _agreement(load: str, models: dict[str, Model]) -> Figure:
    """Return the largest distance of any model's wins from those of SimPy by hand."""
    first, *others = models.values()
    distances = [apart(other.counts[:, 2], first.counts[:, 2]) for other in others]
    names = list(models)[1:]
    beside = "; ".join(f"{name} {z:+.1f}" for name, z in zip(names, distances, strict=True))
    what = f"{load}, wins off SimPy by hand, in SE"
    return Figure(what, max(map(abs, distances)), "", beside, below(LARGEST_Z))
