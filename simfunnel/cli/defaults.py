"""What a scenario file leaves out, and what holds instead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from pydantic import BaseModel

from simfunnel.funnel.model import Funnel
from simfunnel.words import listed, mark, say

__all__ = ["Default", "defaults_of"]

_LOGNORMAL = "lognormal"
_NO_YEAR = mark("{last}, a year from the start")
_WORDS = {
    "today": mark("an empty funnel: no open leads, nothing booked"),
    "quality": mark("all leads fit alike, but for their segment and source"),
    "calendar.country": mark("no public holidays"),
    "teams.*.ramp": mark("everybody is fully productive at once"),
    "teams.*.selling_hours": mark("mon-fri 09:00-17:00, all of it for selling"),
    "targets.*.sure": mark("80 %, for 'how much more is needed'"),
}
"""What holds where a block is left out that has no number of its own."""
_MANY = ("sources", "stages", "segments", "targets", "events", "teams")
_DOUBT = mark("no number is in doubt, and there are no good or bad times")
_AMOUNT = mark("nothing says what a deal is worth, so deals are counted")


class Default(NamedTuple):
    """One line: what is left out, what holds instead, and where not everywhere."""

    path: str
    value: str
    names: tuple[str, ...]
    """The sources, stages ... that leave it out; empty where all do, or where there is but one."""


def defaults_of(funnel: Funnel) -> list[Default]:
    """Return everything a funnel leaves out that has a meaning, in the order of the format.

    Parameters
    ----------
    funnel : Funnel

    Returns
    -------
    list of Default
        Paths as levers have them, with * for every source, stage ... of the file.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> [(d.path, d.value) for d in defaults_of(tiny())][:2]
    [('currency', 'EUR'), ('calendar.country', 'no public holidays')]
    """
    gathered: dict[tuple[str, str], list[str]] = {}
    for path, value in [*_left_out(funnel, "", ""), *_whole(funnel)]:
        name, starred = _starred(path)
        gathered.setdefault((starred, value), []).append(name)
    found = []
    for (path, value), names in gathered.items():
        everybody = getattr(funnel, path.split(".")[0]) if "*" in path else ()
        some = len(set(names)) < len(everybody)
        found.append(Default(path, value, tuple(dict.fromkeys(names)) if some else ()))
    return found


def _starred(path: str) -> tuple[str, str]:
    """Return the name of the stage, source ... in a path, and the path with * in its place."""
    block, dot, rest = path.partition(".")
    if block not in _MANY or not dot:
        return "", path
    name, _, field = rest.partition(".")
    if field.endswith("dwell.family"):
        field = "dwell.family"  # an exit's own dwell is read like that of its stage
    return name, f"{block}.*.{field}"


def _left_out(model: BaseModel, path: str, starred: str) -> Iterator[tuple[str, str]]:
    """Yield path and value of everything below a block that is left to its default."""
    for field, info in type(model).model_fields.items():
        value, key = getattr(model, field), info.alias or field
        if info.exclude:
            continue
        here, general = (f"{way}.{key}" if way else key for way in (path, starred))
        if isinstance(value, BaseModel) and not _in_words(model, field, general):
            yield from _left_out(value, here, general)
        elif isinstance(value, dict):
            for name, part in value.items():
                if isinstance(part, BaseModel):
                    yield from _left_out(part, f"{here}.{name}", f"{general}.*")
        elif field not in model.model_fields_set and (text := _said(value, general, model)):
            yield here, text


def _in_words(model: BaseModel, field: str, path: str) -> bool:
    """Return whether a block is left out for which there are words."""
    return path in _WORDS and field not in model.model_fields_set


def _said(value: object, path: str, model: BaseModel) -> str:
    """Return a default as text; nothing where leaving out means just that."""
    if path in _WORDS:
        return say(_WORDS[path])
    if path.endswith((".dwell.family", ".effort.family", ".after.family")) or (
        path == "amount.family"
    ):
        two = {"median", "p10", "p90", "mean", "spread"} & model.model_fields_set
        return _LOGNORMAL if len(two) > 1 else ""
    if value is None or value == () or value == "":
        return ""
    if isinstance(value, tuple):
        return listed(str(part) for part in value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _whole(funnel: Funnel) -> Iterator[tuple[str, str]]:
    """Yield what holds for the funnel as a whole, computed from it."""
    if funnel.until is None:
        yield "until", say(_NO_YEAR, last=funnel.last_day)
    doubt: Any = funnel.doubt
    if not doubt.ranges and doubt.shock is None and doubt.draws is None:
        yield "doubt", say(_DOUBT)
    if not funnel.priced:
        yield "amount", say(_AMOUNT)
