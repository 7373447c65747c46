"""People: seats and who sits in them, their hours, and in which order they take leads up."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator, model_serializer, model_validator

from simfunnel.funnel.quantities import (
    CountLeaf,
    DateLeaf,
    DurationLeaf,
    ExitName,
    Frozen,
    MoneyLeaf,
    MoneyPerTimeLeaf,
    Name,
    PercentLeaf,
    PerTimeLeaf,
    ShareLeaf,
    ShareOfWonLeaf,
    ShareRateLeaf,
    saying,
)
from simfunnel.funnel.sources import MONTHS
from simfunnel.funnel.spreads import DwellSpread
from simfunnel.units import Percent, Share, Weekday, Weekdays, parse_date
from simfunnel.words import say

__all__ = ["ORDERS", "Patience", "SellingHours", "Skill", "SlowStart", "Team"]

ORDERS = ("oldest first", "newest first", "largest amount", "best score", "latest stage")
"""In which order a team takes up the leads that wait, by code."""

_WINDOW = re.compile(r"(\d\d?):(\d\d)\s*-\s*(\d\d?):(\d\d)")
_SHARE = "share"


def _per_seat(value: Any) -> Any:
    """Let a count say what it is of: "25 per seat"."""
    return value.removesuffix("per seat").strip() if isinstance(value, str) else value


_PER_SEAT = BeforeValidator(_per_seat)


class Patience(Frozen):
    """How long a lead waits to be taken up for the first time, and where it goes then."""

    after: DwellSpread
    to: ExitName


class Skill(Frozen):
    """How much people differ: in how fast they work, and in the odds that leads go on."""

    effort: PercentLeaf = Percent(0.0)
    odds: PercentLeaf = Percent(0.0)

    @model_validator(mode="after")
    def _not_negative(self) -> Skill:
        """Refuse a negative spread."""
        for name in ("effort", "odds"):
            spread = getattr(self, name)
            if spread.number < 0:
                raise ValueError(
                    say("{name} is {spread}; give 0 % or more.", name=name, spread=spread)
                )
        return self


class SlowStart(Frozen):
    """Speed to lead: what waiting does to the odds of going on."""

    odds_halve_every: DurationLeaf


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
        seen: set[Weekday] = set()
        for days, window in self.windows.items():
            window_of(window)
            named = set(Weekdays.parse(days).days)
            if named & seen:
                day = min(named & seen)
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
            for day in Weekdays.parse(days).days:
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
    skill : Skill
        How much people differ from each other.
    leave : dict of str to Share
        Which part of a month each one is away; seats take turns.
    turnover : ShareRate, optional
        Which share of the people leaves for good.
    replaced_after : Duration, optional
        How long a seat is then empty.
    hand_over : Duration, optional
        How long a lead in hand then waits before anybody else may take it up.
    salary : PerTime, optional
        What each holder of a seat costs.
    hiring : Money, optional
        What it costs to find and teach each new holder.
    commission : ShareOfWon, optional
        Which share of what is won from its stages its people are paid besides.
    quota : MoneyPerTime, optional
        What each seat is to win from the team's stages. It is held against what comes, and moves
        no lead.
    open_deals : Count, optional
        How many leads a holder keeps at a time. Such a team gives places instead of hours: its
        stages have no effort, and a lead stays with its rep from stage to stage.
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
    skill: Skill = Skill()
    leave: dict[str, ShareLeaf] = Field(default_factory=dict)
    turnover: ShareRateLeaf | None = None
    replaced_after: DurationLeaf | None = None
    hand_over: DurationLeaf | None = None
    salary: PerTimeLeaf | None = None
    hiring: Annotated[MoneyLeaf, saying("per hire")] | None = None
    commission: ShareOfWonLeaf | None = None
    quota: MoneyPerTimeLeaf | None = None
    open_deals: Annotated[CountLeaf, _PER_SEAT] | None = None

    @field_validator("leave")
    @classmethod
    def _months(cls, value: dict[str, Share]) -> dict[str, Share]:
        """Refuse months that no calendar has."""
        for month in value:
            if month not in MONTHS:
                raise ValueError(
                    say(
                        "names {month}; write {months}.",
                        month=repr(month),
                        months=", ".join(MONTHS),
                    )
                )
        return value

    @field_validator("hires", mode="before")
    @classmethod
    def _days(cls, value: Any) -> Any:
        """Read the days as dates, and keep them as text: they are names in a path."""
        if not isinstance(value, dict):
            return value
        return {parse_date(day).isoformat(): seats for day, seats in value.items()}
