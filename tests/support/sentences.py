"""Finds what a source says to people, and whether it is said through the catalogue."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["Found", "misfilled", "outside", "spoken"]

_SAYING = {"say": 1, "say_n": 2, "mark": 1}
_WORD = re.compile(r"[^\W\d_]{2,}")
_BLANK = re.compile(r"\s+")
_HOLE = "\0"


class Found(NamedTuple):
    """A text and the line on which it begins."""

    line: int
    text: str


def outside(source: str) -> Iterator[Found]:
    """Yield every text of two or more words that nobody says or marks.

    Docstrings and other texts that stand alone are left out. A value inside a text counts as a
    word beside another one, so that ``f"{n} deals"`` is found.

    Parameters
    ----------
    source : str
        Of a module.
    """
    tree = ast.parse(source)
    skipped = {id(node) for root in _said(tree) for node in ast.walk(root)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.add(id(node.value))
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and id(node) not in skipped:
            skipped.update(id(part) for part in node.values)
            if _is_sentence(text := _text(node)):
                yield Found(node.lineno, text.replace(_HOLE, "{}"))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in skipped:
            continue
        if isinstance(node.value, str) and _is_sentence(node.value):
            yield Found(node.lineno, node.value)


def spoken(source: str) -> Iterator[Found]:
    """Yield every sentence that is said or marked.

    Parameters
    ----------
    source : str
        Of a module.
    """
    for node in _said(ast.parse(source)):
        if isinstance(node, ast.Constant) and node.value:
            yield Found(node.lineno, str(node.value))


def _said(tree: ast.Module) -> Iterator[ast.expr]:
    """Yield the arguments that hold sentences."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            yield from node.args[: _SAYING.get(_name(node.func), 0)]


def _name(function: ast.Name | ast.Attribute) -> str:
    """Return the name by which a function is called."""
    return function.id if isinstance(function, ast.Name) else function.attr


def _text(node: ast.JoinedStr) -> str:
    """Return an f-string with a hole for each value."""
    parts = (part.value if isinstance(part, ast.Constant) else _HOLE for part in node.values)
    return "".join(map(str, parts))


def _is_sentence(text: str) -> bool:
    """Return whether a text has two words with a blank between them, a hole being a word."""
    parts = _BLANK.split(text)
    words = sum(bool(_WORD.search(part)) for part in parts)
    holes = sum(_HOLE in part and not _WORD.search(part) for part in parts)
    return words > 1 or (words == 1 and holes > 0)


def misfilled(source: str) -> Iterator[Found]:
    """Yield every sentence that is computed, or whose places are not the values it is given.

    Parameters
    ----------
    source : str
        Of a module.
    """
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name | ast.Attribute):
            continue
        name = _name(node.func)
        for sentence in node.args[: _SAYING.get(name, 0)]:
            if isinstance(sentence, ast.Constant):
                if fault := _fault(str(sentence.value), name, node):
                    yield Found(sentence.lineno, f"{sentence.value!r}: {fault}")
            elif name != "say" or not _is_looked_up(sentence):
                yield Found(sentence.lineno, f"computed: {ast.unparse(sentence)}")


def _is_looked_up(node: ast.expr) -> bool:
    """Return whether a sentence that was marked elsewhere is fetched by its name."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr == "get"
    return isinstance(node, ast.Name | ast.Attribute | ast.Subscript)


def _fault(sentence: str, name: str, call: ast.Call) -> str:
    """Return what is wrong with the places of a sentence, or nothing."""
    if name == "mark":
        return ""
    given = {keyword.arg for keyword in call.keywords}
    if name == "say" and not given:
        names = re.findall(r"{(\w+)}", sentence)
        return f"nothing for {names}" if names else ""
    places = {place for _, place, *_ in string.Formatter().parse(sentence) if place is not None}
    unnamed = sorted(place for place in places if not place.isidentifier())
    if unnamed:
        return f"places without a plain name: {unnamed}"
    known = {str(each) for each in given if each is not None} | (
        {"n"} if name == "say_n" else set()
    )
    if None not in given and places - known:
        return f"nothing for {sorted(places - known)}"
    spare = {str(each) for each in given if each is not None} - places
    return f"no place for {sorted(spare)}" if spare and name == "say" else ""
