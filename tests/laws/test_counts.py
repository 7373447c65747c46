"""How many leads come, and when: chance, uneven weeks and years, seasons, batches, shock."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from law_bounds import agrees, deviation_agrees, fits, mean_agrees, uncorrelated
from law_funnels import DAY, Ran, made, ran, stage
from numpy.typing import NDArray
from scipy.stats import poisson

from simfunnel.compiled import HAVE_NUMBA
from simfunnel.variates import key_of, normal_quantile, point, replication_key, uniforms

pytestmark = pytest.mark.skipif(not HAVE_NUMBA, reason="needs Numba: a million leads")

SAME_DAY = {"pitch": stage("100 %", "won", {"exactly": "1 second"})}
"""Every lead is won a second after it came, so that wins by day count leads by day."""


def counted(sources: dict[str, Any], until: str, n: int, seed: int, **more: Any) -> Ran:
    """Return a run that counts leads by week and by day."""
    stages = more.pop("stages", SAME_DAY)
    return ran(made(stages, sources, until=until, **more), n, seed=seed, period="week")


def streams(count: int, **more: Any) -> dict[str, Any]:
    """Return independent sources that are all alike."""
    return {f"s{k:02}": {"enters": "pitch", **more} for k in range(count)}


def weekly(seen: Ran, count: int) -> NDArray[np.int64]:
    """Return leads by replication, source and week."""
    return np.stack([seen.arrived(f"s{k:02}") for k in range(count)], axis=1)


# --- pure chance --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def plain() -> Ran:
    """Return 126,000 days with three leads a day."""
    return counted(streams(1, leads="3 per day"), "2026-12-31", 350, 21)


def test_counts_are_poisson(plain: Ran) -> None:
    """Leads of a day are Poisson with index of dispersion 1; kills any other law of gaps."""
    days = plain.won.reshape(-1)
    mean_agrees(days, 3.0)
    deviation_agrees(days, 3.0**0.5)
    counts = np.bincount(np.minimum(days, 10), minlength=11)
    fits(counts, days.size * np.append(poisson.pmf(np.arange(10), 3.0), poisson.sf(9, 3.0)))


def test_days_are_independent(plain: Ran) -> None:
    """One day says nothing about the next; kills a key that repeats."""
    uncorrelated(plain.won[:, :-1], plain.won[:, 1:])
    uncorrelated(plain.won[:-1], plain.won[1:])


def test_leads_come_at_any_second_of_the_day() -> None:
    """Within a day leads come evenly; kills births that are rounded or put at midnight."""
    slow = {"pitch": stage("100 %", "won", {"exactly": "1 day"})}
    funnel = made(slow, streams(1, leads="5 per day"), until="2026-12-31")
    stays = ran(funnel, 60, seed=22, stays_of=range(60)).stays()
    hours = np.bincount(stays["entered_at"] % DAY // 3_600, minlength=24)
    fits(hours, np.full(24, hours.sum() / 24))


# --- unevenness ---------------------------------------------------------------------------------

CV, MEAN = 0.4, 8.0


def test_uneven_weeks() -> None:
    """Uneven weeks keep their mean and have variance mu + mu^2 CV^2, each week anew.

    Kills a factor without -s^2/2, s taken for CV, one factor for a source's whole run, and one
    factor for all sources.
    """
    alike = streams(40, leads="8 per week", unevenness={"week": "40 %"})
    weeks = weekly(counted(alike, "2026-07-05", 65, 23), 40)
    assert weeks.shape == (65, 40, 26)
    mean_agrees(weeks, MEAN)
    deviation_agrees(weeks, math.sqrt(MEAN + (MEAN * CV) ** 2))
    uncorrelated(weeks[:, :, :-1], weeks[:, :, 1:])
    uncorrelated(weeks[:, :-1], weeks[:, 1:])


def test_uneven_years() -> None:
    """An uneven year moves all its weeks together, and ends at New Year.

    Sum of four weeks: mean mu, variance mu + mu^2 CV^2. Kills yearly unevenness left out (weekly
    ones alone average out), and a year that begins with the run.
    """
    alike = streams(40, leads="2 per week", unevenness={"year": "40 %"})
    weeks = weekly(counted(alike, "2027-01-31", 1_600, 24, starts="2026-12-07"), 40)
    old, new = weeks[:, :, :3].sum(axis=2), weeks[:, :, 4:].sum(axis=2)
    mean_agrees(new, MEAN)
    deviation_agrees(new, math.sqrt(MEAN + (MEAN * CV) ** 2))
    deviation_agrees(old, math.sqrt(6.0 + (6.0 * CV) ** 2))
    uncorrelated(old, new)
    together = (weeks[:, :, 4] - 2.0) * (weeks[:, :, 5] - 2.0)
    assert abs(together.mean() - (2.0 * CV) ** 2) <= 4.9 * together.std() / together.size**0.5


def test_uneven_weeks_of_uneven_years() -> None:
    """Week and year factors multiply: variance mu + mu^2 ((1 + CV_w^2)(1 + CV_y^2) - 1)."""
    both = streams(40, leads="8 per week", unevenness={"week": "30 %", "year": "25 %"})
    weeks = weekly(counted(both, "2026-01-11", 1_800, 25), 40)
    factor = (1.0 + 0.3**2) * (1.0 + 0.25**2) - 1.0
    mean_agrees(weeks, MEAN)
    deviation_agrees(weeks, math.sqrt(MEAN + MEAN**2 * factor))


# --- trend, season, weekdays, campaigns ---------------------------------------------------------

MONTHS = {2: 0.8, 7: 0.6, 12: 1.5}


def expected_by_day(days: int) -> NDArray[np.float64]:
    """Return what each day should bring, by the words of the file."""
    first = date(2026, 1, 5)
    out = []
    for number in range(days):
        day = first + timedelta(days=number)
        leads = 90_000 / 30.4375 * 1.25 ** (number / 365.25) * MONTHS.get(day.month, 1.0)
        leads *= {5: 0.2, 6: 0.0}.get(day.weekday(), 1.0)
        leads *= 1.5 if date(2026, 3, 2) <= day <= date(2026, 3, 15) else 1.0
        leads *= 2.0 if date(2026, 3, 9) <= day <= date(2026, 3, 9) else 1.0
        out.append(leads)
    return np.array(out)


def test_trend_season_weekdays_and_campaigns() -> None:
    """Every month, weekday and campaign brings what its factors say, compounded by day.

    Kills growth by month, a campaign that ends a day early, campaigns that add, weekdays shifted
    by one, and unnamed months at nil.
    """
    web = {
        "leads": "90 000 per month", "enters": "pitch", "growth": "25 % per year",
        "months": {"feb": "80 %", "jul": "60 %", "dec": "150 %"},
        "weekdays": {"sat": "20 %", "sun": "0 %"},
        "campaigns": [
            {"from": "2026-03-02", "until": "2026-03-15", "times": 1.5},
            {"from": "2026-03-09", "until": "2026-03-09", "times": 2},
        ],
    }  # fmt: skip
    seen = counted({"web": web}, "2026-12-31", 2, 26)
    days = seen.won.sum(axis=0).astype(np.float64)
    exact = 2.0 * expected_by_day(days.size)
    first = date(2026, 1, 5)
    calendar = [first + timedelta(days=k) for k in range(days.size)]
    month = np.array([day.month for day in calendar])
    weekday = np.array([day.weekday() for day in calendar])
    for number in range(1, 13):
        here = month == number
        agrees(days[here].sum(), exact[here].sum(), math.sqrt(exact[here].sum()))
    for number in range(6):
        here = weekday == number
        agrees(days[here].sum(), exact[here].sum(), math.sqrt(exact[here].sum()))
    assert days[weekday == 6].sum() == 0
    busy = exact > 0
    z = (days[busy] - exact[busy]) / np.sqrt(exact[busy])
    assert np.abs(z).max() <= 5.5


# --- batches ------------------------------------------------------------------------------------


def test_batches_are_exact_and_disturb_nobody() -> None:
    """A dated batch brings exactly its leads, at midnight, and moves no lead of the stream.

    Kills a batch drawn as Poisson, and a batch that takes numbers of the stream.
    """
    slow = {"pitch": stage("50 %", "won", {"min": "2 days", "mode": "4 days", "max": "9 days"})}
    stream = {"leads": "5 per day", "enters": "pitch", "unevenness": {"week": "50 %"}}
    fair = [{"on": "2026-02-02", "leads": 40}, {"on": "2026-02-12", "leads": 17}]
    without = ran(made(slow, {"web": stream}, until="2026-03-01"), 5, seed=27, stays_of=range(5))
    both = made(slow, {"web": {**stream, "batches": fair}}, until="2026-03-01")
    with_ = ran(both, 5, seed=27, stays_of=range(5))
    for r in range(5):
        rows = with_.runs.stays[r]
        of_stream = rows[rows[:, 0] == 0]
        assert (of_stream == without.runs.stays[r]).all()
        for number, (size, day) in enumerate([(40, 28), (17, 38)]):
            batch = rows[rows[:, 0] == 1 + number]
            assert batch[:, 1].tolist() == list(range(size))
            assert (batch[:, 4] == day * DAY).all()
            assert len(np.unique(batch[:, 5])) > 1


# --- good and bad times -------------------------------------------------------------------------


def times(n: int, seed: int) -> NDArray[np.float64]:
    """Return how good the times are in each replication, from the keyed draw."""
    draws = (
        uniforms(*replication_key(seed, r), *key_of("world"), point("shock"), 0) for r in range(n)
    )
    return np.array([normal_quantile(u) for u, _ in draws])


@pytest.fixture(scope="module")
def shocked() -> Ran:
    """Return 8,000 futures of two sources under a common shock of 30 %, odds times 1.5."""
    half = {"pitch": stage("50 %", "won", {"exactly": "1 second"})}
    shock = {"shock": {"leads": "30 %", "advance_odds": "times 1.5"}}
    alike = streams(2, leads="40 per week")
    return counted(alike, "2026-01-11", 8_000, 28, stages=half, doubt=shock)


def test_shock_keeps_the_mean(shocked: Ran) -> None:
    """A shock of leads has mean 1 and is one factor for all; kills exp(sZ) without -s^2/2."""
    leads = weekly(shocked, 2)[:, :, 0].astype(np.float64)
    mean_agrees(leads.sum(axis=1), 80.0)
    together = (leads[:, 0] - 40.0) * (leads[:, 1] - 40.0)
    error = together.std() / math.sqrt(together.size)
    assert abs(together.mean() - (40.0 * 0.3) ** 2) <= 4.9 * error
    assert 4.9 * error < 0.15 * (40.0 * 0.3) ** 2


@pytest.mark.parametrize(("low", "high"), [(-9.0, -0.4), (-0.4, 0.4), (0.4, 9.0)])
def test_shock_by_how_good_the_times_are(shocked: Ran, low: float, high: float) -> None:
    """Leads follow exp(sZ - s^2/2), wins 1 / (1 + exp(-Z ln 1.5)); kills a wrong sign of Z."""
    z = times(8_000, 28)
    here = (z > low) & (z <= high)
    s = math.sqrt(math.log(1.0 + 0.3**2))
    factors = np.exp(s * z[here] - 0.5 * s * s)
    leads = float(weekly(shocked, 2)[here].sum())
    agrees(leads, 80.0 * factors.sum(), math.sqrt(80.0 * factors.sum()))
    chances = 1.0 / (1.0 + np.exp(-z[here] * math.log(1.5)))
    wins = float((80.0 * factors * chances).sum())
    agrees(float(shocked.left("pitch", "won")[here].sum()), wins, math.sqrt(wins))
