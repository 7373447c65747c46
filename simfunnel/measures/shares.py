"""Shares followed to the end: who advanced, who left by which exit, who was won.

Open stays and open leads are censored (`simfunnel.measures.incidence`), never dropped and never
taken for lost. A share of a late period is the share up to the oldest age that was seen.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simfunnel.measures.incidence import Incidence, incidence
from simfunnel.measures.rows import OPEN, rows, within
from simfunnel.measures.stays import OUTSIDE, Stays

__all__ = [
    "conversion",
    "conversion_by_exit",
    "exits_of",
    "of_leads",
    "of_stays",
    "onward_or_not",
    "won_share",
    "won_share_by_source",
]


def of_stays(stays: Stays, exit_: NDArray[np.int64], n_exits: int) -> Incidence:
    """Return the incidence of exits among the stays begun, by replication, period and stage.

    Parameters
    ----------
    stays : Stays
    exit_ : ndarray of int64, shape (n_stays,)
        What counts as the exit of each stay that ended.
    n_exits : int

    Returns
    -------
    Incidence
        Groups in order of replication, period and stage.
    """
    began = np.where(stays.opening, OUTSIDE, stays.period_of(stays.entered))
    kept = began >= 0
    n_stages = len(stays.stages)
    group = (stays.which * len(stays.periods) + began) * n_stages + stays.stage
    ended = stays.way >= 0
    seen_at = np.where(ended, stays.left, stays.end)
    return incidence(
        group[kept],
        (seen_at - stays.entered)[kept],
        np.where(ended, exit_, OUTSIDE)[kept],
        n_groups=len(stays.replications) * len(stays.periods) * n_stages,
        n_exits=n_exits,
        unseen=np.maximum(0, stays.since - stays.entered)[kept],
    )


def of_leads(stays: Stays, *, by_source: bool = False) -> Incidence:
    """Return the incidence of being won, and of ending otherwise, by age since the lead came.

    Parameters
    ----------
    stays : Stays
    by_source : bool
        Whether to tell sources apart.

    Returns
    -------
    Incidence
        Exit 0 is won, 1 any other outcome. Groups in order of replication, period and source.
    """
    first, last = stays.first, stays.last
    birth = np.where(stays.born, stays.period_of(stays.entered), OUTSIDE)[first]
    kept = birth >= 0
    n_parts = len(stays.sources) if by_source else 1
    part = stays.source[first] if by_source else np.zeros(len(first), dtype=np.int64)
    closes = stays.closes[last]
    won = stays.outcomes.index("won") if "won" in stays.outcomes else -2
    ended = closes >= 0
    seen_at = np.where(ended, stays.left[last], stays.end)
    came = stays.entered[first]
    return incidence(
        ((stays.which[first] * len(stays.periods) + birth) * n_parts + part)[kept],
        (seen_at - came)[kept],
        np.where(ended, np.where(closes == won, 0, 1), OUTSIDE)[kept],
        n_groups=len(stays.replications) * len(stays.periods) * n_parts,
        n_exits=2,
        unseen=np.maximum(0, stays.since - came)[kept],
    )


def conversion(stays: Stays) -> pd.DataFrame:
    """Return which share of those who entered each stage in the period went on.

    Parameters
    ----------
    stays : Stays

    Returns
    -------
    DataFrame
        Columns of `tables.RUNS`, fractions; the name is the stage. Missing where nobody entered.

    Examples
    --------
    >>> from simfunnel.measures.examples import three_leads_stays
    >>> conversion(three_leads_stays())[["name", "value"]].to_numpy().tolist()
    [['call', 1.0], ['pitch', 1.0], ['call', 0.0], ['pitch', nan]]
    """
    share = of_stays(stays, onward_or_not(stays), 2).shares()[:, 0]
    return _by_group(stays, "conversion", stays.stages, share)


def onward_or_not(stays: Stays) -> NDArray[np.int64]:
    """Return 0 for stays that ended and went on, 1 for all others."""
    return np.where(np.append(stays.onward, False)[stays.way], 0, 1)


def exits_of(stays: Stays) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Return the destinations that there are, and the number of that of each stay's way out."""
    names = tuple(sorted({to for _, to, _ in stays.ways}))
    number = np.array([names.index(to) for _, to, _ in stays.ways] + [OUTSIDE], dtype=np.int64)
    return names, number[stays.way]


def conversion_by_exit(stays: Stays) -> pd.DataFrame:
    """Return which share of those who entered each stage in the period left it to where.

    Parameters
    ----------
    stays : Stays

    Returns
    -------
    DataFrame
        Columns of `tables.RUNS`, fractions; the name is "stage > exit", or "stage > open" for
        those still there. They make 1 in each stage and period. Missing where nobody entered.

    Examples
    --------
    >>> from simfunnel.measures.examples import three_leads_stays
    >>> table = conversion_by_exit(three_leads_stays())
    >>> table[table["value"] > 0][["name", "value"]].to_numpy().tolist()[2:]
    [['call > lost.price', 0.5], ['call > open', 0.5]]
    """
    names, exit_ = exits_of(stays)
    found = of_stays(stays, exit_, len(names))
    shares = np.concatenate([found.shares(), found.left_over()[:, None]], axis=1)
    shares = shares.reshape(-1, len(stays.stages), len(names) + 1)
    taken = sorted({(stays.stages.index(way[0]), names.index(way[1])) for way in stays.ways})
    chosen = [*taken, *((s, len(names)) for s in range(len(stays.stages)))]
    parts = [within(stays.stages[s], (*names, OPEN)[k]) for s, k in chosen]
    values = np.stack([shares[:, s, k] for s, k in chosen], axis=1) if chosen else shares[:, 0]
    return _by_group(stays, "conversion_by_exit", parts, values)


def won_share(stays: Stays) -> pd.DataFrame:
    """Return which share of the leads that came in the period was won.

    Parameters
    ----------
    stays : Stays

    Returns
    -------
    DataFrame
        Columns of `tables.RUNS`, fractions. Missing where nobody came.

    Examples
    --------
    >>> from simfunnel.measures.examples import three_leads_stays
    >>> won_share(three_leads_stays())["value"].tolist()
    [1.0, 0.0]
    """
    return _by_group(stays, "won_share", [""], of_leads(stays).shares()[:, 0])


def won_share_by_source(stays: Stays) -> pd.DataFrame:
    """Return which share of the leads that came in the period from each source was won.

    Parameters
    ----------
    stays : Stays

    Returns
    -------
    DataFrame
        Columns of `tables.RUNS`, fractions; the name is the source. Missing where nobody came.

    Examples
    --------
    >>> from simfunnel.measures.examples import three_leads_stays
    >>> won_share_by_source(three_leads_stays())["value"].tolist()
    [nan, 1.0, 0.0, 0.0]
    """
    share = of_leads(stays, by_source=True).shares()[:, 0]
    return _by_group(stays, "won_share_by_source", stays.sources, share)


def _by_group(
    stays: Stays, name: str, parts: tuple[str, ...] | list[str], values: NDArray[np.float64]
) -> pd.DataFrame:
    """Return values in order of replication, period and part as rows."""
    return rows(stays, name, parts, values)
