"""The funnel: bars by origin, counts with ranges, a finding that stays true."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from simfunnel.charts import DARK, Figure, FunnelData, FunnelStage, Span, draw_funnel
from simfunnel.charts.more_examples import example_funnel
from simfunnel.errors import TableError
from tests.support.drawings import HOSTILE, check_drawing, said, shows

DATA = example_funnel()
NOTHING = Span(0.0, 0.0, 0.0)


def _tiles(figure: Figure) -> list[dict[str, Any]]:
    """Return the parts of all bars."""
    rows: list[dict[str, Any]] = figure.spec["layer"][0]["data"]["values"]
    return rows


def _words(figure: Figure) -> list[str]:
    """Return every text that is drawn."""
    layers = figure.spec["layer"]
    return [
        said(str(row["words"])) for layer in layers for row in layer["data"]["values"]
        if "words" in row
    ]  # fmt: skip


def test_it_is_a_drawing_like_all() -> None:
    """Valid, small, the same in both themes, with measure, period and number of futures."""
    words = ("Leads", "1 July 2026", "30 June 2027", "average of 1,000 simulated futures")
    check_drawing(draw_funnel(DATA), draw_funnel(DATA, theme=DARK), words)


def test_a_picture_comes_out() -> None:
    """With and without its title."""
    assert shows(draw_funnel(DATA).png)
    assert shows(draw_funnel(DATA, bare=True).png)
    assert "title" not in draw_funnel(DATA, bare=True).spec


def test_parts_are_as_wide_as_their_numbers() -> None:
    """The parts of prospecting, 22 + 360 + 510 leads, follow each other at one scale."""
    tiles = [t for t in _tiles(draw_funnel(DATA)) if 34.0 < t["py"] < 68.0]
    assert [t["what"] for t in tiles] == ["open", "before", "outside"]
    start = {t["what"]: t["px"] for t in tiles}
    scale = start["before"] / 22.0
    assert start["outside"] == pytest.approx(382.0 * scale, abs=0.02)


def test_colours_are_explained_in_words() -> None:
    """Sources by name where they enter, what comes back and what was open with its number."""
    words = " | ".join(_words(draw_funnel(DATA)))
    for part in ("inbound, enters here", "outbound and fair", "pink: 150 back", "grey: ", "55 %"):
        assert part in words


def test_parking_places_stand_below_what_is_won() -> None:
    """They are no step on the way."""
    parked = FunnelStage("nurture", Span(90.0, 80.0, 100.0), before=90.0, parked=True)
    figure = draw_funnel(replace(DATA, stages=(parked, *DATA.stages)))
    won = next(t["py"] for t in _tiles(figure) if t["what"] == "won")
    assert [t["what"] for t in _tiles(figure) if t["py"] > won] == ["before"]
    parked = replace(parked, there=Span(400.0, 380.0, 420.0), before=400.0)
    assert "parked here" in _words(draw_funnel(replace(DATA, stages=(parked, *DATA.stages))))


@pytest.mark.parametrize(
    ("won", "leads", "back", "title"),
    [
        (121, 1192, 0.0, "121 of 1,190 leads are won by 30 Jun 2027"),
        (1, 20, 0.0, "1 of 20 leads is won by 30 Jun 2027"),
        (0, 20, 0.0, "None of 20 leads is won by 30 Jun 2027"),
        (20, 20, 0.0, "20 of 20 leads are won by 30 Jun 2027"),
        (0, 0, 0.0, "No lead is in the funnel, and none comes"),
        (5, 20, 2.5, "5 of 20 leads are won by 30 Jun 2027; 1 in 10 entries to Call is a lead "
         "coming back"),
        (5, 20, 20.0, "5 of 20 leads are won by 30 Jun 2027; 5 in 10 entries to Call are leads "
         "coming back"),
    ],
)  # fmt: skip
def test_the_title_stays_true(won: int, leads: int, back: float, title: str) -> None:
    """From nothing at all to everything won."""
    span = Span(float(leads), float(leads), float(leads), 10.0 if leads > 100 else 0.0)
    stage = FunnelStage("call", span, outside=20.0, back=back)
    data = replace(DATA, stages=(stage,), leads=span, won=Span(won, won, won))
    figure = draw_funnel(data)
    assert said(figure.title) == title
    assert shows(figure.png) or not leads


def test_a_stopped_run_says_so() -> None:
    """The subtitle counts the futures there are, and those that were asked for."""
    subtitle = draw_funnel(replace(DATA, n_futures=312, n_planned=1000)).spec["title"]["subtitle"]
    assert said(subtitle).endswith("the first 312 of 1,000 futures (stopped early)")


def test_the_table_behind_it_holds_every_number() -> None:
    """One row a stage, and one for what is won."""
    table = draw_funnel(DATA).data
    assert table["stage"].tolist()[-1] == "won"
    assert table.loc[2, ["leads", "before", "back", "goes_on"]].tolist() == [670, 520, 150, 0.4]


@pytest.mark.parametrize("name", HOSTILE)
def test_names_bring_nothing_in(name: str) -> None:
    """They are text, whatever they hold."""
    stages = (replace(DATA.stages[0], name=name, sources=(name,)), *DATA.stages[1:])
    data = replace(DATA, stages=stages)
    check_drawing(draw_funnel(data), draw_funnel(data, theme=DARK))
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in draw_funnel(data).svg


def test_twelve_stages_with_long_names_fit() -> None:
    """Names of 40 characters stand on two lines."""
    stages = tuple(
        replace(DATA.stages[i % 6], name=f"Technical and commercial clarification {i}")
        for i in range(12)
    )
    figure = draw_funnel(replace(DATA, stages=stages))
    assert "['Technical and commercial', 'clarification 0']" in _words(figure)


def test_a_funnel_has_a_stage() -> None:
    """Without one there is nothing to draw."""
    with pytest.raises(TableError) as caught:
        FunnelData((), NOTHING, NOTHING, date(2026, 1, 1), date(2026, 12, 31), 1)
    assert str(caught.value) == "a funnel has at least one stage; give one."
