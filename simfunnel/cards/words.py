"""What an outlook's card says, as words with their weight: the same in every output.

Each function computes its sentences from the card, so that they stay true when a knob moves.
Escaping and line breaks are left to the outputs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from simfunnel.cards.outlook import OutlookCard
from simfunnel.charts import (
    FanData,
    Target,
    clean_name,
    counted,
    day_long,
    day_short,
)
from simfunnel.units import format_count, format_share

__all__ = [
    "BETWEEN_PARTS",
    "HEADINGS",
    "NOT_BACKTESTED",
    "PERIODS_NOTE",
    "WARNING",
    "Span",
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
    "origins": "Where it comes from",
    "assumptions": "What matters most",
    "trust": "How far to trust it",
    "periods": "Period by period",
    "deals": "Open deals",
}
NOT_BACKTESTED = (
    "not backtested",
    "No forecast from an earlier date has been held against what then happened.",
)
WARNING = "take care"
PERIODS_NOTE = "Medians and ranges of single periods do not add up to those of the whole."


@dataclass(frozen=True)
class Span:
    """Words of one weight.

    Parameters
    ----------
    text : str
        The words, not escaped.
    strong : bool
        Whether they are set bold.

    Examples
    --------
    >>> Span("62 %", strong=True).text
    '62 %'
    """

    text: str
    strong: bool = False


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
    return clean_name(card.kind), clean_name(card.name), f"as of {today}"


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
        return _over(fan)
    if fan.n_futures == 1:
        return _single(fan)
    start = _target_clause(fan)
    if fan.is_exact:
        return (*start, *_exact(fan, after=bool(start)))
    return (*start, *_middle(fan, after=bool(start)))


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


def _target_clause(fan: FanData) -> tuple[Span, ...]:
    """Return the chance of the target, or that it is reached; nothing without one."""
    target, chance = fan.target, fan.chance
    if target is None or chance is None:
        return ()
    if fan.is_reached:
        done = f"The target of {_goal(fan, target)} is reached, exactly"
        return (Span(done, True), Span(f": {_exactly(fan, fan.booked)} are booked; "))
    by = day_short(target.by, fan.locale)
    verb = "reaching" if fan.amounts.is_money else "winning"
    error = f" ({chance.error_text})" if chance.error_text else ""
    words = f"{_capital(chance.text)}{error} chance of {verb} {_goal(fan, target)} by {by}"
    return (Span(words, True), Span("; "))


def _capital(text: str) -> str:
    """Return a text with a capital first letter."""
    return text[0].upper() + text[1:]


def _by(fan: FanData, *, after: bool) -> str:
    """Return "by 31 Dec 2026", unless the clause before has said the same day already."""
    said = after and fan.target is not None and fan.target.by == fan.until and not fan.is_reached
    return "" if said else f"by {_end(fan)} "


def _middle(fan: FanData, *, after: bool) -> tuple[Span, ...]:
    """Return median and range."""
    amounts = fan.amounts
    start = f"{_by(fan, after=after)}as likely above as below "
    return (
        Span(start if after else _capital(start)),
        Span(amounts.named(fan.median), True),
        Span("; 8 in 10 outcomes lie between "),
        Span(amounts.short(fan.low), True),
        Span(" and "),
        Span(amounts.short(fan.high), True),
        Span("."),
    )


def _exact(fan: FanData, *, after: bool) -> tuple[Span, ...]:
    """Return the one result of all futures, and why there is but one."""
    total = float(fan.draws_at_end[0])
    number = f"{format_count(fan.n_futures, fan.locale)} simulated futures"
    by = f" {_by(fan, after=after)}".rstrip()
    if total == 0.0:
        words = f"{'nothing' if after else 'Nothing'} is won{by}"
        return (Span(words, True), Span(f" in any of {number}."))
    words = f"{'exactly' if after else 'Exactly'} {_exactly(fan, total)}{by}"
    futures = f"all {number}"
    if total == fan.booked:
        return (Span(words, True), Span(f", because {futures} add nothing to what is booked."))
    return (Span(words, True), Span(f", because {futures} end there."))


def _single(fan: FanData) -> tuple[Span, ...]:
    """Return what can be said of one future."""
    return (
        Span("One simulated future ends at "),
        Span(fan.amounts.named(fan.median), True),
        Span(f" by {_end(fan)}; one future shows neither a range nor a chance."),
    )


def _over(fan: FanData) -> tuple[Span, ...]:
    """Return what came of a window that lies in the past."""
    start = Span(f"Exactly {_exactly(fan, fan.booked)} booked by {_end(fan)}", True)
    why = ", because the window is over"
    if fan.target is None:
        return (start, Span(f"{why}."))
    missing = fan.target.value - fan.booked
    goal = f"the target of {_goal(fan, fan.target)}"
    fate = "is reached" if missing <= 0 else f"is missed by {_exactly(fan, missing)}"
    return (start, Span(f"{why}; {goal} {fate}."))


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
    parts = [
        f"with {format_share(reach.sure, fan.locale)} chance by {day_short(reach.on, fan.locale)}"
        for reach in found
        if reach.on is not None
    ]
    if beyond:
        never = " or ".join(format_share(reach.sure, fan.locale) for reach in beyond)
        parts.append(f"with {never} not by {day_short(fan.target.by, fan.locale)}")
    return f"The target is reached {', '.join(parts)}."


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
    sure = Span(f"To be {format_share(needed.sure, fan.locale)} sure", True)
    if needed.more <= 0:
        return (sure, Span(", nothing more is needed."))
    rounded = needed.more if fan.amounts.is_money else math.ceil(needed.more)
    about = f", about {fan.amounts.named(rounded)} more"
    deals = ""
    if fan.amounts.is_money and needed.deals is not None:
        number = max(1, math.ceil(needed.deals))
        deals = f": {counted(number, 'average deal', fan.locale)}"
    one = not fan.amounts.is_money and rounded == 1
    return (sure, Span(f"{about} {'is' if one or fan.amounts.is_money else 'are'} needed{deals}."))


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
    return (
        f"Incomplete: stopped after {done} of {asked} futures. Every number here is made from"
        " those, and is coarser for it."
    )


def made_line(card: OutlookCard) -> str:
    """Return how the outlook was made, in one line.

    Parameters
    ----------
    card : OutlookCard
        The card.

    Examples
    --------
    >>> from simfunnel.cards.examples import example_card
    >>> made_line(example_card())[:30]
    'scenario a3f9c1e · seed 202607'
    """
    parts = (f"{clean_name(label)} {clean_name(value)}".strip() for label, value in card.made_by)
    return BETWEEN_PARTS.join(parts)
