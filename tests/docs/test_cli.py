"""The command line's documentation: made from the help pages, complete, and quick to load."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from simfunnel.cli.entry import program
from simfunnel.cli.pages import pages

HEAVY = {"altair", "babel", "numba", "numpy", "pandas", "pydantic", "scipy", "simpy"}


def commands() -> dict[str, Any]:
    """Return every command by its name."""
    found: dict[str, Any] = dict(program().commands)
    return found


def test_the_pages_are_up_to_date(root: Path) -> None:
    """docs/cli.md holds the help pages as they are."""
    made = (root / "docs" / "cli.md").read_text(encoding="utf-8")
    assert made == pages(), "write it anew: python -m simfunnel.cli.pages docs/cli.md"


@pytest.mark.parametrize("name", list(commands()))
def test_every_option_is_explained(name: str) -> None:
    """Each option has its words, stands in a group, and says what value it takes."""
    for param in commands()[name].params:
        assert (param.help or "").endswith("."), param.name
        assert param.rich_help_panel, param.name
        assert param.metavar or param.is_flag, param.name


def test_pages_fit_a_terminal() -> None:
    """No line of a help page is wider than 80 columns."""
    text = pages().partition("## simfunnel")[2]
    assert [line for line in text.splitlines() if len(line) > 80] == []


def test_the_readme_names_commands_and_options_that_exist(root: Path) -> None:
    """Every call of simfunnel in README and documentation has a command and known options."""
    known = commands()
    for page in (root / "README.md", *sorted((root / "docs").glob("*.md"))):
        fenced = page.read_text(encoding="utf-8").split("```")[1::2]
        text = "\n".join(fenced)
        for name, rest in re.findall(r"^ *simfunnel ([a-z-]+)(.*)$", text, re.MULTILINE):
            assert name in known, f"{page.name}: simfunnel {name}"
            options = {one for param in known[name].params for one in param.opts}
            asked = set(re.findall(r"(?<!\S)--[a-z-]+", rest.partition("#")[0]))
            assert asked <= options | {"--help"}, f"{page.name}: simfunnel {name}{rest}"


def test_help_loads_nothing_heavy(root: Path) -> None:
    """`simfunnel --help` answers at once because it needs no numbers and draws nothing."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "simfunnel", "--help"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "simfunnel.cli.entry" in loaded
    assert not loaded & HEAVY
