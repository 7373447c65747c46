"""The card under the sliders: what was moved, what then comes, and how it differs.

Made from tables, numbers and words only. It is the same live, in a notebook that is reopened or
not trusted, and as text.
"""

from __future__ import annotations

from html import escape

from simfunnel.cards.elements import card_of, head, images, line, spans
from simfunnel.cards.explorer_card import ExplorerCard
from simfunnel.cards.explorer_words import difference, sentence
from simfunnel.cards.outputs import notebook_bundle
from simfunnel.cards.words import BETWEEN_PARTS, headline, overline
from simfunnel.charts import (
    draw_fan,
    fan_subtitle,
)

__all__ = ["explorer_html", "explorer_mimebundle", "explorer_text"]


def explorer_html(card: ExplorerCard) -> str:
    """Return the card as a piece of HTML that stands by itself.

    Parameters
    ----------
    card : ExplorerCard

    Returns
    -------
    str
        One ``div`` with its style inside; no script, no address but ``data:``.

    Examples
    --------
    >>> from simfunnel.charts import example_fan
    >>> html = explorer_html(ExplorerCard("<script>", example_fan(), example_fan()))
    >>> html.count("<script"), html.count("<img")
    (0, 2)
    """
    kind, name, day = (escape(part) for part in overline(card.outlook))
    over = BETWEEN_PARTS.join((kind, f"<bdi>{name}</bdi>", day))
    drawn = draw_fan(card.fan, bare=True, baseline=card.baseline if card.moves else None)
    subtitle = fan_subtitle(card.fan, beside_baseline=bool(card.moves))
    parts = [
        line("over", over),
        line("moves sf-moved" if card.moves else "moves", f"<bdi>{escape(card.moved)}</bdi>"),
        line("sentence", spans(headline(card.outlook))),
        f'<p class="sf-difference">{spans(difference(card))}</p>',  # empty, it keeps the room
        f'<section class="sf-first">{head(drawn.title, "title")}{line("sub", escape(subtitle))}'
        f"{images(drawn)}</section>",
        line("made", escape(card.compared)),
        line("line", escape(card.note)),
    ]
    return card_of(sentence(card), parts)


def explorer_text(card: ExplorerCard) -> str:
    """Return the card as plain text: the same words in the same order.

    Parameters
    ----------
    card : ExplorerCard

    Examples
    --------
    >>> from simfunnel.charts import example_fan
    >>> explorer_text(ExplorerCard("agency", example_fan(), example_fan())).splitlines()[1]
    'No slider is moved: this is the baseline.'
    """
    words = "".join(span.text for span in difference(card))
    lines = (
        BETWEEN_PARTS.join(overline(card.outlook)),
        card.moved,
        sentence(card),
        words,
        card.compared,
        card.note,
    )
    return "\n".join(one for one in lines if one).replace("\N{NO-BREAK SPACE}", " ")


def explorer_mimebundle(card: ExplorerCard) -> dict[str, str]:
    """Return what a notebook keeps of the card.

    Parameters
    ----------
    card : ExplorerCard

    Returns
    -------
    dict
        ``text/html``, ``image/png`` (for hosts that show no HTML) and ``text/plain``.

    Examples
    --------
    >>> from simfunnel.charts import example_fan
    >>> sorted(explorer_mimebundle(ExplorerCard("agency", example_fan(), example_fan())))
    ['image/png', 'text/html', 'text/plain']
    """
    return notebook_bundle(explorer_html(card), card.figure, explorer_text(card))
