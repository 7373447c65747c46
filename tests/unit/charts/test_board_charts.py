"""The waterfall of a pipeline and the leaderboard: what they draw, and that their words hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from simfunnel.charts import (
    DARK,
    Chance,
    Figure,
    LeaderRow,
    draw_leaderboard,
    draw_waterfall,
    leaderboard_of,
    waterfall_of,
)
from simfunnel.charts.board_examples import example_leaderboard, example_waterfall
from simfunnel.charts.leaderboard_data import LeaderboardData
from simfunnel.charts.waterfall_data import WaterfallData
from simfunnel.errors import TableError
from tests.support.drawings import HOSTILE, check_drawing, elements, said, shows

SINCE, UNTIL = date(2026, 1, 1), date(2026, 6, 30)
DRAWINGS = {
    "waterfall": (draw_waterfall, example_waterfall),
    "leaderboard": (draw_leaderboard, example_leaderboard),
}
Drawn = tuple[Callable[..., Figure], Callable[[], Any]]


def water(measure: Any = "won_amount", *, is_past: bool = False, **parts: float) -> WaterfallData:
    """Return the waterfall of one future, or of a past."""
    draws = {name.replace("__", "."): np.array([value]) for name, value in parts.items()}
    return waterfall_of(
        draws, since=SINCE, until=UNTIL, measure=measure, currency="EUR", is_past=is_past
    )


def board(*amounts: list[float], is_past: bool = False) -> LeaderboardData:
    """Return the leaderboard of what the sellers a, b, c ... win in each future."""
    table = np.array(amounts)
    best = ((table == table.max(axis=0)) & (table > 0)).astype(float)
    with np.errstate(invalid="ignore"):
        first = best / best.sum(axis=0)  # NaN where nobody wins
    names = "abcdefghijklmnopq"[: len(amounts)]
    return leaderboard_of(
        dict(zip(names, table, strict=True)), dict(zip(names, first, strict=True)),
        since=SINCE, until=UNTIL, currency="EUR", is_past=is_past,
    )  # fmt: skip


@pytest.mark.parametrize("drawn", DRAWINGS.values(), ids=DRAWINGS)
def test_it_is_a_drawing_like_all(drawn: Drawn) -> None:
    """Valid, small, readable, in both themes; and it shows something."""
    draw, example = drawn
    light, dark = draw(example()), draw(example(), theme=DARK)
    check_drawing(light, dark, ("EUR", "1 Jul 2026 to 31 Dec 2026", "100 simulated futures"))
    assert shows(light.png)
    bare = draw(example(), bare=True)
    assert "title" not in bare.spec
    assert bare.spec["width"] + bare.spec["padding"]["left"] == pytest.approx(820.0)


@pytest.mark.parametrize("name", HOSTILE)
def test_names_bring_nothing_in(name: str) -> None:
    """Whatever an outcome or a seller is called, no element comes with it."""
    losses = {"start": 0.0, "came": 9.0, name: -4.0, "end": 5.0}
    ends = draw_waterfall(water(**losses))
    assert elements(ends.svg) <= elements(draw_waterfall(example_waterfall()).svg)
    rows = tuple(replace(row, name=name) for row in example_leaderboard().rows)
    sellers = draw_leaderboard(replace(example_leaderboard(), rows=rows))
    assert elements(sellers.svg) <= elements(draw_leaderboard(example_leaderboard()).svg)


def test_bars_stand_where_the_average_before_them_ends() -> None:
    """3 open and 9 more make 12; 2 are won, 4 are lost, 6 are left."""
    figure = draw_waterfall(water("won", start=3, came=9, won=-2, lost__price=-4, end=6))
    tiles = next(layer for layer in figure.spec["layer"] if layer["mark"]["type"] == "rect")
    spans = {row["what"]: (row["px"], row["px2"]) for row in tiles["data"]["values"]}
    lead = spans["Open at the start"][1] / 3.0
    assert {what: tuple(round(end / lead) for end in ends) for what, ends in spans.items()} == {
        "Open at the start": (0, 3), "Came": (3, 12), "Won": (10, 12), "Lost: price": (6, 10),
        "Open at the end": (0, 6),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("data", "title"),
    [
        (
            water(start=1e6, came=2e6, won=-5e5, lost=-1e6, end=1.5e6),
            "Of EUR 3.00 M in the pipeline 0.50 M is won, 1.00 M ends otherwise and 1.50 M is "
            "still open",
        ),
        (
            water("won", start=3, came=9, won=-2, lost=-4, end=6),
            "Of 12 leads 2 are won, 4 end otherwise and 6 are still open",
        ),
        (
            water("won", is_past=True, start=3, came=9, won=-2, lost=-4, end=6),
            "Of 12 leads 2 were won, 4 ended otherwise and 6 are still open",
        ),
        (
            water(is_past=True, start=3, came=9, won=-2, lost=-4, end=6),
            "Of EUR 12 in the pipeline 2 was won, 4 ended otherwise and 6 is still open",
        ),
        (water(start=0, came=0, won=0, end=0), "Nothing is in the pipeline, and nothing comes"),
    ],
)
def test_the_finding_of_a_waterfall_stays_true(data: WaterfallData, title: str) -> None:
    """It says what became of all there was, or that there was nothing; the drawing is made."""
    figure = draw_waterfall(data)
    assert said(figure.title) == title
    assert figure.svg.startswith("<svg")


def test_a_range_runs_from_the_certain_to_the_possible() -> None:
    """What leaves keeps its sign in the table and loses it in the words."""
    won = np.linspace(-100.0, 0.0, 11)
    draws = {"start": np.full(11, 500.0), "came": np.zeros(11), "won": won, "end": 500.0 + won}
    figure = draw_waterfall(waterfall_of(draws, since=SINCE, until=UNTIL))
    assert figure.data.set_index("kind").loc["won", ["mean", "low", "high"]].tolist() == [
        -50.0, -10.0, -90.0,
    ]  # fmt: skip
    assert "Won \N{MINUS SIGN}50 (8 in 10 futures: 10-90)" in said(figure.alt)


def test_prices_may_go_up_in_some_futures_and_down_in_others() -> None:
    """A step of its own, of which nothing is certain; the finding counts what prices came to."""
    change = np.linspace(-60.0, 40.0, 11)
    draws = {"start": np.full(11, 100.0), "came": np.full(11, 500.0), "repriced": change}
    draws |= {"won": np.full(11, -200.0), "end": 400.0 + change}
    figure = draw_waterfall(waterfall_of(draws, since=SINCE, until=UNTIL, currency="EUR"))
    assert said(figure.title) == (
        "Of EUR 590 in the pipeline 200 is won, nothing ends otherwise and 390 is still open"
    )
    minus = "\N{MINUS SIGN}"
    assert f"Prices changed {minus}10 (8 in 10 futures: {minus}50 to 30)" in said(figure.alt)
    tiles = next(layer for layer in figure.spec["layer"] if layer["mark"]["type"] == "rect")
    (band,) = [row for row in tiles["data"]["values"] if row["what"] == "Prices changed"]
    (came,) = [row for row in tiles["data"]["values"] if row["what"] == "Came"]
    assert band["px"] < came["px2"] < band["px2"]


def test_many_outcomes_are_put_together_by_their_first_word() -> None:
    """Seven reasons of two kinds become two rows; the futures are added, not the quantiles."""
    losses = {f"lost.{k}": np.array([-1.0, -3.0]) for k in range(4)}
    losses |= {f"cold.{k}": np.array([-2.0, 0.0]) for k in range(3)}
    draws = {"start": np.zeros(2), "came": np.array([12.0, 14.0]), **losses, "end": np.ones(2)}
    draws["end"] = np.array([2.0, 2.0])
    figure = draw_waterfall(waterfall_of(draws, since=SINCE, until=UNTIL, measure="won"))
    rows = figure.data[figure.data["kind"] == "lost"]
    assert rows[["name", "mean"]].to_numpy().tolist() == [["lost", -8.0], ["cold", -3.0]]
    assert rows[["low", "high"]].to_numpy().tolist() == [[-4.0, -12.0], [0.0, -6.0]]


def test_more_kinds_than_fit_become_other_ends() -> None:
    """Of eight kinds the five that take most stand alone."""
    losses = {f"kind{k}": -float(k) for k in range(1, 9)}
    figure = draw_waterfall(water(start=36.0, came=0.0, end=0.0, **losses))
    rows = figure.data[figure.data["kind"] == "lost"]
    assert rows["name"].tolist() == ["kind4", "kind5", "kind6", "kind7", "kind8", ""]
    assert rows["mean"].iloc[-1] == -6.0
    assert "Other ends" in figure.svg


def test_a_past_has_no_ranges() -> None:
    """One column, and no futures anywhere."""
    figures = (
        draw_waterfall(water(is_past=True, start=3, came=9, won=-2, lost=-4, end=6)),
        draw_leaderboard(board([5.0], [9.0], is_past=True)),
    )
    for figure in figures:
        assert "future" not in figure.svg
        assert "as recorded" in figure.spec["title"]["subtitle"]


def test_parts_that_do_not_add_up_are_refused() -> None:
    """A waterfall that loses something on its way is wrong."""
    with pytest.raises(TableError, match=r"^the parts of a waterfall make 8, and its end is 9;"):
        water(start=3, came=5, won=0, end=9)
    with pytest.raises(TableError, match=r"^a waterfall begins with 'start'"):
        replace(example_waterfall(), parts=example_waterfall().parts[1:])


@pytest.mark.parametrize(
    ("data", "title"),
    [
        (board([0.0, 0.0], [0.0, 0.0]), "No seller wins anything"),
        (board([5.0, 6.0]), "a is the only seller"),
        (
            board([5.0] * 60 + [7.0] * 40, [6.0] * 100),
            "Any of the 2 sellers may come first: nobody does so clearly more often than by lot, "
            "50 %",
        ),
        (
            board([5.0] * 30 + [7.0] * 70, [6.0] * 100),
            "a comes first in 70 % of futures; by lot it would be 50 %",
        ),
        (
            board([9.0], [5.0], is_past=True),
            "a leads with 64 % of what was won",
        ),
        (board([7.0], [6.0]), "One future does not tell who comes first"),
    ],
)  # fmt: skip
def test_the_finding_of_a_leaderboard_stays_true(data: LeaderboardData, title: str) -> None:
    """Nobody is praised for luck; the drawing is made."""
    figure = draw_leaderboard(data)
    assert said(figure.title) == title
    assert figure.svg.startswith("<svg")


def test_sellers_stand_by_what_they_win() -> None:
    """The one with most on top, whatever the order they came in; a tie is shared."""
    figure = draw_leaderboard(board([3.0, 5.0], [9.0, 5.0]))
    assert figure.data[["seller", "mean"]].to_numpy().tolist() == [["b", 7.0], ["a", 4.0]]
    assert [row.first for row in board([3.0] * 4, [3.0] * 4).rows] == [Chance(2, 4)] * 2
    assert [row.first for row in board([3.0, 0.0], [1.0, 0.0]).rows] == [Chance(1, 1), Chance(0, 1)]


def test_what_is_won_of_a_quota_has_a_column_where_anybody_has_one() -> None:
    """The average over the futures in which it can be told; a dash for who has none."""
    amounts = {"a": np.array([5.0, 9.0]), "b": np.array([6.0, 4.0])}
    data = leaderboard_of(
        amounts, {name: np.full(2, 0.5) for name in amounts}, since=SINCE, until=UNTIL,
        quota={"a": np.array([0.5, 1.0])},
    )  # fmt: skip
    figure = draw_leaderboard(data)
    assert figure.data["of_quota"].tolist()[0] == 0.75
    assert figure.data["of_quota"].isna().tolist() == [False, True]
    assert "75 % of quota" in said(figure.alt)
    assert "of quota" in figure.svg
    assert "of quota" not in draw_leaderboard(example_leaderboard()).svg


def test_a_long_board_says_how_many_are_hidden() -> None:
    """Twelve are drawn, all are in the table."""
    figure = draw_leaderboard(board(*[[float(k)] for k in range(15)]))
    assert len(figure.data) == 15
    assert "3 more sellers are not shown" in figure.alt
    assert figure.spec["height"] < 400


def test_there_is_somebody() -> None:
    """No seller is refused."""
    with pytest.raises(TableError, match="a leaderboard has at least one seller"):
        replace(example_leaderboard(), rows=())
    assert LeaderRow("\x1b[31mx", 1.0, 1.0, 1.0).shown == "[31mx"


def test_members_of_a_team_with_a_long_name_are_told_apart() -> None:
    """The middle of the name goes, not the number at its end."""
    long = "account_executives_of_the_northern_regions 12"
    assert (
        LeaderRow(long, 1.0, 1.0, 1.0).shown == "account_executiv\N{HORIZONTAL ELLIPSIS}egions 12"
    )


def test_one_future_has_no_ranges_and_no_chances() -> None:
    """What differs from nothing is not called exact."""
    water_alt = draw_waterfall(water(start=3, came=9, won=-2, lost=-4, end=6)).alt
    board_alt = draw_leaderboard(board([5.0], [9.0])).alt
    for alt in (water_alt, board_alt):
        assert "8 in 10" not in alt
        assert "exactly" not in alt
    assert "first in" not in board_alt
