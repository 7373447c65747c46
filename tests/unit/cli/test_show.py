"""simfunnel show."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from command_line import SCENARIO, Call

from simfunnel.cli.deals_text import deal_lines
from simfunnel.cli.screen import Screen
from simfunnel.funnel.examples import staffed
from simfunnel.funnel.model import Funnel
from simfunnel.scenarios import dump

SIMPY = ("--engine", "simpy")
DASH = "\N{EN DASH}"


@pytest.fixture(autouse=True)
def few_leads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Follow few leads: what is tested here is what is said of them."""
    monkeypatch.setattr("simfunnel.forecasting.shown._LEADS", {"simpy": 400, "compiled": 400})


def test_a_scenario_is_shown(call: Call, scenario: Path) -> None:
    """Sources, targets, shares said and shown, ends and defaults, each under its heading."""
    said = call("show", scenario, *SIMPY)
    assert (said.code, said.err) == (0, "")
    text = said.out.replace("\xa0", " ")
    assert text.startswith("tiny · 1 September 2026 to 31 December 2026 · EUR\n")
    headings = [line for line in text.splitlines() if line[:1].isupper()]
    assert headings[0] == "Sources"
    assert f"  web     30 per month  {DASH}        pitch" in text.splitlines()
    assert f"  autumn  20 deals  {DASH}     31 December 2026" in text.splitlines()
    (row,) = re.findall(r"^  pitch .*$", text, re.MULTILINE)
    assert re.fullmatch(
        r"  pitch  25 %  2\d\.\d % \(±\d\.\d\)     \+0\.000 +100\.0 +1\d\.\d days", row
    )
    assert re.search(r"^  won +2\d\.\d   \(±\d\.\d\)$", text, re.MULTILINE)
    assert re.search(r"^  currency +EUR$", text, re.MULTILINE)
    assert "followed for up to 10 years" in text.replace("\n", " ")


def test_json_holds_the_same(call: Call, scenario: Path) -> None:
    """The object has every stage, every way out and every outcome."""
    said = call("show", scenario, *SIMPY, "--json")
    answer = json.loads(said.out)
    (stage,) = answer["stages"]
    assert (stage["stage"], stage["law"], stage["said"]) == ("pitch", "stated", 0.25)
    assert abs(stage["will_show"] - 0.25) < 0.1
    exits = [(each["exit"], each["because"], each["goes_on"]) for each in answer["exits"]]
    assert exits == [
        ("won", "", True), ("lost.price", "", False), ("cold.no_answer", "stale", False),
    ]  # fmt: skip
    assert sum(each["share"] for each in answer["outcomes"]) == pytest.approx(1.0)
    assert call("show", scenario, *SIMPY, "--json").out == said.out


def test_the_quota_of_a_team_is_shown_as_the_file_says_it() -> None:
    """Below what is paid on deals."""
    document = staffed().document()
    document["teams"]["sellers"] |= {"commission": "6 % of won", "quota": "350 000 per year"}
    screen = Screen(columns=80, utf8=True, colour=False)
    lines = deal_lines(Funnel.model_validate(document), screen)
    assert [line[0].text for line in lines] == [
        "Deals",
        "  sellers: commission of 6 % of won.",
        "  sellers: quota of 350 000 per year for each seat.",
    ]


def test_products_are_shown_with_their_shares_and_amounts() -> None:
    """What is part of every deal, and what is attached to how many, segment by segment."""
    document = staffed().document()
    document |= {"amount": None, "products": {
        "platform": {"amount": {"median": "6 000", "p90": "16 000"}},
        "training": {"attached": "35 %", "amount": "900"},
    }}  # fmt: skip
    document["segments"] = {"large": {"products": {"training": "60 %"}}, "small": {}}
    screen = Screen(columns=80, utf8=True, colour=False)
    lines = deal_lines(Funnel.model_validate(document), screen)
    assert [line[0].text.replace("\xa0", " ") for line in lines] == [
        "Deals",
        "  platform: part of every deal; median 6,000, p90 16,000.",
        "  training: attached to 35 % (large 60 %) of deals; 900.",
    ]


def test_a_funnel_without_leads_shows_none(call: Call, tmp_path: Path) -> None:
    """Where nobody comes there is no share to show, and that is said with a dash."""
    file = tmp_path / "quiet.yaml"
    file.write_text(SCENARIO.replace("30 per month", "0 per month"), encoding="utf-8")
    said = call("show", file, *SIMPY)
    assert said.code == 0
    assert re.search(rf"^  pitch  25 %          {DASH} ", said.out, re.MULTILINE)
    assert "Where 100 leads end" not in said.out
    assert json.loads(call("show", file, *SIMPY, "--json").out)["stages"][0]["will_show"] is None


def test_gates_and_today_are_explained(call: Call, root: Path) -> None:
    """A gate says that its share is of ordinary leads; open leads and bookings are told."""
    said = call("show", root / "scenarios" / "seven_stage_b2b.yaml")
    text = " ".join(said.out.replace("\xa0", " ").split())
    assert "qualification gate 40 %" in text
    assert "A gate's share is stated of ordinary leads" in text
    assert "Open leads: 64. Booked from 1 January 2026 on: 31 deals, EUR 486,000." in text


def test_a_narrow_terminal_is_enough(
    call: Call, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At 80 columns nothing is wider than the terminal."""
    monkeypatch.setenv("COLUMNS", "80")
    said = call("show", root / "scenarios" / "seven_stage_b2b.yaml")
    assert max(len(line) for line in said.out.splitlines()) <= 80


def test_people_are_shown(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who works when, and on what; waiting is told to take its part of what will show."""
    file = tmp_path / "staffed.yaml"
    file.write_text(dump(staffed()), encoding="utf-8")
    lines = call("show", file, *SIMPY).out.replace("\xa0", " ").splitlines()
    people = " ".join(" ".join(lines[lines.index("Teams") :]).split())
    assert people.startswith(
        "Teams "
        "callers: seats 2; sells mon-fri 09:00-18:00, 65 % of it; order newest first "
        "sellers: seats 3, +1 from 2026-11-02; sells mon-thu 09:00-18:00, fri 09:00-14:00, 50 % of "
        "it; order latest stage; productivity by month 40 %, 70 %, 100 % "
        "Work "
        "call: team callers; effort median 60 minutes, p90 180 minutes; patience 10 business days, "
        "then cold.never_called; odds halve every 4 business days "
        "offer: team sellers; effort median 6 hours, p90 15 hours "
        "close: team sellers; effort 3 hours "
        "Of the leads"
    )
    text = " ".join(" ".join(lines).split())
    assert "once waiting, lost patience, stale limits and events have taken their part" in text
    assert "teams.*.ramp everybody is fully productive at once (callers)" in text
    assert "No more leads come at a time than the file says" in text

    monkeypatch.setenv("COLUMNS", "80")
    narrow = call("show", file, *SIMPY).out.splitlines()
    assert max(len(line) for line in narrow) <= 80
