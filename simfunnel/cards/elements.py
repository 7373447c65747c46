"""Pieces of HTML that all cards are made of: texts are escaped, addresses hold their own data."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from simfunnel.cards.outlook import Remark
from simfunnel.cards.spans import Span
from simfunnel.cards.style import style_sheet
from simfunnel.cards.tables import Grid
from simfunnel.cards.words import WARNING
from simfunnel.charts import DARK, LIGHT, Figure, clean_name, darkened, data_address, to_svg
from simfunnel.words import language_of_words, say

__all__ = ["card_of", "head", "images", "line", "made", "page_of", "remark", "spans", "table"]

_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" \
content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>{title}</title>
<style>
body {{ margin: 16px; background: {light}; }}
@media screen and (prefers-color-scheme: dark) {{ body {{ background: {dark}; }} }}
.sf-card {{ margin: 0 auto !important; }}
</style>
</head>
<body>
{card}
</body>
</html>
"""


def card_of(name: str, parts: Iterable[str]) -> str:
    """Return a card: its style and its parts, in a group of its own.

    Parameters
    ----------
    name : str
        What it is called for those who hear it.
    parts : iterable of str
        HTML; empty ones are left out.

    Examples
    --------
    >>> card_of("Outlook", ["", "<p>Nothing.</p>"]).splitlines()[-2:]
    ['<p>Nothing.</p>', '</div>']
    """
    first = f'<div class="sf-card" role="group" aria-label="{escape(name)}">'
    whole = (first, f"<style>{style_sheet()}</style>", *parts, "</div>")
    return "\n".join(part for part in whole if part)


def page_of(title: str, card: str) -> str:
    """Return a card as a whole page that loads nothing and runs nothing.

    Parameters
    ----------
    title : str
        Of the page.
    card : str
        HTML.

    Examples
    --------
    >>> page_of("<Outlook>", "").count("&lt;Outlook&gt;")
    1
    """
    return _PAGE.format(
        language=language_of_words(),
        title=escape(title),
        light=LIGHT.page,
        dark=DARK.page,
        card=card,
    )


def spans(words: Iterable[Span]) -> str:
    """Return words with their weight.

    Parameters
    ----------
    words : iterable of Span
        Not escaped.

    Examples
    --------
    >>> spans([Span("62 %", strong=True), Span(" < all")])
    '<b>62 %</b> &lt; all'
    """
    return "".join(f"<b>{escape(s.text)}</b>" if s.strong else escape(s.text) for s in words)


def line(kind: str, words: str) -> str:
    """Return a line of text that is escaped already; nothing for none.

    Parameters
    ----------
    kind : str
        Which rules of the style sheet it follows.
    words : str
        HTML.

    Examples
    --------
    >>> line("sub", "")
    ''
    """
    return f'<p class="sf-{kind}">{words}</p>' if words else ""


def head(words: str, kind: str = "head") -> str:
    """Return a heading; no h element, which would enter a notebook's table of contents.

    Parameters
    ----------
    words : str
        Not escaped.
    kind : str
        As in `line`.

    Examples
    --------
    >>> "<b>Q&amp;A</b>" in head("Q&A")
    True
    """
    return f'<p class="sf-{kind}" role="heading" aria-level="3"><b>{escape(words)}</b></p>'


def images(figure: Figure, frame: str = "sf-scroll sf-wide") -> str:
    """Return a figure in both themes; the dark one is hidden unless the style shows it.

    Parameters
    ----------
    figure : Figure
    frame : str
        Rules of the element around it.
    """
    light = to_svg(figure.spec)
    said = f'alt="{escape(figure.alt)}" {_size(figure)}'
    first, second = (data_address(svg, "image/svg+xml") for svg in (light, darkened(light)))
    return (
        f'<div class="{frame}"><img class="sf-light" {said} src="{first}">'
        f'<img class="sf-dark" hidden="hidden" {said} src="{second}"></div>'
    )


def _size(figure: Figure) -> str:
    """Return the size of a drawing as attributes, so that a page keeps room for what is coming."""
    spec, room = figure.spec, figure.spec["padding"]
    width = spec["width"] + room["left"] + room["right"]
    height = spec["height"] + room["top"] + room["bottom"]
    return f'decoding="sync" width="{width:.0f}" height="{height:.0f}"'


def remark(one: Remark) -> str:
    """Return one remark.

    Parameters
    ----------
    one : Remark

    Examples
    --------
    >>> remark(Remark("All is well."))
    '<p class="sf-line">All is well.</p>'
    """
    kind = "line sf-warning" if one.kind == "warning" else "line"
    word = clean_name(one.tag) or (say(WARNING) if one.kind == "warning" else "")
    tag = f'<b class="sf-tag">{escape(word)}</b> ' if word else ""
    return line(kind, tag + escape(clean_name(one.text, 400)))


def table(heading: str, grid: Grid | None, note: str = "") -> str:
    """Return a table with its heading; nothing where there is none.

    Parameters
    ----------
    heading : str
    grid : Grid, optional
    note : str
        Stands above the table, behind its own note.

    Examples
    --------
    >>> table("Open deals", None)
    ''
    """
    if grid is None:
        return ""
    groups = "".join(
        f'<th class="sf-group" colspan="{n}">{escape(words)}</th>' for words, n in grid.groups
    )
    top = f"<tr>{groups}</tr>" if groups else ""
    top += f"<tr>{''.join(_cells(grid, grid.columns, 'th'))}</tr>"
    body = "".join(f"<tr>{''.join(_cells(grid, row, 'td'))}</tr>" for row in grid.rows)
    notes = " ".join(text for text in (grid.note, note) if text)
    return (
        f"<section>{head(heading)}{line('sub', escape(notes))}"
        f'<div class="sf-scroll"><table class="sf-table"><thead>{top}</thead>'
        f"<tbody>{body}</tbody></table></div></section>"
    )


def _cells(grid: Grid, row: tuple[str, ...], element: str) -> list[str]:
    """Return the cells of a row; words stand left, numbers right."""
    found = []
    for i, words in enumerate(row):
        classes = "sf-words" if i < grid.words else ""
        if element == "td" and i in grid.strong:
            classes = f"{classes} sf-strong".strip()
        attribute = f' class="{classes}"' if classes else ""
        inner = f"<bdi>{escape(words)}</bdi>" if i < grid.words else escape(words)
        found.append(f"<{element}{attribute}>{inner}</{element}>")
    return found


def made(how: str, again: str) -> str:
    """Return how something was made, and the line that makes it again.

    Parameters
    ----------
    how : str
        Not escaped; may be empty.
    again : str
        A command or a call; may be empty.

    Examples
    --------
    >>> made("seed 1", "simfunnel forecast <a>")
    '<p class="sf-made">seed 1<br>again: simfunnel forecast &lt;a&gt;</p>'
    """
    lines = [escape(how)]
    if again:
        lines.append(say("again: {command}", command=escape(clean_name(again, 300))))
    return line("made", "<br>".join(part for part in lines if part))
