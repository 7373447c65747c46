"""Headings, tables and paragraphs of the commands' own answers, set like the cards."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from simfunnel.cards.spans import Span
from simfunnel.cards.terminal import Line, Piece, padded, plain_signs, rendered, wide, wrapped
from simfunnel.cli.screen import Screen, screen_of, tell

__all__ = ["BLANK", "INDENT", "heading", "paragraph", "say_lines", "table"]

BLANK: Line = ()
INDENT = "  "
_GAP = "  "


def heading(words: str, more: str = "") -> Line:
    """Return a heading, and beside it what is faint.

    Examples
    --------
    >>> heading("Sources")[0].text
    'Sources'
    """
    return (Piece(words, "bold"), Piece(f"   {more}" if more else "", "faint"))


def paragraph(
    words: str, screen: Screen, *, indent: str = "", faint: bool = False, alarm: str = ""
) -> list[Line]:
    """Return words broken into lines.

    Parameters
    ----------
    words : str
    screen : Screen
    indent : str
        Stands before every line.
    faint : bool
        Whether they are an aside.
    alarm : str
        Words of attention that go before.
    """
    spans = [Span(alarm, True), Span(words)] if alarm else [Span(words)]
    known = spans if screen.utf8 else [Span(plain_signs(s.text), s.strong) for s in spans]
    lines = wrapped(known, screen.columns, indent=indent)
    if faint:
        return [tuple(Piece(piece.text, "faint") for piece in line) for line in lines]
    return [
        tuple(Piece(p.text, "alarm") if p.style == "bold" else p for p in line) for line in lines
    ]


def table(head: Sequence[str], rows: Sequence[Sequence[str]], *, words: int = 1) -> list[Line]:
    """Return a table: words on the left, figures right-aligned, the columns as wide as needed.

    Parameters
    ----------
    head : sequence of str
        Headings.
    rows : sequence of sequence of str
        Cells, as many as headings.
    words : int
        How many columns, from the left, hold words.

    Examples
    --------
    >>> lines = table(("stage", "said"), [("pitch", "5 %"), ("close", "85 %")])
    >>> ["".join(piece.text for piece in line) for line in lines]
    ['  stage  said', '  pitch   5 %', '  close  85 %']
    """
    widths = [max(wide(row[i]) for row in (head, *rows)) for i in range(len(head))]
    found: list[Line] = []
    for number, row in enumerate((head, *rows)):
        cells = (
            padded(cell, room, right=i >= words)
            for i, (cell, room) in enumerate(zip(row, widths, strict=True))
        )
        text = INDENT + _GAP.join(cells)
        found.append((Piece(text, "faint" if number == 0 else "plain"),))
    return found


def say_lines(lines: Sequence[Line], screen: Screen | None = None) -> None:
    """Write lines to standard output as the terminal can show them.

    Parameters
    ----------
    lines : sequence of tuple of Piece
    screen : Screen, optional
        Standard output's where left out.
    """
    shown = screen_of(sys.stdout) if screen is None else screen
    tell(rendered(lines, utf8=shown.utf8, colour=shown.colour))
