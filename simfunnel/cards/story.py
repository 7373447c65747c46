"""What a story's card is made from, and its table of stays; checked nowhere but here."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from simfunnel.cards.tables import Grid
from simfunnel.charts import (
    Life,
    Stretch,
    TimelineData,
    clean_name,
    day_long,
    day_short,
    lasting,
    life_name,
    lives_told,
    outcome_text,
)
from simfunnel.words import say

__all__ = ["StoryCard", "stays_grid", "stays_heading", "story_heading", "story_overline"]

_NONE = "\N{EN DASH}"
_MOST = 40


@dataclass(frozen=True, eq=False)
class StoryCard:
    """Everything the card of one lead's story shows, in the same order in every output.

    Parameters
    ----------
    name : str
        Of the scenario.
    data : TimelineData
        The lives.
    made_by : tuple of (str, str)
        How it was made: label and value.
    again : str
        The line that makes it again.

    Examples
    --------
    >>> from simfunnel.charts import example_timeline
    >>> StoryCard("seven_stage_b2b", example_timeline()).data.lead
    'inbound:17'
    """

    name: str
    data: TimelineData
    made_by: tuple[tuple[str, str], ...] = field(default=(), kw_only=True)
    again: str = field(default="", kw_only=True)


def story_overline(card: StoryCard) -> tuple[str, str, str]:
    """Return what the card is: its kind, its name, which future.

    Examples
    --------
    >>> from simfunnel.charts import example_timeline
    >>> story_overline(StoryCard("b2b", example_timeline()))[:2]
    ('One lead', 'b2b')
    """
    locale = card.data.locale
    future = say(
        "future {n}, {since} to {until}",
        n=card.data.replication,
        since=day_long(card.data.since, locale),
        until=day_long(card.data.until, locale),
    )
    return say("One lead"), clean_name(card.name), future


def story_heading(card: StoryCard, life: Life) -> str:
    """Return the heading over a life: a plain one where there is but one.

    Examples
    --------
    >>> from simfunnel.charts import example_timeline
    >>> data = example_timeline(compared=True)
    >>> [story_heading(StoryCard("b2b", data), life) for life in data.lives]
    ['Its life as it is', 'Its life with faster_proposals, from where it parts']
    """
    if len(lives_told(card.data)) == 1:
        return say("Its life")
    if life.name:
        return say("Its life {name}, from where it parts", name=life_name(life))
    return say("Its life {name}", name=life_name(life))


def stays_heading(card: StoryCard, life: Life) -> str:
    """Return the heading over a life's table of stays.

    Examples
    --------
    >>> from simfunnel.charts import example_timeline
    >>> card = StoryCard("b2b", example_timeline())
    >>> stays_heading(card, card.data.lives[0])
    'Stay by stay'
    """
    if len(lives_told(card.data)) == 1:
        return say("Stay by stay")
    return say("Stay by stay, {name}", name=life_name(life))


def stays_grid(card: StoryCard, life: Life) -> Grid | None:
    """Return the table of a life's stays; None where the lead never comes.

    Parameters
    ----------
    card : StoryCard
    life : Life
        One of its lives.

    Examples
    --------
    >>> from simfunnel.charts import example_timeline
    >>> card = StoryCard("b2b", example_timeline())
    >>> stays_grid(card, card.data.lives[0]).rows[0][0]
    'lead_generation'
    """
    if not life.stretches:
        return None
    rows = tuple(_row(card.data, stretch) for stretch in life.stretches[:_MOST])
    hidden = len(life.stretches) - _MOST
    note = say("{n} later stays are not shown.", n=hidden) if hidden > 0 else ""
    columns: tuple[str, ...] = (
        say("stage"), say("then"), say("why"), say("from"), say("to"), say("time there"),
    )  # fmt: skip
    if any(stretch.work or stretch.waits for stretch in life.stretches):
        people = [_by_whom(stretch) for stretch in life.stretches[:_MOST]]
        rows = tuple((*row, *more) for row, more in zip(rows, people, strict=True))
        columns = (*columns, say("waited"), say("rep"))
    return Grid((), columns, rows, 3, frozenset(), note)


def _row(data: TimelineData, stretch: Stretch) -> tuple[str, ...]:
    """Return the cells of one stay."""
    end = datetime(data.until.year, data.until.month, data.until.day) + timedelta(days=1)
    time = lasting(((stretch.until or end) - stretch.since).total_seconds())
    stage, since = clean_name(stretch.stage, 28), day_short(stretch.since.date(), data.locale)
    if stretch.until is None:
        return stage, say("still open"), "", since, _NONE, time
    to = outcome_text(stretch.to) if stretch.ended else clean_name(stretch.to, 28)
    until = day_short(stretch.until.date(), data.locale)
    return stage, to, _why(stretch), since, until, time


def _by_whom(stretch: Stretch) -> tuple[str, str]:
    """Return how long a lead waited in a stay, and who took it up."""
    if stretch.work is None:
        return (say("all"), _NONE) if stretch.waits else ("", "")
    waited = lasting(stretch.waited) if stretch.waited >= 60.0 else _NONE
    return waited, clean_name(stretch.work.rep, 16)


def _why(stretch: Stretch) -> str:
    """Return what stands behind a move."""
    return say("gone stale") if stretch.cause == "stale" else clean_name(stretch.because, 28)
