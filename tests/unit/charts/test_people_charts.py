"""Charts of teams, stays, gates and parking places: what they draw, and that their words hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from simfunnel.charts import (
    DARK,
    Figure,
    GateRow,
    GatesData,
    StayParts,
    StayPartsData,
    draw_gates,
    draw_stay_parts,
    draw_workload,
)
from simfunnel.charts.people_examples import (
    example_capacity,
    example_gates,
    example_stays,
    example_utilisation,
)
from simfunnel.errors import TableError
from tests.support.drawings import HOSTILE, check_drawing, elements, said, shows

DRAWINGS = {
    "utilisation": (draw_workload, example_utilisation),
    "capacity": (draw_workload, example_capacity),
    "stays": (draw_stay_parts, example_stays),
    "gates": (draw_gates, example_gates),
}
Drawn = tuple[Callable[..., Figure], Callable[[], Any]]


@pytest.mark.parametrize("drawn", DRAWINGS.values(), ids=DRAWINGS)
def test_it_is_a_drawing_like_all(drawn: Drawn) -> None:
    """Valid, small, readable, in both themes; and it shows something."""
    draw, example = drawn
    light, dark = draw(example()), draw(example(), theme=DARK)
    check_drawing(light, dark)
    assert shows(light.png)


@pytest.mark.parametrize("name", HOSTILE)
def test_names_bring_nothing_in(name: str) -> None:
    """Whatever a team, stage or gate is called, no element comes with it."""
    panels = example_capacity()
    own = replace(panels, panels=tuple(replace(p, name=name, team=name) for p in panels.panels))
    gates = GatesData(
        (GateRow(name, 3.0, 1.0, 1.0, 5.0),), panels.since, panels.until, panels.n_futures
    )
    stays = StayPartsData(
        (StayParts(name, (1.0, 0.0, 1.0, 2.0)),), panels.since, panels.until, panels.n_futures
    )
    plain = elements(draw_workload(panels).svg)
    assert elements(draw_workload(own).svg) <= plain
    assert elements(draw_gates(gates).svg) <= elements(draw_gates(example_gates()).svg)
    assert elements(draw_stay_parts(stays).svg) <= elements(draw_stay_parts(example_stays()).svg)


@pytest.mark.parametrize(
    ("totals", "title"),
    [
        (
            (5.0, 70.0, 2.0, 60.0),
            "No team is near its limit: callers, the busiest, work 70 % of their hours",
        ),
        (
            (5.0, 70.0, 12.4, 96.0),
            "sellers are busy 96 % of their hours, and 12 leads wait for them on average",
        ),
        (
            (1.0, 90.0, 12.4, 60.0),
            "callers are busy 90 % of their hours, and 1 lead waits for them on average",
        ),
    ],
)
def test_the_finding_on_teams_stays_true(totals: tuple[float, ...], title: str) -> None:
    """It names the busiest team, and the queue that stands before it."""
    assert said(draw_workload(replace(example_utilisation(), totals=totals)).title) == title


@pytest.mark.parametrize(
    ("totals", "title"),
    [
        (
            (85.0, 150.0),
            "Leads ask more of sellers than they have: 150 % of their hours by 31 Dec 2026",
        ),
        (
            (85.0, 40.0),
            "Every team has the hours that leads ask for; callers are asked most, 85 % of theirs",
        ),
    ],
)
def test_the_finding_on_hours_stays_true(totals: tuple[float, float], title: str) -> None:
    """It says whether anybody is asked more than there is."""
    assert said(draw_workload(replace(example_capacity(), totals=totals)).title) == title


def test_hours_offered_are_a_line_within_the_panel() -> None:
    """The axis holds what is asked and what is offered."""
    figure = draw_workload(example_capacity())
    heights = [row["py"] for row in figure.spec["datasets"]["offered"]]
    assert heights
    assert all(0.0 <= height <= figure.spec["height"] for height in heights)


def test_a_stay_is_told_with_its_parts() -> None:
    """The longest wait is the finding; without any, nobody waits."""
    figure = draw_stay_parts(example_stays())
    assert (
        said(figure.title) == "In Offer leads wait longest for us: 20.0 of the 31.0 days of a stay"
    )
    assert figure.data.loc[1].tolist() == ["offer", 20.0, 0.6, 1.4, 9.0]
    idle = replace(example_stays(), rows=(StayParts("offer", (0.0, 0.0, 1.0, 9.0)),))
    assert draw_stay_parts(idle).title.startswith("Nobody waits for us")


def test_mistakes_of_a_gate_are_shares() -> None:
    """Of those it passed, how many are poor; of the good, how many it refused."""
    row = GateRow("call", 30.0, 10.0, 10.0, 50.0)
    assert (row.false_accepts, row.false_rejects) == (0.25, 0.25)
    figure = draw_gates(replace(example_gates(), rows=(row,)))
    assert figure.data[["false_accepts", "false_rejects"]].to_numpy().tolist() == [[0.25, 0.25]]


def test_there_is_something_to_draw() -> None:
    """No stay and no gate are refused."""
    with pytest.raises(TableError, match="no gate decides anything"):
        replace(example_gates(), rows=())
    with pytest.raises(TableError, match="no stay ended"):
        replace(example_stays(), rows=())
