"""How a command ends: files are written, then the answer is told, whatever became of the files."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from simfunnel.cli.outputs import writing
from simfunnel.cli.screen import note, screen_of, tell
from simfunnel.words import say

__all__ = ["Told", "answer", "as_this_terminal_can", "one_object"]


class Told(Protocol):
    """What can be told as a card of text and as plain data."""

    def text(self, width: int = 100, *, utf8: bool = True, colour: bool = False) -> str:
        """Return the card as a terminal shows it."""

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""


def answer(text: Callable[[], str], *files: tuple[Path | None, Callable[[Path], object]]) -> None:
    """Write the files that were asked for, and tell the answer even if one of them fails.

    Parameters
    ----------
    text : callable
        Makes the answer.
    files : tuple of (Path or None, callable)
        What to write, in order, and how; None for what was not asked for.

    Raises
    ------
    SimfunnelError
        If a file cannot be written; the answer is told before.
    """
    wrote: list[Path] = []
    try:
        for path, write in files:
            if path is not None:
                with writing(path):
                    write(path)
                wrote.append(path)
    finally:  # a full disk does not take the answer away
        tell(text())
        for path in wrote:
            note(say("Wrote {file}.", file=path))


def as_this_terminal_can(told: Told, *, as_json: bool) -> str:
    """Return an answer as this terminal can show it, or as one JSON object.

    Parameters
    ----------
    told : Told
    as_json : bool
    """
    if as_json:
        return one_object(told.to_json())
    screen = screen_of(sys.stdout)
    return told.text(screen.columns, utf8=screen.utf8, colour=screen.colour)


def one_object(data: dict[str, Any]) -> str:
    r"""Return plain data as one JSON object, the same bytes for the same data.

    Parameters
    ----------
    data : dict

    Examples
    --------
    >>> one_object({"won": 3})
    '{\n  "won": 3\n}\n'
    """
    return json.dumps(data, indent=2, allow_nan=False) + "\n"
