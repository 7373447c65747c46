"""Layers of a drawing as Vega-Lite says them: one small function a mark, and the sheet they lie on.

Text that stands beside a plot is placed in pixels beyond it; the sheet's padding makes the room.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simfunnel.charts.theme import Theme, vega_config

__all__ = ["Label", "Sheet", "area", "line", "points", "rule", "sheet", "text"]

Layer = dict[str, Any]
Place = Mapping[str, Any]

_TITLE_HEIGHT, _TITLE_SIZE, _SIDE = 52, 17.0, 18.0
_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"


def area(data: str, x: Place, low: str, high: str, *, colour: str, opacity: float) -> Layer:
    """Return an area between two columns of a named table, its edge a monotone curve."""
    mark = {"type": "area", "interpolate": "monotone", "color": colour, "opacity": opacity}
    y = {"field": low, "type": "quantitative"}
    return {
        "data": {"name": data},
        "mark": mark,
        "encoding": {"x": x, "y": y, "y2": {"field": high}},
    }


def line(
    data: str, x: Place, y: str, *, colour: str, shape: str = "monotone", width: float = 2.25
) -> Layer:
    """Return a line through one column of a named table."""
    mark = {
        "type": "line",
        "interpolate": shape,
        "color": colour,
        "strokeWidth": width,
        "strokeJoin": "round",
    }
    encoding = {"x": x, "y": {"field": y, "type": "quantitative"}}
    return {"data": {"name": data}, "mark": mark, "encoding": encoding}


def rule(
    places: Mapping[str, Place], *, colour: str, width: float, dash: Sequence[int] = ()
) -> Layer:
    """Return one straight line; places name x, x2, y and y2."""
    mark: Layer = {"type": "rule", "color": colour, "strokeWidth": width}
    if dash:
        mark["strokeDash"] = list(dash)
    return {"data": {"values": [{}]}, "mark": mark, "encoding": dict(places)}


def points(
    data: str, places: Mapping[str, Place], *, colour: str, size: float, full: bool
) -> Layer:
    """Return dots, full or hollow, of one diameter in pixels."""
    inner = size if full else size - 1.5
    mark: Layer = {"type": "point", "shape": "circle", "size": inner * inner, "opacity": 1}
    if full:
        mark |= {"filled": True, "color": colour}
    else:
        mark |= {"filled": False, "stroke": colour, "strokeWidth": 1.5}
    return {"data": {"name": data}, "mark": mark, "encoding": dict(places)}


@dataclass(frozen=True)
class Label:
    """A text at one place.

    Parameters
    ----------
    words : str
        One or more lines.
    x, y : mapping
        Encodings: ``{"value": pixels}`` or ``{"datum": amount}``.
    colour : str
        Of the text.
    bold : bool
        Whether it is set bold.
    size : float
        In pixels.
    align, baseline : str
        Which point of the text stands at the place.
    dx, dy : float
        Moves it, in pixels.
    """

    words: str
    x: Place
    y: Place
    colour: str
    bold: bool = False
    size: float = 12.0
    align: str = "left"
    baseline: str = "middle"
    dx: float = 0.0
    dy: float = 0.0


def text(label: Label) -> Layer:
    """Return a label as a layer."""
    lines = label.words.split("\n")
    mark = {
        "type": "text",
        "text": lines if len(lines) > 1 else lines[0],
        "color": label.colour,
        "fontSize": label.size,
        "fontWeight": 600 if label.bold else "normal",
        "align": label.align,
        "baseline": label.baseline,
        "lineHeight": round(label.size * 1.3),
        "dx": label.dx,
        "dy": label.dy,
    }
    encoding = {"x": dict(label.x), "y": dict(label.y)}
    return {"data": {"values": [{}]}, "mark": mark, "encoding": encoding}


@dataclass(frozen=True)
class Sheet:
    """The frame of a drawing.

    Parameters
    ----------
    width, height : float
        Of the plot, in pixels.
    left, top, right, bottom : float
        Room around it.
    title, subtitle : str
        Drawn above the plot; empty inside a card, which sets them itself.
    alt : str
        What the drawing says.
    above : float
        How far the drawing reaches above its plot.
    """

    width: float
    height: float
    left: float
    top: float
    right: float
    bottom: float
    title: str = ""
    subtitle: str = ""
    alt: str = ""
    above: float = 15.0


def sheet(
    frame: Sheet, layers: Iterable[Layer], tables: Mapping[str, list[dict[str, Any]]], theme: Theme
) -> Layer:
    """Return a whole specification: layers on a frame, with their tables and the theme."""
    spec: Layer = {
        "$schema": _SCHEMA,
        "description": frame.alt,
        "background": theme.paper,
        "autosize": {"type": "none", "contains": "content"},
        "width": frame.width,
        "height": frame.height,
        "padding": {
            "left": frame.left,
            "top": frame.top,
            "right": frame.right,
            "bottom": frame.bottom,
        },
        "datasets": dict(tables),
        "layer": list(layers),
        "config": vega_config(theme),
    }
    if frame.title:
        spec["title"] = {"text": frame.title, "subtitle": frame.subtitle, "dx": _SIDE - frame.left}
        room = frame.left + frame.width + frame.right - 2 * _SIDE
        spec["title"]["fontSize"] = min(_TITLE_SIZE, round(room / (len(frame.title) * 0.53), 1))
        spec["title"]["offset"] = frame.top - frame.above - _TITLE_HEIGHT
    return spec
