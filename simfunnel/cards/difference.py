"""What differs between two files, for a terminal and a notebook: grouped, in words, with units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from simfunnel.cards.elements import card_of, head, line, table
from simfunnel.cards.tables import Grid
from simfunnel.cards.terminal import Line, Piece, cut, wide
from simfunnel.cards.text_page import INDENT, Page, text_of
from simfunnel.charts import clean_name, day_short
from simfunnel.words import say, say_n

__all__ = ["DifferenceRow", "difference_html", "difference_text", "difference_title"]

_ARROW = "\N{RIGHTWARDS ARROW}"
_LONGEST = 70


@dataclass(frozen=True)
class DifferenceRow:
    """One thing in which two files differ.

    Parameters
    ----------
    group : str
        What it belongs to, in words.
    path : str
    label : str
        What the path names, in words.
    before, after : str
        What the first and the second say; empty where one says nothing.
    since : datetime.date, optional
        From which day on.
    absent : str
        What is shown for one that says nothing; "not stated" where left out.

    Examples
    --------
    >>> DifferenceRow("Stage pitch", "stages.pitch.advance", "share", "25 %", "30 %").after
    '30 %'
    """

    group: str
    path: str
    label: str
    before: str
    after: str
    since: date | None = None
    absent: str = ""

    @property
    def words(self) -> str:
        """From what to what, and from which day on: "25 % → 30 %, from 1 Oct 2026"."""
        absent = self.absent or say("not stated")
        ends = [clean_name(text, _LONGEST) or absent for text in (self.before, self.after)]
        change = f"{ends[0]} {_ARROW} {ends[1]}"
        if self.since is None:
            return change
        return say("{change}, from {day}", change=change, day=day_short(self.since))


def difference_title(first: str, second: str, n: int) -> str:
    """Return in how many things two files differ.

    Parameters
    ----------
    first, second : str
        What they are called.
    n : int

    Examples
    --------
    >>> difference_title("base", "stricter", 0)
    'Nothing differs between base and stricter.'
    >>> difference_title("base", "stricter", 2)
    'base and stricter differ in 2 things.'
    """
    names = {"first": clean_name(first), "second": clean_name(second)}
    if n == 0:
        return say("Nothing differs between {first} and {second}.", **names)
    return say_n(
        "{first} and {second} differ in {n} thing.",
        "{first} and {second} differ in {n} things.",
        n,
        **names,
    )


def _groups(rows: Sequence[DifferenceRow]) -> dict[str, list[DifferenceRow]]:
    """Return the rows of each group, in the order in which groups first appear."""
    found: dict[str, list[DifferenceRow]] = {}
    for row in rows:
        found.setdefault(row.group, []).append(row)
    return found


def difference_text(
    title: str,
    rows: Sequence[DifferenceRow],
    *,
    width: int = 100,
    utf8: bool = True,
    colour: bool = False,
) -> str:
    r"""Return what differs as text.

    Parameters
    ----------
    title : str
    rows : sequence of DifferenceRow
    width : int
        Columns of the terminal; at least 60 and at most 100 are used.
    utf8 : bool
        Whether the terminal knows more than ASCII.
    colour : bool
        Whether to add colours, as escape sequences.

    Examples
    --------
    >>> row = DifferenceRow("Stage pitch", "stages.pitch.advance", "share", "25 %", "30 %")
    >>> difference_text("One thing.", [row], width=60).splitlines()[-1]
    '  share: 25 % → 30 %                    stages.pitch.advance'
    """
    page = Page.of(width, utf8)
    sections = [page.flow(title, "bold")]
    for group, members in _groups(rows).items():
        lines: list[Line] = [(Piece(cut(clean_name(group), page.columns), "bold"),)]
        for row in members:
            lines += _row(row, page)
        sections.append(lines)
    return text_of(sections, page, colour=colour)


def _row(row: DifferenceRow, page: Page) -> list[Line]:
    """Return one difference, its path on the right or, without room, on a line of its own."""
    words = f"{clean_name(row.label)}: {row.words}"
    lines = page.flow(words, "plain", INDENT)
    path = clean_name(row.path, page.columns - 2 * len(INDENT))
    used = sum(wide(piece.text) for piece in lines[-1])
    if used + 2 + wide(path) <= page.columns:
        blank = " " * (page.columns - used - wide(path))
        lines[-1] = (*lines[-1], Piece(blank), Piece(path, "faint"))
        return lines
    return [*lines, (Piece(f"{INDENT}{INDENT}{path}", "faint"),)]


def difference_html(title: str, rows: Sequence[DifferenceRow]) -> str:
    """Return what differs as a piece of HTML.

    Parameters
    ----------
    title : str
    rows : sequence of DifferenceRow

    Examples
    --------
    >>> difference_html("<b>", []).count("<b><b>")
    0
    """
    parts = [f'<section class="sf-first">{head(title)}</section>']
    for group, members in _groups(rows).items():
        cells = tuple(
            (
                clean_name(row.label),
                row.words,
                clean_name(row.path, _LONGEST),
            )
            for row in members
        )
        grid = Grid((), ("", say("from, to"), say("path")), cells, 3)
        parts.append(table(clean_name(group), grid))
    if not rows:
        parts.append(line("sub", escape(say("Both say the same."))))
    return card_of(title, parts)
