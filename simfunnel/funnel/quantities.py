"""Pydantic faces of the quantities in `simfunnel.units`: text in a file becomes a typed leaf.

A leaf is parsed once at the door and written back as the same text, so that a lever (`times 0.8`,
`plus 5 points`) can act on any leaf of a funnel without knowing which field it is.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict
from pydantic_core import CoreSchema, core_schema

from simfunnel import units
from simfunnel.words import listed, say

__all__ = [
    "CadenceLeaf",
    "ConditionLeaf",
    "CountLeaf",
    "CurrencyLeaf",
    "DateLeaf",
    "DurationLeaf",
    "Frozen",
    "GrowthLeaf",
    "MoneyLeaf",
    "MoneyPerTimeLeaf",
    "Name",
    "PerLeadLeaf",
    "PerTimeLeaf",
    "PerTouchLeaf",
    "PercentLeaf",
    "PlainLeaf",
    "PointsLeaf",
    "ShareLeaf",
    "ShareOfWonLeaf",
    "ShareRateLeaf",
    "TimesLeaf",
    "outcome_kind",
    "saying",
]

OUTCOME_KINDS = ("won", "lost", "disqualified", "cold", "churned")


class Frozen(BaseModel):
    """A specification: frozen, and strict about names it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


@dataclass(frozen=True)
class _Leaf:
    """How pydantic reads and writes one quantity: text in, the same text out."""

    kind: type[units.Quantity]
    example: str

    def __get_pydantic_core_schema__(self, _source: Any, _handler: Any) -> CoreSchema:
        """Parse whatever stands in the file; a quantity of this kind passes as it is."""
        return core_schema.no_info_plain_validator_function(
            self.kind.parse, serialization=core_schema.to_string_ser_schema()
        )

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: Any) -> dict[str, Any]:
        """Describe the quantity to editors."""
        return {"type": ["string", "number"], "examples": [self.example]}


def saying(words: str) -> BeforeValidator:
    """Let a value say what it is of: "3 opened", "0.6 % per touch"."""

    def strip(value: Any) -> Any:
        return value.removesuffix(words).strip() if isinstance(value, str) else value

    return BeforeValidator(strip)


DurationLeaf = Annotated[units.Duration, _Leaf(units.Duration, "14 days")]
ShareLeaf = Annotated[units.Share, _Leaf(units.Share, "75 %")]
PercentLeaf = Annotated[units.Percent, _Leaf(units.Percent, "110 %")]
PointsLeaf = Annotated[units.Points, _Leaf(units.Points, "5 points")]
ShareOfWonLeaf = Annotated[units.ShareOfWon, _Leaf(units.ShareOfWon, "6 % of won")]
PerTimeLeaf = Annotated[units.PerTime, _Leaf(units.PerTime, "60 per month")]
ShareRateLeaf = Annotated[units.ShareRate, _Leaf(units.ShareRate, "4 % per month")]
GrowthLeaf = Annotated[units.Growth, _Leaf(units.Growth, "10 % per year")]
PerLeadLeaf = Annotated[units.PerLead, _Leaf(units.PerLead, "45 per lead")]
PerTouchLeaf = Annotated[units.PerTouch, _Leaf(units.PerTouch, "0.40 per touch")]
MoneyPerTimeLeaf = Annotated[units.MoneyPerTime, _Leaf(units.MoneyPerTime, "350 000 per year")]
MoneyLeaf = Annotated[units.Money, _Leaf(units.Money, "1 200 000")]
TimesLeaf = Annotated[units.Times, _Leaf(units.Times, "times 1.5")]
PlainLeaf = Annotated[units.Plain, _Leaf(units.Plain, "0.6")]
ConditionLeaf = Annotated[units.Condition, _Leaf(units.Condition, "coverage below 3")]
CountLeaf = Annotated[units.Count, _Leaf(units.Count, "40")]


def _name(value: object) -> object:
    """Check a name of a stage, source, segment or event."""
    if not isinstance(value, str):
        raise ValueError(
            say(
                "is {value}, not a name; write it as text, in quotes if need be.", value=repr(value)
            )
        )
    text = unicodedata.normalize("NFC", value)
    if not text or text != text.strip():
        raise ValueError(
            say(
                "is {value}; a name may not be empty or begin or end with a blank.",
                value=repr(value),
            )
        )
    if any(unicodedata.category(mark) == "Cc" for mark in text):
        raise ValueError(
            say("is {value}; a name may not hold control characters.", value=repr(value))
        )
    if len(text) > 80:
        raise ValueError(say("has {n_text} characters; keep a name to 80.", n_text=len(text)))
    if "/" in text:
        raise ValueError(
            say("is {value}; a name may not hold '/', write '-' or '_'.", value=repr(value))
        )
    return text


def _plain_name(value: str) -> str:
    """Refuse dots, which part a path, in the names that the funnel itself gives."""
    if "." in value:
        raise ValueError(
            say(
                "is {value}; dots are for outcomes such as lost.price, write '_'.",
                value=repr(value),
            )
        )
    return value


Name = Annotated[str, BeforeValidator(_name), AfterValidator(_plain_name)]
ExitName = Annotated[str, BeforeValidator(_name)]


def outcome_kind(name: str) -> str | None:
    """Return won, lost, disqualified, cold or churned for an outcome; None for a stage.

    Examples
    --------
    >>> outcome_kind("lost.price"), outcome_kind("proposal")
    ('lost', None)
    """
    kind = name.partition(".")[0]
    return kind if kind in OUTCOME_KINDS else None


def _date(value: object) -> object:
    """Read a date in ISO form."""
    return units.parse_date(value)


DateLeaf = Annotated[date, BeforeValidator(_date)]


def _cadence(value: object) -> object:
    """Read how often somebody looks."""
    known = ("daily", "weekly", "fortnightly", "monthly")
    if value not in known:
        raise ValueError(
            say(
                "is {value}; write one of {known}, or leave it out.",
                value=repr(value),
                known=listed(known),
            )
        )
    return value


CadenceLeaf = Annotated[str, BeforeValidator(_cadence)]


def _currency(value: object) -> object:
    """Read a currency code."""
    if not (isinstance(value, str) and len(value) == 3 and value.isascii() and value.isupper()):
        raise ValueError(
            say("is {value}; write a three-letter code such as EUR, PLN or USD.", value=repr(value))
        )
    return value


CurrencyLeaf = Annotated[str, BeforeValidator(_currency)]
