"""The decorator of compiled functions."""

from __future__ import annotations

import pytest

from simfunnel import compiled


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
