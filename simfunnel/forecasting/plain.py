"""Parts of an outlook as plain data for JSON: the same bytes for the same run."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from simfunnel.forecasting.probability import Probability
from simfunnel.forecasting.targets import Goal

__all__ = ["plain_origins", "plain_periods", "plain_probability", "plain_records", "plain_total"]

_SHOWN = ("mean", "p10", "p50", "p90")


def _number(value: float, measure: str) -> float | int:
    """Return a quantile: deals are whole."""
    return int(value) if measure == "won" else float(value)


def _figures(row: Mapping[Any, Any], measure: str, prefix: str = "") -> dict[str, Any]:
    """Return measure, mean, p10, p50 and p90 of a row."""
    found: dict[str, Any] = {"measure": measure, "mean": float(row[f"{prefix}mean"])}
    return found | {name: _number(row[f"{prefix}{name}"], measure) for name in _SHOWN[1:]}


def plain_records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return any table as a list of objects: days as text, None for what is not known.

    Parameters
    ----------
    table : DataFrame

    Examples
    --------
    >>> plain_records(pd.DataFrame({"day": pd.to_datetime(["2027-03-04"]), "error": [math.nan]}))
    [{'day': '2027-03-04', 'error': None}]
    """
    return [
        {str(key): _plain_value(value) for key, value in row.items()}
        for row in table.to_dict("records")
    ]


def _plain_value(value: Any) -> Any:
    """Return a cell as JSON can say it."""
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def plain_total(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the table of totals as a list of objects, one for each measure."""
    return [_figures(row, row["measure"]) for row in table.to_dict("records")]


def plain_periods(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the table of periods as a list of objects."""
    return [
        {
            "start": row["period_start"].date().isoformat(),
            "last_day": row["last_day"].date().isoformat(),
            "label": row["label"],
            "part": bool(row["part"]),
            **_figures(row, row["measure"]),
        }
        for row in table.to_dict("records")
    ]


def plain_origins(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the table of origins as a list of objects."""
    return [
        {"part": row["part"], **_figures(row, measure, f"{measure}_")}
        for row in table.to_dict("records")
        for measure in ("won", "won_amount")
    ]


def plain_probability(goal: Goal, chance: Probability) -> dict[str, Any]:
    """Return the chance of a target with its window and its error."""
    at_least = chance.at_least
    return {
        "target": goal.name or None,
        "measure": chance.measure,
        "at_least": at_least if math.modf(at_least)[0] else int(at_least),
        "from": chance.since.isoformat(),
        "by": chance.by.isoformat(),
        "booked": _number(chance.booked, chance.measure),
        "value": chance.value,
        "error": chance.monte_carlo_error,
        "hits": chance.hits,
        "replications": chance.n,
        "independent": chance.independent,
        "text": str(chance).replace("\N{NO-BREAK SPACE}", " "),
    }
