"""Logarithm and exponential in plain arithmetic, the same bits everywhere.

NumPy, C libraries and processors differ in the last bit of these functions; a forecast that must
be re-made to the byte cannot use theirs. All scalar source of simfunnel is built from
``+ - * /`` and `math.sqrt`, which IEEE 754 fixes exactly, and from operations on integers, and
runs compiled and uncompiled. ``x**y``, `round`, ``//`` and ``%`` on floats, NumPy's transcendental
functions and fastmath are banned from it; a power is ``exp(y * log(x))``.

Formulas and coefficients are those of Sun's fdlibm (1993). Measured against 50-digit arithmetic,
`log` and `exp` are within one unit in the last place. This module knows no distribution.
"""

from __future__ import annotations

import math

from simfunnel.compiled import njit
from simfunnel.variates.bits import power_of_two, split

__all__ = ["exp", "expit", "log", "logit"]

_LN2_HIGH = 6.93147180369123816490e-01  # its last 32 bits are 0, so a multiple of it is exact
_LN2_LOW = 1.90821492927058770002e-10
_INVERSE_LN2 = 1.44269504088896338700e00
_TINY = 2.2250738585072014e-308  # the smallest normal float
_TWO_54 = 18014398509481984.0
_TWO_MINUS_1000 = 2.0**-1000
_OVERFLOW = 709.782712893384
_UNDERFLOW = -745.1332191019412


@njit
def log(x: float) -> float:
    """Return the natural logarithm.

    Parameters
    ----------
    x : float
        0 gives minus infinity, infinity gives infinity, negative numbers give NaN; subnormal
        numbers are as exact as others.

    Returns
    -------
    float

    Examples
    --------
    >>> log(1.0), log(2.0)
    (0.0, 0.6931471805599453)
    >>> log(0.0)
    -inf
    """
    if not x > 0.0:
        return -math.inf if x == 0.0 else math.nan
    if x == math.inf:
        return x
    more = 0.0
    if x < _TINY:
        x *= _TWO_54
        more = -54.0
    mantissa, exponent = split(x)
    k = float(exponent) + more
    f = mantissa - 1.0
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    odd = w * (
        3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01)
    )
    even = z * (
        6.666666666666735130e-01
        + w
        * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01))
    )
    half = 0.5 * f * f
    return k * _LN2_HIGH - ((half - (s * (half + (odd + even)) + k * _LN2_LOW)) - f)


@njit
def exp(x: float) -> float:
    """Return e to the power x.

    Parameters
    ----------
    x : float
        Above 709.78 gives infinity, below -745.13 gives 0, in between results shrink gradually
        through the subnormal numbers; NaN gives NaN.

    Returns
    -------
    float

    Examples
    --------
    >>> exp(0.0), exp(1.0)
    (1.0, 2.7182818284590455)
    >>> exp(1000.0), exp(-1000.0)
    (inf, 0.0)
    """
    if not x <= _OVERFLOW:
        return math.nan if x != x else math.inf
    if x < _UNDERFLOW:
        return 0.0
    k = int(x * _INVERSE_LN2 + (0.5 if x >= 0.0 else -0.5))
    high = x - k * _LN2_HIGH
    low = k * _LN2_LOW
    r = high - low
    t = r * r
    c = r - t * (
        1.66666666666666019037e-01
        + t
        * (
            -2.77777777770155933842e-03
            + t
            * (
                6.61375632143793436117e-05
                + t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08)
            )
        )
    )
    y = 1.0 - ((low - (r * c) / (2.0 - c)) - high)
    if k > 1023:
        return y * 2.0 * power_of_two(k - 1)
    if k < -1021:
        return y * power_of_two(k + 1000) * _TWO_MINUS_1000
    return y * power_of_two(k)


@njit
def logit(p: float) -> float:
    """Return the log odds of a probability.

    Parameters
    ----------
    p : float
        0 and 1 give minus and plus infinity; outside, NaN.

    Returns
    -------
    float

    Examples
    --------
    >>> logit(0.5)
    0.0
    >>> logit(0.0), logit(1.0)
    (-inf, inf)
    """
    return log(p) - log(1.0 - p)


@njit
def expit(x: float) -> float:
    """Return the probability whose log odds are x.

    Parameters
    ----------
    x : float
        Any number, infinities included.

    Returns
    -------
    float
        Keeps its relative precision for large negative x.

    Examples
    --------
    >>> expit(0.0)
    0.5
    >>> f"{expit(logit(0.2)):.12f}"
    '0.200000000000'
    """
    if x >= 0.0:
        return 1.0 / (1.0 + exp(-x))
    odds = exp(x)
    return odds / (1.0 + odds)
