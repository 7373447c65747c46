"""simfunnel diff."""

from __future__ import annotations

import json
from pathlib import Path

from command_line import Call


def test_what_a_what_if_changes(call: Call, scenario: Path, what_if: Path) -> None:
    """In words, grouped, and nothing is simulated."""
    said = call("diff", scenario, what_if)
    assert (said.code, said.err) == (0, "")
    *lines, last = said.out.splitlines()
    assert lines == ["tiny and better_pitch differ in 1 thing.", "", "Stage pitch"]
    assert last.split("  ")[1] == "share that goes on from pitch: 25 % → 37.5 %"
    assert last.endswith("  stages.pitch.advance")


def test_json(call: Call, scenario: Path, what_if: Path) -> None:
    """One object, with the same rows."""
    answer = json.loads(call("diff", scenario, what_if, "--json").out)
    assert answer["differences"][0]["after"] == "37.5 %"


def test_nothing_differs(call: Call, scenario: Path) -> None:
    """Said in a sentence."""
    said = call("diff", scenario, scenario)
    assert (said.code, said.out) == (0, "Nothing differs between tiny and tiny.\n")


def test_a_missing_file(call: Call, scenario: Path) -> None:
    """Refused by name."""
    said = call("diff", scenario, "no_such.yaml")
    assert said.code == 2
    assert said.err == "simfunnel: error: no_such.yaml: there is no such file.\n"
