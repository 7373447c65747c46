"""People: seats and who sits in them, their hours, and in which order they take leads up."""

from __future__ import annotations

import re
from typing import Any, Literal

from pydantic import Field, field_validator, model_serializer, model_validator

from simfunnel.errors import did_you_mean
from simfunnel.funnel.quantities import (
    CountLeaf,
    DateLeaf,
    DurationLeaf,
    ExitName,
    Frozen,
    Name,
    ShareLeaf,
)
from simfunnel.funnel.sources import WEEKDAYS
from simfunnel.funnel.spreads import DwellSpread
from simfunnel.units import Share, parse_date
from simfunnel.words import say

__all__ = ["ORDERS", "Patience", "SellingHours", "SlowStart", "Team"]

ORDERS = ("oldest first", "newest first", "largest amount", "best score", "latest stage")
"""In which order a team takes up the leads that wait, by code."""

_WINDOW = re.compile(r"(\d\d?):(\d\d)\s*-\s*(\d\d?):(\d\d)")
_SHARE = "share"


class Patience(Frozen):
    """How long a lead waits to be taken up for the first time, and where it goes then."""

    after: DwellSpread
    to: ExitName


class SlowStart(Frozen):
    """Speed to lead: what waiting does to the odds of going on."""

    odds_halve_every: DurationLeaf


def weekdays_of(text: str) -> tuple[int, ...]:
    """Return the weekdays that "mon-fri" or "sat" names; Monday is 0.

    Raises
    ------
    ValueError
        If it names none.

    Examples
    --------
    >>> weekdays_of("mon-wed"), weekdays_of("sun")
    ((0, 1, 2), (6,))
    """
    first, _, last = (part.strip() for part in text.partition("-"))
    for day in (first, last or first):
        if day not in WEEKDAYS:
            raise ValueError(
                say(
                    "has the days '{text}'; write a day or a range such as 'mon-fri'.{hint}",
                    text=text,
                    hint=did_you_mean(day, WEEKDAYS),
                )
            )
    low, high = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
    if high < low:
        raise ValueError(say("has the days '{text}', which run backwards.", text=text))
    return tuple(range(low, high + 1))


def window_of(text: str) -> tuple[int, int]:
    """Return the seconds of the day at which "09:00-18:00" opens and closes.

    Raises
    ------
    ValueError
        If it is no such window.

    Examples
    --------
    >>> window_of("09:00-18:00")
    (32400, 64800)
    """
    found = _WINDOW.fullmatch(text.strip())
    if found is None:
        raise ValueError(
            say("has the hours '{text}'; write them as '09:00-18:00', in quotes.", text=text)
        )
    hours = [int(part) for part in found.groups()]
    opens, closes = (60 * (60 * hours[i] + hours[i + 1]) for i in (0, 2))
    if not (opens < closes <= 86_400 and hours[1] < 60 and hours[3] < 60):
        raise ValueError(
            say(
                "has the hours '{text}'; open before you close, from 00:00 to 24:00.",
                text=text,
            )
        )
    return opens, closes


class SellingHours(Frozen):
    """When a team works: a window on each weekday, and which share of it is for selling.

    Examples
    --------
    >>> hours = SellingHours.model_validate({"mon-fri": "09:00-18:00", "share": "65 %"})
    >>> hours.by_weekday()[4], hours.by_weekday()[5]
    ((32400, 64800), (0, 0))
    """

    windows: dict[str, str]
    share: ShareLeaf = Share(1.0)

    @model_validator(mode="before")
    @classmethod
    def _flat(cls, value: Any) -> Any:
        """Read the windows beside the share, as a file states them."""
        if not isinstance(value, dict) or "windows" in value:
            return value
        windows = {key: part for key, part in value.items() if key != _SHARE}
        rest = {key: part for key, part in value.items() if key == _SHARE}
        return {"windows": windows, **rest}

    @model_validator(mode="after")
    def _possible(self) -> SellingHours:
        """Refuse days named twice, hours that are none, and nothing at all."""
        seen: set[int] = set()
        for days, window in self.windows.items():
            window_of(window)
            named = set(weekdays_of(days))
            if named & seen:
                day = WEEKDAYS[min(named & seen)]
                raise ValueError(say("names {day} twice; give each day one window.", day=day))
            seen |= named
        if not seen or not self.share.number > 0:
            raise ValueError(
                say("never open; write for instance {mon-fri: '09:00-18:00', share: 65 %}.")
            )
        return self

    @model_serializer(mode="plain")
    def _as_in_a_file(self) -> dict[str, str]:
        """Write the windows beside the share."""
        return {**self.windows, _SHARE: str(self.share)}

    def by_weekday(self) -> tuple[tuple[int, int], ...]:
        """Return opening and closing second of each weekday; (0, 0) where nobody works."""
        week = [(0, 0)] * 7
        for days, window in self.windows.items():
            for day in weekdays_of(days):
                week[day] = window_of(window)
        return tuple(week)


class Team(Frozen):
    """People who share a queue.

    Parameters
    ----------
    seats : Count
        How many places there are; a what-if may add or withdraw some on a date.
    names : tuple of str
        What the seats are called in reports, in order.
    starts : dict of str to date
        Since when the holder of a named seat has been there; the others long enough.
    hires : dict of str to Count
        Seats added on a day.
    selling_hours : SellingHours
        When work goes on.
    order : str
        Who of those that wait is taken up first; one of `ORDERS`.
    ramp : tuple of Share
        Productivity in each month of tenure; the last figure holds. Full from the start if empty.
    """

    seats: CountLeaf
    names: tuple[Name, ...] = ()
    starts: dict[Name, DateLeaf] = Field(default_factory=dict)
    hires: dict[str, CountLeaf] = Field(default_factory=dict)
    selling_hours: SellingHours = SellingHours(windows={"mon-fri": "09:00-17:00"})
    order: Literal[
        "oldest first", "newest first", "largest amount", "best score", "latest stage"
    ] = "oldest first"
    ramp: tuple[ShareLeaf, ...] = ()

    @field_validator("hires", mode="before")
    @classmethod
    def _days(cls, value: Any) -> Any:
        """Read the days as dates, and keep them as text: they are names in a path."""
        if not isinstance(value, dict):
            return value
        return {parse_date(day).isoformat(): seats for day, seats in value.items()}
