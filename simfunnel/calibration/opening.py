"""The state of the day after the cutoff: open leads, and what is booked."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from simfunnel.calibration.hazards import Rates
from simfunnel.funnel.today import Booked, OpenLead, Today
from simfunnel.history import History
from simfunnel.units import Count, Money

__all__ = ["booked_blocks", "dormant_leads", "opening_state"]


def opening_state(history: History, renamed: dict[str, str], stages: dict[str, Rates]) -> Today:
    """Return today: the open leads with what is known of them, and the wins of each year.

    Parameters
    ----------
    history : History
        What was known at the cutoff.
    renamed : dict of str to str
        Sources that were pooled.
    stages : dict of str to Rates
        The stages that were measured.

    Returns
    -------
    Today
        The day after the cutoff.
    """
    open_stays = history.stays[history.stays["left_at"].isna()]
    created = history.leads.set_index("lead")["created_on"].reindex(open_stays["lead"])
    leads = []
    for row, made in zip(open_stays.to_dict("records"), created, strict=True):
        entered = row["entered_at"].date()
        born = None if pd.isna(made) or made.date() > entered else made.date()
        source = row["source"]
        amount = None if pd.isna(row["amount"]) or row["amount"] < 0 else row["amount"]
        leads.append(
            OpenLead(
                lead=row["lead"],
                stage=row["stage"],
                entered_on=entered,
                created_on=born,
                amount=None if amount is None else Money(float(f"{amount}e-2")),
                segment=None if pd.isna(row["segment"]) else row["segment"],
                source=None if pd.isna(source) else renamed.get(source, source),
                owner=None if pd.isna(row["owner"]) else row["owner"],
            )
        )
    day = history.last_day + timedelta(days=1)
    return Today(date=day, booked_so_far=booked_blocks(history), open_leads=tuple(leads))


def booked_blocks(history: History) -> tuple[Booked, ...]:
    """Return what was won from the first day of each calendar year up to the cutoff.

    Parameters
    ----------
    history : History
        What was known at the cutoff.

    Returns
    -------
    tuple of Booked
        The first block begins with the history itself.
    """
    began = _first_day(history)
    years = range(began.year, history.last_day.year + 1)
    days = [max(began, date(year, 1, 1)) for year in years]
    return tuple(booked_since(history, day) for day in days)


def booked_since(history: History, day: date) -> Booked:
    """Return what was won from a day up to the cutoff."""
    won = history.leads[history.leads["won_on"].to_numpy() >= np.datetime64(day, "s")]
    cents = int(won["amount"].fillna(0).sum())
    return Booked(since=day, won=Count(len(won)), amount=Money(float(f"{max(0, cents)}e-2")))


def _first_day(history: History) -> date:
    """Return the first day of which the history can say what was won."""
    if history.records_from is not None:
        return min(history.records_from, history.last_day)
    firsts = [
        history.stays["entered_at"].min(),
        history.leads["created_on"].min(),
        history.leads["won_on"].min(),
    ]
    days: list[date] = [moment.date() for moment in firsts if not pd.isna(moment)]
    return min(days)


def dormant_leads(history: History, stages: dict[str, Rates]) -> frozenset[str]:
    """Return the open leads that are older in their stage than any that ever moved on.

    Parameters
    ----------
    history : History
        What was known at the cutoff.
    stages : dict of str to Rates
        The stages that were measured.

    Returns
    -------
    frozenset of str
        Ids of leads whose age, on the day after the cutoff, lies in the empty last bin.
    """
    open_stays = history.stays[history.stays["left_at"].isna()]
    start = np.datetime64(history.last_day, "D") + 1
    age = (start - open_stays["entered_at"].to_numpy().astype("datetime64[D]")).astype(np.int64)
    limit = open_stays["stage"].map({name: rates.ages[-1] for name, rates in stages.items()})
    return frozenset(open_stays["lead"][age >= limit.to_numpy()])
