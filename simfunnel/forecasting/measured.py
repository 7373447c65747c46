"""Measures of futures: counts from the tallies of all, the rest from the stays of some.

Stays of every future would fill the memory, and draws are keyed, so the first futures are made
again alone when ages or whole distributions are asked for.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from simfunnel.errors import FunnelError
from simfunnel.forecasting.chances import chance_of
from simfunnel.forecasting.futures import Futures, unit_of
from simfunnel.forecasting.quantiles import summary as quantiles
from simfunnel.forecasting.targets import Goal
from simfunnel.forecasting.windows import Window
from simfunnel.measures import Stays, flows_of_runs, measure, measure_named, stays_of_runs, summary
from simfunnel.simulation.quality import good_leads
from simfunnel.simulation.remake import remake
from simfunnel.simulation.runner import Runs
from simfunnel.simulation.worth import with_worth
from simfunnel.tables import TARGETS, empty_table
from simfunnel.words import say

__all__ = ["TOLD", "measured", "remade", "retold", "targets_table"]

TOLD = 100
"""How many futures tell their stays where nobody says."""
_MOST_STAYS = 1_000_000


def remade(runs: Runs, futures: int = TOLD) -> Runs:
    """Return a run with the stays of the first futures, made again where they were not kept.

    Parameters
    ----------
    runs : Runs
    futures : int
        How many; fewer where they would have more than a million stays.

    Raises
    ------
    FunnelError
        If the number is below 1.
    """
    if futures < 1:
        raise FunnelError(say("futures is {futures}; give 1 or more.", futures=futures))
    columns, plan = runs.columns, runs.compiled.plan
    entered = runs.results.tallies[:, :, columns.entered : columns.marks].sum(axis=(1, 2))
    sizes = np.cumsum(entered[:futures] + len(plan.leads))
    n = max(1, int((sizes <= _MOST_STAYS).sum()))
    return remake(runs, runs.finished[:n].tolist())


def retold(runs: Runs, futures: int = TOLD, *, worth: bool = False, quality: bool = False) -> Stays:
    """Return the stays of the first futures, made again where they were not kept.

    Parameters
    ----------
    runs, futures
        As in `remade`, errors too.
    worth : bool
        Whether open leads get their amounts.
    quality : bool
        Whether it is told which leads are truly good.
    """
    again = remade(runs, futures)
    return stays_of_runs(
        with_worth(again) if worth else again, good_leads(again) if quality else None
    )


def measured(runs: Runs, name: str, stays: Stays | None, *, whole: bool) -> pd.DataFrame:
    """Return a measure with its average and quantiles over the futures.

    Parameters
    ----------
    runs : Runs
    name : str
        One of `simfunnel.measures.MEASURES`.
    stays : Stays, optional
        For a measure that needs them.
    whole : bool
        Whether the horizon is one period.

    Returns
    -------
    DataFrame
        Columns of `tables.MEASURED`.
    """
    of = stays if stays is not None and measure_named(name).needs_stays else flows_of_runs(runs)
    of = of.together() if whole else of
    return summary(measure(name, of), of.periods)


def targets_table(futures: Futures, goals: Sequence[tuple[Goal, Window]]) -> pd.DataFrame:
    """Return what each target wants against what is forecast.

    Parameters
    ----------
    futures : Futures
    goals : sequence of (Goal, Window)

    Returns
    -------
    DataFrame
        Columns of `tables.TARGETS`; no rows without a target.
    """
    rows = []
    for goal, window in goals:
        total = futures.parts(window, goal.measure).total[:, None]
        told = quantiles(total, unit_of(goal.measure)).to_dict("records")[0]
        chance = chance_of(futures, goal, window)
        rows.append(
            {
                "target": goal.name,
                "measure": goal.measure,
                "since": np.datetime64(window.since, "s"),
                "by": np.datetime64(window.by, "s"),
                "wanted": goal.value,
                "booked": window.booked_value(goal.measure),
                **told,
                "gap": told["mean"] - goal.value,
                "chance": chance.value,
                "error": chance.monte_carlo_error,
            }
        )
    if not rows:
        return empty_table(TARGETS)
    return pd.DataFrame(rows)[list(TARGETS)].astype(TARGETS)
