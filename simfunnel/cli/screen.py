"""What the terminal can show, and saying something to it."""

from __future__ import annotations

import codecs
import os
import shutil
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import TextIO

import typer

from simfunnel.cli.complaints import BROKEN_PIPE, harmless

__all__ = ["Screen", "note", "screen_of", "tell"]

_WIDEST = 100


@dataclass(frozen=True)
class Screen:
    """What a stream can show.

    Parameters
    ----------
    columns : int
        At most 100.
    utf8 : bool
        Whether it knows more signs than ASCII.
    colour : bool
        Whether it is a terminal that shows colours, and nobody asked for none.
    """

    columns: int
    utf8: bool
    colour: bool


def screen_of(stream: TextIO) -> Screen:
    """Return what a stream can show; one that is no terminal takes 100 columns without colour.

    Parameters
    ----------
    stream : TextIO
        Standard output or error.
    """
    columns = shutil.get_terminal_size((_WIDEST, 24)).columns
    return Screen(min(columns, _WIDEST), _is_utf8(stream), _has_colour(stream))


def _is_utf8(stream: TextIO) -> bool:
    """Return whether a stream takes every sign."""
    try:
        return codecs.lookup(stream.encoding or "ascii").name.startswith("utf")
    except LookupError:
        return False


def _has_colour(stream: TextIO) -> bool:
    """Return whether escape sequences become colours; NO_COLOR of any length says no."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    old_windows = os.name == "nt" and "WT_SESSION" not in os.environ
    return stream.isatty() and not old_windows


def tell(text: str) -> None:
    """Write to standard output; if nobody listens any more, end quietly.

    Parameters
    ----------
    text : str
        The answer, or a part of it.
    """
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        # What is left in the buffer must not complain again when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(BROKEN_PIPE) from None


def note(text: str) -> None:
    """Write a line to standard error: what was done beside the answer.

    Parameters
    ----------
    text : str
        One line.
    """
    with suppress(BrokenPipeError):
        sys.stderr.write(f"{harmless(text)}\n")
        sys.stderr.flush()
