"""Reading one YAML file safely: bounded in size, depth and nodes, without anchors, tags or tricks.

The file is scanned event by event, so that a bomb is refused before anything is built from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from simfunnel.errors import Problem, ScenarioError, did_you_mean
from simfunnel.scenarios.nodes import (
    Entry,
    Found,
    Listing,
    Mapping,
    Mark,
    Node,
    Scalar,
    raise_all,
)
from simfunnel.units.readings import shown
from simfunnel.words import mark, say

__all__ = ["MOST_BYTES", "parse_document", "read_document"]

MOST_BYTES = 1_048_576
MOST_NODES = 6_000
MOST_DEPTH = 32
_CROWDED = mark("the file has more than 6 000 values; put data into tables beside it.")
_TOO_DEEP = mark("is nested more than 32 deep; no block here is.")
_BRACKETS = re.compile(r"[\[\]{}]")
_BEGUN = re.compile(r"[+-]?\d{1,3}(,\d{3})*")
_THREE_DIGITS = re.compile(r"\d{3}(?!\d).*")


def read_document(path: str | Path) -> Mapping:
    """Return a YAML file as text with places.

    Parameters
    ----------
    path : str or Path
        The file; it must be UTF-8 text of at most 1 MiB.

    Returns
    -------
    Mapping
        The keys of the file.

    Raises
    ------
    ScenarioError
        If there is no such file, or it cannot be read; problems carry line and column.
    """
    return parse_document(read_text(Path(path), MOST_BYTES), str(path))


def read_text(path: Path, most: int) -> str:
    """Return the text of a file that is not too large, or say why it cannot be read.

    Raises
    ------
    ScenarioError
        If it is absent, no plain file, too large, or not UTF-8.
    """
    if not path.is_file():
        raise ScenarioError(f"{path}: {_why_no_file(path)}")
    size = path.stat().st_size
    if size > most:
        raise ScenarioError(
            say(
                "{path}: has {size} MiB; a file here has at most {most} MiB. Put data into tables "
                "beside it, or shorten it.",
                path=path,
                size=format(size / 1_048_576, ".1f"),
                most=format(most / 1_048_576, "g"),
            )
        )
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ScenarioError(
            say(
                "{path}:{line}: is not UTF-8 text (byte 0x{data}); save it with the encoding "
                "UTF-8.",
                path=path,
                line=line,
                data=format(data[error.start], "02x"),
            )
        ) from None
    if "\0" in text:
        raise ScenarioError(say("{path}: holds NUL characters; it is not a text file.", path=path))
    return text


def _why_no_file(path: Path) -> str:
    """Return why a path is not a file that can be read."""
    if path.is_dir():
        return say("is a folder; name a file in it.")
    if path.exists():
        return say("is not a plain file.")
    beside = [p.name for p in path.parent.iterdir()] if path.parent.is_dir() else []
    return say("there is no such file.{hint}", hint=did_you_mean(path.name, beside))


def parse_document(text: str, file: str) -> Mapping:
    """Return YAML text as a tree of text with places.

    Parameters
    ----------
    text : str
        The content.
    file : str
        What problems call the file.

    Raises
    ------
    ScenarioError
        If it is not YAML, or more than plain mappings, lists and values.

    Examples
    --------
    >>> parse_document("a: {b: 1e3}", "x.yaml").entries["a"].mark
    Mark(file='x.yaml', line=1, column=1)
    >>> parse_document("a: &x 1", "x.yaml")
    Traceback (most recent call last):
    ...
    simfunnel.errors.ScenarioError: x.yaml:1:4: '&x' is an anchor, which files here do not have; \
write the value out.
    """
    found: Found = []
    _refuse_crowds(text, file)
    try:
        events = _events(text, file)
        first = next(events, None)
        if first is None:
            raise ScenarioError(say("{file}: is empty; begin with 'simfunnel: 1'.", file=file))
        root = _Builder(file, events, found).node(first, "")
        another = next(events, None)
    except MarkedYAMLError as error:
        raise _not_yaml(file, error) from None
    except YAMLError as error:
        raise ScenarioError(
            say("{file}: is not YAML: {one_line}.", file=file, one_line=_one_line(str(error)))
        ) from None
    if another is not None:
        mark = _mark(file, another)
        raise ScenarioError(
            say("{mark}: a second document begins; keep one document a file.", mark=mark)
        )
    raise_all(found)
    if not isinstance(root, Mapping):
        what = say("a list") if isinstance(root, Listing) else say("one value")
        raise ScenarioError(
            say(
                "{file}: holds {what}; write keys with values, 'simfunnel: 1' first.",
                file=file,
                what=what,
            )
        )
    return root


def _not_yaml(file: str, error: MarkedYAMLError) -> ScenarioError:
    """Return the refusal of a text that YAML cannot read."""
    mark = error.problem_mark or error.context_mark
    where = file if mark is None else f"{file}:{mark.line + 1}:{mark.column + 1}"
    problem = _one_line(str(error.problem or error.context or error))
    if "\\t" in problem or "'\t'" in problem:
        problem = say("a tab stands where blanks are expected")
    return ScenarioError(
        say(
            "{where}: is not YAML: {problem}; look at indentation, colons and quotes there.",
            where=where,
            problem=problem,
        )
    )


def _one_line(text: str) -> str:
    """Return the first line of a message, without its full stop."""
    return text.strip().splitlines()[0].rstrip(".") if text.strip() else say("it cannot be read")


def _mark(file: str, event: Event) -> Mark:
    """Return the place of an event."""
    start = event.start_mark
    return Mark(file, start.line + 1, start.column + 1)


def _refuse_crowds(text: str, file: str) -> None:
    """Refuse at a glance what scanning would take seconds to refuse.

    Brackets and commas in comments and quotes count too, hence the generous limits.
    """
    if text.count(",") + text.count("\n") > 4 * MOST_NODES:
        raise ScenarioError(f"{file}: {say(_CROWDED)}")
    depth = 0
    for bracket in _BRACKETS.finditer(text):
        depth += 1 if bracket[0] in "[{" else -1
        if depth > 4 * MOST_DEPTH:
            line = text.count("\n", 0, bracket.start()) + 1
            raise ScenarioError(f"{file}:{line}: {say(_TOO_DEEP)}")


def _events(text: str, file: str) -> Iterator[Event]:
    """Yield the events of nodes, refusing tricks and excess before anything is built."""
    depth = nodes = 0
    for event in YAML(typ="safe", pure=True).parse(text):
        if isinstance(event, DocumentStartEvent) and nodes:
            yield event
        if isinstance(event, NodeEvent):
            nodes += 1
            _refuse_tricks(event, file)
        if isinstance(event, MappingStartEvent | SequenceStartEvent):
            depth += 1
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            depth -= 1
        if depth > MOST_DEPTH:
            raise ScenarioError(f"{_mark(file, event)}: {say(_TOO_DEEP)}")
        if nodes > MOST_NODES:
            raise ScenarioError(f"{_mark(file, event)}: {say(_CROWDED)}")
        if isinstance(event, NodeEvent | MappingEndEvent | SequenceEndEvent):
            yield event


def _refuse_tricks(event: NodeEvent, file: str) -> None:
    """Refuse anchors, aliases and tags."""
    if isinstance(event, AliasEvent):
        raise ScenarioError(
            say(
                "{mark}: '*{anchor}' repeats an anchor, which files here do not have; write the "
                "value out.",
                mark=_mark(file, event),
                anchor=event.anchor,
            )
        )
    if event.anchor is not None:
        raise ScenarioError(
            say(
                "{mark}: '&{anchor}' is an anchor, which files here do not have; write the value "
                "out.",
                mark=_mark(file, event),
                anchor=event.anchor,
            )
        )
    tag = getattr(event, "tag", None)
    if tag is not None:
        raise ScenarioError(
            say(
                "{mark}: {tag} is a tag, which files here do not have; leave it out.",
                mark=_mark(file, event),
                tag=shown(tag),
            )
        )


def _goes_on(mapping: Mapping, key: str, value: Node) -> bool:
    """Put a number together that commas inside braces have cut, and return whether it was one.

    In `{won_amount: 1,200,000}` YAML sees the keys 200 and 000. Whole again, the number is refused
    with both its readings, as it is anywhere else.
    """
    before = next(reversed(mapping.entries.values()), None)
    if not (isinstance(value, Scalar) and value.empty and _THREE_DIGITS.fullmatch(key)):
        return False
    if before is None or not isinstance(before.node, Scalar) or before.node.quoted:
        return False
    if not _BEGUN.fullmatch(before.node.text):
        return False
    before.node = Scalar(before.node.mark, f"{before.node.text},{key}")
    return True


class _Builder:
    """Builds the tree of one document from its events."""

    def __init__(self, file: str, events: Iterator[Event], found: Found) -> None:
        self.file = file
        self.events = events
        self.found = found

    def node(self, event: Event, path: str) -> Node:
        """Return the node that an event begins."""
        mark = _mark(self.file, event)
        if isinstance(event, ScalarEvent):
            return Scalar(mark, event.value, quoted=event.style is not None)
        if isinstance(event, SequenceStartEvent):
            listing = Listing(mark)
            while not isinstance(event := next(self.events), SequenceEndEvent):
                listing.items.append(self.node(event, f"{path}.{len(listing.items)}"))
            return listing
        mapping = Mapping(mark)
        while not isinstance(event := next(self.events), MappingEndEvent):
            self._entry(mapping, event, path)
        return mapping

    def _entry(self, mapping: Mapping, event: Event, path: str) -> None:
        """Add a key and its value, unless the key cannot be one."""
        mark = _mark(self.file, event)
        if not isinstance(event, ScalarEvent):
            self.node(event, path)
            self.node(next(self.events), path)
            self._refuse(mark, path, say("a list or mapping stands as a key; write a name."))
            return
        key = event.value
        below = f"{path}.{key}" if path else key
        value = self.node(next(self.events), below)
        if _goes_on(mapping, key, value):
            return
        if not key.strip():
            self._refuse(mark, path, say("a key is empty; write a name before the colon."))
        elif key in mapping.entries:
            first = mapping.entries[key].mark
            self._refuse(
                mark,
                below,
                say(
                    "{key} stands twice, first in line {line}; keep one of them.",
                    key=shown(key),
                    line=first.line,
                ),
            )
        else:
            mapping.entries[key] = Entry(mark, value)

    def _refuse(self, mark: Mark, path: str, message: str) -> None:
        """Note a problem and go on."""
        self.found.append((mark, Problem(str(mark), path, message)))
