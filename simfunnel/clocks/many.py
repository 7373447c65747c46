"""Reading clocks at many seconds at once, as tallies of spans do."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simfunnel.clocks.tables import DAY, Clocks

__all__ = ["clock_values"]


def clock_values(
    clocks: Clocks, numbers: NDArray[np.int64], seconds: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return what clocks show at seconds: `clock_value` of each pair.

    Parameters
    ----------
    clocks : Clocks
    numbers, seconds : ndarray of int64, shape (n,)
        Row of the clock, and seconds since the scenario's start.

    Returns
    -------
    ndarray of int64, shape (n,)
        Clock time since the axis begins, in millionths of a second; it stands still outside.

    Examples
    --------
    >>> from simfunnel.clocks import calendar_clock, stack
    >>> clock_values(stack([calendar_clock(0, 7)]), np.array([0, 0]), np.array([-5, 90]))
    array([       0, 90000000])
    """
    n_days = clocks.n_days
    day = seconds // DAY - clocks.first_day
    inside = np.clip(day, 0, n_days - 1)
    second = seconds - (inside + clocks.first_day) * DAY
    opened, closed = clocks.opens[numbers, inside], clocks.closes[numbers, inside]
    run = np.maximum(np.minimum(second, closed) - opened, 0)
    shown: NDArray[np.int64] = clocks.totals[numbers, inside] + run * clocks.speeds[numbers, inside]
    shown[day >= n_days] = clocks.totals[numbers[day >= n_days], n_days]
    shown[day < 0] = 0
    return shown
