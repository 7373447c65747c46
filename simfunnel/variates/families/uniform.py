"""Uniform: anything between two ends is equally likely."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from simfunnel.compiled import njit, njit_apart
from simfunnel.variates.distribution import ClosedForm, Laws
from simfunnel.variates.slots import UNIFORM
from simfunnel.variates.statements import Ways, build, larger, not_negative, positive
from simfunnel.words import say

__all__ = ["WAYS", "Uniform", "uniform"]


@njit_apart
def quantile(low: float, high: float, u: float) -> float:
    """Return min + u * (max - min)."""
    return low + u * (high - low)


@njit
def survival(low: float, high: float, x: float) -> float:
    """Return the share of the range above x."""
    if x <= low:
        return 1.0
    return 0.0 if x >= high else (high - x) / (high - low)


@njit
def remaining(low: float, high: float, age: float, u: float) -> float:
    """Return what remains after `age`: uniform on what is left of the range."""
    if age >= high:
        return 0.0
    low = age if age > low else low
    return low - age + u * (high - low)


@njit
def mean(low: float, high: float) -> float:
    """Return the middle."""
    return 0.5 * (low + high)


@dataclass(frozen=True)
class Uniform(ClosedForm):
    """Anything between two ends is equally likely.

    Parameters
    ----------
    low, high : float
        The ends, 0 <= low < high.

    Examples
    --------
    >>> Uniform(2.0, 4.0).quantile(0.25)
    2.5
    """

    low: float
    high: float

    kind: ClassVar[float] = UNIFORM
    laws: ClassVar[Laws] = Laws(quantile, survival, remaining, mean)

    def parameters(self) -> tuple[float, ...]:
        """Return the parameters in the order of the slot."""
        return (self.low, self.high)

    def scaled(self, factor: float) -> Uniform:
        """Return the distribution of `factor` times this one."""
        positive("factor", factor)
        return Uniform(self.low * factor, self.high * factor)

    def corners(self) -> tuple[float, ...]:
        """Return the two ends."""
        return (self.low, self.high)


def _min_and_max(min: float, max: float) -> Uniform:
    """Take the ends."""
    larger("max", positive("max", max), than="min", other=not_negative("min", min))
    return Uniform(float(min), float(max))


def _p10_and_p90(p10: float, p90: float) -> Uniform:
    """Extend the middle 80 % to both sides."""
    larger("p90", positive("p90", p90), than="p10", other=positive("p10", p10))
    eighth = (p90 - p10) / 8.0
    return Uniform(not_negative("min, p10 - (p90 - p10) / 8,", p10 - eighth), p90 + eighth)


def _mean_and_spread(mean: float, spread: float) -> Uniform:
    """Reach sqrt(3) standard deviations to both sides."""
    reach = math.sqrt(3.0) * positive("spread", spread)
    positive("mean", mean)
    return Uniform(not_negative(say("min, mean - 1.732 * spread,"), mean - reach), mean + reach)


#: Each way of stating a uniform.
WAYS: Ways[Uniform] = {
    ("min", "max"): _min_and_max,
    ("p10", "p90"): _p10_and_p90,
    ("mean", "spread"): _mean_and_spread,
}


def uniform(
    *,
    min: float | None = None,
    max: float | None = None,
    p10: float | None = None,
    p90: float | None = None,
    mean: float | None = None,
    spread: float | None = None,
) -> Uniform:
    """State a uniform by min and max, p10 and p90, or mean and spread.

    Parameters
    ----------
    min, max : float, optional
        The ends.
    p10, p90 : float, optional
        10 % and 90 % of all take less.
    mean : float, optional
        The average.
    spread : float, optional
        The standard deviation.

    Returns
    -------
    Uniform

    Raises
    ------
    FunnelError
        If the numbers are not one of the pairs, the wrong way round, or reach below 0.

    Examples
    --------
    >>> uniform(min=2.0, max=4.0)
    Uniform(low=2.0, high=4.0)
    """
    given = {"min": min, "max": max, "p10": p10, "p90": p90, "mean": mean, "spread": spread}
    return build("uniform", WAYS, given)
