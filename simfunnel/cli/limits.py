"""`simfunnel limits`: whether people or leads limit what is won."""

from __future__ import annotations

from typing import Annotated

import typer

from simfunnel.cli import options
from simfunnel.cli.answers import answer, as_this_terminal_can
from simfunnel.cli.complaints import STOPPED, complain
from simfunnel.cli.outputs import TABLES, check_outputs, write_table
from simfunnel.cli.progress import progress_bar
from simfunnel.words import mark, say, speaking

__all__ = ["HELP", "SHORT", "run"]

SHORT = mark("Say whether people or leads limit what is won.")
HELP = mark("""\
Simulate a funnel as it is, with one more seat in each team, and with 10 % more leads, each with the
same luck, and say for every period whether people or leads limit what is won, and where leads wait.

  simfunnel limits scenarios/seven_stage_b2b.yaml
  simfunnel limits base.yaml --period quarter --table limits.csv

A period is limited by people if a team is busy for at least 85 % of its hours and one more seat
there brings more deals than 10 % more leads; else by leads.""")
TableFile = Annotated[
    str | None,
    typer.Option(
        "--table",
        metavar="FILE",
        help=mark("Write a row per period and team to a .csv or .parquet file."),
        rich_help_panel=options.ANSWER,
    ),
]


def run(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help=mark("A scenario (.yaml) in which teams work."),
            rich_help_panel=options.WHAT,
        ),
    ],
    horizon: options.Horizon = None,
    period: options.Period = "month",
    replications: options.Replications = None,
    seed: options.Seed = None,
    engine: options.Engine = None,
    workers: options.Workers = None,
    as_json: options.Json = False,
    table: TableFile = None,
    page: options.Page = None,
    locale: options.Locale = options.ENGLISH,
    _debug: options.Debug = False,
) -> int:
    """Ask, write what was asked for, and return the exit code."""
    asked = (("--table", table, TABLES), ("--page", page, (".html",)))
    rows, sheet = check_outputs(asked, [file])
    with speaking(options.ENGLISH if as_json else locale):
        try:
            with progress_bar() as progress:
                from simfunnel.scenarios import load

                load(file)
                from simfunnel.decisions import limits  # heavy, so a file is refused before it

                found = limits(
                    file,
                    replications=replications,
                    seed=seed,
                    engine=engine,
                    workers=workers,
                    horizon=horizon,
                    period=period,
                    progress=progress,
                )
        except KeyboardInterrupt:
            complain(say("stopped before people and leads were compared."))
            return STOPPED
        answer(
            lambda: as_this_terminal_can(found, as_json=as_json),
            (sheet, found.save),
            (rows, lambda path: write_table(found.table, path)),
        )
    return 0
