"""Expected wins by cohorts, against sums by hand and against single leads."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from simfunnel.calibration import Calibration, calibrate, expected_wins
from simfunnel.calibration.fit import chance_by_age
from simfunnel.calibration.hazards import Rates, daily_hazards
from simfunnel.funnel.model import Funnel
from simfunnel.history import read_history
from simfunnel.units import Percent

START = "2026-01-05"


def constant(chance: dict[str, float]) -> Rates:
    """Return a law with one bin."""
    q = np.array([[p] for p in chance.values()])
    none = np.zeros((len(chance), 1), dtype=np.int64)
    return Rates(tuple(chance), (0,), none[0], none, q, daily_hazards(q))


def calibration(
    rates: dict[str, Rates], open_leads: list[dict[str, str]], leads: str
) -> Calibration:
    """Return a calibration with laws and leads of our choice."""
    some = calibrate(read_history("tests/data/crm/tiny.csv", "tests/data/crm/tiny.yaml"))
    funnel = Funnel.model_validate(
        {
            "simfunnel": 1,
            "funnel": "made",
            "today": {"date": START, "open_leads": open_leads},
            "sources": {"web": {"leads": leads, "enters": next(iter(rates))}},
            "stages": {
                name: {
                    "hazards": {
                        "ages": law.ages,
                        "advances": [],
                        "daily": {e: list(h) for e, h in zip(law.exits, law.hazard, strict=True)},
                    }
                }
                for name, law in rates.items()
            },
        }
    )
    return replace(some, funnel=funnel, rates=rates)


def test_one_open_lead_wins_geometrically() -> None:
    """Daily chance q: on day d it wins with q (1 - Q)^d."""
    made = calibration(
        {"demo": constant({"lost.price": 0.2, "won": 0.1})},
        [{"lead": "a", "stage": "demo", "entered_on": "2026-01-01"}],
        "0 per day",
    )
    table = expected_wins(made, 5)
    assert table["open_leads"].to_numpy() == pytest.approx(0.1 * 0.7 ** np.arange(5))
    assert table["new_leads"].sum() == 0
    assert str(table["day"][0].date()) == START


def test_new_leads_may_pass_two_stages_in_one_day() -> None:
    """Arrivals of a day face the chance of age 0 on that day, in each stage that they reach."""
    made = calibration(
        {"lead": constant({"demo": 0.5}), "demo": constant({"won": 0.4})}, [], "10 per day"
    )
    wins = expected_wins(made, 2)["new_leads"].to_numpy()
    first = 10 * 0.5 * 0.4
    second = (10 * 0.5 + 10 * 0.5 * 0.5) * 0.4 + 10 * 0.5 * 0.6 * 0.4
    assert wins == pytest.approx([first, second])


def test_returns_within_a_day_come_to_an_end() -> None:
    """A loop of two stages adds up as a geometric series."""
    made = calibration(
        {"lead": constant({"demo": 0.5}), "demo": constant({"lead": 0.5, "won": 0.25})},
        [],
        "1 per day",
    )
    reach = 0.5 / (1 - 0.5 * 0.5)  # visits to demo within the day
    assert expected_wins(made, 1)["new_leads"][0] == pytest.approx(0.25 * reach)


def test_weekdays_move_arrivals() -> None:
    """A source that rests on Sundays wins nothing on them where every lead wins at once."""
    made = calibration({"demo": constant({"won": 0.995})}, [], "7 per day")
    source = made.funnel.sources["web"].model_copy(update={"weekdays": {"sun": Percent(0.0)}})
    rested = replace(made, funnel=made.funnel.model_copy(update={"sources": {"web": source}}))
    wins = expected_wins(rested, 7)["new_leads"].to_numpy()
    assert wins[6] < 0.04
    assert wins[:6] == pytest.approx([6.965] + [7.0] * 5, rel=0.01)


def test_cohorts_agree_with_single_leads() -> None:
    """4,000 leads moved one by one with the same chances, by the rule of 4.9 standard errors."""
    ages = (0, 5, 20)
    q = np.array([[0.02, 0.05, 0.01], [0.04, 0.08, 0.02]])
    law = Rates(
        ("lost.price", "won"),
        ages,
        np.zeros(3, np.int64),
        np.zeros((2, 3), np.int64),
        q,
        daily_hazards(q),
    )
    n, days = 4000, 30
    generator = np.random.default_rng(11)
    age = generator.integers(1, 25, n)
    born = pd.Timestamp(START) - pd.to_timedelta(age, unit="D")
    made = calibration(
        {"demo": law},
        [
            {"lead": str(i), "stage": "demo", "entered_on": str(day.date())}
            for i, day in enumerate(born)
        ],
        "0 per day",
    )
    chance = chance_by_age(law, 60)
    here, won = np.ones(n, bool), np.zeros(n, bool)
    for day in range(days):
        u = generator.random(n)
        lost_q, won_q = chance[:, age + day]
        won |= here & (u < won_q)
        here &= u >= won_q + lost_q
    expected = expected_wins(made, days)["open_leads"].sum()
    p = expected / n
    assert abs(won.sum() - expected) < 4.9 * np.sqrt(n * p * (1 - p))
