"""The one theme of all charts and cards: colours with one meaning each, opacities, sizes.

Two palettes, light and dark, differ in colours and in the two opacities of uncertainty only, so a
drawing made in one is turned into the other by exchanging them. This module knows no chart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from typing import Any

__all__ = ["DARK", "FONT", "FONT_MONO", "LIGHT", "Theme", "darkened", "vega_config"]

FONT = "-apple-system, 'Segoe UI', Roboto, 'Liberation Sans', Arial, system-ui, sans-serif"
FONT_MONO = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace"


@dataclass(frozen=True)
class Theme:
    """Colours and opacities; the same colour means the same thing in every chart.

    Parameters
    ----------
    paper, page, rule, grid : str
        Behind a chart, behind a card, hairlines and borders, grid lines.
    ink, soft, faint : str
        Text: first, second and last to be read.
    blue, blue_text : str
        The baseline, as a mark and as bold text.
    what_if, what_if_text : str
        A what-if, as a mark and as text; the mark is too light to be read as text.
    past, past_line : str
        What has happened: areas, lines.
    target, target_text : str
        The target, as a line and as text.
    alarm, alarm_text : str
        What asks for attention.
    sky : str
        What enters from outside.
    back, back_text : str
        What is parked, or comes back.
    outer, inner : float
        Opacity of the 80 % band, and of the 50 % band on top of it.

    Examples
    --------
    >>> LIGHT.blue, DARK.blue
    ('#0072B2', '#4BA3DB')
    """

    paper: str
    page: str
    rule: str
    grid: str
    ink: str
    soft: str
    faint: str
    blue: str
    blue_text: str
    what_if: str
    what_if_text: str
    past: str
    past_line: str
    target: str
    target_text: str
    alarm: str
    alarm_text: str
    sky: str
    back: str
    back_text: str
    outer: float
    inner: float

    def for_what_if(self) -> Theme:
        """Return the palette in which a what-if is drawn as a baseline is in this one.

        Examples
        --------
        >>> LIGHT.for_what_if().blue
        '#E69F00'
        """
        return replace(self, blue=self.what_if, blue_text=self.what_if_text)


LIGHT = Theme(
    paper="#FFFFFF",
    page="#F6F8FA",
    rule="#D0D7DE",
    grid="#EEF1F4",
    ink="#1B1F24",
    soft="#57606A",
    faint="#6E7781",
    blue="#0072B2",
    blue_text="#00507D",
    what_if="#E69F00",
    what_if_text="#9A5A00",
    past="#8A929C",
    past_line="#6B7280",
    target="#009E73",
    target_text="#00704F",
    alarm="#D55E00",
    alarm_text="#B34700",
    sky="#56B4E9",
    back="#CC79A7",
    back_text="#9C3F73",
    outer=0.18,
    inner=0.30,
)
DARK = Theme(
    paper="#15191E",
    page="#0C0F12",
    rule="#3A424B",
    grid="#252B32",
    ink="#E6EAEE",
    soft="#AEB7C0",
    faint="#8D97A1",
    blue="#4BA3DB",
    blue_text="#8CC8EE",
    what_if="#F0B23E",
    what_if_text="#F0B23E",
    past="#7C858F",
    past_line="#A3ACB5",
    target="#2EC49A",
    target_text="#2EC49A",
    alarm="#F0803C",
    alarm_text="#F0803C",
    sky="#56B4E9",
    back="#DB9BC0",
    back_text="#DB9BC0",
    outer=0.24,
    inner=0.36,
)


def _exchanges() -> dict[str, str]:
    """Return what a light drawing says and what the dark one says instead."""
    pairs = ((getattr(LIGHT, f.name), getattr(DARK, f.name)) for f in fields(Theme))
    return {
        f'opacity="{light}"' if isinstance(light, float) else f'"{light}"': (
            f'opacity="{dark}"' if isinstance(dark, float) else f'"{dark}"'
        )
        for light, dark in pairs
    }


def darkened(svg: str) -> str:
    """Return a drawing made with the light theme as the dark theme would have drawn it.

    Parameters
    ----------
    svg : str
        An SVG document.

    Returns
    -------
    str
        The same document with colours and opacities exchanged; text is untouched.

    Examples
    --------
    >>> darkened('<path fill="#0072B2" fill-opacity="0.18"/>')
    '<path fill="#4BA3DB" fill-opacity="0.24"/>'
    """
    table = _exchanges()
    pattern = "|".join(re.escape(key) for key in table)
    return re.sub(pattern, lambda found: table[found[0]], svg)


def vega_config(theme: Theme) -> dict[str, Any]:
    """Return the part of a Vega-Lite specification that holds for every chart.

    Parameters
    ----------
    theme : Theme
        The palette.

    Returns
    -------
    dict
        The value of ``config``.

    Examples
    --------
    >>> vega_config(LIGHT)["view"]
    {'stroke': None}
    """
    return {
        "font": FONT,
        "view": {"stroke": None},
        "mark": {"aria": False},  # a screen reader hears the chart's description, not its pixels
        "axis": {
            "domainColor": theme.rule,
            "tickColor": theme.rule,
            "gridColor": theme.grid,
            "labelColor": theme.soft,
            "titleColor": theme.soft,
            "labelFontSize": 11.5,
            "titleFontSize": 11.5,
            "titleFontWeight": "normal",
        },
        "text": {"color": theme.ink, "fontSize": 12},
        "title": {
            "anchor": "start",
            "frame": "group",
            "color": theme.ink,
            "fontSize": 17,
            "fontWeight": 600,
            "subtitleColor": theme.soft,
            "subtitleFontSize": 12.5,
            "subtitlePadding": 6,
        },
    }
