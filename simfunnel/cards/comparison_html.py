"""A comparison as HTML: the same order and words as in the terminal."""

from __future__ import annotations

from html import escape

from simfunnel.cards.comparison import ComparisonCard
from simfunnel.cards.comparison_costs import costs_grid
from simfunnel.cards.comparison_customers import customers_grids
from simfunnel.cards.comparison_words import (
    apart_grid,
    apart_sentence,
    chances_grid,
    comparison_headings,
    finding,
    finding_text,
    over,
    reason_spans,
    stopped_words,
)
from simfunnel.cards.elements import (
    card_of,
    head,
    images,
    line,
    made,
    page_of,
    remark,
    spans,
    table,
)
from simfunnel.cards.words import BETWEEN_PARTS, made_line
from simfunnel.charts import clean_name, draw_effects, effects_notes, effects_subtitle

__all__ = ["comparison_html", "comparison_page"]


def comparison_html(card: ComparisonCard) -> str:
    """Return the card as a piece of HTML that stands by itself.

    Parameters
    ----------
    card : ComparisonCard

    Returns
    -------
    str
        One ``div`` with its style inside; no script, no address but ``data:``.

    Examples
    --------
    >>> from simfunnel.cards.examples import example_comparison
    >>> comparison_html(example_comparison(name="<script>")).count("<script")
    0
    """
    heads = comparison_headings()
    parts = [
        _top(card),
        _picture(card),
        table(heads["chances"], chances_grid(card)),
        table(heads["costs"], costs_grid(card)),
        *(table(head, grid) for head, grid in customers_grids(card)),
        _reasons(card, heads),
        *(table(apart_sentence(apart), apart_grid(apart, card)) for apart in card.apart),
        _trust(card, heads["trust"]),
        made(made_line(card.made_by), card.again),
    ]
    return card_of(finding_text(card), parts)


def comparison_page(card: ComparisonCard) -> str:
    """Return the card as a whole page that loads nothing and runs nothing.

    Parameters
    ----------
    card : ComparisonCard

    Examples
    --------
    >>> from simfunnel.cards.examples import example_comparison
    >>> comparison_page(example_comparison()).startswith("<!DOCTYPE html>")
    True
    """
    return page_of(f"{clean_name(card.name)}: {finding_text(card)}", comparison_html(card))


def _top(card: ComparisonCard) -> str:
    """Return what the card is, whether it is whole, and the sentence."""
    kind, name, day = (escape(part) for part in over(card))
    first = line("over", BETWEEN_PARTS.join((kind, f"<bdi>{name}</bdi>", day)))
    stopped = line("stopped", escape(stopped_words(card)))
    return first + stopped + line("sentence", spans(finding(card)))


def _picture(card: ComparisonCard) -> str:
    """Return the hills with their finding, and how to read them."""
    figure = draw_effects(card.effects, bare=True)
    top = head(figure.title, "title") + line("sub", escape(effects_subtitle(card.effects)))
    notes = line("over", "<br>".join(escape(note) for note in effects_notes(card.effects)))
    return f'<section class="sf-first">{top}{images(figure)}{notes}</section>'


def _reasons(card: ComparisonCard, heads: dict[str, str]) -> str:
    """Return where each difference arises."""
    if not card.reasons:
        return ""
    lines = "".join(line("line", spans(reason_spans(one, card))) for one in card.reasons)
    top = head(heads["reasons"]) + line("sub", escape(heads["reasons_note"]))
    return f"<section>{top}{lines}</section>"


def _trust(card: ComparisonCard, heading: str) -> str:
    """Return what there is to know."""
    if not card.remarks:
        return ""
    return f"<section>{head(heading)}{''.join(map(remark, card.remarks))}</section>"
