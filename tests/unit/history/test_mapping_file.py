"""Mapping files: read as plain text, refused with every problem and its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from simfunnel.errors import HistoryError
from simfunnel.history import Mapping, read_mapping

GOOD = """\
simfunnel: 1
mapping: deals
layout: wide
lead: Id
stages: {lead: Created, demo: Demo}
outcomes: {won: {date: Won}}
"""


def refusal(folder: Path, text: str) -> str:
    """Return the message with which a mapping is refused."""
    path = folder / "m.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(HistoryError) as caught:
        read_mapping(path)
    return str(caught.value)


def test_a_small_mapping_is_enough(tmp_path: Path) -> None:
    """Everything that is not stated has a default, and ISO dates are the default."""
    (tmp_path / "m.yaml").write_text(GOOD, encoding="utf-8")
    mapping = read_mapping(tmp_path / "m.yaml")
    assert mapping.stage_columns == {"lead": "Created", "demo": "Demo"}
    assert mapping.dates == ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")
    assert mapping.date_columns() == ["Created", "Demo", "Won"]
    assert read_mapping(mapping) is mapping


def test_yaml_surprises_stay_text(tmp_path: Path) -> None:
    """NO, 1e3, yes and 12:30:00 are names like any other."""
    text = GOOD.replace("stages: {lead: Created, demo: Demo}", "stages: {NO: 1e3, yes: 12:30:00}")
    (tmp_path / "m.yaml").write_text(text, encoding="utf-8")
    assert read_mapping(tmp_path / "m.yaml").stage_columns == {"NO": "1e3", "yes": "12:30:00"}


def test_every_problem_is_reported_at_once_in_order(tmp_path: Path) -> None:
    """Unknown keys, wrong values and doubled keys of one file come in one message."""
    text = """\
simfunnel: 1
mapping: a/b
layout: wyde
laed: Id
lead: Id
lead: Other
dates: [soon, "%d/%m", "%Y-%m-%d %z"]
numbers: {decimal: ",", thousands: "#"}
stages: {lead: Created}
outcomes: {won: {date: Won, statsu: x}, maybe: {date: Never}}
joins: [{file: ../x.csv, on: Id}]
"""
    assert refusal(tmp_path, text) == "\n".join(
        [
            "m.yaml:2:1: mapping: is 'a/b'; a name may not hold '/', write '-' or '_'.",
            "m.yaml:3:1: layout: is 'wyde'; write 'wide' or 'long'.",
            "m.yaml:4:1: laed: is not a key that mappings have. Did you mean 'lead'?",
            "m.yaml:6:1: lead: stands twice; keep one.",
            "m.yaml:7:9: dates.0: 'soon' names no full day; write for instance '%d/%m/%Y'.",
            "m.yaml:7:15: dates.1: '%d/%m' names no full day; write for instance '%d/%m/%Y'.",
            "m.yaml:7:24: dates.2: '%Y-%m-%d %z' reads a time zone; "
            "export local times without one.",
            "m.yaml:8:1: numbers: thousands is '#'; write one of ',', '.', ' ', \"'\" "
            "or leave it out.",
            "m.yaml:10:29: outcomes.won.statsu: is not a key that mappings have. "
            "Did you mean 'status'?",
            "m.yaml:10:41: outcomes.maybe: 'maybe' is no outcome; write won, lost, disqualified, "
            "cold or churned, with a reason behind a dot if need be.",
            "m.yaml:11:9: joins.0: file is '../x.csv'; give the bare name of a file in the "
            "export's own folder.",
        ]
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("", ""), None),
        (("lead: Id\n", ""), "m.yaml:1:1: lead: is missing; give it."),
        (
            ("layout: wide", "layout: long"),
            "m.yaml:1:1: stages is a table; in a long layout write their names in order: [..].\n"
            "m.yaml:1:1: stage is missing; a long layout needs the columns stage and at.\n"
            "m.yaml:1:1: at is missing; a long layout needs the columns stage and at.\n"
            "m.yaml:1:1: outcomes.won names a date or status column; in a long layout 'is' lists "
            "the stage names that mean it.",
        ),
        (
            ("stages: {lead: Created, demo: Demo}", "stages: [lead, demo]\nat: x"),
            "m.yaml:1:1: stages is a list; in a wide layout write {stage: its date column}.\n"
            "m.yaml:1:1: at is for the long layout; leave it out.",
        ),
        (
            ("won: {date: Won}", "lost: {status: S}"),
            "m.yaml:1:1: outcomes say nothing of won; state which column or name means won.\n"
            "m.yaml:1:1: outcomes.lost needs 'status' and 'is' together: "
            "{status: Status, is: [Closed Lost]}.",
        ),
        (
            ("lead: Id", "lead: Id\nrename: {Stagee: {a: b}}\ndates_of: {Demmo: ['%d.%m.%Y']}"),
            "m.yaml:1:1: rename names column 'Stagee', which is not read.\n"
            "m.yaml:1:1: dates_of names column 'Demmo', which is not read. Did you mean 'Demo'?",
        ),
        (
            ("{lead: Created, demo: Demo}", "{won: Created}"),
            "m.yaml:1:1: stages has 'won', which is an outcome; name it there.",
        ),
        (
            ("lead: Id", "lead: Id\ncurrency: euro\nexported_on: 1.2.2026"),
            "m.yaml:5:1: currency: is 'euro'; write a three-letter code such as EUR, PLN or USD.\n"
            "m.yaml:6:1: exported_on: '1.2.2026' is not a date; write 2026-09-01 (year-month-day).",
        ),
    ],
)
def test_each_kind_of_mistake_has_its_words(
    tmp_path: Path, change: tuple[str, str], message: str | None
) -> None:
    """What is wrong is said with the value and with what to do."""
    text = GOOD.replace(*change) if change[0] else GOOD
    if message is None:
        assert isinstance(Mapping.model_validate(dict_of(tmp_path, text)), Mapping)
        return
    assert refusal(tmp_path, text) == message


def dict_of(folder: Path, text: str) -> dict[str, object]:
    """Return a mapping as plain data, by reading it."""
    (folder / "m.yaml").write_text(text, encoding="utf-8")
    return read_mapping(folder / "m.yaml").model_dump(by_alias=True)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "m.yaml: is empty; see scenarios/mappings/crm_generic.yaml."),
        ("- a\n- b\n", "m.yaml: holds no mapping; write 'key: value' lines, as crm_generic.yaml."),
        ("a: &x 1\nb: *x\n", "m.yaml:1:4: uses a YAML anchor (& or *); write the value out."),
        ("a: !!python/name:os.system x\n", "m.yaml:1:4: uses a YAML tag (!); leave it out."),
        (
            "a: [b\n",
            "m.yaml:2:1: is not YAML: expected ',' or ']', but got '<stream end>'; check indents, "
            "colons and quotes.",
        ),
        ("a: " + "[" * 20_000, "m.yaml:1:15: is nested more than 12 deep; no mapping is."),
        ("a: " + "x" * 70_000, "m.yaml: is larger than 64 KiB, so it is no mapping."),
    ],
)
def test_hostile_and_broken_files_are_refused(tmp_path: Path, text: str, message: str) -> None:
    """Anchors, tags, deep nesting and bulk are refused before anything is built."""
    assert refusal(tmp_path, text) == message


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    """A mapping is UTF-8."""
    (tmp_path / "m.yaml").write_bytes("about: café".encode("cp1252"))
    with pytest.raises(HistoryError) as caught:
        read_mapping(tmp_path / "m.yaml")
    assert str(caught.value) == "m.yaml: is not UTF-8 (byte 10); save it as UTF-8."


@pytest.mark.parametrize("path", sorted(Path("scenarios/mappings").glob("*.yaml")), ids=str)
def test_every_shipped_mapping_is_read(path: Path) -> None:
    """The shipped mappings are valid, and each is called as its file."""
    assert read_mapping(path).mapping == path.stem
