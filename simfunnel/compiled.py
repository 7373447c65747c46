"""The one place that knows whether Numba is there: the decorator of all compiled functions.

The same plain source runs compiled and uncompiled and gives the same numbers. Import this module
(and every module of compiled functions) inside functions that need it wherever quick start-up
matters, because importing Numba takes about half a second. It knows nothing of funnels.

A *kernel* is what Python calls. Numba would make ready to run, and optimise again in every caller,
each of the hundred small functions that a kernel is made of; that is most of what a first start
would wait for. Here a function that is called by compiled code is translated only, and optimised
once, as part of the kernel that takes it in (docs/choices/0008).
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, TypeVar, cast

__all__ = ["HAVE_NUMBA", "njit", "njit_apart"]

_Function = TypeVar("_Function", bound=Callable[..., object])

try:
    from numba.core import config, types
    from numba.core.codegen import JITCodeLibrary
    from numba.core.compiler import Compiler, Flags
    from numba.core.compiler_machinery import register_pass
    from numba.core.lowering import Lower
    from numba.core.registry import CPUDispatcher
    from numba.core.typed_passes import NativeLowering
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


def _digest_of(package: Path) -> str:
    """Return a checksum of all sources of compiled functions."""
    digest = hashlib.sha256()
    for source in sorted(path for room in KERNEL_ROOMS for path in package.glob(room)):
        digest.update(source.read_bytes())
    return digest.hexdigest()


if HAVE_NUMBA:
    SOURCES = _digest_of(Path(__file__).parent)

    class _Code(JITCodeLibrary):
        """The code of a function and of all that it calls, neither optimised nor runnable."""

        def finalize(self) -> None:
            """Take in what is called."""
            for library in dict.fromkeys(self._linking_libraries):
                self._final_module.link_in(library._get_module_for_linking(), preserve=True)
            self._finalized = True

    def _from_the_front(signature: Any) -> Any:
        """Return the signature of an access whose index is known not to be negative."""
        kinds: Any = types  # Numba's own functions are without types
        array, index, *rest = signature.args
        if isinstance(index, kinds.Integer):
            index = kinds.uint64
        elif isinstance(index, kinds.BaseTuple) and all(
            isinstance(part, kinds.Integer) for part in index
        ):
            index = kinds.UniTuple(kinds.uint64, len(index))
        return signature.replace(args=(array, index, *rest))

    class _Lower(Lower):
        """Numba's writer of code, without asking at every access if it counts from the end."""

        def lower_getitem(self, kind: Any, access: Any, value: Any, index: Any, typed: Any) -> Any:
            """Read an element."""
            write: Any = super().lower_getitem
            return write(kind, access, value, index, _from_the_front(typed))

        def lower_setitem(self, target: Any, index: Any, value: Any, typed: Any) -> Any:
            """Write an element."""
            write: Any = super().lower_setitem
            return write(target, index, value, _from_the_front(typed))

    @cast(Any, register_pass)(mutates_CFG=True, analysis_only=False)
    class _Lowering(NativeLowering):
        """The pass that writes code."""

        _name = "lowering_from_the_front"
        lowering_class = _Lower

    class _Compiler(Compiler):
        """Numba's compiler with this writer of code."""

        def define_pipelines(self) -> Any:
            """Replace one pass."""
            pipelines = cast(Any, super()).define_pipelines()
            for pipeline in pipelines:
                pipeline.passes = [
                    (_Lowering if each is NativeLowering else each, text)
                    for each, text in pipeline.passes
                ]
            return pipelines

    class _Translator(_Compiler):
        """The same, stopped before it optimises."""

        def define_pipelines(self) -> Any:
            """Keep the passes; keep the code from being made ready to run."""
            state: Any = self.state
            library: Any = _Code
            state.library = library(state.targetctx.codegen(), state.func_id.func_qualname)
            state.flags.no_compile = True
            return super().define_pipelines()

    class _Flags(Flags):
        """Numba's settings, which it compares a hundred thousand times at a first start."""

        defaults: ClassVar[dict[str, object]] = {
            name: option.default for name, option in Flags.options.items()
        }

        def values(self) -> dict[str, object]:
            """Return all settings, twenty times as fast as Numba does."""
            return {**self.defaults, **self._values}

    class _Dispatcher(CPUDispatcher):
        """What Numba makes of a function, with these settings."""

        def __init__(self, function: object, **options: object) -> None:
            make: Any = super().__init__
            make(function, **options)
            cast(Any, self)._compiler._customize_flags = _Flags

        def compile(self, signature: Any) -> Any:
            """Compile without looking for garbage: nearly all that is made stays."""
            collects = gc.isenabled()
            gc.disable()
            try:
                return cast(Any, super()).compile(signature)
            finally:
                if collects:
                    gc.enable()

    class _Called(_Dispatcher):
        """A function as compiled code calls it; it cannot be called from Python."""

        def add_overload(self, result: Any) -> None:
            """Keep the code where callers look for it, under a key in place of an address."""
            result = result._replace(entry_point=object())
            context: Any = self.targetctx
            context.insert_user_function(result.entry_point, result.fndesc, [result.library])
            self.overloads[tuple(result.signature.args)] = result

    class _Kernel(_Dispatcher):
        """A function as Python calls it: compiled on the first call, then kept on disk."""

        @cached_property
        def _called(self) -> _Called:
            """The same function for callers that are compiled."""
            options = {**self.targetoptions, "no_cpython_wrapper": True}
            return _Called(self.py_func, targetoptions=options, pipeline_class=_Translator)

        @property
        def _numba_type_(self) -> Any:
            """What Numba takes the function for where compiled code names it."""
            return types.Dispatcher(cast(Any, self._called))


def _compiled(function: _Function, inline: bool) -> _Function:
    """Compile a function where Numba is installed, else return it unchanged."""
    if not HAVE_NUMBA or cast(Any, config).DISABLE_JIT:
        return function
    options = {
        "nopython": True,
        "nogil": True,
        "error_model": "numpy",
        # Nothing here allocates, so arrays need no counting of references, which would take half
        # of a kernel's time.
        "_nrt": False,
        "no_cfunc_wrapper": True,
        "forceinline": inline,
    }
    kernel = _Kernel(function, targetoptions=options, pipeline_class=_Compiler)
    # What is typed at a prompt has no file beside which it could be kept.
    if Path(function.__code__.co_filename).is_file():
        kernel.enable_caching()
        # Numba keeps a kernel as long as its own file is unchanged, even if what it calls has
        # changed in another; the old machine code would then give other numbers than the source.
        kept = cast(Any, kernel)._cache._cache_file
        kept._source_stamp = (kept._source_stamp, SOURCES)
    return cast(_Function, kernel)


def njit(function: _Function) -> _Function:
    """Compile a module-level function where Numba is installed, else return it unchanged.

    Nothing may allocate an array, no index may be negative (compiled code does not count from the
    end), and nothing may divide by zero: compiled code would give inf where the source raises.

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
