"""`simfunnel validate`: every problem of a file at once, or a line that says it is sound."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from simfunnel.cli import options
from simfunnel.cli.complaints import REFUSED, complain, refusal
from simfunnel.cli.screen import tell
from simfunnel.cli.subjects import is_export
from simfunnel.errors import SimfunnelError

if TYPE_CHECKING:
    from simfunnel.funnel.model import Funnel

__all__ = ["HELP", "SHORT", "run"]

SHORT = "Say every problem of scenario files, with line and column."
HELP = """
Say everything that is wrong with scenario files, what-ifs and mappings, all at once and each with
its line and column; and what is legal but hardly meant.

  simfunnel validate scenarios/small_agency.yaml
  simfunnel validate what_if.yaml --for scenarios/seven_stage_b2b.yaml
"""
_SOUND = "{file}: a sound {what}."
_EXPORT = "is a CRM export; 'simfunnel calibrate' says what is in it, given its mapping."
_REMARK = "{file}: {path}: note: {message}"


def run(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE",
            help="Funnels, what-ifs and mappings (.yaml).",
            rich_help_panel="What is checked",
        ),
    ],
    funnel: Annotated[
        str | None,
        typer.Option(
            "--for",
            metavar="FILE.yaml",
            help="A funnel that the what-ifs are for: every path and value is checked against it.",
            rich_help_panel="What is checked",
        ),
    ] = None,
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
        raise refusal(_EXPORT, file)
    from simfunnel.scenarios.documents import read_document

    keys = read_document(file).entries
    if "what_if" in keys:
        from simfunnel.scenarios import load_what_if

        what_if = load_what_if(file, baseline)
        number = len(what_if.changes) + len(what_if.assumes)
        return _SOUND.format(file=file, what=f"what-if: {_counted(number, 'number')}") + "\n"
    if "mapping" in keys:
        from simfunnel.history import read_mapping

        stages = len(read_mapping(file).stages)
        return _SOUND.format(file=file, what=f"mapping: {_counted(stages, 'stage')}") + "\n"
    return _of_funnel(file)


def _of_funnel(file: str) -> str:
    """Return what a sound funnel is, and what is hardly meant in it."""
    from simfunnel.funnel.checks import notes
    from simfunnel.scenarios import load

    funnel = load(file)
    size = f"{_counted(len(funnel.stages), 'stage')}, {_counted(len(funnel.sources), 'source')}"
    if funnel.today is not None and funnel.today.open_leads:
        size += f", {_counted(len(funnel.today.open_leads), 'open lead')}"
    lines = [_SOUND.format(file=file, what=f"funnel: {size}")]
    lines += [_REMARK.format(file=file, path=path, message=text) for path, text in notes(funnel)]
    return "".join(f"{line}\n" for line in lines)


def _counted(number: int, thing: str) -> str:
    """Return a number of things."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
