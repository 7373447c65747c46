"""Wins by age, of futures and of the past that they were measured from, ready to be drawn.

Every future follows the leads that came in it up to the end of the horizon.
"""

from __future__ import annotations

from simfunnel.charts import WinCurve, WinRateData
from simfunnel.errors import FunnelError
from simfunnel.forecasting.futures import Futures
from simfunnel.forecasting.measured import retold
from simfunnel.measures import curve
from simfunnel.words import say

__all__ = ["win_rate_of"]

_FEWEST = 10.0


def win_rate_of(futures: Futures) -> WinRateData:
    """Return what wins by age are drawn from: up to the age that ten leads of a future reach.

    Parameters
    ----------
    futures : Futures

    Raises
    ------
    FunnelError
        If fewer than ten leads come.
    """
    stays = retold(futures.runs)
    table = curve("won_curve", stays)
    seen = table[table["at_risk"] >= _FEWEST]
    if not len(seen):
        raise FunnelError(
            say(
                "the figure 'win_rate' cannot be drawn: fewer than ten new leads come in a future;"
                " forecast with a later last day."
            )
        )
    curves = [WinCurve("future", seen, float(table["at_risk"].max()))]
    calibration = futures.given.calibration
    past = None if calibration is None else calibration.history.wins_by_age()
    if past is not None:
        curves.append(past)
    planned = futures.runs.asked if futures.runs.incomplete else None
    return WinRateData(tuple(curves), len(stays.replications), n_planned=planned)
