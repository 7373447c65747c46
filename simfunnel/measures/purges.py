"""What giving up old leads would cost: stale limits at quantiles of what deals took."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from simfunnel.errors import TableError
from simfunnel.measures.stays import OUTSIDE, Stays
from simfunnel.tables import PURGES, empty_table
from simfunnel.words import say

__all__ = ["QUANTILES", "purges"]

QUANTILES = (0.5, 0.75, 0.9, 0.95)
"""Shares of the good deals that limits keep where nobody says."""

_DAY = 86_400


def purges(stays: Stays, quantiles: Sequence[float] = QUANTILES) -> pd.DataFrame:
    """Return for each stage which limits keep so many of the deals, and which deals they purge.

    A limit is the time in the stage that so many of the stays did not exceed whose lead was won
    in the end. Whoever stays longer would be purged by it. Only leads count whose whole life is
    known from their birth on; who is still open and over the limit stands in a column of its own,
    since nobody knows yet whether it would be won.

    Parameters
    ----------
    stays : Stays
        Of the past or of futures; long enough for most leads to end.
    quantiles : sequence of float
        Above 0, up to 1.

    Returns
    -------
    DataFrame
        Columns of `tables.PURGES`; counts are averages over the futures. No rows for stages
        through which no deal has come.

    Raises
    ------
    TableError
        If a quantile is not a share above 0.

    Examples
    --------
    >>> from simfunnel.measures.examples import three_leads_stays
    >>> table = purges(three_leads_stays(), [0.9])
    >>> table[["stage", "limit_days", "purged", "purged_won"]].to_numpy().tolist()
    [['call', 15.0, 1.0, 0.0], ['pitch', 14.0, 0.0, 0.0]]
    """
    for share in quantiles:
        if not 0.0 < share <= 1.0:
            raise TableError(
                say("a quantile is {share}; give shares above 0 and up to 1.", share=share)
            )
    spans = np.diff(stays.first, append=len(stays.lead))
    born = np.repeat(stays.born[stays.first], spans)
    fate = np.repeat(stays.closes[stays.last], spans)
    is_won = fate == (stays.outcomes.index("won") if "won" in stays.outcomes else -2)
    ended, age = fate != OUTSIDE, np.minimum(stays.left, stays.end) - stays.entered
    rows: list[dict[str, object]] = []
    futures = len(stays.replications)
    for s, stage in enumerate(stays.stages):
        here = born & (stays.stage == s)
        deals = here & is_won
        if not deals.any():
            continue
        limits = np.quantile(age[deals], quantiles, method="inverted_cdf")
        for share, limit in zip(quantiles, limits.tolist(), strict=True):
            over = here & (age > limit)
            lost = over & is_won
            rows.append(
                {
                    "stage": stage,
                    "kept": share,
                    "limit_days": limit / _DAY,
                    "purged": (over & ended).sum() / futures,
                    "purged_won": lost.sum() / futures,
                    "purged_amount": np.maximum(stays.cents[lost], 0).sum() / 100.0 / futures,
                    "open_over": (over & ~ended).sum() / futures,
                    "won": deals.sum() / futures,
                }
            )
    if not rows:
        return empty_table(PURGES)
    return pd.DataFrame(rows)[list(PURGES)].astype(PURGES)
