"""What changes the amount of a deal: the source that both engines share.

A discount is drawn when the customer's time begins, since it acts on the odds of going on; drift
is drawn when the deal goes on, and both change the amount then, once.
"""

from __future__ import annotations

import math

from simfunnel.compiled import njit, njit_apart
from simfunnel.variates import exp, normal_quantile

__all__ = ["changed_amount", "commission_of", "discount_of"]


@njit_apart
def discount_of(average: float, u: float) -> float:
    """Return the discount of a deal: a triangle from nothing to twice the average.

    Examples
    --------
    >>> discount_of(0.08, 0.5), discount_of(0.08, 0.125), discount_of(0.0, 0.9)
    (0.08, 0.04, 0.0)
    """
    if u < 0.5:
        return average * math.sqrt(2.0 * u)
    return average * (2.0 - math.sqrt(2.0 * (1.0 - u)))


@njit_apart
def changed_amount(
    amount: int, median: float, sigma: float, discount: float, u: float
) -> tuple[int, int]:
    """Return the amount after drift, and after drift and discount, in hundredths.

    Examples
    --------
    >>> changed_amount(1_000_00, 0.96, 0.0, 0.1, 0.5)
    (96000, 86400)
    """
    drift = median
    if sigma > 0.0:
        drift = median * exp(sigma * normal_quantile(u))
    drifted = math.floor(amount * drift + 0.5)
    return drifted, math.floor(drifted * (1.0 - discount) + 0.5)


@njit
def commission_of(amount: int, share: float) -> int:
    """Return the commission on a deal, in hundredths.

    Examples
    --------
    >>> commission_of(1_000_00, 0.06)
    6000
    """
    return math.floor(amount * share + 0.5)
