"""The words of a chance: its error, and what no or all futures allow to say."""

from __future__ import annotations

import math
from datetime import date

import pytest

from simfunnel.forecasting.probability import Probability


def chance(hits: int, n: int, independent: int | None = None, **more: object) -> Probability:
    """Return a chance of 1.2 million in 2026."""
    return Probability(
        1_200_000.0, "won_amount", date(2026, 1, 1), date(2026, 12, 31), hits, n,
        independent or n, currency="EUR", **more,
    )  # type: ignore[arg-type]  # fmt: skip


def plain(text: object) -> str:
    """Return a text with ordinary spaces."""
    return str(text).replace("\N{NO-BREAK SPACE}", " ")


def test_the_error_is_binomial() -> None:
    """1.96 sqrt(p (1 - p) / n), a half width of 95 %."""
    assert chance(617, 1000).monte_carlo_error == pytest.approx(
        1.959964 * math.sqrt(0.617 * 0.383 / 1000), rel=1e-12
    )


def test_rows_of_doubt_count_instead_of_futures() -> None:
    """A hundred rows of draws for a thousand futures leave ten times the variance open."""
    ratio = chance(617, 1000, 100).monte_carlo_error / chance(617, 1000).monte_carlo_error
    assert ratio == pytest.approx(math.sqrt(10.0), rel=1e-12)
    assert plain(chance(617, 1000, 100).text) == "62 % (±10)"


@pytest.mark.parametrize(
    ("hits", "n", "words"),
    [
        (617, 1000, "62 % (±3)"),
        (0, 1000, "less than 1 % (no future in 1,000: fewer than 1 in 330)"),
        (1000, 1000, "more than 99 % (every future of 1,000: fewer than 1 in 330 does not)"),
        (0, 50, "less than 6 % (no future in 50: fewer than 1 in 16)"),
        (0, 2, "less than 100 % (no future in 2: too few futures to say more)"),
        (1, 1000, "less than 1 %"),
    ],
)
def test_the_words(hits: int, n: int, words: str) -> None:
    """Whole per cents with their error in points; bounds at the ends, by the rule of three."""
    assert plain(chance(hits, n).text) == words


def test_the_error_at_the_ends_is_the_rule_of_three() -> None:
    """Nothing seen in n futures bounds a chance by 3 / n, never by 0."""
    assert chance(0, 1000).monte_carlo_error == chance(1000, 1000).monte_carlo_error == 0.003
    assert chance(0, 2).monte_carlo_error == 1.0


def test_a_chance_names_its_window_and_what_is_booked() -> None:
    """The sentence can stand alone."""
    assert plain(chance(617, 1000, booked=486_000.0)) == (
        "62 % (±3) chance of at least EUR 1.2 M from 1 Jan 2026 to 31 Dec 2026, of which "
        "EUR 486,000 is already booked"
    )
    deals = Probability(90.0, "won", date(2026, 1, 1), date(2026, 12, 31), 5, 10, 10, 31.0)
    assert plain(deals) == (
        "50 % (±31) chance of at least 90 deals from 1 Jan 2026 to 31 Dec 2026, of which "
        "31 deals are already booked"
    )


def test_what_is_booked_already_is_reached() -> None:
    """A target below what is booked needs no chance."""
    assert plain(chance(1000, 1000, booked=1_300_000.0)) == (
        "EUR 1.2 M from 1 Jan 2026 to 31 Dec 2026: reached, because EUR 1,300,000 is already booked"
    )


def test_a_chance_is_a_number() -> None:
    """It can be compared and plotted."""
    assert float(chance(617, 1000)) == 0.617
