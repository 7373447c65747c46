"""Which doubts matter most: honest counts among low and high draws, and words for them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from simfunnel.forecasting.assumptions import as_assumptions, assumptions_table
from simfunnel.forecasting.outlook import Outlook
from simfunnel.tables import ASSUMPTIONS

Make = Callable[..., Outlook]
DOUBT = {
    "stages.pitch.advance": ["15 %", "25 %", "40 %"],
    "sources.web.leads": ["20 per month", "30 per month", "45 per month"],
    "shock": {"advance_odds": "times 1.2"},
}


def test_hits_are_counted_among_low_and_high_draws(made: Make) -> None:
    """A target that is reached where one number is high swings with that number alone."""
    outlook = made(200, [], doubt=DOUBT)
    drawn = outlook.runs.compiled.patches.drawn["stages.pitch.advance"]
    table = assumptions_table(outlook.futures, drawn > np.quantile(drawn, 0.1))
    assert {name: str(kind) for name, kind in table.dtypes.items()} == ASSUMPTIONS
    assert sorted(table["path"]) == ["doubt.shock", "sources.web.leads", "stages.pitch.advance"]
    first = table.iloc[0]
    assert (first["path"], first["low"], first["high"], first["swing"]) == (
        "stages.pitch.advance", 0.5, 1.0, 0.5,
    )  # fmt: skip
    assert first["error"] == pytest.approx(1.959964 * 0.5 / np.sqrt(40.0), rel=1e-9)
    assert (first["label"], first["doubt"]) == ("Go on from pitch, 25 %", "our doubt: 15 to 40 %")
    assert table["swing"].abs().is_monotonic_decreasing


def test_only_what_stands_out_of_the_noise_matters(made: Make) -> None:
    """Numbers that have nothing to do with the target are in the table, but not on the card."""
    outlook = made(400, [], doubt=DOUBT)
    drawn = outlook.runs.compiled.patches.drawn["sources.web.leads"]
    table = assumptions_table(outlook.futures, drawn > np.quantile(drawn, 0.5))
    shown = as_assumptions(table)
    assert [(row.label, row.low, row.high) for row in shown] == [
        ("New leads from web, 30 per month", 0.0, 1.0)
    ]
    assert shown[0].doubt == "our doubt: 20 to 45 per month"


def test_good_and_bad_times_are_those_of_the_engines(simulated: Outlook) -> None:
    """The shock that is read back moves the wins of the simulated futures."""
    table = simulated.assumptions("8 won by 2026-09-30").set_index("path")
    assert table.loc["doubt.shock", "label"] == "Good or bad times for everybody"
    assert table.loc["doubt.shock", "doubt"] == "one notch worse or better for all leads"
    assert table.loc["doubt.shock", "swing"] > 0.1
    assert table.loc["stages.pitch.advance", "swing"] > 0.1


def test_few_futures_say_nothing(made: Make) -> None:
    """With fewer than 200 futures the tails hold too few to count."""
    outlook = made(199, [], doubt=DOUBT)
    assert assumptions_table(outlook.futures, np.ones(199, dtype=bool)).empty


def test_nothing_in_doubt_is_an_empty_table(made: Make) -> None:
    """A funnel without doubt has no assumptions to swing."""
    assert assumptions_table(made(200, []).futures, np.ones(200, dtype=bool)).empty
