"""How good every lead truly is, which nobody sees: drawn again, since draws are keyed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simfunnel.funnel import layout as at
from simfunnel.funnel.layout import Plan
from simfunnel.simulation.keys import lead_keys
from simfunnel.simulation.luck import draw_open_traits, good_times
from simfunnel.simulation.reading import read_epochs
from simfunnel.simulation.runner import Runs
from simfunnel.simulation.tallies import STAY_COLUMNS
from simfunnel.variates import normal_quantile, replication_key, uniforms

__all__ = ["good_leads"]

_AT = {name: k for k, name in enumerate(STAY_COLUMNS)}


def good_leads(runs: Runs) -> dict[int, NDArray[np.bool_]] | None:
    """Return whether the lead of each kept stay is truly good.

    Parameters
    ----------
    runs : Runs
        With the stays that matter.

    Returns
    -------
    dict of int to ndarray of bool, optional
        By replication, in the order of its stays; None where the funnel states no quality.

    Examples
    --------
    >>> from simfunnel.funnel.examples import busy
    >>> from simfunnel.funnel.lower import compile_funnel
    >>> from simfunnel.simulation.runner import simulate
    >>> runs = simulate(compile_funnel(busy()), 1, seed=1, engine="simpy", stays_of=[0])
    >>> bool(0.3 < good_leads(runs)[0].mean() < 0.7)
    True
    """
    quality = runs.compiled.funnel.quality
    if quality is None:
        return None
    threshold = normal_quantile(1.0 - quality.good.number)
    return {r: _quality(runs, r, rows) > threshold for r, rows in runs.stays.items()}


def _quality(runs: Runs, r: int, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the quality of the lead of each stay of one future."""
    version = runs.version(r)
    plan = version.plan
    leads, lead = np.unique(rows[:, :2], axis=0, return_inverse=True)
    source, born = np.zeros(len(leads), dtype=np.int64), np.full(len(leads), plan.end)
    source[lead] = rows[:, _AT["source"]]
    np.minimum.at(born, lead, rows[:, _AT["entered_at"]])
    numbers, key = version.patches.numbers(plan, r), replication_key(runs.seed, r)
    means = np.array([[one.mean for one in each.sources] for each in read_epochs(plan, numbers)])
    mean = means[np.searchsorted(plan.epochs, born, side="right") - 1, source]
    keys = lead_keys(plan, leads[:, 0], leads[:, 1], runs.referred[r]).tolist()
    birth = _birth(plan)
    opened = draw_open_traits(plan, numbers, key, good_times(plan, key))[1]
    found = np.empty(len(leads))
    for i, (stream, index) in enumerate(leads.tolist()):
        low, high = keys[i]
        if stream < 0:
            found[i] = opened[index]
        else:
            v = uniforms(*key, low, high, birth, 0)[1]
            found[i] = mean[i] + normal_quantile(v)
    return found[lead]


def _birth(plan: Plan) -> int:
    """Return the point of the traits that a lead is born with."""
    return plan.head(plan.head(at.H_POINTS) + at.P_BORN)
