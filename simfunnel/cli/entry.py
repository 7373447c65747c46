"""The program itself: its commands, and what an error becomes."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from simfunnel.cli import (
    calibrate,
    compare,
    dashboard,
    diff,
    forecast,
    kpis,
    limits,
    notebook,
    show,
    story,
    theory,
    validate,
)
from simfunnel.cli.complaints import REFUSED, STOPPED, complain, of_file, of_usage
from simfunnel.cli.help import CommandPage, ProgramPage
from simfunnel.cli.screen import tell
from simfunnel.errors import SimfunnelError
from simfunnel.words import mark, say

__all__ = ["main", "program"]

_ABOUT = mark("""\
What will this funnel bring, by when, and how sure are we? simfunnel reads a funnel from a scenario
file, or learns it from a CRM export, simulates it many times, and counts what came out.

  simfunnel validate scenarios/small_agency.yaml
  simfunnel forecast scenarios/small_agency.yaml --chart outlook.png
  simfunnel forecast export.csv --mapping mapping.yaml --as-of 2026-06-30
  simfunnel compare scenarios/seven_stage_b2b.yaml scenarios/what_ifs/*.yaml""")
_COMMANDS = (
    forecast,
    compare,
    limits,
    dashboard,
    kpis,
    diff,
    story,
    theory,
    validate,
    show,
    calibrate,
    notebook,
)
# The base of what the library raises that reads arguments; it has no public name of its own.
_MISUSED: tuple[type[Exception], ...] = tuple(
    base for base in typer.BadParameter.__bases__ if issubclass(base, Exception)
)
_TOO_LARGE = mark(
    "this needs more memory than there is; give fewer replications or a shorter horizon."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments name.

    Parameters
    ----------
    arguments : sequence of str, optional
        What follows the program's name; those of the process where left out.

    Returns
    -------
    int
        0 if all went well, 2 if something given cannot be used, 130 after Ctrl-C, 141 if nobody
        reads the answer any more.

    Examples
    --------
    >>> main(["validate", "scenarios/small_agency.yaml"])
    scenarios/small_agency.yaml: a sound funnel: 4 stages, 2 sources.
    0
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = program().main(args=given, prog_name="simfunnel", standalone_mode=False)
        return int(code or 0)
    except _MISUSED as error:
        return _refused(of_usage(error), given)
    except SimfunnelError as error:
        return _refused(str(error), given)
    except OSError as error:
        return _refused(of_file(error), given)
    except MemoryError:
        return _refused(say(_TOO_LARGE), given)
    except (KeyboardInterrupt, typer.Abort):
        return STOPPED


def _refused(message: str, given: Sequence[str]) -> int:
    """Say what is wrong, and where it arose if that was asked for."""
    if "--debug" in given:
        traceback.print_exc()
    complain(message)
    return REFUSED


def program() -> Any:
    """Return the program with all its commands, ready to read arguments or to show help."""
    app = typer.Typer(
        cls=ProgramPage,
        help=_ABOUT,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(invoke_without_command=True)(_bare)
    for module in _COMMANDS:
        name = module.__name__.rpartition(".")[2]
        app.command(name, cls=CommandPage, help=module.HELP, short_help=module.SHORT)(module.run)
    return typer.main.get_command(app)


def _version(asked: bool) -> None:
    """Say which version this is, and end."""
    if asked:
        from importlib import metadata

        tell(f"simfunnel {metadata.version('simfunnel')}\n")
        raise typer.Exit


def _bare(
    context: typer.Context,
    version: Annotated[
        bool,
        typer.Option("--version", help=mark("Say which version this is."), callback=_version),
    ] = False,
) -> None:
    """Show the help page where no command is named."""
    if context.invoked_subcommand is None and not version:
        tell(context.get_help() + "\n")
