"""Leads that come and leads that are there, over time: what the small panels are drawn from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simfunnel.charts import BAND_COLUMNS, Panel, PanelsData, span_of
from simfunnel.forecasting.flowing import Flowing
from simfunnel.forecasting.quantiles import summary
from simfunnel.funnel.periods import Periods
from simfunnel.measures import flows_of_stays
from simfunnel.tables import MOMENT

__all__ = ["arrivals_of", "occupancy_of"]

_MOST_PAST = {"week": 26, "month": 12, "quarter": 8}


def arrivals_of(flowing: Flowing) -> PanelsData:
    """Return what a chart of arrivals is drawn from: one panel a source, the largest first.

    A first or last period that the horizon cuts would look like a drop; it is left out where there
    are others.

    Parameters
    ----------
    flowing : Flowing
    """
    flows, futures = flowing.flows, flowing.futures
    whole = [k for k, cut in enumerate(flows.periods.part) if not cut]
    kept = whole or list(range(len(flows.periods)))
    days = [flows.periods.starts[k] for k in kept]
    past = _past(flowing, flows.periods.period)
    totals = flows.arrived.sum(axis=1).mean(axis=0)
    order = sorted(range(len(flows.sources)), key=lambda j: -totals[j])
    panels = tuple(
        Panel(
            flows.sources[j],
            _band(days, flows.arrived[:, kept, j]),
            past=past.get(flows.sources[j]),
        )
        for j in order
    )
    return PanelsData(
        "arrivals",
        panels,
        futures.start,
        futures.last_day,
        futures.n,
        period=flows.periods.period,
        totals=tuple(float(totals[j]) for j in order),
        total=span_of(flows.arrived.sum(axis=(1, 2))),
        n_planned=futures.runs.asked,
    )


def occupancy_of(flowing: Flowing) -> PanelsData:
    """Return what a chart of who is where is drawn from: one panel a stage, in their order.

    Parameters
    ----------
    flowing : Flowing
    """
    flows, futures = flowing.flows, flowing.futures
    after = [*flows.periods.starts[1:], flows.periods.end]
    here = flowing.here
    panels = []
    for name in flowing.order:
        s = flows.stages.index(name)
        draws = np.concatenate([flows.opened[:, s : s + 1], here[:, :, s]], axis=1)
        panels.append(Panel(name, _band([futures.start, *after], draws)))
    return PanelsData(
        "occupancy",
        tuple(panels),
        futures.start,
        futures.last_day,
        futures.n,
        n_planned=futures.runs.asked,
    )


def _band(days: Sequence[date], draws: NDArray[np.int64]) -> pd.DataFrame:
    """Return quantiles over the futures; a row per day."""
    band = summary(draws)[list(BAND_COLUMNS[1:])]
    return pd.concat([pd.DataFrame({"date": np.array(days, dtype=MOMENT)}), band], axis=1)


def _past(flowing: Flowing, period: str) -> dict[str, pd.DataFrame]:
    """Return what came by source in the whole periods before the start, if that is known."""
    calibration = flowing.futures.given.calibration
    if calibration is None or not len(calibration.history.stays):
        return {}
    stays, eve = calibration.history.stays, flowing.futures.start - timedelta(days=1)
    begins = stays["entered_at"].min()
    if pd.isna(begins) or begins.date() >= eve:
        return {}
    flows = flows_of_stays(stays, Periods.of(begins.date(), eve, period))
    whole = [k for k, cut in enumerate(flows.periods.part) if not cut][-_MOST_PAST[period] :]
    days = np.array([flows.periods.starts[k] for k in whole], dtype=MOMENT)
    return {
        name: pd.DataFrame({"date": days, "value": flows.arrived[0, whole, j].astype(float)})
        for j, name in enumerate(flows.sources)
    }
