"""Simulate a sales funnel many times, and see what it will probably bring, and when.

>>> import simfunnel as sf
>>> funnel = sf.load("scenarios/small_agency.yaml")      # doctest: +SKIP
>>> outlook = sf.forecast(funnel)                        # doctest: +SKIP
>>> outlook.probability(at_least="400 000")              # doctest: +SKIP

Importing this loads nothing else: every name is fetched from its room when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simfunnel import measures
    from simfunnel.app import Explorer, Prediction, explore, predict
    from simfunnel.calibration.calibrate import Calibration, calibrate
    from simfunnel.decisions import (
        Comparison,
        Difference,
        Effect,
        Limits,
        compare,
        diff,
        limits,
    )
    from simfunnel.errors import (
        FunnelError,
        HistoryError,
        ScenarioError,
        SimfunnelError,
        TableError,
        UnknownNameError,
    )
    from simfunnel.forecasting import (
        Goal,
        Outlook,
        Probability,
        Story,
        Theory,
        forecast,
        parse_target,
        story,
        theory,
    )
    from simfunnel.funnel.changes import Change, WhatIf
    from simfunnel.funnel.model import Funnel
    from simfunnel.history import History, Mapping, read_history, read_mapping
    from simfunnel.indicators.asking import KpiTable, kpis
    from simfunnel.reports import Dashboard, dashboard
    from simfunnel.scenarios import load, load_what_if, save, save_what_if, what_if_from
    from simfunnel.units.locales import speaking

__all__ = [
    "Calibration",
    "Change",
    "Comparison",
    "Dashboard",
    "Difference",
    "Effect",
    "Explorer",
    "Funnel",
    "FunnelError",
    "Goal",
    "History",
    "HistoryError",
    "KpiTable",
    "Limits",
    "Mapping",
    "Outlook",
    "Prediction",
    "Probability",
    "ScenarioError",
    "SimfunnelError",
    "Story",
    "TableError",
    "Theory",
    "UnknownNameError",
    "WhatIf",
    "calibrate",
    "compare",
    "dashboard",
    "diff",
    "explore",
    "forecast",
    "kpis",
    "limits",
    "load",
    "load_what_if",
    "measures",
    "parse_target",
    "predict",
    "read_history",
    "read_mapping",
    "save",
    "save_what_if",
    "speaking",
    "story",
    "theory",
    "what_if_from",
]

_ROOMS = {
    "simfunnel.app": ("Explorer", "Prediction", "explore", "predict"),
    "simfunnel.calibration": ("Calibration", "calibrate"),
    "simfunnel.decisions": (
        "Comparison",
        "Difference",
        "Effect",
        "Limits",
        "compare",
        "diff",
        "limits",
    ),
    "simfunnel.errors": (
        "FunnelError",
        "HistoryError",
        "ScenarioError",
        "SimfunnelError",
        "TableError",
        "UnknownNameError",
    ),
    "simfunnel.forecasting": (
        "Goal",
        "Outlook",
        "Probability",
        "Story",
        "Theory",
        "forecast",
        "parse_target",
        "story",
        "theory",
    ),
    "simfunnel.funnel.changes": ("Change", "WhatIf"),
    "simfunnel.funnel.model": ("Funnel",),
    "simfunnel.history": ("History", "Mapping", "read_history", "read_mapping"),
    "simfunnel.indicators.asking": ("KpiTable", "kpis"),
    "simfunnel.reports": ("Dashboard", "dashboard"),
    "simfunnel.scenarios": ("load", "load_what_if", "save", "save_what_if", "what_if_from"),
    "simfunnel.units.locales": ("speaking",),
}
_HOMES = {name: room for room, names in _ROOMS.items() for name in names}


def __getattr__(name: str) -> object:
    """Fetch a public name from its room when it is first used."""
    if name == "__version__":
        from importlib import metadata

        return metadata.version("simfunnel")
    if name == "measures":
        return import_module("simfunnel.measures")
    if name in _HOMES:
        found: object = getattr(import_module(_HOMES[name]), name)
        globals()[name] = found
        return found
    raise AttributeError(f"module 'simfunnel' has no attribute {name!r}")


def __dir__() -> list[str]:
    """Return the public names, loaded or not."""
    return sorted({*globals(), *__all__})
