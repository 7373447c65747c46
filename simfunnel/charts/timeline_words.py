"""One lead's life in plain sentences, each computed from its stays."""

from __future__ import annotations

from datetime import date, datetime

from simfunnel.charts.timeline_data import Life, Stretch, TimelineData, parting
from simfunnel.charts.wording import clean_name, day_short
from simfunnel.units import format_count, format_share
from simfunnel.variates import normal_cdf
from simfunnel.words import mark, say, say_n

__all__ = [
    "fate_text",
    "lasting",
    "life_name",
    "life_sentences",
    "lives_told",
    "outcome_text",
    "parting_sentence",
    "timeline_alt",
    "timeline_subtitle",
    "timeline_title",
]

_HOUR, _DAY = 3_600.0, 86_400.0
_OUTCOMES = {
    "won": (mark("won"), mark("won")),
    "lost": (mark("lost"), mark("lost: {reason}")),
    "disqualified": (mark("disqualified"), mark("disqualified: {reason}")),
    "cold": (mark("gone cold"), mark("gone cold: {reason}")),
    "churned": (mark("churned"), mark("churned: {reason}")),
}


def lasting(seconds: float) -> str:
    """Return a duration in whole days, or in hours below one day.

    Parameters
    ----------
    seconds : float

    Examples
    --------
    >>> lasting(86_400 * 12.6), lasting(7_300), lasting(5)
    ('13 days', '2 hours', 'less than an hour')
    """
    if seconds < _HOUR:
        return say("less than an hour")
    if seconds < _DAY:
        hours = int(seconds // _HOUR)
        return say_n("{n} hour", "{n} hours", hours)
    days = int(seconds / _DAY + 0.5)
    return say_n("{n} day", "{n} days", days, n=format_count(days))


def outcome_text(outcome: str) -> str:
    """Return an outcome in words, with its reason.

    Examples
    --------
    >>> outcome_text("lost.price"), outcome_text("cold"), outcome_text("won")
    ('lost: price', 'gone cold', 'won')
    """
    kind, _, reason = outcome.partition(".")
    if kind not in _OUTCOMES:
        return clean_name(outcome)
    bare, because = _OUTCOMES[kind]
    return say(because, reason=clean_name(reason)) if reason else say(bare)


def life_name(life: Life) -> str:
    """Return what a life is called: the funnel as it is, or with what was changed.

    Examples
    --------
    >>> life_name(Life("", ())), life_name(Life("faster", ()))
    ('as it is', 'with faster')
    """
    return say("with {name}", name=clean_name(life.name)) if life.name else say("as it is")


def _seconds(stretch: Stretch, end: date) -> float:
    """Return how long a stay lasted, up to the end of the future where it is still open."""
    until = stretch.until or datetime(end.year, end.month, end.day)
    return (until - stretch.since).total_seconds() + (_DAY if stretch.until is None else 0.0)


def _day(data: TimelineData, moment: datetime) -> str:
    """Return the day of a moment."""
    return day_short(moment.date(), data.locale)


def life_sentences(data: TimelineData, life: Life, since: int = 0) -> tuple[str, ...]:
    """Return a life as plain sentences with dates.

    Parameters
    ----------
    data : TimelineData
    life : Life
        One of its lives.
    since : int
        The first stay that is told; what lies before is as in the other life.

    Returns
    -------
    tuple of str
        Names are cleaned, not escaped.

    Examples
    --------
    >>> from simfunnel.charts.example_lives import example_timeline
    >>> data = example_timeline()
    >>> life_sentences(data, data.lives[0])[-2].replace("\N{NO-BREAK SPACE}", " ")
    'On 4 Mar 2027, after 20 days in negotiation, it was won and brought EUR 12,400.'
    """
    if not life.stretches:
        return (say("It never came in this future."),)
    found = [] if since else [_beginning(data, life)]
    seen: set[str] = set()
    for number, stretch in enumerate(life.stretches):
        seen.add(stretch.stage)
        found += _stay(data, life, stretch, seen) if number >= since else []
    found.append(_whole(life))
    if not since:  # who it is does not change
        found += [_worth(data, life), _unseen(data, life)]
    return tuple(line for line in found if line)


def lives_told(data: TimelineData) -> tuple[tuple[Life, tuple[str, ...]], ...]:
    """Return each life worth telling and its sentences: a second one from where the lives part.

    Parameters
    ----------
    data : TimelineData

    Examples
    --------
    >>> from simfunnel.charts.example_lives import example_timeline
    >>> [len(words) for _, words in lives_told(example_timeline(compared=True))]
    [9, 3]
    """
    first, *others = data.lives
    found = [(first, life_sentences(data, first))]
    for life in others:
        at = parting(first, life)
        if at is not None:
            found.append((life, life_sentences(data, life, at)))
    return tuple(found)


def _beginning(data: TimelineData, life: Life) -> str:
    """Return where the lead came from, or where it was at the start."""
    first = life.stretches[0]
    values = {
        "lead": clean_name(data.lead),
        "day": _day(data, first.since),
        "stage": clean_name(first.stage),
        "source": clean_name(life.source) or say("an unknown source"),
        "segment": clean_name(life.segment),
    }
    if data.was_open:
        start = day_short(data.since, data.locale)
        opened = datetime(data.since.year, data.since.month, data.since.day)
        age = lasting((opened - first.since).total_seconds())
        if first.since >= opened:
            return say(
                "{lead} was open on {start}, new in {stage} that day.", **values, start=start
            )
        return say(
            "{lead} was open on {start}: in {stage} since {day}, for {age} by then.",
            **values, start=start, age=age,
        )  # fmt: skip
    if values["segment"]:
        return say(
            "{lead} came through {source} on {day}, segment {segment}, and entered {stage}.",
            **values,
        )
    return say("{lead} came through {source} on {day} and entered {stage}.", **values)


def _stay(data: TimelineData, life: Life, stretch: Stretch, seen: set[str]) -> list[str]:
    """Return how a stay ended."""
    stage, end = clean_name(stretch.stage), data.until
    if stretch.until is None:
        return [
            say(
                "On {day}, when this future ended, it was still open in {stage}, after {time} "
                "there.",
                day=day_short(end, data.locale), stage=stage, time=lasting(_seconds(stretch, end)),
            )
        ]  # fmt: skip
    clause = _clause(data, life, stretch, seen)
    return [
        say(
            "On {day}, after {time} in {stage}, {clause}.",
            day=_day(data, stretch.until),
            time=lasting(_seconds(stretch, end)),
            stage=stage,
            clause=clause,
        )
    ]


def _clause(data: TimelineData, life: Life, stretch: Stretch, seen: set[str]) -> str:
    """Return what ended a stay, and where the lead went."""
    because, to = clean_name(stretch.because), clean_name(stretch.to)
    if stretch.to == "won":
        if life.worth is None:
            return say("it was won")
        return say("it was won and brought {amount}", amount=_money(data, life.worth))
    if stretch.ended:
        return _end_clause(stretch, outcome_text(stretch.to), because)
    back = stretch.to in seen
    if stretch.cause == "event":
        return say("{event} struck; it was sent to {stage}", event=because, stage=to)
    if stretch.cause == "loss":
        return say(
            "{event} struck where it would have been lost; it was sent to {stage}",
            event=because, stage=to,
        )  # fmt: skip
    if stretch.cause == "stale":
        return say("it had gone stale; it was sent to {stage}", stage=to)
    if stretch.cause == "reason":
        if back:
            return say("it went back to {stage}: {reason}", stage=to, reason=because)
        return say("it went on to {stage}: {reason}", stage=to, reason=because)
    return (
        say("it went back to {stage}", stage=to) if back else say("it went on to {stage}", stage=to)
    )


def _end_clause(stretch: Stretch, outcome: str, because: str) -> str:
    """Return how a life ended without a win."""
    if stretch.cause == "event":
        return say("{event} struck and ended it ({outcome})", event=because, outcome=outcome)
    if stretch.cause == "loss":
        return say("it ended ({outcome}); {event} was the cause", event=because, outcome=outcome)
    if stretch.cause == "stale":
        return say("it had gone stale and was given up ({outcome})", outcome=outcome)
    if stretch.cause == "reason":
        return say("it ended ({outcome}): {reason}", outcome=outcome, reason=because)
    return say("it ended ({outcome})", outcome=outcome)


def _money(data: TimelineData, worth: float) -> str:
    """Return an amount with its currency."""
    amounts = data.amounts
    return amounts.named(worth, amounts.exact(worth))


def _whole(life: Life) -> str:
    """Return how long the whole life took."""
    first, last = life.stretches[0], life.stretches[-1]
    if last.until is None or len(life.stretches) == 1:
        return ""
    time, n = lasting((last.until - first.since).total_seconds()), len(life.stretches)
    return say_n(
        "All in all it took {time}, in {n} stay.",
        "All in all it took {time}, in {n} stays.",
        n,
        time=time,
    )


def _worth(data: TimelineData, life: Life) -> str:
    """Return what a lead that is not won would have brought."""
    if life.is_won or life.worth is None:
        return ""
    if life.stretches[-1].until is None:
        return say("If it is won one day, it brings {amount}.", amount=_money(data, life.worth))
    return say("Had it been won, it would have brought {amount}.", amount=_money(data, life.worth))


def _unseen(data: TimelineData, life: Life) -> str:
    """Return the quality, where that was asked for."""
    if life.quality is None:
        return ""
    share = format_share(float(normal_cdf(life.quality)), data.locale)
    if life.good is None:
        return say("What nobody sees: it fits better than {share} of ordinary leads.", share=share)
    if life.good:
        return say(
            "What nobody sees: it fits better than {share} of ordinary leads; it is a good one.",
            share=share,
        )
    return say(
        "What nobody sees: it fits better than {share} of ordinary leads; it is not a good one.",
        share=share,
    )


def fate_text(data: TimelineData, life: Life) -> str:
    """Return in a few words what becomes of a lead.

    Examples
    --------
    >>> from simfunnel.charts.example_lives import example_timeline
    >>> data = example_timeline()
    >>> fate_text(data, data.lives[0]).replace("\N{NO-BREAK SPACE}", " ")
    'won on 4 Mar 2027, EUR 12,400'
    """
    last = life.last
    if last is None:
        return say("it never came")
    if last.until is None:
        return say(
            "still open in {stage} on {day}",
            stage=clean_name(last.stage), day=day_short(data.until, data.locale),
        )  # fmt: skip
    day = _day(data, last.until)
    if life.is_won and life.worth is not None:
        return say("won on {day}, {amount}", day=day, amount=_money(data, life.worth))
    return say("{outcome}, on {day}", outcome=outcome_text(last.to), day=day)


def timeline_title(data: TimelineData) -> str:
    """Return the finding: what becomes of the lead, in each life.

    Examples
    --------
    >>> from simfunnel.charts.example_lives import example_timeline
    >>> timeline_title(example_timeline()).replace("\N{NO-BREAK SPACE}", " ")
    'inbound:17: won on 4 Mar 2027, EUR 12,400'
    """
    lead, first = clean_name(data.lead), data.lives[0]
    fate = fate_text(data, first)
    if len(data.lives) == 1:
        return say("{lead}: {fate}", lead=lead, fate=fate)
    if parting(first, data.lives[1]) is None:
        return say(
            "{lead}: {fate}, {what_if} too",
            lead=lead, fate=fate, what_if=life_name(data.lives[1]),
        )  # fmt: skip
    return say(
        "{lead}: {fate}; {what_if}: {other}",
        lead=lead, fate=fate, what_if=life_name(data.lives[1]),
        other=fate_text(data, data.lives[1]),
    )  # fmt: skip


def timeline_subtitle(data: TimelineData) -> str:
    """Return what is drawn.

    Examples
    --------
    >>> from simfunnel.charts.example_lives import example_timeline
    >>> timeline_subtitle(example_timeline())
    'Days in each stage, in future 3. One future of many, not a forecast of this lead.'
    """
    if len(data.lives) > 1:
        return say(
            "Days in each stage, in future {n}. Blue: as it is. Orange: {what_if}, same luck.",
            n=data.replication, what_if=life_name(data.lives[1]),
        )  # fmt: skip
    return say(
        "Days in each stage, in future {n}. One future of many, not a forecast of this lead.",
        n=data.replication,
    )


def parting_sentence(data: TimelineData) -> str:
    """Return where two lives part; empty where there is one life only.

    Examples
    --------
    >>> from simfunnel.charts.example_lives import example_timeline
    >>> parting_sentence(example_timeline())
    ''
    """
    if len(data.lives) < 2:
        return ""
    one, other = data.lives[:2]
    at, what_if = parting(one, other), life_name(other)
    if at is None:
        return say("Both lives are the same, to the second: this change does not reach the lead.")
    a = one.stretches[at] if at < len(one.stretches) else None
    b = other.stretches[at] if at < len(other.stretches) else None
    if a is None or b is None:
        present = life_name(one) if b is None else what_if
        return say("The lead came {life} only.", life=present)
    if a.stage != b.stage or a.since != b.since:
        return say(
            "The lives differ from the beginning: the lead came on {one} as it is, on {other} "
            "{what_if}.",
            one=_day(data, a.since), other=_day(data, b.since), what_if=what_if,
        )  # fmt: skip
    return say(
        "Both lives are the same until they part in {stage}, entered on {day}: as it is, {one}; "
        "{what_if}, {other}.",
        stage=clean_name(a.stage),
        day=_day(data, a.since),
        one=_turn(data, a),
        what_if=what_if,
        other=_turn(data, b),
    )


def _turn(data: TimelineData, stretch: Stretch) -> str:
    """Return how a stay ended, in a few words."""
    if stretch.until is None:
        return say("it stayed to the end of this future")
    day = _day(data, stretch.until)
    if stretch.ended:
        return say("{outcome} on {day}", outcome=outcome_text(stretch.to), day=day)
    return say("on to {stage} on {day}", stage=clean_name(stretch.to), day=day)


def timeline_alt(data: TimelineData) -> str:
    """Return the finding and the whole life in words, for those who cannot see the drawing.

    Examples
    --------
    >>> from simfunnel.charts.example_lives import example_timeline
    >>> timeline_alt(example_timeline()).count(".") >= 5
    True
    """
    parts = [say("{title}.", title=timeline_title(data)), *life_sentences(data, data.lives[0])]
    if len(data.lives) > 1:
        parts.append(parting_sentence(data))
    return " ".join(parts)
