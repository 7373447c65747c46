"""Review rules: what somebody who looks now and then does when a figure has moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from simfunnel.funnel.quantities import (
    ConditionLeaf,
    CountLeaf,
    DateLeaf,
    DurationLeaf,
    Frozen,
    Name,
)
from simfunnel.units import parse_operation
from simfunnel.words import say

__all__ = ["Firing", "Review"]

DAY = 86_400
Firing = tuple[int, int]
"""Which rule, by its place in the file, and on which day since the start."""


def _operation(value: Any) -> str:
    """Read what is done to a number, and keep it as text."""
    parse_operation(value)
    return str(value)


class Review(Frozen):
    """A rule: how often somebody looks, at what, and what is changed from that day on."""

    every: Literal["day", "week", "month", "quarter"]
    when: ConditionLeaf
    stages: tuple[Name, ...] = Field(default=(), alias="in")
    do: dict[str, Annotated[str, BeforeValidator(_operation)]]
    since: DateLeaf | None = Field(default=None, alias="from")
    again_after: DurationLeaf | None = None
    at_most: CountLeaf | None = None

    @model_validator(mode="after")
    def _can_fire(self) -> Review:
        """Refuse rules that do nothing, and limits that say nothing."""
        if not self.do:
            raise ValueError(
                say("does nothing; say what, 'do: {sources.inbound.leads: times 1.2}'.")
            )
        if self.when.number <= 0.0 and self.when.side == "below":
            raise ValueError(
                say("waits for '{when}', which can never be; give a level above 0.", when=self.when)
            )
        if self.at_most is not None and self.at_most.count == 0:
            raise ValueError(say("at_most is 0, so it never acts; leave the rule out."))
        if self.again_after is not None and self.again_after.clock == "business":
            raise ValueError(
                say(
                    "again_after is {duration}; count in days or weeks of the calendar.",
                    duration=self.again_after,
                )
            )
        if self.again_after is None and self.at_most is not None and self.at_most.count > 1:
            raise ValueError(
                say(
                    "may act {n} times, but not how soon again; add 'again_after: 4 weeks'.",
                    n=self.at_most,
                )
            )
        return self

    def is_due(self, day: date) -> bool:
        """Return whether somebody looks on a day."""
        if self.since is not None and day < self.since:
            return False
        return {
            "day": True,
            "week": day.weekday() == 0,
            "month": day.day == 1,
            "quarter": day.day == 1 and day.month % 3 == 1,
        }[self.every]

    def days(self, start: date, last: date) -> Iterator[date]:
        """Yield the days on which somebody looks, after a start and up to a last day.

        Parameters
        ----------
        start, last : datetime.date
            What is known at the start itself can stand in the file.

        Examples
        --------
        >>> weekly = Review.model_validate(
        ...     {"every": "week", "when": "coverage below 3", "do": {"a.b": "times 2"}})
        >>> [str(day) for day in weekly.days(date(2026, 9, 7), date(2026, 9, 21))]
        ['2026-09-14', '2026-09-21']
        """
        for n in range(1, (last - start).days + 1):
            if self.is_due(day := start + timedelta(days=n)):
                yield day

    def may_fire(self, earlier: Sequence[int], day: int) -> bool:
        """Return whether the rule may act on a day, after it has acted on earlier ones.

        Parameters
        ----------
        earlier : sequence of int
            Days on which it acted, in order.
        day : int
            The day, counted like those.
        """
        if not earlier:
            return True
        if self.again_after is None:
            return False
        if self.at_most is not None and len(earlier) >= self.at_most.count:
            return False
        return (day - earlier[-1]) * DAY >= self.again_after.seconds

    def most(self, start: date, last: date) -> int:
        """Return how often the rule acts if its condition holds at every review."""
        fired: list[int] = []
        for day in self.days(start, last):
            if self.may_fire(fired, n := (day - start).days):
                fired.append(n)
        return len(fired)
