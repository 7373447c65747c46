"""Review rules in words, for `simfunnel show`."""

from __future__ import annotations

from simfunnel.cards.terminal import Line
from simfunnel.charts import day_long
from simfunnel.cli.layout import INDENT, heading, paragraph
from simfunnel.cli.screen import Screen
from simfunnel.funnel.model import Funnel, Review
from simfunnel.words import listed, say, say_n

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
    lines: list[Line] = [heading(say("Review rules"))]
    for n, review in enumerate(funnel.reviews, start=1):
        lines += paragraph(f"{n}. {_rule(review)}", screen, indent=INDENT)
    return lines


def _rule(review: Review) -> str:
    """Return a rule in one sentence."""
    often = {
        "day": say("Every day"),
        "week": say("Every week"),
        "month": say("Every month"),
        "quarter": say("Every quarter"),
    }[review.every]
    if review.since is not None:
        often = say("{often} from {day} on", often=often, day=day_long(review.since))
    when = str(review.when)
    if review.stages:
        when = say("{when} in {stages}", when=when, stages=listed(review.stages))
    return say(
        "{often}, when {when}: {acts}; {again}.",
        often=often,
        when=when,
        acts=listed(f"{path} {value}" for path, value in review.do.items()),
        again=_again(review),
    )


def _again(review: Review) -> str:
    """Return how often a rule may act."""
    if review.again_after is None:
        return say("once")
    again = say("again after {duration}", duration=review.again_after)
    if review.at_most is None:
        return again
    n = review.at_most.count
    most = say_n("{n} time at most", "{n} times at most", n)
    return f"{again}, {most}"
