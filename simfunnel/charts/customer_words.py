"""What became of a lead after it was won, in plain sentences: a term after the other."""

from __future__ import annotations

from simfunnel.charts.timeline_data import Life, Paid, TimelineData
from simfunnel.words import say

__all__ = ["customer_sentences"]


def customer_sentences(data: TimelineData, life: Life) -> list[str]:
    r"""Return how a customer began, renewed and left; nothing where nobody follows it.

    Parameters
    ----------
    data : TimelineData
    life : Life

    Examples
    --------
    >>> from dataclasses import replace
    >>> from datetime import datetime
    >>> from simfunnel.charts.example_lives import example_timeline
    >>> data = example_timeline()
    >>> terms = (Paid(1, datetime(2027, 3, 4), datetime(2028, 3, 3), "churned", 12_400.0, 0.0),)
    >>> [line.replace("\N{NO-BREAK SPACE}", " ")
    ...  for line in customer_sentences(data, replace(data.lives[0], terms=terms))]
    ['From 4 Mar 2027 on it is a customer, for EUR 12,400 a year.',
     'On 3 Mar 2028 it did not renew.']
    """
    found: list[str] = []
    for term in life.terms:
        if term.number == 0:
            found += _onboarding(data, term)
            continue
        if term.number == 1:
            found.append(
                say(
                    "From {day} on it is a customer, for {amount} a year.",
                    day=data.day(term.since), amount=data.money(term.amount),
                )
            )  # fmt: skip
        found += _end(data, term)
    return found


def _onboarding(data: TimelineData, term: Paid) -> list[str]:
    """Return how the onboarding ended, where it did not make a customer."""
    if term.how == "failed":
        return [
            say(
                "On {day} its onboarding failed, so it never became a customer.",
                day=data.day(term.until or term.since),
            )
        ]
    if term.how == "open":
        return [say("When this future ended, its onboarding was not over.")]
    return []


def _end(data: TimelineData, term: Paid) -> list[str]:
    """Return how a term ended."""
    if term.until is None:
        return [say("When this future ended, it was still a customer.")]
    day = data.day(term.until)
    if term.how == "churned":
        return [say("On {day} it did not renew.", day=day)]
    if term.after > term.amount:
        return [
            say("On {day} it renewed for more, {amount} a year.", day=day,
                amount=data.money(term.after))
        ]  # fmt: skip
    if term.after < term.amount:
        return [
            say("On {day} it renewed for less, {amount} a year.", day=day,
                amount=data.money(term.after))
        ]  # fmt: skip
    return [say("On {day} it renewed.", day=day)]
