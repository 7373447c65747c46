"""Measures of an outlook: counts of all futures, the rest from the stays of some."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from simfunnel.errors import FunnelError, SimfunnelError, UnknownNameError
from simfunnel.forecasting import measured
from simfunnel.forecasting.forecasts import forecast
from simfunnel.forecasting.outlook import Outlook
from simfunnel.forecasting.targets import Goal
from simfunnel.funnel.model import Funnel
from simfunnel.measures import CURVE_NAMES, MEASURES
from simfunnel.scenarios import load
from simfunnel.tables import CURVES, MEASURED, RUNS, TARGETS


@pytest.fixture(scope="module")
def outlook(small: dict[str, Any]) -> Outlook:
    """Return twelve futures of four months."""
    funnel = Funnel.model_validate(small | {"until": "2026-12-31"})
    return forecast(funnel, replications=12, engine="simpy", workers=1, stays_of=[1])


@pytest.fixture(scope="module")
def manned() -> Outlook:
    """Return twelve futures of a funnel with all that can be measured: teams, a gate, nurture."""
    funnel = load("scenarios/seven_stage_b2b.yaml")
    return forecast(funnel, replications=12, horizon="3 months")


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_has_its_quantiles(manned: Outlook, name: str) -> None:
    """A row per period and part, of the stated types; quantiles rise; the unit is named."""
    table = manned.measure(name, futures=5)
    if name == "discounts":  # nobody gives any there
        assert table.empty
        return

    assert {column: str(kind) for column, kind in table.dtypes.items()} == MEASURED
    assert table["unit"].unique().tolist() == [MEASURES[name].unit]
    most = 5 if MEASURES[name].needs_stays else 12
    assert table["futures"].max() == most
    known = table[table["futures"] > 0][["p10", "p25", "p50", "p75", "p90"]]
    assert (known.diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)
    assert table.loc[table["futures"] == 0, "mean"].isna().all()
    assert list(table["label"].unique()) == [*manned.periods["label"].unique()]


@pytest.mark.parametrize("name", ["wait", "utilisation", "touches", "reneged"])
def test_what_a_funnel_lacks_is_not_measured(outlook: Outlook, name: str) -> None:
    """Nobody works or is parked: there is no row, of the stated types."""
    table = outlook.measure(name, futures=5)

    assert {column: str(kind) for column, kind in table.dtypes.items()} == MEASURED
    assert table.empty


def test_wins_are_those_of_the_periods_table(outlook: Outlook) -> None:
    """The measure and the outlook's own table say the same."""
    one = outlook.measure("won_amount")
    other = outlook.periods[outlook.periods["measure"] == "won_amount"]
    np.testing.assert_allclose(one[["mean", "p10", "p90"]], other[["mean", "p10", "p90"]])


def test_the_whole_horizon_is_not_a_sum_of_quantiles(outlook: Outlook) -> None:
    """Averages of months add up to that of the whole; its quantiles are its own."""
    months, whole = outlook.measure("won"), outlook.measure("won", whole=True)

    assert whole["label"].tolist() == ["2026-08-30 to 2026-12-31"]
    assert whole["mean"].sum() == pytest.approx(months["mean"].sum(), abs=1e-12)
    assert whole["p10"].item() > months["p10"].sum()
    total = outlook.total.set_index("measure").loc["won"]
    assert whole[["p10", "p50", "p90"]].to_numpy().tolist() == [
        total[["p10", "p50", "p90"]].tolist()
    ]


@pytest.mark.parametrize("name", CURVE_NAMES)
def test_every_curve_rises_or_is_what_is_left(outlook: Outlook, name: str) -> None:
    """Shares by age never fall, but for those who are still there."""
    table = outlook.curve(name, futures=4)

    assert {column: str(kind) for column, kind in table.dtypes.items()} == CURVES
    assert table["mean"].between(0, 1).all()
    for part, rows in table.groupby("name"):
        steps = np.diff(rows["mean"])
        assert (steps <= 1e-12).all() if str(part).endswith("> open") else (steps >= -1e-12).all()


def test_counts_and_shares_stand_in_one_runs_table(outlook: Outlook) -> None:
    """Counts of all futures, shares of those that told their stays."""
    table = outlook.runs_table(["won", "conversion"], futures=3)

    assert {column: str(kind) for column, kind in table.dtypes.items()} == RUNS
    futures = table.groupby("measure")["replication"].nunique()
    assert futures.to_dict() == {"conversion": 3, "won": 12}


def test_a_future_is_made_again_as_it_was(outlook: Outlook) -> None:
    """Stays that were not kept are those that would have been, also on the other engine."""
    again = outlook.stays(1)
    fresh = Outlook(outlook.futures)
    fresh.runs.stays.pop(1)
    try:
        pd.testing.assert_frame_equal(fresh.stays(1), again)
    finally:
        fresh.runs.stays.update(measured.remake(fresh.runs, [1]).stays)


def test_long_futures_tell_fewer(outlook: Outlook, monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is bounded; one future always tells."""
    monkeypatch.setattr(measured, "_MOST_STAYS", 1)
    assert len(measured.retold(outlook.runs, 9).replications) == 1


def test_open_leads_have_their_worth(outlook: Outlook) -> None:
    """What is open is worth about its number times the mean amount, not what happened to be won."""
    open_, value = (outlook.measure(name, futures=12) for name in ("open_by_stage", "open_value"))
    last = open_["label"] == "2026-12"
    each = value.loc[last, "mean"].item() / open_.loc[last, "mean"].item()
    assert 8_000 < each < 30_000


def test_targets_stand_against_the_forecast(simulated: Outlook) -> None:
    """Wanted, booked, forecast, gap and chance, in whole deals."""
    table = simulated.targets

    assert {column: str(kind) for column, kind in table.dtypes.items()} == TARGETS
    row = table.to_dict("records")[0]
    chance = simulated.probability()
    assert (row["target"], row["measure"], row["wanted"], row["booked"]) == ("autumn", "won", 8, 3)
    assert (row["chance"], row["error"]) == (chance.value, chance.monte_carlo_error)
    assert row["gap"] == row["mean"] - 8
    assert row["p10"] <= row["p50"] <= row["p90"]
    assert str(row["by"].date()) == "2026-09-30"


def test_targets_by_hand(made: Any) -> None:
    """Two futures, of which one brings EUR 20,000: with 30,000 booked, 30,000 and 50,000."""
    goal = Goal("won_amount", 40_000_00, pd.Timestamp("2026-09-05").date())
    row = made(2, [(0, 1, "open", 20_000_00)], goals=(goal,)).targets.to_dict("records")[0]

    assert (row["booked"], row["mean"], row["p10"], row["p90"]) == (30e3, 40e3, 30e3, 50e3)
    assert (row["gap"], row["chance"]) == (0.0, 0.5)


def test_without_a_target_there_are_no_rows(outlook: Outlook) -> None:
    """The table is there, empty, with its columns."""
    assert list(outlook.targets) == list(TARGETS)
    assert len(outlook.targets) == 0


def test_what_cannot_be_measured_is_refused(outlook: Outlook) -> None:
    """The nearest name, the least number, the futures that there are."""
    with pytest.raises(UnknownNameError, match=r"Did you mean 'conversion'\?$"):
        outlook.measure("convertion")
    with pytest.raises(UnknownNameError, match=r"Did you mean 'won_curve'\?$"):
        outlook.curve("wn_curve")
    with pytest.raises(FunnelError, match=r"^futures is 0; give 1 or more\.$"):
        outlook.measure("conversion", futures=0)
    with pytest.raises(SimfunnelError) as caught:
        outlook.stays(40)
    assert str(caught.value) == "there is no replication 40; there are 12, from 0 to 11."
