"""A comparison in a terminal: a hill and a bar for each what-if, its verdict beside them."""

from __future__ import annotations

import numpy as np

from simfunnel.cards.comparison import ComparisonCard
from simfunnel.cards.comparison_costs import costs_grid
from simfunnel.cards.comparison_customers import customers_grids
from simfunnel.cards.comparison_words import (
    apart_grid,
    apart_sentence,
    chances_grid,
    comparison_headings,
    finding,
    over,
    reason_spans,
    stopped_words,
)
from simfunnel.cards.terminal import Line, Piece, Style, cut, padded
from simfunnel.cards.text_page import (
    BLANK,
    INDENT,
    Page,
    made_lines,
    remark_lines,
    table_lines,
    text_of,
)
from simfunnel.cards.words import BETWEEN_PARTS, made_line
from simfunnel.charts import (
    Amounts,
    EffectRow,
    RowTexts,
    clean_name,
    effects_axis,
    effects_notes,
    effects_subtitle,
    effects_title,
    row_texts,
    signed,
    signed_ticks,
)
from simfunnel.words import say

__all__ = ["comparison_text"]

_BLOCKS = " ▁▂▃▄▅▆▇█"
_OUTER, _INNER, _DOT, _LINE = "░", "▒", "●", "│"
_NAMES, _BESIDE = 41, 33
_LEAST_STRIP = 18


def comparison_text(
    card: ComparisonCard, *, width: int = 100, utf8: bool = True, colour: bool = False
) -> str:
    """Return the card as text.

    Parameters
    ----------
    card : ComparisonCard
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
    >>> from simfunnel.cards.examples import example_comparison
    >>> max(len(line) for line in comparison_text(example_comparison()).splitlines()) <= 100
    True
    """
    page, heads = Page.of(width, utf8), comparison_headings()
    sections = [
        _top(card, page),
        _picture(card, page),
        table_lines(heads["chances"], chances_grid(card), page),
        table_lines(heads["costs"], costs_grid(card), page),
        *(table_lines(head, grid, page) for head, grid in customers_grids(card)),
        _reasons(card, page, heads),
        *(table_lines(apart_sentence(each), apart_grid(each, card), page) for each in card.apart),
        _trust(card, page, heads["trust"]),
        made_lines(made_line(card.made_by), card.again, page),
    ]
    return text_of(sections, page, colour=colour)


def _top(card: ComparisonCard, page: Page) -> list[Line]:
    """Return what the card is, whether it is whole, and the sentence."""
    first = BETWEEN_PARTS.join(over(card))
    stopped = page.flow(stopped_words(card), "alarm")
    return [(Piece(cut(first, page.columns), "faint"),), *stopped, *page.wrapped(finding(card))]


def _picture(card: ComparisonCard, page: Page) -> list[Line]:
    """Return a hill and a bar for each what-if, with the axis below."""
    data = card.effects
    strip = _Strip(card, page)
    lines = page.flow(effects_title(data), "bold")
    lines += page.flow(effects_subtitle(data), "faint")
    for row in data.ranked:
        lines += [BLANK, *strip.lines(row)]
    lines += [BLANK, *strip.axis()]
    for note in effects_notes(data):
        lines += page.flow(note, "faint", INDENT)
    return lines


def _reasons(card: ComparisonCard, page: Page, heads: dict[str, str]) -> list[Line]:
    """Return where each difference arises."""
    if not card.reasons:
        return []
    head, note = f"{heads['reasons']}   ", heads["reasons_note"]
    lines: list[Line] = [(Piece(head, "bold"), Piece(cut(note, page.columns - len(head)), "faint"))]
    for one in card.reasons:
        lines += page.wrapped(reason_spans(one, card), INDENT)
    return lines


def _trust(card: ComparisonCard, page: Page, heading: str) -> list[Line]:
    """Return what there is to know."""
    if not card.remarks:
        return []
    lines: list[Line] = [(Piece(heading, "bold"),)]
    for one in card.remarks:
        lines += remark_lines(one, page)
    return lines


class _Strip:
    """Hills and bars on one common axis, between names and verdicts."""

    def __init__(self, card: ComparisonCard, page: Page) -> None:
        """Divide the columns, and find the ends of the axis."""
        self.card, self.page = card, page
        room = page.columns - _NAMES - _BESIDE - 4
        self.is_narrow = room < _LEAST_STRIP  # names then stand above the hills
        self.room = page.columns - len(INDENT) - _BESIDE - 4 if self.is_narrow else room
        self.names = page.columns - self.room - _BESIDE - 4
        self.low, self.high = card.effects.ends

    def column(self, value: float) -> int:
        """Return the column of a difference."""
        share = (value - self.low) / (self.high - self.low)
        return min(max(round(share * (self.room - 1)), 0), self.room - 1)

    def lines(self, row: EffectRow) -> list[Line]:
        """Return the lines of one what-if."""
        said = row_texts(row, self.card.effects)
        details = [clean_name(text, 60) for text in row.details[:3]]
        name: list[tuple[str, Style]] = [(clean_name(row.name), "bold")]
        name += [(text, "faint") for text in details]
        verdict: Style = "alarm" if row.is_seen else "past"
        beside: list[tuple[str, Style]] = [
            (said.verdict, verdict),
            (said.average, "plain"),
            (said.often, "plain"),
        ]
        if cost := _cost(said, self.card):
            beside.append((cost, "plain"))
        strips = [self._hill(row), self._bar(row)]
        found: list[Line] = []
        if self.is_narrow:
            found = [(Piece(cut(words, self.page.columns), style),) for words, style in name]
            name = []
        for k in range(max(len(name), len(beside))):
            words, style = name[k] if k < len(name) else ("", "plain")
            middle = strips[k] if k < len(strips) else self._empty()
            right, its = beside[k] if k < len(beside) else ("", "plain")
            left = Piece(padded(words, self.names) + "  ", style)
            found.append((left, *middle, Piece(f"  {cut(right, _BESIDE)}", its)))
        return found

    def _empty(self) -> list[Piece]:
        """Return a strip with nothing but the baseline."""
        return self._pieces([" "] * self.room, "plain")

    def _pieces(self, signs: list[str], style: Style) -> list[Piece]:
        """Return signs with the baseline among them, where nothing else stands there."""
        zero = self.column(0.0)
        if signs[zero] in (" ", "▁"):
            signs[zero] = _LINE
        found: list[Piece] = []
        for k, sign in enumerate(signs):
            own: Style = "blue" if k == zero and sign == _LINE else style
            if found and found[-1].style == own:
                found[-1] = Piece(found[-1].text + sign, own)
            else:
                found.append(Piece(sign, own))
        return found

    def _hill(self, row: EffectRow) -> list[Piece]:
        """Return how often each difference occurs, as columns of eighths."""
        edges = np.linspace(self.low, self.high, self.room + 1)
        half = (edges[1] - edges[0]) / 2.0
        counts, _ = np.histogram(
            row.draws, np.linspace(self.low - half, self.high + half, self.room + 1)
        )
        smooth = np.convolve(counts, [0.25, 0.5, 0.25], mode="same")
        top = max(float(smooth.max()), 1.0)
        heights = np.ceil(smooth / top * 8.0 - 0.08).astype(int)
        if row.is_nothing:
            heights = np.zeros(self.room, dtype=int)
        signs = [_BLOCKS[min(max(int(h), 0), 8)] for h in heights]
        return self._pieces(signs, "alarm" if row.is_seen else "past")

    def _bar(self, row: EffectRow) -> list[Piece]:
        """Return the ranges of 8 and of 5 in 10 futures, and the median."""
        low, lower, middle, upper, high = (self.column(x) for x in row.middle)
        signs = [" "] * self.room
        signs[low : high + 1] = [_OUTER] * (high + 1 - low)
        signs[lower : upper + 1] = [_INNER] * (upper + 1 - lower)
        signs[middle] = _DOT
        return self._pieces(signs, "alarm" if row.is_seen else "past")

    def axis(self) -> list[Line]:
        """Return round differences and what the axis shows."""
        data = self.card.effects
        style = Amounts(data.measure, "", data.locale, 1.0)
        style = style.for_table(max(abs(self.low), abs(self.high)))
        places = [" "] * (self.room + 8)
        least = 1.0 if data.measure == "won" else 0.0
        for value in signed_ticks(self.low, self.high, most=5, least=least):
            text = signed(value, style.short(abs(value)))
            start = max(self.column(value) - (len(text) - 1) // 2, 0)
            if all(sign == " " for sign in places[max(start - 1, 0) : start + len(text) + 1]):
                places[start : start + len(text)] = list(text)
        numbers = "".join(places).replace("\N{NO-BREAK SPACE}", " ")
        title = effects_axis(self.card.effects)
        blank = " " * (self.names + 2)
        after = self.page.columns - len(blank)
        return [
            (Piece(blank + numbers, "faint"),),
            (Piece(blank + cut(title, after), "faint"),),
        ]


def _cost(said: RowTexts, card: ComparisonCard) -> str:
    """Return what it costs, in one short line; nothing where nothing has a cost."""
    if not said.cost:
        return ""
    if not said.per_deal_range:
        return say("extra cost {cost}", cost=said.cost)
    return say("extra cost {cost}, {each} a deal", cost=said.cost, each=said.per_deal)
