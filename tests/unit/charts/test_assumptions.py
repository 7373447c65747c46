"""What matters most: bars from low to high around the chance as things stand."""

from __future__ import annotations

import altair as alt

from simfunnel.charts import Assumption, AssumptionsData, Chance, draw_assumptions

ROWS = (
    Assumption("Good or bad times", "one notch", 0.46, 0.79),
    Assumption("A price that hurts", "ours: 10 to 20 %", 0.70, 0.50),
)
DATA = AssumptionsData(ROWS, Chance(620, 1000))


def test_bars_span_low_to_high_in_either_order() -> None:
    """An assumption that hurts when it is high is drawn as well."""
    rects = [x for x in draw_assumptions(DATA).spec["layer"] if x["mark"]["type"] == "rect"]
    for rect in rects:
        assert rect["encoding"]["x"]["value"] < rect["encoding"]["x2"]["value"]


def test_the_words_say_every_bar() -> None:
    """The first assumption is the title; the text holds all chances."""
    figure = draw_assumptions(DATA)
    assert figure.title == "Matters most: Good or bad times"
    assert figure.alt.replace("\N{NO-BREAK SPACE}", " ") == (
        "Matters most: Good or bad times. Chance of the target now 62 %; Good or bad times"
        " (one notch): 46 % to 79 %; A price that hurts (ours: 10 to 20 %): 70 % to 50 %."
    )
    assert figure.data["high"].tolist() == [0.79, 0.50]


def test_it_is_a_valid_chart_even_where_nothing_moves() -> None:
    """Equal chances make a scale of their own."""
    flat = AssumptionsData((Assumption("a", "b", 0.5, 0.5),), Chance(5, 10))
    for data in (DATA, flat):
        figure = draw_assumptions(data, bare=True)
        assert isinstance(figure.chart, alt.LayerChart)
        assert figure.png.startswith(b"\x89PNG")
