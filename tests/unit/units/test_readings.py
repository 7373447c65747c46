"""Numbers as people write them: one reading or none."""

from __future__ import annotations

import pytest

from simfunnel.units import Plain
from simfunnel.units.readings import plain_number, shown, written_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("486 000", 486_000),
        ("1\N{NO-BREAK SPACE}200\N{NARROW NO-BREAK SPACE}000", 1_200_000),
        ("1.2M", 1_200_000),
        ("1.2 M", 1_200_000),
        ("350k", 350_000),
        ("0.40", 0.4),
        ("1200", 1200),
        ("-4", -4),
        ("\N{MINUS SIGN}4", -4),
        ("1 234.5", 1234.5),
        (0.6, 0.6),
        (12, 12),
    ],
)
def test_numbers_are_read_with_blanks_dots_and_suffixes(text: object, number: float) -> None:
    """Every way of writing a number that has one meaning is read."""
    assert Plain.parse(text).number == number


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (
            "1,200,000",
            "'1,200,000' could mean 1200000 or 1.2; write 1200000 or 1 200 000 or 1.2M.",
        ),
        (
            "1.200.000",
            "'1.200.000' could mean 1200000 or 1.2; write 1200000 or 1 200 000 or 1.2M.",
        ),
        ("1,5", "'1,5' could mean 1.5 or 15; write 1.5 or 15."),
        ("1,200", "'1,200' could mean 1200 or 1.2; write 1200 or 1.2."),
        ("1.234,56", "'1.234,56' could mean 1234.56 or 1.23456; write 1234.56 or 1.23456."),
        ("1e3", "'1e3' is in scientific notation; write the figure out."),
        ("-2.5E-3 ", "'-2.5E-3 ' is in scientific notation; write the figure out."),
        ("NO", "'NO' is not a number; write for instance '0.6'."),
        (".nan", "'.nan' is not a number; write for instance '0.6'."),
        (".inf", "'.inf' is not a number; write for instance '0.6'."),
        (float("nan"), "nan is not a finite number; give a finite one."),
        (float("-inf"), "-inf is not a finite number; give a finite one."),
        ("9" * 400, "inf is not a finite number; give a finite one."),
        (10**400, "inf is not a finite number; give a finite one."),
        (True, "true is not a number; write for instance '0.6'."),
        (None, "an empty value is not a number; write for instance '0.6'."),
        ("", "'' is not a number; write for instance '0.6'."),
        ([1, 2], "'[1, 2]' is not a number; write for instance '0.6'."),
        ("48 60", "'48 60' is not a number; write it like 1200, 1 200, 0.5 or 1.2M."),
        (".5", "'.5' is not a number; write it like 1200, 1 200, 0.5 or 1.2M."),
        ("+5", "'+5' could mean 'plus 5' or '5'; write one of them."),
        (
            "3 apples",
            "'3 apples' has 'apples' where nothing is expected; write for instance '0.6'.",
        ),
        ("5 m", "'5 m' has 'm' where nothing is expected; write for instance '0.6'."),
        ("__import__('os')", "'__import__('os')' is not a number; write for instance '0.6'."),
    ],
)
def test_what_is_no_number_or_two_is_refused(value: object, message: str) -> None:
    """A refusal says what is wrong, with the value, and what to write."""
    with pytest.raises(ValueError, match=r"\S") as caught:
        Plain.parse(value)
    assert str(caught.value) == message


def test_messages_show_values_short_and_without_control_characters() -> None:
    """A hostile value cannot flood or steer a terminal."""
    assert shown("a\x1b[2J\N{RIGHT-TO-LEFT OVERRIDE}b\nc") == "'a?[2J?b c'"
    assert shown("x" * 100) == "'" + "x" * 60 + "…'"
    assert shown(1e300) == "1" + "0" * 59 + "…"


def test_written_numbers_have_blanks_and_all_their_digits() -> None:
    """Canonical text groups thousands and drops no digit."""
    assert written_number(1_234_567.125) == "1 234 567.125"
    assert written_number(-0.0) == "0"
    assert written_number(-1500) == "-1 500"
    assert plain_number(0.1 + 0.2) == "0.30000000000000004"
    assert plain_number(1e16) == "10000000000000000"
