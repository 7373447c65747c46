"""Putting a funnel into an existing scenario file: comments, order and notation stay.

Only what differs between the file's funnel and the new one is touched.
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from simfunnel.funnel.model import Funnel
from simfunnel.scenarios.documents import MOST_BYTES, read_text
from simfunnel.scenarios.reading import load
from simfunnel.scenarios.short_form import short_form
from simfunnel.scenarios.writing import write_tables, write_text
from simfunnel.units import parse_date

__all__ = ["save_as"]

_INDENTED_DASH = re.compile(r"^( *)\S[^\n]*:[ ]*(?:#[^\n]*)?\n\1  - ", re.MULTILINE)
_TABLES = (("today", "open_leads"), ("today", "customers"), ("doubt", "draws"))


def save_as(funnel: Funnel, path: str | Path, *, like: str | Path) -> tuple[Path, ...]:
    """Write a funnel as an existing file would state it, its comments kept.

    Parameters
    ----------
    funnel : Funnel
    path : str or Path
        The file to write; it may be the existing one.
    like : str or Path
        A scenario file whose comments, order and notation are kept where the funnel agrees with
        it. A table that is still the same keeps its file if that can be named from `path`.

    Returns
    -------
    tuple of Path
        The files written, the YAML file first.

    Raises
    ------
    ScenarioError
        If `like` cannot be read.
    """
    path, like = Path(path), Path(like)
    before = load(like)
    old, new = short_form(before), short_form(funnel)
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096
    text = read_text(like, MOST_BYTES)
    if _INDENTED_DASH.search(text):
        yaml.indent(mapping=2, sequence=4, offset=2)
    document = yaml.load(text)
    moved = path.resolve().parent != like.resolve().parent
    written = _set_tables(funnel, path, new, old, keep=not moved)
    _update(document, old, new)
    stream = io.StringIO()
    yaml.dump(document, stream)
    write_text(path, stream.getvalue())
    return (path, *written)


def _set_tables(
    funnel: Funnel, path: Path, new: dict[str, Any], old: dict[str, Any], *, keep: bool
) -> list[Path]:
    """Write the tables that changed; those that did not are left as the file has them."""
    ways = [*_TABLES, *(("stages", name, "hazards") for name in funnel.stages)]
    if keep and all(_at(new, way) == _at(old, way) for way in ways):
        return []
    written = write_tables(funnel, path, new)
    for way in ways:
        block = _at(old, way[:-1])
        if isinstance(block, dict) and way[-1] in block:
            block[way[-1]] = "written anew"
    return written


def _at(document: Any, way: tuple[str, ...]) -> Any:
    """Return what stands at the end of a way, or None."""
    for key in way:
        document = document.get(key) if isinstance(document, dict) else None
    return document


def _update(document: CommentedMap, old: dict[str, Any], new: dict[str, Any]) -> None:
    """Put every difference between two short forms into a file's own tree."""
    for key, value in new.items():
        before = old.get(key)
        if before == value:
            continue
        own = _own_key(document, key)
        inner = document.get(own)
        if isinstance(inner, CommentedMap) and isinstance(before, dict) and isinstance(value, dict):
            _update(inner, before, value)
        else:
            document[own] = _value(value)
    for key in old:
        if key not in new:
            own = _own_key(document, key)
            if own in document:
                del document[own]
            else:
                document[own] = None  # stands in a file below, which null takes away


def _own_key(document: CommentedMap, key: str) -> Any:
    """Return a key as the file's tree has it: a date or a number where it looks like one."""
    plain = _number_or_date(key)
    return plain if plain in document or key not in document else key


def _value(value: Any) -> Any:
    """Return plain data so that the file shows it without needless quotes."""
    if isinstance(value, dict):
        block = CommentedMap({_number_or_date(key): _value(part) for key, part in value.items()})
        if not any(isinstance(part, dict | list) for part in value.values()):
            block.fa.set_flow_style()
        return block
    if isinstance(value, list):
        listing = CommentedSeq(_value(part) for part in value)
        listing.fa.set_flow_style()
        return listing
    return _number_or_date(value)


def _number_or_date(text: str) -> Any:
    """Return text that looks like a number or a date as one, for YAML quotes it otherwise."""
    for kind in (int, float, parse_date):
        try:
            value = kind(text)
        except ValueError:
            continue
        if str(value) == text:
            return value
    return text
