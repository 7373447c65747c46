"""Logarithm and exponential against 50-digit arithmetic, and at their edges."""

from __future__ import annotations

import math
from collections.abc import Callable

import mpmath
import numpy as np
import pytest

from simfunnel.variates import exp, expit, log, logit
from simfunnel.variates.bits import power_of_two, split

RNG = np.random.default_rng(1)


def worst_ulps(
    function: Callable[[float], float], exact: Callable[[object], object], at: np.ndarray
) -> float:
    """Return the largest error in units of the last place of the exact value."""
    worst = 0.0
    with mpmath.workdps(50):
        for x in at.tolist():
            true = exact(mpmath.mpf(x))
            worst = max(worst, float(abs(function(x) - true) / math.ulp(float(true))))
    return worst


@pytest.mark.parametrize(
    "at",
    [
        RNG.random(2000),
        RNG.uniform(0.5, 2.0, 2000),
        np.array([10.0**e for e in RNG.uniform(-320, 308, 2000)]),
        np.nextafter(1.0, np.array([0.0, 2.0])),
    ],
    ids=["uniforms", "near 1", "all sizes", "next to 1"],
)
def test_log_is_within_one_unit_in_the_last_place(at: np.ndarray) -> None:
    """The logarithm is as good as a C library's."""
    assert worst_ulps(log, mpmath.log, at) < 1.0


@pytest.mark.parametrize(
    "at",
    [RNG.uniform(-1, 1, 2000), RNG.uniform(-708, 709.7, 2000), RNG.uniform(-745, -708, 500)],
    ids=["near 0", "all sizes", "subnormal"],
)
def test_exp_is_within_one_unit_in_the_last_place(at: np.ndarray) -> None:
    """The exponential is as good as a C library's, gradual underflow included."""
    assert worst_ulps(exp, mpmath.exp, at) < 1.0


def test_edges_of_log() -> None:
    """Zero, infinity, negative numbers and not-a-number have the usual logarithms."""
    assert log(0.0) == -math.inf
    assert log(math.inf) == math.inf
    assert math.isnan(log(-1.0))
    assert math.isnan(log(math.nan))
    assert log(1.0) == 0.0
    assert log(5e-324) == math.log(5e-324)


def test_edges_of_exp() -> None:
    """Large arguments overflow to infinity and underflow to zero, without a jump."""
    assert exp(0.0) == 1.0
    assert exp(710.0) == exp(math.inf) == math.inf
    assert exp(-746.0) == exp(-math.inf) == 0.0
    assert exp(-745.13) == 5e-324
    assert exp(709.782712893384) == pytest.approx(1.797693134862e308, rel=1e-12)
    assert math.isnan(exp(math.nan))


def test_log_odds_and_back() -> None:
    """The two are inverse to each other, at the edges too."""
    for p in (1e-300, 1e-9, 0.2, 0.5, 0.9, 1 - 2.0**-53):
        assert expit(logit(p)) == pytest.approx(p, rel=1e-13)
    assert (logit(0.0), logit(1.0)) == (-math.inf, math.inf)
    assert (expit(-math.inf), expit(math.inf)) == (0.0, 1.0)
    assert expit(-800.0) == 0.0
    assert math.isnan(logit(1.5))


@pytest.mark.parametrize("exponent", [-1022, -1, 0, 1, 1023])
def test_powers_of_two_are_exact(exponent: int) -> None:
    """The scaling steps equal the standard library's, over all normal exponents."""
    assert power_of_two(exponent) == math.ldexp(1.0, exponent)


@pytest.mark.parametrize(
    "x", [1.0, 0.7071067811865475, 0.7071067811865476, 1.4142135623730951, 3e-308, 1.7e308]
)
def test_splitting_is_exact(x: float) -> None:
    """Mantissa and exponent put together give the number; the mantissa is around 1."""
    mantissa, exponent = split(x)

    assert math.ldexp(mantissa, exponent) == x
    assert 0.7071067811865476 <= mantissa < 2 * 0.7071067811865476
