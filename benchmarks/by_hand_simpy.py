"""W1 and W2 as somebody would write them in SimPy in an afternoon: a process per lead, `random`.

This is what simfunnel's engines are measured against. It counts leads, weekly entries by stage,
wins and the sum of cycle times, and keeps nothing else: no rows, no keyed draws, no clocks.
"""

from __future__ import annotations

import math
import random  # noqa: TID251 - a model by hand draws as such models do
from collections.abc import Generator

import numpy as np
import simpy

from benchmarks.workload import (
    CONVERSION,
    DAYS,
    LEADS,
    MEDIAN_DAYS,
    REPS,
    SIGMA,
    Count,
    effort_days,
)

__all__ = ["simulate_queues", "simulate_year"]

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


class StaffedYear(Year):
    """One year of W2: a pool of reps at every other stage."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.pools = [simpy.Resource(self.env, reps) if reps else None for reps in REPS]
        self.mu = [math.log(effort_days(s)) if reps else MU[s] for s, reps in enumerate(REPS)]

    def lead(self) -> Life:
        """Go from stage to stage, and wait for a rep where there are some, until lost or won."""
        env, luck = self.env, self.luck
        born = env.now
        for stage, conversion in enumerate(CONVERSION):
            self.weekly[stage][int(env.now // 7)] += 1
            pool = self.pools[stage]
            if pool is None:
                yield env.timeout(luck.lognormvariate(self.mu[stage], SIGMA))
            else:
                with pool.request() as turn:
                    yield turn
                    yield env.timeout(luck.lognormvariate(self.mu[stage], SIGMA))
            if luck.random() >= conversion:
                return
        self.wins += 1
        self.cycle_days += env.now - born


def _run(year: Year) -> Count:
    """Simulate a year to its end and return what it counted."""
    year.env.process(year.arrivals())
    year.env.run(until=DAYS)
    stays = sum(map(sum, year.weekly))
    return Count(year.leads, stays, year.wins, year.cycle_days, np.array(year.weekly))


def simulate_year(seed: int) -> Count:
    """Simulate one year of W1.

    Examples
    --------
    >>> count = simulate_year(1)
    >>> count.leads == int(count.weekly[0].sum())
    True
    """
    return _run(Year(seed))


def simulate_queues(seed: int) -> Count:
    """Simulate one year of W2.

    Examples
    --------
    >>> count = simulate_queues(1)
    >>> count.leads == int(count.weekly[0].sum())
    True
    """
    return _run(StaffedYear(seed))
