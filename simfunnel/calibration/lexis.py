"""Who was at risk, and who left, by days since entry: the Lexis table of a stage.

A stay entered on day e is at risk at age 0 on that day, at age 1 on the next, up to and including
the day it was left. Days outside the window of observation do not count, on either side (left
truncation, right censoring).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["Lexis", "lexis_table"]


@dataclass(frozen=True, eq=False)
class Lexis:
    """Exposure and exits of one stage by whole days since entry.

    Parameters
    ----------
    exits : tuple of str
        The ways out that were seen.
    exposure : ndarray of int64, shape (n_ages,)
        Stay-days at risk at each age.
    left : ndarray of int64, shape (n_exits, n_ages)
        Exits at each age.
    """

    exits: tuple[str, ...]
    exposure: NDArray[np.int64]
    left: NDArray[np.int64]


def lexis_table(stays: pd.DataFrame, first_day: date, last_day: date) -> Lexis:
    """Count exposure and exits by age within a window of days.

    Parameters
    ----------
    stays : DataFrame
        Stays of one stage: entered_at, left_at (NaT: open), exit.
    first_day, last_day : date
        The days that count, both included. Stays entered earlier count from the age that they had
        on the first day; stays left later are open at the end of the last.

    Returns
    -------
    Lexis
        The table, up to the highest age at risk.

    Examples
    --------
    >>> stays = pd.DataFrame({
    ...     "entered_at": pd.to_datetime(["2026-01-01", "2026-01-02"]),
    ...     "left_at": pd.to_datetime(["2026-01-03", None]), "exit": ["won", None]})
    >>> table = lexis_table(stays, date(2026, 1, 1), date(2026, 1, 5))
    >>> table.exposure, table.left
    (array([2, 2, 2, 1]), array([[0, 0, 1, 0]]))
    """
    first, last = _day(first_day), _day(last_day)
    entered = _days(stays["entered_at"])
    ended = stays["left_at"].notna().to_numpy() & (_days(stays["left_at"]) <= last)
    left = np.where(ended, _days(stays["left_at"]), last)
    youngest = np.maximum(0, first - entered)
    oldest = left - entered
    counts = (oldest >= youngest) & (entered <= last)
    n_ages = int(oldest[counts].max()) + 1 if counts.any() else 1
    change = np.bincount(youngest[counts], minlength=n_ages + 1)
    change = change - np.bincount(oldest[counts] + 1, minlength=n_ages + 1)
    exposure = np.cumsum(change)[:n_ages]
    gone = counts & ended
    names = stays["exit"].to_numpy(dtype=object)[gone]
    exits = tuple(sorted(set(names)))
    by_age = [np.bincount(oldest[gone][names == name], minlength=n_ages) for name in exits]
    table = np.array(by_age, dtype=np.int64).reshape(len(exits), n_ages)
    return Lexis(exits, exposure.astype(np.int64), table)


def _day(day: date) -> int:
    """Return a date as days since 1970."""
    return int(np.datetime64(day, "D").astype(np.int64))


def _days(moments: pd.Series) -> NDArray[np.int64]:
    """Return moments as days since 1970; NaT is far in the past."""
    days: NDArray[np.int64] = moments.to_numpy().astype("datetime64[D]").astype(np.int64)
    return days
