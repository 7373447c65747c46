"""What we do not know: numbers in doubt, drawn once per replication."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import (
    BeforeValidator,
    Field,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
    model_validator,
)

from simfunnel.funnel.quantities import Frozen, PercentLeaf, TimesLeaf
from simfunnel.units import Percent, Times
from simfunnel.words import say

__all__ = ["Doubt", "DrawTable", "Shock"]


class Shock(Frozen):
    """One step of good times for everybody: odds of going on, and new leads."""

    advance_odds: TimesLeaf = Times(1.0)
    dwell: TimesLeaf = Times(1.0)
    leads: PercentLeaf = Percent(0.0)


@dataclass(frozen=True, eq=False)
class DrawTable:
    """Joint draws of several numbers; row r modulo the rows serves replication r.

    Parameters
    ----------
    columns : tuple of str
        The paths of the numbers.
    values : ndarray of float64, shape (n_rows, n_columns)
        The draws, each in the unit of its number's text.
    file : str, optional
        The table they were read from.
    """

    columns: tuple[str, ...]
    values: NDArray[np.float64]
    file: str | None = None


def _read_draws(value: Any) -> DrawTable:
    """Read a table that stands in the funnel itself: {columns: [...], values: [[...], ...]}."""
    if isinstance(value, DrawTable):
        return value
    if not isinstance(value, dict) or set(value) != {"columns", "values"}:
        raise ValueError(say("is not a table of draws; name a CSV file."))
    columns = tuple(str(name) for name in value["columns"])
    rows = [[float(cell) for cell in row] for row in value["values"]]
    if not rows or any(len(row) != len(columns) for row in rows):
        raise ValueError(
            say("needs rows of {n_columns} numbers, one for each column.", n_columns=len(columns))
        )
    if not all(math.isfinite(cell) for row in rows for cell in row):
        raise ValueError(say("holds a number that is not finite; mend or drop its row."))
    return DrawTable(columns, np.array(rows, dtype=np.float64))


def _plain_draws(draws: DrawTable) -> dict[str, Any]:
    """Write the table as plain data; its file's name is no part of the funnel."""
    return {"columns": list(draws.columns), "values": draws.values.tolist()}


DrawsLeaf = Annotated[
    DrawTable,
    PlainValidator(_read_draws),
    PlainSerializer(_plain_draws),
    WithJsonSchema({"type": ["string", "object"], "examples": ["data/draws.csv"]}),
]


def _read_range(value: Any) -> tuple[str, str, str]:
    """Read P10, P50 and P90 of one number as text; the number's own kind is checked later."""
    if not isinstance(value, list | tuple) or len(value) != 3:
        raise ValueError(
            say(
                "is {value}; write three numbers: [P10, P50, P90], that is one in ten is lower, "
                "as likely above as below, one in ten is higher.",
                value=repr(value),
            )
        )
    low, middle, high = (str(number) for number in value)
    return low, middle, high


RangeLeaf = Annotated[
    tuple[str, str, str],
    BeforeValidator(_read_range),
    WithJsonSchema(
        {
            "type": "array",
            "items": {"type": ["string", "number"]},
            "minItems": 3,
            "maxItems": 3,
            "examples": [["68 %", "75 %", "81 %"]],
        }
    ),
]


class Doubt(Frozen):
    """Ranges of single numbers by path, a common shock, and a table of joint draws.

    In a file: ``{path: [p10, p50, p90], shock: {...}, draws: FILE.csv}``.
    """

    ranges: dict[str, RangeLeaf] = Field(default_factory=dict)
    shock: Shock | None = None
    draws: DrawsLeaf | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_block(cls, value: Any) -> Any:
        """Part the block's own words from the paths."""
        if not isinstance(value, dict) or "ranges" in value:
            return value
        own = ("shock", "draws")
        ranges = {path: triple for path, triple in value.items() if path not in own}
        out: dict[str, Any] = {"ranges": ranges}
        return out | {k: value[k] for k in ("shock", "draws") if k in value}
