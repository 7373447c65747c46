"""Hills of paired differences: what is drawn, and that the words say what the numbers do."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import altair as alt
import numpy as np
import pytest

from simfunnel.charts import (
    DARK,
    EffectRow,
    EffectsData,
    cost_per_deal,
    draw_effects,
    effects_subtitle,
    effects_title,
    example_effects,
    row_texts,
    verdict_of,
)
from simfunnel.errors import TableError

DAYS = {"since": date(2026, 7, 1), "until": date(2027, 6, 30)}
NASTY = ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "\u202egpj.exe\u2066")


def spaced(text: str) -> str:
    """Return a text with ordinary spaces."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


def bent(mean: float, n: int = 400, spread: float = 4.0) -> np.ndarray:
    """Return whole differences around a mean."""
    return np.round(np.random.default_rng(5).normal(mean, spread, n))


def one(draws: np.ndarray, **changes: object) -> EffectsData:
    """Return the data of a single what-if."""
    row = EffectRow("Lift", np.asarray(draws, dtype=float), **changes)  # type: ignore[arg-type]
    return EffectsData((row,), currency="EUR", **DAYS)


def test_every_row_has_a_hill_two_bars_and_a_dot() -> None:
    """Marks, encodings and tables of the drawing; the axis holds zero."""
    spec = draw_effects(example_effects()).spec
    kinds = [layer["mark"]["type"] for layer in spec["layer"]]
    assert kinds[:6] == ["point", "rule", "rule", "rule", "area", "rect"]
    data = spec["datasets"]
    assert (len(data["bars"]), len(data["dots"])) == (8, 4)
    assert {row["side"] for row in data["hills"]} == {
        f"{i} {side}" for i in range(4) for side in ("better", "worse")
    }
    area = next(layer for layer in spec["layer"] if layer["mark"]["type"] == "area")
    assert area["encoding"]["x"] == {"field": "difference", "type": "quantitative"}
    low, high = spec["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert low < 0 < high
    assert len(data["hills"]) < 5_000


def test_hills_part_at_the_baseline() -> None:
    """The better side is full, the worse one pale, and both meet at zero."""
    hills = draw_effects(example_effects()).spec["datasets"]["hills"]
    for row in hills:
        assert row["opacity"] == (0.55 if row["side"].endswith("better") else 0.20)
        assert row["difference"] >= 0 if row["side"].endswith("better") else row["difference"] <= 0
    assert sum(row["difference"] == 0.0 for row in hills) == 8


def test_noise_is_grey() -> None:
    """Only a difference that is seen has the colour of what-ifs."""
    bars = draw_effects(example_effects()).spec["datasets"]["bars"]
    colours = {row["what_if"]: row["colour"] for row in bars}
    assert colours["10 % more inbound leads"] == "#8A929C"
    assert set(colours.values()) == {"#E69F00", "#8A929C"}


def test_titles_carry_measure_days_and_unit() -> None:
    """Subtitle and axis say what is counted, from when to when, and how many pairs there are."""
    spec = draw_effects(example_effects()).spec
    assert spaced(spec["title"]["subtitle"]) == (
        "Deals won from 1 Jul 2026 to 30 Jun 2027, what-if minus baseline. 1,000 pairs of futures,"
        " each pair with the same luck"
    )
    words = [
        spaced(str(row["words"]))
        for layer in spec["layer"]
        if layer["mark"]["type"] == "text"
        for row in layer["data"]["values"]
    ]
    assert "extra deals by 30 Jun 2027, future by future" in words
    assert "baseline" in words
    money = draw_effects(example_effects(measure="won_amount")).spec
    assert spaced(money["title"]["subtitle"]).startswith("EUR won from 1 Jul 2026")


def test_it_renders_in_both_themes() -> None:
    """A valid chart and a picture, bare or alone, light or dark, with costs or without."""
    for costs in (True, False):
        figure = draw_effects(example_effects(costs=costs), theme=DARK, bare=costs)
        assert isinstance(figure.chart, alt.LayerChart)
    assert figure.png.startswith(b"\x89PNG")


def test_the_table_behind_it_holds_every_number() -> None:
    """Average, quantiles, verdict and cost, the largest average first."""
    table = draw_effects(example_effects()).data
    assert table["mean"].is_monotonic_decreasing
    assert table["verdict"].tolist() == [
        "matters", "matters", "helps on average", "within noise",
    ]  # fmt: skip
    assert table["cost"].round(-3).tolist() == [0, 57_000, 28_000, 31_000]


@pytest.mark.parametrize("name", NASTY)
def test_names_stay_text(name: str) -> None:
    """A name is text in the drawing, without marks that turn the direction of writing."""
    rows = tuple(replace(row, name=name, details=(name, name)) for row in example_effects().rows)
    figure = draw_effects(replace(example_effects(), rows=rows))
    assert not re.search("<(script|img)", figure.svg)
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", figure.svg + figure.alt + figure.title)


def test_no_difference_is_a_dot_on_the_baseline() -> None:
    """Where no pair differs there is no hill and no bar, and the words say so."""
    data = one(np.zeros(50))
    spec = draw_effects(data).spec
    assert spec["datasets"]["hills"] == spec["datasets"]["bars"] == []
    assert len(spec["datasets"]["dots"]) == 1
    assert effects_title(data) == "Lift changes the number of deals in no future"
    money = replace(data, measure="won_amount")
    assert effects_title(money) == "Lift changes nothing in any future"
    assert row_texts(data.rows[0], data)[:3] == ("within noise", "no difference in any future", "")


@pytest.mark.parametrize("mean", [-12.0, -3.0, -0.4, 0.0, 0.3, 1.0, 6.0, 15.0])
def test_words_follow_the_numbers(mean: float) -> None:
    """Over a range of effects, title and row say the sign, the size and the verdict."""
    data = one(bent(mean))
    row, said, title = data.rows[0], row_texts(data.rows[0], data), spaced(effects_title(data))
    assert said.verdict == verdict_of(row.draws)
    if said.verdict == "within noise":
        assert title == "Lift makes no difference that can be seen"
        assert said.average == "no difference seen"
        return
    sign = "\N{MINUS SIGN}" if row.mean < 0 else "+"
    assert said.average.startswith(sign)
    number = float(spaced(said.average)[1:].split()[0])
    assert number == pytest.approx(abs(row.mean), abs=0.5 if number >= 10 else 0.05)
    assert title.startswith(f"Lift: {number:g} {'fewer' if row.mean < 0 else 'more'} deal")
    assert ("on average" in title) == (said.verdict != "matters")
    side = (row.draws < 0) if row.mean < 0 else (row.draws > 0)
    word = "worse" if row.mean < 0 else "better"
    assert said.often.startswith(f"{word} in {np.floor(side.mean() * 20 + 0.5):.0f} of 20")


@pytest.mark.parametrize(
    ("cost", "title", "shown"),
    [
        (0.0, "Lift: 15 more deals at no extra cost", ("nothing", "0")),
        (600.0, "Lift: 15 more deals for EUR 600", ("600", "41")),
        (-600.0, "Lift: 15 more deals and saves EUR 600", ("\N{MINUS SIGN}600", "saves money")),
    ],
)
def test_costs_are_said(cost: float, title: str, shown: tuple[str, str]) -> None:
    """What it costs stands in the title and beside the hill, with what one deal more costs."""
    data = one(bent(15.0), costs=np.full(400, cost))
    assert spaced(effects_title(data)) == title
    assert row_texts(data.rows[0], data)[3:5] == shown


def test_a_cost_within_noise_is_no_cost() -> None:
    """Some futures cost a little more, as many a little less: nobody is told a price."""
    data = one(bent(15.0), costs=np.tile([-40.0, 39.0], 200))
    assert spaced(effects_title(data)) == "Lift: 15 more deals at no extra cost"
    assert row_texts(data.rows[0], data)[3:5] == ("none seen", "no cost seen")


def test_a_loss_has_no_price_per_deal() -> None:
    """Nor has an effect that is not seen."""
    for mean, words in ((-9.0, "fewer deals"), (0.0, "no effect seen")):
        data = one(bent(mean), costs=np.full(400, 900.0))
        assert row_texts(data.rows[0], data).per_deal == words


def test_a_price_per_deal_has_a_range_only_where_it_matters() -> None:
    """Future by future; a future without extra deal has no price, which nine in ten forbid."""
    deals, costs = np.array([1.0, 2.0, 4.0] * 20), np.full(60, 100.0)
    each = cost_per_deal(deals, costs, "matters")
    assert each is not None
    assert (round(each.mean, 2), each.low, each.high) == (42.86, 25.0, 100.0)
    average = cost_per_deal(deals, costs, "helps on average")
    assert average is not None
    assert average.low is None
    assert cost_per_deal(-deals, costs, "matters") is None
    assert cost_per_deal(deals, None, "matters") is None


def test_several_what_ifs_without_effect() -> None:
    """Many, one or none: the title counts them."""
    rows = tuple(EffectRow(str(k), bent(0.0)) for k in range(3))
    title = effects_title(EffectsData(rows, **DAYS))
    assert title == "None of the 3 what-ifs makes a difference that can be seen"


def test_too_few_pairs_are_not_judged() -> None:
    """The title says so, and so does the row."""
    data = one(np.full(5, 9.0))
    assert effects_title(data) == "5 pairs of futures are too few to judge"
    assert row_texts(data.rows[0], data).verdict == "too few futures"


def test_a_stopped_run_says_so() -> None:
    """How many pairs there are, and how many were asked for."""
    data = replace(example_effects(312), n_planned=1000)
    assert effects_subtitle(data).endswith(
        "The first 312 of 1,000 pairs of futures (stopped early)"
    )


def test_nothing_to_compare_is_refused() -> None:
    """No row, or a row without pairs."""
    for rows in ((), (EffectRow("Lift", np.zeros(0)),)):
        with pytest.raises(TableError, match="there is nothing to compare"):
            EffectsData(rows, **DAYS)
