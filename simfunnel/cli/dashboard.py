"""`simfunnel dashboard`: the state of a forecast, or of a past, on one page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from simfunnel.cli import options
from simfunnel.cli.answers import answer, as_this_terminal_can
from simfunnel.cli.complaints import STOPPED, complain, refusal
from simfunnel.cli.outputs import check_outputs
from simfunnel.cli.past_or_futures import Quota, Target, futures_of, past_of
from simfunnel.words import mark, say, speaking

if TYPE_CHECKING:
    from simfunnel.forecasting import Outlook
    from simfunnel.history import History

__all__ = ["HELP", "SHORT", "run"]

SHORT = mark("Show the state of a forecast, or of a past, on one page.")
HELP = mark("""\
Show the state of a forecast on one page: headline figures with ranges, the fan, the funnel, sales
velocity, the pipeline's waterfall and the leaderboard. Of a CRM export with its mapping it shows
the past, and with --horizon what will come. What cannot be shown says why.

  simfunnel dashboard scenarios/small_agency.yaml --page dashboard.html
  simfunnel dashboard base.yaml --target "1.2M by 2026-12-31"
  simfunnel dashboard export.csv --mapping mapping.yaml --as-of 2026-06-30
  simfunnel dashboard export.csv --mapping mapping.yaml --horizon "13 weeks"

Ctrl-C ends it early and shows what the futures finished by then say.""")


def run(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help=mark("A scenario, or a CRM export with its mapping."),
            rich_help_panel=options.WHAT,
        ),
    ],
    mapping: options.MappingFile = None,
    as_of: options.AsOf = None,
    with_: options.WhatIfs = None,
    target: Target = None,
    quota: Quota = None,
    horizon: options.Horizon = None,
    replications: options.Replications = None,
    seed: options.Seed = None,
    engine: options.Engine = None,
    workers: options.Workers = None,
    as_json: options.Json = False,
    page: options.Page = None,
    locale: options.Locale = options.ENGLISH,
    _debug: options.Debug = False,
) -> int:
    """Show it, write what was asked for, and return the exit code."""
    inputs = [name for name in (file, mapping, *(with_ or ())) if name is not None]
    (sheet,) = check_outputs((("--page", page, (".html",)),), inputs)
    with speaking(options.ENGLISH if as_json else locale):
        of: Outlook | History | None = None
        stopped, chosen = "", seed
        if horizon is None and not with_:
            of = past_of(file, mapping, as_of)
        if of is None and quota is not None:
            raise refusal(
                say("is for the past of a CRM export; a scenario states it of its teams."),
                "--quota",
            )
        if of is None:
            found, stopped = futures_of(
                file, mapping, as_of, what_ifs=with_ or (), horizon=horizon,
                replications=replications, seed=seed, engine=engine, workers=workers,
            )  # fmt: skip
            if found is None:
                complain(stopped)
                return STOPPED
            of, chosen = found, found.runs.seed
        from simfunnel.forecasting.command_lines import command_line
        from simfunnel.reports import dashboard

        again = command_line(
            "dashboard",
            [file],
            {"--mapping": mapping, "--as-of": as_of, "--with": with_, "--target": target}
            | {
                "--quota": quota,
                "--horizon": horizon,
                "--replications": replications,
                "--engine": engine,
            }
            | {"--seed": chosen, "--locale": None if locale == options.ENGLISH else locale},
        )
        board = replace(dashboard(of, target=target, quota=quota), again=again)
        answer(
            lambda: as_this_terminal_can(board, as_json=as_json),
            (sheet, board.save),
        )
        if stopped:
            complain(stopped)
            return STOPPED
    return 0
