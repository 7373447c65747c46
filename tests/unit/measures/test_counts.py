"""Measures of ten leads, counted by hand."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from simfunnel.errors import TableError, UnknownNameError
from simfunnel.funnel.periods import Periods
from simfunnel.measures import Flows, flows_of_stays, measure
from simfunnel.tables import RUNS, STAYS

MARCH_APRIL = Periods.of(date(2026, 3, 1), date(2026, 4, 30), "month")
# lead, stage, entered, left, exit, because, source, amount in hundredths
TEN = [
    ("a", "call", "2026-02-01", "2026-02-20", "pitch", None, "web", 1000_00),
    ("a", "pitch", "2026-02-20", "2026-03-05", "won", None, "web", 1000_00),
    ("b", "call", "2026-02-10", "2026-04-02", "lost.price", None, "web", None),
    ("c", "call", "2026-02-11", None, None, None, "fair", None),
    ("d", "call", "2026-01-05", "2026-02-01", "lost.price", None, "fair", None),
    ("e", "call", "2026-03-01", "2026-03-10", "pitch", None, "web", 333_33),
    ("e", "pitch", "2026-03-10", "2026-04-01", "won", None, "web", 333_33),
    ("f", "call", "2026-03-04", "2026-03-31 23:59:59", "lost.price", "stale", "web", None),
    ("g", "pitch", "2026-03-15", "2026-04-20", "call", "budget", "fair", None),
    ("g", "call", "2026-04-20", None, None, None, "fair", None),
    ("h", "call", "2026-04-05", "2026-04-06", "pitch", None, "web", None),
    ("h", "pitch", "2026-04-06", "2026-05-01", "won", None, "web", 9),
    ("i", "call", "2026-04-30", None, None, None, "web", None),
    ("j", "call", "2026-05-02", None, None, None, "web", None),
]


@pytest.fixture
def stays() -> pd.DataFrame:
    """Return the stays of ten leads."""
    columns = ["lead", "stage", "entered_at", "left_at", "exit", "because", "source", "amount"]
    table = pd.DataFrame(TEN, columns=columns)
    table["occasion"] = 0
    for name in ("entered_at", "worked_at", "left_at"):
        table[name] = pd.to_datetime(table.get(name), format="ISO8601")
    for name in ("segment", "owner"):
        table[name] = None
    return table[list(STAYS)].astype(STAYS)


@pytest.fixture
def flows(stays: pd.DataFrame) -> Flows:
    """Return the flows of March and April."""
    return flows_of_stays(stays, MARCH_APRIL)


def values(name: str, flows: Flows) -> dict[str, list[float]]:
    """Return the values of a measure by part, in order of the periods."""
    table = measure(name, flows)
    assert {column: str(kind) for column, kind in table.dtypes.items()} == RUNS
    return {str(part): rows["value"].tolist() for part, rows in table.groupby("name")}


@pytest.mark.parametrize(
    ("name", "counted"),
    [
        ("leads", {"": [3, 2]}),
        ("leads_by_source", {"fair": [1, 0], "web": [2, 2]}),
        ("entered", {"call": [2, 3], "pitch": [2, 1]}),
        ("won", {"": [1, 1]}),
        ("won_amount", {"": [1000.0, 333.33]}),
        ("lost", {"lost.price": [1, 1]}),
        ("open", {"": [4, 4]}),
        ("open_by_stage", {"call": [2, 3], "pitch": [2, 1]}),
        (
            "left",
            {
                "call > lost.price": [0, 1],
                "call > lost.price (stale)": [1, 0],
                "call > pitch": [1, 1],
                "pitch > call (budget)": [0, 1],
                "pitch > won": [1, 1],
            },
        ),
    ],
)
def test_ten_leads_by_hand(flows: Flows, name: str, counted: dict[str, list[float]]) -> None:
    """Every measure gives what a pencil gives; ends of periods belong to the next."""
    assert values(name, flows) == counted


def test_history_is_replication_zero(flows: Flows) -> None:
    """The past has one replication, number 0."""
    assert flows.replications.tolist() == [0]


def test_a_lead_that_was_open_is_not_new_on_the_day_of_the_start(stays: pd.DataFrame) -> None:
    """Lead e entered in the first second: new, unless it is named as open at the start."""
    known = flows_of_stays(stays, MARCH_APRIL, open_leads={"e"})
    assert values("leads", known) == {"": [2, 2]}
    assert values("open", known) == {"": [4, 4]}


def test_no_stays_are_no_moves(stays: pd.DataFrame) -> None:
    """An empty table gives zeros for the whole and no parts."""
    nothing = flows_of_stays(stays.head(0), MARCH_APRIL)
    assert values("won", nothing) == {"": [0, 0]}
    assert values("lost", nothing) == {}


def test_an_unknown_measure_is_named_with_its_neighbour(flows: Flows) -> None:
    """The refusal lists what there is."""
    with pytest.raises(UnknownNameError) as caught:
        measure("wonn", flows)
    assert str(caught.value) == (
        "no measure is called 'wonn'; there are leads, won, won_amount, open, leads_by_source, "
        "entered, left, open_by_stage, lost. Did you mean 'won'?"
    )


def test_a_table_without_a_column_is_refused(stays: pd.DataFrame) -> None:
    """A measure says which column of the stays is missing."""
    with pytest.raises(TableError, match=r"^the table 'stays' lacks the column 'exit'; it needs "):
        flows_of_stays(stays.drop(columns="exit"), MARCH_APRIL)
