"""A change has a date: before it nothing moves, after the horizon it is nothing at all."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from engine_runs import ENTERED, LEFT, WORKED, assert_same, in_order, made, run
from funnel_strategies import funnels, what_ifs_for
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from simfunnel.funnel import layout as at
from simfunnel.funnel.changes import Change, WhatIf, change_funnel
from simfunnel.funnel.lower import Compiled
from simfunnel.funnel.model import Funnel
from simfunnel.simulation.runner import simulate

DAY = 86_400
LEVERS = {
    "leads": ("sources.web.leads", "times 3"),
    "advance": ("stages.offer.advance", "times 1.3"),
    "dwell": ("stages.offer.dwell.median", "5 days"),
    "dwell of one exit": ("stages.offer.otherwise.lost.price.dwell", "times 0.5"),
    "whole dwell": ("stages.offer.dwell", "times 0.5"),
    "gate": ("stages.check.gate.pass", "60 %"),
    "reliability": ("stages.check.gate.reliability", "0.9"),
    "stale": ("stages.offer.stale.after", "6 days"),
    "meanwhile": ("stages.offer.meanwhile.legal.share", "90 %"),
    "event": ("events.freeze.rate", "60 % per month"),
    "cost": ("sources.web.cost", "20 per lead"),
    "amount": ("amount", "times 2"),
    "quality": ("quality.advance_odds", "2.5"),
}


@pytest.fixture(scope="module")
def workshop() -> Funnel:
    """Return a funnel with every kind of number that may change on a date."""
    return Funnel.model_validate(
        {
            "simfunnel": 1,
            "funnel": "workshop",
            "today": {
                "date": "2026-07-01",
                "open_leads": [
                    {"lead": f"L{n}", "stage": "offer", "entered_on": f"2026-06-{10 + n}"}
                    for n in range(12)
                ],
            },
            "until": "2026-12-31",
            "amount": {"median": "6 000", "p90": "16 000"},
            "quality": {"good": "40 %", "advance_odds": "times 1.5"},
            "sources": {
                "web": {"leads": "40 per month", "enters": "check", "cost": "7.5 per lead"}
            },
            "stages": {
                "check": {
                    "gate": {"pass": "40 %", "reliability": 0.6},
                    "next": "offer",
                    "otherwise": {"cold.no_answer": "100 %"},
                    "dwell": {"median": "3 business days", "p90": "8 business days"},
                },
                "offer": {
                    "advance": "45 %",
                    "next": "won",
                    "otherwise": {
                        "lost.price": {"share": "70 %", "dwell": {"median": "20 days",
                                                                  "p90": "50 days"}},
                        "check": "30 %",
                    },
                    "dwell": {"median": "12 days", "p90": "30 days"},
                    "stale": {"after": "25 days", "to": "cold.forgotten", "reviewed": "weekly"},
                    "meanwhile": {"legal": {"share": "10 %", "takes": {"exactly": "16 days"}}},
                },
            },
            "events": {
                "freeze": {"in": ["offer"], "rate": "5 % per month", "then": "lost.freeze"}
            },
        }
    )  # fmt: skip


@settings(max_examples=25)
@given(data=st.data())
def test_a_change_after_the_horizon_changes_nothing(data: st.DataObject) -> None:
    """The flat array, the doubt and all results keep every byte, also where a range is assumed."""
    funnel = data.draw(funnels())
    last = (funnel.last_day - funnel.start).days
    what_ifs = data.draw(what_ifs_for(funnel, days=[last + 1, last + 400]))
    plain, changed = run(funnel), run(funnel, what_ifs)

    assert changed.compiled.plan.numbers.tobytes() == plain.compiled.plan.numbers.tobytes()
    assert changed.compiled.plan.whole.tobytes() == plain.compiled.plan.whole.tobytes()
    assert_same(plain, changed)


def assert_same_before(plain: Funnel, what_ifs: list[WhatIf], day: int) -> None:
    """Assert that stays, wins and tallies before a day of the horizon are the same bytes.

    Cohorts are left out: they are counted where they began, whenever they end. Who waits for
    work on the day may be taken up sooner or later than without the change.
    """
    one = run(made(plain, period="week"))
    other = run(made(plain, what_ifs, period="week"))
    for r in range(2):
        before, after = (in_order(runs.stays[r]) for runs in (one, other))
        came = [rows[rows[:, ENTERED] < day * DAY][:, :LEFT] for rows in (before, after)]
        assert came[0].tobytes() == came[1].tobytes()
        early = [rows[rows[:, WORKED] < day * DAY] for rows in (before, after)]
        assert early[0].tobytes() == early[1].tobytes()
        ended = [rows[rows[:, LEFT] < day * DAY] for rows in (before, after)]
        assert ended[0].tobytes() == ended[1].tobytes()
    np.testing.assert_array_equal(one.results.wins[:, :day], other.results.wins[:, :day])
    columns = one.columns
    for kinds in (slice(0, columns.cohort), slice(columns.served, columns.width)):
        happened = np.s_[:, : day // 7, kinds]
        np.testing.assert_array_equal(
            one.results.tallies[happened], other.results.tallies[happened]
        )


@settings(max_examples=25)
@given(data=st.data(), part=st.integers(0, 10))
def test_a_dated_change_leaves_what_began_before_it(data: st.DataObject, part: int) -> None:
    """Stays that began before the day keep all that they had drawn, even if they end after it."""
    funnel = data.draw(funnels())
    day = (funnel.days - 1) * part // 10
    assert_same_before(funnel, data.draw(what_ifs_for(funnel, days=[day])), day)


@pytest.mark.parametrize(("path", "value"), LEVERS.values(), ids=list(LEVERS))
def test_each_kind_of_number_changes_on_its_date(workshop: Funnel, path: str, value: str) -> None:
    """Nothing moves before the day, and something after it."""
    since = workshop.start + timedelta(days=70)
    what_if = WhatIf("from September", (Change.of(path, value, since.isoformat()),))
    assert_same_before(workshop, [what_if], 70)

    plain, changed = run(workshop), run(workshop, [what_if])
    assert any(
        one.tobytes() != other.tobytes()
        for one, other in zip(plain.results, changed.results, strict=True)
    )


@settings(max_examples=25)
@given(data=st.data())
def test_an_undated_change_is_the_changed_file(data: st.DataObject) -> None:
    """Where nothing is centred, a what-if without a date and a file with other numbers agree."""
    document = data.draw(funnels()).document()
    document = {**document, "doubt": {"shock": document["doubt"].get("shock")},
                "rates": "of an average lead", "starts": document["today"]["date"]}  # fmt: skip
    del document["today"]
    funnel = Funnel.model_validate(document)
    what_ifs = [WhatIf(w.name, w.changes) for w in data.draw(what_ifs_for(funnel, days=[None]))]
    assume(what_ifs)

    changed = change_funnel(funnel, [change for w in what_ifs for change in w.changes])
    assert_same(run(funnel, what_ifs), run(changed))


def test_what_a_change_does_not_touch_stays_to_the_second(workshop: Funnel) -> None:
    """A dearer lead costs more and is otherwise the same lead."""
    dearer = WhatIf("dearer", (Change.of("sources.web.cost", "20 per lead", "2026-09-01"),))
    one, other = run(workshop), run(workshop, [dearer])

    for r in range(2):
        np.testing.assert_array_equal(one.stays[r], other.stays[r])
    columns = one.columns
    paid, more = (runs.results.tallies[:, :, columns.cost] for runs in (one, other))
    np.testing.assert_array_equal(more[:, :2], paid[:, :2])
    np.testing.assert_array_equal(more[:, 2:] * 750, paid[:, 2:] * 2_000)


def intercept(compiled: Compiled, stage: str) -> float:
    """Return what is added to the log odds of a stage in the first epoch."""
    plan, s = compiled.plan, compiled.layout.stages.index(stage)
    return float(plan.numbers[plan.stages[s, at.S_AT] + at.ST_INTERCEPT])


def gone_on(compiled: Compiled, stage: str) -> float:
    """Return the share that went on, of all who left a stage by its own exits."""
    runs = simulate(compiled, 200, seed=5, engine="compiled", workers=1)
    columns, ways = runs.columns, compiled.plan.ways
    left = runs.results.tallies[:, :, columns.left : columns.stayed].sum(axis=(0, 1))
    own = (ways[:, at.W_STAGE] == compiled.layout.stages.index(stage)) & (ways[:, at.W_AT] >= 0)
    return float(left[own & (ways[:, at.W_AHEAD] == 1)].sum() / left[own].sum())


def test_a_what_if_never_centres_again(workshop: Funnel) -> None:
    """A stricter gate lets better leads through, so more of those behind it go on."""
    strict = (
        Change.of("stages.check.gate.pass", "10 %"),
        Change.of("stages.check.gate.reliability", "1"),
    )
    plain, what_if = made(workshop), made(workshop, [WhatIf("strict", strict)])
    in_file = made(change_funnel(workshop, strict))

    assert intercept(what_if, "offer") == intercept(plain, "offer")
    assert intercept(in_file, "offer") < intercept(plain, "offer") - 0.3
    assert in_file.resolved.shown["offer"] == pytest.approx(0.45, abs=1e-12)
    assert gone_on(what_if, "offer") > gone_on(plain, "offer") + 0.05
    assert abs(gone_on(in_file, "offer") - gone_on(plain, "offer")) < 0.02
