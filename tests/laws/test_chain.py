"""An absorbing chain with loops: who wins, after how many steps, after how long, and what is open.

Exact values by N = (I - Q)^-1 in 40-digit arithmetic.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from law_bounds import agrees, deviation_agrees, mean_agrees, share_agrees
from law_funnels import DAY, Ran, at_once, exponential, made, ran, stage

from simfunnel.clocks import NEVER
from simfunnel.compiled import HAVE_NUMBA

pytestmark = pytest.mark.skipif(not HAVE_NUMBA, reason="needs Numba: a million leads")

STAGES = ("lead", "qualified", "proposal", "negotiation")
DWELL = (3.0, 7.0, 10.0, 5.0)
P_WON = (0.144429160935351, 0.288858321870702, 0.457359009628611, 0.591471801925722)
VISITS = (1.05914718019257, 0.591471801925722, 0.412654745529574, 0.288858321870702)
REACHED = {"qualified": 0.5, "proposal": 0.315789473684211, "negotiation": 0.244186046511628}
STEPS_MEAN, STEPS_VARIANCE = 2.35213204951857, 3.17816051720908
DAYS_MEAN, DAYS_DEVIATION = 12.888583218707, 16.2198898269438
DAYS_GIVEN_WON, DAYS_GIVEN_LOST = 30.4401650618982, 9.92569560852201
OPEN = (31.7744154057772, 41.4030261348006, 41.2654745529574, 14.4429160935351)
OPEN_IN_ALL, WON_A_DAY = 128.88583218707, 1.44429160935351


def chain(source: dict[str, Any], until: str) -> Any:
    """Return the chain: each stage goes on, falls back or is lost."""
    stages = {
        "lead": stage("50 %", "qualified", exponential(3)),
        "qualified": stage(
            "60 %", "proposal", exponential(7), {"lead": "25 %", "lost.price": "75 %"}
        ),
        "proposal": stage(
            "70 %", "negotiation", exponential(10), {"qualified": "50 %", "lost.price": "50 %"}
        ),
        "negotiation": stage(
            "50 %", "won", exponential(5), {"proposal": "40 %", "lost.price": "60 %"}
        ),
    }
    return made(stages, {"web": source}, until=until)


@pytest.fixture(scope="module")
def walked() -> Ran:
    """Return 360,000 leads from their birth to their end, two years being long enough."""
    return ran(chain(at_once(1_600, "lead"), "2027-12-31"), 225, seed=11, stays_of=range(225))


@pytest.fixture(scope="module")
def lives(walked: Ran) -> dict[str, Any]:
    """Return for each lead its steps, its days, and whether it was won."""
    stays = walked.stays()
    assert (stays["left_at"] != NEVER).all()
    last = np.append(np.diff(stays["lead"]) != 0, True)
    ways = [to for _, to, _ in walked.runs.compiled.layout.ways]
    won = np.array([to == "won" for to in ways])[stays["way"][last]]
    steps = np.bincount(stays["lead"])
    return {"steps": steps, "days": stays["left_at"][last] / DAY, "won": won}


def test_the_chance_of_winning(lives: dict[str, Any]) -> None:
    """Leads are won as often as N R says; kills wrong exits, lost returns, drained ends."""
    share_agrees(lives["won"].sum(), 360_000, P_WON[0])


@pytest.mark.parametrize(("start", "leads"), [(1, 150_000), (2, 80_000), (3, 50_000)])
def test_the_chance_of_winning_by_start(start: int, leads: int) -> None:
    """A lead that enters midway wins as often as its row says; kills a stage off by one."""
    seen = ran(chain(at_once(leads, STAGES[start]), "2027-12-31"), 1, seed=start)
    share_agrees(seen.won.sum(), leads, P_WON[start])
    assert seen.entered("lead").sum() < 0.2 * leads


def test_visits_and_reaching(walked: Ran, lives: dict[str, Any]) -> None:
    """Stages are visited N times and reached as often as H says; kills visits counted twice."""
    stays, leads = walked.stays(), lives["steps"].size
    for number, name in enumerate(STAGES):
        code = walked.runs.compiled.layout.stages.index(name)
        visits = np.bincount(stays["lead"][stays["stage"] == code], minlength=leads)
        mean_agrees(visits, VISITS[number])
        assert visits.sum() == walked.entered(name).sum()
        if name in REACHED:
            share_agrees((visits > 0).sum(), leads, REACHED[name])


def test_steps(lives: dict[str, Any]) -> None:
    """Mean and deviation of the number of stays; kills occasions that repeat an earlier draw."""
    mean_agrees(lives["steps"], STEPS_MEAN)
    deviation_agrees(lives["steps"], STEPS_VARIANCE**0.5)


def test_days(lives: dict[str, Any]) -> None:
    """Mean and deviation of the days to the end; kills dwell counted from creation."""
    mean_agrees(lives["days"], DAYS_MEAN)
    deviation_agrees(lives["days"], DAYS_DEVIATION)


def test_dwell_of_each_stage(walked: Ran) -> None:
    """Every stage keeps its own mean, at first visits and at later ones; kills stages mixed up."""
    for name, days in zip(STAGES, DWELL, strict=True):
        agrees(walked.stayed(name), days, days / float(walked.left(name).sum()) ** 0.5)


def test_days_by_outcome(lives: dict[str, Any]) -> None:
    """Won leads take three times as long as lost ones; kills won and lost swapped."""
    mean_agrees(lives["days"][lives["won"]], DAYS_GIVEN_WON)
    mean_agrees(lives["days"][~lives["won"]], DAYS_GIVEN_LOST)


@pytest.fixture(scope="module")
def steady() -> Ran:
    """Return 100 replications of 10 leads a day, 10 weeks to settle and two years to count."""
    source = {"leads": "10 per day", "enters": "lead"}
    return ran(chain(source, "2028-03-12"), 100, seed=12, period="week")


SETTLED = 10


def test_steady_occupancy(steady: Ran) -> None:
    """Open leads by stage are rate times visits times dwell; kills stays that get lost."""
    in_all = 0
    for number, name in enumerate(STAGES):
        open_ = (steady.entered(name) - steady.left(name)).cumsum(axis=1)[:, SETTLED - 1 :]
        mean_agrees(open_.mean(axis=1), OPEN[number])
        in_all = in_all + open_
        entered = steady.entered(name)[:, SETTLED:].mean(axis=1) / 7.0
        mean_agrees(entered, 10.0 * VISITS[number])
    mean_agrees(np.mean(in_all, axis=1), OPEN_IN_ALL)
    mean_agrees(steady.won[:, 7 * SETTLED :].mean(axis=1), WON_A_DAY)
