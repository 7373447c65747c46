"""Measures of ten leads, counted by hand.

The ten, by days: what is counted is March and April, so observation ends on 1 May at 00:00.

    a  open at the start in pitch, won on 5 March (EUR 1,000); it came on 1 February
    b  open at the start in call, lost on 2 April
    c  open at the start in call, and still there: 49 days old on 1 April, 79 on 1 May
    d  over before the start
    e  call for 9 days, pitch for 22 days, won on 1 April (EUR 333.33), 31 days after it came
    f  call for 28 days less a second, then thrown out by the stale limit
    g  pitch for 36 days, back to call for its budget on 20 April, still there: 11 days old
    h  call for 1 day, pitch from 6 April, won on 1 May: a second too late, so open, 25 days old
    i  call since 30 April: 1 day old
    j  comes after the end
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from simfunnel.errors import TableError, UnknownNameError
from simfunnel.funnel.periods import Periods
from simfunnel.measures import (
    MEASURES,
    Flows,
    Stays,
    curve,
    flows_of_stays,
    measure,
    stays_of_table,
)
from simfunnel.tables import RUNS, STAYS

MARCH_APRIL = Periods.of(date(2026, 3, 1), date(2026, 4, 30), "month")
# lead, stage, entered, left, exit, because, source, amount in hundredths
TEN = [
    ("a", "call", "2026-02-01", "2026-02-20", "pitch", None, "web", 1000_00),
    ("a", "pitch", "2026-02-20", "2026-03-05", "won", None, "web", 1000_00),
    ("b", "call", "2026-02-10", "2026-04-02", "lost.price", None, "web", None),
    ("c", "call", "2026-02-11", None, None, None, "fair", None),
    ("d", "call", "2026-01-05", "2026-02-01", "lost.price", None, "fair", None),
    ("e", "call", "2026-03-01", "2026-03-10", "pitch", None, "web", 333_33),
    ("e", "pitch", "2026-03-10", "2026-04-01", "won", None, "web", 333_33),
    ("f", "call", "2026-03-04", "2026-03-31 23:59:59", "lost.price", "stale", "web", None),
    ("g", "pitch", "2026-03-15", "2026-04-20", "call", "budget", "fair", None),
    ("g", "call", "2026-04-20", None, None, None, "fair", None),
    ("h", "call", "2026-04-05", "2026-04-06", "pitch", None, "web", None),
    ("h", "pitch", "2026-04-06", "2026-05-01", "won", None, "web", 9),
    ("i", "call", "2026-04-30", None, None, None, "web", None),
    ("j", "call", "2026-05-02", None, None, None, "web", None),
]


@pytest.fixture
def stays() -> pd.DataFrame:
    """Return the stays of ten leads."""
    columns = ["lead", "stage", "entered_at", "left_at", "exit", "because", "source", "amount"]
    table = pd.DataFrame(TEN, columns=columns)
    table["occasion"] = 0
    for name in ("entered_at", "worked_at", "left_at"):
        table[name] = pd.to_datetime(table.get(name), format="ISO8601")
    for name in ("segment", "owner"):
        table[name] = None
    return table[list(STAYS)].astype(STAYS)


@pytest.fixture
def flows(stays: pd.DataFrame) -> Flows:
    """Return the flows of March and April."""
    return flows_of_stays(stays, MARCH_APRIL)


def values(name: str, of: Flows | Stays) -> dict[str, list[float]]:
    """Return the values of a measure by part, in order of the periods."""
    table = measure(name, of)
    assert {column: str(kind) for column, kind in table.dtypes.items()} == RUNS
    return {str(part): rows["value"].tolist() for part, rows in table.groupby("name")}


NAN = float("nan")
THIRD, A_SECOND = 1 / 3, 1 / 86_400
COUNTED: dict[str, dict[str, list[float]]] = {
    "leads": {"": [3, 2]},  # e f g; h i
    "leads_by_source": {"fair": [1, 0], "web": [2, 2]},
    "entered": {"call": [2, 3], "pitch": [2, 1]},  # e f, g h i; e g, h
    "won": {"": [1, 1]},  # a; e
    "won_amount": {"": [1000.0, 333.33]},
    "lost": {"lost.price": [1, 1]},  # f; b
    "open": {"": [4, 4]},  # b c e g; c g h i
    "open_by_stage": {"call": [2, 3], "pitch": [2, 1]},
    "left": {
        "call > lost.price": [0, 1],
        "call > lost.price (stale)": [1, 0],
        "call > pitch": [1, 1],
        "pitch > call (budget)": [0, 1],
        "pitch > won": [1, 1],
    },
    # of those who entered in March, e f call and e g pitch; in April, g h i call and h pitch
    "advanced": {"call": [1, 1], "pitch": [1, 0]},  # e, h; e
    "cohort": {
        "call > lost.price": [0, 0],
        "call > lost.price (stale)": [1, 0],
        "call > pitch": [1, 1],
        "pitch > call (budget)": [1, 0],
        "pitch > won": [1, 0],
        "call > open": [0, 2],  # g i
        "pitch > open": [0, 1],  # h
    },
    "fates": {"lost.price": [1, 0], "won": [1, 0], "open": [1, 2]},  # f, e, g; h i
    "fates_by_source": {
        "fair > lost.price": [0, 0], "fair > won": [0, 0], "fair > open": [1, 0],
        "web > lost.price": [1, 0], "web > won": [1, 0], "web > open": [0, 2],
    },
    "brought": {"fair": [0, 0], "web": [333.33, 0]},
    # in April, day 1: h of g h i goes on, and i is seen no longer; nothing happens to g
    "conversion": {"call": [0.5, THIRD], "pitch": [0.5, 0]},
    "conversion_by_exit": {
        "call > lost.price": [0.5, 0],
        "call > pitch": [0.5, THIRD],
        "call > open": [0, 2 * THIRD],
        "pitch > call": [0.5, 0],
        "pitch > won": [0.5, 0],
        "pitch > open": [0, 1],
    },
    # of e f g one of three is lost on day 28, then one of two, e and g, is won on day 31
    "won_share": {"": [2 * THIRD / 2, 0]},
    # web: one of e f is lost, then the other one is won; fair: g is open
    "won_share_by_source": {"fair": [0, NAN], "web": [0.5, 0]},
    "time_in_stage": {"call": [9, NAN], "pitch": [22, NAN]},  # e of e f; e of e g
    "time_in_stage_p10": {"call": [9, 1], "pitch": [22, NAN]},  # h is a third of g h i
    "time_in_stage_p90": {"call": [28 - A_SECOND, NAN], "pitch": [36, NAN]},
    "sales_cycle": {"": [31, NAN]},  # e is all that is won of e f g
    "sales_cycle_p10": {"": [31, NAN]},
    "sales_cycle_p90": {"": [31, NAN]},
    "closed_cycle": {"": [32, 31]},  # a came on 1 February; e
    "open_by_age": {
        "call > 0-29 days": [0, 2],  # g i
        "call > 30-59 days": [2, 0],  # b is 50, c 49
        "call > 60-89 days": [0, 1],  # c is 79
        "pitch > 0-29 days": [2, 1],  # e is 22, g 17; h
    },
    "open_value": {"call": [0, 0], "pitch": [333.33, 0.09]},  # e; h
    "open_value_by_age": {"pitch > 0-29 days": [333.33, 0.09]},
}  # fmt: skip


def test_every_measure_is_counted() -> None:
    """None is left out; those of people, touches and gates are counted in test_people."""
    people = list(MEASURES)[list(MEASURES).index("wait") :]
    assert {*COUNTED, *people} == set(MEASURES)
    assert not set(COUNTED) & set(people)


def told(name: str, of: Stays) -> dict[str, list[float]]:
    """Return the values of a measure, bands of age without anybody left out."""
    found = values(name, of)
    return {k: v for k, v in found.items() if "days" not in k or any(v)}


@pytest.mark.parametrize("name", COUNTED)
def test_ten_leads_by_hand(stays: pd.DataFrame, name: str) -> None:
    """Every measure gives what a pencil gives; ends of periods belong to the next."""
    found = told(name, stays_of_table(stays, MARCH_APRIL))

    assert found.keys() == COUNTED[name].keys()
    for part, counted in COUNTED[name].items():
        assert found[part] == pytest.approx(counted, abs=1e-12, nan_ok=True), part


@pytest.mark.parametrize("name", COUNTED)
def test_two_futures_like_the_past_measure_like_it(stays: pd.DataFrame, name: str) -> None:
    """The same stays with the number of a future give the same, future by future."""
    both = pd.concat([stays.assign(replication=r) for r in (4, 9)]).sample(frac=1, random_state=1)
    both = both.sort_values("entered_at", kind="stable")
    futures = stays_of_table(both, MARCH_APRIL)
    past = stays_of_table(stays, MARCH_APRIL)

    assert futures.replications.tolist() == [4, 9]
    table = measure(name, futures)
    for _, future in table.groupby("replication"):
        expected = measure(name, past)
        np.testing.assert_array_equal(future["value"], expected["value"])
        np.testing.assert_array_equal(future["name"], expected["name"])


def test_cohorts_are_followed_beyond_the_periods(stays: pd.DataFrame) -> None:
    """With May at hand lead h, which came in April, is won; April's own wins do not change."""
    known = stays_of_table(stays, MARCH_APRIL, last_day=date(2026, 5, 31))

    assert values("brought", known) == {"fair": [0, 0], "web": [333.33, 0.09]}
    assert values("fates", known)["won"] == [1, 1]
    assert values("conversion", known)["pitch"] == [0.5, 1]
    assert values("won", known) == {"": [1, 1]}


def test_the_curve_of_the_ten(stays: pd.DataFrame) -> None:
    """Of e f g h i, f is lost on day 28 and e is won on day 31, when h and i are seen no longer.

    On day 28 h (26 days old at the end) and i (1 day) are gone as well, so three are at risk and
    two thirds go on; one half of them is won.
    """
    table = curve("won_curve", stays_of_table(stays, MARCH_APRIL)).set_index("age_days")

    assert table.index.tolist() == list(range(48))  # g is 47 days old at the end
    assert table["at_risk"].loc[[1, 2, 26, 27, 28, 31, 32]].tolist() == [5, 4, 4, 3, 2, 2, 1]
    assert table["mean"].loc[[0, 30]].tolist() == [0, 0]
    assert table["mean"].loc[[31, 47]].tolist() == pytest.approx([THIRD, THIRD], abs=1e-12)


def test_ends_that_were_not_recorded_are_not_missed(stays: pd.DataFrame) -> None:
    """Where closes are recorded from 6 March on, e counts from its 5th day: at risk, not new."""
    known = stays_of_table(stays, MARCH_APRIL, since=date(2026, 3, 31))

    # of e f g in pitch and call: e's call of 1 March ended on 10 March, unseen; f is seen from
    # day 27 on and is lost; e and g are seen in pitch from their days 21 and 16 on
    assert values("conversion", known)["call"][0] == 0
    assert values("conversion", known)["pitch"][0] == 0.5


def test_history_is_replication_zero(flows: Flows) -> None:
    """The past has one replication, number 0."""
    assert flows.replications.tolist() == [0]


def test_a_lead_that_was_open_is_not_new_on_the_day_of_the_start(stays: pd.DataFrame) -> None:
    """Lead e entered in the first second: new, unless it is named as open at the start."""
    known = flows_of_stays(stays, MARCH_APRIL, open_leads={"e"})
    assert values("leads", known) == {"": [2, 2]}
    assert values("open", known) == {"": [4, 4]}


def test_no_stays_are_no_moves(stays: pd.DataFrame) -> None:
    """An empty table gives zeros for the whole and no parts."""
    nothing = flows_of_stays(stays.head(0), MARCH_APRIL)
    assert values("won", nothing) == {"": [0, 0]}
    assert values("lost", nothing) == {}


def test_an_unknown_measure_is_named_with_its_neighbour(flows: Flows) -> None:
    """The refusal lists what there is."""
    with pytest.raises(UnknownNameError) as caught:
        measure("wonn", flows)
    assert str(caught.value) == (
        f"no measure is called 'wonn'; there are {', '.join(MEASURES)}. Did you mean 'won'?"
    )


def test_a_table_without_a_column_is_refused(stays: pd.DataFrame) -> None:
    """A measure says which column of the stays is missing."""
    with pytest.raises(TableError, match=r"^the table 'stays' lacks the column 'exit'; it needs "):
        flows_of_stays(stays.drop(columns="exit"), MARCH_APRIL)
