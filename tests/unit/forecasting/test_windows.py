"""Which days an answer counts, and what is booked in them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from simfunnel.errors import FunnelError
from simfunnel.forecasting.inputs import Given
from simfunnel.forecasting.windows import Window, window_of
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.today import Booked
from simfunnel.units import Count, Money

YEAR = {"since": "2026-01-01", "won": 31, "amount": "486 000"}
QUARTER = {"since": "2026-04-01", "won": 12, "amount": "200 000.50"}
LAST_YEAR = {"since": "2025-01-01", "won": 80, "amount": "1M"}


def given(small: dict[str, Any], *blocks: dict[str, object]) -> Given:
    """Return a funnel of 1 July 2026 with booked blocks."""
    today = {"date": "2026-07-01", "booked_so_far": list(blocks)}
    return Given(Funnel.model_validate(small | {"until": "2027-12-31", "today": today}))


class Measured:
    """A stand-in for a calibration: a deal a day, of 100 each, since the history began."""

    def __init__(self, first: str) -> None:
        self.first = date.fromisoformat(first)
        self.dormant: frozenset[str] = frozenset()

    def booked(self, since: date) -> Booked:
        """Return one deal a day up to 30 June 2026."""
        days = (date(2026, 7, 1) - since).days
        return Booked(since=since, won=Count(days), amount=Money(100.0 * days))


def measured(small: dict[str, Any], first: str) -> Given:
    """Return a calibration whose history begins on a day."""
    stand_in: Any = Measured(first)
    whole = given(small, {"since": first, "won": 1, "amount": 1})
    return Given(whole.funnel, stand_in)


def days_of(window: Window) -> tuple[str, int, int]:
    """Return first day, deals booked and hundredths booked."""
    return str(window.since), window.booked_won, window.booked_cents


@pytest.mark.parametrize(
    ("blocks", "by", "since", "found"),
    [
        ((), "2026-12-31", None, ("2026-07-01", 0, 0)),
        ((YEAR,), "2026-12-31", None, ("2026-01-01", 31, 48_600_000)),
        ((YEAR, QUARTER), "2026-12-31", None, ("2026-04-01", 12, 20_000_050)),
        ((QUARTER, YEAR), "2026-12-31", "2026-01-01", ("2026-01-01", 31, 48_600_000)),
        ((LAST_YEAR,), "2026-12-31", None, ("2025-01-01", 80, 100_000_000)),
        ((YEAR,), "2026-12-31", "2026-07-01", ("2026-07-01", 0, 0)),
        ((YEAR,), "2027-06-30", "2027-01-01", ("2027-01-01", 0, 0)),
        ((YEAR,), "2027-06-30", None, ("2026-01-01", 31, 48_600_000)),
    ],
)
def test_windows_of_a_file(
    small: dict[str, Any],
    blocks: tuple[dict[str, object], ...],
    by: str,
    since: str | None,
    found: tuple[str, int, int],
) -> None:
    """A target counts from its own day, else from the nearest booked block, else from the start."""
    first = None if since is None else date.fromisoformat(since)
    window = window_of(given(small, *blocks), date.fromisoformat(by), first)
    assert days_of(window) == found


@pytest.mark.parametrize(
    ("first", "by", "since", "found"),
    [
        ("2024-05-05", "2026-12-31", None, "2026-01-01"),
        ("2026-03-03", "2026-12-31", None, "2026-03-03"),
        ("2024-05-05", "2027-06-30", None, "2027-01-01"),
        ("2024-05-05", "2026-12-31", "2025-07-01", "2025-07-01"),
    ],
)
def test_windows_of_a_history(
    small: dict[str, Any], first: str, by: str, since: str | None, found: str
) -> None:
    """With a history at hand a target counts from 1 January of its year, or any day stated."""
    start = None if since is None else date.fromisoformat(since)
    window = window_of(measured(small, first), date.fromisoformat(by), start)
    booked = max(0, (date(2026, 7, 1) - date.fromisoformat(found)).days)
    expected = (found, booked, booked * 100_00)
    if found == first:
        expected = (found, 1, 100)  # the block itself is stated
    assert days_of(window) == expected


@pytest.mark.parametrize(
    ("by", "since", "message"),
    [
        (
            "2026-06-30",
            None,
            "a target by 2026-06-30 ends before the start on 2026-07-01; give a later day.",
        ),
        (
            "2026-12-31",
            "2026-02-01",
            "a target counts from 2026-02-01, but nothing says what was won from then to "
            "2026-06-30; add 'booked_so_far: {since: 2026-02-01, won: ..., amount: ...}' under "
            "'today'.",
        ),
        (
            "2026-12-31",
            "2027-02-01",
            "a target from 2027-02-01 to 2026-12-31 ends before it begins; give another day.",
        ),
    ],
)
def test_refused_windows(small: dict[str, Any], by: str, since: str | None, message: str) -> None:
    """Days that nothing covers are refused with the block to add."""
    first = None if since is None else date.fromisoformat(since)
    with pytest.raises(FunnelError) as caught:
        window_of(given(small, YEAR), date.fromisoformat(by), first)
    assert str(caught.value) == message


def test_a_day_before_the_history_is_refused(small: dict[str, Any]) -> None:
    """A history cannot say what was won before it began."""
    with pytest.raises(FunnelError) as caught:
        window_of(measured(small, "2025-05-05"), date(2026, 12, 31), date(2025, 1, 1))
    assert str(caught.value) == (
        "a target counts from 2025-01-01, but the history begins on 2025-05-05; count from that "
        "day or a later one."
    )


def test_a_window_counts_its_days_from_the_start() -> None:
    """Days before the start are booked, not simulated; the last day counts."""
    start = date(2026, 7, 1)
    assert Window(start, start, start).days == (0, 1)
    assert Window(start - timedelta(99), start + timedelta(9), start).days == (0, 10)
    assert Window(start + timedelta(3), start + timedelta(9), start, 5, 7).days == (3, 10)
    window = Window(start, start, start, 5, 750)
    assert (window.booked("won"), window.booked("won_amount")) == (5, 750)
    assert (window.booked_value("won"), window.booked_value("won_amount")) == (5.0, 7.5)


def test_a_file_without_today_is_told_where_to_write_it(small: dict[str, Any]) -> None:
    """What is booked belongs into a block `today`, also where there is none yet."""
    funnel = {k: v for k, v in small.items() if k != "today"} | {"starts": "2026-07-01"}
    bare = Given(Funnel.model_validate(funnel | {"until": "2026-12-31"}))
    with pytest.raises(FunnelError, match=r"under a block 'today'\.$"):
        window_of(bare, date(2026, 12, 31), date(2026, 1, 1))
    assert window_of(bare, date(2026, 12, 31)).since == date(2026, 7, 1)
