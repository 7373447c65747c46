"""More layers of a drawing: tiles, and ribbons along curves, all of them in pixels.

Everything here is placed in pixels from the upper left corner of the plot, without scale or axis.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from simfunnel.charts.marks import Label, Layer, look, pixels

__all__ = ["Point", "Ribbon", "Tile", "leaning", "ribbons", "rounded", "smooth", "tiles", "wrapped"]

Point = tuple[float, float]

_STEPS = 24
_ARC_STEPS = 6


@dataclass(frozen=True)
class Tile:
    """A rectangle in one colour.

    Parameters
    ----------
    left, top, width, height : float
        In pixels.
    colour : str
    opacity : float
    what : str
        What it stands for, kept in the specification.

    Examples
    --------
    >>> Tile(0, 0, 10, 19, "#000").opacity
    1.0
    """

    left: float
    top: float
    width: float
    height: float
    colour: str
    opacity: float = 1.0
    what: str = ""


def tiles(found: Iterable[Tile]) -> Layer:
    """Return rectangles as one layer.

    Parameters
    ----------
    found : iterable of Tile
        From back to front; those without width or height are left out.

    Examples
    --------
    >>> len(tiles([Tile(0, 0, 10, 19, "#000"), Tile(0, 0, 0, 19, "#000")])["data"]["values"])
    1
    """
    rows = [
        {
            "px": round(t.left, 2),
            "px2": round(t.left + t.width, 2),
            "py": round(t.top, 2),
            "py2": round(t.top + t.height, 2),
            "colour": t.colour,
            "opacity": t.opacity,
            "what": t.what,
        }
        for t in found
        if t.width > 0.0 and t.height > 0.0
    ]
    encoding = {
        "x": pixels("px"),
        "x2": {"field": "px2"},
        "y": pixels("py"),
        "y2": {"field": "py2"},
        "color": look("colour"),
        "opacity": look("opacity"),
    }
    return {"data": {"values": rows}, "mark": {"type": "rect"}, "encoding": encoding}


@dataclass(frozen=True)
class Ribbon:
    """A thick line along points.

    Parameters
    ----------
    points : tuple of (x, y)
        Its middle, in pixels.
    width : float
        In pixels.
    colour : str
    opacity : float
    what : str
        What it stands for, kept in the specification.

    Examples
    --------
    >>> Ribbon(((0, 0), (10, 0)), 4.0, "#000").width
    4.0
    """

    points: tuple[Point, ...]
    width: float
    colour: str
    opacity: float = 1.0
    what: str = ""


def ribbons(found: Sequence[Ribbon]) -> list[Layer]:
    """Return thick lines, one layer for each colour and opacity, in the order given.

    Parameters
    ----------
    found : sequence of Ribbon
        From back to front.

    Examples
    --------
    >>> layers = ribbons([Ribbon(((0, 0), (10, 0)), 4.0, "#000")])
    >>> layers[0]["mark"]["strokeCap"], len(layers[0]["data"]["values"])
    ('butt', 2)
    """
    groups: dict[tuple[str, float], list[dict[str, Any]]] = {}
    for number, ribbon in enumerate(found):
        rows = groups.setdefault((ribbon.colour, ribbon.opacity), [])
        rows += [
            {
                "ribbon": number,
                "what": ribbon.what,
                "step": step,
                "px": round(x, 1),
                "py": round(y, 1),
                "width": round(ribbon.width, 2),
            }
            for step, (x, y) in enumerate(ribbon.points)
        ]
    encoding = {
        "x": pixels("px"),
        "y": pixels("py"),
        "detail": {"field": "ribbon", "type": "nominal"},
        "order": {"field": "step", "type": "quantitative"},
        "strokeWidth": {"field": "width", "type": "quantitative", "scale": None, "legend": None},
    }
    return [
        {
            "data": {"values": rows},
            "mark": {
                "type": "line",
                "color": colour,
                "opacity": opacity,
                "strokeCap": "butt",
                "strokeJoin": "round",
                "clip": True,  # else a thick line counts as taller than it is, and moves the title
            },
            "encoding": encoding,
        }
        for (colour, opacity), rows in groups.items()
    ]


def smooth(start: Point, end: Point, steps: int = _STEPS) -> list[Point]:
    """Return a curve that leaves and arrives horizontally.

    Parameters
    ----------
    start, end : (x, y)
    steps : int
        Pieces; one where both are at the same height.

    Examples
    --------
    >>> smooth((0.0, 0.0), (10.0, 4.0), 2)
    [(0.0, 0.0), (5.0, 2.0), (10.0, 4.0)]
    """
    if start[1] == end[1]:
        return [start, end]
    shares = [i / steps for i in range(steps + 1)]
    return [
        (
            start[0] + (end[0] - start[0]) * t,
            start[1] + (end[1] - start[1]) * t * t * (3.0 - 2.0 * t),
        )
        for t in shares
    ]


def rounded(corners: Sequence[Point], radius: float) -> list[Point]:
    """Return a way along right angles, its corners rounded.

    Parameters
    ----------
    corners : sequence of (x, y)
        First and last point, and the corners between them.
    radius : float
        Of the corners, less where two lie close together.

    Examples
    --------
    >>> way = rounded([(0.0, 0.0), (10.0, 0.0), (10.0, 10.0)], 4.0)
    >>> way[0], way[1], way[-1]
    ((0.0, 0.0), (6.0, 0.0), (10.0, 10.0))
    """
    found = [corners[0]]
    for before, here, after in zip(corners, corners[1:], corners[2:], strict=False):
        first, second = math.dist(before, here), math.dist(here, after)
        r = min(radius, first / 2.0, second / 2.0)
        if r <= 0.0:
            continue
        start = _towards(here, before, r / first)
        end = _towards(here, after, r / second)
        for i in range(_ARC_STEPS + 1):
            t = i / _ARC_STEPS
            a, b = _towards(start, here, t), _towards(here, end, t)
            found.append(_towards(a, b, t))
    return [*found, corners[-1]]


def _towards(start: Point, end: Point, share: float) -> Point:
    """Return the point that lies so far on the way."""
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def leaning(labels: Sequence[Label], angle: float) -> list[Layer]:
    """Return texts that lean, their beginning at their place.

    Parameters
    ----------
    labels : sequence of Label
        All of one size and weight.
    angle : float
        Degrees, clockwise.

    Examples
    --------
    >>> leaning([Label("Proposal", 0, 0, "#000")], -35.0)[0]["mark"]["angle"]
    325.0
    """
    if not labels:
        return []
    rows = [
        {"px": round(one.x, 2), "py": round(one.y, 2), "words": one.words, "colour": one.colour}
        for one in labels
    ]
    mark = {
        "type": "text",
        "angle": angle % 360.0,
        "align": "left",
        "baseline": "middle",
        "fontSize": labels[0].size,
        "fontWeight": 600 if labels[0].bold else "normal",
    }
    encoding = {
        "x": pixels("px"),
        "y": pixels("py"),
        "text": {"field": "words", "type": "nominal"},
        "color": look("colour"),
    }
    return [{"data": {"values": rows}, "mark": mark, "encoding": encoding}]


def wrapped(words: str, most: int, lines: int = 2) -> str:
    r"""Return a name on several lines, the last one cut where it does not fit.

    Parameters
    ----------
    words : str
        On one line.
    most : int
        Characters in a line.
    lines : int
        At most.

    Examples
    --------
    >>> wrapped("Technical and commercial clarification", 22)
    'Technical and\ncommercial…'
    """
    made: list[str] = []
    for word in words.split(" "):
        if made and len(made[-1]) + 1 + len(word) <= most:
            made[-1] += f" {word}"
        else:
            made.append(word)
    kept = [_cut(line, most) for line in made[:lines]]
    if len(made) > lines:
        kept[-1] = _cut(kept[-1], most - 1).rstrip("\N{HORIZONTAL ELLIPSIS}")
        kept[-1] += "\N{HORIZONTAL ELLIPSIS}"
    return "\n".join(kept)


def _cut(line: str, most: int) -> str:
    """Return a line of at most so many characters."""
    return line if len(line) <= most else line[: most - 1].rstrip() + "\N{HORIZONTAL ELLIPSIS}"
