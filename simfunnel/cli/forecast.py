"""`simfunnel forecast`: a scenario or an export in, an outlook out."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simfunnel.cli import options
from simfunnel.cli.answers import one_object
from simfunnel.cli.complaints import STOPPED, complain, refusal
from simfunnel.cli.outputs import CHARTS, TABLES, check_outputs, write_table, writing
from simfunnel.cli.progress import progress_bar
from simfunnel.cli.screen import note, screen_of, tell
from simfunnel.cli.subjects import subject_of, what_ifs_of
from simfunnel.errors import UnknownNameError
from simfunnel.units.formats import format_count
from simfunnel.words import mark, say, speaking

if TYPE_CHECKING:
    import pandas as pd

    from simfunnel.calibration import Calibration
    from simfunnel.cards import OutlookCard
    from simfunnel.forecasting import Outlook
    from simfunnel.funnel.model import Funnel

__all__ = ["HELP", "SHORT", "run"]

SHORT = mark("Simulate a funnel many times: what it brings, by when, how surely.")
HELP = mark("""\
Simulate a funnel many times and say what it brings, by when, and how surely.

FILE is a scenario (.yaml), or a CRM export (.csv, .xlsx) with the mapping that explains its
columns:

  simfunnel forecast scenarios/small_agency.yaml --target "90 won by 2027-08-31"
  simfunnel forecast export.csv --mapping mapping.yaml --as-of 2026-06-30
  simfunnel forecast scenarios/seven_stage_b2b.yaml --with what_if.yaml --json

Ctrl-C ends it early and shows what the futures finished by then say.""")
STAYS_OF = 10
"""How many futures tell every stay."""
ActsFile = Annotated[
    str | None,
    typer.Option(
        "--acts",
        metavar="FILE",
        help=mark(
            "Write which review rule acted on which day of each future to a .csv or .parquet file."
        ),
        rich_help_panel=options.ANSWER,
    ),
]
CustomersFile = Annotated[
    str | None,
    typer.Option(
        "--customers",
        metavar="FILE",
        help=mark(
            "Write every term of every customer, in the first ten futures, to a .csv or .parquet "
            "file: from when to when, for how much a year, and how it ended."
        ),
        rich_help_panel=options.ANSWER,
    ),
]
_NONE_FINISHED = mark("stopped before a future was finished.")
_OTHER_TARGETS = mark("Other targets")
_WROTE = mark("Wrote {file}{what}.")
_STAYS = mark(": the stays of futures 0 to {last}")
_STAYS_OF_ONE = mark(": the stays of future 0")
_TERMS = mark(": the terms of customers in futures 0 to {last}")
_TERMS_OF_ONE = mark(": the terms of customers in future 0")
_PART = mark(" ({n} of {asked} futures)")


@dataclass(frozen=True)
class _Files:
    """Where to write what; nothing where a file was not asked for."""

    runs: Path | None
    stays: Path | None
    chart: Path | None
    acts: Path | None = None
    customers: Path | None = None
    figure: str | None = None
    measures: tuple[str, ...] | None = None


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
    target: options.Targets = None,
    horizon: options.Horizon = None,
    period: options.Period = "month",
    replications: options.Replications = None,
    seed: options.Seed = None,
    engine: options.Engine = None,
    workers: options.Workers = None,
    as_json: options.Json = False,
    runs: options.RunsFile = None,
    measure: options.Measures = None,
    stays: options.StaysFile = None,
    acts: ActsFile = None,
    customers: CustomersFile = None,
    chart: options.Chart = None,
    figure: options.FigureName = None,
    locale: options.Locale = options.ENGLISH,
    _debug: options.Debug = False,
) -> int:
    """Forecast, write what was asked for, and return the exit code."""
    inputs = [name for name in (file, mapping, *(with_ or ())) if name is not None]
    asked = (("--runs", runs, TABLES), ("--stays", stays, TABLES), ("--chart", chart, CHARTS),
             ("--acts", acts, TABLES), ("--customers", customers, TABLES))  # fmt: skip
    measures = _measures(measure, runs)
    written = check_outputs(asked, inputs)
    files = _Files(written[0], written[1], written[2], written[3], written[4],
                   _figure(figure, chart), measures)  # fmt: skip
    try:
        with speaking(options.ENGLISH if as_json else locale), progress_bar() as progress:
            subject = subject_of(file, mapping, as_of)
            what_ifs = what_ifs_of(with_ or (), subject)
            if files.customers:
                _check_customers(subject)
            from simfunnel.forecasting import forecast  # heavy, so a file is refused before it
            from simfunnel.forecasting.command_lines import command_line

            outlook = forecast(
                subject,
                what_ifs=what_ifs,
                replications=replications,
                seed=seed,
                engine=engine,
                workers=workers,
                horizon=horizon,
                period=period,
                targets=target,
                progress=progress,
                stays_of=range(STAYS_OF) if files.stays or files.customers else (),
            )
    except KeyboardInterrupt:
        complain(say(_NONE_FINISHED))
        return STOPPED
    again = command_line(
        "forecast",
        [file],
        {"--mapping": mapping, "--as-of": as_of, "--with": with_, "--target": target}
        | {"--horizon": horizon, "--period": None if period == "month" else period}
        | {"--replications": replications, "--engine": engine, "--seed": outlook.runs.seed}
        | {"--locale": None if locale == options.ENGLISH else locale},
    )
    outlook = replace(outlook, again=again)
    _answer(outlook, outlook.card(), files, as_json=as_json)
    return STOPPED if outlook.runs.incomplete else 0


def _figure(name: str | None, chart: str | None) -> str | None:
    """Return which picture is asked for, or refuse a name without one before anything is run."""
    if name is None:
        return None
    if chart is None:
        raise refusal(
            say("needs a file to write to; add for instance '--chart flow.png'."), "--figure"
        )
    from simfunnel.forecasting.figures import check_figure

    return check_figure(name)


def _check_customers(subject: Funnel | Calibration) -> None:
    """Refuse a table of customers where deals do not become any, before anything is run."""
    from simfunnel.calibration import Calibration

    funnel = subject.funnel if isinstance(subject, Calibration) else subject
    if funnel.customer is None:
        raise refusal(
            say("there are none: no deal becomes a customer; a scenario says how they stay in "
                "'after_sale.customer'."),
            "--customers",
        )  # fmt: skip


def _measures(names: list[str] | None, runs: str | None) -> tuple[str, ...] | None:
    """Return the measures that were asked for, if they exist and somebody wants them written."""
    if not names:
        return None
    if runs is None:
        raise refusal(say("says what --runs writes; name a file with --runs."), "--measure")
    from simfunnel.measures import measure_named

    try:
        return tuple(measure_named(name).name for name in names)
    except UnknownNameError as error:
        raise refusal(str(error), "--measure") from None


def _answer(outlook: Outlook, card: OutlookCard, files: _Files, *, as_json: bool) -> None:
    """Write the files that were asked for, and say what came out."""
    wrote: list[str] = []
    try:
        _write(outlook, card, files, wrote)
    finally:  # a full disk does not take the answer away
        tell(_json(outlook) if as_json else _text(outlook, card))
        for line in wrote:
            note(line)


def _write(outlook: Outlook, card: OutlookCard, files: _Files, wrote: list[str]) -> None:
    """Write the files that were asked for, and note each that is there."""
    done = outlook.runs
    part = (
        say(_PART, n=format_count(done.n), asked=format_count(done.asked))
        if done.incomplete
        else ""
    )
    if files.chart is not None:
        from simfunnel.cards import save_outlook

        with writing(files.chart):
            if files.figure is None:
                save_outlook(card, files.chart)
            else:
                outlook.figure(files.figure).save(files.chart)
        wrote.append(say(_WROTE, file=files.chart, what=part))
    if files.runs is not None:
        write_table(outlook.runs_table(files.measures), files.runs)
        wrote.append(say(_WROTE, file=files.runs, what=part))
    kept = sorted(done.stays)
    if files.stays is not None:
        _write_each(files.stays, [outlook.stays(r) for r in kept], ["amount"])
        which = say(_STAYS_OF_ONE) if kept == [0] else say(_STAYS, last=kept[-1])
        wrote.append(say(_WROTE, file=files.stays, what=which))
    if files.customers is not None:
        _write_each(files.customers, [outlook.terms(r) for r in kept], ["amount", "next_amount"])
        which = say(_TERMS_OF_ONE) if kept == [0] else say(_TERMS, last=kept[-1])
        wrote.append(say(_WROTE, file=files.customers, what=which))
    if files.acts is not None:
        write_table(outlook.acts, files.acts)
        wrote.append(say(_WROTE, file=files.acts, what=part))


def _write_each(path: Path, tables: list[pd.DataFrame], amounts: list[str]) -> None:
    """Write the tables of several futures as one, amounts in whole units of the currency."""
    import pandas as pd

    table = pd.concat(tables, ignore_index=True)
    write_table(table.assign(**{a: table[a].astype("Float64") / 100.0 for a in amounts}), path)


def _json(outlook: Outlook) -> str:
    """Return the outlook as one JSON object, the same bytes for the same run."""
    return one_object(outlook.to_json())


def _text(outlook: Outlook, card: OutlookCard) -> str:
    """Return the card as this terminal can show it, and the chances of further targets."""
    from simfunnel.cards import outlook_text
    from simfunnel.cards.terminal import Line, rendered
    from simfunnel.cli.layout import INDENT, heading, paragraph
    from simfunnel.forecasting.chances import chance_of

    screen = screen_of(sys.stdout)
    text = outlook_text(card, width=screen.columns, utf8=screen.utf8, colour=screen.colour)
    others = outlook.goals[1:]
    lines: list[Line] = [heading(say(_OTHER_TARGETS))] if others else []
    for goal in others:
        name = f"{goal.name}: " if goal.name else ""
        chance = chance_of(outlook.futures, goal, outlook.window(goal))
        lines += paragraph(f"{name}{chance}.", screen, indent=INDENT)
    more = rendered(lines, utf8=screen.utf8, colour=screen.colour) if lines else ""
    return f"{text}\n{more}" if more else text
