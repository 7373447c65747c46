"""The one way in which quantiles of futures are taken: always a future that was simulated.

The p % quantile of n results is the smallest of them that at least p % of them do not exceed: in
order of size, number ceil(p n / 100). Nothing is interpolated, so a count stays whole, an amount
stays an amount of some future, and every machine gives the same digits. Quantiles are taken of
whole results, period by period or of a total; they are never added.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["LEVELS", "quantile", "reached_by", "summary"]

LEVELS = (10, 25, 50, 75, 90)
"""Per cents of the quantiles that tables hold."""


def quantile(draws: NDArray[np.int64], percent: int) -> NDArray[np.int64]:
    """Return a quantile over the futures.

    Parameters
    ----------
    draws : ndarray of int64, shape (n, ...)
        Axis 0 is the future.
    percent : int
        From 1 to 100: this many per cent of the futures are at most the result.

    Returns
    -------
    ndarray of int64, shape (...)

    Examples
    --------
    >>> import numpy as np
    >>> [int(quantile(np.array([5, 1, 4, 2, 3]), p)) for p in (10, 50, 90)]
    [1, 3, 5]
    """
    rank = -(-percent * draws.shape[0] // 100) - 1
    found: NDArray[np.int64] = np.partition(draws, rank, axis=0)[rank]
    return found


def reached_by(draws: NDArray[np.int64], share: float) -> int:
    """Return the largest amount that at least a share of the futures reaches.

    Parameters
    ----------
    draws : ndarray of int64, shape (n,)
        One result per future.
    share : float
        Above 0, at most 1.

    Examples
    --------
    >>> import numpy as np
    >>> reached_by(np.arange(1, 11), 0.8)
    3
    """
    n = draws.shape[0]
    rank = n - math.ceil(share * n - 1e-9)
    return int(np.partition(draws, rank)[rank])


def summary(draws: NDArray[np.int64], unit: float = 1.0) -> pd.DataFrame:
    """Return the average and the quantiles of each column of results.

    Parameters
    ----------
    draws : ndarray of int64, shape (n, n_columns)
        Axis 0 is the future.
    unit : float
        How many counted things make one of those shown: 100 for hundredths of a currency.

    Returns
    -------
    DataFrame
        mean, p10, p25, p50, p75, p90; a row per column of `draws`.

    Examples
    --------
    >>> import numpy as np
    >>> summary(np.array([[100], [300]]), 100.0).to_dict("records")
    [{'mean': 2.0, 'p10': 1.0, 'p25': 1.0, 'p50': 1.0, 'p75': 3.0, 'p90': 3.0}]
    """
    ordered = np.sort(draws, axis=0)
    n = draws.shape[0]
    table = {"mean": ordered.sum(axis=0) / n / unit}
    for percent in LEVELS:
        table[f"p{percent}"] = ordered[-(-percent * n // 100) - 1] / unit
    return pd.DataFrame(table)
