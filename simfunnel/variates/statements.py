"""Reading what people say about a distribution: which numbers belong together, and their checks.

A family offers *ways* of being stated, each a group of names such as median and p90. This module
picks the way that fits the numbers given and says plainly what is wrong with them; it knows no
family.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from simfunnel.errors import FunnelError
from simfunnel.words import listed, say

__all__ = ["Ways", "build", "larger", "not_negative", "positive", "share", "shown", "ways_in_words"]

D = TypeVar("D")

#: Groups of names, each with the function that takes them as keyword arguments.
Ways = Mapping[tuple[str, ...], Callable[..., D]]


def shown(number: float) -> str:
    """Return a number as people write it: no exponent where it can be helped.

    Examples
    --------
    >>> shown(1200000.0), shown(2.5)
    ('1200000', '2.5')
    """
    return format(number, ".12g")


def positive(name: str, number: float) -> float:
    """Return a number that must be finite and above 0.

    Parameters
    ----------
    name : str
        As in "The median is -1; give a number above 0."
    number : float

    Returns
    -------
    float

    Raises
    ------
    FunnelError
        If it is not.

    Examples
    --------
    >>> positive("median", 3)
    3.0
    """
    if not 0.0 < number < math.inf:
        raise FunnelError(
            say("The {name} is {number}; give a number above 0.", name=name, number=shown(number))
        )
    return float(number)


def not_negative(name: str, number: float) -> float:
    """Return a number that must be finite and at least 0.

    Parameters
    ----------
    name : str
    number : float

    Returns
    -------
    float

    Raises
    ------
    FunnelError
        If it is not.

    Examples
    --------
    >>> not_negative("min", 0)
    0.0
    """
    if not 0.0 <= number < math.inf:
        raise FunnelError(
            say(
                "The {name} is {number}; give 0 or a number above 0.",
                name=name,
                number=shown(number),
            )
        )
    return float(number)


def share(name: str, number: float) -> float:
    """Return a number that must lie strictly between 0 and 1.

    Parameters
    ----------
    name : str
    number : float

    Returns
    -------
    float

    Raises
    ------
    FunnelError
        If it does not.

    Examples
    --------
    >>> share("share", 0.2)
    0.2
    """
    if not 0.0 < number < 1.0:
        raise FunnelError(
            say(
                "The {name} is {number}; give more than 0 % and less than 100 %.",
                name=name,
                number=shown(number),
            )
        )
    return float(number)


def larger(name: str, number: float, than: str, other: float) -> None:
    """Check that one number is larger than another.

    Parameters
    ----------
    name, than : str
        What the two are called.
    number, other : float

    Raises
    ------
    FunnelError
        If it is not.

    Examples
    --------
    >>> larger("p90", 9.0, than="median", other=5.0)
    """
    if not number > other:
        raise FunnelError(
            say(
                "The {name} ({number}) must be larger than the {than} ({other}).",
                name=name,
                number=shown(number),
                than=than,
                other=shown(other),
            )
        )


def ways_in_words(ways: Iterable[tuple[str, ...]]) -> str:
    """Return groups of names as a phrase.

    Examples
    --------
    >>> ways_in_words([("median", "p90"), ("min", "mode", "max"), ("exactly",)])
    'median and p90; min, mode and max; exactly'
    """
    return "; ".join(listed(way, "and") for way in ways)


def build(family: str, ways: Ways[D], given: Mapping[str, float | None]) -> D:
    """Build a distribution from the numbers given, by the way that takes exactly these.

    Parameters
    ----------
    family : str
        For the message.
    ways : mapping
        Groups of names to functions.
    given : mapping
        Names to numbers; None counts as not given.

    Returns
    -------
    Distribution
        Of the family.

    Raises
    ------
    FunnelError
        If no way takes exactly these names, or its function refuses the numbers.

    Examples
    --------
    >>> build("constant", {("exactly",): lambda exactly: exactly}, {"exactly": 3.0, "p90": None})
    3.0
    """
    numbers = {name: number for name, number in given.items() if number is not None}
    for way, function in ways.items():
        if set(way) == set(numbers):
            return function(**numbers)
    said = ways_in_words([tuple(numbers)]) if numbers else say("nothing")
    raise FunnelError(
        say(
            "A distribution of the {family} family is not stated by {said}; possible are: "
            "{ways_in_words}.",
            family=family,
            said=said,
            ways_in_words=ways_in_words(ways),
        )
    )
