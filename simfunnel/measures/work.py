"""What people did and whom they kept waiting, per period, as whole numbers.

Some of it stays tell: waits before work that was finished. The rest is counted only while a future
runs: who stood in a queue and was never served, hours of work that was broken off, touches.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simfunnel.errors import TableError
from simfunnel.funnel import layout as at
from simfunnel.measures.spending import spent
from simfunnel.measures.stays import Stays
from simfunnel.measures.tallied import Tallied
from simfunnel.words import say

__all__ = ["Work", "work_of_runs", "work_of_stays"]

_TOLD = ("served", "waited", "handed")
_SEEN = ("queued", "waiting", "attempts", "busy", "offered", "touches", "opened", "refused",
         "discounted")  # fmt: skip
Counts = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Work:
    """Work and waiting by replication and period.

    Parameters
    ----------
    stages : ndarray of int64, shape (n_working,)
        Codes of the stages in which a team works.
    team : ndarray of int64, shape (n_working,)
        The team of each of them.
    teams : tuple of str
    seconds : ndarray of int64, shape (n_periods,)
        How long each period lasts.
    served, waited, handed : ndarray of int64, shape (n, n_periods, n_working)
        Stays whose work was finished, the seconds for which these had waited, and the seconds for
        which they were between reps.
    seen : dict of str to ndarray of int64
        What only a run tells: ``queued`` (seconds that leads stood in the queue), ``waiting``
        (leads in the queue at the end of the period) and ``attempts``, by working stage;
        ``busy`` and ``offered`` seconds by team; ``touches`` and ``opened`` by parking place;
        ``refused`` by source; ``spent`` hundredths by kind of cost; ``discounted`` hundredths by
        stage, where amounts change. Empty where stays tell.
    parked : ndarray of int64, shape (n_parked,)
        Codes of the parking places; empty where stays tell.
    """

    stages: Counts
    team: Counts
    teams: tuple[str, ...]
    seconds: Counts
    served: Counts
    waited: Counts
    handed: Counts
    seen: dict[str, Counts]
    parked: Counts

    def counted(self, name: str) -> Counts:
        """Return what only a run tells.

        Raises
        ------
        TableError
            If stays told this.
        """
        if name not in self.seen:
            raise TableError(
                say("queues, hours and touches are counted while futures run, and no stay tells "
                    "them; ask an outlook.")
            )  # fmt: skip
        return self.seen[name]

    def by_team(self, of_stages: Counts) -> Counts:
        """Return counts by working stage added up by team, shape (..., n_teams)."""
        sums = np.zeros((*of_stages.shape[:-1], len(self.teams)), dtype=np.int64)
        for k, team in enumerate(self.team):
            sums[..., team] += of_stages[..., k]
        return sums

    def together(self) -> Work:
        """Return the same with one period for all of them."""
        sums: dict[str, Any] = {n: getattr(self, n).sum(axis=1, keepdims=True) for n in _TOLD}
        seen = {n: counts.sum(axis=1, keepdims=True) for n, counts in self.seen.items()}
        if "waiting" in seen:
            seen["waiting"] = self.seen["waiting"][:, -1:]
        return replace(self, seconds=self.seconds.sum(keepdims=True), seen=seen, **sums)


def work_of_runs(runs: Tallied) -> Work:
    """Return the work of a simulation.

    Parameters
    ----------
    runs : Runs
        What `simfunnel.simulation` yields.

    Examples
    --------
    >>> from simfunnel.funnel.examples import staffed
    >>> from simfunnel.funnel.lower import compile_funnel
    >>> from simfunnel.simulation.runner import simulate
    >>> work = work_of_runs(simulate(compile_funnel(staffed()), 1, seed=1, engine="simpy"))
    >>> work.teams, work.served.shape, work.seen["busy"].shape
    (('callers', 'sellers'), (1, 4, 3), (1, 4, 2))
    """
    columns, tallies, layout = runs.columns, runs.results.tallies, runs.compiled.layout
    plan = runs.compiled.plan
    stages = np.flatnonzero(plan.stages[:, at.S_TEAM] >= 0)
    parked = np.array([layout.stages.index(name) for name in layout.parked], dtype=np.int64)
    teams = np.arange(len(layout.teams))
    sources = np.arange(len(layout.sources) if layout.finite else 0)
    of = {"busy": teams, "offered": teams, "touches": parked, "opened": parked, "refused": sources}
    of["discounted"] = np.arange(len(layout.stages) if layout.valued else 0)

    def group(name: str) -> Counts:
        found: Counts = tallies[:, :, getattr(columns, name) + of.get(name, stages)]
        return found

    costs = np.stack(list(spent(runs).values()), axis=2)
    return Work(
        stages=stages,
        team=plan.stages[stages, at.S_TEAM],
        teams=layout.teams,
        seconds=np.bincount(plan.periods, minlength=len(runs.compiled.periods)) * 86_400,
        seen={name: group(name) for name in _SEEN} | {"spent": costs},
        parked=parked,
        **{name: group(name) for name in _TOLD},
    )


def work_of_stays(stays: Stays) -> Work | None:
    """Return the work that stays tell: the same whole numbers; nothing of a past.

    Parameters
    ----------
    stays : Stays
    """
    if not stays.knows_work:
        return None
    done = stays.waited >= 0
    codes = np.unique(stays.stage[done])
    shape = (len(stays.replications), len(stays.periods), len(codes))
    period = stays.period_of(stays.worked)
    inside = done & (period >= 0)
    where = (
        stays.which[inside], period[inside], np.searchsorted(codes, stays.stage[inside])
    )  # fmt: skip
    counts = {name: np.zeros(shape, dtype=np.int64) for name in _TOLD}
    for name, part in (("served", 1), ("waited", stays.waited), ("handed", stays.handed)):
        np.add.at(counts[name], where, part[inside] if isinstance(part, np.ndarray) else part)
    nothing = np.zeros(0, dtype=np.int64)
    return Work(
        stages=codes,
        team=np.zeros_like(codes),
        teams=(),
        seconds=np.diff(stays.edges),
        seen={},
        parked=nothing,
        **counts,
    )
