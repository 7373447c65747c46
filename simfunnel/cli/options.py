"""The options that several commands share, each stated once."""

from __future__ import annotations

from typing import Annotated

import typer

from simfunnel.cli.complaints import refusal
from simfunnel.cli.help import OTHER
from simfunnel.errors import UnknownNameError, did_you_mean
from simfunnel.units.locales import locale_of
from simfunnel.words import listed, mark, say, speaking

__all__ = [
    "AsOf",
    "Chart",
    "Debug",
    "EffectsChart",
    "Engine",
    "FigureName",
    "Horizon",
    "Json",
    "LimitsToo",
    "Locale",
    "MappingFile",
    "MeasureName",
    "Measures",
    "Page",
    "PairsFile",
    "PartsToo",
    "Period",
    "Replications",
    "RunsFile",
    "Seed",
    "StaysFile",
    "Targets",
    "Together",
    "WhatIfs",
    "Workers",
    "whole_number",
]

ENGLISH = "en"
WHAT = mark("What is forecast")
HOW = mark("How it is simulated")
ANSWER = mark("What comes out")
_MOST_WORKERS = 256


def _one_of(value: str | None, *known: str) -> str | None:
    """Return a value that is one of those known, or refuse it."""
    if value is not None and value not in known:
        raise typer.BadParameter(
            say(
                "is '{value}'; write {known}.{hint}",
                value=value,
                known=listed(known, "or"),
                hint=did_you_mean(value, known),
            )
        )
    return value


def _engine(value: str | None) -> str | None:
    """Check the name of an engine."""
    return _one_of(value, "compiled", "simpy")


def _period(value: str) -> str:
    """Check the name of a period."""
    return _one_of(value, "week", "month", "quarter") or value


def whole_number(value: str) -> int:
    """Return the whole number that an argument states."""
    try:
        return int(value)
    except ValueError:
        raise typer.BadParameter(say("is '{value}'; give a whole number.", value=value)) from None


def _at_least_one(value: int | None) -> int | None:
    """Check a number of things."""
    if value is not None and value < 1:
        raise typer.BadParameter(say("is {value}; give 1 or more.", value=value))
    return value


def _workers(value: int | None) -> int | None:
    """Check a number of workers."""
    if value is not None and not 1 <= value <= _MOST_WORKERS:
        raise typer.BadParameter(
            say("is {value}; give 1 to {most_workers}.", value=value, most_workers=_MOST_WORKERS)
        )
    return value


def _locale(context: typer.Context, value: str) -> str:
    """Speak a language for as long as the command runs."""
    try:
        locale = locale_of(value)
    except UnknownNameError as error:
        raise refusal(str(error), "--locale") from None
    context.with_resource(speaking(locale))
    return locale


def _measure(value: str) -> str:
    """Check what the hills show."""
    return _one_of(value, "won", "amount") or value


MappingFile = Annotated[
    str | None,
    typer.Option(
        "--mapping",
        metavar="FILE.yaml",
        help=mark(
            "How to read a CRM export: which column means what. "
            "scenarios/mappings/crm_generic.yaml is one to copy."
        ),
        rich_help_panel=WHAT,
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        help=mark(
            "The last day of an export that counts, 2026-06-30: later dates are hidden, and the "
            "next day is the first that is simulated. Left out, the mapping's 'exported_on'."
        ),
        rich_help_panel=WHAT,
    ),
]
WhatIfs = Annotated[
    list[str] | None,
    typer.Option(
        "--with",
        metavar="FILE.yaml",
        help=mark(
            "A what-if: changes of numbers, with dates. May be given several times; they are "
            "applied in that order."
        ),
        rich_help_panel=WHAT,
    ),
]
Targets = Annotated[
    list[str] | None,
    typer.Option(
        "--target",
        metavar="TEXT",
        help=mark(
            'What should be reached: "1.2M by 2026-12-31", "90 won by 2026-12-31 from '
            '2026-01-01". May be given several times; the first is the one of headline and '
            "chart. Targets of the file follow."
        ),
        rich_help_panel=WHAT,
    ),
]
Horizon = Annotated[
    str | None,
    typer.Option(
        "--horizon",
        metavar="TEXT",
        help=mark(
            'How far to look: "13 weeks", "6 months", or the last day, 2026-12-31. Left out, '
            "what the file says, else a year."
        ),
        rich_help_panel=WHAT,
    ),
]
Period = Annotated[
    str,
    typer.Option(
        "--period",
        metavar="PERIOD",
        help=mark(
            "The rows of the table: week, month (if left out) or quarter. Weeks are seven days "
            "from the start."
        ),
        callback=_period,
        rich_help_panel=WHAT,
    ),
]
Replications = Annotated[
    int | None,
    typer.Option(
        "--replications",
        metavar="NUMBER",
        parser=whole_number,
        help=mark(
            "How many futures: 1000 if left out, 200 on SimPy. Four times as many halve the error "
            "of a chance."
        ),
        callback=_at_least_one,
        rich_help_panel=HOW,
    ),
]
Seed = Annotated[
    int | None,
    typer.Option(
        "--seed",
        metavar="NUMBER",
        parser=whole_number,
        help=mark(
            "Where the luck comes from; the same seed gives the same answer. Left out, the day of "
            "the start as a number."
        ),
        rich_help_panel=HOW,
    ),
]
Engine = Annotated[
    str | None,
    typer.Option(
        "--engine",
        metavar="ENGINE",
        help=mark(
            "compiled (if left out, where Numba is installed) or simpy, which is slow and easy to "
            "read. Both give the same answer."
        ),
        callback=_engine,
        rich_help_panel=HOW,
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(
        "--workers",
        metavar="NUMBER",
        parser=whole_number,
        help=mark("How many futures are simulated at once; the answer does not depend on it."),
        callback=_workers,
        rich_help_panel=HOW,
    ),
]
Page = Annotated[
    str | None,
    typer.Option(
        "--page",
        metavar="FILE",
        help=mark("Write the whole card as a page, .html."),
        rich_help_panel=ANSWER,
    ),
]
Json = Annotated[
    bool,
    typer.Option(
        "--json",
        help=mark("Answer with one JSON object instead of text."),
        rich_help_panel=ANSWER,
    ),
]
RunsFile = Annotated[
    str | None,
    typer.Option(
        "--runs",
        metavar="FILE",
        help=mark(
            "Write what each future brings to a .csv or .parquet file: replication, period_start, "
            "measure, name, value."
        ),
        rich_help_panel=ANSWER,
    ),
]
Measures = Annotated[
    list[str] | None,
    typer.Option(
        "--measure",
        metavar="NAME",
        help=mark(
            "What --runs writes: won, conversion, time_in_stage and others, see docs/measures.md. "
            "May be given several times; leads, won, won_amount and open where left out. What "
            "counts cannot tell comes from the first 100 futures."
        ),
        rich_help_panel=ANSWER,
    ),
]
StaysFile = Annotated[
    str | None,
    typer.Option(
        "--stays",
        metavar="FILE",
        help=mark(
            "Write every lead's way through the stages, in the first ten futures, to a .csv or "
            ".parquet file."
        ),
        rich_help_panel=ANSWER,
    ),
]
Chart = Annotated[
    str | None,
    typer.Option(
        "--chart",
        metavar="FILE",
        help=mark("Write the picture as .png or .svg, or the whole card as a page, .html."),
        rich_help_panel=ANSWER,
    ),
]
FigureName = Annotated[
    str | None,
    typer.Option(
        "--figure",
        metavar="NAME",
        help=mark(
            "Which picture --chart writes: outlook (if left out), year, origins, assumptions, "
            "funnel, flow, win_rate, rates, arrivals, occupancy, utilisation, capacity, stays, "
            "gates, nurture or customers."
        ),
        rich_help_panel=ANSWER,
    ),
]
Together = Annotated[
    bool,
    typer.Option(
        "--together",
        help=mark("Compare with all what-ifs together too, applied in the order given."),
        rich_help_panel=WHAT,
    ),
]
PartsToo = Annotated[
    bool,
    typer.Option(
        "--parts",
        help=mark(
            "Take what-ifs of several changes apart: each change alone, all but each, and what is "
            "more than their sum. A run for each."
        ),
        rich_help_panel=ANSWER,
    ),
]
LimitsToo = Annotated[
    bool,
    typer.Option(
        "--limits",
        help=mark(
            "Say too whether people or leads limit the baseline, as 'simfunnel limits' does. A run "
            "for each team and one more."
        ),
        rich_help_panel=ANSWER,
    ),
]
MeasureName = Annotated[
    str,
    typer.Option(
        "--measure",
        metavar="MEASURE",
        help=mark("What the hills show: won (deals, if left out) or amount."),
        callback=_measure,
        rich_help_panel=ANSWER,
    ),
]
PairsFile = Annotated[
    str | None,
    typer.Option(
        "--runs",
        metavar="FILE",
        help=mark(
            "Write every pair of futures to a .csv or .parquet file: what_if, replication, "
            "period_start, measure, baseline, changed, difference."
        ),
        rich_help_panel=ANSWER,
    ),
]
EffectsChart = Annotated[
    str | None,
    typer.Option(
        "--chart",
        metavar="FILE",
        help=mark("Write the hills as .png or .svg, or the whole card as a page, .html."),
        rich_help_panel=ANSWER,
    ),
]
Locale = Annotated[
    str,
    typer.Option(
        "--locale",
        metavar="CODE",
        help=mark(
            "Language of numbers, dates and words: en (if left out), de, es, pl, en_IN ... Words "
            "that have no translation stay English; JSON and tables are the same for everybody."
        ),
        callback=_locale,
        is_eager=True,
        rich_help_panel=ANSWER,
    ),
]
Debug = Annotated[
    bool,
    typer.Option(
        "--debug",
        help=mark("After an error, show where in the program it arose."),
        rich_help_panel=OTHER,
    ),
]
