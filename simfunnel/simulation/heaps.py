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
    """Return whether the entry at a place comes before another.

    Without a branch: which comes first is anybody's guess, and a processor would guess wrong.
    """
    earlier = (heap[place + 1] < second) | ((heap[place + 1] == second) & (heap[place + 2] < third))
    return bool((heap[place] < first) | ((heap[place] == first) & earlier))


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


@njit
def _rises(
    heap: Whole, start: int, child: int, first: int, second: int, third: int, what: int
) -> None:
    """Write an entry into an empty place, or further up if it comes before those above."""
    while child > 0:
        parent = (child - 1) >> 1
        above = start + parent * ENTRY
        goes_up = (heap[above] > first) | (
            (heap[above] == first)
            & (
                (heap[above + 1] > second)
                | ((heap[above + 1] == second) & (heap[above + 2] > third))
            )
        )
        if not goes_up:
            break
        _move(heap, above, start + child * ENTRY)
        child = parent
    _put(heap, start + child * ENTRY, first, second, third, what)


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
    _rises(heap, start, size, first, second, third, what)


@njit_apart
def pop(heap: Whole, start: int, size: int) -> None:
    """Take the first entry off a heap.

    The gap sinks to the bottom along the earlier of two entries, then the last entry rises from
    there: it came from the bottom, and rarely goes far.

    Examples
    --------
    >>> import numpy as np
    >>> heap = np.array([7, 0, 0, 70, 9, 0, 0, 90])
    >>> pop(heap, 0, 2)
    >>> int(heap[3])
    90
    """
    rest = size - 1
    last = start + rest * ENTRY
    gap, child = 0, 1
    while child < rest:
        below = start + child * ENTRY
        if child + 1 < rest:
            beside = below + ENTRY
            child += _before(heap, beside, heap[below], heap[below + 1], heap[below + 2])
            below = start + child * ENTRY
        _move(heap, below, start + gap * ENTRY)
        gap, child = child, 2 * child + 1
    if rest > 0:
        _rises(heap, start, gap, heap[last], heap[last + 1], heap[last + 2], heap[last + 3])
