"""Gates: tests that let a share of ordinary leads pass, and see quality more or less well."""

from __future__ import annotations

import math

from pydantic import Field, model_validator

from simfunnel.funnel.quantities import Frozen, Name, PlainLeaf, ShareLeaf
from simfunnel.units import Plain
from simfunnel.words import say

__all__ = ["Criterion", "Gate"]


class Criterion(Frozen):
    """One thing that a gate asks about: how much it counts, and how well it is seen."""

    weight: PlainLeaf = Plain(1.0)
    reliability: PlainLeaf

    @model_validator(mode="after")
    def _in_range(self) -> Criterion:
        """Keep weight and reliability inside their ranges."""
        if not self.weight.number > 0:
            raise ValueError(say("weight is {weight}; give more than 0.", weight=self.weight))
        if not 0 <= self.reliability.number <= 1:
            raise ValueError(
                say(
                    "reliability is {seen}; write 0 (a coin) to 1 (sees true quality).",
                    seen=self.reliability,
                )
            )
        return self


class Gate(Frozen):
    """Qualification: which share of ordinary leads passes, and how well the test sees."""

    passes: ShareLeaf = Field(alias="pass")
    reliability: PlainLeaf | None = None
    criteria: dict[Name, Criterion] = Field(default_factory=dict)

    @property
    def rho(self) -> float:
        """How well the test as a whole sees quality: the correlation of its score with it.

        Each criterion sees quality with a noise of its own; the score is their weighted sum.
        """
        if self.reliability is not None:
            return self.reliability.number
        seen = noise = 0.0
        for name in sorted(self.criteria):
            part = self.criteria[name]
            weight, reliability = part.weight.number, part.reliability.number
            seen += weight * reliability
            noise += weight * weight * (1.0 - reliability * reliability)
        return min(1.0, seen / math.sqrt(seen * seen + noise))

    @model_validator(mode="after")
    def _possible(self) -> Gate:
        """Refuse a gate that lets nobody or everybody through."""
        if not 0 < self.passes.number < 1:
            raise ValueError(
                say(
                    "pass is {passes}; a gate passes more than 0 % and less than 100 %. A stage "
                    "where all go on needs no gate.",
                    passes=self.passes,
                )
            )
        if (self.reliability is None) == (not self.criteria):
            raise ValueError(
                say("needs exactly one of reliability, 0 (a coin) to 1, and criteria.")
            )
        if self.reliability is not None and not 0 <= self.reliability.number <= 1:
            raise ValueError(
                say(
                    "reliability is {reliability}; write 0 (a coin) to 1 (sees true quality).",
                    reliability=self.reliability,
                )
            )
        return self
