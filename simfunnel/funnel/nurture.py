"""Nurture: a parking place in which leads are touched now and then, until they wake or give up."""

from __future__ import annotations

from typing import Annotated

from pydantic import model_validator

from simfunnel.funnel.quantities import (
    CountLeaf,
    DurationLeaf,
    ExitName,
    Frozen,
    PerTouchLeaf,
    PlainLeaf,
    ShareLeaf,
    ShareRateLeaf,
    TimesLeaf,
    saying,
)
from simfunnel.units import Plain, Share, ShareRate, Times
from simfunnel.words import say

__all__ = ["MOST_TOUCHES", "OPTED_OUT", "Dose", "Nurture", "Woken"]

MOST_TOUCHES = 4_095
OPTED_OUT = "cold.opted_out"


class Dose(Frozen):
    """What touches do: waking is at most so many times as likely, half of the way after some."""

    at_most: TimesLeaf = Times(1.0)
    half_after: Annotated[PlainLeaf, saying("opened")] = Plain(3.0)

    @model_validator(mode="after")
    def _in_range(self) -> Dose:
        """Refuse touches that put leads to sleep, and a dose of nothing."""
        if self.at_most.number < 1:
            raise ValueError(say("at_most is {times}; give 'times 1' or more.", times=self.at_most))
        if not self.half_after.number > 0:
            raise ValueError(
                say("half_after is {opened}; give more than 0.", opened=self.half_after)
            )
        return self


class Woken(Frozen):
    """Where a lead goes that wakes, and how much warmer it is than others."""

    to: ExitName
    advance_odds: TimesLeaf = Times(1.0)
    dwell: TimesLeaf = Times(1.0)


class Nurture(Frozen):
    """How a parking place works.

    Parameters
    ----------
    touch_every : Duration
        Between touches, from entry on.
    touches_at_most : Count
        After the last one and one more interval the lead goes `afterwards`.
    opened, opt_out : Share
        Of the touches: which share is opened, and which share makes the lead leave.
    wakes : ShareRate
        Which share wakes by itself.
    dose : Dose
    woken : Woken
    afterwards : str
        Where a lead goes that has not woken.
    cost : PerTouch, optional
    """

    touch_every: DurationLeaf
    touches_at_most: CountLeaf
    opened: ShareLeaf = Share(1.0)
    opt_out: Annotated[ShareLeaf, saying("per touch")] = Share(0.0)
    wakes: ShareRateLeaf = ShareRate(0.0, "month")
    dose: Dose = Dose()
    woken: Woken
    afterwards: ExitName
    cost: PerTouchLeaf | None = None

    @model_validator(mode="after")
    def _possible(self) -> Nurture:
        """Refuse a schedule that cannot be kept."""
        if not self.touch_every.number > 0:
            raise ValueError(
                say("touch_every is {every}; give more than 0.", every=self.touch_every)
            )
        if not 1 <= self.touches_at_most.number <= MOST_TOUCHES:
            raise ValueError(
                say(
                    "touches_at_most is {count}; give 1 to {most}.",
                    count=self.touches_at_most,
                    most=MOST_TOUCHES,
                )
            )
        return self

    def ways(self) -> tuple[str, str, str]:
        """Return where leads go that wake, that opt out, and that have had all touches."""
        return self.woken.to, OPTED_OUT, self.afterwards
