"""Wins by age: bands over futures, confidence of the past, a finding that stays true."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pandas as pd
import pytest

from simfunnel.charts import DARK, WinCurve, WinRateData, draw_win_rate
from simfunnel.charts.more_examples import example_win_rate
from simfunnel.errors import TableError
from tests.support.drawings import HOSTILE, check_drawing, said, shows

DATA = example_win_rate()
LEVELS = ("p10", "p25", "p50", "p75", "p90")


def _curve(shares: list[float], times: float = 1.2) -> WinCurve:
    """Return a curve of futures with a share for each day."""
    spread = dict(zip(LEVELS, (1 / times, 1.0, 1.0, 1.0, times), strict=True))
    table = {level: [min(1.0, share * by) for share in shares] for level, by in spread.items()}
    return WinCurve("future", pd.DataFrame({"age_days": range(len(shares))} | table), 40.0)


def _past(shares: list[float]) -> WinCurve:
    """Return a curve of the past."""
    columns = ("share", "low", "high")
    table = {"age_days": range(len(shares))} | dict.fromkeys(columns, shares)
    return WinCurve("past", pd.DataFrame(table), 40.0)


def test_it_is_a_drawing_like_all() -> None:
    """Valid, small, the same in both themes, with measure, unit, leads and futures."""
    words = (
        "Share of leads won by age, per cent",
        "100 simulated futures",
        "900 leads of the past",
    )
    check_drawing(draw_win_rate(DATA), draw_win_rate(DATA, theme=DARK), words)


def test_a_picture_comes_out() -> None:
    """Alone and inside a card."""
    assert shows(draw_win_rate(DATA).png)
    assert "title" not in draw_win_rate(DATA, bare=True).spec


def test_the_past_is_a_step_and_the_future_a_curve() -> None:
    """Two bands for futures, one of confidence; what is told first lies on top."""
    layers = draw_win_rate(DATA).spec["layer"]
    kinds = [(la["data"]["name"], la["mark"]["type"], la["mark"]["interpolate"])
             for la in layers if "name" in la["data"]]  # fmt: skip
    assert kinds == [
        ("curve1", "area", "monotone"),
        ("curve1", "line", "step-after"),
        ("curve0", "area", "monotone"),
        ("curve0", "area", "monotone"),
        ("curve0", "line", "monotone"),
    ]


@pytest.mark.parametrize(
    ("curves", "title"),
    [
        ((_curve([0.0, 0.0]),), "No lead is won within 1 day"),
        ((_curve([0.0, 0.5, 1.0]),), "Of 100 leads 100 are won within 2 days, half of these within "
         "1 day"),
        ((_curve([0.0, 0.01]),), "Of 100 leads 1 is won within 1 day, half of these within 1 day"),
        ((_curve([0.0, 0.004]),), "Of 100 leads 0.4 are won within 1 day, half of these within 1 "
         "day"),
        ((_past([0.2]),), "Of 100 leads 20 are won within 0 days, half of these within 0 days"),
        ((_curve([0.0, 0.2]), _past([0.0, 0.5])), "Of 100 leads 20 are won within 1 day, half of "
         "these within 1 day; fewer than in the past"),
        ((_curve([0.0, 0.2]), _past([0.0, 0.1, 0.9])), "Of 100 leads 20 are won within 1 day, half "
         "of these within 1 day; more than in the past"),
    ],
)  # fmt: skip
def test_the_title_stays_true(curves: tuple[WinCurve, ...], title: str) -> None:
    """From nobody to everybody; past and future are compared at an age that both have seen."""
    figure = draw_win_rate(WinRateData(curves, 100))
    assert said(figure.title) == title
    assert figure.png.startswith(b"\x89PNG")


def test_labels_are_pushed_apart() -> None:
    """Two curves that end alike have words one below the other."""
    rows = [r for la in draw_win_rate(DATA).spec["layer"] for r in la["data"].get("values", ())
            if "words" in r and r["px"] > 620.0]  # fmt: skip
    places = sorted(row["py"] for row in rows)
    assert len(places) == 4
    assert min(b - a for a, b in itertools.pairwise(places)) >= 15.0


def test_a_stopped_run_says_so() -> None:
    """The subtitle counts the futures there are, and those that were asked for."""
    figure = draw_win_rate(replace(DATA, n_futures=31, n_planned=1000))
    assert "the first 31 of 1,000 futures (stopped early)" in said(figure.json)


@pytest.mark.parametrize("name", HOSTILE)
def test_names_bring_nothing_in(name: str) -> None:
    """They are text, whatever they hold."""
    data = WinRateData((replace(DATA.curves[0], name=name),), 10)
    check_drawing(draw_win_rate(data), draw_win_rate(data, theme=DARK))


def test_tables_are_checked() -> None:
    """A missing column is named; a curve has rows, and a chart a curve."""
    with pytest.raises(TableError) as caught:
        WinCurve("past", pd.DataFrame({"age_days": [1], "share": [0.1]}), 3.0)
    assert str(caught.value) == (
        "a curve of the past lacks low, high; it needs age_days, share, low, high."
    )
    with pytest.raises(TableError) as caught:
        _past([])
    assert str(caught.value) == "a curve of the past has no rows; give at least one age."
    with pytest.raises(TableError) as caught:
        WinRateData(())
    assert str(caught.value) == "a chart of wins by age has at least one curve; give one."
