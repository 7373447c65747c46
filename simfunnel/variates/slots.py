"""The flat form of a distribution: eight numbers, and for some a table elsewhere in the array.

A *slot* is ``[kind, p0, p1, p2, p3, table_start, table_length, 0]`` in one large array of floats
that both engines read. What p0 to p3 mean is the business of each family; how a slot and a table
lie in the array is said here, and nowhere else.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "CONSTANT",
    "EXPONENTIAL",
    "LOGLOGISTIC",
    "LOGNORMAL",
    "P0",
    "P1",
    "P2",
    "P3",
    "SLOT",
    "TABLE",
    "TABLE_LENGTH",
    "TABLE_START",
    "TRIANGULAR",
    "UNIFORM",
    "WEIBULL",
    "slot_of",
]

#: How many numbers a slot takes.
SLOT = 8

#: Positions in a slot; the kind is at 0.
P0, P1, P2, P3, TABLE_START, TABLE_LENGTH = 1, 2, 3, 4, 5, 6

CONSTANT = 0.0
LOGNORMAL = 1.0
EXPONENTIAL = 2.0
WEIBULL = 3.0
LOGLOGISTIC = 4.0
UNIFORM = 5.0
TRIANGULAR = 6.0
TABLE = 7.0


def slot_of(
    kind: float, *parameters: float, table_start: int = 0, table_length: int = 0
) -> NDArray[np.float64]:
    """Lay out one slot.

    Parameters
    ----------
    kind : float
        One of the kinds of this module.
    *parameters : float
        Up to four.
    table_start, table_length : int, optional
        Where the table begins in the array and how many numbers it has.

    Returns
    -------
    ndarray, shape (8,)

    Examples
    --------
    >>> slot_of(LOGNORMAL, 14.0, 0.5).tolist()
    [1.0, 14.0, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0]
    """
    slot = np.zeros(SLOT)
    slot[0] = kind
    slot[P0 : P0 + len(parameters)] = parameters
    slot[TABLE_START] = table_start
    slot[TABLE_LENGTH] = table_length
    return slot
