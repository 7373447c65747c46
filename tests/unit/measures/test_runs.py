"""Tables of runs: tallies and stays tell the same, in names and dates."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from simfunnel.errors import TableError
from simfunnel.funnel.examples import staffed
from simfunnel.funnel.lower import compile_funnel
from simfunnel.funnel.model import Funnel
from simfunnel.measures import (
    MEASURES,
    Stays,
    measure,
    runs_table,
    stays_of_runs,
    stays_of_table,
    stays_table,
)
from simfunnel.simulation.runner import Runs, simulate
from simfunnel.tables import RUNS, SIMULATED_STAYS

FUNNEL: dict[str, Any] = {
    "simfunnel": 1,
    "funnel": "two_stages",
    "until": "2026-06-30",
    "today": {
        "date": "2026-03-01",
        "open_leads": [
            {"lead": "A1", "stage": "pitch", "entered_on": "2026-02-20", "amount": "5 000",
             "owner": "eve"},
            {"lead": "A2", "stage": "call", "entered_on": "2026-03-01"},
            {"lead": "A3", "stage": "call", "entered_on": "2026-01-01", "source": "web"},
        ],
    },
    "amount": {"median": "1 000", "p90": "3 000"},
    "sources": {
        "web": {"leads": "20 per month", "enters": "call"},
        "fair": {"batches": [{"on": "2026-04-14", "leads": 5}], "enters": "pitch"},
    },
    "stages": {
        "call": {
            "advance": "50 %", "next": "pitch",
            "otherwise": {"lost.price": "60 %", "cold.silent": "40 %"},
            "dwell": {"median": "8 days", "p90": "20 days"},
            "stale": {"after": "40 days", "to": "lost.price", "reviewed": "weekly"},
        },
        "pitch": {
            "advance": "40 %", "next": "won",
            "otherwise": {"call": {"share": "30 %", "because": "budget"}, "lost.price": "70 %"},
            "dwell": {"median": "10 days", "p90": "30 days"},
        },
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def runs() -> Runs:
    """Return three futures with the stays of two of them."""
    compiled = compile_funnel(Funnel.model_validate(FUNNEL))
    return simulate(compiled, 3, seed=5, engine="simpy", workers=1, stays_of=[1, 2])


@pytest.fixture(scope="module")
def told(runs: Runs) -> Stays:
    """Return the stays of two futures, read from their table."""
    table = pd.concat([stays_table(runs, r) for r in (1, 2)], ignore_index=True)
    return stays_of_table(
        table, runs.compiled.periods, stages=["call", "pitch"], open_leads={"A1", "A2", "A3"}
    )


def assert_same_where_known(one: pd.DataFrame, other: pd.DataFrame) -> None:
    """Assert that two tables hold the same values, leaving out parts that never happened."""
    keys = ["replication", "period_start", "name"]
    kept = [t[(t["value"] != 0) & t["value"].notna()] for t in (one, other)]
    seen, told = (t.set_index(keys)["value"].sort_index() for t in kept)
    assert len(seen) > 3
    pd.testing.assert_series_equal(seen, told, rtol=1e-12)


SEEN = {
    "wait_by_team", "queue", "queue_by_team", "queue_at_end", "attempts", "busy", "offered", "idle",
    "utilisation", "work_asked", "touches", "opens", "refused", "cost", "cost_by_kind", "discounts",
}  # fmt: skip
"""Counted only while a future runs."""
PEOPLE = {"wait", "worked", "hand_over", "reneged", "woken", "opted_out"}
"""What only funnels with people or parking places have; see test_people."""
COUNTED = {n for n, m in MEASURES.items() if not m.needs_stays} - SEEN - PEOPLE
TOLD = {n for n, m in MEASURES.items() if not m.needs_quality} - SEEN - PEOPLE


@pytest.mark.parametrize("name", sorted(COUNTED))
def test_tallies_and_stays_agree(runs: Runs, told: Stays, name: str) -> None:
    """A measure of a future is the same from its tallies and from its stays."""
    tallied = runs_table(runs, [name])
    assert_same_where_known(tallied[tallied["replication"] > 0], measure(name, told))


@pytest.mark.parametrize("name", sorted(n for n in TOLD if not n.startswith("wait_p")))
def test_kept_stays_and_their_table_agree(runs: Runs, told: Stays, name: str) -> None:
    """A measure is the same from what an engine kept and from the table that people read."""
    assert_same_where_known(measure(name, stays_of_runs(runs)), measure(name, told))


def test_what_needs_stays_asks_for_them(runs: Runs) -> None:
    """Ages cannot be had from counts; with stays at hand both kinds stand in one table."""
    with pytest.raises(TableError) as caught:
        runs_table(runs, ["won", "conversion"])
    assert str(caught.value) == (
        "the measure 'conversion' needs stays, and these are counts; give stays."
    )
    table = runs_table(runs, ["won", "conversion"], stays=stays_of_runs(runs))
    futures = table.groupby("measure")["replication"].unique()
    assert [list(futures[name]) for name in ("won", "conversion")] == [[0, 1, 2], [1, 2]]


def test_runs_hold_the_whole_by_default(runs: Runs) -> None:
    """Without a choice there is one row per replication, period and measure."""
    table = runs_table(runs)
    assert {name: str(kind) for name, kind in table.dtypes.items()} == RUNS
    assert len(table) == 3 * 4 * 4
    assert table.groupby("measure", sort=False)["replication"].nunique().to_dict() == {
        "leads": 3, "won": 3, "won_amount": 3, "open": 3,
    }  # fmt: skip
    assert str(table["period_start"].iloc[0].date()) == "2026-03-01"


def test_stays_are_told_in_names_and_dates(runs: Runs) -> None:
    """Leads have their own ids, or their source and number; what is open has no end."""
    table = stays_table(runs, 1)
    assert {name: str(kind) for name, kind in table.dtypes.items()} == SIMULATED_STAYS
    assert {"A1", "A2", "A3", "fair/2026-04-14:3", "web:0"} <= set(table["lead"])
    first = table[table["lead"] == "A1"].iloc[0]
    assert str(first["entered_at"].date()) == "2026-02-20"
    assert (first["owner"], first["amount"], first["occasion"]) == ("eve", 5000_00, 0)
    fair = table[table["lead"] == "fair/2026-04-14:0"].iloc[0]
    assert (str(fair["entered_at"]), fair["source"]) == ("2026-04-14 00:00:00", "fair")
    assert table["segment"].isna().all()
    still = table["left_at"].isna()
    assert table.loc[still, "exit"].isna().all()
    assert table.loc[~still, "exit"].notna().all()
    assert set(table["because"].dropna()) == {"budget", "stale"}


def test_a_lead_of_unknown_worth_has_no_amount(runs: Runs) -> None:
    """The amount of a lead that was never won is missing, not zero."""
    table = stays_table(runs, 1)
    ended = table[(table["exit"] != "won") & table["lead"].str.startswith("web")]
    assert ended["amount"].isna().any()
    assert (table["amount"].dropna() >= 0).all()


def test_stays_must_have_been_kept(runs: Runs) -> None:
    """The refusal names what was kept and how to keep more."""
    with pytest.raises(TableError) as caught:
        stays_table(runs, 0)
    assert str(caught.value) == (
        "the stays of replication 0 were not kept (kept: 1, 2); run again with 'stays_of=[0]'."
    )


def test_stays_say_who_worked_and_how_long_leads_waited() -> None:
    """By the names of seats; nothing of work that nobody has done yet, or ever does."""
    runs = simulate(compile_funnel(staffed()), 1, seed=5, engine="simpy", stays_of=[0])
    table = stays_table(runs, 0)
    worked = table[table["rep"].notna()]

    by_team = {stage: set(part["rep"]) for stage, part in worked.groupby("stage")}
    assert by_team["call"] == {"callers 1", "callers 2"}
    assert by_team["offer"] | by_team["close"] == {"Ana", "Bo", "Cy", "sellers 4"}
    assert worked["worked_at"].notna().all()
    taken_up = worked["entered_at"] + pd.to_timedelta(worked["wait_days"], unit="D")
    assert (taken_up < worked["worked_at"]).all()
    given_up = table[table["because"] == "patience"]
    assert len(given_up) > 0
    assert given_up[["worked_at", "rep", "wait_days", "between_reps_days"]].isna().all(axis=None)
