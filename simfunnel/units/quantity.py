"""What all quantities of a scenario file share: a number that can be read, written and moved."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from simfunnel.units.readings import Reading, read, shown, written_number
from simfunnel.words import mark, say

__all__ = ["Quantity"]


@dataclass(frozen=True)
class Quantity:
    """A number with its meaning; every subclass says what it is and how it is written.

    Parameters
    ----------
    number : float
        The figure that a lever moves; finite.

    Raises
    ------
    ValueError
        If the number is not finite or not allowed for this quantity.
    """

    number: float

    kind: ClassVar[str] = mark("a number")
    example: ClassVar[str] = "0.6"

    def __post_init__(self) -> None:
        """Check the number once, whoever makes the quantity."""
        number = float(self.number)
        if not math.isfinite(number):
            raise ValueError(
                say("{number} is not a finite number; give a finite one.", number=number)
            )
        object.__setattr__(self, "number", number)
        self._check()

    def _check(self) -> None:
        """Refuse numbers that this quantity cannot have."""

    @classmethod
    def parse(cls, value: object) -> Self:
        """Return the quantity that a value of a scenario file states.

        Parameters
        ----------
        value : object
            Text, int or float; a quantity of this kind is returned as it is.

        Returns
        -------
        Self
            The quantity.

        Raises
        ------
        ValueError
            If the value cannot be read, or can be read in two ways; the message says what to do.
        """
        if isinstance(value, cls):
            return value
        return cls._from_reading(read(value, cls.kind, cls.example), value)

    @classmethod
    def _from_reading(cls, reading: Reading, value: object) -> Self:
        """Make the quantity from a number and the words behind it."""
        if reading.unit:
            raise ValueError(
                say(
                    "{value} has {unit} where nothing is expected; write for instance '{example}'.",
                    value=shown(value),
                    unit=shown(reading.unit),
                    example=cls.example,
                )
            )
        return cls(reading.number())

    def with_number(self, number: float) -> Self:
        """Return the same kind of quantity, in the same unit, with another number.

        Parameters
        ----------
        number : float
            The new figure.

        Raises
        ------
        ValueError
            If this quantity cannot have that number.
        """
        return replace(self, number=number)

    def in_own_unit(self, number: float, unit: str) -> float:
        """Return what "plus `number` `unit`" adds to `self.number`.

        Parameters
        ----------
        number : float
            The figure behind "plus".
        unit : str
            Its unit in the singular; empty for none.

        Raises
        ------
        ValueError
            If such an amount cannot be added to this quantity.
        """
        if unit:
            raise ValueError(
                say(
                    "'{unit}' cannot be added to {value}; write for instance 'plus 1'.",
                    unit=unit,
                    value=self,
                )
            )
        return number

    def __str__(self) -> str:
        """Return the canonical text, which parses back to an equal quantity."""
        return written_number(self.number)
