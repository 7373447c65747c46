"""From a scenario file to a funnel, or to every reason why it is none."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from simfunnel.errors import Problem, ScenarioError
from simfunnel.funnel.checks import problems as funnel_problems
from simfunnel.funnel.later import not_yet
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.review_acts import act_faults
from simfunnel.scenarios.bases import read_with_bases
from simfunnel.scenarios.customer_tables import read_customers
from simfunnel.scenarios.lead_tables import read_open_leads
from simfunnel.scenarios.measured_tables import read_draws, read_hazards
from simfunnel.scenarios.nodes import (
    Entry,
    Found,
    Mapping,
    Mark,
    Scalar,
    Spot,
    Value,
    at_loc,
    at_path,
    every_mapping,
    plain,
    raise_all,
)
from simfunnel.scenarios.places import beside
from simfunnel.scenarios.wording import Fault, known_keys, model_at, said, unknown_key
from simfunnel.units.readings import shown
from simfunnel.words import say, speaking

__all__ = ["check_version", "load"]

_ROUNDS = 8
_DATED = ("starts", "today", "until")
_ON_DATES = (*_DATED, "targets")
_PLACEHOLDERS: dict[str, Any] = {"funnel": "unnamed", "sources": {}, "stages": {}}


def load(path: str | Path) -> Funnel:
    """Return the funnel that a scenario file states.

    Parameters
    ----------
    path : str or Path
        A YAML file. Tables that it names, and the file that it is based on, are read from its own
        folder or below.

    Returns
    -------
    Funnel
        Complete and checked.

    Raises
    ------
    ScenarioError
        With every problem of the file, each as ``file:line:col: path: what is wrong; what to do``.

    Examples
    --------
    >>> load("no_such_file.yaml")
    Traceback (most recent call last):
    ...
    simfunnel.errors.ScenarioError: no_such_file.yaml: there is no such file.
    """
    root = read_with_bases(path)
    _refuse_other_kinds(root, str(path))
    found: Found = []
    check_version(root, found)
    _drop_later(root, found)
    _drop_private(root, found)
    touched = _read_tables(root, found)
    funnel, pruned = _validated(root, found)
    if funnel is not None:
        pruned += touched
        faults = _faults(funnel)
        with speaking("en"):  # what follows from what is seen by the English words
            english = _faults(funnel)
        for (where, message), (_, plainly) in zip(faults, english, strict=True):
            if not _follows(where, plainly, pruned):
                spot = at_path(root, where)
                found.append((spot.mark, Problem(str(spot.mark), where, message)))
    raise_all(found)
    assert funnel is not None  # without a problem nothing was missing
    return funnel


def _faults(funnel: Funnel) -> list[tuple[str, str]]:
    """Return everything that keeps a funnel, or what its rules do to it, from being simulated."""
    return funnel_problems(funnel) or list(act_faults(funnel))


def _refuse_other_kinds(root: Mapping, file: str) -> None:
    """Refuse what-ifs and mappings, which other functions read."""
    if "what_if" in root.entries:
        mark = root.entries["what_if"].mark
        raise ScenarioError(
            say(
                "{mark}: is a what-if, not a funnel; put it on one: simfunnel forecast FUNNEL.yaml "
                "--with {file}.",
                mark=mark,
                file=file,
            )
        )
    if "mapping" in root.entries:
        mark = root.entries["mapping"].mark
        raise ScenarioError(
            say("{mark}: says how to read a CRM export; it is not a funnel.", mark=mark)
        )


def check_version(root: Mapping, found: Found) -> None:
    """Note a format version that is missing or not ours, and make it a number."""
    entry = root.entries.get("simfunnel")
    if entry is None:
        mark = Mark(root.mark.file, 1, 1)
        message = say("is missing; write 'simfunnel: 1' in the first line.")
        found.append((mark, Problem(str(mark), "simfunnel", message)))
    elif not isinstance(entry.node, Scalar) or entry.node.text != "1":
        mark = entry.node.mark
        value = shown(entry.node.text) if isinstance(entry.node, Scalar) else say("no number")
        message = say("is {value}; this simfunnel reads version 1 of the format.", value=value)
        found.append((mark, Problem(str(mark), "simfunnel", message)))
    where = entry.mark if entry is not None else root.mark
    root.entries["simfunnel"] = Entry(where, Value(where, 1))


def _drop_later(root: Mapping, found: Found) -> None:
    """Note and take away the blocks that are not simulated yet."""
    for way, mapping in every_mapping(root):
        for key, entry in list(mapping.entries.items()):
            if message := not_yet((*way, key)):
                path = ".".join((*way, key))
                found.append((entry.mark, Problem(str(entry.mark), path, message)))
                del mapping.entries[key]


def _drop_private(root: Mapping, found: Found) -> None:
    """Note and take away keys that exist inside simfunnel only."""
    blocks: list[tuple[tuple[str, ...], str]] = [
        (("today",), "open_leads_file"),
        (("today",), "customers_file"),
    ]
    stages = root.entries.get("stages")
    if stages is not None and isinstance(stages.node, Mapping):
        blocks += [(("stages", name, "hazards"), "file") for name in stages.node.entries]
    blocks.append(((), "based_on"))
    for way, key in blocks:
        spot = at_loc(root, way)
        if isinstance(spot.node, Mapping) and spot.path == ".".join(way):
            entry = spot.node.entries.pop(key, None)
            if entry is not None:
                path = ".".join((*way, key))
                found.append((entry.mark, Problem(str(entry.mark), path, unknown_key(key, ()))))


def _read_tables(root: Mapping, found: Found) -> list[tuple[str, ...]]:
    """Put the tables that the file names in their places; return the ways to those refused."""
    readers: list[tuple[tuple[str, ...], Callable[[Path], object]]] = [
        (("today", "open_leads"), read_open_leads),
        (("today", "customers"), read_customers),
        (("doubt", "draws"), read_draws),
    ]
    stages = root.entries.get("stages")
    names = list(stages.node.entries) if stages and isinstance(stages.node, Mapping) else []
    for name in names:
        readers.append((("stages", name, "hazards"), _hazard_reader(name)))
    refused: list[tuple[str, ...]] = []
    for way, read in readers:
        spot = at_loc(root, way)
        if spot.path != ".".join(way) or not isinstance(spot.node, Scalar) or spot.node.empty:
            continue
        block = at_loc(root, way[:-1]).node
        assert isinstance(block, Mapping)  # the way to a value leads through mappings
        try:
            value = read(_existing(spot.mark.file, spot.node.text))
        except ScenarioError as error:
            listed = error.problems or (Problem("", "", str(error)),)
            found += [(None, problem) for problem in listed]
        except ValueError as error:
            found.append((spot.mark, Problem(str(spot.mark), spot.path, str(error))))
        else:
            mark = block.entries[way[-1]].mark
            block.entries[way[-1]] = Entry(mark, Value(spot.mark, value))
            if way[0] == "today":
                block.entries[f"{way[-1]}_file"] = Entry(mark, spot.node)
            continue
        refused.append(way)
        del block.entries[way[-1]]
    return refused


def _existing(file: str, name: str) -> Path:
    """Return the path of a table that a file names, if it is there."""
    path = beside(file, name)
    if not path.is_file():
        raise ValueError(say("there is no file {name} beside this one.", name=shown(name)))
    return path


def _hazard_reader(stage: str) -> Callable[[Path], object]:
    """Return the reader of one stage's hazards."""
    return lambda path: read_hazards(path, stage)


def _validated(root: Mapping, found: Found) -> tuple[Funnel | None, list[tuple[str, ...]]]:
    """Return the funnel, without the parts that are wrong, and the ways to those parts."""
    data: Any = plain(root)
    for name, value in _PLACEHOLDERS.items():
        if name not in data:
            key = Mark(root.mark.file, 1, 1)
            message = said({"type": "missing", "loc": (name,)})
            found.append((key, Problem(str(key), name, message)))
            data[name] = value
    pruned: list[tuple[str, ...]] = [(n,) for n in _PLACEHOLDERS if n not in root.entries]
    for _ in range(_ROUNDS):
        try:
            return Funnel.model_validate(data), pruned
        except ValidationError as error:
            found += [pair for fault in error.errors() if (pair := _told(root, fault, pruned))]
            ways = [(fault, _way(data, _loc(fault))) for fault in error.errors()]
            for fault, way in ways:
                _prune(data, way)
                pruned.append(_meant(fault, way))
    return None, pruned


def _loc(fault: Fault) -> tuple[Any, ...]:
    """Return the way to a finding by keys and places."""
    return tuple(part for part in fault["loc"] if part != "[key]")


def _told(
    root: Mapping, fault: Fault, pruned: Sequence[tuple[str, ...]]
) -> tuple[Mark, Problem] | None:
    """Return a finding with its place, unless it only follows from a part taken away before."""
    loc = _loc(fault)
    if any(way[: len(loc)] == loc for way in pruned):
        return None
    spot = _spot(root, fault["type"], loc)
    path = _path(spot, fault["type"], loc)
    return spot.mark, Problem(str(spot.mark), path, said(fault))


def _meant(fault: Fault, way: tuple[Any, ...]) -> tuple[str, ...]:
    """Return the way to a part that was taken away, under the key that was probably meant."""
    if fault["type"] != "extra_forbidden":
        return way
    known = known_keys(model_at(fault["loc"][:-1]))
    near = difflib.get_close_matches(way[-1], known, n=1)
    return (*way[:-1], *(near or way[-1:]))


def _spot(root: Mapping, kind: str, loc: Sequence[Any]) -> Spot:
    """Return where a finding is shown: an unknown key itself, a missing one at its block."""
    spot = at_loc(root, loc)
    if kind != "extra_forbidden" or len(loc) == 0:
        return spot
    block = at_loc(root, loc[:-1]).node
    if isinstance(block, Mapping) and loc[-1] in block.entries:
        return Spot(block.entries[loc[-1]].mark, spot.path, spot.node)
    return spot


def _path(spot: Spot, kind: str, loc: Sequence[Any]) -> str:
    """Return the path of a finding; a missing key is named though the file lacks it."""
    if kind == "missing":
        return f"{spot.path}.{loc[-1]}" if spot.path else str(loc[-1])
    return spot.path


def _way(data: Any, loc: Sequence[Any]) -> tuple[Any, ...]:
    """Return the way to the deepest part of the data that a finding is about."""
    way: list[Any] = []
    node = data
    for part in loc:
        if isinstance(node, dict) and part in node:
            node = node[part]
            way.append(part)
        elif isinstance(node, list):
            break  # the others in the list must keep their places: the whole list goes
    return tuple(way)


def _prune(data: Any, way: tuple[Any, ...]) -> None:
    """Take a part of the data away, if it is still there."""
    if len(way) == 1 and way[0] in _PLACEHOLDERS:
        data[way[0]] = _PLACEHOLDERS[way[0]]
        return
    for part in way[:-1]:
        if part not in data:
            return
        data = data[part]
    if way:
        data.pop(way[-1], None)


_OF_SALES = ("after_sale", "today.customers")
_OF_CUSTOMERS = (".margin", ".cost_to_serve")


def _follows(path: str, message: str, pruned: Sequence[tuple[str, ...]]) -> bool:
    """Return whether a problem only follows from a part that was taken away before."""
    about = path.removeprefix("doubt.")
    return any(_follows_from(about, message, way) for way in pruned)


def _follows_from(about: str, message: str, way: tuple[str, ...]) -> bool:
    """Return whether a problem follows from one part that was taken away."""
    gone = ".".join(way)
    if f"{about}.".startswith(f"{gone}."):
        return True
    if gone.startswith(f"{about}."):
        below = gone[len(about) + 1 :].split(".")
        whole = "." not in about or message.startswith(("sums to", "states {"))
        if below == ["gate"] and message.startswith("states no 'advance'"):
            return True
        return whole or f"'{below[0]}" in message
    if way[0] in _DATED and about.partition(".")[0] in _ON_DATES:
        return True
    without = "after_sale.customer".startswith(gone) or gone.startswith("after_sale.customer.")
    if without and (about.startswith(_OF_SALES) or about.endswith(_OF_CUSTOMERS)):
        return True
    if len(way) == 2 and f"'{way[1]}'" in message:
        return True
    without_exit = way[0] == "stages" and len(way) > 2
    return without_exit and message.startswith(f"stage '{way[1]}' has no exit")
