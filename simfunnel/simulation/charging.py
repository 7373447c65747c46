"""What is known when a replication is over: who was there, what they cost, what else was spent.

Both engines note who was there; from there on one function counts for both.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from simfunnel.clocks import Clocks
from simfunnel.clocks.scalar import clock_value
from simfunnel.compiled import njit, njit_apart
from simfunnel.funnel import layout as at
from simfunnel.funnel.layout import Plan
from simfunnel.simulation.counting import period_seconds
from simfunnel.simulation.effects import source_at
from simfunnel.simulation.kinds import Numbers, Whole
from simfunnel.simulation.tallies import Columns

__all__ = ["charge"]

DAY = 86_400


def charge(
    plan: Plan,
    columns: Columns,
    numbers: NDArray[np.float64],
    cube: NDArray[np.int64],
    presence: NDArray[np.int64],
) -> None:
    """Count selling seconds offered, salaries, new holders, and what is spent besides.

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
    rates = [at.EXTRA_COST, *(plan.sources[:, at.R_AT] + at.SRC_SPEND)]
    rows = numbers[: len(plan.epochs) * width].reshape(-1, width)
    if not presence.size and not rows[:, rates].any():
        return  # most funnels state neither people nor other spending, and replications are many
    groups = np.array(
        [columns.offered, columns.salary, columns.extra, columns.hiring, columns.spend]
    )
    edges = np.array(period_seconds(plan))
    charges(numbers, plan.whole, plan.clocks, groups, edges, cube, presence)


@njit_apart
def _comes_due(edges: Whole, cube: Whole, column: int, rate: float, began: int, ended: int) -> None:
    """Add what comes due in each period at a rate per second."""
    if rate == 0.0:
        return
    for period in range(edges.shape[0] - 1):
        first, last = max(began, edges[period]), min(ended, edges[period + 1])
        if first < last:
            due = math.floor(rate * last + 0.5) - math.floor(rate * first + 0.5)
            cube[period, column] += due


@njit_apart
def _is_there(
    clocks: Clocks, edges: Whole, cube: Whole, column: int, clock: int, places: int, began: int,
    ended: int,
) -> None:  # fmt: skip
    """Add the seconds of a clock in each period, as often as there are places."""
    for period in range(edges.shape[0] - 1):
        first, last = max(began, edges[period]), min(ended, edges[period + 1])
        if first < last:
            after = clock_value(clocks, clock, last) // 1_000_000
            before = clock_value(clocks, clock, first) // 1_000_000
            cube[period, column] += places * (after - before)


@njit
def charges(
    numbers: Numbers,
    whole: Whole,
    clocks: Clocks,
    groups: Whole,
    edges: Whole,
    cube: Whole,
    presence: Whole,
) -> None:
    """Count what `charge` counts.

    Parameters
    ----------
    numbers, whole : ndarray
    clocks : Clocks
    groups : ndarray of int64, shape (5,)
        First column of what is offered, of salaries, of other spending, of hiring, and of what is
        spent on sources.
    edges : ndarray of int64, shape (n_periods + 1,)
        The seconds at which periods begin, and the last ends.
    cube, presence : ndarray of int64
        As for `charge`.
    """
    last = whole[at.H_N_EPOCHS] - 1
    for e in range(last + 1):
        base = e * whole[at.H_WIDTH]
        since, until = max(whole[whole[at.H_EPOCHS] + e], 0), whole[at.H_END]
        if e < last:
            until = min(whole[whole[at.H_EPOCHS] + e + 1], until)
        if since >= until:
            continue
        _comes_due(edges, cube, groups[2], numbers[base + at.EXTRA_COST], since, until)
        for source in range(whole[at.H_N_SOURCES]):
            spend = numbers[source_at(whole, base, source) + at.SRC_SPEND]
            if spend > 0.0:  # where no source spends, there are no columns for it
                _comes_due(edges, cube, groups[4] + source, spend, since, until)
        for row in range(presence.shape[0]):
            team = presence[row, 0]
            began, ended = max(presence[row, 2], since), min(presence[row, 3], until)
            columns = whole[at.H_TEAMS] + team * at.TEAM_COLUMNS
            here = base + whole[columns + at.E_AT]
            if presence[row, 1] == 1:
                salary = numbers[here + at.TM_SALARY]
                _comes_due(edges, cube, groups[1] + team, salary, began, ended)
                if presence[row, 2] > 0 and since <= presence[row, 2] < until:
                    period = whole[whole[at.H_PERIODS] + presence[row, 2] // DAY]
                    cube[period, groups[3] + team] += int(numbers[here + at.TM_HIRING])
            else:
                clock, places = int(numbers[here + at.TM_CLOCK]), 1
                if whole[columns + at.E_KEEPS] == 1:
                    clock, places = 0, int(numbers[here + at.TM_PLACES])
                column = groups[0] + team
                _is_there(clocks, edges, cube, column, clock, places, began, ended)
