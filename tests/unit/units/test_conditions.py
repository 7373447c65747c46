"""Conditions of review rules: what can be read, and what cannot."""

from __future__ import annotations

import re

import pytest

from simfunnel.units import Condition, Times


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("coverage below 3", "coverage below 3"),
        ("coverage of year_end above 2.5", "coverage of year_end above 2.5"),
        ("booked below 40 %", "booked below 40 %"),
        ("pace of the big one below 110 %", "pace of the big one below 110 %"),
        (" open leads  above 1200 ", "open leads above 1 200"),
        ("backlog of sdr above 40", "backlog of sdr above 40"),
    ],
)
def test_a_condition_is_written_as_it_is_read(text: str, canonical: str) -> None:
    """The canonical text reads back to an equal condition."""
    condition = Condition.parse(text)
    assert str(condition) == canonical
    assert Condition.parse(canonical) == condition


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("coverage < 3", "'coverage < 3' is not a condition; write for instance "
         "'coverage below 3'."),
        (3, "3 is not a condition; write for instance 'coverage below 3'."),
        ("covrage below 3", "'covrage' is no measure of a review. Did you mean 'coverage'?"),
        ("sunshine below 3", "'sunshine' is no measure of a review. Known: 'coverage', "
         "'booked', 'pace', 'open leads', 'backlog'."),
        ("booked below 0.4", "'0.4' could mean 40 % or 0.4 %; write '40 %' or '0.4 %'."),
        ("backlog of sdr above 2.5", "2.5 is not a whole number; give one."),
    ],
)  # fmt: skip
def test_what_is_no_condition_is_refused(value: object, message: str) -> None:
    """Each refusal says what to write instead."""
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        Condition.parse(value)


def test_a_lever_moves_the_level() -> None:
    """A what-if may ask for more coverage before the rule holds."""
    assert str(Times(1.5).applied_to(Condition.parse("coverage below 3"))) == "coverage below 4.5"
