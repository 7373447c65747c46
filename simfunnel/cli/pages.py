"""The help pages of all commands as one page of documentation; `docs/cli.md` is made by it.

``python -m simfunnel.cli.pages docs/cli.md`` writes it anew; a test says when that is due.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from simfunnel.cli.entry import program

__all__ = ["pages"]

_HEAD = """# The command line

Made from the help pages of the commands; do not edit it here.

Answers go to standard output, everything else to standard error. A problem reads
`simfunnel: error: where: what is wrong; what to do`, and nothing is written. Exit codes:

| code | meaning |
|---|---|
| 0 | all is well |
| 2 | something given cannot be used; every problem is said, one per line |
| 130 | stopped with Ctrl-C; what had finished is shown, marked "n of N" |
| 141 | nobody reads the answer any more |

Colour is used on a terminal only, and never where `NO_COLOR` is set. Where the terminal is not
UTF-8, plain signs stand in for all others. Files are written whole or not at all.
"""


def pages() -> str:
    """Return the documentation of the command line.

    Returns
    -------
    str
        Markdown: what holds for all commands, then each command's help page.

    Examples
    --------
    >>> pages().splitlines()[0]
    '# The command line'
    """
    whole = program()
    parts = [_HEAD, _page("simfunnel", whole)]
    for name, command in whole.commands.items():
        parts.append(_page(f"simfunnel {name}", command))
    return "\n".join(parts)


def _page(name: str, command: Any) -> str:
    """Return one help page under its heading."""
    parts = name.split(" ")
    context = command.context_class(command, info_name=parts[-1])
    text = command.get_help(context).replace(f"Usage: {parts[-1]}", f"Usage: {name}", 1)
    return f"## {name}\n\n```text\n{text.rstrip()}\n```\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(pages(), encoding="utf-8")
