"""Review rules in words, for `simfunnel show`."""

from __future__ import annotations

from simfunnel.cards.terminal import Line
from simfunnel.cli.layout import INDENT, heading, paragraph
from simfunnel.cli.screen import Screen
from simfunnel.funnel.model import Funnel
from simfunnel.words import say

__all__ = ["review_lines"]


def review_lines(funnel: Funnel, screen: Screen) -> list[Line]:
    """Return who looks at what, and what is then done; nothing where nobody looks.

    Parameters
    ----------
    funnel : Funnel
    screen : Screen

    Examples
    --------
    >>> from simfunnel.funnel.examples import steered, tiny
    >>> screen = Screen(columns=80, utf8=True, colour=False)
    >>> review_lines(tiny(), screen)
    []
    >>> review_lines(steered(), screen)[1][0].text
    '  1. Every month, when coverage below 3: sources.web.leads times 1.5; once.'
    """
    if not funnel.reviews:
        return []
    from simfunnel.forecasting.rules_in_words import rule_words

    lines: list[Line] = [heading(say("Review rules"))]
    for n, review in enumerate(funnel.reviews, start=1):
        lines += paragraph(f"{n}. {rule_words(review)}", screen, indent=INDENT)
    return lines
