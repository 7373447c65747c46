"""Calendar dates and the model's time: whole seconds since midnight of the scenario's start."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from simfunnel.units.readings import shown
from simfunnel.words import say

__all__ = ["moment_at", "parse_date", "seconds_since"]

_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_FIRST_YEAR, _LAST_YEAR = 1900, 2999


def parse_date(value: object) -> date:
    """Return the day that a value of a scenario file names.

    Parameters
    ----------
    value : object
        Text in the form 2026-09-01, or a date.

    Returns
    -------
    datetime.date
        The day.

    Raises
    ------
    ValueError
        If it is no day of the calendar, written otherwise, or not in the years 1900 to 2999.

    Examples
    --------
    >>> parse_date("2026-09-01")
    datetime.date(2026, 9, 1)
    >>> parse_date("1.9.2026")
    Traceback (most recent call last):
    ...
    ValueError: '1.9.2026' is not a date; write 2026-09-01 (year-month-day).
    """
    if isinstance(value, datetime):
        raise ValueError(
            say("{value} has a time of day; write 2026-09-01 (year-month-day).", value=shown(value))
        )
    day = value if isinstance(value, date) else _read_date(value)
    if not (_FIRST_YEAR <= day.year <= _LAST_YEAR):
        raise ValueError(
            say(
                "{value} is in the year {year}; give one from {first_year} to {last_year}.",
                value=shown(value),
                year=day.year,
                first_year=_FIRST_YEAR,
                last_year=_LAST_YEAR,
            )
        )
    return day


def _read_date(value: object) -> date:
    """Return the day that an ISO text names."""
    shape = _ISO.fullmatch(value.strip()) if isinstance(value, str) else None
    if shape is None:
        raise ValueError(
            say("{value} is not a date; write 2026-09-01 (year-month-day).", value=shown(value))
        )
    try:
        return date(int(shape[1]), int(shape[2]), int(shape[3]))
    except ValueError:
        raise ValueError(
            say(
                "{value} is not a day of the calendar; check the month and the day.",
                value=shown(value),
            )
        ) from None


def seconds_since(start: date, moment: date | datetime) -> int:
    """Return the model time of a day's midnight or of a moment.

    Parameters
    ----------
    start : datetime.date
        The scenario's start; its midnight is second 0.
    moment : datetime.date or datetime.datetime
        A day stands for its midnight. A moment has no time zone; parts of a second are dropped.

    Returns
    -------
    int
        Whole seconds since the start; negative before it.

    Raises
    ------
    ValueError
        If the moment has a time zone.

    Examples
    --------
    >>> seconds_since(date(2026, 7, 1), date(2026, 7, 2))
    86400
    >>> seconds_since(date(2026, 7, 1), datetime(2026, 6, 30, 23, 59, 59))
    -1
    """
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    if moment.tzinfo is not None:
        raise ValueError(
            say("{moment} has a time zone; give local time without one.", moment=shown(moment))
        )
    return (moment - datetime.combine(start, time())) // timedelta(seconds=1)


def moment_at(start: date, seconds: int) -> datetime:
    """Return the local moment of a model time.

    Parameters
    ----------
    start : datetime.date
        The scenario's start; its midnight is second 0.
    seconds : int
        Whole seconds since the start.

    Returns
    -------
    datetime.datetime
        The moment, without a time zone.

    Raises
    ------
    OverflowError
        If the moment lies beyond the year 9999, as "never" does.

    Examples
    --------
    >>> moment_at(date(2026, 7, 1), 90_000)
    datetime.datetime(2026, 7, 2, 1, 0)
    """
    return datetime.combine(start, time()) + timedelta(seconds=int(seconds))
