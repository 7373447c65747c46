"""What compiled functions read: all clocks of a funnel in one struct, and its review days."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["DAY", "MILLION", "NEVER", "Clocks", "Reviews"]

DAY = 86_400
"""Seconds of a day."""

MILLION = 1_000_000
"""Whole millionths of speed 1, and of a second of clock time."""

NEVER = 2**63 - 1
"""The moment that does not come: the largest int64."""


class Clocks(NamedTuple):
    """All clocks of a funnel on one axis of days; row 0 is the calendar.

    Clock time is kept in whole millionths of a second, so values are exact integers.

    Parameters
    ----------
    first_day : int
        First day of the axis, counted from the day of the scenario's start (0); may be negative.
    opens, closes : ndarray of int64, shape (n_clocks, n_days)
        Seconds of the day between which a clock runs.
    speeds : ndarray of int64, shape (n_clocks, n_days)
        Speed while open, in millionths.
    totals : ndarray of int64, shape (n_clocks, n_days + 1)
        Clock time at each midnight since the first, in millionths of a second.
    """

    first_day: int
    opens: NDArray[np.int64]
    closes: NDArray[np.int64]
    speeds: NDArray[np.int64]
    totals: NDArray[np.int64]


class Reviews(NamedTuple):
    """When limits are reviewed.

    Parameters
    ----------
    ordinal : int
        Days from Monday 1970-01-05, the Monday number 0, to the day of the scenario's start.
    months : ndarray of int64, shape (n_months,)
        Seconds at which months begin, ascending.
    """

    ordinal: int
    months: NDArray[np.int64]
