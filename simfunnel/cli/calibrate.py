"""`simfunnel calibrate`: a CRM export in, a scenario file with measured stages out."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simfunnel.cli import options
from simfunnel.cli.complaints import refusal
from simfunnel.cli.outputs import SCENARIOS, check_outputs, writing
from simfunnel.cli.screen import note
from simfunnel.cli.subjects import calibration_of
from simfunnel.words import mark, say

if TYPE_CHECKING:
    from simfunnel.calibration import Calibration

__all__ = ["HELP", "SHORT", "run"]

SHORT = mark("Learn a funnel from a CRM export, as a scenario file to edit.")
HELP = mark("""\
Learn a funnel from a CRM export: how many leads come, how long they stay in each stage and where
they go, what deals are worth, what is open on the last day, and how sure all of that is.

  simfunnel calibrate export.csv --mapping mapping.yaml --as-of 2026-06-30
  simfunnel calibrate export.csv --mapping mapping.yaml --to measured.yaml

The file can be read, edited and forecast like any scenario; its tables are written beside it.""")
_OUT = mark("What comes out")
_WROTE = mark("Wrote {file}, with {tables} beside it.")


def run(
    file: Annotated[
        str,
        typer.Argument(
            metavar="EXPORT",
            help=mark("What the CRM wrote (.csv, .xlsx)."),
            rich_help_panel=mark("What is measured"),
        ),
    ],
    mapping: Annotated[
        str,
        typer.Option(
            "--mapping",
            metavar="FILE.yaml",
            help=mark(
                "How to read the export: which column means what. "
                "scenarios/mappings/crm_generic.yaml is one to copy."
            ),
            rich_help_panel=mark("What is measured"),
        ),
    ],
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of",
            metavar="DATE",
            help=mark(
                "The last day that counts, 2026-06-30: later dates are hidden. Left out, the "
                "mapping's 'exported_on'."
            ),
            rich_help_panel=mark("What is measured"),
        ),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="FILE.yaml",
            help=mark(
                "The scenario file to write; its tables are called after it. Left out, what was "
                "measured is only shown."
            ),
            rich_help_panel=_OUT,
        ),
    ] = None,
    replace: Annotated[
        bool,
        typer.Option(
            "--replace",
            help=mark("Write over a file that exists. What was edited in it is lost."),
            rich_help_panel=_OUT,
        ),
    ] = False,
    _locale: options.Locale = options.ENGLISH,
    _debug: options.Debug = False,
) -> int:
    """Measure, say what was found, write it, and return the exit code."""
    (path,) = check_outputs([("--to", to, SCENARIOS)], [file, mapping])
    if path is not None and path.exists() and not replace:
        raise refusal(
            say("'{to}' exists; name another file, or write over it with --replace.", to=to), "--to"
        )
    measured = calibration_of(file, mapping, as_of)
    from simfunnel.cli.calibration_text import say_calibration  # heavy, likewise only now

    if path is not None:
        written = _save(measured, path)
        say_calibration(measured)
        tables = ", ".join(each.name for each in written[1:])
        note(say(_WROTE, file=written[0], tables=tables))
    else:
        say_calibration(measured)
    return 0


def _save(measured: Calibration, path: Path) -> list[Path]:
    """Write the scenario and its tables in a folder apart, then put all of them in their places."""
    with (
        writing(path),
        tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as folder,
    ):
        made = measured.save(Path(folder) / path.name)
        ready = [(part, path.with_name(part.name)) for part in reversed(made)]
        for part, place in ready:  # the tables first, then the file that names them
            part.replace(place)
    return [place for _, place in reversed(ready)]
