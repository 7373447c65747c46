"""The exceptions of simfunnel: one base, five kinds a caller may want to catch apart.

Every message has three parts: where, what is wrong (with the value), what to do. Problems of one
file are gathered and raised together, so that a file is mended once. This room knows nothing of
funnels, files or simulations.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from simfunnel.words import say

__all__ = [
    "FunnelError",
    "HistoryError",
    "Problem",
    "ScenarioError",
    "SimfunnelError",
    "TableError",
    "UnknownNameError",
    "did_you_mean",
]


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a file or a funnel.

    Parameters
    ----------
    where : str
        File with line and column, ``"agency.yaml:7:3"``; empty where there is no file.
    path : str
        The place inside the funnel, ``"stages.pitch.advance"``; may be empty.
    message : str
        What is wrong, with the value; what to do.

    Examples
    --------
    >>> str(Problem("agency.yaml:7:3", "stages.pitch.advance", "is 120 %; give 0 to 100 %."))
    'agency.yaml:7:3: stages.pitch.advance: is 120 %; give 0 to 100 %.'
    """

    where: str
    path: str
    message: str

    def __str__(self) -> str:
        """Join the non-empty parts with colons."""
        return ": ".join(part for part in (self.where, self.path, self.message) if part)


class SimfunnelError(Exception):
    """The base of every error that simfunnel raises on purpose.

    Parameters
    ----------
    *args : object
        The message.
    problems : sequence of Problem, optional
        The single problems behind the message, for callers that show them one by one.
    """

    def __init__(self, *args: object, problems: Sequence[Problem] = ()) -> None:
        super().__init__(*args)
        self.problems: tuple[Problem, ...] = tuple(problems)

    @classmethod
    def from_problems(cls, problems: Iterable[Problem]) -> SimfunnelError:
        """Return one error that states all problems, a line each, in the order given.

        Examples
        --------
        >>> print(FunnelError.from_problems([Problem("", "a", "x."), Problem("", "b", "y.")]))
        a: x.
        b: y.
        """
        listed = tuple(problems)
        return cls("\n".join(str(problem) for problem in listed), problems=listed)


class FunnelError(SimfunnelError, ValueError):
    """A funnel that cannot be simulated as it is stated."""


class ScenarioError(SimfunnelError, ValueError):
    """A scenario file that cannot be read; knows file, line and column."""


class HistoryError(SimfunnelError, ValueError):
    """An export that cannot be read or calibrated; knows column, count and first rows."""


class TableError(SimfunnelError, ValueError):
    """A table whose columns or shape are not those asked for."""


class UnknownNameError(SimfunnelError, KeyError):
    """A name that nothing has; the nearest known one is offered."""

    def __str__(self) -> str:
        """Return the message as written; a plain KeyError would show its repr."""
        return str(self.args[0]) if self.args else ""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a closing sentence that offers the nearest known name, or nothing.

    Examples
    --------
    >>> did_you_mean("qualifed", ["proposal", "qualified"])
    " Did you mean 'qualified'?"
    >>> did_you_mean("zzz", ["proposal"])
    ''
    """
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return say(" Did you mean '{near}'?", near=near[0]) if near else ""
