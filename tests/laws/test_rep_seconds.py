"""Where the seconds of leads and of reps go: none is lost, none is spent twice, on both engines.

Every funnel here has turnover and leave. Where selling hours are all hours, a team's clock is the
wall clock; and a salary of one hundredth a second pays out the seconds that somebody was employed.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from engine_runs import ENTERED, HANDED, LEFT, SEAT, STAGE, WAITED, WORKED, made, run
from mechanism_funnels import keeping, working
from numpy.typing import NDArray

from simfunnel.funnel import layout as at
from simfunnel.funnel.model import Funnel
from simfunnel.scenarios import load
from simfunnel.simulation.runner import Runs

Rows = NDArray[np.int64]
DAY = 86_400
SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
ALWAYS = {"mon-sun": "00:00-24:00"}
A_HUNDREDTH_A_SECOND = "315 576 per year"
ENGINES = ("compiled", "simpy")


def document(name: str) -> dict[str, Any]:
    """Return a funnel with people as plain data."""
    shipped = SCENARIOS / f"{name}.yaml"
    made_here = {"working": working, "keeping": keeping}
    return (load(shipped) if shipped.exists() else made_here[name]()).document()


def around_the_clock(name: str, leave: bool, turnover: bool) -> Funnel:
    """Return a funnel whose people work day and night, and hand over at once."""
    data = document(name)
    data.pop("calendar", None)  # no public holidays
    for team in data["teams"].values():
        if "open_deals" not in team:
            team["selling_hours"] = ALWAYS
        team |= {
            "salary": A_HUNDREDTH_A_SECOND,
            "turnover": "90 % per year" if turnover else "0 % per year",
            "replaced_after": "20 days",
            "leave": {"oct": "50 %", "nov": "20 %"} if leave else {},
        }
        team.pop("hand_over", None)
    for stage in data["stages"].values():
        if "effort" in stage:  # or nobody would ever wait
            stage["effort"] = {"median": "30 hours", "p90": "70 hours"}
    return Funnel.model_validate(data)


@cache
def ran(name: str, engine: str, leave: bool = True, turnover: bool = True) -> Runs:
    """Return two replications, by the week."""
    return run(made(around_the_clock(name, leave, turnover), period="week"), engine=engine)


EVERY = pytest.mark.parametrize("engine", ENGINES)
ALL = pytest.mark.parametrize("name", ["working", "keeping", "seven_stage_b2b"])


def edges_of(runs: Runs) -> Rows:
    """Return the seconds at which periods begin, and the last ends."""
    return np.append(np.flatnonzero(np.diff(runs.compiled.plan.periods, prepend=-1)) * DAY,
                     runs.compiled.plan.end)  # fmt: skip


def in_periods(began: Rows, ended: Rows, edges: Rows) -> Rows:
    """Return the seconds of spans in each period."""
    first, last = np.maximum(began[:, None], edges[:-1]), np.minimum(ended[:, None], edges[1:])
    seconds: Rows = np.maximum(last - first, 0).sum(axis=0)
    return seconds


@ALL
@EVERY
def test_a_lead_waits_or_is_worked_on(name: str, engine: str) -> None:
    """In each week the seconds of leads that need somebody are those in queues and with reps.

    Where reps keep deals that is the whole stay, else the time until the work is done; work that
    is broken off because somebody leaves, and what is in hand at the end, included.
    """
    runs = ran(name, engine)
    plan, columns, edges = runs.compiled.plan, runs.columns, edges_of(runs)
    for r, rows in runs.stays.items():
        cube = runs.results.tallies[r]
        teams = plan.stages[rows[:, STAGE], at.S_TEAM]
        for team in range(len(plan.teams)):
            own = rows[teams == team]
            keeps = plan.teams[team, at.E_KEEPS] == 1
            ended = own[:, LEFT] if keeps else np.minimum(own[:, LEFT], own[:, WORKED])
            needed = in_periods(own[:, ENTERED], ended, edges)
            stages = np.flatnonzero(plan.stages[:, at.S_TEAM] == team)
            queued = cube[:, columns.queued + stages].sum(axis=1)
            busy = cube[:, columns.busy + team]
            np.testing.assert_array_equal(queued + busy, needed)
            assert queued.sum() > 0
            assert busy.sum() > 0


@ALL
@EVERY
def test_nobody_is_busier_than_employed(name: str, engine: str) -> None:
    """A week's busy seconds are within those paid for: some of these on leave, ending their work.

    Where reps keep deals a second counts once for each place.
    """
    runs = ran(name, engine)
    plan, columns = runs.compiled.plan, runs.columns
    for team in range(len(plan.teams)):
        busy, offered, paid = (
            runs.results.tallies[:, :, first + team]
            for first in (columns.busy, columns.offered, columns.salary)
        )
        places = plan.numbers[plan.teams[team, at.E_AT] + at.TM_PLACES]
        each = int(places) if plan.teams[team, at.E_KEEPS] else 1
        assert (busy <= each * paid).all()
        assert (offered <= each * paid).all()
        assert (offered < each * paid).any()  # leave
        seats = int(plan.teams[team, at.E_SEATS])
        assert paid.sum() < runs.n * seats * plan.end  # turnover


@ALL
@EVERY
def test_nobody_is_busier_than_there_without_leave(name: str, engine: str) -> None:
    """Who leaves for good leaves what is in hand, so busy seconds are within those offered."""
    runs = ran(name, engine, leave=False)
    columns, teams = runs.columns, len(runs.compiled.plan.teams)
    busy = runs.results.tallies[:, :, columns.busy : columns.busy + teams]
    offered = runs.results.tallies[:, :, columns.offered : columns.offered + teams]
    assert (busy <= offered).all()


def pieces(runs: Runs, r: int) -> tuple[Rows, Rows, Rows]:
    """Return seat, take-up and end of every piece of work that was finished, in order."""
    plan = runs.compiled.plan
    rows = runs.stays[r][runs.stays[r][:, SEAT] >= 0]
    team = plan.stages[rows[:, STAGE], at.S_TEAM]
    seats = rows[:, SEAT] + plan.teams[team, at.E_SEAT]
    began = rows[:, ENTERED] + rows[:, WAITED] + rows[:, HANDED]
    keeps = plan.teams[team, at.E_KEEPS] == 1
    order = np.lexsort((began, seats))
    ended = np.where(keeps, np.minimum(rows[:, LEFT], plan.end), rows[:, WORKED])
    return seats[order], began[order], ended[order]


@pytest.mark.parametrize("name", ["working", "seven_stage_b2b"])
@EVERY
def test_no_rep_is_with_two_leads(name: str, engine: str) -> None:
    """Pieces of work in a seat follow each other, whoever holds it and whoever left it."""
    runs = run(Funnel.model_validate(document(name)), engine=engine)
    handed = 0
    for r, rows in runs.stays.items():
        seats, began, ended = pieces(runs, r)
        same = seats[1:] == seats[:-1]
        assert (began[1:][same] >= ended[:-1][same]).all()
        assert (began < ended).all()
        handed += int((rows[:, HANDED] > 0).sum())
    assert handed > 0  # work that changed hands is among it


@EVERY
def test_no_rep_keeps_more_deals_than_places(engine: str) -> None:
    """Of the leads that one rep took up and never handed over, no seat holds more than eight."""
    runs = run(keeping(), engine=engine)
    most = 0
    for r, rows in runs.stays.items():
        runs.stays[r] = rows[rows[:, HANDED] == 0]
        seats, began, ended = pieces(runs, r)
        for seat in np.unique(seats):
            mine = seats == seat
            at_once = ((began[mine] <= s) & (s < ended[mine]) for s in began[mine].tolist())
            most = max(most, *(int(there.sum()) for there in at_once))
    assert most == 8


def open_seconds(began: datetime, ended: datetime, closed: set[date]) -> int:
    """Return the seconds of Monday to Thursday 9 to 18, Friday 9 to 15, but for days closed."""
    total, day = 0, began.date()
    while day <= ended.date():
        if day.weekday() < 5 and day not in closed:
            first = datetime.combine(day, time(9))
            last = datetime.combine(day, time(15 if day.weekday() == 4 else 18))
            total += max(int((min(last, ended) - max(first, began)).total_seconds()), 0)
        day += timedelta(days=1)
    return total


@EVERY
def test_work_is_done_in_selling_hours_alone(engine: str) -> None:
    """Two hours at a fifth of the speed are ten open hours, counted on a calendar by hand."""
    data = working().document()
    closed = {date(2026, 9, 14), date(2026, 10, 12), date(2026, 10, 13), date(2026, 11, 6)}
    data["calendar"] = {"holidays": sorted(closed)}
    data["stages"]["pitch"]["effort"] = "2 hours"
    team = data["teams"]["ae"]
    del team["ramp"], team["skill"]
    runs = run(Funnel.model_validate(data), engine=engine)
    start, counted = datetime(2026, 9, 1), 0
    for r in runs.stays:
        _, began, ended = pieces(runs, r)
        for since, until in zip(began.tolist(), ended.tolist(), strict=True):
            first, last = (start + timedelta(seconds=second) for second in (since, until))
            assert open_seconds(first, last, closed) == 10 * 3600
            assert last.date() not in closed
            assert last.weekday() < 5
            counted += 1
    assert counted > 30


@ALL
@EVERY
def test_leave_takes_the_days_that_it_says(name: str, engine: str) -> None:
    """Without turnover seats offer all seconds but those of their days away, seat by seat."""
    runs = ran(name, engine, turnover=False)
    plan, columns, funnel = runs.compiled.plan, runs.columns, runs.compiled.funnel
    share = {10: 50, 11: 20}  # of October and November, in per cent
    for number, team in enumerate(sorted(funnel.teams)):
        spec, there = funnel.teams[team], 0
        for n in range(funnel.days):
            day = funnel.start + timedelta(days=n)
            month = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
            seats = int(spec.seats.number)
            seats += sum(
                int(h.number) for d, h in spec.hires.items() if date.fromisoformat(str(d)) <= day
            )
            free = (share.get(day.month, 0) * month.day + 50) // 100
            there += sum((day.day - 1 - k * free) % month.day >= free for k in range(seats))
        places = int(plan.numbers[plan.teams[number, at.E_AT] + at.TM_PLACES])
        each = places if plan.teams[number, at.E_KEEPS] else 1
        offered = runs.results.tallies[:, :, columns.offered + number].sum(axis=1)
        assert (offered == there * DAY * each).all()
