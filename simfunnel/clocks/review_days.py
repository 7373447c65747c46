"""The days on which limits are reviewed."""

from __future__ import annotations

from datetime import date

import numpy as np

from simfunnel.clocks.closing import period_edges
from simfunnel.clocks.tables import DAY, Reviews

__all__ = ["FIRST_MONDAY", "review_days"]

FIRST_MONDAY = date(1970, 1, 5)
"""The Monday that has the number 0."""


def review_days(start: date, first_day: int, n_days: int) -> Reviews:
    """Return the review days of a table.

    Parameters
    ----------
    start : datetime.date
        Day 0.
    first_day, n_days : int
        The days of the table.

    Returns
    -------
    Reviews
        What `simfunnel.clocks.scalar.next_review` reads.

    Examples
    --------
    >>> review_days(date(2026, 7, 1), 0, 40).months // 86_400
    array([ 0, 31, 62])
    """
    months = np.array(period_edges(start, first_day, n_days, "month"), dtype=np.int64) * DAY
    return Reviews(np.concatenate([[(start - FIRST_MONDAY).days], months]))
