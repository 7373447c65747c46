"""The sample export: made again byte by byte, read by its mapping, and as true as it says."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

import simfunnel as sf
from simfunnel.forecasting.sample_export import FIRST_DAY, LAST_DAY, write_sample_export

ROOT = Path(__file__).parents[3]
SCENARIO = ROOT / "scenarios" / "small_agency.yaml"
EXPORT = ROOT / "scenarios" / "data" / "sample_crm.csv"
MAPPING = ROOT / "scenarios" / "mappings" / "sample_crm.yaml"


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    """Return the committed rows as text."""
    with EXPORT.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


@pytest.fixture(scope="module")
def history() -> sf.History:
    """Return the export as its mapping reads it."""
    return sf.read_history(EXPORT, MAPPING)


def test_the_committed_file_is_the_one_that_the_function_writes(tmp_path: Path) -> None:
    """If not, write it anew; how stands in the module's first lines."""
    written = write_sample_export(tmp_path / "again.csv", scenario=SCENARIO)

    assert written.read_bytes() == EXPORT.read_bytes()


def test_it_is_made_from_one_scenario_only(tmp_path: Path) -> None:
    """Another scenario is refused, and nothing is written."""
    with pytest.raises(sf.FunnelError) as refused:
        write_sample_export(tmp_path / "x.csv", scenario=SCENARIO.with_stem("six_stage_recycling"))

    assert str(refused.value) == (
        "the sample export is made from the scenario small_agency, not from six_stage_recycling; "
        "give the path of small_agency.yaml."
    )
    assert list(tmp_path.iterdir()) == []


def test_it_holds_the_quirks_that_it_promises(rows: list[dict[str, str]]) -> None:
    """Each of them occurs, and none so often that nothing else is left."""
    lost = [row for row in rows if row["Status"] not in ("Won", "Open")]
    undated = [row for row in lost if not row["Closed"]]
    channels = Counter(row["Channel"] for row in rows)
    ownerless = sum(not row["Owner"] for row in rows)
    copies = [lead for lead, n in Counter(row["Lead ID"] for row in rows).items() if n == 2]

    assert 0.02 < len(undated) / len(lost) < 0.04
    assert set(channels) == {"Portfolio site", "portfolio-site", "Word of mouth"}
    assert 0.09 < channels["portfolio-site"] / (len(rows) - channels["Word of mouth"]) < 0.15
    assert 0.02 < ownerless / len(rows) < 0.04
    assert copies == ["00700"]
    assert all((row["Status"] == "Won") == bool(row["Invoiced"]) for row in rows)


def test_its_texts_are_those_that_trip_importers(rows: list[dict[str, str]]) -> None:
    """Leading zeros, days before months, decimal commas, and letters beyond ASCII."""
    dates = [row[name] for row in rows for name in ("Created", "Closed") if row[name]]
    amounts = [row["Invoiced"] for row in rows if row["Invoiced"]]

    assert all(re.fullmatch(r"0\d{4}", row["Lead ID"]) for row in rows)
    assert all(re.fullmatch(r"[1-9]\d?/[1-9]\d?/20\d\d", text) for text in dates)
    assert all(re.fullmatch(r"\d{1,3}( \d{3})*,\d\d", text) for text in amounts)
    assert any(";" in row["Company"] for row in rows)
    assert {row["Owner"] for row in rows} == {
        "", "Inés Ibáñez", "Zofia Wiśniewska", "Łukasz Żak"
    }  # fmt: skip


def test_the_mapping_settles_what_it_can_and_counts_the_rest(
    rows: list[dict[str, str]], history: sf.History
) -> None:
    """One source has one name, the copy is gone, and undated losses stay open."""
    undated = sum(r["Status"] not in ("Won", "Open") and not r["Closed"] for r in rows)
    counted = sum(fact.count for fact in history.facts if fact.name == "status_without_date")

    assert len(history.leads) == len(rows) - 1
    assert sorted(history.leads["source"].unique()) == ["Portfolio site", "Word of mouth"]
    assert counted == undated
    assert history.fact("copied").count == 1
    assert history.fact("out_of_order").count > 5
    assert history.leads["created_on"].min() >= np.datetime64(FIRST_DAY)
    assert history.last_day == LAST_DAY


def test_what_came_lies_inside_the_band_of_a_forecast_made_before(history: sf.History) -> None:
    """As of three quarters of its time, deals and amounts of 13 weeks lie in 8 of 10 futures."""
    as_of = date(2026, 2, 14)
    fit = sf.calibrate(history, as_of=as_of)
    outlook = sf.forecast(fit, horizon="13 weeks", period="week", replications=400)
    total = outlook.total.set_index("measure")
    won_on = history.leads["won_on"].to_numpy()
    window = (won_on > np.datetime64(as_of)) & (won_on <= np.datetime64(as_of + timedelta(91)))
    came = history.leads[window]

    assert fit.warnings == ()
    assert total.loc["won", "p10"] <= len(came) <= total.loc["won", "p90"]
    amount = came["amount"].sum() / 100
    assert total.loc["won_amount", "p10"] <= amount <= total.loc["won_amount", "p90"]
