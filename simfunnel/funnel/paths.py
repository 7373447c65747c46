"""Which number of a funnel a path such as ``stages.proposal.advance`` names.

A path runs through the keys of the file, with a number for the place in a list. Names of exits hold
dots (``stages.pitch.otherwise.lost.price``), so the longest name that fits is taken. A path that
ends at an exit means its share. This module reads funnels and changes none.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from simfunnel.errors import UnknownNameError, did_you_mean
from simfunnel.funnel.doubt import Doubt
from simfunnel.funnel.later import not_yet
from simfunnel.funnel.model import MONTHS, WEEKDAYS, Exit, Funnel
from simfunnel.funnel.today import OpenLead
from simfunnel.units import Percent, Quantity, Share
from simfunnel.words import listed, say

__all__ = ["Place", "facts", "find", "leaves", "number_at", "split_of", "split_places", "why_fixed"]

Step = str | int
_DATA = frozenset({"open_leads", "customers", "hazards"})
_NOTES = frozenset({"funnel", "about"})
_SPLITS = ("next", "otherwise", "then", "mixture")


@dataclass(frozen=True)
class Place:
    """Where a path ends.

    Parameters
    ----------
    path : str
        The path as doubt and draws know it: a share of an exit without ``.share``.
    steps : tuple of str or int
        Attributes, keys and indices from the funnel down.
    value : object
        What stands there; None where the funnel leaves it out.
    kind : type or None
        The quantity (or date) that belongs there; None for anything else.
    """

    path: str
    steps: tuple[Step, ...]
    value: object
    kind: type | None

    @property
    def number(self) -> Quantity | None:
        """The quantity that stands there, if one does."""
        return self.value if isinstance(self.value, Quantity) else None


def find(funnel: Funnel, path: str) -> Place:
    """Return the place in a funnel that a path names.

    Parameters
    ----------
    funnel : Funnel
        Where to look.
    path : str
        Keys joined by dots.

    Returns
    -------
    Place
        A number, a date, a whole block, or a number that the funnel could hold but leaves out.

    Raises
    ------
    UnknownNameError
        If there is no such name; the nearest known one is offered.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> find(tiny(), "stages.pitch.otherwise.lost.price.share").path
    'stages.pitch.otherwise.lost.price'
    >>> find(tiny(), "stages.pitsch.advance")
    Traceback (most recent call last):
    ...
    simfunnel.errors.UnknownNameError: unknown name 'pitsch' in 'stages'. Did you mean 'pitch'?
    """
    parts = path.split(".")
    if later := not_yet(parts):
        raise UnknownNameError(later)
    node: Any = funnel
    kind: type | None = None
    steps: list[Step] = []
    said: list[str] = []
    while parts:
        step, text, child, kind = _descend(node, parts, ".".join(said))
        del parts[: text.count(".") + 1]
        if parts and child is None:
            raise UnknownNameError(
                say(
                    "{inside} is not stated, so nothing in it can be named.",
                    inside=_inside(".".join([*said, text])),
                )
            )
        if not (isinstance(node, Exit) and text == "share"):
            said.append(text)
        steps.append(step)
        node = child
    if isinstance(node, Exit):
        steps.append("share")
        node = node.share
        kind = type(node)
    return Place(".".join(said), tuple(steps), node, kind)


def _descend(node: Any, parts: list[str], said: str) -> tuple[Step, str, Any, type | None]:
    """Return step, text, child and kind of the first part, or of the longest name that fits."""
    part = parts[0]
    if isinstance(node, Doubt) and part not in ("shock", "draws"):
        node = node.ranges
    if isinstance(node, BaseModel):
        fields = _fields(node)
        if part in fields:
            name, info = fields[part]
            return name, part, getattr(node, name), _leaf_kind(info.annotation)
        raise UnknownNameError(_unknown(part, said, fields))
    if isinstance(node, dict):
        for end in range(len(parts), 0, -1):
            if (key := ".".join(parts[:end])) in node:
                child = node[key]
                return key, key, child, _own_kind(child)
        if said.endswith((".months", ".weekdays")) and part in (*MONTHS, *WEEKDAYS):
            return part, part, Percent(1.0), Percent
        dotted = any(str(key).startswith(f"{part}.") for key in node)
        raise UnknownNameError(_unknown(".".join(parts[: 1 + dotted]), said, node))
    if isinstance(node, tuple):
        if part.isdigit() and int(part) < len(node):
            child = node[int(part)]
            return int(part), part, child, _own_kind(child)
        raise UnknownNameError(
            say(
                "{inside} is a list of {n_node}; count its places from 0, not '{part}'.",
                inside=_inside(said),
                n_node=len(node),
                part=part,
            )
        )
    raise UnknownNameError(
        say("'{said}' is one value; nothing in it is called '{part}'.", said=said, part=part)
    )


def _fields(node: BaseModel) -> dict[str, tuple[str, FieldInfo]]:
    """Return attribute and description of each field by its key in a file."""
    return {
        info.alias or name: (name, info)
        for name, info in type(node).model_fields.items()
        if not info.exclude
    }


def _leaf_kind(annotation: Any) -> type | None:
    """Return the quantity or date that an annotation asks for, looking through Optional."""
    if isinstance(annotation, type) and issubclass(annotation, Quantity | date):
        return annotation
    if typing.get_origin(annotation) in (typing.Annotated, typing.Union, types.UnionType):
        found = [_leaf_kind(part) for part in typing.get_args(annotation)]
        return next((kind for kind in found if kind is not None), None)
    return None


def _own_kind(value: object) -> type | None:
    """Return the kind of a quantity or date that stands in a mapping or a list."""
    return type(value) if isinstance(value, Quantity | date) else None


def _inside(said: str) -> str:
    """Return how a message calls the place where a name was looked for."""
    return f"'{said}'" if said else say("the funnel")


def _unknown(part: str, said: str, known: Any) -> str:
    """Return the refusal of a name, with the nearest, or else with some that are known."""
    hint = did_you_mean(part, known)
    if not hint:
        names = sorted(str(name) for name in known)
        hint = say(" Nothing is named there.")
        if names:
            quoted = [f"'{name}'" for name in names[:5]]
            if len(names) > 5:
                quoted.append("\N{HORIZONTAL ELLIPSIS}")
            hint = say(" Known there: {names}.", names=listed(quoted))
    return say(
        "unknown name '{part}' in {inside}.{hint}", part=part, inside=_inside(said), hint=hint
    )


def leaves(funnel: Funnel) -> dict[str, str]:
    """Return every number and date of a funnel by its path, as the file would write it.

    Tables (open leads, measured hazards, joint draws) are data and are left out.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> leaves(tiny())["stages.pitch.otherwise.lost.price"]
    '100 %'
    """
    found = dict(_walk(funnel, ""))
    for path, triple in funnel.doubt.ranges.items():
        found |= {f"doubt.{path}.{i}": text for i, text in enumerate(triple)}
    return found


def _walk(node: Any, path: str) -> Iterator[tuple[str, str]]:
    """Yield path and text of every number and date below a node."""
    if isinstance(node, Quantity):
        yield path, str(node)
    elif isinstance(node, date):
        yield path, node.isoformat()
    elif isinstance(node, int) and not isinstance(node, bool):
        yield path, str(node)
    else:
        for key, child in _children(node):
            share = isinstance(node, Exit) and key == "share"
            yield from _walk(child, path if share else f"{path}.{key}" if path else key)


def facts(funnel: Funnel) -> dict[str, str]:
    """Return everything a funnel says by its path, as the file would write it.

    Numbers and dates as in `leaves`, and names beside them: where leads enter, what a stage counts
    as, which stages an event strikes. Tables and what is said about the funnel are left out.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> facts(tiny())["sources.web.enters"]
    'pitch'
    """
    return leaves(funnel) | dict(_named(funnel, ""))


def _named(node: Any, path: str) -> Iterator[tuple[str, str]]:
    """Yield path and text of every name and every yes or no below a node."""
    if isinstance(node, bool):
        yield path, "yes" if node else "no"
    elif isinstance(node, str):
        if path not in _NOTES:
            yield path, node
    elif isinstance(node, tuple) and node and all(isinstance(each, str) for each in node):
        yield path, ", ".join(node)
    elif not isinstance(node, Quantity | date | int):
        for key, child in _children(node):
            yield from _named(child, f"{path}.{key}" if path else str(key))


def _children(node: Any) -> Iterator[tuple[str, Any]]:
    """Yield key and value of what stands directly in a block, a mapping or a list."""
    if isinstance(node, Doubt):
        yield "shock", node.shock
    elif isinstance(node, BaseModel):
        for key, (name, _) in _fields(node).items():
            if key not in _DATA:
                yield key, getattr(node, name)
    elif isinstance(node, dict):
        yield from node.items()
    elif isinstance(node, tuple):
        yield from ((str(i), child) for i, child in enumerate(node))


def number_at(funnel: Funnel, path: str) -> str:
    """Return the text of the number (or date) that a path names.

    Raises
    ------
    UnknownNameError
        If there is none.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> number_at(tiny(), "sources.web.leads")
    '30 per month'
    """
    place = find(funnel, path)
    if place.number is not None:
        return str(place.number)
    if isinstance(place.value, date):
        return place.value.isoformat()
    if place.kind is not None:
        raise UnknownNameError(say("'{path}' is not stated.", path=path))
    raise UnknownNameError(
        say("'{path}' is not a number.{hint}", path=path, hint=did_you_mean(path, leaves(funnel)))
    )


def split_of(funnel: Funnel, path: str) -> tuple[str, ...]:
    """Return the paths of all shares that make 100 % together with this one, itself included.

    Returns
    -------
    tuple of str
        Empty for a number that is no share of a split.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> split_of(tiny(), "stages.pitch.next.won"), split_of(tiny(), "stages.pitch.advance")
    (('stages.pitch.next.won',), ())
    """
    return tuple(place.path for place in split_places(funnel, find(funnel, path)))


def split_places(funnel: Funnel, place: Place) -> tuple[Place, ...]:
    """Return the places of all shares of the split that a share belongs to; none if it is none."""
    steps = place.steps
    if len(steps) > 2 and steps[-1] == "share" and steps[-3] in _SPLITS:
        block, tail = steps[:-2], steps[-1:]
    elif len(steps) == 4 and steps[0] == "sources" and steps[2] == "segments":
        block, tail = steps[:-1], ()
    else:
        return ()
    split = _at(funnel, block)
    keys = list(split) if isinstance(split, dict) else list(range(len(split)))
    where = place.path.removesuffix(".share") if steps[-3] == "mixture" else place.path
    base = where[: len(where) - len(str(steps[len(block)]))]
    end = ".share" if steps[-3] == "mixture" else ""
    return tuple(
        Place(f"{base}{key}{end}", (*block, key, *tail), _at(split[key], tail), Share)
        for key in keys
    )


def _at(node: Any, steps: tuple[Step, ...]) -> Any:
    """Return what stands at some steps below a node."""
    for step in steps:
        node = getattr(node, str(step)) if isinstance(node, BaseModel) else node[step]
    return node


def why_fixed(place: Place) -> str | None:
    """Return why no what-if can change what stands at a place; None if it can.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> why_fixed(find(tiny(), "simfunnel"))
    'is the version of the format, not a number of the funnel.'
    """
    head = place.steps[0] if place.steps else ""
    if head == "simfunnel":
        return say("is the version of the format, not a number of the funnel.")
    if head == "doubt":
        return _why_doubt(place)
    if "hazards" in place.steps:
        stage = ".".join(place.path.split(".")[:2])
        return say(
            "is measured; change '{stage}.advance', or '{stage}.dwell' by 'times 0.8'.", stage=stage
        )
    if {"open_leads", "customers"} & set(place.steps) or isinstance(place.value, OpenLead):
        return say("is data of today; mend it where it was recorded.")
    if place.kind is None and not isinstance(place.value, BaseModel | dict | tuple):
        return say(
            "is not a number; a what-if changes numbers. Write a funnel with 'based_on' for that."
        )
    return None


def _why_doubt(place: Place) -> str:
    """Return why a number of the doubt block cannot be changed, and what to change instead."""
    about = place.path.removeprefix("doubt.")
    if about.startswith("shock"):
        return say("belongs to the shock, which is part of the funnel. Write one with 'based_on'.")
    return say("is our doubt about a number; change the number, or state a range under 'assumes'.")
