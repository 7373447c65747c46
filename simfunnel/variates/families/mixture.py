"""Mixture: several kinds of leads in one, each share with its own distribution."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from simfunnel.errors import FunnelError
from simfunnel.variates import table as curve
from simfunnel.variates.distribution import Distribution, Tabled
from simfunnel.variates.slots import TABLE, slot_of
from simfunnel.variates.statements import positive, share, shown
from simfunnel.words import say

__all__ = ["Mixture", "mixture"]


@dataclass(frozen=True)
class Mixture(Tabled):
    """Each share of the leads has its own distribution.

    Drawn from a table with the knots of all components and their corners, so that constants stay
    exact and a hump keeps its shape (`simfunnel.variates.table`).

    Parameters
    ----------
    shares : tuple of float
        Of the components; their sum is 1.
    components : tuple of Distribution

    Examples
    --------
    >>> from simfunnel.variates import constant, exponential
    >>> two = Mixture((0.25, 0.75), (constant(exactly=30.0), exponential(mean=10.0)))
    >>> f"{two.survival(29.999) - two.survival(30.0):.3f}"
    '0.250'
    """

    shares: tuple[float, ...]
    components: tuple[Distribution, ...]

    @cached_property
    def _knots(self) -> NDArray[np.float64]:
        """The table."""
        below = (1.0 - curve.knot_survivals()[1:-1]).tolist()
        values = {component.quantile(u) for component in self.components for u in below}
        values |= {_start(component, below[0]) for component in self.components}
        corners = set(self.corners())
        points = {(value, -self._above(value)) for value in values | corners}
        points |= {(corner, -self._above(_just_below(corner))) for corner in corners}
        return _table(sorted(points), self._end(below[-1]))

    def _end(self, u: float) -> float:
        """Return where the last straight piece ends, which starts at quantile u."""
        ends = [component.quantile(1.0) for component in self.components]
        if all(end < math.inf for end in ends):
            return max(ends)
        start, middle = (
            max(component.quantile(share) for component in self.components)
            for share in (u, 0.5 * (1.0 + u))
        )
        return 2.0 * middle - start

    def _above(self, x: float) -> float:
        """Return the share above x, summed over the components in order."""
        pairs = zip(self.shares, self.components, strict=True)
        return sum(weight * component.survival(x) for weight, component in pairs)

    def slot(self, table_start: int = 0) -> NDArray[np.float64]:
        """Return the eight numbers of the slot: p0 is 1, p2 the mean."""
        parameters = (1.0, 0.0, curve.mean_of(self._knots))
        length = len(self._knots)
        return slot_of(TABLE, *parameters, table_start=table_start, table_length=length)

    def table(self) -> NDArray[np.float64]:
        """Return the knots, shape (2n,)."""
        return self._knots

    def scaled(self, factor: float) -> Mixture:
        """Return the distribution of `factor` times this one."""
        positive("factor", factor)
        return Mixture(self.shares, tuple(one.scaled(factor) for one in self.components))

    def corners(self) -> tuple[float, ...]:
        """Return the corners of all components."""
        return tuple(sorted({corner for one in self.components for corner in one.corners()}))


def _start(component: Distribution, u: float) -> float:
    """Return where the first straight piece begins, which ends at quantile u."""
    return max(0.0, 2.0 * component.quantile(0.5 * u) - component.quantile(u))


def _just_below(x: float) -> float:
    """Return the next smaller number."""
    return math.nextafter(x, -math.inf)


def _table(points: list[tuple[float, float]], end: float) -> NDArray[np.float64]:
    """Lay out points (value, minus survival), sorted, as a table from 1 to 0."""
    values = np.array([value for value, _ in points])
    survivals = np.minimum.accumulate(np.array([-minus for _, minus in points]))
    survivals = np.where(survivals > 1.0, 1.0, survivals)
    if survivals[0] < 1.0:
        values, survivals = np.insert(values, 0, values[0]), np.insert(survivals, 0, 1.0)
    if survivals[-1] > 0.0:
        values, survivals = np.append(values, max(end, values[-1])), np.append(survivals, 0.0)
    return curve.table_of(values, survivals)


def mixture(parts: Sequence[tuple[float, Distribution]]) -> Mixture:
    """State a mixture by its parts.

    Parameters
    ----------
    parts : sequence of (float, Distribution)
        Share and distribution of each; the shares sum to 1. A spike is
        ``(0.2, constant(exactly=30.0))``.

    Returns
    -------
    Mixture

    Raises
    ------
    FunnelError
        If there are fewer than two parts, a share is not between 0 and 1, or they do not sum
        to 1.

    Examples
    --------
    >>> from simfunnel.variates import constant, lognormal
    >>> fast, slow = lognormal(median=8.0, p90=15.0), lognormal(median=84.0, p90=130.0)
    >>> two_humps = mixture([(0.5, fast), (0.5, slow)])
    >>> f"{two_humps.survival(30.0):.3f}"
    '0.501'
    """
    if len(parts) < 2:
        raise FunnelError(
            say("A mixture of {n_parts} parts is none; give at least two.", n_parts=len(parts))
        )
    total = sum(share(say("share of a part"), weight) for weight, _ in parts)
    if not abs(total - 1.0) < 1e-9:
        raise FunnelError(
            say("The shares of the parts sum to {total}; they must sum to 1.", total=shown(total))
        )
    weights = tuple(weight / total for weight, _ in parts)
    return Mixture(weights, tuple(part for _, part in parts))
