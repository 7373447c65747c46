"""How a comparison was made, and the line that makes it again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from simfunnel.decisions.alternatives import Alternative
from simfunnel.decisions.experiment import Experiment
from simfunnel.decisions.pairs import Pairs
from simfunnel.forecasting.command_lines import command_line, option_names
from simfunnel.forecasting.provenance import MadeBy, versions

__all__ = ["Said", "again_line", "made_by_of"]


@dataclass(frozen=True)
class Said:
    """What a comparison was asked for, as far as it was said.

    Parameters
    ----------
    together : bool
    replications : int, optional
    engine : str, optional
    horizon : str, optional
    period : str
    targets : tuple of str
        Those that were given as text.
    """

    together: bool = False
    replications: int | None = None
    engine: str | None = None
    horizon: str | None = None
    period: str = "month"
    targets: tuple[str, ...] = ()

    def settings(self) -> list[tuple[str, object]]:
        """Return what differs from what holds when nobody says anything."""
        listed: list[tuple[str, object]] = [
            ("replications", self.replications),
            ("engine", self.engine),
            ("horizon", self.horizon),
            ("period", None if self.period == "month" else self.period),
            ("targets", self.targets or None),
            ("together", True if self.together else None),
        ]
        return [(name, value) for name, value in listed if value is not None]


def made_by_of(pairs: Pairs) -> MadeBy:
    """Return how a comparison was made.

    Parameters
    ----------
    pairs : Pairs
    """
    experiment = pairs.experiment
    said = [
        (w.name, [str(c) for c in w.changes], sorted(w.assumes.items()), *map(repr, w.reviews))
        for each in pairs.alternatives
        for w in each.what_ifs
    ]
    digest = experiment.given.funnel.digest()
    whole = hashlib.sha256(repr((digest, said)).encode()).hexdigest()[: len(digest)]
    runs = (pairs.baseline, *pairs.changed)
    return MadeBy(
        scenario=experiment.given.funnel.funnel,
        digest=whole,
        what_ifs=pairs.names,
        seed=experiment.settled.seed,
        replications=min(margins.n for margins in runs),
        asked=experiment.settled.replications,
        engine=experiment.settled.engine,
        versions=versions(),
        seconds=sum(margins.seconds for margins in runs),
    )


def again_line(experiment: Experiment, alternatives: Sequence[Alternative], said: Said) -> str:
    """Return the line that makes a comparison again: a command, or a call.

    Parameters
    ----------
    experiment : Experiment
    alternatives : sequence of Alternative
    said : Said
        What was asked for beside the funnel and the what-ifs.
    """
    single = [each for each in alternatives if len(each.what_ifs) == 1]
    path, seed = experiment.given.path, experiment.settled.seed
    if path and all(each.path for each in single):
        files = [path, *(each.path for each in single)]
        return command_line("compare", files, {"--seed": seed, **option_names(said.settings())})
    what = "calibration" if experiment.given.calibration is not None else "funnel"
    rest = "".join(
        f", {name}={list(value) if isinstance(value, tuple) else value!r}"
        for name, value in said.settings()
    )
    return f"simfunnel.compare({what}, what_ifs, seed={seed}{rest})"
