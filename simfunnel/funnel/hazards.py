"""The measured law of a stage: hazards by age, instead of what a planner states."""

from __future__ import annotations

from pydantic import Field, model_validator

from simfunnel.funnel.quantities import ExitName, Frozen
from simfunnel.words import say

__all__ = ["Hazards"]


class Hazards(Frozen):
    """A measured stage: daily hazards of each exit by age, as calibration writes them.

    Parameters
    ----------
    ages : tuple of int
        First age, in days, of each bin; the first is 0 and the last bin has no end.
    daily : dict of str to tuple of float
        For each exit its hazard per day in each bin.
    advances : tuple of str
        The exits that count as going on.
    file : str, optional
        The table they were read from.
    """

    ages: tuple[int, ...]
    daily: dict[ExitName, tuple[float, ...]]
    advances: tuple[ExitName, ...]
    file: str | None = Field(default=None, exclude=True)

    @model_validator(mode="after")
    def _shapes(self) -> Hazards:
        """Check bins and rates."""
        rising = all(a < b for a, b in zip(self.ages, self.ages[1:], strict=False))
        if not self.ages or self.ages[0] != 0 or not rising:
            raise ValueError(say("needs ages that start at 0 and rise."))
        for name, row in self.daily.items():
            if len(row) != len(self.ages):
                raise ValueError(
                    say(
                        "has {rates} rates for {name}, but {ages} ages.",
                        rates=len(row),
                        name=repr(name),
                        ages=len(self.ages),
                    )
                )
            if not all(0 <= rate < 1e6 for rate in row):
                raise ValueError(
                    say("has a rate of {name} that is negative or not a number.", name=repr(name))
                )
        if missing := [name for name in self.advances if name not in self.daily]:
            raise ValueError(
                say("advances to {missing}, for which it has no rates.", missing=repr(missing[0]))
            )
        return self
