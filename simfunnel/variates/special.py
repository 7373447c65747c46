"""Gamma and beta functions in portable arithmetic, as far as the distribution families need them.

Series and continued fractions of the NIST Handbook [1]_; measured relative errors are below 1e-12
over the shapes that the families accept. They run once, when a table is built or a statement is
read, so clarity goes before speed. This module knows no family.

.. [1] *NIST Digital Library of Mathematical Functions*, 5.11, 8.9, 8.11, 8.17, https://dlmf.nist.gov.
"""

from __future__ import annotations

from simfunnel.compiled import njit
from simfunnel.variates.portable import exp, log

__all__ = [
    "beta_lower",
    "gamma_fraction",
    "gamma_lower",
    "gamma_series",
    "gamma_upper",
    "log_gamma",
]

_HALF_LOG_TWO_PI = 0.9189385332046727
_SMALL = 1e-300
_ENOUGH = 1e-16
_TERMS = 100_000


@njit
def log_gamma(x: float) -> float:
    """Return the logarithm of the gamma function.

    Parameters
    ----------
    x : float
        Above 0.

    Returns
    -------
    float

    Examples
    --------
    >>> f"{exp(log_gamma(5.0)):.9f}"
    '24.000000000'
    """
    product = 1.0
    while x < 12.0:
        product *= x
        x += 1.0
    r = 1.0 / x
    s = r * r
    series = 1.0 / 12.0 - s * (
        1.0 / 360.0
        - s
        * (
            1.0 / 1260.0
            - s * (1.0 / 1680.0 - s * (1.0 / 1188.0 - s * (691.0 / 360360.0 - s / 156.0)))
        )
    )
    return (x - 0.5) * log(x) - x + _HALF_LOG_TWO_PI + r * series - log(product)


@njit
def gamma_series(shape: float, x: float) -> float:
    """Return the series of the lower gamma tail: 1 + x/(shape+1) + x**2/((shape+1)(shape+2)) + ...

    Parameters
    ----------
    shape, x : float
        Above 0; converges fast for x up to shape + 1.

    Returns
    -------
    float
        With T this sum, the lower tail P is T x**shape exp(-x) / Gamma(shape + 1), and the slope
        of log P over log x is shape / T.

    Examples
    --------
    >>> f"{gamma_series(1.0, 1.0):.9f}"
    '1.718281828'
    """
    term = 1.0
    total = 1.0
    n = shape
    for _ in range(_TERMS):
        n += 1.0
        term *= x / n
        total += term
        if term < total * _ENOUGH:
            break
    return total


@njit
def gamma_fraction(shape: float, x: float) -> float:
    """Return the continued fraction of the upper gamma tail, by Lentz's method.

    Parameters
    ----------
    shape, x : float
        Above 0; converges fast for x from shape + 1.

    Returns
    -------
    float
        With F this number, the upper tail Q is F x**shape exp(-x) / Gamma(shape), and the slope
        of log Q over x is -1 / (F x).

    Examples
    --------
    >>> gamma_fraction(1.0, 2.0)
    0.5
    """
    b = x + 1.0 - shape
    c = 1.0 / _SMALL
    d = 1.0 / _away_from_zero(b)
    fraction = d
    n = 0.0
    for _ in range(_TERMS):
        n += 1.0
        a = n * (shape - n)
        b += 2.0
        d = 1.0 / _away_from_zero(a * d + b)
        c = _away_from_zero(b + a / c)
        fraction *= d * c
        if -_ENOUGH * 4.0 < d * c - 1.0 < _ENOUGH * 4.0:
            break
    return fraction


@njit
def gamma_lower(shape: float, x: float) -> float:
    """Return the probability that a gamma number of unit scale is at most x.

    Parameters
    ----------
    shape : float
        Above 0.
    x : float
        At least 0.

    Returns
    -------
    float
        Good relative to its own size for small x.

    Examples
    --------
    >>> f"{gamma_lower(1.0, 2.0):.9f}"
    '0.864664717'
    """
    if x <= 0.0:
        return 0.0
    front = exp(shape * log(x) - x - log_gamma(shape))
    if x <= shape + 1.0:
        return gamma_series(shape, x) * front / shape
    return 1.0 - gamma_fraction(shape, x) * front


@njit
def gamma_upper(shape: float, x: float) -> float:
    """Return the probability that a gamma number of unit scale is above x.

    Parameters
    ----------
    shape : float
        Above 0.
    x : float
        At least 0.

    Returns
    -------
    float
        Good relative to its own size for large x.

    Examples
    --------
    >>> f"{gamma_upper(1.0, 50.0):.6e}"
    '1.928750e-22'
    """
    if x <= 0.0:
        return 1.0
    front = exp(shape * log(x) - x - log_gamma(shape))
    if x <= shape + 1.0:
        return 1.0 - gamma_series(shape, x) * front / shape
    return gamma_fraction(shape, x) * front


@njit
def _away_from_zero(x: float) -> float:
    """Return x, or a tiny number in its place, so that it can be divided by."""
    return _SMALL if -_SMALL < x < _SMALL else x


@njit
def beta_lower(a: float, b: float, x: float) -> float:
    """Return the probability that a beta number is at most x.

    Parameters
    ----------
    a, b : float
        Shapes, above 0.
    x : float
        0 to 1.

    Returns
    -------
    float
        Good relative to its own size for small x.

    Examples
    --------
    >>> f"{beta_lower(2.0, 2.0, 0.25):.9f}"
    '0.156250000'
    """
    if x <= 0.0:
        return 0.0
    if x >= 1.0:
        return 1.0
    front = exp(log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * log(x) + b * log(1.0 - x))
    if x < (a + 1.0) / (a + b + 2.0):
        return front * _beta_fraction(a, b, x) / a
    return 1.0 - front * _beta_fraction(b, a, 1.0 - x) / b


@njit
def _beta_fraction(a: float, b: float, x: float) -> float:
    """Return the continued fraction of the incomplete beta function, by Lentz's method."""
    c = 1.0
    d = 1.0 / _away_from_zero(1.0 - (a + b) * x / (a + 1.0))
    fraction = d
    m = 0.0
    for _ in range(_TERMS):
        m += 1.0
        twice = m + m
        even = m * (b - m) * x / ((a + twice - 1.0) * (a + twice))
        d = 1.0 / _away_from_zero(1.0 + even * d)
        c = _away_from_zero(1.0 + even / c)
        fraction *= d * c
        odd = -(a + m) * (a + b + m) * x / ((a + twice) * (a + twice + 1.0))
        d = 1.0 / _away_from_zero(1.0 + odd * d)
        c = _away_from_zero(1.0 + odd / c)
        fraction *= d * c
        if -_ENOUGH * 4.0 < d * c - 1.0 < _ENOUGH * 4.0:
            break
    return fraction
