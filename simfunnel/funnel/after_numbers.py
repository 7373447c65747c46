"""The numbers of what happens after the sale, as a row of the flat array holds them."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from simfunnel.funnel import layout as at
from simfunnel.funnel.after_sale import BILLED, Customer
from simfunnel.funnel.blocks import Block, ClockIds, dwell_law
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.names import Names

__all__ = ["after_block", "referred_source"]


def referred_source(funnel: Funnel, names: Names) -> int:
    """Return the source of the leads that customers bring; -1 where they bring none."""
    refers = None if funnel.customer is None else funnel.customer.refers
    return -1 if refers is None else names.sources.index(refers.source)


def after_block(funnel: Funnel, clocks: ClockIds, table_start: int) -> Block:
    """Return the numbers of what happens after the sale; no width where nothing does."""
    spec = funnel.after_sale
    block = Block(0 if spec is None else at.AFTER_WIDTH, table_start)
    if spec is None:
        return block
    values = block.values
    values[at.AF_ADVANCE] = 1.0
    if spec.onboarding is not None:
        values[at.AF_ONBOARDS] = 1.0
        values[at.AF_ADVANCE] = spec.onboarding.advance.number
        values[at.AF_CLOCK] = clocks.of(spec.onboarding.dwell.clock)
        block.slot(at.AF_DWELL, dwell_law(spec.onboarding.dwell))
    if spec.customer is not None:
        _customer(values, spec.customer)
        values[at.AF_BILLS] = 1.0
    if spec.payment is not None:
        values[at.AF_PAID] = math.floor(spec.payment.paid_after.seconds + 0.5)
        if spec.payment.billed is not None:
            values[at.AF_BILLS], values[at.AF_ARREARS] = BILLED[spec.payment.billed]
    return block


def _customer(values: NDArray[np.float64], customer: Customer) -> None:
    """Write how customers stay, and what changes when they renew."""
    renews = customer.renews
    later = renews.second if renews.later is None else renews.later
    assert later is not None  # one of the two is stated
    values[at.AF_TERM] = customer.term_seconds
    values[at.AF_FIRST], values[at.AF_NEXT] = renews.first.number, later.number
    values[at.AF_RISES] = float(renews.later is None)
    values[at.AF_EXPANDS] = customer.expands.share.number
    values[at.AF_MORE] = customer.expands.amount.number
    values[at.AF_SHRINKS] = customer.shrinks.share.number
    values[at.AF_LESS] = customer.shrinks.amount.number
    values[at.AF_UPLIFT] = 1.0 + customer.uplift.number
    if customer.refers is not None:
        values[at.AF_REFERS] = customer.refers.leads.per_day / 86_400.0
