"""What differs between two files, before anything runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import simfunnel as sf
from simfunnel.decisions import diff
from simfunnel.errors import FunnelError, ScenarioError, UnknownNameError
from simfunnel.funnel.changes import Change, WhatIf
from simfunnel.funnel.examples import busy, tiny
from simfunnel.funnel.model import Funnel
from simfunnel.scenarios import what_if_from
from simfunnel.tables import DIFFERENCES

SCENARIOS = sorted(Path("scenarios").glob("*.yaml"))
WHAT_IFS = sorted(Path("scenarios/what_ifs").rglob("*.yaml"))


def changed(**parts: Any) -> Funnel:
    """Return the small funnel with other blocks."""
    return Funnel.model_validate(tiny().model_dump(by_alias=True, exclude_unset=True) | parts)


def rows(found: sf.Difference) -> list[tuple[str, str, str]]:
    """Return path, before and after of each row."""
    return [(row.path, row.before, row.after) for row in found.rows]


@pytest.mark.parametrize("file", [*SCENARIOS, *WHAT_IFS], ids=lambda path: path.stem)
def test_nothing_differs_from_itself(file: Path) -> None:
    """Whatever a file holds, it says the same as itself; the sentence names both."""
    found = diff(file, file)
    assert not found
    assert list(found.table.columns) == list(DIFFERENCES)
    name = found.first
    assert found.text() == f"Nothing differs between {name} and {name}.\n"


def test_numbers_and_names_are_told() -> None:
    """A number from what to what, a name likewise, each in its group."""
    other = changed(
        until="2027-01-31",
        sources={"web": {"leads": "40 per month", "enters": "pitch", "cost": "5 per lead"}},
        currency="CHF",
    )
    assert rows(diff(tiny(), other)) == [
        ("until", "2026-12-31", "2027-01-31"),
        ("sources.web.leads", "30 per month", "40 per month"),
        ("sources.web.cost", "", "5 per lead"),
        ("currency", "EUR", "CHF"),
    ]


def test_the_words_can_be_read() -> None:
    """Group, label, from and to, and the path at the right."""
    said = diff(tiny(), changed(until="2027-01-31")).text(80)
    assert said.splitlines() == [
        "tiny and tiny differ in 1 thing.",
        "",
        "Days and what is known today",
        "  last day: 2026-12-31 → 2027-01-31" + " " * 40 + "until",
    ]


def test_a_whole_stage_is_one_row() -> None:
    """A stage or a source that only one has is told once, not number by number."""
    parts = tiny().model_dump(by_alias=True, exclude_unset=True)["sources"]
    other = changed(sources={**parts, "fair": {"leads": "9 per month", "enters": "pitch"}})
    (row,) = diff(tiny(), other).rows
    assert (row.group, row.path, row.before) == ("Source fair", "sources.fair", "absent")
    assert rows(diff(other, tiny()))[0][2] == "absent"


def test_tables_are_told_too() -> None:
    """Open leads and measured stages are counted rather than listed."""
    data = busy().model_dump(by_alias=True, exclude_unset=True)
    data["today"]["open_leads"] = data["today"]["open_leads"][:1]
    fewer = Funnel.model_validate(data)
    assert ("today.open_leads", "2 leads", "1 lead") in rows(diff(busy(), fewer))
    data = busy().model_dump(by_alias=True, exclude_unset=True)
    data["stages"]["close"]["hazards"]["daily"]["won"] = [0.03, 0.04, 0.001]
    law = Funnel.model_validate(data)
    assert rows(diff(busy(), law)) == [
        ("stages.close.hazards", "as measured", "measured otherwise")
    ]


def test_a_what_if_is_told_by_what_it_does() -> None:
    """From what to what and since when; what follows from it and what it assumes as well."""
    lift = WhatIf(
        "lift",
        (Change.of("stages.pitch.advance", "plus 5 points", "2026-10-01"),),
        assumes={"stages.pitch.advance": ("25 %", "30 %", "35 %")},
    )
    found = diff(tiny(), lift)
    assert rows(found) == [
        ("stages.pitch.advance", "25 %", "30 %"),
        ("stages.pitch.advance", "", "25 % to 35 %, middle 30 %"),
    ]
    assert found.rows[0].words.replace("\N{NO-BREAK SPACE}", " ") == (
        "25 % → 30 %, from 1 Oct 2026"
    )
    turned = [(path, after, before) for path, before, after in rows(found)]
    assert rows(diff(lift, tiny())) == turned


def test_shares_that_follow_are_told() -> None:
    """Where a share of a split is set, the others give way, and the words say that they follow."""
    funnel = sf.load("scenarios/seven_stage_b2b.yaml")
    found = diff(funnel, {"stages.proposal.otherwise.lost.competitor": "50 %"})
    assert [row.after for row in found.rows] == ["50 %", "50 %"]
    assert found.rows[1].label.endswith(", which follows")


def test_a_time_that_is_stretched_is_told_once() -> None:
    """What a stage keeps a factor as is no second difference; before it the time was as now."""
    (row,) = diff(tiny(), {"stages.pitch.dwell": "times 1.3"}).rows
    assert row.path == "stages.pitch.dwell"
    assert row.words.replace("\N{NO-BREAK SPACE}", " ") == "as now → times 1.3"


def test_numbers_that_no_longer_hold_are_told() -> None:
    """A spread that is stated by other numbers says what it said before."""
    fixed = {"stages.pitch.dwell": {"exactly": "9 days", "from": "2026-10-01"}}
    table = diff(tiny(), what_if_from(fixed)).table
    assert table["path"].tolist() == [
        "stages.pitch.dwell.exactly", "stages.pitch.dwell.median", "stages.pitch.dwell.p90",
    ]  # fmt: skip
    assert table["after"].tolist() == ["9 days", "", ""]
    assert table["since"].nunique() == 1


def test_a_what_if_that_changes_nothing() -> None:
    """A number set to what it is does not differ."""
    assert not diff(tiny(), {"stages.pitch.advance": "25 %"})


def test_two_what_ifs() -> None:
    """Path by path what they do, with their days; what only one changes is said as such."""
    one = WhatIf("one", (Change.of("stages.pitch.advance", "30 %", "2026-10-01"),))
    other = WhatIf("other", (Change.of("sources.web.leads", "times 2"), *one.changes))
    found = diff(one, other)
    assert rows(found) == [("sources.web.leads", "", "times 2")]
    assert found.rows[0].words == "not changed → times 2"
    assert rows(diff(one, WhatIf("later", (Change.of("stages.pitch.advance", "30 %"),)))) == [
        ("stages.pitch.advance", "30 %, from 1 Oct 2026", "30 %")
    ]


def test_json_and_table_say_the_same() -> None:
    """Plain data, with days as text and nothing for what is not said."""
    found = diff(tiny(), {"sources.web.cost": "5 per lead"})
    assert found.to_json()["differences"] == [
        {
            "group": "Source web",
            "path": "sources.web.cost",
            "label": "cost of a lead from web",
            "before": None,
            "after": "5 per lead",
            "from": None,
        }
    ]
    assert {n: str(kind) for n, kind in found.table.dtypes.items()} == DIFFERENCES


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_names_never_become_elements(name: str) -> None:
    """Stage names of a file are text, whatever they are."""
    one, other = (WhatIf(name, (Change.of(f"stages.{name}.advance", x),)) for x in ("3 %", "4 %"))
    made = diff(one, other)._repr_mimebundle_()["text/html"]
    assert "<script" not in made.lower()
    assert "<img" not in made.lower()


def test_what_cannot_be_read_is_refused(tmp_path: Path) -> None:
    """A missing file, a what-if that does not fit (with its line), and something else."""
    with pytest.raises(ScenarioError, match=r"^no_such.yaml: there is no such file.$"):
        diff("no_such.yaml", tiny())
    wrong = tmp_path / "w.yaml"
    wrong.write_text("simfunnel: 1\nwhat_if: w\nchanges:\n  stages.pich.advance: 30 %\n")
    with pytest.raises(ScenarioError, match=r"w.yaml:4:24: .* Did you mean 'pitch'\?"):
        diff(tiny(), wrong)
    with pytest.raises(UnknownNameError, match=r"Did you mean 'pitch'\?"):
        diff(tiny(), {"stages.pich.advance": "30 %"})
    with pytest.raises(FunnelError, match="cannot say how a int differs; give a funnel, a what-if"):
        diff(tiny(), 3)  # type: ignore[arg-type]
