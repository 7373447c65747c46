"""The three operations of a lever: a plain value sets, "times" multiplies, "plus" adds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from typing import ClassVar, Self, TypeVar

from simfunnel.units.durations import singular
from simfunnel.units.quantity import Quantity
from simfunnel.units.readings import Reading, misread, plain_number, read, shown, written_number
from simfunnel.words import mark, say

__all__ = ["Plus", "Set", "Times", "parse_operation"]

_Q = TypeVar("_Q", bound=Quantity)
_EXACT = Context(prec=60)
_PLUS_WORD = re.compile(r"\s*plus\b(.*)", re.DOTALL)
_TIMES_WORD = re.compile(r"\s*times\b(.*)", re.DOTALL)


@dataclass(frozen=True)
class Times(Quantity):
    """A factor, "times 1.5": an odds ratio, a ratio of durations, or a lever that multiplies.

    Parameters
    ----------
    number : float
        The factor; above 0.

    Examples
    --------
    >>> Times.parse("times 1.5"), str(Times(0.8))
    (Times(number=1.5), 'times 0.8')
    """

    kind: ClassVar[str] = mark("a factor")
    example: ClassVar[str] = "times 1.5"

    def _check(self) -> None:
        """Refuse factors that wipe out or turn round."""
        if not (self.number > 0):
            raise ValueError(
                say("{value} is not above 0; give a factor above 0.", value=shown(str(self)))
            )

    @classmethod
    def parse(cls, value: object) -> Self:
        """Return the factor that "times 1.5" states.

        Raises
        ------
        ValueError
            If the word "times" is missing or no number above 0 follows it.
        """
        if isinstance(value, cls):
            return value
        words = _TIMES_WORD.fullmatch(value) if isinstance(value, str) else None
        if words is None:
            raise misread(value, cls.kind, cls.example)
        return cls._from_reading(read(words[1].strip() or value, cls.kind, cls.example), value)

    def applied_to(self, quantity: _Q) -> _Q:
        """Return a quantity multiplied by the factor, in decimal arithmetic.

        Raises
        ------
        ValueError
            If the quantity cannot have the product.

        Examples
        --------
        >>> from simfunnel.units.amounts import PerTime
        >>> str(Times(1.1).applied_to(PerTime(60, "month")))
        '66 per month'
        """
        product = _EXACT.multiply(_decimal(quantity.number), _decimal(self.number))
        return quantity.with_number(float(product))

    def __str__(self) -> str:
        """Return for instance "times 1.5"."""
        return f"times {written_number(self.number)}"


@dataclass(frozen=True)
class Plus:
    """An amount that a lever adds: "plus 5 points", "plus 1", "plus 2 days".

    Parameters
    ----------
    number : float
        How much; may be negative.
    unit : str
        point, a unit of time, "per month", "per lead"; empty for none.

    Examples
    --------
    >>> Plus.parse("plus 5 points")
    Plus(number=5.0, unit='point')
    """

    number: float
    unit: str = ""

    @classmethod
    def parse(cls, value: object) -> Self:
        """Return the amount that "plus 2 days" states.

        Raises
        ------
        ValueError
            If the word "plus" or the number is missing, or a per-cent sign leaves it open what
            is meant.
        """
        words = _PLUS_WORD.fullmatch(value) if isinstance(value, str) else None
        if words is None:
            raise ValueError(
                say(
                    "{value} is not an addition; write for instance 'plus 2 days'.",
                    value=shown(value),
                )
            )
        reading = read(words[1].strip() or value, mark("an addition"), "plus 2 days")
        if reading.unit.startswith("%"):
            _refuse_percent(reading, value)
        unit = reading.unit if reading.unit.startswith("per ") else singular(reading.unit)
        return cls(reading.number(), unit)

    def applied_to(self, quantity: _Q) -> _Q:
        """Return a quantity with the amount added, in decimal arithmetic.

        Raises
        ------
        ValueError
            If the unit does not fit the quantity, or the quantity cannot have the sum.

        Examples
        --------
        >>> from simfunnel.units.shares import Share
        >>> str(Plus(5, "point").applied_to(Share(0.4)))
        '45 %'
        """
        amount = quantity.in_own_unit(self.number, self.unit)
        return quantity.with_number(float(_EXACT.add(_decimal(quantity.number), _decimal(amount))))

    def __str__(self) -> str:
        """Return for instance "plus 5 points"."""
        plural = self.unit and not self.unit.startswith("per ") and self.number != 1
        return f"plus {written_number(self.number)} {self.unit}{'s' if plural else ''}".strip()


@dataclass(frozen=True)
class Set:
    """A value that replaces the old one, as text.

    Parameters
    ----------
    text : str
        The new value as a scenario file writes it.

    Examples
    --------
    >>> from simfunnel.units.durations import Duration
    >>> Set("7 days").applied_to(Duration(2, "week"))
    Duration(number=7.0, unit='day')
    """

    text: str

    def applied_to(self, quantity: _Q) -> _Q:
        """Return the new value, read as the same kind of quantity.

        Raises
        ------
        ValueError
            If the text is no such quantity.
        """
        return type(quantity).parse(self.text)

    def __str__(self) -> str:
        """Return the text."""
        return self.text


def parse_operation(value: object) -> Set | Times | Plus:
    """Return what a lever's value does to the number it is put on.

    Parameters
    ----------
    value : object
        "times 1.1" multiplies, "plus 5 points" adds; any other text, number or date sets.

    Returns
    -------
    Set or Times or Plus
        The operation.

    Raises
    ------
    ValueError
        If the value is empty or a list, or a leading plus sign leaves it open what is meant.

    Examples
    --------
    >>> parse_operation("times 1.1"), parse_operation("plus 1"), parse_operation("7 days")
    (Times(number=1.1), Plus(number=1.0, unit=''), Set(text='7 days'))
    >>> parse_operation("+5 %")
    Traceback (most recent call last):
    ...
    ValueError: '+5 %' could mean 'plus 5 points' or 'times 1.05'; write one of them.
    """
    if isinstance(value, Set | Times | Plus):
        return value
    if isinstance(value, bool):
        return Set("true" if value else "false")
    if isinstance(value, int | float):
        return Set(plain_number(Quantity(value).number))
    if isinstance(value, date):
        return Set(value.isoformat())
    if isinstance(value, Quantity):
        return Set(str(value))
    if not isinstance(value, str) or not value.strip():
        raise ValueError(
            say(
                "{value} is not a change; write a value, 'times 1.1' or 'plus 5 points'.",
                value=shown(value),
            )
        )
    if _TIMES_WORD.fullmatch(value):
        return Times.parse(value)
    if _PLUS_WORD.fullmatch(value):
        return Plus.parse(value)
    if value.strip().startswith("+"):
        read(value, mark("a change"), "plus 5 points")
    return Set(value.strip())


def _decimal(number: float) -> Decimal:
    """Return the shortest decimal that reads back as the float."""
    return Decimal(repr(number))


def _refuse_percent(reading: Reading, value: object) -> None:
    """Refuse "plus 5 %", which could be points or a factor."""
    factor = plain_number(float(1 + _decimal(reading.number()) / 100))
    points = f"plus {reading.digits} points"
    raise ValueError(
        say(
            "{value} could mean '{points}' or 'times {factor}'; write one of them.",
            value=shown(value),
            points=points,
            factor=factor,
        )
    )
