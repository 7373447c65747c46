"""Warnings: each appears when it should, in whole sentences."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from simfunnel.calibration import calibrate
from simfunnel.history import History

Deals = Callable[..., History]
FIRST = date(2025, 1, 6)


def sold(first: int, last: int, dwell: int, every: int = 1) -> list[str]:
    """Return a lead for each day, moved on and won after so many days each."""
    out = []
    for day in range(first, last, every):
        born = FIRST + timedelta(days=day)
        demo, win = born + timedelta(days=dwell), born + timedelta(days=2 * dwell)
        out.append(f"l{day},{born},web,small,,100,{demo},{win}")
    return out


def test_a_good_history_gives_no_warning(deals: Deals) -> None:
    """A year of steady wins is nothing to warn of."""
    assert calibrate(deals(*sold(0, 365, 5))).warnings == ()


def test_short_histories_and_those_without_wins(deals: Deals) -> None:
    """Less than 11 weeks; nothing won; a stage that nobody left; most leads grown too old."""
    rows = ["a,2026-01-01,web,small,,,2026-01-03", "b,2026-01-01", "c,2026-01-02"]
    assert calibrate(deals(*rows), as_of="2026-02-01").warnings == (
        "The history has only 4 weeks; 11 or more are needed.",
        "Nothing was ever won in this history, so no wins will be forecast.",
        "3 of 3 open leads are older than any that ever moved on: losses without a date, or leads "
        "nobody closed. They count as good as gone.",
        "Nobody was ever seen to leave 'demo', so nobody will.",
    )


def test_exits_that_lately_became_rarer_are_told(deals: Deals) -> None:
    """After a year of quick moves, a quarter of none."""
    rows = sold(0, 365, 5) + [f"x{d},{FIRST + timedelta(days=d)},web" for d in range(365, 460)]
    warnings = calibrate(deals(*rows)).warnings
    assert warnings[1] == (
        "Lately 'lead' to 'demo' happened less often than its long record says: 1 in 13 weeks, 73 "
        "expected."
    )


def test_wins_that_begin_late_raise_the_suspicion_of_late_records(deals: Deals) -> None:
    """Half a year of demos without a win, then a win for every demo."""
    mute = [row.rsplit(",", 1)[0] for row in sold(0, 180, 5)]
    history = deals(*mute, *sold(180, 365, 5))
    late = [text for text in calibrate(history).warnings if text.startswith("The first win")]
    assert late == [
        "The first win is dated 2025-07-15, but 91 would be expected before it: wins may be "
        "recorded only from then on. If so, state 'records_from: 2025-07-15' in the mapping."
    ]
    assert history.records_from is None
