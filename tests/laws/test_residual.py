"""Leads that are open today: what their age in a stage tells about time, exit and quality.

A lead that is still there after a days leaves by exit k with weight p_k S_k(a), and then after
what remains of that exit's dwell. Leads of one age stand for all in closed form.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from law_bounds import fits, mean_agrees, share_agrees
from law_funnels import exponential, lognormal, made, stage
from law_quality import intercept, shifted, sixty_four
from law_today import TODAY, fate, open_leads, today
from numpy.typing import NDArray
from scipy.stats import norm

from simfunnel.compiled import HAVE_NUMBA
from simfunnel.funnel.lower import compile_funnel
from simfunnel.simulation.luck import draw_open_traits
from simfunnel.variates import replication_key

pytestmark = pytest.mark.skipif(not HAVE_NUMBA, reason="needs Numba: many open leads")

SLOW = {"lost.price": {"share": "100 %", "dwell": lognormal(45, 0.9)}}
WEB = {"source": "web"}


def survives(age: float, median: float, sigma: float) -> float:
    """Return the share of a lognormal dwell beyond an age."""
    return float(norm.sf(math.log(age / median) / sigma)) if age > 0 else 1.0


# --- time ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("age", [0, 14, 60])
def test_what_remains_of_a_lognormal_dwell(age: int) -> None:
    """Time left follows S(a + t) / S(a), over its whole range.

    Kills full dwell for open leads, age ignored or subtracted from a fresh draw, and a conditional
    law in the form 1 - F that loses its tail.
    """
    stages = {"talk": stage("40 %", "won", lognormal(14, 1.2))}
    seen = today(stages, open_leads("talk", age, 200, **WEB), 220, seed=51, until="2042-01-01")
    days = fate(seen)["days"]
    assert days.size == 44_000
    here = survives(age, 14, 1.2)
    left = norm.sf(np.log((age + days) / 14.0) / 1.2) / here
    fits(np.histogram(left, 25, (0.0, 1.0))[0], np.full(25, days.size / 25))
    for horizon in (60, 240):
        gone = 1.0 - survives(age + horizon, 14, 1.2) / here
        if gone > 0.6:
            share_agrees((days <= horizon).sum(), days.size, gone)


def test_event_clocks_start_afresh_and_limits_do_not() -> None:
    """Exponential events do not age, a stale limit counts from entry.

    A lead of 12 days in a stage with a limit of 20 has 8 left. Kills a limit that starts again
    today, and an event that has already struck.
    """
    hazard = -math.log(1.0 - 0.8) / 30.4375
    event = {"cut": {"in": ["talk"], "rate": "80 % per month", "then": {"cold.cut": "100 %"}}}
    stale = {"after": "20 days", "to": "cold.stale"}
    stages = {"talk": stage("40 %", "won", exponential(30), stale=stale)}
    leads = open_leads("talk", 12, 300, **WEB)
    end = fate(today(stages, leads, 480, seed=52, events=event))
    total = hazard + 1.0 / 30.0
    stale_share = math.exp(-8.0 * total)
    n = end["days"].size
    assert n == 144_000
    share_agrees((end["because"] == "stale").sum(), n, stale_share)
    share_agrees((end["because"] == "cut").sum(), n, (1.0 - stale_share) * hazard / total)
    assert (end["days"][end["because"] == "stale"] == 8.0).all()


# --- exits --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("age", "n"), [(0, 60), (14, 140), (30, 330)])
def test_exits_given_age(age: int, n: int) -> None:
    """A deal that is won in 10 days or lost in 45 is won with odds p S_won(a) : q S_lost(a).

    Kills exit shares that do not know the age, and weights by density instead of survival.
    """
    stages = {"talk": stage("70 %", "won", lognormal(10, 0.9), SLOW)}
    end = fate(today(stages, open_leads("talk", age, 500, **WEB), n, seed=53))
    win, lose = 0.7 * survives(age, 10, 0.9), 0.3 * survives(age, 45, 0.9)
    share_agrees((end["to"] == "won").sum(), end["to"].size, win / (win + lose))


def test_age_counts_against_the_ratio_on_dwell() -> None:
    """Where a segment takes twice as long, 30 days are 15; kills age on the wrong scale."""
    stages = {"talk": stage("70 %", "won", lognormal(10, 0.9), SLOW)}
    slow = {"slow": {"dwell": "times 2"}}
    source = {"web": {"leads": "0 per month", "enters": "talk", "segments": {"slow": "100 %"}}}
    leads = open_leads("talk", 30, 500, **WEB)
    end = fate(today(stages, leads, 160, seed=54, segments=slow, sources=source))
    win, lose = 0.7 * survives(15, 10, 0.9), 0.3 * survives(15, 45, 0.9)
    share_agrees((end["to"] == "won").sum(), end["to"].size, win / (win + lose))


def test_measured_stages_go_on_at_their_true_age() -> None:
    """An open lead of a measured stage meets the hazards of its age and the exits of that age.

    Kills an age that starts at 0 today, and a bin's edge off by a day.
    """
    hazards = {
        "ages": [0, 14, 28], "daily": {"won": [0.1, 0.02, 0.05], "lost.price": [0.01, 0.06, 0.0]},
        "advances": ["won"],
    }  # fmt: skip
    leads = open_leads("talk", 10, 500, **WEB)
    end = fate(today({"talk": {"hazards": hazards}}, leads, 250, seed=55, until="2026-12-31"))
    n, days = end["to"].size, np.ceil(end["days"]).astype(np.int64)
    first = 1.0 - math.exp(-4 * 0.11)
    share_agrees((days <= 4).sum(), n, first)
    share_agrees((end["to"][days <= 4] == "won").sum(), (days <= 4).sum(), 0.1 / 0.11)
    middle = (days > 4) & (days <= 18)
    share_agrees(middle.sum(), n, (1.0 - first) * (1.0 - math.exp(-14 * 0.08)))
    share_agrees((end["to"][middle] == "lost.price").sum(), middle.sum(), 0.75)
    assert (end["to"][days > 18] == "won").all()


# --- quality ------------------------------------------------------------------------------------

EFFECT = 0.8
TWO = {
    "talk": stage("80 %", "close", lognormal(10, 0.9), SLOW),
    "close": stage("75 %", "won", exponential(10)),
}
FASTER = 0.75
BETTER = {
    "good": "40 %", "advance_odds": f"times {math.exp(EFFECT):.12f}", "dwell": f"times {FASTER}"
}  # fmt: skip


def posterior(
    age: float, likely: NDArray[Any] | float = 1.0
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return of each quality point the weight at an age, and the chances of both stages."""
    x = sixty_four()
    on = shifted(0.8, EFFECT * x + intercept(0.8, EFFECT * x, np.ones(64)))
    close = shifted(0.75, EFFECT * x + intercept(0.75, EFFECT * x, on))
    ages = age * FASTER**-x
    fast, slow = (np.array([survives(a, m, 0.9) for a in ages]) for m in (10, 45))
    weight = on * fast + (1.0 - on) * slow
    going = on * fast / weight
    weight = weight * likely
    return weight / weight.sum(), going, close


@pytest.mark.parametrize("age", [12, 24])
def test_age_tells_about_quality(age: int) -> None:
    """Old leads are worse leads: chances of both stages average over the posterior of 64 points.

    Kills a fresh quality for open leads, weights without survival, and effects forgotten behind
    the first stage.
    """
    weight, going, close = posterior(age)
    leads = open_leads("talk", age, 200, **WEB)
    seen = today(TWO, leads, 220 if age < 20 else 380, seed=56, quality=BETTER)
    on, n = seen.left("talk", "close").sum(), seen.left("talk").sum()
    exact = float((weight * going).sum())
    share_agrees(on, n, exact)
    behind = float((weight * going * close).sum() / exact)
    share_agrees(seen.left("close", "won").sum(), on, behind)
    assert abs(float(going.mean()) - exact) > 0.02 * exact
    assert behind < 0.74


def test_a_known_score_tells_about_quality() -> None:
    """A score multiplies the weights by the normal density of (s - rho x) / sqrt(1 - rho^2).

    Kills a score taken for quality itself, and one that nobody reads.
    """
    rho, score = 0.6, 1.5
    gate = stage("", "talk", exponential(2), gate={"pass": "99.999999 %", "reliability": rho})
    x = sixty_four()
    weight, going, _ = posterior(12, norm.pdf((score - rho * x) / math.sqrt(1.0 - rho * rho)))
    stages = {"test": gate, **TWO}
    leads = open_leads("talk", 12, 200, **WEB, score=score)
    seen = today(stages, leads, 150, seed=57, quality=BETTER)
    exact = float((weight * going).sum())
    assert exact > 0.68
    share_agrees(seen.left("talk", "close").sum(), seen.left("talk").sum(), exact)


@pytest.mark.parametrize("score", [1.5, -1.5])
def test_a_score_beyond_its_gate_counts_once(score: float) -> None:
    """Given the score of a lead that passed or failed, its quality is normal about rho s.

    Kills the chance to have come through counted beside the score that says it did.
    """
    rho = 0.6
    gate = {"pass": "40 %", "reliability": rho}
    stages = {
        "test": stage("", "talk", exponential(2), "park", gate=gate),
        "talk": stage("50 %", "won", exponential(9)),
        "park": stage("50 %", "won", exponential(9)),
    }
    leads = open_leads("talk" if score > 0 else "park", 0, 200, **WEB, score=score)
    funnel = made(
        stages,
        {"web": {"leads": "0 per month", "enters": "test"}},
        until="2029-12-31",
        today={"date": TODAY, "open_leads": leads},
        quality={"good": "40 %"},
    )
    compiled = compile_funnel(funnel)
    drawn = [
        draw_open_traits(compiled.plan, compiled.plan.numbers, replication_key(5, r), 0.0)[1]
        for r in range(300)
    ]
    x = sixty_four()
    weight = norm.pdf((score - rho * x) / math.sqrt(1.0 - rho * rho))
    mean_agrees(np.concatenate(drawn), float((weight * x).sum() / weight.sum()))


# --- whom nobody wrote down ---------------------------------------------------------------------


def test_unknown_source_and_segment() -> None:
    """Where both are unknown, pairs are drawn by who enters and who would still be there.

    Kills pairs that do not know the age, rates of sources left out, and segments drawn by
    themselves.
    """
    age, quiet = 20, [{"from": "2026-03-02", "until": "2031-01-01", "times": 0}]
    sources = {
        "fair": {"leads": "10 per month", "enters": "talk", "campaigns": quiet,
                 "segments": {"large": "80 %", "small": "20 %"}, "advance_odds": "times 2"},
        "web": {"leads": "30 per month", "enters": "talk", "campaigns": quiet,
                "segments": {"large": "30 %", "small": "70 %"}},
    }  # fmt: skip
    segments = {"large": {"dwell": "times 2", "advance_odds": "times 0.7"}, "small": {}}
    stages = {"talk": stage("85 %", "won", lognormal(10, 0.9), SLOW)}
    seen = today(
        stages, open_leads("talk", age, 50), 560, seed=58, sources=sources, segments=segments
    )
    pairs = np.array([[8.0, 2.0], [9.0, 21.0]])
    effects = np.log(np.array([[2.0 * 0.7, 2.0], [0.7, 1.0]]))
    on = shifted(0.85, effects + intercept(0.85, effects, pairs))
    fast = np.array([survives(age / 2, 10, 0.9), survives(age, 10, 0.9)])
    slow = np.array([survives(age / 2, 45, 0.9), survives(age, 45, 0.9)])
    exact = pairs * (on * fast + (1.0 - on) * slow)
    end = fate(seen)
    counts = np.bincount(2 * end["source"] + end["segment"], minlength=4)
    fits(counts, counts.sum() * (exact / exact.sum()).reshape(-1))
    won = float((pairs * on * fast).sum() / exact.sum())
    share_agrees((end["to"] == "won").sum(), counts.sum(), won)


# --- zombies ------------------------------------------------------------------------------------


@pytest.mark.parametrize("stale", [False, True])
def test_zombies_are_counted(stale: bool) -> None:
    """Leads older than their stage allows stay open, or leave at once where a limit takes them.

    Kills zombies that are lost silently, and ones that leave with the last drop of dwell.
    """
    limit = {"stale": {"after": "60 days", "to": "cold.stale"}} if stale else {}
    short = {"min": "2 days", "mode": "4 days", "max": "9 days"}
    stages = {"talk": stage("40 %", "won", short, **limit)}
    leads = open_leads("talk", 30, 7, **WEB) + open_leads("talk", 8, 5, **WEB)
    seen = today(stages, leads, 20, seed=59, until="2026-12-31")
    fates, end = seen.runs.results.fates, fate(seen)
    old = end["index"] < 7
    assert (fates[:, 7:] >= -1).all()
    assert (end["days"][~old] <= 1.0).all()
    if stale:
        assert (fates[:, :7] == -1).all()
        assert (end["because"][old] == "stale").all()
        assert (end["days"][old] == 0.0).all()
    else:
        assert (fates[:, :7] == -3).all()
        assert (end["days"][old] > 1e9).all()
