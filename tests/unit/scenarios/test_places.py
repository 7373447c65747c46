"""Files may name files beside or below themselves, and no others; none is opened to find out."""

from __future__ import annotations

import builtins
import io
import os
from pathlib import Path

import pytest

from simfunnel.errors import ScenarioError
from simfunnel.scenarios.bases import read_with_bases
from simfunnel.scenarios.nodes import plain
from simfunnel.scenarios.places import beside

OUT = "leads out of this file's folder; keep it beside the file or below."
ABSOLUTE = "is not relative to this file; write for instance 'data/leads.csv'."
ADDRESS = "is an address; name a file beside this one."


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("../secret.csv", OUT),
        ("data/../../secret.csv", OUT),
        ("link.csv", OUT),
        ("loop.csv", OUT),
        ("/etc/passwd", ABSOLUTE),
        ("~/secret.csv", ABSOLUTE),
        ("C:/secret.csv", ABSOLUTE),
        ("\\\\server\\share.csv", ABSOLUTE),
        ("data\\leads.csv", ABSOLUTE),
        ("file:///etc/passwd", ADDRESS),
        ("https://example.org/leads.csv", ADDRESS),
    ],
)
def test_ways_out_of_the_folder_are_refused_unopened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, message: str
) -> None:
    """Not one of them is opened."""
    folder = tmp_path / "inside"
    folder.mkdir()
    (tmp_path / "secret.csv").write_text("x")
    (folder / "link.csv").symlink_to(tmp_path / "secret.csv")
    (folder / "loop.csv").symlink_to(folder / "loop.csv")
    for module in (builtins, io, os):
        monkeypatch.setattr(module, "open", lambda *_: pytest.fail("a file was opened"))
    with pytest.raises(ValueError, match=r"\.$") as caught:
        beside(str(folder / "funnel.yaml"), name)

    assert str(caught.value) == f"'{name}' {message}"


@pytest.mark.parametrize("name", ["", " ", "a\0b", "a\nb"])
def test_what_is_no_name_is_refused(name: str) -> None:
    """Blanks and control characters name nothing."""
    with pytest.raises(ValueError, match=r"is not the name of a file\.$"):
        beside("funnel.yaml", name)


def test_files_below_and_links_within_are_found(tmp_path: Path) -> None:
    """A folder below, a way down and up again, and a link that stays inside."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "leads.csv").write_text("x")
    (tmp_path / "link.csv").symlink_to(tmp_path / "data" / "leads.csv")
    file = str(tmp_path / "funnel.yaml")

    assert beside(file, "data/leads.csv") == tmp_path / "data" / "leads.csv"
    assert beside(file, "data/../link.csv").is_file()


def write(folder: Path, **files: str) -> None:
    """Write YAML files by name."""
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text)


def test_a_file_is_laid_over_the_one_it_is_based_on(tmp_path: Path) -> None:
    """Mappings merge, values replace, null removes; values keep their own file."""
    write(
        tmp_path,
        base="a: {x: 1, y: {z: 2}}\nb: [1, 2]\nc: 3",
        middle="based_on: base.yaml\na: {y: {w: 4}}\nb: [5]",
        top="based_on: middle.yaml\na: {x: null}\nd: 6",
    )
    root = read_with_bases(tmp_path / "top.yaml")

    assert plain(root) == {"a": {"y": {"z": "2", "w": "4"}}, "b": ["5"], "c": "3", "d": "6"}
    assert root.entries["c"].mark.file == str(tmp_path / "base.yaml")
    assert root.entries["b"].mark.file == str(tmp_path / "middle.yaml")


def test_circles_are_named(tmp_path: Path) -> None:
    """A file that is based on itself, directly or not."""
    write(tmp_path, a="based_on: b.yaml", b="based_on: c.yaml", c="based_on: b.yaml")
    with pytest.raises(ScenarioError) as caught:
        read_with_bases(tmp_path / "a.yaml")

    b, c = (tmp_path / f"{name}.yaml" for name in "bc")
    assert str(caught.value) == f"{c}: based_on: goes round in a circle: {b} -> {c} -> {b}."


def test_long_rows_of_bases_are_refused(tmp_path: Path) -> None:
    """Eight files may be based on each other."""
    write(tmp_path, **{f"f{i}": f"based_on: f{i + 1}.yaml" for i in range(9)}, f9="a: 1")
    with pytest.raises(ScenarioError) as caught:
        read_with_bases(tmp_path / "f0.yaml")

    assert str(caught.value) == (
        f"{tmp_path / 'f8.yaml'}: based_on: is file 9 in a row; at most 8 files may be based on "
        "each other."
    )
    assert plain(read_with_bases(tmp_path / "f2.yaml")) == {"a": "1"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("based_on: ../base.yaml", f"1:11: based_on: '../base.yaml' {OUT}"),
        ("based_on: bas.yaml", "1:11: based_on: there is no file 'bas.yaml' beside this one."),
        (
            "based_on: [base.yaml]",
            "1:11: based_on: names no file; write for instance 'based_on: agency.yaml'.",
        ),
    ],
)
def test_a_base_that_cannot_be_read_says_why(tmp_path: Path, text: str, message: str) -> None:
    """With the place of the name."""
    write(tmp_path, top=text)
    with pytest.raises(ScenarioError) as caught:
        read_with_bases(tmp_path / "top.yaml")

    assert str(caught.value) == f"{tmp_path / 'top.yaml'}:{message}"
