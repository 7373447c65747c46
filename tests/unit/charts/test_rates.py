"""Said against realised: three shares of every stage, and a finding that stays true."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from simfunnel.charts import DARK, RateRow, RatesData, draw_rates
from simfunnel.charts.more_examples import example_rates
from simfunnel.errors import TableError
from tests.support.drawings import HOSTILE, check_drawing, said, shows

DATA = example_rates()
AROUND = (0.35, 0.38, 0.40, 0.42, 0.45)


def test_it_is_a_drawing_like_all() -> None:
    """Valid, small, the same in both themes, with measure, unit, period and futures."""
    words = ("Share of each stage that goes on, in per cent", "1 Jul 2026 to 30 Jun 2027",
             "1,000 simulated futures")  # fmt: skip
    check_drawing(draw_rates(DATA), draw_rates(DATA, theme=DARK), words)


def test_a_picture_comes_out() -> None:
    """Alone and inside a card."""
    assert shows(draw_rates(DATA).png)
    assert "title" not in draw_rates(DATA, bare=True).spec


def test_shares_stand_on_one_axis_from_nought_to_a_hundred() -> None:
    """Said, shown and the median of the runs lie at their share of the width."""
    row = RateRow("pitch", 0.5, 0.5, (0.25, 0.5, 0.5, 0.5, 0.75))
    spec = draw_rates(replace(DATA, rows=(row,))).spec
    points = [r["px"] for la in spec["layer"] for r in la["data"]["values"]
              if r.get("what") in ("said", "shows")]  # fmt: skip
    outer = next(r for la in spec["layer"] for r in la["data"]["values"]
                 if r.get("what") == "p10 to p90")  # fmt: skip
    assert points[0] == points[1] == pytest.approx((outer["px"] + outer["px2"]) / 2.0, abs=0.02)


@pytest.mark.parametrize(
    ("row", "title"),
    [
        (RateRow("gate", 0.4, 0.4, AROUND), "Every stage will show what is said of it"),
        (RateRow("gate", 0.4, 0.401, AROUND), "Every stage will show what is said of it; the runs "
         "agree"),
        (RateRow("gate", 0.4, 0.44, AROUND), "Gate will show 44 %, not the 40 % said; the runs "
         "agree"),
        (RateRow("gate", 0.4, 0.6, AROUND), "Gate will show 60 %, not the 40 % said; in the runs "
         "it is 40 %"),
        (RateRow("gate", 0.0, 1.0, None), "Gate will show 100 %, not the 0 % said"),
        (RateRow("gate", None, 0.44, AROUND), "Every stage will show what was measured of it"),
        (RateRow("gate", 0.4, None, None), "Every stage will show what is said of it"),
    ],
)  # fmt: skip
def test_the_title_stays_true(row: RateRow, title: str) -> None:
    """From nothing to everything, said or measured, known or not."""
    figure = draw_rates(replace(DATA, rows=(row,)))
    assert said(figure.title) == title
    assert figure.png.startswith(b"\x89PNG")


def test_what_is_not_known_is_said_in_words() -> None:
    """No share is drawn that nobody has seen."""
    figure = draw_rates(replace(DATA, rows=(RateRow("a", None, None, None),)))
    for words in ("measured", "nobody", "too early to say"):
        assert f'"{words}"' in figure.json


@pytest.mark.parametrize("name", HOSTILE)
def test_names_bring_nothing_in(name: str) -> None:
    """They are text, whatever they hold."""
    data = replace(DATA, rows=(RateRow(name, 0.4, 0.5, AROUND),))
    check_drawing(draw_rates(data), draw_rates(data, theme=DARK))


def test_there_is_a_stage() -> None:
    """Without one there is nothing to draw."""
    with pytest.raises(TableError) as caught:
        RatesData((), date(2026, 1, 1), date(2026, 2, 1), 1)
    assert str(caught.value) == "said against realised needs at least one stage; give one."
