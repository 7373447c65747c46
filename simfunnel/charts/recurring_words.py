"""What charts of recurring revenue say in words: finding, what is shown, the text to be heard."""

from __future__ import annotations

import math
from dataclasses import replace

from simfunnel.charts.recurring_data import MOVES, TAKES, RecurringData, RevenueData, move_label
from simfunnel.charts.wording import day_short, futures_text
from simfunnel.words import say

__all__ = [
    "averages_note",
    "recurring_alt",
    "recurring_amounts",
    "recurring_subtitle",
    "recurring_title",
    "revenue_alt",
    "revenue_subtitle",
    "revenue_texts",
    "revenue_title",
]

_LEAST_CHANGE = 0.02


def revenue_texts(data: RevenueData, name: str) -> tuple[str, str]:
    r"""Return average and range of a move, as the columns of a chart say them.

    Parameters
    ----------
    data : RevenueData
    name : str
        One of `MOVES`.

    Examples
    --------
    >>> from simfunnel.charts.board_examples import example_recurring
    >>> revenue_texts(example_recurring().whole, "new")[0].replace("\N{NO-BREAK SPACE}", "_")
    '+600,000'
    """
    span, style = data.moves[name], data.style(data.moves[name])
    sign = {"start": "", "end": ""}.get(name, "\N{MINUS SIGN}" if name in TAKES else "+")
    mean = f"{sign}{style.short(span.mean)}" if span.mean else "0"
    if not data.has_ranges:
        return mean, ""
    return mean, say("exactly") if span.is_exact else style.range(span.low, span.high)


def recurring_title(data: RevenueData) -> str:
    r"""Return the finding over time: from how much to how much a year, by when.

    Parameters
    ----------
    data : RevenueData

    Examples
    --------
    >>> from simfunnel.charts.board_examples import example_recurring
    >>> recurring_title(example_recurring().whole).replace("\N{NO-BREAK SPACE}", " ")
    'Recurring revenue grows from EUR 240,000 to 640,000 a year by 30 Jun 2027'
    """
    start, end = data.moves["start"], data.moves["end"]
    style, day = data.style(end), day_short(data.until, data.locale)
    if not start.mean and not end.mean:
        return say("Nothing recurs on {day}, as nothing does today", day=day)
    words = {"end": style.short(end.mean), "day": day}
    if not start.mean:
        words["end"] = style.named(end.mean)
        return say("Recurring revenue grows from nothing to {end} a year by {day}", **words)
    change = end.mean - start.mean
    if abs(change) < max(_LEAST_CHANGE * start.mean, end.unit):
        words["end"] = style.named(end.mean)
        return say("Recurring revenue stays at about {end} a year up to {day}", **words)
    words["start"] = recurring_amounts(data)[0]
    if change > 0:
        return say("Recurring revenue grows from {start} to {end} a year by {day}", **words)
    if not end.mean:
        return say("Recurring revenue falls from {start} a year to nothing by {day}", **words)
    return say("Recurring revenue falls from {start} to {end} a year by {day}", **words)


def recurring_amounts(data: RevenueData) -> tuple[str, str]:
    r"""Return what recurs at the start, and at the end, each with its currency.

    Parameters
    ----------
    data : RevenueData

    Examples
    --------
    >>> from simfunnel.charts.board_examples import example_recurring
    >>> [text[-7:] for text in recurring_amounts(example_recurring().whole)]
    ['240,000', '640,000']
    """
    start, end = data.moves["start"], data.moves["end"]
    first = data.style(start).named(0.0, "0")
    if start.mean:  # to three digits: it may be small beside the end
        unit = 10.0 ** max(math.floor(math.log10(start.mean)) - 2, 0)
        style = replace(data.style(start), in_millions=False, unit=max(start.unit, unit))
        first = style.named(start.mean)
    return first, data.style(end).named(end.mean)


def recurring_subtitle(data: RecurringData) -> str:
    """Return what is shown, in which unit, over which days, in how many futures.

    Parameters
    ----------
    data : RecurringData

    Examples
    --------
    >>> from simfunnel.charts.board_examples import example_recurring
    >>> recurring_subtitle(example_recurring())[:11]
    'EUR a year,'
    """
    below = {
        "week": say("what each week adds and takes"),
        "month": say("what each month adds and takes"),
        "quarter": say("what each quarter adds and takes"),
    }[data.period]
    words = _words(data.whole) | {"below": below}
    if not data.whole.has_ranges:
        return say("{what}, {first} to {last}; below, {below}. {futures}", **words)
    return say("{what}, {first} to {last}; below, {below}. Average of {futures}", **words)


def _words(data: RevenueData) -> dict[str, str]:
    """Return unit, days and futures."""
    unit = data.currency
    return {
        "what": say("{currency} a year", currency=unit) if unit else say("Amounts of a year"),
        "first": day_short(data.since, data.locale),
        "last": day_short(data.until, data.locale),
        "futures": futures_text(data.n_futures, data.n_planned, data.locale),
    }


def averages_note() -> str:
    """Return how line and band are to be read.

    Examples
    --------
    >>> averages_note()[:14]
    'Line: average.'
    """
    return say("Line: average. Band: 8 in 10 futures, one in ten is lower, one in ten higher. "
               "Averages add up, ranges do not.")  # fmt: skip


def recurring_alt(data: RecurringData) -> str:
    """Return the finding and the numbers, for those who cannot see the chart.

    Parameters
    ----------
    data : RecurringData
    """
    return f"{recurring_title(data.whole)}. {_told(data.whole)}."


def _told(data: RevenueData) -> str:
    """Return all moves with their ranges."""
    told = []
    for name in MOVES:
        mean, span = revenue_texts(data, name)
        words = {"part": move_label(name), "mean": mean, "span": span}
        if not data.has_ranges or data.moves[name].is_exact:
            told.append(say("{part} {mean}", **words))
        else:
            told.append(say("{part} {mean} (8 in 10 futures: {span})", **words))
    return "; ".join(told)


def revenue_title(data: RevenueData) -> str:
    r"""Return the finding of a waterfall: what is added, and what is taken.

    Parameters
    ----------
    data : RevenueData

    Examples
    --------
    >>> from simfunnel.charts.board_examples import example_recurring
    >>> revenue_title(example_recurring().whole).replace("\N{NO-BREAK SPACE}", " ")
    'New customers and expansion add EUR 660,000 a year; contraction and churn take 260,000'
    """
    moves = data.moves
    adds, takes = (
        replace(
            moves[one], mean=moves[one].mean + moves[other].mean,
            unit=max(moves[one].unit, moves[other].unit),
        )
        for one, other in (("new", "expansion"), TAKES)
    )  # fmt: skip
    if not adds.mean and not takes.mean:
        return say("Recurring revenue does not move: nobody comes, grows, shrinks or leaves")
    words = {
        "adds": data.style(adds).named(adds.mean),
        "takes": data.style(takes).short(takes.mean),
    }
    if not takes.mean:
        return say("New customers and expansion add {adds} a year; nothing is lost", **words)
    if not adds.mean:
        words["takes"] = data.style(takes).named(takes.mean)
        return say("Contraction and churn take {takes} a year; nothing is added", **words)
    return say(
        "New customers and expansion add {adds} a year; contraction and churn take {takes}", **words
    )


def revenue_subtitle(data: RevenueData) -> str:
    """Return what is shown, in which unit, over which days, in how many futures.

    Parameters
    ----------
    data : RevenueData
    """
    words = _words(data)
    if not data.has_ranges:
        return say("Recurring revenue, {what}, {first} to {last}, {futures}", **words)
    return say(
        "Recurring revenue, {what}, {first} to {last}, average of {futures}. Averages add up, "
        "ranges do not.",
        **words,
    )


def revenue_alt(data: RevenueData) -> str:
    """Return the finding and the numbers, for those who cannot see the chart.

    Parameters
    ----------
    data : RevenueData
    """
    return f"{revenue_title(data)}. {_told(data)}."
