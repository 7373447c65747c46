"""People in any funnel: where they are, whom they work on, and what more of them do."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from engine_runs import (
    ENTERED,
    INDEX,
    LEFT,
    OCCASION,
    SEAT,
    STAGE,
    STREAM,
    WAITED,
    WAY,
    WORKED,
    in_order,
    made,
    run,
)
from funnel_strategies import funnels
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from simfunnel.clocks import NEVER
from simfunnel.clocks.scalar import clock_value
from simfunnel.funnel import layout as at
from simfunnel.funnel.changes import Change, WhatIf
from simfunnel.funnel.examples import staffed
from simfunnel.funnel.layout import Plan
from simfunnel.funnel.model import Funnel
from simfunnel.simulation.runner import Runs

Rows = NDArray[np.int64]
ALWAYS = {"mon-sun": "00:00-24:00"}


def finished(rows: Rows) -> Rows:
    """Return the stays in which somebody's work was finished."""
    return rows[rows[:, SEAT] >= 0]


def presence(plan: Plan, seat: int) -> list[tuple[int, int]]:
    """Return the spans in which somebody sits in a seat."""
    steps = [(0, bool(plan.seats[seat, at.Q_THERE]))]
    steps += [(second, bool(there)) for second, number, there in plan.shifts.tolist()
              if number == seat]  # fmt: skip
    steps.append((plan.end, False))
    return [(since, until) for (since, there), (until, _) in pairwise(steps) if there]


@settings(max_examples=40)
@given(funnel=funnels(people=True))
def test_a_rep_works_on_one_lead_at_a_time_and_only_while_there(funnel: Funnel) -> None:
    """Pieces of work in a seat do not overlap, and none begins before or after its holder."""
    runs = run(funnel)
    plan = runs.compiled.plan
    for stays in runs.stays.values():
        rows = finished(stays)
        seats = rows[:, SEAT] + plan.teams[plan.stages[rows[:, STAGE], at.S_TEAM], at.E_SEAT]
        order = np.lexsort((rows[:, WORKED], seats))
        rows, seats = rows[order], seats[order]
        began = rows[:, ENTERED] + rows[:, WAITED]
        same = seats[1:] == seats[:-1]
        assert (began[1:][same] >= rows[:-1, WORKED][same]).all()
        assert (rows[:, WORKED] > began).all()
        for seat in range(len(plan.seats)):
            spans = presence(plan, seat)
            for second in began[seats == seat].tolist():
                assert any(since <= second < until for since, until in spans)


@settings(max_examples=40)
@given(funnel=funnels(people=True))
def test_the_parts_of_a_stay_follow_each_other(funnel: Funnel) -> None:
    """Entry, take-up, end of the work, end of the stay; without work nobody has waited."""
    for stays in run(funnel).stays.values():
        worked = stays[:, SEAT] >= 0
        done = stays[worked]
        assert (done[:, WAITED] >= 0).all()
        assert (done[:, ENTERED] + done[:, WAITED] < done[:, WORKED]).all()
        assert (done[:, WORKED] <= done[:, LEFT]).all()
        rest = stays[~worked]
        assert (rest[:, WAITED] == 0).all()
        born = rest[rest[:, STREAM] >= 0]
        assert ((born[:, WORKED] == born[:, ENTERED]) | (born[:, WORKED] == NEVER)).all()


@settings(max_examples=30)
@given(funnel=funnels(people=True))
def test_nobody_works_longer_than_people_are_there(funnel: Funnel) -> None:
    """Busy seconds of each period are at most those that the team's clock offers its seats."""
    document = {**funnel.document(), "doubt": {}}
    runs = run(Funnel.model_validate(document))
    plan, columns = runs.compiled.plan, runs.columns
    edges = np.append(np.flatnonzero(np.diff(plan.periods, prepend=-1)), plan.periods.size) * 86_400
    for team in range(len(plan.teams)):
        clock = int(plan.numbers[plan.teams[team, at.E_AT] + at.TM_CLOCK])
        seats = int(plan.teams[team, at.E_SEATS])
        for period, (start, end) in enumerate(pairwise(edges.tolist())):
            open_ = clock_value(plan.clocks, clock, end) - clock_value(plan.clocks, clock, start)
            busy = runs.results.tallies[:, period, columns.busy + team]
            assert (busy <= seats * (open_ // 1_000_000 + 1)).all()


def queue(seats: int, per_day: int, **more: Any) -> Funnel:
    """Return one team that works around the clock, in one stage."""
    return Funnel.model_validate(
        {
            "simfunnel": 1,
            "funnel": "queue",
            "starts": "2026-03-02",
            "until": "2026-04-30",
            "sources": {"web": {"leads": f"{per_day} per day", "enters": "call"}},
            "teams": {"reps": {"seats": seats, "selling_hours": ALWAYS}},
            "stages": {
                "call": {"team": "reps", "effort": {"median": "3 hours", "p90": "9 hours"},
                         "advance": "40 %", "next": "won", "otherwise": {"lost.no": "100 %"},
                         "dwell": {"median": "3 days", "p90": "9 days"}, **more},
            },
        }
    )  # fmt: skip


def waits(runs: Runs, r: int) -> dict[tuple[int, ...], int]:
    """Return the wait of each stay whose work was finished, by lead and occasion."""
    rows = finished(runs.stays[r])[:, [STREAM, INDEX, STAGE, OCCASION, WAITED]].tolist()
    return {tuple(key): wait for *key, wait in rows}


@settings(max_examples=20)
@given(seats=st.integers(1, 4), more=st.integers(1, 3), per_day=st.integers(2, 30))
def test_more_reps_lengthen_nobodys_wait(seats: int, more: int, per_day: int) -> None:
    """First come, first served, with the same luck: nobody waits longer, so no mean can rise."""
    few, many = run(queue(seats, per_day)), run(queue(seats + more, per_day))
    for r in range(2):
        long, short = waits(few, r), waits(many, r)
        assert long.keys() <= short.keys()
        assert all(short[key] <= wait for key, wait in long.items())


@settings(max_examples=15)
@given(seats=st.integers(1, 3), per_day=st.integers(5, 30))
def test_patience_without_end_loses_nobody(seats: int, per_day: int) -> None:
    """A limit beyond the horizon is no limit; the draw that it takes moves no other."""
    limit = {"after": "900 days", "to": "cold.gone"}
    one, other = run(queue(seats, per_day)), run(queue(seats, per_day, patience=limit))
    for r in range(2):
        was, now = in_order(one.stays[r]), in_order(other.stays[r])
        np.testing.assert_array_equal(was[:, :WAY], now[:, :WAY])
        np.testing.assert_array_equal(was[:, WORKED:], now[:, WORKED:])


def luck(runs: Runs, r: int) -> dict[tuple[int, ...], tuple[int, int, int]]:
    """Return effort, dwell and way of each stay that ended, by lead, stage and occasion."""
    rows = finished(runs.stays[r])
    rows = rows[rows[:, LEFT] != NEVER]
    return {
        tuple(row[: ENTERED].tolist()): (
            int(row[WORKED] - row[ENTERED] - row[WAITED]), int(row[LEFT] - row[WORKED]),
            int(row[WAY]),
        )
        for row in rows
    }  # fmt: skip


@pytest.mark.parametrize("what", ["a seat", "a source", "patience"])
def test_what_is_added_leaves_the_luck_of_every_lead_alone(what: str) -> None:
    """Leads wait longer or shorter, but work, dwell and exit of each are as they were drawn."""
    plain = queue(2, 12).document()
    more = queue(3 if what == "a seat" else 2, 12).document()
    if what == "a source":
        more["sources"]["zoo"] = {"leads": "4 per day", "enters": "call"}
    if what == "patience":
        limit = {"after": "20 hours", "to": "cold.gone"}
        more["stages"]["call"]["patience"] = limit
    one, other = (run(Funnel.model_validate(data)) for data in (plain, more))
    names = one.compiled.layout.ways, other.compiled.layout.ways
    for r in range(2):
        was, now = luck(one, r), luck(other, r)
        both = [key for key in was if key in now]
        assert len(both) > 300
        for key in both:
            assert was[key][:2] == now[key][:2]
            assert names[0][was[key][2]] == names[1][now[key][2]]


LEVERS = {
    "seats": ("teams.callers.seats", "plus 2"),
    "fewer seats": ("teams.sellers.seats", "1"),
    "hours": ("teams.callers.selling_hours.share", "90 %"),
    "ramp": ("teams.sellers.ramp.0", "90 %"),
    "effort": ("stages.offer.effort", "times 3"),
    "patience": ("stages.call.patience.after.exactly", "2 business days"),
    "slow start": ("stages.call.slow_start.odds_halve_every", "1 business day"),
}


@pytest.mark.parametrize(("path", "value"), LEVERS.values(), ids=list(LEVERS))
def test_each_kind_of_number_changes_on_its_date(path: str, value: str) -> None:
    """Nothing that happened before the day moves, and something after it does."""
    day = 63 if path.endswith("ramp.0") else 42  # the hire of day 62 has a first month
    second = day * 86_400
    since = np.datetime64(staffed().start) + day
    what_if = WhatIf("later", (Change.of(path, value, str(since)),))
    one = run(made(staffed(), period="week"))
    other = run(made(staffed(), [what_if], period="week"))
    for r in range(2):
        for column in (WORKED, LEFT):
            before, after = (
                rows[rows[:, column] < second] for rows in map(in_order, (one.stays[r],
                                                                         other.stays[r]))
            )  # fmt: skip
            np.testing.assert_array_equal(before, after)
    cut = np.s_[:, : day // 7, one.columns.served :]
    np.testing.assert_array_equal(one.results.tallies[cut], other.results.tallies[cut])
    assert one.results.tallies.tobytes() != other.results.tallies.tobytes()
