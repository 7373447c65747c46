"""The decorator of compiled functions."""

from __future__ import annotations

import gc

import pytest

from simfunnel import compiled


@compiled.njit
def _half(number: float) -> float:
    """Halve."""
    return 0.5 * number


@compiled.njit
def _quarter(number: float) -> float:
    """Halve twice."""
    return _half(_half(number))


def _plus_one(number: int) -> int:
    """Add one."""
    return number + 1


def test_compiled_functions_give_the_same_as_their_source() -> None:
    """Compiling changes nothing but speed."""
    assert compiled.njit(_plus_one)(41) == _plus_one(41) == 42


def test_without_numba_the_source_runs_as_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing Numba leaves functions unchanged."""
    monkeypatch.setattr(compiled, "HAVE_NUMBA", False)
    assert compiled.njit(_plus_one) is _plus_one


@pytest.mark.skipif(not hasattr(_half, "overloads"), reason="nothing is compiled here")
def test_what_a_kernel_calls_is_compiled_as_part_of_it_alone() -> None:
    """A function is made ready for Python only when Python calls it."""
    overloads: dict[object, object] = getattr(_half, "overloads")  # noqa: B009 - Numba's, not ours
    assert _quarter(8.0) == 2.0
    assert len(overloads) == 0
    assert _half(8.0) == 4.0
    assert len(overloads) == 1


@pytest.mark.skipif(not hasattr(_half, "overloads"), reason="nothing is compiled here")
def test_a_kernel_on_disk_is_that_of_all_sources() -> None:
    """What is kept carries the checksum of every file of kernels, wherever it is kept."""
    kept = getattr(_half, "_cache")._cache_file  # noqa: B009 - Numba's, not ours
    assert kept._source_stamp[1] == compiled.SOURCES


@pytest.mark.skipif(not hasattr(_half, "overloads"), reason="nothing is compiled here")
def test_compiling_goes_on_collecting_garbage_afterwards() -> None:
    """The pause is no longer than the compiling."""
    assert gc.isenabled()
    assert _half(2) == 1.0
    assert gc.isenabled()
