"""The one place that knows whether Numba is there: the decorator of all compiled functions.

The same plain source runs compiled and uncompiled and gives the same numbers. Import this module
(and every module of compiled functions) inside functions that need it wherever quick start-up
matters, because importing Numba takes about half a second. It knows nothing of funnels.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

__all__ = ["HAVE_NUMBA", "njit", "njit_apart"]

_Function = TypeVar("_Function", bound=Callable[..., object])

try:
    import numba
except ImportError:  # the plain source then runs as it stands
    _installed = False
else:
    _installed = True

KERNEL_ROOMS = (
    "compiled.py",
    "variates/**/*.py",
    "clocks/*.py",
    "funnel/layout.py",
    "funnel/solve.py",
    "simulation/*.py",
)

HAVE_NUMBA: bool = _installed
"""Whether functions marked with `njit` are compiled; without Numba the source runs as it stands."""


def _forget_stale_kernels(package: Path) -> None:
    """Delete compiled functions on disk if any source has changed since they were compiled.

    Numba keeps a function as long as its own file is unchanged, even if a function that it calls
    has changed in another file; the old machine code would then give other numbers than the
    source. Where nothing may be written, nothing has been kept there either.
    """
    digest = hashlib.sha256()
    for source in sorted(path for room in KERNEL_ROOMS for path in package.glob(room)):
        digest.update(source.read_bytes())
    stamp = package / "__pycache__" / "kernels.sha256"
    try:
        if stamp.is_file() and stamp.read_text() == digest.hexdigest():
            return
        for kernel in package.rglob("*.nb[ic]"):
            kernel.unlink(missing_ok=True)
        stamp.parent.mkdir(exist_ok=True)
        stamp.write_text(digest.hexdigest())
    except OSError:
        return


if HAVE_NUMBA:
    _forget_stale_kernels(Path(__file__).parent)


def _compiled(function: _Function, inline: bool) -> _Function:
    """Compile a function where Numba is installed, else return it unchanged."""
    if not HAVE_NUMBA:
        return function
    options: dict[str, Any] = {
        "nogil": True,
        # What is typed at a prompt has no file beside which it could be kept.
        "cache": Path(function.__code__.co_filename).is_file(),
        "error_model": "numpy",
        # Nothing here allocates, so arrays need no counting of references, which would take half
        # of a kernel's time.
        "_nrt": False,
        "no_cfunc_wrapper": True,
        "forceinline": inline,
    }
    return cast(_Function, numba.njit(**options)(function))


def njit(function: _Function) -> _Function:
    """Compile a module-level function where Numba is installed, else return it unchanged.

    Nothing may allocate an array, and nothing may divide by zero: compiled code would give inf
    where the source raises.

    Parameters
    ----------
    function : callable
        Plain scalar source: no closures, no ``x**y``, no ``round``, no float ``//`` or ``%``.

    Returns
    -------
    callable
        The same function; compiled ones release the interpreter lock, are cached on disk and are
        put in line wherever they are called.

    Examples
    --------
    >>> @njit
    ... def double(x):
    ...     return x + x
    >>> double(21)
    42
    """
    return _compiled(function, inline=True)


def njit_apart(function: _Function) -> _Function:
    """Compile like `njit`, but keep one copy that is called: for what is long or rarely reached.

    Examples
    --------
    >>> @njit_apart
    ... def half(x):
    ...     return 0.5 * x
    >>> half(42)
    21.0
    """
    return _compiled(function, inline=False)
