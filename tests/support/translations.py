"""Checks a file of translations: what a translator is told before a planner could see it."""

from __future__ import annotations

import string
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po

__all__ = ["faults"]


def faults(path: Path) -> list[str]:
    """Return what is wrong with the places of translations, a line each.

    Parameters
    ----------
    path : Path
        A .po file; sentences without translation are left alone.
    """
    with path.open("rb") as file:
        messages = [message for message in read_po(file) if message.id and message.string]
    found: list[str] = []
    for message in messages:
        if isinstance(message.id, str):
            found += _of(message.id, [str(message.string)], may_lack_number=False)
        else:
            first, *others = message.string
            found += _of(message.id[0], [first], may_lack_number=True)
            found += _of(message.id[1], others, may_lack_number=False)
    return found


def _of(english: str, translated: list[str], *, may_lack_number: bool) -> Iterator[str]:
    """Yield what is wrong with the translations of one sentence."""
    wanted = _places(english)
    if wanted is None:  # braces that are just braces
        return
    for text in filter(None, translated):
        places = _places(text)
        if places is None:
            yield f"{english!r}: {text!r} has a brace that does not close"
        elif places != wanted and not (may_lack_number and places | {"n"} == wanted | {"n"}):
            yield f"{english!r}: {text!r} has other places than {', '.join(sorted(wanted))}"


def _places(text: str) -> set[str] | None:
    """Return the names of the places in a sentence; None where its braces make none."""
    try:
        return {place for _, place, *_ in string.Formatter().parse(text) if place is not None}
    except ValueError:
        return None
