"""docs/measures.md lists the measures that there are, as they are."""

from __future__ import annotations

import re
from pathlib import Path

from simfunnel.measures import CURVE_NAMES, MEASURES
from simfunnel.measures.open_deals import AGES


def rows(root: Path) -> list[list[str]]:
    """Return the rows of the page's tables."""
    page = (root / "docs" / "measures.md").read_text(encoding="utf-8")
    found = re.findall(r"^\| `(.*) \|$", page, re.MULTILINE)
    return [[cell.strip(" `") for cell in row.split(" | ")] for row in found]


def test_every_measure_is_listed_as_it_is(root: Path) -> None:
    """Name, unit, part, formula, what it comes from, and its source, in the order of the code."""
    listed = [row for row in rows(root) if len(row) == 6]
    made = [
        [
            each.name, each.unit, each.parts, each.formula,
            "stays" if each.needs_stays else "tallies", each.source,
        ]
        for each in MEASURES.values()
    ]  # fmt: skip
    assert listed == made


def test_every_curve_is_listed_as_it_is(root: Path) -> None:
    """Name and what it shows."""
    assert [row for row in rows(root) if len(row) == 2] == [
        list(item) for item in CURVE_NAMES.items()
    ]


def test_the_bands_of_age_are_those_of_the_code(root: Path) -> None:
    """The page names the days on which they begin."""
    page = " ".join((root / "docs" / "measures.md").read_text(encoding="utf-8").split())
    first = ", ".join(map(str, AGES[:-1]))
    assert f"begin at {first} and {AGES[-1]} days" in page
