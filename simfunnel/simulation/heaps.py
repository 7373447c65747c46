"""Binary heaps of whole numbers, compiled: the agenda of what is to happen, and queues of leads.

An entry has four numbers and is ordered by the first three; the fourth says what it is about.
There is room for as many entries as the array has rows; one more is counted, but not kept.
"""

from __future__ import annotations

from simfunnel.compiled import njit_apart
from simfunnel.simulation.kinds import Whole

__all__ = ["ENTRY", "pop", "push"]

ENTRY = 4


@njit_apart
def _before(heap: Whole, a: int, b: int) -> bool:
    """Return whether entry a comes before entry b."""
    if heap[a, 0] != heap[b, 0]:
        return bool(heap[a, 0] < heap[b, 0])
    if heap[a, 1] != heap[b, 1]:
        return bool(heap[a, 1] < heap[b, 1])
    return bool(heap[a, 2] < heap[b, 2])


@njit_apart
def _swap(heap: Whole, a: int, b: int) -> None:
    """Let two entries change places."""
    for k in range(ENTRY):
        heap[a, k], heap[b, k] = heap[b, k], heap[a, k]


@njit_apart
def push(heap: Whole, size: int, first: int, second: int, third: int, what: int) -> int:
    """Add an entry; return the new size, or what it would be if there were room.

    Examples
    --------
    >>> import numpy as np
    >>> heap = np.zeros((3, ENTRY), dtype=np.int64)
    >>> size = push(heap, push(heap, 0, 9, 0, 0, 90), 7, 0, 0, 70)
    >>> size, int(heap[0, 3])
    (2, 70)
    """
    if size >= heap.shape[0]:
        return size + 1
    child = size
    heap[child, 0], heap[child, 1] = first, second
    heap[child, 2], heap[child, 3] = third, what
    while child > 0:
        parent = (child - 1) // 2
        if not _before(heap, child, parent):
            break
        _swap(heap, child, parent)
        child = parent
    return size + 1


@njit_apart
def pop(heap: Whole, size: int) -> int:
    """Take the first entry off; return the new size, at which row the entry then stands.

    Examples
    --------
    >>> import numpy as np
    >>> heap = np.array([[7, 0, 0, 70], [9, 0, 0, 90]])
    >>> size = pop(heap, 2)
    >>> int(heap[size, 3]), int(heap[0, 3])
    (70, 90)
    """
    last = size - 1
    _swap(heap, 0, last)
    parent = 0
    while True:
        child = 2 * parent + 1
        if child >= last:
            break
        if child + 1 < last and _before(heap, child + 1, child):
            child += 1
        if not _before(heap, child, parent):
            break
        _swap(heap, child, parent)
        parent = child
    return last
