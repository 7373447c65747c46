"""Words for days: weekdays, months and how often something is reviewed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Self

from simfunnel.errors import did_you_mean
from simfunnel.units.readings import shown
from simfunnel.words import listed, say

__all__ = ["Month", "Review", "Weekday", "Weekdays"]


class _Word(IntEnum):
    """A number with a word for it."""

    @classmethod
    def parse(cls, value: object) -> Self:
        """Return the member that a word names.

        Raises
        ------
        ValueError
            If no member has this name; the message lists them.
        """
        if isinstance(value, cls):
            return value
        word = value.strip().lower() if isinstance(value, str) else ""
        names = [member.name.lower() for member in cls]
        if word not in names:
            raise ValueError(
                say(
                    "{value} is not {kind}; write one of {names}.{hint}",
                    value=shown(value),
                    kind=cls._kind(),
                    names=listed(names),
                    hint=did_you_mean(word, names) if word else "",
                )
            )
        return cls[word.upper()]

    @classmethod
    def _kind(cls) -> str:
        """Return what the words stand for."""
        return say("a word")

    def __str__(self) -> str:
        """Return the word as a scenario file writes it."""
        return self.name.lower()


class Weekday(_Word):
    """A day of the week; Monday is 0.

    Examples
    --------
    >>> Weekday.parse("sat"), str(Weekday.MON)
    (<Weekday.SAT: 5>, 'mon')
    """

    MON = 0
    TUE = 1
    WED = 2
    THU = 3
    FRI = 4
    SAT = 5
    SUN = 6

    @classmethod
    def _kind(cls) -> str:
        """Return what the words stand for."""
        return say("a weekday")


class Month(_Word):
    """A month of the year; January is 1.

    Examples
    --------
    >>> Month.parse("aug"), str(Month.DEC)
    (<Month.AUG: 8>, 'dec')
    """

    JAN = 1
    FEB = 2
    MAR = 3
    APR = 4
    MAY = 5
    JUN = 6
    JUL = 7
    AUG = 8
    SEP = 9
    OCT = 10
    NOV = 11
    DEC = 12

    @classmethod
    def _kind(cls) -> str:
        """Return what the words stand for."""
        return say("a month")


class Review(_Word):
    """How often a limit is reviewed; the number is the code that compiled rules use.

    Examples
    --------
    >>> Review.parse("weekly"), int(Review.MONTHLY)
    (<Review.WEEKLY: 2>, 4)
    """

    DAILY = 1
    WEEKLY = 2
    FORTNIGHTLY = 3
    MONTHLY = 4

    @classmethod
    def _kind(cls) -> str:
        """Return what the words stand for."""
        return say("a review rhythm")


@dataclass(frozen=True)
class Weekdays:
    """A set of weekdays, in the order of the week.

    Parameters
    ----------
    days : tuple of Weekday
        Each at most once, Monday first.

    Examples
    --------
    >>> str(Weekdays.parse("mon-fri")), str(Weekdays.parse(["sat", "sun"]))
    ('mon-fri', 'sat, sun')
    >>> [int(day) for day in Weekdays.parse("sat-mon").days]
    [0, 5, 6]
    """

    days: tuple[Weekday, ...]

    def __post_init__(self) -> None:
        """Sort the days and drop what is said twice."""
        object.__setattr__(self, "days", tuple(sorted({Weekday(day) for day in self.days})))

    @classmethod
    def parse(cls, value: object) -> Self:
        """Return the days of "sat", "mon-fri", "sat, sun" or a list of such words.

        Raises
        ------
        ValueError
            If a word is no weekday, or there is none.
        """
        if isinstance(value, cls):
            return value
        if isinstance(value, str):
            words: Iterable[object] = value.split(",")
        elif isinstance(value, list | tuple):
            words = value
        else:
            words = (value,)
        return cls(tuple(day for word in words for day in _span(word)))

    def __str__(self) -> str:
        """Return a range if the days are three or more in a row, else a list."""
        first, last = (self.days[0], self.days[-1]) if self.days else (0, -1)
        if len(self.days) > 2 and last - first + 1 == len(self.days):
            return f"{self.days[0]}-{self.days[-1]}"
        return ", ".join(str(day) for day in self.days)


def _span(word: object) -> list[Weekday]:
    """Return the days of one word or range; a range may run over the week's end."""
    if not isinstance(word, str) or "-" not in word:
        return [Weekday.parse(word)]
    first, _, last = word.partition("-")
    start, end = Weekday.parse(first), Weekday.parse(last)
    return [Weekday((start + step) % 7) for step in range((end - start) % 7 + 1)]
