"""One lead's life in plain sentences, each computed from its stays."""

from __future__ import annotations

from datetime import date, datetime

from simfunnel.charts.customer_words import customer_sentences
from simfunnel.charts.timeline_data import Life, Stretch, TimelineData, parting
from simfunnel.charts.wording import clean_name, day_short
from simfunnel.units import format_count, format_share
from simfunnel.variates import normal_cdf
from simfunnel.words import mark, say, say_n

__all__ = ["day_text", "lasting", "life_name", "life_sentences", "lives_told", "outcome_text"]

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


def day_text(data: TimelineData, moment: datetime) -> str:
    """Return the day of a moment."""
    return data.day(moment)


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
    whole = _whole(life) if since < len(life.stretches) else ""
    found += [whole, *customer_sentences(data, life)]
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
        "day": day_text(data, first.since),
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
            *_people(data, stretch),
            say(
                "On {day}, when this future ended, it was still open in {stage}, after {time} "
                "there.",
                day=day_short(end, data.locale), stage=stage, time=lasting(_seconds(stretch, end)),
            )
        ]  # fmt: skip
    clause = _clause(data, life, stretch, seen)
    return [
        *_people(data, stretch),
        say(
            "On {day}, after {time} in {stage}, {clause}.",
            day=day_text(data, stretch.until),
            time=lasting(_seconds(stretch, end)),
            stage=stage,
            clause=clause,
        ),
    ]


def _people(data: TimelineData, stretch: Stretch) -> list[str]:
    """Return what people did in a stay: waiting, work, touches, and what a gate saw."""
    stage, found = clean_name(stretch.stage), []
    if stretch.work is not None:
        rep, between = clean_name(stretch.work.rep), stretch.work.between
        if between > 0.0:  # when the rep before took it up, the stays do not tell
            found.append(
                say(
                    "In {stage} its rep left for good, and it lay between reps for {time} until "
                    "{rep} took it up.",
                    stage=stage, time=lasting(between), rep=rep,
                )
            )  # fmt: skip
        elif stretch.waited >= _HOUR:
            found.append(
                say(
                    "In {stage} it waited {time} until {rep} took it up.",
                    stage=stage, time=lasting(stretch.waited), rep=rep,
                )
            )  # fmt: skip
        else:
            found.append(say("In {stage} {rep} took it up at once.", stage=stage, rep=rep))
    elif stretch.waits:
        found.append(say("In {stage} nobody took it up.", stage=stage))
    if stretch.touches:
        n, opened = len(stretch.touches), sum(touch.opened for touch in stretch.touches)
        found.append(
            say_n(
                "In {stage} it got {n} touch{since} and opened {opened}.",
                "In {stage} it got {n} touches{since} and opened {opened}.",
                n, stage=stage, opened=format_count(opened), since=_of_which(data, stretch),
            )
        )  # fmt: skip
    if stretch.seen is not None:
        found.append(
            say(
                "In {stage} it looked better than {share} of ordinary leads; the gate stops "
                "{stops}.",
                stage=stage,
                share=format_share(stretch.seen.better_than, data.locale),
                stops=format_share(stretch.seen.stops, data.locale),
            )
        )
    return found


def _of_which(data: TimelineData, stretch: Stretch) -> str:
    """Return that touches before the first day are not told, where there may be some."""
    if stretch.since >= datetime(data.since.year, data.since.month, data.since.day):
        return ""
    return say(" from {day} on", day=day_short(data.since, data.locale))


def _clause(data: TimelineData, life: Life, stretch: Stretch, seen: set[str]) -> str:
    """Return what ended a stay, and where the lead went."""
    because, to = clean_name(stretch.because), clean_name(stretch.to)
    if stretch.to == "won":
        if life.worth is None:
            return say("it was won")
        return say("it was won and brought {amount}", amount=data.money(life.worth))
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
    if stretch.cause == "patience":
        return say("nobody had taken it up; it was sent to {stage}", stage=to)
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
    if stretch.cause == "patience":
        return say("nobody had taken it up, and it left ({outcome})", outcome=outcome)
    if stretch.cause == "reason":
        return say("it ended ({outcome}): {reason}", outcome=outcome, reason=because)
    return say("it ended ({outcome})", outcome=outcome)


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
        return say("If it is won one day, it brings {amount}.", amount=data.money(life.worth))
    return say("Had it been won, it would have brought {amount}.", amount=data.money(life.worth))


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
