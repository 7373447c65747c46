"""What leaves this room: a notebook's output, and the file that somebody asked for."""

from __future__ import annotations

from pathlib import Path

from simfunnel.cards.comparison import ComparisonCard
from simfunnel.cards.comparison_html import comparison_html, comparison_page
from simfunnel.cards.comparison_text import comparison_text
from simfunnel.cards.html import outlook_html, outlook_page
from simfunnel.cards.outlook import OutlookCard
from simfunnel.cards.outputs import notebook_bundle, save_page_or_picture
from simfunnel.cards.text import outlook_text
from simfunnel.charts import draw_effects, draw_fan

__all__ = ["comparison_mimebundle", "outlook_mimebundle", "save_comparison", "save_outlook"]


def outlook_mimebundle(card: OutlookCard) -> dict[str, str]:
    """Return what a notebook shows of an outlook.

    Parameters
    ----------
    card : OutlookCard
        What to show.

    Returns
    -------
    dict
        ``text/html`` (the card), ``image/png`` (the fan with its finding, for hosts that show no
        HTML) and ``text/plain`` (the card as a terminal shows it).

    Examples
    --------
    >>> from simfunnel.cards.examples import example_card
    >>> sorted(outlook_mimebundle(example_card()))
    ['image/png', 'text/html', 'text/plain']
    """
    return notebook_bundle(outlook_html(card), draw_fan(card.fan), outlook_text(card))


def save_outlook(card: OutlookCard, path: str | Path) -> Path:
    """Write an outlook in the form that the file's suffix names.

    Parameters
    ----------
    card : OutlookCard
        What to write.
    path : str or Path
        Ends in .html (the whole card, on a page that loads nothing), .png, .svg or .json (the fan).

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
    >>> from simfunnel.cards.examples import example_card
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_outlook(example_card(), Path(folder) / "outlook.html").name
    'outlook.html'
    """
    return save_page_or_picture(path, lambda: outlook_page(card), lambda: draw_fan(card.fan))


def comparison_mimebundle(card: ComparisonCard) -> dict[str, str]:
    """Return what a notebook shows of a comparison.

    Parameters
    ----------
    card : ComparisonCard
        What to show.

    Returns
    -------
    dict
        As of an outlook: the card, the hills as a picture, and the card as a terminal shows it.

    Examples
    --------
    >>> from simfunnel.cards.examples import example_comparison
    >>> sorted(comparison_mimebundle(example_comparison()))
    ['image/png', 'text/html', 'text/plain']
    """
    return notebook_bundle(comparison_html(card), draw_effects(card.effects), comparison_text(card))


def save_comparison(card: ComparisonCard, path: str | Path) -> Path:
    """Write a comparison in the form that the file's suffix names.

    Parameters
    ----------
    card : ComparisonCard
        What to write.
    path : str or Path
        Ends in .html (the whole card, on a page that loads nothing), .png, .svg or .json (the
        hills).

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
    """
    return save_page_or_picture(
        path, lambda: comparison_page(card), lambda: draw_effects(card.effects)
    )
