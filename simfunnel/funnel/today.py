"""The state of today: what is open, and what is already booked."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from simfunnel.funnel.after_sale import OwnCustomer
from simfunnel.funnel.quantities import CountLeaf, DateLeaf, Frozen, MoneyLeaf, Name
from simfunnel.units import Count, Money, parse_date
from simfunnel.words import say, say_n

__all__ = ["NOT_YET", "Booked", "OpenLead", "Today"]


NOT_YET = "not yet"


def _worked_on(value: object) -> object:
    """Read a day, or that the work is still to do."""
    return value if value == NOT_YET else parse_date(value)


WorkedOn = Annotated[dt.date | Literal["not yet"], BeforeValidator(_worked_on)]


class OpenLead(Frozen):
    """A lead that is open today.

    Parameters
    ----------
    lead : str
        Its id in the CRM.
    stage : str
        Where it is.
    entered_on : date
        The day on which it entered that stage.
    worked_on : date or "not yet", optional
        The day on which our own work was done, where the stage has a team; "not yet" while the
        lead waits for it. Done at entry where left out.
    woken_on : date, optional
        The day on which it last woke from a parking place, which makes it warmer than others.
    created_on : date, optional
        The day on which it became a lead.
    amount : Money, optional
        What it is worth if won; drawn where unknown.
    segment, source, owner : str, optional
        Drawn together where unknown; the owner is only reported.
    score : float, optional
        What a rep sees of its quality, in standard deviations.
    """

    lead: str = Field(min_length=1, max_length=200)
    stage: Name
    entered_on: DateLeaf
    worked_on: WorkedOn | None = None
    woken_on: DateLeaf | None = None
    created_on: DateLeaf | None = None
    amount: MoneyLeaf | None = None
    segment: Name | None = None
    source: Name | None = None
    owner: str | None = None
    score: float | None = Field(default=None, ge=-8.0, le=8.0, allow_inf_nan=False)

    @field_validator("lead", mode="before")
    @classmethod
    def _text(cls, value: Any) -> Any:
        """Take a number as an id too."""
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else value

    @model_validator(mode="after")
    def _in_order(self) -> OpenLead:
        """Refuse a lead that entered its stage before it existed."""
        if self.created_on is not None and self.created_on > self.entered_on:
            raise ValueError(
                say(
                    "lead {lead} entered {stage} on {entered_on}, before it was created on "
                    "{created_on}; mend one of the dates.",
                    lead=repr(self.lead),
                    stage=repr(self.stage),
                    entered_on=self.entered_on,
                    created_on=self.created_on,
                )
            )
        if isinstance(self.worked_on, dt.date) and self.worked_on < self.entered_on:
            raise ValueError(
                say(
                    "lead {lead!r} entered {stage!r} on {entered}, after it was worked on, on "
                    "{worked}; mend one of the dates.",
                    lead=self.lead,
                    stage=self.stage,
                    entered=self.entered_on,
                    worked=self.worked_on,
                )
            )
        return self


class Booked(Frozen):
    """What was won from `since` up to the start."""

    since: DateLeaf
    won: CountLeaf = Count(0)
    amount: MoneyLeaf = Money(0.0)


class Today(Frozen):
    """The day a forecast starts from, at midnight, and what is known then."""

    date: DateLeaf
    booked_so_far: tuple[Booked, ...] = ()
    open_leads: tuple[OpenLead, ...] = ()
    open_leads_file: str | None = Field(default=None, exclude=True)
    customers: tuple[OwnCustomer, ...] = ()
    customers_file: str | None = Field(default=None, exclude=True)

    @field_validator("booked_so_far", mode="before")
    @classmethod
    def _one_or_many(cls, value: Any) -> Any:
        """Take one block as a list of one."""
        return [value] if isinstance(value, dict | Booked) else value

    @model_validator(mode="after")
    def _possible(self) -> Today:
        """Refuse leads from the future and one id given twice."""
        problems: list[str] = []
        late = [lead for lead in self.open_leads if lead.entered_on > self.date]
        if late:
            shown = ", ".join(repr(lead.lead) for lead in late[:5])
            problems.append(
                say_n(
                    "{n} open lead entered its stage after {date} ({shown}); mend its date or "
                    "move 'date'.",
                    "{n} open leads entered their stage after {date} ({shown}); mend their dates "
                    "or move 'date'.",
                    len(late),
                    date=self.date,
                    shown=shown,
                )
            )
        rows = Counter(lead.lead for lead in self.open_leads)
        twice = sorted(lead for lead, count in rows.items() if count > 1)
        if twice:
            shown = ", ".join(repr(lead) for lead in twice[:5])
            problems.append(
                say_n(
                    "{n} lead id stands more than once ({shown}); keep one row.",
                    "{n} lead ids stand more than once ({shown}); keep one row.",
                    len(twice),
                    shown=shown,
                )
            )
        for block in self.booked_so_far:
            if block.since > self.date:
                problems.append(
                    say(
                        "booked_so_far begins {since}, after {date}.",
                        since=block.since,
                        date=self.date,
                    )
                )
        if problems:
            raise ValueError(" ".join(problems))
        return self

    @property
    def day(self) -> dt.date:
        """The day itself."""
        return self.date
