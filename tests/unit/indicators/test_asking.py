"""KPIs of real outlooks and histories: which are there, why others are not, and two laws."""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import simfunnel as sf
from simfunnel.indicators import KPIS
from simfunnel.indicators.futures import seen_of_outlook
from simfunnel.indicators.kinds import Asked, Parts
from simfunnel.measures.summary import figures

TEAM: dict[str, Any] = {
    "simfunnel": 1, "funnel": "steady", "starts": "2026-01-01", "until": "2027-12-31",
    "currency": "EUR",
    "sources": {"web": {"leads": "300 per month", "enters": "pitch", "cost": "5 per lead"}},
    "amount": 1000,
    "stages": {
        "pitch": {
            "advance": "25 %", "next": "won", "otherwise": {"lost.price": "100 %"},
            "dwell": "20 days",
        }
    },
}  # fmt: skip


@cache
def outlook() -> sf.Outlook:
    """Return thirty futures of a funnel that is in a steady state after its first quarter."""
    funnel = sf.Funnel.model_validate(TEAM)
    return sf.forecast(funnel, replications=30, seed=7, period="quarter")


@cache
def of_a_year() -> sf.Outlook:
    """Return fifty futures of one year, in quarters."""
    funnel = sf.Funnel.model_validate(TEAM | {"until": "2026-12-31"})
    return sf.forecast(funnel, replications=50, seed=7, period="quarter")


def test_sales_velocity_is_what_is_won_a_day_in_a_steady_state() -> None:
    """Opportunities x deal size x win rate / days of all closed, within its interval.

    Deals take 20 days to be won and 60 to be lost: with the days of the won alone the product is
    50 / 20 times as much, for the opportunities are those of all.
    """
    data = copy.deepcopy(TEAM)
    data["stages"]["pitch"]["otherwise"] = {"lost.price": {"share": "100 %", "dwell": "60 days"}}
    funnel = sf.Funnel.model_validate(data)
    of = sf.forecast(funnel, replications=50, seed=11, period="quarter")
    draws = sf.kpis(of, only="sales_velocity", by_period=True).draws["sales_velocity"]
    steady = {part: values[:, 2:].mean(axis=1) for part, values in draws.items()}
    exact = 300 * 12 / 365.25 * 0.25 * 1000
    won, rightly = steady["won a day"], steady["with the days of all closed"]
    for found, expected in ((rightly, exact), (won, exact), (rightly - won, 0.0)):
        error = found.std(ddof=1) / np.sqrt(len(found))
        assert abs(found.mean() - expected) <= min(4.9 * error, 0.02 * exact)
    assert steady["with the days of the won"].mean() == pytest.approx(2.5 * exact, rel=0.02)


MONEY = {"average_deal_size", "sales_velocity", "pipeline_value", "pipeline_waterfall_amount"}


def told_twice(amount: Any, doubled: Any) -> tuple[dict[str, Parts], dict[str, Parts]]:
    """Return what five futures bring at an amount and at twice as much."""
    found = []
    for each in (amount, doubled):
        funnel = sf.Funnel.model_validate(TEAM | {"amount": each})
        of = sf.forecast(funnel, replications=5, seed=3, engine="simpy")
        found.append(sf.kpis(of, by_period=True).draws)
    return found[0], found[1]


def test_amounts_twice_as_large_are_twice_the_revenue_exactly() -> None:
    """Every figure in money doubles in every future; every other stays as it is."""
    once, twice = told_twice("1000.37", "2000.74")
    assert set(once) == set(twice) > MONEY
    for key, parts in once.items():
        factor = 2 if key in MONEY else 1
        for part, values in parts.items():
            np.testing.assert_allclose(
                twice[key][part], factor * values, rtol=1e-15, err_msg=f"{key} {part}"
            )
    cents = [np.rint(-100 * of["pipeline_waterfall_amount"]["won"]) for of in (once, twice)]
    np.testing.assert_array_equal(cents[1], 2 * cents[0])
    assert (cents[0] > 0).all()


def test_amounts_that_differ_double_too_but_for_a_cent_a_deal() -> None:
    """Each amount is rounded to the cent by itself."""
    once, twice = told_twice({"median": 900, "p90": "3 000"}, {"median": "1 800", "p90": "6 000"})
    deals = -once["pipeline_waterfall"]["won"]
    won, more = (-of["pipeline_waterfall_amount"]["won"] for of in (once, twice))
    assert (np.abs(more - 2 * won) <= 0.01 * deals).all()
    assert (won > 100 * deals).all()


@pytest.mark.parametrize(
    ("key", "part"), [("leads", ""), ("pipeline_waterfall_amount", "came")], ids=["leads", "money"]
)
def test_quantiles_of_quarters_do_not_add_up(key: str, part: str) -> None:
    """The P10 of a year is more than its four quarters' P10 in sum; the averages do add up."""
    quarters = sf.kpis(of_a_year(), only=key, by_period=True).table
    whole = sf.kpis(of_a_year(), only=key).table
    quarters = quarters[quarters["part"] == part]
    whole = whole[whole["part"] == part].iloc[0]
    assert len(quarters) == 4
    assert quarters["mean"].sum() == pytest.approx(whole["mean"])
    assert quarters["p10"].sum() < whole["p10"]
    assert quarters["p90"].sum() > whole["p90"]


def test_the_waterfall_of_a_simulation_reconciles_in_every_future() -> None:
    """Averages of whole numbers add up because each future does; who came is who is counted."""
    came = sf.kpis(outlook(), only="pipeline_waterfall").table.set_index("part")["mean"]["came"]
    assert came == sf.kpis(outlook(), only="leads").table["mean"].iloc[0]
    for key in ("pipeline_waterfall", "pipeline_waterfall_amount"):
        table = sf.kpis(outlook(), only=key, by_period=True).table
        for _, rows in table.groupby("since"):
            parts = rows.set_index("part")["mean"]
            assert parts.drop("end").sum() == pytest.approx(parts["end"], abs=1e-6)


def test_a_lead_costs_what_is_stated_and_a_customer_four_times_that() -> None:
    """EUR 5 a lead of whom a quarter is won; costs come before the customers."""
    parts = sf.kpis(outlook(), only="cac").table.set_index("part")["mean"]
    lead = sf.kpis(outlook(), only="cost_per_lead").table.set_index("part")["mean"]
    assert lead.tolist() == [5.0, 5.0]
    assert parts["same period"] == pytest.approx(20, rel=0.06)  # the last leads are still open
    assert parts["web > lead_costs"] >= 20 * 0.95


def test_a_kpi_is_in_the_table_or_refused() -> None:
    """None is forgotten, and one that is asked for alone is refused by itself."""
    found = sf.kpis(outlook())
    assert set(found.table["kpi"]) | set(found.missing) == set(KPIS)
    assert not set(found.table["kpi"]) & set(found.missing)
    with pytest.raises(sf.TableError, match=r"^customers are not followed after the deal"):
        sf.kpis(outlook(), only="churn_rate")


def test_prices_that_change_on_the_way_are_a_step_of_the_waterfall(root: Path) -> None:
    """Discounts and drift lower open amounts; in hundredths the steps add up in every future."""
    of = sf.forecast(root / "scenarios" / "negotiated_prices.yaml", replications=8)
    for by_period in (False, True):
        found = sf.kpis(of, only="pipeline_waterfall_amount", by_period=by_period)
        parts = {
            name: np.rint(100 * values).astype(np.int64)
            for name, values in found.draws["pipeline_waterfall_amount"].items()
        }
        end = parts.pop("end")
        assert (np.sum(list(parts.values()), axis=0) == end).all()
        assert parts["repriced"].sum() < 0
    won = sf.kpis(of, only="sales_velocity").draws["sales_velocity"]["won a day"][:, 0] * 365
    whole = sf.kpis(of, only="pipeline_waterfall_amount").draws["pipeline_waterfall_amount"]
    np.testing.assert_allclose(-whole["won"][:, 0], won)


def test_the_table_is_made_from_what_each_future_brings() -> None:
    """Averages and quantiles are those of the draws, which can be added up before."""
    found = sf.kpis(outlook(), only=["leads", "pipeline_waterfall", "churn_rate"])
    assert set(found.draws) == {"leads", "pipeline_waterfall"}
    leads = found.draws["leads"][""]
    row = found.table.iloc[0]
    assert leads.shape == (30, 1)
    assert row["mean"] == pytest.approx(leads.mean())
    assert (row["p10"], row["p90"]) == (np.sort(leads[:, 0])[2], np.sort(leads[:, 0])[26])
    parts = dict(found.draws["pipeline_waterfall"])
    end = parts.pop("end")
    assert (np.sum(list(parts.values()), axis=0) == end).all()


def test_what_a_history_cannot_show_names_the_column(root: Path) -> None:
    """The shipped export knows amounts of deals won only, and no costs."""
    folder = root / "scenarios"
    history = sf.read_history(
        folder / "data" / "sample_crm.csv", folder / "mappings" / "sample_crm.yaml"
    )
    found = sf.kpis(history, target="400 000")
    assert "the column 'amount' is filled when a deal is won" in found.missing["pipeline_value"]
    assert "'cost'" in found.missing["cost_per_lead"]
    one = found.table.drop_duplicates("kpi").set_index("kpi")
    assert one.loc["leads", "mean"] == len(history.leads)
    assert np.allclose(found.table["p10"], found.table["p90"], equal_nan=True)


def test_a_market_is_stated_for_the_window_or_per_time() -> None:
    """Two years, 730 days: so much in all, or so much a day, is the same."""
    won = outlook().futures.parts(outlook().window(None), "won_amount").total.mean() / 100
    for market in (7_300_000, "7.3M", "10 000 per day"):
        found = sf.kpis(outlook(), only="market_share", market=market).table
        assert found["mean"].tolist() == pytest.approx([won / 7_300_000]), market
    for market, why in (
        ("12M EUR", "'12M EUR' has 'eur' behind the amount"),
        ("0", "is 0; a market sells more than 0."),
        ("-5 per day", "'-5 per day' is negative; give 0 or more."),
    ):
        with pytest.raises(sf.FunnelError) as refused:
            sf.kpis(outlook(), market=market)
        assert str(refused.value).startswith(f"market: {why}")


def test_a_past_is_not_measured_from_a_day_after_it(root: Path) -> None:
    """The refusal names its last day."""
    crm = root / "tests" / "data" / "crm"
    history = sf.read_history(crm / "tiny.csv", crm / "tiny.yaml")
    with pytest.raises(sf.HistoryError, match="is known up to 2026-02-03; measure from that day"):
        sf.kpis(history, since="2030-01-01")


def test_an_unknown_stage_is_refused_with_the_nearest() -> None:
    """The nearest name is offered."""
    with pytest.raises(sf.UnknownNameError, match=r"^no stage is called 'pich'\. Did you mean"):
        sf.kpis(outlook(), qualified="pich")


def test_what_leads_of_an_export_cost_is_told_by_source(root: Path, tmp_path: Path) -> None:
    """EUR 30 and 10.50 for two of the web, 8 for one of the fair, 2 for one of no source."""
    crm = root / "tests" / "data" / "crm"
    head, *lines = (crm / "tiny.csv").read_text(encoding="utf-8").splitlines()
    costs = ("30", "8", "2", "10.50")
    rows = [f"{line},{cost}" for line, cost in zip(lines, costs, strict=True)]
    export, mapping = tmp_path / "costs.csv", tmp_path / "costs.yaml"
    export.write_text("\n".join([f"{head},Cost", *rows]) + "\n", encoding="utf-8")
    known = (crm / "tiny.yaml").read_text(encoding="utf-8")
    mapping.write_text(f"{known}cost: Cost\n", encoding="utf-8")
    table = sf.kpis(sf.read_history(export, mapping), only="cost_per_lead").table
    assert dict(zip(table["part"], table["mean"], strict=True)) == {
        "unknown": 2.0, "fair": 8.0, "web": 20.25, "all sources": 12.625,
    }  # fmt: skip


def test_the_table_holds_what_each_part_tells_by_itself() -> None:
    """Average and quantiles of all parts at once are those of one part and period, exactly."""
    table = sf.kpis(outlook(), by_period=True).table
    seen = seen_of_outlook(outlook(), Asked("pitch", "pitch", by_period=True))
    names = ["futures", "mean", "p10", "p50", "p90"]
    for key in ("stage_conversion", "win_loss_reasons", "pipeline_waterfall"):
        rows = table[table["kpi"] == key]
        parts = KPIS[key].parts(seen)
        assert len(rows) == 8 * len(parts) > 0
        for part, values in parts.items():
            found = rows.loc[rows["part"] == part, names].to_numpy()
            for k in range(8):
                alone = figures(values[:, k], np.zeros(len(values), np.int64), 1)
                np.testing.assert_array_equal(found[k], alone[names].to_numpy()[0])
