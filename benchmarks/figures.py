"""What a benchmark yields: figures with what they stand beside, and how CPU time is taken."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

__all__ = ["Asked", "Figure", "NotMeasuredError", "Timed", "at_least", "below", "timed"]


class NotMeasuredError(Exception):
    """A benchmark that could not run, with what stopped it."""


@dataclass(frozen=True)
class Asked:
    """What is asked of a figure.

    Examples
    --------
    >>> str(below(0.3)), below(0.3).met_by(0.2), at_least(45.0).met_by(44.0)
    ('< 0.3', True, False)
    """

    bound: float
    sign: str

    def met_by(self, value: float) -> bool:
        """Say whether a value is as asked."""
        return value >= self.bound if self.sign == ">=" else value < self.bound

    def __str__(self) -> str:
        """Return for instance "< 0.3"."""
        return f"{self.sign} {self.bound:g}"


def at_least(bound: float) -> Asked:
    """Ask for a value of at least `bound`."""
    return Asked(bound, ">=")


def below(bound: float) -> Asked:
    """Ask for a value below `bound`."""
    return Asked(bound, "<")


@dataclass(frozen=True)
class Figure:
    """One measured number.

    Parameters
    ----------
    what : str
        What was measured.
    value : float
        NaN where it could not be measured; `beside` then says why.
    unit : str
    beside : str
        The alternative, measured in the same run, or other facts of the measurement.
    asked : Asked, optional
        Nothing is asked of a figure that is there for comparison.
    """

    what: str
    value: float
    unit: str
    beside: str = ""
    asked: Asked | None = None

    @property
    def verdict(self) -> str:
        """Return "pass", "FAIL" (also if it was not measured), or nothing if nothing is asked."""
        if math.isnan(self.value):
            return "FAIL"
        if self.asked is None:
            return ""
        return "pass" if self.asked.met_by(self.value) else "FAIL"

    def as_data(self) -> dict[str, object]:
        """Return the figure as plain data."""
        value = None if math.isnan(self.value) else self.value
        asked = None if self.asked is None else str(self.asked)
        return {**asdict(self), "value": value, "asked": asked, "verdict": self.verdict}


@dataclass(frozen=True)
class Timed:
    """CPU seconds of the same job done several times.

    Parameters
    ----------
    best : float
        The least: what the job costs when nothing disturbs it.
    worst : float
        The most; `worst / best` tells how noisy the machine is.
    """

    best: float
    worst: float

    @property
    def noise(self) -> str:
        """Return how much more the worst took, in words."""
        return f"worst {100 * (self.worst / self.best - 1):.0f} % more"


def timed(job: Callable[[int], object], rounds: int) -> Timed:
    """Do a job several times and return its CPU seconds, all threads of this process together.

    Parameters
    ----------
    job : callable
        Is given the number of the round.
    rounds : int

    Examples
    --------
    >>> taken = timed(lambda round_: sum(range(1000)), 3)
    >>> 0.0 <= taken.best <= taken.worst
    True
    """
    taken: list[float] = []
    for number in range(rounds):
        before = time.process_time()
        job(number)
        taken.append(time.process_time() - before)
    return Timed(min(taken), max(taken))
