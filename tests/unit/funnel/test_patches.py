"""What is in doubt, as positions and values: rows of replications over one flat array."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from funnel_strategies import funnels
from hypothesis import assume, given, settings

from simfunnel.errors import FunnelError
from simfunnel.funnel import layout as at
from simfunnel.funnel.changes import Change, WhatIf
from simfunnel.funnel.examples import busy, tiny
from simfunnel.funnel.lower import Compiled, compile_funnel
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.resolve import resolve
from simfunnel.variates import normal_quantile

STAGE: dict[str, Any] = {
    "advance": "50 %",
    "next": {"won": "100 %"},
    "otherwise": {"lost.price": "50 %", "lost.no_need": "30 %", "cold.late": "20 %"},
    "dwell": {"median": "10 days", "p90": "30 days"},
}
HAZARDS = {
    "ages": [0, 5],
    "daily": {"won": [0.1, 0.02], "lost.price": [0.3, 0.05]},
    "advances": ["won"],
}


def funnel(doubt: dict[str, Any], **changes: Any) -> Funnel:
    """Return a funnel of a stated and a measured stage, with doubt."""
    data = {
        "simfunnel": 1,
        "funnel": "doubts",
        "starts": "2026-09-01",
        "until": "2026-12-31",
        "sources": {"web": {"leads": "30 per month", "enters": "talk"}},
        "stages": {
            "talk": {**STAGE, "next": {"won": "30 %", "trial": "70 %"}},
            "trial": {"hazards": HAZARDS},
        },
        "doubt": doubt,
    }
    return Funnel.model_validate({**data, **changes})


def at_stage(compiled: Compiled, stage: str, offset: int, epoch: int = 0) -> int:
    """Return the position of a number of a stage."""
    s = compiled.layout.stages.index(stage)
    plan = compiled.plan
    return int(epoch * plan.head(at.H_WIDTH) + plan.stages[s, at.S_AT] + offset)


def share_at(compiled: Compiled, stage: str, exit_: str) -> int:
    """Return the position of the share of an exit."""
    way = next(k for k, w in enumerate(compiled.layout.ways) if w[:2] == (stage, exit_))
    return int(compiled.plan.ways[way, at.W_AT] + at.EX_SHARE)


def column(compiled: Compiled, position: int) -> list[float]:
    """Return what replications find at a position."""
    rows = compiled.patches.values.shape[0]
    return [float(compiled.patches.numbers(compiled.plan, r)[position]) for r in range(rows)]


def test_without_doubt_replications_share_the_plans_own_array() -> None:
    """Nothing is copied."""
    compiled = compile_funnel(tiny())

    assert compiled.patches.rows == 0
    assert compiled.patches.drawn == {}
    assert compiled.patches.numbers(compiled.plan, 17) is compiled.plan.numbers


def test_a_copy_is_patched_and_the_plan_stays() -> None:
    """Each replication has its own numbers; the rest of the array is the plan's."""
    compiled = compile_funnel(busy(), doubt_rows=4)
    before = compiled.plan.numbers.copy()
    copies = [compiled.patches.numbers(compiled.plan, r) for r in range(4)]

    where = at_stage(compiled, "pitch", at.ST_ADVANCE)
    assert [float(copy[where]) for copy in copies] == (
        compiled.patches.drawn["stages.pitch.advance"].tolist()
    )
    for copy in copies:
        np.testing.assert_array_equal(np.delete(copy, where), np.delete(before, where))
    assert compiled.plan.numbers.tobytes() == before.tobytes()


def test_rows_come_round_again() -> None:
    """Row r modulo the rows serves replication r."""
    compiled = compile_funnel(busy(), doubt_rows=3)
    first, again = (compiled.patches.numbers(compiled.plan, r) for r in (1, 3_000_001))

    assert compiled.patches.rows == 3
    assert first.tobytes() == again.tobytes()


def test_a_share_in_doubt_leaves_the_rest_to_its_siblings() -> None:
    """They keep their proportions, and the split makes 100 % in every replication."""
    path = "stages.talk.otherwise.lost.price"
    compiled = compile_funnel(funnel({path: ["40 %", "50 %", "60 %"]}), doubt_rows=6)
    price, no_need, late = (
        np.array(column(compiled, share_at(compiled, "talk", exit_)))
        for exit_ in ("lost.price", "lost.no_need", "cold.late")
    )

    np.testing.assert_array_equal(price, compiled.patches.drawn[path])
    np.testing.assert_allclose(price + no_need + late, 1.0, atol=1e-15)
    np.testing.assert_allclose(no_need / late, 1.5, rtol=1e-12)


def test_two_shares_of_one_split_in_doubt_make_100_per_cent() -> None:
    """One after another takes its share; the last stands as drawn."""
    triple = ["25 %", "30 %", "35 %"]
    doubt = {"stages.talk.otherwise.lost.no_need": triple,
             "stages.talk.otherwise.lost.price": ["40 %", "50 %", "60 %"]}  # fmt: skip
    compiled = compile_funnel(funnel(doubt), doubt_rows=6)
    shares = np.array(
        [column(compiled, share_at(compiled, "talk", exit_))
         for exit_ in ("lost.price", "lost.no_need", "cold.late")]
    )  # fmt: skip

    np.testing.assert_allclose(shares.sum(axis=0), 1.0, atol=1e-15)
    assert (shares > 0).all()


def test_doubt_about_leads_is_a_factor_beside_the_table() -> None:
    """The intensity by day is not built again."""
    doubt = {"sources.web.leads": ["20 per month", "30 per month", "45 per month"]}
    compiled = compile_funnel(funnel(doubt), doubt_rows=5)
    where = int(compiled.plan.sources[0, at.R_AT] + at.SRC_FACTOR)

    expected = compiled.patches.drawn["sources.web.leads"] / 30.0
    np.testing.assert_allclose(column(compiled, where), expected, rtol=1e-15)
    assert compiled.patches.positions.tolist() == [where]


def test_doubt_about_a_dwell_writes_its_distribution_again() -> None:
    """Every exit without a dwell of its own, and the table if there is one."""
    data = {"stages.talk.dwell.median": ["9 days", "10 days", "11 days"]}
    lognormal = compile_funnel(funnel(data), doubt_rows=3)
    assert len(lognormal.patches.positions) == 2 * 5  # median and sigma, of five exits

    stages = {"talk": {**STAGE, "dwell": {**STAGE["dwell"], "family": "gamma"}}}
    gamma = compile_funnel(funnel(data, stages=stages), doubt_rows=3)
    tables = gamma.patches.positions >= gamma.plan.head(at.H_WIDTH)
    assert tables.sum() > 1000
    for r in range(3):
        assert (np.diff(gamma.patches.values[r, tables][:1000]) >= 0).all()


def test_a_range_around_one_epoch_moves_every_epoch() -> None:
    """Each row of the flat array has its own positions, with the change of its date on top."""
    later = WhatIf("later", (Change.of("stages.talk.advance", "times 0.5", "2026-10-01"),))
    doubt = {"stages.talk.advance": ["40 %", "50 %", "60 %"]}
    compiled = compile_funnel(funnel(doubt), [later], doubt_rows=4)

    drawn = compiled.patches.drawn["stages.talk.advance"]
    first, second = (at_stage(compiled, "talk", at.ST_ADVANCE, e) for e in (0, 1))
    assert column(compiled, first) == drawn.tolist()
    np.testing.assert_allclose(column(compiled, second), 0.5 * drawn, rtol=1e-14)


def test_doubt_never_centres_again() -> None:
    """Intercepts stay those of the baseline as stated."""
    compiled = compile_funnel(busy(), doubt_rows=20)
    where = at_stage(compiled, "pitch", at.ST_INTERCEPT)

    assert where not in compiled.patches.positions
    assert compiled.resolved.intercepts == resolve(busy()).intercepts


def table_of(*columns: str, rows: list[list[float]]) -> dict[str, Any]:
    """Return a table of joint draws."""
    return {"draws": {"columns": list(columns), "values": rows}}


def test_joint_draws_are_served_row_by_row() -> None:
    """Hazards and leads of one row belong together; few rows serve many replications."""
    rows = [[0.2, 15.0], [0.4, 60.0]]
    doubt = table_of("stages.trial.hazards.lost.price.1", "sources.web.leads", rows=rows)
    compiled = compile_funnel(funnel(doubt), doubt_rows=1000)
    hazard = at_stage(compiled, "trial", at.STAGE_HEAD + 2 * at.EXIT_WIDTH + 9 + 3)
    factor = int(compiled.plan.sources[0, at.R_AT] + at.SRC_FACTOR)

    assert compiled.patches.rows == 2
    assert column(compiled, hazard) == [0.2, 0.4]
    assert column(compiled, factor) == [0.5, 2.0]
    assert compiled.patches.drawn["sources.web.leads"].tolist() == [15.0, 60.0]


def test_joint_draws_and_ranges_stand_beside_each_other() -> None:
    """Ranges are drawn for every replication; rows of the table come round."""
    doubt = {
        "stages.talk.advance": ["40 %", "50 %", "60 %"],
        **table_of("sources.web.leads", rows=[[15.0], [60.0], [30.0]]),
    }
    compiled = compile_funnel(funnel(doubt), doubt_rows=7)
    factor = int(compiled.plan.sources[0, at.R_AT] + at.SRC_FACTOR)

    assert compiled.patches.rows == 7
    assert column(compiled, factor) == [0.5, 2.0, 1.0, 0.5, 2.0, 1.0, 0.5]
    assert len(set(column(compiled, at_stage(compiled, "talk", at.ST_ADVANCE)))) == 7


def test_joint_draws_hold_in_every_epoch() -> None:
    """A dated change of leads multiplies what was drawn."""
    doubt = table_of("sources.web.leads", rows=[[15.0], [60.0]])
    later = WhatIf("later", (Change.of("sources.web.leads", "times 3", "2026-10-01"),))
    compiled = compile_funnel(funnel(doubt), [later])
    width, factor = compiled.plan.head(at.H_WIDTH), compiled.plan.sources[0, at.R_AT]

    assert compiled.plan.intensity[0, 31] == 3 * compiled.plan.intensity[0, 0]
    for epoch in (0, 1):
        assert column(compiled, int(epoch * width + factor)) == [0.5, 2.0]


def test_a_column_that_is_no_measured_number_is_refused() -> None:
    """The message says what a table of draws can hold."""
    with pytest.raises(FunnelError) as caught:
        compile_funnel(funnel(table_of("stages.talk.advance", rows=[[0.5]])))
    assert str(caught.value) == (
        "doubt.draws: a column is named 'stages.talk.advance'; a table of draws holds numbers of "
        "measured stages (stages.NAME.hazards.EXIT.BIN) and leads of sources (sources.NAME.leads)."
    )


@settings(max_examples=20)
@given(drawn=funnels())
def test_no_position_is_patched_twice(drawn: Funnel) -> None:
    """Doubts of one block are written together, and every value is finite."""
    compiled = compile_funnel(drawn, doubt_rows=3)
    positions = compiled.patches.positions
    assume(positions.size > 0)

    assert len(np.unique(positions)) == positions.size
    assert positions.min() >= 0
    assert positions.max() < compiled.plan.numbers.size
    assert np.isfinite(compiled.patches.values).all()
    assert compiled.patches.values.shape == (compiled.patches.rows, positions.size)


def test_doubt_about_a_source_and_about_the_funnel_meets_in_one_number() -> None:
    """The mean quality of a source is made of what is good there and of what is good anywhere."""
    ranges = {
        "quality.good": ["20 %", "30 %", "40 %"],
        "sources.web.good": ["40 %", "50 %", "60 %"],
        "sources.web.leads": ["20 per month", "30 per month", "40 per month"],
    }
    quality = {"good": "30 %", "advance_odds": "times 2"}
    source = {"leads": "30 per month", "enters": "talk", "good": "50 %"}
    compiled = compile_funnel(
        funnel(ranges, quality=quality, sources={"web": source}), doubt_rows=3, seed=4
    )
    patches, where = compiled.patches, int(compiled.plan.sources[0, at.R_AT])
    drawn = patches.drawn
    for row in range(3):
        numbers = patches.numbers(compiled.plan, row)
        good, usual = drawn["sources.web.good"][row], drawn["quality.good"][row]
        mean = normal_quantile(1.0 - usual) - normal_quantile(1.0 - good)
        assert numbers[where + at.SRC_MEAN] == mean
        more = drawn["sources.web.leads"][row] / 30.0
        assert numbers[where + at.SRC_FACTOR] == pytest.approx(more, rel=1e-12)
    assert len(set(patches.positions.tolist())) == patches.positions.size
