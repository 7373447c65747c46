"""Teams, parking places, stays and gates: what their charts are drawn from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simfunnel.charts import (
    BAND_COLUMNS,
    GateRow,
    GatesData,
    Panel,
    PanelsData,
    StayParts,
    StayPartsData,
    figure_text,
)
from simfunnel.errors import FunnelError
from simfunnel.forecasting.flowing import Flowing
from simfunnel.forecasting.measured import retold
from simfunnel.forecasting.quantiles import summary
from simfunnel.measures import DECISIONS, PARTS, Stays, measure
from simfunnel.measures.work import Work
from simfunnel.tables import MOMENT
from simfunnel.words import say

__all__ = ["capacity_of", "gates_of", "nurture_of", "stay_parts_of", "utilisation_of"]


def utilisation_of(flowing: Flowing) -> PanelsData:
    """Return what a chart of queues and utilisation is drawn from: two panels a team.

    Parameters
    ----------
    flowing : Flowing

    Raises
    ------
    FunnelError
        If the funnel has no team.
    """
    work, starts = _work(flowing), flowing.flows.periods.starts
    queue, share = _cube(flowing, "queue_by_team"), 100.0 * _cube(flowing, "utilisation")
    whole = (
        _cube(flowing, "utilisation", whole=True)[:, 0],
        _cube(flowing, "queue_by_team", whole=True)[:, 0],
    )
    panels: list[Panel] = []
    totals: list[float] = []
    for t, team in enumerate(work.teams):
        length, busy = whole[1][:, t].mean(), 100.0 * np.nan_to_num(whole[0][:, t]).mean()
        names = say("{team}: queue", team=team), say("{team}: % busy", team=team)
        said = (
            say("{n} on average", n=figure_text(length, 1)),
            say("{n} % on average", n=figure_text(busy, 0)),
        )
        for name, cube, text in zip(names, (queue, share), said, strict=True):
            panels.append(
                Panel(name, _band(starts, np.nan_to_num(cube[:, :, t])), said=text, team=team)
            )
        totals += [float(length), float(busy)]
    return _panels(flowing, "utilisation", panels, totals)


def capacity_of(flowing: Flowing) -> PanelsData:
    """Return what a chart of hours asked against hours offered is drawn from: one panel a team.

    Parameters
    ----------
    flowing : Flowing

    Raises
    ------
    FunnelError
        If the funnel has no team.
    """
    work, (kept, days) = _work(flowing), _uncut(flowing)
    asked = np.nan_to_num(_cube(flowing, "work_asked"))[:, kept]
    offered = _cube(flowing, "offered")[:, kept].mean(axis=0)
    panels, totals = [], []
    for t, team in enumerate(work.teams):
        there = pd.DataFrame({"date": np.array(days, dtype=MOMENT), "value": offered[:, t]})
        share = 100.0 * asked[:, :, t].sum(axis=1).mean() / max(offered[:, t].sum(), 1e-9)
        text = say("asked {n} % of what is offered", n=figure_text(share, 0))
        panels.append(Panel(team, _band(days, asked[:, :, t]), offered=there, said=text))
        totals.append(float(share))
    return _panels(flowing, "capacity", panels, totals)


def nurture_of(flowing: Flowing) -> PanelsData:
    """Return what a chart of parking places is drawn from: four panels a place.

    Parameters
    ----------
    flowing : Flowing

    Raises
    ------
    FunnelError
        If the funnel has no parking place.
    """
    flows, (kept, days) = flowing.flows, _uncut(flowing)
    parked = flowing.futures.runs.compiled.layout.parked
    if not parked:
        raise FunnelError(say("the figure 'nurture' cannot be drawn: the funnel parks nobody."))
    panels: list[Panel] = []
    totals: list[float] = []
    for place in parked:
        here = flowing.here[:, kept, flows.stages.index(place)]
        cubes = [here, *(_of(flowing, name, place)[:, kept] for name in _TOLD)]
        names = (
            say("{place}: leads there", place=place),
            say("{place}: woken", place=place),
            say("{place}: opted out", place=place),
            say("{place}: touches", place=place),
        )
        for name, cube in zip(names, cubes, strict=True):
            total = float(cube.sum(axis=1).mean())
            text = say("{n} in all, on average", n=figure_text(total, 0))
            said = "" if cube is here else text
            panels.append(Panel(name, _band(days, cube), said=said, team=place))
            totals.append(total)
    return _panels(flowing, "nurture", panels, totals)


_TOLD = ("woken", "opted_out", "touches")


def stay_parts_of(flowing: Flowing) -> StayPartsData:
    """Return what a chart of the parts of stays is drawn from: a row per stage.

    Parameters
    ----------
    flowing : Flowing
    """
    stays = retold(flowing.futures.runs)
    means = _means(stays, "stay_parts")
    rows = []
    for stage in flowing.order:
        days = tuple(means.get(f"{stage} > {part}", np.nan) for part in PARTS)
        if not np.isnan(days).any():
            rows.append(StayParts(stage, (days[0], days[1], days[2], days[3])))
    futures = flowing.futures
    return StayPartsData(tuple(rows), futures.start, futures.last_day, len(stays.replications))


def gates_of(flowing: Flowing) -> GatesData:
    """Return what a chart of gates is drawn from: a row per gate.

    Parameters
    ----------
    flowing : Flowing

    Raises
    ------
    FunnelError
        If there is no gate, or nothing says which leads are good.
    """
    futures = flowing.futures
    funnel = futures.runs.compiled.funnel
    gates = [name for name, stage in funnel.stages.items() if stage.gate is not None]
    if not gates or funnel.quality is None:
        raise FunnelError(
            say("the figure 'gates' cannot be drawn: the funnel has no gate, or no quality.")
        )
    stays = retold(futures.runs, quality=True)
    means = _means(stays, "gate_decisions")
    rows = tuple(
        GateRow(gate, *(means.get(f"{gate} > {cell}", 0.0) for cell in DECISIONS)) for gate in gates
    )
    return GatesData(rows, futures.start, futures.last_day, len(stays.replications))


def _means(stays: Stays, name: str) -> dict[str, float]:
    """Return the average over the futures of each part of a measure of the whole horizon."""
    table = measure(name, stays.together())
    means = table.groupby("name")["value"].mean()
    return {str(part): float(value) for part, value in means.items()}


def _work(flowing: Flowing) -> Work:
    """Return the work of a funnel with teams."""
    work = flowing.flows.work
    if work is None or not work.teams:
        raise FunnelError(
            say("this figure cannot be drawn: no team works in the funnel; give its stages a team.")
        )
    return work


def _cube(flowing: Flowing, name: str, *, whole: bool = False) -> NDArray[np.float64]:
    """Return a measure as an array, shape (n, n_periods, n_parts)."""
    flows = flowing.flows.together() if whole else flowing.flows
    values = measure(name, flows)["value"].to_numpy(dtype=np.float64)
    return values.reshape(len(flows.replications), len(flows.periods), -1)


def _of(flowing: Flowing, name: str, part: str) -> NDArray[np.float64]:
    """Return one part of a measure, shape (n, n_periods); zeros where there is none."""
    flows = flowing.flows
    table = measure(name, flows)
    shape = len(flows.replications), len(flows.periods)
    own = table[table["name"] == part]["value"].to_numpy(dtype=np.float64)
    return own.reshape(shape) if len(own) else np.zeros(shape)


def _uncut(flowing: Flowing) -> tuple[list[int], list[date]]:
    """Return the periods that the horizon does not cut, or all of them, and their first days."""
    periods = flowing.flows.periods
    kept = [k for k, cut in enumerate(periods.part) if not cut] or list(range(len(periods)))
    return kept, [periods.starts[k] for k in kept]


def _band(days: Sequence[date], draws: NDArray[Any]) -> pd.DataFrame:
    """Return quantiles over the futures; a row per day."""
    band = summary(draws)[list(BAND_COLUMNS[1:])]
    return pd.concat([pd.DataFrame({"date": np.array(days, dtype=MOMENT)}), band], axis=1)


def _panels(
    flowing: Flowing, kind: Any, panels: Sequence[Panel], totals: Sequence[float]
) -> PanelsData:
    """Return panels over the days of the forecast."""
    futures = flowing.futures
    return PanelsData(
        kind, tuple(panels), futures.start, futures.last_day, futures.n,
        period=flowing.flows.periods.period, totals=tuple(totals), n_planned=futures.runs.asked,
    )  # fmt: skip
