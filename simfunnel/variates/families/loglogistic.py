"""Log-logistic: like a lognormal, with a heavier tail; the odds of having ended are a power."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from simfunnel.compiled import njit, njit_apart
from simfunnel.errors import FunnelError
from simfunnel.variates.distribution import ClosedForm, Laws
from simfunnel.variates.portable import exp, log, logit
from simfunnel.variates.slots import LOGLOGISTIC
from simfunnel.variates.special import log_gamma
from simfunnel.variates.statements import Ways, build, larger, positive, shown
from simfunnel.words import say

__all__ = ["WAYS", "Loglogistic", "loglogistic"]

_LOG_NINE = 2.1972245773362196  # the log odds of 90 %


@njit
def _odds(median: float, shape: float, x: float) -> float:
    """Return the odds of having ended by x: (x / median) ** shape."""
    if x <= 0.0:
        return 0.0
    return exp(shape * log(x / median))


@njit_apart
def quantile(median: float, shape: float, u: float) -> float:
    """Return median * (u / (1 - u)) ** (1 / shape)."""
    return median * exp(logit(u) / shape)


@njit
def survival(median: float, shape: float, x: float) -> float:
    """Return 1 / (1 + odds)."""
    return 1.0 / (1.0 + _odds(median, shape, x))


@njit
def remaining(median: float, shape: float, age: float, u: float) -> float:
    """Return what remains after `age`: in survival form, by odds, without loss."""
    odds = _odds(median, shape, age)
    if odds == math.inf:
        return 0.0
    log_odds = log(odds + u) - log(1.0 - u)
    rest = median * exp(log_odds / shape) - age
    return rest if rest > 0.0 else 0.0


@njit
def _moment(power: float) -> float:
    """Return the mean of odds ** power, for a power below 1."""
    return exp(log_gamma(1.0 + power) + log_gamma(1.0 - power))


@njit
def mean(median: float, shape: float) -> float:
    """Return the median times (pi / shape) / sin(pi / shape)."""
    return median * _moment(1.0 / shape)


@dataclass(frozen=True)
class Loglogistic(ClosedForm):
    """The odds of having ended are a power of age.

    Parameters
    ----------
    median : float
        Above 0.
    shape : float
        The power, above 1: below, the mean is infinite.

    Examples
    --------
    >>> Loglogistic(median=14.0, shape=2.0).survival(14.0)
    0.5
    """

    median: float
    shape: float

    kind: ClassVar[float] = LOGLOGISTIC
    laws: ClassVar[Laws] = Laws(quantile, survival, remaining, mean)

    def parameters(self) -> tuple[float, ...]:
        """Return the parameters in the order of the slot."""
        return (self.median, self.shape)

    def scaled(self, factor: float) -> Loglogistic:
        """Return the distribution of `factor` times this one."""
        return Loglogistic(self.median * positive("factor", factor), self.shape)


def _through(low: float, high: float, log_odds: float, median: float, said: str) -> Loglogistic:
    """Fit two points whose log odds differ by `log_odds`."""
    shape = log_odds / log(high / low)
    if not shape > 1.0:
        most = exp(log_odds)
        raise FunnelError(
            say(
                "The p90 ({high}) must be less than {most} times the {said} ({low}), else the mean "
                "of a log-logistic is infinite; a lognormal takes it.",
                high=shown(high),
                most=shown(round(most)),
                said=said,
                low=shown(low),
            )
        )
    return Loglogistic(float(median), shape)


def _median_and_p90(median: float, p90: float) -> Loglogistic:
    """Fit median and 90 % point."""
    larger("p90", positive("p90", p90), than="median", other=positive("median", median))
    return _through(median, p90, _LOG_NINE, median, "median")


def _p10_and_p90(p10: float, p90: float) -> Loglogistic:
    """Fit 10 % and 90 % point."""
    larger("p90", positive("p90", p90), than="p10", other=positive("p10", p10))
    return _through(p10, p90, 2.0 * _LOG_NINE, math.sqrt(p10) * math.sqrt(p90), "p10")


def _mean_and_spread(mean: float, spread: float) -> Loglogistic:
    """Fit mean and standard deviation: bisect 1 / shape, up to 1/2, by the ratio of the moments."""
    ratio = positive("spread", spread) / positive("mean", mean)
    wanted = 1.0 + ratio * ratio
    low, high = 1e-4, 0.5 - 1e-6
    if not _moments(low) < wanted < _moments(high):
        raise FunnelError(
            say(
                "The spread ({spread}) is {ratio} times the mean ({mean}); a log-logistic takes "
                "from 0.0002 to 450 times; state it as exactly or as a lognormal.",
                spread=shown(spread),
                ratio=shown(ratio),
                mean=shown(mean),
            )
        )
    for _ in range(100):
        middle = 0.5 * (low + high)
        if _moments(middle) < wanted:
            low = middle
        else:
            high = middle
    return Loglogistic(mean / _moment(low), 1.0 / low)


def _moments(power: float) -> float:
    """Return the second moment over the squared mean."""
    first = _moment(power)
    return _moment(2.0 * power) / (first * first)


#: Each way of stating a log-logistic.
WAYS: Ways[Loglogistic] = {
    ("median", "p90"): _median_and_p90,
    ("p10", "p90"): _p10_and_p90,
    ("mean", "spread"): _mean_and_spread,
}


def loglogistic(
    *,
    median: float | None = None,
    p10: float | None = None,
    p90: float | None = None,
    mean: float | None = None,
    spread: float | None = None,
) -> Loglogistic:
    """State a log-logistic by median and p90, p10 and p90, or mean and spread.

    Parameters
    ----------
    median : float, optional
        Half of all take less.
    p10, p90 : float, optional
        10 % and 90 % of all take less; p90 under 9 times the median (81 times p10).
    mean : float, optional
        The average.
    spread : float, optional
        The standard deviation.

    Returns
    -------
    Loglogistic

    Raises
    ------
    FunnelError
        If the numbers are not one of the pairs, not above 0, the wrong way round, or so far
        apart that the mean is infinite.

    Examples
    --------
    >>> f"{loglogistic(median=14.0, p90=40.0).quantile(0.9):.9f}"
    '40.000000000'
    """
    given = {"median": median, "p10": p10, "p90": p90, "mean": mean, "spread": spread}
    return build("log-logistic", WAYS, given)
