"""simfunnel calibrate."""

from __future__ import annotations

from pathlib import Path

from command_line import Call

from simfunnel.scenarios import load

AS_OF = ("--as-of", "2026-02-03")


def test_what_was_measured_is_told(call: Call, export: tuple[Path, Path]) -> None:
    """Without --to nothing is written; stages, sources and findings are shown."""
    file, mapping = export
    said = call("calibrate", file, "--mapping", mapping, *AS_OF)
    assert (said.code, said.err) == (0, "")
    first = said.out.splitlines()[0]
    assert "measured up to 3\xa0February\xa02026" in first or "up to 3 February 2026" in first
    assert "Stages and their exits" in said.out
    assert "Leads that come" in said.out
    assert "What was found on the way" in said.out


def test_the_scenario_can_be_forecast(
    call: Call, export: tuple[Path, Path], tmp_path: Path
) -> None:
    """The file and its tables are written beside each other, load, and give the same answer."""
    file, mapping = export
    to = tmp_path / "measured.yaml"
    said = call("calibrate", file, "--mapping", mapping, *AS_OF, "--to", to)
    assert said.code == 0
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == [
        "measured.yaml", "measured_draws.csv", "measured_hazards.csv", "measured_open_leads.csv",
    ]  # fmt: skip
    assert said.err == (
        f"Wrote {to}, with measured_open_leads.csv, measured_hazards.csv, measured_draws.csv "
        "beside it.\n"
    )
    assert str(load(to).start) == "2026-02-04"
    few = ("--horizon", "4 weeks", "--engine", "simpy", "--replications", 5)
    straight = call("forecast", file, "--mapping", mapping, *AS_OF, *few)
    through = call("forecast", to, *few)
    assert through.code == straight.code == 0
    assert through.out.splitlines()[1] == straight.out.splitlines()[1]


def test_an_edited_file_is_not_written_over(
    call: Call, export: tuple[Path, Path], tmp_path: Path
) -> None:
    """What somebody may have edited is only replaced if that is asked for."""
    file, mapping = export
    to = tmp_path / "measured.yaml"
    to.write_text("# mine\n", encoding="utf-8")
    arguments = ("calibrate", file, "--mapping", mapping, *AS_OF, "--to", to)
    assert call(*arguments) == (
        2,
        "",
        f"simfunnel: error: --to: '{to}' exists; name another file, or write over it with "
        "--replace.\n",
    )
    assert to.read_text(encoding="utf-8") == "# mine\n"
    assert call(*arguments, "--replace").code == 0
    assert to.read_text(encoding="utf-8").startswith("simfunnel: 1\n")


def test_where_to_is_looked_at_first(call: Call, export: tuple[Path, Path], tmp_path: Path) -> None:
    """A missing folder and another suffix are refused before anything is measured."""
    file, mapping = export
    arguments = ("calibrate", file, "--mapping", mapping, *AS_OF, "--to")
    assert call(*arguments, tmp_path / "no" / "m.yaml") == (
        2,
        "",
        f"simfunnel: error: --to: '{tmp_path}/no/m.yaml': there is no folder '{tmp_path}/no'; make "
        "it first.\n",
    )
    assert call(*arguments, tmp_path / "m.json") == (
        2,
        "",
        f"simfunnel: error: --to: '{tmp_path}/m.json' ends in '.json'; write .yaml or .yml.\n",
    )
    assert list(tmp_path.iterdir()) == []


def test_a_scenario_is_no_export(call: Call, scenario: Path) -> None:
    """What is already a funnel is not measured."""
    assert call("calibrate", scenario, "--mapping", "m.yaml") == (
        2,
        "",
        f"simfunnel: error: {scenario}: is a scenario; --mapping explains a CRM export (.csv, "
        ".xlsx).\n",
    )
