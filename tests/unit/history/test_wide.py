"""The wide layout, one quirk of CRM exports at a time."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from simfunnel.errors import HistoryError
from simfunnel.history import History, read_history

MAPPING = """\
simfunnel: 1
mapping: deals
layout: wide
lead: Id
created: Created
source: Source
owner: Owner
amount: {column: Sum, known: when won}
stages: {lead: Created, demo: Demo, offer: Offer}
outcomes:
  won: {date: Won}
  lost: {date: Lost, reason: Why}
"""
HEAD = "Id,Source,Owner,Sum,Created,Demo,Offer,Won,Lost,Why"


def export(folder: Path, *rows: str, mapping: str = MAPPING) -> tuple[Path, Path]:
    """Write an export and its mapping."""
    (folder / "deals.csv").write_text("\n".join([HEAD, *rows, ""]), encoding="utf-8")
    (folder / "m.yaml").write_text(mapping, encoding="utf-8")
    return folder / "deals.csv", folder / "m.yaml"


def paths(history: History) -> list[str]:
    """Return each stay as lead, stage, days and exit."""
    days = {
        name: history.stays[name].dt.strftime("%m-%d").fillna("open")
        for name in ("entered_at", "left_at")
    }
    shown = zip(
        history.stays["lead"],
        history.stays["stage"],
        days["entered_at"],
        days["left_at"],
        history.stays["exit"].fillna("-"),
        strict=True,
    )
    return [" ".join(parts) for parts in shown]


def facts(history: History) -> list[str]:
    """Return the facts' sentences."""
    return [str(fact) for fact in history.facts]


def test_dates_become_stays_with_skips_and_open_ends(tmp_path: Path) -> None:
    """A lead moves from date to date; a missing date is a skip, a missing end is open."""
    history = read_history(
        *export(
            tmp_path,
            "a,web,Ana,1200,2026-01-01,2026-01-05,2026-01-09,2026-01-20,,",
            "b,fair,Ben,,2026-01-02,,2026-01-08,,2026-02-01,Price / terms",
            "c,,,,2026-01-03,,,,,",
        )
    )
    assert paths(history) == [
        "a lead 01-01 01-05 demo",
        "a demo 01-05 01-09 offer",
        "a offer 01-09 01-20 won",
        "b lead 01-02 01-08 offer",
        "b offer 01-08 02-01 lost.price_terms",
        "c lead 01-03 open -",
    ]
    assert list(history.leads["source"]) == ["web", "fair", "unknown"]
    assert list(history.leads["amount"].astype("float").fillna(-1)) == [120_000, -1, -1]
    assert facts(history) == ["1 move skips a stage."]
    assert history.last_day == date(2026, 2, 1)


def test_moves_of_one_day_follow_the_order_of_the_stages(tmp_path: Path) -> None:
    """Entered, qualified and won on one day: three stays of no length, in order."""
    row = "a,web,,,2026-01-01,2026-01-01,2026-01-01,2026-01-01,,"
    assert paths(read_history(*export(tmp_path, row))) == [
        "a lead 01-01 01-01 demo",
        "a demo 01-01 01-01 offer",
        "a offer 01-01 01-01 won",
    ]


def test_days_and_moments_of_one_day_never_run_backwards(tmp_path: Path) -> None:
    """A moment in one column and a bare day in the next: the later stage is not entered earlier."""
    row = "a,web,,,2026-01-01 15:00:00,2026-01-01,2026-01-02,,,"
    stays = read_history(*export(tmp_path, row)).stays
    assert list(stays["entered_at"].astype(str)) == [
        "2026-01-01 15:00:00",
        "2026-01-01 15:00:00",
        "2026-01-02 00:00:00",
    ]
    assert (stays["left_at"].dropna() >= stays["entered_at"][:2]).all()


def test_stages_out_of_order_are_refused(tmp_path: Path) -> None:
    """The message counts them and names lines and stages."""
    rows = [
        "a,,,,2026-01-01,2026-01-09,2026-01-05,,,",
        "b,,,,2026-01-01,2026-01-05,2026-01-09,,,",
        "c,,,,2026-01-04,2026-01-02,,,,",
    ]
    with pytest.raises(HistoryError) as caught:
        read_history(*export(tmp_path, *rows))
    assert str(caught.value) == (
        "deals.csv: 2 of 3 leads out of order (line 2 'offer' before 'demo', line 4 'demo' before "
        "'lead'); mend their dates, or state 'out_of_order: by date' in the mapping."
    )


def test_stages_out_of_order_are_counted_where_the_mapping_allows_them(tmp_path: Path) -> None:
    """`by date` makes a return of them."""
    row = "a,,,,2026-01-01,2026-01-09,2026-01-05,,,"
    history = read_history(*export(tmp_path, row, mapping=MAPPING + "out_of_order: by date\n"))
    assert paths(history) == [
        "a lead 01-01 01-05 offer",
        "a offer 01-05 01-09 demo",
        "a demo 01-09 open -",
    ]
    assert facts(history) == [
        "1 lead reaches a later stage before an earlier one; its stays follow the dates.",
        "1 move skips a stage.",
        "1 move goes back to an earlier stage.",
    ]


def test_a_win_before_the_first_contact_counts_without_stays(tmp_path: Path) -> None:
    """The win keeps its date; nothing is measured from that lead."""
    row = "a,,,500,2026-01-10,2026-01-12,,2026-01-05,,"
    history = read_history(*export(tmp_path, row))
    assert paths(history) == []
    assert str(history.leads["won_on"][0].date()) == "2026-01-05"
    assert facts(history) == [
        "1 lead is closed before it enters a stage; it has no stays.",
        "2 stage dates lie after their leads' ends and were not read.",
    ]


def test_booked_then_lost_counts_as_won(tmp_path: Path) -> None:
    """The first outcome counts; dates behind it are counted and left alone."""
    row = "a,,,500,2026-01-01,,2026-02-20,2026-02-01,2026-03-01,cancelled"
    history = read_history(*export(tmp_path, row))
    assert paths(history) == ["a lead 01-01 02-01 won"]
    assert facts(history) == [
        "1 stage date lies after its lead's end and was not read.",
        "1 lead has a second outcome; the first one counts.",
    ]


def test_a_status_without_a_date_is_never_read(tmp_path: Path) -> None:
    """The lead stays open, and the fact says why."""
    mapping = MAPPING.replace(
        "  lost: {date: Lost, reason: Why}", "  lost: {date: Lost, status: Why, is: [gone, dead]}"
    )
    rows = [
        "a,,,,2026-01-01,,,,,gone",
        "b,,,,2026-01-01,,,,,dead",
        "c,,,,2026-01-01,,,,2026-01-09,gone",
        "d,,,,2026-01-01,,,,2026-01-09,alive",
    ]
    history = read_history(*export(tmp_path, *rows, mapping=mapping))
    assert paths(history) == [
        "a lead 01-01 open -",
        "b lead 01-01 open -",
        "c lead 01-01 01-09 lost.no_reason",
        "d lead 01-01 open -",
    ]
    assert facts(history) == [
        "2 leads have a status that means lost but no date for it; they stay open, since a date "
        "read from elsewhere would leak the future."
    ]


def test_ids_that_repeat_are_refused_or_settled(tmp_path: Path) -> None:
    """Two people with one id are never made one silently; exact copies are."""
    rows = [
        "a,web,,,2026-01-01,,,,,",
        "a,web,,,2026-01-01,,,,,",
        "b,web,,,2026-01-01,,,,,",
        "b,fair,,,2026-01-02,,,,,",
    ]
    with pytest.raises(HistoryError) as caught:
        read_history(*export(tmp_path, *rows))
    assert str(caught.value) == (
        "deals.csv: Id: 1 row repeats a lead id with other content (line 5 'b'); keep one row "
        "each, or state 'duplicates: first' or 'last' in the mapping."
    )
    history = read_history(*export(tmp_path, *rows, mapping=MAPPING + "duplicates: last\n"))
    assert list(history.leads["source"]) == ["web", "fair"]
    assert facts(history) == [
        "1 row is an exact copy and is left out.",
        "1 row repeats a lead id; the last one was read.",
    ]


def test_rows_without_id_or_date_are_counted(tmp_path: Path) -> None:
    """Nothing is dropped in silence."""
    rows = ["a,,,,2026-01-01,,,,,", ",web,,,2026-01-01,,,,,", "c,web,,,,,,,,"]
    history = read_history(*export(tmp_path, *rows))
    assert list(history.leads["lead"]) == ["a"]
    assert facts(history) == [
        "1 row has no lead id and is left out.",
        "1 row has no date and is left out.",
    ]


def test_a_lead_that_is_in_no_stage_is_counted(tmp_path: Path) -> None:
    """Where the first stage has a column of its own, a lead may be created and no more."""
    mapping = MAPPING.replace(
        "stages: {lead: Created, demo: Demo, offer: Offer}", "stages: {demo: Demo, offer: Offer}"
    )
    rows = [
        "a,,,,2026-01-01,,,,,",
        "b,,,,2026-01-05,2026-01-03,,,,",
        "c,,,,2026-01-01,,2026-01-09,,,",
    ]
    history = read_history(*export(tmp_path, *rows, mapping=mapping))
    assert paths(history) == ["b demo 01-03 open -", "c offer 01-09 open -"]
    assert facts(history) == [
        "1 lead enters after the first stage.",
        "1 lead has no stage date and is in no stage.",
        "1 lead enters a stage before it was created.",
    ]


def test_all_problems_of_an_export_come_at_once(tmp_path: Path) -> None:
    """Dates of two columns, amounts, ids and order: one message."""
    rows = [
        "a,,,1.200,00,2026-01-01,2026-01-09,2026-01-05,,".replace("1.200,00", "1.200;00"),
        "a,,,x,1.1.2026,soon,,,,",
    ]
    rows = [row + "," * (9 - row.count(",")) for row in rows]
    with pytest.raises(HistoryError) as caught:
        read_history(*export(tmp_path, *rows))
    iso = "'%Y-%m-%d', '%Y-%m-%d %H:%M:%S' or '%Y-%m-%dT%H:%M:%S'"
    assert str(caught.value).splitlines() == [
        "deals.csv: Id: 1 row repeats a lead id with other content (line 3 'a'); keep one row "
        "each, or state 'duplicates: first' or 'last' in the mapping.",
        "deals.csv: Sum: 1 of 1 number is not written with decimal mark '.'; state 'numbers' in "
        "the mapping as the export has them (line 2 '1.200;00').",
        "deals.csv: 1 of 1 lead out of order (line 2 'offer' before 'demo'); mend their dates, or "
        "state 'out_of_order: by date' in the mapping.",
    ]
    rows = ["b,,,,1.1.2026,soon,,,,"]
    with pytest.raises(HistoryError) as caught:
        read_history(*export(tmp_path, *rows))
    assert str(caught.value).splitlines() == [
        f"deals.csv: Created: 1 of 1 date does not fit {iso}; add its format to 'dates' or mend "
        "it (line 2 '1.1.2026').",
        f"deals.csv: Demo: 1 of 1 date does not fit {iso}; add its format to 'dates' or mend it "
        "(line 2 'soon').",
    ]
    assert len(caught.value.problems) == 2


def test_names_that_no_funnel_may_have_are_made_legal(tmp_path: Path) -> None:
    """Slashes and dots in sources are replaced; a stage may be called <script>."""
    mapping = MAPPING.replace("demo: Demo", "<script>: Demo")
    row = "a,Trade fair / v2.0,,,2026-01-01,2026-01-02,,,,"
    history = read_history(*export(tmp_path, row, mapping=mapping))
    assert list(history.leads["source"]) == ["Trade fair - v2_0"]
    assert list(history.stays["stage"]) == ["lead", "<script>"]


def test_spellings_and_blanks_are_brought_together(tmp_path: Path) -> None:
    """One product spelt two ways is one; texts that mean nothing are blank."""
    mapping = MAPPING + "blanks: [n/a, '1900-01-01']\nrename: {Source: {Web: web, WWW: web}}\n"
    rows = ["a,Web,n/a,n/a,2026-01-01,1900-01-01,,,,", "b,WWW,,,2026-01-01,,,,,"]
    history = read_history(*export(tmp_path, *rows, mapping=mapping))
    assert list(history.leads["source"]) == ["web", "web"]
    assert history.leads["owner"].isna().all()
    assert paths(history) == ["a lead 01-01 open -", "b lead 01-01 open -"]
