"""What is known exactly, and the same figures from runs: the table behind `make theory`.

A case is a funnel and figures that theory knows of it. Every replication gives one value of each
figure, so that its standard error is that of independent replications, whatever happens within.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simfunnel.funnel.checks import problems
from simfunnel.funnel.lower import compile_funnel
from simfunnel.funnel.model import Funnel
from simfunnel.simulation.runner import Runs, simulate

__all__ = ["BOUND", "SMALLEST", "Case", "Known", "Row", "Seen", "funnel_of"]

BOUND, SMALLEST = 4.9, 0.02
"""Standard errors that chance passes once in a million; the smallest error worth finding."""

MOST_RUNS = 4
HOUR = 3_600
FIRST = "2026-01-05"
Values = NDArray[np.float64]


def funnel_of(
    stages: dict[str, Any], sources: dict[str, Any], until: str, **more: Any
) -> Callable[[], Funnel]:
    """Return what makes a funnel that starts on a Monday, checked as a file would be."""
    start = {} if "today" in more else {"starts": FIRST}
    document = {"simfunnel": 1, "funnel": "theory", "sources": sources, "stages": stages,
                "until": until, **start, **more}  # fmt: skip

    def make() -> Funnel:
        funnel = Funnel.model_validate(document)
        found = problems(funnel)
        if found:
            raise ValueError(found)
        return funnel

    return make


@dataclass(frozen=True)
class Seen:
    """A run, read by name; every figure is an array over the replications.

    Parameters
    ----------
    runs : Runs
    cut : float
        Which part of the horizon, from its start, is left out.
    """

    runs: Runs
    cut: float = 0.0

    @cached_property
    def first(self) -> int:
        """The first reporting period that counts."""
        return math.ceil(self.runs.results.tallies.shape[1] * self.cut)

    @cached_property
    def hours(self) -> float:
        """How many hours count."""
        days = np.bincount(self.runs.compiled.plan.periods)[self.first :].sum()
        return float(days) * 24.0

    def column(self, first: int, number: int = 0) -> Values:
        """Add up one column of the tallies over the periods that count."""
        return self.runs.results.tallies[:, self.first :, first + number].sum(axis=1).astype(float)

    def stage(self, group: str, name: str) -> Values:
        """Add up a tally that is kept by stage."""
        number = self.runs.compiled.layout.stages.index(name)
        return self.column(getattr(self.runs.columns, group), number)

    def ended(self, name: str, to: str = "", because: str = "") -> Values:
        """Add up the stays ended in a stage, by destination and reason where they are given."""
        total = np.zeros(self.runs.n)
        for number, (stage, to_, because_) in enumerate(self.runs.compiled.layout.ways):
            if stage == name and to in ("", to_) and because in ("", because_):
                total += self.column(self.runs.columns.left, number)
        return total

    def wait(self, name: str) -> Values:
        """Return the mean wait, in hours, of those whose work was finished."""
        return self.stage("waited", name) / self.stage("served", name) / HOUR

    def waiting(self, name: str) -> Values:
        """Return how many wait in a stage, on average over time."""
        return self.stage("queued", name) / HOUR / self.hours

    def busy(self, team: str) -> Values:
        """Return how many of a team work, on average over time."""
        number = self.runs.compiled.layout.teams.index(team)
        return self.column(self.runs.columns.busy, number) / HOUR / self.hours


@dataclass(frozen=True)
class Known:
    """One figure that theory knows.

    Parameters
    ----------
    what : str
    exact : float
    measure : callable
        Run -> one value for each replication.
    """

    what: str
    exact: float
    measure: Callable[[Seen], Values]


@dataclass(frozen=True)
class Row:
    """A figure beside its exact value.

    Parameters
    ----------
    case, what : str
    exact, simulated, error : float
        `error` is the standard error of `simulated`.
    judged : bool
        Whether the run is long enough for a verdict.
    """

    case: str
    what: str
    exact: float
    simulated: float
    error: float
    judged: bool

    @property
    def z(self) -> float:
        """How many standard errors they lie apart."""
        return (self.simulated - self.exact) / self.error

    @property
    def sharp(self) -> bool:
        """Whether an error of 2 % would be noticed."""
        return BOUND * self.error <= SMALLEST * abs(self.exact)

    @property
    def agrees(self) -> bool:
        """Whether theory and simulation agree, in a run that could have told otherwise."""
        return self.sharp and abs(self.z) <= BOUND


@dataclass(frozen=True)
class Case:
    """A funnel, and what theory knows of it.

    Parameters
    ----------
    name : str
    make : callable
        Returns the funnel.
    figures : tuple of Known
    replications : int
    cut : float
        Which part of the horizon, from its start, is left out as not yet steady.
    quick : bool
        Whether it runs with every test, not in the night only.
    judged : bool
        False where no run of bearable length could tell an error of 2 %.
    """

    name: str
    make: Callable[[], Funnel]
    figures: tuple[Known, ...]
    replications: int
    cut: float = 0.0
    quick: bool = False
    judged: bool = True

    def values(self, seed: int) -> list[Values]:
        """Simulate, and return one value of each figure for each replication."""
        compiled = compile_funnel(self.make(), period="quarter", seed=seed, doubt_rows=1)
        seen = Seen(simulate(compiled, self.replications, seed=seed, engine="compiled"), self.cut)
        return [known.measure(seen) for known in self.figures]

    def rows(self, seed: int) -> tuple[Row, ...]:
        """Return every figure beside its exact value, after as many runs as a verdict takes.

        Parameters
        ----------
        seed : int
            Of the first run; the next have the numbers behind it.
        """
        values = self.values(seed)
        for more in range(1, MOST_RUNS):
            if not self.judged or all(row.sharp for row in self._beside(values)):
                break
            again = self.values(seed + more)
            values = [np.concatenate(two) for two in zip(values, again, strict=True)]
        return self._beside(values)

    def _beside(self, values: list[Values]) -> tuple[Row, ...]:
        """Hold the values of each figure against what is known."""
        return tuple(
            Row(self.name, known.what, known.exact, float(sample.mean()),
                float(sample.std(ddof=1)) / math.sqrt(sample.size), self.judged)
            for known, sample in zip(self.figures, values, strict=True)
        )  # fmt: skip
