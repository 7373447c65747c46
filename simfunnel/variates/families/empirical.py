"""Empirical: as observed, in straight pieces; from a list of values or from a survival curve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simfunnel.errors import FunnelError
from simfunnel.variates import table as curve
from simfunnel.variates.distribution import Tabled
from simfunnel.variates.slots import TABLE, slot_of
from simfunnel.variates.statements import not_negative, positive, shown
from simfunnel.words import say

__all__ = ["Empirical", "empirical", "empirical_curve"]


@dataclass(frozen=True)
class Empirical(Tabled):
    """A survival curve in straight pieces.

    Parameters
    ----------
    values : tuple of float
        Knots, at least 0, never falling; two equal ones make a spike.
    survivals : tuple of float
        Share above each knot, from 1 down to 0, never rising.

    Examples
    --------
    >>> Empirical((0.0, 4.0), (1.0, 0.0)).quantile(0.25)
    1.0
    """

    values: tuple[float, ...]
    survivals: tuple[float, ...]

    def slot(self, table_start: int = 0) -> NDArray[np.float64]:
        """Return the eight numbers of the slot: p0 is 1, p2 the mean."""
        table = self.table()
        parameters = (1.0, 0.0, curve.mean_of(table))
        return slot_of(TABLE, *parameters, table_start=table_start, table_length=len(table))

    def table(self) -> NDArray[np.float64]:
        """Return the knots, shape (2n,)."""
        return curve.table_of(np.array(self.values), np.array(self.survivals))

    def scaled(self, factor: float) -> Empirical:
        """Return the distribution of `factor` times this one."""
        positive("factor", factor)
        return Empirical(tuple(value * factor for value in self.values), self.survivals)

    def corners(self) -> tuple[float, ...]:
        """Return all knots."""
        return self.values


def empirical(values: Sequence[float]) -> Empirical:
    """State a distribution by observed values.

    Each value stands for an equal share, spread evenly between its neighbours: the i-th of n
    stands at (i - 1/2) / n, and the curve is straight between. The mean is the average of the
    values; equal values make a spike.

    Parameters
    ----------
    values : sequence of float
        At least 0, in any order, at least one.

    Returns
    -------
    Empirical
        With two more knots than values.

    Raises
    ------
    FunnelError
        If there are none, or one is negative or not finite.

    Examples
    --------
    >>> seen = empirical([3.0, 1.0, 8.0])
    >>> seen.mean(), seen.quantile(0.5)
    (4.0, 3.0)
    """
    if not len(values):
        raise FunnelError(say("There are no observed values; give at least one."))
    ordered = sorted(not_negative(say("observed value"), value) for value in values)
    n = len(ordered)
    middles = [(n - i - 0.5) / n for i in range(n)]
    return Empirical((ordered[0], *ordered, ordered[-1]), (1.0, *middles, 0.0))


def empirical_curve(values: Sequence[float], survivals: Sequence[float]) -> Empirical:
    """State a distribution by points of its survival curve, straight between them.

    Parameters
    ----------
    values : sequence of float
        At least 0, never falling.
    survivals : sequence of float
        Share above each value, 0 to 1, never rising, ending at 0. If the first is below 1, the
        rest is a spike at the first value.

    Returns
    -------
    Empirical

    Raises
    ------
    FunnelError
        If lengths differ, the numbers are out of order, or the curve does not end at 0.

    Examples
    --------
    >>> empirical_curve([0.0, 10.0, 30.0], [1.0, 0.4, 0.0]).quantile(0.6)
    10.0
    """
    if len(values) != len(survivals) or not len(values):
        raise FunnelError(
            say(
                "There are {n_values} values and {n_survivals} survival shares; give as many of "
                "one as of the other, at least one.",
                n_values=len(values),
                n_survivals=len(survivals),
            )
        )
    knots = [not_negative("value", value) for value in values]
    shares = [float(one) for one in survivals]
    if knots != sorted(knots):
        raise FunnelError(say("The values of a survival curve must not fall; sort them."))
    if not all(0.0 <= one <= 1.0 for one in shares) or shares != sorted(shares, reverse=True):
        raise FunnelError(say("The shares of a survival curve must fall from at most 1 to 0."))
    if shares[-1] != 0.0:
        raise FunnelError(
            say(
                "The survival curve ends at {shares}, not at 0; state the share that never ends "
                "apart, and divide the curve by the rest.",
                shares=shown(shares[-1]),
            )
        )
    if shares[0] < 1.0:
        knots, shares = [knots[0], *knots], [1.0, *shares]
    return Empirical(tuple(knots), tuple(shares))
