"""The days that an answer counts, and what is booked in them before the forecast starts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from simfunnel.charts import Measure
from simfunnel.errors import FunnelError
from simfunnel.forecasting.inputs import Given
from simfunnel.funnel.today import Booked
from simfunnel.words import say

__all__ = ["Window", "usual_since", "window_of"]


@dataclass(frozen=True)
class Window:
    """The days from `since` to `by`, both counted.

    Parameters
    ----------
    since, by : datetime.date
    start : datetime.date
        First day of the forecast.
    booked_won : int
        Deals won from `since` to before the start.
    booked_cents : int
        Their amount in hundredths.

    Examples
    --------
    >>> Window(date(2026, 1, 1), date(2026, 12, 31), date(2026, 7, 1), 31, 48_600_000).days
    (0, 184)
    """

    since: date
    by: date
    start: date
    booked_won: int = 0
    booked_cents: int = 0

    @property
    def days(self) -> tuple[int, int]:
        """First day and the day after the last one, counted from the start."""
        return max(0, (self.since - self.start).days), (self.by - self.start).days + 1

    def booked(self, measure: Measure) -> int:
        """Return what is booked: deals, or hundredths of the currency."""
        return self.booked_cents if measure == "won_amount" else self.booked_won

    def booked_value(self, measure: Measure) -> float:
        """Return what is booked: deals, or whole units of the currency."""
        return self.booked(measure) / (100.0 if measure == "won_amount" else 1.0)


def usual_since(given: Given, by: date) -> date:
    """Return the day from which a target counts where it does not say.

    With a history at hand, 1 January of the year of `by`, or the day on which the history begins
    if that is later. Else the beginning of the booked block nearest before the start, else the
    start.

    Parameters
    ----------
    given : Given
    by : datetime.date
        The last day that counts.
    """
    begins = given.history_begins
    if begins is not None:
        return max(begins, date(by.year, 1, 1))
    return max((block.since for block in given.blocks), default=given.funnel.start)


def window_of(given: Given, by: date, since: date | None = None) -> Window:
    """Return the window of an answer, with what is booked in it.

    Parameters
    ----------
    given : Given
        The funnel, and its history where that is at hand.
    by : datetime.date
        The last day that counts.
    since : datetime.date, optional
        The first day that counts; `usual_since` where left out.

    Returns
    -------
    Window

    Raises
    ------
    FunnelError
        If the window ends before the start or begins after its end, or if nothing says what was
        won in its first days.
    """
    start = given.funnel.start
    if by < start:
        raise FunnelError(
            say(
                "a target by {by} ends before the start on {start}; give a later day.",
                by=by,
                start=start,
            )
        )
    first = usual_since(given, by) if since is None else since
    if first > by:
        raise FunnelError(
            say(
                "a target from {first} to {by} ends before it begins; give another day.",
                first=first,
                by=by,
            )
        )
    if first >= start:
        return Window(first, by, start)
    block = _booked(given, first)
    return Window(first, by, start, block.won.count, block.amount.cents)


def _booked(given: Given, since: date) -> Booked:
    """Return what was won from a day up to the start."""
    for block in given.blocks:
        if block.since == since:
            return block
    begins = given.history_begins
    if given.calibration is not None and begins is not None:
        if since >= begins:
            return given.calibration.booked(since)
        raise FunnelError(
            say(
                "a target counts from {since}, but the history begins on {begins}; count from that "
                "day or a later one.",
                since=since,
                begins=begins,
            )
        )
    eve = given.funnel.start - timedelta(days=1)
    place = say("under 'today'") if given.funnel.today is not None else say("under a block 'today'")
    raise FunnelError(
        say(
            "a target counts from {since}, but nothing says what was won from then to {eve}; "
            "add 'booked_so_far: {{since: {since}, won: ..., amount: ...}}' {place}.",
            since=since,
            eve=eve,
            place=place,
        )
    )
