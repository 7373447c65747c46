"""Reading a table of stays: names become codes, moments become seconds."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simfunnel.clocks import NEVER
from simfunnel.tables import MOMENT

__all__ = ["Way", "codes_of", "column_of", "lead_numbers", "moments_of", "names_in", "neighbours",
           "seconds_at", "seconds_of_days", "ways_in"]  # fmt: skip

Way = tuple[str, str, str]
"""Stage, destination and reason of a way out; the reason is empty where there is none."""

_OUTSIDE = -1
_DAY = 86_400


def seconds_at(day: date, start: np.datetime64) -> int:
    """Return a day's midnight as seconds since the start."""
    return int((np.datetime64(day, "s") - start).astype(np.int64))


def moments_of(column: pd.Series, start: np.datetime64) -> NDArray[np.int64]:
    """Return moments as seconds since the start; missing ones are never."""
    known = column.to_numpy().astype(MOMENT)
    seconds: NDArray[np.int64] = (np.where(np.isnat(known), start, known) - start).astype(np.int64)
    return np.where(np.isnat(known), NEVER, seconds)


def column_of(stays: pd.DataFrame, name: str, default: int) -> pd.Series:
    """Return a column, or the same number in every row where it is absent."""
    return stays[name] if name in stays else pd.Series(default, stays.index, dtype="int64")


def names_in(column: pd.Series) -> pd.Series:
    """Return names as plain objects, empty where they are missing."""
    return column.astype(object).where(column.notna(), "")


def codes_of(column: pd.Series) -> tuple[NDArray[np.int64], NDArray[Any]]:
    """Return the number of each row's value, and the values in order."""
    number, values = pd.factorize(column.to_numpy(), sort=True)
    return number.astype(np.int64), np.asarray(values)


def neighbours(stays: pd.DataFrame) -> pd.DataFrame:
    """Return the stays with those of a lead side by side, in the order that they had."""
    keys = pd.DataFrame({"which": column_of(stays, "replication", 0), "lead": stays["lead"]})
    group = keys.groupby(["which", "lead"], sort=False, dropna=False).ngroup().to_numpy()
    if (np.diff(group) >= 0).all():
        return stays
    return stays.iloc[np.argsort(group, kind="stable")]


def lead_numbers(stays: pd.DataFrame, which: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the numbers of the leads of neighbouring stays, from 0."""
    lead = stays["lead"].to_numpy()
    fresh = np.ones(len(lead), dtype=bool)
    fresh[1:] = (lead[1:] != lead[:-1]) | (which[1:] != which[:-1])
    return np.cumsum(fresh) - 1


def ways_in(
    stays: pd.DataFrame, ended: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], tuple[Way, ...]]:
    """Return the number of each row's way out, and the ways in order; -1 where none is known."""
    parts = pd.DataFrame({name: names_in(stays[name]) for name in ("stage", "exit", "because")})
    taken = parts[ended]
    number = np.full(len(stays), _OUTSIDE, dtype=np.int64)
    number[ended] = taken.groupby(list(taken.columns), sort=True).ngroup().to_numpy()
    ways = taken.drop_duplicates().sort_values(list(taken.columns))
    return number, tuple(ways.itertuples(index=False, name=None))


def seconds_of_days(stays: pd.DataFrame, name: str, default: int) -> NDArray[np.int64]:
    """Return a column of days as seconds; the default where it is absent or missing."""
    if name not in stays:
        return np.full(len(stays), default, dtype=np.int64)
    seconds = np.floor(stays[name].to_numpy(dtype=np.float64) * _DAY + 0.5)
    return np.where(np.isnan(seconds), default, seconds).astype(np.int64)
