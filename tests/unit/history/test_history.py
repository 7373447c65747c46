"""A history as it was known at the end of a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from simfunnel.errors import HistoryError, UnknownNameError
from simfunnel.history import History, read_history
from simfunnel.history.columns import LEADS, STAYS

GENERIC = ("tests/data/crm/generic_wide.csv", "scenarios/mappings/crm_generic.yaml")
TINY = ("tests/data/crm/tiny.csv", "tests/data/crm/tiny.yaml")


def test_the_shipped_wide_mapping_reads_its_example() -> None:
    """`crm_generic` fits the ten-line example, quirks counted."""
    history = read_history(*GENERIC)
    assert {fact.name: fact.count for fact in history.facts} == {
        "unnamed": 1,
        "duplicated": 1,
        "out_of_order": 1,
        "undated_rows": 1,
        "status_without_date": 1,
        "closed_first": 1,
        "after_the_end": 2,
        "skips": 2,
        "returns": 1,
    }
    assert list(history.stays.columns) == list(STAYS)
    assert list(history.leads.columns) == list(LEADS)
    assert history.leads["amount"].dropna().tolist() == [123_450, 2_000_000, 800_000]
    assert history.leads["cost"].dropna().tolist() == [1_250]
    assert history.last_day == date(2026, 6, 30)


def test_a_cut_blanks_everything_later() -> None:
    """Stages, outcomes, amounts and leads of later days are gone, not only hidden in part."""
    whole = read_history(*TINY)
    cut = whole.as_of(date(2026, 1, 8))
    assert list(cut.leads["lead"]) == ["0061", "0062", "0063"]
    assert list(cut.stays["exit"].fillna("-")) == ["demo", "-", "demo", "-", "-"]
    assert cut.leads[["won_on", "amount", "outcome", "closed_on"]].isna().all(axis=None)
    assert str(cut.fact("after_as_of")) == "4 dates lie after 2026-01-08 and are hidden."
    assert cut.last_day == cut.cut == date(2026, 1, 8)
    assert read_history(*TINY, as_of="2026-01-08").digest() == cut.digest()


def test_the_cutoff_is_the_end_of_its_day() -> None:
    """What is dated on the cutoff is known."""
    cut = read_history(*TINY, as_of=date(2026, 1, 20))
    assert list(cut.leads["outcome"].fillna("-")) == ["won", "-", "-", "-"]
    assert cut.leads["amount"].tolist()[0] == 120_000


def test_owners_of_open_leads_are_known_only_from_the_export_on(tmp_path: Path) -> None:
    """An owner has no date: on an earlier day only closed leads have one."""
    whole = read_history(*GENERIC)
    assert whole.leads["owner"].notna().sum() == 6
    cut = whole.as_of(date(2026, 3, 1))
    assert cut.leads["owner"].dropna().tolist() == ["Ana", "Ben", "Ben"]


def test_a_history_cannot_see_beyond_its_cut() -> None:
    """Asking a cut history for a later day is refused."""
    cut = read_history(*TINY, as_of="2026-01-08")
    with pytest.raises(HistoryError) as caught:
        cut.as_of(date(2026, 1, 9))
    assert str(caught.value) == (
        "tiny: is known up to 2026-01-08; ask for that day or an earlier one, not 2026-01-09."
    )
    with pytest.raises(HistoryError) as caught:
        cut.as_of(date(2025, 1, 9))
    assert str(caught.value) == "tiny: nothing is dated up to 2025-01-09."


def test_facts_are_asked_for_by_name() -> None:
    """A fact without a case counts 0; an unknown name is refused."""
    history = read_history(*TINY)
    assert history.fact("gaps").count == 0
    with pytest.raises(UnknownNameError) as caught:
        history.fact("gasp")
    assert str(caught.value) == "no fact is called 'gasp'. Did you mean 'gaps'?"


def test_the_digest_sees_what_is_visible_and_nothing_else() -> None:
    """Equal histories have equal digests; another cut has another."""
    first, second = read_history(*TINY), read_history(*TINY)
    assert isinstance(first, History)
    assert first.digest() == second.digest()
    assert first.digest() != first.as_of(date(2026, 2, 2)).digest()
