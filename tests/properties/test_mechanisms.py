"""People who come and go, parking places and markets: both engines, law by law."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from engine_runs import OCCASION, assert_same, in_order, run
from mechanism_funnels import MECHANISMS, dated, keeping, nursing, working

from simfunnel.funnel import layout as at
from simfunnel.funnel.lower import compile_funnel
from simfunnel.funnel.model import Funnel

DAY = 86_400
each = pytest.mark.parametrize("name", MECHANISMS)


def ways(runs: Any) -> dict[tuple[str, str, str], int]:
    """Return how many stays of all futures ended by each way."""
    columns, names = runs.columns, runs.compiled.layout.ways
    counts = runs.results.tallies[:, :, columns.left : columns.left + len(names)].sum(axis=(0, 1))
    return dict(zip(names, counts.tolist(), strict=True))


@each
def test_engines_agree(name: str) -> None:
    """Rows and tallies are the same, to the second and to the cent, with a dated change too."""
    for what_ifs in ([], [dated(name)]):
        compiled = compile_funnel(MECHANISMS[name](), what_ifs)
        assert_same(run(compiled, engine="simpy"), run(compiled, engine="compiled"))


@each
def test_what_lies_before_a_change_stays(name: str) -> None:
    """Every stay that ended before the day of a change is the same, row by row."""
    what_if = dated(name)
    (change,) = what_if.changes
    assert change.since is not None
    plain, changed = run(MECHANISMS[name]()), run(compile_funnel(MECHANISMS[name](), [what_if]))
    day = (change.since - MECHANISMS[name]().start).days * DAY
    for r in plain.stays:
        before = [in_order(x.stays[r]) for x in (plain, changed)]
        names = [x.compiled.layout.ways for x in (plain, changed)]
        kept = [
            [(*row[:6], names[k][row[6]], *row[7:14]) for row in rows.tolist() if row[5] < day]
            for k, rows in enumerate(before)
        ]
        assert kept[0] == kept[1]
        assert kept[0]


@each
def test_everything_happens(name: str) -> None:
    """No way out of these funnels is idle: each mechanism is really exercised."""
    counted = ways(run(MECHANISMS[name](), n=6))
    assert [way for way, count in counted.items() if not count] == []


def test_an_account_is_never_taken_twice() -> None:
    """At no moment are more leads open, or cooling, than there are accounts; some are refused."""
    runs = run(working(), n=2)
    columns = runs.columns
    assert runs.results.tallies[:, :, columns.refused].sum() > 0
    for r in runs.stays:
        rows = in_order(runs.stays[r])
        ends = {}
        for row in rows.tolist():
            way = row[6]
            won = way >= 0 and runs.compiled.plan.ways[way, at.W_TARGET] == at.WON
            over = way >= 0 and runs.compiled.plan.ways[way, at.W_TARGET] < 0
            free = row[5] + 30 * DAY if over and not won else 2**62
            first = ends.get(row[1], (row[4], 0))[0]
            ends[row[1]] = (min(first, row[4]), free)
        moments = sorted(
            [(born, 1) for born, _ in ends.values()] + [(free, -1) for _, free in ends.values()]
        )
        assert np.cumsum([step for _, step in moments]).max() <= 80


def test_costs_per_time_add_up_to_the_cent() -> None:
    """What is spent besides comes due by the second, and periods make the whole."""
    runs = run(compile_funnel(working(), period="week"), n=1)
    days = (working().last_day - working().start).days + 1
    rate = 2_500 / 30.4375 * 100 / DAY
    assert runs.results.tallies[0, :, runs.columns.extra].sum() == math.floor(
        rate * days * DAY + 0.5
    )


def test_salaries_are_of_seats_that_somebody_holds() -> None:
    """Two seats all the time and a third from its day on, less the days between two holders."""
    data = working().document()
    data["teams"]["ae"] |= {"turnover": "0 % per year"}
    paid = run(Funnel.model_validate(data), n=1).results.tallies[0]
    runs = run(working(), n=1)
    cost = 34_000 / 365.25 * 100
    whole = cost * (2 * 122 + 92)
    assert paid[:, runs.columns.salary].sum() == pytest.approx(whole, abs=3)
    assert runs.results.tallies[0, :, runs.columns.salary].sum() < whole


def test_touches_cost_what_they_say_and_wake_who_is_due() -> None:
    """40 hundredths each; without a dose, who wakes is the hazard of the touches' time."""
    data = nursing().document()
    del data["events"], data["today"]["open_leads"]
    data["nurture"] |= {
        "opt_out": "0 %", "dose": {"at_most": "times 1"}, "touches_at_most": 4,
        "woken": {"to": "won"}, "afterwards": "lost.x",
    }  # fmt: skip
    data["sources"] = {
        "list": {"enters": "nurture", "batches": [{"on": "2026-09-01", "leads": 40_000}]}
    }
    data["stages"]["call"]["otherwise"] = {"lost.no": "100 %"}
    runs = run(Funnel.model_validate(data), n=1, stays_of=())
    tallies, columns = runs.results.tallies[0], runs.columns
    nurture = runs.compiled.layout.stages.index("nurture")
    touches = tallies[:, columns.touches + nurture].sum()
    assert tallies[:, columns.touch_cost + nurture].sum() == 40 * touches
    woken = ways(runs)["nurture", "won", "woken"] / 40_000
    expected = 1 - 0.96 ** (5 * 14 / 30.4375)
    assert abs(woken - expected) < 4.9 * math.sqrt(expected * (1 - expected) / 40_000)


def test_a_rep_keeps_a_lead_without_queueing() -> None:
    """A lead that goes from stage to stage of an open-deals team waits for nobody the next time."""
    data = keeping().document()
    data["teams"]["ae"] |= {"turnover": "0 % per year"}
    del data["events"]
    runs = run(Funnel.model_validate(data), n=2)
    close = runs.compiled.layout.stages.index("close")
    for rows in runs.stays.values():
        later = rows[(rows[:, 2] == close) & (rows[:, OCCASION] == 0) & (rows[:, 4] > 0)]
        assert later.size
        assert not later[:, 11].any()
        assert (later[:, 13] >= 0).all()
