"""A small scenario, a small export, and the command called as a function."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import SCENARIO, WHAT_IF, Call, Said

from simfunnel.cli import main


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """Return a function that runs the command and gives back its exit code and both outputs."""

    def run(*arguments: object) -> Said:
        capsys.readouterr()
        code = main([str(each) for each in arguments])
        out, err = capsys.readouterr()
        return Said(code, out, err)

    return run


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    """Return a small scenario file."""
    path = tmp_path / "tiny.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    return path


@pytest.fixture
def what_if(tmp_path: Path) -> Path:
    """Return a what-if on the small scenario."""
    path = tmp_path / "better_pitch.yaml"
    path.write_text(WHAT_IF, encoding="utf-8")
    return path


@pytest.fixture
def export(root: Path) -> tuple[Path, Path]:
    """Return a ten-line CRM export and its mapping."""
    folder = root / "tests" / "data" / "crm"
    return folder / "tiny.csv", folder / "tiny.yaml"
