"""Drawings of an outlook by name, and what they are drawn from."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simfunnel.calibration import Calibration, calibrate
from simfunnel.errors import FunnelError, UnknownNameError
from simfunnel.forecasting.figures import FIGURES
from simfunnel.forecasting.flowing import Flowing
from simfunnel.forecasting.forecasts import forecast
from simfunnel.forecasting.outlook import Outlook
from simfunnel.forecasting.over_time import arrivals_of, occupancy_of
from simfunnel.forecasting.shown import shown_by
from simfunnel.funnel.edits import rebuilt
from simfunnel.funnel.examples import renewing, tiny
from simfunnel.history import read_history
from simfunnel.measures import flows_of_runs
from simfunnel.scenarios import load
from tests.support.drawings import check_drawing


@pytest.fixture(scope="module")
def outlook() -> Outlook:
    """Return an outlook with a parking place, returns, open leads and a target."""
    return forecast("scenarios/seven_stage_b2b.yaml", replications=40)


@pytest.fixture(scope="module")
def fit() -> Calibration:
    """Return what is measured of the sample export."""
    history = read_history(
        "scenarios/data/sample_crm.csv", mapping="scenarios/mappings/sample_crm.yaml"
    )
    return calibrate(history, as_of="2026-03-31")


@pytest.mark.parametrize("name", [n for n in FIGURES if n not in ("assumptions", "customers")])
def test_every_figure_is_drawn(outlook: Outlook, name: str) -> None:
    """Light and dark, with a finding, two sentences, and the table behind it."""
    figure = outlook.figure(name)
    check_drawing(figure, outlook.figure(name, dark=True))
    assert len(figure.data)


def test_an_unknown_figure_is_refused(outlook: Outlook) -> None:
    """The nearest name is offered."""
    with pytest.raises(UnknownNameError) as caught:
        outlook.figure("funel")
    assert str(caught.value) == (
        f"no figure is called 'funel'; there are {', '.join(FIGURES)}. Did you mean 'funnel'?"
    )


def test_what_cannot_be_drawn_says_why() -> None:
    """Without a target there is no chance that assumptions could move."""
    bare = forecast(tiny(), replications=5, engine="simpy")
    with pytest.raises(FunnelError) as caught:
        bare.figure("assumptions")
    assert str(caught.value) == "the figure 'assumptions' cannot be drawn: Needs a target."


def test_recurring_revenue_is_drawn_where_there_are_customers(outlook: Outlook) -> None:
    """Its table is that of the outlook; without customers the sentence says what to state."""
    renewed = forecast(renewing(), replications=8, engine="simpy")
    figure = renewed.figure("customers")
    check_drawing(figure, renewed.figure("customers", dark=True))
    told = renewed.customers[renewed.customers["measure"] == "recurring"]
    for name, rows in told.groupby("name"):
        assert figure.data[name].to_numpy() == pytest.approx(rows["mean"].to_numpy())
    ends = told[told["name"] == "end"]
    assert figure.data["p10"].tolist() == ends["p10"].tolist()
    assert figure.data["p90"].tolist() == ends["p90"].tolist()
    with pytest.raises(FunnelError) as caught:
        outlook.figure("customers")
    assert str(caught.value) == (
        "the figure 'customers' cannot be drawn: customers are not followed after the deal; state "
        "how they stay in 'after_sale.customer'."
    )


def test_the_flow_loses_nobody(outlook: Outlook) -> None:
    """Who comes in or is there ends or is still there, stage by stage."""
    data = Flowing(outlook.futures).flow()
    assert data.leads == pytest.approx(sum(end.count for end in data.ends))
    for stage in data.stages:
        came = sum(e.count for e in data.entries if e.stage == stage.name)
        came += sum(m.count for m in data.moves if m.end == stage.name)
        went = sum(e.count for e in data.ends if e.stage == stage.name)
        went += sum(m.count for m in data.moves if m.start == stage.name)
        assert came == pytest.approx(went)


def test_the_flow_wins_what_the_outlook_wins(outlook: Outlook) -> None:
    """The number won is the average of the card's."""
    won = outlook.total.set_index("measure").loc["won", "mean"]
    flowing = Flowing(outlook.futures)
    assert flowing.flow().ended("won") == pytest.approx(won)
    assert Flowing(outlook.futures).flow().leads == pytest.approx(flowing._leads.mean)


def test_parking_places_are_found(outlook: Outlook) -> None:
    """Nobody goes on to nurture, and no source brings leads there."""
    assert Flowing(outlook.futures).parked == {"nurture"}
    recycling = forecast("scenarios/six_stage_recycling.yaml", replications=3)
    assert Flowing(recycling.futures).parked == {"recycling"}


def test_the_parts_of_a_stage_make_the_whole(outlook: Outlook) -> None:
    """Open, from outside, from before and back are all who are there."""
    source = outlook.figure("funnel").data
    parts = source[["open", "outside", "before", "back"]].sum(axis=1)[:-1]
    assert np.allclose(parts, source["leads"][:-1])
    assert source["stage"].tolist()[:-1] == [
        *load("scenarios/seven_stage_b2b.yaml").stages,
        "nurture",
    ]


def test_arrivals_leave_out_cut_periods() -> None:
    """A month of which the horizon holds a part would look like a drop."""
    outlook = forecast(tiny(), replications=5, engine="simpy", horizon="2026-12-10")
    data = arrivals_of(Flowing(outlook.futures))
    assert [str(day)[:10] for day in data.panels[0].band["date"]] == [
        "2026-09-01", "2026-10-01", "2026-11-01",
    ]  # fmt: skip
    assert data.panels[0].past is None


def test_arrivals_of_an_export_have_a_past(fit: Calibration) -> None:
    """Whole months before the start, source by source, as the export says."""
    data = arrivals_of(Flowing(forecast(fit, horizon="13 weeks", replications=5).futures))
    past = data.panels[0].past
    assert past is not None
    came = fit.history.leads
    march = came["created_on"].between(pd.Timestamp("2026-03-01"), pd.Timestamp("2026-03-31"))
    assert past["value"].iloc[-1] == (march & (came["source"] == data.panels[0].name)).sum()


def test_who_is_where_begins_with_who_is_open(outlook: Outlook) -> None:
    """The first point is the number of open leads, in every future; the last is the flow's."""
    data = occupancy_of(Flowing(outlook.futures))
    today = outlook.futures.given.funnel.today
    assert today is not None
    for panel in data.panels:
        first = panel.band.iloc[0]
        assert (
            first["p10"]
            == first["p90"]
            == sum(lead.stage == panel.name for lead in today.open_leads)
        )
    assert len(data.panels[0].band) == 13


def test_realised_rates_wait_for_the_slow() -> None:
    """Nurture wakes leads early and gives them up late: those who left by the end mislead."""
    outlook = forecast("scenarios/tofu_mofu_bofu.yaml", replications=40)
    data = Flowing(outlook.futures).rates(shown_by(outlook.runs.compiled.funnel))
    nurture = next(row for row in data.rows if row.name == "nurture")
    assert nurture.realised is not None
    assert nurture.agrees
    left = flows_of_runs(outlook.runs)
    ways = {way: left.left[:, :, k].sum() for k, way in enumerate(left.ways)}
    woke, cold = (ways["nurture", to, ""] for to in ("qualified", "cold.nurture_ended"))
    assert woke / (woke + cold) > 1.4 * nurture.realised[2]


def test_rates_that_nobody_can_know_yet_are_left_open() -> None:
    """A quarter is too short for four months of nurture."""
    funnel = rebuilt(load("scenarios/tofu_mofu_bofu.yaml"), {("targets",): {}})
    outlook = forecast(funnel, replications=5, horizon="3 months")
    data = Flowing(outlook.futures).rates(shown_by(outlook.runs.compiled.funnel))
    rows = {row.name: row for row in data.rows}
    assert rows["nurture"].realised is None
    assert any(row.realised is not None for row in data.rows)


def test_wins_by_age_lie_on_those_of_the_past(fit: Calibration) -> None:
    """An outlook from an export draws both; the history alone draws its own."""
    outlook = forecast(fit, horizon="13 weeks", replications=8)
    figure = outlook.figure("win_rate")
    assert figure.data["kind"].unique().tolist() == ["future", "past"]
    past = fit.history.figure("win_rate")
    assert past.data["kind"].unique().tolist() == ["past"]
    assert past.title.startswith("Of 100 leads 10 are won within")
    share = past.data.set_index("age_days")["share"]
    told = fit.history.curve("won_curve").set_index("age_days")["mean"]
    assert share.to_numpy() == pytest.approx(told.loc[share.index].to_numpy())


def test_unknown_figures_of_a_history_are_refused(fit: Calibration) -> None:
    """There is one."""
    with pytest.raises(UnknownNameError) as caught:
        fit.history.figure("win_rat")
    assert str(caught.value) == (
        "no figure of a history is called 'win_rat'; there is win_rate. Did you mean 'win_rate'?"
    )


def test_too_few_leads_have_no_wins_by_age() -> None:
    """A curve of fewer than ten leads would be noise."""
    few = rebuilt(tiny(), {("sources", "web", "leads"): "1 per month"})
    with pytest.raises(FunnelError) as caught:
        forecast(few, replications=3, engine="simpy").figure("win_rate")
    assert str(caught.value) == (
        "the figure 'win_rate' cannot be drawn: fewer than ten new leads come in a future; "
        "forecast with a later last day."
    )
