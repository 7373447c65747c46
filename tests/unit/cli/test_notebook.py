"""simfunnel notebook: what JupyterLab is started with; it is not started here."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import pytest
from command_line import Call

from simfunnel.cli import notebook


class Lab:
    """A JupyterLab that ends at once, or is ended by Ctrl-C."""

    started: Sequence[str] = ()
    interrupted = False

    def __init__(self, command: Sequence[str]) -> None:
        Lab.started = command
        self._waits = 0

    def __enter__(self) -> Self:
        """Start."""
        return self

    def __exit__(self, *_: object) -> None:
        """End."""

    def wait(self) -> int:
        """Return the exit code, after Ctrl-C if there was one."""
        self._waits += 1
        if Lab.interrupted and self._waits == 1:
            raise KeyboardInterrupt
        return 0


@pytest.fixture(autouse=True)
def lab(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a stand-in where JupyterLab would be started."""
    monkeypatch.setattr(notebook.subprocess, "Popen", Lab)
    monkeypatch.setattr(Lab, "interrupted", False)


def test_only_this_machine_can_reach_it(call: Call, tmp_path: Path) -> None:
    """It listens on the loopback address, keeps its token, and asks no server for news."""
    assert call("notebook", tmp_path, "--no-browser", "--port", "9999").code == 0
    command = list(Lab.started)
    assert command[1:3] == ["-m", "jupyterlab"]
    assert "--ServerApp.ip=127.0.0.1" in command
    assert "--ServerApp.port=9999" in command
    assert "--no-browser" in command
    assert "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate" in command
    assert not [word for word in command if "token" in word or "password" in word]
    assert command[-1] == str(tmp_path)


def test_ctrl_c_lets_it_tidy_up(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own end is awaited, then the exit code is that of Ctrl-C."""
    monkeypatch.setattr(Lab, "interrupted", True)
    assert call("notebook", tmp_path).code == 130


def test_what_is_missing_is_named(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that is not there, a port that is none, JupyterLab that is not installed."""
    assert call("notebook", tmp_path / "no") == (
        2,
        "",
        f"simfunnel: error: there is no folder '{tmp_path}/no' here; name the one with the "
        "notebooks.\n",
    )
    assert call("notebook", tmp_path, "--port", 80) == (
        2, "", "simfunnel: error: --port: is 80; give 1024 to 65535.\n",
    )  # fmt: skip
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    assert call("notebook", tmp_path) == (
        2,
        "",
        "simfunnel: error: JupyterLab is not installed; 'pip install simfunnel[notebook]' brings "
        "it.\n",
    )
