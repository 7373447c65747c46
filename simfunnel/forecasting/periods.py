"""Period by period, and the whole horizon: averages and quantiles of deals and amounts."""

from __future__ import annotations

from datetime import timedelta
from typing import get_args

import numpy as np
import pandas as pd

from simfunnel.charts import Measure
from simfunnel.forecasting.futures import Futures, unit_of
from simfunnel.forecasting.quantiles import summary
from simfunnel.funnel.periods import Periods
from simfunnel.tables import MOMENT, PERIODS

__all__ = ["MEASURES", "card_periods", "period_heads", "periods_table", "total_table"]

MEASURES: tuple[Measure, ...] = get_args(Measure)[::-1]
"""won, then won_amount."""


def periods_table(futures: Futures) -> pd.DataFrame:
    """Return what each period brings, whatever was booked before.

    Parameters
    ----------
    futures : Futures

    Returns
    -------
    DataFrame
        Columns of `tables.PERIODS`: for won, then for won_amount, a row per period.
    """
    head, parts = period_heads(futures.runs.compiled.periods), []
    for measure in MEASURES:
        figures = summary(futures.by_period(measure), unit_of(measure))
        parts.append(pd.concat([head.assign(measure=measure), figures], axis=1))
    return pd.concat(parts, ignore_index=True).astype(PERIODS)


def period_heads(periods: Periods) -> pd.DataFrame:
    """Return what stands before the figures of each period.

    Parameters
    ----------
    periods : Periods

    Returns
    -------
    DataFrame
        period_start, last_day, label, part; a row per period.

    Examples
    --------
    >>> from datetime import date
    >>> period_heads(Periods.of(date(2026, 7, 1), date(2026, 8, 9), "month"))["part"].tolist()
    [False, True]
    """
    last = [day - timedelta(days=1) for day in (*periods.starts[1:], periods.end)]
    return pd.DataFrame(
        {
            "period_start": np.array(periods.starts, dtype=MOMENT),
            "last_day": np.array(last, dtype=MOMENT),
            "label": periods.labels(),
            "part": list(periods.part),
        }
    )


def total_table(futures: Futures) -> pd.DataFrame:
    """Return what the whole horizon brings, whatever was booked before.

    Parameters
    ----------
    futures : Futures

    Returns
    -------
    DataFrame
        measure, mean, p10, p25, p50, p75, p90; a row for won and one for won_amount. The average
        is the sum of those of the periods; quantiles are the total's own.
    """
    rows = []
    for measure in MEASURES:
        draws = futures.parts(futures.whole, measure).total[:, None]
        rows.append(summary(draws, unit_of(measure)).assign(measure=measure))
    table = pd.concat(rows, ignore_index=True)
    return table[["measure", *(name for name in table if name != "measure")]]


def card_periods(futures: Futures) -> pd.DataFrame:
    """Return the periods as a card shows them: deals and amounts side by side."""
    table = periods_table(futures)
    won, amount = (table[table["measure"] == name].reset_index(drop=True) for name in MEASURES)
    out = won[["label", "part"]].copy()
    for quantile in ("p10", "p50", "p90"):
        out[f"won_{quantile}"] = won[quantile]
    for quantile in ("p10", "p50", "p90"):
        out[f"amount_{quantile}"] = amount[quantile] if futures.has_amounts else np.nan
    return out
