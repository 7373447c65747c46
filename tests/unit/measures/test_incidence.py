"""Shares by exit and age: by hand, against plain counting, and what always holds."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simfunnel.errors import TableError, UnknownNameError
from simfunnel.funnel.periods import Periods
from simfunnel.measures import Incidence, curve, incidence, measure, stays_of_table
from simfunnel.measures.examples import three_leads_flows, three_leads_stays
from simfunnel.tables import STAYS

DAY = 86_400


def seen(
    days: list[int], exits: list[int], unseen: list[int] | None = None, n_exits: int = 2
) -> Incidence:
    """Return the incidence of one group; exit -1 is still there."""
    return incidence(
        np.zeros(len(days), dtype=np.int64),
        np.array(days, dtype=np.int64) * DAY,
        np.array(exits, dtype=np.int64),
        n_groups=1,
        n_exits=n_exits,
        unseen=None if unseen is None else np.array(unseen, dtype=np.int64) * DAY,
    )


def test_five_stays_by_hand() -> None:
    """Exits on days 2, 4 and 4; one stay is last seen on day 3, one on day 4.

    Day 2: 1 of 5 leaves by exit 0: 1/5; 4/5 are there. Day 4: the one of day 3 is gone, 3 are at
    risk; each exit takes 1/3 of 4/5. So 0.2 + 4/15, 4/15, and 4/15 are still there.
    """
    found = seen([2, 3, 4, 4, 4], [0, -1, 0, 1, -1])

    assert found.at_risk.tolist() == [5, 3]
    assert found.shares()[0] == pytest.approx([1 / 5 + 4 / 15, 4 / 15], abs=1e-15)
    assert found.left_over()[0] == pytest.approx(4 / 15, abs=1e-15)
    assert found.by_day(5)[0, 0] == pytest.approx([0, 0, 0.2, 0.2, 7 / 15, 7 / 15], abs=1e-15)
    assert found.at_risk_by_day(5)[0].tolist() == [5, 5, 5, 4, 3, 0]


def test_who_was_seen_late_counts_from_then_on() -> None:
    """Two leave on days 1 and 5; a third is seen from day 3 on, a fourth left before it was seen.

    Day 1: 1 of 2. Day 5: 1 of 2, the late one being at risk by then. Its own start is no exit.
    """
    found = seen([1, 5, 6, 2], [0, 0, -1, 1], unseen=[0, 0, 3, 4])

    assert found.seen.tolist() == [3]
    assert found.at_risk.tolist() == [2, 2]
    assert found.shares()[0].tolist() == [0.75, 0.0]


def test_leaving_at_once_counts() -> None:
    """Age 0 is an age: a CRM often closes a deal on the day on which it was entered."""
    assert seen([0, 0, 7], [0, 1, -1]).shares()[0] == pytest.approx([1 / 3, 1 / 3], abs=1e-15)


def test_ages_by_which_a_share_has_left() -> None:
    """The smallest age seen by which so many have left; not a number where fewer ever do."""
    found = seen([1, 2, 3, 4], [0, 1, 0, -1])

    assert (found.age_at(0.25) / DAY).tolist() == [1]
    assert (found.age_at(0.26) / DAY).tolist() == [2]
    assert np.isnan(found.age_at(0.8)).all()
    assert (found.age_at(0.5, 0) / DAY).tolist() == [1]  # of the two that leave by exit 0
    assert (found.age_at(0.9, 0) / DAY).tolist() == [3]


def test_groups_do_not_touch_each_other() -> None:
    """An empty group has no shares; one that is all gone leaves the next one whole."""
    found = incidence(np.array([0, 2]), np.array([5, 5]), np.array([0, -1]), n_groups=3, n_exits=1)

    np.testing.assert_array_equal(found.shares(), [[1], [np.nan], [0]])
    np.testing.assert_array_equal(found.left_over(), [0, np.nan, 1])


ROWS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 9), st.integers(-1, 2), st.integers(0, 4)),
    min_size=1,
    max_size=40,
)


@given(rows=ROWS)
def test_shares_and_the_rest_make_one(rows: list[tuple[int, int, int, int]]) -> None:
    """Whoever is censored or seen late, all exits and those still there are everybody."""
    group, age, exit_, late = np.array(rows, dtype=np.int64).T
    found = incidence(group, age, exit_, n_groups=3, n_exits=3, unseen=late)
    whole = found.shares().sum(axis=1) + found.left_over()

    assert whole[found.seen > 0] == pytest.approx(1.0, abs=1e-12)
    assert np.isnan(whole[found.seen == 0]).all()


@given(rows=ROWS)
def test_without_censoring_shares_are_plain_counts(rows: list[tuple[int, int, int, int]]) -> None:
    """Where everybody left, the share of an exit is how many took it of how many there were."""
    group, age, exit_, _ = np.array(rows, dtype=np.int64).T
    exit_ = np.maximum(exit_, 0)
    found = incidence(group, age, exit_, n_groups=3, n_exits=3)
    plain = np.zeros((3, 3))
    np.add.at(plain, (group, exit_), 1.0)
    with np.errstate(invalid="ignore"):
        plain /= plain.sum(axis=1, keepdims=True)

    np.testing.assert_allclose(found.shares(), plain, atol=1e-12)


def test_statsmodels_says_the_same() -> None:
    """An estimator that others wrote, on a few hundred stays with ties and censoring."""
    outside = pytest.importorskip("statsmodels.duration.api")
    luck = np.random.default_rng(7)
    age, exit_ = luck.integers(1, 60, 300), luck.integers(-1, 2, 300)
    theirs = outside.CumIncidenceRight(age, exit_ + 1)

    ours = seen(age.tolist(), exit_.tolist())
    for k in (0, 1):
        assert ours.shares()[0, k] == pytest.approx(float(theirs.cinc[k][-1]), abs=1e-12)


def grown() -> pd.DataFrame:
    """Return a funnel that doubles: 10 new leads in January, 20 in February, 40 in March.

    Every lead is decided exactly 31 days after it came, and every second one is won.
    """
    months = [("2026-01-10", 10), ("2026-02-10", 20), ("2026-03-10", 40)]
    came = np.concatenate([[day] * n for day, n in months]).astype("datetime64[s]")
    left = came + np.timedelta64(31 * DAY, "s")
    won = np.arange(len(came)) % 2 == 0
    over = left < np.datetime64("2026-04-01")
    table = pd.DataFrame({"lead": [f"L{n}" for n in range(len(came))], "entered_at": came})
    table["left_at"] = np.where(over, left, np.datetime64("NaT", "s"))
    table["exit"] = pd.Series(np.where(won, "won", "lost.no")).where(over)
    return table.reindex(columns=list(STAYS)).assign(stage="pitch", occasion=0).astype(STAYS)


def test_conversion_is_not_exits_over_entries_of_a_month() -> None:
    """In a growing funnel the wins of a month over its new leads tell half the truth, or less.

    Half of all leads are won. In March 10 of the 20 of February are, and 40 come: 25 %.
    """
    stays = stays_of_table(grown(), Periods.of(date(2026, 1, 1), date(2026, 3, 31), "month"))
    shares = measure("won_share", stays)["value"].tolist()
    conversion = measure("conversion", stays)["value"].tolist()
    won, leads = (measure(name, stays)["value"].to_numpy() for name in ("won", "leads"))

    assert shares == conversion == [0.5, 0.5, 0]  # of March nobody is decided yet
    assert (won / leads).tolist() == [0.0, 0.25, 0.25]
    curve_of_all = curve("won_curve", stays).set_index("age_days")["mean"]
    assert curve_of_all.loc[[30, 31]].tolist() == pytest.approx([0, 0.5], abs=1e-12)


def test_what_nobody_knows_is_refused_with_its_neighbour() -> None:
    """A curve that does not exist; ages from counts."""
    with pytest.raises(UnknownNameError) as caught:
        curve("win_curve", three_leads_stays())
    assert str(caught.value) == (
        "no curve is called 'win_curve'; there are won_curve, won_curve_by_source, "
        "conversion_curve, exit_curve. Did you mean 'won_curve'?"
    )
    with pytest.raises(TableError):
        measure("sales_cycle", three_leads_flows())


def test_curves_of_exits_make_one_at_every_age() -> None:
    """By stage, all exits and those still there."""
    table = curve("exit_curve", three_leads_stays())
    stage = table["name"].str.partition(" > ")[0]
    sums = table.groupby([stage, "age_days"])["mean"].sum()

    assert sums.to_numpy() == pytest.approx(1.0, abs=1e-12)
