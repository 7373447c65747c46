"""What every drawing is asked, whichever it is."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from typing import Any

import altair as alt

from simfunnel.charts import DARK, LIGHT, Figure, darkened

__all__ = ["HOSTILE", "MOST_MARKS", "check_drawing", "elements", "marks", "said", "shows"]

MOST_MARKS = 5_000
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img onerror=alert(1) src=x>',
    "\N{RIGHT-TO-LEFT OVERRIDE}evil\N{POP DIRECTIONAL FORMATTING}",
    "\x00\x1b[31m\N{ZERO WIDTH SPACE}",
)
"""Names as somebody may have typed them into a CRM."""


def said(text: str) -> str:
    """Return a text with ordinary blanks and dashes."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{EN DASH}", "-")


def marks(spec: dict[str, Any]) -> int:
    """Return how many rows of data a drawing holds."""
    inline = sum(len(layer["data"].get("values", ())) for layer in spec["layer"])
    return inline + sum(len(rows) for rows in spec.get("datasets", {}).values())


def elements(svg: str) -> set[str]:
    """Return the names of the elements of an SVG document."""
    return set(re.findall(r"<([a-zA-Z]+)", svg))


def shows(png: bytes) -> bool:
    """Return whether a picture has more than one colour in it."""
    from PIL import Image

    colours = Image.open(io.BytesIO(png)).convert("RGB").getcolors(maxcolors=1_000_000)
    return colours is not None and len(colours) > 20


def check_drawing(light: Figure, dark: Figure, words: Iterable[str] = ()) -> None:
    """Check what holds for every drawing: it is valid, small, readable, and shows something."""
    spec = light.chart.to_dict()
    assert isinstance(light.chart, alt.LayerChart)
    assert marks(light.spec) <= MOST_MARKS
    assert light.spec["description"] == light.alt
    assert light.alt.startswith(light.title)
    assert "{" not in light.alt
    assert "nan" not in light.alt.lower().split()
    if light.spec.get("title"):
        assert spec["title"]["text"] == light.title
        for word in words:
            assert word in said(spec["title"]["subtitle"])
    svg = light.svg
    assert {"script", "img", "image", "foreignObject"}.isdisjoint(elements(svg))
    assert darkened(svg) == dark.svg
    assert (light.spec["background"], dark.spec["background"]) == (LIGHT.paper, DARK.paper)
