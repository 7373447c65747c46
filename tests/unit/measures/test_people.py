"""Waits, queues, hours, touches and gates: ten leads counted by hand, and the same from stays.

The ten come on 29 September at 00:00 to one rep who works day and night and needs a day for each.
Patience is 5.5 days, the customer's time 3 days, and all are won. By days after they came:

    lead    taken up   work done       leaves
    1st        0       1 (30 Sept.)    4 (3 October)
    2nd        1       2 (1 October)   5
    3rd - 6th  2 - 5   3 - 6           6 - 9
    7th - 10th never   never           5.5, out of patience

September has 30 days, October 31. Eight wait until 1 October at 00:00, when the third is taken up.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd
import pytest
from engine_runs import run
from mechanism_funnels import MECHANISMS

from simfunnel.errors import TableError
from simfunnel.forecasting.forecasts import forecast
from simfunnel.funnel.model import Funnel
from simfunnel.measures import (
    flows_of,
    flows_of_runs,
    measure,
    stays_of_runs,
    stays_of_table,
    stays_table,
)
from simfunnel.measures.examples import three_leads_flows, three_leads_stays
from simfunnel.simulation.quality import good_leads
from simfunnel.simulation.runner import Runs

ENGINES = ("simpy", "compiled")
CALL: dict[str, Any] = {
    "team": "reps",
    "effort": "24 hours",
    "patience": {"after": "5.5 days", "to": "cold.ignored"},
    "advance": "100 %",
    "next": "won",
    "otherwise": "lost.price",
    "dwell": "3 days",
}


def ten(**more: Any) -> Funnel:
    """Return the funnel of the ten leads."""
    return Funnel.model_validate(
        {
            "simfunnel": 1,
            "funnel": "ten",
            "starts": "2026-09-01",
            "until": "2026-10-31",
            "sources": {"list": {"enters": "call", "batches": [{"on": "2026-09-29", "leads": 10}]}},
            "stages": {"call": CALL},
            "teams": {"reps": {"seats": 1, "selling_hours": {"mon-sun": "00:00-24:00"}}},
            **more,
        }
    )


@cache
def told(engine: str) -> Runs:
    """Return the one future of the ten."""
    return run(ten(), n=1, engine=engine)


def values(table: pd.DataFrame) -> list[float]:
    """Return September, then October, part by part."""
    return [round(value, 9) for value in table["value"]]


BY_HAND = {
    "worked": [1, 5],
    "wait": [0, (1 + 2 + 3 + 4 + 5) / 5],
    "wait_by_team": [0, 3],
    "hand_over": [0, 0],
    "queue": [(1 + 8 * 2) / 30, (1 + 2 + 3 + 4 * 3.5) / 31],
    "queue_by_team": [17 / 30, 20 / 31],
    "queue_at_end": [8, 0],
    "reneged": [0, 4],
    "attempts": [1, 5],
    "busy": [48, 96],
    "offered": [720, 744],
    "idle": [672, 648],
    "utilisation": [48 / 720, 96 / 744],
    "work_asked": [10 * 24, 0],
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", BY_HAND)
def test_people_are_counted_as_by_hand(name: str, engine: str) -> None:
    """From the tallies of either engine."""
    found = values(measure(name, flows_of_runs(told(engine))))
    assert found == [round(value, 9) for value in BY_HAND[name]]


@pytest.mark.parametrize(
    ("name", "october"), [("wait_p10", 1.0), ("wait_p50", 3.0), ("wait_p90", 5.0)]
)
def test_waits_spread_as_by_hand(name: str, october: float) -> None:
    """The smallest wait that so many per cent do not exceed."""
    assert values(measure(name, stays_of_runs(told("simpy")))) == [0.0, october]


def test_a_stay_is_made_of_its_parts() -> None:
    """Waits of 0 to 5 days and four of 5.5; six days of work; six times three of the customer."""
    found = measure("stay_parts", stays_of_runs(told("simpy")))
    october = found[found["period_start"] == "2026-10-01"]
    assert dict(zip(october["name"], october["value"].round(9), strict=True)) == {
        "call > wait": 3.7, "call > hand_over": 0.0, "call > work": 0.6, "call > customer": 1.8,
    }  # fmt: skip
    assert found[found["period_start"] == "2026-09-01"]["value"].isna().all()


def test_the_whole_horizon_is_one_period() -> None:
    """Sums are added, averages weighed anew, and a queue at the end is that of the last period."""
    whole = flows_of_runs(told("simpy")).together()
    assert values(measure("wait", whole)) == [2.5]
    assert values(measure("queue", whole)) == [round(37 / 61, 9)]
    assert values(measure("queue_at_end", whole)) == [0]
    assert values(measure("busy", whole)) == [144]


@pytest.mark.parametrize("name", ["wait", "worked", "hand_over", "reneged", "woken", "opted_out"])
@pytest.mark.parametrize("funnel", MECHANISMS)
def test_tallies_stays_and_their_table_agree(funnel: str, name: str) -> None:
    """Whatever stays tell of people and parking places, they tell as the tallies do."""
    runs = _mechanism(funnel)
    table = pd.concat([stays_table(runs, r) for r in runs.stays], ignore_index=True)
    read = stays_of_table(
        table, runs.compiled.periods, open_leads=frozenset(runs.compiled.layout.leads)
    )
    seen = [measure(name, of) for of in (flows_of_runs(runs), flows_of(stays_of_runs(runs)), read)]
    first, *others = (
        t[t["value"].fillna(0.0) != 0.0].set_index(["replication", "period_start", "name"])["value"]
        for t in seen
    )
    for other in others:
        pd.testing.assert_series_equal(first.sort_index(), other.sort_index(), rtol=1e-9)
    happens = {"woken", "opted_out"} if funnel == "nursing" else {"wait", "worked", "reneged"}
    assert len(first) > 0 or name not in happens


@cache
def _mechanism(name: str) -> Runs:
    """Return two futures of a funnel in which much happens."""
    return run(MECHANISMS[name](), n=2, engine="simpy")


def test_rests_of_a_stay_add_up() -> None:
    """Whoever hands over, breaks off or waits in vain: the parts are the stay, to the second."""
    for name in MECHANISMS:
        stays = stays_of_runs(_mechanism(name)).together()
        parts = measure("stay_parts", stays).dropna()
        sums = parts.groupby(["replication", parts["name"].str.split(" > ").str[0]])["value"].sum()
        done = (stays.period_of(stays.left) >= 0) & ~stays.opening
        lasted = pd.Series((stays.left - stays.entered)[done] / 86_400)
        keys = [stays.replications[stays.which[done]], [stays.stages[k] for k in stays.stage[done]]]
        means = lasted.groupby(keys).mean()
        assert sums.tolist() == pytest.approx(means.tolist())
        assert (parts["value"] >= 0).all()


def test_touches_are_counted_as_by_hand() -> None:
    """Ten leads, a touch every ten days, three at most: 30 touches, all opened, nobody wakes."""
    nurture = {
        "touch_every": "10 days", "touches_at_most": 3, "opened": "100 %",
        "opt_out": "0 % per touch", "wakes": "0 % per month",
        "woken": {"to": "call", "advance_odds": "times 1", "dwell": "times 1"},
        "afterwards": "cold.over", "cost": "1 per touch",
    }  # fmt: skip
    funnel = ten(
        sources={"list": {"enters": "nurture", "batches": [{"on": "2026-09-15", "leads": 10}]}},
        nurture=nurture,
    )
    flows = flows_of_runs(run(funnel, n=1, engine="simpy"))
    assert values(measure("touches", flows)) == [10, 20]
    assert values(measure("opens", flows)) == [10, 20]
    assert values(measure("woken", flows)) == [0, 0]


def test_who_is_refused_would_have_come() -> None:
    """Leads and refused candidates of a finite market are the leads of an endless one."""
    source = {"leads": "60 per month", "enters": "call"}
    endless = flows_of_runs(run(ten(sources={"web": source}), n=2, engine="simpy"))
    finite = {"web": {**source, "market": {"accounts": 20, "cooling": "30 days"}}}
    ends = flows_of_runs(run(ten(sources=finite), n=2, engine="simpy"))
    refused, came = measure("refused", ends)["value"], measure("leads", ends)["value"]
    assert refused.sum() > 10
    assert (refused + came).tolist() == measure("leads", endless)["value"].tolist()


def _gated(reliability: float) -> Runs:
    """Return futures of a gate that passes as many ordinary leads as are good."""
    gate = {"pass": "40 %", "reliability": reliability}
    stage = {
        "gate": gate, "next": "won", "otherwise": "lost.no_fit", "dwell": "3 days",
        "stale": {"after": "2 days", "to": "cold.old", "reviewed": "weekly"},
    }  # fmt: skip
    web = {"enters": "call", "leads": "60 per month", "good": "55 %",
           "batches": [{"on": "2026-09-10", "leads": 20}]}  # fmt: skip
    leads = [{"lead": f"L{n}", "stage": "call", "entered_on": "2026-08-31"} for n in range(20)]
    return run(
        Funnel.model_validate(
            {
                "simfunnel": 1, "funnel": "gate", "until": "2026-11-30",
                "today": {"date": "2026-09-01", "open_leads": leads},
                "quality": {"good": "40 %", "advance_odds": "times 1"},
                "sources": {"web": web}, "stages": {"call": stage},
            }
        ),
        n=2,
        engine="simpy",
    )  # fmt: skip


def test_a_perfect_gate_makes_no_mistakes() -> None:
    """Drawn again, every lead is as good as the gate saw it: open ones, batches and the stream."""
    runs = _gated(1.0)
    stays = stays_of_runs(runs, good_leads(runs)).together()
    table = measure("gate_decisions", stays)
    cells = table.pivot(index="replication", columns="name", values="value")
    assert (cells[["call > passed > poor", "call > refused > good"]] == 0).all(axis=None)
    assert (cells[["call > passed > good", "call > refused > poor"]] > 20).all(axis=None)
    stale = flows_of_runs(runs).through([w[2] == "stale" for w in runs.compiled.layout.ways])
    ended = flows_of_runs(runs).left.sum(axis=(1, 2))
    assert cells.sum(axis=1).tolist() == (ended - stale.sum(axis=1)).tolist()
    assert stale.sum() > 0


def test_a_coin_makes_mistakes_as_a_coin_does() -> None:
    """It refuses as large a share of the good as of the poor, and passes poor ones as they come."""
    runs = _gated(0.0)
    stays = stays_of_runs(runs, good_leads(runs)).together()
    accepts, rejects = (
        measure(name, stays)["value"].mean() for name in ("false_accepts", "false_rejects")
    )
    assert accepts == pytest.approx(0.45, abs=0.15)
    assert rejects == pytest.approx(0.60, abs=0.15)


def test_what_nobody_knows_is_refused() -> None:
    """A past tells no waits, stays tell no queues, and quality is seen by nobody."""
    faults = []
    for name, of in (
        ("wait", three_leads_flows()),
        ("wait_p50", three_leads_stays()),
        ("queue", flows_of(stays_of_runs(told("simpy")))),
        ("gate_decisions", stays_of_runs(told("simpy"))),
    ):
        with pytest.raises(TableError) as caught:
            measure(name, of)
        faults.append(str(caught.value))
    past = "when work begins is known of simulated futures only; a past does not tell it."
    assert faults == [
        past,
        past,
        "queues, hours and touches are counted while futures run, and no stay tells them; ask an "
        "outlook.",
        "how good leads truly are is known of simulated futures only, where the funnel states "
        "quality.",
    ]


def test_an_outlook_measures_people() -> None:
    """By name, like everything else, with quantiles over the futures."""
    outlook = forecast(ten(), replications=3, engine="simpy")
    found = outlook.measure("utilisation", whole=True)
    assert found[["name", "unit", "futures"]].to_numpy().tolist() == [["reps", "share", 3]]
    assert found["p50"].tolist() == [144 / 1464]
    assert outlook.measure("wait_p50", whole=True)["p50"].tolist() == [2.0]
