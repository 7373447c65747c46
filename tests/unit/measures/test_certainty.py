"""How sure the share won by age is: laws that need no table of numbers."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pandas as pd
import pytest

from simfunnel.funnel.periods import Periods
from simfunnel.measures import curve, stays_of_table, won_curve_of_past
from simfunnel.tables import STAYS

DAYS = Periods.of(date(2026, 1, 1), date(2026, 3, 31), "month")


def _table(days: list[int | None], exits: list[str | None]) -> pd.DataFrame:
    """Return one stay a lead, entered on the first day, that ended so many days later."""
    start = pd.Timestamp("2026-01-01")
    left = [pd.NaT if d is None else start + pd.Timedelta(days=d) for d in days]
    table = pd.DataFrame(
        {
            "lead": [f"L{i}" for i in range(len(days))],
            "stage": "pitch",
            "entered_at": start,
            "left_at": left,
            "exit": exits,
            "source": "web",
        }
    )
    return table.reindex(columns=list(STAYS)).assign(occasion=0).astype(STAYS)


def test_without_censoring_it_is_the_plain_one() -> None:
    """Of 20 leads that all ended 8 were won: the error is that of a share, sqrt(p q / n)."""
    exits: list[str | None] = ["won"] * 8 + ["lost.price"] * 12
    table = won_curve_of_past(
        stays_of_table(_table([3 + i % 7 for i in range(20)], exits), DAYS, stages=("pitch",),
                       last_day=date(2026, 3, 31))
    )  # fmt: skip
    last = table.iloc[-1]
    assert last["share"] == pytest.approx(0.4)
    assert last["error"] == pytest.approx(math.sqrt(0.4 * 0.6 / 20), rel=0.03)


def test_open_leads_make_it_less_sure() -> None:
    """The same wins among leads of whom half are still open are known less well."""
    exits: list[str | None] = ["won"] * 4 + ["lost.price"] * 6 + [None] * 10
    days: list[int | None] = [3 + i % 7 for i in range(10)] + [None] * 10
    stays = stays_of_table(_table(days, exits), DAYS, stages=("pitch",), last_day=date(2026, 1, 6))
    table = won_curve_of_past(stays)
    assert np.all(np.diff(table["share"]) >= 0.0)
    assert table["error"].iloc[-1] > 0.0


def test_the_share_is_that_of_the_curve() -> None:
    """Both tell the same share at every age."""
    exits: list[str | None] = ["won", "lost.price", None, "won", "lost.price"]
    stays = stays_of_table(_table([5, 9, None, 20, 30], exits), DAYS, stages=("pitch",),
                           last_day=date(2026, 3, 31))  # fmt: skip
    table, other = won_curve_of_past(stays), curve("won_curve", stays)
    assert table["age_days"].tolist() == other["age_days"].tolist()
    assert np.allclose(table["share"], other["mean"])


def test_nobody_has_no_curve() -> None:
    """A table without leads gives one without rows."""
    stays = stays_of_table(_table([], []), DAYS, stages=("pitch",), last_day=date(2026, 3, 31))
    assert won_curve_of_past(stays).empty
