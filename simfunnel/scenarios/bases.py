"""`based_on`: one funnel file laid over another.

Mappings are merged key by key, anything else replaces, and an empty value (null) takes the key
away. Every value remembers the file in which it stands, so problems are reported there.
"""

from __future__ import annotations

from pathlib import Path

from simfunnel.errors import Problem, ScenarioError
from simfunnel.scenarios.documents import read_document
from simfunnel.scenarios.nodes import Entry, Mapping, Node, Scalar
from simfunnel.scenarios.places import beside
from simfunnel.words import say

__all__ = ["merged", "read_with_bases"]

MOST_BASES = 8


def read_with_bases(path: str | Path, *, above: tuple[str, ...] = ()) -> Mapping:
    """Return a file laid over the files that it is based on.

    Parameters
    ----------
    path : str or Path
        A funnel file.
    above : tuple of str
        The files that are based on this one, the first asked for first.

    Returns
    -------
    Mapping
        Without the key `based_on`.

    Raises
    ------
    ScenarioError
        If a file cannot be read, or the files go round in a circle.
    """
    file = str(path)
    chain = (*above, file)
    real = [str(Path(name).resolve()) for name in chain]
    if real[-1] in real[:-1]:
        circle = " -> ".join(chain[real.index(real[-1]) :])
        raise ScenarioError(
            say(
                "{chain}: based_on: goes round in a circle: {circle}.",
                chain=chain[-2],
                circle=circle,
            )
        )
    if len(chain) > MOST_BASES:
        raise ScenarioError(
            say(
                "{file}: based_on: is file {n_chain} in a row; at most {most_bases} files may be "
                "based on each other.",
                file=file,
                n_chain=len(chain),
                most_bases=MOST_BASES,
            )
        )
    root = read_document(path)
    entry = root.entries.pop("based_on", None)
    if entry is None:
        return root
    if not isinstance(entry.node, Scalar) or entry.node.empty:
        raise _refusal(entry, say("names no file; write for instance 'based_on: agency.yaml'."))
    try:
        base = beside(file, entry.node.text)
    except ValueError as error:
        raise _refusal(entry, str(error)) from None
    if not base.is_file():
        raise _refusal(
            entry, say("there is no file '{text}' beside this one.", text=entry.node.text)
        )
    return merged(read_with_bases(base, above=chain), root)


def _refusal(entry: Entry, message: str) -> ScenarioError:
    """Return the refusal of what stands behind `based_on`."""
    return ScenarioError(str(Problem(str(entry.node.mark), "based_on", message)))


def merged(base: Mapping, over: Mapping) -> Mapping:
    """Return one mapping laid over another; neither is changed.

    Examples
    --------
    >>> from simfunnel.scenarios.documents import parse_document
    >>> from simfunnel.scenarios.nodes import plain
    >>> base = parse_document("a: {x: 1, y: 2}", "base.yaml")
    >>> plain(merged(base, parse_document("a: {x: 3, y: null, z: 4}", "over.yaml")))
    {'a': {'x': '3', 'z': '4'}}
    """
    entries = dict(base.entries)
    for key, entry in over.entries.items():
        node: Node = entry.node
        before = entries.get(key)
        if isinstance(node, Scalar) and node.empty and before is not None:
            del entries[key]
            continue
        if before is not None and isinstance(node, Mapping) and isinstance(before.node, Mapping):
            node = merged(before.node, node)
        entries[key] = Entry(entry.mark, node)
    return Mapping(over.mark, entries)
