"""One theme: two palettes that differ in colours only, readable, never by chance the same."""

from __future__ import annotations

from dataclasses import fields

import pytest

from simfunnel.charts import DARK, LIGHT, Theme, darkened, draw_fan, example_fan


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour, as accessibility rules define it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize(
    "name",
    ["ink", "soft", "faint", "blue_text", "what_if_text", "target_text", "alarm_text", "past_line"],
)
def test_text_has_contrast(theme: Theme, name: str) -> None:
    """Every colour used for text has 4.5 : 1 against the paper."""
    text, paper = _luminance(getattr(theme, name)), _luminance(theme.paper)
    light, dark = max(text, paper), min(text, paper)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_colours_of_the_light_theme_are_distinct() -> None:
    """Exchanging them one by one is unambiguous."""
    colours = [getattr(LIGHT, field.name) for field in fields(Theme)]
    assert len(set(colours)) == len(colours)


def test_a_darkened_drawing_is_the_dark_drawing() -> None:
    """Exchanging colours gives byte by byte what drawing in the dark theme gives."""
    data = example_fan(50)
    light, dark = (draw_fan(data, theme=theme, bare=True).svg for theme in (LIGHT, DARK))
    assert darkened(light) == dark
