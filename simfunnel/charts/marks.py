"""Layers of a drawing as Vega-Lite says them: one small function a mark, and the sheet they lie on.

Text that stands beside a plot is placed in pixels beyond it; the sheet's padding makes the room.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simfunnel.charts.theme import Theme, vega_config

__all__ = ["Label", "Sheet", "area", "line", "look", "pixels", "points", "rule", "sheet", "texts"]

Layer = dict[str, Any]
Place = Mapping[str, Any]

_TITLE_HEIGHT, _TITLE_SIZE, _SIDE = 52, 17.0, 18.0
_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"


def area(data: str, x: Place, low: str, high: str, *, colour: str, opacity: float) -> Layer:
    """Return an area between two columns of a named table, its edge a monotone curve.

    Parameters
    ----------
    data : str
        Name of the table.
    x : mapping
        Encoding of the horizontal place.
    low, high : str
        Columns.
    colour : str
        Of the area.
    opacity : float
        Between 0 and 1.

    Examples
    --------
    >>> area("band", {"field": "date"}, "p10", "p90", colour="#000", opacity=0.2)["mark"]["type"]
    'area'
    """
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
    """Return a line through one column of a named table.

    Parameters
    ----------
    data : str
        Name of the table.
    x : mapping
        Encoding of the horizontal place.
    y : str
        Column.
    colour : str
        Of the line.
    shape : str
        How points are joined, as Vega-Lite names it.
    width : float
        In pixels.

    Examples
    --------
    >>> line("band", {"field": "date"}, "p50", colour="#000")["mark"]["strokeWidth"]
    2.25
    """
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
    """Return one straight line; places name x, x2, y and y2.

    Parameters
    ----------
    places : mapping
        Encodings of x, x2, y and y2, as far as they are needed.
    colour : str
        Of the line.
    width : float
        In pixels.
    dash : sequence of int
        Lengths of dashes and gaps; none for a solid line.

    Examples
    --------
    >>> rule({"y": {"datum": 5}}, colour="#000", width=1.0, dash=(6, 3))["mark"]["strokeDash"]
    [6, 3]
    """
    mark: Layer = {"type": "rule", "color": colour, "strokeWidth": width}
    if dash:
        mark["strokeDash"] = list(dash)
    return {"data": {"values": [{}]}, "mark": mark, "encoding": dict(places)}


def points(
    data: str, places: Mapping[str, Place], *, colour: str, size: float, full: bool
) -> Layer:
    """Return dots, full or hollow, of one diameter in pixels.

    Parameters
    ----------
    data : str
        Name of the table.
    places : mapping
        Encodings of x and y.
    colour : str
        Of the dots.
    size : float
        Diameter in pixels.
    full : bool
        Filled, or an outline.

    Examples
    --------
    >>> points("dots", {}, colour="#000", size=10.0, full=True)["mark"]["size"]
    100.0
    """
    inner = size if full else size - 1.5
    mark: Layer = {"type": "point", "shape": "circle", "size": inner * inner, "opacity": 1}
    if full:
        mark |= {"filled": True, "color": colour}
    else:
        mark |= {"filled": False, "stroke": colour, "strokeWidth": 1.5}
    return {"data": {"name": data}, "mark": mark, "encoding": dict(places)}


def pixels(field: str) -> Layer:
    """Return the encoding of a column that holds pixels: no scale, no axis.

    Parameters
    ----------
    field : str
        Name of the column.

    Examples
    --------
    >>> pixels("px")["scale"] is None
    True
    """
    return {"field": field, "type": "quantitative", "scale": None, "axis": None}


def look(field: str) -> Layer:
    """Return the encoding of a column that holds colours or opacities as they are.

    Parameters
    ----------
    field : str
        Name of the column; "opacity" holds numbers.

    Examples
    --------
    >>> look("colour")["type"]
    'nominal'
    """
    kind = "quantitative" if field == "opacity" else "nominal"
    return {"field": field, "type": kind, "scale": None, "legend": None}


@dataclass(frozen=True)
class Label:
    """A text at one place.

    Parameters
    ----------
    words : str
        One or more lines.
    x, y : float
        Place in pixels from the upper left corner of the plot.
    colour : str
        Of the text.
    bold : bool
        Whether it is set bold.
    size : float
        In pixels.
    align : str
        Which end of the text stands at the place.

    Examples
    --------
    >>> Label("today", 6.0, -9.0, "#6E7781").bold
    False
    """

    words: str
    x: float
    y: float
    colour: str
    bold: bool = False
    size: float = 12.0
    align: str = "left"


def texts(labels: Iterable[Label]) -> list[Layer]:
    """Return labels as layers, one for all that share weight, size and alignment.

    Parameters
    ----------
    labels : iterable of Label
        In any order.

    Examples
    --------
    >>> two = [Label("a", 0, 0, "#000"), Label("b", 9, 0, "#111")]
    >>> len(texts(two)), len(texts(two)[0]["data"]["values"])
    (1, 2)
    """
    kinds: dict[tuple[bool, float, str], list[Layer]] = {}
    for label in labels:
        lines = label.words.split("\n")
        row = {
            "px": round(label.x, 2),
            "py": round(label.y, 2),
            "words": lines if len(lines) > 1 else lines[0],
            "colour": label.colour,
        }
        kinds.setdefault((label.bold, label.size, label.align), []).append(row)
    encoding = {
        "x": pixels("px"),
        "y": pixels("py"),
        "text": {"field": "words", "type": "nominal"},
        "color": look("colour"),
    }
    return [
        {
            "data": {"values": rows},
            "mark": {
                "type": "text",
                "fontSize": size,
                "fontWeight": 600 if bold else "normal",
                "align": align,
                "baseline": "middle",
                "lineHeight": round(size * 1.3),
            },
            "encoding": encoding,
        }
        for (bold, size, align), rows in kinds.items()
    ]


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

    Examples
    --------
    >>> Sheet(556, 300, 38, 24, 226, 42).title
    ''
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
    """Return a whole specification: layers on a frame, with their tables and the theme.

    Parameters
    ----------
    frame : Sheet
        Size, room around the plot, title.
    layers : iterable of dict
        From back to front.
    tables : mapping
        Rows of each named table.
    theme : Theme
        Palette.

    Examples
    --------
    >>> from simfunnel.charts.theme import LIGHT
    >>> sheet(Sheet(9, 9, 0, 0, 0, 0, alt="Nothing."), [], {}, LIGHT)["description"]
    'Nothing.'
    """
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
