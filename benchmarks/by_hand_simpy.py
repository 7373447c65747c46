"""W1 as somebody would write it in SimPy in an afternoon: a process per lead, `random` for luck.

This is what simfunnel's engines are measured against. It counts leads, weekly entries by stage,
wins and the sum of cycle times, and keeps nothing else: no rows, no keyed draws, no clocks.
"""

from __future__ import annotations

import math
import random  # noqa: TID251 - a model by hand draws as such models do
from collections.abc import Generator

import numpy as np
import simpy

from benchmarks.workload import CONVERSION, DAYS, LEADS, MEDIAN_DAYS, SIGMA, Count

__all__ = ["simulate_year"]

MU = [math.log(median) for median in MEDIAN_DAYS]
PER_DAY = LEADS / 365.25
Life = Generator[simpy.Event, None, None]


class Year:
    """One year of W1 in days, with its counters."""

    def __init__(self, seed: int) -> None:
        self.env = simpy.Environment()
        self.luck = random.Random(seed)
        self.leads = 0
        self.wins = 0
        self.cycle_days = 0.0
        self.weekly = [[0] * (DAYS // 7 + 1) for _ in MEDIAN_DAYS]

    def arrivals(self) -> Life:
        """Let leads arrive at exponential gaps."""
        while True:
            yield self.env.timeout(self.luck.expovariate(PER_DAY))
            self.leads += 1
            self.env.process(self.lead())

    def lead(self) -> Life:
        """Go from stage to stage until lost or won."""
        env, luck = self.env, self.luck
        born = env.now
        for stage, conversion in enumerate(CONVERSION):
            self.weekly[stage][int(env.now // 7)] += 1
            yield env.timeout(luck.lognormvariate(MU[stage], SIGMA))
            if luck.random() >= conversion:
                return
        self.wins += 1
        self.cycle_days += env.now - born


def simulate_year(seed: int) -> Count:
    """Simulate one year.

    Examples
    --------
    >>> count = simulate_year(1)
    >>> count.leads == int(count.weekly[0].sum())
    True
    """
    year = Year(seed)
    year.env.process(year.arrivals())
    year.env.run(until=DAYS)
    stays = sum(map(sum, year.weekly))
    return Count(year.leads, stays, year.wins, year.cycle_days, np.array(year.weekly))
