"""`simfunnel kpis`: the KPIs that articles on sales name, of futures or of a past."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from simfunnel.cli import options
from simfunnel.cli.answers import one_object
from simfunnel.cli.complaints import STOPPED, complain, refusal
from simfunnel.cli.past_or_futures import Quota, Target, futures_of, past_of
from simfunnel.cli.screen import screen_of, tell
from simfunnel.words import mark, say, speaking

if TYPE_CHECKING:
    from simfunnel.forecasting import Outlook
    from simfunnel.history import History

__all__ = ["HELP", "SHORT", "run"]

SHORT = mark("Show the KPIs that articles on sales name.")
HELP = mark("""\
Show the KPIs that articles on sales name: of a scenario what futures bring, with P10, P50 and P90;
of a CRM export with its mapping what the past was. What cannot be shown says what is missing.

  simfunnel kpis scenarios/small_agency.yaml
  simfunnel kpis scenarios/small_agency.yaml --only sales_velocity
  simfunnel kpis export.csv --mapping mapping.yaml --as-of 2026-06-30
  simfunnel kpis --explain opportunities_needed""")
Only = Annotated[
    list[str] | None,
    typer.Option(
        "--only",
        metavar="NAME",
        help=mark("One KPI, sales_velocity. May be given several times."),
        rich_help_panel=options.ANSWER,
    ),
]
Explain = Annotated[
    str | None,
    typer.Option(
        "--explain",
        metavar="NAME",
        help=mark("Say a KPI's formula, window, pitfall and which article names it. No FILE."),
        rich_help_panel=options.ANSWER,
    ),
]
Qualified = Annotated[
    str | None,
    typer.Option(
        "--qualified",
        metavar="STAGE",
        help=mark("The stage in which a lead counts as qualified; the second if left out."),
        rich_help_panel=options.WHAT,
    ),
]
Marketing = Annotated[
    str | None,
    typer.Option(
        "--marketing",
        metavar="STAGE",
        help=mark("The stage in which a lead is marketing's; the first if left out."),
        rich_help_panel=options.WHAT,
    ),
]
Market = Annotated[
    str | None,
    typer.Option(
        "--market",
        metavar="TEXT",
        help=mark(
            'What the whole market sells: in the days of the window, 12000000, or "12M per year".'
        ),
        rich_help_panel=options.WHAT,
    ),
]
By = Annotated[
    list[str] | None,
    typer.Option(
        "--by",
        metavar="NAME",
        help=mark("Tell leads apart by segment or source; give it twice for both."),
        rich_help_panel=options.ANSWER,
    ),
]


def run(
    file: Annotated[
        str | None,
        typer.Argument(
            metavar="FILE",
            help=mark("A scenario, or a CRM export with its mapping."),
            rich_help_panel=options.WHAT,
        ),
    ] = None,
    mapping: options.MappingFile = None,
    as_of: options.AsOf = None,
    target: Target = None,
    quota: Quota = None,
    market: Market = None,
    qualified: Qualified = None,
    marketing: Marketing = None,
    replications: options.Replications = None,
    seed: options.Seed = None,
    engine: options.Engine = None,
    only: Only = None,
    by: By = None,
    explain: Explain = None,
    as_json: options.Json = False,
    locale: options.Locale = options.ENGLISH,
    _debug: options.Debug = False,
) -> int:
    """Compute, say it, and return the exit code."""
    with speaking(options.ENGLISH if as_json else locale):
        screen = screen_of(sys.stdout)
        if explain is not None:
            from simfunnel.cli.kpis_text import explained
            from simfunnel.cli.layout import say_lines
            from simfunnel.indicators import kpi_named

            say_lines(explained(kpi_named(explain), screen), screen)
            return 0
        if file is None:
            raise refusal(say("is missing; name a scenario or an export."), "FILE")
        from simfunnel.indicators import kpi_named, kpis

        for name in only or ():
            kpi_named(name)  # before anything is simulated
        of: Outlook | History | None = past_of(file, mapping, as_of)
        stopped = ""
        if of is None:
            of, stopped = futures_of(
                file, mapping, as_of, replications=replications, seed=seed, engine=engine
            )
        if of is None:
            complain(stopped)
            return STOPPED
        from simfunnel.cli.kpis_text import table_lines
        from simfunnel.cli.layout import say_lines

        one = only[0] if only is not None and len(only) == 1 else only
        found = kpis(
            of,
            only=one,
            target=target,
            quota=quota,
            qualified=qualified,
            marketing=marketing,
            market=market,
            by=by or (),
        )
        if as_json:
            tell(one_object(found.to_json()))
        else:
            say_lines(table_lines(found, screen), screen)
        if stopped:
            complain(stopped)
            return STOPPED
    return 0
