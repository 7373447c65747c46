"""What each lead of a future is worth, won or not: amounts are keyed by the lead alone."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simfunnel.compiled import njit
from simfunnel.funnel import layout as at
from simfunnel.funnel.layout import Plan
from simfunnel.funnel.lower import Compiled
from simfunnel.simulation.effects import segment_at
from simfunnel.simulation.keys import lead_keys
from simfunnel.simulation.kinds import Numbers, Whole
from simfunnel.simulation.luck import draw_open_traits, good_times
from simfunnel.simulation.products import summed
from simfunnel.simulation.reading import read_epochs
from simfunnel.simulation.tallies import STAY_COLUMNS
from simfunnel.variates import normal_cdf, normal_quantile, replication_key, uniforms
from simfunnel.variates.dispatch import quantile

__all__ = ["valued"]

_AT = {name: k for k, name in enumerate(STAY_COLUMNS)}
_CERTAIN = 1.0 - 2.0**-53


@njit
def _amounts(
    numbers: Numbers, whole: Whole, k0: Any, k1: Any, keys: Whole, law: Numbers, amounts: Whole
) -> None:
    """Write what each lead is worth.

    Parameters
    ----------
    numbers, whole : ndarray
    k0, k1 : int
        Key of the replication.
    keys : ndarray of int64, shape (n, 4)
        Key of each lead, where the row of its birth begins, and its segment.
    law : ndarray of float64, shape (n, 3)
        Correlation of amount and quality, mean of the source, and the lead's quality; NaN where
        that is to be drawn.
    amounts : ndarray of int64, shape (n,)
        Written, in hundredths.
    """
    first: Any = np.int64(0)
    points = whole[at.H_POINTS]
    worth, born = whole[points + at.P_AMOUNT], whole[points + at.P_BORN]
    for i in range(keys.shape[0]):
        c0: Any = np.uint64(keys[i, 0])
        c1: Any = np.uint64(keys[i, 1])
        u = uniforms(k0, k1, c0, c1, worth, first)[0]
        rho, mean, x = law[i, 0], law[i, 1], law[i, 2]
        if rho != 0.0:
            if math.isnan(x):
                x = mean + normal_quantile(uniforms(k0, k1, c0, c1, born, first)[1])
            u = normal_cdf(rho * (x - mean) + math.sqrt(1.0 - rho * rho) * normal_quantile(u))
            u = min(max(u, 1.0 - _CERTAIN), _CERTAIN)
        base, segment = keys[i, 2], keys[i, 3]
        if whole[at.H_N_PRODUCTS] > 0:
            amounts[i] = summed(numbers, whole, base, segment, (k0, k1, c0, c1), u)
        else:
            slot = segment_at(whole, base, segment) + at.SEG_AMOUNT
            amounts[i] = int(quantile(numbers, slot, u) + 0.5)


def valued(
    compiled: Compiled,
    seed: int,
    r: int,
    rows: NDArray[np.int64],
    referred: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Return the stays of one future with the amount of each lead.

    Parameters
    ----------
    compiled : Compiled
        As the future was run.
    seed, r : int
        The run's seed, and the number of the future.
    rows : ndarray of int64, shape (n_stays, 14)
    referred : ndarray of int64, shape (n_referred, 2)
        Keys of the leads that customers have brought in it.
    """
    plan = compiled.plan
    if not plan.head(at.H_MATTERS) & at.FEELS_AMOUNT:
        return rows
    order = np.lexsort((rows[:, _AT["entered_at"]], rows[:, 1], rows[:, 0]))
    ordered = rows[order]
    fresh = np.ones(len(rows), dtype=bool)
    fresh[1:] = (ordered[1:, :2] != ordered[:-1, :2]).any(axis=1)
    births, lead = ordered[fresh], np.cumsum(fresh) - 1
    known = ordered[:, _AT["amount"]]  # where it has changed on the way, from there on
    asked = np.unique(lead[known < 0])
    numbers, key = compiled.patches.numbers(plan, r), replication_key(seed, r)
    opened = draw_open_traits(plan, numbers, key, good_times(plan, key))[1]
    amounts = np.empty(len(asked), dtype=np.int64)
    keys, law = _law(plan, numbers, births[asked], opened, referred)
    _amounts(numbers, plan.whole, np.uint64(key[0]), np.uint64(key[1]), keys, law, amounts)
    drawn = np.full(len(births), -1, dtype=np.int64)
    drawn[asked] = amounts
    valued = rows.copy()
    valued[order, _AT["amount"]] = np.where(known < 0, drawn[lead], known)
    return valued


def _law(
    plan: Plan,
    numbers: NDArray[np.float64],
    births: NDArray[np.int64],
    opened: NDArray[np.float64],
    referred: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return keys and law of the leads whose first stays are given, as `_amounts` reads them."""
    stream, index = births[:, _AT["stream"]], births[:, _AT["index"]]
    segment, source = births[:, _AT["segment"]], births[:, _AT["source"]]
    epochs = read_epochs(plan, numbers)
    epoch = np.searchsorted(plan.epochs, births[:, _AT["entered_at"]], side="right") - 1
    means = np.array([[one.mean for one in each.sources] for each in epochs])
    rho = np.array([each.amount_rho for each in epochs])
    own_keys = lead_keys(plan, stream, index, referred)
    keys = np.column_stack([own_keys, epoch * plan.head(at.H_WIDTH), segment])
    x = np.full(len(births), np.nan if plan.head(at.H_MATTERS) & at.FEELS_QUALITY else 0.0)
    own = stream < 0
    x[own] = opened[index[own]]
    return keys, np.column_stack([rho[epoch], means[epoch, source], x])
