"""Weibull: the chance to end grows (shape above 1) or falls (below 1) with age."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from simfunnel.compiled import njit, njit_apart
from simfunnel.errors import FunnelError
from simfunnel.variates.distribution import ClosedForm, Laws
from simfunnel.variates.portable import exp, log
from simfunnel.variates.slots import WEIBULL
from simfunnel.variates.special import log_gamma
from simfunnel.variates.statements import Ways, build, larger, positive, shown
from simfunnel.words import say

__all__ = ["WAYS", "Weibull", "weibull"]

_NOTHING_LEFT = 745.2  # exp of minus this is 0


@njit
def _inverse(scale: float, shape: float, hazard: float) -> float:
    """Return the value at which the cumulative hazard reaches `hazard`."""
    return scale * exp(log(hazard) / shape)


@njit
def _hazard(scale: float, shape: float, x: float) -> float:
    """Return the cumulative hazard (x / scale) ** shape."""
    if x <= 0.0:
        return 0.0
    return exp(shape * log(x / scale))


@njit_apart
def quantile(scale: float, shape: float, u: float) -> float:
    """Return scale * (-log(1 - u)) ** (1 / shape)."""
    return _inverse(scale, shape, -log(1.0 - u))


@njit
def survival(scale: float, shape: float, x: float) -> float:
    """Return exp(-(x / scale) ** shape)."""
    return exp(-_hazard(scale, shape, x))


@njit
def remaining(scale: float, shape: float, age: float, u: float) -> float:
    """Return what remains after `age`: in survival form, by cumulative hazards, without loss."""
    hazard = _hazard(scale, shape, age)
    if hazard > _NOTHING_LEFT:
        return 0.0
    rest = _inverse(scale, shape, hazard - log(1.0 - u)) - age
    return rest if rest > 0.0 else 0.0


@njit
def _moment(power: float, shape: float) -> float:
    """Return the mean of value ** power at unit scale."""
    return exp(log_gamma(1.0 + power / shape))


@njit
def mean(scale: float, shape: float) -> float:
    """Return scale times the gamma function at 1 + 1 / shape."""
    return scale * _moment(1.0, shape)


@dataclass(frozen=True)
class Weibull(ClosedForm):
    """The cumulative hazard is a power of age.

    Parameters
    ----------
    scale : float
        63 % take less; above 0.
    shape : float
        The power, above 0.

    Examples
    --------
    >>> f"{Weibull(scale=10.0, shape=1.0).mean():.9f}"
    '10.000000000'
    """

    scale: float
    shape: float

    kind: ClassVar[float] = WEIBULL
    laws: ClassVar[Laws] = Laws(quantile, survival, remaining, mean)

    def parameters(self) -> tuple[float, ...]:
        """Return the parameters in the order of the slot."""
        return (self.scale, self.shape)

    def scaled(self, factor: float) -> Weibull:
        """Return the distribution of `factor` times this one."""
        return Weibull(self.scale * positive("factor", factor), self.shape)


def _through(low: float, low_share: float, high: float, high_share: float) -> Weibull:
    """Fit two points, each with the share that takes less."""
    low_hazard, high_hazard = log(-log(1.0 - low_share)), log(-log(1.0 - high_share))
    shape = (high_hazard - low_hazard) / log(high / low)
    return Weibull(high * exp(-high_hazard / shape), shape)


def _median_and_p90(median: float, p90: float) -> Weibull:
    """Fit median and 90 % point."""
    larger("p90", positive("p90", p90), than="median", other=positive("median", median))
    return _through(median, 0.5, p90, 0.9)


def _p10_and_p90(p10: float, p90: float) -> Weibull:
    """Fit 10 % and 90 % point."""
    larger("p90", positive("p90", p90), than="p10", other=positive("p10", p10))
    return _through(p10, 0.1, p90, 0.9)


def _mean_and_spread(mean: float, spread: float) -> Weibull:
    """Fit mean and standard deviation: bisect the shape by the ratio of the moments."""
    ratio = positive("spread", spread) / positive("mean", mean)
    low, high = 0.1, 1000.0
    if not _relative_spread(high) < ratio < _relative_spread(low):
        raise FunnelError(
            say(
                "The spread ({spread}) is {ratio} times the mean ({mean}); a Weibull takes from "
                "0.0013 to 429 times; state it as exactly or as a lognormal.",
                spread=shown(spread),
                ratio=shown(ratio),
                mean=shown(mean),
            )
        )
    for _ in range(100):
        middle = 0.5 * (low + high)
        if _relative_spread(middle) > ratio:
            low = middle
        else:
            high = middle
    return Weibull(mean / _moment(1.0, high), high)


def _relative_spread(shape: float) -> float:
    """Return standard deviation / mean."""
    first = _moment(1.0, shape)
    excess = _moment(2.0, shape) / (first * first) - 1.0
    return math.sqrt(excess if excess > 0.0 else 0.0)


#: Each way of stating a Weibull.
WAYS: Ways[Weibull] = {
    ("median", "p90"): _median_and_p90,
    ("p10", "p90"): _p10_and_p90,
    ("mean", "spread"): _mean_and_spread,
}


def weibull(
    *,
    median: float | None = None,
    p10: float | None = None,
    p90: float | None = None,
    mean: float | None = None,
    spread: float | None = None,
) -> Weibull:
    """State a Weibull by median and p90, p10 and p90, or mean and spread.

    Parameters
    ----------
    median : float, optional
        Half of all take less.
    p10, p90 : float, optional
        10 % and 90 % of all take less.
    mean : float, optional
        The average.
    spread : float, optional
        The standard deviation.

    Returns
    -------
    Weibull

    Raises
    ------
    FunnelError
        If the numbers are not one of the pairs, not above 0, or the wrong way round.

    Examples
    --------
    >>> f"{weibull(median=14.0, p90=40.0).quantile(0.9):.9f}"
    '40.000000000'
    """
    given = {"median": median, "p10": p10, "p90": p90, "mean": mean, "spread": spread}
    return build("Weibull", WAYS, given)
