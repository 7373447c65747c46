"""What-ifs: changes of a funnel's numbers, from a file or from a mapping of paths to values."""

from __future__ import annotations

from collections.abc import Mapping as Pairs
from datetime import date
from pathlib import Path
from typing import Any

from simfunnel.errors import FunnelError, Problem, ScenarioError, SimfunnelError, UnknownNameError
from simfunnel.funnel.changes import Change, WhatIf, change_funnel
from simfunnel.funnel.doubt_checks import range_faults
from simfunnel.funnel.epochs import for_whole_run
from simfunnel.funnel.later import not_yet
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.spreads import STATEMENT_KEYS
from simfunnel.scenarios.documents import read_document
from simfunnel.scenarios.nodes import Entry, Found, Mapping, Mark, Node, Scalar, plain, raise_all
from simfunnel.scenarios.reading import check_version
from simfunnel.scenarios.what_if_rules import rule_problems, rules_from, rules_of
from simfunnel.scenarios.wording import unknown_key
from simfunnel.units import parse_date
from simfunnel.units.readings import shown
from simfunnel.words import say

__all__ = ["WHAT_IF_KEYS", "is_what_if", "load_what_if", "what_if_from"]

WHAT_IF_KEYS = (
    "simfunnel",
    "what_if",
    "question",
    "about",
    "written_for",
    "from",
    "changes",
    "reviews",
    "assumes",
)
_OPERATIONS = ("set", "times", "plus")


def is_what_if(path: str | Path) -> bool:
    """Return whether a file states a what-if rather than a funnel.

    Parameters
    ----------
    path : str or Path
        A YAML file.

    Raises
    ------
    ScenarioError
        If there is no such file, or it is no YAML.

    Examples
    --------
    >>> is_what_if("scenarios/small_agency.yaml")
    False
    """
    return "what_if" in read_document(path).entries


def load_what_if(path: str | Path, funnel: Funnel | None = None) -> WhatIf:
    """Return the what-if that a file states.

    Parameters
    ----------
    path : str or Path
        A YAML file with the key `what_if`.
    funnel : Funnel, optional
        The baseline; if given, every path and value is checked against it.

    Returns
    -------
    WhatIf

    Raises
    ------
    ScenarioError
        With every problem of the file, each as ``file:line:col: path: what is wrong; what to do``.

    Examples
    --------
    >>> load_what_if("no_such_file.yaml")
    Traceback (most recent call last):
    ...
    simfunnel.errors.ScenarioError: no_such_file.yaml: there is no such file.
    """
    root = read_document(path)
    if "what_if" not in root.entries:
        kind = say("a funnel") if "stages" in root.entries else say("no what-if")
        raise ScenarioError(
            say(
                "{path}: is {kind}; a what-if has a name, 'what_if: faster_proposals', and "
                "changes.",
                path=path,
                kind=kind,
            )
        )
    found: Found = []
    check_version(root, found)
    for key, entry in root.entries.items():
        if key not in WHAT_IF_KEYS:
            _note(found, entry.mark, key, unknown_key(key, WHAT_IF_KEYS))
    since = _since(root, found)
    changes = _changes(_block(root, "changes", found), since, found)
    rules = rules_of(root, since, found)
    assumes = _assumes(_block(root, "assumes", found), found)
    if not {"changes", "reviews", "assumes"} & set(root.entries):
        message = say("is missing; write 'changes:' and below it a path and its value a line.")
        _note(found, root.entries["what_if"].mark, "changes", message)
    what_if = WhatIf(
        name=_text(root, "what_if", found),
        changes=tuple(changes.values()),
        question=_text(root, "question", found),
        assumes=assumes,
        written_for=_text(root, "written_for", found),
        about=_text(root, "about", found),
        reviews=rules,
    )
    if funnel is not None and not found:
        found += _against(funnel, what_if, root)
    raise_all(found)
    return what_if


def what_if_from(
    changes: Pairs[str, object], *, name: str = "what if", funnel: Funnel | None = None
) -> WhatIf:
    """Return a what-if from paths and values, as a notebook or a command line gives them.

    Parameters
    ----------
    changes : mapping of str to object
        A value for each path: text, a number, or a mapping such as
        ``{"plus": 1, "from": "2026-10-01"}``; and rules under ``"reviews"``, as in a file.
    name : str
        What comparisons call it.
    funnel : Funnel, optional
        The baseline; if given, every path and value is checked against it.

    Returns
    -------
    WhatIf

    Raises
    ------
    FunnelError
        If a value cannot be read or does not fit; all problems at once.
    UnknownNameError
        If a path names no number of the funnel.

    Examples
    --------
    >>> what_if_from({"stages.pitch.advance": "45 %"}).changes[0].path
    'stages.pitch.advance'
    """
    problems: list[Problem] = []
    listed: list[Change] = []
    rules = rules_from(changes["reviews"]) if "reviews" in changes else ()
    for path, value in changes.items():
        if path == "reviews":
            continue
        try:
            listed += [_change(part, number, None) for part, number in _numbers(path, value)]
        except ValueError as error:
            problems.append(Problem("", path, str(error)))
    if problems:
        raise FunnelError.from_problems(problems)
    what_if = WhatIf(name, tuple(listed), reviews=rules)
    if funnel is not None:
        change_funnel(funnel, what_if.changes)
        for_whole_run(funnel, [what_if])  # which checks its rules
    return what_if


def _note(found: Found, mark: Mark, path: str, message: str) -> None:
    """Note a problem at its place."""
    found.append((mark, Problem(str(mark), path, message)))


def _text(root: Mapping, key: str, found: Found) -> str:
    """Return the text of a key; empty where it is left out."""
    entry = root.entries.get(key)
    if entry is None:
        return ""
    if not isinstance(entry.node, Scalar) or (entry.node.empty and key == "what_if"):
        _note(found, entry.mark, key, say("is no text; write one word or line."))
        return ""
    return "" if entry.node.empty else entry.node.text.strip()


def _block(root: Mapping, key: str, found: Found) -> Mapping | None:
    """Return the mapping behind a key, if there is one."""
    entry = root.entries.get(key)
    if entry is None or isinstance(entry.node, Mapping):
        return entry.node if entry is not None and isinstance(entry.node, Mapping) else None
    message = say("is no mapping; write a path and its value a line, 'stages.pitch.advance: 45 %'.")
    _note(found, entry.mark, key, message)
    return None


def _since(root: Mapping, found: Found) -> date | None:
    """Return the day from which the changes hold, if the file names one."""
    entry = root.entries.get("from")
    if entry is None:
        return None
    try:
        return parse_date(plain(entry.node))
    except ValueError as error:
        _note(found, entry.node.mark, "from", str(error))
        return None


def _changes(block: Mapping | None, since: date | None, found: Found) -> dict[str, Change]:
    """Return the changes of a file by path."""
    changes: dict[str, Change] = {}
    for path, entry in {} if block is None else block.entries.items():
        try:
            for part, number in _numbers(path, plain(entry.node)):
                change, same = _change(part, number, since), part.removesuffix(".share")
                if same in changes:
                    other = changes[same].path
                    message = say("is the number of '{path}' too; keep one of them.", path=other)
                    _note(found, entry.mark, f"changes.{path}", message)
                    break
                changes[same] = change
        except ValueError as error:
            _note(found, _value_mark(entry), f"changes.{path}", str(error))
    return changes


def _value_mark(entry: Entry) -> Mark:
    """Return the place of a value, or of its key if it is a block or nothing."""
    single = isinstance(entry.node, Scalar) and not entry.node.empty
    return entry.node.mark if single else entry.mark


def _numbers(path: str, value: object) -> list[tuple[str, object]]:
    """Return path and value of each number that is changed: a spread that is stated has several."""
    if not isinstance(value, Pairs) or not {*value} & {*STATEMENT_KEYS}:
        return [(path, value)]
    beside = {key: part for key, part in value.items() if key in ("from", "for")}
    found: list[tuple[str, object]] = []
    for key, part in value.items():
        if key not in (*STATEMENT_KEYS, "from", "for"):
            raise ValueError(unknown_key(key, (*STATEMENT_KEYS, "from", "for")))
        if key not in beside:
            found.append((f"{path}.{key}", {"set": _one_value(part, key), **beside}))
    return found


def _change(path: str, value: object, since: date | None) -> Change:
    """Return one change from its path and what stands behind it."""
    if later := not_yet(path.split(".")):
        raise ValueError(later)
    if not isinstance(value, Pairs):
        change = Change.of(path, value)
        return Change.of(path, value, since) if change.can_be_dated else change
    parts: dict[str, Any] = {str(key): part for key, part in value.items()}
    known = (*_OPERATIONS, "from", "for")
    for key in parts:
        if key not in known:
            raise ValueError(unknown_key(key, known))
    given = [key for key in _OPERATIONS if key in parts]
    if len(given) != 1:
        raise ValueError(say("needs exactly one of set, times and plus, such as {plus: 5 points}."))
    text = _one_value(parts[given[0]], given[0])
    stated = text if given[0] == "set" else f"{given[0]} {text}"
    change = Change.of(path, stated, parts.get("from"), str(parts.get("for") or ""))
    if "from" not in parts and change.can_be_dated:
        return Change(path, change.operation, since, change.for_)
    if change.since is not None and not change.can_be_dated:
        raise ValueError(say("holds for the whole run, not from a day on; leave 'from' out."))
    return change


def _one_value(value: object, key: str) -> object:
    """Return the value of an operation, refusing blocks."""
    if value is None or isinstance(value, dict | list):
        raise ValueError(
            say("has no value behind '{key}'; write for instance {{{key}: 1.1}}.", key=key)
        )
    return value


def _assumes(block: Mapping | None, found: Found) -> dict[str, tuple[str, str, str]]:
    """Return the ranges that a what-if takes for granted."""
    ranges: dict[str, tuple[str, str, str]] = {}
    for path, entry in {} if block is None else block.entries.items():
        values = plain(entry.node)
        if later := not_yet(path.split(".")):
            _note(found, entry.mark, f"assumes.{path}", later)
        elif not isinstance(values, list) or len(values) != 3 or not _texts(values):
            message = say(
                "is {said}; write three numbers: [P10, P50, P90].", said=_said(entry.node)
            )
            _note(found, _value_mark(entry), f"assumes.{path}", message)
        else:
            low, middle, high = values
            ranges[path] = (low, middle, high)
    return ranges


def _texts(values: list[object]) -> bool:
    """Return whether all values are text."""
    return all(isinstance(value, str) for value in values)


def _said(node: Node) -> str:
    """Return a value for a message."""
    return shown(node.text) if isinstance(node, Scalar) else say("something else")


def _against(funnel: Funnel, what_if: WhatIf, root: Mapping) -> Found:
    """Return what is wrong with a what-if put on a funnel."""
    found: Found = []
    changes = _block(root, "changes", []) or Mapping(root.mark)
    assumes = _block(root, "assumes", []) or Mapping(root.mark)
    try:
        changed = change_funnel(funnel, what_if.changes)
    except (FunnelError, UnknownNameError) as error:
        changed = funnel
        found += [_placed(problem, changes, root) for problem in _listed(error)]
    found += rule_problems(changed, what_if.reviews, root)
    for path, triple in what_if.assumes.items():
        for _, message in range_faults(changed, path, path, triple):
            entry = assumes.entries[path]
            problem = Problem(str(_value_mark(entry)), f"assumes.{path}", message)
            found.append((_value_mark(entry), problem))
    return found


def _listed(error: SimfunnelError) -> tuple[Problem, ...]:
    """Return the single problems of an error."""
    return error.problems or (Problem("", "", str(error)),)


def _placed(problem: Problem, changes: Mapping, root: Mapping) -> tuple[Mark, Problem]:
    """Return a problem with the place of the change that causes it, or else of all changes."""
    near = [path for path in changes.entries if path.startswith(f"{problem.path}.")]
    near += [path for path in changes.entries if problem.path.startswith(f"{path}.")]
    for path in (problem.path, *near):
        if path in changes.entries:
            mark = _value_mark(changes.entries[path])
            return mark, Problem(str(mark), f"changes.{path}", _with_path(problem, path))
    mark = root.entries["changes"].mark
    return mark, Problem(str(mark), "changes", _with_path(problem, ""))


def _with_path(problem: Problem, path: str) -> str:
    """Return a message, with the path that it is about if that is another one."""
    return problem.message if problem.path == path else f"{problem.path}: {problem.message}"
