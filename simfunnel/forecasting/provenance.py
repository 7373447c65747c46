"""How an outlook was made, and the line that makes it again."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from typing import Any

from simfunnel.forecasting.command_lines import command_line, option_names
from simfunnel.forecasting.futures import Futures
from simfunnel.units import format_count
from simfunnel.words import say, say_n

__all__ = ["Asked", "MadeBy", "again_line", "made_by_of", "versions"]

_PACKAGES = ("simfunnel", "numpy", "simpy", "numba")


@dataclass(frozen=True)
class Asked:
    """What a forecast was asked for, as far as it was said.

    Parameters
    ----------
    what_ifs : tuple of str
        Paths of what-if files, in order; None where one is no file.
    replications : int, optional
    engine : str, optional
    horizon : str, optional
    period : str
    targets : tuple of str
        Those that were given as text.
    """

    what_ifs: tuple[str | None, ...] = ()
    replications: int | None = None
    engine: str | None = None
    horizon: str | None = None
    period: str = "month"
    targets: tuple[str, ...] = ()


@dataclass(frozen=True)
class MadeBy:
    """How an outlook was made.

    Parameters
    ----------
    scenario : str
        Name of the funnel.
    digest : str
        Hash of everything in it, data and what-ifs included.
    what_ifs : tuple of str
        Names of the changes.
    seed : int
    replications : int
        Futures that were finished.
    asked : int
        Futures that were asked for.
    engine : str
    versions : dict of str to str
        Of simfunnel, Python and the libraries that compute.
    seconds : float
        Wall time of the simulation.
    """

    scenario: str
    digest: str
    what_ifs: tuple[str, ...]
    seed: int
    replications: int
    asked: int
    engine: str
    versions: dict[str, str]
    seconds: float

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data, without the time it took: the same run gives the same bytes."""
        return {
            "scenario": self.scenario,
            "hash": self.digest,
            "what_ifs": list(self.what_ifs),
            "seed": self.seed,
            "replications": self.replications,
            "replications_asked": self.asked,
            "engine": self.engine,
            "versions": dict(self.versions),
        }

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Return label and value of each part, as a card's last line shows them."""
        return (
            (say("scenario"), self.digest),
            *((say("with"), name) for name in self.what_ifs),
            (say("seed"), str(self.seed)),
            ("", self._futures),
            ("", self.engine),
            ("simfunnel", self.versions["simfunnel"]),
            ("", say("{seconds} s", seconds=f"{self.seconds:.1f}")),
        )

    @property
    def _futures(self) -> str:
        """How many futures were simulated, and of how many if the run was stopped."""
        done = format_count(self.replications)
        if self.asked > self.replications:
            return say_n(
                "{done} of {n} future",
                "{done} of {n} futures",
                self.asked,
                done=done,
                n=format_count(self.asked),
            )
        return say_n("{n} future", "{n} futures", self.replications, n=done)

    def __str__(self) -> str:
        """Return all parts in one line."""
        return " · ".join(f"{label} {value}".strip() for label, value in self.pairs())


def made_by_of(futures: Futures) -> MadeBy:
    """Return how the futures were made.

    Parameters
    ----------
    futures : Futures
    """
    runs, funnel = futures.runs, futures.given.funnel
    what_ifs = runs.compiled.what_ifs
    digest = funnel.digest()
    if what_ifs:
        said = [(w.name, [str(c) for c in w.changes], dict(w.assumes)) for w in what_ifs]
        digest = hashlib.sha256(repr((digest, said)).encode()).hexdigest()[: len(digest)]
    return MadeBy(
        scenario=funnel.funnel,
        digest=digest,
        what_ifs=tuple(what_if.name for what_if in what_ifs),
        seed=runs.seed,
        replications=runs.n,
        asked=runs.asked,
        engine=runs.engine,
        versions=versions(),
        seconds=runs.seconds,
    )


def versions() -> dict[str, str]:
    """Return the versions of what computes; a package that is not installed is left out."""
    found = {"python": platform.python_version()}
    for name in _PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    found.setdefault("simfunnel", say("not installed"))
    return found


def again_line(futures: Futures, asked: Asked) -> str:
    """Return the line that makes an outlook again: a command, or a call where no file is named.

    Parameters
    ----------
    futures : Futures
    asked : Asked
        What was said beside the funnel.
    """
    path, seed = futures.given.path, futures.runs.seed
    if path and None not in asked.what_ifs:
        return command_line("forecast", [path], _options(asked, seed))
    what = "calibration" if futures.given.calibration is not None else "funnel"
    if asked.what_ifs:
        what += ", what_ifs=what_ifs"
    return f"simfunnel.forecast({what}, seed={seed}{_arguments(asked)})"


def _options(asked: Asked, seed: int) -> dict[str, object]:
    """Return the options of the command."""
    with_, said = [path for path in asked.what_ifs if path], option_names(_said(asked))
    return {"--with": with_, "--seed": seed, **said}


def _arguments(asked: Asked) -> str:
    """Return the arguments of the call."""
    return "".join(
        f", {name}={list(value) if isinstance(value, tuple) else value!r}"
        for name, value in _said(asked)
    )


def _said(asked: Asked) -> Sequence[tuple[str, object]]:
    """Return the settings that differ from what holds when nobody says anything."""
    settings: list[tuple[str, object]] = [
        ("replications", asked.replications),
        ("engine", asked.engine),
        ("horizon", asked.horizon),
        ("period", None if asked.period == "month" else asked.period),
        ("targets", asked.targets or None),
    ]
    return [(name, value) for name, value in settings if value is not None]
