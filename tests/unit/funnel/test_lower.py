"""The compiled funnel: one flat array, what stands where in it, and what it shares."""

from __future__ import annotations

import zlib
from datetime import date
from typing import Any

import numpy as np
import pytest
from funnel_strategies import funnels, what_ifs_for
from hypothesis import given, settings
from hypothesis import strategies as st

from simfunnel.clocks import NEVER
from simfunnel.clocks.scalar import clock_value
from simfunnel.funnel import layout as at
from simfunnel.funnel.blocks import ClockIds, stage_block
from simfunnel.funnel.changes import Change, WhatIf
from simfunnel.funnel.examples import busy, tiny
from simfunnel.funnel.lower import Compiled, compile_funnel
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.names import Names
from simfunnel.variates import lead_key_open
from simfunnel.variates.slots import TABLE_START

DAY = 86_400


def lift(value: str, since: str | None = None, path: str = "stages.pitch.advance") -> WhatIf:
    """Return a what-if of one change."""
    return WhatIf("lift", (Change.of(path, value, since),))


def stage_row(compiled: Compiled, stage: str, epoch: int = 0) -> np.ndarray:
    """Return the head of a stage's numbers in one epoch."""
    plan, s = compiled.plan, compiled.layout.stages.index(stage)
    start = epoch * plan.head(at.H_WIDTH) + plan.stages[s, at.S_AT]
    return plan.numbers[start : start + at.STAGE_HEAD]


# --- the flat array -----------------------------------------------------------------------------


def test_a_row_holds_every_block_one_after_another() -> None:
    """Funnel, segments, sources, events, stages: no gap, no overlap, and then the next row."""
    funnel = busy()
    plan = compile_funnel(funnel, doubt_rows=2).plan
    names = Names.of(funnel)

    assert plan.head(at.H_SEGMENT) == at.FUNNEL_WIDTH
    first_source = at.FUNNEL_WIDTH + 2 * at.SEGMENT_WIDTH
    assert plan.sources[:, at.R_AT].tolist() == [first_source]
    first_event = first_source + at.SRC_BOUNDS + 2
    assert plan.strikes[:, at.K_EVENT_AT].tolist() == [first_event + at.EV_BOUNDS + 1, first_event]
    first_stage = first_event + 2 * (at.EV_BOUNDS + 1)
    assert int(plan.stages[:, at.S_AT].min()) == first_stage
    ids = ClockIds({(k, s): 0 for k in ("calendar", "business") for s in (None, *funnel.stages)})
    widths = [stage_block(funnel.stages[n], n, names, 0.0, ids, 0).width for n in names.stages]
    assert plan.head(at.H_WIDTH) == first_stage + sum(widths)


def test_stated_numbers_stand_at_their_positions() -> None:
    """A few of them, read back through structure and layout."""
    compiled = compile_funnel(busy(), doubt_rows=2)
    plan = compiled.plan

    assert stage_row(compiled, "pitch")[at.ST_ADVANCE] == 0.45
    assert stage_row(compiled, "pitch")[at.ST_STALE] == 60 * DAY
    assert stage_row(compiled, "close")[at.ST_KIND] == at.MEASURED
    assert plan.numbers[plan.sources[0, at.R_AT] + at.SRC_BOUNDS] == 0.3
    assert compiled.resolved.intercepts["pitch"] == stage_row(compiled, "pitch")[at.ST_INTERCEPT]


def test_tables_are_views_of_one_array_of_structure() -> None:
    """Engines read `whole`; the tables that people read are the same memory."""
    plan = compile_funnel(busy(), doubt_rows=2).plan
    places = {
        "stages": at.H_STAGES, "ways": at.H_WAYS, "besides": at.H_BESIDES, "strikes": at.H_STRIKES,
        "sources": at.H_SOURCES, "batches": at.H_BATCHES, "leads": at.H_LEADS,
        "epochs": at.H_EPOCHS, "periods": at.H_PERIODS,
    }  # fmt: skip
    for name, place in places.items():
        table = getattr(plan, name)
        start = plan.head(place)
        assert np.shares_memory(table, plan.whole)
        np.testing.assert_array_equal(table.reshape(-1), plan.whole[start : start + table.size])


def test_the_head_counts_what_there_is() -> None:
    """Stages, sources, segments, batches, open leads, marks, ways, epochs, and the end."""
    compiled = compile_funnel(busy(), doubt_rows=2)
    plan = compiled.plan
    found = [
        plan.head(place)
        for place in (at.H_N_STAGES, at.H_N_SOURCES, at.H_N_SEGMENTS, at.H_N_BATCHES, at.H_N_LEADS,
                      at.H_N_MARKS, at.H_N_WAYS, at.H_N_EPOCHS)
    ]  # fmt: skip

    assert found == [2, 1, 2, 1, 2, 0, len(compiled.layout.ways), 1]
    assert plan.end == 91 * DAY
    assert plan.head(at.H_WEEKDAY) == 1  # a Tuesday
    assert plan.head(at.H_MONDAY) == (date(2026, 8, 31) - date(1970, 1, 5)).days // 7


def test_intensity_and_its_copy_in_the_flat_array_agree() -> None:
    """Expected leads of each source and day, before factors."""
    plan = compile_funnel(busy(), doubt_rows=2).plan
    start = plan.head(at.H_INTENSITY)

    np.testing.assert_array_equal(
        plan.numbers[start : start + plan.intensity.size], plan.intensity.reshape(-1)
    )
    np.testing.assert_allclose(plan.intensity, 60 / 30.4375, rtol=1e-15)


def test_known_scores_and_quality_points_stand_behind_the_rows() -> None:
    """An unknown score is not a number."""
    data = busy().document()
    data["today"]["open_leads"][1]["score"] = 1.25
    plan = compile_funnel(Funnel.model_validate(data), doubt_rows=2).plan
    scores, points = plan.head(at.H_SCORES), plan.head(at.H_QUALITY)

    np.testing.assert_array_equal(plan.numbers[scores : scores + 2], [np.nan, 1.25])
    assert (np.diff(plan.numbers[points : points + at.POINTS]) > 0).all()


def test_weights_of_each_stage_are_found_through_its_row() -> None:
    """Source by source, segment by segment, point by point."""
    compiled = compile_funnel(busy(), doubt_rows=2)
    plan, entering = compiled.plan, compiled.resolved.entering
    for s in range(2):
        start = plan.stages[s, at.S_WEIGHT]
        np.testing.assert_array_equal(
            plan.numbers[start : start + entering[s].size], entering[s].reshape(-1)
        )


def test_nothing_that_can_be_felt_is_left_out() -> None:
    """What matters is told to the engines, so that they can skip the rest."""
    everything = compile_funnel(busy(), doubt_rows=2).plan.head(at.H_MATTERS)
    plain = tiny().document()
    del plain["amount"]
    nothing = compile_funnel(Funnel.model_validate(plain)).plan.head(at.H_MATTERS)

    assert everything == at.FEELS_QUALITY | at.FEELS_EFFECTS | at.FEELS_AMOUNT
    assert nothing == 0
    assert compile_funnel(tiny()).plan.head(at.H_MATTERS) == at.FEELS_AMOUNT
    sided = lift("1.4", "2026-11-01", "sources.web.advance_odds")
    later = compile_funnel(tiny(), [sided]).plan.head(at.H_MATTERS)
    assert later == at.FEELS_EFFECTS | at.FEELS_AMOUNT


# --- keys ---------------------------------------------------------------------------------------


def crc(text: str) -> int:
    """Return the number of a name, as the contract states it."""
    return zlib.crc32(text.encode())


def test_draws_are_keyed_by_names() -> None:
    """Decision points and lead keys are CRC-32 of the texts of the contract."""
    plan = compile_funnel(busy(), doubt_rows=2).plan
    close, pitch = plan.stages

    assert pitch[at.S_POINT] == crc("pitch/exit")
    assert close[at.S_POINT] == crc("close/exit")
    assert plan.besides[:, at.B_POINT].tolist() == [crc("pitch/beside/legal")]
    assert plan.strikes[:, at.K_POINT].tolist() == [
        crc("pitch/event/rival"), crc("pitch/event/boss_leaves")
    ]  # fmt: skip
    assert plan.sources[0, at.R_KEY] == crc("lead/web")
    assert plan.sources[0, at.R_UNEVEN] == crc("source/web")
    assert plan.batches[0, at.T_KEY] == crc("lead/web/2026-10-01")
    start = plan.head(at.H_POINTS)
    names = ("arrive", "born", "amount", "uneven", "year", "shock", "world")
    assert plan.whole[start : start + 7].tolist() == [crc(name) for name in names]


def test_an_id_keys_what_was_renamed() -> None:
    """The old name stays in every key."""
    data = busy().document()
    data["stages"]["talk"] = {**data["stages"].pop("pitch"), "id": "pitch"}
    data["sources"]["site"] = {**data["sources"].pop("web"), "enters": "talk", "id": "web"}
    for event in data["events"].values():
        event["in"] = ["talk"]
    data["today"]["open_leads"][0]["stage"] = "talk"
    data["doubt"]["ranges"] = {"stages.talk.advance": data["doubt"]["ranges"].popitem()[1]}
    old = compile_funnel(busy(), doubt_rows=2)
    new = compile_funnel(Funnel.model_validate(data), doubt_rows=2)

    assert new.plan.whole.tobytes() == old.plan.whole.tobytes()
    assert new.plan.numbers.tobytes() == old.plan.numbers.tobytes()
    assert new.patches.values.tobytes() == old.patches.values.tobytes()
    assert new.layout.stages == ("close", "talk")


def test_open_leads_are_keyed_by_their_ids() -> None:
    """Unknown traits are -1, days are whole, money is hundredths."""
    data = busy().document()
    data["today"]["open_leads"][1] |= {"amount": "12.34", "segment": "small", "source": "web"}
    compiled = compile_funnel(Funnel.model_validate(data), doubt_rows=2)
    unknown, known = compiled.plan.leads.tolist()

    assert unknown == [
        *(int(k) for k in lead_key_open("A-1")),
        1,
        -12 * DAY,
        *[-1] * 3,
        -12 * DAY,
        NEVER,
        -1,
    ]
    assert known == [
        *(int(k) for k in lead_key_open("A-2")),
        0,
        -7 * DAY,
        1234,
        1,
        0,
        -7 * DAY,
        NEVER,
        -1,
    ]
    assert compiled.layout.leads == ("A-1", "A-2")


def test_batches_outside_the_horizon_bring_nothing() -> None:
    """They are left out; those of the first and the last day count."""
    data = tiny().document()
    days = ("2026-08-31", "2026-09-01", "2026-12-31", "2027-01-01")
    data["sources"]["web"]["batches"] = [{"on": day, "leads": 7} for day in days]
    plan = compile_funnel(Funnel.model_validate(data)).plan

    assert plan.batches[:, at.T_SECOND].tolist() == [0, 121 * DAY]
    assert plan.batches[:, at.T_LEADS].tolist() == [7, 7]


def test_every_way_out_has_a_name_and_a_place() -> None:
    """Exits first, in order on [0, 1); then stale limits and events, which have no width."""
    compiled = compile_funnel(busy(), doubt_rows=2)
    plan, layout = compiled.plan, compiled.layout

    assert layout.ways == (
        ("close", "won", ""),
        ("close", "lost.price", ""),
        ("pitch", "close", ""),
        ("pitch", "lost.price", ""),
        ("pitch", "lost.silence", "stale"),
        ("pitch", "lost.competitor", "rival"),
        ("pitch", "lost.no_decision", "boss_leaves"),
    )
    assert plan.ways[:, at.W_TARGET].tolist() == [-1, -4, 0, -4, -5, -2, -3]
    assert layout.outcomes == (
        "won", "lost.competitor", "lost.no_decision", "lost.price", "lost.silence"
    )  # fmt: skip
    assert plan.ways[:, at.W_LOST].tolist() == [0, 1, 0, 1, 0, 0, 0]
    assert plan.ways[:, at.W_AHEAD].tolist() == [1, 0, 1, 0, 0, 0, 0]
    assert (plan.ways[:, at.W_AT] >= 0).tolist() == [True] * 4 + [False] * 3


# --- epochs -------------------------------------------------------------------------------------


def test_each_epoch_has_a_row() -> None:
    """Only the changed number differs between them; the rest of the array follows the rows."""
    compiled = compile_funnel(tiny(), [lift("40 %", "2026-10-01")])
    plan = compiled.plan
    width = plan.head(at.H_WIDTH)
    first, second = plan.numbers[:width], plan.numbers[width : 2 * width]

    assert plan.epochs.tolist() == [at.LONG_AGO, 30 * DAY]
    assert np.flatnonzero(first != second).tolist() == [plan.stages[0, at.S_AT] + at.ST_ADVANCE]
    assert stage_row(compiled, "pitch", 1)[at.ST_ADVANCE] == 0.4
    assert compiled.funnel.stages["pitch"].advance.number == 0.4
    assert compiled.resolved.funnel.stages["pitch"].advance.number == 0.25


def test_each_day_has_the_intensity_of_its_epoch() -> None:
    """A change of leads moves the days from its date on."""
    change = lift("times 2", "2026-10-01", "sources.web.leads")
    one, two = compile_funnel(tiny()).plan, compile_funnel(tiny(), [change]).plan

    np.testing.assert_array_equal(two.intensity[:, :30], one.intensity[:, :30])
    np.testing.assert_array_equal(two.intensity[:, 30:], 2 * one.intensity[:, 30:])


def test_tables_of_an_epoch_stand_behind_all_rows() -> None:
    """A dwell with a table of quantiles gets one for each epoch, and points to its own."""
    data = tiny().document()
    data["stages"]["pitch"]["dwell"]["family"] = "gamma"
    change = lift("times 0.5", "2026-10-01", "stages.pitch.dwell.median")
    plan = compile_funnel(Funnel.model_validate(data), [change]).plan
    width = plan.head(at.H_WIDTH)
    where = plan.stages[0, at.S_AT] + at.STAGE_HEAD + at.EX_SLOT + TABLE_START

    starts = [int(plan.numbers[e * width + where]) for e in (0, 1)]
    assert starts == [2 * width, 2 * width + 2050]
    tables = [plan.numbers[start : start + 2050] for start in starts]
    assert (tables[0] != tables[1]).any()


def test_measured_stages_point_to_the_tables_of_their_own_row() -> None:
    """Clock and level factors are shared; hazards and ages are read from the epoch's row."""
    compiled = compile_funnel(busy(), [lift("times 1.2", "2026-10-01")], doubt_rows=2)
    plan, width = compiled.plan, compiled.plan.head(at.H_WIDTH)
    slot = int(plan.stages[0, at.S_MEASURED])
    first, second = (plan.numbers[e * width + slot : e * width + slot + 9] for e in (0, 1))

    assert (second[:2] - first[:2]).tolist() == [width, width]
    assert second[2:].tolist() == first[2:].tolist()
    assert first[2:5].tolist() == [3.0, 2.0, 1.0]
    factors = plan.numbers[int(first[5]) : int(first[6]) + 2 * 13]
    assert set(factors.tolist()) == {1.0}
    assert factors.size == 2 * 91 + 2 * 13


# --- the rest -----------------------------------------------------------------------------------


def test_clocks_reach_back_to_the_oldest_open_lead() -> None:
    """The age of a lead that entered in August is counted on its own clock."""
    compiled = compile_funnel(busy(), doubt_rows=2)
    clocks, plan = compiled.plan.clocks, compiled.plan
    business = int(plan.numbers[plan.ways[2, at.W_AT] + at.EX_CLOCK])

    assert clocks.first_day == -12
    assert clock_value(clocks, 0, 0) - clock_value(clocks, 0, -12 * DAY) == 12 * DAY * 1_000_000
    passed = clock_value(clocks, business, 0) - clock_value(clocks, business, -12 * DAY)
    assert passed == 8 * DAY * 1_000_000


@pytest.mark.parametrize(("period", "n"), [("week", 13), ("month", 3), ("quarter", 2)])
def test_each_day_lies_in_its_period(period: str, n: int) -> None:
    """The table of the plan is that of the periods."""
    compiled = compile_funnel(busy(), period=period, doubt_rows=2)

    assert len(compiled.periods) == n
    assert compiled.plan.periods.tolist() == compiled.periods.of_day().tolist()


def test_a_baseline_solved_before_is_taken() -> None:
    """A comparison solves once and hands the result on."""
    once = compile_funnel(busy(), doubt_rows=2)
    again = compile_funnel(busy(), doubt_rows=2, resolved=once.resolved)

    assert again.resolved is once.resolved
    assert again.plan.numbers.tobytes() == once.plan.numbers.tobytes()


@settings(max_examples=25)
@given(data=st.data())
def test_compiling_is_the_same_every_time(data: st.DataObject) -> None:
    """Two compilations of a funnel and its what-ifs give the same bytes, patches too."""
    funnel = data.draw(funnels())
    what_ifs = data.draw(what_ifs_for(funnel))
    one, other = (compile_funnel(funnel, what_ifs, doubt_rows=3) for _ in range(2))

    assert one.plan.numbers.tobytes() == other.plan.numbers.tobytes()
    assert one.plan.whole.tobytes() == other.plan.whole.tobytes()
    assert one.patches.positions.tobytes() == other.patches.positions.tobytes()
    assert one.patches.values.tobytes() == other.patches.values.tobytes()
    assert np.isfinite(one.plan.numbers[: one.plan.head(at.H_WIDTH)]).all()


def test_what_ifs_are_remembered() -> None:
    """The compiled funnel says which changes it holds."""
    what_if: Any = lift("40 %")

    assert compile_funnel(tiny(), [what_if]).what_ifs == (what_if,)
