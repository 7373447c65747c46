"""What a funnel is: frozen specifications, exactly as a planner states them.

This room knows nothing of files, engines or charts. Numbers keep the units they were stated in;
`simfunnel.funnel.lower` turns them into the one flat array that engines read.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from simfunnel.funnel.after_sale import AfterSale, Customer
from simfunnel.funnel.deals import Discount, Drift, Product
from simfunnel.funnel.doubt import Doubt
from simfunnel.funnel.gates import Criterion, Gate
from simfunnel.funnel.hazards import Hazards
from simfunnel.funnel.nurture import Nurture
from simfunnel.funnel.quantities import (
    CadenceLeaf,
    CountLeaf,
    CurrencyLeaf,
    DateLeaf,
    DurationLeaf,
    ExitName,
    Frozen,
    MoneyLeaf,
    Name,
    PerTimeLeaf,
    PlainLeaf,
    ShareLeaf,
    ShareRateLeaf,
    TimesLeaf,
)
from simfunnel.funnel.reviews import Review
from simfunnel.funnel.sources import (
    MONTHS,
    WEEKDAYS,
    Batch,
    Campaign,
    Source,
    Unevenness,
)
from simfunnel.funnel.spreads import AmountSpread, DwellSpread
from simfunnel.funnel.teams import Patience, SellingHours, SlowStart, Team
from simfunnel.funnel.today import Today
from simfunnel.units import PerTime, Plain, Share, Times
from simfunnel.words import say

__all__ = [
    "MONTHS",
    "WEEKDAYS",
    "Batch",
    "Calendar",
    "Campaign",
    "Costs",
    "Criterion",
    "DwellClock",
    "Event",
    "Exit",
    "Funnel",
    "Gate",
    "Hazards",
    "Meanwhile",
    "Nurture",
    "Patience",
    "Quality",
    "Review",
    "Segment",
    "SellingHours",
    "SlowStart",
    "Source",
    "Stage",
    "Stale",
    "Target",
    "Team",
    "Unevenness",
]

ONE = Times(1.0)
NURTURE = "nurture"


class Calendar(Frozen):
    """Which days are working days: weekends, and a country's public holidays."""

    country: str | None = None
    subdivision: str | None = None
    weekend: tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...] = ("sat", "sun")
    holidays: tuple[DateLeaf, ...] = ()


class Target(Frozen):
    """An amount or a number of wins, dated from `since` to `by`, both counted."""

    won_amount: MoneyLeaf | None = None
    won: CountLeaf | None = None
    by: DateLeaf
    since: DateLeaf | None = Field(default=None, alias="from")
    sure: ShareLeaf | None = None

    @model_validator(mode="after")
    def _one_measure(self) -> Target:
        """Ask for exactly one measure."""
        if (self.won_amount is None) == (self.won is None):
            raise ValueError(say("needs exactly one of won_amount and won."))
        if self.since is not None and self.since > self.by:
            raise ValueError(
                say(
                    "runs from {since} to {by}; the first day is the later.",
                    since=self.since,
                    by=self.by,
                )
            )
        return self


class Segment(Frozen):
    """A kind of buyer."""

    amount: AmountSpread | None = None
    products: dict[Name, ShareLeaf] = Field(default_factory=dict)
    advance_odds: TimesLeaf = ONE
    dwell: TimesLeaf = ONE
    margin: ShareLeaf | None = None
    cost_to_serve: PerTimeLeaf | None = None


class Quality(Frozen):
    """How well a lead fits, and what that does."""

    good: ShareLeaf
    advance_odds: TimesLeaf = ONE
    dwell: TimesLeaf = ONE
    amount_correlation: PlainLeaf = Plain(0.0)

    @model_validator(mode="after")
    def _in_range(self) -> Quality:
        """Keep the share of good leads and the correlation inside their ranges."""
        if not 0 < self.good.number < 1:
            raise ValueError(
                say("good is {good}; it must lie between 0 and 100 %.", good=self.good)
            )
        if not -1 < self.amount_correlation.number < 1:
            raise ValueError(
                say(
                    "amount_correlation is {amount_correlation}; it must lie between -1 and 1.",
                    amount_correlation=self.amount_correlation,
                )
            )
        return self


class Exit(Frozen):
    """One way out of a stage: its share, and where it differs, its own dwell and a reason."""

    share: ShareLeaf = Share(1.0)
    dwell: DwellSpread | None = None
    because: Name | None = None


class Stale(Frozen):
    """After how long a lead is given up, and where it goes."""

    after: DurationLeaf
    to: ExitName
    reviewed: CadenceLeaf | None = None


class Meanwhile(Frozen):
    """A step that some leads need beside the rest of a stage; the longest counts."""

    share: ShareLeaf = Share(1.0)
    takes: DwellSpread


class DwellClock(Frozen):
    """Customers decide faster near the end of a period."""

    near: Literal["month end", "quarter end", "year end"]
    within: DurationLeaf
    speed: TimesLeaf

    @model_validator(mode="after")
    def _whole_days(self) -> DwellClock:
        """Ask for whole days, of which at least one is fast."""
        days = self.within.seconds / 86_400.0
        if days < 1.0 or days != int(days):
            raise ValueError(
                say("within is {within}; give whole days, 1 or more.", within=self.within)
            )
        return self


def _exits(value: Any) -> Any:
    """Read `next: won`, `{won: 100 %}` and `{won: {share: ...}}` alike."""
    if isinstance(value, str):
        return {value: {"share": "100 %"}}
    if not isinstance(value, dict):
        raise ValueError(
            say(
                "is {value}; name one exit, or a split such as {{won: 90 %, ...}}.",
                value=repr(value),
            )
        )
    return {
        name: part if isinstance(part, dict | Exit) else {"share": part}
        for name, part in value.items()
    }


class Stage(Frozen):
    """One step of the funnel: who goes on, where the others go, how long it takes."""

    part: Literal["top", "middle", "bottom"] | None = None
    counts_as: Name | None = None
    team: Name | None = None
    effort: DwellSpread | None = None
    touches: CountLeaf | None = None
    patience: Patience | None = None
    slow_start: SlowStart | None = None
    advance: ShareLeaf | None = None
    gate: Gate | None = None
    next: dict[ExitName, Exit] = Field(default_factory=dict)
    otherwise: dict[ExitName, Exit] = Field(default_factory=dict)
    dwell: DwellSpread | None = None
    dwell_ratio: TimesLeaf = ONE
    dwell_clock: DwellClock | None = None
    stale: Stale | None = None
    discount: Discount | None = None
    amount_drift: Drift | None = None
    meanwhile: dict[Name, Meanwhile] = Field(default_factory=dict)
    hazards: Hazards | None = None
    nurture: Nurture | None = None
    id: Name | None = None

    _read_exits = field_validator("next", "otherwise", mode="before")(_exits)

    @model_validator(mode="before")
    @classmethod
    def _measured_or_stated(cls, value: Any) -> Any:
        """Let a whole stated law replace the measured one, and "dwell: times 0.8" be a ratio."""
        if not isinstance(value, dict) or not value.get("hazards"):
            return value
        if all(value.get(key) for key in ("advance", "next", "otherwise", "dwell")):
            return {key: part for key, part in value.items() if key != "hazards"}
        dwell = value.get("dwell")
        if isinstance(dwell, str) and dwell.split(" ")[0] == "times" and "dwell_ratio" not in value:
            return {k: v for k, v in value.items() if k != "dwell"} | {"dwell_ratio": dwell}
        return value

    @property
    def measured(self) -> bool:
        """Whether the stage follows hazards that were measured."""
        return self.hazards is not None

    @property
    def changes_amounts(self) -> bool:
        """Whether the amount of a deal is another one when it leaves ahead."""
        return self.discount is not None or self.amount_drift is not None

    def exits(self) -> list[tuple[str, Exit, bool]]:
        """Return (name, exit, goes on) in the order in which they lie on [0, 1)."""
        if self.nurture is not None:
            return []
        if self.hazards is not None:
            ahead_of = self.hazards.advances
            names = sorted(self.hazards.daily, key=lambda name: (name not in ahead_of, name))
            return [(name, Exit(), name in ahead_of) for name in names]
        ahead = [(name, self.next[name], True) for name in sorted(self.next)]
        return ahead + [(name, self.otherwise[name], False) for name in sorted(self.otherwise)]


_PLAIN = Stage.model_construct()  # to be copied, since making one looks up every default


class Costs(Frozen):
    """What is spent beside leads, touches and salaries."""

    extra: PerTimeLeaf = PerTime(0.0, "month")


class Event(Frozen):
    """Something that happens to open leads: a part of the losses, or a rate of its own."""

    stages: tuple[Name, ...] = Field(alias="in")
    share_of_losses: ShareLeaf | None = None
    rate: ShareRateLeaf | None = None
    then: dict[ExitName, Exit]

    _read_exits = field_validator("then", mode="before")(_exits)

    @model_validator(mode="after")
    def _one_kind(self) -> Event:
        """Ask for exactly one way in which the event comes about."""
        if (self.share_of_losses is None) == (self.rate is None):
            raise ValueError(say("needs exactly one of share_of_losses and rate."))
        return self


class Funnel(Frozen):
    """A sales funnel from lead to outcome, with its sources, its people's dates and its doubts.

    Built by `simfunnel.load` from a file, or by `Funnel.model_validate` from plain data.

    Examples
    --------
    >>> funnel = Funnel.model_validate({
    ...     "simfunnel": 1, "funnel": "tiny", "starts": "2026-09-01", "until": "2026-12-31",
    ...     "sources": {"web": {"leads": "30 per month", "enters": "pitch"}},
    ...     "stages": {"pitch": {"advance": "25 %", "next": "won",
    ...                          "otherwise": {"lost.price": "100 %"}, "dwell": "10 days"}}})
    >>> funnel.days
    122
    """

    simfunnel: Literal[1]
    funnel: Name
    about: str = ""
    based_on: str | None = None
    currency: CurrencyLeaf = "EUR"
    calendar: Calendar = Calendar()
    starts: DateLeaf | None = None
    today: Today | None = None
    until: DateLeaf | None = None
    targets: dict[Name, Target] = Field(default_factory=dict)
    amount: AmountSpread | None = None
    products: dict[Name, Product] = Field(default_factory=dict)
    amount_is: Literal["one-off", "per year"] = "one-off"
    segments: dict[Name, Segment] = Field(default_factory=dict)
    quality: Quality | None = None
    rates: Literal["as seen", "of an average lead"] = "as seen"
    sources: dict[Name, Source]
    stages: dict[Name, Stage]
    events: dict[Name, Event] = Field(default_factory=dict)
    teams: dict[Name, Team] = Field(default_factory=dict)
    nurture: Nurture | None = None
    after_sale: AfterSale | None = None
    costs: Costs = Costs()
    reviews: tuple[Review, ...] = ()
    doubt: Doubt = Doubt()

    @property
    def steps(self) -> dict[str, Stage]:
        """All stages, and the parking place behind them that the block `nurture` states."""
        if self.nurture is None:
            return self.stages
        return {**self.stages, NURTURE: _PLAIN.model_copy(update={"nurture": self.nurture})}

    @property
    def priced(self) -> bool:
        """Whether anything says what new deals are worth."""
        own = self.amount is not None or bool(self.products)
        return own or any(segment.amount is not None for segment in self.segments.values())

    @property
    def customer(self) -> Customer | None:
        """How deals that are won stay as customers; None where nobody follows them."""
        return None if self.after_sale is None else self.after_sale.customer

    @property
    def start(self) -> date:
        """The day on which the simulation starts, at midnight."""
        if self.today is not None:
            return self.today.date
        assert self.starts is not None  # checked at load
        return self.starts

    @property
    def last_day(self) -> date:
        """The last day that counts; a year from the start where none is stated."""
        return self.until if self.until is not None else self.start + timedelta(days=364)

    @property
    def days(self) -> int:
        """Length of the horizon in days."""
        return (self.last_day - self.start).days + 1

    def document(self) -> dict[str, Any]:
        """Return the funnel as plain data: what a file would hold, in full.

        Returns
        -------
        dict
            Mappings, lists and text; `Funnel.model_validate` reads it back.
        """
        data: dict[str, Any] = self.model_dump(mode="json", by_alias=True, exclude_none=True)
        return data

    def digest(self) -> str:
        """Return a short hash of everything in the funnel, data included."""
        text = json.dumps(self.document(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:12]
