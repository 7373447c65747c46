"""Lognormal: most take about the median, a few take very long. The usual shape of durations."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from simfunnel.compiled import njit
from simfunnel.variates.distribution import ClosedForm, Laws
from simfunnel.variates.normal import normal_cdf, normal_quantile
from simfunnel.variates.portable import exp, log
from simfunnel.variates.slots import LOGNORMAL
from simfunnel.variates.statements import Ways, build, larger, positive

__all__ = ["WAYS", "Lognormal", "lognormal"]


@njit
def quantile(median: float, sigma: float, u: float) -> float:
    """Return median * exp(sigma * z), z the normal quantile."""
    return median * exp(sigma * normal_quantile(u))


@njit
def survival(median: float, sigma: float, x: float) -> float:
    """Return the upper tail of the normal law at log(x / median) / sigma."""
    if x <= 0.0:
        return 1.0
    return normal_cdf(-log(x / median) / sigma)


@njit
def remaining(median: float, sigma: float, age: float, u: float) -> float:
    """Return what remains after `age`, in survival form."""
    share = (1.0 - u) * survival(median, sigma, age)
    if not share > 0.0:
        return 0.0
    value = median * exp(-sigma * normal_quantile(share))
    return value - age if value > age else 0.0


@njit
def mean(median: float, sigma: float) -> float:
    """Return median * exp(sigma**2 / 2)."""
    return median * exp(0.5 * sigma * sigma)


@dataclass(frozen=True)
class Lognormal(ClosedForm):
    """The logarithm is normal.

    Parameters
    ----------
    median : float
        Above 0.
    sigma : float
        Standard deviation of the natural logarithm, above 0.

    Examples
    --------
    >>> Lognormal(median=14.0, sigma=0.5).quantile(0.5)
    14.0
    """

    median: float
    sigma: float

    kind: ClassVar[float] = LOGNORMAL
    laws: ClassVar[Laws] = Laws(quantile, survival, remaining, mean)

    def parameters(self) -> tuple[float, ...]:
        """Return the parameters in the order of the slot."""
        return (self.median, self.sigma)

    def scaled(self, factor: float) -> Lognormal:
        """Return the distribution of `factor` times this one."""
        return Lognormal(self.median * positive("factor", factor), self.sigma)


def _median_and_p90(median: float, p90: float) -> Lognormal:
    """Fit median and 90 % point."""
    larger("p90", p90, than="median", other=positive("median", median))
    return Lognormal(float(median), log(positive("p90", p90) / median) / normal_quantile(0.9))


def _p10_and_p90(p10: float, p90: float) -> Lognormal:
    """Fit 10 % and 90 % point."""
    larger("p90", p90, than="p10", other=positive("p10", p10))
    sigma = 0.5 * log(positive("p90", p90) / p10) / normal_quantile(0.9)
    return Lognormal(math.sqrt(p10) * math.sqrt(p90), sigma)


def _mean_and_spread(mean: float, spread: float) -> Lognormal:
    """Fit mean and standard deviation."""
    ratio = positive("spread", spread) / positive("mean", mean)
    squared = 1.0 + ratio * ratio
    return Lognormal(mean / math.sqrt(squared), math.sqrt(log(squared)))


def _median_and_spread(median: float, spread: float) -> Lognormal:
    """Fit median and standard deviation: w * (w - 1) = (spread / median)**2, w = exp(sigma**2)."""
    ratio = positive("spread", spread) / positive("median", median)
    w = 0.5 * (1.0 + math.sqrt(1.0 + 4.0 * ratio * ratio))
    return Lognormal(float(median), math.sqrt(log(w)))


#: Each way of stating a lognormal.
WAYS: Ways[Lognormal] = {
    ("median", "p90"): _median_and_p90,
    ("p10", "p90"): _p10_and_p90,
    ("mean", "spread"): _mean_and_spread,
    ("median", "spread"): _median_and_spread,
}


def lognormal(
    *,
    median: float | None = None,
    p10: float | None = None,
    p90: float | None = None,
    mean: float | None = None,
    spread: float | None = None,
) -> Lognormal:
    """State a lognormal by median and p90, p10 and p90, mean and spread, or median and spread.

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
    Lognormal

    Raises
    ------
    FunnelError
        If the numbers are not one of the pairs, not above 0, or the wrong way round.

    Examples
    --------
    >>> stay = lognormal(median=14.0, p90=40.0)
    >>> f"{stay.quantile(0.9):.9f}", f"{stay.mean():.3f}"
    ('40.000000000', '19.582')
    """
    given = {"median": median, "p10": p10, "p90": p90, "mean": mean, "spread": spread}
    return build("lognormal", WAYS, given)
