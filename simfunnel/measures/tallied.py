"""What measures ask of a finished simulation: its attributes, without knowing who ran it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from simfunnel.funnel.lower import Compiled

__all__ = ["ColumnsOfTallies", "ResultsOfRuns", "Tallied"]


class ColumnsOfTallies(Protocol):
    """First column of each group of tallies."""

    @property
    def arrived(self) -> int:
        """Leads born, by source."""

    @property
    def cost(self) -> int:
        """What they cost, by source."""

    @property
    def entered(self) -> int:
        """Stays begun, by stage."""

    @property
    def marks(self) -> int:
        """First entries that count as something."""

    @property
    def left(self) -> int:
        """Stays ended, by way out."""

    @property
    def stayed(self) -> int:
        """Seconds of the stays that ended."""

    @property
    def cohort(self) -> int:
        """Of the stays begun, those that ended up to the horizon, by way out."""

    @property
    def fate(self) -> int:
        """Of the leads born, those that ended up to the horizon, by source and outcome."""

    @property
    def worth(self) -> int:
        """What the leads born brought up to the horizon, by source."""


class ResultsOfRuns(Protocol):
    """Whole numbers of each replication; axis 0 is the replication."""

    @property
    def tallies(self) -> NDArray[np.int64]:
        """Counts by period and column, shape (n, n_periods, n_columns)."""

    @property
    def wins(self) -> NDArray[np.int64]:
        """Wins by day, shape (n, n_days, 4), columns as in `tables.WINS`."""


class Tallied(Protocol):
    """A run of many replications."""

    @property
    def compiled(self) -> Compiled:
        """What was run."""

    @property
    def finished(self) -> NDArray[np.int64]:
        """Numbers of the replications that finished."""

    @property
    def columns(self) -> ColumnsOfTallies:
        """What the columns of the tallies count."""

    @property
    def results(self) -> ResultsOfRuns:
        """What the replications yielded."""

    @property
    def stays(self) -> Mapping[int, NDArray[np.int64]]:
        """Stays of the replications for which they were kept, columns as in `tables.RECORDED`."""
