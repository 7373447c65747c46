"""Reading a mapping file: YAML taken as plain text, every problem reported at once.

Nothing in the file is interpreted by YAML's own rules: `NO`, `1e3` and `2026-01-01` stay text.
Anchors, tags, deep nesting and large files are refused before anything is built.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.tokens import (
    AliasToken,
    AnchorToken,
    BlockMappingStartToken,
    BlockSequenceStartToken,
    FlowMappingStartToken,
    FlowSequenceStartToken,
    TagToken,
)

from simfunnel.errors import HistoryError, Problem, did_you_mean
from simfunnel.history.mapping import AmountColumn, Join, Mapping, Numbers, Outcome
from simfunnel.history.refusals import refusal
from simfunnel.units.readings import shown
from simfunnel.words import say

__all__ = ["read_mapping"]

_LARGEST = 64 * 1024
_DEEPEST = 12
_OPENERS = (
    BlockMappingStartToken,
    BlockSequenceStartToken,
    FlowMappingStartToken,
    FlowSequenceStartToken,
)
_NULL = "tag:yaml.org,2002:null"

_Lines = dict[tuple[str, ...], tuple[int, int]]


def read_mapping(mapping: str | Path | Mapping) -> Mapping:
    """Return the mapping that a file states.

    Parameters
    ----------
    mapping : str, Path or Mapping
        The file; a mapping is returned as it is.

    Returns
    -------
    Mapping
        What each column means.

    Raises
    ------
    HistoryError
        With every problem of the file, each with its line and column.

    Examples
    --------
    >>> read_mapping("nowhere.yaml")
    Traceback (most recent call last):
    ...
    simfunnel.errors.HistoryError: nowhere.yaml: there is no such file.
    """
    if isinstance(mapping, Mapping):
        return mapping
    path = Path(mapping)
    text = _text(path)
    _refuse_tricks(path.name, text)
    lines: _Lines = {}
    problems: list[Problem] = []
    data = _plain(path.name, text, lines, problems)
    if not isinstance(data, dict):
        raise refusal(
            path.name, say("holds no mapping; write 'key: value' lines, as crm_generic.yaml.")
        )
    try:
        result = Mapping.model_validate(data)
    except ValidationError as error:
        problems += _problems_of(error, path.name, lines)
    if problems:
        raise HistoryError.from_problems(sorted(problems, key=_line_of))
    return result


def _text(path: Path) -> str:
    """Return a mapping file's text, or refuse it."""
    if not path.is_file():
        raise refusal(str(path), say("there is no such file."))
    if path.stat().st_size > _LARGEST:
        raise refusal(
            path.name,
            say("is larger than {largest} KiB, so it is no mapping.", largest=_LARGEST // 1024),
        )
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refusal(
            path.name, say("is not UTF-8 (byte {start}); save it as UTF-8.", start=error.start)
        ) from None
    if not text.strip():
        raise refusal(path.name, say("is empty; see scenarios/mappings/crm_generic.yaml."))
    return text


def _refuse_tricks(name: str, text: str) -> None:
    """Refuse anchors, tags and deep nesting while only looking at the marks of the text."""
    depth = 0
    try:
        for token in YAML(typ="safe", pure=True).scan(text):
            where = f"{name}:{token.start_mark.line + 1}:{token.start_mark.column + 1}"
            if isinstance(token, AnchorToken | AliasToken):
                raise refusal(where, say("uses a YAML anchor (& or *); write the value out."))
            if isinstance(token, TagToken):
                raise refusal(where, say("uses a YAML tag (!); leave it out."))
            if isinstance(token, _OPENERS):
                depth += 1
            elif type(token).__name__.endswith("EndToken"):
                depth -= 1
            if depth > _DEEPEST:
                raise refusal(
                    where,
                    say("is nested more than {deepest} deep; no mapping is.", deepest=_DEEPEST),
                )
    except YAMLError as error:
        raise _unreadable(name, error) from None


def _unreadable(name: str, error: YAMLError) -> HistoryError:
    """Return the error of a text that is no YAML."""
    mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
    where = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark is not None else name
    problem = getattr(error, "problem", None) or say("it cannot be read")
    return refusal(
        where, say("is not YAML: {problem}; check indents, colons and quotes.", problem=problem)
    )


def _plain(name: str, text: str, lines: _Lines, problems: list[Problem]) -> Any:
    """Return the text's tables and lists with every value as text."""
    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except YAMLError as error:
        raise _unreadable(name, error) from None
    return _value(root, (), lines, problems, name)


def _value(
    node: Node | None, path: tuple[str, ...], lines: _Lines, problems: list[Problem], name: str
) -> Any:
    """Return one node as plain data and note where it stands."""
    if node is None:
        return None
    lines[path] = (node.start_mark.line + 1, node.start_mark.column + 1)
    if isinstance(node, ScalarNode):
        return None if node.tag == _NULL else node.value
    if isinstance(node, SequenceNode):
        return [
            _value(item, (*path, str(i)), lines, problems, name)
            for i, item in enumerate(node.value)
        ]
    assert isinstance(node, MappingNode)
    out: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = key_node.value if isinstance(key_node, ScalarNode) else None
        where = f"{name}:{key_node.start_mark.line + 1}:{key_node.start_mark.column + 1}"
        if key is None:
            problems.append(
                Problem(where, ".".join(path), say("has a key that is not plain text."))
            )
            continue
        if key in out:
            problems.append(Problem(where, ".".join((*path, key)), say("stands twice; keep one.")))
            continue
        out[key] = _value(value_node, (*path, key), lines, problems, name)
        lines[(*path, key)] = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
    return out


def _problems_of(error: ValidationError, name: str, lines: _Lines) -> Iterator[Problem]:
    """Turn what pydantic found into problems with their place in the file."""
    seen: set[tuple[str, str]] = set()
    for found in error.errors(include_url=False):
        path = tuple(str(part) for part in found["loc"])
        while path and path not in lines and found["type"] != "missing":
            path = path[:-1]
        line = lines.get(path) or lines.get(path[:-1]) or lines.get((), (1, 1))
        for message in _words(found, path).split("\n"):
            if (".".join(path), message) not in seen:
                seen.add((".".join(path), message))
                yield Problem(f"{name}:{line[0]}:{line[1]}", ".".join(path), message)


def _words(found: Any, path: tuple[str, ...]) -> str:
    """Say what is wrong with a value, and what to do."""
    kind, context = found["type"], found.get("ctx", {})
    if kind == "extra_forbidden":
        known = _known_keys(path)
        return say("is not a key that mappings have.{hint}", hint=did_you_mean(path[-1], known))
    if kind == "missing":
        return say("is missing; give it.")
    if kind == "literal_error":
        return say(
            "is {value}; write {known}.", value=shown(found["input"]), known=context["expected"]
        )
    if kind in ("value_error", "assertion_error"):
        return str(context["error"])
    if kind == "too_short":
        return say("is empty; give at least one.")
    given = shown(found["input"])
    if kind == "string_type":
        return say("is {value}; write text.", value=given)
    if kind == "tuple_type":
        return say("is {value}; write a list: [a, b].", value=given)
    if kind in ("dict_type", "model_type", "model_attributes_type"):
        return say("is {value}; write a table.", value=given)
    return say("is {value}; write another value.", value=given)


def _known_keys(path: tuple[str, ...]) -> list[str]:
    """Return the keys that are known where an unknown one stands."""
    parts: dict[str, type[BaseModel]] = {
        "numbers": Numbers,
        "amount": AmountColumn,
        "joins": Join,
        "outcomes": Outcome,
    }
    model = parts.get(path[0], Mapping) if len(path) > 1 else Mapping
    return [field.alias or name for name, field in model.model_fields.items()]


def _line_of(problem: Problem) -> tuple[int, int]:
    """Return line and column of a problem, to list problems as the file has them."""
    numbers = [part for part in problem.where.split(":")[-2:] if part.isdigit()]
    return (int(numbers[0]), int(numbers[1])) if len(numbers) == 2 else (0, 0)
