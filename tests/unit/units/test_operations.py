"""Levers: set, times, plus."""

from __future__ import annotations

from datetime import date

import pytest

from simfunnel.units import (
    Count,
    Duration,
    Growth,
    Money,
    Percent,
    PerLead,
    PerTime,
    Plus,
    Quantity,
    Set,
    Share,
    Times,
    parse_operation,
)


@pytest.mark.parametrize(
    ("value", "operation"),
    [
        ("times 1.10", Times(1.1)),
        ("plus 5 points", Plus(5.0, "point")),
        ("plus 1 point", Plus(1.0, "point")),
        ("plus 1", Plus(1.0)),
        ("plus 2 500", Plus(2500.0)),
        ("plus -2 business days", Plus(-2.0, "business day")),
        ("plus 3 per month", Plus(3.0, "per month")),
        (" 7 days ", Set("7 days")),
        ("-4 %", Set("-4 %")),
        (5, Set("5")),
        (0.1, Set("0.1")),
        (False, Set("false")),
        (date(2026, 9, 1), Set("2026-09-01")),
        (Share(0.75), Set("75 %")),
    ],
)
def test_a_plain_value_sets_and_two_words_move(
    value: object, operation: Set | Times | Plus
) -> None:
    """The three operations are told apart by their first word."""
    assert parse_operation(value) == operation
    assert parse_operation(operation) is operation
    assert parse_operation(str(operation)) == operation


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("+5 %", "'+5 %' could mean 'plus 5 points' or 'times 1.05'; write one of them."),
        ("plus 5 %", "'plus 5 %' could mean 'plus 5 points' or 'times 1.05'; write one of them."),
        ("+5 days", "'+5 days' could mean 'plus 5 days' or '5 days'; write one of them."),
        ("times 0", "'times 0' is not above 0; give a factor above 0."),
        ("times", "'times' is not a factor; write for instance 'times 1.5'."),
        ("times x", "'x' is not a factor; write for instance 'times 1.5'."),
        ("plus", "'plus' is not an addition; write for instance 'plus 2 days'."),
        ("", "'' is not a change; write a value, 'times 1.1' or 'plus 5 points'."),
        (None, "an empty value is not a change; write a value, 'times 1.1' or 'plus 5 points'."),
        (float("nan"), "nan is not a finite number; give a finite one."),
    ],
)
def test_unclear_operations_are_refused(value: object, message: str) -> None:
    """What could add or multiply is asked back."""
    with pytest.raises(ValueError, match=r"\S") as caught:
        parse_operation(value)
    assert str(caught.value) == message


def test_a_factor_needs_its_word() -> None:
    """A bare number is not a factor, and a bare word is not an addition."""
    with pytest.raises(ValueError, match=r"\S") as caught:
        Times.parse(1.5)
    assert str(caught.value) == "1.5 is not a factor; write for instance 'times 1.5'."
    with pytest.raises(ValueError, match=r"\S") as caught:
        Plus.parse("5 points")
    assert str(caught.value) == "'5 points' is not an addition; write for instance 'plus 2 days'."


@pytest.mark.parametrize(
    ("quantity", "operation", "result"),
    [
        (PerTime(60, "month"), "times 1.1", "66 per month"),
        (Share(0.4), "plus 5 points", "45 %"),
        (Share(0.7), "plus 10 points", "80 %"),
        (Percent(1.1), "plus -20 points", "90 %"),
        (Growth(0.1, "year"), "plus 5 points", "15 % per year"),
        (Duration(3, "day"), "plus 1 week", "10 days"),
        (Duration(3, "business day"), "plus 2 business days", "5 business days"),
        (PerTime(60, "quarter"), "plus 1 per month", "63 per quarter"),
        (PerTime(60, "month"), "plus 5", "65 per month"),
        (PerLead(45), "plus 5 per lead", "50 per lead"),
        (Count(4), "plus 1", "5"),
        (Money(1000), "times 1.005", "1 005"),
        (Times(1.5), "times 1.2", "times 1.8"),
        (Duration(14, "day"), "1 week", "1 week"),
    ],
)
def test_operations_move_a_quantity(quantity: Quantity, operation: str, result: str) -> None:
    """Results are the decimal ones that a person would write."""
    assert str(parse_operation(operation).applied_to(quantity)) == result


@pytest.mark.parametrize(
    ("quantity", "operation", "message"),
    [
        (Share(0.97), "plus 5 points", "'102 %' is not a share; give 0 to 100 %."),
        (
            Share(0.4),
            "plus 5",
            "'5' cannot be added to '40 %'; write for instance 'plus 5 points'.",
        ),
        (
            Duration(3, "business day"),
            "plus 1 week",
            "'1 week' cannot be added to '3 business days'; "
            "write for instance 'plus 2 business days'.",
        ),
        (
            Duration(3, "day"),
            "plus 5 points",
            "'5 points' cannot be added to '3 days'; write for instance 'plus 2 days'.",
        ),
        (Count(4), "plus 1 day", "'day' cannot be added to 4; write for instance 'plus 1'."),
        (Count(5), "times 1.5", "7.5 is not a whole number; give one."),
        (
            PerTime(5, "month"),
            "plus 1 day",
            "'day' cannot be added to '5 per month'; write for instance 'plus 5 per month'.",
        ),
        (
            PerLead(5),
            "plus 1 day",
            "'day' cannot be added to '5 per lead'; write for instance 'plus 5 per lead'.",
        ),
        (
            Duration(14, "day"),
            "75 %",
            "'75 %' has the unit '%'; write one of second, minute, hour, day, week, month, "
            "quarter, year, business day.",
        ),
    ],
)
def test_operations_that_do_not_fit_are_refused(
    quantity: Quantity, operation: str, message: str
) -> None:
    """A lever cannot lead out of a quantity's range or mix units."""
    with pytest.raises(ValueError, match=r"\S") as caught:
        parse_operation(operation).applied_to(quantity)
    assert str(caught.value) == message
