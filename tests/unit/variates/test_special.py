"""Gamma and beta functions against 30-digit arithmetic and SciPy."""

from __future__ import annotations

import mpmath
import pytest
from scipy.special import gammainc, gammaincc

from simfunnel.variates.special import beta_lower, gamma_lower, gamma_upper, log_gamma


@pytest.mark.parametrize("x", [1e-3, 0.05, 0.5, 1.0, 1.7, 2.0, 3.2, 11.99, 12.0, 150.0, 1e4, 1e6])
def test_log_gamma(x: float) -> None:
    """Within 1e-14 of its size, or of 1 where it passes through 0."""
    with mpmath.workdps(30):
        exact = float(mpmath.loggamma(mpmath.mpf(x)))

    assert log_gamma(x) == pytest.approx(exact, rel=1e-14, abs=1e-14)


@pytest.mark.parametrize("shape", [0.05, 0.5, 1.0, 2.5, 30.0, 1e4])
@pytest.mark.parametrize("ratio", [1e-3, 0.2, 0.9, 0.999, 1.0, 1.001, 1.1, 2.0, 8.0])
def test_gamma_tails(shape: float, ratio: float) -> None:
    """Each tail is good relative to its own size, where it is the smaller one."""
    x = shape * ratio

    assert gamma_lower(shape, x) == pytest.approx(gammainc(shape, x), rel=3e-10, abs=1e-14)
    assert gamma_upper(shape, x) == pytest.approx(gammaincc(shape, x), rel=3e-10, abs=1e-14)


def test_gamma_tails_are_exponential_for_shape_one() -> None:
    """The closed form holds far into the tail."""
    assert gamma_upper(1.0, 600.0) == pytest.approx(float(mpmath.exp(-600)), rel=1e-12)
    assert gamma_lower(1.0, 1e-12) == pytest.approx(1e-12, rel=1e-11)
    assert (gamma_lower(2.0, 0.0), gamma_upper(2.0, 0.0)) == (0.0, 1.0)


@pytest.mark.parametrize(("a", "b"), [(1.0, 5.0), (5.0, 1.0), (3.0, 3.0), (2.2, 3.8), (0.5, 0.5)])
@pytest.mark.parametrize("x", [1e-9, 0.01, 0.3, 0.5, 0.7, 0.99])
def test_beta(a: float, b: float, x: float) -> None:
    """Within 1e-12 of its size."""
    with mpmath.workdps(30):
        exact = float(mpmath.betainc(a, b, 0, mpmath.mpf(x), regularized=True))

    assert beta_lower(a, b, x) == pytest.approx(exact, rel=1e-12)


def test_edges_of_beta() -> None:
    """Outside 0 to 1 the function stays at its ends."""
    assert (beta_lower(2.0, 3.0, 0.0), beta_lower(2.0, 3.0, 1.0)) == (0.0, 1.0)
    assert (beta_lower(2.0, 3.0, -1.0), beta_lower(2.0, 3.0, 2.0)) == (0.0, 1.0)
