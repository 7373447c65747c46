"""Gamma: the time until several things in a row are done, each of exponential length."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from simfunnel.compiled import njit
from simfunnel.errors import FunnelError
from simfunnel.variates import table as curve
from simfunnel.variates.distribution import Tabled
from simfunnel.variates.portable import exp, log
from simfunnel.variates.slots import TABLE, slot_of
from simfunnel.variates.special import gamma_fraction, gamma_series, log_gamma
from simfunnel.variates.statements import Ways, build, larger, positive, shown
from simfunnel.words import say

__all__ = ["WAYS", "Gamma", "gamma"]

_LEAST_SHAPE, _LARGEST_SHAPE = 0.05, 10_000.0
_ROUNDS = 200
_CLOSE = 1e-13


@njit
def _lower_from(shape: float, share: float, x: float) -> float:
    """Return the value that `share`, up to one half, lie below: Newton's steps from the left.

    The logarithm of the distribution function is a concave function of the value's logarithm, so
    the steps never pass the root.
    """
    wanted = log(share) + log_gamma(shape + 1.0)
    for _ in range(_ROUNDS):
        series = gamma_series(shape, x)
        step = (wanted - log(series) - shape * log(x) + x) * series / shape
        x *= exp(step)
        if -_CLOSE < step < _CLOSE:
            break
    return x


@njit
def _upper_from(shape: float, share: float, x: float) -> float:
    """Return the value that `share` lie above: Newton's steps on the tail's logarithm."""
    front = log_gamma(shape)
    for _ in range(_ROUNDS):
        size = shape * log(x) - x - front
        if x <= shape + 1.0:
            above = 1.0 - gamma_series(shape, x) * exp(size) / shape
            step = (log(above) - log(share)) * above * x / exp(size)
        else:
            fraction = gamma_fraction(shape, x)
            step = (log(fraction) + size - log(share)) * fraction * x
        x += step
        if -_CLOSE * x < step < _CLOSE * x:
            break
    return x


@njit
def _fill(shape: float, survivals: NDArray[np.float64], values: NDArray[np.float64]) -> None:
    """Write the values at the given survival probabilities, which fall from 1 to 0."""
    last = len(survivals) - 1
    least = 0.5 * (1.0 - float(survivals[1]))
    x = _lower_from(shape, least, exp((log(least) + log_gamma(shape + 1.0)) / shape))
    first = x
    for i in range(1, last):
        share = float(survivals[i])
        x = _lower_from(shape, 1.0 - share, x) if share >= 0.5 else _upper_from(shape, share, x)
        values[i] = x
    values[0] = max(0.0, 2.0 * first - float(values[1]))
    values[last] = 2.0 * _upper_from(shape, 0.5 * float(survivals[last - 1]), x) - x


@dataclass(frozen=True)
class Gamma(Tabled):
    """A sum of `shape` exponentials, where shape need not be whole.

    Drawn from a table of 1,025 knots (`simfunnel.variates.table`), whose mean is made exact.

    Parameters
    ----------
    scale : float
        Above 0.
    shape : float
        0.05 to 10,000.

    Examples
    --------
    >>> Gamma(scale=5.0, shape=2.0).mean()
    10.0
    """

    scale: float
    shape: float

    @cached_property
    def _unit_table(self) -> NDArray[np.float64]:
        """The table at unit scale."""
        survivals = curve.knot_survivals()
        values = np.empty(len(survivals))
        _fill(self.shape, survivals, values)
        values *= self.shape / curve.mean_of(curve.table_of(values, survivals))
        return curve.table_of(values, survivals)

    def slot(self, table_start: int = 0) -> NDArray[np.float64]:
        """Return the eight numbers of the slot: p0 is the scale, p2 the mean at unit scale."""
        length = len(self._unit_table)
        parameters = (self.scale, 0.0, self.shape)
        return slot_of(TABLE, *parameters, table_start=table_start, table_length=length)

    def table(self) -> NDArray[np.float64]:
        """Return the table at unit scale, shape (2050,)."""
        return self._unit_table

    def scaled(self, factor: float) -> Gamma:
        """Return the distribution of `factor` times this one."""
        return Gamma(self.scale * positive("factor", factor), self.shape)


def _mean_and_spread(mean: float, spread: float) -> Gamma:
    """Fit mean and standard deviation."""
    ratio = positive("spread", spread) / positive("mean", mean)
    if not _LEAST_SHAPE <= 1.0 / (ratio * ratio) <= _LARGEST_SHAPE:
        raise FunnelError(
            say(
                "The spread ({spread}) is {ratio} times the mean ({mean}); a gamma takes from 0.01 "
                "to 4.4 times; state it as exactly or as a lognormal.",
                spread=shown(spread),
                ratio=shown(ratio),
                mean=shown(mean),
            )
        )
    return Gamma(mean * ratio * ratio, 1.0 / (ratio * ratio))


def _values_at(shape: float, low_share: float) -> tuple[float, float]:
    """Return the values at unit scale below which `low_share` and 90 % lie."""
    start = exp((log(low_share) + log_gamma(shape + 1.0)) / shape)
    low = _lower_from(shape, low_share, start)
    half = low if low_share == 0.5 else _lower_from(shape, 0.5, low)
    return low, _upper_from(shape, 0.1, half)


def _through(low: float, low_share: float, p90: float, said: str) -> Gamma:
    """Fit two points: bisect the shape by their ratio."""
    larger("p90", positive("p90", p90), than=said, other=positive(said, low))
    least, largest = _LEAST_SHAPE, _LARGEST_SHAPE
    for end in (least, largest):
        first, second = _values_at(end, low_share)
        if (p90 / low - second / first > 0.0) is (end == least):
            raise FunnelError(
                say(
                    "The p90 ({p90}) is {ratio} times the {said} ({low}), beyond what a gamma "
                    "takes; "
                    "state it as exactly or as a lognormal.",
                    p90=shown(p90),
                    ratio=shown(p90 / low),
                    said=said,
                    low=shown(low),
                )
            )
    for _ in range(60):
        shape = least * exp(0.5 * log(largest / least))
        first, second = _values_at(shape, low_share)
        if second / first > p90 / low:
            least = shape
        else:
            largest = shape
    return Gamma(p90 / _values_at(largest, low_share)[1], largest)


#: Each way of stating a gamma.
WAYS: Ways[Gamma] = {
    ("mean", "spread"): _mean_and_spread,
    ("median", "p90"): lambda median, p90: _through(median, 0.5, p90, "median"),
    ("p10", "p90"): lambda p10, p90: _through(p10, 0.1, p90, "p10"),
}


def gamma(
    *,
    mean: float | None = None,
    spread: float | None = None,
    median: float | None = None,
    p10: float | None = None,
    p90: float | None = None,
) -> Gamma:
    """State a gamma by mean and spread, median and p90, or p10 and p90.

    Parameters
    ----------
    mean : float, optional
        The average.
    spread : float, optional
        The standard deviation, 1 % to 440 % of the mean.
    median : float, optional
        Half of all take less.
    p10, p90 : float, optional
        10 % and 90 % of all take less.

    Returns
    -------
    Gamma

    Raises
    ------
    FunnelError
        If the numbers are not one of the pairs, not above 0, the wrong way round, or beyond
        what the family can take.

    Examples
    --------
    >>> stay = gamma(mean=10.0, spread=5.0)
    >>> stay.mean(), stay.shape
    (10.0, 4.0)
    """
    given = {"mean": mean, "spread": spread, "median": median, "p10": p10, "p90": p90}
    return build("gamma", WAYS, given)
