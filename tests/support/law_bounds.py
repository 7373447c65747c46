"""The bound of all statistical tests: 4.9 standard errors, which must be at most 2 % of the truth.

The first half gives a false alarm once in a million assertions; without the second half a short
run would pass everything.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import chi2

__all__ = ["agrees", "deviation_agrees", "fits", "mean_agrees", "share_agrees", "uncorrelated"]

ERRORS = 4.9
SMALLEST = 0.02
RARE = 1e-6


def agrees(estimate: float, exact: float, error: float) -> None:
    """Ask that an estimate with a standard error agrees with an exact value, and could fail to."""
    assert ERRORS * error <= SMALLEST * abs(exact), (
        f"the run is too short: 4.9 errors are {ERRORS * error / abs(exact):.2%} of {exact}"
    )
    assert abs(estimate - exact) <= ERRORS * error, (
        f"{estimate} is {(estimate - exact) / error:+.1f} errors from {exact}"
    )


def share_agrees(hits: float, of: float, exact: float) -> None:
    """Ask that a share of independent cases is the exact one."""
    agrees(hits / of, exact, math.sqrt(exact * (1.0 - exact) / of))


def mean_agrees(sample: ArrayLike, exact: float) -> None:
    """Ask that the mean of an independent sample is the exact one."""
    values = np.asarray(sample, dtype=np.float64)
    agrees(float(values.mean()), exact, float(values.std(ddof=1)) / math.sqrt(values.size))


def deviation_agrees(sample: ArrayLike, exact: float) -> None:
    """Ask that the standard deviation of an independent sample is the exact one."""
    values = np.asarray(sample, dtype=np.float64)
    centred = values - values.mean()
    variance = float((centred**2).mean())
    kurtosis = float((centred**4).mean()) / variance**2
    error = exact * math.sqrt((kurtosis - 1.0) / (4.0 * values.size))
    agrees(math.sqrt(variance), exact, error)


def uncorrelated(a: ArrayLike, b: ArrayLike) -> None:
    """Ask that two samples, case by case, have no correlation."""
    first, second = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    r = float(np.corrcoef(first.reshape(-1), second.reshape(-1))[0, 1])
    assert abs(r) * math.sqrt(first.size) <= ERRORS, f"the correlation is {r}"


def fits(counts: ArrayLike, expected: ArrayLike) -> None:
    """Ask that counts fit their expectation by chi-square; every cell must expect 5 at least."""
    seen = np.asarray(counts, dtype=np.float64).reshape(-1)
    wanted = np.asarray(expected, dtype=np.float64).reshape(-1)
    assert wanted.min() >= 5.0
    assert math.isclose(seen.sum(), wanted.sum(), rel_tol=1e-9)
    distance = float(((seen - wanted) ** 2 / wanted).sum())
    assert chi2.sf(distance, seen.size - 1) >= RARE, f"{seen} against {wanted}"
