"""Measures of a history, counted by hand.

0061  lead 5 January, demo on the 8th, won on the 20th
0062  lead and demo on 6 January, still there
0063  lead 7 January, still there
0064  lead 9 January, demo on the 12th, won on 3 February, the last day
"""

from __future__ import annotations

import pandas as pd
import pytest

from simfunnel.errors import FunnelError, HistoryError, UnknownNameError
from simfunnel.history import History, read_history
from simfunnel.tables import CURVES, MEASURED

TINY = ("tests/data/crm/tiny.csv", "tests/data/crm/tiny.yaml")


@pytest.fixture(scope="module")
def history() -> History:
    """Return four leads."""
    return read_history(*TINY)


def told(table: pd.DataFrame) -> dict[str, list[float]]:
    """Return the values by part."""
    assert (
        table[["p10", "p50", "p90"]].eq(table["mean"], axis=0)
        | table["mean"].isna().to_numpy()[:, None]
    ).all(axis=None)
    return {str(name): rows["mean"].tolist() for name, rows in table.groupby("name")}


def test_conversion_follows_who_is_open(history: History) -> None:
    """Three of four leads get a demo. Of three demos one is won on day 12, one of two on day 22."""
    table = history.measure("conversion", whole=True)

    assert {column: str(kind) for column, kind in table.dtypes.items()} == MEASURED
    assert told(table) == {"lead": [0.75], "demo": pytest.approx([2 / 3], abs=1e-12)}
    assert table[["label", "futures", "part"]].to_numpy().tolist()[0] == [
        "2026-01-05 to 2026-02-03", 1, False,
    ]  # fmt: skip


def test_what_is_not_known_yet_is_not_lost(history: History) -> None:
    """On 20 January 0064 is 9 days in demo: of the two that were there on day 12 one was won."""
    then = history.as_of(pd.Timestamp("2026-01-20").date())
    assert told(then.measure("conversion", whole=True))["demo"] == [0.5]


def test_periods_count_what_happened_in_them(history: History) -> None:
    """Two wins of EUR 1,200 and 800.50, a month each; both of leads that came in January."""
    assert told(history.measure("won_amount")) == {"": [1200.0, 800.5]}
    assert told(history.measure("brought"))["web"] == [2000.5, 0]
    assert told(history.measure("closed_cycle")) == {"": [15, 25]}
    assert told(history.measure("won", period="quarter")) == {"": [2]}
    assert told(history.measure("won", since="2026-02-01")) == {"": [1]}


def test_the_curve_is_the_share_won_by_age(history: History) -> None:
    """A quarter by day 15, and one of the three that are left by day 25."""
    table = history.curve("won_curve").set_index("age_days")

    assert set(CURVES) == {"age_days", *table.columns}
    assert table["mean"].loc[[14, 15, 24]].tolist() == [0, 0.25, 0.25]
    assert table["mean"].loc[25] == pytest.approx(0.5, abs=1e-12)
    assert table["at_risk"].loc[[0, 15, 16, 25, 28]].tolist() == [4, 4, 3, 3, 2]


def test_bad_questions_are_refused(history: History) -> None:
    """A day after the last, a period and a measure that do not exist."""
    with pytest.raises(HistoryError) as late:
        history.measure("won", since="2026-02-04")
    assert str(late.value) == (
        "tiny: is known up to 2026-02-03; measure from that day or an earlier one, not 2026-02-04."
    )
    with pytest.raises(FunnelError, match=r"Did you mean 'month'\?$"):
        history.measure("won", period="mouth")
    with pytest.raises(UnknownNameError, match=r"Did you mean 'won_share'\?$"):
        history.measure("won_shares")
