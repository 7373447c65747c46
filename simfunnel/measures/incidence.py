"""Shares of those who leave by each exit, by age, where some are still there: Aalen and Johansen.

Those who are still there count for as long as they were seen (right censoring), those who were
seen only from some age on count from that age (left truncation). At each age at which anybody
left, the exits that happened over those who were at risk make the hazard; the share of an exit is
the sum, over ages, of its hazard times the share that was still there just before. Shares of all
exits and of those still there make 1 at every age. Where nobody is censored or truncated, the
shares are the plain ones.

References
----------
Aalen and Johansen (1978), An empirical transition matrix for non-homogeneous Markov chains based on
censored observations, Scandinavian Journal of Statistics 5, 141-150.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Incidence", "incidence"]

_DAY = 86_400
_SPAN = 2**33  # seconds: no age reaches it


@dataclass(frozen=True, eq=False)
class Incidence:
    """What happened at each age at which anybody of a group left, group by group.

    Parameters
    ----------
    n_groups, n_exits : int
    group, age : ndarray of int64, shape (n_cells,)
        Ages are seconds; cells are in order of group and age.
    at_risk : ndarray of int64, shape (n_cells,)
        How many were seen at that age.
    still : ndarray of float64, shape (n_cells,)
        Share that is still there just after that age.
    added : ndarray of float64, shape (n_cells, n_exits)
        What that age adds to the share of each exit.
    seen : ndarray of int64, shape (n_groups,)
        How many the group has.
    seen_from, seen_to : ndarray of int64, shape (n,)
        Group and age, in one number, from and up to which each was seen; sorted.
    """

    n_groups: int
    n_exits: int
    group: NDArray[np.int64]
    age: NDArray[np.int64]
    at_risk: NDArray[np.int64]
    still: NDArray[np.float64]
    added: NDArray[np.float64]
    seen: NDArray[np.int64]
    seen_from: NDArray[np.int64]
    seen_to: NDArray[np.int64]

    def shares(self) -> NDArray[np.float64]:
        """Return the share of each exit up to the oldest age, shape (n_groups, n_exits)."""
        sums = np.zeros((self.n_groups, self.n_exits))
        np.add.at(sums, self.group, self.added)
        sums[self.seen == 0] = np.nan
        return sums

    def left_over(self) -> NDArray[np.float64]:
        """Return the share that is still there after the oldest age, shape (n_groups,)."""
        rest = np.where(self.seen > 0, 1.0, np.nan)
        rest[self.group] = self.still  # of a group's cells the last one stays
        return rest

    def by_day(self, days: int) -> NDArray[np.float64]:
        """Return the share of each exit up to each whole day of age.

        Parameters
        ----------
        days : int
            The last day.

        Returns
        -------
        ndarray of float64, shape (n_groups, n_exits, days + 1)
        """
        day = np.minimum(-(-self.age // _DAY), days)
        steps = np.zeros((self.n_groups, days + 1, self.n_exits))
        inside = self.age <= days * _DAY
        np.add.at(steps, (self.group[inside], day[inside]), self.added[inside])
        steps[self.seen == 0] = np.nan
        return np.cumsum(steps, axis=1).transpose(0, 2, 1)

    @property
    def oldest(self) -> int:
        """The oldest age that was seen in any group, in seconds."""
        return int((self.seen_to % _SPAN).max()) if self.seen_to.size else 0

    def at_risk_by_day(self, days: int) -> NDArray[np.int64]:
        """Return how many were seen at each whole day of age, shape (n_groups, days + 1)."""
        groups = np.arange(self.n_groups, dtype=np.int64)[:, None] * _SPAN
        at = groups + np.arange(days + 1, dtype=np.int64) * _DAY
        return _at_risk(self.seen_from, self.seen_to, at)

    def age_at(self, share: float, exit_: int | None = None) -> NDArray[np.float64]:
        """Return the age by which a share has left.

        Parameters
        ----------
        share : float
            Of all, or of those who ever leave by `exit_`.
        exit_ : int, optional
            Only this exit; any exit where left out.

        Returns
        -------
        ndarray of float64, shape (n_groups,)
            Seconds: the smallest age seen; NaN where the share is not reached.
        """
        if exit_ is None:
            gone, goal = 1.0 - self.still, np.full(self.n_groups, share)
        else:
            gone = _sums_within(self.added[:, exit_], self.group)
            whole = self.shares()[:, exit_]
            goal = np.where(whole > 0.0, share * whole, np.inf)
        ages = np.full(self.n_groups, np.nan)
        enough = np.flatnonzero(gone >= goal[self.group] - 1e-12)[::-1]
        ages[self.group[enough]] = self.age[enough]  # backwards, so that the first one stays
        return ages


def incidence(
    group: NDArray[np.int64],
    age: NDArray[np.int64],
    exit_: NDArray[np.int64],
    *,
    n_groups: int,
    n_exits: int,
    unseen: NDArray[np.int64] | None = None,
) -> Incidence:
    """Estimate the shares of those who leave by each exit, by age, in each of several groups.

    Parameters
    ----------
    group : ndarray of int64, shape (n,)
        To which group each belongs, from 0.
    age : ndarray of int64, shape (n,)
        Age at which it left, or at which it was last seen; seconds.
    exit_ : ndarray of int64, shape (n,)
        By which exit; -1 where it was still there.
    n_groups, n_exits : int
    unseen : ndarray of int64, shape (n,), optional
        Age from which it was seen; 0 where left out.

    Returns
    -------
    Incidence

    Examples
    --------
    Four stays: one advanced on day 1, one is still there on day 2, one was lost on day 3 and one
    is still there on day 4. On day 3 two were at risk, and half of the 3/4 still there left.

    >>> import numpy as np
    >>> days = np.array([1, 2, 3, 4]) * 86_400
    >>> seen = incidence(np.zeros(4, int), days, np.array([0, -1, 1, -1]), n_groups=1, n_exits=2)
    >>> seen.shares().tolist(), seen.left_over().tolist()
    ([[0.25, 0.375]], [0.375])
    """
    begin = np.zeros_like(age) if unseen is None else unseen
    kept = begin <= age
    group, age, exit_, begin = group[kept], age[kept], exit_[kept], begin[kept]
    seen = np.bincount(group, minlength=n_groups).astype(np.int64)
    ended = exit_ >= 0
    keys, cell = np.unique(group[ended] * _SPAN + age[ended], return_inverse=True)
    left = np.zeros((len(keys), n_exits))
    np.add.at(left, (cell, exit_[ended]), 1.0)
    seen_from, seen_to = np.sort(group * _SPAN + begin), np.sort(group * _SPAN + age)
    at_risk = _at_risk(seen_from, seen_to, keys)
    hazard = left / np.maximum(at_risk, 1)[:, None]
    where = keys // _SPAN
    still = _products_within(1.0 - left.sum(axis=1) / np.maximum(at_risk, 1), where)
    before = np.ones_like(still)
    before[1:] = np.where(where[1:] == where[:-1], still[:-1], 1.0)
    return Incidence(
        n_groups=n_groups,
        n_exits=n_exits,
        group=where,
        age=keys % _SPAN,
        at_risk=at_risk,
        still=still,
        added=before[:, None] * hazard,
        seen=seen,
        seen_from=seen_from,
        seen_to=seen_to,
    )


def _at_risk(
    seen_from: NDArray[np.int64], seen_to: NDArray[np.int64], at: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return how many were seen at each age, ages being group and age in one number."""
    began = np.searchsorted(seen_from, at, side="right")
    gone: NDArray[np.int64] = began - np.searchsorted(seen_to, at, side="left")
    return gone


def _products_within(factors: NDArray[np.float64], group: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return running products that begin anew with each group, by doubling the stride."""
    found = factors.copy()
    stride, longest = 1, int(np.bincount(group).max()) if group.size else 0
    while stride < longest:
        same = group[stride:] == group[:-stride]
        found[stride:] = np.where(same, found[stride:] * found[:-stride], found[stride:])
        stride *= 2
    return found


def _sums_within(terms: NDArray[np.float64], group: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return running sums that begin anew with each group, by doubling the stride."""
    found = terms.copy()
    stride, longest = 1, int(np.bincount(group).max()) if group.size else 0
    while stride < longest:
        same = group[stride:] == group[:-stride]
        found[stride:] = np.where(same, found[stride:] + found[:-stride], found[stride:])
        stride *= 2
    return found
