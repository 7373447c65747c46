"""Counts that differ from future to future: their average and their range, as charts write them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from simfunnel.charts.amounts import Amounts, rounding_unit
from simfunnel.words import say

__all__ = ["Span", "no_span", "span_of"]


@dataclass(frozen=True)
class Span:
    r"""The average of a count over all futures, and between what 8 in 10 futures lie.

    Parameters
    ----------
    mean : float
        Averages add up; ranges do not.
    low, high : float
        One future in ten is lower, one in ten is higher.
    unit : float
        To a multiple of which the numbers are known; 0 for exactly.

    Examples
    --------
    >>> span = Span(663.2, 581.0, 742.0, unit=10.0)
    >>> span.text(), span.range_text().split("\N{EN DASH}")
    ('660', ['580', '740'])
    >>> Span(31.0, 31.0, 31.0).range_text()
    'exactly'
    """

    mean: float
    low: float
    high: float
    unit: float = 0.0

    @property
    def is_exact(self) -> bool:
        """Whether every future gives the same."""
        return self.low == self.high == self.mean

    @property
    def amounts(self) -> Amounts:
        """How the numbers are written."""
        amounts = Amounts("won")
        return replace(amounts, unit=max(self.unit, 1.0) if self.mean >= 10.0 else 0.1)

    def text(self) -> str:
        """Return the average, rounded to what is known."""
        return self.amounts.short(self.mean)

    def range_text(self) -> str:
        """Return the range."""
        if self.is_exact:
            return say("exactly")
        return replace(self.amounts, unit=max(self.amounts.unit, 1.0)).range(self.low, self.high)


def no_span() -> Span:
    """Return the span of what never happens.

    Examples
    --------
    >>> no_span().text()
    '0'
    """
    return Span(0.0, 0.0, 0.0)


def span_of(draws: NDArray[np.int64] | NDArray[np.float64]) -> Span:
    """Return the span of a count.

    Parameters
    ----------
    draws : ndarray, shape (n_futures,)
        The count in each future. The range is that of futures which were simulated: the smallest
        count that at least 10 % of them do not exceed, and the same for 90 %.

    Examples
    --------
    >>> span_of(np.arange(1, 11))
    Span(mean=5.5, low=1.0, high=9.0, unit=1.0)
    """
    ordered = np.sort(np.asarray(draws, dtype=np.float64))
    n = len(ordered)
    if n == 0:
        return no_span()
    low, high = (float(ordered[-(-percent * n // 100) - 1]) for percent in (10, 90))
    return Span(float(ordered.mean()), low, high, rounding_unit(ordered))
