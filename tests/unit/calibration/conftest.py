"""Histories made by hand, for tests of single estimates."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from simfunnel.history import History, read_history

MAPPING = """\
simfunnel: 1
mapping: deals
layout: wide
currency: PLN
lead: Id
created: Created
source: Source
segment: Size
cost: Cost
amount: {column: Sum, known: when won}
stages: {lead: Created, demo: Demo}
outcomes: {won: {date: Won}, lost: {date: Lost, reason: Why}}
"""
HEAD = "Id,Created,Source,Size,Cost,Sum,Demo,Won,Lost,Why"


@pytest.fixture
def deals(tmp_path: Path) -> Callable[..., History]:
    """Return a function that reads rows of an export."""

    def read(*rows: str, mapping: str = MAPPING) -> History:
        full = [row + "," * (9 - row.count(",")) for row in rows]
        (tmp_path / "deals.csv").write_text("\n".join([HEAD, *full, ""]), encoding="utf-8")
        (tmp_path / "m.yaml").write_text(mapping, encoding="utf-8")
        return read_history(tmp_path / "deals.csv", tmp_path / "m.yaml")

    return read
