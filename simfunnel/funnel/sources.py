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

__all__ = ["MONTHS", "WEEKDAYS", "Batch", "Campaign", "Market", "Source", "Spend",
           "Unevenness", "spend_factor"]  # fmt: skip

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


class Spend(Frozen):
    """What is spent on a source in a time, and how its leads grow with it: ever less.

    The rate under `leads` is what the stated amount brings. With x as much, x (u + h)/(x u + h) of
    these leads come, u the stated amount and h `half_at`.

    Parameters
    ----------
    amount : PerTime
        Money in a time.
    half_at : PerTime
        The amount that brings half of the leads that there could ever be.
    """

    amount: PerTimeLeaf
    half_at: PerTimeLeaf

    @model_validator(mode="after")
    def _positive(self) -> Spend:
        """Refuse nothing and less: from nothing no leads could be scaled."""
        for name in ("amount", "half_at"):
            value = getattr(self, name)
            if not value.number > 0:
                raise ValueError(
                    say("{name} is {value}; give more than 0.", name=name, value=value)
                )
        return self

    def brings(self) -> float:
        """Return which part of all leads that there could ever be the amount brings."""
        return self.amount.per_day / (self.amount.per_day + self.half_at.per_day)

    def costs_next(self, leads_per_day: float) -> float:
        """Return what one lead more costs, in whole units of the currency.

        Parameters
        ----------
        leads_per_day : float
            That the amount brings now.

        Examples
        --------
        >>> spend = Spend.model_validate({"amount": "600 per month", "half_at": "600 per month"})
        >>> round(spend.costs_next(20 / 30.4375), 9)  # 30 on average
        60.0
        """
        spent, half = self.amount.per_day, self.half_at.per_day
        return spent * (spent + half) / (half * leads_per_day)


def spend_factor(now: Source, usual: Source) -> float:
    """Return how many times as many leads a source brings with what is spent on it now.

    Parameters
    ----------
    now : Source
        With its changes.
    usual : Source
        As the funnel states it.
    """
    if now.spend is None or usual.spend is None:
        return 1.0
    return now.spend.brings() / usual.spend.brings()


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
    spend: Spend | None = None
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
        if self.spend is not None and self.leads is None:
            raise ValueError(say("spends on a stream of leads; state 'leads: 60 per month'."))
        if self.good is not None and not 0 < self.good.number < 1:
            raise ValueError(
                say("good is {good}; it must lie between 0 and 100 %.", good=self.good)
            )
        return self
