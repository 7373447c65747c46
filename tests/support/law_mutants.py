"""Mutants: a rule of the reference engine flipped, and the pins that must notice it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

__all__ = ["Mutant", "noticed_in"]

Mutant = Callable[[pytest.MonkeyPatch], None]


def noticed_in(mutants: list[Any], *pins: str) -> Callable[[Mutant], Mutant]:
    """Put a mutant into a list, once for each pin that must notice it."""

    def note(mutant: Mutant) -> Mutant:
        mutants.extend(pytest.param(mutant, p, id=f"{mutant.__name__}-{p}") for p in pins)
        return mutant

    return note
