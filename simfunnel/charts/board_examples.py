"""Invented data of waterfalls and of a leaderboard, for examples and tests."""

from __future__ import annotations

from datetime import date

import numpy as np

from simfunnel.charts.leaderboard_data import LeaderboardData, leaderboard_of
from simfunnel.charts.recurring_data import RecurringData, recurring_of
from simfunnel.charts.waterfall_data import WaterfallData, waterfall_of

__all__ = ["example_leaderboard", "example_recurring", "example_waterfall"]

_SINCE, _UNTIL = date(2026, 7, 1), date(2026, 12, 31)
_SHARES = {"cold.no_answer": 0.58, "disqualified.budget_too_small": 0.13, "lost.price": 0.14}


def example_waterfall(n_futures: int = 100) -> WaterfallData:
    """Return a pipeline of 100 futures in which most of what comes goes cold.

    Parameters
    ----------
    n_futures : int

    Examples
    --------
    >>> example_waterfall().parts[0].is_exact
    True
    """
    steps = np.linspace(-1.6, 1.6, n_futures)
    came = np.round(4_900_000.0 + 470_000.0 * steps)
    draws = {
        "start": np.full(n_futures, 500_000.0),
        "came": came,
        "won": -np.round(440_000.0 + 125_000.0 * np.roll(steps, n_futures // 3)),
        **{name: -np.round(share * came) for name, share in _SHARES.items()},
    }
    draws["end"] = np.sum(list(draws.values()), axis=0)
    return waterfall_of(draws, since=_SINCE, until=_UNTIL, currency="EUR")


def example_leaderboard(n_futures: int = 100, *, ahead: float = 0.0) -> LeaderboardData:
    """Return four sellers who are equals, or of whom the first is ahead.

    Parameters
    ----------
    n_futures : int
    ahead : float
        By how much, in EUR.

    Examples
    --------
    >>> [row.name for row in example_leaderboard(ahead=400_000.0).rows][0]
    'Anna'
    """
    steps = np.linspace(-1.6, 1.6, n_futures)
    names = ("Anna", "Ben", "Chiara", "Dmitri")
    amounts = np.stack(
        [300_000.0 + 90_000.0 * np.roll(steps, k * n_futures // 4) for k in range(4)], axis=1
    )
    amounts[:, 0] += ahead
    best = (amounts == amounts.max(axis=1, keepdims=True)).astype(np.float64)
    first = best / best.sum(axis=1, keepdims=True)
    return leaderboard_of(
        dict(zip(names, amounts.T, strict=True)), dict(zip(names, first.T, strict=True)),
        since=_SINCE, until=_UNTIL, currency="EUR",
    )  # fmt: skip


def example_recurring(n_futures: int = 100) -> RecurringData:
    """Return twelve months in which recurring revenue grows from 240,000 to 640,000, on average.

    Parameters
    ----------
    n_futures : int

    Examples
    --------
    >>> example_recurring().whole.moves["start"].is_exact
    True
    """
    steps = np.linspace(-1.6, 1.6, n_futures)
    means = {"new": 50_000.0, "expansion": 5_000.0, "contraction": 5_000.0, "churn": 50_000.0 / 3}
    draws = {
        name: np.stack(
            [mean + 0.25 * mean * np.roll(steps, 7 * month * (k + 1)) for month in range(12)],
            axis=1,
        )
        for k, (name, mean) in enumerate(means.items())
    }
    gains = draws["new"] + draws["expansion"] - draws["contraction"] - draws["churn"]
    draws["end"] = 240_000.0 + np.cumsum(gains, axis=1)
    draws["start"] = draws["end"] - gains
    draws["start"][:, 0] = 240_000.0
    starts = [date(2026 + (month > 5), (month + 6) % 12 + 1, 1) for month in range(12)]
    return recurring_of(draws, starts, date(2027, 6, 30), currency="EUR")
