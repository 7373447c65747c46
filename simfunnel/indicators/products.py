"""What the deals won are made of."""

from __future__ import annotations

import numpy as np

from simfunnel.errors import TableError
from simfunnel.indicators.kinds import Bought, Parts, Seen
from simfunnel.measures.rows import ratio
from simfunnel.simulation.runner import Runs
from simfunnel.words import mark, say

__all__ = ["bought_in", "per_deal"]

_ALL = mark("all products")


def bought_in(runs: Runs, *, by_period: bool) -> Bought | None:
    """Return in how many of the deals won each product is; None where deals have no products.

    Parameters
    ----------
    runs : Runs
    by_period : bool
    """
    names = runs.compiled.layout.products
    if not names:
        return None
    first = runs.columns.products
    counts = runs.results.tallies[:, :, first : first + len(names) + 1]
    return Bought(names, counts if by_period else counts.sum(axis=1, keepdims=True))


def per_deal(seen: Seen) -> Parts:
    """Return how many products a deal won has on average, and how many of each."""
    if seen.bought is None:
        raise TableError(
            say("nothing says what deals are made of: a scenario needs 'products', and a history "
                "has no column of them.")
        )  # fmt: skip
    deals, each = seen.bought.counts[:, :, -1], seen.bought.counts[:, :, :-1]
    if not deals.any():
        raise TableError(say("no deal was won whose products are known."))
    parts = {_ALL: ratio(each.sum(axis=2).astype(np.float64), deals)}
    for k, name in enumerate(seen.bought.products):
        parts[name] = ratio(each[:, :, k].astype(np.float64), deals)
    return parts
