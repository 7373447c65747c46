"""Who came, went and stayed, per period, as whole numbers: what every measure is computed from.

Flows are made from the tallies of a run or from a table of stays, a future's or the past's; from
here on nobody can tell which.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simfunnel.funnel import layout as at
from simfunnel.funnel.periods import Periods
from simfunnel.measures.tallied import Tallied
from simfunnel.tables import MOMENT, STAYS, check_table

__all__ = ["Flows", "Way", "flows_of_runs", "flows_of_stays"]

Way = tuple[str, str, str]
"""Stage, destination and reason of a way out; the reason is empty where there is none."""


@dataclass(frozen=True, eq=False)
class Flows:
    """Moves of leads by replication and period.

    Parameters
    ----------
    replications : ndarray of int64, shape (n,)
        Their numbers; a single 0 for history.
    periods : Periods
    sources, stages : tuple of str
    ways : tuple of (str, str, str)
        Stage, destination and reason of each way out.
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
    """

    replications: NDArray[np.int64]
    periods: Periods
    sources: tuple[str, ...]
    stages: tuple[str, ...]
    ways: tuple[Way, ...]
    arrived: NDArray[np.int64]
    entered: NDArray[np.int64]
    left: NDArray[np.int64]
    won_cents: NDArray[np.int64]
    opened: NDArray[np.int64]

    def through(self, chosen: Sequence[bool]) -> NDArray[np.int64]:
        """Return how many stays ended by the chosen ways together, shape (n, n_periods)."""
        together: NDArray[np.int64] = self.left[:, :, np.asarray(chosen, dtype=bool)].sum(axis=2)
        return together


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
    n = len(runs.finished)
    return Flows(
        replications=np.asarray(runs.finished, dtype=np.int64),
        periods=compiled.periods,
        sources=layout.sources,
        stages=layout.stages,
        ways=layout.ways,
        arrived=tallies[:, :, columns.arrived : columns.arrived + len(layout.sources)],
        entered=tallies[:, :, columns.entered : columns.entered + len(layout.stages)],
        left=tallies[:, :, columns.left : columns.left + len(layout.ways)],
        won_cents=np.add.reduceat(cents, firsts, axis=1),
        opened=np.broadcast_to(opened.astype(np.int64), (n, len(layout.stages))),
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
    check_table(stays, STAYS, "stays")
    which, replications = _numbered(_column(stays, "replication", 0))
    stage_at, stages = _numbered(_names(stays["stage"]))
    source_at, sources = _numbered(_names(stays["source"]))
    at_start, is_first = _opening(stays, periods, open_leads, which)
    began = np.where(at_start, -1, _period_of(stays["entered_at"], periods))
    ended = _period_of(stays["left_at"], periods)
    way_at, ways = _ways(stays, ended >= 0)
    won = (ended >= 0) & (_names(stays["exit"]) == "won").to_numpy()
    cents = stays["amount"].fillna(0).to_numpy(dtype=np.int64)
    shape = (max(1, len(replications)), len(periods))

    def count(period: NDArray[np.int64], item: NDArray[np.int64], n: int) -> NDArray[np.int64]:
        return _counted((*shape, n), which, period, item, np.ones(len(stays), dtype=np.int64))

    opening = _counted((shape[0], 1, len(stages)), which, np.where(at_start, 0, -1), stage_at, 1)
    won_at = np.where(won, ended, -1)
    return Flows(
        replications=replications.astype(np.int64) if len(replications) else np.zeros(1, np.int64),
        periods=periods,
        sources=tuple(sources),
        stages=tuple(stages),
        ways=ways,
        arrived=count(np.where(is_first, began, -1), source_at, len(sources)),
        entered=count(began, stage_at, len(stages)),
        left=count(ended, way_at, len(ways)),
        won_cents=_counted((*shape, 1), which, won_at, np.zeros_like(which), cents)[:, :, 0],
        opened=opening[:, 0],
    )


def _column(stays: pd.DataFrame, name: str, default: int) -> pd.Series:
    """Return a column, or the same number in every row where it is absent."""
    return stays[name] if name in stays else pd.Series(default, stays.index, dtype="int64")


def _names(column: pd.Series) -> pd.Series:
    """Return names as plain objects, empty where they are missing."""
    return column.astype(object).where(column.notna(), "")


def _numbered(column: pd.Series) -> tuple[NDArray[np.int64], NDArray[Any]]:
    """Return the number of each row's value, and the values in order."""
    number, values = pd.factorize(column.to_numpy(), sort=True)
    return number.astype(np.int64), np.asarray(values)


def _opening(
    stays: pd.DataFrame, periods: Periods, open_leads: Collection[str], which: NDArray[np.int64]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Tell which stays began before the periods, and which are the first of their lead."""
    keys = pd.DataFrame({"replication": which, "lead": stays["lead"].to_numpy()})
    is_first = ~keys.duplicated().to_numpy()
    start = np.datetime64(periods.starts[0], "s")
    left = stays["left_at"].to_numpy().astype(MOMENT)
    early = stays["entered_at"].to_numpy().astype(MOMENT) < start
    early |= is_first & stays["lead"].isin(list(open_leads)).to_numpy()
    return early & (np.isnat(left) | (left >= start)), is_first


def _ways(
    stays: pd.DataFrame, ended: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], tuple[Way, ...]]:
    """Return the number of each row's way out, and the ways in order; -1 where none counts."""
    parts = pd.DataFrame({name: _names(stays[name]) for name in ("stage", "exit", "because")})
    taken = parts[ended]
    number = np.full(len(stays), -1, dtype=np.int64)
    number[ended] = taken.groupby(list(taken.columns), sort=True).ngroup().to_numpy()
    ways = taken.drop_duplicates().sort_values(list(taken.columns))
    return number, tuple(ways.itertuples(index=False, name=None))


def _counted(
    shape: tuple[int, int, int],
    which: NDArray[np.int64],
    period: NDArray[np.int64],
    item: NDArray[np.int64],
    amount: NDArray[np.int64] | int,
) -> NDArray[np.int64]:
    """Add up amounts by replication, period and item; a period of -1 does not count."""
    cube = np.zeros(shape, dtype=np.int64)
    inside = period >= 0
    part = amount if isinstance(amount, int) else amount[inside]
    np.add.at(cube, (which[inside], period[inside], item[inside]), part)
    return cube


def _period_of(moments: pd.Series, periods: Periods) -> NDArray[np.int64]:
    """Return the number of the period of each moment, -1 outside or missing."""
    edges = np.array([*periods.starts, periods.end], dtype=MOMENT)
    known = moments.to_numpy().astype(MOMENT)
    number = np.searchsorted(edges, known, side="right") - 1
    outside = np.isnat(known) | (number >= len(periods))
    found: NDArray[np.int64] = np.where(outside, -1, number).astype(np.int64)
    return found
