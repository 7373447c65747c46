"""`simfunnel compare`: a baseline and what-ifs in, what each of them changes out."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simfunnel.cli import options
from simfunnel.cli.answers import answer, one_object
from simfunnel.cli.complaints import STOPPED, complain
from simfunnel.cli.outputs import CHARTS, TABLES, check_outputs, write_table
from simfunnel.cli.progress import progress_bar
from simfunnel.cli.screen import screen_of
from simfunnel.cli.subjects import subject_of
from simfunnel.words import mark, say, speaking

if TYPE_CHECKING:
    from simfunnel.cards import ComparisonCard
    from simfunnel.charts import Measure
    from simfunnel.decisions import Comparison, Limits

__all__ = ["HELP", "SHORT", "run"]

SHORT = mark("Say what each what-if changes, future by future.")
HELP = mark("""\
Simulate a funnel with and without each what-if, with the same luck, and say what each of them
changes: deals, the chance of the targets, what it costs, and whether that matters or is noise.

FILE is a scenario (.yaml), or a CRM export with its mapping; the what-ifs follow. Each is held
against the baseline; 'simfunnel forecast --with A --with B' stacks them.

  simfunnel compare scenarios/seven_stage_b2b.yaml scenarios/what_ifs/*.yaml
  simfunnel compare base.yaml one.yaml two.yaml --together --chart effects.png

'simfunnel diff FILE WHAT_IF' says what a what-if changes before anything runs. Ctrl-C ends it
early and shows what is finished.""")


def run(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help=mark("The baseline: a scenario, or a CRM export with its mapping."),
            rich_help_panel=options.WHAT,
        ),
    ],
    what_ifs: Annotated[
        list[str],
        typer.Argument(
            metavar="WHAT_IF...",
            help=mark("What-ifs (.yaml): changes of numbers, with dates."),
            rich_help_panel=options.WHAT,
        ),
    ],
    mapping: options.MappingFile = None,
    as_of: options.AsOf = None,
    together: options.Together = False,
    target: options.Targets = None,
    horizon: options.Horizon = None,
    period: options.Period = "month",
    replications: options.Replications = None,
    seed: options.Seed = None,
    engine: options.Engine = None,
    workers: options.Workers = None,
    measure: options.MeasureName = "won",
    parts: options.PartsToo = False,
    limits: options.LimitsToo = False,
    as_json: options.Json = False,
    runs: options.PairsFile = None,
    chart: options.EffectsChart = None,
    locale: options.Locale = options.ENGLISH,
    _debug: options.Debug = False,
) -> int:
    """Compare, write what was asked for, and return the exit code."""
    inputs = [name for name in (file, mapping, *what_ifs) if name is not None]
    asked = (("--runs", runs, TABLES), ("--chart", chart, CHARTS))
    runs_path, chart_path = check_outputs(asked, inputs)
    try:
        with speaking(options.ENGLISH if as_json else locale), progress_bar() as progress:
            subject = subject_of(file, mapping, as_of)
            from simfunnel.decisions import compare  # heavy, so a file is refused before it
            from simfunnel.forecasting.command_lines import command_line

            comparison = compare(
                subject,
                what_ifs,
                targets=target,
                together=together,
                parts=parts,
                replications=replications,
                seed=seed,
                engine=engine,
                workers=workers,
                horizon=horizon,
                period=period,
                progress=progress,
            )
            limited = _limits(comparison) if limits and not comparison.is_incomplete else None
    except KeyboardInterrupt:
        complain(say("stopped before a what-if was compared."))
        return STOPPED
    given: dict[str, object] = {
        "--mapping": mapping,
        "--as-of": as_of,
        "--together": together or None,
        "--target": target,
        "--horizon": horizon,
        "--period": None if period == "month" else period,
        "--replications": replications,
        "--engine": engine,
        "--measure": None if measure == "won" else measure,
        "--parts": parts or None,
        "--limits": limits or None,
        "--seed": comparison.made_by.seed,
        "--locale": None if locale == options.ENGLISH else locale,
    }
    again = command_line("compare", [file, *what_ifs], given)
    card = replace(comparison.card(_measure(measure)), again=again)
    _answer(comparison, card, runs_path, chart_path, limited, as_json=as_json)
    if comparison.is_incomplete:
        return STOPPED
    missing = []
    if parts and not comparison.is_taken_apart:
        missing.append(say("stopped before the what-ifs were taken apart; what is compared is "
                           "whole."))  # fmt: skip
    if limits and limited is None:
        missing.append(say("stopped before it was known what limits the baseline; what is compared "
                           "is whole."))  # fmt: skip
    for words in missing:
        complain(words)
    return STOPPED if missing else 0


def _limits(comparison: Comparison) -> Limits | None:
    """Return what limits the baseline; None after Ctrl-C, which leaves the comparison whole."""
    try:
        return comparison.limits
    except KeyboardInterrupt:
        return None


def _measure(name: str) -> Measure:
    """Return the measure of the hills, by its name on the command line."""
    return "won_amount" if name == "amount" else "won"


def _answer(
    comparison: Comparison,
    card: ComparisonCard,
    runs: Path | None,
    chart: Path | None,
    limited: Limits | None,
    *,
    as_json: bool,
) -> None:
    """Write the files that were asked for, and say what came out."""

    def save(path: Path) -> None:
        from simfunnel.cards import save_comparison

        save_comparison(card, path)

    answer(
        lambda: _json(comparison, limited) if as_json else _text(card, limited),
        (chart, save),
        (runs, lambda path: write_table(comparison.runs, path)),
    )


def _json(comparison: Comparison, limited: Limits | None) -> str:
    """Return the comparison as one JSON object, the same bytes for the same run."""
    found = comparison.to_json()
    if limited is not None:
        found["limits"] = limited.to_json()
    return one_object(found)


def _text(card: ComparisonCard, limited: Limits | None) -> str:
    """Return the card, and that of what limits the baseline, as this terminal can show them."""
    from simfunnel.cards import comparison_text

    screen = screen_of(sys.stdout)
    text = comparison_text(card, width=screen.columns, utf8=screen.utf8, colour=screen.colour)
    if limited is None:
        return text
    more = limited.text(screen.columns, utf8=screen.utf8, colour=screen.colour)
    return f"{text}\n{more}"
