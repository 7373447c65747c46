"""Recurring revenue over time and as a waterfall: what is drawn, and that the words hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from simfunnel.charts import (
    DARK,
    Figure,
    RecurringData,
    RevenueData,
    draw_recurring,
    draw_revenue_waterfall,
    recurring_of,
    revenue_of,
)
from simfunnel.charts.board_examples import example_recurring
from simfunnel.errors import TableError
from tests.support.drawings import check_drawing, said, shows

MOVES = ("start", "new", "expansion", "contraction", "churn", "end")
SINCE, UNTIL = date(2026, 7, 1), date(2026, 9, 30)
STARTS = (date(2026, 7, 1), date(2026, 8, 1), date(2026, 9, 1))
DRAWINGS = {
    "over time": (draw_recurring, example_recurring),
    "waterfall": (draw_revenue_waterfall, lambda: example_recurring().whole),
}
Drawn = tuple[Callable[..., Figure], Callable[[], Any]]


def whole(*values: float, futures: int = 2) -> RevenueData:
    """Return a waterfall of the same moves in every future."""
    draws = {name: np.full(futures, value) for name, value in zip(MOVES, values, strict=True)}
    return revenue_of(draws, since=SINCE, until=UNTIL, currency="EUR")


def over_time(*rows: tuple[float, ...], futures: int = 1) -> RecurringData:
    """Return periods of the same moves in every future: start, new, ..., end."""
    draws = {
        name: np.tile([row[k] for row in rows], (futures, 1)).astype(float)
        for k, name in enumerate(MOVES)
    }
    return recurring_of(draws, STARTS[: len(rows)], UNTIL, currency="EUR")


@pytest.mark.parametrize("drawn", DRAWINGS.values(), ids=DRAWINGS)
def test_it_is_a_drawing_like_all(drawn: Drawn) -> None:
    """Valid, small, readable, in both themes; and it shows something."""
    draw, example = drawn
    light, dark = draw(example()), draw(example(), theme=DARK)
    check_drawing(light, dark, ("EUR", "1 Jul 2026 to 30 Jun 2027", "100 simulated futures"))
    assert shows(light.png)
    assert "8 in 10 futures" in said(light.alt)
    bare = draw(example(), bare=True)
    assert "title" not in bare.spec
    assert bare.spec["width"] + bare.spec["padding"]["left"] == pytest.approx(820.0)


def bars(figure: Figure) -> list[dict[str, Any]]:
    """Return the tiles of the moves."""
    layer = next(layer for layer in figure.spec["layer"] if layer["mark"]["type"] == "rect")
    return [row for row in layer["data"]["values"] if row["what"] != "key"]


def test_bars_add_up_to_the_rise_of_the_line() -> None:
    """In pixels: heights above zero less those below, on their scale, are the steps of the line."""
    data = over_time((100, 50, 10, 5, 15, 140), (140, 60, 0, 0, 100, 100), (100, 0, 40, 0, 0, 140))
    figure = draw_recurring(data)
    line = [row["mean"] for row in figure.spec["datasets"]["future"]]
    rises = -np.diff(line) / (line[0] - line[1]) * 40.0
    assert rises == pytest.approx([40.0, -40.0, 40.0], abs=0.05)
    heights = [(row["what"], row["py2"] - row["py"]) for row in bars(figure)]
    unit = dict(heights[:4])["new"] / 50.0
    assert [(name, round(height / unit)) for name, height in heights] == [
        ("new", 50), ("expansion", 10), ("contraction", 5), ("churn", 15),
        ("new", 60), ("churn", 100), ("expansion", 40),
    ]  # fmt: skip


def test_what_comes_stands_above_what_goes() -> None:
    """Stacked upwards from zero and downwards from zero, without a gap, none on another."""
    figure = draw_recurring(over_time((100, 50, 10, 5, 15, 140), (140, 0, 0, 0, 0, 140)))
    places = {row["what"]: (row["py"], row["py2"]) for row in bars(figure)}
    assert places["expansion"][1] == places["new"][0]
    assert places["new"][1] == places["contraction"][0]
    assert places["contraction"][1] == places["churn"][0]


def test_the_band_is_that_of_futures() -> None:
    """From the smallest tenth to the largest of the ends; the start is a point."""
    data = example_recurring()
    points = draw_recurring(data).spec["datasets"]["future"]
    assert points[0]["low"] == points[0]["mean"] == points[0]["high"]
    assert all(row["high"] < row["mean"] < row["low"] for row in points[1:])
    ends = data.table["p10"], data.table["end"], data.table["p90"]
    assert (ends[0] < ends[1]).all()
    assert (ends[1] < ends[2]).all()


@pytest.mark.parametrize(
    ("values", "title"),
    [
        ((2e5, 9e5, 2e4, 1e4, 1e4, 1.1e6),
         "Recurring revenue grows from EUR 200,000 to 1.10 M a year by 30 Sep 2026"),
        ((0, 90, 0, 0, 0, 90), "Recurring revenue grows from nothing to EUR 90 a year by "
                               "30 Sep 2026"),
        ((90, 0, 0, 0, 60, 30), "Recurring revenue falls from EUR 90 to 30 a year by 30 Sep 2026"),
        ((90, 0, 0, 0, 90, 0), "Recurring revenue falls from EUR 90 a year to nothing by "
                               "30 Sep 2026"),
        ((9000, 90, 0, 0, 0, 9090), "Recurring revenue stays at about EUR 9,090 a year up to "
                                    "30 Sep 2026"),
        ((0, 0, 0, 0, 0, 0), "Nothing recurs on 30 Sep 2026, as nothing does today"),
    ],
)  # fmt: skip
def test_the_finding_over_time_stays_true(values: tuple[float, ...], title: str) -> None:
    """It says where revenue goes, or that it goes nowhere; the drawing is made."""
    figure = draw_recurring(over_time(values))
    assert said(figure.title) == title
    assert figure.svg.startswith("<svg")


@pytest.mark.parametrize(
    ("values", "title"),
    [
        ((100, 50, 10, 5, 15, 140),
         "New customers and expansion add EUR 60 a year; contraction and churn take 20"),
        ((0, 90, 0, 0, 0, 90), "New customers and expansion add EUR 90 a year; nothing is lost"),
        ((90, 0, 0, 0, 60, 30), "Contraction and churn take EUR 60 a year; nothing is added"),
        ((9, 0, 0, 0, 0, 9),
         "Recurring revenue does not move: nobody comes, grows, shrinks or leaves"),
    ],
)  # fmt: skip
def test_the_finding_of_the_waterfall_stays_true(values: tuple[float, ...], title: str) -> None:
    """It says what is added and what is taken; the drawing is made."""
    figure = draw_revenue_waterfall(whole(*values))
    assert said(figure.title) == title
    assert figure.svg.startswith("<svg")


def test_bars_of_the_waterfall_stand_where_the_average_before_them_ends() -> None:
    """100 and 50 more and 10 more, less 5, less 15, are 140."""
    figure = draw_revenue_waterfall(whole(100, 50, 10, 5, 15, 140))
    spans = {row["what"]: (row["px"], row["px2"]) for row in bars(figure)}
    unit = spans["At the start"][1] / 100.0
    assert {what: tuple(round(end / unit) for end in ends) for what, ends in spans.items()} == {
        "At the start": (0, 100), "New customers": (100, 150), "Expansion": (150, 160),
        "Contraction": (155, 160), "Churn": (140, 155), "At the end": (0, 140),
    }  # fmt: skip
    table = figure.data.set_index("move")["mean"]
    assert table.drop("end").sum() == table["end"] == 140.0


def test_one_future_has_no_ranges() -> None:
    """Nothing is called an average or exact that differs from nothing."""
    one = over_time((100, 50, 10, 5, 15, 140))
    for figure in (draw_recurring(one), draw_revenue_waterfall(one.whole)):
        for text in (figure.svg, figure.alt):
            assert "8 in 10" not in text
            assert "exactly" not in text
            assert "verage" not in text


def test_moves_that_do_not_add_up_are_refused() -> None:
    """Over all periods and in each of them; and none may be missing."""
    with pytest.raises(TableError, match=r"^the moves of recurring revenue make 8, and its end is"):
        whole(3, 5, 0, 0, 0, 9)
    with pytest.raises(TableError, match=r"^the moves of recurring revenue lack churn, end; it"):
        revenue_of(dict.fromkeys(MOVES[:4], np.ones(2)), since=SINCE, until=UNTIL)
    data = over_time((100, 50, 10, 5, 15, 140), (140, 0, 0, 0, 0, 140))
    table = data.table.assign(new=[40.0, 10.0])
    with pytest.raises(TableError, match=r"^the moves of the period from 2026-07-01 do not make"):
        replace(data, table=table)
    with pytest.raises(TableError, match=r"^a chart of recurring revenue needs periods with since"):
        replace(data, table=data.table.iloc[:0])
