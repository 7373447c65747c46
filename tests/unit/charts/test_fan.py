"""The fan chart by its specification: marks, encodings, titles with units, places of labels."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import pytest

from simfunnel.charts import (
    BAND_COLUMNS,
    DARK,
    LIGHT,
    FanData,
    Target,
    darkened,
    draw_fan,
    example_fan,
)
from simfunnel.charts.fan_labels import fan_labels, swatch_place
from simfunnel.charts.fan_plot import FanPlot


def _layers(spec: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """Return the layers of one mark."""
    return [layer for layer in spec["layer"] if layer["mark"]["type"] == kind]


def _words(spec: dict[str, Any]) -> Iterator[str]:
    """Return every text in the drawing."""
    for layer in _layers(spec, "text"):
        for row in layer["data"]["values"]:
            said = row["words"] if isinstance(row["words"], str) else " ".join(row["words"])
            yield said.replace("\N{NO-BREAK SPACE}", " ")


def _cases() -> dict[str, FanData]:
    """Return fans of every kind that a forecast can hand over."""
    fan, deals = example_fan(60), example_fan(60, measure="won", target=75)
    no_rows = fan.actuals.head(0)
    flat = fan.band.assign(**dict.fromkeys(("p10", "p25", "p50", "p75", "p90"), 0.0))
    block = pd.DataFrame({"date": [fan.today], "value": [486_000.0]})
    return {
        "money": fan,
        "deals": deals,
        "no target": replace(fan, target=None),
        "far target": replace(fan, target=Target(9e6, fan.until)),
        "target earlier": replace(fan, target=Target(8e5, date(2026, 9, 30))),
        "target later": replace(fan, target=Target(8e6, date(2027, 9, 30))),
        "nothing booked": replace(fan, actuals=no_rows),
        "starts today": replace(fan, since=fan.today, actuals=no_rows),
        "booked without dates": replace(fan, actuals=block),
        "no currency": replace(fan, currency=""),
        "zero": replace(fan, band=flat, draws_at_end=np.zeros(60), actuals=no_rows, target=None),
        "one future": replace(fan, draws_at_end=fan.draws_at_end[:1]),
        "over": replace(fan, today=date(2027, 2, 1)),
        "last day": replace(fan, today=fan.until, band=fan.band.tail(1)),
        "one day": replace(
            fan, since=fan.until, today=fan.until, band=fan.band.tail(1), actuals=no_rows
        ),
        "stopped": replace(fan, n_planned=1000),
        "polish": replace(fan, locale="pl", currency="PLN"),
        "a loss": replace(
            fan, band=fan.band.assign(p10=-90_000.0), draws_at_end=fan.draws_at_end - 9e5
        ),
    }


CASES = _cases()


@pytest.mark.parametrize("name", ["money", "booked without dates", "zero", "one day"])
def test_every_fan_is_a_valid_chart(name: str) -> None:
    """Altair, which checks every word of a specification, accepts it."""
    assert isinstance(draw_fan(CASES[name]).chart, alt.LayerChart)


@pytest.mark.parametrize("name", CASES)
def test_every_fan_is_drawn_with_few_marks(name: str) -> None:
    """The renderer draws it, from at most 5,000 rows, all of them finite."""
    figure = draw_fan(CASES[name])
    assert figure.svg.startswith("<svg")
    assert sum(len(rows) for rows in figure.spec["datasets"].values()) <= 5_000
    assert "NaN" not in figure.json


@pytest.mark.parametrize("name", CASES)
def test_every_label_stays_on_the_sheet(name: str) -> None:
    """No label begins outside, and none stands nearer than 15 pixels under another beside it."""
    plot = FanPlot(CASES[name])
    labels = fan_labels(plot, LIGHT)
    assert all(-plot.left <= label.x <= plot.width + plot.right for label in labels)
    assert all(-24 <= label.y <= plot.height + 42 for label in labels)
    beside = sorted(label.y for label in labels if label.x > plot.width + 40)
    assert all(b - a >= 15 for a, b in pairwise(beside))


def test_bands_are_two_layers_of_one_colour() -> None:
    """80 % at .18 and 50 % on top at .30; a median line of 2.25 pixels."""
    spec = draw_fan(example_fan(60)).spec
    outer, inner = _layers(spec, "area")
    assert [layer["mark"]["opacity"] for layer in (outer, inner)] == [0.18, 0.30]
    assert {layer["mark"]["color"] for layer in (outer, inner)} == {LIGHT.blue}
    assert (outer["encoding"]["y"]["field"], outer["encoding"]["y2"]["field"]) == ("p10", "p90")
    assert (inner["encoding"]["y"]["field"], inner["encoding"]["y2"]["field"]) == ("p25", "p75")
    median = _layers(spec, "line")[0]
    assert (median["encoding"]["y"]["field"], median["mark"]["strokeWidth"]) == ("p50", 2.25)


def test_the_dark_theme_has_its_own_opacities() -> None:
    """.24 and .36 on dark paper."""
    spec = draw_fan(example_fan(60), theme=DARK).spec
    assert [layer["mark"]["opacity"] for layer in _layers(spec, "area")] == [0.24, 0.36]
    assert spec["background"] == DARK.paper


def test_what_is_booked_is_steps_in_grey() -> None:
    """Steps from zero at the first day to today."""
    figure = draw_fan(example_fan(60))
    past = _layers(figure.spec, "line")[1]
    assert past["mark"]["interpolate"] == "step-after"
    assert past["mark"]["color"] == LIGHT.past_line
    rows = figure.spec["datasets"]["actuals"]
    assert (rows[0]["value"], rows[-1]["value"]) == (0.0, 486_000.0)


def test_target_is_dashed_and_today_thin() -> None:
    """1.75 pixels in dashes, and .8 pixels."""
    goal, today = _layers(draw_fan(example_fan(60)).spec, "rule")
    assert (goal["mark"]["strokeDash"], goal["mark"]["strokeWidth"]) == ([6, 3], 1.75)
    assert goal["encoding"]["y"]["datum"] == 1_200_000.0
    assert today["mark"]["strokeWidth"] == 0.8


def test_a_target_ends_at_its_day() -> None:
    """A line that goes on would claim more."""
    plot = FanPlot(CASES["target earlier"])
    goal = _layers(draw_fan(plot.data).spec, "rule")[0]
    assert goal["encoding"]["x2"]["value"] == pytest.approx(plot.x(date(2026, 9, 30)))


def test_axes_start_at_zero_and_carry_the_unit() -> None:
    """Zero baseline; the unit is the title of the axis, deals or the currency."""
    for name, unit in (("money", "EUR"), ("deals", "deals"), ("no currency", "amount")):
        axis = draw_fan(CASES[name]).spec["layer"][0]["encoding"]["y"]
        assert axis["scale"]["domain"][0] == 0.0
        assert axis["axis"]["title"] == unit


def test_twenty_dots_stand_at_the_end() -> None:
    """Full ones reach the target, hollow ones do not; their number is the chance."""
    tables = draw_fan(example_fan()).spec["datasets"]
    assert (len(tables["full"]), len(tables["hollow"])) == (12, 8)
    assert min(row["value"] for row in tables["full"]) > 1_200_000
    assert max(row["value"] for row in tables["hollow"]) < 1_200_000


@pytest.mark.parametrize("name", ["zero", "one future", "over"])
def test_without_a_range_there_are_neither_dots_nor_bands(name: str) -> None:
    """Nothing is drawn that is not known."""
    spec = draw_fan(CASES[name]).spec
    assert not _layers(spec, "area")
    assert not any(layer["data"].get("name") in ("full", "hollow") for layer in spec["layer"])


def test_labels_say_the_numbers_in_words() -> None:
    """P10 is explained at the mark, the median once, the dots are counted."""
    words = set(_words(draw_fan(example_fan()).spec))
    assert {
        "1.54 M: one in ten is higher",
        "1.25 M: median, as likely above as below",
        "1.04 M: one in ten is lower",
        "12 of 20 futures reach the target",
        "Target 1.2 M by 31 Dec",
        "today, 1 Jul 2026",
        "booked: 486,000",
        "inner band: 5 in 10 futures",
        "with the outer band: 8 in 10",
    } <= words


def test_a_block_without_dates_is_a_dot_that_says_so() -> None:
    """No path is invented for it."""
    figure = draw_fan(CASES["booked without dates"])
    assert figure.spec["datasets"]["actuals"] == []
    assert "booked: 486,000, dates unknown" in set(_words(figure.spec))


def test_the_swatches_stand_where_nothing_is() -> None:
    """In the free corner under the fan; beside the plot where all corners are taken."""
    low = FanPlot(example_fan())
    assert swatch_place(low).top > low.height / 2
    crowded = replace(low.data, band=low.data.band.assign(p10=0.0), target=None)
    high = crowded.actuals.assign(value=np.linspace(1.0e6, 1.6e6, len(crowded.actuals)))
    plot = FanPlot(replace(crowded, actuals=high))
    box = swatch_place(plot)
    assert not any(box.holds(x, y) for x, y in plot.occupied)


def test_a_target_at_the_top_leaves_today_its_name() -> None:
    """A target far above all futures is named below its line, the swatches find another place."""
    fan = example_fan(target=3e6)
    fan = replace(fan, since=fan.today, actuals=fan.actuals.iloc[:0])
    today, target = fan_labels(FanPlot(fan), LIGHT)[:2]
    assert today.words.startswith("today")
    assert target.words.startswith("Target")
    assert target.y - today.y > 20.0
    low = replace(fan, target=Target(3.4e6, fan.until), draws_at_end=fan.draws_at_end * 0.3)
    low = replace(low, band=low.band.assign(**{q: low.band[q] * 0.3 for q in BAND_COLUMNS[1:]}))
    place = swatch_place(FanPlot(low))
    assert place.left + place.width < FanPlot(low).width


def test_long_windows_are_thinned() -> None:
    """Three years of days become at most 190 rows, first and last among them."""
    fan = example_fan(30)
    days = pd.date_range(fan.today, periods=1100).date
    values = np.linspace(486_000, 5e6, 1100)
    names = ("p10", "p25", "p50", "p75", "p90")
    band = pd.DataFrame({"date": days, **dict.fromkeys(names, values)})
    rows = draw_fan(replace(fan, band=band, until=days[-1])).spec["datasets"]["band"]
    assert len(rows) <= 190
    assert (rows[0]["p50"], rows[-1]["p50"]) == (486_000, 5e6)


def test_the_table_behind_the_chart() -> None:
    """One row a day, what is booked beside what is expected."""
    table = draw_fan(example_fan()).data
    assert table.columns.tolist() == ["date", "booked", "p10", "p25", "p50", "p75", "p90"]
    assert table["date"].is_monotonic_increasing
    assert table["booked"].max() == 486_000.0
    assert table["p50"].iloc[-1] == pytest.approx(example_fan().median)


def test_title_and_size() -> None:
    """Alone it carries its title and is 856 pixels wide; inside a card 820 and bare."""
    figure, bare = draw_fan(example_fan(60)), draw_fan(example_fan(60), bare=True)
    assert figure.spec["title"]["text"] == figure.title
    assert "title" not in bare.spec
    for made, width in ((figure, 856), (bare, 820)):
        sides = made.spec["padding"]["left"] + made.spec["padding"]["right"]
        assert made.spec["width"] + sides == pytest.approx(width)


def test_a_picture_comes_out() -> None:
    """A PNG of two dots a pixel, and an SVG that says its alternative text."""
    figure = draw_fan(example_fan(60), bare=True)
    width, height = struct.unpack(">II", figure.png[16:24])
    assert (width, height) == (1640, 732)
    assert 'role="img" aria-label="The middle future' in figure.svg


def test_nasty_target_names_stay_text() -> None:
    """A label from a file never becomes an element of the drawing."""
    fan = example_fan(60)
    target = Target(1.2e6, fan.until, label='</text><script>x</script>"')
    svg = draw_fan(replace(fan, target=target)).svg
    assert "<script" not in svg
    assert "&lt;/text&gt;&lt;script&gt;" in svg


def test_a_what_if_is_drawn_in_its_own_colour_with_the_baseline_in_blue() -> None:
    """Bands and middle line turn orange; the baseline's middle line and name are blue."""
    fan = example_fan(60)
    more = replace(fan, band=fan.band.assign(p50=fan.band["p50"] * 1.02))
    spec = draw_fan(more, baseline=fan).spec
    lines = {layer["data"]["name"]: layer["mark"]["color"] for layer in _layers(spec, "line")}
    bands = {layer["mark"]["color"] for layer in _layers(spec, "area")}

    assert "Orange: 60" in spec["title"]["subtitle"]
    assert "the baseline's median EUR" in spec["description"].replace("\N{NO-BREAK SPACE}", " ")
    assert lines["band"] == LIGHT.what_if
    assert lines["baseline"] == LIGHT.blue
    assert bands == {LIGHT.what_if}
    assert f"{fan.amounts.short(fan.median)}: baseline".replace("\N{NO-BREAK SPACE}", " ") in [
        *_words(spec)
    ]


def test_the_axis_stands_still_while_a_what_if_falls() -> None:
    """A lower what-if keeps the axis of its baseline; a higher one may extend it."""
    fan = example_fan(60)
    columns = ["p10", "p25", "p50", "p75", "p90"]
    half, double = (
        replace(
            fan,
            band=fan.band.assign(**{c: fan.band[c] * factor for c in columns}),
            draws_at_end=fan.draws_at_end * factor,
        )
        for factor in (0.5, 2.0)
    )

    assert FanPlot(half, fan).top == FanPlot(fan).top
    assert FanPlot(double, fan).top > FanPlot(fan).top


def test_a_what_if_in_the_dark_is_the_light_one_with_colours_exchanged() -> None:
    """Also with a baseline beside it."""
    fan = example_fan(60)
    light, dark = (
        draw_fan(fan, theme=theme, bare=True, baseline=fan).svg for theme in (LIGHT, DARK)
    )
    assert darkened(light) == dark
