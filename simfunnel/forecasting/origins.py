"""Where a result comes from: booked, from open leads, from leads to come, and all together.

Averages add up; medians and ranges are those of each row and never do.
"""

from __future__ import annotations

from typing import Any, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simfunnel.charts import Measure, Origin
from simfunnel.forecasting.futures import Futures, unit_of
from simfunnel.forecasting.quantiles import summary
from simfunnel.forecasting.windows import Window

__all__ = ["origin_rows", "origins_table"]

_PARTS = ("booked", "open", "to_come", "total")


def origins_table(futures: Futures, window: Window) -> pd.DataFrame:
    """Return averages and quantiles of each part of a window's result.

    Parameters
    ----------
    futures : Futures
    window : Window

    Returns
    -------
    DataFrame
        part (booked, open, to_come, total); then for won and won_amount mean, p10, p25, p50, p75
        and p90, as ``won_amount_p10``. Amounts in whole units of the currency.
    """
    columns: dict[str, Any] = {"part": list(_PARTS)}
    for measure in get_args(Measure)[::-1]:
        draws = _draws(futures, window, measure)
        table = summary(draws, unit_of(measure))
        columns |= {f"{measure}_{name}": table[name] for name in table}
    return pd.DataFrame(columns)


def _draws(futures: Futures, window: Window, measure: Measure) -> NDArray[np.int64]:
    """Return the parts side by side, shape (n, 4)."""
    parts = futures.parts(window, measure)
    booked = np.full(futures.n, parts.booked, dtype=np.int64)
    return np.stack([booked, parts.open, parts.to_come, parts.total], axis=1)


def origin_rows(futures: Futures, window: Window, measure: Measure) -> tuple[Origin, ...]:
    """Return the parts as a card draws them.

    Parameters
    ----------
    futures : Futures
    window : Window
    measure : {"won_amount", "won"}

    Returns
    -------
    tuple of Origin
        In the order in which they add up; the total last. Without "open" where no lead is.
    """
    table = origins_table(futures, window)
    rows = []
    today = futures.given.funnel.today
    if today is None or not today.open_leads:
        table = table[table["part"] != "open"]
    for row in table.to_dict("records"):
        own = {name: row[f"{measure}_{name}"] for name in ("mean", "p10", "p25", "p75", "p90")}
        rows.append(
            Origin(
                part=row["part"],
                average=own["mean"],
                low=own["p10"],
                lower_quarter=own["p25"],
                upper_quarter=own["p75"],
                high=own["p90"],
                deals_low=round(row["won_p10"]),
                deals_high=round(row["won_p90"]),
                exact=row["part"] == "booked",
            )
        )
    return tuple(rows)
