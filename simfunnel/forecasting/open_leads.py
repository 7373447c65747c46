"""Open leads one by one: the chance to win each, when, and what it is worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simfunnel.clocks import NEVER
from simfunnel.forecasting.futures import Futures
from simfunnel.tables import MOMENT, OPEN_LEADS, empty_table

__all__ = ["OpenLeads", "open_leads_of"]

_DAY = 86_400
_ZOMBIE = -3  # the fate of a lead that is older than its stage's dwell allows


@dataclass(frozen=True, eq=False)
class OpenLeads:
    """The leads that are open at the start.

    Parameters
    ----------
    table : DataFrame
        Columns of `tables.OPEN_LEADS`, greatest expected value first; without those below.
    n : int
        How many leads are open, those below included.
    dormant : tuple of str
        Leads that are older than any that ever moved on from their stage.
    zombies : tuple of str
        Leads that are older than their stage's dwell allows, in more than half of the futures.
    """

    table: pd.DataFrame
    n: int
    dormant: tuple[str, ...]
    zombies: tuple[str, ...]


def open_leads_of(futures: Futures) -> OpenLeads:
    """Return the open leads with what becomes of them by the end of the horizon.

    Parameters
    ----------
    futures : Futures

    Returns
    -------
    OpenLeads
    """
    today = futures.given.funnel.today
    if today is None or not today.open_leads:
        return OpenLeads(empty_table(OPEN_LEADS), 0, (), ())
    leads, fates = today.open_leads, futures.runs.results.fates
    dormant = np.array([lead.lead in futures.given.dormant for lead in leads])
    zombies = ((fates == _ZOMBIE).mean(axis=0) > 0.5) & ~dormant
    start = np.datetime64(futures.start, "s")
    entered = np.array([lead.entered_on for lead in leads], dtype=MOMENT)
    close = _close_days(fates, start)
    amounts = [np.nan if lead.amount is None else lead.amount.number for lead in leads]
    table = pd.DataFrame(
        {
            "lead": [lead.lead for lead in leads],
            "stage": [lead.stage for lead in leads],
            "entered_on": entered,
            "age_days": (start - entered).astype(np.int64) // _DAY,
            "amount": np.array(amounts, dtype=np.float64),
            "p_win": (fates >= 0).mean(axis=0),
            "expected_close": close[50],
            "close_p10": close[10],
            "close_p90": close[90],
            "expected_value": futures.runs.results.worth.sum(axis=0) / futures.n / 100.0,
        }
    ).astype(OPEN_LEADS)
    names = table["lead"].to_numpy(dtype=object)
    listed = table[~(dormant | zombies)].sort_values(
        ["expected_value", "p_win", "lead"], ascending=[False, False, True], ignore_index=True
    )
    return OpenLeads(listed, len(leads), tuple(names[dormant]), tuple(names[zombies]))


def _close_days(
    fates: NDArray[np.int64], start: np.datetime64
) -> dict[int, NDArray[np.datetime64]]:
    """Return quantiles of the day of the win, given a win; NaT for a lead that is never won."""
    when = np.sort(np.where(fates >= 0, fates, NEVER), axis=0)
    wins = (fates >= 0).sum(axis=0)
    found: dict[int, NDArray[np.datetime64]] = {}
    for percent in (10, 50, 90):
        rank = np.maximum(-(-percent * wins // 100) - 1, 0)
        second = when[rank, np.arange(fates.shape[1])]
        days = np.where(wins > 0, second // _DAY, 0)
        moments = start + (days * _DAY).astype("timedelta64[s]")
        found[percent] = np.where(wins > 0, moments, np.datetime64("NaT", "s")).astype(MOMENT)
    return found
