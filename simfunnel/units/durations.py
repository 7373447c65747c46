"""Durations: a number, a unit, and through the unit the clock on which it runs."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, Literal, Self

from simfunnel.errors import did_you_mean
from simfunnel.units.quantity import Quantity
from simfunnel.units.readings import Reading, shown, written_number
from simfunnel.words import listed, mark, say

__all__ = ["DAYS_PER_UNIT", "SECONDS_PER_DAY", "Duration", "singular", "time_unit"]

SECONDS_PER_DAY = 86_400
"""Seconds of a calendar day; also of a business day, on the business clock."""

DAYS_PER_UNIT: MappingProxyType[str, float] = MappingProxyType(
    {
        "second": 1 / SECONDS_PER_DAY,
        "minute": 60 / SECONDS_PER_DAY,
        "hour": 3_600 / SECONDS_PER_DAY,
        "day": 1.0,
        "week": 7.0,
        "month": 30.4375,
        "quarter": 91.3125,
        "year": 365.25,
    }
)
"""Calendar days of each unit of time, in rates and durations."""

_SECONDS_PER_UNIT = MappingProxyType(
    {
        "second": 1.0,
        "minute": 60.0,
        "hour": 3_600.0,
        **{
            u: DAYS_PER_UNIT[u] * SECONDS_PER_DAY
            for u in ("day", "week", "month", "quarter", "year")
        },
        "business day": float(SECONDS_PER_DAY),
    }
)
_LONGEST_YEARS = 1_000


def singular(unit: str) -> str:
    """Return a unit without its plural s.

    Examples
    --------
    >>> singular("business days"), singular("day")
    ('business day', 'day')
    """
    return unit[:-1] if unit.endswith("s") else unit


def time_unit(text: str, value: object) -> str:
    """Return the unit of time that a rate names after "per", in the singular.

    Raises
    ------
    ValueError
        If it is not second, minute, hour, day, week, month, quarter or year.

    Examples
    --------
    >>> time_unit("month", "60 per month")
    'month'
    """
    if text not in DAYS_PER_UNIT:
        known = ", ".join(DAYS_PER_UNIT)
        raise ValueError(
            say(
                "{value} has the unit '{text}' after 'per'; write one of {known}.{hint}",
                value=shown(value),
                text=text,
                known=known,
                hint=did_you_mean(text, DAYS_PER_UNIT),
            )
        )
    return text


@dataclass(frozen=True)
class Duration(Quantity):
    """A length of time, "14 days" or "5 business days".

    Parameters
    ----------
    number : float
        How many units; from 0 to 1 000 years.
    unit : str
        second, minute, hour, day, week, month, quarter, year or business day.

    Examples
    --------
    >>> Duration.parse("2 weeks")
    Duration(number=2.0, unit='week')
    >>> str(Duration.parse("5  business days")), Duration.parse("1 month").seconds
    ('5 business days', 2629800.0)
    >>> Duration.parse(14)
    Traceback (most recent call last):
    ...
    ValueError: 14 has no unit; say one: '14 days'.
    """

    unit: str

    kind: ClassVar[str] = mark("a duration")
    example: ClassVar[str] = "14 days"

    def _check(self) -> None:
        """Refuse unknown units, negative and absurd lengths."""
        if self.unit not in _SECONDS_PER_UNIT:
            raise ValueError(
                say(
                    "{value} is not a unit of time; write one of {known}.{hint}",
                    value=shown(self.unit),
                    **_known_units(self.unit),
                )
            )
        if self.number < 0:
            raise ValueError(say("{value} is negative; give 0 or more.", value=shown(str(self))))
        if self.seconds > _LONGEST_YEARS * 365.25 * SECONDS_PER_DAY:
            raise ValueError(
                say("{value} is longer than 1 000 years; give less.", value=shown(str(self)))
            )

    @classmethod
    def _from_reading(cls, reading: Reading, value: object) -> Self:
        """Make a duration from a number and its unit."""
        if not reading.unit:
            raise ValueError(
                say(
                    "{value} has no unit; say one: '{digits} days'.",
                    value=shown(value),
                    digits=reading.digits,
                )
            )
        unit = singular(reading.unit)
        if unit not in _SECONDS_PER_UNIT:
            raise ValueError(
                say(
                    "{value} has the unit {unit}; write one of {known}.{hint}",
                    value=shown(value),
                    unit=shown(reading.unit),
                    **_known_units(unit),
                )
            )
        return cls(reading.number(), unit)

    @property
    def seconds(self) -> float:
        """Seconds on the duration's own clock."""
        return self.number * _SECONDS_PER_UNIT[self.unit]

    @property
    def clock(self) -> Literal["calendar", "business"]:
        """The clock on which the duration runs."""
        return "business" if self.unit == "business day" else "calendar"

    def in_own_unit(self, number: float, unit: str) -> float:
        """Return what "plus `number` `unit`" adds, in the duration's own unit.

        Raises
        ------
        ValueError
            If `unit` is not a unit of time on the same clock.

        Examples
        --------
        >>> Duration(3, "day").in_own_unit(1, "week")
        7.0
        """
        if unit not in _SECONDS_PER_UNIT or (unit == "business day") != (self.clock == "business"):
            raise ValueError(
                say(
                    "'{plural}' cannot be added to '{value}'; write for instance 'plus 2 {unit}s'.",
                    plural=_plural(number, unit),
                    value=self,
                    unit=self.unit,
                )
            )
        return (
            number
            if unit == self.unit
            else number * (_SECONDS_PER_UNIT[unit] / _SECONDS_PER_UNIT[self.unit])
        )

    def __str__(self) -> str:
        """Return for instance "3 days"."""
        return _plural(self.number, self.unit)


def _known_units(unit: str) -> dict[str, str]:
    """Return the units of time, and the one nearest to a wrong one."""
    return {"known": listed(_SECONDS_PER_UNIT), "hint": did_you_mean(unit, _SECONDS_PER_UNIT)}


def _plural(number: float, unit: str) -> str:
    """Return a number with its unit, in the plural unless it is one."""
    words = f"{unit}s" if unit and number != 1 else unit
    return f"{written_number(number)} {words}".strip()
