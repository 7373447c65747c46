"""What futures spend: on leads, touches, salaries and whatever else the file states."""

from __future__ import annotations

import pandas as pd

from simfunnel.errors import TableError
from simfunnel.measures.flows import Flows
from simfunnel.measures.rows import CENTS, rows
from simfunnel.measures.spending import COSTS
from simfunnel.measures.work import Work
from simfunnel.words import say

__all__ = ["cost", "cost_by_kind", "discounts"]


def cost(flows: Flows) -> pd.DataFrame:
    """Return what is spent in the period, all kinds together.

    Parameters
    ----------
    flows : Flows

    Returns
    -------
    DataFrame
        Columns of `tables.RUNS`, whole units of the currency.

    Raises
    ------
    TableError
        If the flows are those of stays, which do not tell what was spent.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> from simfunnel.funnel.lower import compile_funnel
    >>> from simfunnel.measures.flows import flows_of_runs
    >>> from simfunnel.simulation.runner import simulate
    >>> runs = simulate(compile_funnel(tiny()), 1, seed=1, engine="simpy")
    >>> cost(flows_of_runs(runs))["value"].tolist()
    [0.0, 0.0, 0.0, 0.0]
    """
    cents = _told(flows).seen["spent"]
    return rows(flows, "cost", [""], cents.sum(axis=2) / CENTS)


def cost_by_kind(flows: Flows) -> pd.DataFrame:
    """Return the same by kind, the names being those of `COSTS`; parameters and errors as there."""
    return rows(flows, "cost_by_kind", COSTS, _told(flows).seen["spent"] / CENTS)


def discounts(flows: Flows) -> pd.DataFrame:
    """Return what was taken off the amount of deals that went on, by stage; as in `cost`."""
    cents = _told(flows).counted("discounted")
    return rows(flows, "discounts", flows.stages[: cents.shape[2]], cents / CENTS)


def _told(flows: Flows) -> Work:
    """Return the work of flows that tell what was spent."""
    if flows.work is None or "spent" not in flows.work.seen:
        raise TableError(
            say("what is spent is counted while futures run, and no stay tells it; ask an outlook.")
        )
    return flows.work
