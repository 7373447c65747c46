"""What is spent, by kind: every hundredth that a run counts is in exactly one of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simfunnel.measures.tallied import Tallied

__all__ = ["COSTS", "spent"]

COSTS = ("lead_costs", "touch_costs", "salaries", "commissions", "other_costs")
"""What leads and touches in nurture cost, what people earn, on deals too, and `costs.extra`."""


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
    >>> {kind: int(cents.sum()) for kind, cents in spent(runs).items()}
    {'lead_costs': 0, 'touch_costs': 0, 'salaries': 0, 'commissions': 0, 'other_costs': 0}
    """
    columns, layout, tallies = runs.columns, runs.compiled.layout, runs.results.tallies
    groups = (
        (columns.cost, len(layout.sources)),
        (columns.touch_cost, len(layout.stages) if layout.parked else 0),
        (columns.salary, len(layout.teams)),
        (columns.commission, len(layout.teams)),
        (columns.extra, 1),
    )
    return {
        kind: tallies[:, :, first : first + n].sum(axis=2)
        for kind, (first, n) in zip(COSTS, groups, strict=True)
    }
