"""What customers renew and pay: the source that both engines share."""

from __future__ import annotations

import math

from simfunnel.compiled import njit, njit_apart

__all__ = ["YEAR", "part_of", "renewal_share", "renewed_amount"]

YEAR = 31_557_600  # seconds of 365.25 days


@njit
def renewal_share(first: float, later: float, rises: float, number: int) -> float:
    """Return which share renews after term `number`, counted from 1.

    The rising shares are those of the shifted beta-geometric law (Fader and Hardie, 2007): of
    customers whose own rates of leaving follow a beta law, term n keeps (b + n - 1)/(a + b + n -
    1). The first two shares say what a and b are.

    Examples
    --------
    >>> renewal_share(0.8, 0.9, 0.0, 1), renewal_share(0.8, 0.9, 0.0, 5)
    (0.8, 0.9)
    >>> round(renewal_share(0.75, 0.8, 1.0, 1), 12), round(renewal_share(0.75, 0.8, 1.0, 2), 12)
    (0.75, 0.8)
    >>> round(renewal_share(0.75, 0.8, 1.0, 3), 6)
    0.833333
    """
    if rises == 0.0:
        return first if number == 1 else later
    both = (1.0 - later) / (later - first)
    return (both * first + (number - 1.0)) / (both + (number - 1.0))


@njit_apart
def renewed_amount(
    amount: int,
    uplift: float,
    expands: float,
    more: float,
    shrinks: float,
    less: float,
    v: float,
) -> int:
    """Return what a customer pays a year from a renewal on, in hundredths.

    Examples
    --------
    >>> renewed_amount(1_000_00, 1.0, 0.15, 1.3, 0.06, 0.7, 0.1)
    130000
    >>> renewed_amount(1_000_00, 1.05, 0.15, 1.3, 0.06, 0.7, 0.5)
    105000
    """
    lifted = math.floor(amount * uplift + 0.5)
    if v < expands:
        return math.floor(lifted * more + 0.5)
    if v >= 1.0 - shrinks:
        return math.floor(lifted * less + 0.5)
    return lifted


@njit_apart
def part_of(yearly: float, since: int, until: int) -> int:
    """Return what of a yearly amount falls between two seconds of a term; parts add up exactly.

    Examples
    --------
    >>> part_of(1_000_00, 0, YEAR // 4), part_of(1_000_00, YEAR // 4, YEAR)
    (25000, 75000)
    """
    before, after = yearly * (since / YEAR), yearly * (until / YEAR)
    return math.floor(after + 0.5) - math.floor(before + 0.5)
