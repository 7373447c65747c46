"""`simfunnel theory`: what is known without simulating, beside what the simulation says."""

from __future__ import annotations

from typing import Annotated

import typer

from simfunnel.cli import options
from simfunnel.cli.answers import answer, as_this_terminal_can
from simfunnel.cli.outputs import TABLES, check_outputs, write_table
from simfunnel.words import mark, speaking

__all__ = ["HELP", "SHORT", "run"]

SHORT = mark("Hold the simulation against what is known exactly.")
HELP = mark("""\
Hold the simulation against what is known of a funnel without simulating it: who is won, how many
stays and days that takes (an absorbing chain), and how many leads are open at the end of each month
(a network of M/G/infinity stages). What has no closed form is named, with the reason.

  simfunnel theory scenarios/one_queue.yaml
  simfunnel theory scenarios/small_agency.yaml --plain --page theory.html

The last column says how many standard errors lie between: by chance alone, one figure in twenty is
beyond 2.""")
Plain = Annotated[
    bool,
    typer.Option(
        "--plain",
        help=mark(
            "Take out on both sides what has no closed form: people, stale limits, events with "
            "a rate, steps beside and closing effects; business days count as days of the calendar."
        ),
        rich_help_panel=options.WHAT,
    ),
]
TableFile = Annotated[
    str | None,
    typer.Option(
        "--table",
        metavar="FILE",
        help=mark(
            "Write the figures to a .csv or .parquet file: what, name, exact, simulated, se, z."
        ),
        rich_help_panel=options.ANSWER,
    ),
]


def run(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE", help=mark("A scenario (.yaml)."), rich_help_panel=options.WHAT
        ),
    ],
    plain: Plain = False,
    replications: options.Replications = None,
    seed: options.Seed = None,
    engine: options.Engine = None,
    as_json: options.Json = False,
    table: TableFile = None,
    page: options.Page = None,
    locale: options.Locale = options.ENGLISH,
    _debug: options.Debug = False,
) -> int:
    """Compare, write what was asked for, and return the exit code."""
    asked = (("--table", table, TABLES), ("--page", page, (".html",)))
    rows, sheet = check_outputs(asked, [file])
    with speaking(options.ENGLISH if as_json else locale):
        from simfunnel.scenarios import load

        load(file)
        from simfunnel.forecasting import theory  # heavy, so a file is refused before it

        known = theory(file, replications=replications, seed=seed, engine=engine, plain=plain)
        answer(
            lambda: as_this_terminal_can(known, as_json=as_json),
            (sheet, known.save),
            (rows, lambda path: write_table(known.table, path)),
        )
    return 0
