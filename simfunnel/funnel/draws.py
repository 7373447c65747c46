"""Draws of numbers in doubt: one for each replication, and the days on which they hold.

A draw is keyed by the lasting path of its number, so that it is common to all scenarios. What a
what-if assumes takes the place of what it changes, from the day on which it changes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from simfunnel.errors import FunnelError
from simfunnel.funnel.changes import Change, WhatIf
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.paths import find
from simfunnel.units import Plus, Quantity, Set, Share, Times
from simfunnel.variates import exp, expit, key_of, log, logit, normal_quantile, point, uniforms
from simfunnel.variates import replication_key as _replication_key
from simfunnel.words import listed, say

__all__ = [
    "Acting",
    "Drawn",
    "acting_on",
    "draw_between",
    "draw_ranges",
    "impossible",
    "lasting_path",
]

P90 = 1.2815515655446004  # standard normal quantile of .9
BASELINE = -1


@dataclass(frozen=True, eq=False)
class Drawn:
    """The draws of one number.

    Parameters
    ----------
    path : str
    what_if : int
        Number of the what-if that assumes them; -1 for the baseline's own doubt.
    like : Quantity
        Their P50, which says of what kind and in which unit they are.
    values : ndarray of float64, shape (n_rows,)
        In that unit.
    """

    path: str
    what_if: int
    like: Quantity
    values: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Acting:
    """What a number in doubt is in one epoch: its draws, and what changes do to them.

    Parameters
    ----------
    path : str
    like : Quantity
        Of what kind and in which unit the draws are.
    values : ndarray of float64, shape (n_rows,)
    then : tuple of Set, Times or Plus
    """

    path: str
    like: Quantity
    values: NDArray[np.float64]
    then: tuple[Set | Times | Plus, ...]

    def number(self, row: int) -> Quantity:
        """Return the number of one row."""
        value = float(self.values[row])
        try:
            quantity = self.like.with_number(value)
            for operation in self.then:
                if isinstance(operation, Set) and isinstance(quantity, Times):
                    operation = Set(f"times {operation.text}")
                quantity = operation.applied_to(quantity)
        except ValueError as error:
            raise FunnelError(impossible({self.path: value}, error)) from None
        return quantity


def impossible(values: dict[str, float], error: ValueError) -> str:
    """Return the refusal of draws that the funnel cannot have.

    Examples
    --------
    >>> impossible({"stages.pitch.advance": 1.2}, ValueError("120 % is too much.")).split(":")[0]
    'doubt'
    """
    pairs = [
        say("'{path}' as {value}", path=path, value=format(value, ".6g"))
        for path, value in values.items()
    ]
    return say(
        "doubt: a replication draws {values}, which cannot be: {error} Narrow the range; where a "
        "what-if changes the number, state the range of the new one under 'assumes'.",
        values=listed(pairs, "and"),
        error=error,
    )


def draw_between(quantity: type, p10: float, p50: float, p90: float, u: float) -> float:
    """Return the u-quantile of a number in doubt: two half-normals joined at P50.

    The scale is logit for shares strictly between 0 and 1, log for positive numbers, and the
    number itself otherwise.

    Examples
    --------
    >>> draw_between(Share, 0.68, 0.75, 0.81, 0.5)
    0.75
    """
    z = normal_quantile(u)
    if issubclass(quantity, Share) and p10 > 0.0 and p90 < 1.0:
        low, middle, high = logit(p10), logit(p50), logit(p90)
    elif p10 > 0.0:
        low, middle, high = log(p10), log(p50), log(p90)
    else:
        low, middle, high = p10, p50, p90
    if z == 0.0:
        return p50
    moved = middle + z * ((middle - low) if z < 0.0 else (high - middle)) / P90
    if issubclass(quantity, Share) and p10 > 0.0 and p90 < 1.0:
        return float(expit(moved))
    return float(exp(moved)) if p10 > 0.0 else moved


def lasting_path(funnel: Funnel, path: str) -> str:
    """Return a path with the lasting names of what was renamed, so that it keeps its draws.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> lasting_path(tiny(), "stages.pitch.advance")
    'stages.pitch.advance'
    """
    parts = path.split(".")
    stages = {name: stage.id or name for name, stage in funnel.steps.items()}
    sources = {name: source.id or name for name, source in funnel.sources.items()}
    if parts[0] in ("stages", "sources"):
        known = stages if parts[0] == "stages" else sources
        parts[1] = known.get(parts[1], parts[1])
    if len(parts) > 3 and parts[2] in ("next", "otherwise", "then"):
        parts[3] = stages.get(parts[3], parts[3])
    return ".".join(parts)


def draw_ranges(
    funnel: Funnel, what_ifs: Sequence[WhatIf], *, rows: int | Iterable[int], seed: int
) -> list[Drawn]:
    """Draw each number that has a range, for every row.

    Parameters
    ----------
    funnel : Funnel
        The baseline; its ranges have passed the checks of load.
    what_ifs : sequence of WhatIf
        What they assume is drawn from the same uniform as the baseline's range of that number.
    rows : int or iterable of int
        How many rows, or which.
    seed : int

    Returns
    -------
    list of Drawn
        The baseline's in order of path, then each what-if's.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> sure = WhatIf("sure", assumes={"stages.pitch.advance": ("30 %", "30 %", "30 %")})
    >>> draw_ranges(tiny(), [sure], rows=2, seed=1)[0].values
    array([0.3, 0.3])
    """
    c0, c1 = key_of("doubt")
    keys = [_replication_key(seed, r) for r in (range(rows) if isinstance(rows, int) else rows)]
    listed = [(BASELINE, path, funnel.doubt.ranges[path]) for path in sorted(funnel.doubt.ranges)]
    for k, what_if in enumerate(what_ifs):
        listed += [(k, path, what_if.assumes[path]) for path in sorted(what_if.assumes)]
    found: list[Drawn] = []
    for k, said, triple in listed:
        place = find(funnel, said)
        kind = place.kind if place.number is None else type(place.number)
        assert kind is not None  # checked at load
        low, like, high = (kind.parse(text) for text in triple)  # type: ignore[attr-defined]
        p10, p50, p90 = low.number, like.number, high.number
        where = point(f"doubt/{lasting_path(funnel, place.path)}")
        us = [uniforms(k0, k1, c0, c1, where, 0)[0] for k0, k1 in keys]
        values = np.array([draw_between(kind, p10, p50, p90, u) for u in us])
        found.append(Drawn(place.path, k, like, values))
    return found


def acting_on(
    funnel: Funnel,
    what_ifs: Sequence[WhatIf],
    drawn: Sequence[Drawn],
    path: str,
    day: date | None,
) -> Acting | None:
    """Return what a number in doubt is in the epoch that begins on a day, None if it is certain.

    Parameters
    ----------
    funnel : Funnel
        The baseline.
    what_ifs : sequence of WhatIf
    drawn : sequence of Drawn
    path : str
        One of the paths drawn.
    day : date or None
        None for the first epoch, which began in the past.

    Returns
    -------
    Acting or None
        A range that a what-if in force assumes stands for the number as that what-if leaves it,
        so only changes of later what-ifs act on it; on the baseline's draws all changes act.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> path = "stages.pitch.advance"
    >>> better = WhatIf(
    ...     "better", (Change.of(path, "40 %", "2026-10-01"),), assumes={path: ("35 %",) * 3}
    ... )
    >>> drawn = draw_ranges(tiny(), [better], rows=1, seed=1)
    >>> acting_on(tiny(), [better], drawn, path, None) is None
    True
    >>> acting_on(tiny(), [better], drawn, path, date(2026, 10, 1)).values
    array([0.35])
    """
    done = [
        (k, change)
        for k, what_if in enumerate(what_ifs)
        for change in what_if.changes
        if _began(change.since, day) and _moves(funnel, change, path)
    ]
    done.sort(key=lambda item: item[1].since or date.min)
    operations = [change.operation for _, change in done]
    for each in sorted((d for d in drawn if d.path == path), key=lambda d: -d.what_if):
        if each.what_if == BASELINE:
            return Acting(path, each.like, each.values, tuple(operations))
        if _began(_assumed_since(funnel, what_ifs[each.what_if], path), day):
            own = [i for i, (k, _) in enumerate(done) if k == each.what_if]
            later = operations[own[-1] + 1 if own else 0 :]
            return Acting(path, each.like, each.values, tuple(later))
    return None


def _began(since: date | None, day: date | None) -> bool:
    """Return whether a change is in force in the epoch that begins on a day."""
    return since is None or (day is not None and since <= day)


def _assumed_since(funnel: Funnel, what_if: WhatIf, path: str) -> date | None:
    """Return the day from which an assumption holds: that of its change, or of the first change."""
    own = [c.since for c in what_if.changes if _moves(funnel, c, path)]
    days = own or [c.since for c in what_if.changes]
    return None if None in days else min((day for day in days if day is not None), default=None)


def _moves(funnel: Funnel, change: Change, path: str) -> bool:
    """Return whether a change acts on a number: by its own path, or by the whole of its spread."""
    place = find(funnel, change.path)
    if place.path == path:
        return True
    if not isinstance(change.operation, Times):
        return False
    if place.steps[0] == "stages" and place.steps[2:] == ("dwell",):
        return path == f"{place.path}_ratio"
    inside = path.startswith(f"{place.path}.")
    return inside and not isinstance(find(funnel, path).number, Share)
