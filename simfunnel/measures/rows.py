"""Figures by replication, period and part as rows of the runs table, and how parts are named."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simfunnel.measures.flows import Flows
from simfunnel.measures.stays import Stays, Way

__all__ = ["CENTS", "OPEN", "ratio", "rows", "way_name", "within"]

CENTS = 100.0
"""In a whole unit of the currency."""
OPEN = "open"
"""What the part of those who have not left is called."""


def rows(
    of: Flows | Stays,
    name: str,
    parts: Sequence[str],
    values: NDArray[np.int64] | NDArray[np.float64],
) -> pd.DataFrame:
    """Return values as rows.

    Parameters
    ----------
    of : Flows or Stays
        Whose replications and periods they are.
    name : str
        What is measured.
    parts : sequence of str
        Names of the parts; one empty name where there are none.
    values : ndarray, shape (n, n_periods, n_parts)

    Returns
    -------
    DataFrame
        Columns of `tables.RUNS`.

    Examples
    --------
    >>> from simfunnel.measures.examples import three_leads_flows
    >>> flows = three_leads_flows()
    >>> rows(flows, "leads", flows.sources, flows.arrived)["value"].tolist()
    [0.0, 1.0, 1.0, 1.0]
    """
    n, many = len(of.replications), len(of.periods)
    starts = np.array(of.periods.starts, dtype="datetime64[s]")
    return pd.DataFrame(
        {
            "replication": np.repeat(of.replications, many * len(parts)),
            "period_start": np.tile(np.repeat(starts, len(parts)), n),
            "measure": pd.Series(name, range(n * many * len(parts)), dtype="str"),
            "name": pd.Series(np.tile(np.array(parts, dtype=object), n * many), dtype="str"),
            "value": np.asarray(values, dtype=np.float64).reshape(-1),
        }
    )


def ratio(
    part: NDArray[np.int64] | NDArray[np.float64], whole: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return a part of a count; missing where there is nothing to divide by.

    Parameters
    ----------
    part, whole : ndarray
        Of shapes that go together.

    Examples
    --------
    >>> ratio(np.array([1, 0]), np.array([2, 0])).tolist()
    [0.5, nan]
    """
    found: NDArray[np.float64] = np.where(whole > 0, part / np.maximum(whole, 1), np.nan)
    return found


def way_name(way: Way) -> str:
    """Return a way out as text.

    Examples
    --------
    >>> way_name(("pitch", "won", "")), way_name(("call", "lost.price", "stale"))
    ('pitch > won', 'call > lost.price (stale)')
    """
    stage, to, because = way
    return f"{within(stage, to)} ({because})" if because else within(stage, to)


def within(whole: str, part: str) -> str:
    """Return the name of a part of a stage or source.

    Examples
    --------
    >>> within("pitch", "open")
    'pitch > open'
    """
    return f"{whole} > {part}"
