"""Who is open at the end of a period: how old, and worth how much."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simfunnel.measures.rows import CENTS, rows, within
from simfunnel.measures.stays import Stays

__all__ = ["AGES", "open_by_age", "open_value", "open_value_by_age"]

AGES = (0, 30, 60, 90, 180)
"""First days of the bands of age in a stage; the last one has no end."""

_DAY = 86_400


def open_by_age(stays: Stays) -> pd.DataFrame:
    """Return how many leads are in each stage at the end of each period, by age in the stage.

    Parameters
    ----------
    stays : Stays

    Returns
    -------
    DataFrame
        Columns of `tables.RUNS`; the name is "stage > 0-29 days" and so on.

    Examples
    --------
    >>> from simfunnel.measures.examples import three_leads_stays
    >>> table = open_by_age(three_leads_stays())
    >>> table[table["value"] > 0][["name", "value"]].to_numpy().tolist()
    [['pitch > 0-29 days', 1.0], ['call > 0-29 days', 1.0]]
    """
    return _by_age(stays, "open_by_age", _open(stays, np.ones_like(stays.stage)))


def open_value_by_age(stays: Stays) -> pd.DataFrame:
    """Return what the leads in each stage are worth at the end of each period, by age.

    Parameters
    ----------
    stays : Stays

    Returns
    -------
    DataFrame
        Columns of `tables.RUNS`, in whole units of the currency, if all were won; the name is as
        in `open_by_age`. Leads of unknown worth count as nothing.

    Examples
    --------
    >>> from simfunnel.measures.examples import three_leads_stays
    >>> float(open_value_by_age(three_leads_stays())["value"].max())
    900.0
    """
    return _by_age(stays, "open_value_by_age", _open(stays, np.maximum(stays.cents, 0)) / CENTS)


def open_value(stays: Stays) -> pd.DataFrame:
    """Return what the leads in each stage are worth at the end of each period.

    Parameters
    ----------
    stays : Stays

    Returns
    -------
    DataFrame
        Columns of `tables.RUNS`, in whole units of the currency, if all were won; the name is the
        stage. Leads of unknown worth count as nothing.

    Examples
    --------
    >>> from simfunnel.measures.examples import three_leads_stays
    >>> open_value(three_leads_stays())["value"].tolist()
    [0.0, 900.0, 0.0, 0.0]
    """
    values = _open(stays, np.maximum(stays.cents, 0)).sum(axis=3) / CENTS
    return rows(stays, "open_value", stays.stages, values)


def _by_age(
    stays: Stays, name: str, values: NDArray[np.int64] | NDArray[np.float64]
) -> pd.DataFrame:
    """Return values by stage and band as rows."""
    bands = [f"{a}-{b - 1} days" for a, b in pairwise(AGES)] + [f"{AGES[-1]} days and more"]
    parts = [within(stage, band) for stage in stays.stages for band in bands]
    return rows(stays, name, parts, values.reshape(*values.shape[:2], -1))


def _open(stays: Stays, amount: NDArray[np.int64]) -> NDArray[np.int64]:
    """Add up an amount over the open stays, shape (n, n_periods, n_stages, n_bands).

    The age is that at the end of the period: midnights since the stay began.
    """
    shape = (len(stays.replications), len(stays.periods), len(stays.stages), len(AGES))
    sums = np.zeros(shape, dtype=np.int64)
    for period, end in enumerate(stays.edges[1:]):
        here = (stays.entered < end) & (stays.left >= end)
        age = end // _DAY - stays.entered[here] // _DAY
        band = np.searchsorted(AGES, age, side="right") - 1
        np.add.at(sums, (stays.which[here], period, stays.stage[here], band), amount[here])
    return sums
