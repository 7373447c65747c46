"""Pairs of futures: what each what-if changes, future by future, against one baseline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from simfunnel.decisions.alternatives import Alternative
from simfunnel.decisions.effect_tables import (
    chances_table,
    effects_table,
    paired_runs_table,
    period_effects_table,
    reasons_table,
)
from simfunnel.decisions.effects import Effect
from simfunnel.decisions.experiment import Experiment
from simfunnel.decisions.margins import GAINS, MEASURES, Margins, paired
from simfunnel.errors import UnknownNameError, did_you_mean
from simfunnel.measures import COSTS
from simfunnel.words import listed, say

__all__ = ["Pairs"]


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of futures, ready to be asked; a `Comparison` adds how they are shown.

    Parameters
    ----------
    experiment : Experiment
        The baseline.
    baseline : Margins
        Its numbers.
    alternatives : tuple of Alternative
        The what-ifs that were run, in the order given.
    changed : tuple of Margins
        Their numbers.
    unfinished : tuple of str
        What-ifs that were not run, because the run was stopped.
    """

    experiment: Experiment
    baseline: Margins
    alternatives: tuple[Alternative, ...]
    changed: tuple[Margins, ...]
    unfinished: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The what-ifs by name."""
        return tuple(each.name for each in self.alternatives)

    @property
    def is_incomplete(self) -> bool:
        """Whether the run was stopped before everything was compared."""
        return bool(self.unfinished) or any(m.n < m.asked for m in (self.baseline, *self.changed))

    @cached_property
    def measures(self) -> tuple[str, ...]:
        """What is compared: amounts and costs only where there are any, kinds only of several."""
        left_out = set() if self.experiment.has_amounts else {"won_amount"}
        left_out |= set() if self.costs else {"cost"}
        left_out |= {name for name in GAINS if not self._has(name)}
        left_out |= set(COSTS) - set(self.costs if len(self.costs) > 1 else ())
        return tuple(name for name in MEASURES if name not in left_out)

    @cached_property
    def costs(self) -> tuple[str, ...]:
        """The kinds of costs of which there are any, without or with a what-if."""
        return tuple(kind for kind in COSTS if self._has(kind))

    def _has(self, measure: str) -> bool:
        """Return whether there is any of a measure, without or with a what-if."""
        return any(run.measures[measure].any() for run in (self.baseline, *self.changed))

    @cached_property
    def pairs(self) -> tuple[tuple[Margins, Margins], ...]:
        """Baseline and what-if with the replications that both have, one pair a what-if."""
        return tuple(paired(self.baseline, each) for each in self.changed)

    # --- tables --------------------------------------------------------------------------------

    @cached_property
    def table(self) -> pd.DataFrame:
        """A row per what-if and measure, of the whole horizon; columns of `tables.EFFECTS`."""
        return effects_table([self.effect(n, m) for n in self.names for m in self.measures])

    @cached_property
    def periods(self) -> pd.DataFrame:
        """A row per what-if, measure and period; columns of `tables.PERIOD_EFFECTS`.

        Averages of periods add up to that of the whole; quantiles do not.
        """
        found = (
            effect for n in self.names for m in self.measures for effect in self.by_period(n, m)
        )
        return period_effects_table(list(found), self.experiment.periods)

    @cached_property
    def chances(self) -> pd.DataFrame:
        """A row per what-if and target, with the chance without and with it.

        Columns of `tables.CHANCE_EFFECTS`. The error is that of the paired difference.
        """
        return chances_table(
            self.names, self.pairs, self.experiment.goals, self.currency, self.independent
        )

    @cached_property
    def reasons(self) -> pd.DataFrame:
        """Where the difference arises: leads, entries into each stage, and deals won.

        Columns of `tables.REASONS`: averages over the whole horizon.
        """
        stages = tuple(self.experiment.settled.funnel.stages)
        return reasons_table(self.names, self.pairs, stages, self.independent)

    @property
    def runs(self) -> pd.DataFrame:
        """A row per what-if, replication, period and measure; columns of `tables.PAIRED_RUNS`."""
        return paired_runs_table(self.names, self.pairs, self.measures, self.experiment.periods)

    # --- questions -----------------------------------------------------------------------------

    def effect(self, what_if: str | None = None, measure: str = "won") -> Effect:
        """Return what one what-if does to one measure of the whole horizon.

        Parameters
        ----------
        what_if : str, optional
            Its name; the first where left out.
        measure : str
            One of `measures`.

        Raises
        ------
        UnknownNameError
            If no what-if has that name, or there is no such measure; the nearest is offered.
        """
        one, other = self.pairs[self._number(what_if)]
        name = self.names[self._number(what_if)]
        self._check(measure)
        return Effect(name, measure, one.whole(measure), other.whole(measure), self.independent)

    def by_period(self, what_if: str | None = None, measure: str = "won") -> Iterator[Effect]:
        """Yield what one what-if does to one measure in each period.

        Parameters
        ----------
        what_if, measure
            As in `effect`.
        """
        k = self._number(what_if)
        self._check(measure)
        before, after = (margins.measures[measure] for margins in self.pairs[k])
        for p in range(before.shape[1]):
            yield Effect(self.names[k], measure, before[:, p], after[:, p], self.independent)

    @property
    def currency(self) -> str:
        """Code of the currency."""
        return self.experiment.given.funnel.currency

    @cached_property
    def independent(self) -> int:
        """How many of the pairs differ in everything that is drawn; 0 for all."""
        table = self.experiment.settled.funnel.doubt.draws
        return 0 if table is None else int(table.values.shape[0])

    def _number(self, what_if: str | None) -> int:
        """Return the place of a what-if."""
        if what_if is None:
            return 0
        if what_if not in self.names:
            known = listed(f"'{name}'" for name in self.names)
            raise UnknownNameError(
                say("no what-if is called '{name}'; there are {known}.", name=what_if, known=known)
                + did_you_mean(what_if, self.names)
            )
        return self.names.index(what_if)

    def _check(self, measure: str) -> None:
        """Refuse a measure that is not compared."""
        if measure not in self.measures:
            raise UnknownNameError(
                say(
                    "'{name}' is not compared; there are {known}.",
                    name=measure,
                    known=listed(self.measures),
                )
                + did_you_mean(measure, self.measures)
            )
