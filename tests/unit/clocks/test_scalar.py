"""When durations end, worked out by hand."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest

from simfunnel.clocks import (
    NEVER,
    Clocks,
    business_clock,
    calendar_clock,
    closing_effect,
    compose,
    review_days,
    stack,
    window_clock,
)
from simfunnel.clocks.many import clock_values
from simfunnel.clocks.scalar import clock_end, clock_value, next_review
from simfunnel.units import moment_at, seconds_since

START = date(2026, 7, 1)  # a Wednesday
DAYS = 40
CALENDAR, BUSINESS, TEAM, WORKING_TEAM, CLOSING = range(5)
HOUR = 3_600
DAY = 86_400


def make_clocks() -> Clocks:
    """Return the calendar, business days, a team, the team on business days, a closing effect."""
    calendar = calendar_clock(0, DAYS)
    business = business_clock(START, 0, DAYS, extra_holidays=[date(2026, 7, 8)])
    team = window_clock(
        START, 0, DAYS, opens=9 * HOUR, closes=18 * HOUR, weekdays=range(6), share=0.5
    )
    closing = closing_effect(calendar, START, period="month", within_days=10, speed=2.5)
    return stack([calendar, business, team, compose(team, business), closing])


@pytest.fixture(scope="module")
def clocks() -> Clocks:
    """Return the clocks of this module."""
    return make_clocks()


def test_many_seconds_are_read_like_one(clocks: Clocks) -> None:
    """Every clock every 25 minutes, from before its axis begins until after it ends."""
    seconds = np.arange(-DAY, (DAYS + 1) * DAY, 1_500)
    for clock in range(5):
        shown = clock_values(clocks, np.full(seconds.size, clock), seconds)
        assert shown.tolist() == [clock_value(clocks, clock, int(t)) for t in seconds]


@pytest.mark.parametrize(
    ("clock", "begins", "seconds", "ends"),
    [
        (CALENDAR, "2026-07-03 17:00", DAY, "2026-07-04 17:00"),
        # Friday 17:00: 7 hours, then 17 hours of Monday
        (BUSINESS, "2026-07-03 17:00", DAY, "2026-07-06 17:00"),
        # Saturday noon: Monday, Tuesday; Wednesday is free; all of Thursday
        (BUSINESS, "2026-07-04 12:00", 3 * DAY, "2026-07-10 00:00"),
        # what is done when Friday ends does not wait for Monday
        (BUSINESS, "2026-07-03 00:00", DAY, "2026-07-04 00:00"),
        (BUSINESS, "2026-07-03 23:59:59", 1, "2026-07-04 00:00"),
        (BUSINESS, "2026-07-03 23:59:59", 2, "2026-07-06 00:00:01"),
        # Monday 17:00: 1 hour at half speed, then 5 hours from 9:00
        (TEAM, "2026-07-06 17:00", 3 * HOUR, "2026-07-07 14:00"),
        (TEAM, "2026-07-06 03:00", 1, "2026-07-06 09:00:02"),
        # Tuesday evening: Wednesday is free, Thursday gives 4.5 hours, Friday the rest
        (WORKING_TEAM, "2026-07-07 20:00", 5 * HOUR, "2026-07-10 10:00"),
        (TEAM, "2026-07-04 17:00", HOUR, "2026-07-06 10:00"),  # Saturday works, Sunday does not
    ],
)
def test_durations_end_where_a_person_would_say(
    clocks: Clocks, clock: int, begins: str, seconds: int, ends: str
) -> None:
    """Closed days and hours do not count, and speed stretches what does."""
    t = seconds_since(START, datetime.fromisoformat(begins))
    end = clock_end(clocks, clock, t, seconds)
    assert moment_at(START, end) == datetime.fromisoformat(ends)


def test_parts_of_a_second_are_rounded_up() -> None:
    """At two thirds of the speed one second takes two, two take three, three take five."""
    share = window_clock(START, 0, 7, opens=0, closes=DAY, weekdays=range(7), share=2 / 3)
    clocks = stack([calendar_clock(0, 7), share])
    assert clocks.speeds[1, 0] == 666_667
    assert [clock_end(clocks, 1, 0, n) for n in (1, 2, 3)] == [2, 3, 5]


def test_everything_lasts_a_second(clocks: Clocks) -> None:
    """Nothing ends in the second in which it begins, even on a fast or closed clock."""
    for c in range(5):
        assert clock_end(clocks, c, 100, 0) == 101
        assert clock_end(clocks, c, 100, -5) == 101
    fast = window_clock(START, 0, 7, opens=0, closes=DAY, weekdays=range(7))
    speedy = closing_effect(fast, START, period="month", within_days=31, speed=1)
    assert clock_end(stack([calendar_clock(0, 7), speedy]), 1, 0, 1) == 1


def test_an_end_beyond_the_table_is_never(clocks: Clocks) -> None:
    """The last second of the table is reached, the next one is not."""
    end = DAYS * DAY  # midnight before Monday 10 August
    assert clock_end(clocks, CALENDAR, end - 10, 10) == end
    assert clock_end(clocks, CALENDAR, end - 10, 11) == NEVER
    assert clock_end(clocks, CALENDAR, end, 1) == NEVER
    friday = end - 2 * DAY
    assert clock_end(clocks, BUSINESS, friday - 10, 10) == friday
    assert clock_end(clocks, BUSINESS, friday - 10, 11) == NEVER
    for c in range(5):
        assert clock_end(clocks, c, 0, NEVER) == NEVER
        assert clock_end(clocks, c, end + 5, 1) == NEVER


def test_values_are_exact_integers_and_stand_still_outside(clocks: Clocks) -> None:
    """A clock shows whole millionths of a second."""
    assert clock_value(clocks, CALENDAR, 12_345) == 12_345_000_000
    noon_of_saturday = 3 * DAY + 12 * HOUR
    assert clock_value(clocks, BUSINESS, noon_of_saturday) == 3 * DAY * 1_000_000
    assert clock_value(clocks, TEAM, 12 * HOUR) == 3 * HOUR * 500_000
    assert clock_value(clocks, TEAM, 23 * HOUR) == 9 * HOUR * 500_000
    assert clock_value(clocks, TEAM, -5) == 0
    assert clock_value(clocks, CALENDAR, 10**9) == DAYS * DAY * 1_000_000


def test_a_table_may_begin_before_the_start() -> None:
    """Open leads entered earlier; their clocks run from a negative day."""
    clocks = stack([calendar_clock(-10, 20), business_clock(START, -10, 20)])
    friday = seconds_since(START, datetime(2026, 6, 26, 12))
    assert moment_at(START, clock_end(clocks, 1, friday, DAY)) == datetime(2026, 6, 29, 12)
    assert clock_value(clocks, 0, 0) == 10 * DAY * 1_000_000


@pytest.mark.parametrize(
    ("code", "after", "review"),
    [
        (0, "2026-07-01 00:00:05", "2026-07-01 00:00:05"),
        (1, "2026-07-01 00:00:00", "2026-07-01 00:00:00"),
        (1, "2026-07-01 00:00:01", "2026-07-02 00:00:00"),
        (2, "2026-07-01 00:00:00", "2026-07-06 00:00:00"),
        (2, "2026-07-06 00:00:00", "2026-07-06 00:00:00"),
        (2, "2026-07-06 00:00:01", "2026-07-13 00:00:00"),
        # 6 July 2026 is Monday number 2948
        (3, "2026-07-01 00:00:00", "2026-07-06 00:00:00"),
        (3, "2026-07-06 00:00:01", "2026-07-20 00:00:00"),
        (3, "2026-06-17 12:00:00", "2026-06-22 00:00:00"),
        (4, "2026-07-01 00:00:00", "2026-07-01 00:00:00"),
        (4, "2026-07-01 00:00:01", "2026-08-01 00:00:00"),
        (4, "2026-06-30 23:59:59", "2026-07-01 00:00:00"),
        (2, "2026-06-26 00:00:00", "2026-06-29 00:00:00"),
    ],
)
def test_reviews_are_held_at_midnight(code: int, after: str, review: str) -> None:
    """Daily, on Mondays, on every other Monday, on the first of the month."""
    reviews = review_days(START, -30, 90)
    found = next_review(reviews, code, seconds_since(START, datetime.fromisoformat(after)))
    assert moment_at(START, found) == datetime.fromisoformat(review)


def test_even_mondays_are_counted_from_1970() -> None:
    """Monday 1970-01-05 is number 0, whatever the scenario's start."""
    assert (date(2026, 7, 6) - date(1970, 1, 5)).days == 7 * 2948
    for start in (date(1970, 1, 1), date(1969, 12, 20), date(2026, 7, 13)):
        found = moment_at(start, next_review(review_days(start, 0, 30), 3, 1)).date()
        assert (found - date(1970, 1, 5)).days % 14 == 0


def test_past_the_last_month_nothing_is_reviewed() -> None:
    """What never happens is never reviewed."""
    reviews = review_days(START, 0, DAYS)
    assert next_review(reviews, 4, 62 * DAY) == 62 * DAY
    assert next_review(reviews, 4, 62 * DAY + 1) == NEVER
    for code in range(5):
        assert next_review(reviews, code, NEVER) == NEVER


def digest() -> str:
    """Return a digest of many ends, values and reviews."""
    clocks, reviews = make_clocks(), review_days(START, 0, DAYS)
    sums = hashlib.sha256()
    for n in range(2_000):
        t = n * 1_234_577 % (DAYS * DAY)
        duration = 1 + n * n * 7_919 % (20 * DAY)
        answers = [
            f(clocks, c, *rest)
            for c in range(5)
            for f, rest in ((clock_end, (t, duration)), (clock_value, (t,)))
        ]
        answers += [next_review(reviews, code, t) for code in range(5)]
        sums.update(np.array(answers, dtype=np.int64).tobytes())
    return sums.hexdigest()


def test_compiled_and_plain_source_agree(root: Path) -> None:
    """Every figure is the same integer with and without the compiler."""
    code = (
        "import importlib.util as u; s = u.spec_from_file_location('t', r'" + __file__ + "');"
        "m = u.module_from_spec(s); s.loader.exec_module(m); print(m.digest())"
    )
    plain = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    assert plain.stdout.strip() == digest()


def test_builders_do_not_load_the_compiler(root: Path) -> None:
    """Making clocks and reading units needs neither Numba, nor holidays, nor Babel at import."""
    code = (
        "import sys, simfunnel.clocks, simfunnel.units;"
        "print([m for m in ('numba', 'holidays', 'babel', 'pandas') if m in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"
