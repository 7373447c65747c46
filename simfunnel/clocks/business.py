"""The clock of business days: weekends and public holidays do not count."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from simfunnel.clocks.day_clocks import DayClock, Hours, weekday_of
from simfunnel.clocks.tables import DAY, MILLION
from simfunnel.errors import FunnelError, did_you_mean
from simfunnel.words import say

if TYPE_CHECKING:
    from holidays import HolidayBase

__all__ = ["business_clock"]


def business_clock(
    start: date,
    first_day: int,
    n_days: int,
    *,
    weekend: Iterable[int] = (5, 6),
    country: str | None = None,
    subdivision: str | None = None,
    extra_holidays: Iterable[date] = (),
    name: str = "business days",
) -> DayClock:
    """Return a clock that runs all day on working days and stands still on the others.

    Parameters
    ----------
    start : datetime.date
        Day 0.
    first_day, n_days : int
        The days of the table.
    weekend : iterable of int
        Weekdays without work; Monday is 0.
    country : str, optional
        Two-letter code whose public holidays are free; none without it.
    subdivision : str, optional
        Code of a part of the country that has holidays of its own.
    extra_holidays : iterable of datetime.date
        Further days without work.
    name : str
        What people call the clock.

    Returns
    -------
    DayClock
        The clock.

    Raises
    ------
    FunnelError
        If the country or its part is unknown, or no day is a working day.

    Examples
    --------
    >>> clock = business_clock(date(2026, 12, 24), 0, 5, country="ES")
    >>> clock.hours.speeds // 1_000_000     # Thursday, Christmas Day, weekend, Monday
    array([1, 0, 0, 0, 1])
    """
    free_weekdays = sorted({int(day) for day in weekend})
    public = _public_holidays(country, subdivision)
    extra = frozenset(extra_holidays)

    def rule(first: int, n: int) -> Hours:
        """Open all day on working days."""
        works = ~np.isin(weekday_of(start, first, n), free_weekdays)
        for day in _free_days(start + timedelta(first), start + timedelta(first + n - 1), public):
            works[(day - start).days - first] = False
        for day in extra:
            if 0 <= (day - start).days - first < n:
                works[(day - start).days - first] = False
        speeds = np.where(works, MILLION, 0).astype(np.int64)
        return Hours(np.zeros_like(speeds), np.full_like(speeds, DAY), speeds)

    return DayClock(name, first_day, n_days, rule)


def _public_holidays(country: str | None, subdivision: str | None) -> HolidayBase | None:
    """Return the public holidays of a country or of a part of it."""
    if country is None:
        if subdivision is not None:
            raise FunnelError(
                say(
                    "subdivision '{subdivision}' has no country; name its country too.",
                    subdivision=subdivision,
                )
            )
        return None
    import holidays

    # The list of what is known would load the calendars of all countries.
    calendar = getattr(holidays, country, None) if len(country) == 2 else None
    if calendar is not None and (subdivision is None or subdivision in calendar.subdivisions):
        return holidays.country_holidays(country, subdiv=subdivision)
    known = holidays.list_supported_countries()
    if country not in known:
        raise FunnelError(
            say(
                "unknown country '{country}'; write a two-letter code such as ES or PL.{hint}",
                country=country,
                hint=did_you_mean(country.upper(), (code for code in known if len(code) == 2)),
            )
        )
    if subdivision is not None and subdivision not in known[country]:
        parts = ", ".join(known[country]) or "none"
        raise FunnelError(
            say(
                "unknown subdivision '{subdivision}' of '{country}'; the known ones are: {parts}.",
                subdivision=subdivision,
                country=country,
                parts=parts,
            )
        )
    return holidays.country_holidays(country, subdiv=subdivision)


def _free_days(first: date, last: date, public: HolidayBase | None) -> list[date]:
    """Return the public holidays from the first to the last day."""
    if public is None:
        return []
    for year in range(first.year - 1, last.year + 2):  # a holiday may be kept in the year beside
        public.get(date(year, 1, 1))  # the library works a year out when it is first asked for
    return [day for day in public if first <= day <= last]
