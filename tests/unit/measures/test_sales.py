"""Who sold what, read from whole numbers: as the table of stays tells it, name by name."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simfunnel.funnel.examples import staffed, tiny
from simfunnel.funnel.lower import compile_funnel
from simfunnel.funnel.model import Funnel
from simfunnel.measures import sold_by_seat, stays_table
from simfunnel.simulation.runner import Runs, simulate


def run(*, reviews: bool = False) -> Runs:
    """Return four futures with their stays; in some a rule has added sellers."""
    data = staffed().document()
    if reviews:
        rule = {"every": "week", "when": "backlog of sellers above 3",
                "do": {"teams.sellers.seats": "plus 2"}}  # fmt: skip
        data["reviews"] = [rule]
    compiled = compile_funnel(Funnel.model_validate(data))
    return simulate(compiled, 4, seed=5, engine="simpy", stays_of=[0, 1, 2, 3])


@pytest.mark.parametrize("reviews", [False, True])
def test_sellers_and_amounts_are_those_of_the_table_of_stays(reviews: bool) -> None:
    """Added up by name in hundredths: the same whole numbers."""
    runs = run(reviews=reviews)
    table = pd.concat([stays_table(runs, r) for r in runs.stays])
    wins = table[(table["exit"] == "won") & table["rep"].notna()]
    told = wins.groupby(["replication", "rep"])["amount"].sum().unstack(fill_value=0)
    names, cents = sold_by_seat(runs)
    assert list(names) == list(told.columns)
    assert any(name.startswith("sellers 5") for name in names) == reviews
    np.testing.assert_array_equal(cents, told.reindex(list(runs.stays)).to_numpy())


def test_what_sellers_sold_is_what_their_team_is_tallied_with() -> None:
    """Each deal is won by somebody of the team whose stage it leaves."""
    runs = run()
    _, cents = sold_by_seat(runs)
    first = runs.columns.sold + runs.compiled.layout.teams.index("sellers")
    tallied = runs.results.tallies[:, :, first].sum(axis=1)
    np.testing.assert_array_equal(cents.sum(axis=1), tallied)


def test_a_deal_whose_work_was_done_before_the_start_is_its_owners() -> None:
    """Each is worth EUR 1,000 and won for sure; the third's owner sits nowhere, the last has none.

    The fourth still has to be worked on: by Bo, who has the first seat, whoever owns it.
    """
    data = staffed().document()
    for name in ("call", "offer"):
        del data["stages"][name]
    data |= {"amount": 1000, "today": {"date": "2026-09-01", "open_leads": [
        {"lead": lead, "stage": "close", "entered_on": "2026-08-20", "owner": owner,
         "worked_on": worked}
        for lead, owner, worked in (
            ("1", "Ana", "2026-08-31"), ("2", "Ana", "2026-08-31"), ("3", "Eve", "2026-08-31"),
            ("4", "Ana", "not yet"), ("5", None, "2026-08-31"),
        )
    ]}}  # fmt: skip
    del data["starts"]
    data["sources"]["web"] |= {"enters": "close", "leads": "0 per month"}
    close = data["stages"]["close"] | {"advance": "100 %", "dwell": "20 days"}
    data["stages"]["close"] = close | {"otherwise": {"lost.price": "100 %"}}
    data["teams"] = {"sellers": {"seats": 2, "names": ["Bo", "Ana"]}}
    funnel = Funnel.model_validate(data)
    runs = simulate(compile_funnel(funnel), 1, seed=5, engine="simpy", stays_of=[0])
    names, cents = sold_by_seat(runs)
    assert dict(zip(names, cents[0].tolist(), strict=True)) == {"Ana": 200_000, "Bo": 100_000}
    assert runs.results.tallies[0, :, runs.columns.sold].sum() == 500_000


def test_where_nobody_works_nobody_sold() -> None:
    """No names, and a row for each future."""
    runs = simulate(compile_funnel(tiny()), 2, seed=1, engine="simpy", stays_of=[0, 1])
    names, cents = sold_by_seat(runs)
    assert names == ()
    assert cents.shape == (2, 0)
