"""Durations bring their clock and their length in seconds."""

from __future__ import annotations

import pytest

from simfunnel.units import Duration


@pytest.mark.parametrize(
    ("text", "seconds", "clock"),
    [
        ("90 seconds", 90, "calendar"),
        ("2 minutes", 120, "calendar"),
        ("1 hour", 3_600, "calendar"),
        ("1 day", 86_400, "calendar"),
        ("2 weeks", 1_209_600, "calendar"),
        ("1 month", 2_629_800, "calendar"),
        ("1 quarter", 7_889_400, "calendar"),
        ("1 year", 31_557_600, "calendar"),
        ("5 business days", 432_000, "business"),
        ("1 business day", 86_400, "business"),
    ],
)
def test_units_have_fixed_lengths_and_a_clock(text: str, seconds: int, clock: str) -> None:
    """A month is 30.4375 days, a quarter 91.3125, a year 365.25."""
    duration = Duration.parse(text)
    assert duration.seconds == seconds
    assert duration.clock == clock


UNITS = "second, minute, hour, day, week, month, quarter, year, business day"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (14, "14 has no unit; say one: '14 days'."),
        ("14", "'14' has no unit; say one: '14 days'."),
        (
            "14 dais",
            f"'14 dais' has the unit 'dais'; write one of {UNITS}. Did you mean 'day'?",
        ),
        ("-3 days", "'-3 days' is negative; give 0 or more."),
        ("2 000 years", "'2 000 years' is longer than 1 000 years; give less."),
        ("days", "'days' is not a duration; write for instance '14 days'."),
        ("12:30:00", f"'12:30:00' has the unit ':30:00'; write one of {UNITS}."),
        ("1e300 days", "'1e300 days' is in scientific notation; write the figure out."),
    ],
)
def test_unusable_durations_are_refused(value: object, message: str) -> None:
    """A duration needs a number and a unit, and is neither negative nor absurd."""
    with pytest.raises(ValueError, match=r"\S") as caught:
        Duration.parse(value)
    assert str(caught.value) == message


def test_durations_are_written_in_their_own_unit() -> None:
    """Text keeps the unit and its plural."""
    assert str(Duration.parse("3 days")) == "3 days"
    assert str(Duration(1, "business day")) == "1 business day"
    assert str(Duration(1.5, "hour")) == "1.5 hours"
    assert Duration.parse("7 days") != Duration.parse("1 week")
    assert hash(Duration.parse("7 days")) == hash(Duration(7.0, "day"))


def test_a_made_duration_is_checked_like_a_read_one() -> None:
    """A lever that leads out of range is refused by the same rule."""
    with pytest.raises(ValueError, match=r"\S") as caught:
        Duration(3, "day").with_number(-1)
    assert str(caught.value) == "'-1 days' is negative; give 0 or more."
    with pytest.raises(ValueError, match=r"\S") as caught:
        Duration(3, "fx")
    assert str(caught.value) == f"'fx' is not a unit of time; write one of {UNITS}."
