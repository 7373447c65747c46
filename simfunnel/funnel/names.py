"""The names of a funnel in the order in which engines number them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from simfunnel.funnel.model import Exit, Funnel, Stage
from simfunnel.funnel.quantities import outcome_kind

__all__ = ["Names"]

EVERYBODY = "everybody"


@dataclass(frozen=True)
class Names:
    """Stages, sources, segments and events sorted by their lasting name.

    The lasting name of a thing is its `id` where it was renamed, else its name: it keys the draws
    and settles the order of sums, so renaming with an `id` moves no bit. Outcomes are sorted with
    `won` first. A funnel without segments has one, named in `EVERYBODY`.
    """

    stages: tuple[str, ...]
    sources: tuple[str, ...]
    segments: tuple[str, ...]
    events: tuple[str, ...]
    teams: tuple[str, ...]
    products: tuple[str, ...]
    outcomes: tuple[str, ...]
    marks: tuple[str, ...]
    lasting: dict[str, str]
    """Lasting name of each stage."""
    stage: dict[str, int]
    outcome: dict[str, int]

    @classmethod
    def of(cls, funnel: Funnel) -> Names:
        """Return the names of a funnel in order."""
        lasting = {name: stage.id or name for name, stage in funnel.steps.items()}
        stages = tuple(sorted(funnel.steps, key=lasting.__getitem__))
        sources = tuple(sorted(funnel.sources, key=lambda n: funnel.sources[n].id or n))
        reached: set[str] = {"won"}
        for stage in funnel.steps.values():
            reached.update(name for name, _, _ in stage.exits())
            if stage.stale is not None:
                reached.add(stage.stale.to)
            if stage.patience is not None:
                reached.add(stage.patience.to)
            if stage.nurture is not None:
                reached.update(stage.nurture.ways())
        for event in funnel.events.values():
            reached.update(event.then)
        outcomes = sorted((n for n in reached if outcome_kind(n)), key=lambda n: (n != "won", n))
        marks = {s.counts_as for s in funnel.steps.values() if s.counts_as is not None}
        return cls(
            stages=stages,
            sources=sources,
            segments=tuple(sorted(funnel.segments)) or (EVERYBODY,),
            events=tuple(sorted(funnel.events)),
            teams=tuple(sorted(funnel.teams)),
            products=tuple(sorted(funnel.products)),
            outcomes=tuple(outcomes),
            marks=tuple(sorted(marks)),
            lasting=lasting,
            stage={name: s for s, name in enumerate(stages)},
            outcome={name: k for k, name in enumerate(outcomes)},
        )

    def exits(self, stage: Stage) -> list[tuple[str, Exit, bool]]:
        """Return (name, exit, goes on) as the exits lie on [0, 1), by lasting name."""
        listed = stage.exits()
        return sorted(listed, key=lambda e: (not e[2], self.lasting.get(e[0], e[0])))

    def in_order(self, destinations: Iterable[str]) -> list[str]:
        """Return stages and outcomes as they lie on [0, 1), by lasting name."""
        return sorted(destinations, key=lambda name: self.lasting.get(name, name))

    def target(self, name: str) -> int:
        """Return the code of a destination: a stage, or -1 less the number of an outcome."""
        return self.stage[name] if name in self.stage else -1 - self.outcome[name]
