"""The flow: ribbons as wide as their numbers, labels beside them, a finding that stays true."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import pytest

from simfunnel.charts import DARK, End, Entry, Figure, FlowData, FlowStage, Move, draw_flow
from simfunnel.charts.flow_nodes import Nodes
from simfunnel.charts.flow_ribbons import FlowRibbons
from simfunnel.charts.more_examples import example_flow
from simfunnel.errors import TableError
from tests.support.drawings import HOSTILE, MOST_MARKS, check_drawing, marks, said, shows

DATA = example_flow()


def _ribbons(figure: Figure) -> dict[str, dict[str, Any]]:
    """Return the first point of each ribbon by what it stands for."""
    found: dict[str, dict[str, Any]] = {}
    for layer in figure.spec["layer"]:
        if layer["mark"].get("type") == "line":
            for row in layer["data"]["values"]:
                found.setdefault(row["what"], row | {"colour": layer["mark"]["color"]})
    return found


def _long(n: int, parked: bool) -> FlowData:
    """Return a flow of n stages with names of 40 characters, in which everything happens."""
    names = [f"{i:02} technical and commercial clarification"[:40] for i in range(n)]
    stages = [FlowStage(name) for name in names]
    moves = [Move(a, b, 100.0 - 3 * i) for i, (a, b) in enumerate(itertools.pairwise(names))]
    moves += [Move(a, b, 5.0) for a, b in zip(names, names[2:], strict=False)]
    moves += [Move(names[-1], names[0], 4.0)] if n > 1 else []
    kinds = ("lost", "disqualified", "cold", "open", "churned")
    ends = [End(name, kind, 3.0) for name in names for kind in kinds] + [
        End(names[-1], "won", 50.0)
    ]
    if parked:
        stages.append(FlowStage("a place where leads are parked and wait", parked=True))
        moves += [Move(name, stages[-1].name, 4.0) for name in names]
        moves += [Move(stages[-1].name, names[0], 2.0), Move(stages[-1].name, names[-1], 2.0)]
        ends.append(End(stages[-1].name, "cold", 4.0 * n - 4.0))
    entries = [Entry("a", names[0], 200.0), Entry("", names[0], 9.0), Entry("b", names[-1], 30.0)]
    return replace(DATA, stages=tuple(stages), entries=tuple(entries), moves=tuple(moves),
                   ends=tuple(ends))  # fmt: skip


def test_it_is_a_drawing_like_all() -> None:
    """Valid, small, the same in both themes, with period, futures and colours."""
    words = ("Leads from 1 July 2026", "average of 1,000 simulated futures", "Pink", "Grey")
    check_drawing(draw_flow(DATA), draw_flow(DATA, theme=DARK), words)


def test_a_picture_comes_out() -> None:
    """With and without its title."""
    assert shows(draw_flow(DATA).png)
    assert "title" not in draw_flow(DATA, bare=True).spec


def test_ribbons_are_as_wide_as_their_numbers() -> None:
    """One factor for all of them."""
    ribbons = _ribbons(draw_flow(DATA))
    factor = ribbons["Lead generation > Prospecting"]["width"] / 360.0
    for way, count in (
        ("Nurture > cold", 450),
        ("Negotiation > won", 121),
        ("Prospecting > Nurture", 190),
    ):
        assert ribbons[way]["width"] == pytest.approx(count * factor, abs=0.01)


def test_what_comes_in_goes_out() -> None:
    """At every stage the ribbons that arrive and leave fill the same height."""
    flow = FlowRibbons(DATA)
    for name in (*flow.nodes.main, *flow.nodes.parked):
        out = sum(way.width for way in flow.ways if way.start == name)
        assert out == pytest.approx(flow.nodes.node(name).height)


def test_returns_run_backwards() -> None:
    """What goes back runs above the row, what wakes up runs below everything."""
    ways = {(way.start, way.end): way for way in FlowRibbons(DATA).ways}
    again = ways["Negotiation", "Qualification"]
    assert (again.kind, again.points[-1][0] < again.points[0][0]) == ("again", True)
    assert min(y for _, y in again.points) < 0.0
    wakes = ways["Nurture", "Qualification"]
    assert wakes.kind == "wakes"
    assert max(y for _, y in wakes.points) > Nodes(DATA).bottom


def test_ends_do_not_overlap() -> None:
    """Nodes and their labels are pushed apart."""
    for data in (DATA, _long(12, parked=True), _long(3, parked=False)):
        nodes = Nodes(data)
        ends = [nodes.ends[name] for name in nodes.order]
        for above, below in itertools.pairwise(ends):
            assert below.top >= above.bottom
            assert below.top + below.height / 2 - above.top - above.height / 2 >= 36.0 - 1e-9


@pytest.mark.parametrize("n", [1, 2, 3, 7, 12])
@pytest.mark.parametrize("parked", [False, True])
def test_it_works_for_few_and_many_stages(n: int, parked: bool) -> None:
    """From one to twelve stages with long names, nothing leaves the sheet."""
    figure = draw_flow(_long(n, parked), bare=True)
    assert marks(figure.spec) <= MOST_MARKS
    spec = figure.spec
    for layer in spec["layer"]:
        for row in layer["data"]["values"]:
            if "px" in row:
                assert -1.0 <= row["px"] <= spec["width"] + 1.0
                assert -1.0 <= row["py"] <= spec["height"] + 1.0


@pytest.mark.parametrize(
    ("ends", "title"),
    [
        ((("won", 9.0),), "Of 9 leads 9 are won by 30 Jun 2027"),
        ((("won", 1.0), ("cold", 9.0)), "Of 10 leads 1 is won by 30 Jun 2027; 10 in 10 of the "
         "others go cold"),
        ((("lost", 10.0),), "Of 10 leads none is won by 30 Jun 2027; 10 in 10 of the others are "
         "lost"),
        ((("open", 6.0), ("churned", 4.0)), "Of 10 leads none is won by 30 Jun 2027; 6 in 10 of "
         "the others are still open"),
        ((), "No lead is in the funnel, and none comes"),
    ],
)  # fmt: skip
def test_the_title_stays_true(ends: tuple[tuple[str, float], ...], title: str) -> None:
    """From nothing at all to everything won."""
    came = sum(count for _, count in ends)
    data = replace(
        DATA,
        stages=(FlowStage("pitch"),),
        entries=(Entry("web", "pitch", came),),
        moves=(),
        ends=tuple(End("pitch", outcome, count) for outcome, count in ends),
    )
    figure = draw_flow(data)
    assert said(figure.title) == title
    assert figure.png.startswith(b"\x89PNG")


def test_small_shares_are_no_zeros() -> None:
    """What is less than half a per cent is under 1 %."""
    data = replace(
        DATA, ends=(*DATA.ends[:-1], End("Nurture", "cold", 447.0), End("Nurture", "churned", 3.0))
    )
    assert "3, under 1 %" in said(draw_flow(data).json)


@pytest.mark.parametrize("name", HOSTILE)
def test_names_bring_nothing_in(name: str) -> None:
    """They are text, whatever they hold."""
    data = FlowData(
        (FlowStage(name),),
        (Entry(name, name, 8.0),),
        (),
        (End(name, "won", 2.0), End(name, "lost", 6.0)),
        DATA.since,
        DATA.until,
        10,
    )
    check_drawing(draw_flow(data), draw_flow(data, theme=DARK))


def test_what_is_named_must_be_there() -> None:
    """All faults at once, the nearest name offered."""
    with pytest.raises(TableError) as caught:
        replace(DATA, stages=(FlowStage("pitch"), FlowStage("pitch")), entries=(), moves=(),
                ends=(End("pich", "sold", 1.0),))  # fmt: skip
    assert str(caught.value) == (
        "a flow names the stage 'pich', which it lacks; it has pitch, pitch. Did you mean "
        "'pitch'?\n"
        "a flow names the end 'sold', which it lacks; it has won, lost, disqualified, cold, "
        "churned, open. Did you mean 'cold'?\n"
        "two stages of a flow are called 'pitch'; rename one."
    )


def test_there_is_a_way_to_a_win() -> None:
    """Parking places alone make no flow."""
    with pytest.raises(TableError) as caught:
        replace(DATA, stages=(FlowStage("nurture", parked=True),))
    assert str(caught.value) == "a flow has at least one stage that leads to a win; give one."
