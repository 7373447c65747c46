"""What the sections of a card in a terminal are made of: flowing words and tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from simfunnel.cards.outlook import Remark
from simfunnel.cards.spans import Span
from simfunnel.cards.tables import Grid
from simfunnel.cards.terminal import (
    Line,
    Piece,
    Style,
    padded,
    plain_signs,
    rendered,
    wide,
    wrapped,
)
from simfunnel.cards.words import WARNING
from simfunnel.charts import clean_name
from simfunnel.words import mark, say

__all__ = ["BLANK", "INDENT", "Page", "made_lines", "remark_lines", "table_lines", "text_of"]

INDENT = "  "
BLANK: Line = ()
NARROWEST, WIDEST = 60, 100
_SHORTER = {
    mark("1 in 10 lower"): mark("lower"),
    mark("1 in 10 higher"): mark("higher"),
    mark("chance to win"): mark("chance"),
    mark("expected close"): mark("close"),
}


@dataclass(frozen=True)
class Page:
    """How wide the text may be, and which signs it may use.

    Parameters
    ----------
    columns : int
    utf8 : bool
        Whether the terminal knows more than ASCII.

    Examples
    --------
    >>> [line[0].text for line in Page.of(10, True).flow("as likely above as below")]
    ['as likely above as below']
    """

    columns: int
    utf8: bool

    @classmethod
    def of(cls, width: int, utf8: bool) -> Page:
        """Return the page of a terminal; at least 60 and at most 100 columns are used."""
        return cls(min(max(width, NARROWEST), WIDEST), utf8)

    def wrapped(self, spans: Iterable[Span], indent: str = "") -> list[Line]:
        """Return words broken into lines, in signs that the terminal knows."""
        known = (s if self.utf8 else Span(plain_signs(s.text), s.strong) for s in spans)
        return wrapped(known, self.columns, indent=indent)

    def flow(self, words: str, style: Style = "plain", indent: str = "") -> list[Line]:
        """Return words of one style, broken into lines."""
        lines = self.wrapped([Span(words)], indent)
        return [tuple(Piece(piece.text, style) for piece in line) for line in lines]


def table_lines(heading: str, grid: Grid | None, page: Page, note: str = "") -> list[Line]:
    """Return a table with its heading; nothing where there is none.

    Parameters
    ----------
    heading : str
    grid : Grid, optional
    page : Page
    note : str
        Stands under the table, behind its own note.
    """
    if grid is None:
        return []
    table = [grid.columns, *grid.rows]
    widths = [max(wide(row[i]) for row in table) for i in range(len(grid.columns))]
    gap = 2
    if len(INDENT) + sum(widths) + gap * (len(widths) - 1) > page.columns:
        shorter = {say(long): say(short) for long, short in _SHORTER.items()}
        table[0] = tuple(shorter.get(words, words) for words in table[0])
        widths = [max(wide(row[i]) for row in table) for i in range(len(grid.columns))]
    _room_for_groups(grid, widths, gap)
    over = len(INDENT) + sum(widths) + gap * (len(widths) - 1) - page.columns
    for i in range(grid.words):
        taken = min(max(over, 0), max(widths[i] - 8, 0))
        widths[i], over = widths[i] - taken, over - taken
    lines: list[Line] = [(Piece(heading, "bold"),)]
    if grid.groups:
        lines.append((Piece(_group_line(grid, widths, gap), "faint"),))
    for number, row in enumerate(table):
        pieces = [Piece(INDENT)]
        for i, (cell, room) in enumerate(zip(row, widths, strict=True)):
            style: Style = "faint" if number == 0 else "bold" if i in grid.strong else "plain"
            text = padded(cell, room, right=i >= grid.words)
            pieces.append(Piece(" " * gap * bool(i) + text, style))
        lines.append(tuple(pieces))
    for text in (grid.note, note):
        lines += page.flow(text, "faint", INDENT) if text else []
    return lines


def _room_for_groups(grid: Grid, widths: list[int], gap: int) -> None:
    """Widen the columns under a heading that is wider than they are together."""
    first = 0
    for words, count in grid.groups:
        room = sum(widths[first : first + count]) + gap * (count - 1)
        widths[first] += max(wide(words) - room, 0)
        first += count


def _group_line(grid: Grid, widths: list[int], gap: int) -> str:
    """Return the headings over several columns, each at the right of its columns."""
    text, first = INDENT, 0
    for words, count in grid.groups:
        room = sum(widths[first : first + count]) + gap * (count - 1) + gap * bool(first)
        text += padded(words, room, right=True)
        first += count
    return text


def remark_lines(remark: Remark, page: Page) -> list[Line]:
    """Return one remark, its tag in front.

    Parameters
    ----------
    remark : Remark
    page : Page

    Examples
    --------
    >>> remark_lines(Remark("All is well."), Page.of(80, True))[0][-1].text
    '  All is well.'
    """
    word = clean_name(remark.tag) or (say(WARNING) if remark.kind == "warning" else "")
    start = f"{word[:1].upper()}{word[1:]}: " if word else ""
    style: Style = "alarm" if remark.kind == "warning" else "bold"
    return [
        tuple(Piece(p.text, style if p.style == "bold" else p.style) for p in line)
        for line in page.wrapped([Span(start, True), Span(clean_name(remark.text, 400))], INDENT)
    ]


def made_lines(how: str, again: str, page: Page) -> list[Line]:
    """Return how something was made, and the line that makes it again.

    Parameters
    ----------
    how : str
        May be empty.
    again : str
        A command or a call; may be empty.
    page : Page
    """
    lines = page.flow(how, "faint")
    if again:  # in one piece, to be copied
        lines.append((Piece(say("again: {command}", command=clean_name(again, 4_000)), "faint"),))
    return lines


def text_of(sections: Iterable[list[Line]], page: Page, *, colour: bool) -> str:
    r"""Return sections as one text, a blank line between any two.

    Parameters
    ----------
    sections : iterable of list of Line
        Empty ones are left out.
    page : Page
    colour : bool
        Whether to add colours, as escape sequences.

    Examples
    --------
    >>> text_of([[(Piece("a"),)], [], [(Piece("b"),)]], Page.of(80, True), colour=False)
    'a\n\nb\n'
    """
    lines: list[Line] = []
    for section in sections:
        if section:
            lines += [*section, BLANK]
    return rendered(lines[:-1], utf8=page.utf8, colour=colour)
