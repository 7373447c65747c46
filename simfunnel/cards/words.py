"""What an outlook's card says, as words with their weight: the same in every output.

Each function computes its sentences from the card, so that they stay true when a knob moves.
Escaping and line breaks are left to the outputs.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from simfunnel.cards.outlook import Needed, OutlookCard
from simfunnel.cards.spans import Span, starred
from simfunnel.charts import (
    FanData,
    Target,
    clean_name,
    day_long,
    day_short,
)
from simfunnel.units import format_count, format_share
from simfunnel.words import listed, mark, say, say_n

__all__ = [
    "BETWEEN_PARTS",
    "HEADINGS",
    "NOT_BACKTESTED",
    "PERIODS_NOTE",
    "WARNING",
    "headline",
    "headline_text",
    "made_line",
    "needed_sentence",
    "overline",
    "reach_sentence",
    "stopped_sentence",
]

BETWEEN_PARTS = " \N{MIDDLE DOT} "
HEADINGS = {
    "origins": mark("Where it comes from"),
    "customers": mark("Customers"),
    "assumptions": mark("What matters most"),
    "trust": mark("How far to trust it"),
    "periods": mark("Period by period"),
    "deals": mark("Open deals"),
}
NOT_BACKTESTED = (
    mark("not backtested"),
    mark("No forecast from an earlier date has been held against what then happened."),
)
WARNING = mark("take care")
PERIODS_NOTE = mark("Medians and ranges of single periods do not add up to those of the whole.")


def overline(card: OutlookCard) -> tuple[str, str, str]:
    """Return what the card is: its kind, its name, its day.

    Parameters
    ----------
    card : OutlookCard
        The card.

    Examples
    --------
    >>> from simfunnel.cards.examples import example_card
    >>> overline(example_card())[:2]
    ('Outlook', 'seven_stage_b2b')
    """
    today = day_long(card.fan.today, card.fan.locale)
    return clean_name(card.kind), clean_name(card.name), say("as of {day}", day=today)


def headline(card: OutlookCard) -> tuple[Span, ...]:
    r"""Return the one sentence: chance, median, range; or what is exactly known, and why.

    Parameters
    ----------
    card : OutlookCard
        The card.

    Returns
    -------
    tuple of Span
        Its words; numbers are strong.

    Examples
    --------
    >>> from simfunnel.cards.examples import example_card
    >>> [span.text.replace("\xa0", " ") for span in headline(example_card()) if span.strong][1:]
    ['EUR 1.25 M', '1.04 M', '1.54 M']
    """
    fan = card.fan
    if fan.is_over:
        return _spans(_over(fan))
    if fan.n_futures == 1:
        return _spans([_single(fan)])
    first = _target_clause(fan)
    if fan.is_exact:
        return _spans([*first, _exact(fan, after=bool(first))])
    return _spans([*first, *_middle(fan, after=bool(first))])


def _spans(clauses: Sequence[str]) -> tuple[Span, ...]:
    """Return clauses as one sentence; what stands between two pairs of stars is strong."""
    sentence = "; ".join(clauses) + "."
    first, *rest = starred(sentence)
    return (Span(_capital(first.text), first.strong), *rest)


def headline_text(card: OutlookCard) -> str:
    """Return the one sentence as plain text with ordinary spaces.

    Parameters
    ----------
    card : OutlookCard
        The card.

    Examples
    --------
    >>> from simfunnel.cards.examples import example_card
    >>> headline_text(example_card())[:48]
    '61 % (±3) chance of reaching EUR 1.2 M by 31 Dec'
    """
    return "".join(span.text for span in headline(card)).replace("\N{NO-BREAK SPACE}", " ")


def _end(fan: FanData) -> str:
    """Return the last day of the window."""
    return day_short(fan.until, fan.locale)


def _exactly(fan: FanData, value: float) -> str:
    """Return an amount to its last unit, with its currency."""
    return fan.amounts.named(value, fan.amounts.exact(value))


def _goal(fan: FanData, target: Target) -> str:
    """Return the amount of the target, with its currency."""
    return fan.amounts.named(target.value, fan.amounts.stated(target.value))


def _target_clause(fan: FanData) -> tuple[str, ...]:
    """Return the chance of the target, or that it is reached; nothing without one."""
    target, chance = fan.target, fan.chance
    if target is None or chance is None:
        return ()
    goal, by = _goal(fan, target), day_short(target.by, fan.locale)
    if fan.is_reached:
        booked = _exactly(fan, fan.booked)
        said = say_n(
            "**The target of {goal} is reached, exactly**: {booked} is booked",
            "**The target of {goal} is reached, exactly**: {booked} are booked",
            round(fan.booked),
            goal=goal,
            booked=booked,
        )
        return (said,)
    error = chance.error_text
    odds = f"{chance.text} ({error})" if error else chance.text
    if fan.amounts.is_money:
        return (
            say("**{chance} chance of reaching {goal} by {by}**", chance=odds, goal=goal, by=by),
        )
    return (say("**{chance} chance of winning {goal} by {by}**", chance=odds, goal=goal, by=by),)


def _capital(text: str) -> str:
    """Return a text with a capital first letter."""
    return text[0].upper() + text[1:]


def _says_day(fan: FanData, *, after: bool) -> bool:
    """Return whether the last day is to be said: not if the clause before has said it already."""
    said = after and fan.target is not None and fan.target.by == fan.until and not fan.is_reached
    return not said


def _middle(fan: FanData, *, after: bool) -> tuple[str, str]:
    """Return median and range."""
    amounts = fan.amounts
    median = amounts.named(fan.median)
    middle = say("as likely above as below **{median}**", median=median)
    if _says_day(fan, after=after):
        middle = say("by {end} as likely above as below **{median}**", end=_end(fan), median=median)
    low, high = amounts.short(fan.low), amounts.short(fan.high)
    return middle, say("8 in 10 outcomes lie between **{low}** and **{high}**", low=low, high=high)


def _exact(fan: FanData, *, after: bool) -> str:
    """Return the one result of all futures, and why there is but one."""
    total = float(fan.draws_at_end[0])
    number = {"n": format_count(fan.n_futures, fan.locale)}
    if total == 0.0:
        if _says_day(fan, after=after):
            return say(
                "**nothing is won by {end}** in any of {n} simulated futures",
                end=_end(fan),
                **number,
            )
        return say("**nothing is won** in any of {n} simulated futures", **number)
    exactly = say("exactly {total}", total=_exactly(fan, total))
    if _says_day(fan, after=after):
        exactly = say("exactly {total} by {end}", total=_exactly(fan, total), end=_end(fan))
    if total == fan.booked:
        return say(
            "**{result}**, because all {n} simulated futures add nothing to what is booked",
            result=exactly,
            **number,
        )
    return say(
        "**{result}**, because all {n} simulated futures end there", result=exactly, **number
    )


def _single(fan: FanData) -> str:
    """Return what can be said of one future."""
    return say(
        "One simulated future ends at **{median}** by {end}; one future shows neither a range nor"
        " a chance",
        median=fan.amounts.named(fan.median),
        end=_end(fan),
    )


def _over(fan: FanData) -> list[str]:
    """Return what came of a window that lies in the past."""
    booked = _exactly(fan, fan.booked)
    clauses = [
        say(
            "**Exactly {booked} booked by {end}**, because the window is over",
            booked=booked,
            end=_end(fan),
        )
    ]
    if fan.target is not None:
        missing, goal = fan.target.value - fan.booked, _goal(fan, fan.target)
        fate = say("the target of {goal} is reached", goal=goal)
        if missing > 0:
            short = _exactly(fan, missing)
            fate = say("the target of {goal} is missed by {missing}", goal=goal, missing=short)
        clauses.append(fate)
    return clauses


def reach_sentence(card: OutlookCard) -> str:
    r"""Return the days by which the target is reached with given chances; empty without any.

    Parameters
    ----------
    card : OutlookCard
        The card.

    Examples
    --------
    >>> from simfunnel.cards.examples import example_card
    >>> reach_sentence(example_card())[:41].replace("\xa0", " ")
    'The target is reached with 50 % chance by'
    """
    fan = card.fan
    if fan.target is None or not card.reach or fan.is_reached:
        return ""
    found = [reach for reach in card.reach if reach.on is not None]
    beyond = [reach for reach in card.reach if reach.on is None]
    ways = [
        say(
            "with {sure} chance by {by}",
            sure=format_share(reach.sure, fan.locale),
            by=day_short(reach.on, fan.locale),
        )
        for reach in found
        if reach.on is not None
    ]
    if beyond:
        never = listed((format_share(reach.sure, fan.locale) for reach in beyond), "or")
        by = day_short(fan.target.by, fan.locale)
        ways.append(say("with {sure} not by {by}", sure=never, by=by))
    return say("The target is reached {ways}.", ways=listed(ways))


def needed_sentence(card: OutlookCard) -> tuple[Span, ...]:
    r"""Return what would make the target as good as sure; nothing where that is not known.

    Parameters
    ----------
    card : OutlookCard
        The card.

    Examples
    --------
    >>> from simfunnel.cards.examples import example_card
    >>> needed_sentence(example_card())[0].text.replace("\xa0", " ")
    'To be 80 % sure'
    """
    needed, fan = card.needed, card.fan
    if needed is None:
        return ()
    return _spans([_needed_clause(needed, fan)])


def _needed_clause(needed: Needed, fan: FanData) -> str:
    """Return how much more is needed."""
    sure = format_share(needed.sure, fan.locale)
    if needed.more <= 0:
        return say("**To be {sure} sure**, nothing more is needed", sure=sure)
    if not fan.amounts.is_money:
        rounded = math.ceil(needed.more)
        return say_n(
            "**To be {sure} sure**, about {more} more is needed",
            "**To be {sure} sure**, about {more} more are needed",
            rounded,
            sure=sure,
            more=fan.amounts.named(rounded),
        )
    more = fan.amounts.named(needed.more)
    if needed.deals is None:
        return say("**To be {sure} sure**, about {more} more is needed", sure=sure, more=more)
    number = max(1, math.ceil(needed.deals))
    return say_n(
        "**To be {sure} sure**, about {more} more is needed: {n}\N{NO-BREAK SPACE}average deal",
        "**To be {sure} sure**, about {more} more is needed: {n}\N{NO-BREAK SPACE}average deals",
        number,
        sure=sure,
        more=more,
        n=format_count(number, fan.locale),
    )


def stopped_sentence(card: OutlookCard) -> str:
    """Return that a run was stopped, and what it had; empty for a whole one.

    Parameters
    ----------
    card : OutlookCard
        The card.

    Examples
    --------
    >>> from simfunnel.cards.examples import example_card
    >>> stopped_sentence(example_card())
    ''
    """
    fan = card.fan
    if not card.is_incomplete or fan.n_planned is None:
        return ""
    done, asked = (format_count(n, fan.locale) for n in (fan.n_futures, fan.n_planned))
    return say(
        "Incomplete: stopped after {done} of {asked} futures. Every number here is made from"
        " those, and is coarser for it.",
        done=done,
        asked=asked,
    )


def made_line(made_by: Iterable[tuple[str, str]]) -> str:
    """Return how something was made, in one line.

    Parameters
    ----------
    made_by : iterable of (str, str)
        Label and value of each part.

    Examples
    --------
    >>> from simfunnel.cards.examples import example_card
    >>> made_line(example_card().made_by)[:30]
    'scenario a3f9c1e · seed 202607'
    """
    parts = (f"{clean_name(label)} {clean_name(value)}".strip() for label, value in made_by)
    return BETWEEN_PARTS.join(parts)
