"""Laws of forecasts: the binomial guard, parts that add up, and one answer from both engines."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from simfunnel.compiled import HAVE_NUMBA
from simfunnel.forecasting import Outlook, forecast
from simfunnel.funnel.model import Funnel
from simfunnel.measures import flows_of_runs

N = 30_100
"""Futures that make 4.9 standard errors of a standard deviation less than 2 % of it."""
DEALS, P = 200, 0.25
needs_numba = pytest.mark.skipif(not HAVE_NUMBA, reason="needs Numba: 6 million leads")


def funnel(open_leads: int, leads: str = "0 per month", **more: Any) -> Funnel:
    """Return a funnel of one stage with open leads of 1 000 each."""
    leads_of_today = [
        {"lead": f"L{k}", "stage": "pitch", "entered_on": "2026-08-20", "amount": "1 000",
         "source": "web"}
        for k in range(open_leads)
    ]  # fmt: skip
    document: dict[str, Any] = {
        "simfunnel": 1,
        "funnel": "deals",
        "until": "2026-12-31",
        "today": {
            "date": "2026-09-01",
            "open_leads": leads_of_today,
            "booked_so_far": {"since": "2026-01-01", "won": 7, "amount": "7 000"},
        },
        "amount": {"median": "1 000", "p90": "2 000"},
        "sources": {"web": {"leads": leads, "enters": "pitch"}},
        "stages": {
            "pitch": {
                "advance": "25 %",
                "next": "won",
                "otherwise": {"lost.price": "100 %"},
                "dwell": {"min": "13 days", "mode": "20 days", "max": "40 days"},
            }
        },
    }
    return Funnel.model_validate(document | more)


@pytest.fixture(scope="module")
def guard() -> Outlook:
    """Return 200 open deals, each won with a chance of one in four, and nothing else."""
    return forecast(funnel(DEALS), replications=N, engine="compiled", seed=1)


@needs_numba
def test_the_binomial_guard(guard: Outlook) -> None:
    """The wins of 200 deals at 25 % are binomial: mean 50, deviation 6.1237, 8 in 10 in 42-58."""
    won = guard.futures.parts(guard.futures.whole, "won").total
    mean, deviation = DEALS * P, math.sqrt(DEALS * P * (1 - P))
    bound = 4.9 * deviation / math.sqrt(N)
    assert bound <= 0.02 * mean
    assert abs(float(won.mean()) - mean) <= bound
    kurtosis = 3.0 + (1.0 - 6.0 * P * (1.0 - P)) / (DEALS * P * (1.0 - P))
    bound = 4.9 * deviation * math.sqrt((kurtosis - 1.0) / (4.0 * N))
    assert bound <= 0.02 * deviation * 1.01
    assert abs(float(won.std()) - deviation) <= bound
    total = guard.total.set_index("measure").loc["won"]
    assert (total["p10"], total["p50"], total["p90"]) == (42.0, 50.0, 58.0)


@needs_numba
def test_the_chance_of_the_guard(guard: Outlook) -> None:
    """P(at least 58 of 200 at 25 %) is the binomial tail, with booked deals counted."""
    tail = math.fsum(
        math.comb(DEALS, k) * P**k * (1 - P) ** (DEALS - k) for k in range(58, DEALS + 1)
    )
    chance = guard.probability("65 won")
    assert (chance.booked, chance.independent) == (7.0, N)
    bound = 4.9 * math.sqrt(tail * (1 - tail) / N)
    assert abs(chance.value - tail) <= bound
    assert guard.probability("58 won", since="2026-09-01").hits == chance.hits


@needs_numba
def test_every_open_deal_has_its_chance(guard: Outlook) -> None:
    """Each of 200 like deals is won in one future of four; together they make the wins."""
    table = guard.open_leads
    bound = 5.5 * math.sqrt(P * (1 - P) / N)
    assert len(table) == DEALS
    assert np.abs(table["p_win"] - P).max() <= bound
    total = guard.total.set_index("measure")["mean"]
    assert table["p_win"].sum() == pytest.approx(total["won"], rel=1e-12)
    assert table["expected_value"].sum() == pytest.approx(total["won_amount"], rel=1e-12)


@pytest.fixture(scope="module")
def both() -> Outlook:
    """Return an outlook with booked deals, open deals and leads to come."""
    targets = {"year": {"won_amount": "60 000", "by": "2026-12-31"}}
    doubt = {"stages.pitch.advance": ["20 %", "25 %", "31 %"]}
    stated = funnel(20, "60 per month", targets=targets, doubt=doubt)
    return forecast(stated, replications=40, engine="simpy", workers=1)


@pytest.mark.parametrize("measure", ["won", "won_amount"])
def test_parts_make_the_total_in_every_future(both: Outlook, measure: Any) -> None:
    """Booked, open and to come add up future by future, and so do periods and days."""
    window = both.window(both.goals[0])
    parts = both.futures.parts(window, measure)
    assert parts.booked > 0
    assert parts.open.sum() > 0
    assert parts.to_come.sum() > 0
    assert (parts.total == parts.booked + parts.open + parts.to_come).all()
    assert (both.futures.cumulated(window, measure)[:, -1] == parts.total).all()
    by_period = both.futures.by_period(measure).sum(axis=1)
    assert (by_period == parts.total - parts.booked).all()


def test_tallies_and_days_count_the_same_wins(both: Outlook) -> None:
    """Wins by way out and wins by day are one number, period by period."""
    flows = flows_of_runs(both.runs)
    by_way = flows.through([to == "won" for _, to, _ in flows.ways])
    assert (by_way == both.futures.by_period("won")).all()
    assert (flows.won_cents == both.futures.by_period("won_amount")).all()


def test_a_chance_grows_with_days_and_falls_with_amounts(both: Outlook) -> None:
    """More days reach more, higher targets are harder, and dates agree with chances."""
    chances = [both.probability("40 000", f"2026-{m}-28").hits for m in ("09", "10", "11", "12")]
    assert chances == sorted(chances)
    falling = [both.probability(f"{k} won").hits for k in range(5, 60, 5)]
    assert falling == sorted(falling, reverse=True)
    assert len(set(falling)) > 3
    day = both.reached("40 000", 0.5)
    assert day is not None
    assert both.probability("40 000", day).value >= 0.5
    assert both.probability("40 000", day.replace(day=day.day - 1)).value < 0.5


def test_what_is_needed_is_what_is_missing(both: Outlook) -> None:
    """With that much more in every future the target has the chance; with a cent less, not."""
    need = both.what_is_needed(sure=0.9)
    total = both.futures.parts(both.window(both.goals[0]), "won_amount").total / 100.0
    assert need.missing > 0
    assert (total + need.missing >= 60_000.0).mean() >= 0.9
    assert (total + need.missing - 0.01 >= 60_000.0).mean() < 0.9


@needs_numba
def test_engines_and_workers_give_one_outlook(both: Outlook) -> None:
    """The compiled engine with two workers gives the outlook of SimPy, but for its name."""
    other = forecast(
        both.futures.given.funnel, replications=40, engine="compiled", workers=2
    ).to_json()
    assert other["made_by"].pop("engine") == "compiled"
    plain = both.to_json()
    assert plain["made_by"].pop("engine") == "simpy"
    assert plain == other


def test_more_futures_keep_the_first_ones(both: Outlook) -> None:
    """Future k is the same in a run of any length."""
    fewer = forecast(both.futures.given.funnel, replications=7, engine="simpy", workers=1)
    assert (fewer.runs.results.wins == both.runs.results.wins[:7]).all()
