"""Exposure and exits by age, against tables counted by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from simfunnel.calibration.lexis import lexis_table


def stays(*rows: tuple[str, str | None, str | None]) -> pd.DataFrame:
    """Return stays of one stage: entered, left, exit."""
    return pd.DataFrame(
        {
            "entered_at": pd.to_datetime([row[0] for row in rows]),
            "left_at": pd.to_datetime([row[1] for row in rows]),
            "exit": [row[2] for row in rows],
        }
    )


FIVE = stays(
    ("2026-01-01", "2026-01-03", "won"),  # at risk at ages 0, 1, 2
    ("2026-01-01", "2026-01-01", "lost"),  # 0: the day of entry counts
    ("2026-01-02", None, None),  # 0 to 4, open on the 6th
    ("2026-01-04", "2026-01-09", "won"),  # 0 to 2, left after the 6th
    ("2026-01-07", None, None),  # entered after the 6th: not at all
)


def test_a_table_counted_by_hand() -> None:
    """Every day at risk counts once, the day of entry and the day of leaving included."""
    table = lexis_table(FIVE, date(2026, 1, 1), date(2026, 1, 6))
    assert table.exits == ("lost", "won")
    assert table.exposure.tolist() == [4, 3, 3, 1, 1]
    assert table.left.tolist() == [[1, 0, 0, 0, 0], [0, 0, 1, 0, 0]]


def test_days_before_the_window_do_not_count() -> None:
    """Left truncation: from the 3rd on, stays count from the age that they have then."""
    table = lexis_table(FIVE, date(2026, 1, 3), date(2026, 1, 6))
    assert table.exits == ("won",)  # the loss of the 1st was before
    assert table.exposure.tolist() == [1, 2, 3, 1, 1]
    assert table.left.tolist() == [[0, 0, 1, 0, 0]]


def test_moments_count_by_their_day() -> None:
    """Age is the number of midnights since entry, not of hours."""
    late = stays(("2026-01-01 23:59:59", "2026-01-02 00:00:00", "won"))
    table = lexis_table(late, date(2026, 1, 1), date(2026, 1, 6))
    assert (table.exposure.tolist(), table.left.tolist()) == ([1, 1], [[0, 1]])


def test_no_stays_at_all() -> None:
    """An empty window gives an empty table, not an error."""
    table = lexis_table(FIVE, date(2025, 1, 1), date(2025, 1, 6))
    assert (table.exits, table.exposure.tolist(), table.left.shape) == ((), [0], (0, 1))


def test_exposure_adds_up_to_the_days_at_risk() -> None:
    """Summed over ages, exposure is the number of stay-days in the window."""
    generator = np.random.default_rng(3)
    entered = np.datetime64("2026-01-01", "D") + generator.integers(0, 200, 500)
    left = entered + generator.integers(0, 60, 500)
    table = lexis_table(
        pd.DataFrame(
            {"entered_at": entered.astype("M8[s]"), "left_at": left.astype("M8[s]"), "exit": "won"}
        ),
        date(2026, 2, 1),
        date(2026, 5, 31),
    )
    first, last = np.datetime64("2026-02-01"), np.datetime64("2026-05-31")
    inside = (np.minimum(left, last) - np.maximum(entered, first)).astype(int) + 1
    assert table.exposure.sum() == inside[inside > 0].sum()
    assert table.left.sum() == ((left >= first) & (left <= last)).sum()
