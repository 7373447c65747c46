"""What is spent, by kind: every hundredth that a run counts is in exactly one of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simfunnel.funnel import customer_items as items
from simfunnel.funnel.customer_items import ITEMS
from simfunnel.measures.tallied import Tallied

__all__ = ["COSTS", "SERVING", "spent"]

COSTS = ("lead_costs", "touch_costs", "salaries", "commissions", "other_costs", "hiring_costs",
         "serving_costs")  # fmt: skip
"""What leads and their sources cost, touches in nurture, what people earn, on deals too,
`costs.extra`, what new people cost, and what customers cost to serve."""
SERVING = COSTS.index("serving_costs")


def spent(runs: Tallied) -> dict[str, NDArray[np.int64]]:
    """Return what each future spends in each period.

    Parameters
    ----------
    runs : Runs

    Returns
    -------
    dict of str to ndarray of int64, shape (n, n_periods)
        Hundredths of the currency by kind, as in `COSTS`.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> from simfunnel.funnel.lower import compile_funnel
    >>> from simfunnel.simulation.runner import simulate
    >>> runs = simulate(compile_funnel(tiny()), 2, seed=1, engine="simpy")
    >>> found = spent(runs)
    >>> list(found) == list(COSTS), {int(cents.sum()) for cents in found.values()}
    (True, {0})
    """
    columns, layout, tallies = runs.columns, runs.compiled.layout, runs.results.tallies
    groups = (
        (columns.cost, len(layout.sources)),
        (columns.touch_cost, len(layout.stages) if layout.parked else 0),
        (columns.salary, len(layout.teams)),
        (columns.commission, len(layout.teams)),
        (columns.extra, 1),
        (columns.hiring, len(layout.teams)),
    )
    found = {
        kind: tallies[:, :, first : first + n].sum(axis=2)
        for kind, (first, n) in zip(COSTS[:SERVING], groups, strict=True)
    }
    served = np.arange(2 * len(layout.segments) if layout.after else 0) * ITEMS + items.SERVING
    sources = np.arange(len(layout.sources) if layout.spends else 0)
    found["lead_costs"] = found["lead_costs"] + tallies[:, :, columns.spend + sources].sum(axis=2)
    return found | {COSTS[SERVING]: tallies[:, :, columns.customers + served].sum(axis=2)}
