"""A funnel as plain data in the short forms that people write, without what is a default anyway."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel

from simfunnel.funnel.doubt import Doubt, DrawTable
from simfunnel.funnel.model import Exit, Funnel
from simfunnel.funnel.spreads import AmountSpread, DwellSpread
from simfunnel.funnel.teams import SellingHours
from simfunnel.units.readings import plain_number

__all__ = ["short_block", "short_form"]


def short_form(funnel: Funnel) -> dict[str, Any]:
    """Return what a short scenario file of a funnel would hold.

    Parameters
    ----------
    funnel : Funnel

    Returns
    -------
    dict
        Mappings, lists and text, in the order of the format. Tables stand inside.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> short_form(tiny())["stages"]["pitch"]["otherwise"]
    {'lost.price': '100 %'}
    """
    return _fields(funnel)


def short_block(block: BaseModel) -> dict[str, Any]:
    """Return one block of a funnel as a short scenario file would hold it."""
    return _fields(block)


def _fields(model: BaseModel) -> dict[str, Any]:
    """Return the fields of a block that are not at their defaults, by their keys in a file."""
    short: dict[str, Any] = {}
    for name, info in type(model).model_fields.items():
        value = getattr(model, name)
        if info.exclude or value is None:
            continue
        if not info.is_required() and value == info.get_default(call_default_factory=True):
            continue
        short[info.alias or name] = _short(value, name)
    return short


def _short(value: Any, key: str) -> Any:
    """Return any value in its shortest form."""
    if isinstance(value, Exit):
        return _exit(value)
    if isinstance(value, AmountSpread | DwellSpread):
        fields = _fields(value)
        return fields["exactly"] if list(fields) == ["exactly"] else fields
    if isinstance(value, Doubt):
        return _doubt(value)
    if isinstance(value, SellingHours):
        return value.windows | ({} if value.share.number == 1.0 else {"share": str(value.share)})
    if isinstance(value, BaseModel):
        return _fields(value)
    if isinstance(value, dict):
        parts = {name: _short(part, name) for name, part in value.items()}
        alone = key == "next" and len(parts) == 1
        return next(iter(parts)) if alone and next(iter(parts.values())) == "100 %" else parts
    if key == "booked_so_far" and len(value) == 1:
        return _fields(value[0])
    if isinstance(value, tuple | list):
        listed = [_short(part, key) for part in value]
        return [_without_blanks(part) for part in listed] if key == "values" else listed
    return _text(value)


def _without_blanks(text: str) -> str:
    """Return an amount without thousands marks, since a long list is broken at blanks."""
    return text.replace(" ", "") if text.replace(" ", "").replace(".", "").isdigit() else text


def _exit(value: Exit) -> Any:
    """Return an exit as its share, or with what it has beside it."""
    fields = {"share": str(value.share)} | _fields(value)
    return fields["share"] if len(fields) == 1 else fields


def _doubt(value: Doubt) -> dict[str, Any]:
    """Return ranges by path beside the block's own words."""
    short: dict[str, Any] = {path: list(triple) for path, triple in value.ranges.items()}
    if value.shock is not None:
        short["shock"] = _fields(value.shock)
    if isinstance(value.draws, DrawTable):
        rows = [[plain_number(float(cell)) for cell in row] for row in value.draws.values]
        short["draws"] = {"columns": list(value.draws.columns), "values": rows}
    return short


def _text(value: object) -> str:
    """Return a single value as text."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return plain_number(value)
    return str(value)
