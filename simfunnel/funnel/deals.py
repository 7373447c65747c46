"""What deals are made of, and what changes their amount: products, discounts, and drift."""

from __future__ import annotations

from pydantic import model_validator

from simfunnel.funnel.quantities import Frozen, PercentLeaf, PointsLeaf, ShareLeaf, TimesLeaf
from simfunnel.funnel.spreads import AmountSpread
from simfunnel.units import Percent, Points, Times
from simfunnel.words import say

__all__ = ["Discount", "Drift", "Product"]


class Product(Frozen):
    """A part of a deal: of every one, or attached to some.

    A deal is worth the sum of its products. Those that are always part of it grow together: they
    are drawn by one number, the size of the deal.

    Parameters
    ----------
    amount : AmountSpread
    attached : Share, optional
        Of deals; left out, the product is always a part of them. A segment may have its own.
    """

    amount: AmountSpread
    attached: ShareLeaf | None = None


class Discount(Frozen):
    """What is taken off the amount of deals that advance, and what that does to their odds.

    Discounts lie between nothing and twice the average, most of them about the average (a
    triangle). A deal whose discount is `per` above the average advances at `advance_odds`, one
    below it at the inverse; the stage's stated share is that of a deal with the average discount.

    Parameters
    ----------
    average : Share
        At most 50 %.
    advance_odds : Times
    per : Points
    """

    average: ShareLeaf
    advance_odds: TimesLeaf = Times(1.0)
    per: PointsLeaf = Points(1.0)

    @model_validator(mode="after")
    def _in_range(self) -> Discount:
        """Keep twice the average below the whole price."""
        if self.average.number > 0.5:
            raise ValueError(
                say(
                    "average is {average}; discounts reach up to twice their average, so give 50 % "
                    "or less.",
                    average=self.average,
                )
            )
        return self


class Drift(Frozen):
    """How the amount of deals changes in a stage besides: negotiation, larger orders, cuts.

    Parameters
    ----------
    median : Percent
        Half of the deals change by less.
    spread : Percent
        Standard deviation of the change, as a share of the amount.
    """

    median: PercentLeaf = Percent(0.0)
    spread: PercentLeaf = Percent(0.0)

    @model_validator(mode="after")
    def _in_range(self) -> Drift:
        """Refuse a drift to nothing, and a spread below nothing."""
        if not self.median.number > -1:
            raise ValueError(say("median is {median}; give more than -100 %.", median=self.median))
        if self.spread.number < 0:
            raise ValueError(say("spread is {spread}; give 0 % or more.", spread=self.spread))
        return self
