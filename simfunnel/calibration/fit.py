"""How well the measured hazards fit: exits seen against exits they give back."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simfunnel.calibration.hazards import Rates
from simfunnel.calibration.lexis import Lexis, lexis_table

__all__ = ["RECENT_DAYS", "fit_table"]

RECENT_DAYS = 91


def fit_table(
    stays: pd.DataFrame, stages: dict[str, Rates], first_day: date, last_day: date
) -> pd.DataFrame:
    """Compare exits seen with exits refitted, over all days and over the last 13 weeks.

    Parameters
    ----------
    stays : DataFrame
        Stays of all stages.
    stages : dict of str to Rates
        What was measured.
    first_day, last_day : date
        The days that counted.

    Returns
    -------
    DataFrame
        stage, exit, observed, refitted, observed_recent, refitted_recent, and surprise: the
        recent difference in standard deviations of a Poisson number.
    """
    recent_day = max(first_day, last_day - timedelta(days=RECENT_DAYS - 1))
    rows = []
    for stage, rates in stages.items():
        here = stays[stays["stage"] == stage]
        whole = lexis_table(here, first_day, last_day)
        recent = lexis_table(here, recent_day, last_day)
        for k, name in enumerate(rates.exits):
            expected = _expected(rates, k, recent)
            seen = _seen(recent, name)
            rows.append(
                {
                    "stage": stage,
                    "exit": name,
                    "observed": _seen(whole, name),
                    "refitted": _expected(rates, k, whole),
                    "observed_recent": seen,
                    "refitted_recent": expected,
                    "surprise": (seen - expected) / np.sqrt(max(expected, 1.0)),
                }
            )
    columns = [
        "stage",
        "exit",
        "observed",
        "refitted",
        "observed_recent",
        "refitted_recent",
        "surprise",
    ]
    return pd.DataFrame(rows, columns=columns)


def _seen(table: Lexis, name: str) -> int:
    """Return how often an exit was seen."""
    return int(table.left[table.exits.index(name)].sum()) if name in table.exits else 0


def _expected(rates: Rates, k: int, table: Lexis) -> float:
    """Return how many exits the hazards give for the exposure of a table."""
    return float(table.exposure @ chance_by_age(rates, len(table.exposure))[k])


def chance_by_age(rates: Rates, n_ages: int) -> NDArray[np.float64]:
    """Return the probability per day of each exit at each age.

    Parameters
    ----------
    rates : Rates
        The measured law of a stage.
    n_ages : int
        How many ages.

    Returns
    -------
    ndarray of float64, shape (n_exits, n_ages)
        The hazards as probabilities of leaving within the day.
    """
    total = rates.hazard.sum(axis=0)
    leave = -np.expm1(-total)
    share = np.divide(rates.hazard, total, out=np.zeros_like(rates.hazard), where=total > 0)
    chance = share * leave
    bins = np.searchsorted(np.array(rates.ages), np.arange(n_ages), side="right") - 1
    by_age: NDArray[np.float64] = chance[:, bins]
    return by_age
