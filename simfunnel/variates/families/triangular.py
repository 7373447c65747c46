"""Triangular: from a least to a most, with a likeliest value between."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from simfunnel.compiled import njit, njit_apart
from simfunnel.errors import FunnelError
from simfunnel.variates.distribution import ClosedForm, Laws
from simfunnel.variates.slots import TRIANGULAR
from simfunnel.variates.statements import Ways, build, larger, not_negative, positive, shown
from simfunnel.words import say

__all__ = ["WAYS", "Triangular", "three_points", "triangular"]


@njit
def _at_survival(low: float, mode: float, high: float, share: float) -> float:
    """Return the value that this share survives."""
    if share * (high - low) >= high - mode:
        return low + math.sqrt((1.0 - share) * (high - low) * (mode - low))
    return high - math.sqrt(share * (high - low) * (high - mode))


@njit_apart
def quantile(low: float, mode: float, high: float, u: float) -> float:
    """Return the value below which a share u lies."""
    return _at_survival(low, mode, high, 1.0 - u)


@njit
def survival(low: float, mode: float, high: float, x: float) -> float:
    """Return the area of the triangle right of x."""
    if x <= low:
        return 1.0
    if x >= high:
        return 0.0
    if x < mode:
        return 1.0 - (x - low) * (x - low) / ((high - low) * (mode - low))
    return (high - x) * (high - x) / ((high - low) * (high - mode))


@njit
def remaining(low: float, mode: float, high: float, age: float, u: float) -> float:
    """Return what remains after `age`, in survival form."""
    share = (1.0 - u) * survival(low, mode, high, age)
    if not share > 0.0:
        return 0.0
    rest = _at_survival(low, mode, high, share) - age
    return rest if rest > 0.0 else 0.0


@njit
def mean(low: float, mode: float, high: float) -> float:
    """Return the average of the three corners."""
    return (low + mode + high) / 3.0


@dataclass(frozen=True)
class Triangular(ClosedForm):
    """The density rises straight to the mode and falls straight from it.

    Parameters
    ----------
    low, mode, high : float
        0 <= low <= mode <= high, low < high.

    Examples
    --------
    >>> Triangular(1.0, 2.0, 6.0).mean()
    3.0
    """

    low: float
    mode: float
    high: float

    kind: ClassVar[float] = TRIANGULAR
    laws: ClassVar[Laws] = Laws(quantile, survival, remaining, mean)

    def parameters(self) -> tuple[float, ...]:
        """Return the parameters in the order of the slot."""
        return (self.low, self.mode, self.high)

    def scaled(self, factor: float) -> Triangular:
        """Return the distribution of `factor` times this one."""
        positive("factor", factor)
        return Triangular(self.low * factor, self.mode * factor, self.high * factor)

    def corners(self) -> tuple[float, ...]:
        """Return the two ends."""
        return (self.low, self.high)


def three_points(min: float, mode: float, max: float) -> tuple[float, float, float]:
    """Check a least, a likeliest and a largest value.

    Parameters
    ----------
    min, mode, max : float
        0 <= min <= mode <= max, min < max.

    Returns
    -------
    tuple of float

    Raises
    ------
    FunnelError
        If they are out of order or negative.

    Examples
    --------
    >>> three_points(1, 2, 6)
    (1.0, 2.0, 6.0)
    """
    larger("max", positive("max", max), than="min", other=not_negative("min", min))
    if not min <= mode <= max:
        raise FunnelError(
            say(
                "The mode ({mode}) must lie between the min ({min}) and the max ({max}).",
                mode=shown(mode),
                min=shown(min),
                max=shown(max),
            )
        )
    return float(min), float(mode), float(max)


#: Each way of stating a triangular.
WAYS: Ways[Triangular] = {
    ("min", "mode", "max"): lambda min, mode, max: Triangular(*three_points(min, mode, max))
}


def triangular(*, min: float, mode: float, max: float) -> Triangular:
    """State a triangular by its least, likeliest and largest value.

    Parameters
    ----------
    min, mode, max : float
        0 <= min <= mode <= max, min < max.

    Returns
    -------
    Triangular

    Raises
    ------
    FunnelError
        If they are out of order or negative.

    Examples
    --------
    >>> triangular(min=1.0, mode=2.0, max=6.0)
    Triangular(low=1.0, mode=2.0, high=6.0)
    """
    return build("triangular", WAYS, {"min": min, "mode": mode, "max": max})
