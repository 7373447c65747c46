"""Figures as a plain table of at most 100 columns, and as JSON with the machine they are of."""

from __future__ import annotations

import math
import os
import platform
import textwrap
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from benchmarks.figures import Figure

__all__ = ["machine", "machine_line", "rows", "title"]

WHAT, VALUE, ASKED, VERDICT, BESIDE = 34, 16, 8, 4, 34
LIBRARIES = ("numba", "numpy", "pandas", "simfunnel", "simpy")


def machine() -> dict[str, object]:
    """Return what the figures depend on besides the code."""
    return {
        "system": platform.platform(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        **{name: version(name) for name in LIBRARIES},
    }


def _processor() -> str:
    """Return the processor's name, as far as the system tells it."""
    facts = Path("/proc/cpuinfo")
    lines = facts.read_text(encoding="utf-8").splitlines() if facts.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def _line(what: str, value: str, asked: str, verdict: str, beside: str) -> str:
    """Return one line of the table."""
    cells = f"{what:<{WHAT}} {value:>{VALUE}} {asked:>{ASKED}} {verdict:<{VERDICT}} {beside}"
    return cells.rstrip()


def _number(value: float) -> str:
    """Return a number with three digits that matter."""
    if math.isnan(value):
        return "not measured"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def title() -> str:
    """Return the head of the table."""
    return _line("what", "measured", "asked", "", "beside it")


def rows(figure: Figure) -> str:
    """Return a figure as one line, or more where it has much beside it.

    Examples
    --------
    >>> from benchmarks.figures import Figure, below
    >>> print(rows(Figure("redraw", 0.2, "s", "NumPy by hand: 0.1 s", below(0.3))))
    redraw                                        0.2 s    < 0.3 pass NumPy by hand: 0.1 s
    """
    value = f"{_number(figure.value)} {figure.unit}".strip()
    asked = "" if figure.asked is None else str(figure.asked)
    whats = textwrap.wrap(figure.what, WHAT) or [""]
    besides = textwrap.wrap(figure.beside, BESIDE) or [""]
    lines: list[str] = []
    for k in range(max(len(whats), len(besides))):
        what = whats[k] if k < len(whats) else ""
        beside = besides[k] if k < len(besides) else ""
        first = (value, asked, figure.verdict) if k == 0 else ("", "", "")
        lines.append(_line(what, *first, beside))
    return "\n".join(lines)


def machine_line(facts: dict[str, object]) -> Sequence[str]:
    """Return the machine in a few words, wrapped."""
    return textwrap.wrap(", ".join(f"{name} {value}" for name, value in facts.items()), 100)
