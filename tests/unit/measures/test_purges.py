"""What a stale limit would purge, counted by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from simfunnel.errors import TableError
from simfunnel.forecasting.forecasts import forecast
from simfunnel.funnel.examples import tiny
from simfunnel.funnel.periods import Periods
from simfunnel.measures import purges, stays_of_table
from simfunnel.measures.stays import Stays
from simfunnel.tables import STAYS

START = date(2026, 1, 1)


def pitches(*told: tuple[int, str | None]) -> Stays:
    """Return stays in one stage: how many days, and how they ended; None is still open."""
    moments = pd.DataFrame(
        {
            "lead": [f"L{i}" for i in range(len(told))],
            "stage": "pitch",
            "entered_at": [
                (START if exit_ else date(2026, 4, 30) - timedelta(days=days)).isoformat()
                for days, exit_ in told
            ],
            "left_at": [
                (START + timedelta(days=days)).isoformat() if exit_ else None
                for days, exit_ in told
            ],
            "exit": [exit_ for _, exit_ in told],
            "source": "web",
            "amount": [100_00 * days if exit_ == "won" else None for days, exit_ in told],
        }
    )
    table = moments.reindex(columns=list(STAYS)).assign(occasion=0).astype(STAYS)
    return stays_of_table(table, Periods.of(START, date(2026, 4, 30), "month"))


def test_a_limit_at_a_quantile_of_deals_purges_the_slow_ones() -> None:
    """Deals took 10, 20, 30 and 80 days: a limit that keeps three of four lies at 30 days."""
    stays = pitches(
        (10, "won"), (20, "won"), (30, "won"), (80, "won"),
        (5, "lost.price"), (31, "lost.price"), (90, "lost.price"), (60, None), (3, None),
    )  # fmt: skip
    table = purges(stays, [0.5, 0.75, 1.0])
    assert table["limit_days"].tolist() == [20.0, 30.0, 80.0]
    assert table["purged"].tolist() == [4.0, 3.0, 1.0]
    assert table["purged_won"].tolist() == [2.0, 1.0, 0.0]
    assert table["purged_amount"].tolist() == [110_00.0, 80_00.0, 0.0]
    assert table["open_over"].tolist() == [1.0, 1.0, 0.0]
    assert table["won"].tolist() == [4.0, 4.0, 4.0]


def test_a_stage_without_deals_has_no_limit() -> None:
    """Nothing is known of what a deal takes."""
    assert purges(pitches((5, "lost.price"), (60, None))).empty


@pytest.mark.parametrize("share", [0.0, -0.1, 1.5])
def test_a_quantile_is_a_share(share: float) -> None:
    """Per cents are no shares."""
    with pytest.raises(TableError) as refusal:
        purges(pitches((5, "won")), [share])
    assert str(refusal.value) == f"a quantile is {share}; give shares above 0 and up to 1."


def test_an_outlook_says_what_a_limit_would_purge() -> None:
    """Averages over the futures; a limit that keeps nine of ten deals purges the tenth."""
    outlook = forecast(tiny(), replications=20, engine="simpy", seed=3)
    table = outlook.purges([0.9])
    assert table["stage"].tolist() == ["pitch"]
    row = table.iloc[0]
    assert 0.05 <= row["purged_won"] / row["won"] <= 0.1
    assert row["purged"] > row["purged_won"] > 0.0
