"""What comes if sliders stand where they stand: one quick run, and the card that shows it.

Every run has the same luck, so that a difference is what was moved and not chance.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from simfunnel.app.levers import Lever
from simfunnel.app.settings import Move, moves_of, what_if_of
from simfunnel.cards import ExplorerCard
from simfunnel.charts import EffectRow, FanData, Measure, day_short
from simfunnel.decisions.experiment import Experiment
from simfunnel.forecasting.fan import fan_of
from simfunnel.forecasting.futures import Futures, unit_of
from simfunnel.forecasting.targets import Goal
from simfunnel.forecasting.windows import Window
from simfunnel.funnel.changes import WhatIf
from simfunnel.funnel.model import Funnel
from simfunnel.units import Quantity
from simfunnel.words import say

__all__ = ["Bench", "Look"]

Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class Look:
    """What comes with the levers where they stand.

    Parameters
    ----------
    moves : tuple of Move
        The levers that were moved.
    what_if : WhatIf
        The same as changes of the funnel.
    futures : Futures
    card : ExplorerCard
        What is shown.
    """

    moves: tuple[Move, ...]
    what_if: WhatIf
    futures: Futures
    card: ExplorerCard

    @property
    def settings(self) -> dict[str, Quantity]:
        """Where the moved levers stand, by path."""
        return {move.lever.path: move.value for move in self.moves}


@dataclass(frozen=True, eq=False)
class Bench:
    """A baseline with levers, ready to be tried.

    Parameters
    ----------
    experiment : Experiment
        The baseline, solved once.
    levers : tuple of Lever
    since : datetime.date, optional
        The day from which moves hold; always, where left out.
    """

    experiment: Experiment
    levers: tuple[Lever, ...]
    since: date | None = None

    @property
    def funnel(self) -> Funnel:
        """The baseline's funnel."""
        return self.experiment.settled.funnel

    @cached_property
    def at_rest(self) -> Look:
        """What comes if nothing is moved; simulated when it is first asked for."""
        futures = self.experiment.run()
        fan = self._fan(futures)
        return Look((), WhatIf("what_if"), futures, ExplorerCard(self.funnel.funnel, fan, fan))

    def look(self, settings: Mapping[str, Quantity], progress: Progress | None = None) -> Look:
        """Simulate with the levers where they stand.

        Parameters
        ----------
        settings : mapping of str to Quantity
            By path; levers left out stand where the funnel has them.
        progress : callable, optional
            Called with (finished, asked); what it raises ends the run.

        Raises
        ------
        FunnelError
            If the moves together give no funnel.
        """
        moves = moves_of(self.levers, settings)
        if not moves:
            return self.at_rest
        what_if = what_if_of(self.funnel, moves, since=self.since)
        futures = self.experiment.run([what_if], progress)
        card = ExplorerCard(
            self.funnel.funnel,
            self._fan(futures),
            self.at_rest.card.fan,
            self._words(moves),
            self._effect(futures),
        )
        return Look(moves, what_if, futures, card)

    def _words(self, moves: tuple[Move, ...]) -> tuple[str, ...]:
        """Return the moves in words, the last one with the day from which they hold."""
        words = [move.words for move in moves]
        if self.since is not None:
            words[-1] = say("{moves}, from {day}", moves=words[-1], day=day_short(self.since))
        return tuple(words)

    @property
    def _goal(self) -> tuple[Goal, Window] | None:
        """The first target with the days that count, if there is one."""
        return self.experiment.goals[0] if self.experiment.goals else None

    def _counted(self, futures: Futures) -> tuple[Window, Measure, Goal | None]:
        """Return which days count, and what is counted in them."""
        if self._goal is None:
            return futures.whole, futures.main_measure, None
        goal, window = self._goal
        return window, goal.measure, goal

    def _fan(self, futures: Futures) -> FanData:
        """Return what the picture is drawn from."""
        window, measure, goal = self._counted(futures)
        return fan_of(futures, window, measure, goal)

    def _effect(self, futures: Futures) -> EffectRow:
        """Return what the moves change, future by future."""
        window, measure, _ = self._counted(futures)
        before, after = (
            each.parts(window, measure).total for each in (self.at_rest.futures, futures)
        )
        table = self.funnel.doubt.draws
        independent = 0 if table is None else int(table.values.shape[0])
        return EffectRow("", (after - before) / unit_of(measure), independent=independent)
