"""Amounts are no finer than they are known, and read in the reader's own marks."""

from __future__ import annotations

import numpy as np
import pytest

from simfunnel.charts import Amounts, deals_text, figure_text, rounding_unit

NBSP = "\N{NO-BREAK SPACE}"


def test_rounding_unit_is_the_first_digit_of_the_error() -> None:
    """A thousand draws of 190,000 spread know their median to about 15,000: tens of thousands."""
    draws = 1.25e6 + 190_000 * np.sin(np.arange(1000) * 12.9898) * 1.2
    assert rounding_unit(draws) == 10_000.0


def test_rounding_unit_grows_where_futures_are_few() -> None:
    """A hundredth of the futures know ten times less."""
    many, few = np.linspace(0, 1e6, 10_000), np.linspace(0, 1e6, 100)
    assert rounding_unit(few) == 10 * rounding_unit(many)


@pytest.mark.parametrize("draws", [np.array([]), np.full(30, 5.0), np.array([7.0])])
def test_rounding_unit_is_zero_where_nothing_varies(draws: np.ndarray) -> None:
    """What does not vary is known exactly."""
    assert rounding_unit(draws) == 0.0


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1_253_912.0, "1.25_M"),
        (999_999.0, "1.00_M"),
        (486_123.0, "490,000"),
        (0.0, "0"),
        (-234_000.0, "\N{MINUS SIGN}230,000"),
    ],
)
def test_money_is_rounded_to_the_unit(value: float, text: str) -> None:
    """In millions from a million, thousands separated below, a true minus sign."""
    made = Amounts("won_amount", "EUR", unit=10_000.0).short(value)
    assert made.replace(NBSP, "_") == text


def test_a_range_names_its_unit_once() -> None:
    """Both ends in millions as soon as the upper one is, and one M behind them."""
    money = Amounts("won_amount", "EUR", unit=10_000.0)
    assert money.range(250_000, 550_000) == "250,000\N{EN DASH}550,000"
    table = money.for_table(1.53e6)
    assert table.range(250_000, 550_000, words=True).replace(NBSP, " ") == "0.25 to 0.55 M"


def test_a_stated_target_loses_no_digit() -> None:
    """A target is shown as it was stated: in millions only if that is exact."""
    money = Amounts("won_amount", "EUR", unit=10_000.0)
    assert [money.stated(v).replace(NBSP, "_") for v in (1.2e6, 1.234e6, 1_234_567, 400_000)] == [
        "1.2_M",
        "1.234_M",
        "1,234,567",
        "400,000",
    ]


def test_deals_are_named_and_counted() -> None:
    """One deal, several deals, averages with one decimal."""
    deals = Amounts("won")
    assert deals.named(1.0).replace(NBSP, " ") == "1 deal"
    assert deals.named(24.0).replace(NBSP, " ") == "24 deals"
    assert deals.short(24.34) == "24.3"
    assert deals_text(12, "3 to 12") == f"3 to 12{NBSP}deals"


def test_an_amount_without_currency_stands_alone() -> None:
    """Where a scenario states no currency none is invented."""
    assert Amounts("won_amount", unit=1000.0).named(12_345.0) == "12,000"
    assert Amounts("won_amount").axis_title() == "amount"


def test_marks_follow_the_locale() -> None:
    """German readers get a comma as decimal mark and a dot between thousands."""
    money = Amounts("won_amount", "EUR", "de", 10_000.0)
    assert money.named(1.25e6).replace(NBSP, "_") == "EUR_1,25_M"
    assert figure_text(486_000, 0, "de") == "486.000"
