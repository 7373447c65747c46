"""How the stays that are under way at the start end, compiled."""

from __future__ import annotations

import numpy as np

from simfunnel.clocks import NEVER, Clocks, Reviews
from simfunnel.compiled import njit
from simfunnel.funnel import layout as at
from simfunnel.simulation.effects import epoch_base
from simfunnel.simulation.kinds import Numbers, Whole
from simfunnel.simulation.walk_stays import end_of_opening_stay

__all__ = ["open_ends"]


@njit
def open_ends(
    numbers: Numbers,
    whole: Whole,
    clocks: Clocks,
    reviews: Reviews,
    k0: int,
    k1: int,
    times: float,
    traits: Whole,
    quality: Numbers,
    ends: Whole,
) -> None:
    """Write when and by which way the present stay of each open lead ends.

    Parameters
    ----------
    numbers, whole : ndarray
    clocks : Clocks
    reviews : Reviews
    k0, k1 : int
        Key of the replication.
    times : float
        How good the times are.
    traits, quality : ndarray
        Source and segment, and quality, of each open lead.
    ends : ndarray of int64, shape (n_open_leads, 2)
        Written: second, and way or `ZOMBIE`.
    """
    time = (clocks, reviews)
    for number in range(whole[at.H_N_LEADS]):
        row = whole[at.H_LEADS] + number * at.LEAD_COLUMNS
        key = (k0, k1, np.uint64(whole[row + at.O_KEY_LOW]), np.uint64(whole[row + at.O_KEY_HIGH]))
        s, entered = whole[row + at.O_STAGE], whole[row + at.O_ENTERED]
        worked = whole[row + at.O_WORKED]
        if worked == NEVER:
            continue  # it waits for work: what happens to it depends on others
        who = (quality[number], traits[number, 1], traits[number, 0], times)
        base = epoch_base(whole, entered)
        ends[number, 0], ends[number, 1] = end_of_opening_stay(
            numbers, whole, time, s, key, entered, worked, base, who
        )
