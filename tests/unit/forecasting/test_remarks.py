"""How far to trust an outlook: sentences that its numbers settle."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simfunnel.forecasting.outlook import Outlook

Make = Callable[..., Outlook]
MEASURED = {
    "hazards": {"ages": [0, 5, 10], "daily": {"won": [0.1, 0.05, 0.0]}, "advances": ["won"]}
}


def test_an_empty_start_is_a_labelled_choice(made: Make, small: dict[str, Any]) -> None:
    """A funnel without today says that it starts empty; one without open leads too."""
    today = {"date": "2026-08-30"}
    assert made(2, [], today=today).warnings == (
        "No lead is open at the start: everything comes from leads to come.",
    )
    assert small["today"]["open_leads"]


def test_dormant_leads_are_counted_and_not_listed(made: Make) -> None:
    """A lead in the last bin of a measured stage is older than any that ever moved on."""
    outlook = made(2, [], stages={"pitch": MEASURED})
    assert outlook.all_open.dormant == ("A1",)
    assert outlook.open_leads["lead"].tolist() == ["A2"]
    assert outlook.warnings == (
        "1 of 2 open leads is older than any that ever moved on. The others are listed one by one.",
    )


def test_zombies_are_counted_and_named(made: Make) -> None:
    """A lead older than its dwell allows, in most futures, is not listed but named."""
    outlook = made(3, [], fates=[[-3, -2], [-3, -1], [-2, -3]])
    assert outlook.all_open.zombies == ("A1",)
    assert outlook.warnings == (
        "1 of 2 open leads is older than the dwell of its stage allows (A1): it leaves by its "
        "stale limit at the start or, without one, stays open. It is not listed.",
    )


def test_rows_of_draws_are_counted(made: Make) -> None:
    """Fewer joint draws than futures: the error counts draws, and the outlook says so."""
    draws = {"columns": ["sources.web.leads"], "values": [[20.0], [40.0]]}
    outlook = made(4, [], doubt={"draws": draws})
    assert outlook.futures.independent == 2
    assert outlook.probability("1M").independent == 2
    assert outlook.warnings == (
        "The doubt has 2 joint draws for 4 futures, so the error of chances counts 2.",
    )


def test_without_amounts_deals_are_counted(made: Make, small: dict[str, Any]) -> None:
    """Nothing says what a deal is worth: the outlook counts deals and says so."""
    today = small["today"] | {"open_leads": [], "booked_so_far": []}
    outlook = made(2, [(0, 1, "to_come", 0)], amount=None, today=today)
    assert outlook.futures.main_measure == "won"
    assert outlook.warnings[-1] == (
        "Nothing says what a deal is worth, so deals are counted, not amounts."
    )
    assert outlook.card().periods["amount_p50"].isna().all()


def test_a_horizon_shorter_than_its_period_says_so(made: Make) -> None:
    """Ten days of one month are no month: the only row of the table is a part of one."""
    outlook = made(2, [], until="2026-08-31")
    assert outlook.periods["part"].tolist() == [True, True]  # won and won_amount
    assert outlook.warnings == (
        "The horizon ends before a month is over: its only period is a part of one.",
    )
