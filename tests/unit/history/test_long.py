"""The long layout, one quirk of stage histories at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from simfunnel.errors import HistoryError
from simfunnel.history import History, read_history

MAPPING = """\
simfunnel: 1
mapping: changes
layout: long
lead: deal
at: at
stage: to
from: from
because: why
source: source
owner: owner
amount: {column: sum, known: from the start}
stages: [lead, demo, offer]
rename: {to: {Lead: lead}, from: {Lead: lead}}
ignore: [Parked]
outcomes:
  won: {is: [Closed Won]}
  lost: {is: [Closed Lost, Dead], reason: why}
"""
HEAD = "deal,at,from,to,why,source,owner,sum"


def export(folder: Path, *rows: str, mapping: str = MAPPING) -> tuple[Path, Path]:
    """Write an export and its mapping."""
    full = [row + "," * (7 - row.count(",")) for row in rows]
    (folder / "changes.csv").write_text("\n".join([HEAD, *full, ""]), encoding="utf-8")
    (folder / "m.yaml").write_text(mapping, encoding="utf-8")
    return folder / "changes.csv", folder / "m.yaml"


def paths(history: History) -> list[str]:
    """Return each stay as lead, stage, occasion and exit."""
    stays = history.stays
    shown = zip(
        stays["lead"],
        stays["stage"],
        stays["occasion"].astype(str),
        stays["exit"].fillna("-"),
        strict=True,
    )
    return [" ".join(parts) for parts in shown]


def facts(history: History) -> list[str]:
    """Return the facts' sentences."""
    return [str(fact) for fact in history.facts]


def test_changes_become_stays_in_order_of_time(tmp_path: Path) -> None:
    """Rows may stand in any order; a return is a new stay with its reason."""
    history = read_history(
        *export(
            tmp_path,
            "a,2026-01-09,demo,lead,new boss",
            "a,2026-01-01,,Lead",
            "a,2026-01-05,lead,demo",
            "a,2026-01-20,lead,Closed Won",
        )
    )
    assert paths(history) == ["a lead 0 demo", "a demo 0 lead", "a lead 1 won"]
    assert list(history.stays["because"].fillna("")) == ["", "new boss", ""]
    assert facts(history) == ["1 move goes back to an earlier stage."]


def test_two_changes_in_one_instant_follow_stages_or_file(tmp_path: Path) -> None:
    """By order of stages, or by order of rows where the mapping says so."""
    rows = ("a,2026-01-01,,Lead", "a,2026-01-02,,offer", "a,2026-01-02,,demo")
    assert paths(read_history(*export(tmp_path, *rows))) == [
        "a lead 0 demo",
        "a demo 0 offer",
        "a offer 0 -",
    ]
    by_file = MAPPING + "same_day: file\n"
    assert paths(read_history(*export(tmp_path, *rows, mapping=by_file))) == [
        "a lead 0 offer",
        "a offer 0 demo",
        "a demo 0 -",
    ]


def test_stage_names_that_the_mapping_does_not_know_are_refused(tmp_path: Path) -> None:
    """Each is named with its lines and the nearest known one; many are summed up."""
    with pytest.raises(HistoryError) as caught:
        read_history(
            *export(
                tmp_path,
                "a,2026-01-01,,Lead",
                "a,2026-01-02,,dmeo",
                "a,2026-01-03,,Q",
                "b,2026-01-03,,Q",
            )
        )
    assert str(caught.value) == (
        "changes.csv: to: 1 row names the stage 'dmeo', which the mapping does not know (line 3); "
        "add it to 'stages', 'rename' or 'ignore'. Did you mean 'demo'?\n"
        "changes.csv: to: 2 rows name the stage 'Q', which the mapping does not know (line 4, line "
        "5); add it to 'stages', 'rename' or 'ignore'."
    )
    with pytest.raises(HistoryError) as caught:
        read_history(*export(tmp_path, *(f"a,2026-01-01,,Z{i}" for i in range(8))))
    assert str(caught.value).splitlines()[-1] == (
        "changes.csv: to: 3 more names are unknown in the same way."
    )


def test_quirks_are_counted(tmp_path: Path) -> None:
    """Copies, rows without id or date, ignored and repeated stages, gaps, reopened leads."""
    history = read_history(
        *export(
            tmp_path,
            "a,2026-01-01,,Lead",
            "a,2026-01-01,,Lead",
            ",2026-01-01,,Lead",
            "a,,,demo",
            "a,2026-01-02,lead,Parked",
            "a,2026-01-03,lead,Lead",
            "a,2026-01-05,demo,offer",
            "a,2026-01-06,offer,Closed Lost,price",
            "a,2026-01-07,Closed Lost,Dead",
            "a,2026-02-01,Dead,demo",
            "b,2026-01-01,,Closed Won",
            "b,2026-01-02,,demo",
        )
    )
    assert paths(history) == ["a lead 0 offer", "a offer 0 lost.price", "a demo 0 -"]
    assert facts(history) == [
        "1 row has no lead id and is left out.",
        "1 row is an exact copy and is left out.",
        "1 row names an ignored stage (Parked).",
        "1 row has no date and is left out.",
        "1 row starts from another stage than the lead was in: a row is missing before it.",
        "1 row names the stage that its lead is already in, and was not read.",
        "1 lead is closed before it enters a stage; it has no stays.",
        "1 stage date lies after its lead's end and was not read.",
        "1 lead has a second outcome; the first one counts.",
        "1 move skips a stage.",
        "1 stay begins after its lead was closed: the lead was reopened.",
    ]
    assert history.fact("returns").count == 0


def test_what_is_said_of_a_lead_is_what_was_said_by_then(tmp_path: Path) -> None:
    """The first source, the last owner and the last amount up to the cutoff."""
    history = read_history(
        *export(
            tmp_path,
            "a,2026-01-01,,Lead,,web,Ana,1000",
            "a,2026-01-05,lead,demo,,mail,Ben,1200.50",
            "a,2026-01-09,demo,offer,,,Cem,900",
        )
    )
    lead = history.leads.iloc[0]
    assert (lead["source"], lead["owner"], lead["amount"]) == ("web", "Cem", 90_000)
    lead = history.as_of(history.last_day.replace(day=6)).leads.iloc[0]
    assert (lead["source"], lead["owner"], lead["amount"]) == ("web", "Ben", 120_050)


def test_the_shipped_long_mapping_reads_its_example() -> None:
    """`crm_generic_long` fits the ten-line example."""
    history = read_history(
        "tests/data/crm/generic_long.csv", "scenarios/mappings/crm_generic_long.yaml"
    )
    assert paths(history) == [
        "A-1 lead 0 qualified",
        "A-1 qualified 0 proposal",
        "A-1 proposal 0 qualified",
        "A-1 qualified 1 proposal",
        "A-1 proposal 1 won",
        "A-2 qualified 0 lost.price",
        "A-2 proposal 0 -",
        "A-3 lead 0 qualified",
        "A-3 qualified 0 disqualified.student",
    ]
