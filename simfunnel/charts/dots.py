"""Twenty dots in stacks: a distribution that can be counted.

Full and hollow dots never share a stack, because the bins start at the target.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Stack", "stacked"]

_GAP = 2.0
_SMALLEST = 3.5


@dataclass(frozen=True)
class Stack:
    """Where the dots stand.

    Parameters
    ----------
    centres : ndarray, shape (n_dots,)
        Middle of each dot's bin, in the unit of the values.
    ranks : ndarray, shape (n_dots,)
        Place in the stack, 0 first.
    diameter : float
        Of every dot, in pixels.

    Examples
    --------
    >>> Stack(np.array([5.0]), np.array([0]), 9.5).diameter
    9.5
    """

    centres: NDArray[np.float64]
    ranks: NDArray[np.int64]
    diameter: float


def stacked(
    values: NDArray[np.float64], start: float, *, pixel: float, diameter: float, room: float
) -> Stack:
    """Put values into bins that start at a given value, and stack those that share one.

    Parameters
    ----------
    values : ndarray, shape (n_dots,)
        In ascending order.
    start : float
        An edge of the bins; the target, where there is one.
    pixel : float
        Size of one pixel in the unit of the values.
    diameter : float
        Wished diameter in pixels; a bin is two pixels wider.
    room : float
        Pixels for the highest stack; if they do not suffice the dots shrink, down to 3.5 pixels.

    Returns
    -------
    Stack
        Places and diameter.

    Examples
    --------
    >>> stack = stacked(np.array([1.0, 9.0, 11.0]), 10.0, pixel=1.0, diameter=8.0, room=60.0)
    >>> stack.centres, stack.ranks
    (array([ 5.,  5., 15.]), array([0, 1, 0]))
    """
    while True:
        width = (diameter + _GAP) * pixel
        bins = np.floor((values - start) / width).astype(np.int64)
        ranks = np.array([int(np.sum(bins[:i] == bins[i])) for i in range(len(bins))], np.int64)
        highest = int(ranks.max(initial=0)) + 1
        if highest * (diameter + _GAP) <= room or diameter <= _SMALLEST:
            centres = np.asarray(start + (bins + 0.5) * width, dtype=np.float64)
            return Stack(centres, ranks, diameter)
        diameter = max(diameter - 0.5, _SMALLEST)
