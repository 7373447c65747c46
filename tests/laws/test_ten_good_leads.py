"""Ten good leads against a hundred poor ones: how much better they must be to win as many deals."""

from __future__ import annotations

import numpy as np
import pytest

import simfunnel as sf
from simfunnel.decisions import Comparison
from simfunnel.decisions.effects import Effect
from simfunnel.funnel.changes import change_funnel
from tests.support.law_bounds import ERRORS, SMALLEST

FILE = "scenarios/ten_good_or_hundred_poor.yaml"
CALL, OFFER, HOURS, STATED = 0.20, 0.25, 2.0, 4.0


def won(odds: float) -> float:
    """Return the share won of leads that are called, at so many times the odds of poor ones."""
    shares = (p * odds / (1.0 - p + p * odds) for p in (CALL, OFFER))
    return float(np.prod(list(shares)))


def break_even(called: float) -> float:
    """Return the odds at which 10 good leads win as much as the poor ones that are called."""
    low, high = 1.0, 1_000.0
    for _ in range(100):
        middle = (low * high) ** 0.5
        low, high = (middle, high) if 10.0 * won(middle) < called * won(1.0) else (low, middle)
    return low


def ten_good(odds: float, seats: int) -> Comparison:
    """Hold ten good leads a month against a hundred poor ones."""
    changes = {
        "sources.poor.leads": "0 per month",
        "sources.good.leads": "10 per month",
        "sources.good.advance_odds": f"times {odds / STATED:.6f}",
    }
    funnel = sf.load(FILE)
    changed = [sf.Change.of("teams.seller.seats", str(seats))]
    return sf.compare(change_funnel(funnel, changed), changes, replications=1000, seed=3)


def break_even_holds(effect: Effect) -> None:
    """Both win the same: within 4.9 standard errors, and these are small."""
    assert abs(effect.mean) <= ERRORS * effect.error / 1.96
    assert effect.error / 1.96 <= SMALLEST / 2 * effect.baseline.mean()


def test_where_everybody_is_called_they_must_win_ten_times_as_often() -> None:
    """With time for all, a tenth of the leads needs ten times the share won: 8.4 times the odds."""
    odds = break_even(100.0)
    assert won(odds) == pytest.approx(10.0 * won(1.0))
    assert odds == pytest.approx(8.42, abs=0.01)
    break_even_holds(ten_good(odds, 30).effect())


def test_one_seller_lowers_what_good_leads_must_be() -> None:
    """Who is never called wins nothing, and half of eight hours a day is time for few."""
    outlook = sf.forecast(FILE, replications=50, seed=3)
    hours = outlook.measure("offered", whole=True)["mean"].item()
    called = hours / HOURS / 12.0
    odds = break_even(called)
    assert called == pytest.approx(43.5, abs=0.5)
    assert odds == pytest.approx(3.0, abs=0.1)
    break_even_holds(ten_good(odds, 1).effect())


def test_both_cost_the_same() -> None:
    """On average a hundred poor leads at 10 and ten good ones at 100, and the same salary."""
    cost = ten_good(4.0, 1).effect(measure="cost")
    assert abs(cost.mean) <= ERRORS * cost.error / 1.96
