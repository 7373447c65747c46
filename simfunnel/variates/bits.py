"""What differs between compiled and plain Python: machine words, and a float's two parts.

Everything else of the scalar source is written once. A word is a `numpy.uint64` in compiled code
and an `int` in plain Python, where NumPy's scalars are slow. Compiled code takes a float apart by
its bits; plain Python asks `math.frexp` and `math.ldexp`, four times faster there. Both are exact,
so the results are equal to the last bit.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from simfunnel.compiled import njit

__all__ = ["COMPILED", "power_of_two", "split", "word"]

_ROOT_HALF = 0.7071067811865476  # the float next to sqrt(1/2); its bits are 3FE6A09E 667F3BCD
_BIAS = 1023
_MANTISSA = 52
_SHIFT = 0x3FF0_0000_0000_0000 - 0x3FE6_A09E_667F_3BCD


@njit
def _probe() -> None:
    """Do nothing, compiled or not."""


#: Whether `njit` compiles in this process: not without Numba, nor under ``NUMBA_DISABLE_JIT=1``.
COMPILED: bool = hasattr(_probe, "py_func")

#: Makes a machine word. Numba turns an unsigned with a signed integer into a float, so constants
#: must be words too.
word: Callable[[int], Any] = np.uint64 if COMPILED else int


@njit
def _split_bits(x: float) -> tuple[float, int]:
    """Split by moving the exponent bits."""
    bits = int(np.float64(x).view(np.int64))
    exponent = ((bits + _SHIFT) >> _MANTISSA) - _BIAS
    return float(np.int64(bits - (exponent << _MANTISSA)).view(np.float64)), exponent


@njit
def _power_bits(exponent: int) -> float:
    """Write the exponent where a float keeps it."""
    return float(np.int64((exponent + _BIAS) << _MANTISSA).view(np.float64))


def _split_plain(x: float) -> tuple[float, int]:
    """Split with the standard library."""
    mantissa, exponent = math.frexp(x)
    if mantissa < _ROOT_HALF:
        return 2.0 * mantissa, exponent - 1
    return mantissa, exponent


def _power_plain(exponent: int) -> float:
    """Raise with the standard library."""
    return math.ldexp(1.0, exponent)


#: ``split(x)`` gives ``(m, e)`` with ``x = m * 2**e`` and m in [sqrt(1/2), sqrt(2)), for a
#: positive normal x.
split = _split_bits if COMPILED else _split_plain

#: ``power_of_two(e)`` gives ``2**e`` for e from -1022 to 1023.
power_of_two = _power_bits if COMPILED else _power_plain
