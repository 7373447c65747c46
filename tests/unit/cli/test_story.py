"""simfunnel story."""

from __future__ import annotations

import json
from pathlib import Path

from command_line import Call

SIMPY = ("--engine", "simpy")


def test_a_story_is_told(call: Call, scenario: Path) -> None:
    """The answer has the finding, the bars, the words, the stays, and how to tell it again."""
    said = call("story", scenario, "--lead", "web:3", "--replication", "2", *SIMPY)
    assert (said.code, said.err) == (0, "")
    text = said.out.replace("\xa0", " ")
    assert text.startswith("One lead · tiny · future 2, 1 September 2026 to 31 December 2026\n")
    for heading in ("Its life\n", "Stay by stay\n", "  pitch "):
        assert heading in text
    again = f"simfunnel story {scenario} --lead web:3 --replication 2 --seed 20260901"
    assert text.splitlines()[-1] == f"again: {again}"


def test_two_lives_side_by_side(call: Call, scenario: Path, what_if: Path) -> None:
    """With a what-if the same lead lives twice."""
    said = call("story", scenario, "--lead", "web:3", "--with", what_if, "--json", *SIMPY)
    answer = json.loads(said.out)
    assert [life["with"] for life in answer["lives"]] == ["", "better_pitch"]
    assert answer["future"] == 0


def test_files_are_written(call: Call, scenario: Path, tmp_path: Path) -> None:
    """The drawing, the card and the table, each in its own file."""
    for name in ("a.png", "a.html"):
        said = call("story", scenario, "--lead", "web:0", "--chart", tmp_path / name, *SIMPY)
        assert said.err == f"Wrote {tmp_path / name}.\n"
    call("story", scenario, "--lead", "web:0", "--table", tmp_path / "a.csv", *SIMPY)
    assert (tmp_path / "a.csv").read_text().splitlines()[0] == "lead,at,what,value"
    assert (tmp_path / "a.html").read_text().startswith("<!DOCTYPE html>")


def test_an_unknown_lead_is_refused(call: Call, scenario: Path, tmp_path: Path) -> None:
    """The nearest name is offered, and nothing is written."""
    said = call("story", scenario, "--lead", "wbe:2", "--chart", tmp_path / "no.png", *SIMPY)
    assert said.code == 2
    assert said.err.startswith("simfunnel: error: no lead 'wbe:2'; write SOURCE:NUMBER")
    assert said.err.endswith("Did you mean 'web:2'?\n")
    assert not (tmp_path / "no.png").exists()


def test_a_negative_future_is_refused(call: Call, scenario: Path) -> None:
    """Futures are numbered from 0."""
    said = call("story", scenario, "--lead", "web:2", "--replication", "-1", *SIMPY)
    assert (said.code, said.err) == (
        2,
        "simfunnel: error: replication is -1; futures are numbered 0 to 999,999.\n",
    )


def test_numbers_and_days_follow_the_locale(call: Call, scenario: Path) -> None:
    """Words stay English; days and amounts are written as the reader writes them."""
    said = call("story", scenario, "--lead", "web:3", "--locale", "de", *SIMPY)
    assert "future 0, 1. September 2026 to 31. Dezember 2026" in said.out.replace("\xa0", " ")
    assert said.out.splitlines()[-1].endswith("--locale de")
