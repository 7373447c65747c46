"""Names are made harmless, days and futures are put in words."""

from __future__ import annotations

from datetime import date

import pytest

from simfunnel.charts import clean_name, day_long, day_short, futures_text
from simfunnel.charts.wording import part_of_month


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("a\x00b", "ab"),
        ("a\x1b[2Jb", "a[2Jb"),
        ("\u202egpj.exe", "gpj.exe"),
        ("\u2066x\u2069\u200f", "x"),
        ("two\nlines\tand more", "two lines and more"),
        ("\ud800broken", "broken"),
        ("no\N{NO-BREAK SPACE}break", "no\N{NO-BREAK SPACE}break"),
        ("<script>", "<script>"),
    ],
)
def test_names_lose_what_could_steer_a_screen(name: str, clean: str) -> None:
    """Control and direction marks go, words and signs stay; escaping is not done here."""
    assert clean_name(name) == clean


def test_long_names_are_cut() -> None:
    """The last sign kept is an ellipsis."""
    assert clean_name("x" * 100, 10) == "x" * 9 + "\N{HORIZONTAL ELLIPSIS}"


def test_days_do_not_break() -> None:
    """A day stays on one line."""
    assert " " not in day_short(date(2026, 12, 31)) + day_long(date(2026, 12, 31))


def test_days_follow_the_locale() -> None:
    """German days are ordered as Germans do."""
    assert day_short(date(2026, 12, 31), "de").replace("\N{NO-BREAK SPACE}", " ") == "31. Dez. 2026"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (1, "in early May"),
        (10, "in early May"),
        (11, "in mid-May"),
        (24, "in late May"),
        (25, "in the last days of May"),
        (26, "in the last days of May"),
        (31, "in the last days of May"),
    ],
)
def test_a_simulated_day_is_said_roughly(day: int, words: str) -> None:
    """Early, mid, late, the last days."""
    assert part_of_month(date(2026, 5, day), end=date(2026, 5, 31)) == words


def test_a_stopped_run_says_so() -> None:
    """The first n of N."""
    assert futures_text(312, 1000) == "the first 312 of 1,000 futures (stopped early)"
    assert futures_text(1).replace("\N{NO-BREAK SPACE}", " ") == "1 simulated future"
