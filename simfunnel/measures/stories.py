"""One lead's story: its stays told as what happened, one thing after another.

The stays may be of the past or of a simulated future; nobody can tell which from here on.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd

from simfunnel.errors import UnknownNameError, did_you_mean
from simfunnel.funnel.quantities import outcome_kind
from simfunnel.tables import STAYS, STORIES, check_table, empty_table
from simfunnel.words import say

__all__ = ["story_table", "taken_up"]

STALE = "stale"
_SHOWN = 40


def story_table(
    stays: pd.DataFrame,
    lead: str,
    *,
    events: Collection[str] = frozenset(),
    was_open: bool = False,
    end: Any = None,
    besides: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return what happened to one lead, in order of time.

    Parameters
    ----------
    stays : DataFrame
        Columns of `tables.STAYS`, of the past or of one future.
    lead : str
        Its id.
    events : collection of str
        Names of events; a reason of that name is told as the event that struck.
    was_open : bool
        Whether its first stay was under way when observation began: then nobody saw it arrive.
    end : datetime, optional
        When observation ends: a lead that has not ended is told as still open then.
    besides : DataFrame, optional
        What else is known to have happened to it: number of the stay, at, what, value.

    Returns
    -------
    DataFrame
        Columns of `tables.STORIES`.

    Raises
    ------
    TableError
        If a column is missing.
    UnknownNameError
        If no stay is of that lead.

    Examples
    --------
    >>> from simfunnel.measures.examples import three_leads
    >>> story_table(three_leads(), "a")[["what", "value"]].to_numpy().tolist()[-2:]
    [['left', 'pitch'], ['won', '900.00']]
    """
    check_table(stays, STAYS, "stays")
    own = stays[stays["lead"] == lead]
    if own.empty:
        known = stays["lead"].astype(str).unique()
        hint = did_you_mean(lead, known) if len(known) <= 100_000 else ""
        raise UnknownNameError(
            say("no stay is of the lead {lead}.{hint}", lead=repr(lead[:_SHOWN]), hint=hint)
        )
    own = own.sort_values("entered_at", kind="stable")
    rows: list[tuple[Any, str, str]] = []
    for number, stay in enumerate(own.to_dict("records")):
        if number == 0:
            source = "" if pd.isna(stay["source"]) else str(stay["source"])
            rows.append((stay["entered_at"], "open" if was_open else "arrived", source))
        rows.append((stay["entered_at"], "entered", str(stay["stage"])))
        rows += _work(stay)
        rows += _in_stay(besides, number)
        rows += _leaving(stay, frozenset(events), end)
    told = pd.DataFrame(rows, columns=["at", "what", "value"])
    told.insert(0, "lead", lead)
    return told.astype(STORIES) if len(told) else empty_table(STORIES)


def taken_up(stay: dict[Any, Any]) -> pd.Timestamp:
    """Return when the rep who did the work of a stay took it up; who keeps a lead does at once.

    Parameters
    ----------
    stay : dict
        A row of `tables.SIMULATED_STAYS` with a rep.
    """
    days = float(stay["wait_days"]) + float(stay["between_reps_days"])
    since = pd.Timestamp(stay["entered_at"]) + pd.Timedelta(seconds=round(days * 86_400))
    return min(since, pd.Timestamp(stay["worked_at"]))


def _work(stay: dict[Any, Any]) -> list[tuple[Any, str, str]]:
    """Return when somebody took the lead up, and was done, where the stays tell."""
    if pd.isna(stay.get("rep")) or pd.isna(stay["worked_at"]):
        return []
    since, done, rep = taken_up(stay), stay["worked_at"], str(stay["rep"])
    if since == done:  # a rep who keeps the lead is not done with it
        first = rep if not stay["between_reps_days"] else ""  # the last of several is told
        return [(done, "taken_up", first)]
    return [(since, "taken_up", rep), (done, "worked", rep)]


def _in_stay(besides: pd.DataFrame | None, number: int) -> list[tuple[Any, str, str]]:
    """Return what else happened in a stay."""
    if besides is None:
        return []
    own = besides[besides["stay"] == number]
    return list(own[["at", "what", "value"]].itertuples(index=False, name=None))


def _leaving(stay: dict[Any, Any], events: frozenset[str], end: Any) -> list[tuple[Any, str, str]]:
    """Return how a stay ended: why, and where to if that is an end; or that it has not."""
    stage = str(stay["stage"])
    if pd.isna(stay["left_at"]):
        return [] if end is None else [(pd.Timestamp(end), say("still open"), stage)]
    at, to = stay["left_at"], str(stay["exit"])
    found = [(at, "left", stage)]
    if not pd.isna(stay["because"]):
        because = str(stay["because"])
        what = "event" if because in events else STALE if because == STALE else "because"
        found.append((at, what, because))
    if to == "won":
        known = not pd.isna(stay["amount"])
        found.append((at, "won", f"{int(stay['amount']) / 100:.2f}" if known else ""))
    elif outcome_kind(to):
        found.append((at, "ended", to))
    return found
