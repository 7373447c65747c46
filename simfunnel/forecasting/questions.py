"""The tables of an outlook and every question that can be asked of it; no words, no pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import pandas as pd

from simfunnel.errors import FunnelError, UnknownNameError, did_you_mean
from simfunnel.forecasting.assumptions import assumptions_table
from simfunnel.forecasting.chances import chance_of, reached_on
from simfunnel.forecasting.futures import Futures
from simfunnel.forecasting.measured import TOLD, measured, retold, targets_table
from simfunnel.forecasting.needed import Need, need_of
from simfunnel.forecasting.open_leads import OpenLeads, open_leads_of
from simfunnel.forecasting.origins import origins_table
from simfunnel.forecasting.periods import periods_table, total_table
from simfunnel.forecasting.probability import Probability
from simfunnel.forecasting.targets import Goal, parse_amount, parse_target
from simfunnel.forecasting.windows import Window, usual_since, window_of
from simfunnel.measures import (
    Measure,
    Stays,
    bottlenecks,
    curve,
    flows_of_runs,
    measure_named,
    runs_table,
    stays_table,
)
from simfunnel.simulation.remake import remake
from simfunnel.simulation.runner import Runs
from simfunnel.tables import ASSUMPTIONS, empty_table
from simfunnel.units import parse_date
from simfunnel.words import say

__all__ = ["Questions"]


@dataclass(frozen=True, eq=False)
class Questions:
    """Futures and targets, ready to be asked; an `Outlook` adds how they are shown.

    Parameters
    ----------
    futures : Futures
        What was simulated, and what it started from.
    goals : tuple of Goal
        The targets: those asked for, then the funnel's own.
    """

    futures: Futures
    goals: tuple[Goal, ...] = ()

    # --- tables --------------------------------------------------------------------------------

    @property
    def runs(self) -> Runs:
        """What the replications yielded, as whole numbers."""
        return self.futures.runs

    @cached_property
    def periods(self) -> pd.DataFrame:
        """A row per measure (won, won_amount) and period; columns of `tables.PERIODS`."""
        return periods_table(self.futures)

    @cached_property
    def total(self) -> pd.DataFrame:
        """The whole horizon: measure, mean, p10, p25, p50, p75, p90; nothing booked before."""
        return total_table(self.futures)

    @property
    def open_leads(self) -> pd.DataFrame:
        """The open leads one by one, greatest expected value first; columns of `OPEN_LEADS`.

        Leads that are dormant or zombies are not listed; `warnings` says how many.
        """
        return self.all_open.table

    @cached_property
    def all_open(self) -> OpenLeads:
        """The open leads, and the names of those that are not listed."""
        return open_leads_of(self.futures)

    def origins(self, target: Goal | str | None = None) -> pd.DataFrame:
        """Return where the result comes from: booked, open, to_come and total.

        Parameters
        ----------
        target : Goal or str, optional
            A target, its name in the funnel, or a line such as "1.2M by 2026-12-31"; the first
            where left out, or the horizon where there is none.

        Returns
        -------
        DataFrame
            part; ``won_mean``, ``won_p10`` ... ``won_amount_p90``. Averages add up.
        """
        return origins_table(self.futures, self.window(self.goal(target)))

    def assumptions(self, target: Goal | str | None = None) -> pd.DataFrame:
        """Return the chance of a target if one number in doubt turns out low or high.

        Parameters
        ----------
        target : Goal or str, optional
            As in `origins`.

        Returns
        -------
        DataFrame
            path, label, doubt, low, high, swing, error, clear; empty without a target.
        """
        goal = self.goal(target)
        if goal is None:
            return empty_table(ASSUMPTIONS)
        total = self.futures.parts(self.window(goal), goal.measure).total
        return assumptions_table(self.futures, total >= goal.amount)

    @property
    def targets(self) -> pd.DataFrame:
        """What each target wants against what is forecast; columns of `tables.TARGETS`."""
        return targets_table(self.futures, [(goal, self.window(goal)) for goal in self.goals])

    @property
    def bottlenecks(self) -> pd.DataFrame:
        """The teams, the busiest first: hours, waits, queues; columns of `tables.BOTTLENECKS`."""
        return bottlenecks(flows_of_runs(self.runs))

    def measure(self, name: str, *, whole: bool = False, futures: int = TOLD) -> pd.DataFrame:
        """Return a measure with its average and quantiles over the futures.

        Parameters
        ----------
        name : str
            One of `simfunnel.measures.MEASURES`, ``"conversion"`` or ``"time_in_stage"``.
        whole : bool
            Whether the horizon is one period. Quantiles of periods are never added; ask for them.
        futures : int
            How many futures tell their stays, where counts are not enough: the first ones.

        Returns
        -------
        DataFrame
            Columns of `tables.MEASURED`; `futures` says from how many each figure comes.

        Raises
        ------
        UnknownNameError
            If no measure has that name.
        """
        known = measure_named(name)
        stays = self._told(futures, [known]) if known.needs_stays else None
        return measured(self.runs, name, stays, whole=whole)

    def curve(self, name: str, *, futures: int = TOLD) -> pd.DataFrame:
        """Return a share by age, with its average and quantiles over the futures.

        Parameters
        ----------
        name : str
            One of `simfunnel.measures.CURVE_NAMES`, ``"won_curve"``.
        futures : int
            How many futures tell their stays: the first ones.

        Returns
        -------
        DataFrame
            Columns of `tables.CURVES`.

        Raises
        ------
        UnknownNameError
            If no curve has that name.
        """
        return curve(name, self._told(futures, ()))

    def runs_table(
        self, measures: Sequence[str] | None = None, *, futures: int = TOLD
    ) -> pd.DataFrame:
        """Return a row per replication, period and measure; columns of `tables.RUNS`.

        Parameters
        ----------
        measures : sequence of str, optional
            Names of `simfunnel.measures.MEASURES`; leads, won, won_amount and open by default.
        futures : int
            How many futures tell their stays, where counts are not enough: the first ones.
        """
        known = [measure_named(name) for name in measures or ()]
        stays = self._told(futures, known) if any(each.needs_stays for each in known) else None
        return runs_table(self.runs, measures, stays=stays)

    def stays(self, replication: int = 0) -> pd.DataFrame:
        """Return the stays of one future, made again if they were not kept.

        Parameters
        ----------
        replication : int
            Its number.

        Raises
        ------
        SimfunnelError
            If it was not simulated.
        """
        return stays_table(remake(self.runs, [replication]), replication)

    def _told(self, futures: int, wanted: Sequence[Measure]) -> Stays:
        """Return the stays of the first futures, with what measures need of them, made once."""
        worth = any(each.needs_worth for each in wanted)
        quality = any(each.needs_quality for each in wanted)
        key = futures, worth, quality
        if key not in self._made:
            self._made[key] = retold(self.runs, futures, worth=worth, quality=quality)
        return self._made[key]

    @cached_property
    def _made(self) -> dict[tuple[int, bool, bool], Stays]:
        """The stays that were made again."""
        return {}

    # --- questions -----------------------------------------------------------------------------

    def probability(
        self,
        at_least: str | float | None = None,
        by: str | date | None = None,
        since: str | date | None = None,
    ) -> Probability:
        """Return the chance that at least so much is won in a window of days.

        Parameters
        ----------
        at_least : str or float, optional
            ``"1.2M"`` or a number: an amount. ``"90 won"``: deals. The first target where left
            out.
        by : date or str, optional
            The last day that counts; the end of the horizon where left out.
        since : date or str, optional
            The first day that counts. Where left out: with a history at hand 1 January of the
            year of `by`, else the beginning of what is booked, else the start.

        Returns
        -------
        Probability

        Raises
        ------
        FunnelError
            If an argument cannot be read, the last day was not simulated, or nothing says what
            was won before the start.
        """
        goal = self._asked(at_least, by, since)
        return chance_of(self.futures, goal, self.window(goal))

    def reached(
        self,
        at_least: str | float | None = None,
        surely: float = 0.8,
        since: str | date | None = None,
    ) -> date | None:
        """Return the day by whose end a target is reached with a chance.

        Parameters
        ----------
        at_least : str or float, optional
            As in `probability`.
        surely : float
            The chance, as a fraction.
        since : date or str, optional
            The first day that counts. Where left out that of the target, or the usual one of a
            target of the year of the start.

        Returns
        -------
        date or None
            None if the chance stays below `surely` up to the end of the horizon, also where the
            target's own day comes earlier. The eve of the start where it is booked already.

        Raises
        ------
        FunnelError
            As in `probability`, or if the chance is not above 0 and at most 1.
        """
        first = since
        if at_least is not None and since is None:
            first = usual_since(self.futures.given, self.futures.start)
        goal = self._asked(at_least, None, first)
        longer = replace(self.window(goal), by=self.futures.last_day)
        return reached_on(self.futures, goal, longer, _chance(surely, "surely"))

    def what_is_needed(self, target: Goal | str | None = None, sure: float | None = None) -> Need:
        """Return what is missing for a target to be reached with a chance.

        Parameters
        ----------
        target : Goal or str, optional
            As in `origins`.
        sure : float, optional
            The chance as a fraction; the target's own, or 0.8.

        Raises
        ------
        FunnelError
            If there is no target, or the chance is not above 0 and at most 1.
        """
        goal = _stated(self.goal(target))
        chance = _chance(goal.sure if sure is None else sure, "sure")
        return need_of(self.futures, goal, self.window(goal), chance)

    def goal(self, target: Goal | str | None = None) -> Goal | None:
        """Return a target: one given, named in the funnel, or stated in a line; else the first.

        Parameters
        ----------
        target : Goal or str, optional

        Raises
        ------
        UnknownNameError
            If no target has that name.
        FunnelError
            If a line cannot be read.
        """
        if isinstance(target, Goal):
            return target
        if target is None:
            return self.goals[0] if self.goals else None
        named = {goal.name: goal for goal in self.goals if goal.name}
        if target in named:
            return named[target]
        if " by " in target:
            return parse_target(target)
        raise UnknownNameError(
            say(
                "no target is called '{target}'; name one of the funnel's, or write for instance "
                "'1.2M by 2026-12-31'.{hint}",
                target=target,
                hint=did_you_mean(target, named),
            )
        )

    def _asked(
        self, at_least: str | float | None, by: str | date | None, since: str | date | None
    ) -> Goal:
        """Return the target that loose arguments state."""
        try:
            last = None if by is None else parse_date(by)
            first = None if since is None else parse_date(since)
            if at_least is None:
                goal = _stated(self.goal())
                return replace(goal, by=last or goal.by, since=first or goal.since)
            measure, amount = parse_amount(at_least)
        except FunnelError:
            raise
        except ValueError as error:
            raise FunnelError(str(error)) from None
        return Goal(measure, amount, last or self.futures.last_day, first)

    def window(self, goal: Goal | None) -> Window:
        """Return the days of a target with what is booked in them, or the whole horizon.

        Parameters
        ----------
        goal : Goal, optional
        """
        if goal is None:
            return self.futures.whole
        return window_of(self.futures.given, goal.by, goal.since)


def _stated(goal: Goal | None) -> Goal:
    """Return a target, or refuse that there is none."""
    if goal is None:
        raise FunnelError(
            say(
                "the funnel has no target; say one, for instance at_least='1.2M' or target='1.2M "
                "by 2026-12-31'."
            )
        )
    return goal


def _chance(value: float, name: str) -> float:
    """Return a chance that is above 0 and at most 1."""
    if not 0.0 < value <= 1.0:
        raise FunnelError(
            say("{name} is {value}; give a chance above 0 and at most 1.", name=name, value=value)
        )
    return value
