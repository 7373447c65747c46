"""Where the tallies count what, and results in which nothing has happened."""

from __future__ import annotations

import numpy as np

from simfunnel.funnel.examples import busy, tiny
from simfunnel.funnel.lower import compile_funnel
from simfunnel.simulation.tallies import STAY_COLUMNS, WINS, Columns, empty_results
from simfunnel.tables import RECORDED
from simfunnel.tables import WINS as DAILY


def test_groups_of_columns_follow_each_other() -> None:
    """By source, stage, mark and way what happened; then cohorts by way, source and outcome."""
    layout = compile_funnel(busy(), doubt_rows=1).layout
    columns = Columns.of(layout)

    ways, outcomes = len(layout.ways), len(layout.outcomes)
    sizes = np.diff(columns[:-1]).tolist()
    assert sizes == [1, 1, 2, 0, ways, 2, ways, outcomes, 1, *[0] * 9, 1, *[0] * 13]
    assert (columns.arrived, columns.outcomes) == (0, outcomes)
    assert columns.width == sum(sizes)


def test_a_mark_gets_a_column_of_its_own() -> None:
    """Two stages that count as the same share it."""
    data = tiny().document()
    stage = data["stages"]["pitch"]
    data["stages"] = {
        "pitch": {**stage, "next": "close", "counts_as": "sql"},
        "close": {**stage, "counts_as": "sql"},
    }
    columns = Columns.of(compile_funnel(type(tiny()).model_validate(data)).layout)

    assert columns.left - columns.marks == 1


def test_empty_results_are_empty() -> None:
    """Counts are 0; open leads are open."""
    results = empty_results(3, periods=4, columns=5, days=6, leads=2)

    assert [part.shape for part in results] == [(3, 4, 5), (3, 6, 4), (3, 2), (3, 2)]
    assert {part.dtype for part in results} == {np.dtype(np.int64)}
    assert not results.tallies.any()
    assert not results.wins.any()
    assert (results.fates == -2).all()


def test_columns_are_those_of_the_tables() -> None:
    """Measures read them by the same names."""
    assert tuple(STAY_COLUMNS) == tuple(RECORDED)
    assert tuple(WINS) == tuple(DAILY)
