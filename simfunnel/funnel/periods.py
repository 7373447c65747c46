"""Reporting periods: stretches of days from an edge to before the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from simfunnel.errors import FunnelError, did_you_mean
from simfunnel.words import listed, say

__all__ = ["PERIODS", "Periods"]

PERIODS = ("week", "month", "quarter")
TOGETHER = "together"
"""One period for all days."""


def _next_edge(day: date, period: str) -> date:
    """Return the first calendar edge after a day."""
    months = 1 if period == "month" else 3
    first = (day.month - 1) // months * months + months
    return date(day.year + first // 12, first % 12 + 1, 1)


@dataclass(frozen=True)
class Periods:
    """Reporting periods of a horizon.

    Weeks are 7-day blocks from the start. Months and quarters have calendar edges; a first or
    last one that the horizon cuts is kept and marked as a part.

    Parameters
    ----------
    period : str
        week, month or quarter.
    starts : tuple of date
        First day of each period.
    end : date
        The day after the last one.
    part : tuple of bool
        Whether the horizon cuts the period.

    Examples
    --------
    >>> periods = Periods.of(date(2026, 9, 15), date(2026, 11, 30), "month")
    >>> periods.starts[1], periods.part
    (datetime.date(2026, 10, 1), (True, False, False))
    """

    period: str
    starts: tuple[date, ...]
    end: date
    part: tuple[bool, ...]

    @classmethod
    def of(cls, start: date, last: date, period: str) -> Periods:
        """Cut the days from `start` to `last`, both counted, into periods."""
        if period not in PERIODS:
            raise FunnelError(
                say(
                    "the period is {period}; write {periods}.{hint}",
                    period=repr(period),
                    periods=listed(PERIODS),
                    hint=did_you_mean(period, PERIODS),
                )
            )
        end = last + timedelta(days=1)
        starts: list[date] = []
        part: list[bool] = []
        day = start
        while day < end:
            if period == "week":
                whole_from, after = day, day + timedelta(days=7)
            else:
                after = _next_edge(day, period)
                months = 1 if period == "month" else 3
                back = after.month - 1 - months
                whole_from = date(after.year + back // 12, back % 12 + 1, 1)
            starts.append(day)
            part.append(day != whole_from or after > end)
            day = after
        return cls(period, tuple(starts), end, tuple(part))

    def together(self) -> Periods:
        """Return one period for all of them.

        Examples
        --------
        >>> Periods.of(date(2026, 9, 15), date(2026, 11, 30), "month").together().labels()
        ['2026-09-15 to 2026-11-30']
        """
        return Periods(TOGETHER, self.starts[:1], self.end, (False,))

    def __len__(self) -> int:
        """Return how many periods there are."""
        return len(self.starts)

    def of_day(self) -> NDArray[np.int64]:
        """Return the number of the period of each day, shape (n_days,)."""
        edges = [*self.starts, self.end]
        counts = [(b - a).days for a, b in pairwise(edges)]
        return np.repeat(np.arange(len(counts), dtype=np.int64), counts)

    def edges(self) -> list[int]:
        """Return the second at which each period begins, and the end of the last."""
        return [(day - self.starts[0]).days * 86_400 for day in (*self.starts, self.end)]

    def labels(self) -> list[str]:
        """Return a plain label of each period: '2026-09', '2026 Q3' or the week's first day."""
        if self.period == "week":
            return [day.isoformat() for day in self.starts]
        if self.period == TOGETHER:
            return [f"{self.starts[0]} to {self.end - timedelta(days=1)}"]
        if self.period == "month":
            return [f"{day:%Y-%m}" for day in self.starts]
        return [f"{day.year} Q{(day.month - 1) // 3 + 1}" for day in self.starts]
