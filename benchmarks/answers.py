"""What must come at once: a card once its forecast is there, and the refusal of a bad file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import simfunnel as sf
from benchmarks.figures import Figure, below, timed
from benchmarks.own_process import SCENARIO
from simfunnel.errors import SimfunnelError

__all__ = ["card", "refusals"]

FUTURES = 200


def card(quick: bool) -> Iterator[Figure]:
    """Yield the CPU time of an outlook's card in a notebook, its picture included."""
    outlook = sf.forecast(SCENARIO, replications=FUTURES, seed=1)
    outlook._repr_mimebundle_()
    drawn = timed(lambda _: outlook._repr_mimebundle_(), 2 if quick else 5)
    yield Figure("card of an outlook", drawn.best, "s", drawn.noise, below(0.5))


def refusals(quick: bool) -> Iterator[Figure]:
    """Yield the CPU time of the slowest refusal among files that want to take long."""
    rounds = 1 if quick else 3
    taken = {}
    with TemporaryDirectory() as folder:
        for name, text in _hostile(SCENARIO.read_text(encoding="utf-8")).items():
            path = Path(folder) / f"{name}.yaml"
            path.write_text(text, encoding="utf-8")
            taken[name] = timed(lambda _, path=path: _refused(path), rounds).best  # type: ignore[misc]
    beside = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in taken.items())
    yield Figure("slowest refusal of a bad file", max(taken.values()), "s", beside, below(1.0))


def _hostile(sound: str) -> dict[str, str]:
    """Return files that must be refused."""
    return {
        "empty": "",
        "anchors": "a: &a [x, x]\nb: [*a, *a]\n",
        "brackets": "a: " + "[" * 20_000,
        "commas": "a: [" + "1, " * 300_000 + "1]",
        "leads": sound.replace("leads: 60 per month", "leads: 1000000M per month"),
        "names": sound.replace("next: ", "next: un"),
        "numbers": sound.replace(" %", " percents"),
    }


def _refused(path: Path) -> None:
    """Read a file that is bad."""
    try:
        sf.load(path)
    except SimfunnelError:
        return
    raise AssertionError(path.name)
