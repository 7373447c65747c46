"""What a timeline is drawn and worded from: one lead's stays, in one life or in several.

Lives of one lead differ by what a what-if changes and by nothing else, so the second in which they
part is known exactly.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from simfunnel.charts.amounts import Amounts
from simfunnel.charts.wording import day_short
from simfunnel.words import language

__all__ = ["Cause", "Life", "Nudge", "Paid", "Seen", "Stretch", "TimelineData", "Work", "parting"]

Cause = Literal["", "reason", "event", "loss", "stale", "patience"]


@dataclass(frozen=True)
class Work:
    """What people did in a stay.

    Parameters
    ----------
    rep : str
        Who did it.
    since, until : datetime
        When it was taken up for the last time, and done; the same where a rep keeps a lead.
    between : float
        Seconds that the lead lay between reps before that.
    """

    rep: str
    since: datetime
    until: datetime
    between: float = 0.0


@dataclass(frozen=True)
class Nudge:
    """One touch of a parked lead."""

    at: datetime
    opened: bool
    opted_out: bool = False


@dataclass(frozen=True)
class Seen:
    """What a gate has seen: the share of ordinary leads that look worse, and the share it stops."""

    better_than: float
    stops: float


@dataclass(frozen=True)
class Stretch:
    """One stay.

    Parameters
    ----------
    stage : str
    since : datetime
        When it began.
    until : datetime, optional
        When it ended; None if it had not when the future ends.
    to : str
        Stage or outcome that followed; empty while open.
    because : str
        The reason that was stated, or the event that struck; may be empty.
    cause : {"", "reason", "event", "loss", "stale", "patience"}
        What `because` is: a reason, an event that may strike at any time, an event that stands
        behind a loss, or a stale limit.
    ended : bool
        Whether `to` is an outcome.
    work : Work, optional
        What people did before the customer's time began; None where nobody did anything.
    waits : bool
        Whether it waits for somebody's work to the end.
    touches : tuple of Nudge
        While it was parked.
    seen : Seen, optional
        At a gate.

    Examples
    --------
    >>> Stretch("pitch", datetime(2026, 9, 1), datetime(2026, 9, 11), "won", ended=True).days
    10.0
    """

    stage: str
    since: datetime
    until: datetime | None = None
    to: str = ""
    because: str = ""
    cause: Cause = ""
    ended: bool = False
    work: Work | None = None
    waits: bool = False
    touches: tuple[Nudge, ...] = ()
    seen: Seen | None = None

    @property
    def taken(self) -> datetime:
        """When a rep took it up; its beginning where nobody has to."""
        return self.since if self.work is None else self.work.since

    @property
    def waited(self) -> float:
        """Seconds until it was taken up, without the time between reps."""
        if self.work is None:
            return 0.0
        return (self.work.since - self.since).total_seconds() - self.work.between

    @property
    def days(self) -> float:
        """How long it lasted; up to its beginning while it is open."""
        return 0.0 if self.until is None else (self.until - self.since).total_seconds() / 86_400.0


@dataclass(frozen=True)
class Paid:
    """A term of a customer; number 0 is its onboarding.

    Parameters
    ----------
    number : int
    since : datetime
    until : datetime, optional
        None where it goes on when the future ends.
    how : {"open", "renewed", "churned", "failed", "began"}
    amount, after : float
        What it pays a year, in this term and in the next; whole currency units.

    Examples
    --------
    >>> Paid(1, datetime(2026, 9, 1), None, "open", 1_200.0, 1_200.0).how
    'open'
    """

    number: int
    since: datetime
    until: datetime | None
    how: str
    amount: float
    after: float


@dataclass(frozen=True)
class Life:
    """One lead's life.

    Parameters
    ----------
    name : str
        What was changed; empty for the funnel as it is.
    stretches : tuple of Stretch
        Its stays, in order of time; empty if the lead never comes.
    source, segment : str
        Where it came from and what kind of buyer it is; empty where nobody says.
    worth : float, optional
        What it brings if it is won, in whole currency units; None where nothing says so.
    quality : float, optional
        How well it fits, in standard deviations; None unless it is asked for.
    good : bool, optional
        Whether that is good, as the funnel means it.
    terms : tuple of Paid
        What became of it after it was won, where customers are followed.

    Examples
    --------
    >>> Life("", ()).is_won
    False
    """

    name: str
    stretches: tuple[Stretch, ...]
    source: str = ""
    segment: str = ""
    worth: float | None = None
    quality: float | None = None
    good: bool | None = None
    terms: tuple[Paid, ...] = ()

    @property
    def last(self) -> Stretch | None:
        """The last stay."""
        return self.stretches[-1] if self.stretches else None

    @property
    def is_won(self) -> bool:
        """Whether the lead is won."""
        return self.last is not None and self.last.to == "won"


@dataclass(frozen=True)
class TimelineData:
    """One lead in one future.

    Parameters
    ----------
    lead : str
    lives : tuple of Life
        The funnel as it is, and what a what-if makes of it, if that was asked for.
    stages : tuple of str
        All stages, in the order in which they are drawn.
    since, until : datetime.date
        First and last day of the future.
    replication : int
        Its number.
    was_open : bool
        Whether the lead was in a stage already on the first day.
    currency, locale : str
        Of amounts, and how they and days are written.

    Examples
    --------
    >>> from simfunnel.charts.example_lives import example_timeline
    >>> example_timeline().lives[0].is_won
    True
    """

    lead: str
    lives: tuple[Life, ...]
    stages: tuple[str, ...]
    since: date
    until: date
    replication: int = 0
    was_open: bool = False
    currency: str = ""
    locale: str = field(default_factory=language)

    @property
    def amounts(self) -> Amounts:
        """How amounts are written."""
        return Amounts("won_amount", self.currency, self.locale)

    def money(self, amount: float) -> str:
        """Return an amount with its currency."""
        return self.amounts.named(amount, self.amounts.exact(amount))

    def day(self, moment: datetime) -> str:
        """Return the day of a moment."""
        return day_short(moment.date(), self.locale)


def parting(one: Life, other: Life) -> int | None:
    """Return the number of the first stay in which two lives differ; None if they are the same.

    The number of stays where these are the same and only what came after them differs.

    Parameters
    ----------
    one, other : Life

    Examples
    --------
    >>> stay = Stretch("pitch", datetime(2026, 9, 1))
    >>> parting(Life("", (stay,)), Life("x", ())), parting(Life("", (stay,)), Life("x", (stay,)))
    (0, None)
    """
    for i, (a, b) in enumerate(zip(one.stretches, other.stretches, strict=False)):
        if a != b:
            return i
    if one.stretches == other.stretches and one.terms == other.terms:
        return None
    return min(len(one.stretches), len(other.stretches))
