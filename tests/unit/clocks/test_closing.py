"""The closing effect by hand."""

from __future__ import annotations

from datetime import date

import pytest

from simfunnel.clocks import business_clock, calendar_clock, closing_effect, period_edges
from simfunnel.errors import FunnelError

DAY = 86_400_000_000  # millionths of a second


def test_the_last_days_are_fast_and_the_whole_month_is_as_long_as_before() -> None:
    """June: 20 days at 1 and 10 at 2.5 make 1.5 on average."""
    june = closing_effect(
        calendar_clock(0, 30), date(2026, 6, 1), period="month", within_days=10, speed=2.5
    )
    speeds = june.hours.speeds.tolist()
    assert speeds == [666_667] * 20 + [1_666_667] * 10
    assert abs(int(june.hours.lengths().sum()) - 30 * DAY) <= 30 * 43_200


def test_the_average_is_taken_over_open_time() -> None:
    """June 2026 has 22 working days, 7 of them among its last 10 days."""
    start = date(2026, 6, 1)
    june = closing_effect(
        business_clock(start, 0, 30), start, period="month", within_days=10, speed=2.5
    )
    average = (15 + 7 * 2.5) / 22
    assert june.hours.speeds[0] == round(1_000_000 / average)
    assert june.hours.speeds[29] == round(2_500_000 / average)
    assert june.hours.speeds[27] == 0  # a Sunday


def test_a_cut_period_is_averaged_whole() -> None:
    """A table that begins in mid-quarter has the speeds of the whole quarter."""
    start = date(2026, 8, 15)
    part = closing_effect(
        calendar_clock(0, 60), start, period="quarter", within_days=10, speed=2.5
    ).hours.speeds
    third, fourth = (82 + 25) / 92, (82 + 25) / 92
    assert part[0] == round(1_000_000 / third)
    assert part[46] == round(2_500_000 / third)  # 30 September
    assert part[47] == round(1_000_000 / fourth)  # 1 October


def test_a_window_longer_than_the_period_changes_nothing() -> None:
    """If every day is fast, none is."""
    start = date(2026, 2, 1)
    same = closing_effect(
        calendar_clock(0, 28), start, period="month", within_days=40, speed=3
    ).hours.speeds
    assert set(same.tolist()) == {1_000_000}


def test_a_period_may_stand_still_near_its_end() -> None:
    """Speed 0 closes the last days and quickens the others."""
    year = closing_effect(
        calendar_clock(0, 365), date(2027, 1, 1), period="year", within_days=7, speed=0
    ).hours.speeds
    assert not year[-7:].any()
    assert year[0] == round(1_000_000 * 365 / 358)


def test_edges_hold_the_table() -> None:
    """Whole periods around the days."""
    start = date(2026, 7, 1)
    assert period_edges(start, 0, 31, "month") == [0, 31]
    assert period_edges(start, -1, 33, "month") == [-30, 0, 31, 62]
    assert period_edges(start, 0, 1, "year") == [-181, 184]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"period": "week"}, "unknown period 'week'; write month, quarter or year."),
        ({"within_days": 0}, "a closing effect within 0 days; give at least 1 day."),
        ({"speed": -1}, "a closing effect with speed -1; give 0 to 1 000 000."),
        ({"speed": float("nan")}, "a closing effect with speed nan; give 0 to 1 000 000."),
        (
            {"speed": 0, "within_days": 31},
            "clock 'calendar, faster near month end' never opens; "
            "give it days and hours on which it runs.",
        ),
    ],
)
def test_impossible_effects_are_refused(change: dict[str, object], message: str) -> None:
    """Periods, days and speeds are checked."""
    stated = {"period": "month", "within_days": 10, "speed": 2.5, **change}
    with pytest.raises(FunnelError) as caught:
        closing_effect(calendar_clock(0, 30), date(2026, 6, 1), **stated)  # type: ignore[arg-type]
    assert str(caught.value) == message
