"""Several what-ifs together: whether they agree, and what they assume."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from simfunnel.errors import FunnelError, Problem
from simfunnel.funnel import checks
from simfunnel.funnel.changes import WhatIf
from simfunnel.funnel.doubt import Doubt
from simfunnel.funnel.edits import rebuilt
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.paths import find
from simfunnel.units import Plus, Set, Times
from simfunnel.words import say

__all__ = ["assume", "check_together"]


def check_together(what_ifs: Sequence[WhatIf]) -> None:
    """Refuse what-ifs that contradict each other about one number on one date.

    Raises
    ------
    FunnelError
        If one sets a number that another sets otherwise, multiplies or adds to at the same time:
        the result would depend on which comes first.

    Examples
    --------
    >>> from simfunnel.funnel.changes import Change
    >>> half = WhatIf("half", (Change.of("stages.pitch.advance", "50 %"),))
    >>> third = WhatIf("third", (Change.of("stages.pitch.advance", "33 %"),))
    >>> check_together([half, third])
    Traceback (most recent call last):
    ...
    simfunnel.errors.FunnelError: stages.pitch.advance: 'half' says '50 %' and 'third' says '33 %' \
for the same time; drop one, or give one a date ('from').
    """
    seen: dict[tuple[str, date | None], tuple[str, Set | Times | Plus]] = {}
    problems: list[Problem] = []
    for what_if in what_ifs:
        for change in what_if.changes:
            key = (change.path.removesuffix(".share"), change.since)
            name, operation = seen.setdefault(key, (what_if.name, change.operation))
            sets = isinstance(operation, Set) or isinstance(change.operation, Set)
            if name != what_if.name and sets and operation != change.operation:
                problems.append(
                    Problem(
                        "",
                        change.path,
                        say(
                            "'{name}' says '{operation}' and '{other}' says '{wish}' for the same "
                            "time; drop one, or give one a date ('from').",
                            name=name,
                            operation=operation,
                            other=what_if.name,
                            wish=change.operation,
                        ),
                    )
                )
    if problems:
        raise FunnelError.from_problems(problems)


def assume(funnel: Funnel, what_ifs: Iterable[WhatIf]) -> Funnel:
    """Return the funnel with the assumptions of what-ifs joined to its doubt.

    A later what-if's range of a number replaces an earlier one's, and the baseline's.
    """
    ranges = dict(funnel.doubt.ranges)
    for what_if in what_ifs:
        ranges.update({find(funnel, path).path: t for path, t in what_if.assumes.items()})
    if ranges == funnel.doubt.ranges:
        return funnel
    doubt = Doubt(ranges=ranges, shock=funnel.doubt.shock, draws=funnel.doubt.draws)
    new = rebuilt(funnel, {("doubt",): doubt})
    if faults := checks.problems(new):
        raise FunnelError.from_problems(Problem("", *fault) for fault in faults)
    return new
