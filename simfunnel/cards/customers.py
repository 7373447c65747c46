"""What a card says of customers: what recurs today and at the end, who is there, what is kept."""

from __future__ import annotations

from dataclasses import dataclass

from simfunnel.cards.spans import Span, starred
from simfunnel.charts import RevenueData, day_short, recurring_amounts
from simfunnel.charts import Span as Count
from simfunnel.units import format_count, format_share
from simfunnel.words import say, say_n

__all__ = ["CustomersSeen", "customers_lines"]


@dataclass(frozen=True, eq=False)
class CustomersSeen:
    """Customers of today and at the end.

    Parameters
    ----------
    revenue : RevenueData
        What they pay a year.
    today : int
        How many there are at the start.
    end : Count
        How many there are at the end.
    kept : Count, optional
        Of what customers of today pay, what share is left at the end, expansion included; None
        where there are none.
    """

    revenue: RevenueData
    today: int
    end: Count
    kept: Count | None = None


def customers_lines(seen: CustomersSeen | None) -> tuple[tuple[Span, ...], ...]:
    r"""Return two sentences or three, each a line; none where nobody becomes a customer.

    Parameters
    ----------
    seen : CustomersSeen, optional

    Examples
    --------
    >>> from simfunnel.cards.examples import example_customers
    >>> first, second = customers_lines(example_customers())
    >>> first[0].text.replace("\N{NO-BREAK SPACE}", " ")
    'Recurring revenue: EUR 240,000 a year today, on average EUR 640,000 on 30 Jun 2027'
    """
    if seen is None:
        return ()
    return _revenue(seen), starred(" ".join((_heads(seen), *_kept(seen))))


def _revenue(seen: CustomersSeen) -> tuple[Span, ...]:
    """Return what recurs today, and at the end with its range."""
    data, end = seen.revenue, seen.revenue.moves["end"]
    today, then = recurring_amounts(data)
    words = {"today": today, "end": _average(seen, then, end)}
    words["day"] = day_short(data.until, data.locale)
    if not data.moves["start"].mean:
        told = say("**Recurring revenue: nothing today, {end} a year on {day}**", **words)
    else:
        told = say("**Recurring revenue: {today} a year today, {end} on {day}**", **words)
    return starred(_ranged(seen, told, data.style(end).range(end.low, end.high), end))


def _average(seen: CustomersSeen, written: str, count: Count) -> str:
    """Return a figure, said to be an average where it is one."""
    if not seen.revenue.has_ranges or count.is_exact:
        return written
    return say("on average {amount}", amount=written)


def _ranged(seen: CustomersSeen, told: str, span: str, count: Count) -> str:
    """Return words with the range behind them, where there is one."""
    if not seen.revenue.has_ranges or count.is_exact:
        return say("{told}.", told=told)
    return say("{told} (8 in 10 futures: {span}).", told=told, span=span)


def _heads(seen: CustomersSeen) -> str:
    """Return how many customers there are today, and at the end."""
    then = _average(seen, seen.end.text(), seen.end)
    told = say("No customer today, {end} then", end=then)
    if seen.today:
        told = say_n(
            "{n} customer today, {end} then",
            "{n} customers today, {end} then",
            seen.today, n=format_count(seen.today), end=then,
        )  # fmt: skip
    return _ranged(seen, told, seen.end.range_text(), seen.end)


def _kept(seen: CustomersSeen) -> tuple[str, ...]:
    """Return what is left of what customers of today pay."""
    if seen.kept is None:
        return ()
    low, mean, high = (
        format_share(share, seen.revenue.locale)
        for share in (seen.kept.low, seen.kept.mean, seen.kept.high)
    )
    told = say("Of what customers of today pay, {share} is paid then, expansion included "
               "(net retention)", share=mean)  # fmt: skip
    if not seen.revenue.has_ranges or seen.kept.is_exact:
        return (say("{told}.", told=told),)
    return (say("{told}; in 8 of 10 futures {low} to {high}.", told=told, low=low, high=high),)
