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


HEAD = 2  # numbers before the first clock's first day
OPENS, CLOSES, SPEED, TOTAL = range(4)
DAY_COLUMNS = 4


class Clocks(NamedTuple):
    """All clocks of a funnel on one axis of days, as one array; row 0 is the calendar.

    Clock time is kept in whole millionths of a second, so values are exact integers. One array,
    because compiled functions hand it on from one to the next.

    Parameters
    ----------
    table : ndarray of int64, shape (2 + 4 n_clocks (n_days + 1),)
        First day of the axis, counted from the day of the scenario's start (0), may be negative;
        number of days; then for each clock and day: the seconds of the day at which it opens and
        closes, its speed while open, in millionths, and the clock time at midnight, in millionths
        of a second. The day after the last has only that.
    """

    table: NDArray[np.int64]

    @property
    def first_day(self) -> int:
        """First day of the axis."""
        return int(self.table[0])

    @property
    def n_days(self) -> int:
        """How many days the axis has."""
        return int(self.table[1])

    @property
    def _days(self) -> NDArray[np.int64]:
        """A view, shape (n_clocks, n_days + 1, 4)."""
        return self.table[HEAD:].reshape(-1, self.n_days + 1, DAY_COLUMNS)

    @property
    def opens(self) -> NDArray[np.int64]:
        """Seconds of the day at which a clock begins to run, shape (n_clocks, n_days)."""
        return self._days[:, :-1, OPENS]

    @property
    def closes(self) -> NDArray[np.int64]:
        """Seconds of the day at which it stops, shape (n_clocks, n_days)."""
        return self._days[:, :-1, CLOSES]

    @property
    def speeds(self) -> NDArray[np.int64]:
        """Speed while open, in millionths, shape (n_clocks, n_days)."""
        return self._days[:, :-1, SPEED]

    @property
    def totals(self) -> NDArray[np.int64]:
        """Clock time at each midnight, in millionths of a second, shape (n_clocks, n_days + 1)."""
        return self._days[:, :, TOTAL]


class Reviews(NamedTuple):
    """When limits are reviewed, as one array.

    Parameters
    ----------
    table : ndarray of int64, shape (1 + n_months,)
        Days from Monday 1970-01-05, the Monday number 0, to the day of the scenario's start; then
        the seconds at which months begin, ascending.
    """

    table: NDArray[np.int64]

    @property
    def months(self) -> NDArray[np.int64]:
        """Seconds at which months begin."""
        return self.table[1:]
