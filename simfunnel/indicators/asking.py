"""KPIs of an outlook or of a history as one table, and why some of them cannot be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import pandas as pd

from simfunnel.errors import FunnelError, TableError, UnknownNameError, did_you_mean
from simfunnel.forecasting import Outlook
from simfunnel.forecasting.measured import TOLD
from simfunnel.history import History
from simfunnel.indicators.catalogue import KPIS, kpi_named
from simfunnel.indicators.crosses import CROSSED, crossed
from simfunnel.indicators.futures import seen_of_outlook
from simfunnel.indicators.kinds import Asked, Kpi, Parts, Seen
from simfunnel.indicators.past import seen_of_history
from simfunnel.measures.summary import figures
from simfunnel.words import say

__all__ = ["KpiTable", "kpis"]

_COLUMNS = ["kpi", "name", "part", "unit", "since", "by", "futures", "mean", "p10", "p50", "p90"]

_SELLING = ("leaderboard", "first_on_leaderboard", "quota_attainment")


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
    by : tuple of str
        By what leads are told apart.
    """

    table: pd.DataFrame
    missing: dict[str, str]
    currency: str
    is_past: bool
    followed: int
    draws: dict[str, Parts] = field(default_factory=dict, repr=False)
    by: tuple[str, ...] = ()

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
    quota: str | Mapping[str, str] | None = None,
    market: str | float | None = None,
    by: str | Sequence[str] = (),
    by_period: bool = False,
    futures: int = TOLD,
) -> KpiTable:
    """Return the KPIs that articles on sales name.

    Parameters
    ----------
    of : Outlook or History
    only : str or sequence of str, optional
        Keys of `simfunnel.indicators.KPIS`; all where left out, with `by` those of
        `simfunnel.indicators.CROSSED`.
    marketing, qualified : str, optional
        The stages in which a lead counts as marketing's and as qualified; the first and the
        second one where left out.
    target : str, optional
        An amount, ``"400 000"``; of an outlook also a target's name or ``"1.2M by 2026-12-31"``.
        The outlook's first target where left out.
    since : date or str, optional
        First day of a history; that of its first stay where left out.
    quota : str or dict of str to str, optional
        What each owner in a history is to win, ``"350 000 per year"``, or some of them by name. A
        scenario states it of its teams.
    market : str or float, optional
        What the whole market sells: in the days of the window, ``"12M"``, or ``"12M per year"``.
    by : str or sequence of str, optional
        ``"segment"``, ``"source"`` or both: whose leads are told apart, as far as single leads are
        followed. The table then has a column for each.
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
    sides = (by,) if isinstance(by, str) else tuple(dict.fromkeys(by))
    all_ = CROSSED if sides else KPIS
    keys = [only] if isinstance(only, str) else list(all_ if only is None else only)
    wanted = [kpi_named(key) for key in keys]
    past = isinstance(of, History)
    stages = of.stages if isinstance(of, History) else tuple(of.runs.compiled.funnel.stages)
    asked = Asked(
        _stage(marketing, stages, 0),
        _stage(qualified, stages, 1),
        target=target,
        since=since,
        quota=quota,
        market=market,
        by_period=by_period,
        futures=futures,
        selling=any(each.key in _SELLING for each in wanted),
    )
    if isinstance(of, History):
        seen, currency = seen_of_history(of, asked), of.currency
    elif since is not None:
        raise FunnelError(say("'since' is for a history; an outlook begins at its start."))
    elif quota is not None:
        raise FunnelError(
            say("'quota' is for a history; in a scenario a team has it, 'quota: 350 000 per year'.")
        )
    else:
        seen, currency = seen_of_outlook(of, asked), of.futures.currency
    rows: list[pd.DataFrame] = []
    missing: dict[str, str] = {}
    draws: dict[str, Parts] = {}
    sides_of: dict[str, tuple[str, ...]] = {}
    for each in wanted:
        try:
            if sides:
                parts, names = crossed(each.key, seen, sides)
                sides_of |= names
            else:
                parts = each.parts(seen)
            rows.append(_rows(each, parts, seen))
            draws[each.key] = parts
        except TableError as error:
            if len(wanted) == 1:
                raise
            missing[each.key] = str(error)
    table = pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=_COLUMNS)
    for k, side in enumerate(sides):
        table.insert(3 + k, side, table["part"].map({part: n[k] for part, n in sides_of.items()}))
    return KpiTable(table, missing, currency, past, len(seen.stays.replications), draws, sides)


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
    if not parts:
        raise TableError(say("there is nothing to measure: no part has this figure."))
    periods = seen.stays.periods
    last = [day - timedelta(days=1) for day in (*periods.starts[1:], periods.end)]
    head: dict[str, list[str]] = {"part": [], "since": [], "by": []}
    values, cells, n_cells = [], [], 0
    for part, each in parts.items():
        n, many = each.shape
        whole = many == len(periods)
        head["part"] += [part] * many
        head["since"] += [str(day) for day in (periods.starts if whole else periods.starts[:1])]
        head["by"] += [str(day) for day in (last if whole else last[-1:])]
        values.append(each.reshape(-1))
        cells.append(np.tile(np.arange(n_cells, n_cells + many), n))
        n_cells += many
    told = figures(np.concatenate(values), np.concatenate(cells), n_cells)
    same = {"kpi": kpi.key, "name": say(kpi.name), "unit": kpi.unit}
    columns = {name: [text] * n_cells for name, text in same.items()} | head
    return pd.DataFrame(columns | {name: told[name] for name in _COLUMNS if name in told})[_COLUMNS]
