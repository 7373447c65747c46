"""`simfunnel show`: what a scenario says, what it will show, and what it leaves out."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from simfunnel.cli import options
from simfunnel.cli.screen import tell
from simfunnel.words import mark

__all__ = ["HELP", "SHORT", "run"]

SHORT = mark("Say what a scenario states, will show, and leaves out.")
HELP = mark("""\
Say what a scenario states and what you will see if it comes true: of the leads that enter a stage,
the share that goes on, once stale limits and events have taken their part; how leads end; and what
holds where the file says nothing.

  simfunnel show scenarios/small_agency.yaml""")


def run(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE", help=mark("A scenario (.yaml)."), rich_help_panel=mark("What is shown")
        ),
    ],
    engine: options.Engine = None,
    seed: options.Seed = None,
    as_json: options.Json = False,
    _locale: options.Locale = options.ENGLISH,
    _debug: options.Debug = False,
) -> int:
    """Measure, say it, and return the exit code."""
    from simfunnel.scenarios import load

    funnel = load(file)
    from simfunnel.forecasting.shown import shown_by  # heavy, so a file is refused before it

    usual = int(f"{funnel.start:%Y%m%d}")
    shown = shown_by(funnel, engine=engine, seed=usual if seed is None else seed)
    if as_json:
        tell(json.dumps(shown.to_json(), indent=2, allow_nan=False) + "\n")
        return 0
    from simfunnel.cli.funnel_text import say_shown

    say_shown(shown)
    return 0
