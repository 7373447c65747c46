"""From a funnel to a scenario file: written anew, or put into an existing file beside its comments.

Only what differs from the defaults is written, in the short forms that people use. Tables (open
leads, hazards, joint draws) go into CSV files beside the YAML file.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.events import (
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from simfunnel.funnel.model import Funnel
from simfunnel.scenarios.customer_tables import write_customers
from simfunnel.scenarios.lead_tables import write_open_leads
from simfunnel.scenarios.measured_tables import write_draws, write_hazards
from simfunnel.scenarios.nodes import NULLS
from simfunnel.scenarios.short_form import short_form

__all__ = ["dump", "save", "write_tables", "write_text"]

_WIDTH = 160
_LONGEST_LINE = 88
_SECTIONS = frozenset(
    {
        "targets",
        "segments",
        "sources",
        "stages",
        "events",
        "teams",
        "doubt",
        "changes",
        "assumes",
    }
)


def dump(funnel: Funnel) -> str:
    """Return a funnel as the text of one scenario file, its tables written inside.

    Parameters
    ----------
    funnel : Funnel

    Returns
    -------
    str
        YAML that `load` reads back to an equal funnel, as long as its tables are small; `save`
        puts them into files of their own.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> print(dump(tiny()))
    simfunnel: 1
    funnel: tiny
    starts: 2026-09-01
    until: 2026-12-31
    amount: {median: 10 000, p90: 30 000}
    sources:
      web: {leads: 30 per month, enters: pitch}
    stages:
      pitch:
        advance: 25 %
        next: won
        otherwise: {lost.price: 100 %}
        dwell: {median: 10 days, p90: 30 days}
    <BLANKLINE>
    """
    return to_yaml(short_form(funnel))


def save(funnel: Funnel, path: str | Path) -> tuple[Path, ...]:
    """Write a funnel as a scenario file, with its tables beside it.

    Parameters
    ----------
    funnel : Funnel
    path : str or Path
        The YAML file; it is replaced if it exists. Tables are called after it:
        ``agency_open_leads.csv``, ``agency_hazards.csv``, ``agency_draws.csv``.

    Returns
    -------
    tuple of Path
        The files written, the YAML file first. `load` reads it back to an equal funnel.
    """
    path = Path(path)
    document = short_form(funnel)
    tables = write_tables(funnel, path, document)
    write_text(path, to_yaml(document))
    return (path, *tables)


def write_tables(funnel: Funnel, path: Path, document: dict[str, Any]) -> list[Path]:
    """Write the tables of a funnel beside a file, and put their names into its document."""
    written: list[Path] = []
    if funnel.today is not None and funnel.today.open_leads:
        leads = path.with_name(f"{path.stem}_open_leads.csv")
        write_open_leads(leads, funnel.today.open_leads)
        document["today"]["open_leads"] = leads.name
        written.append(leads)
    if funnel.today is not None and funnel.today.customers:
        customers = path.with_name(f"{path.stem}_customers.csv")
        write_customers(customers, funnel.today.customers)
        document["today"]["customers"] = customers.name
        written.append(customers)
    measured = {n: s.hazards for n, s in funnel.stages.items() if s.hazards is not None}
    if measured:
        hazards = path.with_name(f"{path.stem}_hazards.csv")
        write_hazards(hazards, measured)
        for name in measured:
            document["stages"][name]["hazards"] = hazards.name
        written.append(hazards)
    if funnel.doubt.draws is not None:
        draws = path.with_name(f"{path.stem}_draws.csv")
        write_draws(draws, funnel.doubt.draws)
        document["doubt"]["draws"] = draws.name
        written.append(draws)
    return written


def write_text(path: Path, text: str) -> None:
    """Write a file so that it is there whole or not at all."""
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(text.encode())
    part.replace(path)


def to_yaml(document: dict[str, Any]) -> str:
    """Return plain data as YAML: small blocks on one line, values without needless quotes."""
    stream = io.StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.width = _WIDTH
    yaml.allow_unicode = True
    yaml.emit(_document(document), stream)
    return stream.getvalue()


def _document(document: dict[str, Any]) -> Iterator[Event]:
    """Yield the events of a whole file."""
    yield StreamStartEvent()
    yield DocumentStartEvent(explicit=False)
    yield MappingStartEvent(None, None, True, flow_style=False)
    for name, part in document.items():
        yield _scalar(name)
        if name in _SECTIONS and isinstance(part, dict) and part:
            yield from _section(part)
        else:
            yield from _events(part, name, inline=False)
    yield MappingEndEvent()
    yield DocumentEndEvent(explicit=False)
    yield StreamEndEvent()


def _section(parts: dict[str, Any]) -> Iterator[Event]:
    """Yield the events of a section: a line or a block for each thing in it."""
    yield MappingStartEvent(None, None, True, flow_style=False)
    for name, part in parts.items():
        yield _scalar(name)
        yield from _events(part, name, inline=False)
    yield MappingEndEvent()


def _events(value: Any, key: str, *, inline: bool) -> Iterator[Event]:
    """Yield the events of a value."""
    if isinstance(value, dict):
        inline = inline or _fits(key, value)
        yield MappingStartEvent(None, None, True, flow_style=inline or not value)
        for name, part in value.items():
            yield _scalar(name)
            yield from _events(part, name, inline=inline)
        yield MappingEndEvent()
    elif isinstance(value, list):
        inline = inline or _fits(key, value) or not any(isinstance(p, dict) for p in value)
        yield SequenceStartEvent(None, None, True, flow_style=inline)
        for part in value:
            yield from _events(part, "-", inline=inline)
        yield SequenceEndEvent()
    else:
        yield _scalar(value)


def _scalar(value: object) -> ScalarEvent:
    """Return the event of one value; the emitter quotes what YAML would misread."""
    text = "" if value is None else str(value)
    read_as_nothing = value is not None and text in NULLS
    folded = ">" if text.count("\n") == 1 and text.endswith("\n") else "|"
    style = "'" if read_as_nothing else folded if "\n" in text else None
    return ScalarEvent(None, None, (True, True), text, style=style)


def _fits(key: str, value: Any) -> bool:
    """Return whether a block is short enough for one line."""
    row = key == "-" and not any(isinstance(part, dict | list) for part in value.values())
    return (row or _length(value) + len(key) <= _LONGEST_LINE - 8) and not _has_lines(value)


def _length(value: Any) -> int:
    """Return about how long a value is on one line."""
    if isinstance(value, dict):
        return 2 + sum(len(str(key)) + 4 + _length(part) for key, part in value.items())
    if isinstance(value, list):
        return 2 + sum(2 + _length(part) for part in value)
    return len(str(value))


def _has_lines(value: Any) -> bool:
    """Return whether a value holds text of several lines."""
    if isinstance(value, dict):
        return any(_has_lines(part) for part in value.values())
    if isinstance(value, list):
        return any(_has_lines(part) for part in value)
    return "\n" in str(value)
