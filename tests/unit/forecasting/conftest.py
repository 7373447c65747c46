"""Outlooks made by hand: a few futures with their wins written down, to be counted again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from simfunnel.forecasting.forecasts import forecast
from simfunnel.forecasting.futures import Futures
from simfunnel.forecasting.inputs import Given
from simfunnel.forecasting.outlook import Outlook
from simfunnel.forecasting.targets import Goal
from simfunnel.funnel.lower import compile_funnel
from simfunnel.funnel.model import Funnel
from simfunnel.simulation.runner import Runs
from simfunnel.simulation.tallies import Columns, empty_results

SMALL: dict[str, Any] = {
    "simfunnel": 1,
    "funnel": "small",
    "until": "2026-09-08",
    "today": {
        "date": "2026-08-30",
        "booked_so_far": {"since": "2026-01-01", "won": 3, "amount": "30 000"},
        "open_leads": [
            {"lead": "A1", "stage": "pitch", "entered_on": "2026-08-20", "amount": "5 000"},
            {"lead": "A2", "stage": "pitch", "entered_on": "2026-08-30"},
        ],
    },
    "amount": {"median": "10 000", "p90": "30 000"},
    "sources": {"web": {"leads": "30 per month", "enters": "pitch"}},
    "stages": {
        "pitch": {
            "advance": "25 %",
            "next": "won",
            "otherwise": {"lost.price": "100 %"},
            "dwell": {"median": "10 days", "p90": "30 days"},
        }
    },
}
"""Ten days from 30 August 2026: two of August, eight of September."""

Win = tuple[int, int, str, int]
Make = Callable[..., Outlook]


@pytest.fixture(scope="session")
def small() -> dict[str, Any]:
    """Return the document of the small funnel."""
    return SMALL


@pytest.fixture
def made() -> Make:
    """Return a maker of outlooks from wins: (future, day, "open" or "to_come", hundredths)."""

    def make(
        n: int,
        wins: list[Win],
        *,
        goals: tuple[Goal, ...] = (),
        fates: list[list[int]] | None = None,
        worth: list[list[int]] | None = None,
        asked: int | None = None,
        **changes: Any,
    ) -> Outlook:
        funnel = Funnel.model_validate(SMALL | changes)
        compiled = compile_funnel(funnel, doubt_rows=n)
        columns = Columns.of(compiled.layout)
        open_leads = len(compiled.layout.leads)
        results = empty_results(n, len(compiled.periods), columns.width, funnel.days, open_leads)
        for future, day, part, cents in wins:
            first = 2 if part == "open" else 0
            results.wins[future, day, first] += 1
            results.wins[future, day, first + 1] += cents
        for table, rows in ((results.fates, fates), (results.worth, worth)):
            if rows is not None:
                table[:] = np.array(rows)
        runs = Runs(compiled, 7, "simpy", asked or n, np.arange(n), results, columns, 0.5, {})
        return Outlook(Futures(Given(funnel), runs), goals, again="again")

    return make


@pytest.fixture(scope="session")
def simulated() -> Outlook:
    """Return a small outlook that SimPy made, with a target and numbers in doubt."""
    doubt = {
        "stages.pitch.advance": ["15 %", "25 %", "40 %"],
        "sources.web.leads": ["29 per month", "30 per month", "31 per month"],
        "shock": {"advance_odds": "times 1.2", "leads": "10 %"},
    }
    targets = {"autumn": {"won": 8, "by": "2026-09-30", "sure": "90 %"}}
    funnel = Funnel.model_validate(SMALL | {"doubt": doubt, "targets": targets})
    return forecast(funnel, replications=240, engine="simpy", workers=1)


@pytest.fixture
def stopped(made: Make) -> Outlook:
    """Return an outlook whose run was stopped after two of five futures."""
    outlook = made(2, [(0, 1, "to_come", 100_00)], asked=5)
    assert outlook.runs.incomplete
    return replace(outlook)
