"""Working days of countries."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from simfunnel.clocks import business_clock
from simfunnel.errors import FunnelError


def working_days(first: date, n_days: int, **calendar: object) -> list[date]:
    """Return the working days among some days."""
    clock = business_clock(first, 0, n_days, **calendar)  # type: ignore[arg-type]
    return [first + timedelta(n) for n, speed in enumerate(clock.hours.speeds.tolist()) if speed]


def test_without_a_country_only_weekends_are_free() -> None:
    """A week has five working days."""
    assert working_days(date(2026, 12, 21), 7) == [date(2026, 12, day) for day in range(21, 26)]


def test_public_holidays_of_a_country_are_free() -> None:
    """Christmas, New Year and Epiphany in Spain."""
    days = working_days(date(2026, 12, 24), 14, country="ES")
    free = {date(2026, 12, 25), date(2027, 1, 1), date(2027, 1, 6)}
    assert not free & set(days)
    assert len(days) == 14 - 4 - 3


def test_a_part_of_a_country_has_more_holidays() -> None:
    """2 May is free in Madrid; 4 July is kept on the Friday before in the United States."""
    assert date(2028, 5, 2) in working_days(date(2028, 5, 1), 5, country="ES")
    assert date(2028, 5, 2) not in working_days(date(2028, 5, 1), 5, country="ES", subdivision="MD")
    assert date(2026, 7, 3) not in working_days(date(2026, 7, 1), 5, country="US")


def test_a_holiday_kept_in_the_year_before_is_free() -> None:
    """New Year 2028 falls on a Saturday and is kept on 31 December 2027."""
    assert date(2027, 12, 31) not in working_days(date(2027, 12, 27), 5, country="US")


def test_weekends_and_extra_days_can_be_chosen() -> None:
    """Sunday to Thursday, less one day of the firm's own."""
    days = working_days(date(2026, 7, 5), 7, weekend=[4, 5], extra_holidays=[date(2026, 7, 7)])
    assert days == [date(2026, 7, day) for day in (5, 6, 8, 9)]


def test_the_hours_do_not_depend_on_the_table() -> None:
    """A day is free or not, however many days are asked for, and in whatever order."""
    start = date(2026, 7, 1)
    clock = business_clock(start, 0, 10, country="PL")
    wide = clock.over(-400, 1_200).speeds
    again = business_clock(start, -400, 1_200, country="PL").hours.speeds
    assert wide.tolist() == again.tolist()
    assert wide[400:410].tolist() == clock.hours.speeds.tolist()


@pytest.mark.parametrize(
    ("calendar", "message"),
    [
        (
            {"country": "Spain"},
            "unknown country 'Spain'; write a two-letter code such as ES or PL.",
        ),
        (
            {"country": "es"},
            "unknown country 'es'; write a two-letter code such as ES or PL. Did you mean 'ES'?",
        ),
        (
            {"country": "CY", "subdivision": "XX"},
            "unknown subdivision 'XX' of 'CY'; the known ones are: none.",
        ),
        (
            {"subdivision": "MD"},
            "subdivision 'MD' has no country; name its country too.",
        ),
    ],
)
def test_unknown_countries_are_refused(calendar: dict[str, str], message: str) -> None:
    """The message says what is known."""
    with pytest.raises(FunnelError) as caught:
        business_clock(date(2026, 7, 1), 0, 10, **calendar)  # type: ignore[arg-type]
    assert str(caught.value) == message
