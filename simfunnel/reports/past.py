"""What a dashboard shows of a history: the past as it grew, and its funnel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
import pandas as pd

from simfunnel.cards.spans import Span, starred
from simfunnel.charts import (
    BAND_COLUMNS,
    FanData,
    FunnelData,
    FunnelStage,
    Measure,
    Target,
    day_short,
)
from simfunnel.charts import Span as Count
from simfunnel.errors import FunnelError
from simfunnel.forecasting.targets import parse_amount
from simfunnel.history import History
from simfunnel.indicators import KpiTable, kpis
from simfunnel.measures import Flows, flows_of
from simfunnel.reports.sight import ASKED, Sight
from simfunnel.units import format_count
from simfunnel.words import say, say_n

__all__ = ["past_sentence", "past_sight"]


def past_sight(
    of: History,
    target: str | None,
    since: date | str | None,
    quota: str | Mapping[str, str] | None = None,
) -> Sight:
    """Return what is known of a past.

    Parameters
    ----------
    of : History
    target : str, optional
        An amount, ``"400 000"``, or ``"90 won"``.
    since : date or str, optional
        The first day; that of the first stay where left out.
    quota : str or dict of str to str, optional
        As of `sf.kpis`.
    """
    stays = of.measured("month", since)
    begins = stays.periods.starts[0]
    found = kpis(of, only=[*ASKED, "stage_conversion"], since=begins, quota=quota)
    flows = flows_of(stays.together())
    return Sight(
        found, _fan(of, begins, target), lambda: _funnel(of, flows, found, begins), begins,
        of.last_day,
    )  # fmt: skip


def _fan(of: History, since: date, target: str | None) -> FanData:
    """Return the total as it grew, to the last day; nothing of it is simulated."""
    measure: Measure = "won_amount" if of.leads["amount"].notna().any() else "won"
    wanted = None
    if target is not None:
        try:
            measure, amount = parse_amount(target)
        except ValueError as error:
            raise FunnelError(str(error)) from None
        unit = 100.0 if measure == "won_amount" else 1.0
        wanted = Target(amount / unit, of.last_day)
    leads = of.leads
    won = leads[leads["won_on"].between(pd.Timestamp(since), pd.Timestamp(of.last_day))]
    worth = won["amount"].fillna(0) / 100.0 if measure == "won_amount" else 1.0
    days = won["won_on"].dt.normalize()
    grown = pd.Series(worth, index=won.index, dtype="float64").groupby(days).sum().cumsum()
    total = float(grown.iloc[-1]) if len(grown) else 0.0
    row = {column: [total] for column in BAND_COLUMNS[1:]}
    return FanData(
        pd.DataFrame({"date": [of.last_day], **row}), np.array([total]),
        today=of.last_day + timedelta(days=1), since=since, until=of.last_day, measure=measure,
        currency=of.currency, target=wanted,
        actuals=pd.DataFrame({"date": grown.index, "value": grown.to_numpy(dtype="float64")}),
    )  # fmt: skip


def _funnel(of: History, flows: Flows, found: KpiTable, since: date) -> FunnelData:
    """Return how many leads each stage saw, and where they came from."""
    entered = dict(zip(flows.stages, flows.entered.sum(axis=(0, 1)).tolist(), strict=True))
    opened = dict(zip(flows.stages, flows.opened.sum(axis=0).tolist(), strict=True))
    left = flows.left.sum(axis=(0, 1)).tolist()
    moves = [(way[0], way[1], n) for way, n in zip(flows.ways, left, strict=True)]
    shares = found.draws.get("stage_conversion", {})
    stages = []
    for place, name in enumerate(of.stages):
        came = [(of.stages.index(start), n) for start, to, n in moves if to == name]
        before = sum(n for start, n in came if start < place)
        back = sum(n for start, n in came if start >= place)
        share = float(shares[name][0, 0]) if name in shares else np.nan
        stages.append(
            FunnelStage(
                name, _exactly(opened.get(name, 0) + entered.get(name, 0)),
                open=opened.get(name, 0), before=before, back=back,
                outside=max(0, entered.get(name, 0) - before - back),
                goes_on=None if np.isnan(share) else share,
            )
        )  # fmt: skip
    won = sum(n for _, to, n in moves if to == "won")
    leads = int(flows.arrived.sum() + flows.opened.sum())
    return FunnelData(tuple(stages), _exactly(leads), _exactly(won), since, of.last_day, 0)


def _exactly(n: float) -> Count:
    """Return a count that was recorded."""
    return Count(float(n), float(n), float(n))


def past_sentence(sight: Sight) -> tuple[Span, ...]:
    """Return what was won, by how many deals, and what became of the target.

    Parameters
    ----------
    sight : Sight
    """
    fan, n = sight.fan, round(sight.funnel.won.mean)
    amounts = fan.amounts
    words: dict[str, object] = {
        "won": amounts.named(fan.booked, amounts.exact(fan.booked)),
        "first": day_short(fan.since),
        "last": day_short(fan.until),
        "n": format_count(n),
    }
    if not fan.booked and not n:
        told = say("**Nothing was won** from {first} to {last}", **words)
    elif not amounts.is_money:
        told = say("**{won} were won** from {first} to {last}", **words)
    else:
        told = say_n("**{won} was won** from {first} to {last}, with {n} deal",
                     "**{won} was won** from {first} to {last}, with {n} deals", n,
                     **words)  # fmt: skip
    if fan.target is None:
        return starred(f"{told}.")
    less = fan.target.value - fan.booked
    words |= {
        "told": told,
        "goal": amounts.named(fan.target.value, amounts.stated(fan.target.value)),
        "less": amounts.named(less, amounts.exact(less)),
    }
    if less > 0:
        return starred(say("{told}; the target of {goal} is missed by {less}.", **words))
    return starred(say("{told}; the target of {goal} is reached.", **words))
