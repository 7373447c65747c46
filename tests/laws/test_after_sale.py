"""What happens after the sale, against closed forms and sums that must hold to the cent."""

from __future__ import annotations

import math
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from engine_runs import assert_same, run
from law_bounds import agrees, share_agrees
from law_funnels import DAY, START, at_once, made, stage

from simfunnel.clocks import NEVER
from simfunnel.funnel import customer_items as terms
from simfunnel.funnel.changes import Change, WhatIf
from simfunnel.funnel.examples import renewing
from simfunnel.funnel.lower import compile_funnel
from simfunnel.funnel.model import Funnel
from simfunnel.measures.customers import customers_of_runs
from simfunnel.simulation.keys import referred_stream
from simfunnel.simulation.runner import Runs, simulate
from simfunnel.simulation.terms import YEAR, renewal_share

AT = {name: k for k, name in enumerate(terms.TERM_COLUMNS)}


def own(n: int, amount: str = "1 200", since: str = START, **more: str) -> list[dict[str, str]]:
    """Return n customers of today that are all alike."""
    return [{"customer": f"C{k}", "since": since, "amount": amount, **more} for k in range(n)]


def staying(
    customer: dict[str, Any], *, n: int = 0, until: str = "2031-01-04", leads: int = 0,
    advance: str = "100 %", onboarding: Any = None, payment: Any = None, customers: Any = None,
    **more: Any,
) -> Funnel:  # fmt: skip
    """Return a funnel that is all about its customers: all its leads are won within a day."""
    after = {"customer": {"term": "12 months", **customer}}
    after |= {"onboarding": onboarding} if onboarding else {}
    after |= {"payment": payment} if payment else {}
    web = at_once(leads, "close") if leads else {"leads": "0 per month", "enters": "close"}
    return made(
        {"close": stage(advance, "won", "1 day")},
        {"web": web, **more.pop("sources", {})},
        today={"date": START, "customers": customers or own(n)},
        until=until,
        **{"amount": "1 200", "amount_is": "per year", "after_sale": after, **more},
    )


def rows(runs: Runs) -> np.ndarray[Any, Any]:
    """Return the terms of all futures."""
    return np.concatenate(list(runs.terms.values()))


def funnels() -> dict[str, Funnel]:
    """Return funnels in which everything after the sale happens."""
    plain = renewing().document()
    after = plain["after_sale"]
    changed = {
        "constant": after["customer"] | {"renews": "70 %", "term": "45 days", "uplift": "4 %"},
        "often": after["customer"] | {"refers": {"leads": "6 per year", "source": "referral"}},
    }
    found = {
        name: Funnel.model_validate(plain | {"after_sale": after | {"customer": customer}})
        for name, customer in changed.items()
    }
    for billed in ("monthly in advance", "yearly in arrears", "quarterly in arrears"):
        payment = {"paid_after": "1 month", "billed": billed}
        document = plain | {"after_sale": after | {"payment": payment}}
        found[billed] = Funnel.model_validate(document)
    doubt = {
        "after_sale.customer.renews.first": ["60 %", "75 %", "82 %"],
        "after_sale.onboarding.dwell.median": ["10 days", "15 days", "30 days"],
        "amount.median": ["7 000", "9 000", "12 000"],
    }
    found["in doubt"] = Funnel.model_validate(plain | {"doubt": doubt})
    once = {k: v for k, v in plain.items() if k not in ("amount_is", "today")}
    once |= {"starts": "2026-09-01", "after_sale": {"payment": {"paid_after": "45 days"}}}
    found["one-off"] = Funnel.model_validate(once)
    return found


@pytest.mark.parametrize("name", [*funnels(), "dated"])
def test_both_engines_agree_on_every_term_and_cent(name: str) -> None:
    """Stays, terms, keys of referred leads and all tallies, to the last bit."""
    what_ifs = []
    funnel = funnels().get(name, renewing())
    if name == "dated":
        day = date(2027, 1, 10)
        changes = (
            Change.of("after_sale.customer.refers.leads", "times 3", since=day),
            Change.of("after_sale.customer.renews.first", "plus 5 points", since=day),
            Change.of("after_sale.customer.term", "3 months", since=day),
            Change.of("after_sale.payment.paid_after", "60 days", since=day),
            Change.of("after_sale.customer.margin", "60 %", since=day),
        )
        what_ifs = [WhatIf("later", changes)]
    one, other = (run(funnel, what_ifs, n=2, engine=engine) for engine in ("compiled", "simpy"))
    assert_same(one, other)
    for r in one.terms:
        np.testing.assert_array_equal(one.terms[r], other.terms[r])
        np.testing.assert_array_equal(one.referred[r], other.referred[r])
    if name != "one-off":
        assert min(len(one.terms[r]) for r in one.terms) > 50


@pytest.mark.parametrize("name", [name for name in funnels() if name != "one-off"])
def test_what_recurs_reconciles_to_the_cent_in_every_future_and_period(name: str) -> None:
    """Start + new + expansion - contraction - churn = end, for amounts and heads, on both sides."""
    seen = customers_of_runs(run(funnels()[name], n=5))
    for side in (None, terms.NEW, terms.OF_TODAY):
        moves, heads = seen.recurring(side), seen.heads(side)
        end = moves["start"] + moves["new"] + moves["expansion"]
        np.testing.assert_array_equal(end - moves["contraction"] - moves["churn"], moves["end"])
        np.testing.assert_array_equal(heads["start"] + heads["new"] - heads["churn"], heads["end"])
    whole = seen.together().recurring()
    end = whole["start"] + whole["new"] + whole["expansion"]
    np.testing.assert_array_equal(end - whole["contraction"] - whole["churn"], whole["end"])


def test_tallies_are_those_that_the_terms_give() -> None:
    """Counted again from the rows of terms alone."""
    runs = run(renewing(), n=4)
    seen = customers_of_runs(runs)
    for i, r in enumerate(runs.finished):
        table = {name: runs.terms[r][:, k] for name, k in AT.items()}
        for side, mine in ((0, table["stream"] >= 0), (1, table["stream"] == -2)):
            served = mine & (table["number"] > 0)
            grown = table["after"] - table["amount"]
            renewed = served & (table["how"] == terms.RENEWS)
            left = served & (table["how"] == terms.CHURNS)
            again = {
                terms.SIGNED: (mine & (table["number"] == 0)).sum(),
                terms.FAILED: (mine & (table["how"] == terms.FAILS)).sum(),
                terms.BEGUN: (mine & (table["number"] == 1)).sum() if side == 0 else 0,
                terms.RENEWED: renewed.sum(),
                terms.RENEWED_AMOUNT: table["amount"][renewed].sum(),
                terms.EXPANDED: (renewed & (grown > 0)).sum(),
                terms.EXPANSION: grown[renewed & (grown > 0)].sum(),
                terms.SHRUNK: (renewed & (grown < 0)).sum(),
                terms.CONTRACTION: -grown[renewed & (grown < 0)].sum(),
                terms.CHURNED: left.sum(),
                terms.CHURN: table["amount"][left].sum(),
            }
            for item, n in again.items():
                assert seen.of(item, side)[i].sum() == n, item
            there = served & (table["ended"] == NEVER)
            assert seen.of(terms.CUSTOMERS, side)[i, -1] == there.sum()
            assert seen.of(terms.RECURRING, side)[i, -1] == table["amount"][there].sum()


def test_customers_stay_as_the_shifted_beta_geometric_law_says() -> None:
    """Of 96,000 customers at the start of their first term, after 1 to 4 renewals."""
    law = {"renews": {"first": "70 %", "second": "80 %"}}
    funnel = staying(law, n=6_000)
    runs = run(funnel, n=16)
    table = rows(runs)
    both = (1.0 - 0.8) / (0.8 - 0.7)
    a, b = 0.3 * both, 0.7 * both
    exact = 1.0
    for number in range(1, 5):
        exact *= (b + number - 1) / (a + b + number - 1)
        renewed = (table[:, AT["number"]] == number) & (table[:, AT["how"]] == terms.RENEWS)
        share_agrees(int(renewed.sum()), 96_000, exact)
        # the same from gamma functions: B(a, b + n)/B(a, b)
        log_beta = math.lgamma(b + number) + math.lgamma(a + b) - math.lgamma(b)
        assert math.exp(log_beta - math.lgamma(a + b + number)) == pytest.approx(exact)


def test_constant_renewal_is_geometric_and_brings_what_the_sum_says() -> None:
    """Revenue of four years: a year's amount times the sum of the shares still there."""
    funnel = staying({"renews": {"first": "75 %", "later": "90 %"}, "margin": "60 %"}, n=20_000)
    seen = customers_of_runs(run(funnel, n=1)).together()
    there = np.array([1.0, 0.75, 0.75 * 0.9, 0.75 * 0.9**2, 0.75 * 0.9**3])
    days = np.array([365.25] * 4 + [1826 - 4 * 365.25])
    revenue = seen.of(terms.REVENUE)[0, 0] / 20_000
    exact = 120_000 * float((there * days).sum()) / 365.25
    agrees(revenue, exact, exact * 0.004)
    margin = seen.of(terms.MARGIN)[0, 0] / 20_000
    assert margin == pytest.approx(0.6 * revenue, rel=1e-4)


def test_expansion_contraction_and_uplift_have_the_mean_that_was_stated() -> None:
    """The mean amount grows by uplift x (1 + e (m - 1) - s (1 - l)) at each renewal."""
    law = {
        "renews": {"first": "95 %", "later": "95 %"}, "uplift": "3 % per term",
        "expands": {"share": "20 % per term", "amount": "times 1.5"},
        "shrinks": {"share": "10 % per term", "amount": "times 0.6"},
    }  # fmt: skip
    table = rows(run(staying(law, n=20_000), n=1))
    grown = 1.03 * (1.0 + 0.2 * 0.5 - 0.1 * 0.4)
    for number in (1, 2, 3):
        kept = (table[:, AT["number"]] == number) & (table[:, AT["how"]] == terms.RENEWS)
        ratio = table[kept, AT["after"]] / table[kept, AT["amount"]]
        agrees(float(ratio.mean()), grown, float(ratio.std()) / math.sqrt(ratio.size))


def test_onboarding_takes_its_time_and_keeps_its_share() -> None:
    """Of 80,000 deals, 85 % become customers, half of them within 20 days."""
    onboarding = {"advance": "85 %", "dwell": {"median": "20 days", "p90": "60 days"}}
    runs = run(staying({"renews": "90 %"}, leads=20_000, onboarding=onboarding), n=4)
    first = rows(runs)[rows(runs)[:, AT["number"]] == 0]
    began = first[:, AT["how"]] == terms.BEGINS
    share_agrees(int(began.sum()), 80_000, 0.85)
    days = (first[:, AT["ended"]] - first[:, AT["began"]]) / DAY
    share_agrees(int((days <= 20.0).sum()), 80_000, 0.5)


@pytest.mark.parametrize("billed", ["monthly", "quarterly", "yearly"])
@pytest.mark.parametrize("when", ["in advance", "in arrears"])
def test_bills_of_a_term_add_up_to_what_it_brings(billed: str, when: str) -> None:
    """Four whole years of one customer that never leaves: bills, revenue and cash, to the cent."""
    law = {"renews": {"first": "100 %", "later": "99.999999 %"}}
    payment = {"paid_after": "45 days", "billed": f"{billed} {when}"}
    funnel = staying(law, customers=own(1, "1 234.56"), payment=payment, until="2030-01-04")
    seen = customers_of_runs(run(funnel, n=1)).together()
    term = 4 * YEAR
    horizon = (date(2030, 1, 4) - date(2026, 1, 5)).days * DAY + DAY
    assert horizon == term
    revenue = seen.of(terms.REVENUE)[0, 0]
    assert revenue == 4 * 123_456
    bills = {"monthly": 12, "quarterly": 4, "yearly": 1}[billed]
    last = 123_456 // bills if when == "in arrears" else 0
    assert seen.of(terms.BILLED)[0, 0] == pytest.approx(revenue - last, abs=1)
    unpaid = 123_456 / 12 if billed == "monthly" else 0  # the last bill but none is too young
    paid = seen.of(terms.CASH)[0, 0]
    assert paid == pytest.approx(seen.of(terms.BILLED)[0, 0] - unpaid, abs=1)


def test_double_prices_bring_double_in_everything() -> None:
    """Deals won, recurring revenue, bills and cash, exactly; heads stay as they are."""
    law = {"renews": {"first": "75 %", "second": "85 %"},
           "expands": {"share": "20 % per term", "amount": "times 1.5"}}  # fmt: skip
    found = [
        customers_of_runs(run(staying(law, customers=own(200, f"{x}"), leads=100, amount=f"{x}")))
        for x in ("1 200", "2 400")
    ]
    for item in (terms.BEGUN_AMOUNT, terms.CHURN, terms.EXPANSION, terms.RECURRING, terms.BILLED):
        np.testing.assert_array_equal(2 * found[0].of(item), found[1].of(item))
    for item in (terms.BEGUN, terms.CHURNED, terms.EXPANDED, terms.CUSTOMERS):
        np.testing.assert_array_equal(found[0].of(item), found[1].of(item))


def test_customers_bring_leads_at_their_rate_while_they_are_there() -> None:
    """As many as rate times the years of all customers; none after a customer has left."""
    law = {"renews": "60 %", "refers": {"leads": "0.8 per year", "source": "referral"}}
    referral = {"referral": {"leads": "0 per month", "enters": "close"}}
    funnel = staying(law, n=8_000, sources=referral, advance="0 %")
    runs = run(funnel, n=6)
    table = rows(runs)
    end = runs.compiled.plan.end
    years = (np.minimum(table[:, AT["ended"]], end) - np.maximum(table[:, AT["began"]], 0)) / YEAR
    seen = customers_of_runs(runs).together()
    brought = int(seen.of(terms.REFERRED).sum())
    agrees(brought, 0.8 * float(years.sum()), math.sqrt(0.8 * float(years.sum())))
    stream = referred_stream(runs.compiled.plan)
    for r, stays in runs.stays.items():
        came = np.unique(stays[stays[:, 0] == stream, 1])
        assert came.size == seen.of(terms.REFERRED)[r, 0] == len(runs.referred[r])


def test_a_dated_programme_brings_nothing_before_its_day() -> None:
    """And the rate of the epoch holds from then on, also for customers of long standing."""
    law = {
        "renews": "90 %",
        "term": "24 months",
        "refers": {"leads": "0 per year", "source": "referral"},
    }
    referral = {"referral": {"leads": "0 per month", "enters": "close", "cost": "10 per lead"}}
    funnel = staying(law, n=3_000, sources=referral, until="2027-01-04", advance="0 %")
    day = date(2026, 7, 6)
    change = Change.of("after_sale.customer.refers.leads", "1 per year", since=day)
    runs = run(funnel, [WhatIf("programme", (change,))], n=1)
    stays = runs.stays[0]
    born = stays[stays[:, 0] >= 0, 4]
    since = (day - date.fromisoformat(START)).days * DAY
    assert born.min() >= since
    expected = 3_000 * (365 * DAY - since) / YEAR
    assert abs(born.size - expected) < 4.9 * math.sqrt(expected)


def test_what_happens_after_the_sale_leaves_leads_as_they_are() -> None:
    """Without referrals, stays and wins are those of the funnel without the block."""
    document = renewing().document()
    del document["after_sale"]["customer"]["refers"]
    after = run(Funnel.model_validate(document), n=2)
    del document["after_sale"], document["today"]["customers"]
    without = run(Funnel.model_validate(document), n=2)
    for r in after.stays:
        order = [np.lexsort(x.stays[r][:, [4, 1, 0]].T[:, :]) for x in (after, without)]
        np.testing.assert_array_equal(after.stays[r][order[0]], without.stays[r][order[1]])
    np.testing.assert_array_equal(after.results.wins, without.results.wins)


def test_a_change_touches_nothing_before_its_day() -> None:
    """Terms that ended before it, and their tallies, are the same."""
    day = date(2027, 3, 1)
    change = Change.of("after_sale.customer.renews.first", "40 %", since=day)
    one, other = run(renewing(), n=2), run(renewing(), [WhatIf("less", (change,))], n=2)
    before = (day - date(2026, 9, 1)).days * DAY
    for r in one.terms:
        old = [x.terms[r][x.terms[r][:, AT["ended"]] < before] for x in (one, other)]
        np.testing.assert_array_equal(*old)
    np.testing.assert_array_equal(one.results.tallies[:, :6], other.results.tallies[:, :6])
    assert (one.results.tallies[:, 6:] != other.results.tallies[:, 6:]).any()


def test_shares_of_renewal_rise_to_one() -> None:
    """Term by term, from the first two."""
    shares = [renewal_share(0.6, 0.7, 1.0, n) for n in range(1, 200)]
    assert shares[:2] == pytest.approx([0.6, 0.7])
    assert all(a < b < 1.0 for a, b in pairwise(shares))


def test_more_leads_than_there_is_room_for_are_found_on_a_second_try() -> None:
    """Referrals that outnumber the first guess lead to the same future, not to fewer leads."""
    law = {"renews": "95 %", "refers": {"leads": "12 per year", "source": "referral"}}
    referral = {"referral": {"leads": "0 per month", "enters": "close"}}
    funnel = staying(law, n=60, sources=referral, until="2026-06-30")
    one, other = (run(funnel, n=1, engine=engine) for engine in ("compiled", "simpy"))
    assert_same(one, other)
    assert len(one.referred[0]) > 300


def test_the_engines_do_not_care_who_is_asked_for() -> None:
    """Rows are kept of those replications only, and tallies stay the same."""
    compiled = compile_funnel(renewing())
    few = simulate(compiled, 3, seed=2, engine="compiled", stays_of=[1])
    all_ = simulate(compiled, 3, seed=2, engine="compiled", stays_of=range(3))
    assert list(few.terms) == [1]
    np.testing.assert_array_equal(few.terms[1], all_.terms[1])
    np.testing.assert_array_equal(few.results.tallies, all_.results.tallies)
