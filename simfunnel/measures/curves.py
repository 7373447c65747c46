"""Shares by age: how much of what will ever happen has happened by then.

All curves follow those who began within the periods. The oldest ages rest on few, which the
column `at_risk` shows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simfunnel.errors import UnknownNameError, did_you_mean
from simfunnel.measures.incidence import Incidence
from simfunnel.measures.rows import OPEN, within
from simfunnel.measures.shares import exits_of, of_leads, of_stays, onward_or_not
from simfunnel.measures.stays import Stays
from simfunnel.measures.summary import figures
from simfunnel.tables import CURVES
from simfunnel.words import say

__all__ = ["CURVE_NAMES", "curve"]

_DAY = 86_400


class _Curves(NamedTuple):
    """The curves of one kind."""

    parts: list[str]
    shares: NDArray[np.float64]
    """Shape (n, n_parts, n_days)."""
    at_risk: NDArray[np.int64]
    """Shape (n, n_parts, n_days)."""


def _folded(
    stays: Stays, found: Incidence, n_parts: int
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return shares (n, n_parts, n_exits, n_days) and who was at risk (n, n_parts, n_days)."""
    days = found.oldest // _DAY
    n = len(stays.replications)
    shares = found.by_day(days).reshape(n, n_parts, found.n_exits, days + 1)
    return shares, found.at_risk_by_day(days).reshape(n, n_parts, days + 1)


def _won(stays: Stays) -> _Curves:
    """Return the share of leads won by age since they came."""
    shares, at_risk = _folded(stays, of_leads(stays), 1)
    return _Curves([""], shares[:, :, 0], at_risk)


def _won_by_source(stays: Stays) -> _Curves:
    """Return the same source by source."""
    found = of_leads(stays, by_source=True)
    shares, at_risk = _folded(stays, found, len(stays.sources))
    return _Curves(list(stays.sources), shares[:, :, 0], at_risk)


def _advanced(stays: Stays) -> _Curves:
    """Return the share that went on, by age in the stage."""
    shares, at_risk = _folded(stays, of_stays(stays, onward_or_not(stays), 2), len(stays.stages))
    return _Curves(list(stays.stages), shares[:, :, 0], at_risk)


def _exits(stays: Stays) -> _Curves:
    """Return the share that left by each exit, and that is still there, by age in the stage."""
    names, exit_ = exits_of(stays)
    found = of_stays(stays, exit_, len(names))
    shares, at_risk = _folded(stays, found, len(stays.stages))
    still = 1.0 - shares.sum(axis=2, keepdims=True)
    shares = np.concatenate([shares, still], axis=2)
    taken = sorted({(stays.stages.index(way[0]), names.index(way[1])) for way in stays.ways})
    chosen = sorted([*taken, *((s, len(names)) for s in range(len(stays.stages)))])
    parts = [within(stays.stages[s], (*names, OPEN)[k]) for s, k in chosen]
    places, exits = np.array(chosen, dtype=np.int64).reshape(-1, 2).T
    return _Curves(parts, shares[:, places, exits], at_risk[:, places])


_CURVES: dict[str, Callable[[Stays], _Curves]] = {
    "won_curve": _won,
    "won_curve_by_source": _won_by_source,
    "conversion_curve": _advanced,
    "exit_curve": _exits,
}

CURVE_NAMES: dict[str, str] = {
    "won_curve": "share of the leads that came which is won, by days since they came",
    "won_curve_by_source": "the same, source by source",
    "conversion_curve": "share of those who entered a stage which goes on, by days in it",
    "exit_curve": "share of those who entered a stage which left by each exit, or is open",
}
"""Every curve by its name, and what it shows."""


def curve(name: str, stays: Stays) -> pd.DataFrame:
    """Return a share by age, with its average and quantiles over the futures.

    Parameters
    ----------
    name : str
        One of `CURVE_NAMES`.
    stays : Stays
        Of the past or of futures.

    Returns
    -------
    DataFrame
        Columns of `tables.CURVES`; a row per part and whole day of age, up to the oldest seen.

    Raises
    ------
    UnknownNameError
        If no curve has that name; the nearest is offered.

    Examples
    --------
    >>> from simfunnel.measures.examples import three_leads_stays
    >>> won = curve("won_curve", three_leads_stays())
    >>> won.loc[won["age_days"] >= 28, ["age_days", "at_risk", "mean"]].to_numpy().round(3).tolist()
    [[28.0, 1.0, 0.0], [29.0, 1.0, 0.667]]
    """
    if name not in _CURVES:
        raise UnknownNameError(
            say(
                "no curve is called {name}; there are {known}.{hint}",
                name=repr(name), known=", ".join(_CURVES), hint=did_you_mean(name, _CURVES),
            )
        )  # fmt: skip
    found = _CURVES[name](stays.together())
    n, n_parts, n_days = found.shares.shape
    cells = n_parts * n_days
    table = pd.DataFrame(
        {
            "curve": name,
            "name": np.repeat(np.array(found.parts, dtype=object), n_days),
            "age_days": np.tile(np.arange(n_days), n_parts),
            "at_risk": found.at_risk.mean(axis=0).reshape(-1),
        }
    )
    told = figures(found.shares.reshape(-1), np.tile(np.arange(cells), n), cells)
    return pd.concat([table, told], axis=1)[list(CURVES)].astype(CURVES)
