"""What was measured from an export, in words and three short tables."""

from __future__ import annotations

import math
import sys
from typing import Any

from simfunnel.calibration import Calibration
from simfunnel.cards.terminal import Line, Piece
from simfunnel.charts import clean_name, day_long
from simfunnel.cli.layout import BLANK, INDENT, heading, paragraph, say_lines, table
from simfunnel.cli.screen import Screen, screen_of
from simfunnel.units import format_count
from simfunnel.words import mark, say, say_n

__all__ = ["say_calibration"]

_BETWEEN = " \N{MIDDLE DOT} "
_STAGES = mark("Stages and their exits")
_EXITS = mark("seen / given back by the measured law")
_HEAD = (
    mark("stage"),
    mark("exit"),
    mark("seen"),
    mark("refitted"),
    mark("last 13 weeks"),
    mark("refitted"),
)
_SOURCES = mark("Leads that come")
_SOURCE_HEAD = (
    mark("source"),
    mark("leads"),
    mark("in days"),
    mark("a month"),
    mark("weeks differ by"),
)
_FOUND = mark("What was found on the way")
_CARE = mark("Take care:")
_DAYS_A_MONTH = 30.4375
_MOST_SOURCES = 15


def say_calibration(measured: Calibration) -> None:
    """Write what was measured to standard output.

    Parameters
    ----------
    measured : Calibration
    """
    screen = screen_of(sys.stdout)
    parts = (
        _top(measured),
        _stages(measured),
        _sources(measured),
        _warnings(measured, screen),
        _facts(measured, screen),
    )
    lines: list[Line] = []
    for part in parts:
        if part:
            lines += [*part, BLANK]
    say_lines(lines[:-1], screen)


def _top(measured: Calibration) -> list[Line]:
    """Return name, last day, and how much there was to measure."""
    history, funnel = measured.history, measured.funnel
    opened = len(funnel.today.open_leads) if funnel.today is not None else 0
    words = (
        clean_name(funnel.funnel),
        say("measured up to {last_day}", last_day=day_long(history.last_day)),
        say_n(
            "{n} lead, {opened} of them open",
            "{n} leads, {opened} of them open",
            len(history.leads),
            n=format_count(len(history.leads)),
            opened=format_count(opened),
        ),
    )
    return [(Piece(_BETWEEN.join(words), "bold"),)]


def _stages(measured: Calibration) -> list[Line]:
    """Return exits seen beside exits that the measured law gives back."""
    rows, before = [], ""
    for row in measured.fit.to_dict("records"):
        stage = "" if row["stage"] == before else clean_name(row["stage"])
        before = row["stage"]
        rows.append((stage, clean_name(row["exit"]), *_figures(row)))
    return [
        heading(say(_STAGES), say(_EXITS)),
        *table([say(words) for words in _HEAD], rows, words=2),
    ]


def _figures(row: Any) -> tuple[str, str, str, str]:
    """Return the four counts of a row."""
    counts = (row["observed"], row["refitted"], row["observed_recent"], row["refitted_recent"])
    whole, back, recent, recent_back = (format_count(count) for count in counts)
    return whole, back, recent, recent_back


def _sources(measured: Calibration) -> list[Line]:
    """Return how many leads each source brings, the largest first."""
    rows = []
    arrivals = measured.arrivals.sort_values("per_day", ascending=False)
    for row in arrivals.head(_MOST_SOURCES).to_dict("records"):
        uneven = row["unevenness"]
        spread = say("pure chance") if not uneven or math.isnan(uneven) else f"{100 * uneven:.0f} %"
        rows.append(
            (
                clean_name(row["source"]),
                format_count(row["leads"]),
                format_count(row["days"]),
                f"{row['per_day'] * _DAYS_A_MONTH:.1f}",
                spread,
            )
        )
    more = len(arrivals) - len(rows)
    note: list[Line] = []
    if more > 0:
        words = say_n("and {n} more", "and {n} more", more, n=format_count(more))
        note.append((Piece(INDENT + words, "faint"),))
    return [heading(say(_SOURCES)), *table([say(words) for words in _SOURCE_HEAD], rows), *note]


def _warnings(measured: Calibration, screen: Screen) -> list[Line]:
    """Return why a forecast may be worse than it looks."""
    lines: list[Line] = []
    for warning in measured.warnings:
        lines += paragraph(clean_name(warning, 600), screen, alarm=f"{say(_CARE)} ")
    return lines


def _facts(measured: Calibration, screen: Screen) -> list[Line]:
    """Return what was counted while reading."""
    lines: list[Line] = []
    told = " ".join(measured.warnings)
    for fact in measured.facts:
        if fact.count and str(fact).rstrip(".") not in told:
            lines += paragraph(clean_name(fact, 600), screen, indent=INDENT)
    return [heading(say(_FOUND)), *lines] if lines else []
