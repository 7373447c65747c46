"""`simfunnel story`: one lead's life in one future, in words and as a drawing."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from simfunnel.cli import options
from simfunnel.cli.answers import answer, as_this_terminal_can
from simfunnel.cli.outputs import CHARTS, TABLES, check_outputs, write_table
from simfunnel.cli.subjects import subject_of, what_ifs_of
from simfunnel.words import mark, speaking

__all__ = ["HELP", "SHORT", "run"]

SHORT = mark("Tell what happens to one lead in one future.")
HELP = mark("""\
Tell what happens to one lead in one future: its dates, its stages, why it left them, and what it
was worth. With a what-if the lead lives twice, with the same luck, and you see where its lives
part.

  simfunnel story scenarios/seven_stage_b2b.yaml --lead inbound:17
  simfunnel story funnel.yaml --lead trade_fair/2026-10-14:3 --replication 4
  simfunnel story funnel.yaml --lead inbound:17 --with what_if.yaml

Leads are numbered from 0 in the order in which a source brings them; a lead that is open at the
start has its own id.""")
Lead = Annotated[
    str | None,
    typer.Option(
        "--lead",
        metavar="NAME",
        help=mark(
            "Which lead: inbound:17, trade_fair/2026-10-14:3 for one of a batch, or the id of a "
            "lead that is open at the start. If left out: the lead with most stays among those won."
        ),
        rich_help_panel=options.WHAT,
    ),
]
Replication = Annotated[
    int,
    typer.Option(
        "--replication",
        metavar="NUMBER",
        parser=options.whole_number,
        help=mark("Which future, from 0: the first if left out."),
        rich_help_panel=options.WHAT,
    ),
]
Reveal = Annotated[
    bool,
    typer.Option(
        "--reveal",
        help=mark("Tell how well the lead fits, which nobody in a company sees."),
        rich_help_panel=options.ANSWER,
    ),
]
TableFile = Annotated[
    str | None,
    typer.Option(
        "--table",
        metavar="FILE",
        help=mark(
            "Write what happened, one thing a row, to a .csv or .parquet file: lead, at, what, "
            "value."
        ),
        rich_help_panel=options.ANSWER,
    ),
]


def run(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help=mark("A scenario, or a CRM export with its mapping."),
            rich_help_panel=options.WHAT,
        ),
    ],
    lead: Lead = None,
    replication: Replication = 0,
    mapping: options.MappingFile = None,
    as_of: options.AsOf = None,
    with_: options.WhatIfs = None,
    seed: options.Seed = None,
    engine: options.Engine = None,
    reveal: Reveal = False,
    as_json: options.Json = False,
    chart: options.Chart = None,
    table: TableFile = None,
    locale: options.Locale = options.ENGLISH,
    _debug: options.Debug = False,
) -> int:
    """Tell the story, write what was asked for, and return the exit code."""
    inputs = [name for name in (file, mapping, *(with_ or ())) if name is not None]
    asked = (("--chart", chart, CHARTS), ("--table", table, TABLES))
    picture, rows = check_outputs(asked, inputs)
    with speaking(options.ENGLISH if as_json else locale):
        subject = subject_of(file, mapping, as_of)
        what_ifs = what_ifs_of(with_ or (), subject)
        from simfunnel.forecasting import story  # heavy, so a file is refused before it
        from simfunnel.forecasting.command_lines import command_line

        told = story(
            subject, lead, replication=replication, seed=seed, what_ifs=what_ifs, engine=engine,
            reveal=reveal,
        )  # fmt: skip
        again = command_line(
            "story",
            [file],
            {"--lead": told.data.lead, "--replication": replication or None, "--mapping": mapping}
            | {"--as-of": as_of, "--with": with_, "--seed": told.seed}
            | {
                "--locale": None if locale == options.ENGLISH else locale,
                "--reveal": reveal or None,
            },
        )
        again_told = replace(told, again=again)
        answer(
            lambda: as_this_terminal_can(again_told, as_json=as_json),
            (picture, again_told.save_chart),
            (rows, lambda path: write_table(again_told.table, path)),
        )
    return 0
