"""The card as HTML: escaped, without scripts, light and dark, readable even without its style.

A notebook that is not trusted loses the style; what remains is the sentence, the pictures in light
and plain tables, in the same order.
"""

from __future__ import annotations

from html import escape

from simfunnel.cards.customers import customers_lines
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
from simfunnel.cards.outlook import OutlookCard
from simfunnel.cards.tables import deals_grid, periods_grid
from simfunnel.cards.words import (
    BETWEEN_PARTS,
    HEADINGS,
    NOT_BACKTESTED,
    PERIODS_NOTE,
    headline,
    headline_text,
    made_line,
    needed_sentence,
    overline,
    reach_sentence,
    stopped_sentence,
)
from simfunnel.charts import (
    AssumptionsData,
    assumptions_subtitle,
    clean_name,
    draw_assumptions,
    draw_fan,
    draw_origins,
    fan_subtitle,
    origins_subtitle,
)
from simfunnel.words import say

__all__ = ["outlook_html", "outlook_page"]

_MOST_ASSUMPTIONS = 3


def outlook_html(card: OutlookCard) -> str:
    """Return the card as a piece of HTML that stands by itself.

    Parameters
    ----------
    card : OutlookCard
        What to show.

    Returns
    -------
    str
        One ``div`` with its style inside; no script, no address but ``data:``.

    Examples
    --------
    >>> from simfunnel.cards.examples import example_card
    >>> outlook_html(example_card(name="<script>")).count("<script")
    0
    """
    parts = [
        _top(card),
        _picture(card),
        _origins(card),
        _customers(card),
        f'<div class="sf-columns">{_assumptions(card)}{_trust(card)}</div>',
        table(say(HEADINGS["periods"]), periods_grid(card), say(PERIODS_NOTE)),
        table(say(HEADINGS["deals"]), deals_grid(card)),
        made(made_line(card.made_by), card.again),
    ]
    return card_of(f"{clean_name(card.kind)}: {headline_text(card)}", parts)


def outlook_page(card: OutlookCard) -> str:
    """Return the card as a whole page that loads nothing and runs nothing.

    Parameters
    ----------
    card : OutlookCard
        What to show.

    Returns
    -------
    str
        An HTML document under a content policy that forbids everything but its own style.

    Examples
    --------
    >>> from simfunnel.cards.examples import example_card
    >>> outlook_page(example_card()).startswith("<!DOCTYPE html>")
    True
    """
    return page_of(f"{clean_name(card.name)}: {headline_text(card)}", outlook_html(card))


def _top(card: OutlookCard) -> str:
    """Return what the card is, whether it is whole, and the sentence."""
    kind, name, day = (escape(part) for part in overline(card))
    over = BETWEEN_PARTS.join((kind, f"<bdi>{name}</bdi>", day))
    stopped = line("stopped", escape(stopped_sentence(card)))
    return line("over", over) + stopped + line("sentence", spans(headline(card)))


def _picture(card: OutlookCard) -> str:
    """Return the fan with its finding."""
    figure = draw_fan(card.fan, bare=True)
    below = line("line", escape(reach_sentence(card)))
    top = head(figure.title, "title") + line("sub", escape(fan_subtitle(card.fan)))
    return f'<section class="sf-first">{top}{images(figure)}{below}</section>'


def _origins(card: OutlookCard) -> str:
    """Return the fading bars."""
    data = card.origins_data
    if data is None:
        return ""
    top = head(say(HEADINGS["origins"])) + line("sub", escape(origins_subtitle(data)))
    return f"<section>{top}{images(draw_origins(data, bare=True))}</section>"


def _customers(card: OutlookCard) -> str:
    """Return what recurs, and who is a customer; nothing where nobody becomes one."""
    if card.customers is None:
        return ""
    told = "".join(line("line", spans(each)) for each in customers_lines(card.customers))
    return f"<section>{head(say(HEADINGS['customers']))}{told}</section>"


def _assumptions(card: OutlookCard) -> str:
    """Return what matters most, or why that is not shown, and what would change the answer."""
    rows, chance = card.assumptions[:_MOST_ASSUMPTIONS], card.fan.chance
    top = head(say(HEADINGS["assumptions"]))
    if rows and chance is not None:
        subtitle = line("sub", escape(assumptions_subtitle()))
        figure = draw_assumptions(AssumptionsData(rows, chance), bare=True)
        body = subtitle + images(figure, "sf-scroll")
    else:
        body = line("sub", escape(card.why_no_assumptions))
    needed = line("line", spans(needed_sentence(card)))
    return f'<section class="sf-half">{top}{body}{needed}</section>'


def _trust(card: OutlookCard) -> str:
    """Return the strip of the proof, and what there is to know."""
    tag, words = (escape(say(text)) for text in NOT_BACKTESTED)
    strip = line("trust", f'<b class="sf-tag">{tag}</b> {words}')
    top = head(say(HEADINGS["trust"]))
    return f"<section>{top}{strip}{''.join(map(remark, card.remarks))}</section>"
