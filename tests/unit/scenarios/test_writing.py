"""Funnels are written in short forms, read back equal, and put into files beside their comments."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from ruamel.yaml import YAML

from simfunnel.errors import ScenarioError
from simfunnel.funnel.changes import Change, change_funnel
from simfunnel.funnel.doubt import Doubt, DrawTable
from simfunnel.funnel.edits import rebuilt
from simfunnel.funnel.examples import staffed, tiny
from simfunnel.funnel.model import Funnel, Hazards
from simfunnel.funnel.today import OpenLead, Today
from simfunnel.scenarios import dump, load, save, save_as, schema, schema_files, what_if_schema
from simfunnel.units import Share

FILE = """\
# A comment at the top.
simfunnel: 1
funnel: agency   # its name
about: >
  Several lines
  of text.
starts: 2026-09-01
until: 2027-08-31
amount: {median: 14 000, p90: 40 000}

sources:
  web: {leads: 22 per month, enters: first}   # one line

stages:
  # what happens first
  first:
    advance: 50%          # without a blank
    next: {pitch: 100 %}
    otherwise:
      cold.no_answer: 100 %   # they never answer
    dwell: {median: 4 days, p90: 14 days}
  pitch:
    advance: 45 %
    next: won
    otherwise: {lost.price: 50 %, lost.competitor: 50 %}
    dwell: {median: 18 days, p90: 50 days}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a scenario file full of comments."""
    path = tmp_path / "agency.yaml"
    path.write_text(FILE)
    return path


def measured() -> Funnel:
    """Return a funnel with open leads, measured hazards and joint draws."""
    leads = tuple(
        OpenLead(lead=name, stage="pitch", entered_on=date(2026, 8, day))
        for name, day in (("=1", 3), ("b", 4))
    )
    hazards = Hazards(
        ages=(0, 9), daily={"won": (1 / 3, 0.0), "lost.x": (0.1, 0.2)}, advances=("won",)
    )
    document = tiny().document() | {
        "starts": None,
        "today": Today(date=date(2026, 9, 1), open_leads=leads),
        "stages": {"pitch": {"hazards": hazards, "counts_as": "sql"}},
        "doubt": Doubt(draws=DrawTable(("sources.web.leads",), np.array([[1 / 3], [7.0]]))),
    }
    return Funnel.model_validate(document)


def test_a_written_funnel_is_read_back_equal(tmp_path: Path) -> None:
    """Text and digest agree."""
    path = tmp_path / "tiny.yaml"

    assert save(tiny(), path) == (path,)
    assert path.read_text() == dump(tiny())
    assert load(path).digest() == tiny().digest()


def test_tables_are_written_beside_the_file(tmp_path: Path) -> None:
    """Open leads, hazards and draws each have a file, and come back to the last bit."""
    funnel = measured()
    written = save(funnel, tmp_path / "agency.yaml")

    assert [path.name for path in written] == [
        "agency.yaml",
        "agency_open_leads.csv",
        "agency_hazards.csv",
        "agency_draws.csv",
    ]
    assert "open_leads: agency_open_leads.csv" in written[0].read_text()
    assert load(written[0]).digest() == funnel.digest()


def test_tables_may_stand_inside_the_file(tmp_path: Path) -> None:
    """A dump is one text, complete."""
    path = tmp_path / "agency.yaml"
    path.write_text(dump(measured()))

    assert load(path).digest() == measured().digest()


def test_text_that_yaml_would_misread_is_quoted(tmp_path: Path) -> None:
    """Colons, hashes, nulls, several lines and blanks at the ends survive."""
    for about in ("a: b # c", "null", "~", "two\nlines\n", " - x", "{a}", "'q'", "1e3", "é\u2028x"):
        funnel = rebuilt(tiny(), {("about",): about})
        path = tmp_path / "tiny.yaml"
        save(funnel, path)

        assert load(path).about == about


def test_saving_like_a_file_without_a_change_gives_its_very_bytes(file: Path) -> None:
    """Comments, order, blanks and short forms stay."""
    save_as(load(file), file, like=file)

    assert file.read_text() == FILE


def test_saving_like_a_file_touches_only_what_changed(file: Path) -> None:
    """One share, one rate and a stale limit; every comment stays."""
    funnel = change_funnel(
        load(file),
        [
            Change.of("stages.first.advance", "55 %"),
            Change.of("sources.web.leads", "plus 3 per month"),
            Change.of("until", "2027-12-31"),
        ],
    )
    save_as(funnel, file, like=file)

    assert file.read_text() == FILE.replace("50%  ", "55 % ").replace(
        "22 per month", "25 per month"
    ).replace("2027-08-31", "2027-12-31")
    assert load(file).digest() == funnel.digest()


def test_saving_like_a_file_adds_and_removes_blocks(file: Path) -> None:
    """New blocks are written, old ones go, and the file is read back equal."""
    document = load(file).document()
    document["stages"]["pitch"]["stale"] = {"after": "60 days", "to": "cold.stale"}
    document["quality"] = {"good": "40 %", "advance_odds": "times 2"}
    document["targets"] = {"year": {"won": "5", "by": "2027-08-31"}}
    del document["amount"]
    funnel = Funnel.model_validate(document)
    save_as(funnel, file, like=file)

    assert "# what happens first" in file.read_text()
    assert "amount" not in file.read_text()
    assert load(file).digest() == funnel.digest()


def test_saving_elsewhere_takes_the_tables_along(tmp_path: Path) -> None:
    """A table that cannot be named from the new folder is written anew."""
    save(measured(), tmp_path / "agency.yaml")
    (tmp_path / "copies").mkdir()
    copy = tmp_path / "copies" / "copy.yaml"
    written = save_as(load(tmp_path / "agency.yaml"), copy, like=tmp_path / "agency.yaml")

    assert [path.name for path in written] == [
        "copy.yaml",
        "copy_open_leads.csv",
        "copy_hazards.csv",
        "copy_draws.csv",
    ]
    assert load(copy).digest() == measured().digest()


def test_saving_beside_keeps_tables_that_are_the_same(tmp_path: Path) -> None:
    """They are named again, not copied; a changed one is written."""
    path = tmp_path / "agency.yaml"
    save(measured(), path)
    again = save_as(load(path), tmp_path / "again.yaml", like=path)
    fewer = rebuilt(measured(), {("today", "open_leads"): measured().today.open_leads[:1]})  # type: ignore[union-attr]
    changed = save_as(fewer, tmp_path / "fewer.yaml", like=path)

    assert [file.name for file in again] == ["again.yaml"]
    assert "fewer_open_leads.csv" in [file.name for file in changed]
    assert load(tmp_path / "fewer.yaml").digest() == fewer.digest()


def test_a_file_on_a_base_takes_a_block_of_the_base_away(tmp_path: Path, file: Path) -> None:
    """Null does it, since the block stands in the other file."""
    over = tmp_path / "over.yaml"
    over.write_text("simfunnel: 1\nfunnel: over\nbased_on: agency.yaml\n# mine\n")
    funnel = rebuilt(load(over), {("amount",): None, ("about",): "short"})
    save_as(funnel, over, like=over)

    assert "# mine" in over.read_text()
    assert load(over).digest() == funnel.digest()
    assert file.read_text() == FILE


def test_nothing_is_written_like_a_file_that_cannot_be_read(tmp_path: Path, file: Path) -> None:
    """The target stays as it was."""
    file.write_text(FILE.replace("45 %", "145 %"))
    with pytest.raises(ScenarioError):
        save_as(tiny(), tmp_path / "new.yaml", like=file)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["agency.yaml"]


def test_schemas_describe_files_as_people_write_them() -> None:
    """Short forms, tables by name and ranges of doubt are legal; private keys are not."""
    blocks = schema()["$defs"]

    assert {"type": "string"} in blocks["Stage"]["properties"]["next"]["anyOf"]
    assert "open_leads_file" not in blocks["Today"]["properties"]
    assert blocks["Doubt"]["additionalProperties"]["minItems"] == 3
    assert "title" not in json.dumps(blocks)
    assert what_if_schema()["additionalProperties"] is False
    assert all(text.endswith("}\n") for text in schema_files().values())


def test_teams_are_written_as_people_write_them(tmp_path: Path) -> None:
    """Hours stand beside their share, a share of 100 % is left out, and it is read back equal."""
    text = dump(staffed())
    path = tmp_path / "staffed.yaml"
    path.write_text(text)

    assert load(path).digest() == staffed().digest()
    assert "    selling_hours: {mon-thu: 09:00-18:00, fri: 09:00-14:00, share: 50 %}\n" in text
    assert "    starts: {Cy: 2026-07-15}\n    hires: {2026-11-02: 1}\n" in text
    full = rebuilt(staffed(), {("teams", "callers", "selling_hours", "share"): Share(1.0)})
    assert "    selling_hours: {mon-fri: 09:00-18:00}\n" in dump(full)


def test_saving_like_a_file_with_teams_keeps_its_comments(tmp_path: Path) -> None:
    """A seat more and other hours change two values and nothing else."""
    path = tmp_path / "staffed.yaml"
    text = dump(staffed()).replace("    seats: 2\n", "    seats: 2   # Ana and Bo\n", 1)
    path.write_text(text.replace("share: 65 %}", "share: 65 %}   # the rest is paperwork"))
    more = change_funnel(
        staffed(),
        [
            Change.of("teams.callers.seats", "plus 1"),
            Change.of("teams.callers.selling_hours.share", "70 %"),
            Change.of("teams.sellers.hires.2026-11-02", "2"),
            Change.of("teams.sellers.ramp.0", "45 %"),
            Change.of("stages.call.effort.p90", "4 hours"),
        ],
    )
    save_as(more, path, like=path)

    assert load(path).digest() == more.digest()
    said = path.read_text()
    assert "    seats: 3   # Ana and Bo\n" in said
    assert "share: 70 %}   # the rest is paperwork\n" in said
    assert "    hires: {2026-11-02: 2}\n" in said
    assert "    ramp: [45 %, 70 %, 100 %]\n" in said


def test_the_schema_knows_selling_hours(tmp_path: Path) -> None:
    """Days of the week to windows, beside the share; no other day, and no other way to write."""
    path = tmp_path / "staffed.yaml"
    path.write_text(dump(staffed()))
    document = YAML(typ="base").load(path) | {"simfunnel": 1}
    jsonschema.validate(document, schema())
    for hours in ({"mo-fr": "09:00-17:00"}, {"mon": "9 to 5"}, {"windows": {"mon": "09:00-17:00"}}):
        document["teams"]["callers"]["selling_hours"] = hours
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(document, schema())
