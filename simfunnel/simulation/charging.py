"""What is known when a replication is over: who was there, what they cost, what else was spent.

Both engines note who was there; from there on one function counts for both.
"""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from simfunnel.funnel import layout as at
from simfunnel.funnel.layout import Plan
from simfunnel.simulation.counting import count_spans, period_seconds
from simfunnel.simulation.tallies import Columns

__all__ = ["charge"]


def charge(
    plan: Plan,
    columns: Columns,
    numbers: NDArray[np.float64],
    cube: NDArray[np.int64],
    presence: NDArray[np.int64],
) -> None:
    """Count selling seconds offered, salaries, and what is spent besides.

    Of a team that keeps open deals, seconds of places are offered.

    Each epoch has its own hours, salaries and spending. A cost per time is charged per period by
    rounding what has come due up to its ends, so that periods add up to the cent.

    Parameters
    ----------
    plan : Plan
    columns : Columns
    numbers : ndarray of float64
        The replication's flat array.
    cube : ndarray of int64, shape (n_periods, n_columns)
        Tallies of the replication; added to.
    presence : ndarray of int64, shape (n_stretches, 4)
        Team, 1 for pay or 0 for work, beginning and end.
    """
    width = plan.head(at.H_WIDTH)
    if not presence.size and not numbers[at.EXTRA_COST : len(plan.epochs) * width : width].any():
        return  # most funnels state neither people nor other spending, and replications are many
    edges = period_seconds(plan)
    later = [*plan.epochs[1:].tolist(), plan.end]
    for e, (since, until) in enumerate(zip(plan.epochs.tolist(), later, strict=True)):
        row = numbers[e * width : (e + 1) * width]
        began, ended = max(since, 0), min(until, plan.end)
        if began < ended:
            _due(cube[:, columns.extra], edges, float(row[at.EXTRA_COST]), began, ended)
        spans: list[tuple[int, int, int, int]] = []
        for team, paid, began, ended in presence.tolist():
            where = int(plan.teams[team, at.E_AT])
            first, last = max(began, since), min(ended, until)
            if first >= last:
                continue
            if paid:
                due = cube[:, columns.salary + team]
                _due(due, edges, float(row[where + at.TM_SALARY]), first, last)
            else:
                keeps = plan.teams[team, at.E_KEEPS]
                clock = 0 if keeps else int(row[where + at.TM_CLOCK])
                spans.append((team, clock, first, last))
        table = np.array(spans, dtype=np.int64).reshape(-1, 4)
        there = np.zeros((cube.shape[0], plan.teams.shape[0]), dtype=np.int64)
        count_spans(plan, there, 0, table)
        for team, columns_of in enumerate(plan.teams.tolist()):
            places = int(row[columns_of[at.E_AT] + at.TM_PLACES]) if columns_of[at.E_KEEPS] else 1
            cube[:, columns.offered + team] += places * there[:, team]


def _due(cents: NDArray[np.int64], edges: list[int], rate: float, began: int, ended: int) -> None:
    """Add what comes due in each period at a rate per second."""
    if rate == 0.0:
        return
    for period, (start, end) in enumerate(pairwise(edges)):
        first, last = max(began, start), min(ended, end)
        if first < last:
            cents[period] += math.floor(rate * last + 0.5) - math.floor(rate * first + 0.5)
