"""What a deal is made of, compiled: which products are attached to it, and what each costs."""

from __future__ import annotations

from typing import Any

import numpy as np

from simfunnel.compiled import njit_apart
from simfunnel.funnel import layout as at
from simfunnel.simulation.kinds import Key, Numbers, Whole
from simfunnel.variates import uniforms
from simfunnel.variates.dispatch import quantile

__all__ = ["is_part", "product_at", "summed"]


@njit_apart
def product_at(whole: Whole, base: int, segment: int, product: int) -> int:
    """Return where the numbers of a product in a segment's deals begin."""
    which = segment * whole[at.H_N_PRODUCTS] + product
    where: int = base + whole[at.H_PRODUCT_AT] + which * at.PRODUCT_WIDTH
    return where


@njit_apart
def is_part(numbers: Numbers, whole: Whole, here: int, product: int, key: Key) -> bool:
    """Return whether the product whose numbers begin at `here` is a part of a deal."""
    share = numbers[here + at.PR_SHARE]
    if share < 0.0:
        return True
    own: int = whole[whole[at.H_PRODUCTS] + product]
    first: Any = np.int64(0)
    return bool(uniforms(key[0], key[1], key[2], key[3], own, first)[0] < share)


@njit_apart
def summed(numbers: Numbers, whole: Whole, base: int, segment: int, key: Key, size: float) -> int:
    """Return what a deal is worth, in hundredths: the sum of its products, each rounded once.

    Parameters
    ----------
    numbers, whole : ndarray
    base : int
        Where the row begins of the epoch in which the lead was born.
    segment : int
    key : tuple
        The four words of the draws of a replication and a lead.
    size : float
        The uniform by which all products are drawn that are always part of a deal.
    """
    first: Any = np.int64(0)
    total: Any = first
    for product in range(whole[at.H_N_PRODUCTS]):
        here = product_at(whole, base, segment, product)
        u = size
        if numbers[here + at.PR_SHARE] >= 0.0:
            if not is_part(numbers, whole, here, product, key):
                continue
            own = whole[whole[at.H_PRODUCTS] + product]
            u = uniforms(key[0], key[1], key[2], key[3], own, first)[1]
        total += int(quantile(numbers, here + at.PR_AMOUNT, u) + 0.5)
    return int(total)
