"""The command that gives an answer again, from what was asked for."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence

__all__ = ["command_line", "option_names"]


def command_line(command: str, words: Sequence[str], options: Mapping[str, object]) -> str:
    """Return a command as it can be pasted into a shell.

    Parameters
    ----------
    command : str
        forecast, compare, story or theory.
    words : sequence of str
        What stands before the options: files.
    options : mapping of str to object
        By name, in order: a list or tuple is said once for each of its values, True is a name
        alone, and None is left out.

    Examples
    --------
    >>> asked = {"--with": ["a b.yaml", "c.yaml"], "--together": True, "--as-of": None, "--seed": 7}
    >>> command_line("compare", ["base.yaml"], asked)
    "simfunnel compare base.yaml --with 'a b.yaml' --with c.yaml --together --seed 7"
    """
    line = ["simfunnel", command, *words]
    for option, value in options.items():
        if value is True:
            line.append(option)
            continue
        values = value if isinstance(value, list | tuple) else [] if value is None else [value]
        line += [part for each in values for part in (option, str(each))]
    return shlex.join(line)


def option_names(settings: Iterable[tuple[str, object]]) -> dict[str, object]:
    """Return the settings of a call by their names on the command line.

    Examples
    --------
    >>> option_names([("engine", "simpy"), ("targets", ("90 won",))])
    {'--engine': 'simpy', '--target': ('90 won',)}
    """
    return {"--target" if name == "targets" else f"--{name}": value for name, value in settings}
