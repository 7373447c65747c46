"""The share of leads won by age, as the history shows it."""

from __future__ import annotations

from simfunnel.charts import WinCurve
from simfunnel.measures import Stays, won_curve_of_past

__all__ = ["past_wins"]

_Z95 = 1.959964
_FEWEST = 10


def past_wins(stays: Stays) -> WinCurve | None:
    """Return the curve of wins by age of the past, up to the age that ten leads have reached.

    Parameters
    ----------
    stays : Stays
        Of the history.

    Returns
    -------
    WinCurve or None
        None where fewer than ten leads came.
    """
    table = won_curve_of_past(stays)
    seen = table[table["at_risk"] >= _FEWEST]
    if not len(seen):
        return None
    away = _Z95 * seen["error"]
    shown = seen[["age_days", "share", "at_risk"]].assign(
        low=(seen["share"] - away).clip(lower=0.0), high=(seen["share"] + away).clip(upper=1.0)
    )
    return WinCurve("past", shown, float(table["at_risk"].max()))
