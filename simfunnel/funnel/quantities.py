"""Pydantic faces of the quantities in `simfunnel.units`: text in a file becomes a typed leaf.

A leaf is parsed once at the door and written back as the same text, so that a lever (`times 0.8`,
`plus 5 points`) can act on any leaf of a funnel without knowing which field it is.
"""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
)

from simfunnel import units

__all__ = [
    "CadenceLeaf",
    "CountLeaf",
    "CurrencyLeaf",
    "DateLeaf",
    "DurationLeaf",
    "Frozen",
    "GrowthLeaf",
    "MoneyLeaf",
    "Name",
    "PerLeadLeaf",
    "PerTimeLeaf",
    "PercentLeaf",
    "PlainLeaf",
    "ShareLeaf",
    "ShareRateLeaf",
    "TimesLeaf",
    "outcome_kind",
]

OUTCOME_KINDS = ("won", "lost", "disqualified", "cold", "churned")


class Frozen(BaseModel):
    """A specification: frozen, and strict about names it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def _leaf(kind: type, example: str) -> Any:
    """Return the annotated type of one quantity."""

    def parse(value: object) -> object:
        return value if isinstance(value, kind) else kind.parse(value)  # type: ignore[attr-defined]

    return Annotated[
        kind,
        PlainValidator(parse),
        PlainSerializer(str, return_type=str),
        WithJsonSchema({"type": ["string", "number"], "examples": [example]}),
    ]


DurationLeaf = _leaf(units.Duration, "14 days")
ShareLeaf = _leaf(units.Share, "75 %")
PercentLeaf = _leaf(units.Percent, "110 %")
PerTimeLeaf = _leaf(units.PerTime, "60 per month")
ShareRateLeaf = _leaf(units.ShareRate, "4 % per month")
GrowthLeaf = _leaf(units.Growth, "10 % per year")
PerLeadLeaf = _leaf(units.PerLead, "45 per lead")
MoneyLeaf = _leaf(units.Money, "1 200 000")
TimesLeaf = _leaf(units.Times, "times 1.5")
PlainLeaf = _leaf(units.Plain, "0.6")
CountLeaf = _leaf(units.Count, "40")


def _name(value: object) -> object:
    """Check a name of a stage, source, segment or event."""
    if not isinstance(value, str):
        raise ValueError(f"is {value!r}, not a name; write it as text, in quotes if need be.")
    text = unicodedata.normalize("NFC", value)
    if not text or text != text.strip():
        raise ValueError(f"is {value!r}; a name may not be empty or begin or end with a blank.")
    if any(unicodedata.category(mark) == "Cc" for mark in text):
        raise ValueError(f"is {value!r}; a name may not hold control characters.")
    if len(text) > 80:
        raise ValueError(f"has {len(text)} characters; keep a name to 80.")
    if "/" in text:
        raise ValueError(f"is {value!r}; a name may not hold '/', write '-' or '_'.")
    return text


def _plain_name(value: str) -> str:
    """Refuse dots, which part a path, in the names that the funnel itself gives."""
    if "." in value:
        raise ValueError(f"is {value!r}; dots are for outcomes such as lost.price, write '_'.")
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
        raise ValueError(f"is {value!r}; write one of {', '.join(known)}, or leave it out.")
    return value


CadenceLeaf = Annotated[str, BeforeValidator(_cadence)]


def _currency(value: object) -> object:
    """Read a currency code."""
    if not (isinstance(value, str) and len(value) == 3 and value.isascii() and value.isupper()):
        raise ValueError(f"is {value!r}; write a three-letter code such as EUR, PLN or USD.")
    return value


CurrencyLeaf = Annotated[str, BeforeValidator(_currency)]
