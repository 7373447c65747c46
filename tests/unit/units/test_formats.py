"""Figures as people read them."""

from __future__ import annotations

from datetime import date

import pytest

from simfunnel.units import (
    format_count,
    format_date,
    format_money,
    format_share,
    round_to_error,
)

BLANK = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("cents", "currency", "locale", "text"),
    [
        (125_000_000, "EUR", "en", "EUR_1.25_M"),
        (120_000_000, "EUR", "en", "EUR_1.2_M"),
        (48_600_000, "", "en", "486,000"),
        (48_600_000, "PLN", "en", "PLN_486,000"),
        (99_999_960, "", "en", "1_M"),
        (99_999_940, "", "en", "999,999"),
        (4_050, "EUR", "en", "EUR_40.50"),
        (4_000, "EUR", "en", "EUR_40"),
        (0, "EUR", "en", "EUR_0"),
        (-125_000_000, "EUR", "en", "EUR_\N{MINUS SIGN}1.25_M"),
        (125_000_000, "EUR", "de", "EUR_1,25_M"),
        (48_600_000, "PLN", "pl", "PLN_486_000"),
    ],
)
def test_money_is_short_from_a_million(cents: int, currency: str, locale: str, text: str) -> None:
    """Millions with two digits, whole units below, hundredths for small amounts."""
    assert format_money(cents, currency, locale) == text.replace("_", BLANK)


def test_dates_have_their_month_in_letters() -> None:
    """No reader can mix up day and month."""
    assert format_date(date(2026, 12, 31)) == "31 Dec 2026"
    assert format_date(date(2026, 12, 31), "en_GB") == "31 Dec 2026"
    assert format_date(date(2026, 12, 31), "pl") == "31 gru 2026"


def test_shares_are_whole_unless_asked() -> None:
    """Chances are whole per cent, with a blank that does not break."""
    assert format_share(0.617) == f"62{BLANK}%"
    assert format_share(0.125) == f"13{BLANK}%"
    assert format_share(0.0061, "de", decimals=1) == f"0,6{BLANK}%"
    assert format_share(-0.04) == f"\N{MINUS SIGN}4{BLANK}%"


def test_counts_have_thousands_marks() -> None:
    """Counts are whole."""
    assert format_count(4310) == "4,310"
    assert format_count(4309.5, "pl") == f"4{BLANK}310"


@pytest.mark.parametrize(
    ("value", "error", "rounded"),
    [
        (1_253_912, 8_400, 1_254_000),
        (1_253_912, 12_000, 1_250_000),
        (61.7, 3.1, 62),
        (61.74, 0.2, 61.7),
        (-1_255, 10, -1_260),
        (61.7, 0, 61.7),
        (61.7, float("nan"), 61.7),
    ],
)
def test_figures_are_no_finer_than_their_error(value: float, error: float, rounded: float) -> None:
    """The first digit of the error is the last of the figure."""
    assert round_to_error(value, error) == rounded
