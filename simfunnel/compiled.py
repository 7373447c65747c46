"""The one place that knows whether Numba is there: the decorator of all compiled functions.

The same plain source runs compiled and uncompiled and gives the same numbers. Import this module
(and every module of compiled functions) inside functions that need it wherever quick start-up
matters, because importing Numba takes about half a second. It knows nothing of funnels.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast

__all__ = ["HAVE_NUMBA", "njit"]

_Function = TypeVar("_Function", bound=Callable[..., object])

try:
    import numba
except ImportError:
    _installed = False
else:
    _installed = True

KERNEL_ROOMS = (
    "compiled.py",
    "variates/**/*.py",
    "clocks/*.py",
    "funnel/layout.py",
    "funnel/resolve.py",
    "simulation/*.py",
)

HAVE_NUMBA: bool = _installed
"""Whether functions marked with `njit` are compiled; without Numba the source runs as it stands."""


def njit(function: _Function) -> _Function:
    """Compile a module-level function where Numba is installed, else return it unchanged.

    Parameters
    ----------
    function : callable
        Plain scalar source: no closures, no ``x**y``, no ``round``, no float ``//`` or ``%``.

    A function whose name begins with an underscore can be called from compiled code only: it gets
    no way in from Python, which halves its compilation. Nothing may divide by zero: compiled code would give inf where the source raises.

    Returns
    -------
    callable
        The same function; compiled ones release the interpreter lock and, where the
        source is a file, are cached on disk.

    Examples
    --------
    >>> @njit
    ... def double(x):
    ...     return x + x
    >>> double(21)
    42
    """
    if not HAVE_NUMBA:
        return function
    has_file = Path(function.__code__.co_filename).is_file()
    return cast(_Function, numba.njit(nogil=True, cache=has_file)(function))
