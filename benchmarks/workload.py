"""W1 and W2: the funnels on which engines are compared, and what every model of them must count.

W1: 12,000 leads a year, seven stages, nobody queues. A lead that stays in a stage goes on with the
stage's conversion, whenever it leaves, and is lost otherwise. Everything stops at the end of day
365: all models count the leads born, the stays begun and the wins made before it, so that leads
and stays mean the same in all of them and none pays for years in which nothing is asked.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["CONVERSION", "DAYS", "LEADS", "MEDIAN_DAYS", "REPS", "SIGMA", "STAGES", "Count",
           "effort_days", "funnel"]  # fmt: skip

LEADS = 12_000  # expected a year
DAYS = 365
STAGES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")
CONVERSION = (0.60, 0.55, 0.70, 0.75, 0.80, 0.65, 0.90)
MEDIAN_DAYS = (2.0, 3.0, 4.0, 4.0, 5.0, 6.0, 3.0)  # about 360 leads are under way at any time
SIGMA = 0.8  # of the logarithm of every dwell
REPS = (0, 10, 0, 8, 0, 6, 0)  # of W2, by stage
BUSY = 0.8
Z90 = 1.2815515655446004  # standard normal quantile of .9
AROUND_THE_CLOCK = {"mon-sun": "00:00-24:00"}


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


def effort_days(stage: int, leads: int = LEADS) -> float:
    """Return the median days of work in a stage of W2 that keep its reps as busy as stated.

    Examples
    --------
    >>> round(effort_days(1), 3)
    0.295
    """
    a_day = leads / 365.25 * math.prod(CONVERSION[:stage])
    return BUSY * REPS[stage] / a_day / math.exp(0.5 * SIGMA * SIGMA)


def _lognormal(median_days: float) -> dict[str, str]:
    """Return a duration of this median, as a scenario file states it."""
    p90 = median_days * math.exp(SIGMA * Z90)
    return {"median": f"{median_days:.12g} days", "p90": f"{p90:.12g} days"}


def funnel(leads: int = LEADS, people: bool = False) -> dict[str, object]:
    """Return W1, or W2 with its people, as the plain data of a `Funnel`: no quality, no amounts.

    Parameters
    ----------
    leads : int
        Expected in 365.25 days.
    people : bool
        Whether pools of reps work: W2.

    Examples
    --------
    >>> from simfunnel.funnel.model import Funnel
    >>> Funnel.model_validate(funnel()).days, len(Funnel.model_validate(funnel(people=True)).teams)
    (365, 3)
    """
    stages: dict[str, object] = {}
    teams: dict[str, object] = {}
    for number, name in enumerate(STAGES):
        stage: dict[str, object] = {
            "advance": f"{100 * CONVERSION[number]:g} %",
            "next": "won" if name == STAGES[-1] else STAGES[number + 1],
            "otherwise": {"lost.no_need": "100 %"},
            "dwell": _lognormal(MEDIAN_DAYS[number]),
        }
        if people and REPS[number]:
            teams[f"{name}_pool"] = {"seats": REPS[number], "selling_hours": AROUND_THE_CLOCK}
            stage |= {"team": f"{name}_pool", "dwell": "1 second",
                      "effort": _lognormal(effort_days(number, leads))}  # fmt: skip
        stages[name] = stage
    return {
        "simfunnel": 1,
        "funnel": "w2" if people else "w1",
        "starts": "2026-01-01",
        "until": "2026-12-31",
        "sources": {"web": {"leads": f"{leads} per year", "enters": STAGES[0]}},
        "stages": stages,
        **({"teams": teams} if people else {}),
    }
