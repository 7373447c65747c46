"""Lines of styled text for a terminal: colours it always has, and signs it may lack.

Without colour the text still reads; where the terminal knows no UTF-8 every sign has a plain one.
"""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from simfunnel.cards.spans import Span

__all__ = ["Line", "Piece", "Style", "cut", "padded", "plain_signs", "rendered", "wide", "wrapped"]

Style = Literal["plain", "bold", "faint", "blue", "blue_bold", "past", "target", "alarm"]

_CODES: dict[str, str] = {
    "bold": "1",
    "faint": "90",
    "blue": "94",
    "blue_bold": "1;94",
    "past": "37",
    "target": "32",
    "alarm": "1;33",
}
_SIGNS = {
    "\N{NO-BREAK SPACE}": " ",
    "\N{LIGHT SHADE}": ".",
    "\N{MEDIUM SHADE}": ":",
    "\N{FULL BLOCK}": "#",
    "\N{BOX DRAWINGS HEAVY HORIZONTAL}": "-",
    "\N{BOX DRAWINGS LIGHT DOUBLE DASH HORIZONTAL}": "=",
    "\N{BOX DRAWINGS LIGHT HORIZONTAL}": "-",
    "\N{BOX DRAWINGS LIGHT VERTICAL}": "|",
    **dict(zip("▁▂▃▄▅▆▇", "..:::##", strict=True)),
    "\N{RIGHTWARDS ARROW}": ">",
    "\N{BLACK CIRCLE}": "o",
    "\N{WHITE CIRCLE}": ".",
    "\N{PLUS-MINUS SIGN}": "+-",
    "\N{MINUS SIGN}": "-",
    "\N{EN DASH}": "-",
    "\N{MIDDLE DOT}": "|",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{HORIZONTAL ELLIPSIS}": "~",
}


@dataclass(frozen=True)
class Piece:
    """A part of a line in one style.

    Parameters
    ----------
    text : str
        The characters.
    style : str
        How they are set.

    Examples
    --------
    >>> Piece("62 %", "bold").style
    'bold'
    """

    text: str
    style: Style = "plain"


Line = tuple[Piece, ...]


def wide(text: str) -> int:
    r"""Return how many columns a text takes in a terminal.

    Parameters
    ----------
    text : str
        Without control characters.

    Examples
    --------
    >>> wide("abc"), wide("日本"), wide("e\u0301")
    (3, 4, 1)
    """
    total = 0
    for sign in text:
        if unicodedata.combining(sign) or unicodedata.category(sign) in ("Mn", "Me", "Cf"):
            continue
        total += 2 if unicodedata.east_asian_width(sign) in "WF" else 1
    return total


def padded(text: str, columns: int, *, right: bool = False) -> str:
    """Return a text cut or filled with blanks to a number of columns.

    Parameters
    ----------
    text : str
        The text.
    columns : int
        How many.
    right : bool
        Fill on the left, so that it stands right.

    Examples
    --------
    >>> padded("ab", 4), padded("ab", 4, right=True), padded("abcdef", 4)
    ('ab  ', '  ab', 'abc…')
    """
    kept = cut(text, columns)
    blanks = " " * (columns - wide(kept))
    return blanks + kept if right else kept + blanks


def cut(text: str, columns: int) -> str:
    """Return a text that takes at most so many columns, with an ellipsis where it was cut.

    Parameters
    ----------
    text : str
        The text.
    columns : int
        At least 1.

    Examples
    --------
    >>> cut("seven_stage_b2b", 8), cut("short", 8)
    ('seven_s…', 'short')
    """
    if wide(text) <= columns:
        return text
    kept = ""
    for sign in text:
        if wide(kept + sign) > columns - 1:
            break
        kept += sign
    return kept + "\N{HORIZONTAL ELLIPSIS}"


def wrapped(spans: Iterable[Span], columns: int, *, indent: str = "") -> list[Line]:
    """Return words broken into lines at ordinary blanks, each word in its weight.

    Parameters
    ----------
    spans : iterable of Span
        The words.
    columns : int
        Width of a line.
    indent : str
        Stands before every line.

    Returns
    -------
    list of tuple of Piece
        The lines.

    Examples
    --------
    >>> [line[0].text for line in wrapped([Span("as likely above as below")], 12)]
    ['as likely', 'above as', 'below']
    """
    listed = list(spans)
    text = "".join(span.text for span in listed)
    strong = [span.strong for span in listed for _ in span.text]
    lines = textwrap.wrap(text, columns, initial_indent=indent, subsequent_indent=indent)
    found, place = [], 0
    for line in lines:
        pieces: list[Piece] = [Piece(indent)] if indent else []
        for sign in line[len(indent) :]:
            while text[place] != sign:
                place += 1
            style: Style = "bold" if strong[place] else "plain"
            place += 1
            if pieces and pieces[-1].style == style:
                pieces[-1] = Piece(pieces[-1].text + sign, style)
            else:
                pieces.append(Piece(sign, style))
        found.append(tuple(pieces))
    return found


def plain_signs(text: str) -> str:
    """Return a text in ASCII: every sign of a card has a plain one, letters lose their accents.

    Parameters
    ----------
    text : str
        The text.

    Examples
    --------
    >>> plain_signs("●○ ±3 Zürich")
    'o. +-3 Zurich'
    """
    return "".join(_SIGNS.get(sign) or _letter(sign) for sign in text)


def _letter(sign: str) -> str:
    """Return the ASCII letter under a letter with accents; else a question mark a column."""
    base = unicodedata.normalize("NFKD", sign)[0]
    return base if base.isascii() else "?" * wide(sign)


def rendered(lines: Sequence[Line], *, utf8: bool, colour: bool) -> str:
    r"""Return lines as one text.

    Parameters
    ----------
    lines : sequence of tuple of Piece
        The lines.
    utf8 : bool
        Whether the terminal knows more than ASCII.
    colour : bool
        Whether to add colours, as escape sequences.

    Returns
    -------
    str
        Lines without blanks at their ends, each followed by a line feed.

    Examples
    --------
    >>> rendered([(Piece("●●○", "blue"), Piece("  "))], utf8=False, colour=False)
    'oo.\n'
    """
    found = []
    for line in lines:
        pieces = list(line)
        while pieces and not pieces[-1].text.rstrip():
            pieces.pop()
        if pieces:
            pieces[-1] = Piece(pieces[-1].text.rstrip(), pieces[-1].style)
        found.append("".join(_piece(piece, utf8, colour) for piece in pieces))
    return "\n".join(found) + "\n"


def _piece(piece: Piece, utf8: bool, colour: bool) -> str:
    """Return one piece as text."""
    text = piece.text.replace("\N{NO-BREAK SPACE}", " ") if utf8 else plain_signs(piece.text)
    code = _CODES.get(piece.style)
    return f"\x1b[{code}m{text}\x1b[0m" if colour and code and text.strip() else text
