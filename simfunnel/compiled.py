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
    from numba.np import arrayobj
except ImportError:  # the plain source then runs as it stands
    _installed = False
else:
    _installed = True

KERNEL_ROOMS = (
    "compiled.py",
    "variates/**/*.py",
    "clocks/*.py",
    "funnel/layout.py",
    "funnel/customer_items.py",
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
        """The code of a function, neither optimised nor runnable."""

        def finalize(self) -> None:
            """Leave it to the kernel to take in what is called."""
            self._finalized = True

        def _optimize_functions(self, module: Any) -> None:
            """Leave it to the kernel to optimise."""
            module.data_layout = self._codegen._data_layout

    class _Whole(JITCodeLibrary):
        """The code of a kernel."""

        def finalize(self) -> None:
            """Take in what is called, directly or not, then make it ready to run."""
            called = dict.fromkeys(self._linking_libraries)
            further = list(called)
            while further:
                library = further.pop()
                if isinstance(library, _Code):
                    new = [each for each in library._linking_libraries if each not in called]
                    called |= dict.fromkeys(new)
                    further += new
            self._linking_libraries = list(called)
            self._named = {
                each.name for each in self._final_module.functions if not each.is_declaration
            }
            cast(Any, super()).finalize()

        def _optimize_final_module(self) -> None:
            """Optimise once, and let nothing but the kernel be called from outside.

            Numba optimises twice, to pair counts of references between the rounds; here nothing is
            counted. A function that others could call keeps every number that its arrays are made
            of; one that only the kernel calls is given no more than it reads.
            """
            for each in self._final_module.functions:
                if not each.is_declaration and each.name not in self._named:
                    each.linkage = "internal"
            passes, builder = cast(Any, self._codegen)._module_pass_manager()
            passes.run(self._final_module, builder)

    class _Typing:
        """Numba's knowledge of types, which remembers what an operator gives for given types.

        Numba would try a dozen ways for each of ten thousand operations at a first start.
        """

        def __init__(self, knows: Any) -> None:
            self.knows = knows

        def __getattr__(self, name: str) -> Any:
            return getattr(self.knows, name)

        def resolve_function_type(self, function: Any, args: Any, named: Any) -> Any:
            """Return the signature of a function for arguments."""
            resolve = self.knows.resolve_function_type
            if named or isinstance(function, types.Dispatcher):
                return resolve(function, args, named)
            key = id(function), tuple(args)
            if key not in KNOWN:
                KNOWN[key] = function, resolve(function, args, named)
            return KNOWN[key][1]

        def understood(self, operator: Any, args: Any) -> Any:
            """Return the signature by which an operator is worked out."""
            key = id(operator), "understood", tuple(args)
            if key not in KNOWN:
                KNOWN[key] = operator, operator.get_call_type(self.knows, args, {})
            return KNOWN[key][1]

    KNOWN: dict[Any, Any] = {}

    # Where Numba keeps start and lengths among the parts of an array.
    ARRAY_DATA, ARRAY_SHAPE = 4, 5

    class _Lower(Lower):
        """Numba's writer of code, shorter where it would ask what is known here.

        Arrays lie in one piece and are read from the front; an operator was understood when types
        were found, and is not looked for again.
        """

        def _place(self, array: Any, index: Any) -> Any:
            """Return the kind of an array and where one of its elements lies; None if elsewhere."""
            kinds: Any = types  # Numba's own functions are without types
            kind, at = self._typed(array), self._typed(index)
            if not isinstance(kind, kinds.Array) or kind.layout != "C":
                return None
            parts = tuple(at) if isinstance(at, kinds.BaseTuple) else (at,)
            if len(parts) != kind.ndim or not all(isinstance(x, kinds.Integer) for x in parts):
                return None
            write, load = self.builder, cast(Any, self).loadvar
            whole, value = load(array.name), load(index.name)
            values = [value]
            if isinstance(at, kinds.BaseTuple):
                values = [write.extract_value(value, k) for k in range(len(parts))]
            place = None
            for k, (each, part) in enumerate(zip(values, parts, strict=True)):
                step = self.context.cast(write, each, part, kinds.intp)
                if place is not None:
                    length = write.extract_value(whole, [ARRAY_SHAPE, k])
                    step = write.add(write.mul(place, length), step)
                place = step
            start = write.extract_value(whole, ARRAY_DATA)
            return kind, write.gep(start, [place], inbounds=True)

        def _typed(self, variable: Any) -> Any:
            """Return the type of a variable."""
            return cast(Any, self).typeof(variable.name)

        def _value(self, variable: Any, kind: Any) -> Any:
            """Return a variable as a value of a type."""
            value = cast(Any, self).loadvar(variable.name)
            return self.context.cast(self.builder, value, self._typed(variable), kind)

        def lower_getitem(self, kind: Any, access: Any, array: Any, index: Any, typed: Any) -> Any:
            """Read an element."""
            place = self._place(array, index)
            if place is None:
                return cast(Any, super()).lower_getitem(kind, access, array, index, typed)
            elements: Any = arrayobj
            value = elements.load_item(self.context, self.builder, *place)
            return self.context.cast(self.builder, value, place[0].dtype, kind)

        def lower_setitem(self, array: Any, index: Any, value: Any, typed: Any) -> Any:
            """Write an element."""
            place = self._place(array, index)
            if place is None:
                return cast(Any, super()).lower_setitem(array, index, value, typed)
            elements: Any = arrayobj
            (kind, where), new = place, self._value(value, place[0].dtype)
            return elements.store_item(self.context, self.builder, kind, new, where)

        def lower_binop(self, kind: Any, operation: Any, operator: Any) -> Any:
            """Work out what an operator gives."""
            typed = self.fndesc.calltypes[operation]
            sides = operation.lhs, operation.rhs
            values = [
                self._value(side, wanted) for side, wanted in zip(sides, typed.args, strict=True)
            ]
            knows = self.context.typing_context
            operator = knows.resolve_value_type(operator)
            signature = _Typing(knows).understood(operator, typed.args)
            work_out = self.context.get_function(operator, signature)
            value = work_out(self.builder, values)
            return self.context.cast(self.builder, value, typed.return_type, kind)

    @cast(Any, register_pass)(mutates_CFG=True, analysis_only=False)
    class _Lowering(NativeLowering):
        """The pass that writes code."""

        _name = "lowering_from_the_front"
        lowering_class = _Lower

    # Of Numba's thirty passes those that the sources need: nothing here closes over variables, uses
    # literals as types or asks for loops side by side, and nobody reads annotations.
    NEEDED = {
        "TranslateByteCode",
        "FixupArgs",
        "IRProcessing",
        "GenericRewrites",
        "ReconstructSSA",
        "NopythonTypeInference",
        "PreLowerStripPhis",
        "IRLegalization",
        "NativeLowering",
        "NoPythonBackend",
    }

    class _Compiler(Compiler):
        """Numba's compiler with this writer of code."""

        def define_pipelines(self) -> Any:
            """Keep the passes that are needed; replace one."""
            state: Any = self.state
            state.typingctx = _Typing(state.typingctx)
            if state.library is None:
                library: Any = _Whole
                state.library = library(state.targetctx.codegen(), state.func_id.func_qualname)
                state.library.enable_object_caching()
            pipelines = cast(Any, super()).define_pipelines()
            for pipeline in pipelines:
                pipeline.passes = [
                    (_Lowering if each is NativeLowering else each, text)
                    for each, text in pipeline.passes
                    if each.__name__ in NEEDED
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
