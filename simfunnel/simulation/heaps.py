"""Binary heaps of whole numbers, compiled: the agenda of what is to happen, and queues of leads.

An entry has four numbers and is ordered by the first three; the fourth says what it is about. A
heap is a stretch of an array; whoever adds an entry sees to it that there is room.
"""

from __future__ import annotations

from simfunnel.compiled import njit, njit_apart
from simfunnel.simulation.kinds import Whole

__all__ = ["ENTRY", "pop", "push"]

ENTRY = 4


@njit
def _before(heap: Whole, place: int, first: int, second: int, third: int) -> bool:
    """Return whether the entry at a place comes before another."""
    if heap[place] != first:
        return bool(heap[place] < first)
    if heap[place + 1] != second:
        return bool(heap[place + 1] < second)
    return bool(heap[place + 2] < third)


@njit
def _put(heap: Whole, place: int, first: int, second: int, third: int, what: int) -> None:
    """Write an entry."""
    heap[place], heap[place + 1] = first, second
    heap[place + 2], heap[place + 3] = third, what


@njit
def _move(heap: Whole, source: int, place: int) -> None:
    """Copy an entry."""
    for k in range(ENTRY):
        heap[place + k] = heap[source + k]


@njit_apart
def push(
    heap: Whole, start: int, size: int, first: int, second: int, third: int, what: int
) -> None:
    """Add an entry to a heap that begins at `start`.

    Examples
    --------
    >>> import numpy as np
    >>> heap = np.zeros(3 * ENTRY, dtype=np.int64)
    >>> push(heap, 0, 0, 9, 0, 0, 90)
    >>> push(heap, 0, 1, 7, 0, 0, 70)
    >>> int(heap[3])
    70
    """
    child = size
    while child > 0:
        parent = (child - 1) >> 1
        above = start + parent * ENTRY
        # An equal entry stays where it is.
        if _before(heap, above, first, second, third) or (
            heap[above] == first and heap[above + 1] == second and heap[above + 2] == third
        ):
            break
        _move(heap, above, start + child * ENTRY)
        child = parent
    _put(heap, start + child * ENTRY, first, second, third, what)


@njit_apart
def pop(heap: Whole, start: int, size: int) -> None:
    """Take the first entry off a heap, and leave it in the place that is then free.

    Examples
    --------
    >>> import numpy as np
    >>> heap = np.array([7, 0, 0, 70, 9, 0, 0, 90])
    >>> pop(heap, 0, 2)
    >>> int(heap[3]), int(heap[ENTRY + 3])
    (90, 70)
    """
    last = start + (size - 1) * ENTRY
    first, second, third, what = heap[last], heap[last + 1], heap[last + 2], heap[last + 3]
    _move(heap, start, last)
    parent, rest = 0, size - 1
    while True:
        child = 2 * parent + 1
        if child >= rest:
            break
        below = start + child * ENTRY
        if child + 1 < rest:
            beside = below + ENTRY
            if _before(heap, beside, heap[below], heap[below + 1], heap[below + 2]):
                child, below = child + 1, beside
        if not _before(heap, below, first, second, third):
            break
        _move(heap, below, start + parent * ENTRY)
        parent = child
    if rest > 0:
        _put(heap, start + parent * ENTRY, first, second, third, what)
