"""What is kept of a run to be compared: whole numbers by future and period, and no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from simfunnel.forecasting.acts import act_sentence, rules_table
from simfunnel.forecasting.futures import Futures
from simfunnel.forecasting.targets import Goal
from simfunnel.forecasting.windows import Window
from simfunnel.funnel import customer_items as items
from simfunnel.measures import COSTS, customers_of_runs, spent
from simfunnel.simulation.runner import Runs

__all__ = ["GAINS", "MEASURES", "Margins", "difference", "margins_of", "paired"]

GAINS = ("net_new_recurring", "cash")
"""What customers bring: growth of recurring revenue, and money received."""

MEASURES = ("won", "won_amount", "leads", *GAINS, "cost", *COSTS)
"""What is compared: deals, hundredths won, leads, hundredths by which recurring revenue grows, that
come in, and that are spent, and these again by kind."""


@dataclass(frozen=True, eq=False)
class Margins:
    """The numbers of one run that comparisons need.

    Parameters
    ----------
    finished : ndarray of int64, shape (n,)
        Numbers of the replications that finished.
    measures : dict of str to ndarray of int64, shape (n, n_periods)
        Each of `MEASURES`.
    entered : ndarray of int64, shape (n, n_stages)
        Stays begun in the whole run, by stage in the order of the file.
    goals : tuple of ndarray of int64, shape (n,)
        The total that each target is held against.
    asked : int
        How many replications were asked for.
    seconds : float
        Wall time of the simulation.
    rules : tuple of (str, str)
        Each review rule: what it waits for, and in how many futures it acts, as a sentence says.
    """

    finished: NDArray[np.int64]
    measures: dict[str, NDArray[np.int64]]
    entered: NDArray[np.int64]
    goals: tuple[NDArray[np.int64], ...]
    asked: int
    seconds: float
    rules: tuple[tuple[str, str], ...] = ()

    @property
    def n(self) -> int:
        """How many replications finished."""
        return int(self.finished.size)

    def whole(self, measure: str) -> NDArray[np.int64]:
        """Return a measure of the whole run, shape (n,)."""
        total: NDArray[np.int64] = self.measures[measure].sum(axis=1)
        return total

    def only(self, rows: NDArray[np.bool_]) -> Margins:
        """Return the margins of some of the replications."""
        return replace(
            self,
            finished=self.finished[rows],
            measures={name: values[rows] for name, values in self.measures.items()},
            entered=self.entered[rows],
            goals=tuple(values[rows] for values in self.goals),
        )


def margins_of(futures: Futures, goals: Sequence[tuple[Goal, Window]]) -> Margins:
    """Return what is kept of a run.

    Parameters
    ----------
    futures : Futures
    goals : sequence of (Goal, Window)
        Targets with the days that count.

    Examples
    --------
    >>> from simfunnel.forecasting.forecasts import forecast
    >>> from simfunnel.funnel.examples import tiny
    >>> kept = margins_of(forecast(tiny(), replications=3, engine="simpy").futures, ())
    >>> kept.n, kept.measures["cost"].shape, kept.entered.shape
    (3, (3, 4), (3, 1))
    """
    runs = futures.runs
    columns, tallies, layout = runs.columns, runs.results.tallies, runs.compiled.layout
    sources = len(layout.sources)
    costs = spent(runs)
    places = [layout.stages.index(stage) for stage in runs.compiled.funnel.stages]
    entered = tallies[:, :, columns.entered + np.array(places, dtype=np.int64)].sum(axis=1)
    return Margins(
        finished=runs.finished,
        measures={
            "won": futures.by_period("won"),
            "won_amount": futures.by_period("won_amount"),
            "leads": tallies[:, :, columns.arrived : columns.arrived + sources].sum(axis=2),
            **_after(runs),
            "cost": sum(costs.values(), np.zeros_like(costs[COSTS[0]])),
            **costs,
        },
        entered=entered,
        goals=tuple(futures.parts(window, goal.measure).total for goal, window in goals),
        asked=runs.asked,
        seconds=runs.seconds,
        rules=tuple((row["when"], act_sentence(row)) for _, row in rules_table(runs).iterrows()),
    )


def _after(runs: Runs) -> dict[str, NDArray[np.int64]]:
    """Return what customers bring: nothing where nobody follows them."""
    none = np.zeros(runs.results.tallies.shape[:2], dtype=np.int64)
    if runs.compiled.funnel.customer is None:
        return dict.fromkeys(GAINS, none)
    customers = customers_of_runs(runs)
    moves = customers.recurring()
    received = customers.of(items.CASH) if "payment" in customers.stated else none
    return dict(zip(GAINS, (moves["end"] - moves["start"], received), strict=True))


def paired(one: Margins, other: Margins) -> tuple[Margins, Margins]:
    """Return both with the replications that both have: future k stands against future k.

    Parameters
    ----------
    one, other : Margins
    """
    if np.array_equal(one.finished, other.finished):
        return one, other
    both = np.intersect1d(one.finished, other.finished)
    return one.only(np.isin(one.finished, both)), other.only(np.isin(other.finished, both))


def difference(one: Margins, other: Margins, sign: int = -1) -> Margins:
    """Return one plus `sign` times the other, number by number, of the same replications.

    Parameters
    ----------
    one, other : Margins
        Of the same replications.
    sign : {-1, 1}
    """
    return replace(
        one,
        measures={name: v + sign * other.measures[name] for name, v in one.measures.items()},
        entered=one.entered + sign * other.entered,
        goals=tuple(a + sign * b for a, b in zip(one.goals, other.goals, strict=True)),
    )
