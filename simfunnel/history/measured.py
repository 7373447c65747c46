"""Measures of a history: the same functions as for futures, of the one past there is."""

from __future__ import annotations

from datetime import date

import pandas as pd

from simfunnel.funnel.periods import Periods
from simfunnel.measures import Stays, stays_of_table

__all__ = ["past_stays"]


def past_stays(
    stays: pd.DataFrame,
    stages: tuple[str, ...],
    *,
    last_day: date,
    records_from: date | None,
    period: str,
    since: date | None,
) -> Stays:
    """Return the stays of the past as they are measured.

    Parameters
    ----------
    stays : DataFrame
        Columns of `tables.STAYS`.
    stages : tuple of str
        In their order.
    last_day : date
        The last day of which anything is known.
    records_from : date, optional
        The first day on which closes were recorded.
    period : {"week", "month", "quarter"}
    since : date, optional
        First day of the first period; that of the first stay where left out.
    """
    earliest = stays["entered_at"].min()
    begins = last_day if pd.isna(earliest) else min(earliest.date(), last_day)
    return stays_of_table(
        stays,
        Periods.of(begins if since is None else since, last_day, period),
        stages=stages,
        since=records_from,
        last_day=last_day,
    )
