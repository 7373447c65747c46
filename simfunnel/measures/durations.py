"""How long it takes: time in a stage, and from a lead's arrival to the win.

Whoever is still open has lasted at least as long as it was seen: leaving the open ones out would
tell of the quick ones only, the more so the faster a funnel grows.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from simfunnel.measures.rows import ratio, rows
from simfunnel.measures.shares import of_leads, of_stays
from simfunnel.measures.stays import Stays

__all__ = ["closed_cycle", "sales_cycle", "time_in_stage"]

_DAY = 86_400.0


def time_in_stage(stays: Stays, percent: int = 50) -> pd.DataFrame:
    """Return by which age so many per cent of those who entered in the period had left.

    Parameters
    ----------
    stays : Stays
    percent : int

    Returns
    -------
    DataFrame
        Columns of `tables.RUNS`, days; the name is the stage. Missing where fewer have left.

    Examples
    --------
    >>> from simfunnel.measures.examples import three_leads_stays
    >>> time_in_stage(three_leads_stays())["value"].tolist()
    [15.0, 14.0, 18.0, nan]
    """
    ages = of_stays(stays, np.zeros_like(stays.way), 1).age_at(percent / 100.0)
    name = _named("time_in_stage", percent)
    return rows(stays, name, stays.stages, ages / _DAY)


def sales_cycle(stays: Stays, percent: int = 50) -> pd.DataFrame:
    """Return within how many days so many per cent of those who are ever won were won.

    Parameters
    ----------
    stays : Stays
    percent : int

    Returns
    -------
    DataFrame
        Columns of `tables.RUNS`, days from the arrival of the lead to its win, for the leads that
        came in the period. Missing where none was won.

    Examples
    --------
    >>> from simfunnel.measures.examples import three_leads_stays
    >>> sales_cycle(three_leads_stays())["value"].tolist()
    [29.0, nan]
    """
    ages = of_leads(stays).age_at(percent / 100.0, 0)
    name = _named("sales_cycle", percent)
    return rows(stays, name, [""], ages / _DAY)


def closed_cycle(stays: Stays) -> pd.DataFrame:
    """Return how old the deals won in the period were on average.

    This is what many reports call the sales cycle. It is short where a funnel is young or grows,
    because slow deals have not closed yet; `sales_cycle` is not.

    Parameters
    ----------
    stays : Stays

    Returns
    -------
    DataFrame
        Columns of `tables.RUNS`, days; leads of unknown arrival do not count. Missing where none
        was won.

    Examples
    --------
    >>> from simfunnel.measures.examples import three_leads_stays
    >>> closed_cycle(three_leads_stays())["value"].tolist()
    [nan, 29.0]
    """
    first, last = stays.first, stays.last
    won = stays.outcomes.index("won") if "won" in stays.outcomes else -2
    when = stays.period_of(stays.left[last])
    counts = (stays.closes[last] == won) & stays.born[first] & (when >= 0)
    group = (stays.which[last] * len(stays.periods) + when)[counts]
    size = len(stays.replications) * len(stays.periods)
    age = (stays.left[last] - stays.entered[first])[counts]
    deals = np.bincount(group, minlength=size)
    seconds = np.bincount(group, weights=age, minlength=size)
    return rows(stays, "closed_cycle", [""], ratio(seconds, deals) / _DAY)


def _named(name: str, percent: int) -> str:
    """Return the name of a quantile; the median goes without one."""
    return name if percent == 50 else f"{name}_p{percent}"
