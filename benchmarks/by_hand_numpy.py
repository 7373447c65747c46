"""W1 as arrays: all leads of a year go through a stage at once.

The fastest that plain NumPy does, because nobody waits for anybody. Draws are not keyed by lead,
so two scenarios share no luck, and no single lead's story can be told.
"""

from __future__ import annotations

import math

import numpy as np

from benchmarks.workload import CONVERSION, DAYS, LEADS, MEDIAN_DAYS, SIGMA, Count

__all__ = ["simulate_year"]


def simulate_year(seed: int, leads: int = LEADS) -> Count:
    """Simulate one year.

    Parameters
    ----------
    seed : int
    leads : int
        Expected in 365.25 days.

    Examples
    --------
    >>> count = simulate_year(1)
    >>> count.leads == int(count.weekly[0].sum())
    True
    """
    luck = np.random.default_rng(seed)
    born = luck.uniform(0.0, DAYS, luck.poisson(leads * DAYS / 365.25))
    n_leads, at, weekly = born.size, born, []
    for conversion, median in zip(CONVERSION, MEDIAN_DAYS, strict=True):
        weekly.append(np.bincount((at / 7.0).astype(np.int64), minlength=DAYS // 7 + 1))
        at = at + luck.lognormal(math.log(median), SIGMA, at.size)
        on = (at < DAYS) & (luck.random(at.size) < conversion)
        at, born = at[on], born[on]
    stays = sum(int(row.sum()) for row in weekly)
    return Count(n_leads, stays, at.size, float((at - born).sum()), np.array(weekly))
