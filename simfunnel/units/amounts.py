"""Plain numbers, counts, money and rates per time or per lead."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import ClassVar, Self

from simfunnel.units.durations import DAYS_PER_UNIT, time_unit
from simfunnel.units.quantity import Quantity
from simfunnel.units.readings import Reading, misread, plain_number, shown, written_number
from simfunnel.words import mark, say

__all__ = ["Count", "Money", "MoneyPerTime", "PerLead", "PerTime", "PerTouch", "Plain"]

_DOT_OR_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")
_ROUND_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{2}0")
_MOST = 1e15


def _refuse_dotted_thousands(
    reading: Reading, value: object, doubtful: re.Pattern[str] = _DOT_OR_THOUSANDS
) -> None:
    """Refuse "1.200" where thousands are as likely as thousandths."""
    if isinstance(value, str) and not reading.power and doubtful.fullmatch(reading.digits):
        whole = reading.digits.replace(".", "")
        fraction = plain_number(reading.number())
        plainly = _unmistakable(reading.number())
        raise ValueError(
            say(
                "{value} could mean {whole} or {fraction}; write {whole} or {plainly}.",
                value=shown(value),
                whole=whole,
                fraction=fraction,
                plainly=plainly,
            )
        )


def _unmistakable(number: float) -> str:
    """Return a number as text that cannot be taken for dotted thousands."""
    text = written_number(number)
    return f"{text}0" if _DOT_OR_THOUSANDS.fullmatch(text) else text


def _check_amount(quantity: Quantity) -> None:
    """Refuse negative amounts and those beyond a thousand million million."""
    if quantity.number < 0:
        raise ValueError(
            say("{quantity} is negative; give 0 or more.", quantity=shown(str(quantity)))
        )
    if quantity.number > _MOST:
        raise ValueError(
            say("{quantity} is more than 1 000 000 000M; give less.", quantity=shown(str(quantity)))
        )


@dataclass(frozen=True)
class Plain(Quantity):
    """A number without a unit, such as a reliability.

    Parameters
    ----------
    number : float
        Any finite number.

    Examples
    --------
    >>> Plain.parse("0.6"), str(Plain(1200))
    (Plain(number=0.6), '1 200')
    """


@dataclass(frozen=True)
class Count(Quantity):
    """A whole number of things, 0 or more.

    Parameters
    ----------
    number : float
        The count; whole.

    Examples
    --------
    >>> Count.parse("1 000").count, str(Count(1000))
    (1000, '1 000')
    >>> Count.parse(2.5)
    Traceback (most recent call last):
    ...
    ValueError: 2.5 is not a whole number; give one.
    """

    kind: ClassVar[str] = mark("a count")
    example: ClassVar[str] = "40"

    def _check(self) -> None:
        """Refuse fractions, negative and absurd counts."""
        if self.number != math.floor(self.number):
            raise ValueError(
                say("{number} is not a whole number; give one.", number=plain_number(self.number))
            )
        _check_amount(self)

    @classmethod
    def _from_reading(cls, reading: Reading, value: object) -> Self:
        """Make a count, refusing dotted thousands."""
        _refuse_dotted_thousands(reading, value)
        return super()._from_reading(reading, value)

    @property
    def count(self) -> int:
        """The count as an int."""
        return int(self.number)


@dataclass(frozen=True)
class Money(Quantity):
    """An amount of the funnel's currency: "486 000", "1.2M", "0.40".

    Parameters
    ----------
    number : float
        The amount in whole units of the currency; 0 or more.

    Examples
    --------
    >>> Money.parse("1.2M"), Money.parse("0.40").cents, str(Money(486000))
    (Money(number=1200000.0), 40, '486 000')
    >>> Money.parse("1,200,000")
    Traceback (most recent call last):
    ...
    ValueError: '1,200,000' could mean 1200000 or 1.2; write 1200000 or 1 200 000 or 1.2M.
    """

    kind: ClassVar[str] = mark("an amount of money")
    example: ClassVar[str] = "486 000"

    def _check(self) -> None:
        """Refuse negative and absurd amounts."""
        _check_amount(self)

    @classmethod
    def _from_reading(cls, reading: Reading, value: object) -> Self:
        """Make an amount, refusing dotted thousands and currency names."""
        _refuse_dotted_thousands(reading, value)
        if reading.unit:
            raise ValueError(
                say(
                    "{value} has {unit} behind the amount; write for instance '{example}' (the "
                    "currency is stated once, for the whole funnel).",
                    value=shown(value),
                    unit=shown(reading.unit),
                    example=cls.example,
                )
            )
        return cls(reading.number())

    @property
    def cents(self) -> int:
        """The amount in hundredths, half up."""
        return math.floor(self.number * 100 + 0.5)

    def __str__(self) -> str:
        """Return for instance "486 000"."""
        return _unmistakable(self.number)


@dataclass(frozen=True)
class PerLead(Quantity):
    """Money per lead: "45 per lead".

    Parameters
    ----------
    number : float
        The amount in whole units of the currency; 0 or more.

    Examples
    --------
    >>> PerLead.parse("45 per lead").cents, str(PerLead(0.4))
    (4500, '0.4 per lead')
    """

    kind: ClassVar[str] = mark("an amount per lead")
    example: ClassVar[str] = "45 per lead"
    per: ClassVar[str] = "per lead"

    def _check(self) -> None:
        """Refuse negative and absurd amounts."""
        _check_amount(self)

    @classmethod
    def _from_reading(cls, reading: Reading, value: object) -> Self:
        """Make the amount from "45 per lead"."""
        _refuse_dotted_thousands(reading, value)
        if reading.unit != cls.per:
            raise misread(value, cls.kind, cls.example)
        return cls(reading.number())

    @property
    def cents(self) -> int:
        """The amount in hundredths, half up."""
        return math.floor(self.number * 100 + 0.5)

    def in_own_unit(self, number: float, unit: str) -> float:
        """Return what "plus `number` per lead" adds; the words "per lead" may be left out.

        Raises
        ------
        ValueError
            If `unit` is another one.
        """
        if unit not in ("", self.per):
            raise ValueError(
                say(
                    "'{unit}' cannot be added to '{value}'; write for instance 'plus 5 {per}'.",
                    unit=unit,
                    value=self,
                    per=self.per,
                )
            )
        return number

    def __str__(self) -> str:
        """Return for instance "45 per lead"."""
        return f"{_unmistakable(self.number)} {self.per}"


@dataclass(frozen=True)
class PerTouch(PerLead):
    """Money per touch: "0.40 per touch".

    Examples
    --------
    >>> PerTouch.parse("0.40 per touch").cents, str(PerTouch(2.0))
    (40, '2 per touch')
    """

    kind: ClassVar[str] = mark("an amount per touch")
    example: ClassVar[str] = "0.40 per touch"
    per: ClassVar[str] = "per touch"


@dataclass(frozen=True)
class PerTime(Quantity):
    """A number of things per unit of calendar time: "60 per month".

    Parameters
    ----------
    number : float
        How many; 0 or more.
    unit : str
        second, minute, hour, day, week, month, quarter or year.

    Examples
    --------
    >>> rate = PerTime.parse("91.3125 per year")
    >>> rate.per_day, str(rate.with_number(60))
    (0.25, '60 per year')
    """

    unit: str

    kind: ClassVar[str] = mark("a rate per time")
    example: ClassVar[str] = "60 per month"

    def _check(self) -> None:
        """Refuse unknown units, negative and absurd rates."""
        time_unit(self.unit, f"{plain_number(self.number)} per {self.unit}")
        _check_amount(self)

    @classmethod
    def _from_reading(cls, reading: Reading, value: object) -> Self:
        """Make the rate from "60 per month"."""
        _refuse_dotted_thousands(reading, value, _ROUND_THOUSANDS)
        if not reading.unit:
            raise ValueError(
                say(
                    "{value} has no unit; say one: '{digits} per month'.",
                    value=shown(value),
                    digits=reading.digits,
                )
            )
        if not reading.unit.startswith("per "):
            raise misread(value, cls.kind, cls.example)
        return cls(reading.number(), time_unit(reading.unit[4:], value))

    @property
    def per_day(self) -> float:
        """How many per calendar day."""
        return self.number / DAYS_PER_UNIT[self.unit]

    def in_own_unit(self, number: float, unit: str) -> float:
        """Return what "plus `number` per week" adds, per unit of this rate.

        Raises
        ------
        ValueError
            If `unit` is neither empty nor "per" with a unit of time.

        Examples
        --------
        >>> PerTime(60, "quarter").in_own_unit(1, "per month")
        3.0
        """
        other = unit[4:] if unit.startswith("per ") else unit or self.unit
        if other not in DAYS_PER_UNIT or (unit and not unit.startswith("per ")):
            raise ValueError(
                say(
                    "'{unit}' cannot be added to '{value}'; write for instance 'plus 5 per "
                    "{period}'.",
                    unit=unit,
                    value=self,
                    period=self.unit,
                )
            )
        return number * (DAYS_PER_UNIT[self.unit] / DAYS_PER_UNIT[other])

    def __str__(self) -> str:
        """Return for instance "60 per month"."""
        return f"{written_number(self.number)} per {self.unit}"


@dataclass(frozen=True)
class MoneyPerTime(PerTime):
    """An amount of the funnel's currency per unit of calendar time: "350 000 per year".

    Examples
    --------
    >>> MoneyPerTime.parse("350k per year"), str(MoneyPerTime(350_000, "year"))
    (MoneyPerTime(number=350000.0, unit='year'), '350 000 per year')
    >>> MoneyPerTime.parse("350 000 EUR per year")
    Traceback (most recent call last):
    ...
    ValueError: '350 000 EUR per year' names a currency, which is stated once, for the whole \
funnel; write for instance '350 000 per year'.
    """

    kind: ClassVar[str] = mark("an amount of money per time")
    example: ClassVar[str] = "350 000 per year"

    @classmethod
    def _from_reading(cls, reading: Reading, value: object) -> Self:
        """Make the amount, refusing a missing unit of time and currency names."""
        if not reading.unit:
            raise misread(value, cls.kind, cls.example)
        if not reading.unit.startswith("per ") and " per " in reading.unit:
            raise ValueError(
                say(
                    "{value} names a currency, which is stated once, for the whole funnel; write "
                    "for instance '{example}'.",
                    value=shown(value),
                    example=cls.example,
                )
            )
        return super()._from_reading(reading, value)
