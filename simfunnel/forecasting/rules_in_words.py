"""Review rules in words."""

from __future__ import annotations

from simfunnel.charts import day_long
from simfunnel.funnel.reviews import Review
from simfunnel.words import listed, say, say_n

__all__ = ["rule_words", "when_words"]


def rule_words(review: Review) -> str:
    """Return a rule in one sentence.

    Parameters
    ----------
    review : Review

    Examples
    --------
    >>> from simfunnel.funnel.examples import steered
    >>> rule_words(steered().reviews[0])
    'Every month, when coverage below 3: sources.web.leads times 1.5; once.'
    """
    often = {
        "day": say("Every day"),
        "week": say("Every week"),
        "month": say("Every month"),
        "quarter": say("Every quarter"),
    }[review.every]
    if review.since is not None:
        often = say("{often} from {day} on", often=often, day=day_long(review.since))
    return say(
        "{often}, when {when}: {acts}; {again}.",
        often=often,
        when=when_words(review),
        acts=listed(f"{path} {value}" for path, value in review.do.items()),
        again=_again(review),
    )


def when_words(review: Review) -> str:
    """Return what a rule waits for: its condition, and the stages it looks at.

    Parameters
    ----------
    review : Review

    Examples
    --------
    >>> from simfunnel.funnel.examples import steered
    >>> when_words(steered().reviews[0])
    'coverage below 3'
    """
    if not review.stages:
        return str(review.when)
    return say("{when} in {stages}", when=review.when, stages=listed(review.stages))


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
