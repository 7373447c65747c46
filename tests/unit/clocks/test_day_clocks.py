"""Tables of days: windows, compositions, and what is refused."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from simfunnel.clocks import (
    DayClock,
    business_clock,
    calendar_clock,
    compose,
    stack,
    window_clock,
)
from simfunnel.clocks.day_clocks import Hours
from simfunnel.errors import FunnelError

MONDAY = date(2026, 7, 6)
DAY = 86_400


def window(opens: int, closes: int, share: float, name: str = "selling hours") -> DayClock:
    """Return a clock of seven days with one window."""
    return window_clock(
        MONDAY, 0, 7, opens=opens, closes=closes, weekdays=range(5), share=share, name=name
    )


def test_a_window_opens_on_its_weekdays_only() -> None:
    """Closed days have no length."""
    hours = window(32_400, 64_800, 0.65).hours
    assert hours.opens.tolist() == [32_400] * 5 + [0, 0]
    assert hours.closes.tolist() == [64_800] * 5 + [0, 0]
    assert hours.speeds.tolist() == [650_000] * 5 + [0, 0]


def test_clocks_compose_by_common_hours_and_product_of_speeds() -> None:
    """The later opening, the earlier closing, half of a third of the speed."""
    composed = compose(window(0, 50_000, 0.3), window(40_000, DAY, 0.333_333), window(0, DAY, 0.5))
    assert composed.hours.opens[0] == 40_000
    assert composed.hours.closes[0] == 50_000
    assert composed.hours.speeds[0] == 50_000  # .3 x .333333 x .5 = .04999995


def test_the_product_of_speeds_is_rounded_once() -> None:
    """Rounding after each product would give another millionth."""
    parts = [window(0, DAY, 0.001), window(0, DAY, 0.0005), window(0, DAY, 0.999)]
    # .001 x .0005 = 5e-7 rounds to 1e-6 and stays there; all at once it is 4.995e-7, which is 0
    with pytest.raises(FunnelError, match="never opens"):
        compose(*parts)
    assert compose(*parts[:2]).hours.speeds[0] == 1


def test_a_composed_clock_is_open_when_both_are() -> None:
    """A team does not work on a public holiday."""
    free = business_clock(MONDAY, 0, 7, extra_holidays=[date(2026, 7, 8)])
    lengths = compose(window(0, DAY, 1), free).hours.lengths() // (DAY * 1_000_000)
    assert lengths.tolist() == [1, 1, 0, 1, 1, 0, 0]


def test_stacking_keeps_order_and_adds_up_the_days() -> None:
    """Totals are clock time at each midnight."""
    clocks = stack([calendar_clock(0, 7), window(0, 10, 0.5)])
    assert clocks.first_day == 0
    assert clocks.totals[1].tolist() == [n * 5_000_000 for n in (0, 1, 2, 3, 4, 5, 5, 5)]
    assert all(part.dtype == np.int64 and part.flags.c_contiguous for part in clocks[1:])


def test_a_short_table_of_closed_days_is_allowed() -> None:
    """A clock that opens later than the table ends is not refused."""
    weekend = business_clock(date(2026, 7, 4), 0, 2)
    assert not weekend.hours.speeds.any()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: business_clock(MONDAY, 0, 7, weekend=range(7)),
            "clock 'business days' never opens; give it days and hours on which it runs.",
        ),
        (
            lambda: window(10, 10, 1, "sdr"),
            "clock 'sdr' never opens; give it days and hours on which it runs.",
        ),
        (
            lambda: compose(window(0, 10, 1, "early"), window(10, 20, 1, "late")),
            "clock 'early and late' never opens; give it days and hours on which it runs.",
        ),
        (
            lambda: window(20, 10, 1, "sdr"),
            "clock 'sdr' opens at second 20 and closes at second 10 of the day; "
            "give an opening before a closing, from 0 to 86400.",
        ),
        (
            lambda: window(0, 10, float("nan"), "sdr"),
            "clock 'sdr' has a share of nan %; give 0 to 100 %.",
        ),
        (lambda: calendar_clock(0, 0), "clock 'calendar' has 0 days; give at least 1."),
        (
            lambda: compose(calendar_clock(0, 7), business_clock(MONDAY, 0, 8)),
            "clocks over different days ('calendar', 'business days'); "
            "build them over the same days.",
        ),
        (lambda: stack([]), "clocks over different days (none); build them over the same days."),
        (
            lambda: stack([window(0, 10, 1)]),
            "the first clock is 'selling hours'; put the calendar first.",
        ),
        (
            lambda: DayClock("rocket", 0, 7, lambda first, n: _at_speed(n, 10**13)),
            "clock 'rocket' runs at up to 1e+07 times normal speed for 7 days, "
            "which is too much; give less.",
        ),
    ],
)
def test_impossible_clocks_are_refused_by_name(make: object, message: str) -> None:
    """The message names the clock and says what to give."""
    assert callable(make)
    with pytest.raises(FunnelError) as caught:
        make()
    assert str(caught.value) == message


def _at_speed(n: int, speed: int) -> Hours:
    """Return days that run all day at one speed."""
    speeds = np.full(n, speed, dtype=np.int64)
    return Hours(np.zeros_like(speeds), np.full_like(speeds, DAY), speeds)
