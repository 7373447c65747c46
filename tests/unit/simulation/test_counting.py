"""Tallies counted from stays by hand: every column, from a handful of rows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simfunnel.clocks import NEVER
from simfunnel.funnel.lower import Compiled, compile_funnel
from simfunnel.funnel.model import Funnel
from simfunnel.simulation.counting import Lived, count_stays
from simfunnel.simulation.tallies import STAY_COLUMNS, Columns, Results

DAY = 86_400
STAGE: dict[str, Any] = {"advance": "50 %", "dwell": "9 days"}
TALK, OFFER = 1, 0  # by name


@pytest.fixture(scope="module")
def compiled() -> Compiled:
    """Return two stages that count as the same, two months, and two open leads."""
    return compile_funnel(
        Funnel.model_validate(
            {
                "simfunnel": 1,
                "funnel": "by hand",
                "today": {
                    "date": "2026-09-01",
                    "open_leads": [
                        {"lead": "A", "stage": "talk", "entered_on": "2026-08-30"},
                        {"lead": "B", "stage": "offer", "entered_on": "2026-09-01"},
                    ],
                },
                "until": "2026-10-31",
                "sources": {"web": {"leads": "30 per month", "enters": "talk"}},
                "stages": {
                    "talk": {**STAGE, "next": "offer", "otherwise": {"lost.no": "100 %"},
                             "counts_as": "sql"},
                    "offer": {**STAGE, "next": "won", "otherwise": {"talk": "100 %"},
                              "counts_as": "sql"},
                },
            }
        )
    )  # fmt: skip


def way(compiled: Compiled, stage: str, to: str) -> int:
    """Return the number of a way out."""
    return compiled.layout.ways.index((stage, to, ""))


def counted(compiled: Compiled, rows: list[tuple[int, ...]], **more: Any) -> Results:
    """Count rows of (stream, index, stage, occasion, entered, left, way, amount, served).

    Served is when the customer's time began, how long the lead waited, handed, and the seat.
    """
    nobody = (0, 0, 0, -1)
    table = [(*row[:7], 0, 0, row[7], *(row[8:] or nobody)) for row in rows]
    stays = np.array(table, dtype=np.int64).reshape(-1, len(STAY_COLUMNS))
    births = np.array(more.get("births", []), dtype=np.int64).reshape(-1, 3)
    zombies = more.get("zombies", [])
    works = np.array(more.get("works", []), dtype=np.int64).reshape(-1, 4)
    lived = Lived(stays, births, zombies, works)
    return count_stays(compiled.plan, Columns.of(compiled.layout), lived)


def test_a_born_lead_is_counted_where_it_is(compiled: Compiled) -> None:
    """It arrives, enters, leaves, goes on and wins, each in its own period."""
    on, won = way(compiled, "talk", "offer"), way(compiled, "offer", "won")
    rows = [
        (0, 0, TALK, 0, 29 * DAY, 30 * DAY, on, -1),
        (0, 0, OFFER, 0, 30 * DAY, 33 * DAY + 5, won, 1250),
    ]
    results = counted(compiled, rows, births=[(29 * DAY, 0, 700)])
    columns, cube = Columns.of(compiled.layout), results.tallies[0]

    expected = np.zeros_like(cube)
    expected[0, [columns.arrived, columns.entered + TALK, columns.marks]] = 1
    expected[0, columns.cost] = 700
    expected[1, [columns.entered + OFFER, columns.left + on, columns.left + won]] = 1
    expected[1, columns.stayed + TALK] = DAY
    expected[1, columns.stayed + OFFER] = 3 * DAY + 5
    expected[0, [columns.cohort + on, columns.fate]] = 1
    expected[0, columns.worth] = 1250
    expected[1, columns.cohort + won] = 1
    np.testing.assert_array_equal(cube, expected)
    assert results.wins[0, 33].tolist() == [1, 1250, 0, 0]
    assert results.wins.sum() == 1251


def test_an_opening_stay_is_open_and_not_entered(compiled: Compiled) -> None:
    """Its mark is taken as made; its seconds count from its entry before the start."""
    on, won = way(compiled, "talk", "offer"), way(compiled, "offer", "won")
    rows = [
        (-1, 0, TALK, 0, -2 * DAY, 3 * DAY, on, 900),
        (-1, 0, OFFER, 0, 3 * DAY, 4 * DAY, won, 900),
        (-1, 1, OFFER, 0, 0, NEVER, -1, -1),
    ]
    results = counted(compiled, rows)
    columns, cube = Columns.of(compiled.layout), results.tallies[0]

    assert cube[:, columns.entered + TALK].sum() == 0
    assert cube[0, columns.entered + OFFER] == 1
    assert cube[:, columns.marks].sum() == 0
    assert cube[0, columns.stayed + TALK] == 5 * DAY
    assert results.wins[0, 4].tolist() == [0, 0, 1, 900]
    assert results.fates.tolist() == [[4 * DAY, -2]]
    assert results.worth.tolist() == [[900, 0]]


def test_ends_of_open_leads_are_told_apart(compiled: Compiled) -> None:
    """Won at a second, ended otherwise, still open, older than any."""
    lost = way(compiled, "talk", "lost.no")
    rows = [
        (-1, 0, TALK, 0, -2 * DAY, 3 * DAY, lost, -1),
        (-1, 1, OFFER, 0, 0, NEVER, -1, -1),
    ]

    assert counted(compiled, rows).fates.tolist() == [[-1, -2]]
    assert counted(compiled, rows, zombies=[1]).fates.tolist() == [[-1, -3]]


def test_only_the_first_entry_counts_as_something(compiled: Compiled) -> None:
    """A lead that comes back, or enters another stage with the same mark, does not count again."""
    on, back = way(compiled, "talk", "offer"), way(compiled, "offer", "talk")
    rows = [
        (0, 7, TALK, 0, DAY, 2 * DAY, on, -1),
        (0, 7, OFFER, 0, 2 * DAY, 40 * DAY, back, -1),
        (0, 7, TALK, 1, 40 * DAY, NEVER, -1, -1),
        (0, 8, TALK, 0, 35 * DAY, NEVER, -1, -1),
    ]
    columns = Columns.of(compiled.layout)
    cube = counted(compiled, rows).tallies[0]

    assert cube[:, columns.marks].tolist() == [1, 1]
    assert cube[:, columns.entered + TALK].tolist() == [1, 2]


def test_a_win_without_an_amount_counts_and_brings_nothing(compiled: Compiled) -> None:
    """An unknown amount is not a negative one."""
    won = way(compiled, "offer", "won")
    results = counted(compiled, [(0, 0, OFFER, 0, DAY, 2 * DAY, won, -1)])

    assert results.wins[0, 2].tolist() == [1, 0, 0, 0]


def test_cohorts_count_by_the_period_in_which_they_began(compiled: Compiled) -> None:
    """A stay by its entry and a lead by its birth, whenever they end; who is still open, nowhere.

    Of leads that were open at the start the first stay has no cohort, nor have they a birth.
    """
    on, no = way(compiled, "talk", "offer"), way(compiled, "talk", "lost.no")
    won, back = way(compiled, "offer", "won"), way(compiled, "offer", "talk")
    rows = [
        (0, 0, TALK, 0, 2 * DAY, 35 * DAY, no, -1),  # born in September, lost in October
        (0, 1, TALK, 0, 3 * DAY, NEVER, -1, -1),  # born in September, open
        (0, 2, TALK, 0, 31 * DAY, 32 * DAY, on, -1),  # born in October, won there
        (0, 2, OFFER, 0, 32 * DAY, 33 * DAY, won, 400),
        (-1, 0, TALK, 0, -2 * DAY, 3 * DAY, on, -1),
        (-1, 0, OFFER, 0, 3 * DAY, 40 * DAY, back, -1),
        (-1, 0, TALK, 1, 40 * DAY, 50 * DAY, no, -1),
        (-1, 1, OFFER, 0, 0, 3 * DAY, won, 900),
    ]
    columns, layout = Columns.of(compiled.layout), compiled.layout
    cube = counted(compiled, rows).tallies[0]

    cohort = cube[:, columns.cohort : columns.fate]
    assert {layout.ways[k]: cohort[:, k].tolist() for k in range(len(layout.ways))} == {
        ("talk", "offer", ""): [0, 1],
        ("talk", "lost.no", ""): [1, 1],
        ("offer", "won", ""): [0, 1],
        ("offer", "talk", ""): [1, 0],
    }
    fates = dict(
        zip(layout.outcomes, cube[:, columns.fate : columns.worth].T.tolist(), strict=True)
    )
    assert fates == {"won": [0, 1], "lost.no": [1, 0]}
    assert cube[:, columns.worth].tolist() == [0, 400]


def test_no_stays_are_no_counts(compiled: Compiled) -> None:
    """An empty future is possible."""
    results = counted(compiled, [])

    assert not results.tallies.any()
    assert not results.wins.any()
    assert results.fates.tolist() == [[-2, -2]]
