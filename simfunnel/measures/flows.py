"""Who came, went and stayed, per period, as whole numbers: what every count is computed from.

Flows are made from the tallies of a run or from stays, a future's or the past's; from here on
nobody can tell which.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simfunnel.funnel import layout as at
from simfunnel.funnel.periods import Periods
from simfunnel.measures.stays import OUTSIDE, Stays, Way, stays_of_table
from simfunnel.measures.tallied import Tallied
from simfunnel.measures.work import Work, work_of_runs, work_of_stays

__all__ = ["Flows", "flows_of", "flows_of_runs", "flows_of_stays"]

_OVER_PERIODS = ("arrived", "entered", "left", "won_cents", "followed", "fates", "brought_cents")


@dataclass(frozen=True, eq=False)
class Flows:
    """Moves of leads by replication and period.

    Parameters
    ----------
    replications : ndarray of int64, shape (n,)
        Their numbers; a single 0 for history.
    periods : Periods
    sources, stages, outcomes : tuple of str
    ways : tuple of (str, str, str)
        Stage, destination and reason of each way out.
    onward : ndarray of bool, shape (n_ways,)
        Which ways go on.
    arrived : ndarray of int64, shape (n, n_periods, n_sources)
        Leads that began their first stay.
    entered : ndarray of int64, shape (n, n_periods, n_stages)
        Stays begun.
    left : ndarray of int64, shape (n, n_periods, n_ways)
        Stays ended.
    won_cents : ndarray of int64, shape (n, n_periods)
        Hundredths of the currency of what was won.
    opened : ndarray of int64, shape (n, n_stages)
        Stays that were open at the start of the first period.
    followed : ndarray of int64, shape (n, n_periods, n_ways)
        Of the stays begun in the period, those that ended so far, whenever that was.
    fates : ndarray of int64, shape (n, n_periods, n_sources, n_outcomes)
        Of the leads that arrived in the period, those that ended so far.
    brought_cents : ndarray of int64, shape (n, n_periods, n_sources)
        What the leads that arrived in the period brought so far.
    work : Work, optional
        What people did, which a past does not tell.
    """

    replications: NDArray[np.int64]
    periods: Periods
    sources: tuple[str, ...]
    stages: tuple[str, ...]
    outcomes: tuple[str, ...]
    ways: tuple[Way, ...]
    onward: NDArray[np.bool_]
    arrived: NDArray[np.int64]
    entered: NDArray[np.int64]
    left: NDArray[np.int64]
    won_cents: NDArray[np.int64]
    opened: NDArray[np.int64]
    followed: NDArray[np.int64]
    fates: NDArray[np.int64]
    brought_cents: NDArray[np.int64]
    work: Work | None = None

    def through(self, chosen: Sequence[bool]) -> NDArray[np.int64]:
        """Return how many stays ended by the chosen ways together, shape (n, n_periods)."""
        together: NDArray[np.int64] = self.left[:, :, np.asarray(chosen, dtype=bool)].sum(axis=2)
        return together

    def by_stage(self, of_ways: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return counts by way, shape (..., n_ways), added up by stage, shape (..., n_stages)."""
        sums = np.zeros((*of_ways.shape[:-1], len(self.stages)), dtype=np.int64)
        for k, (stage, _, _) in enumerate(self.ways):
            sums[..., self.stages.index(stage)] += of_ways[..., k]
        return sums

    def together(self) -> Flows:
        """Return the same with one period for all of them."""
        sums: dict[str, Any] = {
            name: getattr(self, name).sum(axis=1, keepdims=True) for name in _OVER_PERIODS
        }
        work = None if self.work is None else self.work.together()
        return replace(self, periods=self.periods.together(), work=work, **sums)


def flows_of_runs(runs: Tallied) -> Flows:
    """Return the flows of a simulation.

    Parameters
    ----------
    runs : Runs
        What `simfunnel.simulation` yields.

    Returns
    -------
    Flows
        One replication per finished future.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> from simfunnel.funnel.lower import compile_funnel
    >>> from simfunnel.simulation.runner import simulate
    >>> runs = simulate(compile_funnel(tiny()), 2, seed=1, engine="simpy")
    >>> flows_of_runs(runs).left.shape
    (2, 4, 2)
    """
    compiled, columns, tallies = runs.compiled, runs.columns, runs.results.tallies
    layout, plan = compiled.layout, compiled.plan
    cents = runs.results.wins[:, :, 1] + runs.results.wins[:, :, 3]
    firsts = np.flatnonzero(np.diff(plan.periods, prepend=-1))
    opened = np.bincount(plan.leads[:, at.O_STAGE], minlength=len(layout.stages))
    n, outcomes = len(runs.finished), layout.outcomes
    fates = tallies[:, :, columns.fate : columns.worth]
    return Flows(
        replications=np.asarray(runs.finished, dtype=np.int64),
        periods=compiled.periods,
        sources=layout.sources,
        stages=layout.stages,
        outcomes=outcomes,
        ways=layout.ways,
        onward=plan.ways[:, at.W_AHEAD] == 1,
        arrived=tallies[:, :, columns.arrived : columns.arrived + len(layout.sources)],
        entered=tallies[:, :, columns.entered : columns.entered + len(layout.stages)],
        left=tallies[:, :, columns.left : columns.left + len(layout.ways)],
        won_cents=np.add.reduceat(cents, firsts, axis=1),
        opened=np.broadcast_to(opened.astype(np.int64), (n, len(layout.stages))),
        followed=tallies[:, :, columns.cohort : columns.fate],
        fates=fates.reshape(*fates.shape[:2], len(layout.sources), len(outcomes)),
        brought_cents=tallies[:, :, columns.worth : columns.worth + len(layout.sources)],
        work=work_of_runs(runs),
    )


def flows_of_stays(
    stays: pd.DataFrame, periods: Periods, *, open_leads: Collection[str] = frozenset()
) -> Flows:
    """Return the flows that a table of stays tells.

    Parameters
    ----------
    stays : DataFrame
        Columns of `tables.STAYS`, the stays of a lead in order of time; of the past, or of
        simulated futures with a column ``replication``.
    periods : Periods
        What is counted; stays that ended before its start are not.
    open_leads : collection of str
        Leads that were open at the start although the second of their entry is the start's own.

    Returns
    -------
    Flows
        Replication 0 for a table without that column; names in order of the alphabet.

    Raises
    ------
    TableError
        If a column is missing.

    Examples
    --------
    >>> from simfunnel.measures.examples import three_leads_flows
    >>> flows = three_leads_flows()
    >>> flows.ways[-1], flows.opened.tolist()
    (('pitch', 'won', ''), [[0, 0]])
    """
    return flows_of(stays_of_table(stays, periods, open_leads=open_leads))


def flows_of(stays: Stays) -> Flows:
    """Return the flows that stays tell.

    Parameters
    ----------
    stays : Stays
        Of the past or of futures.

    Returns
    -------
    Flows
        The same whole numbers as the tallies of the engine that walked them.
    """
    began = np.where(stays.opening, OUTSIDE, stays.period_of(stays.entered))
    ended = stays.period_of(stays.left)
    closes, first, last = stays.closes, stays.first, stays.last
    won = closes == (stays.outcomes.index("won") if "won" in stays.outcomes else -2)
    worth = np.where(won, np.maximum(stays.cents, 0), 0)
    sizes = len(stays.stages), len(stays.ways), len(stays.sources), len(stays.outcomes)
    n_stages, n_ways, n_sources, n_outcomes = sizes
    nothing = np.zeros_like(stays.stage)
    birth = np.where(stays.born, began, OUTSIDE)
    fate = np.where(closes[last] >= 0, birth[first], OUTSIDE)
    opened = _counted(stays, np.where(stays.opening, 0, OUTSIDE), stays.stage, n_stages)
    fates = np.zeros(
        (len(stays.replications), len(stays.periods), n_sources * n_outcomes), np.int64
    )
    kept = fate >= 0
    place = stays.source[first] * n_outcomes + closes[last]
    np.add.at(fates, (stays.which[first][kept], fate[kept], place[kept]), 1)
    brought = np.zeros((*fates.shape[:2], n_sources), dtype=np.int64)
    where = stays.which[first][kept], fate[kept], stays.source[first][kept]
    np.add.at(brought, where, worth[last][kept])
    return Flows(
        replications=stays.replications,
        periods=stays.periods,
        sources=stays.sources,
        stages=stays.stages,
        outcomes=stays.outcomes,
        ways=stays.ways,
        onward=stays.onward,
        arrived=_counted(stays, birth, stays.source, n_sources),
        entered=_counted(stays, began, stays.stage, n_stages),
        left=_counted(stays, ended, stays.way, n_ways),
        won_cents=_counted(stays, np.where(won, ended, OUTSIDE), nothing, 1, worth)[:, :, 0],
        opened=opened[:, 0],
        followed=_counted(stays, np.where(stays.way >= 0, began, OUTSIDE), stays.way, n_ways),
        fates=fates.reshape(*fates.shape[:2], n_sources, n_outcomes),
        brought_cents=brought,
        work=work_of_stays(stays),
    )


def _counted(
    stays: Stays,
    period: NDArray[np.int64],
    item: NDArray[np.int64],
    n: int,
    amount: NDArray[np.int64] | None = None,
) -> NDArray[np.int64]:
    """Add up amounts by replication, period and item; a period of -1 does not count."""
    cube = np.zeros((len(stays.replications), len(stays.periods), n), dtype=np.int64)
    inside = period >= 0
    part = 1 if amount is None else amount[inside]
    np.add.at(cube, (stays.which[inside], period[inside], item[inside]), part)
    return cube
