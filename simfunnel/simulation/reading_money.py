"""What deals are made of, what changes amounts, and what happens after the sale, with names."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simfunnel.funnel import layout as at
from simfunnel.funnel.layout import Plan

__all__ = ["After", "Product", "Value", "read_after", "read_products", "read_value"]


@dataclass(frozen=True, slots=True)
class Value:
    """What changes amounts in a stage: drift, and the discount that is given."""

    median: float
    sigma: float
    discount: float
    odds: float
    """ln odds for a discount of all."""
    usual: float
    """The discount at which odds are as stated."""
    point: int


@dataclass(frozen=True, slots=True)
class Product:
    """A product of a segment's deals."""

    share: float | None
    """Of deals to which it is attached; None where it is always part."""
    slot: int
    point: int


@dataclass(frozen=True, slots=True)
class After:
    """What happens after the sale, as it is in one epoch."""

    onboards: bool
    advance: float
    clock: int
    dwell: int
    """Position of the slot."""
    term: int
    first: float
    later: float
    rises: float
    expands: float
    more: float
    shrinks: float
    less: float
    uplift: float
    refers: float
    """Hazard per second."""
    paid: int
    bills: int
    arrears: bool


def read_after(plan: Plan, row: NDArray[np.float64], base: int) -> After | None:
    """Read what happens after the sale, if anything does."""
    where = plan.head(at.H_AFTER)
    if where < 0:
        return None
    own = row[where : where + at.AFTER_WIDTH].tolist()
    return After(
        onboards=own[at.AF_ONBOARDS] != 0.0,
        advance=own[at.AF_ADVANCE],
        clock=int(own[at.AF_CLOCK]),
        dwell=base + where + at.AF_DWELL,
        term=int(own[at.AF_TERM]),
        first=own[at.AF_FIRST],
        later=own[at.AF_NEXT],
        rises=own[at.AF_RISES],
        expands=own[at.AF_EXPANDS],
        more=own[at.AF_MORE],
        shrinks=own[at.AF_SHRINKS],
        less=own[at.AF_LESS],
        uplift=own[at.AF_UPLIFT],
        refers=own[at.AF_REFERS],
        paid=int(own[at.AF_PAID]),
        bills=int(own[at.AF_BILLS]),
        arrears=own[at.AF_ARREARS] != 0.0,
    )


def read_products(
    plan: Plan, row: NDArray[np.float64], base: int
) -> tuple[tuple[Product, ...], ...]:
    """Read the products of each segment's deals; nothing where deals have none."""
    points = plan.whole[plan.head(at.H_PRODUCTS) :][: plan.head(at.H_N_PRODUCTS)].tolist()
    if not points:
        return ()
    where, found = plan.head(at.H_PRODUCT_AT), []
    for _ in range(plan.head(at.H_N_SEGMENTS)):
        own = []
        for point in points:
            share = float(row[where + at.PR_SHARE])
            slot = base + where + at.PR_AMOUNT
            own.append(Product(None if share < 0.0 else share, slot, point))
            where += at.PRODUCT_WIDTH
        found.append(tuple(own))
    return tuple(found)


def read_value(plan: Plan, row: NDArray[np.float64], s: int) -> Value | None:
    """Read what changes amounts in a stage, if anything does."""
    where = int(plan.stages[s, at.S_VALUE])
    if where < 0:
        return None
    own = row[where : where + at.VALUE_WIDTH].tolist()
    return Value(
        median=own[at.VA_MEDIAN],
        sigma=own[at.VA_SIGMA],
        discount=own[at.VA_DISCOUNT],
        odds=own[at.VA_ODDS],
        usual=own[at.VA_USUAL],
        point=int(plan.stages[s, at.S_VALUE_POINT]),
    )
