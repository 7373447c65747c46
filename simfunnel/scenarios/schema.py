"""The JSON schema of scenario files, for editors: completion, hints, and red lines while typing."""

from __future__ import annotations

import json
from typing import Any

from simfunnel.funnel.model import WEEKDAYS, Funnel
from simfunnel.funnel.spreads import STATEMENT_KEYS
from simfunnel.scenarios.what_ifs import WHAT_IF_KEYS

__all__ = ["schema", "schema_files", "what_if_schema"]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TEXT = {"type": ["string", "number"]}
_PRIVATE = (("Today", "open_leads_file"), ("Today", "customers_file"), ("Hazards", "file"))


def schema() -> dict[str, Any]:
    """Return the JSON schema of a funnel file.

    Examples
    --------
    >>> sorted(schema()["required"])
    ['funnel', 'simfunnel']
    """
    document = Funnel.model_json_schema(by_alias=True, mode="validation")
    blocks = document["$defs"]
    for block, key in _PRIVATE:
        del blocks[block]["properties"][key]
    for block in ("DwellSpread", "AmountSpread", "DwellPart"):
        blocks[block] = {"anyOf": [_TEXT, blocks[block]]}
    blocks["Exit"] = {"anyOf": [_TEXT, blocks["Exit"]]}
    _add_text(blocks["Stage"]["properties"], "next", "otherwise", "hazards")
    _add_text(blocks["Event"]["properties"], "then")
    blocks["SellingHours"] = _hours(blocks["SellingHours"])
    blocks["Renews"] = {"anyOf": [_TEXT, blocks["Renews"]]}
    blocks["Review"]["properties"]["do"]["additionalProperties"] = _TEXT
    today = blocks["Today"]["properties"]
    _add_text(today, "open_leads", "customers")
    booked = {"$ref": "#/$defs/Booked"}
    today["booked_so_far"] = {"anyOf": [booked, today["booked_so_far"]]}
    doubt = blocks["Doubt"]
    doubt["additionalProperties"] = doubt["properties"].pop("ranges")["additionalProperties"]
    document["properties"]["doubt"] = {"$ref": "#/$defs/Doubt"}
    # what a file leaves out may stand in the file that it is based on
    document["required"] = ["simfunnel", "funnel"]
    for block in blocks.values():
        block.pop("required", None)
    head = {"$schema": _DIALECT, "title": "A funnel of simfunnel"}
    bare: dict[str, Any] = _bare(document)
    return head | bare


def _hours(block: dict[str, Any]) -> dict[str, Any]:
    """Return selling hours as a file has them: a window for days of the week, beside the share."""
    day = "|".join(WEEKDAYS)
    window = {"type": "string", "pattern": r"^\s*\d\d?:\d\d\s*-\s*\d\d?:\d\d\s*$"}
    return {
        "type": "object",
        "description": block["description"],
        "properties": {"share": block["properties"]["share"]},
        "patternProperties": {rf"^({day})(\s*-\s*({day}))?$": window},
        "additionalProperties": False,
    }


def _bare(described: Any) -> Any:
    """Return a description without titles and defaults, and of each docstring the first line."""
    if isinstance(described, list):
        return [_bare(part) for part in described]
    if not isinstance(described, dict):
        return described
    bare: dict[str, Any] = {}
    for key, part in described.items():
        if key == "properties":
            bare[key] = {name: _bare(inner) for name, inner in part.items()}
        elif key == "description":
            bare[key] = part.partition("\n")[0]
        elif key not in ("title", "default"):
            bare[key] = _bare(part)
    return bare


def _add_text(properties: dict[str, Any], *keys: str) -> None:
    """Allow one line of text where a block is described."""
    for key in keys:
        properties[key] = {"anyOf": [{"type": "string"}, properties[key]]}


def what_if_schema() -> dict[str, Any]:
    """Return the JSON schema of a what-if file.

    Examples
    --------
    >>> what_if_schema()["required"]
    ['simfunnel', 'what_if']
    """
    text, day = {"type": "string"}, {"type": "string", "format": "date"}
    change = {
        "type": "object",
        "properties": {"set": _TEXT, "times": _TEXT, "plus": _TEXT, "from": day, "for": text},
        "additionalProperties": False,
    }
    spread = {
        "type": "object",
        "properties": {**dict.fromkeys(STATEMENT_KEYS, _TEXT), "from": day, "for": text},
        "additionalProperties": False,
    }
    ranges = {"type": "array", "items": _TEXT, "minItems": 3, "maxItems": 3}
    described: dict[str, Any] = dict.fromkeys(WHAT_IF_KEYS, text)
    described |= {
        "simfunnel": {"const": 1},
        "from": day,
        "changes": {"type": "object", "additionalProperties": {"anyOf": [_TEXT, change, spread]}},
        "reviews": {"type": "array", "items": schema()["$defs"]["Review"]},
        "assumes": {"type": "object", "additionalProperties": ranges},
    }
    return {
        "$schema": _DIALECT,
        "title": "A what-if of simfunnel",
        "type": "object",
        "properties": described,
        "required": ["simfunnel", "what_if"],
        "additionalProperties": False,
    }


def schema_files() -> dict[str, str]:
    """Return the text of each schema file in `scenarios/schema/`.

    Examples
    --------
    >>> sorted(schema_files())
    ['funnel.json', 'what_if.json']
    """
    schemas = {"funnel.json": schema(), "what_if.json": what_if_schema()}
    return {
        name: json.dumps(described, indent=2, ensure_ascii=False) + "\n"
        for name, described in schemas.items()
    }
