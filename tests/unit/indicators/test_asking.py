"""KPIs of real outlooks and histories: which are there, why others are not, and two laws."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

import simfunnel as sf
from simfunnel.indicators import KPIS
from simfunnel.indicators.futures import seen_of_outlook
from simfunnel.indicators.kinds import Asked
from simfunnel.measures.summary import figures

TEAM = {
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


def test_sales_velocity_is_what_is_won_a_day_in_a_steady_state() -> None:
    """Opportunities x deal size x win rate / days of all closed, within its interval."""
    table = sf.kpis(outlook(), only="sales_velocity", by_period=True).table
    steady = table[(table["since"] >= "2026-07-01")]
    by_part = steady.groupby("part")["mean"].mean()
    exact = 300 * 12 / 365.2425 * 0.25 * 1000
    for part in ("with the days of all closed", "won a day"):
        # 6 quarters of 30 futures, about 225 deals each: a standard error of 0.5 %
        assert by_part[part] == pytest.approx(exact, rel=0.02), part


def test_quantiles_of_quarters_do_not_add_up() -> None:
    """The P10 of two years is more than the sum of the P10 of its quarters."""
    quarters = sf.kpis(outlook(), only="leads", by_period=True).table
    whole = sf.kpis(outlook(), only="leads").table
    assert len(quarters) == 8
    assert quarters["mean"].sum() == pytest.approx(float(whole["mean"].iloc[0]))
    assert quarters["p10"].sum() < whole["p10"].iloc[0]
    assert quarters["p90"].sum() > whole["p90"].iloc[0]


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
