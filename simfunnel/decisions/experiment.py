"""A baseline solved once, ready to be run with changes, always with the same luck."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

from simfunnel.decisions.margins import Margins, margins_of
from simfunnel.forecasting.futures import Futures
from simfunnel.forecasting.inputs import Given
from simfunnel.forecasting.settling import Settled
from simfunnel.forecasting.targets import Goal
from simfunnel.forecasting.windows import Window, window_of
from simfunnel.funnel.changes import WhatIf
from simfunnel.funnel.lower import compile_funnel
from simfunnel.funnel.periods import Periods
from simfunnel.funnel.resolve import Resolved, resolve
from simfunnel.simulation.runner import simulate

__all__ = ["Experiment", "experiment_of"]


@dataclass(frozen=True, eq=False)
class Experiment:
    """A baseline and everything that its runs have in common.

    Parameters
    ----------
    given : Given
        What was asked about.
    settled : Settled
        Funnel, targets, replications, seed and engine.
    resolved : Resolved
        The baseline's solved rates; no change solves them again.
    goals : tuple of (Goal, Window)
        Targets with the days that count.
    period : {"week", "month", "quarter"}
    workers : int, optional
    executor : concurrent.futures.Executor, optional
    """

    given: Given
    settled: Settled
    resolved: Resolved
    goals: tuple[tuple[Goal, Window], ...]
    period: str = "month"
    workers: int | None = None
    executor: Executor | None = None

    @property
    def periods(self) -> Periods:
        """The reporting periods."""
        funnel = self.settled.funnel
        return Periods.of(funnel.start, funnel.last_day, self.period)

    @property
    def has_amounts(self) -> bool:
        """Whether anything says what a deal is worth."""
        funnel = self.settled.funnel
        leads = () if funnel.today is None else funnel.today.open_leads
        return funnel.priced or any(lead.amount is not None for lead in leads)

    def run(
        self,
        what_ifs: Sequence[WhatIf] = (),
        progress: Callable[[int, int], None] | None = None,
    ) -> Futures:
        """Simulate the baseline with changes, with the luck that every run of it has.

        Parameters
        ----------
        what_ifs : sequence of WhatIf
            Applied in the order given; none for the baseline itself.
        progress : callable, optional
            Called with (finished, asked).
        """
        settled = self.settled
        compiled = compile_funnel(
            settled.funnel, what_ifs, period=self.period, resolved=self.resolved,
            doubt_rows=max(1, settled.replications), seed=settled.seed,
        )  # fmt: skip
        runs = simulate(
            compiled, settled.replications, seed=settled.seed, engine=settled.engine,
            workers=self.workers, executor=self.executor, progress=progress,
        )  # fmt: skip
        return Futures(self.given, runs)

    def margins(
        self,
        what_ifs: Sequence[WhatIf] = (),
        progress: Callable[[int, int], None] | None = None,
    ) -> Margins:
        """Simulate, and keep only what comparisons need.

        Parameters
        ----------
        what_ifs, progress
            As in `run`.
        """
        return margins_of(self.run(what_ifs, progress), self.goals)


def experiment_of(
    given: Given,
    settled: Settled,
    *,
    period: str = "month",
    workers: int | None = None,
    executor: Executor | None = None,
) -> Experiment:
    """Solve a baseline.

    Parameters
    ----------
    given : Given
    settled : Settled
    period : {"week", "month", "quarter"}
    workers : int, optional
    executor : concurrent.futures.Executor, optional

    Examples
    --------
    >>> from simfunnel.forecasting.inputs import given_of
    >>> from simfunnel.forecasting.settling import settle
    >>> from simfunnel.funnel.examples import tiny
    >>> given = given_of(tiny())
    >>> settled = settle(given, (), replications=2, seed=1, engine="simpy", horizon=None,
    ...                  targets=None)
    >>> experiment_of(given, settled).run().n
    2
    """
    goals = tuple((goal, window_of(given, goal.by, goal.since)) for goal in settled.goals)
    resolved = resolve(settled.funnel)
    return Experiment(given, settled, resolved, goals, period, workers, executor)
