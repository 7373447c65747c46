"""The array of structure under construction."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simfunnel.funnel import layout as at

__all__ = ["Whole"]


class Whole:
    """A head, and tables behind it."""

    def __init__(self) -> None:
        self.head = np.zeros(at.HEAD, dtype=np.int64)
        self.tables: list[NDArray[np.int64]] = []

    def add(self, place: int, table: object) -> None:
        """Add a table and note in the head where it begins."""
        self.head[place] = at.HEAD + sum(t.size for t in self.tables)
        self.tables.append(np.asarray(table, dtype=np.int64))

    def joined(self) -> tuple[NDArray[np.int64], list[NDArray[np.int64]]]:
        """Return the array, and each table as a view into it."""
        whole = np.concatenate([self.head, *(t.reshape(-1) for t in self.tables)])
        views: list[NDArray[np.int64]] = []
        start = at.HEAD
        for table in self.tables:
            views.append(whole[start : start + table.size].reshape(table.shape))
            start += table.size
        return whole, views
