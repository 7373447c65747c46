"""The chance of a target, and the day by which it is reached with a chance."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from simfunnel.forecasting.futures import Futures
from simfunnel.forecasting.probability import Probability
from simfunnel.forecasting.targets import Goal
from simfunnel.forecasting.windows import Window

__all__ = ["chance_of", "reached_on"]


def chance_of(futures: Futures, goal: Goal, window: Window) -> Probability:
    """Return the share of the futures that reach a target, with its error.

    Parameters
    ----------
    futures : Futures
    goal : Goal
    window : Window
        The days that count.
    """
    total = futures.parts(window, goal.measure).total
    return Probability(
        at_least=goal.value,
        measure=goal.measure,
        since=window.since,
        by=window.by,
        hits=int((total >= goal.amount).sum()),
        n=futures.n,
        independent=futures.independent,
        booked=window.booked_value(goal.measure),
        currency=futures.currency,
    )


def reached_on(futures: Futures, goal: Goal, window: Window, surely: float) -> date | None:
    """Return the day by whose end a share of the futures has reached a target.

    Parameters
    ----------
    futures : Futures
    goal : Goal
    window : Window
        The days that count.
    surely : float
        The share, above 0 and at most 1.

    Returns
    -------
    date or None
        None if it is not reached in the window; the eve of the start if it is booked already.
    """
    first = max(window.since, window.start)
    if window.booked(goal.measure) >= goal.amount:
        return first - timedelta(days=1)
    share = (futures.cumulated(window, goal.measure) >= goal.amount).mean(axis=0)
    days = np.flatnonzero(share >= surely - 1e-12)
    return first + timedelta(days=int(days[0])) if len(days) else None
