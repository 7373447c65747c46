"""Notebooks as they lie there: their first cell, and their knobs."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import nbformat

__all__ = ["NOTEBOOKS", "ROOT", "answer_and_knobs", "knobs_at", "read"]

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def read(path: Path) -> Any:
    """Return a notebook."""
    return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]


def knobs_at(book: Any) -> list[int]:
    """Return where the cells tagged as parameters stand."""
    return [i for i, cell in enumerate(book.cells) if "parameters" in cell.metadata.get("tags", [])]


def answer_and_knobs(stem: str) -> tuple[str, dict[str, Any]]:
    """Return the first cell of a notebook, and its knobs by name."""
    book = read(ROOT / "notebooks" / f"{stem}.ipynb")
    (knobs,) = knobs_at(book)
    return book.cells[0].source, _stated(book.cells[knobs].source)


def _stated(knobs: str) -> dict[str, Any]:
    """Return the knobs by name."""
    lines = [line for line in ast.parse(knobs).body if isinstance(line, ast.Assign)]
    names = [line.targets[0].id for line in lines if isinstance(line.targets[0], ast.Name)]
    return dict(zip(names, (ast.literal_eval(line.value) for line in lines), strict=True))
