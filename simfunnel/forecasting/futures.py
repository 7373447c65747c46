"""The results of all futures, day by day, and the sums that every answer is made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simfunnel.charts import Measure
from simfunnel.errors import FunnelError
from simfunnel.forecasting.inputs import Given
from simfunnel.forecasting.windows import Window
from simfunnel.simulation.runner import Runs
from simfunnel.tables import WINS
from simfunnel.words import say

__all__ = ["Futures", "Parts", "unit_of"]

_OPEN = {"won": WINS.index("won_open"), "won_amount": WINS.index("amount_open")}
_COMING = {"won": WINS.index("won_to_come"), "won_amount": WINS.index("amount_to_come")}


def unit_of(measure: Measure) -> float:
    """Return how many counted things make one of those shown: hundredths of the currency."""
    return 100.0 if measure == "won_amount" else 1.0


class Parts(NamedTuple):
    """Where a result comes from: deals, or hundredths of the currency."""

    booked: int
    open: NDArray[np.int64]
    """From leads that are open at the start, shape (n,)."""
    to_come: NDArray[np.int64]
    """From leads that come later, shape (n,)."""

    @property
    def total(self) -> NDArray[np.int64]:
        """All together, shape (n,)."""
        return self.booked + self.open + self.to_come


@dataclass(frozen=True, eq=False)
class Futures:
    """What was simulated, and what it started from.

    Parameters
    ----------
    given : Given
        What the forecast was asked of.
    runs : Runs
        The finished replications.
    """

    given: Given
    runs: Runs

    @property
    def n(self) -> int:
        """How many futures there are."""
        return self.runs.n

    @property
    def start(self) -> date:
        """First day."""
        return self.runs.compiled.periods.starts[0]

    @property
    def last_day(self) -> date:
        """Last day."""
        return self.whole.by

    @property
    def currency(self) -> str:
        """Code of the currency."""
        return self.given.funnel.currency

    @cached_property
    def whole(self) -> Window:
        """The horizon: the days that were simulated, without anything booked before."""
        by = self.runs.compiled.periods.end - timedelta(days=1)
        return Window(self.start, by, self.start)

    @cached_property
    def independent(self) -> int:
        """How many independent futures the Monte Carlo error counts.

        Futures that share a row of a table of joint draws are not independent, so where there are
        fewer rows than futures, rows are counted.
        """
        table = self.runs.compiled.funnel.doubt.draws
        return self.n if table is None else min(self.n, table.values.shape[0])

    @cached_property
    def has_amounts(self) -> bool:
        """Whether anything says what a deal is worth."""
        funnel = self.runs.compiled.funnel
        today = self.given.funnel.today
        known = [lead.amount for lead in today.open_leads] if today is not None else []
        return funnel.priced or any(amount is not None for amount in known)

    @property
    def main_measure(self) -> Measure:
        """What is told first: amounts where anything says what a deal is worth, else deals."""
        return "won_amount" if self.has_amounts else "won"

    def daily(self, measure: Measure) -> NDArray[np.int64]:
        """Return what each day brings, shape (n, n_days): deals, or hundredths."""
        wins = self.runs.results.wins
        return wins[:, :, _OPEN[measure]] + wins[:, :, _COMING[measure]]

    def by_period(self, measure: Measure) -> NDArray[np.int64]:
        """Return what each period brings, shape (n, n_periods): deals, or hundredths."""
        periods = self.runs.compiled.plan.periods
        firsts = np.flatnonzero(np.diff(periods, prepend=-1))
        return np.add.reduceat(self.daily(measure), firsts, axis=1)

    def parts(self, window: Window, measure: Measure) -> Parts:
        """Return what a window brings, by where it comes from.

        Raises
        ------
        FunnelError
            If the window ends after the last day that was simulated.
        """
        self.check(window.by)
        first, end = window.days
        wins = self.runs.results.wins[:, first:end]
        return Parts(
            window.booked(measure),
            wins[:, :, _OPEN[measure]].sum(axis=1),
            wins[:, :, _COMING[measure]].sum(axis=1),
        )

    def cumulated(self, window: Window, measure: Measure) -> NDArray[np.int64]:
        """Return the total since the window began, at the end of each day from the start on.

        Returns
        -------
        ndarray of int64, shape (n, n_days_of_the_window)
            What is booked included; column 0 is the later of start and `window.since`.
        """
        self.check(window.by)
        first, end = window.days
        grown = np.cumsum(self.daily(measure)[:, first:end], axis=1)
        together: NDArray[np.int64] = window.booked(measure) + grown
        return together

    def check(self, by: date) -> None:
        """Refuse a day that was not simulated."""
        if by > self.last_day:
            raise FunnelError(
                say(
                    "{by} lies after the last day simulated, {last_day}; forecast again with "
                    "horizon='{by}'.",
                    by=by,
                    last_day=self.last_day,
                )
            )
