"""Shares, percentages and growth: everything written with a per-cent sign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from simfunnel.units.durations import DAYS_PER_UNIT, time_unit
from simfunnel.units.quantity import Quantity
from simfunnel.units.readings import Reading, misread, plain_number, shown, written_number
from simfunnel.words import listed, mark, say

__all__ = ["Growth", "Percent", "Points", "Share", "ShareOfWon", "ShareRate"]


def _percent(number: float) -> str:
    """Return a fraction as text in per cent."""
    return f"{written_number(number, 2)} %"


def _refuse_bare(reading: Reading, value: object) -> None:
    """Refuse a number without a per-cent sign, with its readings."""
    number = reading.number()
    as_percent = f"{plain_number(number)} %"
    as_fraction = f"{plain_number(reading.number(2))} %"
    ways = [as_percent] if abs(number) > 1 else [as_fraction, as_percent]
    advice = listed((f"'{way}'" for way in ways), "or")
    raise ValueError(
        say(
            "{value} could mean {as_fraction} or {as_percent}; write {advice}.",
            value=shown(value),
            as_fraction=as_fraction,
            as_percent=as_percent,
            advice=advice,
        )
    )


class _InPercent(Quantity):
    """A quantity that is held as a fraction and written in per cent."""

    @classmethod
    def _from_reading(cls, reading: Reading, value: object) -> Self:
        """Make the quantity from a number and its per-cent sign."""
        if not reading.unit:
            _refuse_bare(reading, value)
        if reading.unit != "%":
            raise misread(value, cls.kind, cls.example)
        return cls(reading.number(-2))

    def in_own_unit(self, number: float, unit: str) -> float:
        """Return the fraction that "plus `number` points" adds.

        Raises
        ------
        ValueError
            If `unit` is not "point".
        """
        return _points(self, number, unit)

    def __str__(self) -> str:
        """Return for instance "75 %"."""
        return _percent(self.number)


def _points(quantity: Quantity, number: float, unit: str) -> float:
    """Return percentage points as a fraction, refusing any other unit."""
    if unit != "point":
        amount = f"{written_number(number)} {unit}".strip()
        raise ValueError(
            say(
                "'{amount}' cannot be added to '{quantity}'; write for instance 'plus 5 points'.",
                amount=amount,
                quantity=quantity,
            )
        )
    return float(f"{plain_number(number)}e-2")


@dataclass(frozen=True)
class Share(_InPercent):
    """A part of a whole, from 0 to 100 %.

    Parameters
    ----------
    number : float
        The share as a fraction, 0 to 1.

    Examples
    --------
    >>> Share.parse("75%"), str(Share(0.006))
    (Share(number=0.75), '0.6 %')
    >>> Share.parse(0.75)
    Traceback (most recent call last):
    ...
    ValueError: 0.75 could mean 75 % or 0.75 %; write '75 %' or '0.75 %'.
    """

    kind: ClassVar[str] = mark("a share")
    example: ClassVar[str] = "75 %"

    def _check(self) -> None:
        """Refuse what is not a part of a whole."""
        if not (0 <= self.number <= 1):
            raise ValueError(
                say(
                    "{percent} is not a share; give 0 to 100 %.",
                    percent=shown(_percent(self.number)),
                )
            )


@dataclass(frozen=True)
class Percent(_InPercent):
    """A percentage that may be negative or over 100 %: a drift, a month's level, a spread.

    Parameters
    ----------
    number : float
        The percentage as a fraction.

    Examples
    --------
    >>> Percent.parse("-4 %"), Percent.parse("110 %").number
    (Percent(number=-0.04), 1.1)
    """

    kind: ClassVar[str] = mark("a percentage")
    example: ClassVar[str] = "80 %"


@dataclass(frozen=True)
class Points(Quantity):
    """Percentage points, a step on a scale of per cent: "5 points".

    Parameters
    ----------
    number : float
        How many; above 0.

    Examples
    --------
    >>> Points.parse("5 points").fraction, str(Points(1.0))
    (0.05, '1 point')
    """

    kind: ClassVar[str] = mark("a number of percentage points")
    example: ClassVar[str] = "5 points"

    def _check(self) -> None:
        """Refuse a step of nothing, or backwards."""
        if not self.number > 0:
            raise ValueError(
                say("{points} is no step; give more than 0 points.", points=shown(str(self)))
            )

    @classmethod
    def _from_reading(cls, reading: Reading, value: object) -> Self:
        """Make the quantity from a number and its unit."""
        if reading.unit not in ("point", "points"):
            raise misread(value, cls.kind, cls.example)
        return cls(reading.number())

    def in_own_unit(self, number: float, unit: str) -> float:
        """Return what "plus `number` points" adds.

        Raises
        ------
        ValueError
            If `unit` is not "point".
        """
        _points(self, number, unit)
        return number

    @property
    def fraction(self) -> float:
        """The points as a fraction."""
        return float(f"{plain_number(self.number)}e-2")

    def __str__(self) -> str:
        """Return for instance "5 points"."""
        return f"{written_number(self.number)} {'point' if self.number == 1 else 'points'}"


@dataclass(frozen=True)
class ShareOfWon(_InPercent):
    """A share of what is won: "6 % of won".

    Parameters
    ----------
    number : float
        The share as a fraction, 0 to 1.

    Examples
    --------
    >>> ShareOfWon.parse("6 % of won"), str(ShareOfWon(0.06))
    (ShareOfWon(number=0.06), '6 % of won')
    """

    kind: ClassVar[str] = mark("a share of what is won")
    example: ClassVar[str] = "6 % of won"

    def _check(self) -> None:
        """Refuse what is not a part of a whole."""
        if not (0 <= self.number <= 1):
            raise ValueError(
                say(
                    "{share} is more than a deal brings, or less than nothing; give 0 to 100 %.",
                    share=shown(str(self)),
                )
            )

    @classmethod
    def _from_reading(cls, reading: Reading, value: object) -> Self:
        """Make the quantity from "6 % of won"."""
        if " ".join(reading.unit.split()) not in ("% of won", "%"):
            raise misread(value, cls.kind, cls.example)
        return cls(reading.number(-2))

    def __str__(self) -> str:
        """Return for instance "6 % of won"."""
        return f"{_percent(self.number)} of won"


@dataclass(frozen=True)
class _PercentPerTime(Quantity):
    """A percentage per unit of calendar time."""

    unit: str

    @classmethod
    def _from_reading(cls, reading: Reading, value: object) -> Self:
        """Make the quantity from "4 % per month"."""
        sign, _, unit = reading.unit.partition(" per ")
        if sign.strip() != "%" or not unit:
            raise misread(value, cls.kind, cls.example)
        return cls(reading.number(-2), time_unit(unit, value))

    @property
    def share(self) -> float:
        """The fraction per unit of time."""
        return self.number

    @property
    def days(self) -> float:
        """Calendar days of the unit of time."""
        return DAYS_PER_UNIT[self.unit]

    def in_own_unit(self, number: float, unit: str) -> float:
        """Return the fraction that "plus `number` points" adds.

        Raises
        ------
        ValueError
            If `unit` is not "point".
        """
        return _points(self, number, unit)

    def __str__(self) -> str:
        """Return for instance "4 % per month"."""
        return f"{_percent(self.number)} per {self.unit}"


@dataclass(frozen=True)
class ShareRate(_PercentPerTime):
    """A hazard, stated as the share that it takes per unit of time: "4 % per month".

    The hazard per day is ``-log(1 - share) / days``; the caller takes the logarithm, because it
    feeds draws and must be the portable one.

    Parameters
    ----------
    number : float
        The share as a fraction, at least 0 and below 1.
    unit : str
        second, minute, hour, day, week, month, quarter or year.

    Examples
    --------
    >>> rate = ShareRate.parse("4 % per month")
    >>> rate.share, rate.days, str(rate)
    (0.04, 30.4375, '4 % per month')
    """

    kind: ClassVar[str] = mark("a share per time")
    example: ClassVar[str] = "4 % per month"

    def _check(self) -> None:
        """Refuse shares that no hazard gives."""
        time_unit(self.unit, f"{_percent(self.number)} per {self.unit}")
        if not (0 <= self.number < 1):
            raise ValueError(
                say(
                    "{value} is not a rate; give 0 to under 100 % per {unit}.",
                    value=shown(str(self)),
                    unit=self.unit,
                )
            )


@dataclass(frozen=True)
class Growth(_PercentPerTime):
    """Growth, or decline if negative, per unit of time: "10 % per year".

    The factor per day is ``exp(log(1 + share) / days)``, taken by the caller.

    Parameters
    ----------
    number : float
        The growth as a fraction, above -1.
    unit : str
        second, minute, hour, day, week, month, quarter or year.

    Examples
    --------
    >>> growth = Growth.parse("-10 % per year")
    >>> growth.share, growth.days, str(growth)
    (-0.1, 365.25, '-10 % per year')
    """

    kind: ClassVar[str] = mark("growth per time")
    example: ClassVar[str] = "10 % per year"

    def _check(self) -> None:
        """Refuse a decline to nothing or below."""
        time_unit(self.unit, f"{_percent(self.number)} per {self.unit}")
        if not (self.number > -1):
            raise ValueError(
                say(
                    "{value} leaves nothing; give more than -100 % per {unit}.",
                    value=shown(str(self)),
                    unit=self.unit,
                )
            )
