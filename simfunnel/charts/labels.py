"""Places of labels: pushed apart where they would touch, put where nothing is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

__all__ = ["Box", "free_box", "freest_box", "pushed_apart"]


def pushed_apart(
    wished: Sequence[float],
    sizes: Sequence[float],
    *,
    low: float = float("-inf"),
    high: float = float("inf"),
) -> list[float]:
    """Return centres of labels, as near as possible to those wished, that do not overlap.

    Neighbours that touch are moved together, so that the sum of squared moves is least.

    Parameters
    ----------
    wished : sequence of float
        Wished centres along one axis, ascending.
    sizes : sequence of float
        Room each label takes along it, in the same unit.
    low, high : float
        Ends that labels keep inside of, `low` first if both cannot be had.

    Returns
    -------
    list of float
        Centres in the order given.

    Examples
    --------
    >>> pushed_apart([10.0, 12.0, 90.0], [16.0, 16.0, 16.0])
    [3.0, 19.0, 90.0]
    >>> pushed_apart([1.0], [10.0], low=0.0)
    [5.0]
    """
    blocks: list[tuple[list[int], float]] = []  # members, wished start of the block
    for i, (centre, size) in enumerate(zip(wished, sizes, strict=True)):
        members, start = [i], centre - size / 2.0
        while blocks and blocks[-1][1] + sum(sizes[j] for j in blocks[-1][0]) > start:
            before, first = blocks.pop()
            length = sum(sizes[j] for j in before)
            total = len(before) + len(members)
            start = (first * len(before) + (start - length) * len(members)) / total
            members = before + members
        blocks.append((members, start))
    return _inside([_starts(block, sizes) for block in blocks], sizes, low, high)


def _starts(block: tuple[list[int], float], sizes: Sequence[float]) -> list[tuple[int, float]]:
    """Return the start of every label of a block."""
    members, start = block
    placed = []
    for i in members:
        placed.append((i, start))
        start += sizes[i]
    return placed


def _inside(
    blocks: list[list[tuple[int, float]]], sizes: Sequence[float], low: float, high: float
) -> list[float]:
    """Return the centres, shifted from both ends until all are inside."""
    starts = [start for block in blocks for _, start in block]
    edge = high
    for i in reversed(range(len(starts))):
        starts[i] = min(starts[i], edge - sizes[i])
        edge = starts[i]
    edge = low
    for i in range(len(starts)):
        starts[i] = max(starts[i], edge)
        edge = starts[i] + sizes[i]
    return [start + size / 2.0 for start, size in zip(starts, sizes, strict=True)]


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels, y downwards.

    Parameters
    ----------
    left, top, width, height : float
        Place and size.

    Examples
    --------
    >>> Box(0, 0, 10, 10).holds(5, 5), Box(0, 0, 10, 10).touches(Box(9, 9, 5, 5))
    (True, True)
    """

    left: float
    top: float
    width: float
    height: float

    def holds(self, x: float, y: float) -> bool:
        """Return whether a point lies inside."""
        return self.left <= x <= self.left + self.width and self.top <= y <= self.top + self.height

    def touches(self, other: Box) -> bool:
        """Return whether two boxes overlap."""
        return (
            self.left < other.left + other.width
            and other.left < self.left + self.width
            and self.top < other.top + other.height
            and other.top < self.top + self.height
        )


def free_box(
    candidates: Sequence[Box], points: Iterable[tuple[float, float]], taken: Sequence[Box] = ()
) -> int | None:
    """Return the index of the first place where no point lies and nothing stands.

    Parameters
    ----------
    candidates : sequence of Box
        Places, best first.
    points : iterable of (x, y)
        Where lines and areas run.
    taken : sequence of Box
        Labels placed before.

    Returns
    -------
    int or None
        None if every place is occupied.

    Examples
    --------
    >>> free_box([Box(0, 0, 10, 10), Box(20, 0, 10, 10)], [(5.0, 5.0)])
    1
    """
    listed = list(points)
    for i, box in enumerate(candidates):
        if not any(box.holds(x, y) for x, y in listed) and not any(map(box.touches, taken)):
            return i
    return None


def freest_box(
    candidates: Sequence[Box], points: Iterable[tuple[float, float]], taken: Sequence[Box] = ()
) -> int:
    """Return the index of the place where fewest points lie, the first of equals.

    Parameters
    ----------
    candidates : sequence of Box
        Places, best first; at least one.
    points : iterable of (x, y)
        Where lines and areas run.
    taken : sequence of Box
        Labels placed before; a place that touches one is taken only if all do.

    Examples
    --------
    >>> freest_box([Box(0, 0, 10, 10), Box(20, 0, 10, 10)], [(5.0, 5.0), (25.0, 5.0), (6.0, 6.0)])
    1
    """
    x, y = np.array(list(points) or [(-1e9, -1e9)], dtype=np.float64).T

    def crowd(i: int) -> tuple[int, int]:
        box = candidates[i]
        across = (x >= box.left) & (x <= box.left + box.width)
        inside = across & (y >= box.top) & (y <= box.top + box.height)
        return sum(map(box.touches, taken)), int(inside.sum())

    return min(range(len(candidates)), key=crowd)
