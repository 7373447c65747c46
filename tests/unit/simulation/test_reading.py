"""The flat array read back: the reference engine sees what the planner stated."""

from __future__ import annotations

import math

import numpy as np
import pytest
from funnel_strategies import funnels, what_ifs_for
from hypothesis import given, settings
from hypothesis import strategies as st

from simfunnel.funnel import layout as at
from simfunnel.funnel.changes import Change, WhatIf
from simfunnel.funnel.examples import busy
from simfunnel.funnel.lower import compile_funnel
from simfunnel.simulation.reading import read_epochs

DAY = 86_400


def test_a_stage_is_read_with_all_that_happens_in_it() -> None:
    """Shares, dwells, steps beside, events and the stale limit of `pitch`."""
    compiled = compile_funnel(busy(), doubt_rows=1)
    (epoch,) = read_epochs(compiled.plan, compiled.plan.numbers)
    close, pitch = epoch.stages

    assert (close.kind, pitch.kind) == (at.MEASURED, at.STATED)
    assert [(e.share, e.ahead, e.lost) for e in pitch.exits] == [
        (1.0, True, False), (1.0, False, True)
    ]  # fmt: skip
    assert (pitch.advance, pitch.ratio) == (0.45, 1.0)
    assert (pitch.stale_after, pitch.stale_way, pitch.review) == (60 * DAY, 4, 2)
    assert [step.share for step in pitch.besides] == [0.4]
    assert [(event.share, event.bounds) for event in pitch.carves] == [(0.25, (1.0,))]
    assert [event.rate for event in pitch.rates] == [
        pytest.approx(-math.log(0.96) / 30.4375 / DAY, rel=1e-14)
    ]
    assert close.stale_way == -1
    assert close.besides == close.carves == close.rates == ()


def test_leads_are_read_with_their_effects() -> None:
    """Sources, segments, quality and shock."""
    compiled = compile_funnel(busy(), doubt_rows=1)
    (epoch,) = read_epochs(compiled.plan, compiled.plan.numbers)

    assert [segment.dwell for segment in epoch.segments] == [1.4, 1.0]
    assert [source.bounds for source in epoch.sources] == [(0.3, 1.0)]
    assert epoch.sources[0].cost == 0
    assert epoch.x_odds == pytest.approx(math.log(1.5), abs=1e-15)
    assert epoch.shock_odds == pytest.approx(math.log(1.15), abs=1e-15)
    assert epoch.amount_rho == 0.2


def test_each_epoch_is_read_from_its_own_row() -> None:
    """A patched copy gives its own numbers, a change those of its date."""
    later = WhatIf(
        "later", (Change.of("stages.pitch.meanwhile.legal.share", "90 %", "2026-10-01"),)
    )
    compiled = compile_funnel(busy(), [later], doubt_rows=4)
    first, second = read_epochs(compiled.plan, compiled.patches.numbers(compiled.plan, 2))

    assert (first.since, second.since) == (at.LONG_AGO, 30 * DAY)
    drawn = compiled.patches.drawn["stages.pitch.advance"][2]
    assert (first.stages[1].advance, second.stages[1].advance) == (drawn, drawn)
    assert first.stages[1].besides[0].share == 0.4
    assert second.stages[1].besides[0].share == 0.9
    assert second.stages[1].besides[0].slot - first.stages[1].besides[0].slot == compiled.plan.head(
        at.H_WIDTH
    )


@settings(max_examples=15)
@given(data=st.data())
def test_exits_of_a_stated_stage_fill_the_interval(data: st.DataObject) -> None:
    """On each side they sum to one in every epoch of any funnel, also with shares in doubt."""
    funnel = data.draw(funnels())
    compiled = compile_funnel(funnel, data.draw(what_ifs_for(funnel)), doubt_rows=2)
    for epoch in read_epochs(compiled.plan, compiled.patches.numbers(compiled.plan, 1)):
        for stage in epoch.stages:
            if stage.kind == at.MEASURED:
                continue
            for side in (True, False):
                shares = [exit_.share for exit_ in stage.exits if exit_.ahead is side]
                assert not shares or math.isclose(sum(shares), 1.0, abs_tol=1e-9)
        for source in epoch.sources:
            assert source.bounds[-1] == 1.0
            assert list(source.bounds) == sorted(source.bounds)
        assert np.isfinite([epoch.x_odds, epoch.x_dwell, epoch.shock_leads]).all()
