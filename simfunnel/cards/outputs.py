"""What every card becomes outside this room: a notebook's output, and a file by its suffix."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from simfunnel.charts import Figure, png_text, write_whole
from simfunnel.errors import TableError, did_you_mean
from simfunnel.words import say

__all__ = ["notebook_bundle", "save_page", "save_page_or_picture"]


def notebook_bundle(html: str, figure: Figure, text: str) -> dict[str, str]:
    """Return what a notebook shows of a card.

    Parameters
    ----------
    html : str
        The card.
    figure : Figure
        Its main drawing, for hosts that show no HTML.
    text : str
        The card as a terminal shows it.

    Returns
    -------
    dict
        ``text/html``, ``image/png`` and ``text/plain``.

    Examples
    --------
    >>> from simfunnel.charts import draw_fan, example_fan
    >>> sorted(notebook_bundle("<p>90 won</p>", draw_fan(example_fan()), "90 won"))
    ['image/png', 'text/html', 'text/plain']
    """
    return {"text/html": html, "image/png": png_text(figure.spec), "text/plain": text}


def save_page(path: str | Path, page: Callable[[], str]) -> Path:
    """Write a card that has no drawing of its own, as a page that loads nothing.

    Parameters
    ----------
    path : str or Path
        Ends in .html.
    page : callable
        Makes the whole card.

    Returns
    -------
    Path
        The file written, whole or not at all.

    Raises
    ------
    TableError
        If the suffix is another one.
    OSError
        If the folder is missing.

    Examples
    --------
    >>> save_page("card.htm", lambda: "<p>")
    Traceback (most recent call last):
    ...
    simfunnel.errors.TableError: 'card.htm': this card is written as .html. Did you mean '.html'?
    """
    file = Path(path)
    suffix = file.suffix.lower()
    if suffix != ".html":
        hint = did_you_mean(suffix, (".html",))
        raise TableError(say("{file!r}: this card is written as .html.", file=file.name) + hint)
    write_whole(file, page().encode())
    return file


def save_page_or_picture(
    path: str | Path, page: Callable[[], str], figure: Callable[[], Figure]
) -> Path:
    """Write a card in the form that the file's suffix names; only that form is made.

    Parameters
    ----------
    path : str or Path
        Ends in .html (the page), .png, .svg or .json (the drawing).
    page : callable
        Makes the whole card, as a page that loads nothing.
    figure : callable
        Makes the card's main drawing.

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
    >>> from simfunnel.charts import draw_fan, example_fan
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "card.html"
    ...     save_page_or_picture(file, lambda: "<p>", lambda: draw_fan(example_fan())).name
    'card.html'
    """
    file = Path(path)
    if file.suffix.lower() == ".html":
        write_whole(file, page().encode())
        return file
    return figure().save(file)
