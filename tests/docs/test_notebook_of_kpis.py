"""What notebook 06 says of deals and money holds."""

from __future__ import annotations

from typing import Any

import numpy as np

import simfunnel as sf
from tests.support.notebooks import ROOT, answer_and_knobs, read


def test_the_answer_of_the_kpis_holds() -> None:
    """Each idea wins and brings what its first cell says; deals and money choose differently."""
    answer, given = answer_and_knobs("06_kpis_and_money")
    comparison = sf.compare(
        ROOT / "scenarios" / given["scenario"],
        [ROOT / "scenarios" / "what_ifs" / "saas" / f"{idea}.yaml" for idea in given["ideas"]],
        replications=300,
        seed=given["seed"],
    )
    won, cash, costs = (
        {idea: comparison.effect(idea, name) for idea in comparison.names}
        for name in ("won", "cash", "cost")
    )
    gains = {idea: (cash[idea].draws - costs[idea].draws).mean() for idea in comparison.names}
    ads = {m: comparison.effect("double_advertising", m).mean for m in ("lead_costs", "leads")}
    told = sf.kpis(sf.forecast(ROOT / "scenarios" / given["scenario"], replications=100))
    leads = told.draws["cost_per_lead"]["inbound"]

    assert "Prices 10 % higher win about 17 deals fewer in two years" in answer
    assert -18.5 < won["price_up"].mean < -15.5
    assert "more money comes in, EUR 250,000 on average and in 17 futures of 20" in answer
    assert 235_000 < cash["price_up"].mean < 265_000
    assert 0.825 < cash["price_up"].better < 0.875
    assert "hardly a deal more and brings about EUR 300,000, in every future" in answer
    assert 0 < won["better_onboarding"].mean < 1
    assert 290_000 < cash["better_onboarding"].mean < 315_000
    assert cash["better_onboarding"].better == 1
    assert "Twice the advertising wins 37 deals more" in answer
    assert 35.5 < won["double_advertising"].mean < 38.5
    assert "adds costs about EUR 137, where leads cost EUR 55 on average" in answer
    assert 136 < ads["lead_costs"] / ads["leads"] < 138
    assert 54 < leads.mean() < 56
    assert "Who counts deals picks advertising" in answer
    assert max(won, key=lambda idea: won[idea].mean) == "double_advertising"
    assert "who counts money picks prices or onboarding" in answer
    assert set(sorted(gains, key=lambda idea: gains[idea])[-2:]) == {
        "price_up",
        "better_onboarding",
    }


def test_what_the_chapters_of_the_kpis_say_holds() -> None:
    """What their words say without a number computed beside them."""
    book = read(ROOT / "notebooks" / "06_kpis_and_money.ipynb")
    said = " ".join(cell.source for cell in book.cells if cell.cell_type == "markdown")
    _, given = answer_and_knobs("06_kpis_and_money")
    document = sf.load(ROOT / "scenarios" / given["scenario"]).document()
    after = document["after_sale"]
    asked = {"replications": 300, "seed": given["seed"]}
    outlook = sf.forecast(sf.Funnel.model_validate(document), **asked)
    known = sf.kpis(outlook).draws
    new = sf.kpis(outlook, by_period=True, only="recurring_waterfall").draws["recurring_waterfall"]
    quarters = new["new"][:, :12].reshape(300, 4, 3).sum(axis=2)
    p10 = [np.quantile(x, 0.1, axis=0, method="inverted_cdf") for x in (quarters, quarters.sum(1))]
    after["payment"]["billed"] = given["other_bills"]
    other = sf.forecast(sf.Funnel.model_validate(document), **asked)
    revenue, received = (
        [sums_of(one, name) for one in (outlook, other)] for name in ("revenue", "received")
    )

    assert "After the first year 80 % renew, after the second 87 %" in said
    assert after["customer"]["renews"] == {"first": "80 %", "second": "87 %"}
    assert "the bill is paid 30 days later" in said
    assert after["payment"]["paid_after"] == "30 days"
    assert given["other_bills"] != "yearly in advance"
    assert revenue[0] == revenue[1]  # no price has changed
    assert received[0] > received[1] * 1.2  # who is paid a year in advance has the money now
    assert p10[1] > p10[0].sum() * 1.2  # the year is safer than its quarters
    assert known["cac"]["same period"].mean() > known["cac"]["cost earlier by a sales cycle"].mean()
    right, _, article = (draws.mean() for draws in known["opportunities_needed"].values())
    assert article < 900_000 / known["average_deal_size"]["mean"].mean() < right


def test_sales_velocity_of_the_kpis_fails_in_growth_alone() -> None:
    """The formula is right in the second year as things are, and too high where leads grow."""
    _, given = answer_and_knobs("06_kpis_and_money")
    document = sf.load(ROOT / "scenarios" / given["scenario"]).document()
    found = []
    for growth, seats in (("0 % per year", 3), (given["growth"], 3), (given["growth"], 9)):
        for name in ("inbound", "partners"):
            document["sources"][name]["growth"] = growth
        document["teams"]["sales"]["seats"] = seats
        outlook = sf.forecast(sf.Funnel.model_validate(document), replications=100, seed=1)
        parts = sf.kpis(outlook, by_period=True, only="sales_velocity").draws["sales_velocity"]
        formula, won = (
            parts[x][:, 12:].mean(axis=1) for x in ("with the days of all closed", "won a day")
        )
        ends = np.quantile(formula - won, [0.1, 0.9])
        found.append((formula.mean() / won.mean() - 1, ends[0] > 0, ends[1] > 0))
    steady, crowded, ample = found

    assert given["enough_sellers"] == 9
    assert abs(steady[0]) < 0.015
    assert steady[1:] == (False, True)
    assert 0.02 < ample[0] < 0.06
    assert ample[1]
    assert crowded[0] > 0.3
    assert crowded[1]


def sums_of(outlook: Any, name: str) -> float:
    """Return what one kind of money after the sale adds up to, on average."""
    table = outlook.customers.query("measure == 'money' and name == @name")
    return float(table["mean"].sum())
