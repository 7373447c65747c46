"""What a difference between pairs of futures amounts to: one of three verdicts, in words.

This module knows numbers only: no what-if, no chart, no money.
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simfunnel.charts.chances import DOTS
from simfunnel.words import say

__all__ = [
    "FEWEST_PAIRS",
    "Verdict",
    "in_twenty",
    "mean_error",
    "middle_of",
    "standard_error",
    "verdict_of",
    "verdict_words",
]

Verdict = Literal[
    "matters", "helps on average", "hurts on average", "within noise", "too few futures"
]
FEWEST_PAIRS = 20
"""Pairs of futures below which nothing is judged."""
_Z95 = 1.959964
_TWICE = 2.0


def standard_error(
    differences: NDArray[np.int64] | NDArray[np.float64], independent: int = 0
) -> float:
    """Return the standard error of the average of paired differences.

    Parameters
    ----------
    differences : ndarray, shape (n_pairs,)
    independent : int
        How many of the pairs differ in everything that is drawn; 0 for all.

    Examples
    --------
    >>> standard_error(np.array([1, 3])), standard_error(np.array([5]))
    (1.0, inf)
    """
    n = len(differences)
    if n < 2:
        return math.inf
    counted = min(independent, n) if independent else n
    return float(np.std(differences, ddof=1)) / math.sqrt(counted)


def mean_error(differences: NDArray[np.int64] | NDArray[np.float64], independent: int = 0) -> float:
    """Return the 95 % Monte Carlo error of the average of paired differences.

    Parameters
    ----------
    differences : ndarray, shape (n_pairs,)
        What-if minus baseline, future by future.
    independent : int
        How many of the pairs differ in everything that is drawn; 0 for all.

    Returns
    -------
    float
        1.96 standard errors; infinite for a single pair.

    Examples
    --------
    >>> round(mean_error(np.array([1, 3])), 2)
    1.96
    """
    return _Z95 * standard_error(differences, independent)


def middle_of(
    differences: NDArray[np.int64] | NDArray[np.float64],
) -> tuple[float, float, float, float, float]:
    """Return P10, P25, P50, P75 and P90 of differences, each that of a pair.

    Parameters
    ----------
    differences : ndarray, shape (n_pairs,)

    Examples
    --------
    >>> middle_of(np.arange(1, 11))
    (1.0, 3.0, 5.0, 8.0, 9.0)
    """
    ordered, n = np.sort(differences), len(differences)
    p10, p25, p50, p75, p90 = (
        float(ordered[-(-percent * n // 100) - 1]) for percent in (10, 25, 50, 75, 90)
    )
    return p10, p25, p50, p75, p90


def verdict_of(
    differences: NDArray[np.int64] | NDArray[np.float64], *, independent: int = 0, better: int = 1
) -> Verdict:
    """Return what a difference amounts to.

    Parameters
    ----------
    differences : ndarray, shape (n_pairs,)
        What-if minus baseline, future by future.
    independent : int
        How many of the pairs differ in everything that is drawn; 0 for all.
    better : {1, -1}
        Whether more is better, or less, as with costs.

    Returns
    -------
    str
        matters: the 80 % range lies on one side of zero. helps or hurts on average: it does not,
        but the average is beyond twice its standard error. within noise: neither. With fewer than
        20 pairs nothing is judged: too few futures.

    Examples
    --------
    >>> verdict_of(np.full(20, 3)), verdict_of(np.zeros(20)), verdict_of(np.arange(-9, 21))
    ('matters', 'within noise', 'helps on average')
    >>> verdict_of(np.arange(-9, 21), better=-1)
    'hurts on average'
    """
    if len(differences) < FEWEST_PAIRS:
        return "too few futures"
    low, *_, high = middle_of(differences)
    if low > 0.0 or high < 0.0:
        return "matters"
    mean = float(np.mean(differences)) * better
    if abs(mean) > _TWICE * standard_error(differences, independent):
        return "helps on average" if mean > 0 else "hurts on average"
    return "within noise"


def in_twenty(share: float) -> int:
    """Return how many of twenty futures a share stands for, to the nearest.

    Parameters
    ----------
    share : float
        From 0 to 1.

    Examples
    --------
    >>> [in_twenty(share) for share in (0.0, 0.03, 0.7, 0.99)]
    [0, 1, 14, 20]
    """
    return math.floor(share * DOTS + 0.5)


def verdict_words(verdict: Verdict) -> str:
    """Return a verdict as people read it.

    Parameters
    ----------
    verdict : str

    Examples
    --------
    >>> verdict_words("helps on average")
    'helps on average'
    """
    return {
        "matters": say("matters"),
        "helps on average": say("helps on average"),
        "hurts on average": say("hurts on average"),
        "within noise": say("within noise"),
        "too few futures": say("too few futures"),
    }[verdict]
