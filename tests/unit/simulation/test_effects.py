"""What shifts one lead's exits and dwell: formulas of the contract, term by term."""

from __future__ import annotations

import math
from typing import Any

import pytest
from scipy.stats import norm

from simfunnel.funnel import layout as at
from simfunnel.funnel.changes import Change, WhatIf
from simfunnel.funnel.examples import busy, tiny
from simfunnel.funnel.lower import Compiled, compile_funnel
from simfunnel.funnel.model import Funnel
from simfunnel.simulation.effects import (
    LONGEST,
    carried,
    dwell_ratio,
    epoch_base,
    going_on,
    log_odds,
    seconds_of,
)

DAY = 86_400


@pytest.mark.parametrize(
    ("duration", "seconds"),
    [
        (0.0, 1), (1e-9, 1), (0.49, 1), (1.49, 1), (1.5, 2), (2.5, 3), (86_399.5, 86_400),
        (1e300, LONGEST), (math.inf, LONGEST), (math.nan, LONGEST),
    ],
)  # fmt: skip
def test_durations_are_whole_seconds(duration: float, seconds: int) -> None:
    """Rounded half up, at least one; what is beyond all measure never ends."""
    assert seconds_of(duration) == seconds


def full(**stage: Any) -> Compiled:
    """Return a funnel with every effect on the odds and dwell of a stage."""
    law: dict[str, Any] = {"advance": "45 %", "next": "won", "otherwise": {"lost.no": "100 %"},
                           "dwell": "9 days", "dwell_ratio": "times 1.1"}  # fmt: skip
    data = {
        **busy().document(),
        "quality": {"good": "40 %", "advance_odds": "times 1.5", "dwell": "times 0.8"},
        "stages": {"pitch": {**law, **stage}},
        "events": {},
        "doubt": {"shock": {"advance_odds": "times 1.2", "dwell": "times 0.9"}},
    }
    del data["today"]
    data["starts"] = "2026-09-01"
    data["sources"]["web"] |= {"advance_odds": "times 1.3", "dwell": "times 0.7"}
    data["segments"]["large"] |= {"advance_odds": "times 0.6"}
    return compile_funnel(Funnel.model_validate(data))


def asked(compiled: Compiled, function: Any, x: float, segment: int, times: float) -> float:
    """Return what a function says of a lead of the source in the first stage."""
    plan = compiled.plan
    here = int(plan.stages[0, at.S_AT])
    return float(function(plan.numbers, plan.whole, 0, here, x, segment, 0, times))


@pytest.mark.parametrize(("x", "times"), [(0.0, 0.0), (1.7, -0.4), (-2.0, 2.5)])
def test_odds_add_up(x: float, times: float) -> None:
    """Intercept, quality, segment, source and shock."""
    compiled = full()
    expected = compiled.resolved.intercepts["pitch"] + x * math.log(1.5) + math.log(0.6)
    expected += math.log(1.3) + times * math.log(1.2)

    assert asked(compiled, log_odds, x, 0, times) == pytest.approx(expected, abs=1e-12)
    odds = 0.45 * math.exp(expected)
    going = odds / (0.55 + odds)
    assert asked(compiled, going_on, x, 0, times) == pytest.approx(going, abs=1e-13)


def test_what_a_lead_carries_adds_to_the_odds() -> None:
    """Its warmth, its wait and its rep act where nothing else sets leads apart, but in no gate."""
    plan = compile_funnel(tiny()).plan
    here = int(plan.stages[0, at.S_AT])
    who = (0.0, 0, 0, 0.0)

    share = carried(plan.numbers, plan.whole, 0, here, who, math.log(3.0))

    stated = plan.numbers[here + at.ST_ADVANCE]
    assert share == pytest.approx(3.0 * stated / (1.0 - stated + 3.0 * stated), rel=1e-12)
    assert carried(plan.numbers, plan.whole, 0, here, who, 0.0) == stated


@pytest.mark.parametrize(("x", "times"), [(0.0, 0.0), (1.7, -0.4), (-2.0, 2.5)])
def test_dwell_ratios_multiply(x: float, times: float) -> None:
    """The stage's own, quality, segment, source and shock."""
    expected = 1.1 * 0.8**x * 1.4 * 0.7 * 0.9**times

    assert asked(full(), dwell_ratio, x, 0, times) == pytest.approx(expected, rel=1e-13)


def test_other_effects_do_not_act_in_a_gate() -> None:
    """It passes P(score > cut | x), whoever asks and however good the times."""
    gate = {"advance": None, "gate": {"pass": "40 %", "reliability": 0.6}}
    compiled = full(**gate)
    cut = norm.ppf(0.6)
    for x, times in ((0.0, 0.0), (1.7, -0.4), (-2.0, 2.5)):
        expected = norm.sf((cut - 0.6 * x) / 0.8)
        assert asked(compiled, going_on, x, 0, times) == pytest.approx(expected, abs=1e-14)


def test_a_perfect_gate_is_a_step() -> None:
    """Exactly at the cut nobody passes."""
    gate = {"advance": None, "gate": {"pass": "50 %", "reliability": 1}}
    compiled = full(**gate)

    assert [asked(compiled, going_on, x, 0, 0.0) for x in (-1e-12, 0.0, 1e-12)] == [0.0, 0.0, 1.0]


def test_lasting_effects_do_not_act_in_a_measured_stage() -> None:
    """They are inside its hazards; what-if odds, ratio and shock do act."""
    hazards = {"ages": [0], "daily": {"won": [0.03], "lost.no": [0.01]}, "advances": ["won"]}
    measured = {"hazards": hazards, "advance": "80 %", "next": {}, "otherwise": {}, "dwell": None}
    compiled = full(**measured)
    shift = math.log(0.8 / 0.2) - math.log(0.75 / 0.25)

    for x in (0.0, 1.7):
        found = asked(compiled, log_odds, x, 0, 2.0)
        assert found == pytest.approx(shift + 2.0 * math.log(1.2), abs=1e-12)
        ratio = asked(compiled, dwell_ratio, x, 0, 2.0)
        assert ratio == pytest.approx(1.1 * 0.81, rel=1e-13)


def test_without_effects_the_stated_share_is_given_back() -> None:
    """To the bit: no exponential of nothing is taken."""
    assert asked(compile_funnel(tiny()), going_on, 0.0, 0, 1.3) == 0.25
    assert asked(compile_funnel(tiny()), dwell_ratio, 0.0, 0, 1.3) == 1.0


def test_an_epoch_begins_in_its_first_second() -> None:
    """The row of the epoch in which a second lies; the first reaches back for ever."""
    path = "stages.pitch.advance"
    dated = WhatIf("dated", (Change.of(path, "30 %", "2026-10-01"),
                             Change.of(path, "40 %", "2026-11-01")))  # fmt: skip
    plan = compile_funnel(tiny(), [dated]).plan
    seconds = (-(10**9), 0, 30 * DAY - 1, 30 * DAY, 61 * DAY - 1, 61 * DAY, 10**9)
    found = [epoch_base(plan.whole, second) // plan.head(at.H_WIDTH) for second in seconds]

    assert found == [0, 0, 0, 1, 1, 2, 2]
