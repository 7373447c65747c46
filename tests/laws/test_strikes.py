"""What ends a stay besides its own exit: carved losses, events with a rate, stale limits, steps."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from law_bounds import agrees, share_agrees
from law_funnels import DAY, Ran, at_once, exponential, lognormal, made, ran, stage
from law_quality import QUALITY, WEIGHT

from simfunnel.compiled import HAVE_NUMBA

pytestmark = pytest.mark.skipif(not HAVE_NUMBA, reason="needs Numba: a million leads")

END = "2027-12-31"

# --- carved events ------------------------------------------------------------------------------

LOSSES = {"lost.price": {"share": "40 %", "dwell": {"min": "18 days", "mode": "20 days",
                                                    "max": "22 days"}},
          "lost.no_decision": "40 %", "cold.no_answer": "20 %"}  # fmt: skip
SHORT = {"family": "uniform", "min": "2 days", "max": "8 days"}


def carved(events: dict[str, Any], n: int, **more: Any) -> Ran:
    """Return batches of 1,500 leads through a stage with losses that events carve."""
    stages = {
        "talk": stage("25 %", "close", SHORT, LOSSES),
        "close": stage("80 %", "won", exponential(5)),
    }
    funnel = made(stages, {"web": at_once(1_500, "talk")}, until=END, events=events, **more)
    return ran(funnel, n, seed=41, stays_of=range(n))


CARVING = {
    "boss_leaves": {
        "in": ["talk"], "share_of_losses": "25 %",
        "then": {"lost.boss": "70 %", "disqualified.gone": "30 %"},
    },
    "merger": {"in": ["talk"], "share_of_losses": "35 %", "then": {"lost.merger": "100 %"}},
}  # fmt: skip


def test_carved_events_leave_totals_unchanged() -> None:
    """Without the events the same leads leave in the same second; only the names of losses differ.

    Kills an event that is added to the losses, one that takes winners or other exits, and one that
    draws a dwell of its own.
    """
    with_, without = carved(CARVING, 20).stays(), carved({}, 20).stays()
    for name in ("replication", "index", "stage", "entered_at", "left_at"):
        assert (with_[name] == without[name]).all()


def test_carved_events_take_their_share() -> None:
    """Each event takes its share of each lost exit, and sends it as `then` says.

    Kills shares of the whole stage instead of the losses, two events that overlap, and exits that
    are not lost being carved.
    """
    seen, leads = carved(CARVING, 300), 450_000
    lost = 0.75 * 0.8
    boss = seen.left("talk", because="boss_leaves").sum()
    share_agrees(boss, leads, lost * 0.25)
    share_agrees(seen.left("talk", "lost.boss").sum(), boss, 0.7)
    share_agrees(seen.left("talk", because="merger").sum(), leads, lost * 0.35)
    share_agrees(seen.left("talk", "lost.price").sum(), leads, 0.3 * 0.4)
    share_agrees(seen.left("talk", "lost.no_decision").sum(), leads, 0.3 * 0.4)
    share_agrees(seen.left("talk", "cold.no_answer").sum(), leads, 0.15)
    share_agrees(seen.left("talk", "close").sum(), leads, 0.25)
    stays = seen.stays()
    ways = seen.runs.compiled.layout.ways
    struck = np.array([because == "boss_leaves" for _, _, because in ways])[stays["way"]]
    days = (stays["left_at"] - stays["entered_at"])[struck] / DAY
    mean = 0.5 * 20 + 0.5 * 5  # each part with the dwell of the loss that it carves
    agrees(float(days.mean()), mean, float(days.std()) / days.size**0.5)


def test_an_event_that_takes_all_losses() -> None:
    """At 100 % every loss is the event's, and sending some back lowers final losses.

    The chance of winning is a geometric series; kills events that act on first visits only.
    """
    back = {"in": ["talk"], "share_of_losses": "100 %", "then": {"talk": "30 %", "lost.x": "70 %"}}
    seen = carved({"second_wind": back}, 130)
    assert seen.left("talk", "lost.price").sum() == 0
    share_agrees(seen.won.sum(), 195_000, 0.25 * 0.8 / (1.0 - 0.75 * 0.8 * 0.3))


# --- events with a rate -------------------------------------------------------------------------


@pytest.mark.parametrize("percent", [20, 60])
def test_an_event_races_with_an_exponential_dwell(percent: int) -> None:
    """An event of hazard h beats a dwell of hazard d in h / (h + d) of all stays.

    Kills a rate per month read as a hazard (20 % is not .2), a month of 30 days, and an event that
    does not end the stay.
    """
    event = {"in": ["talk"], "rate": f"{percent} % per month", "then": {"cold.gone": "100 %"}}
    funnel = made(
        {"talk": stage("40 %", "won", exponential(30))}, {"web": at_once(280_000, "talk")},
        until="2029-12-31", events={"gone": event},
    )  # fmt: skip
    seen = ran(funnel, 1, seed=42)
    hazard = -math.log(1.0 - percent / 100.0) / 30.4375
    struck = hazard / (hazard + 1.0 / 30.0)
    share_agrees(seen.left("talk", "cold.gone").sum(), 280_000, struck)
    share_agrees(seen.left("talk", "won").sum(), 280_000, 0.4 * (1.0 - struck))
    mean = 1.0 / (hazard + 1.0 / 30.0)
    agrees(seen.stayed("talk"), mean, mean / 280_000**0.5)


def test_two_events_race_with_a_lognormal_dwell() -> None:
    """Two events and a dwell that is no exponential: shares by the Laplace transform of the dwell.

    Kills events that strike from the end of the dwell, and a second event hidden by the first.
    """
    events = {
        "budget_cut": {"in": ["talk"], "rate": "30 % per month", "then": {"lost.cut": "100 %"}},
        "merger": {"in": ["talk"], "rate": "45 % per month", "then": {"lost.merger": "100 %"}},
    }
    talk = stage("40 %", "won", lognormal(20, 1.0))
    funnel = made({"talk": talk}, {"web": at_once(300_000, "talk")}, until="2029-12-31",
                  events=events)  # fmt: skip
    seen = ran(funnel, 1, seed=43)
    cut, merger = (-math.log(1.0 - p) / 30.4375 for p in (0.3, 0.45))
    dwell = 20.0 * np.exp(QUALITY)
    unharmed = float((WEIGHT * np.exp(-(cut + merger) * dwell)).sum())
    share_agrees(seen.left("talk", "won").sum(), 300_000, 0.4 * unharmed)
    struck = 1.0 - unharmed
    share_agrees(seen.left("talk", "lost.cut").sum(), 300_000, struck * cut / (cut + merger))
    share_agrees(seen.left("talk", "lost.merger").sum(), 300_000, struck * merger / (cut + merger))


# --- stale limits -------------------------------------------------------------------------------

LIMIT, MEAN = 20.0, 15.0


def limited(seed: int, leads: str, reviewed: str | None) -> Ran:
    """Return leads of eight weeks in a stage with a stale limit, followed to their end."""
    stale = {"after": f"{LIMIT} days", "to": "cold.stale"}
    if reviewed:
        stale["reviewed"] = reviewed
    talk = stage("40 %", "won", exponential(MEAN), stale=stale)
    first = date(2026, 1, 5)
    web = {"leads": leads, "enters": "talk", "campaigns": [
        {"from": str(first + timedelta(days=56)), "until": END, "times": 0}]}  # fmt: skip
    funnel = made({"talk": talk}, {"web": web}, until="2026-12-31")
    return ran(funnel, 4, seed=seed)


def wait_until(reviewed: str | None) -> list[tuple[float, float]]:
    """Return (shortest, longest) wait in days for a review, for equally likely weeks."""
    spans = {None: [], "daily": [(0.0, 1.0)], "weekly": [(0.0, 7.0)], "fortnightly": [(0.0, 14.0)]}
    return spans[reviewed]


@pytest.mark.parametrize("reviewed", [None, "daily", "weekly", "fortnightly"])
def test_stale_limits(reviewed: str | None) -> None:
    """Leads are given up at the first review after the limit, that is after L + U at most.

    U is uniform over the days between reviews, since leads come evenly: the share given up is
    exp(-L / m) E exp(-U / m), and a stay lasts m (1 - that share) on average. Kills a limit at the
    review before, a limit counted from the last move of another stage, and reviews on other days.
    """
    seen = limited(44, "1 500 per day", reviewed)
    stale = math.exp(-LIMIT / MEAN)
    for low, high in wait_until(reviewed):
        stale *= MEAN / (high - low) * (math.exp(-low / MEAN) - math.exp(-high / MEAN))
    leads = float(seen.left("talk").sum())
    assert leads == seen.entered("talk").sum()
    share_agrees(seen.left("talk", because="stale").sum(), leads, stale)
    share_agrees(seen.left("talk", "won").sum(), leads, 0.4 * (1.0 - stale))
    mean = MEAN * (1.0 - stale)
    agrees(seen.stayed("talk"), mean, mean / leads**0.5)


def test_monthly_reviews() -> None:
    """Monthly reviews are on the 1st: leads of 31 days in a row wait from 0 to 31 days.

    Kills months of 30 days and reviews on other days.
    """
    talk = stage("40 %", "won", exponential(30),
                 stale={"after": "28 days", "to": "cold.stale", "reviewed": "monthly"})  # fmt: skip
    web = {"leads": "5 000 per day", "enters": "talk",
           "campaigns": [{"from": "2026-03-04", "until": END, "times": 0}]}  # fmt: skip
    funnel = made({"talk": talk}, {"web": web}, until="2026-12-31", starts="2026-02-01")
    seen = ran(funnel, 2, seed=45)
    # the limit of a lead of 1 February is 1 March, of one of 3 March is 31 March or 1 April
    limits = np.linspace(0.0, 31.0, 310_001)
    stale = float(np.exp(-(28.0 + 31.0 - limits) / 30.0).mean())
    leads = float(seen.left("talk").sum())
    assert abs(leads - 310_000) < 4.9 * 310_000**0.5
    agrees(float(seen.left("talk", because="stale").sum()) / leads, stale,
           math.sqrt(stale / leads))  # fmt: skip


# --- steps beside -------------------------------------------------------------------------------


def test_steps_beside_the_stage() -> None:
    """The longest of dwell and steps counts: the mean of a maximum of exponentials, step by step.

    Kills steps that add, steps that everybody needs, and steps that start when the dwell is over.
    """
    besides = {
        "legal": {"share": "40 %", "takes": exponential(12)},
        "security": {"share": "25 %", "takes": exponential(30)},
    }
    talk = stage("60 %", "won", exponential(8), meanwhile=besides)
    leads = 100_000
    seen = ran(made({"talk": talk}, {"web": at_once(leads, "talk")}, until=END), 1, seed=46)
    t = np.linspace(0.0, 600.0, 600_001)
    dwell, legal, security = (1.0 - np.exp(-t / m) for m in (8.0, 12.0, 30.0))
    law = dwell * (0.6 + 0.4 * legal) * (0.75 + 0.25 * security)
    mean = float(np.trapezoid(1.0 - law, t))
    variance = float(np.trapezoid(2.0 * t * (1.0 - law), t)) - mean**2
    agrees(seen.stayed("talk"), mean, math.sqrt(variance / leads))
    share_agrees(seen.won.sum(), leads, 0.6)


def test_dwell_is_by_exit() -> None:
    """Each exit has its own dwell, and effects on dwell stretch all of them alike.

    Kills one dwell for all exits, and a ratio that acts as its inverse.
    """
    talk = stage("50 %", "won", lognormal(10, 0.6), {
        "lost.price": {"share": "60 %", "dwell": lognormal(25, 0.6)}, "cold.no_answer": "40 %",
    })  # fmt: skip
    segments = {"large": {"dwell": "times 1.5"}, "small": {}}
    web = at_once(1_000, "talk", segments={"large": "50 %", "small": "50 %"}, dwell="times 0.8")
    seen = ran(made({"talk": talk}, {"web": web}, until="2029-12-31", segments=segments), 350,
               seed=47, stays_of=range(350))  # fmt: skip
    stays = seen.stays()
    to = np.array([name for _, name, _ in seen.runs.compiled.layout.ways])[stays["way"]]
    days = (stays["left_at"] - stays["entered_at"]) / DAY
    above = math.exp(0.5 * 0.6**2)
    means = {"won": 10.0, "lost.price": 25.0, "cold.no_answer": 10.0}
    for number, ratio in enumerate((1.2, 0.8)):
        for name, mean in means.items():
            here = days[(stays["segment"] == number) & (to == name)]
            error = float(here.std()) / here.size**0.5
            agrees(float(here.mean()), ratio * mean * above, error)
