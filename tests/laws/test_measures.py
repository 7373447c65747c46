"""One measure, one number: from the tallies of either engine, or from the stays."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from engine_runs import made, run

from simfunnel.funnel import layout as at
from simfunnel.funnel.model import Funnel
from simfunnel.measures import (
    Flows,
    flows_of,
    flows_of_runs,
    measure,
    stays_of_runs,
    stays_of_table,
    stays_table,
)
from simfunnel.scenarios import load
from simfunnel.simulation.remake import remake
from simfunnel.simulation.runner import Runs
from simfunnel.simulation.worth import with_worth

SHIPPED = sorted((Path(__file__).resolve().parents[2] / "scenarios").glob("*.yaml"))
PRICED = [path for path in SHIPPED if "amount" in path.read_text(encoding="utf-8")]
UNCHANGED = [path for path in PRICED if "discount:" not in path.read_text()]
"""Where amounts stay as they are; see test_deals for the others."""

DAYS = {"compiled": 365, "simpy": 20}


@cache
def shipped(path: Path, engine: str) -> Runs:
    """Return two replications of a shipped scenario with their stays."""
    funnel = load(path)
    last = min(funnel.last_day, funnel.start + timedelta(days=DAYS[engine]))
    return run(made(funnel.model_copy(update={"until": last})), engine=engine)


@pytest.mark.parametrize("engine", DAYS)
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_tallies_and_stays_are_the_same_flows(path: Path, engine: str) -> None:
    """Everything that is counted, cohorts included, is counted alike, to the lead and the cent."""
    runs = shipped(path, engine)
    tallied, told = flows_of_runs(runs), flows_of(stays_of_runs(runs))

    for field in fields(Flows):
        one, other = getattr(tallied, field.name), getattr(told, field.name)
        if isinstance(one, np.ndarray):
            np.testing.assert_array_equal(one, other, err_msg=field.name)
        elif field.name != "work":
            assert one == other
    assert tallied.followed.sum() > 0


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_cohorts_end_as_their_shares_say(path: Path) -> None:
    """Where a cohort has nobody open left, its conversion is what was counted, exactly."""
    runs = shipped(path, "compiled")
    stays = stays_of_runs(runs)
    entered, advanced, shares = (
        measure(name, stays)["value"].to_numpy() for name in ("entered", "advanced", "conversion")
    )
    still = flows_of(stays)
    open_ = (still.entered - still.by_stage(still.followed)).reshape(-1)
    settled = (open_ == 0) & (entered > 0)

    assert settled.sum() > 3
    np.testing.assert_allclose(shares[settled], advanced[settled] / entered[settled], atol=1e-12)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_table_of_stays_is_read_like_the_run(path: Path) -> None:
    """Names and dates lose nothing: conversions and cycles are those of the run."""
    runs = remake(shipped(path, "compiled"), [0])
    layout, plan = runs.compiled.layout, runs.compiled.plan
    ahead = {way for way, on in zip(layout.ways, plan.ways[:, at.W_AHEAD], strict=True) if on}
    told = stays_of_table(
        stays_table(runs, 0), runs.compiled.periods, open_leads=layout.leads, onward=ahead
    )
    for name in ("conversion", "won_share", "time_in_stage", "sales_cycle", "closed_cycle"):
        one, other = (measure(name, stays) for stays in (stays_of_runs(runs), told))
        both = one.merge(other, on=["period_start", "name"], validate="1:1")
        assert len(both) == len(other)
        np.testing.assert_allclose(both["value_x"], both["value_y"], rtol=1e-12)


@pytest.mark.parametrize("path", UNCHANGED, ids=lambda path: path.stem)
def test_an_amount_is_the_same_whenever_it_is_looked_up(path: Path) -> None:
    """What a won lead was worth is what anybody would have been told of it on its first day."""
    runs = shipped(path, "compiled")
    rows = runs.stays[0]
    blank = rows.copy()
    known = np.isin(rows[:, 0], [-1]) & (rows[:, 9] >= 0)
    blank[~known, 9] = -1
    valued = with_worth(replace(runs, stays={0: blank})).stays[0]
    won = rows[:, 9] >= 0

    assert won.sum() > 10
    np.testing.assert_array_equal(valued[won, 9], rows[won, 9])
    assert (valued[:, 9] >= 0).all()


def test_an_amount_follows_quality_where_it_is_said_to() -> None:
    """With a correlation the lead's quality is drawn too, for open leads and for new ones."""
    document = {
        "simfunnel": 1,
        "funnel": "rho",
        "today": {
            "date": "2026-09-01",
            "open_leads": [
                {"lead": f"L{n}", "stage": "pitch", "entered_on": "2026-08-20"} for n in range(30)
            ],
        },
        "until": "2026-12-31",
        "amount": {"median": "1 000", "p90": "3 000"},
        "quality": {"good": "50 %", "advance_odds": "times 2", "amount_correlation": 0.5},
        "sources": {"web": {"leads": "60 per month", "enters": "pitch"}},
        "stages": {
            "pitch": {"advance": "50 %", "next": "won", "otherwise": {"lost.no": "100 %"},
                      "dwell": {"median": "10 days", "p90": "30 days"}},
        },
    }  # fmt: skip
    runs = run(Funnel.model_validate(document))
    rows = runs.stays[0]
    blank = rows.copy()
    blank[:, 9] = -1
    valued = with_worth(replace(runs, stays={0: blank})).stays[0]
    won = rows[:, 9] >= 0

    assert set(np.unique(rows[won, 0])) == {-1, 0}
    np.testing.assert_array_equal(valued[won, 9], rows[won, 9])
