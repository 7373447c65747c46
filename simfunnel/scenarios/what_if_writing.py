"""From a what-if to its file, in the short forms that people use; nothing is overwritten."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from simfunnel.errors import ScenarioError
from simfunnel.funnel.changes import Change, WhatIf
from simfunnel.scenarios.short_form import short_block
from simfunnel.scenarios.writing import to_yaml, write_text
from simfunnel.units import Plus, Times
from simfunnel.words import say

__all__ = ["dump_what_if", "free_path", "save_what_if"]

_NOTES = ("question", "about", "written_for")


def dump_what_if(what_if: WhatIf) -> str:
    """Return a what-if as the text of its file.

    Parameters
    ----------
    what_if : WhatIf

    Returns
    -------
    str
        YAML that `load_what_if` reads back to an equal what-if.

    Raises
    ------
    ScenarioError
        If it changes one number more than once, which a file cannot say.

    Examples
    --------
    >>> lift = Change.of("stages.pitch.advance", "plus 5 points", "2026-10-01")
    >>> print(dump_what_if(WhatIf("better_pitch", (lift,))))
    simfunnel: 1
    what_if: better_pitch
    from: 2026-10-01
    changes:
      stages.pitch.advance: plus 5 points
    <BLANKLINE>
    """
    _check_once(what_if)
    document: dict[str, Any] = {"simfunnel": 1, "what_if": what_if.name}
    document |= {key: getattr(what_if, key) for key in _NOTES if getattr(what_if, key)}
    since = _common_day(what_if)
    if since is not None:
        document["from"] = since.isoformat()
    if what_if.changes or not (what_if.assumes or what_if.reviews):
        document["changes"] = {c.path: _value(c, since) for c in what_if.changes}
    if what_if.reviews:
        document["reviews"] = [short_block(rule) for rule in what_if.reviews]
    if what_if.assumes:
        document["assumes"] = {path: list(triple) for path, triple in what_if.assumes.items()}
    return to_yaml(document)


def save_what_if(what_if: WhatIf, path: str | Path) -> Path:
    """Write a what-if as a file of its own, unless there is one already.

    Parameters
    ----------
    what_if : WhatIf
    path : str or Path
        The YAML file.

    Returns
    -------
    Path
        The file written, whole or not at all.

    Raises
    ------
    ScenarioError
        If the file exists, or its folder does not.
    """
    file = Path(path)
    text = dump_what_if(what_if)
    if file.exists():
        raise ScenarioError(
            say(
                "{path}: exists already and is left as it is; give another name, for instance "
                "'{free}'.",
                path=file,
                free=free_path(file).name,
            )
        )
    if not file.parent.is_dir():
        raise ScenarioError(
            say("{path}: there is no folder '{folder}'.", path=file, folder=file.parent)
        )
    write_text(file, text)
    return file


def free_path(path: str | Path) -> Path:
    """Return a path that names no file yet: the one given, or the first with a number behind it.

    Parameters
    ----------
    path : str or Path

    Examples
    --------
    >>> free_path("no_such_folder/idea.yaml").name
    'idea.yaml'
    """
    wished = Path(path)
    found, number = wished, 2
    while found.exists():
        found = wished.with_name(f"{wished.stem}_{number}{wished.suffix}")
        number += 1
    return found


def _check_once(what_if: WhatIf) -> None:
    """Refuse several changes of one number: a key stands in a file once."""
    counted = Counter(change.path.removesuffix(".share") for change in what_if.changes)
    if several := [path for path, count in counted.items() if count > 1]:
        raise ScenarioError(
            say(
                "the what-if '{name}' changes '{path}' more than once, and a file names a number "
                "once; write two what-ifs.",
                name=what_if.name,
                path=several[0],
            )
        )


def _common_day(what_if: WhatIf) -> date | None:
    """Return the day from which every change holds that can have one; None if they differ.

    It would be the first day of rules too, so none may be without a day of its own.
    """
    if any(rule.since is None for rule in what_if.reviews):
        return None
    days = {change.since for change in what_if.changes if change.can_be_dated}
    return days.pop() if len(days) == 1 else None


def _value(change: Change, since: date | None) -> Any:
    """Return what stands behind a path: the change in one value, or with its day and note."""
    if change.since in (since, None) and not change.for_:
        return str(change.operation)
    operation = change.operation
    if isinstance(operation, Times | Plus):
        key = "times" if isinstance(operation, Times) else "plus"
        parts = {key: str(operation).removeprefix(f"{key} ")}
    else:
        parts = {"set": operation.text}
    if change.since is not None and change.since != since:
        parts["from"] = change.since.isoformat()
    return parts | ({"for": change.for_} if change.for_ else {})
