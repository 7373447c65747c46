"""Small funnels for the laws of the simulation, and their runs read by name.

Replications of fewer than 4,096 stays are walked once where stays are kept, larger ones twice.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simfunnel.funnel.changes import WhatIf
from simfunnel.funnel.checks import problems
from simfunnel.funnel.lower import compile_funnel
from simfunnel.funnel.model import Funnel
from simfunnel.simulation.runner import Runs, simulate
from simfunnel.simulation.tallies import STAY_COLUMNS

__all__ = [
    "DAY",
    "START",
    "Z90",
    "Ran",
    "at_once",
    "exponential",
    "lognormal",
    "made",
    "ran",
    "stage",
]

DAY = 86_400
START = "2026-01-05"  # a Monday
Z90 = 1.2815515655446004  # standard normal quantile of .9
Document = dict[str, Any]
Counts = NDArray[np.int64]


def exponential(days: float) -> Document:
    """Return a dwell whose remaining time never depends on its age."""
    return {"family": "exponential", "mean": f"{days:.9f} days"}


def lognormal(median: float, sigma: float) -> Document:
    """Return a lognormal dwell, in days."""
    p90 = median * math.exp(sigma * Z90)
    return {"median": f"{median:.9f} days", "p90": f"{p90:.12f} days"}


def stage(
    advance: str, to: Any, dwell: Any, otherwise: Any = "lost.price", **more: Any
) -> Document:
    """Return a stage; an empty `advance` leaves it out, for a gate."""
    own = {"advance": advance} if advance else {}
    return {**own, "next": to, "otherwise": otherwise, "dwell": dwell, **more}


def at_once(leads: int, enters: str, **more: Any) -> Document:
    """Return a source that brings all its leads at the first midnight."""
    return {"enters": enters, "batches": [{"on": START, "leads": leads}], **more}


def made(stages: Document, sources: Document, **more: Any) -> Funnel:
    """Return a funnel that starts on a Monday, checked as a file would be."""
    document = {"simfunnel": 1, "funnel": "law", "sources": sources, "stages": stages}
    if "today" not in more:
        document["starts"] = START
    funnel = Funnel.model_validate(document | more)
    assert problems(funnel) == []
    return funnel


@dataclass(frozen=True)
class Ran:
    """A run, read by name."""

    runs: Runs

    def _tally(self, first: int, number: int) -> Counts:
        return self.runs.results.tallies[:, :, first + number]

    def entered(self, name: str) -> Counts:
        """Return the stays begun in a stage, shape (replications, periods)."""
        number = self.runs.compiled.layout.stages.index(name)
        return self._tally(self.runs.columns.entered, number)

    def stayed(self, name: str) -> float:
        """Return the mean length, in days, of the stays in a stage that ended."""
        number = self.runs.compiled.layout.stages.index(name)
        total = float(self._tally(self.runs.columns.stayed, number).sum())
        return total / DAY / float(self.left(name).sum())

    def arrived(self, source: str) -> Counts:
        """Return the leads born, shape (replications, periods)."""
        number = self.runs.compiled.layout.sources.index(source)
        return self._tally(self.runs.columns.arrived, number)

    def left(self, name: str, to: str | None = None, because: str | None = None) -> Counts:
        """Return the stays ended in a stage, by destination and reason where they are given."""
        total = np.zeros(self.runs.results.tallies.shape[:2], dtype=np.int64)
        for number, (stage_, to_, because_) in enumerate(self.runs.compiled.layout.ways):
            fits = to in (None, to_) and because in (None, because_)
            if stage_ == name and fits:
                total += self._tally(self.runs.columns.left, number)
        return total

    def share(self, name: str, to: str | None = None, because: str | None = None) -> float:
        """Return the share of all stays ended in a stage that took a way."""
        return float(self.left(name, to, because).sum() / self.left(name).sum())

    @property
    def won(self) -> Counts:
        """The wins of each day, from leads to come, shape (replications, days)."""
        return self.runs.results.wins[:, :, 0]

    def stays(self) -> dict[str, Counts]:
        """Return the columns of all stays kept, by name, and the number of their lead.

        Stays of a lead lie together, in order of time; leads are numbered from 0 over all
        replications.
        """
        numbers = sorted(self.runs.stays)
        rows = np.concatenate([self.runs.stays[r] for r in numbers])
        columns = {name: rows[:, k] for k, name in enumerate(STAY_COLUMNS)}
        sizes = [len(self.runs.stays[r]) for r in numbers]
        columns["replication"] = np.repeat(np.array(numbers, dtype=np.int64), sizes)
        apart = np.zeros(len(rows), dtype=np.int64)
        for name in ("replication", "stream", "index"):
            apart[1:] |= np.diff(columns[name]) != 0
        columns["lead"] = np.cumsum(apart)
        return columns


def ran(
    funnel: Funnel,
    replications: int,
    *,
    seed: int,
    stays_of: Any = (),
    what_ifs: tuple[WhatIf, ...] = (),
    period: str = "quarter",
    engine: str = "compiled",
    doubt_rows: int = 1,
) -> Ran:
    """Compile a funnel and run it."""
    compiled = compile_funnel(funnel, what_ifs, period=period, seed=seed, doubt_rows=doubt_rows)
    runs = simulate(compiled, replications, seed=seed, engine=engine, stays_of=stays_of)
    return Ran(runs)
