"""Said is shown: stated shares are those seen in the stage, and gates pass what Bayes says."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from law_bounds import share_agrees
from law_funnels import Ran, at_once, exponential, made, ran, stage
from law_quality import QUALITY, WEIGHT, intercept, passing, shifted
from scipy.stats import norm

from simfunnel.compiled import HAVE_NUMBA
from simfunnel.funnel.changes import Change, WhatIf

pytestmark = pytest.mark.skipif(not HAVE_NUMBA, reason="needs Numba: a million leads")

DAY = exponential(1)
END = "2026-12-31"


def odds(effect: float) -> str:
    """Return an odds ratio as a file states it."""
    return f"times {math.exp(effect):.12f}"


def quality(effect: float, good: str = "40 %") -> dict[str, Any]:
    """Return a block of quality with one log odds ratio."""
    return {"good": good, "advance_odds": odds(effect)}


# --- said = shown -------------------------------------------------------------------------------

SAID = {"enquiry": 0.55, "contact": 0.65, "proposal": 0.75, "close": 0.6}


def five_stages(effect: float) -> Ran:
    """Return 300,000 leads of two sources and two segments through a gate and three loops."""
    stages = {
        "enquiry": stage("55 %", "qualify", DAY),
        "qualify": stage("", "contact", DAY, {"enquiry": "20 %", "disqualified.poor_fit": "80 %"},
                         gate={"pass": "45 %", "reliability": 0.6}),
        "contact": stage("65 %", {"proposal": "92 %", "close": "8 %"}, DAY,
                         {"enquiry": "30 %", "lost.no_need": "70 %"}),
        "proposal": stage("75 %", "close", DAY),
        "close": stage("60 %", "won", DAY, {"proposal": "40 %", "lost.price": "60 %"}),
    }  # fmt: skip
    sources = {
        "inbound": at_once(200_000, "enquiry", good="50 %", advance_odds="times 1.3",
                           segments={"small": "75 %", "large": "25 %"}),
        "outbound": at_once(100_000, "enquiry", good="25 %",
                            segments={"small": "40 %", "large": "60 %"}),
    }  # fmt: skip
    segments = {"small": {}, "large": {"advance_odds": "times 0.6", "dwell": "times 1.4"}}
    funnel = made(stages, sources, until=END, quality=quality(effect), segments=segments)
    return ran(funnel, 1, seed=31)


@pytest.mark.parametrize("effect", [0.0, 0.5, 0.8])
def test_said_is_shown(effect: float) -> None:
    """Whoever enters a stage goes on at the stated share, behind a gate and in loops too.

    Kills intercepts left out, weights of the first stage used in all, leads that come back not
    counted, and segment or source effects added twice.
    """
    seen = five_stages(effect)
    for name, share in SAID.items():
        ahead = sum(
            int(seen.left(name, to).sum())
            for to in ("qualify", "proposal", "close", "won")
            if not (name == "close" and to == "proposal")
        )
        share_agrees(ahead, seen.left(name).sum(), share)
    assert seen.left("close").sum() == seen.entered("close").sum()


def test_leads_that_come_back_count() -> None:
    """Where most of those who fail come back, shares are still those that are stated.

    Kills weights of first visits only: `a` would show 62 %.
    """
    stages = {
        "a": stage("60 %", "b", DAY),
        "b": stage("30 %", "won", DAY, {"a": "80 %", "lost.price": "20 %"}),
    }
    web = at_once(160_000, "a")
    seen = ran(made(stages, {"web": web}, until=END, quality=quality(1.2)), 1, seed=40)
    share_agrees(seen.left("a", "b").sum(), seen.left("a").sum(), 0.6)
    share_agrees(seen.left("b", "won").sum(), seen.left("b").sum(), 0.3)
    assert seen.left("a").sum() > 200_000


def test_said_is_not_shown_of_an_average_lead() -> None:
    """Where rates are of an average lead, what is seen is their average over the leads.

    Kills centring that cannot be switched off.
    """
    stages = {"a": stage("20 %", "b", DAY), "b": stage("20 %", "won", DAY)}
    funnel = made(
        stages, {"web": at_once(400_000, "a")}, until=END, quality=quality(1.2),
        rates="of an average lead",
    )  # fmt: skip
    seen = ran(funnel, 1, seed=32)
    going = shifted(0.2, 1.2 * QUALITY)
    exact = float((WEIGHT * going).sum())
    share_agrees(seen.left("a", "b").sum(), 400_000, exact)
    behind = float((WEIGHT * going * going).sum()) / exact
    share_agrees(seen.left("b", "won").sum(), seen.left("b").sum(), behind)
    assert behind > 0.39


def test_segments_differ_as_stated() -> None:
    """Within one stage segments and sources keep their odds ratios around the stated average.

    Kills an effect read from another segment, or applied to probabilities.
    """
    segments = {"large": {"advance_odds": "times 0.5"}, "small": {}}
    sources = {
        "fair": at_once(1_000, "a", segments={"small": "100 %"}, advance_odds="times 1.6"),
        "web": at_once(2_900, "a", segments={"small": "50 %", "large": "50 %"}),
    }
    funnel = made({"a": stage("40 %", "won", DAY)}, sources, until=END, segments=segments)
    seen = ran(funnel, 125, seed=33, stays_of=range(125))
    stays = seen.stays()
    ways = [to for _, to, _ in seen.runs.compiled.layout.ways]
    won = np.array([to == "won" for to in ways])[stays["way"]]
    effects = np.array([math.log(1.6), math.log(0.5), 0.0])
    b = intercept(0.4, effects, np.array([1_000.0, 1_450.0, 1_450.0]))
    exact = shifted(0.4, effects + b)
    for (source, segment), share in zip([(0, 1), (1, 0), (1, 1)], exact, strict=True):
        here = (stays["source"] == source) & (stays["segment"] == segment)
        share_agrees(won[here].sum(), here.sum(), float(share))


# --- gates --------------------------------------------------------------------------------------


@pytest.mark.parametrize("rho", [0.0, 0.6, 1.0])
def test_a_gate_passes_its_share_of_ordinary_leads(rho: float) -> None:
    """A gate passes its share of leads of ordinary quality, however well it sees.

    Kills noise of another size than sqrt(1 - rho^2) and a cut at the wrong end.
    """
    gate = stage("", "won", DAY, gate={"pass": "40 %", "reliability": rho})
    funnel = made({"g": gate}, {"web": at_once(100_000, "g")}, until=END, quality=quality(0.7))
    share_agrees(ran(funnel, 1, seed=34).won.sum(), 100_000, 0.4)


@pytest.mark.parametrize("good", ["25 %", "40 %", "70 %"])
def test_a_gate_passes_more_of_a_better_source(good: str) -> None:
    """A source whose leads are better by m passes as often as a normal above c - rho m.

    Kills a mean of quality with the wrong sign, and effects on odds that act in a gate.
    """
    gate = stage("", "won", DAY, gate={"pass": "40 %", "reliability": 0.6})
    source = at_once(200_000, "g", good=good, advance_odds="times 3")
    funnel = made({"g": gate}, {"web": source}, until=END, quality=quality(0.7, "30 %"))
    mean = norm.ppf(0.7) - norm.ppf(1.0 - float(good[:-2]) / 100.0)
    exact = float(norm.sf(norm.ppf(0.6) - 0.6 * mean))
    share_agrees(ran(funnel, 1, seed=35).won.sum(), 200_000, exact)


def test_what_a_gate_lets_through() -> None:
    """Of those who pass, and of those who do not, as many are truly good as Bayes says.

    A perfect second gate tells. Kills a noise that forgets quality, and one noise for both gates.
    """
    truth = {"pass": "40 %", "reliability": 1}
    stages = {
        "gate": stage("", "passed", DAY, "rejected", gate={"pass": "40 %", "reliability": 0.6}),
        "passed": stage("", "won", DAY, gate=truth),
        "rejected": stage("", "won", DAY, gate=truth),
    }
    funnel = made(stages, {"web": at_once(350_000, "gate")}, until=END)
    seen = ran(funnel, 1, seed=36)
    passes, good = passing(0.4, 0.6)(QUALITY), passing(0.4, 1.0)(QUALITY)
    true_accepts = float((WEIGHT * passes * good).sum()) / 0.4
    false_rejects = float((WEIGHT * (1.0 - passes) * good).sum()) / 0.6
    share_agrees(seen.left("passed", "won").sum(), seen.left("passed").sum(), true_accepts)
    share_agrees(seen.left("rejected", "won").sum(), seen.left("rejected").sum(), false_rejects)


def test_a_second_test_has_new_noise() -> None:
    """Passing twice is as likely as two noises on one quality say; kills noise kept by the lead."""
    test = {"pass": "50 %", "reliability": 0.6}
    stages = {
        "one": stage("", "two", DAY, gate=test),
        "two": stage("", "won", DAY, gate=test),
    }
    seen = ran(made(stages, {"web": at_once(200_000, "one")}, until=END), 1, seed=37)
    both = 0.25 + math.asin(0.36) / (2.0 * math.pi)  # two normals with correlation rho^2
    share_agrees(seen.won.sum(), 200_000, both)


def test_a_stricter_gate_raises_the_rates_behind_it() -> None:
    """A what-if keeps the baseline's intercepts: fewer and better leads come, more of them go on.

    Kills centring anew after a change.
    """
    stages = {
        "gate": stage("", "close", DAY, gate={"pass": "60 %", "reliability": 0.7}),
        "close": stage("35 %", "won", DAY),
    }
    funnel = made(stages, {"web": at_once(400_000, "gate")}, until=END, quality=quality(0.9))
    stricter = WhatIf("stricter", (Change.of("stages.gate.gate.pass", "25 %"),))
    seen = ran(funnel, 1, seed=38, what_ifs=(stricter,))
    share_agrees(seen.left("gate", "close").sum(), 400_000, 0.25)
    b = intercept(0.35, 0.9 * QUALITY, WEIGHT * passing(0.6, 0.7)(QUALITY))
    entering = WEIGHT * passing(0.25, 0.7)(QUALITY)
    exact = float((entering * shifted(0.35, 0.9 * QUALITY + b)).sum() / entering.sum())
    assert exact > 0.4
    share_agrees(seen.left("close", "won").sum(), seen.left("close").sum(), exact)


def test_a_changed_share_moves_the_intercept_by_its_log_odds() -> None:
    """A new `advance` moves everybody's log odds by logit(new) - logit(old), centred no more."""
    stages = {"a": stage("35 %", "won", DAY)}
    funnel = made(stages, {"web": at_once(200_000, "a")}, until=END, quality=quality(1.1))
    better = WhatIf("better", (Change.of("stages.a.advance", "60 %"),))
    seen = ran(funnel, 1, seed=39, what_ifs=(better,))
    b = intercept(0.35, 1.1 * QUALITY, WEIGHT)
    exact = float((WEIGHT * shifted(0.6, 1.1 * QUALITY + b)).sum())
    assert abs(exact - 0.6) > 0.01
    share_agrees(seen.won.sum(), 200_000, exact)
