"""Constant: everybody takes the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from simfunnel.compiled import njit, njit_apart
from simfunnel.variates.distribution import ClosedForm, Laws
from simfunnel.variates.slots import CONSTANT
from simfunnel.variates.statements import Ways, not_negative, positive
from simfunnel.words import say

__all__ = ["WAYS", "Constant", "constant"]


@njit_apart
def quantile(value: float, u: float) -> float:
    """Return the value."""
    return value


@njit
def survival(value: float, x: float) -> float:
    """Return 1 before the value, 0 from it on."""
    return 1.0 if x < value else 0.0


@njit
def remaining(value: float, age: float, u: float) -> float:
    """Return what is left of the value."""
    rest = value - age
    return rest if rest > 0.0 else 0.0


@njit
def mean(value: float) -> float:
    """Return the value."""
    return value


@dataclass(frozen=True)
class Constant(ClosedForm):
    """Everybody takes the same.

    Parameters
    ----------
    value : float
        At least 0.

    Examples
    --------
    >>> Constant(30.0).quantile(0.9)
    30.0
    """

    value: float

    kind: ClassVar[float] = CONSTANT
    laws: ClassVar[Laws] = Laws(quantile, survival, remaining, mean)

    def parameters(self) -> tuple[float, ...]:
        """Return the parameters in the order of the slot."""
        return (self.value,)

    def scaled(self, factor: float) -> Constant:
        """Return the distribution of `factor` times this one."""
        return Constant(self.value * positive("factor", factor))

    def corners(self) -> tuple[float, ...]:
        """Return the value, where the curve falls from 1 to 0."""
        return (self.value,)


def constant(*, exactly: float) -> Constant:
    """State a constant.

    Parameters
    ----------
    exactly : float
        At least 0.

    Returns
    -------
    Constant

    Raises
    ------
    FunnelError
        If it is negative or not finite.

    Examples
    --------
    >>> constant(exactly=30.0)
    Constant(value=30.0)
    """
    return Constant(not_negative(say("exact value"), exactly))


#: Each way of stating a constant.
WAYS: Ways[Constant] = {("exactly",): constant}
