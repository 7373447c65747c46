"""What futures show of KPIs: tallies of all, stays and sellers of the first of them, a target."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simfunnel.forecasting import Goal, Outlook
from simfunnel.forecasting.measured import remade
from simfunnel.funnel.changes import Change
from simfunnel.funnel.quotas import seat_quotas, states_quotas
from simfunnel.funnel.review_acts import acts
from simfunnel.funnel.sources import spend_factor
from simfunnel.indicators.customers import followed
from simfunnel.indicators.kinds import Aim, Asked, Followed, Quota, Seen, Sold
from simfunnel.indicators.moving import days_of
from simfunnel.indicators.products import bought_in
from simfunnel.indicators.stated import amount_of, market_of
from simfunnel.measures import (
    customers_of_runs,
    flows_of_runs,
    seat_names,
    sold_by_seat,
    stays_of_runs,
)
from simfunnel.measures.rows import within
from simfunnel.simulation.runner import Runs
from simfunnel.simulation.worth import with_worth

__all__ = ["seen_of_outlook", "target_of"]


def seen_of_outlook(of: Outlook, asked: Asked) -> Seen:
    """Return what futures show.

    Parameters
    ----------
    of : Outlook
    asked : Asked

    Examples
    --------
    >>> from simfunnel.forecasting import forecast
    >>> from simfunnel.funnel.examples import tiny
    >>> outlook = forecast(tiny(), replications=3, engine="simpy")
    >>> seen_of_outlook(outlook, Asked("pitch", "pitch")).stays.replications.tolist()
    [0, 1, 2]
    """
    runs = of.runs
    again = remade(runs, asked.futures)
    apart, flows = stays_of_runs(with_worth(again)), flows_of_runs(runs)
    funnel = runs.compiled.funnel
    aim, goal = None, of.goal(target_of(of, asked.target))
    if goal is not None and goal.measure == "won_amount":
        window = of.window(goal)
        total = of.futures.parts(window, goal.measure).total / 100.0
        days = f"{window.since} to {window.by}"
        aim = Aim(days, goal.value, float(window.booked_value(goal.measure)), total)
    n, first = len(runs.compiled.layout.sources), runs.columns.cost
    cents = runs.results.tallies[:, :, first : first + n]
    if runs.compiled.layout.spends:
        spend = runs.columns.spend
        cents = cents + runs.results.tallies[:, :, spend : spend + n]
    costs = None
    if cents.any():
        costs = (cents if asked.by_period else cents.sum(axis=1, keepdims=True)) / 100.0
    won = bool(flows.through([way[1] == "won" for way in flows.ways]).any())
    sold = _sold(again, won=won) if asked.selling else None
    return Seen(
        apart if asked.by_period else apart.together(),
        flows if asked.by_period else flows.together(),
        apart, flows, tuple(funnel.stages), asked.marketing, asked.qualified,
        lead_costs=costs, aim=aim, sold=sold,
        quotas=_quotas(again, sold, by_period=asked.by_period) if asked.selling else None,
        market=market_of(asked.market, int(days_of(flows).sum())),
        thirds={name: s.part for name, s in funnel.stages.items() if s.part is not None},
        next_lead=_next_lead(runs),
        followed=_followed(runs, by_period=asked.by_period),
        bought=bought_in(runs, by_period=asked.by_period),
    )  # fmt: skip


def _next_lead(runs: Runs) -> dict[str, float]:
    """Return what one lead more costs of each source on which money is spent by time."""
    made, now = runs.compiled.resolved.funnel.sources, runs.compiled.funnel.sources
    found = {}
    for name, source in now.items():
        if source.spend is not None and source.leads is not None and source.leads.number > 0:
            per_day = source.leads.per_day * spend_factor(source, made[name])
            lead = 0.0 if source.cost is None else source.cost.cents / 100.0
            found[name] = lead + source.spend.costs_next(per_day)
    return found


def _followed(runs: Runs, *, by_period: bool) -> Followed | None:
    """Return the customers after the deal, if they are followed."""
    if runs.compiled.funnel.customer is None:
        return None
    apart, edges = customers_of_runs(runs), np.array(runs.compiled.periods.edges())
    days = np.diff(edges) / 86_400.0
    if by_period:
        return followed(runs, apart, days)
    return followed(runs, apart.together(), days.sum(keepdims=True))


def target_of(of: Outlook, target: Goal | str | None) -> Goal | str | None:
    """Return a target; an amount alone is one for the whole horizon.

    Parameters
    ----------
    of : Outlook
    target : Goal or str, optional
    """
    if not isinstance(target, str) or " by " in target or target in {g.name for g in of.goals}:
        return target
    measure, amount = amount_of(target)
    return Goal(measure, amount, of.futures.last_day, of.futures.start)  # type: ignore[arg-type]


def _sold(again: Runs, *, won: bool) -> Sold | None:
    """Return what each seller wins in the first futures; None where nobody works on wins."""
    names, cents = sold_by_seat(again)
    return Sold(names, cents / 100.0) if names or not won else None


def _quotas(runs: Runs, sold: Sold | None, *, by_period: bool) -> dict[str, Quota] | None:
    """Return what each team with a quota wins and is to win, and each seat of it.

    Teams of all futures, by period where asked; seats of those futures whose stays are kept.
    """
    if not states_quotas(runs.compiled):
        return None
    by_future, quotas = _quotas_by_future(runs), dict[str, Quota]()
    for t, team in enumerate(runs.compiled.layout.teams):
        each = {r: quota[team] for r, quota in by_future.items() if team in quota}
        if not each:
            continue
        most = max(quota.shape[1] for quota in each.values())
        asked = np.zeros((runs.n, len(runs.compiled.periods), most))
        for k, r in enumerate(by_future):
            if r in each:
                asked[k, :, : each[r].shape[1]] = each[r]
        won = runs.results.tallies[:, :, runs.columns.sold + t] / 100.0
        whole = Quota(won, asked.sum(axis=2))
        quotas[team] = whole if by_period else whole.together()
        kept = asked[np.isin(runs.finished, list(runs.stays))].sum(axis=1)
        for k, name in enumerate(seat_names(runs, t, most)):
            amounts = np.zeros((len(kept), 1)) if sold is None else sold.by(name)
            quotas[within(team, name)] = Quota(amounts, kept[:, k, None])
    return quotas


def _quotas_by_future(runs: Runs) -> dict[int, dict[str, NDArray[np.float64]]]:
    """Return what seats are to win in each future; review rules may add seats and change quotas."""
    alike: dict[tuple[Change, ...], dict[str, NDArray[np.float64]]] = {}
    found: dict[int, dict[str, NDArray[np.float64]]] = {}
    for r in runs.finished.tolist():
        done = acts(runs.compiled.funnel, runs.fired.get(r, ())).changes
        own = tuple(change for change in done if change.path.startswith("teams."))
        if own not in alike:
            alike[own] = seat_quotas(runs.compiled, own)
        found[r] = alike[own]
    return found
