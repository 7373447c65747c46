"""Blocks of the flat array: each number of a specification stands where the layout says."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from funnel_strategies import funnels
from hypothesis import given, settings

from simfunnel.funnel import layout as at
from simfunnel.funnel.blocks import (
    ClockIds,
    amount_law,
    dwell_law,
    event_block,
    funnel_block,
    segment_block,
    source_block,
    stage_block,
    stage_width,
)
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.names import Names
from simfunnel.funnel.resolve import exit_shares
from simfunnel.funnel.spreads import AmountSpread, DwellSpread
from simfunnel.variates.hazards import MEASURED

DAY = 86_400.0
CLOCKS = ClockIds(
    {
        ("calendar", None): 0,
        ("business", None): 1,
        ("calendar", "talk"): 2,
        ("business", "talk"): 3,
    }
)
TALK: dict[str, Any] = {
    "advance": "60 %",
    "next": {"won": "30 %", "offer": "70 %"},
    "otherwise": {"lost.price": {"share": "80 %", "dwell": "4 business days"}, "cold.late": "20 %"},
    "dwell": {"median": "9 days", "p90": "20 days"},
}


def funnel(**changes: Any) -> Funnel:
    """Return a funnel with everything that has numbers, with some blocks replaced."""
    data: dict[str, Any] = {
        "simfunnel": 1,
        "funnel": "blocks",
        "starts": "2026-09-01",
        "amount": 900,
        "quality": {"good": "40 %", "advance_odds": "times 1.5", "dwell": "times 0.8",
                    "amount_correlation": 0.3},
        "segments": {
            "large": {"amount": "5 000.50", "advance_odds": "times 0.7", "dwell": "times 1.4"},
            "small": {},
            "tiny": {},
        },
        "sources": {
            "web": {"leads": "30 per month", "enters": "talk", "good": "50 %",
                    "segments": {"small": "70 %", "large": "30 %"}, "cost": "12.5 per lead",
                    "unevenness": {"week": "40 %", "year": "20 %"},
                    "advance_odds": "times 1.2", "dwell": "times 0.9"},
        },
        "stages": {"talk": TALK, "offer": {**TALK, "next": "won"}},
        "events": {
            "merger": {"in": ["talk"], "rate": "25 % per year",
                       "then": {"offer": "30 %", "lost.merger": "70 %"}},
            "rival": {"in": ["talk"], "share_of_losses": "15 %", "then": "lost.rival"},
        },
        "doubt": {"shock": {"advance_odds": "times 1.2", "dwell": "times 0.9", "leads": "10 %"}},
    }  # fmt: skip
    return Funnel.model_validate({**data, **changes})


def block_of(stage: dict[str, Any], intercept: float = 0.25) -> np.ndarray:
    """Return the numbers of a stage called talk."""
    made = funnel(stages={"talk": stage, "offer": {**TALK, "next": "won"}}, events={})
    spec = made.stages["talk"]
    return stage_block(spec, "talk", Names.of(made), intercept, CLOCKS, 1000).values


def test_the_funnels_own_numbers() -> None:
    """Ratios stand as logarithms, spreads as s of a lognormal factor with mean 1."""
    whole = funnel()
    values = funnel_block(whole, whole.doubt.shock)

    assert values[at.X_ODDS] == pytest.approx(math.log(1.5), abs=1e-15)
    assert values[at.X_DWELL] == pytest.approx(math.log(0.8), abs=1e-15)
    assert values[at.AMOUNT_RHO] == 0.3
    assert values[at.SHOCK_ODDS] == pytest.approx(math.log(1.2), abs=1e-15)
    assert values[at.SHOCK_DWELL] == pytest.approx(math.log(0.9), abs=1e-15)
    assert values[at.SHOCK_LEADS] == pytest.approx(math.sqrt(math.log(1.01)), abs=1e-15)


def test_without_quality_and_shock_nothing_is_felt() -> None:
    """All of the funnel's own numbers are 0."""
    bare = funnel(quality=None, doubt={}, sources={"web": {"leads": "3 per day", "enters": "talk",
                  "segments": {"small": "100 %"}}})  # fmt: skip
    assert not funnel_block(bare, None).any()


def test_a_segment_has_its_own_amount_or_that_of_the_funnel() -> None:
    """Amounts are hundredths of the currency."""
    large = segment_block(funnel(), "large", 0).values
    small = segment_block(funnel(), "small", 0).values

    assert large[at.SEG_ODDS] == pytest.approx(math.log(0.7), abs=1e-15)
    assert large[at.SEG_DWELL] == 1.4
    assert (small[at.SEG_ODDS], small[at.SEG_DWELL]) == (0.0, 1.0)
    assert (
        large[at.SEG_AMOUNT :].tolist() == amount_law(AmountSpread(exactly=5000.5)).slot().tolist()
    )
    assert small[at.SEG_AMOUNT :].tolist() == amount_law(AmountSpread(exactly=900)).slot().tolist()


def test_a_source() -> None:
    """Its effects, cost, spreads and the bounds of its segments in order of name."""
    values = source_block(
        funnel(), "web", Names.of(funnel()), ClockIds({}), funnel().sources["web"]
    )

    assert values[at.SRC_FACTOR] == 1.0
    assert values[at.SRC_ODDS] == pytest.approx(math.log(1.2), abs=1e-15)
    assert values[at.SRC_DWELL] == 0.9
    assert values[at.SRC_MEAN] == pytest.approx(0.2533471031357997, abs=1e-15)
    assert values[at.SRC_WEEK] == pytest.approx(math.sqrt(math.log(1.16)), abs=1e-15)
    assert values[at.SRC_YEAR] == pytest.approx(math.sqrt(math.log(1.04)), abs=1e-15)
    assert values[at.SRC_COST] == 1250.0
    assert values[at.SRC_ACCOUNTS] == -1.0
    assert values[at.SRC_BOUNDS :].tolist() == [0.3, 1.0, 1.0]


def test_events_have_a_rate_or_a_share() -> None:
    """25 % per year is the hazard -ln(.75) over 365.25 days; ways are in order of name."""
    names = Names.of(funnel())
    merger, rival = (event_block(funnel(), name, names) for name in ("merger", "rival"))

    assert merger[at.EV_RATE] == pytest.approx(-math.log(0.75) / 365.25 / DAY, rel=1e-14)
    assert merger[at.EV_SHARE] == 0.0
    assert merger[at.EV_BOUNDS :].tolist() == [0.7, 1.0]
    assert rival.tolist() == [0.15, 0.0, 1.0]


def test_a_stated_stage() -> None:
    """Exits that go on first, each side in order of name, each with share, clock and dwell."""
    values = block_of({**TALK, "dwell_ratio": "times 1.1"})
    exits = values[at.STAGE_HEAD :].reshape(4, at.EXIT_WIDTH)

    assert values[at.ST_KIND] == at.STATED
    assert (values[at.ST_INTERCEPT], values[at.ST_ADVANCE]) == (0.25, 0.6)
    assert (values[at.ST_RATIO], values[at.ST_STALE]) == (1.1, -1.0)
    assert exits[:, at.EX_SHARE].tolist() == [0.7, 0.3, 0.2, 0.8]  # offer, won, cold, lost
    assert exits[:, at.EX_CLOCK].tolist() == [0.0, 0.0, 0.0, 1.0]
    shared = dwell_law(DwellSpread(median="9 days", p90="20 days")).slot().tolist()
    own = dwell_law(DwellSpread(exactly="4 business days")).slot().tolist()
    assert [row[at.EX_SLOT :].tolist() for row in exits] == [shared, shared, shared, own]


def test_exits_share_one_table() -> None:
    """A dwell that needs a table of quantiles writes it once for all exits that have no own."""
    gamma = {"median": "9 days", "p90": "20 days", "family": "gamma"}
    made = funnel(stages={"talk": {**TALK, "dwell": gamma}, "offer": TALK}, events={})
    block = stage_block(made.stages["talk"], "talk", Names.of(made), 0.0, CLOCKS, 1000)

    exits = block.values[at.STAGE_HEAD :].reshape(4, at.EXIT_WIDTH)
    assert len(block.tables) == 1
    assert exits[0, at.EX_SLOT :].tolist() == exits[2, at.EX_SLOT :].tolist()
    own = {"share": "80 %", "dwell": gamma}
    two = funnel(
        stages={"talk": {**TALK, "dwell": gamma,
                         "otherwise": {"lost.price": own, "cold.late": "20 %"}}, "offer": TALK},
        events={},
    )  # fmt: skip
    assert len(stage_block(two.stages["talk"], "talk", Names.of(two), 0.0, CLOCKS, 0).tables) == 2


def test_a_gate() -> None:
    """The cut is the normal quantile of one less the share that passes."""
    stage = {**TALK, "gate": {"pass": "40 %", "reliability": 0.6}}
    del stage["advance"]
    values = block_of(stage)

    assert values[at.ST_KIND] == at.GATE
    assert values[at.ST_CUT] == pytest.approx(0.2533471031357997, abs=1e-15)
    assert (values[at.ST_RHO], values[at.ST_NOISE]) == (0.6, 0.8)


def test_a_stale_limit_counts_on_its_own_clock() -> None:
    """Whole seconds, and the clock of its unit; the closing effect does not hurry it."""
    closing = {"near": "quarter end", "within": "10 days", "speed": "times 2"}
    stale = {"after": "1.5 business days", "to": "cold.stale"}
    values = block_of({**TALK, "stale": stale, "dwell_clock": closing})

    assert (values[at.ST_STALE], values[at.ST_STALE_CLOCK]) == (1.5 * DAY, 1.0)
    exits = values[at.STAGE_HEAD :].reshape(4, at.EXIT_WIDTH)
    assert exits[:, at.EX_CLOCK].tolist() == [2.0, 2.0, 2.0, 3.0]


def test_steps_beside_stand_behind_the_exits_in_order_of_name() -> None:
    """Each with share, clock and duration; the stage's closing effect is not theirs."""
    steps = {
        "trial": {"share": "30 %", "takes": "9 business days"},
        "legal": {"share": "60 %", "takes": "2 days"},
    }
    values = block_of({**TALK, "meanwhile": steps})[at.STAGE_HEAD + 4 * at.EXIT_WIDTH :]
    beside = values.reshape(2, at.BESIDE_WIDTH)

    assert beside[:, at.BE_SHARE].tolist() == [0.6, 0.3]
    assert beside[:, at.BE_CLOCK].tolist() == [0.0, 1.0]


HAZARDS: dict[str, Any] = {
    "ages": [0, 5],
    "daily": {"won": [0.1, 0.0], "offer": [0.2, 0.3], "lost.price": [0.4, 0.01]},
    "advances": ["won", "offer"],
}


def test_a_measured_stage_holds_its_hazards_exit_by_exit() -> None:
    """Behind the room for exits and for the slot: hazards in order of exits, then first ages."""
    values = block_of({"hazards": HAZARDS})
    tables = values[at.STAGE_HEAD + 3 * at.EXIT_WIDTH + MEASURED :]

    assert values[at.ST_KIND] == at.MEASURED
    assert values[at.ST_INTERCEPT] == 0.25
    assert tables.tolist() == [0.2, 0.3, 0.1, 0.0, 0.4, 0.01, 0.0, 5.0]


def test_a_share_stated_of_a_measured_stage_moves_its_odds() -> None:
    """By logit(new) - logit(what its hazards make of leads that enter)."""
    values = block_of({"hazards": HAZARDS, "advance": "70 %"})
    shares = exit_shares(funnel(stages={"talk": {"hazards": HAZARDS}, "offer": TALK}, events={})
                         .stages["talk"].hazards)  # fmt: skip
    before = shares["won"] + shares["offer"]

    assert values[at.ST_ADVANCE] == pytest.approx(before, abs=1e-15)
    expected = 0.25 + math.log(0.7 / 0.3) - math.log(before / (1 - before))
    assert values[at.ST_INTERCEPT] == pytest.approx(expected, abs=1e-12)


@settings(max_examples=25)
@given(drawn=funnels())
def test_a_block_is_as_wide_as_its_stage_needs(drawn: Funnel) -> None:
    """Widths follow from the structure alone, so epochs and doubts never move a position."""
    names = Names.of(drawn)
    ids = {(kind, stage): 0 for kind in ("calendar", "business") for stage in (None, *drawn.stages)}
    for name, stage in drawn.stages.items():
        block = stage_block(stage, name, names, 0.0, ClockIds(ids), 0)
        assert block.values.size == stage_width(stage)
        besides = at.BESIDE_WIDTH * len(stage.meanwhile)
        if not stage.measured:
            work = at.WORK_WIDTH if stage.team is not None else 0
            exits = at.EXIT_WIDTH * len(stage.exits())
            assert block.values.size == at.STAGE_HEAD + exits + besides + work


def seconds(law: Any, u: float) -> float:
    """Return a quantile in days."""
    return float(law.quantile(u)) / DAY


def test_dwells_are_seconds_on_their_clock() -> None:
    """A median of 9 days is 9 x 86,400 s; values and mixtures are read as stated."""
    assert seconds(dwell_law(DwellSpread(median="9 days", p90="20 days")), 0.5) == pytest.approx(9)
    assert seconds(dwell_law(DwellSpread(median="9 days", p90="20 days")), 0.9) == pytest.approx(20)
    assert seconds(dwell_law(DwellSpread(values=["1 day", "2 days", "40 days"])), 0.5) == 2
    parts = [{"share": "60 %", "exactly": "2 days"}, {"share": "40 %", "exactly": "9 days"}]
    law = dwell_law(DwellSpread.model_validate({"mixture": parts}))
    assert [round(seconds(law, u)) for u in (0.1, 0.59, 0.61, 0.9)] == [2, 2, 9, 9]


def test_an_amount_that_nobody_states_is_nothing() -> None:
    """Then won amounts are 0, whatever is drawn."""
    assert [amount_law(None).quantile(u) for u in (0.1, 0.9)] == [0.0, 0.0]
    assert amount_law(AmountSpread(values=["10", "20", "30.25"])).quantile(0.99) == 3025.0
