"""The numbers of what deals are made of: for each segment, each product's share and amount."""

from __future__ import annotations

from simfunnel.funnel import layout as at
from simfunnel.funnel.blocks import Block, amount_law
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.names import Names

__all__ = ["ALWAYS", "product_block", "product_width"]

ALWAYS = -1.0  # as a share: the product is a part of every deal


def product_width(names: Names) -> int:
    """Return how many numbers the products take in a row."""
    return len(names.segments) * len(names.products) * at.PRODUCT_WIDTH


def product_block(funnel: Funnel, names: Names, table_start: int) -> Block:
    """Return the numbers of all products, segment by segment."""
    block = Block(product_width(names), table_start)
    where = 0
    for segment in names.segments:
        own = funnel.segments[segment].products if segment in funnel.segments else {}
        for name in names.products:
            spec = funnel.products[name]
            share = own.get(name, spec.attached)
            block.values[where + at.PR_SHARE] = ALWAYS if share is None else share.number
            block.slot(where + at.PR_AMOUNT, amount_law(spec.amount))
            where += at.PRODUCT_WIDTH
    return block
