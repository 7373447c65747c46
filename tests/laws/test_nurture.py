"""A parking place with dose and warmth: who wakes when, who opts out, and how those woken fare.

The hazard of waking is constant between touches and grows with the touches opened, so a recursion
over touches, on how many were opened, gives every chance exactly.
"""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from law_bounds import fits, mean_agrees, share_agrees
from law_funnels import DAY, START, Ran, at_once, exponential, made, ran, stage

from simfunnel.compiled import HAVE_NUMBA

pytestmark = pytest.mark.skipif(not HAVE_NUMBA, reason="needs Numba: a quarter of a million leads")

EVERY, MOST = 14, 6
OPENED, OPT_OUT = 0.35, 0.08
WAKES, AT_MOST, HALF = 0.2, 3.0, 1.5
ODDS, RATIO = 1.8, 0.7
ON, THEN, DWELL = 0.4, 0.5, 10.0
HAZARD = -math.log(1.0 - WAKES) / (365.25 / 12.0)
"""Of a lead that has opened nothing, per day."""
PARKED, COLD, REPLICATIONS = 12_000, 8_000, 20


def funnel(**more: Any) -> Any:
    """Return a parking place whose woken leads have two stages ahead, and cold ones beside them."""
    block = {
        "touch_every": f"{EVERY} days", "touches_at_most": MOST, "opened": f"{OPENED:%}",
        "opt_out": f"{OPT_OUT:%} per touch", "wakes": f"{WAKES:%} per month",
        "dose": {"at_most": f"times {AT_MOST}", "half_after": f"{HALF} opened"},
        "woken": {"to": "again", "advance_odds": f"times {ODDS}", "dwell": f"times {RATIO}"},
        "afterwards": "cold.ended",
    }  # fmt: skip
    stages = {
        "again": stage(f"{ON:%}", "close", exponential(DWELL)),
        "close": stage(f"{THEN:%}", "won", exponential(DWELL)),
    }
    return made(stages, {"parked": at_once(PARKED, "nurture"), "cold": at_once(COLD, "again")},
                until="2028-01-31", nurture=block, **more)  # fmt: skip


def rate(opened: int) -> float:
    """Return the hazard of waking per day of a lead that has opened so many touches."""
    return HAZARD * (1.0 + (AT_MOST - 1.0) * (1.0 - 2.0 ** (-opened / HALF)))


def chances(touches: int = 0, until_next: float = EVERY) -> list[float]:
    """Return the chances of waking before each touch and opting out at it, and of neither.

    Parameters
    ----------
    touches : int
        Had already, each opened or not.
    until_next : float
        Days until the next one.
    """
    mass = {k: math.comb(touches, k) * OPENED**k * (1.0 - OPENED) ** (touches - k)
            for k in range(touches + 1)}  # fmt: skip
    found, days = [], until_next
    for _ in range(touches, MOST):
        asleep = {n: m * math.exp(-rate(n) * days) for n, m in mass.items()}
        here = sum(asleep.values())
        found += [sum(mass.values()) - here, OPT_OUT * here]
        mass = dict.fromkeys(range(max(mass) + 2), 0.0)
        for n, m in asleep.items():
            mass[n] += m * (1.0 - OPT_OUT) * (1.0 - OPENED)
            mass[n + 1] += m * (1.0 - OPT_OUT) * OPENED
        days = EVERY
    ended = sum(m * math.exp(-rate(n) * days) for n, m in mass.items())
    return [*found, sum(mass.values()) - ended, ended]


def told(run: Ran, first: float = EVERY, touches: int = 0) -> list[int]:
    """Count what `chances` gives the chances of, from the stays of leads that were parked."""
    stays = run.stays()
    layout = run.runs.compiled.layout
    here = stays["stage"] == layout.stages.index("nurture")
    left = stays["left_at"][here] / DAY
    way = np.array([to for _, to, _ in layout.ways])[stays["way"][here]]
    ends = [first + EVERY * k for k in range(MOST - touches + 1)]
    counts, before = [], -1.0
    for n, end in enumerate(ends):
        inside = (left > before) & (left <= end)
        counts.append(int((inside & (way == "again")).sum()))
        gone = "cold.opted_out" if n < len(ends) - 1 else "cold.ended"
        at_it = way == gone
        assert (at_it & inside & (left != end)).sum() == 0  # opting out is at the touch
        counts.append(int((at_it & inside).sum()))
        before = end
    assert sum(counts) == len(left)
    return counts


@pytest.fixture(scope="module")
def run() -> Ran:
    """Return 240,000 parked leads, and 160,000 that never were."""
    return ran(funnel(), REPLICATIONS, seed=31, stays_of=range(REPLICATIONS))


def test_the_chances_are_all_there_are() -> None:
    """The recursion loses nobody, and without dose and opting out it is one exponential."""
    assert math.isclose(sum(chances()), 1.0, abs_tol=1e-12)
    assert math.isclose(sum(chances(2, 9.0)), 1.0, abs_tol=1e-12)
    assert rate(0) == HAZARD
    assert HAZARD < rate(1) < rate(6) < AT_MOST * HAZARD


def test_who_wakes(run: Ran) -> None:
    """So many wake as the hazard says; kills a dose that is none, or whole at once."""
    woken = sum(chances()[::2])
    count = int(run.left("nurture", "again", "woken").sum())
    share_agrees(count, PARKED * REPLICATIONS, woken)
    dose = [n * EVERY for n in range(1, MOST + 2)]
    for wrong in (1.0 - math.exp(-HAZARD * dose[-1]), 1.0 - math.exp(-HAZARD * AT_MOST * dose[-1])):
        with pytest.raises(AssertionError, match="errors from"):
            share_agrees(count, PARKED * REPLICATIONS, wrong)


def test_when_they_wake_opt_out_or_end(run: Ran) -> None:
    """Each interval wakes its part and each touch drives its part away; kills a touch too many."""
    exact = np.array(chances()) * PARKED * REPLICATIONS
    fits(told(run), exact)
    late = np.roll(exact, 2)  # as if the first touch came at entry, or the last were missing
    with pytest.raises(AssertionError):
        fits(told(run), late)


def test_how_long_the_first_touch_is_waited_for(run: Ran) -> None:
    """Who wakes before the first touch does so at the times of a truncated exponential law."""
    stays = run.stays()
    here = stays["stage"] == run.runs.compiled.layout.stages.index("nurture")
    slept = stays["left_at"][here] / DAY
    early = slept[slept < EVERY]
    kept = math.exp(-HAZARD * EVERY)
    mean_agrees(early, 1.0 / HAZARD - EVERY * kept / (1.0 - kept))


def test_touches_are_opened_as_often_as_stated(run: Ran) -> None:
    """Of all touches sent a third is opened, those at which the lead opts out included."""
    columns, results = run.runs.columns, run.runs.results.tallies
    number = run.runs.compiled.layout.stages.index("nurture")
    sent, opened, out = (
        int(results[:, :, first + number].sum())
        for first in (columns.touches, columns.opened, columns.opted_out)
    )
    share_agrees(opened, sent, OPENED)
    share_agrees(out, sent, OPT_OUT)


def test_woken_leads_are_warmer_in_every_later_stage(run: Ran) -> None:
    """Odds times 1.8 and 0.7 of the dwell, at once and in the stage after it; others are as stated.

    Kills warmth that ends with the first stay, that everybody has, or that multiplies the share.
    """
    stays = run.stays()
    layout = run.runs.compiled.layout
    parked = np.unique(stays["lead"][stays["stage"] == layout.stages.index("nurture")])
    goes_to = np.array([to for _, to, _ in layout.ways])[stays["way"]]
    days = (stays["left_at"] - stays["entered_at"]) / DAY
    for name, share, to in (("again", ON, "close"), ("close", THEN, "won")):
        here = stays["stage"] == layout.stages.index(name)
        warm = np.isin(stays["lead"], parked)
        warmer = share * ODDS / (1.0 - share + share * ODDS)
        for who, exact, ratio in ((here & warm, warmer, RATIO), (here & ~warm, share, 1.0)):
            share_agrees((goes_to[who] == to).sum(), who.sum(), exact)
            mean_agrees(days[who], DWELL * ratio)


def test_leads_that_are_parked_today_have_had_their_touches() -> None:
    """33 days parked are two touches, opened or not, and nine days to the third."""
    entered = (date.fromisoformat(START) - timedelta(days=33)).isoformat()
    leads = [{"lead": f"L{k}", "stage": "nurture", "entered_on": entered} for k in range(2_000)]
    data = funnel().document()
    del data["starts"], data["sources"]["parked"]
    data["today"] = {"date": START, "open_leads": leads}
    opened = ran(type(funnel()).model_validate(data), 40, seed=7, stays_of=range(40))
    fits(told(opened, 9.0, 2), np.array(chances(2, 9.0)) * 80_000)
    with pytest.raises(AssertionError):
        fits(told(opened, 9.0, 2), np.array(chances(2, 14.0)) * 80_000)
