"""YAML is read as text with places, and every trick is refused before anything is built."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from simfunnel.errors import ScenarioError
from simfunnel.scenarios.documents import parse_document, read_document
from simfunnel.scenarios.nodes import Mapping, Mark, at_loc, at_path, plain


def test_values_stay_the_text_that_they_are() -> None:
    """No word turns into a truth value, a number or a date."""
    text = "a: NO\nb: 1e3\nc: 2026-09-01\nd: 12:30:00\ne: 0x1F\nf: '7'\ng: [on, off]\nh: 486 000"

    assert plain(parse_document(text, "f.yaml")) == {
        "a": "NO",
        "b": "1e3",
        "c": "2026-09-01",
        "d": "12:30:00",
        "e": "0x1F",
        "f": "7",
        "g": ["on", "off"],
        "h": "486 000",
    }


def test_nothing_behind_a_key_is_none_unless_it_is_quoted() -> None:
    """Null is written in four ways; quotes make them text."""
    text = "a:\nb: ~\nc: null\nd: ''\ne: 'null'"

    assert plain(parse_document(text, "f.yaml")) == {
        "a": None,
        "b": None,
        "c": None,
        "d": "",
        "e": "null",
    }


def test_every_value_knows_its_place() -> None:
    """Line and column count from 1; a path with dotted keys is found."""
    root = parse_document("a:\n  lost.price: {share: 3 %}\n  list: [1, 2]\n", "f.yaml")

    assert at_path(root, "a.lost.price.share").mark == Mark("f.yaml", 2, 23)
    assert at_path(root, "a.lost.price.shares").path == "a.lost.price"
    assert at_loc(root, ("a", "ranges", "list", 1)).mark == Mark("f.yaml", 3, 13)
    assert str(at_loc(root, ("a",)).mark) == "f.yaml:1:1"


REFUSED = [
    ("", "f.yaml: is empty; begin with 'simfunnel: 1'."),
    ("# only a comment\n", "f.yaml: is empty; begin with 'simfunnel: 1'."),
    ("- a", "f.yaml: holds a list; write keys with values, 'simfunnel: 1' first."),
    ("3", "f.yaml: holds one value; write keys with values, 'simfunnel: 1' first."),
    (
        "a: 1\na: 2\nb: {c: 1, c: 2}",
        "f.yaml:2:1: a: 'a' stands twice, first in line 1; keep one of them.\n"
        "f.yaml:3:11: b.c: 'c' stands twice, first in line 3; keep one of them.",
    ),
    (
        "a: &x 1",
        "f.yaml:1:4: '&x' is an anchor, which files here do not have; write the value out.",
    ),
    (
        "a: *x",
        "f.yaml:1:4: '*x' repeats an anchor, which files here do not have; write the value out.",
    ),
    (
        "a: !!python/object/apply:os.system [ls]",
        "f.yaml:1:4: 'tag:yaml.org,2002:python/object/apply:os.system' is a tag, which files here "
        "do not have; leave it out.",
    ),
    ("!x\na: 1", "f.yaml:1:1: '!x' is a tag, which files here do not have; leave it out."),
    (
        "a: [1, 2",
        "f.yaml:1:9: is not YAML: expected ',' or ']', but got '<stream end>'; look at "
        "indentation, colons and quotes there.",
    ),
    (
        "a: b: c",
        "f.yaml:1:5: is not YAML: mapping values are not allowed here; look at indentation, "
        "colons and quotes there.",
    ),
    (
        "a:\n\t- x",
        "f.yaml:2:1: is not YAML: a tab stands where blanks are expected; look at indentation, "
        "colons and quotes there.",
    ),
    ("a: 1\n---\nb: 2", "f.yaml:2:1: a second document begins; keep one document a file."),
    ("? [a]\n: 3", "f.yaml:1:3: a list or mapping stands as a key; write a name."),
    ("'': 3", "f.yaml:1:1: a key is empty; write a name before the colon."),
    (
        "a: \x1b[31m",
        "f.yaml: is not YAML: unacceptable character #x001b: special characters are not allowed.",
    ),
]


@pytest.mark.parametrize(("text", "message"), REFUSED)
def test_what_is_not_a_plain_document_is_refused(text: str, message: str) -> None:
    """The message names line and column."""
    with pytest.raises(ScenarioError) as caught:
        parse_document(text, "f.yaml")

    assert str(caught.value) == message


BOMB = "a: &a [x, x]\n" + "".join(
    f"{b}: &{b} [*{a}, *{a}, *{a}, *{a}, *{a}]\n"
    for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (BOMB, "f.yaml:1:4: '&a' is an anchor, which files here do not have; write the value out."),
        ("a: " + "{x: " * 40, "f.yaml:1:128: is nested more than 32 deep; no block here is."),
        ("[" * 20_000, "f.yaml:1: is nested more than 32 deep; no block here is."),
        (
            "a: [" + "1, " * 7_000 + "1]",
            "f.yaml:1:17996: the file has more than 6 000 values; put data into tables beside it.",
        ),
        (
            "a: [" + "1, " * 300_000 + "1]",
            "f.yaml: the file has more than 6 000 values; put data into tables beside it.",
        ),
    ],
)
def test_bombs_are_refused_before_they_are_built(text: str, message: str) -> None:
    """Whatever their size."""
    with pytest.raises(ScenarioError) as caught:
        parse_document(text, "f.yaml")

    assert str(caught.value) == message


def test_a_bomb_takes_no_memory() -> None:
    """The first anchor ends the reading."""
    tracemalloc.start()
    with pytest.raises(ScenarioError):
        parse_document(BOMB, "f.yaml")
    grown = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert grown < 2e6


def test_files_that_cannot_be_read_say_why(tmp_path: Path) -> None:
    """Absent, a folder, too large, not UTF-8, not text."""
    large, wrong, binary = (tmp_path / name for name in ("large.yaml", "wrong.yaml", "binary.yaml"))
    large.write_text("#" * 1_048_577)
    wrong.write_bytes("a: 1\nb: caf\u00e9\n".encode("latin-1"))
    binary.write_bytes(b"a: 1\0")
    messages = {
        tmp_path / "larje.yaml": "there is no such file. Did you mean 'large.yaml'?",
        tmp_path: "is a folder; name a file in it.",
        large: "has 1.0 MiB; a file here has at most 1 MiB. Put data into tables beside it, or "
        "shorten it.",
        binary: "holds NUL characters; it is not a text file.",
    }
    for path, message in messages.items():
        with pytest.raises(ScenarioError) as caught:
            read_document(path)
        assert str(caught.value) == f"{path}: {message}"
    with pytest.raises(ScenarioError) as caught:
        read_document(wrong)
    assert str(caught.value) == (
        f"{wrong}:2: is not UTF-8 text (byte 0xe9); save it with the encoding UTF-8."
    )


def test_a_byte_order_mark_is_no_problem(tmp_path: Path) -> None:
    """Some editors of Windows write one."""
    path = tmp_path / "bom.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\n")

    assert plain(read_document(path)) == {"a": "1"}


def test_a_document_is_a_mapping() -> None:
    """The tree that the other modules work on."""
    assert isinstance(parse_document("a: 1", "f.yaml"), Mapping)
