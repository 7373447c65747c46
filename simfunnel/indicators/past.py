"""What a past shows of KPIs: its stays, costs, owners, and a target beside it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from simfunnel.errors import UnknownNameError, did_you_mean
from simfunnel.history import History
from simfunnel.indicators.kinds import Aim, Asked, Quota, Seen, Sold
from simfunnel.indicators.moving import days_of
from simfunnel.indicators.stated import amount_of, market_of, quota_of
from simfunnel.measures import Flows, flows_of
from simfunnel.words import mark, say

__all__ = ["seen_of_history"]


def seen_of_history(of: History, asked: Asked) -> Seen:
    """Return what a past shows.

    Parameters
    ----------
    of : History
    asked : Asked

    Examples
    --------
    >>> from simfunnel.history import read_history
    >>> history = read_history("tests/data/crm/tiny.csv", "tests/data/crm/tiny.yaml")
    >>> first = history.stages[0]
    >>> int(seen_of_history(history, Asked(first, first)).flows.arrived.sum())
    4
    """
    apart = of.measured("month", asked.since)
    stays = apart if asked.by_period else apart.together()
    flows = flows_of(stays)
    aim = None
    if asked.target is not None:
        measure, amount = amount_of(asked.target)
        if measure == "won_amount":
            days = f"{apart.periods.starts[0]} to {of.last_day}"
            aim = Aim(days, amount / 100.0, 0.0, flows.won_cents.sum(axis=1) / 100.0)
    start, last = np.datetime64(apart.periods.starts[0]), np.datetime64(of.last_day)
    leads, sold = of.leads, None
    won = leads[leads["won_on"].between(start, last) & leads["owner"].notna()]
    if leads["owner"].notna().any():
        sums = won.groupby("owner")["amount"].sum()
        names = sorted({str(name) for name in leads["owner"].dropna()})
        values = sums.reindex(names).fillna(0).to_numpy(dtype=np.float64) / 100.0
        sold = Sold(tuple(names), values[None, :])
    return Seen(
        stays, flows, apart, flows_of(apart), of.stages, asked.marketing, asked.qualified,
        lead_costs=_costs_of(leads, flows), aim=aim, sold=sold,
        market=market_of(asked.market, int(days_of(flows).sum())),
        quotas=_quotas(asked.quota, sold, (last - start).astype(int) + 1),
    )  # fmt: skip


def _quotas(
    stated: str | Mapping[str, str] | None, sold: Sold | None, days: int
) -> dict[str, Quota] | None:
    """Return what each seller was to win in so many days, and all of them who have a quota."""
    if stated is None:
        return None
    names = () if sold is None else sold.sellers
    wanted = dict(stated) if isinstance(stated, Mapping) else dict.fromkeys(names, stated)
    found: dict[str, Quota] = {}
    for name, text in wanted.items():
        if names and name not in names:
            hint = did_you_mean(name, names)
            raise UnknownNameError(
                say("no owner is called {name}.{hint}", name=repr(name), hint=hint)
            )
        daily = quota_of(text)
        if sold is not None:
            found[name] = Quota(sold.by(name), np.full((1, 1), daily * days))
    if not found:
        return found
    won, asked = (np.sum([getattr(q, name) for q in found.values()], axis=0)
                  for name in ("won", "asked"))  # fmt: skip
    return {mark("all sellers"): Quota(won, asked), **found}


def _costs_of(leads: pd.DataFrame, flows: Flows) -> np.ndarray | None:
    """Return what the leads of a past cost by period and source; None where no cost is known."""
    if not leads["cost"].notna().any():
        return None
    edges = np.array([*flows.periods.starts, flows.periods.end], dtype="datetime64[s]")
    when = np.searchsorted(edges, leads["created_on"].to_numpy(dtype="datetime64[s]"), "right") - 1
    costs = np.zeros((1, len(flows.periods), len(flows.sources)))
    names = {name: k for k, name in enumerate(flows.sources)}
    source = leads["source"].fillna("").map(names).fillna(-1).to_numpy(dtype=np.int64)
    kept = (when >= 0) & (when < len(flows.periods)) & (source >= 0)
    values = leads["cost"].fillna(0).to_numpy(dtype=np.float64) / 100.0
    np.add.at(costs[0], (when[kept], source[kept]), values[kept])
    return costs
