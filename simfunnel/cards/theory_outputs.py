"""The card of theory beside simulation, as HTML, as text and as a page."""

from __future__ import annotations

from html import escape
from pathlib import Path

from simfunnel.cards.elements import card_of, head, line, made, page_of, table
from simfunnel.cards.outputs import save_page
from simfunnel.cards.terminal import Line, Piece, cut
from simfunnel.cards.text_page import INDENT, Page, made_lines, table_lines, text_of
from simfunnel.cards.theory import (
    TheoryCard,
    theory_grids,
    theory_notes,
    theory_overline,
    theory_words,
)
from simfunnel.cards.words import BETWEEN_PARTS, made_line

__all__ = ["save_theory", "theory_html", "theory_text"]


def theory_html(card: TheoryCard) -> str:
    """Return the card as a piece of HTML that stands by itself.

    Parameters
    ----------
    card : TheoryCard

    Returns
    -------
    str
        One ``div`` with its style inside; no script, no address but ``data:``.
    """
    first, *rest = theory_words(card)
    kind, name = (escape(part) for part in theory_overline(card))
    over = line("over", BETWEEN_PARTS.join((kind, f"<bdi>{name}</bdi>")))
    sentence = line("sentence", f"<b>{escape(first)}</b> {escape(' '.join(rest))}")
    tables = [table(heading, grid) for heading, grid in theory_grids(card)]
    notes = [
        f"<section>{head(heading)}{''.join(line('line', escape(each)) for each in sentences)}"
        "</section>"
        for heading, sentences in theory_notes(card)
    ]
    return card_of(
        first, [over + sentence, *tables, *notes, made(made_line(card.made_by), card.again)]
    )


def theory_text(
    card: TheoryCard, *, width: int = 100, utf8: bool = True, colour: bool = False
) -> str:
    """Return the card as text.

    Parameters
    ----------
    card : TheoryCard
    width : int
        Columns of the terminal; at least 60 and at most 100 are used.
    utf8 : bool
        Whether the terminal knows more than ASCII.
    colour : bool
        Whether to add colours, as escape sequences.

    Returns
    -------
    str
        Lines that end with a line feed.
    """
    page = Page.of(width, utf8)
    over = BETWEEN_PARTS.join(theory_overline(card))
    first, *rest = theory_words(card)
    top: list[Line] = [(Piece(cut(over, page.columns), "faint"),)]
    sections = [[*top, *page.flow(first, "bold"), *page.flow(" ".join(rest))]]
    sections += [table_lines(heading, grid, page) for heading, grid in theory_grids(card)]
    for heading, sentences in theory_notes(card):
        told = [found for each in sentences for found in page.flow(each, indent=INDENT)]
        sections.append([(Piece(heading, "bold"),), *told])
    sections.append(made_lines(made_line(card.made_by), card.again, page))
    return text_of(sections, page, colour=colour)


def save_theory(card: TheoryCard, path: str | Path) -> Path:
    """Write the card as a page that loads nothing and runs nothing.

    Parameters
    ----------
    card : TheoryCard
    path : str or Path
        Ends in .html.

    Raises
    ------
    TableError
        If the suffix is another one.
    OSError
        If the folder is missing.
    """
    return save_page(path, lambda: page_of(theory_words(card)[0], theory_html(card)))
