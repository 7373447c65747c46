"""What goes wrong, as a person reads it on stderr: `simfunnel: error: ...`, one line a problem."""

from __future__ import annotations

import sys
import unicodedata
from contextlib import suppress

from simfunnel.errors import Problem, SimfunnelError, did_you_mean
from simfunnel.words import mark, say

__all__ = [
    "BROKEN_PIPE",
    "REFUSED",
    "STOPPED",
    "complain",
    "harmless",
    "of_file",
    "of_usage",
    "refusal",
]

REFUSED = 2
"""Exit code where something given cannot be used."""
STOPPED = 130
"""Exit code after Ctrl-C, as every program of a shell has it."""
BROKEN_PIPE = 141
"""Exit code where whoever read the answer has gone, likewise."""

_PROGRAM = "simfunnel"
_MANY = "{program}: error: {n} problems:"  # in every language: programs read it
_ONE = "{program}: error: {message}"
_MORE = mark("... and {n} more.")
_TRY = mark("Try '{path} --help'.")
_MOST_LINES = 200


def complain(message: str) -> None:
    """Write what is wrong to stderr: one problem after the colon, several one per line.

    Parameters
    ----------
    message : str
        One problem a line.
    """
    lines = [harmless(line) for line in message.splitlines() if line.strip()] or [""]
    if len(lines) == 1:
        said = [_ONE.format(program=_PROGRAM, message=lines[0])]
    else:
        said = [_MANY.format(program=_PROGRAM, n=len(lines)), *lines[:_MOST_LINES]]
        if len(lines) > _MOST_LINES:
            said.append(say(_MORE, n=len(lines) - _MOST_LINES))
    with suppress(BrokenPipeError):
        sys.stderr.write("".join(f"{line}\n" for line in said))
        sys.stderr.flush()


def harmless(text: str) -> str:
    r"""Return a text whose control and direction marks are written out, for names come from files.

    Examples
    --------
    >>> print(harmless("a\x1b[2Jb"))
    a\x1b[2Jb
    """
    return "".join(_written_out(sign) for sign in text)


def _written_out(sign: str) -> str:
    """Return a sign, or its escape if it would do something to the terminal."""
    if unicodedata.category(sign) in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp"):
        return sign.encode("unicode_escape").decode("ascii")
    return sign


def of_file(error: OSError) -> str:
    """Return what kept a file from being read or written.

    Examples
    --------
    >>> of_file(FileNotFoundError(2, "No such file or directory", "runs.csv"))
    'runs.csv: No such file or directory.'
    """
    why = error.strerror or str(error) or type(error).__name__
    return f"{error.filename}: {why}." if error.filename else f"{why}."


def of_usage(error: Exception) -> str:
    """Return what is wrong with the arguments, and which help page to read.

    Parameters
    ----------
    error : Exception
        What the library that reads arguments raised.
    """
    context = getattr(error, "ctx", None)
    said = str(getattr(error, "message", error))
    option = getattr(error, "option_name", None)
    if option is not None and hasattr(error, "possibilities") and context is not None:
        known = [name for param in context.command.get_params(context) for name in param.opts]
        said = say(
            "no such option: {option}.{hint}", option=option, hint=did_you_mean(option, known)
        )
    elif getattr(error, "param", None) is not None and said:
        said = f"{error.param.opts[0]}: {said}"  # type: ignore[attr-defined]
    elif hasattr(error, "format_message"):
        said = str(error.format_message())
    said = " ".join(said.split())
    said = said[:1].lower() + said[1:] + ("" if said.endswith((".", "?")) else ".")
    page = say(_TRY, path=context.command_path) if context is not None else ""
    return f"{said} {page}".strip()


def refusal(message: str, where: str = "") -> SimfunnelError:
    """Return the error of one thing that was given and cannot be used.

    Parameters
    ----------
    message : str
        What is wrong, and what to do.
    where : str
        The file or option.

    Examples
    --------
    >>> print(refusal("there is no folder 'out'; make it first.", "out/runs.csv"))
    out/runs.csv: there is no folder 'out'; make it first.
    """
    problem = Problem(where, "", message)
    return SimfunnelError(str(problem), problems=(problem,))
