"""simfunnel theory."""

from __future__ import annotations

import json
from pathlib import Path

from command_line import Call

QUICK = ("--engine", "simpy", "--replications", "4")


def test_a_stale_limit_has_no_closed_form(call: Call, scenario: Path) -> None:
    """The small scenario has one, and the answer says so."""
    said = call("theory", scenario, *QUICK)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("Theory beside simulation · tiny\nThis funnel has no closed form")
    assert said.out.splitlines()[-1] == f"again: simfunnel theory {scenario} --seed 20260901"


def test_the_plain_funnel_is_compared(call: Call, scenario: Path, tmp_path: Path) -> None:
    """Without its stale limit both sides are shown, and written where asked."""
    page, table = tmp_path / "a.html", tmp_path / "a.csv"
    said = call("theory", scenario, "--plain", "--page", page, "--table", table, *QUICK)
    assert said.code == 0
    assert said.err == f"Wrote {page}.\nWrote {table}.\n"
    for heading in ("Who is won, and how the others end", "Stays per lead", "Days"):
        assert f"\n{heading}\n" in said.out
    assert table.read_text().splitlines()[0] == "what,name,exact,simulated,se,z"
    assert page.read_text().startswith("<!DOCTYPE html>")


def test_json(call: Call, scenario: Path) -> None:
    """One object, with everything."""
    answer = json.loads(call("theory", scenario, "--plain", "--json", *QUICK).out)
    assert answer["table"][0]["exact"] == 0.25
    assert answer["plain"] is True


def test_a_page_is_html(call: Call, scenario: Path, tmp_path: Path) -> None:
    """Another suffix is refused before anything is simulated."""
    said = call("theory", scenario, "--page", tmp_path / "a.pdf", *QUICK)
    assert said.code == 2
    assert "write .html" in said.err
