"""What charts of people are drawn from: the same numbers that the measures tell."""

from __future__ import annotations

import numpy as np
import pytest

from simfunnel.errors import FunnelError
from simfunnel.forecasting.flowing import Flowing
from simfunnel.forecasting.forecasts import forecast
from simfunnel.forecasting.outlook import Outlook
from simfunnel.forecasting.workload import capacity_of, nurture_of, stay_parts_of, utilisation_of
from simfunnel.funnel.examples import staffed, tiny
from simfunnel.scenarios import load


@pytest.fixture(scope="module")
def staffed_outlook() -> Outlook:
    """Return an outlook of a funnel with two teams."""
    return forecast(staffed(), replications=12, engine="simpy")


def test_panels_tell_what_the_measures_tell(staffed_outlook: Outlook) -> None:
    """Utilisation and queue of each team, whole: the averages beside the panels."""
    data = utilisation_of(Flowing(staffed_outlook.futures))
    teams = [panel.team for panel in data.panels[::2]]
    for name, first in (("queue_by_team", 0), ("utilisation", 1)):
        table = staffed_outlook.measure(name, whole=True)
        factor = 100.0 if name == "utilisation" else 1.0
        for t, team in enumerate(teams):
            mean = factor * float(table[table["name"] == team]["mean"].iloc[0])
            assert data.totals[2 * t + first] == pytest.approx(mean)


def test_hours_asked_are_measured_against_hours_offered(staffed_outlook: Outlook) -> None:
    """The share beside each panel is the sum of the one over the sum of the other."""
    data = capacity_of(Flowing(staffed_outlook.futures))
    offered = [panel.offered for panel in data.panels]
    assert all(each is not None and each["value"].gt(0).any() for each in offered)
    assert all(np.isfinite(data.totals))


def test_stays_add_up(staffed_outlook: Outlook) -> None:
    """Every part is there, none negative."""
    data = stay_parts_of(Flowing(staffed_outlook.futures))
    assert [row.name for row in data.rows]
    assert all(min(row.days) >= 0.0 for row in data.rows)


def test_figures_say_why_they_cannot_be_drawn() -> None:
    """Without teams, gates or parking places there is nothing to show."""
    outlook = forecast(tiny(), replications=3, engine="simpy")
    for name, words in (
        ("utilisation", "no team works in the funnel"),
        ("capacity", "no team works in the funnel"),
        ("gates", "the funnel has no gate, or no quality"),
        ("nurture", "the funnel parks nobody"),
    ):
        with pytest.raises(FunnelError, match=words):
            outlook.figure(name)


def test_nurture_and_gates_of_the_shipped_funnel() -> None:
    """Leads, woken, opted out and touches of the parking place; one gate."""
    outlook = forecast(load("scenarios/seven_stage_b2b.yaml"), replications=6)
    data = nurture_of(Flowing(outlook.futures))
    assert len(data.panels) == 4
    assert data.totals[3] > data.totals[1] > 0.0
    assert "Qualification" in outlook.figure("gates").title
