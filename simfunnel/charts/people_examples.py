"""Invented data of charts of teams, stays and gates, for examples and tests."""

from __future__ import annotations

from datetime import date

import pandas as pd

from simfunnel.charts.gates import GateRow, GatesData
from simfunnel.charts.panels_data import Panel, PanelsData
from simfunnel.charts.stay_parts import StayParts, StayPartsData

__all__ = ["example_capacity", "example_gates", "example_stays", "example_utilisation"]

_SINCE, _UNTIL = date(2026, 9, 1), date(2026, 12, 31)
_MONTHS = [date(2026, month, 1) for month in (9, 10, 11, 12)]


def _band(*middles: float, spread: float = 20.0) -> pd.DataFrame:
    """Return quantiles around some middles."""
    away = {"p10": -1.0, "p25": -0.5, "p50": 0.0, "p75": 0.5, "p90": 1.0}
    return pd.DataFrame(
        {"date": _MONTHS} | {k: [m + spread * a for m in middles] for k, a in away.items()}
    )


def example_capacity() -> PanelsData:
    """Return hours asked and offered of two teams.

    Examples
    --------
    >>> len(example_capacity().panels)
    2
    """
    offered = [pd.DataFrame({"date": _MONTHS, "value": [each] * 4}) for each in (240.0, 200.0)]
    panels = (
        Panel("callers", _band(200, 210, 205, 200), offered=offered[0]),
        Panel("sellers", _band(300, 305, 295, 300), offered=offered[1]),
    )
    return PanelsData("capacity", panels, _SINCE, _UNTIL, 1000, totals=(85.0, 150.0))


def example_utilisation() -> PanelsData:
    """Return queue and utilisation of two teams.

    Examples
    --------
    >>> example_utilisation().panels[1].team
    'callers'
    """
    panels = (
        Panel("callers: queue", _band(4, 6, 5, 5, spread=3.0), team="callers"),
        Panel("callers: % busy", _band(84, 86, 85, 84, spread=4.0), team="callers"),
        Panel("sellers: queue", _band(5, 30, 55, 80, spread=5.0), team="sellers"),
        Panel("sellers: % busy", _band(90, 99, 100, 100, spread=0.0), team="sellers"),
    )
    return PanelsData("utilisation", panels, _SINCE, _UNTIL, 1000, totals=(5.0, 85.0, 42.0, 97.0))


def example_stays() -> StayPartsData:
    """Return what stays in two stages consist of.

    Examples
    --------
    >>> example_stays().rows[0].total
    5.5
    """
    rows = StayParts("call", (2.0, 0.0, 0.5, 3.0)), StayParts("offer", (20.0, 0.6, 1.4, 9.0))
    return StayPartsData(rows, _SINCE, _UNTIL, 100)


def example_gates() -> GatesData:
    """Return what one gate decides.

    Examples
    --------
    >>> example_gates().rows[0].name
    'call'
    """
    return GatesData((GateRow("call", 30.0, 10.0, 5.0, 55.0),), _SINCE, _UNTIL, 100)
