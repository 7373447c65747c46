"""Panels over time: leads that come by source, leads in each stage."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from simfunnel.charts import DARK, Panel, PanelsData, Span, draw_arrivals, draw_occupancy
from simfunnel.charts.more_examples import example_arrivals, example_occupancy
from simfunnel.errors import TableError
from tests.support.drawings import HOSTILE, check_drawing, said, shows

COMING, THERE = example_arrivals(), example_occupancy()
LEVELS = ("p10", "p25", "p50", "p75", "p90")


def _flat(name: str, *values: float) -> Panel:
    """Return a panel in which every future is the same."""
    days = [date(2026, 7 + i, 1) for i in range(len(values))]
    return Panel(name, pd.DataFrame({"date": days} | {level: list(values) for level in LEVELS}))


def test_arrivals_are_a_drawing_like_all() -> None:
    """Valid, small, the same in both themes, with measure, period and number of futures."""
    words = ("New leads a month by source", "30 June 2027", "1,000 simulated futures", "Grey")
    check_drawing(draw_arrivals(COMING), draw_arrivals(COMING, theme=DARK), words)


def test_who_is_where_is_a_drawing_like_all() -> None:
    """The same."""
    words = ("Leads in each stage", "1 July 2026 to 30 June 2027", "1,000 simulated futures")
    check_drawing(draw_occupancy(THERE), draw_occupancy(THERE, theme=DARK), words)


def test_pictures_come_out() -> None:
    """Alone and inside a card."""
    assert shows(draw_arrivals(COMING).png)
    assert "title" not in draw_occupancy(THERE, bare=True).spec


def test_numbers_of_a_period_are_steps_and_numbers_on_days_are_curves() -> None:
    """A month's arrivals hold for the month; the last one too."""
    shapes = [
        {layer["mark"].get("interpolate") for layer in draw.spec["layer"]} - {None}
        for draw in (draw_arrivals(COMING), draw_occupancy(THERE))
    ]
    assert shapes == [{"step-after"}, {"monotone"}]
    rows = [row for row in draw_arrivals(COMING).spec["datasets"]["future"] if row["panel"] == 0]
    assert len(rows) == 13
    assert rows[-1]["p50"] == rows[-2]["p50"]


def test_every_panel_has_its_own_scale_from_zero() -> None:
    """Ten leads in one are as high as a hundred in another."""
    data = replace(THERE, panels=(_flat("a", 10.0, 5.0), _flat("b", 100.0, 50.0)))
    rows = draw_occupancy(data).spec["datasets"]["future"]
    tops = {row["panel"]: row["p50"] for row in rows[::2]}
    assert tops[0] == tops[1]


def test_what_theory_says_is_a_named_line() -> None:
    """Dashed, with its name."""
    figure = draw_occupancy(THERE)
    assert any(layer["mark"].get("strokeDash") == [4, 3] for layer in figure.spec["layer"])
    assert '"theory"' in figure.json


@pytest.mark.parametrize(
    ("panels", "title"),
    [
        ((_flat("call", 0.0, 0.0),), "No stage holds a lead by 30 Jun 2027"),
        ((_flat("call", 5.0, 5.0),), "Every stage holds about as many leads on 30 Jun 2027 as "
         "today"),
        ((_flat("call", 50.0, 20.0), _flat("pitch", 5.0, 9.0)), "Call empties most: from 50 to 20 "
         "leads by 30 Jun 2027"),
        ((_flat("call", 0.0, 1.0),), "Every stage holds about as many leads on 30 Jun 2027 as "
         "today"),
    ],
)  # fmt: skip
def test_the_finding_on_stages_stays_true(panels: tuple[Panel, ...], title: str) -> None:
    """Nothing, no change, less."""
    figure = draw_occupancy(replace(THERE, panels=panels))
    assert said(figure.title) == title
    assert figure.png.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("totals", "title"),
    [
        ((0.0, 0.0), "No new lead comes by 30 Jun 2027"),
        ((12.0, 0.0), "12 new leads come by 30 Jun 2027, all from Web"),
        ((1.0, 0.0), "1 new lead comes by 30 Jun 2027, from Web"),
        ((30.0, 70.0), "100 new leads come by 30 Jun 2027, 7 in 10 from Fair"),
        ((1.0, 99.0), "100 new leads come by 30 Jun 2027, nearly all from Fair"),
    ],
)
def test_the_finding_on_arrivals_stays_true(totals: tuple[float, float], title: str) -> None:
    """From nobody to one source among two."""
    n = sum(totals)
    panels = (_flat("web", 1.0, 2.0), _flat("fair", 0.0, 0.0))
    data = replace(COMING, panels=panels, totals=totals, total=Span(n, n, n))
    assert said(draw_arrivals(data).title) == title


def test_one_future_has_no_bands() -> None:
    """Where all futures are one there is a line, and words that say so."""
    figure = draw_occupancy(replace(THERE, panels=(_flat("call", 4.0, 7.0),), n_futures=1))
    assert not any(layer["mark"].get("type") == "area" for layer in figure.spec["layer"])
    assert "at the end 7 in every future" in figure.json
    assert "1 simulated future;" in said(figure.spec["title"]["subtitle"])


def test_a_stopped_run_says_so() -> None:
    """The subtitle counts the futures there are, and those that were asked for."""
    subtitle = draw_occupancy(replace(THERE, n_futures=312, n_planned=1000)).spec["title"][
        "subtitle"
    ]
    assert "the first 312 of 1,000 futures (stopped early)" in said(subtitle)


@pytest.mark.parametrize("name", HOSTILE)
def test_names_bring_nothing_in(name: str) -> None:
    """They are text, whatever they hold."""
    data = replace(THERE, panels=(_flat(name, 4.0, 7.0), _flat("b", 1.0, 1.0)))
    check_drawing(draw_occupancy(data), draw_occupancy(data, theme=DARK))


def test_columns_are_checked() -> None:
    """Every missing one is named, of both tables."""
    with pytest.raises(TableError) as caught:
        Panel("web", pd.DataFrame({"date": []}), past=pd.DataFrame({"value": []}))
    assert str(caught.value) == (
        "the table 'band' of the panel 'web' lacks p10, p25, p50, p75, p90; it needs date, p10, "
        "p25, p50, p75, p90.\n"
        "the table 'past' of the panel 'web' lacks date; it needs date, value."
    )


def test_there_is_a_panel() -> None:
    """Without one there is nothing to draw."""
    with pytest.raises(TableError) as caught:
        PanelsData("arrivals", (), date(2026, 1, 1), date(2026, 2, 1), 1)
    assert str(caught.value) == "a chart of panels has at least one; give a source or a stage."
