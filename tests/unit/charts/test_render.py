"""Drawings leave without asking the network, and names cannot leave their place."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from simfunnel.charts import data_address, mimebundle, script_text, to_png, to_svg

SPEC = {"data": {"values": [{}]}, "mark": "point"}


@pytest.mark.parametrize("text", ["</script>", "<!--", "\u2028", "&amp;", "a\u2029b", "]]>"])
def test_json_inside_a_script_cannot_end_it(text: str) -> None:
    """It reads back to the same, and holds no sign that means something outside."""
    made = script_text({"name": text})
    assert json.loads(made) == {"name": text}
    assert not set(made) & {"<", ">", "&", "\u2028", "\u2029"}


def test_numbers_that_json_lacks_are_refused() -> None:
    """NaN would be a syntax error in the browser."""
    with pytest.raises(ValueError, match="Out of range"):
        script_text({"n": float("nan")})


def test_an_svg_says_what_it_shows() -> None:
    """The description is the root's name, escaped."""
    svg = to_svg({**SPEC, "description": 'a "b" <c>'})
    assert 'role="img" aria-label="a &quot;b&quot; &lt;c&gt;"' in svg
    assert "<title>a &quot;b&quot; &lt;c&gt;</title>" in svg


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\ud800", "\ufffe", "\x07"])
def test_signs_that_no_xml_may_hold_are_left_out(sign: str) -> None:
    """They would end the renderer, and Python with it."""
    text = f"a{sign}b"
    values = {"values": [{"t": text}], "name": text}
    encoding = {"text": {"field": "t"}}
    spec = {"data": values, "mark": "text", "encoding": encoding, "description": text}
    assert ">ab<" in to_svg(spec)
    assert to_png(spec).startswith(b"\x89PNG")


def test_content_becomes_an_address() -> None:
    """Text is UTF-8."""
    assert data_address("ü", "text/plain") == "data:text/plain;base64,w7w="


def test_without_widgets_there_are_picture_and_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """The core installation has no anywidget."""
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    assert set(mimebundle(SPEC, "words")) == {"image/png", "text/plain"}


def test_importing_the_rooms_loads_no_renderer() -> None:
    """Altair, the renderer and Babel wait until they are needed."""
    code = (
        "import sys, simfunnel.cards, simfunnel.charts;"
        "print(sorted({'altair', 'vl_convert', 'babel', 'IPython'} & set(sys.modules)))"
    )
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert made.stdout.strip() == "[]"


def test_the_same_drawing_gives_the_same_bytes() -> None:
    """Clips are counted anew in every drawing; the renderer itself counts on."""
    mark = {"type": "line", "clip": True}
    spec = {
        "data": {"values": [{"a": 1}, {"a": 2}]},
        "mark": mark,
        "encoding": {"x": {"field": "a"}},
    }
    first, second = to_svg(spec), to_svg(spec)
    assert first == second
    assert 'clip-path="url(#clip1)"' in first
