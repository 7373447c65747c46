"""A figure is written whole or not at all, in the form its name asks for."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from simfunnel.charts import Figure, draw_fan, example_fan, write_whole
from simfunnel.errors import TableError

DOT = Figure(
    {"data": {"values": [{"n": "</script><b>"}]}, "mark": "point", "description": "A dot."},
    pd.DataFrame({"n": [1]}),
    "One <b>dot</b>",
    'One dot. It says "<script>".',
)


class _Reader(HTMLParser):
    """Collects the elements of a page and their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize(
    ("name", "start"),
    [("a.png", b"\x89PNG"), ("a.SVG", b"<svg"), ("a.html", b"<!DOCTYPE"), ("a.json", b"{")],
)
def test_the_suffix_names_the_form(tmp_path: Path, name: str, start: bytes) -> None:
    """Four forms, whatever the case of the suffix."""
    file = DOT.save(tmp_path / name)
    assert file.read_bytes().startswith(start)
    assert list(tmp_path.iterdir()) == [file]


def test_an_unknown_suffix_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    """The message names the forms, and the nearest one."""
    with pytest.raises(TableError) as caught:
        DOT.save(tmp_path / "a.pgn")
    assert str(caught.value) == (
        "'a.pgn': a chart is written as .png, .svg, .html, .json, by the file's suffix."
        " Did you mean '.png'?"
    )
    assert not list(tmp_path.iterdir())


def test_a_file_is_replaced_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If writing fails the old file is still there, and nothing beside it."""
    file = tmp_path / "a.svg"
    write_whole(file, b"old")

    def fail(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="No space left"):
        write_whole(file, b"new")
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    """Folders are not made by the way."""
    with pytest.raises(FileNotFoundError):
        DOT.save(tmp_path / "none" / "a.json")


def test_the_specification_is_plain_json() -> None:
    """It reads back to the same."""
    assert json.loads(DOT.json) == DOT.spec


def test_the_page_loads_nothing_and_escapes_everything() -> None:
    """No address but data, no element from a name, no handler; scripts end where they should."""
    page = DOT.html
    reader = _Reader()
    reader.feed(page)
    tags = [tag for tag, _ in reader.found]
    assert tags.count("script") == 2
    assert tags.count("b") == 0
    for _, attributes in reader.found:
        assert not any(name.startswith("on") for name in attributes)
        for name in ("src", "href"):
            assert (attributes.get(name) or "data:").startswith("data:")
    assert "\\u003c/script\\u003e\\u003cb\\u003e" in page


def test_a_notebook_gets_a_live_chart_a_picture_and_words() -> None:
    """The widget where it can be, a PNG where it cannot, the finding as text."""
    pytest.importorskip("anywidget")
    bundle = draw_fan(example_fan(30))._repr_mimebundle_()
    assert set(bundle) == {
        "application/vnd.jupyter.widget-view+json",
        "image/png",
        "text/plain",
    }
    assert bundle["text/plain"].startswith("The middle future reaches")


def test_a_figure_prints_as_its_finding() -> None:
    """Not as pages of JSON."""
    assert repr(DOT) == "Figure('One <b>dot</b>')"
