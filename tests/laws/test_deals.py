"""What changes amounts, against closed forms: discounts, their odds, drift, commission."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from law_bounds import agrees
from law_funnels import at_once, exponential, made, ran, stage

from simfunnel.clocks import NEVER
from simfunnel.funnel import layout as at
from simfunnel.funnel.changes import Change, WhatIf
from simfunnel.funnel.checks import problems
from simfunnel.funnel.model import Funnel
from simfunnel.simulation.worth import with_worth
from simfunnel.variates import normal_cdf

LEADS, FUTURES = 4_000, 40
PRICE = 100_000_00  # hundredths


def closing(advance: str = "50 %", **more: Any) -> Funnel:
    """Return a funnel whose deals of 100,000 close in one stage."""
    return made(
        {"close": stage(advance, "won", exponential(3.0), **more)},
        {"web": at_once(LEADS, "close")},
        amount="100 000",
    )


def amounts(funnel: Funnel, *what_ifs: WhatIf) -> np.ndarray[Any, Any]:
    """Return the amount of every deal won."""
    found = ran(funnel, FUTURES, seed=3, stays_of=range(FUTURES), what_ifs=what_ifs)
    stays = found.stays()
    won = found.runs.compiled.plan.ways[:, at.W_TARGET][stays["way"]] == at.WON
    return stays["amount"][won & (stays["way"] >= 0)]


def test_discounts_are_a_triangle_about_their_average() -> None:
    """Their mean is the average, their variance a sixth of its square, none over twice of it."""
    off = 1.0 - amounts(closing(discount={"average": "8 %"})) / PRICE
    agrees(off.mean(), 0.08, math.sqrt(0.08**2 / 6.0 / off.size))
    assert off.var() == pytest.approx(0.08**2 / 6.0, rel=0.02)
    assert 0.0 <= off.min() < 0.005
    assert 0.155 < off.max() <= 0.16


def test_more_than_the_usual_discount_helps_deals_to_close() -> None:
    """The share that is won is the mean of the shifted share over the triangle."""
    ratio, per = math.log(2.0), 0.05
    discount = {"average": "8 %", "advance_odds": "times 2", "per": "5 points"}
    steps = (np.arange(40_000) + 0.5) / 40_000
    low, high = np.sqrt(2.0 * steps), 2.0 - np.sqrt(2.0 * (1.0 - steps))
    for average in (0.08, 0.12):
        off = average * np.where(steps < 0.5, low, high)
        odds = np.exp(ratio * (off - 0.08) / per)
        exact = float((odds / (1.0 + odds)).mean())
        change = Change.of("stages.close.discount.average", f"{100 * average:g} %")
        deals = amounts(closing(discount=discount), WhatIf("other", (change,))).size
        n = LEADS * FUTURES
        agrees(deals / n, exact, math.sqrt(exact * (1.0 - exact) / n))


def test_drift_is_lognormal_about_its_median() -> None:
    """Half change by less than the median; the spread is that of a lognormal factor."""
    factor = amounts(closing(amount_drift={"median": "-4 %", "spread": "30 %"})) / PRICE
    s = math.sqrt(math.log(1.0 + 0.09))
    z = np.log(factor / 0.96) / s
    agrees(float((z < 1.0).mean()), normal_cdf(1.0), math.sqrt(0.134 / z.size))
    agrees(float((factor < 0.96).mean()), 0.5, math.sqrt(0.25 / z.size))


def test_nothing_changes_for_deals_that_do_not_go_on() -> None:
    """Lost deals keep their amount, and a stage that all leave otherwise gives nothing away."""
    found = ran(closing("0 %", discount={"average": "20 %"}), 2, seed=1)
    columns = found.runs.columns
    assert found.runs.results.tallies[:, :, columns.discounted].sum() == 0
    assert found.runs.results.wins[:, :, 1].sum() == 0


def test_a_deal_is_worth_its_first_amount_until_it_is_changed() -> None:
    """Told of every stay: the list price before, what is left of it from the change on."""
    stages = {
        "offer": stage("100 %", "close", exponential(2.0), otherwise={},
                       amount_drift={"median": "10 %"}),
        "close": stage("50 %", "won", exponential(3.0), discount={"average": "8 %"}),
    }  # fmt: skip
    funnel = made(stages, {"web": at_once(50, "offer")}, amount="100 000")
    runs = ran(funnel, 1, seed=2, stays_of=[0]).runs
    rows = with_worth(runs).stays[0]
    offer = runs.compiled.layout.stages.index("offer")
    changed = 110_000_00
    done = rows[:, 5] < NEVER
    won = done & (runs.compiled.plan.ways[rows[:, 6], at.W_TARGET] == at.WON)
    lost = done & ~won & (rows[:, 2] != offer)
    assert set(rows[(rows[:, 2] == offer) & done, 9].tolist()) == {changed}
    assert set(rows[lost, 9].tolist()) == {changed}
    assert (rows[won, 9] < changed).all()
    assert (rows[won, 9] >= changed * 0.84).all()


def test_commission_is_a_share_of_each_deal_to_the_cent() -> None:
    """The team that closes a deal is paid on what was won, half a cent up."""
    team = {
        "seats": 50,
        "selling_hours": {"mon-sun": "00:00-24:00"},
        "commission": "6.125 % of won",
    }
    funnel = made(
        {"close": stage("100 %", "won", exponential(1.0), otherwise={}, team="sellers",
                        effort="1 hour", amount_drift={"spread": "40 %"})},
        {"web": at_once(200, "close")}, amount="1 234.56", teams={"sellers": team},
    )  # fmt: skip
    found = ran(funnel, 2, seed=4, stays_of=[0, 1])
    stays, columns = found.stays(), found.runs.columns
    deals = stays["amount"][stays["left_at"] < 2**62]
    asked = np.floor(deals * 0.06125 + 0.5).astype(np.int64)
    tallies = found.runs.results.tallies.sum(axis=(0, 1))
    assert tallies[columns.commission] == asked.sum() > 0
    assert tallies[columns.sold] == deals.sum() == found.runs.results.wins[:, :, 1].sum()


def test_what_a_file_may_not_say_of_deals() -> None:
    """Each refusal names the place, the value and what to do."""
    document = closing(discount={"average": "8 %"}).document()
    del document["amount"]
    document["stages"]["close"] |= {"advance": None, "gate": {"pass": "50 %", "reliability": "0.5"}}
    document["stages"]["close"]["discount"]["advance_odds"] = "times 2"
    document["stages"]["talk"] = {
        "team": "callers", "effort": "1 hour", "advance": "50 %", "next": "close",
        "otherwise": "lost.price", "dwell": "1 day",
    }  # fmt: skip
    document["teams"] = {"callers": {"seats": 1, "commission": "5 % of won"}}
    funnel = Funnel.model_validate(document)
    assert [tuple(fault) for fault in problems(funnel)] == [
        (
            "stages.close.discount",
            "changes amounts, but the funnel states none; add for instance 'amount: {median: "
            "6 000, p90: 16 000}'.",
        ),
        (
            "stages.close.discount.advance_odds",
            "acts on nothing: a gate sees quality only; leave it out.",
        ),
        (
            "teams.callers.commission",
            "is paid on deals won from the stages of 'callers', but none of them leads to 'won'; "
            "give it to the team that closes deals.",
        ),
    ]


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ({"discount": {"average": "60 %"}}, "give 50 % or less"),
        ({"discount": {"average": "5 %", "per": "0 points"}}, "give more than 0 points"),
        ({"discount": {"average": "5 %", "per": "5 %"}}, "write for instance '5 points'"),
        ({"amount_drift": {"median": "-100 %"}}, "give more than -100 %"),
        ({"amount_drift": {"spread": "-5 %"}}, "give 0 % or more"),
    ],
)
def test_numbers_out_of_range(block: dict[str, Any], message: str) -> None:
    """A number that makes no sense is refused with what to give."""
    with pytest.raises(ValueError, match=message):
        closing(**block)
