"""The card of one lead's story in a terminal: the same words, order and numbers as elsewhere."""

from __future__ import annotations

from datetime import datetime, timedelta

from simfunnel.cards.story import (
    StoryCard,
    stays_grid,
    stays_heading,
    story_heading,
    story_overline,
)
from simfunnel.cards.terminal import Line, Piece, Style, cut, padded
from simfunnel.cards.text_page import INDENT, Page, made_lines, table_lines, text_of
from simfunnel.cards.words import BETWEEN_PARTS, made_line
from simfunnel.charts import (
    Life,
    clean_name,
    day_short,
    lives_told,
    parting_sentence,
    timeline_title,
)

__all__ = ["story_text"]

_NAMES = 20
_FULL, _HEAVY, _SHADE = "\N{FULL BLOCK}", "\N{BOX DRAWINGS LIGHT HORIZONTAL}", "\N{MEDIUM SHADE}"


def story_text(
    card: StoryCard, *, width: int = 100, utf8: bool = True, colour: bool = False
) -> str:
    """Return the card as text.

    Parameters
    ----------
    card : StoryCard
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

    Examples
    --------
    >>> from simfunnel.charts import example_timeline
    >>> text = story_text(StoryCard("b2b", example_timeline()), width=80)
    >>> max(len(line) for line in text.splitlines()) <= 80
    True
    """
    page, data = Page.of(width, utf8), card.data
    over = BETWEEN_PARTS.join(story_overline(card))
    top: list[Line] = [(Piece(cut(over, page.columns), "faint"),)]
    top += page.flow(timeline_title(data), "bold")
    sections = [top, _bars(card, page), page.flow(parting_sentence(data))]
    for life, sentences in lives_told(data):
        words = page.flow(" ".join(sentences), indent=INDENT)
        heading: list[Line] = [(Piece(story_heading(card, life), "bold"),)]
        sections.append([*heading, *words])
        sections.append(table_lines(stays_heading(card, life), stays_grid(card, life), page))
    sections.append(made_lines(made_line(card.made_by), card.again, page))
    return text_of(sections, page, colour=colour)


def _bars(card: StoryCard, page: Page) -> list[Line]:
    """Return a bar for each stage and life, over a line of days."""
    data = card.data
    end = datetime(data.until.year, data.until.month, data.until.day) + timedelta(days=1)
    told = [s for life in data.lives for s in life.stretches]
    if not told:
        return []
    first = min(s.since for s in told)
    whole = max(1.0, (max(s.until or end for s in told) - first).total_seconds())
    room = page.columns - _NAMES - len(INDENT)
    visited = {s.stage for s in told}
    lines: list[Line] = []
    for stage in (name for name in data.stages if name in visited):
        for number, life in enumerate(data.lives):
            label = clean_name(stage, _NAMES - 1) if number == 0 else ""
            signs = _signs(life, stage, first, whole, end, room)
            style: Style = "blue" if number == 0 else "alarm"
            sign = _FULL if number == 0 else _SHADE
            text = signs.replace(_FULL, sign)
            if text.strip() or number == 0:
                lines.append((Piece(INDENT + padded(label, _NAMES)), Piece(text, style)))
    start = day_short(first.date(), data.locale)
    last = day_short((first + timedelta(seconds=whole)).date(), data.locale)
    axis = start + padded(last, room - len(start), right=True)
    lines.append((Piece(INDENT + " " * _NAMES), Piece(axis, "faint")))
    return lines


def _signs(life: Life, stage: str, first: datetime, whole: float, end: datetime, room: int) -> str:
    """Return a stage's line of one life: a block where the lead is in it."""
    signs = [" "] * room
    for stretch in life.stretches:
        if stretch.stage == stage:
            since = (stretch.since - first).total_seconds() / whole
            until = ((stretch.until or end) - first).total_seconds() / whole
            left = min(int(since * room), room - 1)
            for k in range(left, max(left + 1, min(round(until * room), room))):
                signs[k] = _FULL
    return "".join(signs)
