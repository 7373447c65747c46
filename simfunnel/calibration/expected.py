"""Expected wins by day, by cohorts instead of single leads: a check on the simulation.

The same measured law as in the engines, added up over whole cohorts of equal age. It has no luck
in it, so it is exact in the mean and silent about the spread.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simfunnel.calibration.calibrate import Calibration
from simfunnel.calibration.fit import chance_by_age

__all__ = ["expected_wins"]

_SMALLEST = 1e-12
_MOST_MOVES = 1_000


def expected_wins(calibration: Calibration, days: int) -> pd.DataFrame:
    """Return the expected number of wins of each day.

    Parameters
    ----------
    calibration : Calibration
        Hazards, open leads and sources.
    days : int
        How many days from the start.

    Returns
    -------
    DataFrame
        day (date), open_leads and new_leads: wins expected from leads that are open at the start,
        and from leads still to come.
    """
    names = list(calibration.rates)
    start = np.datetime64(calibration.funnel.start, "D")
    oldest = _ages(calibration, start)
    n_ages = max((int(a.max()) for a in oldest.values() if len(a)), default=0) + days + 1
    chances = {name: chance_by_age(calibration.rates[name], n_ages) for name in names}
    opening = {name: np.bincount(oldest[name], minlength=n_ages).astype(float) for name in names}
    nothing = {name: np.zeros(n_ages) for name in names}
    dates = start + np.arange(days)
    coming = _coming(calibration, dates)
    none = [dict.fromkeys(names, 0.0)] * days
    return pd.DataFrame(
        {
            "day": dates.astype("datetime64[s]"),
            "open_leads": _wins(calibration, chances, opening, none),
            "new_leads": _wins(calibration, chances, nothing, coming),
        }
    )


def _ages(calibration: Calibration, start: np.datetime64) -> dict[str, NDArray[np.int64]]:
    """Return the ages, on the first day, of the open leads of each stage."""
    assert calibration.funnel.today is not None
    leads = calibration.funnel.today.open_leads
    stages = np.array([lead.stage for lead in leads], dtype=object)
    entered = np.array([lead.entered_on for lead in leads], dtype="datetime64[D]")
    ages = (start - entered).astype(np.int64)
    return {name: ages[stages == name] for name in calibration.rates}


def _coming(calibration: Calibration, dates: NDArray[np.datetime64]) -> list[dict[str, float]]:
    """Return the leads expected to enter each stage on each day."""
    out = [dict.fromkeys(calibration.rates, 0.0) for _ in dates]
    weekdays = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    for source in calibration.funnel.sources.values():
        if source.leads is None:
            continue
        for day, entering in zip(dates, out, strict=True):
            name = weekdays[int(day.astype(np.int64) + 3) % 7]
            factor = source.weekdays[name].number if name in source.weekdays else 1.0
            entering[source.enters] += source.leads.per_day * factor
    return out


def _wins(
    calibration: Calibration,
    chances: dict[str, NDArray[np.float64]],
    cohorts: dict[str, NDArray[np.float64]],
    coming: list[dict[str, float]],
) -> NDArray[np.float64]:
    """Return the expected wins of each day of some cohorts and of those that come."""
    here = {name: cohort.copy() for name, cohort in cohorts.items()}
    won = np.zeros(len(coming))
    for day, entering in enumerate(coming):
        arriving = dict(entering)
        for name, ages in here.items():
            won[day] += _leave(calibration, name, ages @ chances[name].T, arriving)
            ages *= 1.0 - chances[name].sum(axis=0)
        stays_on = dict.fromkeys(here, 0.0)
        for _ in range(_MOST_MOVES):  # those who pass through several stages in one day
            if sum(arriving.values()) < _SMALLEST:
                break
            now, arriving = arriving, dict.fromkeys(here, 0.0)
            for name, mass in now.items():
                first = chances[name][:, 0]
                won[day] += _leave(calibration, name, mass * first, arriving)
                stays_on[name] += mass * (1.0 - float(first.sum()))
        for name in here:
            here[name] = np.concatenate(([0.0], here[name][:-1]))
            here[name][1] += stays_on[name]
    return won


def _leave(
    calibration: Calibration,
    stage: str,
    leaving: NDArray[np.float64],
    arriving: dict[str, float],
) -> float:
    """Send those who leave a stage to the next, and return how many were won."""
    won = 0.0
    for name, mass in zip(calibration.rates[stage].exits, leaving, strict=True):
        if name in arriving:
            arriving[name] += float(mass)
        elif name == "won":
            won += float(mass)
    return won
