"""A stage with Poisson arrivals and lognormal dwell, from empty: what is open, what has left.

Five leads a day, median 14 days, sigma 1.5. Exact values by quadrature in 40-digit arithmetic.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from law_bounds import agrees, deviation_agrees, fits, mean_agrees, uncorrelated
from law_funnels import START, Ran, lognormal, made, ran, stage
from scipy.stats import poisson

from simfunnel.compiled import HAVE_NUMBA

pytestmark = pytest.mark.skipif(not HAVE_NUMBA, reason="needs Numba: a million leads")

OPEN = {7: 29.093350286976, 30: 80.4865314337225, 90: 134.061795570047,
        180: 165.005674814167, 365: 188.783757876704}  # fmt: skip
LEFT = {7: 5.90664971302403, 30: 69.5134685662775, 90: 315.938204429953,
        180: 734.994325185833, 365: 1636.2162421233}  # fmt: skip
REPLICATIONS = {7: 2_150, 30: 900, 90: 460, 180: 380, 365: 330}


def filling(days: int, streams: int = 1, leads: str = "5 per day") -> Any:
    """Return `streams` independent stages that fill for some days."""
    names = [f"s{k:02}" for k in range(streams)]
    return made(
        {n: stage("50 %", "won", lognormal(14, 1.5)) for n in names},
        {n: {"leads": leads, "enters": n} for n in names},
        until=str(date.fromisoformat(START) + timedelta(days=days - 1)),
    )


@pytest.mark.parametrize("days", list(OPEN))
def test_filling_from_empty(days: int) -> None:
    """Open and departed leads have means rate times the integrals of S and of 1 - S.

    Kills age counted from another event than entry, a family that is not the one stated, and
    leads drained at the end of the horizon.
    """
    seen = ran(filling(days), REPLICATIONS[days], seed=days, period="week")
    entered, left = seen.entered("s00").sum(axis=1), seen.left("s00").sum(axis=1)
    n = REPLICATIONS[days]
    agrees(float((entered - left).mean()), OPEN[days], (OPEN[days] / n) ** 0.5)
    if days > 7:
        agrees(float(left.mean()), LEFT[days], (LEFT[days] / n) ** 0.5)
    uncorrelated(entered - left, left)


STREAMS, WEEKS = 40, 2


@pytest.fixture(scope="module")
def many() -> Ran:
    """Return 52,000 copies of the stage at one lead a day, 40 to a replication, for two weeks."""
    return ran(filling(7 * WEEKS, STREAMS, "1 per day"), 1_300, seed=5, period="week")


def test_open_leads_are_poisson(many: Ran) -> None:
    """After a week open leads are Poisson, mean as variance; kills draws shared between leads."""
    names = [f"s{k:02}" for k in range(STREAMS)]
    open_ = np.stack([(many.entered(n) - many.left(n))[:, 0] for n in names], axis=1).reshape(-1)
    mean = OPEN[7] / 5.0
    mean_agrees(open_, mean)
    deviation_agrees(open_, mean**0.5)
    most = 15
    counts = np.bincount(np.minimum(open_, most), minlength=most + 1)
    law = np.append(poisson.pmf(np.arange(most), mean), poisson.sf(most - 1, mean))
    fits(counts, open_.size * law)


def test_departures_of_two_weeks_are_independent(many: Ran) -> None:
    """Departures of disjoint weeks have no correlation; kills a clock shared between leads."""
    names = [f"s{k:02}" for k in range(STREAMS)]
    left = np.stack([many.left(n) for n in names], axis=1)
    uncorrelated(left[:, :, 0], left[:, :, 1])
    mean_agrees(left[:, :, 0], LEFT[7] / 5.0)
    assert left[:, :, 1].sum() > left[:, :, 0].sum()
