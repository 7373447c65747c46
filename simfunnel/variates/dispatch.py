"""Quantile, survival, what remains and mean of whatever a slot holds: what the engines call.

Each function looks at the slot's kind, the commonest first, and calls the family's own. All take
the one large array and the slot's position in it, and are compiled where Numba is at hand.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simfunnel.compiled import njit, njit_apart
from simfunnel.variates import table
from simfunnel.variates.families import (
    constant,
    exponential,
    loglogistic,
    lognormal,
    triangular,
    uniform,
    weibull,
)
from simfunnel.variates.slots import (
    CONSTANT,
    EXPONENTIAL,
    LOGLOGISTIC,
    LOGNORMAL,
    P0,
    P1,
    P2,
    TABLE,
    TRIANGULAR,
    UNIFORM,
)

__all__ = ["mean", "quantile", "remaining", "survival"]


@njit
def quantile(numbers: NDArray[np.float64], at: int, u: float) -> float:
    """Return the value below which a share u of the draws lies; u uniform, this is a draw.

    Parameters
    ----------
    numbers : ndarray, shape (n,)
        The array that holds slots and tables.
    at : int
        Position of the slot.
    u : float
        0 to 1.

    Returns
    -------
    float
        In the unit of the distribution.

    Examples
    --------
    >>> from simfunnel.variates import lognormal
    >>> quantile(lognormal(median=14.0, p90=40.0).numbers, 0, 0.5)
    14.0
    """
    kind = numbers[at]
    p0, p1 = float(numbers[at + P0]), float(numbers[at + P1])
    if kind == LOGNORMAL:
        return lognormal.quantile(p0, p1, u)
    if kind == TABLE:
        return table.quantile(numbers, at, u)
    if kind == CONSTANT:
        return constant.quantile(p0, u)
    if kind == EXPONENTIAL:
        return exponential.quantile(p0, u)
    if kind == UNIFORM:
        return uniform.quantile(p0, p1, u)
    if kind == TRIANGULAR:
        return triangular.quantile(p0, p1, float(numbers[at + P2]), u)
    if kind == LOGLOGISTIC:
        return loglogistic.quantile(p0, p1, u)
    return weibull.quantile(p0, p1, u)


@njit_apart
def survival(numbers: NDArray[np.float64], at: int, x: float) -> float:
    """Return the share of draws above x.

    Parameters
    ----------
    numbers : ndarray, shape (n,)
        The array that holds slots and tables.
    at : int
        Position of the slot.
    x : float
        In the unit of the distribution.

    Returns
    -------
    float
        1 for x below all draws.

    Examples
    --------
    >>> from simfunnel.variates import lognormal
    >>> survival(lognormal(median=14.0, p90=40.0).numbers, 0, 14.0)
    0.5
    """
    kind = numbers[at]
    p0, p1 = float(numbers[at + P0]), float(numbers[at + P1])
    if kind == LOGNORMAL:
        return lognormal.survival(p0, p1, x)
    if kind == TABLE:
        return table.survival(numbers, at, x)
    if kind == CONSTANT:
        return constant.survival(p0, x)
    if kind == EXPONENTIAL:
        return exponential.survival(p0, x)
    if kind == UNIFORM:
        return uniform.survival(p0, p1, x)
    if kind == TRIANGULAR:
        return triangular.survival(p0, p1, float(numbers[at + P2]), x)
    if kind == LOGLOGISTIC:
        return loglogistic.survival(p0, p1, x)
    return weibull.survival(p0, p1, x)


@njit_apart
def remaining(numbers: NDArray[np.float64], at: int, age: float, u: float) -> float:
    """Return quantile u of what remains for a lead already `age` old.

    In survival form: the inverse of S at (1 - u) S(age), less age.

    Parameters
    ----------
    numbers : ndarray, shape (n,)
        The array that holds slots and tables.
    at : int
        Position of the slot.
    age : float
        In the unit of the distribution; at 0 or less this is `quantile`.
    u : float
        0 to 1.

    Returns
    -------
    float
        At least 0; 0 where nobody stays that long.

    Examples
    --------
    >>> from simfunnel.variates import exponential
    >>> numbers = exponential(mean=10.0).numbers
    >>> remaining(numbers, 0, 35.0, 0.25) == quantile(numbers, 0, 0.25)
    True
    """
    if age <= 0.0:
        return quantile(numbers, at, u)
    kind = numbers[at]
    p0, p1 = float(numbers[at + P0]), float(numbers[at + P1])
    if kind == LOGNORMAL:
        return lognormal.remaining(p0, p1, age, u)
    if kind == TABLE:
        return table.remaining(numbers, at, age, u)
    if kind == CONSTANT:
        return constant.remaining(p0, age, u)
    if kind == EXPONENTIAL:
        return exponential.remaining(p0, age, u)
    if kind == UNIFORM:
        return uniform.remaining(p0, p1, age, u)
    if kind == TRIANGULAR:
        return triangular.remaining(p0, p1, float(numbers[at + P2]), age, u)
    if kind == LOGLOGISTIC:
        return loglogistic.remaining(p0, p1, age, u)
    return weibull.remaining(p0, p1, age, u)


@njit
def mean(numbers: NDArray[np.float64], at: int) -> float:
    """Return the mean.

    Parameters
    ----------
    numbers : ndarray, shape (n,)
        The array that holds slots and tables.
    at : int
        Position of the slot.

    Returns
    -------
    float
        In the unit of the distribution.

    Examples
    --------
    >>> from simfunnel.variates import uniform
    >>> mean(uniform(min=2.0, max=4.0).numbers, 0)
    3.0
    """
    kind = numbers[at]
    p0, p1 = float(numbers[at + P0]), float(numbers[at + P1])
    if kind == LOGNORMAL:
        return lognormal.mean(p0, p1)
    if kind == TABLE:
        return table.mean(numbers, at)
    if kind == CONSTANT:
        return constant.mean(p0)
    if kind == EXPONENTIAL:
        return exponential.mean(p0)
    if kind == UNIFORM:
        return uniform.mean(p0, p1)
    if kind == TRIANGULAR:
        return triangular.mean(p0, p1, float(numbers[at + P2]))
    if kind == LOGLOGISTIC:
        return loglogistic.mean(p0, p1)
    return weibull.mean(p0, p1)
