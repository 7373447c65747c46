"""Ticks stand at round amounts and at the beginnings of months, quarters and years."""

from __future__ import annotations

from datetime import date

import pytest

from simfunnel.charts import Amounts, amount_ticks, calendar_ticks

MONEY, DEALS = Amounts("won_amount", "EUR"), Amounts("won")
NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("largest", "labels"),
    [
        (1.7e6, ["0", "0.4_M", "0.8_M", "1.2_M", "1.6_M"]),
        (1.25e6, ["0", "0.25_M", "0.50_M", "0.75_M", "1.00_M", "1.25_M"]),
        (104_000.0, ["0", "25,000", "50,000", "75,000", "100,000"]),
        (1.2, ["0", "1"]),
        (0.0, ["0"]),
    ],
)
def test_amounts_are_round(largest: float, labels: list[str]) -> None:
    """At most five steps above zero, all in millions or none."""
    assert [text.replace(NBSP, "_") for _, text in amount_ticks(largest, MONEY)] == labels


@pytest.mark.parametrize("largest", [1.2, 3.0, 7.0, 26.0, 84.0, 1234.0])
def test_deals_are_counted_in_whole_steps(largest: float) -> None:
    """No tick between two deals, and no label twice."""
    ticks = amount_ticks(largest, DEALS)
    assert all(value.is_integer() for value, _ in ticks)
    assert len({text for _, text in ticks}) == len(ticks)


def test_a_year_is_labelled_by_months_with_the_year_once() -> None:
    """The year stands under the first month only."""
    labels = [tick.label for tick in calendar_ticks(date(2026, 1, 1), date(2026, 12, 31))]
    assert labels[:3] == ["Jan\n2026", "Feb", "Mar"]
    assert len(labels) == 12
    assert sum("2026" in label for label in labels) == 1


def test_january_names_its_year() -> None:
    """A window over new year names both."""
    labels = [tick.label for tick in calendar_ticks(date(2026, 10, 1), date(2027, 3, 31))]
    assert labels == ["Oct\n2026", "Nov", "Dec", "Jan\n2027", "Feb", "Mar"]


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (date(2026, 7, 1), date(2026, 7, 2)),
        (date(2026, 7, 1), date(2026, 7, 20)),
        (date(2026, 7, 1), date(2026, 9, 30)),
        (date(2026, 7, 17), date(2027, 7, 16)),
        (date(2026, 1, 1), date(2028, 12, 31)),
        (date(2020, 2, 29), date(2050, 12, 31)),
    ],
)
def test_every_window_has_a_few_ticks_inside(since: date, until: date) -> None:
    """From a day to thirty years: one to sixteen ticks, ascending, all inside."""
    days = [tick.on for tick in calendar_ticks(since, until)]
    assert 1 <= len(days) <= 16
    assert days == sorted(set(days))
    assert since <= days[0]
    assert days[-1] <= until


def test_months_are_named_in_the_readers_language() -> None:
    """Babel names them."""
    assert calendar_ticks(date(2026, 1, 1), date(2026, 12, 31), "pl")[1].label == "lut"
