"""Drawings of an outlook by name, and what they are drawn from."""

from __future__ import annotations

import numpy as np
import pytest

from simfunnel.errors import FunnelError, UnknownNameError
from simfunnel.forecasting.figures import FIGURES
from simfunnel.forecasting.flowing import Flowing
from simfunnel.forecasting.forecasts import forecast
from simfunnel.forecasting.outlook import Outlook
from simfunnel.funnel.examples import tiny
from simfunnel.scenarios import load
from tests.support.drawings import check_drawing


@pytest.fixture(scope="module")
def outlook() -> Outlook:
    """Return an outlook with a parking place, returns, open leads and a target."""
    return forecast("scenarios/seven_stage_b2b.yaml", replications=40)


@pytest.mark.parametrize("name", [name for name in FIGURES if name != "assumptions"])
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
    assert source["stage"].tolist()[:-1] == list(load("scenarios/seven_stage_b2b.yaml").stages)
