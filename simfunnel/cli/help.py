"""How help pages look: a sentence, what to type, then the options in groups, on 80 columns.

Plain text on purpose: it reads the same in a terminal, in a pipe and in the documentation.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

from typer.core import TyperCommand, TyperGroup

from simfunnel.words import mark, say

__all__ = ["OTHER", "CommandPage", "ProgramPage"]

OTHER = mark("Other")
_WIDTH = 80
_INDENT = "  "
_NAMES = 26
_COMMANDS = mark("Commands")
_SHOWN = mark("Show this message and exit.")
_FOOTER = mark("'simfunnel COMMAND --help' says what a command takes.")


def _told(text: str) -> Iterator[str]:
    """Yield a text's lines: paragraphs wrapped, indented lines as they stand."""
    for paragraph in textwrap.dedent(text).strip().split("\n\n"):
        if paragraph.startswith(" "):
            yield from paragraph.splitlines()
        else:
            yield from textwrap.wrap(" ".join(paragraph.split()), _WIDTH)
        yield ""


def _row(name: str, words: str) -> Iterator[str]:
    """Yield the lines of one name with its words beside it, or below a long name."""
    room = _NAMES - len(_INDENT) - 2
    start = f"{_INDENT}{name}"
    lines = textwrap.wrap(words, _WIDTH - _NAMES, break_on_hyphens=False) or [""]
    if len(name) > room:
        yield start
    else:
        yield f"{start:<{_NAMES}}{lines.pop(0)}".rstrip()
    yield from (f"{'':<{_NAMES}}{line}" for line in lines)


def _option(param: Any) -> tuple[str, str]:
    """Return how an option or argument is written, and what it does."""
    about = _SHOWN if param.name == "help" else param.help or ""
    words = say(about)
    if param.param_type_name == "argument":
        return str(param.metavar), words
    names = ", ".join(sorted(param.opts, key=len))
    value = "" if param.is_flag or param.metavar is None else f" {param.metavar}"
    return f"{names}{value}", words


def _groups(params: Iterable[Any]) -> Iterator[str]:
    """Yield the options, group by group in the order in which groups first appear."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for param in params:
        if not getattr(param, "hidden", False):
            title = getattr(param, "rich_help_panel", None) or OTHER
            groups.setdefault(title, []).append(_option(param))
    others = groups.pop(OTHER, [])
    for title, rows in [*groups.items(), (OTHER, others)]:
        if rows:
            yield say("{title}:", title=say(title))
            for name, words in rows:
                yield from _row(name, words)
            yield ""


def _usage(command: Any, ctx: Any) -> str:
    """Return the line that shows the shape of a call."""
    arguments = [
        (f"{p.metavar}" if p.required else f"[{p.metavar}]") + ("..." if p.nargs < 0 else "")
        for p in command.get_params(ctx)
        if p.param_type_name == "argument"
    ]
    return say("Usage: {call}", call=" ".join([ctx.command_path, *arguments, "[OPTIONS]"]))


class CommandPage(TyperCommand):
    """A command whose help is set by this module."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the page."""
        about = self.help or ""
        lines = [_usage(self, ctx), "", *_told(say(about)), *_groups(self.get_params(ctx))]
        formatter.write("\n".join(lines).rstrip() + "\n")


class ProgramPage(TyperGroup):
    """The program, whose help lists the commands."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the page."""
        about = self.help or ""
        usage = say("Usage: {program} COMMAND ...", program=ctx.command_path)
        lines = [usage, "", *_told(say(about))]
        lines.append(say("{title}:", title=say(_COMMANDS)))
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None and not command.hidden:
                short = (command.short_help or "").strip()
                lines += _row(name, say(short))
        lines += ["", *_groups(self.get_params(ctx)), say(_FOOTER)]
        formatter.write("\n".join(lines) + "\n")
