"""What became of those who began in a period, counted: stays by entry, leads by arrival.

A cohort is followed as far as anything is known, so what has not ended is a part of its own.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from simfunnel.measures.flows import Flows
from simfunnel.measures.rows import CENTS, OPEN, rows, way_name, within

__all__ = ["advanced", "brought", "cohort", "fates", "fates_by_source"]


def advanced(flows: Flows) -> pd.DataFrame:
    """Return how many of those who entered each stage in the period went on, whenever that was.

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
    >>> advanced(three_leads_flows())[["name", "value"]].to_numpy().tolist()
    [['call', 1.0], ['pitch', 1.0], ['call', 0.0], ['pitch', 0.0]]
    """
    return rows(flows, "advanced", flows.stages, flows.by_stage(flows.followed * flows.onward))


def cohort(flows: Flows) -> pd.DataFrame:
    """Return by which way those who entered each stage in the period left it, whenever that was.

    Parameters
    ----------
    flows : Flows

    Returns
    -------
    DataFrame
        Columns of `tables.RUNS`; the name is "stage > exit", "stage > exit (because)" or, for
        those who are still there, "stage > open".

    Examples
    --------
    >>> from simfunnel.measures.examples import three_leads_flows
    >>> table = cohort(three_leads_flows())
    >>> table[table["value"] > 0][["name", "value"]].to_numpy().tolist()
    [['call > pitch', 1.0], ['pitch > won', 1.0], ['call > lost.price', 1.0], ['call > open', 1.0]]
    """
    still = flows.entered - flows.by_stage(flows.followed)
    names = [way_name(way) for way in flows.ways] + [within(stage, OPEN) for stage in flows.stages]
    return rows(flows, "cohort", names, np.concatenate([flows.followed, still], axis=2))


def fates(flows: Flows) -> pd.DataFrame:
    """Return how the leads that came in the period ended, whenever that was.

    Parameters
    ----------
    flows : Flows

    Returns
    -------
    DataFrame
        Columns of `tables.RUNS`; the name is the outcome, or "open".

    Examples
    --------
    >>> from simfunnel.measures.examples import three_leads_flows
    >>> fates(three_leads_flows())[["name", "value"]].to_numpy().tolist()[:3]
    [['lost.price', 0.0], ['won', 1.0], ['open', 0.0]]
    """
    ended = flows.fates.sum(axis=2)
    still = flows.arrived.sum(axis=2) - ended.sum(axis=2)
    values = np.concatenate([ended, still[:, :, None]], axis=2)
    return rows(flows, "fates", [*flows.outcomes, OPEN], values)


def fates_by_source(flows: Flows) -> pd.DataFrame:
    """Return the same by the source of the leads.

    Parameters
    ----------
    flows : Flows

    Returns
    -------
    DataFrame
        Columns of `tables.RUNS`; the name is "source > outcome", or "source > open".

    Examples
    --------
    >>> from simfunnel.measures.examples import three_leads_flows
    >>> table = fates_by_source(three_leads_flows())
    >>> table[table["value"] > 0]["name"].tolist()
    ['web > won', 'fair > lost.price', 'web > open']
    """
    still = flows.arrived - flows.fates.sum(axis=3)
    values = np.concatenate([flows.fates, still[:, :, :, None]], axis=3)
    names = [within(source, to) for source in flows.sources for to in (*flows.outcomes, OPEN)]
    return rows(flows, "fates_by_source", names, values.reshape(*values.shape[:2], -1))


def brought(flows: Flows) -> pd.DataFrame:
    """Return what the leads that came in the period brought, whenever they were won.

    Parameters
    ----------
    flows : Flows

    Returns
    -------
    DataFrame
        Columns of `tables.RUNS`, in whole units of the currency; the name is the source.

    Examples
    --------
    >>> from simfunnel.measures.examples import three_leads_flows
    >>> brought(three_leads_flows())["value"].tolist()
    [0.0, 900.0, 0.0, 0.0]
    """
    return rows(flows, "brought", flows.sources, flows.brought_cents / CENTS)
