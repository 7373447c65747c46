"""Quality by hand: averages over a normal quality, solved without the package's own solver."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.stats import norm

__all__ = ["QUALITY", "WEIGHT", "intercept", "passing", "shifted", "sixty_four"]

Curve = NDArray[np.float64]
QUALITY: Curve = np.linspace(-8.0, 8.0, 4_001)
"""A fine grid of quality."""
WEIGHT: Curve = norm.pdf(QUALITY) * (QUALITY[1] - QUALITY[0])
"""How many ordinary leads stand at each point of the grid."""


def sixty_four() -> Curve:
    """Return the middles, by probability, of 64 equally likely parts of a standard normal."""
    return np.asarray(norm.ppf((np.arange(64) + 0.5) / 64), dtype=np.float64)


def shifted(share: float, log_odds: Curve | float) -> Curve:
    """Return a share whose odds are multiplied by exp(log_odds)."""
    odds = np.exp(np.asarray(log_odds, dtype=np.float64))
    return np.asarray(share * odds / (1.0 - share + share * odds), dtype=np.float64)


def intercept(share: float, log_odds: Curve, weight: Curve) -> float:
    """Return what to add to the log odds so that the average share is the stated one."""
    whole = float(weight.sum())

    def off(b: float) -> float:
        return float((weight * shifted(share, log_odds + b)).sum()) / whole - share

    root: float = brentq(off, -30.0, 30.0, xtol=1e-14)
    return root


def passing(share: float, rho: float) -> Callable[[Curve], Curve]:
    """Return the chance that a gate which passes a share of ordinary leads passes quality x."""
    cut = float(norm.ppf(1.0 - share))
    noise = math.sqrt(1.0 - rho * rho)

    def passes(x: Curve) -> Curve:
        if noise == 0.0:
            return np.where(x > cut, 1.0, 0.0)
        return np.asarray(norm.sf((cut - rho * x) / noise), dtype=np.float64)

    return passes
