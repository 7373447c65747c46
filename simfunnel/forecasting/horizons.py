"""How far a forecast looks: "13 weeks" is exactly 91 days, months go by the calendar."""

from __future__ import annotations

from datetime import date, timedelta

from simfunnel.errors import FunnelError
from simfunnel.units import Duration, parse_date
from simfunnel.words import say

__all__ = ["last_day_of"]

_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_DAYS = {"day": 1, "week": 7}
_LONGEST_DAYS = 36_600


def last_day_of(start: date, horizon: str | date) -> date:
    """Return the last day of a horizon.

    Parameters
    ----------
    start : datetime.date
        The first day.
    horizon : str or datetime.date
        Whole days, weeks, months, quarters or years from the start, or the last day itself.

    Returns
    -------
    datetime.date
        The day before the horizon ends. Months end on the eve of the same day of a later month,
        or of the first after it where that month is too short.

    Raises
    ------
    FunnelError
        If it cannot be read, is not whole, or ends before it begins.

    Examples
    --------
    >>> last_day_of(date(2026, 4, 1), "13 weeks"), last_day_of(date(2026, 1, 31), "1 month")
    (datetime.date(2026, 6, 30), datetime.date(2026, 2, 28))
    """
    if isinstance(horizon, date) or "-" in horizon:
        return _stated(start, horizon)
    try:
        length = Duration.parse(horizon)
    except ValueError as error:
        raise FunnelError(
            say("horizon '{horizon}': {error}", horizon=horizon, error=error)
        ) from None
    if length.unit not in _MONTHS | _DAYS or not length.number.is_integer() or length.number < 1:
        raise FunnelError(
            say(
                "horizon '{horizon}': is no whole number of days, weeks, months, quarters or "
                "years; write for instance '13 weeks'.",
                horizon=horizon,
            )
        )
    if length.seconds > _LONGEST_DAYS * 86_400:
        raise FunnelError(
            say("horizon '{horizon}': is longer than 100 years; give less.", horizon=horizon)
        )
    number = int(length.number)
    if length.unit in _DAYS:
        return start + timedelta(days=number * _DAYS[length.unit] - 1)
    return _same_day_later(start, number * _MONTHS[length.unit]) - timedelta(days=1)


def _stated(start: date, horizon: str | date) -> date:
    """Return a last day that is stated as such."""
    try:
        last = parse_date(horizon)
    except ValueError as error:
        raise FunnelError(
            say("horizon '{horizon}': {error}", horizon=horizon, error=error)
        ) from None
    if last < start:
        raise FunnelError(
            say(
                "horizon '{horizon}': ends before the start on {start}; give a later day.",
                horizon=horizon,
                start=start,
            )
        )
    return last


def _same_day_later(day: date, months: int) -> date:
    """Return the same day some months later, or the first of the next month if there is none."""
    year, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + year, month + 1, 1)
    later = first + timedelta(days=day.day - 1)
    if later.month == first.month:
        return later
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)
