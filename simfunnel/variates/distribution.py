"""What a distribution is: the protocol, and the base classes of the families.

A distribution is a frozen dataclass of its parameters. It lays itself out as a slot and a table
(`slots`), and its quantile, survival and so on call the very functions that the engines call, so
Python and the engines cannot differ. This module knows no family.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Protocol, Self, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from simfunnel.variates import table
from simfunnel.variates.slots import SLOT, slot_of

__all__ = ["ClosedForm", "Distribution", "Laws", "Tabled"]

Numbers = NDArray[np.float64]


@runtime_checkable
class Distribution(Protocol):
    """A duration, an amount: any number that varies from lead to lead.

    Examples
    --------
    >>> from simfunnel.variates import lognormal
    >>> isinstance(lognormal(median=14.0, p90=40.0), Distribution)
    True
    """

    def slot(self, table_start: int = 0) -> Numbers:
        """Return the eight numbers of the slot, for a table that begins at `table_start`."""

    def table(self) -> Numbers:
        """Return the table, empty for families in closed form."""

    def quantile(self, u: float) -> float:
        """Return the value below which a share u of the draws lies."""

    def survival(self, x: float) -> float:
        """Return the share of draws above x."""

    def remaining(self, age: float, u: float) -> float:
        """Return quantile u of what remains for a lead already `age` old."""

    def mean(self) -> float:
        """Return the mean."""

    def scaled(self, factor: float) -> Distribution:
        """Return the distribution of `factor` times this one."""

    def corners(self) -> tuple[float, ...]:
        """Return the values at which the survival curve has a step or an end."""


class FlatDistribution(ABC):
    """The base of all families: a frozen dataclass that lays itself out flat."""

    @abstractmethod
    def slot(self, table_start: int = 0) -> Numbers:
        """Return the eight numbers of the slot, for a table that begins at `table_start`."""

    @abstractmethod
    def scaled(self, factor: float) -> Self:
        """Return the distribution of `factor` times this one."""

    def table(self) -> Numbers:
        """Return the table, empty for families in closed form."""
        return np.empty(0)

    def corners(self) -> tuple[float, ...]:
        """Return the values at which the survival curve has a step or an end."""
        return ()

    @cached_property
    def numbers(self) -> Numbers:
        """Slot and table one after the other: a whole array for the scalar functions."""
        return np.concatenate([self.slot(SLOT), self.table()])


@dataclass(frozen=True)
class Laws:
    """The four scalar functions of a family in closed form.

    Parameters
    ----------
    quantile, survival, remaining, mean : callable
        Take the family's parameters, then the first three u, x, or age and u.
    """

    quantile: Callable[..., float]
    survival: Callable[..., float]
    remaining: Callable[..., float]
    mean: Callable[..., float]


class ClosedForm(FlatDistribution):
    """The base of families whose slot is their parameters."""

    kind: ClassVar[float]
    laws: ClassVar[Laws]

    @abstractmethod
    def parameters(self) -> tuple[float, ...]:
        """Return the parameters in the order of the slot."""

    def slot(self, table_start: int = 0) -> Numbers:
        """Return the eight numbers of the slot: kind and parameters."""
        return slot_of(self.kind, *self.parameters())

    def quantile(self, u: float) -> float:
        """Return the value below which a share u of the draws lies; 0 and 1 give the ends."""
        return self.laws.quantile(*self.parameters(), float(u))

    def survival(self, x: float) -> float:
        """Return the share of draws above x."""
        return self.laws.survival(*self.parameters(), float(x))

    def remaining(self, age: float, u: float) -> float:
        """Return quantile u of what remains for a lead already `age` old, at least 0."""
        if age <= 0.0:
            return self.quantile(u)
        return self.laws.remaining(*self.parameters(), float(age), float(u))

    def mean(self) -> float:
        """Return the mean."""
        return self.laws.mean(*self.parameters())


class Tabled(FlatDistribution):
    """The base of families that are drawn from a table."""

    def quantile(self, u: float) -> float:
        """Return the value below which a share u of the draws lies; 0 and 1 give the ends."""
        return table.quantile(self.numbers, 0, float(u))

    def survival(self, x: float) -> float:
        """Return the share of draws above x."""
        return table.survival(self.numbers, 0, float(x))

    def remaining(self, age: float, u: float) -> float:
        """Return quantile u of what remains for a lead already `age` old, at least 0."""
        if age <= 0.0:
            return self.quantile(u)
        return table.remaining(self.numbers, 0, float(age), float(u))

    def mean(self) -> float:
        """Return the mean of what the table draws."""
        return table.mean(self.numbers, 0)
