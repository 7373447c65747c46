"""simfunnel limits, and compare --limits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import Call

from simfunnel.funnel.examples import staffed
from simfunnel.scenarios import save

QUICK = ("--engine", "simpy", "--replications", "3", "--horizon", "2026-10-31")


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """Return the file of a funnel with two teams."""
    path = tmp_path / "people.yaml"
    save(staffed(), path)
    return path


def test_it_says_what_limits(call: Call, people: Path, tmp_path: Path) -> None:
    """The card on the screen, tables and page where asked, and the line that makes it again."""
    table, page = tmp_path / "a.csv", tmp_path / "a.html"
    said = call("limits", people, "--table", table, "--page", page, *QUICK)
    assert said.code == 0
    assert said.err == f"Wrote {page}.\nWrote {table}.\n"
    assert said.out.startswith("People or leads · staffed\n")
    assert said.out.splitlines()[-1] == (
        f"again: simfunnel limits {people} --seed 20260901 --replications 3 --engine simpy "
        "--horizon 2026-10-31"
    )
    assert len(table.read_text().splitlines()) == 1 + 2 * 2
    assert page.read_text().startswith("<!DOCTYPE html>")


def test_json(call: Call, people: Path) -> None:
    """One object, with everything."""
    answer = json.loads(call("limits", people, "--json", *QUICK).out)
    assert [row["label"] for row in answer["verdicts"]] == ["2026-09", "2026-10"]


def test_a_funnel_without_teams_is_refused(call: Call, scenario: Path) -> None:
    """In one line."""
    said = call("limits", scenario, *QUICK)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("simfunnel: error: the funnel has no team")


def test_a_comparison_says_it_too(call: Call, people: Path, tmp_path: Path) -> None:
    """After its own card, or within the JSON."""
    what_if = tmp_path / "hire.yaml"
    what_if.write_text("simfunnel: 1\nwhat_if: hire\nchanges: {teams.callers.seats: plus 1}\n")
    said = call("compare", people, what_if, "--limits", *QUICK)
    assert said.code == 0
    assert "\nPeople or leads · staffed\n" in said.out
    answer = json.loads(call("compare", people, what_if, "--limits", "--json", *QUICK).out)
    assert len(answer["limits"]["teams"]) == 2
