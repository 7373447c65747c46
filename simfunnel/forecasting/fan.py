"""The total of a window as it grows: what is booked, then quantiles day by day."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simfunnel.charts import FanData, Measure, Target
from simfunnel.forecasting.futures import Futures, unit_of
from simfunnel.forecasting.quantiles import summary
from simfunnel.forecasting.targets import Goal
from simfunnel.forecasting.windows import Window
from simfunnel.tables import MOMENT

__all__ = ["fan_of"]

_MOST_DAYS = 370
_BAND = ("p10", "p25", "p50", "p75", "p90")


def fan_of(futures: Futures, window: Window, measure: Measure, goal: Goal | None) -> FanData:
    """Return what a fan chart is drawn from.

    Parameters
    ----------
    futures : Futures
    window : Window
        The days that count.
    measure : {"won_amount", "won"}
        What is counted.
    goal : Goal, optional
        The target.

    Returns
    -------
    FanData
        Daily quantiles of the total since the window began, weekly ones beyond 370 days.
    """
    unit = unit_of(measure)
    grown = futures.cumulated(window, measure)
    first = max(window.since, window.start)
    shown = _shown_days(grown.shape[1])
    band = summary(grown[:, shown], unit)[list(_BAND)]
    days = np.datetime64(first, "D") + shown
    target = None if goal is None else Target(goal.value, goal.by)
    return FanData(
        band=pd.concat([pd.DataFrame({"date": days.astype(MOMENT)}), band], axis=1),
        draws_at_end=grown[:, -1] / unit,
        today=futures.start,
        since=window.since,
        until=window.by,
        measure=measure,
        currency=futures.currency,
        actuals=_actuals(futures, window, measure),
        target=target,
        n_planned=futures.runs.asked,
        independent=futures.independent,
    )


def _shown_days(n: int) -> NDArray[np.int64]:
    """Return the numbers of the days that are shown: all, or the last and each a week before."""
    step = 1 if n <= _MOST_DAYS else 7
    return np.arange(n - 1, -1, -step, dtype=np.int64)[::-1]


def _actuals(futures: Futures, window: Window, measure: Measure) -> pd.DataFrame:
    """Return the booked total after each day with a win, or once where days are not known."""
    none = pd.DataFrame({"date": pd.Series(dtype=MOMENT), "value": pd.Series(dtype="float64")})
    calibration = futures.given.calibration
    if window.since >= window.start or not window.booked(measure):
        return none
    if calibration is None:
        today = pd.Series([window.start], dtype=MOMENT)
        return pd.DataFrame({"date": today, "value": [window.booked_value(measure)]})
    leads = calibration.history.leads
    eve = window.start - timedelta(days=1)
    won = leads[leads["won_on"].notna() & (leads["won_on"] >= pd.Timestamp(window.since))]
    worth = won["amount"].fillna(0).astype("int64") if measure == "won_amount" else 1
    by_day = pd.Series(worth, index=won.index).groupby(won["won_on"].dt.normalize()).sum()
    grown = by_day.sort_index().cumsum() / unit_of(measure)
    table = pd.DataFrame({"date": grown.index.astype(MOMENT), "value": grown.to_numpy()})
    return table[table["date"] <= pd.Timestamp(eve)].reset_index(drop=True)
