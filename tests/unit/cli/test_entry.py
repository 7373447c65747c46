"""The program: its commands, what errors become, exit codes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from command_line import Call

from simfunnel.cli import entry, main, validate


def test_a_bare_call_shows_the_commands(call: Call) -> None:
    """Without a command the help page is shown, and nothing is wrong."""
    said = call()
    assert said.code == 0
    assert said.out == call("--help").out
    assert "forecast" in said.out
    assert said.err == ""


def test_the_version_is_said(call: Call) -> None:
    """--version answers with the version of the package."""
    from simfunnel import __version__

    assert call("--version") == (0, f"simfunnel {__version__}\n", "")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["forecasst"],
            "no such command 'forecasst'. Did you mean 'forecast'? Try 'simfunnel --help'.",
        ),
        (["--sed"], "no such option: --sed. Try 'simfunnel --help'."),
        (
            ["forecast", "a.yaml", "--sed", "3"],
            "no such option: --sed. Did you mean '--seed'? Try 'simfunnel forecast --help'.",
        ),
        (["forecast"], "missing argument 'FILE'. Try 'simfunnel forecast --help'."),
        (
            ["forecast", "a.yaml", "--seed", "abc"],
            "--seed: is 'abc'; give a whole number. Try 'simfunnel forecast --help'.",
        ),
        (
            ["forecast", "a.yaml", "--replications", "0"],
            "--replications: is 0; give 1 or more. Try 'simfunnel forecast --help'.",
        ),
        (
            ["forecast", "a.yaml", "--workers", "1000"],
            "--workers: is 1000; give 1 to 256. Try 'simfunnel forecast --help'.",
        ),
        (
            ["forecast", "a.yaml", "--engine", "simp"],
            "--engine: is 'simp'; write compiled or simpy. Did you mean 'simpy'? "
            "Try 'simfunnel forecast --help'.",
        ),
        (
            ["forecast", "a.yaml", "--period", "day"],
            "--period: is 'day'; write week, month or quarter. Try 'simfunnel forecast --help'.",
        ),
    ],
)
def test_a_wrong_call_is_refused_with_its_help_page(
    call: Call, arguments: list[str], message: str
) -> None:
    """What cannot be read is named, the nearest is offered, and the exit code is 2."""
    assert call(*arguments) == (2, "", f"simfunnel: error: {message}\n")


def test_several_problems_are_one_a_line(call: Call, tmp_path: Path) -> None:
    """All problems of all files are told, each where an editor can jump to it."""
    first, second = tmp_path / "a.yaml", tmp_path / "b.yaml"
    first.write_text("", encoding="utf-8")
    assert call("validate", first, second) == (
        2,
        "",
        "simfunnel: error: 2 problems:\n"
        f"{first}: is empty; begin with 'simfunnel: 1'.\n"
        f"{second}: there is no such file. Did you mean 'a.yaml'?\n",
    )


def test_debug_shows_where_an_error_arose(call: Call) -> None:
    """A traceback comes before the message with --debug, and never without."""
    plain, told = call("forecast", "no.yaml"), call("forecast", "no.yaml", "--debug")
    message = "simfunnel: error: no.yaml: there is no such file.\n"
    assert plain == (2, "", message)
    assert told.code == 2
    assert told.err.startswith("Traceback (most recent call last):\n")
    assert told.err.endswith(message)


def test_control_characters_of_names_are_written_out(call: Call) -> None:
    """A name cannot move the cursor of who reads the error."""
    said = call("forecast", "a\x1b[2J\u202e.yaml")
    assert said.err == "simfunnel: error: a\\x1b[2J\\u202e.yaml: there is no such file.\n"


@pytest.mark.parametrize(
    ("raised", "code", "err"),
    [
        (KeyboardInterrupt(), 130, ""),
        (
            PermissionError(13, "Permission denied", "runs.csv"),
            2,
            "simfunnel: error: runs.csv: Permission denied.\n",
        ),
        (
            MemoryError(),
            2,
            "simfunnel: error: this needs more memory than there is; give fewer replications or a "
            "shorter horizon.\n",
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_ends_a_command_early_has_its_exit_code(
    call: Call, monkeypatch: pytest.MonkeyPatch, raised: BaseException, code: int, err: str
) -> None:
    """Ctrl-C, a closed file and too little memory end without a traceback."""

    def fails(*_given: object) -> str:
        raise raised

    monkeypatch.setattr(validate, "_checked", fails)
    assert call("validate", "a.yaml") == (code, "", err)


def test_main_reads_the_arguments_of_the_process(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without arguments those of the process are taken."""
    monkeypatch.setattr(sys, "argv", ["simfunnel", "validate", "no.yaml"])
    assert main() == 2
    assert capsys.readouterr().err == "simfunnel: error: no.yaml: there is no such file.\n"


def test_a_closed_pipe_is_no_news(root: Path) -> None:
    """If the reader has gone the program ends quietly, with the code that a shell gives it."""
    python = f"{sys.executable} -m simfunnel"
    line = f"set -o pipefail; {python} validate scenarios/*.yaml | (exec <&-; sleep 2); echo $?"
    done = subprocess.run(
        ["bash", "-c", line], cwd=root, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("141\n", "")


def test_every_command_has_its_pages() -> None:
    """Each command says in a line and on a page what it is for."""
    commands = entry.program().commands
    assert list(commands) == [
        "forecast",
        "compare",
        "limits",
        "dashboard",
        "kpis",
        "diff",
        "story",
        "theory",
        "validate",
        "show",
        "calibrate",
        "notebook",
    ]
    for command in commands.values():
        assert command.short_help.endswith(".")
        assert len(command.short_help) < 72
        assert command.help.strip().splitlines()[0]
