"""PERT: from a least to a most, likeliest in between; smoother than a triangle."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from simfunnel.compiled import njit
from simfunnel.variates import table as curve
from simfunnel.variates.distribution import Tabled
from simfunnel.variates.families.triangular import three_points
from simfunnel.variates.portable import exp, log
from simfunnel.variates.slots import TABLE, slot_of
from simfunnel.variates.special import beta_lower, log_gamma
from simfunnel.variates.statements import Ways, build, positive

__all__ = ["WAYS", "Pert", "pert"]

_ROUNDS = 200
_CLOSE = 1e-13


@njit
def _fill(a: float, b: float, shares: NDArray[np.float64], values: NDArray[np.float64]) -> None:
    """Write the beta values that rising shares up to one half lie below.

    The logarithm of the distribution function is a concave function of the value's logarithm, so
    Newton's steps from the left never pass the root.
    """
    front = log_gamma(a + b) - log_gamma(a) - log_gamma(b)
    x = exp((log(float(shares[0])) + log(a) - front) / a)
    for i in range(len(shares)):
        for _ in range(_ROUNDS):
            below = beta_lower(a, b, x)
            slope = exp(front + a * log(x) + (b - 1.0) * log(1.0 - x)) / below
            step = (log(float(shares[i])) - log(below)) / slope
            x *= exp(step)
            if -_CLOSE < step < _CLOSE:
                break
        values[i] = x


def _lower_half(a: float, b: float, shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the beta values that these shares lie below, up to one half."""
    values = np.empty(len(shares))
    _fill(a, b, np.ascontiguousarray(shares), values)
    return values


@dataclass(frozen=True)
class Pert(Tabled):
    """A beta distribution between two ends with mean (low + 4 mode + high) / 6.

    Drawn from a table of 1,025 knots (`simfunnel.variates.table`).

    Parameters
    ----------
    low, mode, high : float
        0 <= low <= mode <= high, low < high.

    Examples
    --------
    >>> f"{Pert(1.0, 2.0, 9.0).mean():.3f}"
    '3.000'
    """

    low: float
    mode: float
    high: float

    @cached_property
    def _unit_table(self) -> NDArray[np.float64]:
        """The table between 0 and 1."""
        survivals = curve.knot_survivals()
        place = (self.mode - self.low) / (self.high - self.low)
        a, b = 1.0 + 4.0 * place, 5.0 - 4.0 * place
        is_lower = survivals >= 0.5
        lower = _lower_half(a, b, 1.0 - survivals[is_lower][1:])
        upper = 1.0 - _lower_half(b, a, survivals[~is_lower][-2::-1])[::-1]
        return curve.table_of(np.concatenate([[0.0], lower, upper, [1.0]]), survivals)

    def slot(self, table_start: int = 0) -> NDArray[np.float64]:
        """Return the eight numbers: p0 is high - low, p1 low, p2 the mean between 0 and 1."""
        table = self._unit_table
        parameters = (self.high - self.low, self.low, curve.mean_of(table))
        return slot_of(TABLE, *parameters, table_start=table_start, table_length=len(table))

    def table(self) -> NDArray[np.float64]:
        """Return the table between 0 and 1, shape (2050,)."""
        return self._unit_table

    def scaled(self, factor: float) -> Pert:
        """Return the distribution of `factor` times this one."""
        positive("factor", factor)
        return Pert(self.low * factor, self.mode * factor, self.high * factor)

    def corners(self) -> tuple[float, ...]:
        """Return the two ends."""
        return (self.low, self.high)


#: Each way of stating a PERT.
WAYS: Ways[Pert] = {
    ("min", "mode", "max"): lambda min, mode, max: Pert(*three_points(min, mode, max))
}


def pert(*, min: float, mode: float, max: float) -> Pert:
    """State a PERT by its least, likeliest and largest value.

    Parameters
    ----------
    min, mode, max : float
        0 <= min <= mode <= max, min < max.

    Returns
    -------
    Pert

    Raises
    ------
    FunnelError
        If they are out of order or negative.

    Examples
    --------
    >>> pert(min=1.0, mode=2.0, max=9.0)
    Pert(low=1.0, mode=2.0, high=9.0)
    """
    return build("PERT", WAYS, {"min": min, "mode": mode, "max": max})
