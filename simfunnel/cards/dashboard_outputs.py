"""A dashboard as HTML, as text and as a page: the same order and words in all three."""

from __future__ import annotations

from html import escape
from pathlib import Path

from simfunnel.cards.dashboard import DashboardCard, Tile, TilePanel, tiles_grid
from simfunnel.cards.elements import card_of, head, images, line, made, page_of, spans
from simfunnel.cards.outputs import notebook_bundle, save_page_or_picture
from simfunnel.cards.terminal import Line, Piece, cut
from simfunnel.cards.text_fan import fan_lines
from simfunnel.cards.text_page import INDENT, Page, made_lines, table_lines, text_of
from simfunnel.cards.words import BETWEEN_PARTS, made_line
from simfunnel.charts import Figure, clean_name
from simfunnel.words import say

__all__ = [
    "dashboard_html",
    "dashboard_mimebundle",
    "dashboard_page",
    "dashboard_text",
    "save_dashboard",
]

_WHY = 400


def dashboard_html(card: DashboardCard) -> str:
    """Return the card as a piece of HTML that stands by itself.

    Parameters
    ----------
    card : DashboardCard

    Returns
    -------
    str
        One ``div`` with its style inside; no script, no address but ``data:``.

    Examples
    --------
    >>> from simfunnel.cards.dashboard_examples import example_dashboard
    >>> dashboard_html(example_dashboard(name="<script>")).count("<script")
    0
    """
    kind, name, day = (escape(part) for part in _overline(card))
    over = line("over", BETWEEN_PARTS.join((kind, f"<bdi>{name}</bdi>", day)))
    top = over + line("stopped", escape(card.stopped)) + line("sentence", spans(card.sentence))
    top += _tiles(card.tiles) + line("sub", escape(card.note))
    parts = [top, *map(_panel, card.panels), _missing(card)]
    parts.append(made(made_line(card.made_by), card.again))
    return card_of(f"{say('Dashboard')}: {card.text}", parts)


def _overline(card: DashboardCard) -> tuple[str, str, str]:
    """Return what the card is: its kind, its name, its day."""
    kind = say("Dashboard") if card.kind == "outlook" else say("Dashboard of the past")
    return kind, clean_name(card.name), card.day


def _tiles(tiles: tuple[Tile, ...]) -> str:
    """Return figures side by side."""
    found = []
    for tile in tiles:
        said = line("value", escape(f"{tile.sign}\N{NO-BREAK SPACE}{tile.value}".strip()))
        said += line("label", escape(tile.label))
        found.append(f'<div class="sf-tile">{said}{line("span", escape(tile.span))}</div>')
    return f'<div class="sf-tiles">{"".join(found)}</div>' if found else ""


def _panel(panel: TilePanel) -> str:
    """Return one panel."""
    top = head(panel.title, "title") + line("sub", escape(panel.subtitle))
    shown = _tiles(panel.tiles)
    if panel.draw is not None:
        shown += images(panel.draw(bare=True))
    notes = "".join(line("sub", escape(note)) for note in panel.notes)
    return f"<section>{top}{shown}{notes}</section>"


def _missing(card: DashboardCard) -> str:
    """Return what is not shown, and why."""
    if not card.missing:
        return ""
    told = "".join(
        line("line", f"<b>{escape(what)}</b>: {escape(clean_name(why, _WHY))}")
        for what, why in card.missing
    )
    return f"<section>{head(say('Not shown, and why'))}{told}</section>"


def dashboard_page(card: DashboardCard) -> str:
    """Return the card as a whole page that loads nothing and runs nothing.

    Parameters
    ----------
    card : DashboardCard

    Examples
    --------
    >>> from simfunnel.cards.dashboard_examples import example_dashboard
    >>> dashboard_page(example_dashboard()).startswith("<!DOCTYPE html>")
    True
    """
    return page_of(f"{clean_name(card.name)}: {card.text}", dashboard_html(card))


def dashboard_text(
    card: DashboardCard, *, width: int = 100, utf8: bool = True, colour: bool = False
) -> str:
    """Return the card as text.

    Parameters
    ----------
    card : DashboardCard
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
    >>> from simfunnel.cards.dashboard_examples import example_dashboard
    >>> max(len(line) for line in dashboard_text(example_dashboard(), width=80).splitlines()) <= 80
    True
    """
    page = Page.of(width, utf8)
    over = BETWEEN_PARTS.join(_overline(card))
    top: list[Line] = [(Piece(cut(over, page.columns), "faint"),)]
    top += [*page.flow(card.stopped, "alarm"), *page.wrapped(card.sentence)]
    figures = table_lines(say("In figures"), tiles_grid(card.tiles), page, card.note)
    sections = [top, figures, *(_panel_lines(panel, page) for panel in card.panels)]
    sections.append(_missing_lines(card, page))
    sections.append(made_lines(made_line(card.made_by), card.again, page))
    return text_of(sections, page, colour=colour)


def _panel_lines(panel: TilePanel, page: Page) -> list[Line]:
    """Return one panel: its finding, then the fan or a table."""
    lines = [*page.flow(panel.title, "bold"), *page.flow(panel.subtitle, "faint")]
    if panel.fan is not None:
        lines += fan_lines(panel.fan, page.columns, braille=page.utf8)
    for grid in (tiles_grid(panel.tiles) if panel.tiles else None, panel.grid):
        lines += table_lines("", grid, page)[1:]
    for note in panel.notes:
        lines += page.flow(note, "faint", INDENT)
    return lines


def _missing_lines(card: DashboardCard, page: Page) -> list[Line]:
    """Return what is not shown, and why."""
    if not card.missing:
        return []
    lines: list[Line] = [(Piece(say("Not shown, and why"), "bold"),)]
    for what, why in card.missing:
        lines += page.flow(f"{what}: {clean_name(why, _WHY)}", indent=INDENT)
    return lines


def _main_figure(card: DashboardCard) -> Figure:
    """Return the first picture, alone."""
    draw = next(panel.draw for panel in card.panels if panel.draw is not None)
    return draw()


def dashboard_mimebundle(card: DashboardCard) -> dict[str, str]:
    """Return what a notebook shows: the card, its first picture, and the card as text.

    Parameters
    ----------
    card : DashboardCard

    Examples
    --------
    >>> from simfunnel.cards.dashboard_examples import example_dashboard
    >>> sorted(dashboard_mimebundle(example_dashboard()))
    ['image/png', 'text/html', 'text/plain']
    """
    return notebook_bundle(dashboard_html(card), _main_figure(card), dashboard_text(card))


def save_dashboard(card: DashboardCard, path: str | Path) -> Path:
    """Write the card in the form that the file's suffix names.

    Parameters
    ----------
    card : DashboardCard
    path : str or Path
        Ends in .html (the whole card, on a page that loads nothing), .png, .svg or .json (the
        first picture).

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
    return save_page_or_picture(path, lambda: dashboard_page(card), lambda: _main_figure(card))
