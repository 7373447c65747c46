"""How a spread among leads is stated (median and p90, ...) and which distribution it means."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import Field, model_validator

from simfunnel.funnel.quantities import DurationLeaf, Frozen, MoneyLeaf, ShareLeaf
from simfunnel.units import Duration, Money
from simfunnel.words import listed, say

__all__ = ["STATEMENT_KEYS", "AmountSpread", "DwellPart", "DwellSpread"]

STATEMENT_KEYS = ("median", "p90", "p10", "mean", "spread", "min", "mode", "max", "exactly")
FAMILIES = (
    "uniform",
    "triangular",
    "pert",
    "exponential",
    "lognormal",
    "gamma",
    "weibull",
    "loglogistic",
)


def _shorthand(value: Any) -> Any:
    """Read a bare quantity as a spread of exactly that."""
    if isinstance(value, dict | Frozen):
        return value
    return {"exactly": value}


class _Spread(Frozen):
    """What dwell and amount spreads have in common."""

    family: str | None = None

    @model_validator(mode="after")
    def _known_family(self) -> _Spread:
        """Refuse a family that nobody knows."""
        if self.family is not None and self.family not in FAMILIES:
            raise ValueError(
                say(
                    "family is {family}; write one of {families}.",
                    family=repr(self.family),
                    families=listed(FAMILIES),
                )
            )
        return self

    def stated(self) -> dict[str, Any]:
        """Return the quantities that were given, by key."""
        pairs = ((key, getattr(self, key)) for key in STATEMENT_KEYS)
        return {key: value for key, value in pairs if value is not None}


class DwellPart(_Spread):
    """A duration that differs from lead to lead; one part of a mixture has a share too.

    Examples
    --------
    >>> DwellPart.model_validate({"median": "3 days", "p90": "9 days"}).clock
    'calendar'
    """

    share: ShareLeaf | None = None
    median: DurationLeaf | None = None
    p90: DurationLeaf | None = None
    p10: DurationLeaf | None = None
    mean: DurationLeaf | None = None
    spread: DurationLeaf | None = None
    min: DurationLeaf | None = None
    mode: DurationLeaf | None = None
    max: DurationLeaf | None = None
    exactly: DurationLeaf | None = None
    values: tuple[DurationLeaf, ...] = ()

    _before: ClassVar = model_validator(mode="before")(_shorthand)

    def durations(self) -> list[Duration]:
        """Return every duration stated here."""
        return [*self.stated().values(), *self.values]

    @property
    def clock(self) -> str:
        """The clock that this duration runs on: calendar or business."""
        return str(self.durations()[0].clock)

    @model_validator(mode="after")
    def _one_clock(self) -> DwellPart:
        """Refuse nothing at all, and days mixed with business days."""
        durations = self.durations()
        if not durations and not getattr(self, "mixture", ()):
            raise ValueError(say("states no duration; write {median: 5 days, p90: 15 days}."))
        if len({duration.clock for duration in durations}) > 1:
            raise ValueError(say("mixes days with business days; state both in the same unit."))
        return self


class DwellSpread(DwellPart):
    """A duration that differs from lead to lead, or a mixture of several.

    Examples
    --------
    >>> DwellSpread.model_validate("3 days").exactly.seconds
    259200.0
    """

    mixture: tuple[DwellPart, ...] = ()

    @model_validator(mode="after")
    def _mixture_adds_up(self) -> DwellSpread:
        """Check a mixture's shares and its clock."""
        if not self.mixture:
            return self
        if self.durations():
            raise ValueError(say("states a mixture and a duration beside it; state one of them."))
        shares = [part.share.number for part in self.mixture if part.share is not None]
        if len(shares) < len(self.mixture):
            raise ValueError(say("has a part of the mixture without a share; give each a share."))
        total = sum(shares)
        if not abs(total - 1.0) <= 1e-9:
            raise ValueError(
                say(
                    "mixes shares that sum to {value} %; make them 100 %.",
                    value=format(100 * total, "g"),
                )
            )
        if len({part.clock for part in self.mixture}) > 1:
            raise ValueError(say("mixes days with business days; state all in the same unit."))
        return self

    @property
    def clock(self) -> str:
        """The clock that this duration runs on: calendar or business."""
        return self.mixture[0].clock if self.mixture else super().clock


class AmountSpread(_Spread):
    """An amount of money that differs from lead to lead.

    Examples
    --------
    >>> AmountSpread.model_validate({"median": "6 000", "p90": "16 000"}).median.cents
    600000
    """

    median: MoneyLeaf | None = None
    p90: MoneyLeaf | None = None
    p10: MoneyLeaf | None = None
    mean: MoneyLeaf | None = None
    spread: MoneyLeaf | None = None
    min: MoneyLeaf | None = None
    mode: MoneyLeaf | None = None
    max: MoneyLeaf | None = None
    exactly: MoneyLeaf | None = None
    values: tuple[MoneyLeaf, ...] = Field(default=())

    _before: ClassVar = model_validator(mode="before")(_shorthand)

    @model_validator(mode="after")
    def _states_something(self) -> AmountSpread:
        """Refuse an amount that says nothing, or less than nothing."""
        amounts: list[Money] = [*self.stated().values(), *self.values]
        if not amounts:
            raise ValueError(say("states no amount; write {median: 6 000, p90: 16 000}."))
        if any(amount.cents < 0 for amount in amounts):
            raise ValueError(say("has a negative amount; amounts are 0 or more."))
        return self
