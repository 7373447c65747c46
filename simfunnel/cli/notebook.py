"""`simfunnel notebook`: JupyterLab on the project's notebooks, on this machine only."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from simfunnel.cli import options
from simfunnel.cli.complaints import STOPPED, refusal
from simfunnel.words import mark, say

__all__ = ["HELP", "SHORT", "run"]

SHORT = mark("Open JupyterLab on the notebooks.")
HELP = mark("""\
Open JupyterLab on the notebooks, in the browser. Only this machine can reach it, and only with the
token in the address that JupyterLab prints. Ctrl-C in the terminal ends it.

  simfunnel notebook""")


def run(
    folder: Annotated[
        str,
        typer.Argument(
            metavar="FOLDER",
            help=mark("Where the notebooks are; 'notebooks' if left out."),
            rich_help_panel=mark("What is opened"),
        ),
    ] = "notebooks",
    port: Annotated[
        int,
        typer.Option(
            "--port",
            metavar="NUMBER",
            parser=options.whole_number,
            help=mark("The port, 8888 if left out; the next free one if it is taken."),
            rich_help_panel="How",
        ),
    ] = 8888,
    no_browser: Annotated[
        bool,
        typer.Option(
            "--no-browser",
            help=mark("Print the address and open nothing."),
            rich_help_panel="How",
        ),
    ] = False,
    _debug: options.Debug = False,
) -> int:
    """Start JupyterLab, wait for its end, and return its exit code."""
    if not Path(folder).is_dir():
        raise refusal(
            say(
                "there is no folder '{folder}' here; name the one with the notebooks.",
                folder=folder,
            )
        )
    if not 1024 <= port <= 65535:
        raise refusal(say("is {port}; give 1024 to 65535.", port=port), "--port")
    if importlib.util.find_spec("jupyterlab") is None:
        raise refusal(
            say("JupyterLab is not installed; 'pip install simfunnel[notebook]' brings it.")
        )
    command = _command(folder, port, no_browser)
    with subprocess.Popen(command) as lab:
        try:
            return lab.wait()
        except KeyboardInterrupt:
            lab.wait()  # it was told as well, asks whether it shall end, and tidies up
            return STOPPED


def _command(folder: str, port: int, no_browser: bool) -> list[str]:
    """Return the command line of JupyterLab: on the loopback address, its token kept."""
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    if no_browser:
        command.append("--no-browser")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    return [*command, "--", folder] if folder.startswith("-") else [*command, folder]
