"""Quantile tables: a survival curve in straight pieces, for families without a closed form.

A table of n knots is 2n numbers: n values, rising, then n survival probabilities, falling from 1
to 0. Between knots the curve is straight, so quantile, survival and what remains are read from the
very same curve and agree exactly. Two knots of one value are a spike (many share it); two of one
probability are a gap. A slot that has a table holds scale, offset and the mean of the table:
what is drawn is ``offset + scale * value``, so a factor touches the slot only.

The knots of `knot_survivals` lie densest in the tails: 32 to each halving of the probability, down
to 2**-15 on the lower and 2**-27 on the upper side; the outermost pieces begin and end where they
have the right median. Measured for gamma (spread up to the mean), PERT and mixtures of lognormals
(sigma up to 2): quantiles from 1 % to 99.9999 % within 2e-4 of their size, means within 2e-5
(gamma: exact). A gamma with a spread of three times its mean is within 1e-4 at p99.9 and within
1 % where values are below a hundredth of the mean. Beyond the last knot nobody stays: a lead
older than all but 4 in a thousand million has no time left.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simfunnel.compiled import njit, njit_apart
from simfunnel.variates.slots import P0, P1, P2, TABLE_LENGTH, TABLE_START

__all__ = [
    "knot_survivals",
    "mean",
    "mean_of",
    "quantile",
    "remaining",
    "survival",
    "table_of",
]

_LOWER_HALVINGS, _UPPER_HALVINGS, _STEPS = 10, 22, 32


def _halvings(halvings: int) -> list[float]:
    """Return probabilities from 0 to one half, each halving in equal steps, exact in binary."""
    size = 0.5
    knots = [size]
    for _ in range(halvings - 1):
        knots.extend(size - size * step / (2 * _STEPS) for step in range(1, _STEPS + 1))
        size /= 2
    knots.extend(size - size * step / _STEPS for step in range(1, _STEPS + 1))
    return knots[::-1]


def knot_survivals() -> NDArray[np.float64]:
    """Return the survival probabilities at which a smooth distribution gets its knots.

    Returns
    -------
    ndarray, shape (1025,)
        Falling from 1 to 0.

    Examples
    --------
    >>> at = knot_survivals()
    >>> len(at), float(at[0]), float(at[320]), float(at[-1])
    (1025, 1.0, 0.5, 0.0)
    """
    lower = 1.0 - np.array(_halvings(_LOWER_HALVINGS))
    upper = np.array(_halvings(_UPPER_HALVINGS))[::-1]
    return np.concatenate([lower, upper[1:]])


def table_of(values: NDArray[np.float64], survivals: NDArray[np.float64]) -> NDArray[np.float64]:
    """Lay out one table.

    Parameters
    ----------
    values : ndarray, shape (n,)
        Never falling.
    survivals : ndarray, shape (n,)
        Share of draws above each value (at the upper of two equal values: not below it); from 1
        to 0, never rising.

    Returns
    -------
    ndarray, shape (2n,)

    Examples
    --------
    >>> table_of(np.array([0.0, 2.0]), np.array([1.0, 0.0])).tolist()
    [0.0, 2.0, 1.0, 0.0]
    """
    return np.concatenate([values, survivals]).astype(np.float64)


def mean_of(table: NDArray[np.float64]) -> float:
    """Return the mean of what a table draws, summed in order.

    Parameters
    ----------
    table : ndarray, shape (2n,)

    Returns
    -------
    float

    Examples
    --------
    >>> mean_of(np.array([0.0, 2.0, 1.0, 0.0]))
    1.0
    """
    n = len(table) // 2
    values: list[float] = table[:n].tolist()
    survivals: list[float] = table[n:].tolist()
    total = 0.0
    for i in range(n - 1):
        total += 0.5 * (values[i] + values[i + 1]) * (survivals[i] - survivals[i + 1])
    return total


@njit_apart
def _at_survival(numbers: NDArray[np.float64], at: int, share: float) -> float:
    """Return the smallest value that at most this share survives."""
    start = int(numbers[at + TABLE_START])
    n = int(numbers[at + TABLE_LENGTH]) >> 1
    odds = start + n
    scale = float(numbers[at + P0])
    offset = float(numbers[at + P1])
    if share >= 1.0:
        return offset + scale * float(numbers[start])
    low = 0
    high = n - 1
    while high - low > 1:
        middle = (low + high) >> 1
        if numbers[odds + middle] <= share:
            high = middle
        else:
            low = middle
    upper = float(numbers[odds + low])
    fraction = (upper - share) / (upper - float(numbers[odds + high]))
    value = float(numbers[start + low])
    return offset + scale * (value + (float(numbers[start + high]) - value) * fraction)


@njit_apart
def quantile(numbers: NDArray[np.float64], at: int, u: float) -> float:
    """Return the value below which a share u of the draws lies."""
    return _at_survival(numbers, at, 1.0 - u)


@njit_apart
def survival(numbers: NDArray[np.float64], at: int, x: float) -> float:
    """Return the share of draws above x."""
    start = int(numbers[at + TABLE_START])
    n = int(numbers[at + TABLE_LENGTH]) >> 1
    odds = start + n
    value = (x - float(numbers[at + P1])) / float(numbers[at + P0])
    if value < numbers[start]:
        return 1.0
    if value >= numbers[start + n - 1]:
        return 0.0
    low = 0
    high = n - 1
    while high - low > 1:
        middle = (low + high) >> 1
        if numbers[start + middle] > value:
            high = middle
        else:
            low = middle
    left = float(numbers[start + low])
    fraction = (value - left) / (float(numbers[start + high]) - left)
    upper = float(numbers[odds + low])
    return upper - (upper - float(numbers[odds + high])) * fraction


@njit_apart
def remaining(numbers: NDArray[np.float64], at: int, age: float, u: float) -> float:
    """Return what remains after `age`."""
    share = (1.0 - u) * survival(numbers, at, age)
    if not share > 0.0:
        return 0.0
    rest = _at_survival(numbers, at, share) - age
    return rest if rest > 0.0 else 0.0


@njit
def mean(numbers: NDArray[np.float64], at: int) -> float:
    """Return the mean."""
    return float(numbers[at + P1]) + float(numbers[at + P0]) * float(numbers[at + P2])
