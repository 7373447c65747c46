"""The normal distribution against 50-digit arithmetic and SciPy."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
from scipy.special import ndtri

from simfunnel.variates import normal_cdf, normal_quantile
from simfunnel.variates.normal import is_usual, usual_quantile

RNG = np.random.default_rng(2)


def exact_cdf(x: object) -> mpmath.mpf:
    """Return the distribution function with the digits that are set."""
    return mpmath.erfc(-x / mpmath.sqrt(2)) / 2


def exact_quantile(p: float) -> mpmath.mpf:
    """Return the quantile: Newton's steps from ours, with the digits that are set."""
    x = mpmath.mpf(normal_quantile(p))
    for _ in range(4):
        density = mpmath.exp(-x * x / 2) / mpmath.sqrt(2 * mpmath.pi)
        x -= (exact_cdf(x) - mpmath.mpf(p)) / density
    return x


@pytest.mark.parametrize(
    "at",
    [
        RNG.random(400),
        0.5 + RNG.uniform(-1e-3, 1e-3, 100),
        np.array([10.0**e for e in RNG.uniform(-300, -1, 300)]),
    ],
    ids=["body", "near one half", "tail"],
)
def test_quantile_is_good_to_the_last_digits(at: np.ndarray) -> None:
    """The relative error is below 1e-15, deep into the tail."""
    with mpmath.workdps(50):
        worst = max(abs(normal_quantile(p) / exact_quantile(p) - 1) for p in at.tolist())

    assert worst < 1e-15


@pytest.mark.parametrize(
    ("low", "high", "bound"), [(-1, 9, 5e-16), (-5, -1, 5e-15), (-10, -5, 2e-14), (-37, -10, 3e-13)]
)
def test_cdf_keeps_its_relative_precision(low: float, high: float, bound: float) -> None:
    """The lower tail is good relative to its own size."""
    with mpmath.workdps(50):
        worst = max(
            abs(normal_cdf(x) / exact_cdf(mpmath.mpf(x)) - 1)
            for x in RNG.uniform(low, high, 500).tolist()
        )

    assert worst < bound


def test_quantile_agrees_with_scipy() -> None:
    """Two implementations written apart agree to 3e-15."""
    at = np.linspace(1e-9, 1 - 1e-9, 5001)

    ours = np.array([normal_quantile(p) for p in at.tolist()])

    assert np.abs(ours - ndtri(at)).max() < 3e-15


def test_quantile_is_antisymmetric_to_the_bit() -> None:
    """For uniforms of the generator, 1 - u is exact and its quantile the exact opposite."""
    at = (RNG.integers(0, 2**52, 2000) + 0.5) * 2.0**-52

    for u in at.tolist():
        assert normal_quantile(1.0 - u) == -normal_quantile(u)


def test_quantile_undoes_the_cdf() -> None:
    """Going there and back ends where it began."""
    for z in np.linspace(-37, 5, 100).tolist():
        assert normal_quantile(normal_cdf(z)) == pytest.approx(z, rel=1e-9)


def test_edges() -> None:
    """Probabilities 0 and 1, infinities and nonsense."""
    assert (normal_quantile(0.0), normal_quantile(1.0)) == (-math.inf, math.inf)
    assert math.isnan(normal_quantile(-0.1))
    assert math.isnan(normal_quantile(1.1))
    assert math.isnan(normal_quantile(math.nan))
    assert math.isnan(normal_cdf(math.nan))
    assert (normal_cdf(-math.inf), normal_cdf(math.inf)) == (0.0, 1.0)
    assert (normal_cdf(-40.0), normal_cdf(9.0)) == (0.0, 1.0)


def test_cdf_is_monotone_over_its_pieces() -> None:
    """No step down where one formula hands over to the next."""
    joins = [0.25, 0.84375, 1.25, 1 / 0.35, 6.0]
    at = sorted(
        -sign * math.sqrt(2) * (j + d) for j in joins for sign in (-1, 1) for d in (-1e-9, 0, 1e-9)
    )

    values = [normal_cdf(x) for x in at]

    assert values == sorted(values)


@pytest.mark.parametrize(
    "p", [1.1e-10, 1e-6, 0.01, 0.0749, 0.0751, 0.3, 0.5, 0.9251, 1.0 - 1.1e-10]
)
def test_the_usual_quantile_is_the_quantile(p: float) -> None:
    """Where it holds, the form without the far tails gives the same bits."""
    assert is_usual(p)
    assert usual_quantile(p) == normal_quantile(p)


@pytest.mark.parametrize("p", [2.0**-53, 1e-12, 1e-10, 1.0 - 1e-10, 1.0 - 1e-12, 1.0 - 2.0**-53])
def test_the_far_tails_are_not_usual(p: float) -> None:
    """Beyond exp(-25) another formula holds; who is near it is asked to use the whole one."""
    assert not is_usual(p)
