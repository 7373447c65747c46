"""The day after the cutoff: open leads, wins so far, and leads too old to move."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from simfunnel.calibration import calibrate
from simfunnel.history import History

Deals = Callable[..., History]
ROWS = (
    "a,2024-11-01,web,small,,1000,2024-11-04,2024-12-20",
    "b,2025-02-01,web,small,,2000,2025-02-04,2025-12-31",
    "c,2026-01-02,web,small,,3000,2026-01-04,2026-02-01",
    "d,2026-01-02,web,small,,,2026-01-20",
    "e,2026-01-05,fair,large,,,",
    "f,2026-02-02,web,small,,,2026-02-04",
    "g,2024-01-05,web,small,,,",
)


def test_today_is_the_day_after_the_cutoff(deals: Deals) -> None:
    """Open leads with all that is known of them; what is dated later is not there."""
    today = calibrate(deals(*ROWS), as_of="2026-02-02").funnel.today
    assert today is not None
    assert today.date == date(2026, 2, 3)
    assert {lead.lead: (lead.stage, str(lead.entered_on)) for lead in today.open_leads} == {
        "d": ("demo", "2026-01-20"),
        "e": ("lead", "2026-01-05"),
        "f": ("lead", "2026-02-02"),
        "g": ("lead", "2024-01-05"),
    }
    lead = next(lead for lead in today.open_leads if lead.lead == "e")
    assert (lead.segment, lead.source, lead.created_on) == ("large", "other", date(2026, 1, 5))
    assert lead.amount is None


def test_wins_are_booked_from_the_first_day_of_each_year(deals: Deals) -> None:
    """Each block runs from its day to the cutoff; any other day can be asked for."""
    calibration = calibrate(deals(*ROWS), as_of="2026-02-02")
    today = calibration.funnel.today
    assert today is not None
    assert [(str(b.since), b.won.count, b.amount.cents) for b in today.booked_so_far] == [
        ("2024-01-05", 3, 600_000),
        ("2025-01-01", 2, 500_000),
        ("2026-01-01", 1, 300_000),
    ]
    assert calibration.booked(date(2025, 12, 31)).won.count == 2
    assert calibration.booked(date(2026, 2, 2)).won.count == 0


def test_leads_older_than_any_that_moved_on_are_dormant(deals: Deals) -> None:
    """Their age on the first day of the forecast lies in the empty last bin."""
    calibration = calibrate(deals(*ROWS), as_of="2026-02-02")
    oldest = {name: rates.ages[-1] for name, rates in calibration.rates.items()}
    assert oldest == {"lead": 19, "demo": 331}  # d moved on at age 18, b was won at age 330
    assert calibration.dormant == {"e", "g"}
    assert str(calibration.facts[-1]) == (
        "2 of 4 open leads are older than any that ever moved on."
    )


def test_a_lead_is_dormant_from_the_day_after_the_oldest_exit(deals: Deals) -> None:
    """At the age of the oldest exit b still counts; a is where nobody ever left."""
    rows = ("a,2026-01-01,web,small,,,2026-01-06", "b,2026-01-10")
    assert calibrate(deals(*rows), as_of="2026-01-14").dormant == {"a"}
    assert calibrate(deals(*rows), as_of="2026-01-15").dormant == {"a", "b"}
