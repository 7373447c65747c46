"""How waits spread, and what stays consist of: both need the stays themselves."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simfunnel.clocks import NEVER
from simfunnel.errors import TableError
from simfunnel.measures.rows import ratio, rows, within
from simfunnel.measures.stays import Stays
from simfunnel.words import say

__all__ = ["PARTS", "stay_parts", "wait_spread"]

PARTS = ("wait", "hand_over", "work", "customer")
"""What a stay consists of, in order of time."""
_DAY = 86_400.0


def wait_spread(stays: Stays, percent: int) -> pd.DataFrame:
    """Return which wait so many per cent did not exceed, of the work finished in the period.

    Parameters
    ----------
    stays : Stays
        Of futures.
    percent : int

    Returns
    -------
    DataFrame
        Columns of `tables.RUNS`, days; the name is the stage. Missing where no work was finished.

    Raises
    ------
    TableError
        If the stays are those of a past.
    """
    _check(stays)
    done = stays.waited >= 0
    codes = np.unique(stays.stage[done])
    period = stays.period_of(stays.worked)
    done &= period >= 0
    shape = (len(stays.replications), len(stays.periods), len(codes))
    group = np.ravel_multi_index(
        (stays.which[done], period[done], np.searchsorted(codes, stays.stage[done])), shape
    )
    waits = stays.waited[done] / _DAY
    ordered = waits[np.lexsort((waits, group))]
    n = np.bincount(group, minlength=int(np.prod(shape)))
    place = np.cumsum(n) - n - (-percent * n // 100) - 1
    values = np.full(len(n), np.nan)
    values[n > 0] = ordered[place[n > 0]]
    return rows(stays, f"wait_p{percent}", [stays.stages[k] for k in codes], values.reshape(shape))


def stay_parts(stays: Stays) -> pd.DataFrame:
    """Return how long a stay that ended in the period was on average, part by part.

    Waiting for us, between reps, our work, the customer's time: together they are the stay. Who
    left before our work was done has waited all the time. Stays that were under way at the start
    are left out: nobody says what they were like.

    Parameters
    ----------
    stays : Stays
        Of futures.

    Returns
    -------
    DataFrame
        Columns of `tables.RUNS`, days; the name is "stage > part", as in `PARTS`. Missing where no
        stay ended.

    Raises
    ------
    TableError
        If the stays are those of a past.
    """
    _check(stays)
    period = stays.period_of(stays.left)
    kept = (period >= 0) & ~stays.opening
    entered, left = stays.entered[kept], stays.left[kept]
    never = stays.worked[kept] == NEVER
    wait = np.where(never, left - entered, np.maximum(stays.waited[kept], 0))
    handed = np.where(never, 0, stays.handed[kept])
    until = np.where(never, left, stays.worked[kept])
    work = np.maximum(until - entered - wait - handed, 0)
    parts = np.stack([wait, handed, work, left - entered - wait - handed - work], axis=1)
    shape = (len(stays.replications), len(stays.periods), len(stays.stages))
    sums = np.zeros((*shape, len(PARTS)), dtype=np.int64)
    counts = np.zeros(shape, dtype=np.int64)
    where = stays.which[kept], period[kept], stays.stage[kept]
    np.add.at(sums, where, parts)
    np.add.at(counts, where, 1)
    names = [within(stage, part) for stage in stays.stages for part in PARTS]
    means = ratio(sums, counts[..., None]) / _DAY
    return rows(stays, "stay_parts", names, means.reshape(*shape[:2], len(names)))


def _check(stays: Stays) -> None:
    """Refuse stays of a past."""
    if not stays.knows_work:
        raise TableError(
            say("when work begins is known of simulated futures only; a past does not tell it.")
        )
