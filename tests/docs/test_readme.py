"""The README's examples do what they say: every command, then the Python blocks in their order."""

from __future__ import annotations

import re
import runpy
import shlex
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import simfunnel as sf
from simfunnel.cli.entry import main

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", TEXT, re.M | re.S)
SHELL = [line for kind, text in BLOCKS if kind == "" for line in text.splitlines() if line]
COMMANDS = [line for line in SHELL if line.startswith("simfunnel ")]
ELSEWHERE = ("make ", "python -m pip ", "voila ")  # other tests see to them, and to their files
SIMULATING = ("forecast", "compare", "theory")
SHOWING = ("dashboard", "kpis")  # simulate on the command line only
FEW = 20


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand where a newcomer stands, so that what is written lies in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    for name in ("scenarios", "notebooks"):
        (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


def words_of(line: str) -> list[str]:
    """Return what a shell hands to the command: patterns become files, comments go."""
    words = shlex.split(line, comments=True)[1:]
    return [
        found
        for word in words
        for found in (sorted(map(str, Path().glob(word))) if "*" in word else [word])
    ]


def test_no_line_is_left_out() -> None:
    """Every line of a terminal is a command of simfunnel or one that is tried elsewhere."""
    assert [line for line in SHELL if line not in COMMANDS and not line.startswith(ELSEWHERE)] == []
    assert {kind for kind, _ in BLOCKS} == {"", "python"}


@pytest.mark.parametrize("line", COMMANDS, ids=lambda line: line.split()[1])
def test_commands_answer(line: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each answers without a complaint and writes the files that it names; few futures suffice."""
    words = words_of(line)
    few = ["--replications", str(FEW)] if words[0] in (*SIMULATING, *SHOWING) else []

    assert main([*words, *few]) == 0
    said = capsys.readouterr()
    assert "error" not in said.err
    for option in ("--chart", "--page", "--to"):
        if option in words:
            assert (folder / words[words.index(option) + 1]).stat().st_size > 1_000
    if "--to" not in words:
        assert len(said.out.splitlines()) >= 5


def test_the_lead_of_the_story_lives_two_lives(capsys: pytest.CaptureFixture[str]) -> None:
    """A story with a what-if is worth telling where the what-if reaches the lead."""
    (line,) = (line for line in COMMANDS if line.startswith("simfunnel story"))

    assert main(words_of(line)) == 0
    said = capsys.readouterr().out
    assert "they part" in said, "take a lead that this what-if reaches"


def test_python_blocks_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One after the other, as if typed into one session; few futures suffice."""
    for name in (*SIMULATING, "explore"):
        monkeypatch.setattr(sf, name, partial(getattr(sf, name), replications=FEW))
    names: dict[str, Any] = {}
    for kind, text in BLOCKS:
        if kind == "python":
            (folder / "example.py").write_text(text, encoding="utf-8")
            names = runpy.run_path("example.py", init_globals=names)

    assert str(names["outlook"].goals[0].by) == "2027-08-31"
    assert (folder / "comparison.html").stat().st_size > 10_000
    assert len(names["comparison"].alternatives) == 2
