"""How far a forecast looks."""

from __future__ import annotations

from datetime import date

import pytest

from simfunnel.errors import FunnelError
from simfunnel.forecasting.horizons import last_day_of


@pytest.mark.parametrize(
    ("start", "horizon", "last"),
    [
        ("2026-04-01", "13 weeks", "2026-06-30"),
        ("2026-04-01", "1 day", "2026-04-01"),
        ("2026-07-01", "6 months", "2026-12-31"),
        ("2026-07-15", "6 months", "2027-01-14"),
        ("2026-01-31", "1 month", "2026-02-28"),
        ("2024-01-30", "1 month", "2024-02-29"),
        ("2026-12-31", "2 months", "2027-02-28"),
        ("2026-07-01", "2 quarters", "2026-12-31"),
        ("2024-02-29", "1 year", "2025-02-28"),
        ("2026-07-01", "2026-08-15", "2026-08-15"),
    ],
)
def test_the_last_day(start: str, horizon: str, last: str) -> None:
    """Weeks are exactly 7 days, months go by the calendar, a date is the last day itself."""
    found = last_day_of(date.fromisoformat(start), horizon)
    assert found == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("horizon", "message"),
    [
        ("13", "horizon '13': '13' has no unit; say one: '13 days'."),
        (
            "1.5 weeks",
            "horizon '1.5 weeks': is no whole number of days, weeks, months, quarters or years; "
            "write for instance '13 weeks'.",
        ),
        (
            "10 business days",
            "horizon '10 business days': is no whole number of days, weeks, months, quarters or "
            "years; write for instance '13 weeks'.",
        ),
        ("200 years", "horizon '200 years': is longer than 100 years; give less."),
        (
            "2026-06-30",
            "horizon '2026-06-30': ends before the start on 2026-07-01; give a later day.",
        ),
        (
            "2026-06-31",
            "horizon '2026-06-31': '2026-06-31' is not a day of the calendar; check the month and "
            "the day.",
        ),
    ],
)
def test_what_is_no_horizon_is_refused_in_words(horizon: str, message: str) -> None:
    """The refusal repeats the text and says what to write."""
    with pytest.raises(FunnelError) as caught:
        last_day_of(date(2026, 7, 1), horizon)
    assert str(caught.value) == message
