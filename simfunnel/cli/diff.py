"""`simfunnel diff`: what differs between two files, in words, before anything runs."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from simfunnel.cli import options
from simfunnel.cli.screen import screen_of, tell
from simfunnel.words import mark, speaking

__all__ = ["HELP", "SHORT", "run"]

SHORT = mark("Say what differs between two files, before anything runs.")
HELP = mark("""\
Say in words what differs between two funnels, between two what-ifs, or what a what-if does to a
funnel: what it is, from what to what, and from which day on. Nothing is simulated.

  simfunnel diff scenarios/seven_stage_b2b.yaml scenarios/small_agency.yaml
  simfunnel diff scenarios/seven_stage_b2b.yaml what_if.yaml""")
_PANEL = mark("What is held against what")


def run(
    first: Annotated[
        str,
        typer.Argument(metavar="A", help=mark("A scenario or a what-if."), rich_help_panel=_PANEL),
    ],
    second: Annotated[
        str,
        typer.Argument(metavar="B", help=mark("Another one."), rich_help_panel=_PANEL),
    ],
    as_json: options.Json = False,
    locale: options.Locale = options.ENGLISH,
    _debug: options.Debug = False,
) -> int:
    """Read both, say what differs, and return the exit code."""
    from simfunnel.decisions import diff

    with speaking(options.ENGLISH if as_json else locale):
        found = diff(first, second)
        if as_json:
            tell(json.dumps(found.to_json(), indent=2) + "\n")
            return 0
        screen = screen_of(sys.stdout)
        tell(found.text(screen.columns, utf8=screen.utf8, colour=screen.colour))
    return 0
