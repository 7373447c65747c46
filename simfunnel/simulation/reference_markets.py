"""Finite markets in the reference engine: who finds a free account, and when one is free again."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from functools import partial

from simfunnel.funnel import layout as at
from simfunnel.simulation.reading import Epoch
from simfunnel.simulation.reference_stay import Lead, Rules
from simfunnel.simulation.reference_tasks import ENDS
from simfunnel.variates import uniforms

__all__ = ["Markets"]


class Markets:
    """The accounts of all sources: how many are taken, and by whom none was found."""

    def __init__(
        self,
        rules: Rules,
        points: Sequence[int],
        opened: Sequence[int],
        on_agenda: Callable[[int, int, Callable[[], None]], None],
    ) -> None:
        self.rules, self.arrive, self.on_agenda = rules, points[at.P_ARRIVE], on_agenda
        self.taken = [0] * rules.plan.sources.shape[0]
        for source in opened:
            self.taken[source] += 1
        self.refused = array("q")

    def is_kept(self, epoch: Epoch, source: int, key: tuple[int, int], now: int) -> bool:
        """Return whether a candidate finds a free account."""
        accounts = epoch.sources[source].accounts
        if accounts < 0:
            return True
        _, u = uniforms(*self.rules.key, *key, self.arrive, 0)
        kept = bool(u < (accounts - self.taken[source]) / accounts)
        if not kept:
            self.refused.extend((now, source))
        return kept

    def frees(self, epoch: Epoch, lead: Lead, now: int) -> None:
        """Let the account of a lead that was not won cool down, and be free again."""
        source, free = epoch.sources[lead.source], now
        if source.accounts < 0:
            return
        if source.cooling > 0:
            free = self.rules.end_of(source.cooling_clock, now, source.cooling)
        if free < self.rules.plan.end:
            self.on_agenda(free, ENDS, partial(self.is_free, lead.source))

    def is_free(self, source: int) -> None:
        """Put an account back into its market."""
        self.taken[source] -= 1
