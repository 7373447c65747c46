"""Where leads come from: streams with their season, campaigns and unevenness, and dated batches."""

from __future__ import annotations

from typing import Any

from pydantic import Field, field_validator, model_validator

from simfunnel.funnel.quantities import (
    CountLeaf,
    DateLeaf,
    DurationLeaf,
    Frozen,
    GrowthLeaf,
    Name,
    PercentLeaf,
    PerLeadLeaf,
    PerTimeLeaf,
    PlainLeaf,
    ShareLeaf,
    TimesLeaf,
)
from simfunnel.units import Growth, Percent, Times
from simfunnel.words import listed, say

__all__ = ["MONTHS", "WEEKDAYS", "Batch", "Campaign", "Market", "Source",
           "Unevenness"]  # fmt: skip

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ONE = Times(1.0)


class Unevenness(Frozen):
    """Spread of whole weeks, and of the whole year, beyond pure chance."""

    week: PercentLeaf = Percent(0.0)
    year: PercentLeaf = Percent(0.0)

    @model_validator(mode="after")
    def _not_negative(self) -> Unevenness:
        """Refuse a negative spread."""
        for name in ("week", "year"):
            if not 0 <= getattr(self, name).number <= 10:
                raise ValueError(
                    say(
                        "{name} is {value}; give 0 to 1000 %.",
                        name=name,
                        value=getattr(self, name),
                    )
                )
        return self


class Campaign(Frozen):
    """A stretch of days on which a source brings more, or fewer, leads."""

    since: DateLeaf = Field(alias="from")
    until: DateLeaf
    times: PlainLeaf

    @model_validator(mode="after")
    def _in_order(self) -> Campaign:
        """Check the days and the factor."""
        if self.since > self.until:
            raise ValueError(
                say(
                    "runs from {since} to {until}; turn the dates round.",
                    since=self.since,
                    until=self.until,
                )
            )
        if not self.times.number >= 0:
            raise ValueError(say("times is {times}; it must be 0 or more.", times=self.times))
        return self


class Batch(Frozen):
    """Leads that come together on one date: an event, a list."""

    on: DateLeaf
    leads: CountLeaf


class Market(Frozen):
    """A finite list of accounts: who has been asked is not there to be asked again for a while."""

    accounts: CountLeaf
    cooling: DurationLeaf | None = None


class Source(Frozen):
    """Where leads come from: one independent stream."""

    leads: PerTimeLeaf | None = None
    enters: Name
    segments: dict[Name, ShareLeaf] = Field(default_factory=dict)
    good: ShareLeaf | None = None
    growth: GrowthLeaf = Growth(0.0, "year")
    months: dict[str, PercentLeaf] = Field(default_factory=dict)
    weekdays: dict[str, PercentLeaf] = Field(default_factory=dict)
    campaigns: tuple[Campaign, ...] = ()
    batches: tuple[Batch, ...] = ()
    unevenness: Unevenness = Unevenness()
    cost: PerLeadLeaf | None = None
    market: Market | None = None
    advance_odds: TimesLeaf = ONE
    dwell: TimesLeaf = ONE
    id: Name | None = None

    @field_validator("months", "weekdays")
    @classmethod
    def _known_days(cls, value: dict[str, Percent], info: Any) -> dict[str, Percent]:
        """Refuse months and weekdays that no calendar has, and negative factors."""
        known = MONTHS if info.field_name == "months" else WEEKDAYS
        for key, factor in value.items():
            if key not in known:
                raise ValueError(
                    say("names {key}; write {known}.", key=repr(key), known=listed(known))
                )
            if factor.number < 0:
                raise ValueError(
                    say("{key} is {factor}; give 0 % or more.", key=key, factor=factor)
                )
        return value

    @model_validator(mode="after")
    def _brings_leads(self) -> Source:
        """Ask for a stream, or at least a batch."""
        if self.leads is None and not self.batches:
            raise ValueError(say("brings no leads; give 'leads: 60 per month' or batches."))
        if self.good is not None and not 0 < self.good.number < 1:
            raise ValueError(
                say("good is {good}; it must lie between 0 and 100 %.", good=self.good)
            )
        return self
