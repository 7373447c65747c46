"""Products of a deal, against closed forms: who buys what, what it adds up to, and its own luck."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np
import pytest
from engine_runs import assert_same, in_order, run
from law_bounds import deviation_agrees, mean_agrees, share_agrees, uncorrelated
from law_funnels import Z90, at_once, exponential, made, ran, stage

from simfunnel.errors import FunnelError
from simfunnel.funnel.changes import Change, WhatIf
from simfunnel.funnel.checks import problems
from simfunnel.funnel.model import Funnel
from simfunnel.simulation.replay import portrait
from simfunnel.simulation.worth import with_worth

LEADS, FUTURES = 4_000, 40
PLATFORM = {"median": "6 000", "p90": "16 000"}
TRAINING = {"attached": "35 %", "amount": {"min": "1 000", "max": "3 000"}}
SUPPORT = {"attached": "60 %", "amount": "900"}
PRODUCTS = {"platform": {"amount": PLATFORM}, "training": TRAINING, "support": SUPPORT}
SHARES = {"platform": 1.0, "training": 0.35, "support": 0.6}
SIGMA = math.log(16.0 / 6.0) / Z90


def selling(products: dict[str, Any], **more: Any) -> Funnel:
    """Return a funnel that wins every lead; its deals are made of products."""
    source = at_once(LEADS, "close", **more.pop("source", {}))
    stages = {"close": stage("100 %", "won", exponential(1.0), otherwise={})}
    return made(stages, {"web": source}, products=products, **more)


def deals(funnel: Funnel, futures: int = FUTURES, *what_ifs: WhatIf) -> np.ndarray[Any, Any]:
    """Return the amount of each lead's deal, in hundredths, shape (futures, leads)."""
    runs = ran(funnel, futures, seed=3, stays_of=range(futures), what_ifs=what_ifs).runs
    rows = [in_order(with_worth(runs).stays[r]) for r in range(futures)]
    return np.array([each[:, 9] for each in rows])


@lru_cache
def usual() -> np.ndarray[Any, Any]:
    """Return the deals of the usual products."""
    return deals(selling(PRODUCTS))


def sold(funnel: Funnel, futures: int = FUTURES) -> dict[str, int]:
    """Return in how many deals each product is, and last how many deals there are."""
    found = ran(funnel, futures, seed=3)
    first, names = found.runs.columns.products, found.runs.compiled.layout.products
    counts = found.runs.results.tallies[:, :, first : first + len(names) + 1].sum(axis=(0, 1))
    return dict(zip((*names, "deals"), counts.tolist(), strict=True))


def test_products_are_attached_at_their_shares() -> None:
    """Each at its own share of all deals; what is always part of a deal is in every one."""
    counts = sold(selling(PRODUCTS))
    assert counts["deals"] == counts["platform"] == LEADS * FUTURES
    for name in ("training", "support"):
        share_agrees(counts[name], counts["deals"], SHARES[name])


def test_a_segment_has_its_own_share_of_an_attached_product() -> None:
    """The share of all is the mix of its segments'."""
    segments = {"large": {"products": {"training": "60 %"}}, "small": {}}
    source = {"segments": {"large": "30 %", "small": "70 %"}}
    counts = sold(selling(PRODUCTS, segments=segments, source=source))
    share_agrees(counts["training"], counts["deals"], 0.3 * 0.6 + 0.7 * 0.35)
    share_agrees(counts["support"], counts["deals"], 0.6)


def test_mean_and_deviation_are_those_of_a_sum_of_independent_products() -> None:
    """Means add up by their shares, and variances: s (v + m^2) - (s m)^2 of an attached one."""
    platform = 6_000 * math.exp(SIGMA**2 / 2)
    mean_agrees(usual().reshape(-1) / 100.0, platform + 0.35 * 2_000 + 0.6 * 900)

    even = {**PRODUCTS, "platform": {"amount": {"min": "4 000", "max": "16 000"}}}
    variance = 12_000.0**2 / 12
    for share, mean, own in ((0.35, 2_000.0, 2_000.0**2 / 12), (0.6, 900.0, 0.0)):
        variance += share * (own + mean * mean) - (share * mean) ** 2
    deviation_agrees(deals(selling(even)).reshape(-1) / 100.0, math.sqrt(variance))


def test_products_that_are_always_part_are_large_together() -> None:
    """One number draws them all: two of one spread are twice the first, to a cent."""
    twice = {"a": {"amount": PLATFORM}, "b": {"amount": PLATFORM}}
    one = deals(selling({"a": {"amount": PLATFORM}}), 3)
    np.testing.assert_array_equal(deals(selling(twice), 3), 2 * one)


def test_one_product_is_an_amount() -> None:
    """One product and nothing attached is to the bit what `amount` says, correlated or not."""
    quality = {"good": "40 %", "advance_odds": "times 1", "amount_correlation": 0.4}
    plain = selling({"only": {"amount": PLATFORM}}, quality=quality).document()
    plain |= {"products": {}, "amount": PLATFORM}
    one = deals(selling({"only": {"amount": PLATFORM}}, quality=quality), 3)
    np.testing.assert_array_equal(deals(Funnel.model_validate(plain), 3), one)


def test_adding_a_product_leaves_all_other_draws_alone() -> None:
    """Each deal has what it had, and some have the new product besides, in whatever order it is."""
    for name in ("advice", "zeal"):
        more = deals(selling({name: {"attached": "40 %", "amount": "777"}, **PRODUCTS}))
        added = more - usual()
        assert set(np.unique(added).tolist()) == {0, 777_00}
        share_agrees(int((added > 0).sum()), added.size, 0.4)
        uncorrelated(added, usual())


def test_doubling_every_product_doubles_every_deal() -> None:
    """Exactly, where amounts are exact; products that are attached stay attached."""
    exact = {
        "platform": {"amount": "6 000.01"},
        "training": {"attached": "35 %", "amount": "1 234.56"},
    }
    changes = tuple(Change.of(f"products.{name}.amount", "times 2") for name in exact)
    once, twice = deals(selling(exact), 3), deals(selling(exact), 3, WhatIf("double", changes))
    np.testing.assert_array_equal(twice, 2 * once)
    assert set(np.unique(once).tolist()) == {6_000_01, 7_234_57}


def test_a_change_begins_with_the_leads_that_are_born_after_it() -> None:
    """Who is there already buys what it would have bought; else the others buy it too."""
    product = "products.training.attached"
    later = WhatIf("later", (Change.of(product, "100 %", "2026-01-06"),))
    np.testing.assert_array_equal(deals(selling(PRODUCTS), 2, later), usual()[:2])
    now = WhatIf("now", (Change.of(product, "100 %"),))
    more = deals(selling(PRODUCTS), FUTURES, now) - usual()
    share_agrees(int((more > 0).sum()), more.size, 0.65)
    assert more[more > 0].min() >= 1_000_00
    assert more.max() <= 3_000_00
    assert (more >= 0).all()


def test_doubt_about_a_share_is_doubt_about_what_is_sold() -> None:
    """Each future has its own share, drawn once, and sells by it; no other product moves."""
    doubt = {"products.training.attached": ["20 %", "35 %", "50 %"]}
    rows = 40
    runs = ran(selling(PRODUCTS, doubt=doubt), rows, seed=3, doubt_rows=rows).runs
    plain = ran(selling(PRODUCTS), rows, seed=3).runs
    first = runs.columns.products
    counts = runs.results.tallies.sum(axis=1)[:, first : first + 4]
    drawn = runs.compiled.patches.drawn["products.training.attached"]
    assert np.ptp(drawn) > 0.2
    errors = (counts[:, 2] / LEADS - drawn) / np.sqrt(drawn * (1.0 - drawn) / LEADS)
    assert np.abs(errors).max() < 4.9
    before = plain.results.tallies.sum(axis=1)[:, first : first + 4]
    np.testing.assert_array_equal(counts[:, :2], before[:, :2])


def rich(today: dict[str, Any] | None = None) -> Funnel:
    """Return a funnel whose deals of products meet discounts, teams, quality and open leads."""
    stages = {
        "offer": stage("60 %", "close", exponential(4.0), amount_drift={"spread": "20 %"}),
        "close": stage("50 %", "won", exponential(3.0), team="sellers", effort="2 hours",
                       discount={"average": "8 %"}),
    }  # fmt: skip
    more: dict[str, Any] = {} if today is None else {"today": today}
    return made(
        stages, {"web": {"leads": "90 per month", "enters": "offer",
                         "segments": {"large": "30 %", "small": "70 %"}}},
        until="2026-04-30", products=PRODUCTS, **more,
        segments={"large": {"products": {"training": "60 %"}}, "small": {}},
        quality={"good": "40 %", "advance_odds": "times 1.5", "amount_correlation": -0.3},
        teams={"sellers": {"seats": 2, "order": "largest amount", "commission": "4 % of won"}},
        doubt={"products.training.attached": ["20 %", "35 %", "50 %"],
               "products.platform.amount.median": ["5 000", "6 000", "7 000"],
               "segments.large.products.training": ["50 %", "60 %", "70 %"]},
    )  # fmt: skip


TODAY = {
    "date": "2026-01-05",
    "open_leads": [
        {"lead": f"L{k}", "stage": "close", "entered_on": "2026-01-02",
         **({"amount": "5 000"} if k % 2 else {})} for k in range(12)
    ],
}  # fmt: skip


def test_both_engines_give_the_same_to_the_cent() -> None:
    """Amounts, their changes, commissions, and the products sold, with doubt and a dated change."""
    later = WhatIf("later", (Change.of("products.support.attached", "90 %", "2026-02-10"),))
    for what_ifs in ((), (later,)):
        one = run(rich(TODAY), what_ifs, n=3)
        other = run(rich(TODAY), what_ifs, n=3, engine="simpy")
        assert_same(one, other)
        first = one.columns.products
        counts = one.results.tallies[:, :, first : first + 4].sum(axis=(0, 1))
        assert counts[3] == counts[0] > counts[1] > counts[2] > 0  # platform, support, training


def test_an_open_lead_has_its_amount_and_nobody_knows_its_products() -> None:
    """It brings what is known; only the deals that are drawn count in products."""
    stages = {"close": stage("100 %", "won", exponential(3.0), otherwise={})}
    source = {"leads": "0 per month", "enters": "close"}
    funnel = made(stages, {"web": source}, products=PRODUCTS, today=TODAY)
    for engine in ("compiled", "simpy"):
        runs = run(funnel, n=1, engine=engine)
        won = runs.results.worth[0]
        assert (won[1::2] == 5_000_00).all()
        assert (won[::2] > 0).all()
        first = runs.columns.products
        assert runs.results.tallies[0, :, first + 3].sum() == 6


def test_what_a_lead_would_be_worth_is_what_it_is_worth_when_won() -> None:
    """Looked up afterwards, and told of one lead alone: the same cents."""
    runs = run(selling(PRODUCTS), n=1)
    rows = with_worth(runs).stays[0]
    np.testing.assert_array_equal(rows, runs.stays[0])
    for row in rows[:20]:
        assert portrait(runs, 0, row[None]).worth == row[9]


def test_what_a_file_may_not_say_of_products() -> None:
    """Each refusal names the place, the value and what to do."""
    document = selling(PRODUCTS).document()
    document["products"] = {"training": TRAINING, "support": {**SUPPORT, "amount": {"p90": "9"}}}
    document["amount"] = "1 000"
    document["segments"] = {
        "large": {"amount": "2 000", "products": {"trainung": "10 %", "xyz": "5 %"}}
    }
    document["sources"]["web"]["segments"] = {"large": "100 %"}
    beside = (
        "stands beside 'products', but a deal is worth the sum of its products; leave it out, or "
        "leave 'products' out."
    )
    found = problems(Funnel.model_validate(document))
    assert found == [
        ("amount", beside),
        ("segments.large.amount", beside),
        (
            "products.support.amount",
            "states {p90}; state {median, p90}, {p10, p90}, {mean, spread}, {min, mode, max}, "
            "{min, max}, {mean} of an exponential, or one value.",
        ),
        (
            "products",
            "attaches every product, so a deal may be won with none; leave 'attached' out of the "
            "one that is always a part of a deal.",
        ),
        (
            "segments.large.products.trainung",
            "unknown product 'trainung'. Did you mean 'training'?",
        ),
        (
            "segments.large.products.xyz",
            "unknown product 'xyz'. There are 'training', 'support'.",
        ),
    ]
    document = selling(PRODUCTS).document()
    document["segments"] = {"large": {"products": {"platform": "10 %"}}}
    document["sources"]["web"]["segments"] = {"large": "100 %"}
    assert problems(Funnel.model_validate(document)) == [
        (
            "segments.large.products.platform",
            "is the share of deals to which 'platform' is attached, but it is always a part of "
            "them; give the product 'attached', or leave this out.",
        )
    ]


def test_a_what_if_cannot_attach_the_last_product() -> None:
    """Then a deal could be nothing."""
    change = Change.of("products.platform.attached", "90 %")
    with pytest.raises(FunnelError, match="attaches every product"):
        deals(selling(PRODUCTS), 1, WhatIf("none", (change,)))
