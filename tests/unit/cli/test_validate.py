"""simfunnel validate."""

from __future__ import annotations

from pathlib import Path

from command_line import Call


def test_sound_files_are_said_to_be_sound(call: Call, scenario: Path, what_if: Path) -> None:
    """A line a file says what it is; what-ifs are checked against the funnel they are for."""
    assert call("validate", scenario, what_if, "--for", scenario) == (
        0,
        f"{scenario}: a sound funnel: 1 stage, 1 source.\n{what_if}: a sound what-if: 1 number.\n",
        "",
    )


def test_rules_of_a_what_if_are_counted_apart(call: Call, root: Path) -> None:
    """A rule is no number."""
    path = root / "scenarios" / "what_ifs" / "campaigns_when_thin.yaml"
    said = call("validate", path, "--for", root / "scenarios" / "seven_stage_b2b.yaml")
    assert said.out == f"{path}: a sound what-if: 1 review rule.\n"


def test_mappings_and_open_leads_are_known(call: Call, root: Path) -> None:
    """Every kind of file of scenarios/ can be checked."""
    mapping = root / "scenarios" / "mappings" / "realestate.yaml"
    funnel = root / "scenarios" / "seven_stage_b2b.yaml"
    said = call("validate", mapping, funnel)
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines()[0] == f"{mapping}: a sound mapping: 5 stages."
    assert said.out.splitlines()[1].startswith(
        f"{funnel}: a sound funnel: 7 stages, 3 sources, 64 open"
    )


def test_what_is_hardly_meant_is_noted(call: Call, scenario: Path) -> None:
    """A legal file may hold what nobody meant; it is said, and the file is sound."""
    text = scenario.read_text(encoding="utf-8")
    scenario.write_text(
        f"{text}  attic: {{advance: 10 %, next: won, otherwise: {{lost.price: 100 %}}, "
        "dwell: 3 days}\n",
        encoding="utf-8",
    )
    assert call("validate", scenario) == (
        0,
        f"{scenario}: a sound funnel: 2 stages, 1 source.\n"
        f"{scenario}: stages.attic: note: no lead ever gets here: no source, stage or event leads "
        "to it.\n",
        "",
    )


def test_an_export_is_not_for_this_command(call: Call, export: tuple[Path, Path]) -> None:
    """Who tries it on an export is told what reads exports."""
    file, _ = export
    assert call("validate", file) == (
        2,
        "",
        f"simfunnel: error: {file}: is a CRM export; 'simfunnel calibrate' says what is in it, "
        "given its mapping.\n",
    )
