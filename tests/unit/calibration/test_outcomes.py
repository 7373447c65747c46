"""Ways out: rare reasons are pooled, and every stage can end."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simfunnel.calibration.lexis import Lexis
from simfunnel.calibration.outcomes import pool_rare_reasons, ways_out


def table(*exits: str) -> Lexis:
    """Return a table with one case of each exit."""
    return Lexis(exits, np.array([10]), np.ones((len(exits), 1), dtype=np.int64))


def test_rare_reasons_of_a_kind_become_one() -> None:
    """Twelve exits keep a reason's name; a single rare one keeps its own."""
    exits = ["lost.price"] * 12 + ["lost.a", "lost.b", "cold.c", "won", "demo", None]
    stays, facts = pool_rare_reasons(pd.DataFrame({"exit": exits}))
    assert list(stays["exit"][12:].fillna("-")) == [
        "lost.other",
        "lost.other",
        "cold.c",
        "won",
        "demo",
        "-",
    ]
    assert [str(fact) for fact in facts] == [
        "2 reasons with fewer than 12 exits are pooled as 'other': lost.a, lost.b."
    ]


def test_a_stage_without_an_end_gets_the_next_one() -> None:
    """Nobody was seen to leave: the next stage, and at the end won, are still to happen."""
    tables = ways_out({"lead": table(), "demo": table("lead"), "offer": table()})
    assert {name: t.exits for name, t in tables.items()} == {
        "lead": ("demo",),
        "demo": ("lead", "offer"),
        "offer": ("won",),
    }
    assert tables["demo"].left.tolist() == [[1], [0]]


def test_stages_that_end_are_left_alone() -> None:
    """A way to an outcome, however long, is enough."""
    tables = {"lead": table("demo"), "demo": table("lead", "won")}
    assert {name: t.exits for name, t in ways_out(tables).items()} == {
        "lead": ("demo",),
        "demo": ("lead", "won"),
    }
