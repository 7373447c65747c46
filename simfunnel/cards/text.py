"""The card in a terminal: the same words, order and numbers as in a notebook."""

from __future__ import annotations

from simfunnel.cards.customers import customers_lines
from simfunnel.cards.outlook import OutlookCard, Remark
from simfunnel.cards.tables import deals_grid, periods_grid
from simfunnel.cards.terminal import Line, Piece, Style, cut, padded, wide
from simfunnel.cards.text_fan import fan_lines
from simfunnel.cards.text_page import (
    BLANK,
    INDENT,
    Page,
    made_lines,
    remark_lines,
    table_lines,
    text_of,
)
from simfunnel.cards.words import (
    BETWEEN_PARTS,
    HEADINGS,
    NOT_BACKTESTED,
    PERIODS_NOTE,
    headline,
    made_line,
    needed_sentence,
    overline,
    reach_sentence,
    stopped_sentence,
)
from simfunnel.charts import Origin, OriginsData, clean_name, fan_subtitle, fan_title, origin_texts
from simfunnel.units import format_share
from simfunnel.words import say

__all__ = ["outlook_text"]

_MOST_ASSUMPTIONS = 3
_LEAST_BAR = 12
_LABEL, _AVERAGE, _RANGE = 16, 11, 34
_FULL, _INNER, _OUTER = "\N{FULL BLOCK}", "\N{MEDIUM SHADE}", "\N{LIGHT SHADE}"


def outlook_text(
    card: OutlookCard, *, width: int = 100, utf8: bool = True, colour: bool = False
) -> str:
    """Return the card as text.

    Parameters
    ----------
    card : OutlookCard
        What to show.
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
    >>> from simfunnel.cards.examples import example_card
    >>> max(len(line) for line in outlook_text(example_card(), width=80).splitlines())
    80
    """
    page = Page.of(width, utf8)
    sections = [
        _top(card, page),
        _picture(card, page),
        _origins(card, page),
        _customers(card, page),
        _assumptions(card, page),
        _trust(card, page),
        table_lines(say(HEADINGS["periods"]), periods_grid(card), page, say(PERIODS_NOTE)),
        table_lines(say(HEADINGS["deals"]), deals_grid(card), page),
        made_lines(made_line(card.made_by), card.again, page),
    ]
    return text_of(sections, page, colour=colour)


def _top(card: OutlookCard, page: Page) -> list[Line]:
    """Return what the card is, whether it is whole, and the sentence."""
    over = BETWEEN_PARTS.join(overline(card))
    stopped = page.flow(stopped_sentence(card), "alarm")
    return [(Piece(cut(over, page.columns), "faint"),), *stopped, *page.wrapped(headline(card))]


def _picture(card: OutlookCard, page: Page) -> list[Line]:
    """Return the fan with its finding."""
    title = page.flow(fan_title(card.fan), "bold")
    subtitle = page.flow(fan_subtitle(card.fan, coloured=False), "faint")
    reach = page.flow(reach_sentence(card))
    gap = [BLANK] if reach else []
    return [*title, *subtitle, *fan_lines(card.fan, page.columns, braille=page.utf8), *gap, *reach]


def _origins(card: OutlookCard, page: Page) -> list[Line]:
    """Return the fading bars with averages and ranges."""
    data = card.origins_data
    if data is None:
        return []
    room = page.columns - _LABEL - _AVERAGE - _RANGE - 2
    room = room if room >= _LEAST_BAR else 0
    title = say(HEADINGS["origins"])
    head = padded(title, max(_LABEL + room, len(title)))
    average = padded(say("average"), page.columns - _RANGE - 2 - wide(head), right=True)
    names = (Piece(head, "bold"), Piece(f"{average}  {say('8 in 10 futures')}", "faint"))
    lines: list[Line] = [names]
    starts = 0.0
    for row in data.rows:
        is_total = row.part == "total"
        bar = _bar(data, 0.0 if is_total else starts, data.rows.index(row), room)
        starts += row.average
        mean, span = origin_texts(data, row, words=True)
        label = padded(INDENT + data.label(row).lower(), _LABEL)
        blank = page.columns - _RANGE - 2 - _LABEL - room
        lines.append(
            (Piece(label), *bar, Piece(padded(mean, blank, right=True), "bold"), Piece(f"  {span}"))
        )
    note = say("Averages add up, medians and ranges do not.")
    return [*lines, (Piece(INDENT + note, "faint"),)]


def _bar(data: OriginsData, start: float, i: int, room: int) -> list[Piece]:
    """Return one bar: what is certain, then the two bands."""
    row, booked = data.rows[i], sum(r.average for r in data.rows if r.part == "booked")
    past = booked if row.part == "total" else row.average if row.part == "booked" else 0.0
    goal = [data.shown_target.value] if data.shown_target else []
    top = max([*(r.high for r in data.rows), *goal, 1e-9])
    pieces: list[Piece] = []
    for column in range(room):
        value = (column + 0.5) / room * top * 1.02 - start
        sign, style = _bar_sign(value, past, row)
        if pieces and pieces[-1].style == style:
            pieces[-1] = Piece(pieces[-1].text + sign, style)
        else:
            pieces.append(Piece(sign, style))
    return pieces


def _bar_sign(value: float, past: float, row: Origin) -> tuple[str, Style]:
    """Return the sign of one column of a bar."""
    if value < 0 or (row.exact and value >= past):
        return " ", "plain"
    if value < past:
        return _FULL, "past"
    if value < row.low:
        return _FULL, "blue"
    if row.lower_quarter <= value < row.upper_quarter:
        return _INNER, "blue"
    return (_OUTER, "blue") if value < row.high else (" ", "plain")


def _customers(card: OutlookCard, page: Page) -> list[Line]:
    """Return what recurs, and who is a customer; nothing where nobody becomes one."""
    if card.customers is None:
        return []
    lines: list[Line] = [(Piece(say(HEADINGS["customers"]), "bold"),)]
    for told in customers_lines(card.customers):
        lines += page.wrapped(told, INDENT)
    return lines


def _assumptions(card: OutlookCard, page: Page) -> list[Line]:
    """Return what matters most, or why that is not shown, and what would change the answer."""
    rows, chance = card.assumptions[:_MOST_ASSUMPTIONS], card.fan.chance
    title = say(HEADINGS["assumptions"])
    lines: list[Line] = [(Piece(title, "bold"),)]
    if rows and chance is not None:
        said = say("chance if low / high (one in ten is lower, one in ten higher)")
        room = page.columns - 19
        head = padded(title, len(title) + 4)
        lines = [(Piece(head, "bold"), Piece(cut(said, page.columns - len(head)), "faint"))]
        for row in rows:
            words = f"{clean_name(row.label)} ({clean_name(row.doubt)})"
            low, high = (format_share(share, card.fan.locale) for share in (row.low, row.high))
            label = padded(INDENT + words, min(room, 75))
            lines.append((Piece(label), Piece(f"  {low} / {high}", "bold")))
    else:
        lines += page.flow(card.why_no_assumptions, indent=INDENT)
    return lines + page.wrapped(needed_sentence(card), INDENT)


def _trust(card: OutlookCard, page: Page) -> list[Line]:
    """Return the line of the proof, and what there is to know."""
    lines: list[Line] = [(Piece(say(HEADINGS["trust"]), "bold"),)]
    for remark in (Remark(say(NOT_BACKTESTED[1]), tag=say(NOT_BACKTESTED[0])), *card.remarks):
        lines += remark_lines(remark, page)
    return lines
