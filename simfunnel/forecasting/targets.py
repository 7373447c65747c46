"""Targets: so much won by a day, from the funnel's own block or from a line of text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from simfunnel.charts import Amounts, Measure
from simfunnel.errors import FunnelError
from simfunnel.funnel.model import Target
from simfunnel.units import Count, Money, parse_date
from simfunnel.words import mark, say

__all__ = ["Goal", "goal_of", "parse_amount", "parse_target"]

SURE = 0.8
"""How sure a target is wished for where nobody says."""

_SENTENCE = re.compile(r"(?P<what>.+?)\s+by\s+(?P<by>\S+)(?:\s+from\s+(?P<since>\S+))?", re.I)
_DEALS = re.compile(r"(?P<number>.+?)\s*(?:won|wins?|deals?)", re.I)
_FORMS = mark("write for instance '1.2M by 2026-12-31' or '90 won by 2026-12-31 from 2026-01-01'.")


@dataclass(frozen=True)
class Goal:
    """An amount or a number of wins, dated from `since` to `by`, both counted.

    Parameters
    ----------
    measure : {"won_amount", "won"}
    amount : int
        Hundredths of the currency, or deals.
    by : datetime.date
        Last day that counts.
    since : datetime.date, optional
        First day that counts; settled by the window where it is not stated.
    sure : float
        The chance that is wished for, as a fraction.
    name : str
        Its name in the funnel; empty for one that was asked for.

    Examples
    --------
    >>> Goal("won", 90, date(2026, 12, 31)).value
    90.0
    """

    measure: Measure
    amount: int
    by: date
    since: date | None = None
    sure: float = SURE
    name: str = ""

    @property
    def value(self) -> float:
        """The amount in whole units of the currency, or the deals."""
        return self.amount / 100.0 if self.measure == "won_amount" else float(self.amount)

    def words(self, currency: str = "") -> str:
        """Return the amount as text: "EUR 1.2 M", "90 deals"."""
        amounts = Amounts(self.measure, currency)
        return amounts.named(self.value, amounts.stated(self.value))


def goal_of(name: str, target: Target) -> Goal:
    """Return a funnel's target as a goal.

    Parameters
    ----------
    name : str
        Its name in the funnel.
    target : Target
        What the funnel says.
    """
    sure = SURE if target.sure is None else target.sure.number
    if target.won_amount is not None:
        return Goal("won_amount", target.won_amount.cents, target.by, target.since, sure, name)
    assert target.won is not None  # checked at load
    return Goal("won", target.won.count, target.by, target.since, sure, name)


def parse_amount(value: object) -> tuple[Measure, int]:
    """Return the measure and the amount that a value states.

    Parameters
    ----------
    value : str, int or float
        ``"1.2M"`` or a number: an amount of money. ``"90 won"``, ``"90 deals"``: wins.

    Returns
    -------
    tuple of (str, int)
        won_amount and hundredths, or won and deals.

    Raises
    ------
    ValueError
        If it cannot be read.

    Examples
    --------
    >>> parse_amount("1.2M"), parse_amount("90 won")
    (('won_amount', 120000000), ('won', 90))
    """
    deals = _DEALS.fullmatch(value.strip()) if isinstance(value, str) else None
    if deals is not None:
        return "won", Count.parse(deals["number"]).count
    return "won_amount", Money.parse(value).cents


def parse_target(text: str) -> Goal:
    """Return the target that a line of text states.

    Parameters
    ----------
    text : str
        An amount or a number of deals, "by" and its last day, and where it does not count from
        the usual day, "from" and its first.

    Returns
    -------
    Goal

    Raises
    ------
    FunnelError
        If the line cannot be read, or its days are out of order.

    Examples
    --------
    >>> parse_target("1.2M by 2026-12-31").words("EUR").replace("\N{NO-BREAK SPACE}", " ")
    'EUR 1.2 M'
    >>> parse_target("a lot by Christmas")
    Traceback (most recent call last):
    ...
    simfunnel.errors.FunnelError: target 'a lot by Christmas': 'a lot' is not an amount of money; \
write for instance '486 000'.
    """
    shape = _SENTENCE.fullmatch(text.strip())
    if shape is None:
        raise FunnelError(
            say(
                "target '{text}': does not say how much by which day; {forms}",
                text=text,
                forms=say(_FORMS),
            )
        )
    try:
        measure, amount = parse_amount(shape["what"])
        by = parse_date(shape["by"])
        since = None if shape["since"] is None else parse_date(shape["since"])
    except ValueError as error:
        raise FunnelError(say("target '{text}': {error}", text=text, error=error)) from None
    if since is not None and since > by:
        raise FunnelError(
            say(
                "target '{text}': runs from {since} to {by}; the first day is the later.",
                text=text,
                since=since,
                by=by,
            )
        )
    return Goal(measure, amount, by, since)
