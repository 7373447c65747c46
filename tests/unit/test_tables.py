"""Schemas of tables: one law for history and simulation, and refusals in words."""

from __future__ import annotations

import pandas as pd
import pytest

from simfunnel import tables
from simfunnel.errors import TableError
from simfunnel.history import columns
from simfunnel.simulation import tallies
from simfunnel.tables import RUNS, STAYS, check_table, empty_table


def test_history_and_simulation_fill_the_same_table() -> None:
    """The stays of an export have the columns of the joint table, in order and by type."""
    assert list(columns.STAYS.items()) == list(STAYS.items())


def test_engines_record_what_tables_name() -> None:
    """The columns of recorded stays and of daily wins are those that readers count on."""
    assert (tallies.STAY_COLUMNS, tallies.WINS) == (tables.RECORDED, tables.WINS)


def test_an_empty_table_has_its_types() -> None:
    """A table without rows has every column, each of its type."""
    assert {name: str(kind) for name, kind in empty_table(STAYS).dtypes.items()} == STAYS


def test_all_faults_of_a_table_are_told_at_once() -> None:
    """A missing column, with the nearest name, and a wrong type come in one error."""
    table = pd.DataFrame({"replication": ["one"], "values": [1.0]})
    with pytest.raises(TableError) as caught:
        check_table(table, {"replication": "int64", "value": "float64"}, "runs")
    assert str(caught.value) == (
        "the table 'runs' has the type str in the column 'replication'; make it int64.\n"
        "the table 'runs' lacks the column 'value'; it needs replication, value. "
        "Did you mean 'values'?"
    )


def test_further_columns_are_let_through() -> None:
    """A table may hold more than is needed, and is handed back itself."""
    table = empty_table(RUNS).assign(extra=1)
    assert check_table(table, RUNS, "runs") is table
