"""What leaves the room: a notebook's output and a file, whole or not at all."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from simfunnel.cards import (
    example_card,
    outlook_html,
    outlook_mimebundle,
    outlook_text,
    save_outlook,
)
from simfunnel.errors import TableError


def test_a_notebook_gets_card_picture_and_text() -> None:
    """HTML where it is shown, a PNG for code hosts, text for consoles; no widget, no script."""
    bundle = outlook_mimebundle(example_card())
    assert set(bundle) == {"text/html", "image/png", "text/plain"}
    assert bundle["text/html"] == outlook_html(example_card())
    assert bundle["text/plain"] == outlook_text(example_card())
    assert base64.b64decode(bundle["image/png"]).startswith(b"\x89PNG")
    assert sum(map(len, bundle.values())) < 400_000


@pytest.mark.parametrize(
    ("name", "start"), [("a.html", b"<!DOCTYPE html>"), ("a.png", b"\x89PNG"), ("a.svg", b"<svg")]
)
def test_the_suffix_names_the_form(tmp_path: Path, name: str, start: bytes) -> None:
    """The whole card as a page; the fan as a picture."""
    file = save_outlook(example_card(), tmp_path / name)
    assert file.read_bytes().startswith(start)
    assert list(tmp_path.iterdir()) == [file]


def test_an_unknown_suffix_is_refused(tmp_path: Path) -> None:
    """Before anything is written."""
    with pytest.raises(TableError) as caught:
        save_outlook(example_card(), tmp_path / "a.pdf")
    assert str(caught.value) == (
        "'a.pdf': a chart is written as .png, .svg, .html, .json, by the file's suffix."
    )
