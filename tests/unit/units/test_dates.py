"""Dates in files and the model's seconds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from simfunnel.units import moment_at, parse_date, seconds_since


def test_dates_are_iso_only() -> None:
    """Text in one form, or a date."""
    assert parse_date("2026-09-01") == date(2026, 9, 1)
    assert parse_date(date(2026, 9, 1)) == date(2026, 9, 1)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("1.9.2026", "'1.9.2026' is not a date; write 2026-09-01 (year-month-day)."),
        ("2026-9-1", "'2026-9-1' is not a date; write 2026-09-01 (year-month-day)."),
        ("01/09/2026", "'01/09/2026' is not a date; write 2026-09-01 (year-month-day)."),
        (20260901, "20260901 is not a date; write 2026-09-01 (year-month-day)."),
        (None, "an empty value is not a date; write 2026-09-01 (year-month-day)."),
        ("2026-02-30", "'2026-02-30' is not a day of the calendar; check the month and the day."),
        ("0206-09-01", "'0206-09-01' is in the year 206; give one from 1900 to 2999."),
        (
            datetime(2026, 9, 1, 12),
            "'2026-09-01 12:00:00' has a time of day; write 2026-09-01 (year-month-day).",
        ),
    ],
)
def test_other_dates_are_refused(value: object, message: str) -> None:
    """Days and months are never guessed."""
    with pytest.raises(ValueError, match=r"\S") as caught:
        parse_date(value)
    assert str(caught.value) == message


def test_time_is_whole_seconds_from_the_start() -> None:
    """Midnight of the start is 0; parts of a second are dropped downwards."""
    start = date(2026, 7, 1)
    assert seconds_since(start, start) == 0
    assert seconds_since(start, date(2026, 7, 15)) == 14 * 86_400
    assert seconds_since(start, datetime(2026, 7, 1, 0, 0, 1, 999_999)) == 1
    assert seconds_since(start, datetime(2026, 6, 30, 23, 59, 59, 500_000)) == -1
    assert moment_at(start, -1) == datetime(2026, 6, 30, 23, 59, 59)


def test_moments_with_a_time_zone_are_refused() -> None:
    """The model knows local time only."""
    with pytest.raises(ValueError, match=r"\S") as caught:
        seconds_since(date(2026, 7, 1), datetime(2026, 7, 1, tzinfo=UTC))
    assert str(caught.value) == (
        "'2026-07-01 00:00:00+00:00' has a time zone; give local time without one."
    )


def test_a_day_has_86400_seconds_all_year() -> None:
    """Clock changes of summer do not exist in the model."""
    start = date(2026, 1, 1)
    for offset in range(366):
        day = start + timedelta(offset)
        assert seconds_since(start, day) == offset * 86_400
