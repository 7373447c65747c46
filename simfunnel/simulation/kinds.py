"""What travels together through the kernels, by name."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simfunnel.clocks import Clocks, Reviews
from simfunnel.simulation.tallies import Columns

__all__ = ["Book", "Key", "Ledger", "Numbers", "Time", "Who", "Whole"]

Numbers: TypeAlias = NDArray[np.float64]
"""The replication's flat array, or a stretch of floats."""

Whole: TypeAlias = NDArray[np.int64]
"""The plan's structure, or a stretch of whole numbers."""

Time: TypeAlias = tuple[Clocks, Reviews]
"""Every clock, and the days of review."""

Key: TypeAlias = tuple[Any, Any, Any, Any]
"""The four words of a lead's draws in a replication; 64-bit without sign where compiled."""

Who: TypeAlias = tuple[float, int, int, float]
"""A lead's quality, segment and source, and how good the times are for everybody."""

Book: TypeAlias = tuple[Columns, Whole, Whole, Whole, Whole]
"""Where everything is counted: columns, tallies, wins, stays and the desk."""


class Ledger(NamedTuple):
    """Where a replication is counted: `Results` of one, and its stays.

    Parameters
    ----------
    columns : Columns
    tallies, wins, fates, worth : ndarray of int64
        As in `Results`, without the axis of replications.
    stays : ndarray of int64, shape (n_room, 14)
        Columns as in `STAY_COLUMNS`; may have no rows.
    n_stays : ndarray of int64, shape (1,)
        How many stays there were, also those for which there was no room.
    """

    columns: Columns
    tallies: Whole
    wins: Whole
    fates: Whole
    worth: Whole
    stays: Whole
    n_stays: Whole
