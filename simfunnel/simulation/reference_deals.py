"""What deals are worth in the reference engine: at birth, on the way, and when they are won."""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Sequence

from simfunnel.funnel import layout as at
from simfunnel.simulation.deals import changed_amount, commission_of
from simfunnel.simulation.reading import Epoch
from simfunnel.simulation.reading_money import Product
from simfunnel.simulation.reference_stay import Lead, Rules, Stay
from simfunnel.variates import normal_cdf, normal_quantile
from simfunnel.variates.dispatch import quantile

__all__ = ["Deals"]

CERTAIN = 1.0 - 2.0**-53


class Deals:
    """The amounts of one replication: how they change, and what is paid on them."""

    def __init__(
        self,
        rules: Rules,
        points: Sequence[int],
        epochs: Sequence[Epoch],
        epoch: Callable[[int], Epoch],
    ) -> None:
        self.rules, self.points, self.epochs, self.epoch = rules, points, epochs, epoch
        self.matters = rules.plan.head(at.H_MATTERS)
        self.ahead: list[int] = rules.plan.ways[:, at.W_AHEAD].tolist()
        self.changed, self.sales, self.products = array("q"), array("q"), array("q")

    def worth(self, lead: Lead) -> int:
        """Return what a lead is worth, in hundredths, as it was drawn at its birth."""
        if lead.amount >= 0 or not self.matters & at.FEELS_AMOUNT:
            return max(lead.amount, 0)
        born = lead.born
        assert born is not None
        u, _ = self.rules.draw(lead, self.points[at.P_AMOUNT], 0)
        rho = born.amount_rho
        if rho != 0.0:
            better = lead.quality - born.sources[lead.source].mean
            u = normal_cdf(rho * better + math.sqrt(1.0 - rho * rho) * normal_quantile(u))
            u = min(max(u, 1.0 - CERTAIN), CERTAIN)
        if born.products:
            return sum(self.part_of_worth(each, lead, u) for each in born.products[lead.segment])
        return math.floor(quantile(self.rules.numbers, born.segments[lead.segment].slot, u) + 0.5)

    def part_of_worth(self, product: Product, lead: Lead, size: float) -> int:
        """Return what one product adds to what a lead is worth."""
        attached, v = self.rules.draw(lead, product.point, 0)
        if product.share is None:
            v = size
        elif not attached < product.share:
            return 0
        return math.floor(quantile(self.rules.numbers, product.slot, v) + 0.5)

    def sells(self, lead: Lead, stay: Stay) -> None:
        """Note the products of a deal won, and the deal itself: last, if they are known."""
        born = lead.born
        assert born is not None
        known = lead.stream >= 0 or self.rules.plan.leads[lead.index, at.O_AMOUNT] < 0
        if not born.products or not known:
            return
        own = born.products[lead.segment]
        for place, each in enumerate(own):
            if each.share is None or self.rules.draw(lead, each.point, 0)[0] < each.share:
                self.products.extend((stay.left, place))
        self.products.extend((stay.left, len(own)))

    def changes(self, lead: Lead, stage: int, occasion: int, stay: Stay) -> None:
        """Change what a lead is worth that goes on: by drift, then by the discount given."""
        value = self.epoch(stay.left).stages[stage].value
        if value is None or not self.ahead[stay.way]:
            return
        before = self.worth(lead)
        if before == 0:
            return
        u, _ = self.rules.draw(lead, value.point, occasion)
        drifted, lead.amount = changed_amount(before, value.median, value.sigma, lead.discount, u)
        self.changed.extend((stage, stay.left, drifted - before, drifted - lead.amount))

    def pays(self, lead: Lead, stage: int, stay: Stay) -> None:
        """Note what the team of the stage has won, and its commission."""
        work = self.epochs[0].stages[stage].work
        if work is not None:
            share = self.epoch(stay.left).teams[work.team].commission
            worth = max(lead.amount, 0)
            self.sales.extend((work.team, stay.left, commission_of(worth, share), worth))
