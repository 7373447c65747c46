"""What happens in one stay, written to be read: the contract's rules one after another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from simfunnel.clocks import NEVER
from simfunnel.clocks.scalar import clock_end, clock_value, next_review
from simfunnel.funnel.layout import FEELS_EFFECTS, GATE, H_MATTERS, MEASURED, Plan
from simfunnel.simulation.deals import discount_of
from simfunnel.simulation.reading import Epoch, Exit, Stage, Strike
from simfunnel.variates import exp, log, normal_cdf, normal_quantile, uniforms
from simfunnel.variates.dispatch import quantile, remaining, survival
from simfunnel.variates.hazards import measured_exit

__all__ = ["ZOMBIE", "Lead", "Rules", "Served", "Stay", "reached", "whole_score"]

LONGEST = 10**15
ZOMBIE = -9
A_DAY = 86_400
NO_SCORE = -(2**62)
FINE = 1e12  # scores are compared to twelve decimals


class Stay(NamedTuple):
    """When a stay ends, and by which way."""

    left: int
    way: int


class Served(NamedTuple):
    """What people did in a stay: when the customer's time began, and how long the lead waited."""

    worked: int
    waited: int = 0
    handed: int = 0
    seat: int = -1


class Keyed(Protocol):
    """Somebody with draws of its own."""

    key: tuple[int, int]


class Lead:
    """One lead: who it is, what it is worth, and what it has been through."""

    __slots__ = ("amount", "born", "discount", "index", "keeper", "key", "quality", "score",
                 "segment", "source", "stays", "stream", "warm_dwell", "warm_odds")  # fmt: skip

    def __init__(self, stream: int, index: int, key: tuple[int, int]) -> None:
        self.stream, self.index, self.key = stream, index, key
        self.source = self.segment = 0
        self.quality = 0.0
        self.score = NO_SCORE
        self.warm_odds, self.warm_dwell = 0.0, 1.0
        self.keeper = -1
        self.amount, self.discount = -1, 0.0
        self.born: Epoch | None = None
        self.stays: dict[int, int] = {}


def whole_seconds(duration: float) -> int:
    """Round a drawn duration to whole seconds; it lasts at least one."""
    if not duration < LONGEST:
        return LONGEST
    return max(math.floor(duration + 0.5), 1)


def reached(rates: Sequence[tuple[int, float]], since: int, need: float) -> int:
    """Return when a cumulative hazard is reached, or never.

    Parameters
    ----------
    rates : sequence of (int, float)
        First second of each epoch, and the rate per second in it.
    since : int
        From where it adds up.
    need : float
    """
    ends = [*(began for began, _ in rates[1:]), NEVER]
    for (_, rate), until in zip(rates, ends, strict=True):
        if until <= since:
            continue
        if rate > 0.0 and (until == NEVER or need <= rate * (until - since)):
            return since + whole_seconds(need / rate)
        if until != NEVER:
            need -= rate * (until - since)
            since = until
    return NEVER


def whole_score(score: float) -> int:
    """Return a gate's score as a whole number, so that scores can be put in order."""
    return math.floor(FINE * score + 0.5)


class Rules:
    """The rules of stays in one replication."""

    def __init__(
        self, plan: Plan, numbers: NDArray[np.float64], key: tuple[int, int], times: float
    ) -> None:
        self.plan, self.numbers, self.key, self.times = plan, numbers, key, times
        self.plain = not plan.head(H_MATTERS) & FEELS_EFFECTS  # nothing sets one lead apart
        self.clocks_end = (plan.clocks.first_day + plan.clocks.n_days) * A_DAY

    def draw(self, lead: Keyed, point: int, occasion: int) -> tuple[float, float]:
        """Return the two uniforms of a decision of a lead or a customer."""
        (k0, k1), (c0, c1) = self.key, lead.key
        return uniforms(k0, k1, c0, c1, point, occasion)

    def end_of(self, clock: int, start: int, duration: int) -> int:
        """Return when a duration has passed on a clock; clock 0 is the calendar."""
        if clock == 0:
            end = start + max(duration, 1)
            return end if end <= self.clocks_end else NEVER
        return clock_end(self.plan.clocks, clock, start, duration)

    # --- what a lead's traits do ------------------------------------------------------------

    def log_odds(self, lead: Lead, epoch: Epoch, stage: Stage, own: float = 0.0) -> float:
        """Add up what shifts the lead's odds of going on, and what the lead carries with it."""
        total = stage.intercept
        if self.plain:
            return own + total
        if stage.kind != MEASURED:
            total += lead.quality * epoch.x_odds
            total += epoch.segments[lead.segment].odds
            total += epoch.sources[lead.source].odds
        return own + (total + self.times * epoch.shock_odds)

    def goes_on(self, lead: Lead, epoch: Epoch, stage: Stage, own: float = 0.0) -> float:
        """Return the chance that the lead goes on."""
        if stage.kind == GATE:
            if stage.noise <= 0.0:
                return 1.0 if stage.rho * lead.quality > stage.cut else 0.0
            return 1.0 - normal_cdf((stage.cut - stage.rho * lead.quality) / stage.noise)
        total = own + stage.intercept if self.plain else self.log_odds(lead, epoch, stage, own)
        if total == 0.0:
            return stage.advance
        odds = exp(total)
        return stage.advance * odds / (1.0 - stage.advance + stage.advance * odds)

    def dwell_ratio(self, lead: Lead, epoch: Epoch, stage: Stage) -> float:
        """Multiply what stretches or shortens the lead's dwell."""
        ratio = stage.ratio
        if self.plain:
            return lead.warm_dwell * ratio
        if stage.kind != MEASURED:
            if epoch.x_dwell != 0.0:
                ratio *= exp(lead.quality * epoch.x_dwell)
            ratio *= epoch.segments[lead.segment].dwell
            ratio *= epoch.sources[lead.source].dwell
        if epoch.shock_dwell != 0.0:
            ratio *= exp(self.times * epoch.shock_dwell)
        return lead.warm_dwell * ratio

    # --- the exit ---------------------------------------------------------------------------

    def exit_at(
        self, stage: Stage, goes_on: float, u: float, outlasts: Sequence[float] = ()
    ) -> tuple[Exit, float]:
        """Return the exit in which u falls, and how far into it.

        Exits lie on [0, 1): those that go on first. The last takes what rounding leaves. For an
        open lead, `outlasts` is the factor on each width that its age makes.
        """
        low, stays_back = 0.0, 1.0 - goes_on
        found = stage.exits[0], 0.0
        for k, way_out in enumerate(stage.exits):
            width: float = way_out.share * (goes_on if way_out.ahead else stays_back)
            if outlasts:
                width = width * outlasts[k] / outlasts[-1]
            if width > 0.0:
                found = way_out, min((u - low) / width, 1.0)
                low += width
                if u < low:
                    break
        return found

    def way_of(self, lead: Lead, stage: Stage, exit_: Exit, within: float, occasion: int) -> int:
        """Let events carve the first part of a loss."""
        if exit_.lost:
            bound = 0.0
            for event in stage.carves:
                bound += event.share
                if within < bound:
                    _, u = self.draw(lead, event.point, occasion)
                    return self.sent_to(event, u)
        return exit_.way

    @staticmethod
    def sent_to(event: Strike, u: float) -> int:
        """Return where an event sends a lead."""
        for k, bound in enumerate(event.bounds[:-1]):
            if u < bound:
                return event.way + k
        return event.way + len(event.bounds) - 1

    # --- a stay from its beginning ------------------------------------------------------------

    def stay(self, lead: Lead, epoch: Epoch, stage: Stage, now: int, occasion: int) -> Stay:
        """Return how the stay that begins now ends, where nobody works."""
        if stage.kind == MEASURED:
            planned = self.measured(lead, epoch, stage, now, now, occasion)
        else:
            planned, _ = self.customers_time(lead, epoch, stage, now, occasion)
            if not stage.rates and stage.stale_way < 0:
                return planned
        return self.cut_short(lead, stage, planned, now, now, occasion)

    def customers_time(
        self,
        lead: Lead,
        epoch: Epoch,
        stage: Stage,
        now: int,
        occasion: int,
        carried: float = 0.0,
    ) -> tuple[Stay, int]:
        """Draw the exit, then its dwell, when the customer's time starts; return its clock too."""
        u, v = self.draw(lead, stage.point, occasion)
        if stage.kind == GATE:
            lead.score = whole_score(stage.rho * lead.quality - stage.noise * normal_quantile(u))
        carried = lead.warm_odds + carried + self.discounts(lead, stage, occasion)
        exit_, within = self.exit_at(stage, self.goes_on(lead, epoch, stage, carried), u)
        ratio = self.dwell_ratio(lead, epoch, stage)
        dwell = whole_seconds(quantile(self.numbers, exit_.slot, v) * ratio)
        done = self.end_of(exit_.clock, now, dwell)
        if stage.besides:
            done = max(done, self.steps_beside(lead, stage, now, occasion))
        return Stay(done, self.way_of(lead, stage, exit_, within, occasion)), exit_.clock

    def discounts(self, lead: Lead, stage: Stage, occasion: int) -> float:
        """Draw the discount of a stay; return what it adds to the log odds of going on."""
        value = stage.value
        if value is None:
            return 0.0
        lead.discount = discount_of(value.discount, self.draw(lead, value.point, occasion)[1])
        return value.odds * (lead.discount - value.usual)

    def alarm(self, lead: Lead, stage: Stage, entered: int, now: int, occasion: int) -> Stay:
        """Return when an event strikes or the stale limit acts, whatever else happens."""
        return self.cut_short(lead, stage, Stay(NEVER, -1), entered, now, occasion)

    def steps_beside(self, lead: Lead, stage: Stage, now: int, occasion: int) -> int:
        """Return when the last step beside the stage is done."""
        done = now
        for step in stage.besides:
            u, v = self.draw(lead, step.point, occasion)
            if u < step.share:
                takes = whole_seconds(quantile(self.numbers, step.slot, v))
                done = max(done, self.end_of(step.clock, now, takes))
        return done

    def cut_short(
        self, lead: Lead, stage: Stage, planned: Stay, entered: int, since: int, occasion: int
    ) -> Stay:
        """Let events with a rate strike, and the stale limit act, if they come strictly first."""
        first = planned
        if not stage.rates and stage.stale_way < 0:
            return first
        for event in stage.rates:
            if event.rate > 0.0:
                u, v = self.draw(lead, event.point, occasion)
                when = since + whole_seconds(-log(u) / event.rate)
                if when < first.left:
                    first = Stay(when, self.sent_to(event, v))
        if stage.stale_way >= 0:
            limit = self.end_of(stage.stale_clock, entered, stage.stale_after)
            when = next_review(self.plan.reviews, stage.review, max(limit, 0))
            if when < first.left:
                first = Stay(when, stage.stale_way)
        return first

    def measured(
        self, lead: Lead, epoch: Epoch, stage: Stage, entered: int, now: int, occasion: int
    ) -> Stay:
        """Leave a measured stage where the cumulative hazard is reached."""
        u, v = self.draw(lead, stage.point, occasion)
        own = lead.warm_odds + self.discounts(lead, stage, occasion)
        odds, ratio = (
            exp(self.log_odds(lead, epoch, stage, own)),
            self.dwell_ratio(lead, epoch, stage),
        )
        k, left, within = measured_exit(
            self.numbers, stage.measured, entered, now, u, v, odds, ratio, self.plan.end
        )
        if left == NEVER:
            return Stay(NEVER, -1)
        return Stay(left, self.way_of(lead, stage, stage.exits[k], within, occasion))

    # --- a stay that is already under way -----------------------------------------------------

    def age(self, clock: int, entered: int) -> float:
        """Return the seconds that a clock has run from entry to the start."""
        clocks = self.plan.clocks
        return (clock_value(clocks, clock, 0) - clock_value(clocks, clock, entered)) / 1_000_000.0

    def opening_stay(
        self, lead: Lead, epoch: Epoch, stage: Stage, entered: int, worked: int
    ) -> Stay:
        """Return how the stay of an open lead ends, given that it is still there at the start.

        `worked` is when the customer's time began.
        """
        planned, _ = self.opening_time(lead, epoch, stage, entered, worked)
        if planned.left == 0 or planned.way == ZOMBIE:
            return planned
        return self.cut_short(lead, stage, planned, entered, 0, 0)

    def opening_time(
        self, lead: Lead, epoch: Epoch, stage: Stage, entered: int, worked: int
    ) -> tuple[Stay, int]:
        """Return how an open lead's stay would end by itself, and on which clock."""
        if stage.kind == MEASURED:
            return self.measured(lead, epoch, stage, entered, 0, 0), 0
        ratio = self.dwell_ratio(lead, epoch, stage)
        ages = [self.age(e.clock, worked) / ratio for e in stage.exits]
        survives = [
            survival(self.numbers, e.slot, a) for e, a in zip(stage.exits, ages, strict=True)
        ]
        own = lead.warm_odds + self.discounts(lead, stage, 0)
        goes_on = self.goes_on(lead, epoch, stage, own)
        ahead = behind = 0.0
        for exit_, survived in zip(stage.exits, survives, strict=True):
            if exit_.ahead:
                ahead += exit_.share * survived
            else:
                behind += exit_.share * survived
        total = goes_on * ahead + (1.0 - goes_on) * behind
        if max(survives) < 1e-12 or total <= 0.0:
            late = Stay(0, stage.stale_way) if stage.stale_way >= 0 else Stay(NEVER, ZOMBIE)
            return late, 0
        u, v = self.draw(lead, stage.point, 0)
        exit_, within = self.exit_at(stage, goes_on, u, [*survives, total])
        age = ages[stage.exits.index(exit_)]
        rest = whole_seconds(remaining(self.numbers, exit_.slot, age, v) * ratio)
        done = self.end_of(exit_.clock, 0, rest)
        return Stay(done, self.way_of(lead, stage, exit_, within, 0)), exit_.clock
