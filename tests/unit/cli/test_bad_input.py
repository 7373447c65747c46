"""Bad files through the command: a clear error, exit code 2, soon, and nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import SCENARIO, Call


def changed(*pairs: tuple[str, str]) -> str:
    """Return the small scenario with other text in some places."""
    text = SCENARIO
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


LOOP = SCENARIO[: SCENARIO.index("    advance")] + (
    "    advance: 25 %\n    next: call\n    otherwise: {talk: 100 %}\n    dwell: 3 days\n"
    "  call: {advance: 50 %, next: pitch, otherwise: {talk: 100 %}, dwell: 3 days}\n"
    "  talk: {advance: 50 %, next: pitch, otherwise: {call: 100 %}, dwell: 3 days}\n"
)
SPLIT = changed(("{lost.price: 100 %}", "{lost.price: 70 %, lost.no_need: 50 %}"))
BAD = {
    "an empty file": ("", ": is empty; begin with 'simfunnel: 1'."),
    "a bomb": (
        "a: &a [x, x, x, x, x, x, x, x, x]\n"
        + "".join(
            f"{n}: &{n} [{', '.join(['*' + m] * 9)}]\n"
            for m, n in zip("abcdefgh", "bcdefghi", strict=True)
        ),
        ":1:4: '&a' is an anchor, which files here do not have; write the value out.",
    ),
    "an anchor": (
        changed(("web:", "web: &web")),
        ":8:8: '&web' is an anchor, which files here do not have; write the value out.",
    ),
    "deep nesting": (
        "a: " + "[" * 5000 + "]" * 5000,
        ":1: is nested more than 32 deep; no block here is.",
    ),
    "a key twice": (
        changed(("until: 2026-12-31", "until: 2026-12-31\nuntil: 2027-12-31")),
        ":5:1: until: 'until' stands twice, first in line 4; keep one of them.",
    ),
    "a word that YAML takes for no": (
        changed(("starts:", "currency: NO\nstarts:")),
        ":3:11: currency: is 'NO'; write a three-letter code such as EUR, PLN or USD.",
    ),
    "scientific notation": (
        changed(("median: 10 000", "median: 1e3")),
        ":6:18: amount.median: '1e3' is in scientific notation; write the figure out.",
    ),
    "not a number": (
        changed(("median: 10 000", "median: .nan")),
        ":6:18: amount.median: '.nan' is not an amount of money; write for instance '486 000'.",
    ),
    "a split of 120 %": (
        SPLIT,
        ":13:5: stages.pitch.otherwise: sums to 120 % (lost.price 70 %, lost.no_need 50 %); "
        "make the shares 100 %.",
    ),
    "plus that may be points or times": (
        changed(("advance: 25 %", "advance: +5 %")),
        ":11:14: stages.pitch.advance: '+5 %' could mean 'plus 5 points' or 'times 1.05'; write "
        "one of them.",
    ),
    "commas that may be marks of thousands": (
        changed(
            (
                "{autumn: {won: 20, by: 2026-12-31}}",
                "\n  autumn:\n    won_amount: 1,200,000\n    by: 2026-12-31",
            )
        ),
        ":7:17: targets.autumn.won_amount: '1,200,000' could mean 1200000 or 1.2; write 1200000 "
        "or 1 200 000 or 1.2M.",
    ),
    "a circle without an exit": (
        LOOP,
        ":15:3: stages.call: leads go round for ever in 'call' -> 'pitch' -> 'call'; send a share "
        "of them to an outcome such as won or lost.no_decision.",
    ),
    "a million million leads": (
        changed(("30 per month", "1 000 000 000 000 per month")),
        ":8:3: sources.web: about 4 010 000 000 000 leads with 1 stay each and 1 replication make "
        "4 010 000 000 000 stays; the most is 2 000 000 000. Lower 'sources.web.leads' or the "
        "replications.",
    ),
    "a name that would end a line": (
        changed(("funnel: tiny", 'funnel: "a\\e[2Jb"')),
        ":2:9: funnel: is 'a\\x1b[2Jb'; a name may not hold control characters.",
    ),
}


def left(folder: Path) -> list[str]:
    """Return the names of all files in a folder."""
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("command", ["validate", "forecast", "show"])
@pytest.mark.parametrize("kind", list(BAD))
def test_a_bad_scenario_is_refused(call: Call, tmp_path: Path, kind: str, command: str) -> None:
    """The whole message, exit code 2, and no file is made."""
    text, message = BAD[kind]
    file = tmp_path / "bad.yaml"
    file.write_text(text, encoding="utf-8")
    wanted = ["--chart", tmp_path / "o.png", "--runs", tmp_path / "r.csv"]
    said = call(command, file, *(wanted if command == "forecast" else []))
    assert said == (2, "", f"simfunnel: error: {file}{message}\n")
    assert left(tmp_path) == ["bad.yaml"]


def test_all_problems_are_told_at_once(call: Call, tmp_path: Path) -> None:
    """A file is mended once: every problem has its line, in the order of the file."""
    file = tmp_path / "bad.yaml"
    pairs = (("until:", "untyl:"), ("advance: 25 %", "advance: 125 %"), ("lost.price", "lost"))
    file.write_text(changed(*pairs), encoding="utf-8")
    said = call("forecast", file)
    assert said.code == 2
    lines = said.err.splitlines()
    assert lines[0] == f"simfunnel: error: {len(lines) - 1} problems:"
    assert lines[1] == f"{file}:4:1: untyl: unknown key 'untyl'. Did you mean 'until'?"
    assert f"{file}:11:14: stages.pitch.advance: '125 %' is not a share; give 0 to 100 %." in lines


def test_a_name_like_a_tag_is_escaped(call: Call, tmp_path: Path) -> None:
    """A stage called <script> is a name like any other, and no page runs it."""
    file, page = tmp_path / "tags.yaml", tmp_path / "page.html"
    file.write_text(
        changed(("enters: pitch", "enters: <script>"), ("  pitch:", "  <script>:"))
        + "today:\n  date: 2026-09-01\n  open_leads:\n"
        "    - {lead: '<script>alert(1)</script>', stage: <script>, entered_on: 2026-08-20}\n",
        encoding="utf-8",
    )
    file.write_text(file.read_text(encoding="utf-8").replace("starts: 2026-09-01\n", ""))
    assert call("validate", file).code == 0
    said = call("forecast", file, "--engine", "simpy", "--replications", 4, "--chart", page)
    assert said.code == 0
    html = page.read_text(encoding="utf-8")
    assert "&lt;script&gt;" in html
    assert "<script>alert" not in html


def test_a_bad_what_if_is_refused_with_its_place(
    call: Call, scenario: Path, tmp_path: Path
) -> None:
    """A path that the funnel lacks is found before anything is simulated."""
    file = tmp_path / "bad_what_if.yaml"
    file.write_text(
        "simfunnel: 1\nwhat_if: bad\nchanges:\n  stages.pitsch.advance: plus 5 points\n",
        encoding="utf-8",
    )
    message = (
        f"simfunnel: error: {file}:4:26: changes.stages.pitsch.advance: unknown name 'pitsch' in "
        "'stages'. Did you mean 'pitch'?\n"
    )
    assert call("forecast", scenario, "--with", file) == (2, "", message)
    assert call("validate", file, "--for", scenario) == (2, "", message)
    assert call("validate", file).code == 0


MAPPING = """\
simfunnel: 1
mapping: deals
layout: wide
dates: ["%Y-%m-%d"]
lead: id
created: created
stages: {lead: created, demo: demo}
outcomes: {won: {date: won}}
"""
HEAD = "id,created,demo,won\n"
BAD_EXPORTS = {
    "the wrong encoding": (
        HEAD.encode() + b"Z\xfcrich,2026-01-01,,\n",
        "deals.csv:2: is not UTF-8 (byte 0xfc); save the file as UTF-8, or state its 'encoding' in "
        "the mapping, for instance cp1252.",
    ),
    "days that are none": (
        (HEAD + "1,2026-02-30,,\n2,2026-01-05,,\n").encode(),
        "deals.csv: created: 1 of 2 dates do not fit '%Y-%m-%d'; add their format to 'dates' or "
        "mend them (line 2 '2026-02-30').",
    ),
    "stages out of order": (
        (HEAD + "1,2026-01-10,2026-01-02,\n2,2026-01-05,,\n").encode(),
        "deals.csv: 1 of 2 leads out of order (line 2 'demo' before 'lead'); mend their dates, or "
        "state 'out_of_order: by date' in the mapping.",
    ),
    "nothing": (b"", "deals.csv: is empty; export it again."),
}


@pytest.mark.parametrize("command", ["forecast", "calibrate"])
@pytest.mark.parametrize("kind", list(BAD_EXPORTS))
def test_a_bad_export_is_refused(call: Call, tmp_path: Path, kind: str, command: str) -> None:
    """The export is named with its line, and nothing is written."""
    content, message = BAD_EXPORTS[kind]
    export, mapping = tmp_path / "deals.csv", tmp_path / "mapping.yaml"
    export.write_bytes(content)
    mapping.write_text(MAPPING, encoding="utf-8")
    said = call(command, export, "--mapping", mapping, "--as-of", "2026-06-30")
    assert said == (2, "", f"simfunnel: error: {message}\n")
    assert left(tmp_path) == ["deals.csv", "mapping.yaml"]
