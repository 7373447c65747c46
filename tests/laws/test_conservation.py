"""Nobody is lost: leads in one place at every second, and whole numbers that add up exactly."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from engine_runs import (
    ENTERED,
    INDEX,
    LEFT,
    OCCASION,
    SOURCE,
    STAGE,
    STREAM,
    WAY,
    births_of,
    in_order,
    made,
    run,
)
from funnel_strategies import funnels
from hypothesis import given, settings
from numpy.typing import NDArray

from simfunnel.clocks import NEVER
from simfunnel.funnel import layout as at
from simfunnel.funnel.model import Funnel
from simfunnel.scenarios import load
from simfunnel.simulation.runner import Runs

DAY = 86_400
SHIPPED = sorted((Path(__file__).resolve().parents[2] / "scenarios").glob("*.yaml"))
Rows = NDArray[np.int64]


@cache
def shipped(path: Path) -> Runs:
    """Return two replications of a shipped scenario, by the week."""
    return run(made(load(path), period="week"))


def period_ends(runs: Runs) -> NDArray[np.int64]:
    """Return the second at which each reporting period ends."""
    periods = runs.compiled.plan.periods
    return (np.flatnonzero(np.diff(periods, append=-1)) + 1) * DAY


def open_at(rows: Rows, second: int, n_stages: int) -> NDArray[np.int64]:
    """Count the stays in each stage that have begun and not ended before a second."""
    there = (rows[:, ENTERED] < second) & (rows[:, LEFT] >= second)
    return np.bincount(rows[there, STAGE], minlength=n_stages)


def check_one_place(runs: Runs, rows: Rows) -> None:
    """Assert that each lead goes from stay to stay without gap or overlap, to an outcome or on."""
    plan = runs.compiled.plan
    same = (rows[1:, [STREAM, INDEX]] == rows[:-1, [STREAM, INDEX]]).all(axis=1)
    before, after = rows[:-1][same], rows[1:][same]
    np.testing.assert_array_equal(after[:, ENTERED], before[:, LEFT])
    np.testing.assert_array_equal(plan.ways[before[:, WAY], at.W_TARGET], after[:, STAGE])

    last = rows[np.append(~same, True)] if len(rows) else rows
    ended = last[last[:, LEFT] != NEVER]
    assert (plan.ways[ended[:, WAY], at.W_TARGET] < 0).all()
    done = rows[rows[:, LEFT] != NEVER]
    assert (done[:, LEFT] < plan.end).all()
    np.testing.assert_array_equal(plan.ways[done[:, WAY], at.W_STAGE], done[:, STAGE])
    fresh = done[done[:, STREAM] >= 0]
    assert (fresh[:, LEFT] > fresh[:, ENTERED]).all()


def check_occasions(rows: Rows) -> None:
    """Assert that the stays of a lead in a stage are numbered from 0."""
    order = np.lexsort((rows[:, ENTERED], rows[:, STAGE], rows[:, INDEX], rows[:, STREAM]))
    place = rows[order][:, [STREAM, INDEX, STAGE]]
    new = np.append(True, (place[1:] != place[:-1]).any(axis=1)) if len(rows) else []
    starts = np.flatnonzero(new)
    expected = np.arange(len(rows)) - np.repeat(starts, np.diff(np.append(starts, len(rows))))
    np.testing.assert_array_equal(rows[order][:, OCCASION], expected)


def check_stages(runs: Runs, r: int, rows: Rows) -> None:
    """Assert opened + entered - left = open, for each stage at the end of each period."""
    plan, columns, cube = runs.compiled.plan, runs.columns, runs.results.tallies[r]
    n = len(plan.stages)
    opened = np.bincount(plan.leads[:, at.O_STAGE], minlength=n)
    entered = cube[:, columns.entered : columns.marks].cumsum(axis=0)
    by_way = cube[:, columns.left : columns.stayed].cumsum(axis=0)
    left = np.zeros_like(entered)
    for way, row in enumerate(plan.ways):
        left[:, row[at.W_STAGE]] += by_way[:, way]
    for period, second in enumerate(period_ends(runs)):
        expected = open_at(rows, int(second), n)
        np.testing.assert_array_equal(opened + entered[period] - left[period], expected)


def check_leads(runs: Runs, r: int, rows: Rows) -> None:
    """Assert leads born = ended + open at the end of each period, and what they cost."""
    plan, columns, cube = runs.compiled.plan, runs.columns, runs.results.tallies[r]
    births = births_of(runs, r)
    streams = rows[rows[:, STREAM] >= 0]
    targets = plan.ways[streams[:, WAY], at.W_TARGET]
    over = streams[(streams[:, LEFT] != NEVER) & (targets < 0)]
    arrived = cube[:, columns.arrived : columns.cost].sum(axis=1).cumsum()
    for period, second in enumerate(period_ends(runs)):
        ended = int((over[:, LEFT] < second).sum())
        there = int(open_at(streams, int(second), len(plan.stages)).sum())
        assert arrived[period] == ended + there == int((births[:, 0] < second).sum())
    period_of = plan.periods[births[:, 0] // DAY]
    paid = np.zeros((len(cube), len(plan.sources)), dtype=np.int64)
    np.add.at(paid, (period_of, births[:, 1]), births[:, 2])
    np.testing.assert_array_equal(cube[:, columns.cost : columns.entered], paid)


def check_little(runs: Runs, r: int, rows: Rows) -> None:
    """Assert that the area under each stage's count is the sum of its stays, to the second.

    The count is walked from one change to the next; the stays are added up one by one, those of
    leads that were open at the start from the start on. Both are whole seconds.
    """
    plan, columns, cube = runs.compiled.plan, runs.columns, runs.results.tallies[r]
    for s in range(len(plan.stages)):
        here = rows[rows[:, STAGE] == s]
        began, ended = np.maximum(here[:, ENTERED], 0), np.minimum(here[:, LEFT], plan.end)
        seconds = np.concatenate([began, ended])
        steps = np.concatenate([np.ones_like(began), -np.ones_like(ended)])
        order = np.argsort(seconds, kind="stable")
        times = np.append(seconds[order], plan.end)
        area = int((steps[order].cumsum() * np.diff(times)).sum())
        assert area == int((ended - began).sum())

        done = here[here[:, LEFT] != NEVER]
        waited = -np.minimum(done[:, ENTERED], 0)
        still = here[here[:, LEFT] == NEVER]
        rest = int((plan.end - np.maximum(still[:, ENTERED], 0)).sum())
        assert area == int(cube[:, columns.stayed + s].sum() - waited.sum()) + rest


def check_wins(runs: Runs, r: int, rows: Rows) -> None:
    """Assert that daily wins are the ways that lead to won, counted and in hundredths."""
    plan, columns, results = runs.compiled.plan, runs.columns, runs.results
    winning = plan.ways[:, at.W_TARGET] == at.WON
    by_way = results.tallies[r][:, columns.left : columns.stayed]
    daily = results.wins[r]
    by_period = np.zeros((len(by_way), 4), dtype=np.int64)
    np.add.at(by_period, plan.periods, daily)
    np.testing.assert_array_equal(by_way[:, winning].sum(axis=1), by_period[:, [0, 2]].sum(axis=1))

    won = rows[(rows[:, LEFT] != NEVER) & winning[rows[:, WAY]]]
    is_open = won[:, STREAM] < 0
    assert daily[:, 0].sum() == (~is_open).sum()
    assert daily[:, 2].sum() == is_open.sum() == (results.fates[r] >= 0).sum()
    assert daily[:, 1].sum() == np.maximum(won[~is_open, 9], 0).sum()
    assert daily[:, 3].sum() == np.maximum(won[is_open, 9], 0).sum() == results.worth[r].sum()
    assert set(won[is_open, INDEX]) == set(np.flatnonzero(results.fates[r] >= 0))


def check_cohorts(runs: Runs, r: int) -> None:
    """Assert that every cohort is no more than what began, and all of them what ended."""
    plan, columns, cube = runs.compiled.plan, runs.columns, runs.results.tallies[r]
    entered = cube[:, columns.entered : columns.marks]
    by_way = cube[:, columns.cohort : columns.fate]
    ended = np.zeros_like(entered)
    for way, row in enumerate(plan.ways):
        ended[:, row[at.W_STAGE]] += by_way[:, way]
    assert (ended <= entered).all()
    fates = cube[:, columns.fate : columns.worth].reshape(len(cube), -1, columns.outcomes)
    assert (fates.sum(axis=2) <= cube[:, columns.arrived : columns.cost]).all()
    daily = runs.results.wins[r].sum(axis=0)
    assert fates[:, :, 0].sum() == daily[0]
    assert cube[:, columns.worth : columns.served].sum() == daily[1]
    if not len(plan.leads):
        left = cube[:, columns.left : columns.stayed].sum(axis=0)
        np.testing.assert_array_equal(by_way.sum(axis=0), left)


def check_all(runs: Runs) -> None:
    """Assert every law of conservation on every replication of a run."""
    for r in range(runs.n):
        rows = in_order(runs.stays[r])
        check_one_place(runs, rows)
        check_occasions(rows)
        check_stages(runs, r, rows)
        check_leads(runs, r, rows)
        check_little(runs, r, rows)
        check_wins(runs, r, rows)
        check_cohorts(runs, r)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_nobody_is_lost_in_shipped_scenarios(path: Path) -> None:
    """Every lead, stay, win and cent of a shipped scenario adds up, week by week."""
    check_all(shipped(path))


@settings(max_examples=40)
@given(funnel=funnels())
def test_nobody_is_lost_in_any_funnel(funnel: Funnel) -> None:
    """Funnels made at random, with all mechanisms and many ties, lose nobody either."""
    check_all(run(made(funnel, period="week")))


@settings(max_examples=15)
@given(funnel=funnels())
def test_periods_add_up_whatever_their_length(funnel: Funnel) -> None:
    """Weeks, months and quarters cut the same sums differently, and daily wins not at all."""
    weeks, months, quarters = (
        run(made(funnel, period=period)) for period in ("week", "month", "quarter")
    )
    stock = slice(weeks.columns.waiting, weeks.columns.busy)  # who waits when a period ends
    flows = [np.delete(x.results.tallies, stock, axis=2) for x in (weeks, months, quarters)]
    for other, counted in ((months, flows[1]), (quarters, flows[2])):
        np.testing.assert_array_equal(counted.sum(axis=1), flows[0].sum(axis=1))
        np.testing.assert_array_equal(
            other.results.tallies[:, -1, stock], weeks.results.tallies[:, -1, stock]
        )
        np.testing.assert_array_equal(other.results.wins, weeks.results.wins)


def test_every_lead_costs_what_its_source_costs_then() -> None:
    """The cost tally is arrivals times cost per lead, in hundredths, period by period."""
    for path in SHIPPED:
        runs = shipped(path)
        plan, columns, cube = runs.compiled.plan, runs.columns, runs.results.tallies
        arrived = cube[:, :, columns.arrived : columns.cost]
        each = plan.numbers[plan.sources[:, at.R_AT] + at.SRC_COST].astype(np.int64)
        np.testing.assert_array_equal(cube[:, :, columns.cost : columns.entered], arrived * each)


def test_doubling_prices_doubles_revenue_to_the_cent() -> None:
    """Twice the amount of every open and coming deal is twice what is won, day by day."""
    data = {
        "simfunnel": 1,
        "funnel": "prices",
        "today": {
            "date": "2026-09-01",
            "open_leads": [
                {"lead": f"L{n}", "stage": "pitch", "entered_on": "2026-08-20", "amount": 900 + n}
                for n in range(20)
            ],
        },
        "until": "2026-12-31",
        "amount": 1250,
        "sources": {"web": {"leads": "60 per month", "enters": "pitch"}},
        "stages": {
            "pitch": {"advance": "40 %", "next": "won", "otherwise": {"lost.no": "100 %"},
                      "dwell": {"median": "10 days", "p90": "30 days"}},
        },
    }  # fmt: skip
    one = run(Funnel.model_validate(data))
    data["amount"] = 2500
    for lead in data["today"]["open_leads"]:
        lead["amount"] *= 2
    two = run(Funnel.model_validate(data))

    np.testing.assert_array_equal(two.results.wins, one.results.wins * [1, 2, 1, 2])
    np.testing.assert_array_equal(two.results.worth, 2 * one.results.worth)
    assert one.results.worth.sum() > 0


def test_everybody_goes_on_at_once() -> None:
    """With every rate at 100 % and exact dwell, wins are arrivals, shifted by the dwell."""
    stage = {"advance": "100 %", "dwell": "3 days"}
    funnel = Funnel.model_validate(
        {
            "simfunnel": 1,
            "funnel": "pipe",
            "starts": "2026-09-01",
            "until": "2026-12-31",
            "sources": {"web": {"leads": "90 per month", "enters": "one"}},
            "stages": {"one": {**stage, "next": "two"}, "two": {**stage, "next": "won"}},
        }
    )
    runs = run(funnel)
    for r in range(2):
        births = births_of(runs, r)[:, 0]
        won = np.bincount(births[births < runs.compiled.plan.end - 6 * DAY] // DAY + 6,
                          minlength=122)  # fmt: skip
        np.testing.assert_array_equal(runs.results.wins[r, :, 0], won)
        assert (np.unique(runs.stays[r][:, SOURCE]) == [0]).all()
