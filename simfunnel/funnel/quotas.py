"""What seats are to win: quotas by day, held against what comes; no engine reads them."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from simfunnel.funnel.lower import Compiled
from simfunnel.funnel.people import head_count

__all__ = ["seat_quotas"]

_DAY = 86_400


def seat_quotas(compiled: Compiled) -> dict[str, NDArray[np.float64]]:
    """Return what each seat of each team with a quota is to win.

    Parameters
    ----------
    compiled : Compiled

    Returns
    -------
    dict of str to ndarray of float64, shape (n_periods, n_seats)
        By team, in whole units of the currency. A day asks of every seat that there is on it,
        whoever holds it, what the quota of that day says for a day.

    Examples
    --------
    >>> from simfunnel.funnel.examples import staffed
    >>> from simfunnel.funnel.lower import compile_funnel
    >>> seat_quotas(compile_funnel(staffed()))
    {}
    """
    funnel, epochs = compiled.made.whole, compiled.low.epochs
    days = [funnel.start + timedelta(days=i) for i in range(funnel.days)]
    epoch = np.array(epochs.of_days(days), dtype=np.int64)
    period = compiled.periods.of_day()
    found: dict[str, NDArray[np.float64]] = {}
    for team in funnel.teams:
        quotas = [each.teams[team].quota for each in epochs.funnels]
        if all(quota is None for quota in quotas):
            continue
        asked = np.array([0.0 if q is None else q.per_day for q in quotas])[epoch]
        counts = head_count(epochs, team)
        since = np.searchsorted([second // _DAY for second, _ in counts], np.arange(len(days)),
                                "right") - 1  # fmt: skip
        there = np.array([seats for _, seats in counts], dtype=np.int64)[since]
        seats = np.arange(int(there.max(initial=0)))
        each_day = np.where(seats[None, :] < there[:, None], asked[:, None], 0.0)
        by_period = np.zeros((len(compiled.periods), len(seats)))
        np.add.at(by_period, period, each_day)
        found[team] = by_period
    return found
