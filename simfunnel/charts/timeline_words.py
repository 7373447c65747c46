"""What a timeline says above and below: what becomes of a lead, and where two lives part."""

from __future__ import annotations

from simfunnel.charts.life_words import day_text, life_name, life_sentences, outcome_text
from simfunnel.charts.timeline_data import Life, Stretch, TimelineData, parting
from simfunnel.charts.wording import clean_name, day_short
from simfunnel.words import say

__all__ = [
    "fate_text",
    "parting_sentence",
    "timeline_alt",
    "timeline_subtitle",
    "timeline_title",
]


def _money(data: TimelineData, worth: float) -> str:
    """Return an amount with its currency."""
    return data.amounts.named(worth, data.amounts.exact(worth))


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
    day = day_text(data, last.until)
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
        what = say(
            "Days in each stage, in future {n}. Blue: as it is. Orange: {what_if}, same luck.",
            n=data.replication, what_if=life_name(data.lives[1]),
        )  # fmt: skip
    else:
        what = say(
            "Days in each stage, in future {n}. One future of many, not a forecast of this lead.",
            n=data.replication,
        )
    told = [stretch for life in data.lives for stretch in life.stretches]
    legend = []
    if any(stretch.waits or stretch.waited > 0.0 for stretch in told):
        legend.append(say("Pale: until a rep took it up."))
    if any(stretch.touches for stretch in told):
        legend.append(say("Dots: touches, filled where opened."))
    if any(touch.opted_out for stretch in told for touch in stretch.touches):
        legend.append(say("Orange dot: it opted out."))
    return " ".join([what, *legend])


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
    if one.stretches == other.stretches:
        return say("Both lives are the same up to the win; what came after it differs.")
    a = one.stretches[at] if at < len(one.stretches) else None
    b = other.stretches[at] if at < len(other.stretches) else None
    if a is None or b is None:
        present = life_name(one) if b is None else what_if
        return say("The lead came {life} only.", life=present)
    if a.stage != b.stage or a.since != b.since:
        return say(
            "The lives differ from the beginning: the lead came on {one} as it is, on {other} "
            "{what_if}.",
            one=day_text(data, a.since), other=day_text(data, b.since), what_if=what_if,
        )  # fmt: skip
    return say(
        "Both lives are the same until they part in {stage}, entered on {day}: as it is, {one}; "
        "{what_if}, {other}.",
        stage=clean_name(a.stage),
        day=day_text(data, a.since),
        one=_turn(data, a),
        what_if=what_if,
        other=_turn(data, b),
    )


def _turn(data: TimelineData, stretch: Stretch) -> str:
    """Return how a stay ended, in a few words."""
    if stretch.until is None:
        return say("it stayed to the end of this future")
    day = day_text(data, stretch.until)
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
