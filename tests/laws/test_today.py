"""Starting from today: forecasts of open deals hold for the futures that really followed.

Funnels are simulated from empty; on day 200 a picture is taken of what is open, as a CRM would
show it: stage, day of entry, source and segment, no quality. The futures of these leads are known,
because the simulation went on. Forecasts that see only the picture must agree with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from law_funnels import DAY, exponential, lognormal, made, ran, stage
from numpy.typing import NDArray

from simfunnel.compiled import HAVE_NUMBA

pytestmark = pytest.mark.skipif(not HAVE_NUMBA, reason="needs Numba: many futures")

FIRST = date(2026, 1, 5)
CUT = 200
NOW = FIRST + timedelta(days=CUT)
HISTORIES, FUTURES = 110, 100
SOON = 60

STAGES = {
    "talk": stage("60 %", "check", lognormal(22, 0.8), {
        "lost.price": {"share": "70 %", "dwell": lognormal(60, 0.7)}, "cold.no_answer": "30 %"}),
    "check": stage("", "offer", lognormal(12, 0.5), {"talk": "30 %", "disqualified.unfit": "70 %"},
                   gate={"pass": "50 %", "reliability": 0.7}),
    "offer": stage("55 %", "won", exponential(35),
                   {"lost.price": {"share": "100 %", "dwell": lognormal(50, 0.6)}},
                   stale={"after": "150 days", "to": "cold.stale"}),
}  # fmt: skip
WORLD: dict[str, Any] = {
    "quality": {"good": "40 %", "advance_odds": "times 2", "dwell": "times 0.9"},
    "segments": {"large": {"advance_odds": "times 0.6", "dwell": "times 1.4"}, "small": {}},
    "events": {"merger": {"in": ["offer"], "rate": "6 % per month",
                          "then": {"lost.merger": "100 %"}}},
}  # fmt: skip


def web(quiet_from: date) -> dict[str, Any]:
    """Return the source, which falls silent on a day."""
    quiet = {"from": str(quiet_from), "until": "2029-12-31", "times": 0}
    return {"leads": "8 per day", "enters": "talk", "campaigns": [quiet], "good": "45 %",
            "segments": {"large": "40 %", "small": "60 %"}}  # fmt: skip


@dataclass(frozen=True)
class Seen:
    """What became of open leads, and what a forecast said of them, one row per kind of lead.

    A kind is all that the picture shows: stage, days since entry, segment.
    """

    open_: NDArray[np.int64]
    won: NDArray[np.int64]
    won_soon: NDArray[np.int64]
    says: NDArray[np.bool_]
    """Whether each kind is won, by future."""
    says_soon: NDArray[np.bool_]


def _picture() -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return kind, and second of the win or -1, of every lead that was open on day 200."""
    funnel = made(STAGES, {"web": web(NOW)}, until="2029-12-31", **WORLD)
    seen = ran(funnel, HISTORIES, seed=71, stays_of=range(HISTORIES))
    stays = seen.stays()
    here = (stays["entered_at"] < CUT * DAY) & (stays["left_at"] >= CUT * DAY)
    last = np.append(np.diff(stays["lead"]) != 0, True)
    target = np.array([to == "won" for _, to, _ in seen.runs.compiled.layout.ways])
    won_at = np.where(target[stays["way"][last]], stays["left_at"][last], -1)
    age = CUT - stays["entered_at"][here] // DAY
    kinds = np.stack([stays["stage"][here], age, stays["segment"][here]], axis=1)
    distinct, which = np.unique(kinds, axis=0, return_inverse=True)
    return distinct, which.reshape(-1), won_at[stays["lead"][here]]


@pytest.fixture(scope="module")
def seen() -> Seen:
    """Return histories of 70,000 open leads beside 100 futures of each kind."""
    kinds, which, won_at = _picture()
    names, segments = sorted(STAGES), ("large", "small")
    leads = [
        {"lead": f"L{k}", "stage": names[s], "entered_on": str(NOW - timedelta(days=int(age))),
         "segment": segments[g], "source": "web"}
        for k, (s, age, g) in enumerate(kinds.tolist())
    ]  # fmt: skip
    now = {"date": str(NOW), "open_leads": leads}
    funnel = made(STAGES, {"web": web(NOW)}, until="2029-12-31", today=now, **WORLD)
    fates = ran(funnel, FUTURES, seed=72).runs.results.fates
    soon = (CUT + SOON) * DAY
    size = len(kinds)
    return Seen(
        open_=np.bincount(which, minlength=size),
        won=np.bincount(which[won_at >= 0], minlength=size),
        won_soon=np.bincount(which[(won_at >= 0) & (won_at < soon)], minlength=size),
        says=fates >= 0,
        says_soon=(fates >= 0) & (fates < SOON * DAY),
    )


def score(
    open_: NDArray[Any], won: NDArray[Any], says: NDArray[np.bool_]
) -> tuple[float, float, float]:
    """Return wins, wins foretold, and how many errors lie between them.

    Two errors add: chance in the wins, and the finite number of futures behind each forecast.
    """
    p = says.mean(axis=0)
    spread = p * (1.0 - p)
    variance = float((open_ * spread).sum() + (open_.astype(float) ** 2 * spread).sum() / len(says))
    wins, foretold = float(won.sum()), float((open_ * p).sum())
    return wins, foretold, (wins - foretold) / variance**0.5


def test_there_is_something_to_see(seen: Seen) -> None:
    """Tens of thousands of leads of hundreds of kinds were open, with chances of every size."""
    assert seen.open_.sum() > 60_000
    assert (seen.open_ > 0).sum() == seen.open_.size > 500
    p = seen.says.mean(axis=0)
    assert p.min() < 0.05 < 0.5 < p.max()


def test_wins_of_open_deals_are_foretold(seen: Seen) -> None:
    """The sum of P(win) is the number of wins, within 4.9 errors and 4 %.

    Kills age ignored, quality drawn afresh, dwell from today, and leads that win twice.
    """
    wins, foretold, errors = score(seen.open_, seen.won, seen.says)
    assert abs(errors) <= 4.9, (wins, foretold)
    assert abs(wins / foretold - 1.0) < 0.04


def test_wins_of_the_next_two_months_are_foretold(seen: Seen) -> None:
    """So is the number of wins within 60 days; kills residual times that are too long or short."""
    wins, foretold, errors = score(seen.open_, seen.won_soon, seen.says_soon)
    assert abs(errors) <= 4.9, (wins, foretold)
    assert abs(wins / foretold - 1.0) < 0.05


def test_every_tenth_of_the_deals_is_calibrated(seen: Seen) -> None:
    """Sorted by P(win) from one half of the futures, each tenth wins as the other half says.

    Kills forecasts that are right on average only.
    """
    half = FUTURES // 2
    order = np.argsort(seen.says[:half].mean(axis=0), kind="stable")
    tenth = np.minimum(10 * np.cumsum(seen.open_[order]) // (seen.open_.sum() + 1), 9)
    chances = []
    for number in range(10):
        here = order[tenth == number]
        wins, foretold, errors = score(seen.open_[here], seen.won[here], seen.says[half:, here])
        assert abs(errors) <= 4.9, (number, wins, foretold)
        chances.append(wins / float(seen.open_[here].sum()))
    assert chances[-1] > 2.0 * chances[0]
