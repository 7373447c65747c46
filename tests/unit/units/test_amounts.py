"""Counts, money and rates."""

from __future__ import annotations

import pytest

from simfunnel.units import Count, Money, PerLead, PerTime, Plain, Quantity


def test_money_is_hundredths_rounded_half_up() -> None:
    """Amounts become whole hundredths once."""
    assert Money.parse("1.2M").cents == 120_000_000
    assert Money.parse("0.40").cents == 40
    assert Money(0.125).cents == 13
    assert PerLead.parse("45 per lead").cents == 4_500


def test_amounts_are_written_so_that_nobody_takes_a_dot_for_thousands() -> None:
    """Three decimals get a fourth, because 1.234 might be read as 1234."""
    assert str(Money(486_000)) == "486 000"
    assert str(Money(1.234)) == "1.2340"
    assert Money.parse("1.2340") == Money(1.234)
    assert str(PerTime(60, "month")) == "60 per month"
    assert str(PerLead(0.4)) == "0.4 per lead"


def test_rates_are_per_calendar_day() -> None:
    """A rate per month is spread over 30.4375 days."""
    assert PerTime.parse("60.875 per month").per_day == 2
    assert PerTime.parse("14 per week").per_day == 2


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        (Money, "1.200", "'1.200' could mean 1200 or 1.2; write 1200 or 1.2."),
        (
            Money,
            "400 EUR",
            "'400 EUR' has 'eur' behind the amount; write for instance '486 000' "
            "(the currency is stated once, for the whole funnel).",
        ),
        (Money, "EUR 400", "'EUR 400' is not an amount of money; write for instance '486 000'."),
        (Money, "-5", "'-5' is negative; give 0 or more."),
        (
            Money,
            "10000000000M",
            "'10 000 000 000 000 000' is more than 1 000 000 000M; give less.",
        ),
        (PerLead, "45", "'45' is not an amount per lead; write for instance '45 per lead'."),
        (PerTime, "60", "'60' has no unit; say one: '60 per month'."),
        (PerTime, 60, "60 has no unit; say one: '60 per month'."),
        (
            PerTime,
            "60 months",
            "'60 months' is not a rate per time; write for instance '60 per month'.",
        ),
        (
            PerTime,
            "6.000 per year",
            "'6.000 per year' could mean 6000 or 6; write 6000 or 6.",
        ),
        (
            PerTime,
            "5 per business day",
            "'5 per business day' has the unit 'business day' after 'per'; write one of second, "
            "minute, hour, day, week, month, quarter, year.",
        ),
        (Count, "2.5", "2.5 is not a whole number; give one."),
        (Count, "-1", "'-1' is negative; give 0 or more."),
        (Count, "1.000", "'1.000' could mean 1000 or 1; write 1000 or 1."),
    ],
)
def test_unusable_amounts_are_refused(kind: type[Quantity], value: object, message: str) -> None:
    """Money, counts and rates are refused with what to write."""
    with pytest.raises(ValueError, match=r"\S") as caught:
        kind.parse(value)
    assert str(caught.value) == message


def test_a_quantity_is_a_value() -> None:
    """Equal numbers of one kind are equal, of two kinds are not, and nothing changes in place."""
    assert Plain(1) == Plain(1.0)
    assert Plain(1) != Count(1)
    assert Count.parse(Count(3)) == Count(3)
    moved = Plain(1).with_number(2)
    assert moved == Plain(2)
    assert Count(4).count == 4
