"""Laws of clocks, on clocks of every shape with days on which they stand still."""

from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simfunnel.clocks import (
    NEVER,
    Clocks,
    DayClock,
    business_clock,
    calendar_clock,
    closing_effect,
    review_days,
    stack,
    window_clock,
)
from simfunnel.clocks.day_clocks import Hours
from simfunnel.clocks.scalar import clock_end, clock_value, next_review

DAY = 86_400
MILLION = 1_000_000
FIRST, DAYS = -20, 60
TIMES = st.integers(FIRST * DAY, (FIRST + DAYS) * DAY)
DURATIONS = st.one_of(st.integers(1, 50), st.integers(1, 30 * DAY))


@st.composite
def one_day(draw: st.DrawFn, speeds: st.SearchStrategy[int]) -> tuple[int, int, int]:
    """Return opening, closing and speed of a day, which may be closed."""
    opens, closes = sorted((draw(st.integers(0, DAY)), draw(st.integers(0, DAY))))
    return opens, closes, draw(speeds)


@st.composite
def stacks(draw: st.DrawFn, speeds: st.SearchStrategy[int]) -> Clocks:
    """Return the calendar and a clock of random days that repeat."""
    pattern = [*draw(st.lists(one_day(speeds), min_size=1, max_size=9)), (10, 50_000, MILLION)]
    days = np.array(pattern, dtype=np.int64)

    def rule(first: int, n: int) -> Hours:
        """Repeat the pattern."""
        return Hours(*days[np.arange(first, first + n) % len(days)].T)

    return stack([calendar_clock(FIRST, DAYS), DayClock("random", FIRST, DAYS, rule)])


ANY_SPEED = st.one_of(st.just(0), st.integers(1, 3 * MILLION))
FULL_OR_CLOSED = st.sampled_from([0, MILLION])


@given(stacks(ANY_SPEED), st.integers(0, 1), TIMES, DURATIONS)
def test_an_end_is_the_earliest_second_that_will_do(
    clocks: Clocks, c: int, t: int, duration: int
) -> None:
    """End > start, the clock has gone on by the duration, and a second earlier it had not."""
    end = clock_end(clocks, c, t, duration)
    begun = clock_value(clocks, c, t)
    if end == NEVER:
        last = (FIRST + DAYS) * DAY
        assert t >= last or clock_value(clocks, c, last) - begun < duration * MILLION
    else:
        assert end >= t + 1
        assert clock_value(clocks, c, end) - begun >= duration * MILLION
        assert end == t + 1 or clock_value(clocks, c, end - 1) - begun < duration * MILLION


@given(stacks(ANY_SPEED), st.integers(0, 1), TIMES, TIMES)
def test_a_clock_never_goes_back(clocks: Clocks, c: int, one: int, other: int) -> None:
    """Later is not less, and no second counts more than the highest speed."""
    early, late = sorted((one, other))
    gone = clock_value(clocks, c, late) - clock_value(clocks, c, early)
    assert 0 <= gone <= (late - early) * int(clocks.speeds[c].max())


@given(stacks(ANY_SPEED), st.integers(0, 1), TIMES, TIMES, DURATIONS, DURATIONS)
def test_ends_are_monotone(
    clocks: Clocks, c: int, one: int, other: int, short: int, more: int
) -> None:
    """Who starts later or takes longer does not end earlier."""
    early, late = sorted((one, other))
    assert clock_end(clocks, c, early, short) <= clock_end(clocks, c, late, short)
    assert clock_end(clocks, c, early, short) <= clock_end(clocks, c, early, short + more)


@given(stacks(FULL_OR_CLOSED), st.integers(0, 1), TIMES, DURATIONS, DURATIONS)
def test_durations_add_up_exactly_at_full_speed(
    clocks: Clocks, c: int, t: int, first: int, second: int
) -> None:
    """With closed days and hours, one after the other is as long as both together."""
    middle = clock_end(clocks, c, t, first)
    whole = clock_end(clocks, c, t, first + second)
    assert (NEVER if middle == NEVER else clock_end(clocks, c, middle, second)) == whole


@given(stacks(ANY_SPEED), TIMES, DURATIONS, DURATIONS)
def test_durations_add_up_within_a_second_of_the_clock(
    clocks: Clocks, t: int, first: int, second: int
) -> None:
    """Rounding up to a second costs at most the clock time of one second."""
    middle = clock_end(clocks, 1, t, first)
    whole = clock_end(clocks, 1, t, first + second)
    in_turn = NEVER if middle == NEVER else clock_end(clocks, 1, middle, second)
    second_of_clock = -(-int(clocks.speeds[1].max()) // MILLION)
    assert whole <= in_turn <= clock_end(clocks, 1, t, first + second + second_of_clock)


@given(
    st.integers(2024, 2030),
    st.sampled_from(["month", "quarter", "year"]),
    st.integers(1, 100),
    st.integers(1, 5_000).map(lambda thousandths: thousandths / 1_000),
    st.booleans(),
)
def test_a_closing_effect_keeps_the_mean(
    year: int, period: str, within: int, speed: float, team: bool
) -> None:
    """Over a year of whole periods the clock shows what it showed before, but for rounding."""
    start = date(year, 1, 1)
    days = (date(year + 1, 1, 1) - start).days
    base = (
        window_clock(start, 0, days, opens=9_000, closes=60_000, weekdays=range(5), share=0.45)
        if team
        else business_clock(start, 0, days)
    )
    effect = closing_effect(base, start, period=period, within_days=within, speed=speed)
    before, after = base.hours.lengths(), effect.hours.lengths()
    assert abs(int(before.sum()) - int(after.sum())) <= days * DAY // 2
    assert ((before > 0) >= (after > 0)).all()


@given(
    st.dates(date(1960, 1, 1), date(2060, 1, 1)), st.integers(0, 4), st.integers(-9 * DAY, 40 * DAY)
)
def test_a_review_is_the_first_at_or_after(start: date, code: int, t: int) -> None:
    """A review is its own next one, and there is none between."""
    reviews = review_days(start, -10, 60)
    found = next_review(reviews, code, t)
    longest = (1, DAY, 7 * DAY, 14 * DAY, 31 * DAY)[code]
    assert t <= found < t + longest
    assert next_review(reviews, code, found) == found
    if found > t:
        assert next_review(reviews, code, found - 1) == found
