"""Conditions of review rules: "coverage below 3", "backlog of sdr above 40"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar, Self

from simfunnel.errors import did_you_mean
from simfunnel.units.amounts import Count, Plain
from simfunnel.units.quantity import Quantity
from simfunnel.units.readings import misread, shown
from simfunnel.units.shares import Percent
from simfunnel.words import listed, mark, say

__all__ = ["Condition"]

_FORM = re.compile(r"\s*(.+?)(?:\s+of\s+(.+?))?\s+(below|above)\s+(.+?)\s*")
_LEVELS: dict[str, type[Quantity]] = {
    "coverage": Plain,
    "booked": Percent,
    "pace": Percent,
    "open leads": Count,
    "backlog": Count,
}


@dataclass(frozen=True)
class Condition(Quantity):
    """What must hold at a review: a figure of the funnel lies below or above a level.

    Parameters
    ----------
    number : float
        The level; shares as fractions.
    measure : str
        coverage, booked, pace, open leads or backlog.
    side : {"below", "above"}
    of : str
        The target or the team that is meant; empty for the only one.

    Examples
    --------
    >>> Condition.parse("booked of year_end below 40 %")
    Condition(number=0.4, measure='booked', side='below', of='year_end')
    >>> str(Condition.parse("open leads above 1200"))
    'open leads above 1 200'
    """

    measure: str = "coverage"
    side: str = "below"
    of: str = ""

    kind: ClassVar[str] = mark("a condition")
    example: ClassVar[str] = "coverage below 3"

    def _check(self) -> None:
        """Ask for a level that the measure can have."""
        _LEVELS[self.measure](self.number)

    @classmethod
    def parse(cls, value: object) -> Self:
        """Return the condition that a text states.

        Raises
        ------
        ValueError
            If it has another form, an unknown measure, or a level of another kind.
        """
        if isinstance(value, cls):
            return value
        form = _FORM.fullmatch(value) if isinstance(value, str) else None
        if form is None:
            raise misread(value, cls.kind, cls.example)
        measure, of, side, level = form.groups(default="")
        if measure not in _LEVELS:
            hint = did_you_mean(measure, _LEVELS)
            if not hint:
                hint = say(" Known: {names}.", names=listed(repr(name) for name in _LEVELS))
            raise ValueError(
                say("{measure} is no measure of a review.{hint}", measure=shown(measure), hint=hint)
            )
        return cls(_LEVELS[measure].parse(level).number, measure, side, of)

    def __str__(self) -> str:
        """Return the canonical text, which parses back to an equal condition."""
        of = f" of {self.of}" if self.of else ""
        return f"{self.measure}{of} {self.side} {_LEVELS[self.measure](self.number)}"
