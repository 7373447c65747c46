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
def _comes_first(a: int, b: int, c: int, first: int, second: int, third: int) -> bool:
    """Return whether an entry ordered by a, b and c comes before another.

    Without a branch: which comes first is anybody's guess, and a processor would guess wrong.
    """
    return bool((a < first) | ((a == first) & ((b < second) | ((b == second) & (c < third)))))


@njit
def _move(heap: Whole, source: int, place: int) -> None:
    """Copy an entry."""
    for k in range(ENTRY):
        heap[place + k] = heap[source + k]


@njit_apart
def push(heap: Whole, start: int, gap: int, first: int, second: int, third: int, what: int) -> None:
    """Write an entry into an empty place, or further up if it comes before those above.

    In the place behind the last of a heap that begins at `start`, this adds the entry.

    Examples
    --------
    >>> import numpy as np
    >>> heap = np.zeros(3 * ENTRY, dtype=np.int64)
    >>> push(heap, 0, 0, 9, 0, 0, 90)
    >>> push(heap, 0, 1, 7, 0, 0, 70)
    >>> int(heap[3])
    70
    """
    while gap > 0:
        parent = (gap - 1) >> 1
        above = start + parent * ENTRY
        if not _comes_first(first, second, third, heap[above], heap[above + 1], heap[above + 2]):
            break
        _move(heap, above, start + gap * ENTRY)
        gap = parent
    place = start + gap * ENTRY
    heap[place], heap[place + 1] = first, second
    heap[place + 2], heap[place + 3] = third, what


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
            child += _comes_first(
                heap[beside], heap[beside + 1], heap[beside + 2],
                heap[below], heap[below + 1], heap[below + 2],
            )  # fmt: skip
            below = start + child * ENTRY
        _move(heap, below, start + gap * ENTRY)
        gap, child = child, 2 * child + 1
    if rest > 0:
        push(heap, start, gap, heap[last], heap[last + 1], heap[last + 2], heap[last + 3])
