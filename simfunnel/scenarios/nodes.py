"""A YAML file as text with places: what was written, and in which line and column.

Nothing is interpreted: `NO`, `1e3` and `2026-01-01` stay the text that they are, and the quantities
of the funnel read it. The tree knows where each key and value stands, also after one file was laid
over another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from simfunnel.errors import Problem, ScenarioError
from simfunnel.words import say_n

__all__ = [
    "Entry",
    "Found",
    "Listing",
    "Mapping",
    "Mark",
    "Node",
    "Scalar",
    "Spot",
    "Value",
    "at_loc",
    "at_path",
    "plain",
    "raise_all",
]

NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_MOST_SHOWN = 100


@dataclass(frozen=True, order=True)
class Mark:
    """A place in a file; line and column count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        """Return file, line and column as editors understand them."""
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Scalar:
    """One value, as text."""

    mark: Mark
    text: str
    quoted: bool = False

    @property
    def empty(self) -> bool:
        """Whether the value is null or left out."""
        return not self.quoted and self.text in NULLS


@dataclass(frozen=True)
class Value:
    """Something read from another file, standing where that file was named."""

    mark: Mark
    value: object


@dataclass
class Entry:
    """A key's place and its value."""

    mark: Mark
    node: Node


@dataclass
class Mapping:
    """Keys and values, in the order of the file."""

    mark: Mark
    entries: dict[str, Entry] = field(default_factory=dict)

    def scalar(self, key: str) -> Scalar | None:
        """Return the value of a key, if it is one that is not empty."""
        entry = self.entries.get(key)
        if entry is None or not isinstance(entry.node, Scalar) or entry.node.empty:
            return None
        return entry.node


@dataclass
class Listing:
    """Values one after another."""

    mark: Mark
    items: list[Node] = field(default_factory=list)


Node = Scalar | Value | Mapping | Listing


@dataclass(frozen=True)
class Spot:
    """Where a path leads in a file: the place to show, and the part of the path that exists."""

    mark: Mark
    path: str
    node: Node


Found = list[tuple[Mark | None, Problem]]
"""Problems with the place by which they are sorted; those without one come last."""


def plain(node: Node) -> object:
    """Return a node as mappings, lists, text, None and what was read from other files."""
    if isinstance(node, Mapping):
        return {key: plain(entry.node) for key, entry in node.entries.items()}
    if isinstance(node, Listing):
        return [plain(item) for item in node.items]
    if isinstance(node, Value):
        return node.value
    return None if node.empty else node.text


def at_loc(root: Mapping, loc: Iterable[object]) -> Spot:
    """Return the spot of a way down by keys and indices; what the file lacks is passed over."""
    spot = Spot(root.mark, "", root)
    for part in loc:
        spot = _below(spot, part) or spot
    return spot


def at_path(root: Mapping, path: str) -> Spot:
    """Return the spot of a dotted path, taking the longest key that fits at each step."""
    spot = Spot(root.mark, "", root)
    parts = path.split(".") if path else []
    while parts:
        for end in range(len(parts), 0, -1):
            below = _below(spot, ".".join(parts[:end]))
            if below is not None:
                spot = below
                break
        else:
            end = 1
        del parts[:end]
    return spot


def _below(spot: Spot, part: object) -> Spot | None:
    """Return the spot one step further down, if the file has it."""
    node = spot.node
    path = f"{spot.path}.{part}" if spot.path else str(part)
    if isinstance(node, Mapping) and part in node.entries:
        entry = node.entries[str(part)]
        mark = entry.node.mark if isinstance(entry.node, Scalar) else entry.mark
        return Spot(entry.mark if _is_empty(entry.node) else mark, path, entry.node)
    if isinstance(node, Listing) and str(part).isdigit() and int(str(part)) < len(node.items):
        item = node.items[int(str(part))]
        return Spot(item.mark, path, item)
    return None


def _is_empty(node: Node) -> bool:
    """Return whether a key has nothing behind it."""
    return isinstance(node, Scalar) and node.empty


def every_mapping(
    node: Node, way: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Mapping]]:
    """Yield each mapping with the keys that lead to it, outer ones first."""
    if isinstance(node, Mapping):
        yield way, node
        for key, entry in list(node.entries.items()):
            yield from every_mapping(entry.node, (*way, key))
    elif isinstance(node, Listing):
        for i, item in enumerate(node.items):
            yield from every_mapping(item, (*way, str(i)))


def raise_all(found: Found) -> None:
    """Raise one error with all problems in the order of the file; do nothing if there are none.

    Raises
    ------
    ScenarioError
        With at most a hundred lines, and a line that counts the rest.
    """
    if not found:
        return
    last = Mark("\U0010ffff", 0, 0)
    ordered = sorted(found, key=lambda pair: pair[0] or last)
    problems = list(dict.fromkeys(_shown(problem) for _, problem in ordered))
    if len(problems) > _MOST_SHOWN:
        more = len(problems) - _MOST_SHOWN
        sentence = say_n("and {n} more problem.", "and {n} more problems.", more)
        problems = [*problems[:_MOST_SHOWN], Problem("", "", sentence)]
    raise ScenarioError.from_problems(problems)


def _shown(problem: Problem) -> Problem:
    """Return a problem whose text cannot move a terminal's cursor or change its colours."""
    return Problem(*(_printable(part) for part in (problem.where, problem.path, problem.message)))


def _printable(text: str) -> str:
    """Return text with control characters written as escapes."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c == " " else ascii(c)[1:-1] for c in text)
