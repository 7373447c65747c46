"""Numbers in doubt: how they are drawn, and that what is drawn is what happens."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from law_bounds import agrees, fits, mean_agrees
from law_funnels import Ran, at_once, exponential, made, ran, stage
from law_quality import QUALITY, WEIGHT, intercept, shifted
from numpy.typing import NDArray
from scipy.stats import norm

from simfunnel.compiled import HAVE_NUMBA

pytestmark = pytest.mark.skipif(not HAVE_NUMBA, reason="needs Numba: many leads")

END = "2026-12-31"
SHARE = {"stages.talk.advance": ["43 %", "50 %", "60 %"]}
N, LEADS = 1_500, 250


def talk(**more: Any) -> dict[str, Any]:
    """Return one stage of half a chance."""
    return {"talk": stage("50 %", "won", exponential(5), **more)}


def drawn(seen: Ran, path: str) -> NDArray[np.float64]:
    """Return what a number came to in each replication."""
    return seen.runs.compiled.patches.drawn[path]


def half_normals(low: float, middle: float, high: float) -> tuple[Any, Any]:
    """Return value and weight over two half-normals joined in the middle."""
    steps = np.where(QUALITY < 0.0, middle - low, high - middle) / norm.ppf(0.9)
    return middle + QUALITY * steps, WEIGHT


def logit(share: float) -> float:
    """Return log odds."""
    return math.log(share / (1.0 - share))


@pytest.fixture(scope="module")
def doubted() -> Ran:
    """Return 1,500 futures of 250 leads whose share of winners is in doubt."""
    funnel = made(talk(), {"web": at_once(LEADS, "talk")}, until=END, doubt=SHARE)
    return ran(funnel, N, seed=61, doubt_rows=N)


def test_stated_percentiles_are_drawn(doubted: Ran) -> None:
    """One draw in ten is below P10, half are below P50, one in ten is above P90.

    Between them the scale is logit and each side a half-normal: the whole law by chi-square. Kills
    P10 and P90 taken for standard deviations, one width for both sides, and draws on the plain
    scale.
    """
    shares = drawn(doubted, "stages.talk.advance")
    assert shares.size == len(set(shares.tolist())) == N
    z = np.log(shares / (1.0 - shares)) - logit(0.5)
    z *= norm.ppf(0.9) / np.where(z < 0.0, logit(0.5) - logit(0.43), logit(0.6) - logit(0.5))
    fits(np.histogram(norm.cdf(z), 20, (0.0, 1.0))[0], np.full(20, N / 20))
    counts = np.histogram(shares, [0.0, 0.43, 0.5, 0.6, 1.0])[0]
    fits(counts, [0.1 * N, 0.4 * N, 0.4 * N, 0.1 * N])


def test_a_doubted_share_moves_the_wins(doubted: Ran) -> None:
    """Wins of every future follow its own draw, and all together the average over the doubt.

    Kills a doubt drawn once for all, drawn anew for each lead, or put into another future.
    """
    shares, won = drawn(doubted, "stages.talk.advance"), doubted.won.sum(axis=1)
    agrees(float(won.sum()), LEADS * shares.sum(), (LEADS * (shares * (1 - shares)).sum()) ** 0.5)
    z = (won - LEADS * shares) / np.sqrt(LEADS * shares * (1.0 - shares))
    assert abs(float((z**2).mean()) - 1.0) <= 4.9 * math.sqrt(2.0 / N)
    odds, weight = half_normals(logit(0.43), logit(0.5), logit(0.6))
    mean = float((weight / (1.0 + np.exp(-odds))).sum())
    mean_agrees(won / LEADS, mean)
    assert mean - 0.5 > 0.005


def test_doubt_moves_the_intercept_and_never_centres_again() -> None:
    """With quality, a drawn share moves everybody by logit(drawn) - logit(stated).

    Kills centring in every future, which would show each draw exactly.
    """
    quality = {"good": "40 %", "advance_odds": f"times {math.exp(1.3):.12f}"}
    doubt = {"stages.talk.advance": ["50 %", "65 %", "90 %"]}
    funnel = made(talk(), {"web": at_once(LEADS, "talk")}, until=END, doubt=doubt, quality=quality)
    seen = ran(funnel, 600, seed=62, doubt_rows=600)
    b = intercept(0.5, 1.3 * QUALITY, WEIGHT)
    shares = drawn(seen, "stages.talk.advance")
    chances = np.array([(WEIGHT * shifted(p, 1.3 * QUALITY + b)).sum() for p in shares])
    error = math.sqrt(LEADS * float((chances * (1.0 - chances)).sum()))
    agrees(float(seen.won.sum()), LEADS * float(chances.sum()), error)
    assert abs(float((shares - chances).sum()) * LEADS) > 10 * error


def test_doubted_dwell_and_leads() -> None:
    """Positive numbers are drawn on the log scale, and stretch stays and streams by their draws.

    Kills a factor that re-builds the intensity, and a dwell that keeps its stated mean.
    """
    doubt = {"stages.talk.dwell.mean": ["4.5 days", "5 days", "6 days"],
             "sources.web.leads": ["20 per month", "30 per month", "60 per month"]}  # fmt: skip
    web = {"leads": "30 per month", "enters": "talk",
           "campaigns": [{"from": "2026-07-01", "until": END, "times": 0}]}  # fmt: skip
    funnel = made(talk(), {"web": web}, until=END, doubt=doubt)
    seen = ran(funnel, 700, seed=63, doubt_rows=700, period="quarter")
    expected = 177 / 30.4375 * drawn(seen, "sources.web.leads")
    leads = seen.arrived("web").sum(axis=1)
    agrees(float(leads.sum()), expected.sum(), expected.sum() ** 0.5)
    assert abs(float(((leads - expected) ** 2 / expected).mean()) - 1.0) < 4.9 * (2 / 700) ** 0.5
    column = seen.runs.columns.stayed
    stayed = seen.runs.results.tallies[:, :, column].sum(axis=1) / 86_400.0
    means = drawn(seen, "stages.talk.dwell.mean")
    agrees(float(stayed.sum()), float((leads * means).sum()),
           float((leads * means**2).sum()) ** 0.5)  # fmt: skip
    values, weight = half_normals(math.log(4.5), math.log(5), math.log(6))
    mean_agrees(np.log(means), float((weight * values).sum()))


def test_rows_of_joint_draws_come_round() -> None:
    """Row r modulo the rows serves replication r, all columns of a row together.

    Kills rows drawn at random, columns shuffled apart, and a table that ends.
    """
    draws = {
        "columns": ["sources.web.leads", "stages.talk.hazards.won.0"],
        "values": [[300.0, 0.05], [600.0, 0.15], [1200.0, 0.30]],
    }
    hazards = {"ages": [0], "daily": {"lost.price": [0.1], "won": [0.1]}, "advances": ["won"]}
    web = {"leads": "500 per month", "enters": "talk",
           "campaigns": [{"from": "2026-07-01", "until": END, "times": 0}]}  # fmt: skip
    funnel = made({"talk": {"hazards": hazards}}, {"web": web}, until=END, doubt={"draws": draws})
    seen = ran(funnel, 50, seed=64, doubt_rows=50)
    assert seen.runs.compiled.patches.rows == 3
    for row, (leads, hazard) in enumerate(draws["values"]):
        here = np.arange(50) % 3 == row
        expected = 177 / 30.4375 * leads
        counts = seen.arrived("web")[here].sum(axis=1)
        assert (np.abs(counts - expected) <= 5.5 * expected**0.5).all()
        chance = hazard / (hazard + 0.1)
        wins = seen.won[here].sum(axis=1) / counts
        assert (np.abs(wins - chance) <= 5.5 * np.sqrt(chance * (1 - chance) / counts)).all()


def test_doubt_is_common_to_all_scenarios() -> None:
    """A number's draws are keyed by its path: more doubts, or another funnel, leave them be.

    Kills draws taken in sequence.
    """
    alone = made(talk(), {"web": at_once(1, "talk")}, until=END, doubt=SHARE)
    more = {**SHARE, "sources.zeta.leads": ["1 per day", "2 per day", "3 per day"],
            "stages.early.advance": ["10 %", "20 %", "30 %"]}  # fmt: skip
    sources = {"web": at_once(1, "talk"), "zeta": {"leads": "2 per day", "enters": "early"}}
    stages = {"early": stage("20 %", "talk", exponential(3)), **talk()}
    other = made(stages, sources, until=END, doubt=more)
    path = "stages.talk.advance"
    first, second = (drawn(ran(f, 1, seed=65, doubt_rows=40), path) for f in (alone, other))
    assert (first == second).all()
