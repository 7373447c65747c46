"""Nurture in the reference engine: touch after touch, until a lead wakes, opts out or has had all.

Between touches the hazard of waking is constant, so one uniform says when the lead wakes.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable

from simfunnel.clocks import NEVER
from simfunnel.simulation.reading import Epoch, Parking, Stage
from simfunnel.simulation.reference_stay import Lead, Rules, Stay, whole_seconds
from simfunnel.variates import exp, log

__all__ = ["Nursery"]

LN2 = 0.6931471805599453
TOUCHES = 4_096  # occasions that a stay takes


class Nursery:
    """The parking places of one replication."""

    def __init__(self, rules: Rules, epoch: Callable[[int], Epoch]) -> None:
        self.rules, self.epoch = rules, epoch
        self.touches = array("q")

    def parking(self, stage: int, second: int) -> Parking:
        """Return a parking place as it is at a second."""
        parking = self.epoch(second).stages[stage].parking
        assert parking is not None  # only such stages come here
        return parking

    def stay(
        self, lead: Lead, stage: int, spec: Stage, entered: int, occasion: int, now: int
    ) -> Stay:
        """Return how a stay ends that began at `entered`, and in which the lead still is now."""
        first = self.rules.alarm(lead, spec, entered, now, occasion)
        opened, n, last = self.touched_before(lead, stage, entered, now)
        parking = self.parking(stage, entered)
        need = -log(self.rules.draw(lead, parking.wake_point, occasion)[0])
        since = now
        while since < self.rules.plan.end:
            parking = self.parking(stage, last)
            following = self.rules.end_of(parking.every_clock, last, parking.every)
            if following <= now:
                return Stay(now, parking.way + 2)
            rate = parking.wakes * (
                1.0 + parking.dose * (1.0 - exp(-(opened / parking.half) * LN2))
            )
            wakes = NEVER
            if rate > 0.0 and need <= rate * float(following - since):
                wakes = since + whole_seconds(need / rate)
            need -= rate * float(following - since)
            own = self.own_end(lead, stage, occasion, n, wakes, following, first.left)
            if own is not None:
                return own if own.left <= first.left else first
            n += 1
            opened += self.is_opened(lead, stage, occasion, n, following)
            since = last = following
        return first

    def own_end(
        self, lead: Lead, stage: int, occasion: int, n: int, wakes: int, following: int, bound: int
    ) -> Stay | None:
        """Return how the stay ends by itself up to the next touch, which is noted; None if not.

        In one second the touch comes first, then opting out, then waking.
        """
        parking = self.parking(stage, following if following != NEVER else 0)
        if wakes < following:
            return Stay(wakes, parking.way)
        if following == NEVER or following > bound:
            return Stay(NEVER, -1)
        if n == parking.most:
            return Stay(following, parking.way if wakes == following else parking.way + 2)
        if following < self.rules.plan.end:
            u, v = self.rules.draw(lead, parking.touch_point, TOUCHES * occasion + n + 1)
            opts_out = v < parking.opt_out
            opened = int(u < parking.opened)
            self.touches.extend((stage, following, opened, int(opts_out), parking.cost))
            if opts_out:
                return Stay(following, parking.way + 1)
        return Stay(following, parking.way) if wakes == following else None

    def is_opened(self, lead: Lead, stage: int, occasion: int, n: int, second: int) -> bool:
        """Return whether a touch is opened."""
        parking = self.parking(stage, second)
        u, _ = self.rules.draw(lead, parking.touch_point, TOUCHES * occasion + n)
        return bool(u < parking.opened)

    def touched_before(
        self, lead: Lead, stage: int, entered: int, now: int
    ) -> tuple[int, int, int]:
        """Return how many touches are past and how many of them were opened, and the last one."""
        opened, n, last = 0, 0, entered
        while True:
            parking = self.parking(stage, last)
            following = self.rules.end_of(parking.every_clock, last, parking.every)
            if following > now or n == parking.most or entered == now:
                return opened, n, last
            n += 1
            opened += self.is_opened(lead, stage, 0, n, following)
            last = following

    def wakes_up(self, lead: Lead, stage: int, stay: Stay) -> None:
        """Let a lead that wakes carry its warmth from now on."""
        parking = self.parking(stage, stay.left)
        if stay.way == parking.way:
            lead.warm_odds, lead.warm_dwell = parking.odds, parking.dwell
