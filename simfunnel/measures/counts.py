"""What is counted: each is one function from flows to a table, for the past and for futures alike.

Every table has the columns of `tables.RUNS`: a row per replication, period and part. Counts are
exact; amounts are whole units of the currency.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simfunnel.measures.flows import Flows
from simfunnel.measures.rows import CENTS, rows, way_name

__all__ = [
    "entered",
    "leads",
    "leads_by_source",
    "left",
    "lost",
    "open_at_end",
    "open_by_stage",
    "won",
    "won_amount",
]


def leads(flows: Flows) -> pd.DataFrame:
    """Return how many new leads came.

    Parameters
    ----------
    flows : Flows

    Returns
    -------
    DataFrame
        Columns of `tables.RUNS`.

    Examples
    --------
    >>> from simfunnel.measures.examples import three_leads_flows
    >>> leads(three_leads_flows())["value"].tolist()
    [1.0, 2.0]
    """
    return rows(flows, "leads", [""], flows.arrived.sum(axis=2))


def leads_by_source(flows: Flows) -> pd.DataFrame:
    """Return how many new leads came from each source.

    Parameters
    ----------
    flows : Flows

    Returns
    -------
    DataFrame
        Columns of `tables.RUNS`; the name is the source.

    Examples
    --------
    >>> from simfunnel.measures.examples import three_leads_flows
    >>> leads_by_source(three_leads_flows())[["name", "value"]].to_numpy().tolist()
    [['fair', 0.0], ['web', 1.0], ['fair', 1.0], ['web', 1.0]]
    """
    return rows(flows, "leads_by_source", flows.sources, flows.arrived)


def entered(flows: Flows) -> pd.DataFrame:
    """Return how many leads entered each stage; one that came back counts again.

    Parameters
    ----------
    flows : Flows

    Returns
    -------
    DataFrame
        Columns of `tables.RUNS`; the name is the stage.

    Examples
    --------
    >>> from simfunnel.measures.examples import three_leads_flows
    >>> entered(three_leads_flows())[["name", "value"]].to_numpy().tolist()
    [['call', 1.0], ['pitch', 1.0], ['call', 2.0], ['pitch', 0.0]]
    """
    return rows(flows, "entered", flows.stages, flows.entered)


def left(flows: Flows) -> pd.DataFrame:
    """Return how many leads left each stage by each exit.

    Parameters
    ----------
    flows : Flows

    Returns
    -------
    DataFrame
        Columns of `tables.RUNS`; the name is "stage > exit", or "stage > exit (because)".

    Examples
    --------
    >>> from simfunnel.measures.examples import three_leads_flows
    >>> left(three_leads_flows())["name"].tolist()[:3]
    ['call > lost.price', 'call > pitch', 'pitch > won']
    """
    return rows(flows, "left", [way_name(way) for way in flows.ways], flows.left)


def won(flows: Flows) -> pd.DataFrame:
    """Return how many deals were won.

    Parameters
    ----------
    flows : Flows

    Returns
    -------
    DataFrame
        Columns of `tables.RUNS`.

    Examples
    --------
    >>> from simfunnel.measures.examples import three_leads_flows
    >>> won(three_leads_flows())["value"].tolist()
    [0.0, 1.0]
    """
    return rows(flows, "won", [""], flows.through([way[1] == "won" for way in flows.ways]))


def won_amount(flows: Flows) -> pd.DataFrame:
    """Return the amount that was won.

    Parameters
    ----------
    flows : Flows

    Returns
    -------
    DataFrame
        Columns of `tables.RUNS`, in whole units of the currency.

    Examples
    --------
    >>> from simfunnel.measures.examples import three_leads_flows
    >>> won_amount(three_leads_flows())["value"].tolist()
    [0.0, 900.0]
    """
    return rows(flows, "won_amount", [""], flows.won_cents / CENTS)


def open_by_stage(flows: Flows) -> pd.DataFrame:
    """Return how many leads are in each stage at the end of each period.

    Parameters
    ----------
    flows : Flows

    Returns
    -------
    DataFrame
        Columns of `tables.RUNS`; the name is the stage. Open at the start, plus entered, less left.

    Examples
    --------
    >>> from simfunnel.measures.examples import three_leads_flows
    >>> open_by_stage(three_leads_flows())["value"].tolist()
    [0.0, 1.0, 1.0, 0.0]
    """
    return rows(flows, "open_by_stage", flows.stages, _open(flows))


def open_at_end(flows: Flows) -> pd.DataFrame:
    """Return how many leads are open at the end of each period.

    Parameters
    ----------
    flows : Flows

    Returns
    -------
    DataFrame
        Columns of `tables.RUNS`.

    Examples
    --------
    >>> from simfunnel.measures.examples import three_leads_flows
    >>> open_at_end(three_leads_flows())["value"].tolist()
    [1.0, 1.0]
    """
    return rows(flows, "open", [""], _open(flows).sum(axis=2))


def _open(flows: Flows) -> NDArray[np.int64]:
    """Return who is in each stage at the end of each period, shape (n, n_periods, n_stages)."""
    gone = flows.by_stage(flows.left)
    here: NDArray[np.int64] = flows.opened[:, None, :] + np.cumsum(flows.entered - gone, axis=1)
    return here


def lost(flows: Flows) -> pd.DataFrame:
    """Return how many leads ended otherwise than won, by reason.

    Parameters
    ----------
    flows : Flows

    Returns
    -------
    DataFrame
        Columns of `tables.RUNS`; the name is the outcome, ``lost.price`` or ``cold.no_answer``.

    Examples
    --------
    >>> from simfunnel.measures.examples import three_leads_flows
    >>> lost(three_leads_flows())[["name", "value"]].to_numpy().tolist()
    [['lost.price', 0.0], ['lost.price', 1.0]]
    """
    stages = {"won", *flows.stages}
    reasons = sorted({to for _, to, _ in flows.ways if to not in stages})
    parts = [flows.through([to == reason for _, to, _ in flows.ways]) for reason in reasons]
    shape = (len(flows.replications), len(flows.periods), 0)
    values = np.stack(parts, axis=2) if parts else np.zeros(shape, dtype=np.int64)
    return rows(flows, "lost", reasons, values)
