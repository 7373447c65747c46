"""Reporting periods: weeks from the start, calendar months and quarters, cut ones marked."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simfunnel.errors import FunnelError
from simfunnel.funnel.periods import PERIODS, Periods

DAY = timedelta(days=1)


def test_weeks_are_blocks_of_seven_days_from_the_start() -> None:
    """They begin on the weekday of the start; only the last can be cut."""
    weeks = Periods.of(date(2026, 9, 3), date(2026, 9, 25), "week")

    assert weeks.starts == tuple(date(2026, 9, day) for day in (3, 10, 17, 24))
    assert weeks.part == (False, False, False, True)
    assert weeks.end == date(2026, 9, 26)
    assert weeks.labels() == ["2026-09-03", "2026-09-10", "2026-09-17", "2026-09-24"]


def test_whole_weeks_are_not_marked() -> None:
    """A horizon of 13 weeks is exactly 91 days and 13 whole periods."""
    weeks = Periods.of(date(2026, 9, 3), date(2026, 9, 3) + 90 * DAY, "week")

    assert (len(weeks), any(weeks.part)) == (13, False)


def test_months_are_cut_at_both_ends() -> None:
    """A first and a last month that the horizon cuts are kept and marked as parts."""
    months = Periods.of(date(2026, 11, 15), date(2027, 2, 27), "month")

    assert months.starts == (
        date(2026, 11, 15), date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1)
    )  # fmt: skip
    assert months.part == (True, False, False, True)
    assert months.labels() == ["2026-11", "2026-12", "2027-01", "2027-02"]


def test_whole_months_are_whole() -> None:
    """A year from 1 September is twelve whole months, the leap day included."""
    months = Periods.of(date(2027, 9, 1), date(2028, 8, 31), "month")

    assert (len(months), any(months.part)) == (12, False)
    assert np.bincount(months.of_day()).tolist() == [30, 31, 30, 31, 31, 29, 31, 30, 31, 30, 31, 31]


def test_quarters_have_calendar_edges() -> None:
    """A start in the middle of a quarter cuts it; later ones begin in January, April and so on."""
    quarters = Periods.of(date(2026, 8, 1), date(2027, 3, 31), "quarter")

    assert quarters.starts == (date(2026, 8, 1), date(2026, 10, 1), date(2027, 1, 1))
    assert quarters.part == (True, False, False)
    assert quarters.labels() == ["2026 Q3", "2026 Q4", "2027 Q1"]


def test_one_day_is_a_part_of_a_period() -> None:
    """A horizon of one day has one period, whichever kind."""
    for period in PERIODS:
        one = Periods.of(date(2026, 2, 28), date(2026, 2, 28), period)
        assert (len(one), one.part, one.of_day().tolist()) == (1, (True,), [0])


@settings(max_examples=50)
@given(
    start=st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    days=st.integers(1, 900),
    period=st.sampled_from(PERIODS),
)
def test_periods_cover_each_day_once(start: date, days: int, period: str) -> None:
    """Every day of the horizon lies in one period, in order, and periods begin where days do."""
    last = start + (days - 1) * DAY
    periods = Periods.of(start, last, period)
    number = periods.of_day()

    assert len(number) == days
    assert number[0] == 0
    assert set(np.diff(number).tolist()) <= {0, 1}
    assert number[-1] == len(periods) - 1
    firsts = np.flatnonzero(np.diff(number, prepend=-1))
    assert [start + int(day) * DAY for day in firsts] == list(periods.starts)
    assert periods.starts[0] == start
    assert not any(periods.part[1:-1])


def test_an_unknown_period_is_refused() -> None:
    """The message lists the periods there are and offers the nearest."""
    with pytest.raises(FunnelError) as caught:
        Periods.of(date(2026, 9, 1), date(2026, 9, 30), "months")
    assert str(caught.value) == (
        "the period is 'months'; write week, month, quarter. Did you mean 'month'?"
    )
