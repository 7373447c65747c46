"""The card of one lead's story as HTML and as files: escaped, without scripts, light and dark."""

from __future__ import annotations

from html import escape
from pathlib import Path

from simfunnel.cards.elements import card_of, head, images, line, made, page_of, table
from simfunnel.cards.outputs import notebook_bundle, save_page_or_picture
from simfunnel.cards.story import (
    StoryCard,
    stays_grid,
    stays_heading,
    story_heading,
    story_overline,
)
from simfunnel.cards.story_text import story_text
from simfunnel.cards.words import BETWEEN_PARTS, made_line
from simfunnel.charts import (
    Life,
    clean_name,
    draw_timeline,
    lives_told,
    parting_sentence,
    timeline_subtitle,
    timeline_title,
)

__all__ = ["save_story", "story_html", "story_mimebundle", "story_page"]


def story_html(card: StoryCard) -> str:
    """Return the card as a piece of HTML that stands by itself.

    Parameters
    ----------
    card : StoryCard

    Returns
    -------
    str
        One ``div`` with its style inside; no script, no address but ``data:``.

    Examples
    --------
    >>> from simfunnel.charts import example_timeline
    >>> story_html(StoryCard("<script>", example_timeline(lead="<script>"))).count("<script")
    0
    """
    return card_of(
        _name(card),
        [_top(card), _picture(card), *_lives(card), made(made_line(card.made_by), card.again)],
    )


def story_page(card: StoryCard) -> str:
    """Return the card as a whole page that loads nothing and runs nothing.

    Parameters
    ----------
    card : StoryCard

    Examples
    --------
    >>> from simfunnel.charts import example_timeline
    >>> story_page(StoryCard("b2b", example_timeline())).startswith("<!DOCTYPE html>")
    True
    """
    return page_of(_name(card), story_html(card))


def story_mimebundle(card: StoryCard) -> dict[str, str]:
    """Return what a notebook shows of a story: HTML, the drawing, and text.

    Parameters
    ----------
    card : StoryCard

    Examples
    --------
    >>> from simfunnel.charts import example_timeline
    >>> sorted(story_mimebundle(StoryCard("b2b", example_timeline())))
    ['image/png', 'text/html', 'text/plain']
    """
    return notebook_bundle(story_html(card), draw_timeline(card.data), story_text(card))


def save_story(card: StoryCard, path: str | Path) -> Path:
    """Write a story in the form that the file's suffix names.

    Parameters
    ----------
    card : StoryCard
    path : str or Path
        Ends in .html (the whole card, on a page that loads nothing), .png, .svg or .json (the
        drawing).

    Returns
    -------
    Path
        The file written, whole or not at all.

    Raises
    ------
    TableError
        If the suffix is none of these.
    OSError
        If the folder is missing.

    Examples
    --------
    >>> import tempfile
    >>> from simfunnel.charts import example_timeline
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     card = StoryCard("b2b", example_timeline())
    ...     save_story(card, Path(folder) / "story.html").name
    'story.html'
    """
    return save_page_or_picture(path, lambda: story_page(card), lambda: draw_timeline(card.data))


def _name(card: StoryCard) -> str:
    """Return what the card is called for those who hear it."""
    return f"{clean_name(card.name)}: {timeline_title(card.data)}"


def _top(card: StoryCard) -> str:
    """Return what the card is, and what became of the lead."""
    kind, name, future = (escape(part) for part in story_overline(card))
    over = BETWEEN_PARTS.join((kind, f"<bdi>{name}</bdi>", future))
    return line("over", over) + line("sentence", f"<b>{escape(timeline_title(card.data))}</b>")


def _picture(card: StoryCard) -> str:
    """Return the drawing, and where the lives part."""
    figure = draw_timeline(card.data, bare=True)
    below = line("line", escape(parting_sentence(card.data)))
    words = line("sub", escape(timeline_subtitle(card.data)))
    return f'<section class="sf-first">{words}{images(figure)}{below}</section>'


def _lives(card: StoryCard) -> list[str]:
    """Return each life in words, and as a table of stays."""
    return [_life(card, life, " ".join(words)) for life, words in lives_told(card.data)]


def _life(card: StoryCard, life: Life, words: str) -> str:
    """Return one life."""
    told = line("line", escape(words))
    whole = f"<section>{head(story_heading(card, life))}{told}</section>"
    return whole + table(stays_heading(card, life), stays_grid(card, life))
