"""Goodness of fit: hazards give back the exits that they were measured from."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from simfunnel.calibration.fit import chance_by_age, fit_table
from simfunnel.calibration.hazards import rates_of
from simfunnel.calibration.lexis import lexis_table


def test_refitted_exits_match_and_recent_ones_are_judged() -> None:
    """2,000 stays with a constant hazard: both windows agree with themselves."""
    generator = np.random.default_rng(7)
    entered = np.datetime64("2025-01-01", "D") + generator.integers(0, 365, 2000)
    left = entered + generator.geometric(0.1, 2000) - 1
    stays = pd.DataFrame(
        {
            "stage": "demo",
            "entered_at": entered.astype("M8[s]"),
            "left_at": left.astype("M8[s]"),
            "exit": "won",
        }
    )
    first, last = date(2025, 1, 1), date(2025, 12, 31)
    rates = {"demo": rates_of(lexis_table(stays, first, last))}
    row = fit_table(stays, rates, first, last).iloc[0]
    assert row["observed"] == (left <= np.datetime64("2025-12-31")).sum()
    assert row["refitted"] == pytest.approx(row["observed"], rel=0.005)
    assert row["observed_recent"] < row["observed"]
    assert abs(row["surprise"]) < 4.9


def test_chances_by_age_follow_the_bins() -> None:
    """Every age has the chance of its bin, the last bin going on for ever."""
    stays = pd.DataFrame(
        {
            "entered_at": pd.to_datetime(["2026-01-01"] * 24),
            "left_at": pd.to_datetime(["2026-01-01"] * 12 + ["2026-01-04"] * 12),
            "exit": "won",
        }
    )
    rates = rates_of(lexis_table(stays, date(2026, 1, 1), date(2026, 1, 10)))
    assert rates.ages == (0, 1, 4)
    by_age = chance_by_age(rates, 8)[0]
    assert by_age[1] == by_age[2] == by_age[3]
    assert by_age[4] == by_age[7]
    capped = np.minimum(rates.chance[0], 0.995)
    assert by_age[[0, 1, 4]] == pytest.approx(capped)
