"""KPIs of an outlook or of a history as one table, and why some of them cannot be shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import pandas as pd

from simfunnel.errors import FunnelError, TableError, UnknownNameError, did_you_mean
from simfunnel.forecasting import Goal, Outlook
from simfunnel.forecasting.measured import TOLD, retold
from simfunnel.forecasting.targets import parse_amount
from simfunnel.history import History
from simfunnel.history.measured import past_stays
from simfunnel.indicators.catalogue import KPIS, kpi_named
from simfunnel.indicators.kinds import Aim, Kpi, Parts, Seen, Sold
from simfunnel.measures import Flows, flows_of, flows_of_runs, stays_table
from simfunnel.measures.summary import figures
from simfunnel.simulation.remake import remake
from simfunnel.units import parse_date
from simfunnel.words import say

__all__ = ["KpiTable", "kpis"]

_COLUMNS = ["kpi", "name", "part", "unit", "since", "by", "futures", "mean", "p10", "p50", "p90"]


@dataclass(frozen=True, eq=False)
class KpiTable:
    """KPIs, and those that what was seen cannot show.

    Parameters
    ----------
    table : DataFrame
        kpi, name, part, unit, since, by (days, both counted), futures, mean, p10, p50, p90; a row
        per part and period. Of a past, all figures of a row are the same.
    missing : dict of str to str
        Why a KPI is not in the table.
    currency : str
    is_past : bool
    followed : int
        In how many futures single leads were followed; counts come from all.
    draws : dict of str to dict of str to ndarray, shape (n_futures, n_periods)
        What each future brings, by KPI and part: all that the table is made from.
    """

    table: pd.DataFrame
    missing: dict[str, str]
    currency: str
    is_past: bool
    followed: int
    draws: dict[str, Parts] = field(default_factory=dict, repr=False)

    def _repr_html_(self) -> str:
        """Return what a notebook shows."""
        html: str = self.table.to_html(index=False)
        return html

    def to_json(self) -> dict[str, object]:
        """Return plain data: ``kpis``, rows; ``missing``; ``currency``."""
        rows = self.table.astype(object).where(self.table.notna(), None).to_dict("records")
        return {"currency": self.currency, "kpis": rows, "missing": dict(self.missing)}


def kpis(
    of: Outlook | History,
    *,
    only: str | Sequence[str] | None = None,
    marketing: str | None = None,
    qualified: str | None = None,
    target: str | None = None,
    since: date | str | None = None,
    by_period: bool = False,
    futures: int = TOLD,
) -> KpiTable:
    """Return the KPIs that articles on sales name.

    Parameters
    ----------
    of : Outlook or History
    only : str or sequence of str, optional
        Keys of `simfunnel.indicators.KPIS`; all where left out.
    marketing, qualified : str, optional
        The stages in which a lead counts as marketing's and as qualified; the first and the
        second one where left out.
    target : str, optional
        An amount, ``"400 000"``; of an outlook also a target's name or ``"1.2M by 2026-12-31"``.
        The outlook's first target where left out.
    since : date or str, optional
        First day of a history; that of its first stay where left out.
    by_period : bool
        Whether each period is told apart. Quantiles of periods are never added.
    futures : int
        How many futures tell their stays, where counts are not enough.

    Returns
    -------
    KpiTable

    Raises
    ------
    UnknownNameError
        If no KPI or stage has that name; the nearest is offered.
    TableError
        If one KPI is asked for and cannot be shown; the sentence says what is missing.

    Examples
    --------
    >>> from simfunnel.history import read_history
    >>> history = read_history("tests/data/crm/tiny.csv", "tests/data/crm/tiny.yaml")
    >>> kpis(history, only="leads").table[["kpi", "mean"]].to_numpy().tolist()
    [['leads', 4.0]]
    """
    keys = [only] if isinstance(only, str) else list(KPIS if only is None else only)
    wanted = [kpi_named(key) for key in keys]
    past = isinstance(of, History)
    stages = of.stages if isinstance(of, History) else tuple(of.runs.compiled.funnel.stages)
    first = _stage(marketing, stages, 0)
    second = _stage(qualified, stages, 1)
    if isinstance(of, History):
        seen = _of_history(of, (first, second), target, since, by_period=by_period)
        currency = of.currency
    else:
        if since is not None:
            raise FunnelError(say("'since' is for a history; an outlook begins at its start."))
        selling = any(each.key.endswith("leaderboard") for each in wanted)
        seen = _of_outlook(of, (first, second), target, futures, selling, by_period=by_period)
        currency = of.futures.currency
    rows: list[pd.DataFrame] = []
    missing: dict[str, str] = {}
    draws: dict[str, Parts] = {}
    for each in wanted:
        try:
            parts = each.parts(seen)
            rows.append(_rows(each, parts, seen))
            draws[each.key] = parts
        except TableError as error:
            if len(wanted) == 1:
                raise
            missing[each.key] = str(error)
    table = pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=_COLUMNS)
    return KpiTable(table, missing, currency, past, len(seen.stays.replications), draws)


def _stage(name: str | None, stages: tuple[str, ...], place: int) -> str:
    """Return a stage by its name, or the one at a place."""
    if name is None:
        return stages[min(place, len(stages) - 1)]
    if name not in stages:
        raise UnknownNameError(
            say(
                "no stage is called {name}.{hint}", name=repr(name), hint=did_you_mean(name, stages)
            )
        )
    return name


def _rows(kpi: Kpi, parts: Parts, seen: Seen) -> pd.DataFrame:
    """Return the rows of one KPI."""
    periods, found = seen.stays.periods, []
    last = [day - timedelta(days=1) for day in (*periods.starts[1:], periods.end)]
    for part, values in parts.items():
        n, many = values.shape
        told = figures(values.reshape(-1), np.tile(np.arange(many), n), many)
        whole = many == len(periods)
        told["since"] = [str(day) for day in (periods.starts if whole else periods.starts[:1])]
        told["by"] = [str(day) for day in (last if whole else last[-1:])]
        found.append(told.assign(kpi=kpi.key, name=say(kpi.name), part=part, unit=kpi.unit))
    if not found:
        raise TableError(say("there is nothing to measure: no part has this figure."))
    return pd.concat(found, ignore_index=True)[_COLUMNS]


def _of_history(
    of: History,
    named: tuple[str, str],
    target: str | None,
    since: date | str | None,
    *,
    by_period: bool,
) -> Seen:
    """Return what a past shows."""
    apart = past_stays(
        of.stays, of.stages, last_day=of.last_day, records_from=of.records_from, period="month",
        since=None if since is None else parse_date(since),
    )  # fmt: skip
    stays = apart if by_period else apart.together()
    flows = flows_of(stays)
    aim = None
    if target is not None:
        measure, amount = _amount(target)
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
        stays, flows, apart, flows_of(apart), of.stages, *named,
        lead_costs=_costs_of(leads, flows), aim=aim, sold=sold,
    )  # fmt: skip


def _amount(target: str) -> tuple[str, int]:
    """Return what a target in words means."""
    try:
        return parse_amount(target)
    except ValueError as error:
        raise FunnelError(str(error)) from None


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


def _of_outlook(
    of: Outlook,
    named: tuple[str, str],
    target: Goal | str | None,
    futures: int,
    selling: bool,
    *,
    by_period: bool,
) -> Seen:
    """Return what futures show."""
    runs = of.runs
    apart, flows = retold(runs, futures, worth=True), flows_of_runs(runs)
    funnel = runs.compiled.funnel
    aim, goal = None, of.goal(_target(of, target))
    if goal is not None and goal.measure == "won_amount":
        window = of.window(goal)
        total = of.futures.parts(window, goal.measure).total / 100.0
        days = f"{window.since} to {window.by}"
        aim = Aim(days, goal.value, float(window.booked_value(goal.measure)), total)
    n, first = len(runs.compiled.layout.sources), runs.columns.cost
    cents = runs.results.tallies[:, :, first : first + n]
    costs = None
    if cents.any():
        costs = (cents if by_period else cents.sum(axis=1, keepdims=True)) / 100.0
    return Seen(
        apart if by_period else apart.together(),
        flows if by_period else flows.together(),
        apart, flows, tuple(funnel.stages), *named, lead_costs=costs, aim=aim,
        sold=_sold(of, len(apart.replications)) if selling else None,
    )  # fmt: skip


def _target(of: Outlook, target: Goal | str | None) -> Goal | str | None:
    """Return a target; an amount alone is one for the whole horizon."""
    if not isinstance(target, str) or " by " in target or target in {g.name for g in of.goals}:
        return target
    measure, amount = _amount(target)
    return Goal(measure, amount, of.futures.last_day, of.futures.start)  # type: ignore[arg-type]


def _sold(of: Outlook, futures: int) -> Sold | None:
    """Return what each seller wins in the first futures; None where nobody works on wins."""
    numbers = of.runs.finished[:futures].tolist()
    again = remake(of.runs, numbers)
    won = []
    for number in numbers:
        table = stays_table(again, number)
        won.append(table.loc[table["exit"] == "won", ["replication", "rep", "amount"]])
    wins = pd.concat(won, ignore_index=True)
    names = sorted({str(name) for name in wins["rep"].dropna()})
    if not names:
        return None
    sums = wins.groupby(["replication", "rep"])["amount"].sum().unstack(fill_value=0)
    sums = sums.reindex(index=numbers, columns=names).fillna(0)
    return Sold(tuple(names), sums.to_numpy(dtype=np.float64) / 100.0)
