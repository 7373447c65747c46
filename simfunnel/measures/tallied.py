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

    @property
    def served(self) -> int:
        """Stays whose work was finished, by stage."""

    @property
    def waited(self) -> int:
        """Seconds that they waited for it."""

    @property
    def handed(self) -> int:
        """Seconds that they were between reps."""

    @property
    def queued(self) -> int:
        """Seconds that leads stood in the queue, by stage."""

    @property
    def waiting(self) -> int:
        """Leads in the queue at the end of the period, by stage."""

    @property
    def busy(self) -> int:
        """Selling seconds of work, by team."""

    @property
    def offered(self) -> int:
        """Selling seconds for which somebody was there, by team."""

    @property
    def attempts(self) -> int:
        """Attempts of finished work, by stage."""

    @property
    def refused(self) -> int:
        """Candidates that found no free account, by source."""

    @property
    def touches(self) -> int:
        """Touches, by stage."""

    @property
    def opened(self) -> int:
        """Touches that were opened, by stage."""

    @property
    def salary(self) -> int:
        """Salaries, by team."""

    @property
    def commission(self) -> int:
        """Commission, by team."""

    @property
    def spend(self) -> int:
        """What is spent on sources by time, by source, where any is."""

    @property
    def hiring(self) -> int:
        """What new holders of seats cost, by team."""

    @property
    def discounted(self) -> int:
        """What was taken off deals that went on, by stage, where amounts change."""

    @property
    def customers(self) -> int:
        """What is counted of customers, by side, segment and item."""

    @property
    def extra(self) -> int:
        """What is spent besides."""

    @property
    def touch_cost(self) -> int:
        """What touches cost, by stage, where there are parking places."""


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
