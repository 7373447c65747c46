"""From rows of many futures to their average and quantiles; quantiles are never added.

The p % quantile of n figures is the smallest of them that at least p % of them do not exceed.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simfunnel.funnel.periods import Periods
from simfunnel.measures.catalogue import measure_named
from simfunnel.tables import MEASURED, MOMENT, RUNS, check_table

__all__ = ["LEVELS", "figures", "summary"]

LEVELS = (10, 25, 50, 75, 90)
"""Per cents of the quantiles that tables hold."""


def summary(table: pd.DataFrame, periods: Periods) -> pd.DataFrame:
    """Return the average and the quantiles over the futures, by measure, period and part.

    Parameters
    ----------
    table : DataFrame
        Columns of `tables.RUNS`.
    periods : Periods
        Those of the table.

    Returns
    -------
    DataFrame
        Columns of `tables.MEASURED`. Futures in which there was nothing to measure do not count,
        and `futures` says how many do.

    Raises
    ------
    TableError
        If a column is missing.
    UnknownNameError
        If a measure has no such name.

    Examples
    --------
    >>> from simfunnel.measures.catalogue import measure
    >>> from simfunnel.measures.examples import three_leads_stays
    >>> stays = three_leads_stays()
    >>> found = summary(measure("won_share", stays), stays.periods)
    >>> found[["label", "unit", "futures", "p50"]].to_numpy().tolist()
    [['2026-01', 'share', 1, 1.0], ['2026-02', 'share', 1, 0.0]]
    """
    check_table(table, RUNS, "runs")
    keys = ["measure", "period_start", "name"]
    cell = table.groupby(keys, sort=False).ngroup().to_numpy().astype(np.int64)
    heads = table[keys].drop_duplicates().reset_index(drop=True)
    starts = np.array(periods.starts, dtype=MOMENT)
    number = np.searchsorted(starts, heads["period_start"].to_numpy().astype(MOMENT))
    last = [day - timedelta(days=1) for day in (*periods.starts[1:], periods.end)]
    heads["last_day"] = np.array(last, dtype=MOMENT)[number]
    heads["label"] = np.array(periods.labels(), dtype=object)[number]
    heads["part"] = np.array(periods.part)[number]
    units = {name: measure_named(name).unit for name in heads["measure"].unique()}
    heads["unit"] = heads["measure"].map(units)
    found = figures(table["value"].to_numpy(), cell, len(heads))
    whole = pd.concat([heads, found], axis=1)
    return whole[list(MEASURED)].astype(MEASURED)


def figures(values: NDArray[np.float64], cell: NDArray[np.int64], n_cells: int) -> pd.DataFrame:
    """Return how many values each cell has, their average and their quantiles.

    Parameters
    ----------
    values : ndarray of float64, shape (n,)
        Missing ones do not count.
    cell : ndarray of int64, shape (n,)
    n_cells : int

    Returns
    -------
    DataFrame
        futures, mean, p10, p25, p50, p75, p90; a row per cell.

    Examples
    --------
    >>> import numpy as np
    >>> figures(np.array([3.0, 1.0, np.nan]), np.array([0, 0, 1]), 2).to_numpy().tolist()[0]
    [2.0, 2.0, 1.0, 1.0, 1.0, 3.0, 3.0]
    """
    known = ~np.isnan(values)
    values, cell = values[known], cell[known]
    order = np.lexsort((values, cell))
    ordered, n = values[order], np.bincount(cell, minlength=n_cells)
    first = np.cumsum(n) - n
    sums = np.bincount(cell, weights=values, minlength=n_cells)
    table = {"futures": n, "mean": np.where(n > 0, sums / np.maximum(n, 1), np.nan)}
    padded = np.append(ordered, np.nan)
    for percent in LEVELS:
        place = np.where(n > 0, first - (-percent * n // 100) - 1, len(ordered))
        table[f"p{percent}"] = padded[place]
    return pd.DataFrame(table)
