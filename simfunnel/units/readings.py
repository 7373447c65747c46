"""Numbers as people write them in a scenario file: read strictly, written back exactly.

Blanks are thousands marks, the dot is the decimal mark, ``k`` and ``M`` multiply. Whatever could be
read in two ways is refused with both readings. This module knows no units and no files.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal

from simfunnel.words import say

__all__ = ["Reading", "misread", "plain_number", "read", "shown", "written_number"]

_BLANKS = re.compile(r"[\s\u00a0\u202f\u2009]+")
_SHAPE = re.compile(r"([+-]?) ?((?:[0-9.,]| (?=[0-9]))*)(.*)", re.DOTALL)
_NUMBER = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?: [0-9]{3})+)(?:\.[0-9]+)?")
_SCIENTIFIC = re.compile(r"[+-]?[0-9.,]+[eE][+-]?[0-9]+")
_SUFFIX = re.compile(r"([kM])(?![A-Za-z]) ?(.*)", re.DOTALL)
_POWERS = {"k": 3, "M": 6}
_LONGEST_SHOWN = 60


@dataclass(frozen=True)
class Reading:
    """A number and the words that follow it.

    Parameters
    ----------
    digits : str
        Sign and decimal digits, without blanks.
    power : int
        Power of ten that a suffix (``k``, ``M``) asks for.
    unit : str
        What follows the number, in lower case with single blanks; may be empty.
    """

    digits: str
    power: int
    unit: str

    def number(self, shift: int = 0) -> float:
        """Return the nearest float to the number times ten to the power `shift`.

        Examples
        --------
        >>> read("0.6 %", "a share", "75 %").number(-2)
        0.006
        """
        return float(f"{self.digits}e{self.power + shift}")


def misread(value: object, kind: str, example: str) -> ValueError:
    """Return the refusal of what is no quantity of a kind.

    Parameters
    ----------
    value : object
        What stands there.
    kind, example : str
        As for `read`.

    Examples
    --------
    >>> print(misread("soon", "a duration", "14 days"))
    'soon' is not a duration; write for instance '14 days'.
    """
    return ValueError(
        say(
            "{value} is not {kind}; write for instance '{example}'.",
            value=shown(value),
            kind=say(kind),
            example=example,
        )
    )


def read(value: object, kind: str, example: str) -> Reading:
    """Split a value into a number and its unit.

    Parameters
    ----------
    value : object
        Text, int or float, as it stands in the file.
    kind, example : str
        What was expected ("a duration") and how one looks ("14 days"), for the error.

    Returns
    -------
    Reading
        The number, still as text, and the unit.

    Raises
    ------
    ValueError
        If there is no number, or one that can be read in two ways.

    Examples
    --------
    >>> read("1 200.5 days", "a duration", "14 days")
    Reading(digits='1200.5', power=0, unit='days')
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise misread(value, kind, example)
    if not isinstance(value, str):
        return Reading(plain_number(_finite(value)), 0, "")
    text = _BLANKS.sub(" ", value).strip().replace("\N{MINUS SIGN}", "-")
    if _SCIENTIFIC.match(text):
        raise ValueError(
            say("{value} is in scientific notation; write the figure out.", value=shown(value))
        )
    shape = _SHAPE.fullmatch(text)
    if shape is None or not any(c.isdigit() for c in shape[2]):
        raise misread(value, kind, example)
    sign, digits, rest = shape[1], shape[2].strip(), shape[3].strip()
    _check_digits(value, digits)
    if sign == "+":
        _refuse_plus(value, digits, rest)
    power, unit = 0, rest
    if suffix := _SUFFIX.fullmatch(rest):
        power, unit = _POWERS[suffix[1]], suffix[2]
    return Reading(sign + digits.replace(" ", ""), power, unit.lower())


def _finite(value: int | float) -> float:
    """Return a number as float, or refuse what is not finite."""
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ValueError(say("{number} is not a finite number; give a finite one.", number=number))
    return number


def _refuse_plus(value: object, digits: str, rest: str) -> None:
    """Refuse a leading plus sign, which could add or multiply or just decorate."""
    if rest.startswith("%"):
        factor = plain_number(float(1 + Decimal(digits.replace(" ", "")) / 100))
        raise ValueError(
            say(
                "{value} could mean 'plus {digits} points' or 'times {factor}'; write one of them.",
                value=shown(value),
                digits=digits,
                factor=factor,
            )
        )
    amount = f"{digits} {rest}".strip()
    raise ValueError(
        say(
            "{value} could mean 'plus {amount}' or '{amount}'; write one of them.",
            value=shown(value),
            amount=amount,
        )
    )


def _check_digits(value: object, digits: str) -> None:
    """Refuse commas, several dots and blanks in the wrong place, with the readings."""
    if _NUMBER.fullmatch(digits):
        return
    if "," not in digits and digits.count(".") < 2:
        raise ValueError(
            say(
                "{value} is not a number; write it like 1200, 1 200, 0.5 or 1.2M.",
                value=shown(value),
            )
        )
    marks = [c for c in digits if c in ".,"]
    bare = digits.replace(" ", "")
    whole = "".join(c for c in bare if c not in ".,")
    if len(set(marks)) == 2 and marks.count(marks[-1]) == 1:  # 1.234,56
        after = len(bare) - bare.rindex(marks[-1]) - 1
        first = plain_number(float(f"{whole}e-{after}"))
    else:
        first = plain_number(float(whole))
    after = len(whole) - min(bare.index(m) for m in set(marks))
    second = plain_number(float(f"{whole}e-{after}"))
    if len(marks) == 1 and after != 3:
        first, second = second, first
    known = {"first": first, "second": second}
    if len(marks) > 1 and "." not in first:
        known["second"] = written_number(float(first))
    advice = say("{first} or {second}", **known)
    if len(marks) > 1 and "." not in first and float(first) >= 1e6:
        millions = plain_number(float(f"{first}e-6"))
        advice = say("{first} or {second} or {third}", **known, third=f"{millions}M")
    raise ValueError(
        say(
            "{value} could mean {first} or {second}; write {advice}.",
            value=shown(value),
            first=first,
            second=second,
            advice=advice,
        )
    )


def plain_number(number: float) -> str:
    """Return a float as decimal digits that read back to exactly the same float.

    Examples
    --------
    >>> plain_number(1e-07), plain_number(60.0), plain_number(-0.0)
    ('0.0000001', '60', '0')
    """
    text = format(Decimal(repr(float(number))), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def written_number(number: float, shift: int = 0) -> str:
    """Return a float, times ten to the power `shift`, as a scenario file shows it.

    Examples
    --------
    >>> written_number(486000.0), written_number(1234.5), written_number(0.006, 2)
    ('486 000', '1 234.5', '0.6')
    """
    scaled = Decimal(repr(float(number))).scaleb(shift)
    text = format(scaled, "f")
    whole, _, fraction = text.partition(".")
    sign = "-" if whole.startswith("-") else ""
    grouped = f"{int(whole.lstrip('-')):,}".replace(",", " ")
    fraction = fraction.rstrip("0")
    written = sign + grouped + ("." + fraction if fraction else "")
    return "0" if written == "-0" else written


def shown(value: object) -> str:
    """Return a value for an error message: text in quotes, cut to a bearable length.

    Examples
    --------
    >>> shown("soon"), shown(0.75), shown(None), shown(True)
    ("'soon'", '0.75', 'an empty value', 'true')
    """
    if value is None:
        return say("an empty value")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _cut(plain_number(value) if math.isfinite(value) else str(value))
    text = _BLANKS.sub(" ", str(value))
    printable = _cut("".join(c if c.isprintable() else "?" for c in text))
    return printable if isinstance(value, int) else f"'{printable}'"


def _cut(text: str) -> str:
    """Return a text that fits into a message."""
    return (
        text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "\N{HORIZONTAL ELLIPSIS}"
    )
