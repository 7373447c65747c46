"""W1: the funnel on which engines are compared, and what every model of it must count.

12,000 leads a year, seven stages, nobody queues. A lead that stays in a stage goes on with the
stage's conversion, whenever it leaves, and is lost otherwise. Everything stops at the end of day
365: all models count the leads born, the stays begun and the wins made before it, so that leads
and stays mean the same in all of them and none pays for years in which nothing is asked.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["CONVERSION", "DAYS", "LEADS", "MEDIAN_DAYS", "SIGMA", "STAGES", "Count", "funnel"]

LEADS = 12_000  # expected a year
DAYS = 365
STAGES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")
CONVERSION = (0.60, 0.55, 0.70, 0.75, 0.80, 0.65, 0.90)
MEDIAN_DAYS = (2.0, 3.0, 4.0, 4.0, 5.0, 6.0, 3.0)  # about 360 leads are under way at any time
SIGMA = 0.8  # of the logarithm of every dwell
Z90 = 1.2815515655446004  # standard normal quantile of .9


@dataclass(frozen=True)
class Count:
    """What one year of W1 yields.

    Parameters
    ----------
    leads : int
        Leads born.
    stays : int
        Stays begun: the sum of `weekly`.
    wins : int
    cycle_days : float
        Days from birth to win, summed over the wins.
    weekly : ndarray of int64, shape (7, 53)
        Stays begun by stage and week.
    """

    leads: int
    stays: int
    wins: int
    cycle_days: float
    weekly: NDArray[np.int64]


def funnel(leads: int = LEADS) -> dict[str, object]:
    """Return W1 as the plain data of a `Funnel`: one source, no quality, no amounts.

    Parameters
    ----------
    leads : int
        Expected in 365.25 days.

    Examples
    --------
    >>> from simfunnel.funnel.model import Funnel
    >>> Funnel.model_validate(funnel()).days
    365
    """
    stages: dict[str, object] = {}
    for number, name in enumerate(STAGES):
        median = MEDIAN_DAYS[number]
        stages[name] = {
            "advance": f"{100 * CONVERSION[number]:g} %",
            "next": "won" if name == STAGES[-1] else STAGES[number + 1],
            "otherwise": {"lost.no_need": "100 %"},
            "dwell": {"median": f"{median} days", "p90": f"{median * math.exp(SIGMA * Z90)} days"},
        }
    return {
        "simfunnel": 1,
        "funnel": "w1",
        "starts": "2026-01-01",
        "until": "2026-12-31",
        "sources": {"web": {"leads": f"{leads} per year", "enters": STAGES[0]}},
        "stages": stages,
    }
