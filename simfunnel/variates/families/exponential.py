"""Exponential: what remains does not depend on how long it has taken so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from simfunnel.compiled import njit, njit_apart
from simfunnel.variates.distribution import ClosedForm, Laws
from simfunnel.variates.portable import exp, log
from simfunnel.variates.slots import EXPONENTIAL
from simfunnel.variates.statements import Ways, build, positive

__all__ = ["WAYS", "Exponential", "exponential"]

_LN2 = 0.6931471805599453


@njit_apart
def quantile(average: float, u: float) -> float:
    """Return -mean * log(1 - u)."""
    return -average * log(1.0 - u)


@njit
def survival(average: float, x: float) -> float:
    """Return exp(-x / mean)."""
    return 1.0 if x <= 0.0 else exp(-x / average)


@njit
def remaining(average: float, age: float, u: float) -> float:
    """Return what remains after any age: the same as at the start."""
    if not survival(average, age) > 0.0:
        return 0.0
    return quantile(average, u)


@njit
def mean(average: float) -> float:
    """Return the mean."""
    return average


@dataclass(frozen=True)
class Exponential(ClosedForm):
    """The chance to end in the next second is always the same.

    Parameters
    ----------
    average : float
        The mean, above 0.

    Examples
    --------
    >>> Exponential(10.0).remaining(25.0, 0.5) == Exponential(10.0).quantile(0.5)
    True
    """

    average: float

    kind: ClassVar[float] = EXPONENTIAL
    laws: ClassVar[Laws] = Laws(quantile, survival, remaining, mean)

    def parameters(self) -> tuple[float, ...]:
        """Return the parameters in the order of the slot."""
        return (self.average,)

    def scaled(self, factor: float) -> Exponential:
        """Return the distribution of `factor` times this one."""
        return Exponential(self.average * positive("factor", factor))


#: Each way of stating an exponential.
WAYS: Ways[Exponential] = {
    ("mean",): lambda mean: Exponential(positive("mean", mean)),
    ("median",): lambda median: Exponential(positive("median", median) / _LN2),
}


def exponential(*, mean: float | None = None, median: float | None = None) -> Exponential:
    """State an exponential by its mean or its median.

    Parameters
    ----------
    mean : float, optional
        The average, above 0.
    median : float, optional
        Half of all take less; above 0.

    Returns
    -------
    Exponential

    Raises
    ------
    FunnelError
        If not exactly one is given, or it is not above 0.

    Examples
    --------
    >>> exponential(mean=10.0)
    Exponential(average=10.0)
    """
    return build("exponential", WAYS, {"mean": mean, "median": median})
