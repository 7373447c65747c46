"""Changes of a funnel's numbers: what a what-if says, and the new funnel it makes.

A change names a number by its path and sets, multiplies or adds to it. Nothing is changed in
place, and nothing here knows files. Changes of one date happen at the same moment: the order in
which they are listed does not matter, except for several on one number.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Context, Decimal

from pydantic import BaseModel

from simfunnel.errors import FunnelError, Problem, UnknownNameError
from simfunnel.funnel import checks
from simfunnel.funnel.edits import rebuilt
from simfunnel.funnel.measured import measured_share
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.paths import (
    Place,
    Step,
    find,
    leaves,
    number_at,
    split_of,
    split_places,
    why_fixed,
)
from simfunnel.funnel.reviews import Review
from simfunnel.funnel.spreads import STATEMENT_KEYS, AmountSpread, DwellPart
from simfunnel.units import (
    Count,
    Plus,
    Quantity,
    Set,
    Share,
    Times,
    parse_date,
    parse_operation,
)
from simfunnel.words import say

__all__ = [
    "Change",
    "WhatIf",
    "change_funnel",
    "leaves",
    "number_at",
    "split_of",
]

Operation = Set | Times | Plus
_EXACT = Context(prec=60)
_UNDATED = ("simfunnel", "starts", "today", "until", "targets", "calendar", "reviews")


@dataclass(frozen=True)
class Change:
    """One number of a funnel, and what happens to it.

    Parameters
    ----------
    path : str
        The number, ``"stages.proposal.advance"``.
    operation : Set, Times or Plus
        What is done to it.
    since : datetime.date, optional
        The day from which it holds; always, if not given.
    for_ : str
        A note on what it is for.

    Examples
    --------
    >>> str(Change.of("sources.web.leads", "times 1.1"))
    'sources.web.leads: times 1.1'
    """

    path: str
    operation: Operation
    since: date | None = None
    for_: str = ""

    @classmethod
    def of(cls, path: str, value: object, since: object = None, for_: str = "") -> Change:
        """Return the change that a value at a path states.

        Raises
        ------
        ValueError
            If the value or the date cannot be read.
        """
        day = None if since is None else parse_date(since)
        return cls(path, parse_operation(value), day, for_)

    @property
    def can_be_dated(self) -> bool:
        """Whether the number may change on a date; dates and targets hold for the whole run."""
        return self.path.partition(".")[0] not in _UNDATED

    def __str__(self) -> str:
        """Return path, operation and date in one line."""
        since = f" from {self.since}" if self.since is not None else ""
        return f"{self.path}: {self.operation}{since}"


@dataclass(frozen=True)
class WhatIf:
    """Changes that belong together, the question they answer, and what they take for granted.

    Parameters
    ----------
    name : str
        What comparisons call it.
    changes : tuple of Change
        In the order of the file.
    question : str
        What somebody wants to know.
    assumes : mapping of str to (str, str, str)
        P10, P50 and P90 of numbers that the what-if believes but cannot know.
    written_for : str
        The funnel that the author had in mind; a note.
    about : str
        A longer description.
    reviews : tuple of Review
        Rules that it adds behind those of the funnel.
    """

    name: str
    changes: tuple[Change, ...] = ()
    question: str = ""
    assumes: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)
    written_for: str = ""
    about: str = ""
    reviews: tuple[Review, ...] = ()


def change_funnel(funnel: Funnel, changes: Iterable[Change]) -> Funnel:
    """Return the funnel as it is when all changes hold.

    Parameters
    ----------
    funnel : Funnel
        The baseline, which stays as it is.
    changes : iterable of Change
        Applied in order of date, those without a date first. What happens on one date happens at
        once: several changes of one number follow each other as listed, shares of one split are
        set together, and the shares not named keep their proportions in what is left.

    Returns
    -------
    Funnel
        A new funnel that has passed all checks.

    Raises
    ------
    UnknownNameError
        If a path names no number; the nearest is offered.
    FunnelError
        If a change cannot be applied, or the result is not a funnel; all problems at once.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> lift = Change.of("stages.pitch.advance", "plus 5 points")
    >>> str(change_funnel(tiny(), [lift]).stages["pitch"].advance)
    '30 %'
    """
    listed = list(changes)
    _check_names(funnel, listed)
    days = sorted({change.since for change in listed}, key=lambda day: day or date.min)
    changed = funnel
    for day in days:
        changed = _at_once(changed, [change for change in listed if change.since == day])
    if changed is funnel:
        return funnel
    if faults := checks.problems(changed):
        raise FunnelError.from_problems(Problem("", *fault) for fault in faults)
    return changed


def _check_names(funnel: Funnel, changes: Sequence[Change]) -> None:
    """Refuse all paths that name no number to change, and all values that are none, at once."""
    problems: list[Problem] = []
    unknown = False
    for change in changes:
        try:
            for place in _places(funnel, change):
                if isinstance(change.operation, Set):
                    _applied(change, place, None)
        except (UnknownNameError, ValueError) as error:
            unknown = unknown or isinstance(error, UnknownNameError)
            problems.append(Problem("", change.path, str(error)))
    _refuse(problems, unknown)


def _refuse(problems: Sequence[Problem], unknown: bool) -> None:
    """Raise what is wrong with changes, if anything is."""
    if problems:
        kind = UnknownNameError if unknown else FunnelError
        raise kind.from_problems(problems)


def _at_once(funnel: Funnel, changes: Sequence[Change]) -> Funnel:
    """Return the funnel after all changes of one date."""
    places: dict[str, Place] = {}
    values: dict[str, Quantity | date] = {}
    problems: list[Problem] = []
    for change in changes:
        try:
            for place in _places(funnel, change):
                places[place.path] = place
                values[place.path] = _applied(change, place, values.get(place.path))
        except ValueError as error:
            problems.append(Problem("", change.path, str(error)))
    _refuse(problems or _share_out(funnel, places, values), unknown=False)
    new: dict[tuple[Step, ...], object] = {
        places[p].steps: v for p, v in values.items() if v != places[p].value
    }
    return rebuilt(funnel, new | _no_longer(funnel, places)) if new else funnel


def _no_longer(funnel: Funnel, places: Mapping[str, Place]) -> dict[tuple[Step, ...], object]:
    """Return what a spread no longer states, because it is now stated by other numbers."""
    gone: dict[tuple[Step, ...], object] = {}
    for path, place in places.items():
        if place.value is not None or place.steps[-1] not in STATEMENT_KEYS:
            continue
        spread = find(funnel, path.rpartition(".")[0]).value
        if not isinstance(spread, DwellPart | AmountSpread):
            continue
        empty: dict[str, object] = {"values": (), "mixture": ()}
        listed = {key: empty[key] for key in empty if getattr(spread, key, ())}
        around = place.steps[:-1]
        if [p.steps[-1] for p in places.values() if p.steps[:-1] == around] == ["mean"]:
            continue  # in a file that is an exponential law; here it could be meant of any
        gone |= {(*around, k): v for k, v in (dict.fromkeys(spread.stated()) | listed).items()}
    return {
        steps: v for steps, v in gone.items() if steps not in {p.steps for p in places.values()}
    }


def _places(funnel: Funnel, change: Change) -> list[Place]:
    """Return the numbers that a change moves: one, or all those of a spread."""
    place = find(funnel, change.path)
    whole_dwell = place.steps[0] == "stages" and place.steps[2:] == ("dwell",)
    if whole_dwell and isinstance(change.operation, Times):
        return [find(funnel, f"{place.path}_ratio")]
    if why := why_fixed(place):
        raise ValueError(why)
    value = place.value
    if isinstance(value, BaseModel | dict | tuple):
        return _spread_places(funnel, place, change)
    if value is None and place.steps[-1] == "advance":
        stage = funnel.stages[str(place.steps[1])]
        if stage.hazards is not None:
            return [Place(place.path, place.steps, measured_share(stage.hazards), Share)]
    return [place]


def _spread_places(funnel: Funnel, place: Place, change: Change) -> list[Place]:
    """Return the amounts or durations of a spread, which can only be multiplied together."""
    every = [find(funnel, p) for p in leaves(funnel) if p.startswith(f"{place.path}.")]
    amounts = [p for p in every if not isinstance(p.value, Share)]
    spread = isinstance(place.value, BaseModel) and hasattr(place.value, "stated")
    if spread and isinstance(change.operation, Times):
        return amounts
    if not every:
        raise ValueError(say("holds no number; a what-if changes numbers."))
    shown = ", ".join(f"'{p.path}'" for p in every[:5]) + (", …" if len(every) > 5 else "")
    if spread:
        raise ValueError(
            say(
                "is not one number; change one of {shown}, multiply it whole, 'times 0.8', or "
                "state it anew, {{median: ..., p90: ...}} or {{exactly: ...}}.",
                shown=shown,
            )
        )
    raise ValueError(say("is not one number; change one of {shown}.", shown=shown))


def _applied(change: Change, place: Place, value: Quantity | date | None) -> Quantity | date:
    """Return what a change makes of a number."""
    old = place.value if value is None else value
    operation = change.operation
    if isinstance(old, date) or place.kind is date:
        if not isinstance(operation, Set):
            raise ValueError(
                say(
                    "is a date, which can only be set; '{operation}' sets none.",
                    operation=operation,
                )
            )
        return parse_date(operation.text)
    if isinstance(operation, Set):
        return _set(operation, place.kind or type(old))
    if not isinstance(old, Quantity):
        raise ValueError(
            say(
                "is not stated, so there is nothing to change by '{operation}'; set it.",
                operation=operation,
            )
        )
    if isinstance(operation, Times) and isinstance(old, Count):
        return old.with_number(math.floor(old.number * operation.number + 0.5))
    return operation.applied_to(old)


def _set(operation: Set, kind: type) -> Quantity:
    """Return a new value; the word "times" of a factor multiplies, so a bare number sets it."""
    text = f"times {operation.text}" if kind is Times else operation.text
    quantity: Quantity = kind.parse(text)  # type: ignore[attr-defined]
    return quantity


def _share_out(
    funnel: Funnel, places: dict[str, Place], values: dict[str, Quantity | date]
) -> list[Problem]:
    """Scale the shares beside changed ones so that their splits still make 100 %."""
    problems: list[Problem] = []
    done: set[str] = set()
    for path in list(values):
        siblings = split_places(funnel, places[path])
        if not siblings or path in done:
            continue
        done.update(s.path for s in siblings)
        held = {s.path: values[s.path] for s in siblings if s.path in values}
        if all(held[s.path] == s.value for s in siblings if s.path in held):
            continue
        try:
            others = _others(siblings, held)
        except ValueError as error:
            problems.append(Problem("", path, str(error)))
            continue
        for sibling, share in others:
            places[sibling.path] = sibling
            values[sibling.path] = share
    return problems


def _others(
    siblings: tuple[Place, ...], held: Mapping[str, Quantity | date]
) -> list[tuple[Place, Share]]:
    """Return the shares of a split that were not named, in what the named ones leave."""
    one = Decimal(1)
    old, new, rest = Decimal(0), Decimal(0), []
    for sibling in siblings:
        before = Decimal(repr(sibling.number.number)) if sibling.number else Decimal(0)
        if sibling.path in held:
            now = held[sibling.path]
            old += before
            new += Decimal(repr(now.number)) if isinstance(now, Quantity) else Decimal(0)
        else:
            rest.append((sibling, before))
    if new > one + Decimal("1e-9"):
        raise ValueError(
            say(
                "makes the shares of its split sum to {value} %.",
                value=format(100 * float(new), "g"),
            )
        )
    if not any(before for _, before in rest):
        if abs(new - one) <= Decimal("1e-9"):
            return []
        if rest or len(held) == 1:
            raise ValueError(
                say(
                    "is the whole of its split (100 %), so no other share can take the difference; "
                    "name a second part in the file first."
                )
            )
        raise ValueError(
            say(
                "and the other shares set with it sum to {value} %.",
                value=format(100 * float(new), "g"),
            )
        )
    factor = _EXACT.divide(one - new, one - old)
    return [(s, Share(float(_EXACT.multiply(before, factor)))) for s, before in rest]
