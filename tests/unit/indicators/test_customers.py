"""KPIs of customers, each against figures counted by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simfunnel.errors import TableError
from simfunnel.forecasting import Outlook, forecast
from simfunnel.funnel import layout as at
from simfunnel.funnel.examples import renewing, tiny
from simfunnel.funnel.model import Funnel
from simfunnel.indicators import KpiTable, kpis
from simfunnel.indicators.customers import lifetime_value

YEAR = 31_557_600.0
TODAY = [
    {"customer": "A", "since": "2026-03-01", "amount": "1 200"},
    {"customer": "B", "since": "2025-11-01", "amount": "2 400"},
    {"customer": "C", "since": "2026-09-01", "amount": "3 600"},
    {"customer": "D", "since": "2026-02-01", "amount": "4 800"},
]


def certain(customer: dict[str, Any], **more: Any) -> Outlook:
    """Return futures in which nothing is left to chance: four customers, and ten deals in July.

    The start is 1 January 2027; the terms of A, B and D end in 2027, that of C before it does.
    """
    after = {"customer": {"term": "12 months", "renews": "90 %", **customer}}
    after["payment"] = {"paid_after": "30 days", "billed": "yearly in advance"}
    document: dict[str, Any] = {
        "simfunnel": 1, "funnel": "certain", "until": "2027-12-31",
        "today": {"date": "2027-01-01", "customers": TODAY},
        "amount": "1 000", "amount_is": "per year", "after_sale": after | more.pop("after", {}),
        "sources": {"web": {"enters": "close", "batches": [{"on": "2027-07-01", "leads": 10}],
                            "cost": "300 per lead"}},
        "stages": {"close": {"advance": "100 %", "next": "won", "dwell": "1 day"}},
    }  # fmt: skip
    return forecast(Funnel.model_validate(document | more), replications=2, engine="simpy")


def told(outlook: Outlook, kpi: str, part: str = "") -> float:
    """Return one figure, which is the same in all futures."""
    row = kpis(outlook, only=kpi).table.set_index("part").loc[part]
    assert row["p10"] == row["p90"]
    return float(row["mean"])


def test_nobody_leaves_where_all_renew() -> None:
    """The waterfall of four customers, 12,000 a year, to whom ten of 1,000 come."""
    outlook = certain({"renews": {"first": "100 %", "later": "99.9999999 %"}})
    assert told(outlook, "churn_rate", "customers") == 0.0
    assert told(outlook, "net_revenue_retention", "net, with expansion") == 1.0
    assert told(outlook, "renewal_rate", "of customers") == 1.0
    assert [told(outlook, "recurring_waterfall", part) for part in ("start", "new", "end")] == [
        12_000.0, 10_000.0, 22_000.0,
    ]  # fmt: skip
    assert told(outlook, "recurring_revenue", "a month (MRR)") == pytest.approx(22_000 / 12)
    assert [told(outlook, "customers", part) for part in ("start", "new", "churn", "end")] == [
        4.0, 10.0, 0.0, 14.0,
    ]  # fmt: skip


def test_all_leave_where_nobody_renews() -> None:
    """All four terms end within the year; the ten new ones are still in their first."""
    outlook = certain({"renews": "0 %"})
    assert told(outlook, "churn_rate", "customers") == 1.0
    assert told(outlook, "churn_rate", "revenue") == 1.0
    assert told(outlook, "net_revenue_retention", "gross, without") == 0.0
    assert told(outlook, "recurring_revenue", "a year (ARR)") == 10_000.0


def test_expansion_counts_in_net_retention_and_not_in_gross() -> None:
    """Every renewal is for half as much again."""
    outlook = certain(
        {"renews": {"first": "100 %", "later": "99.9999999 %"},
         "expands": {"share": "100 %", "amount": "times 1.5"}}
    )  # fmt: skip
    assert told(outlook, "net_revenue_retention", "net, with expansion") == 1.5
    assert told(outlook, "net_revenue_retention", "gross, without") == 1.0
    assert told(outlook, "recurring_waterfall", "expansion") == 6_000.0


def test_a_price_rise_at_renewals_is_expansion() -> None:
    """Five per cent on 12,000."""
    law = {"renews": {"first": "100 %", "later": "99.9999999 %"}, "uplift": "5 %"}
    assert told(certain(law), "recurring_waterfall", "expansion") == 600.0


def test_cash_comes_thirty_days_after_the_bill() -> None:
    """Bills of 2027: four renewals and ten new customers; D paid its last one before the start."""
    outlook = certain({"renews": {"first": "100 %", "later": "99.9999999 %"}})
    assert told(outlook, "cash", "billed") == 22_000.0
    assert told(outlook, "cash", "received") == 22_000.0
    assert told(outlook, "billing_per_customer", "all customers") == pytest.approx(
        22_000.0 / (9.0 * 365 / 365.25)
    )


def test_a_customer_pays_back_what_it_cost_to_win() -> None:
    """300 for each, of whom a year brings 1,000 x 80 % - 200."""
    outlook = certain({"margin": "80 %", "cost_to_serve": "200 per year"})
    assert told(outlook, "cac", "same period") == pytest.approx(300.0)
    assert told(outlook, "cac_payback") == pytest.approx(300.0 / 600.0 * 365.25)
    years = np.arange(10)
    exact = float((0.9**years * 600.0 / 1.1 ** (years + 0.5)).sum())
    assert told(outlook, "lifetime_value", "all customers") == pytest.approx(exact)
    assert told(outlook, "ltv_to_cac") == pytest.approx(exact / 300.0)


def test_onboarding_is_counted_when_it_is_over() -> None:
    """All succeed after ten days; with 1 % almost none does."""
    after = {"onboarding": {"advance": "100 %", "dwell": "10 days"}}
    assert told(certain({}, after=after), "onboarding_success") == 1.0
    assert told(certain({"renews": "0 %"}, after=after), "recurring_revenue", "a year (ARR)") == 1e4


@pytest.mark.parametrize(
    ("kpi", "missing"),
    [
        ("lifetime_value", "'margin' and 'cost_to_serve'"),
        ("cac_payback", "'margin' and 'cost_to_serve'"),
        ("customer_profit", "'margin' and 'cost_to_serve'"),
        ("onboarding_success", "'after_sale.onboarding'"),
    ],
)
def test_what_is_not_stated_is_asked_for(kpi: str, missing: str) -> None:
    """The sentence names the key."""
    with pytest.raises(TableError, match=missing):
        kpis(certain({"margin": "80 %"}), only=kpi)


def test_without_customers_the_refusal_says_where_to_state_them() -> None:
    """Neither a scenario without the block nor a history can show who stays."""
    outlook = forecast(tiny(), replications=2, engine="simpy")
    with pytest.raises(TableError, match=r"'after_sale\.customer'"):
        kpis(outlook, only="churn_rate")


def test_terms_of_payment_are_asked_for() -> None:
    """Without them cash is not known."""
    document = renewing().document()
    del document["after_sale"]["payment"]
    outlook = forecast(Funnel.model_validate(document), replications=2, engine="simpy")
    with pytest.raises(TableError, match=r"'after_sale\.payment'"):
        kpis(outlook, only="cash")


def test_periods_are_told_apart_each_with_its_own_start() -> None:
    """Month by month the waterfall goes on where it ended."""
    outlook = forecast(renewing(), replications=1, engine="simpy", seed=3)
    table: KpiTable = kpis(outlook, only=("recurring_waterfall", "churn_rate"), by_period=True)
    wide = table.table[table.table["kpi"] == "recurring_waterfall"].pivot(
        index="since", columns="part", values="mean"
    )
    assert (wide["start"].to_numpy()[1:] == wide["end"].to_numpy()[:-1]).all()
    churned = table.table[table.table["part"] == "revenue"].set_index("since")["mean"]
    np.testing.assert_allclose(churned, wide["churn"] / wide["start"])


def test_a_lifetime_is_worth_what_the_rising_law_says() -> None:
    """The sum over terms of the survivors of the shifted beta-geometric law, without discount."""
    law = np.zeros((1, at.AF_DWELL))
    law[0, [at.AF_TERM, at.AF_FIRST, at.AF_NEXT, at.AF_RISES]] = YEAR, 0.7, 0.8, 1.0
    law[0, [at.AF_MORE, at.AF_LESS, at.AF_UPLIFT]] = 1.0
    both = 0.2 / 0.1
    there, exact = 1.0, 0.0
    for number in range(1, 31):
        exact += there * (500.0 * 0.6 - 50.0)
        there *= (both * 0.7 + number - 1) / (both + number - 1)
    one = np.ones(1)
    worth = lifetime_value(law, 500.0 * one, 0.6 * one, 50.0 * one, years=30, discount=0.0)
    assert worth[0] == pytest.approx(exact)


def test_segments_are_told_apart_by_what_they_keep() -> None:
    """All three customers of today renew once within the year, for a tenth more."""
    document = renewing().document()
    today = document["today"]["customers"]
    for own, segment in zip(today, ("small", "large", "large"), strict=True):
        own["segment"] = segment
    del document["amount"]
    document["segments"] = {"small": {"amount": "1 000"}, "large": {"amount": "2 000"}}
    for source in document["sources"].values():
        source["segments"] = {"small": "50 %", "large": "50 %"}
    document["after_sale"]["customer"] |= {
        "renews": {"first": "100 %", "later": "99.9999999 %"}, "uplift": "10 %",
        "expands": {"share": "0 %", "amount": "times 1"},
        "shrinks": {"share": "0 %", "amount": "times 1"}, "term": "12 months",
    }  # fmt: skip
    document["until"] = "2027-08-31"
    outlook = forecast(Funnel.model_validate(document), replications=2, engine="simpy")
    table = kpis(outlook, only="customer_growth").table.set_index("part")["mean"]
    assert table.to_dict() == pytest.approx({"large": 1.1, "small": 1.1})
