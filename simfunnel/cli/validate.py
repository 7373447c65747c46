"""`simfunnel validate`: every problem of a file at once, or a line that says it is sound."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from simfunnel.cli import options
from simfunnel.cli.complaints import REFUSED, complain, refusal
from simfunnel.cli.screen import tell
from simfunnel.cli.subjects import is_export
from simfunnel.errors import SimfunnelError
from simfunnel.units.formats import format_count
from simfunnel.words import listed, mark, say, say_n

if TYPE_CHECKING:
    from simfunnel.funnel.changes import WhatIf
    from simfunnel.funnel.model import Funnel

__all__ = ["HELP", "SHORT", "run"]

SHORT = mark("Say every problem of scenario files, with line and column.")
HELP = mark("""\
Say everything that is wrong with scenario files, what-ifs and mappings, all at once and each with
its line and column; and what is legal but hardly meant.

  simfunnel validate scenarios/small_agency.yaml
  simfunnel validate what_if.yaml --for scenarios/seven_stage_b2b.yaml""")
_EXPORT = mark("is a CRM export; 'simfunnel calibrate' says what is in it, given its mapping.")
_REMARK = mark("{file}: {path}: note: {message}")


def run(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE",
            help=mark("Funnels, what-ifs and mappings (.yaml)."),
            rich_help_panel=mark("What is checked"),
        ),
    ],
    funnel: Annotated[
        str | None,
        typer.Option(
            "--for",
            metavar="FILE.yaml",
            help=mark(
                "A funnel that the what-ifs are for: every path and value is checked against it."
            ),
            rich_help_panel=mark("What is checked"),
        ),
    ] = None,
    _locale: options.Locale = options.ENGLISH,
    _debug: options.Debug = False,
) -> int:
    """Check each file and return the exit code."""
    from simfunnel.scenarios import load

    baseline = None if funnel is None else load(funnel)
    wrong: list[str] = []
    for file in files:
        try:
            tell(_checked(file, baseline))
        except SimfunnelError as error:
            wrong.append(str(error))
    if wrong:
        complain("\n".join(wrong))
    return REFUSED if wrong else 0


def _checked(file: str, baseline: Funnel | None) -> str:
    """Return what a sound file is, and what is hardly meant in it."""
    if is_export(file):
        raise refusal(say(_EXPORT), file)
    from simfunnel.scenarios.documents import read_document

    keys = read_document(file).entries
    if "what_if" in keys:
        from simfunnel.scenarios import load_what_if

        what_if = load_what_if(file, baseline)
        return _of_what_if(file, what_if)
    if "mapping" in keys:
        from simfunnel.history import read_mapping

        stages = len(read_mapping(file).stages)
        sentence = say_n(
            "{file}: a sound mapping: {n} stage.",
            "{file}: a sound mapping: {n} stages.",
            stages,
            file=file,
            n=format_count(stages),
        )
        return f"{sentence}\n"
    return _of_funnel(file)


def _of_what_if(file: str, what_if: WhatIf) -> str:
    """Return that a what-if is sound, and what is in it."""
    number, rules = len(what_if.changes) + len(what_if.assumes), len(what_if.reviews)
    counts = []
    if number or not rules:
        counts.append(say_n("{n} number", "{n} numbers", number, n=format_count(number)))
    if rules:
        told = say_n("{n} review rule", "{n} review rules", rules, n=format_count(rules))
        counts.append(told)
    sentence = say("{file}: a sound what-if: {counts}.", file=file, counts=listed(counts, "and"))
    return f"{sentence}\n"


def _of_funnel(file: str) -> str:
    """Return what a sound funnel is, and what is hardly meant in it."""
    from simfunnel.funnel.checks import notes
    from simfunnel.scenarios import load

    funnel = load(file)
    size = [
        _counted_stages(len(funnel.stages) + (funnel.nurture is not None)),
        _counted_sources(len(funnel.sources)),
    ]
    if funnel.today is not None and funnel.today.open_leads:
        size.append(_counted_open_leads(len(funnel.today.open_leads)))
    lines = [say("{file}: a sound funnel: {size}.", file=file, size=listed(size))]
    lines += [say(_REMARK, file=file, path=path, message=text) for path, text in notes(funnel)]
    return "".join(f"{line}\n" for line in lines)


def _counted_stages(n: int) -> str:
    """Return a number of stages."""
    return say_n("{n} stage", "{n} stages", n, n=format_count(n))


def _counted_sources(n: int) -> str:
    """Return a number of sources."""
    return say_n("{n} source", "{n} sources", n, n=format_count(n))


def _counted_open_leads(n: int) -> str:
    """Return a number of open leads."""
    return say_n("{n} open lead", "{n} open leads", n, n=format_count(n))
