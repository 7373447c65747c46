"""What differs between two files before anything runs: in words, with units and dates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simfunnel.calibration import Calibration
from simfunnel.cards import DifferenceRow, difference_html, difference_text, difference_title
from simfunnel.decisions.changes_in_words import moved, said_of
from simfunnel.decisions.labels import group_of, label_of, plain_name
from simfunnel.errors import FunnelError
from simfunnel.funnel.changes import Change, WhatIf, change_funnel
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.paths import facts
from simfunnel.tables import DIFFERENCES, empty_table
from simfunnel.units import Set, format_date
from simfunnel.words import say, say_n

__all__ = ["Difference", "diff"]

Side = Funnel | WhatIf
_ROOMS = ("sources", "stages", "segments", "events", "targets")


@dataclass(frozen=True)
class Difference:
    """What differs between two funnels, two what-ifs, or a funnel and a what-if.

    Built by `simfunnel.diff`.

    Parameters
    ----------
    first, second : str
        What they are called.
    rows : tuple of DifferenceRow
        Grouped by what they belong to; none if nothing differs.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> found = diff(tiny(), {"stages.pitch.advance": "30 %"})
    >>> found.table[["path", "before", "after"]].to_numpy().tolist()
    [['stages.pitch.advance', '25 %', '30 %']]
    >>> bool(diff(tiny(), tiny()))
    False
    """

    first: str
    second: str
    rows: tuple[DifferenceRow, ...]

    @property
    def title(self) -> str:
        """In how many things they differ."""
        return difference_title(self.first, self.second, len(self.rows))

    @property
    def table(self) -> pd.DataFrame:
        """A row per difference; columns of `tables.DIFFERENCES`."""
        if not self.rows:
            return empty_table(DIFFERENCES)
        cells = [
            {
                "group": row.group,
                "path": row.path,
                "label": row.label,
                "before": row.before,
                "after": row.after,
                "since": pd.NaT if row.since is None else np.datetime64(row.since, "s"),
            }
            for row in self.rows
        ]
        return pd.DataFrame(cells, columns=list(DIFFERENCES)).astype(DIFFERENCES)

    def text(self, width: int = 100, *, utf8: bool = True, colour: bool = False) -> str:
        """Return it as a terminal shows it.

        Parameters
        ----------
        width : int
            Columns, 60 to 100.
        utf8 : bool
            Whether the terminal knows more than ASCII.
        colour : bool
            Whether to add colours, as escape sequences.
        """
        return difference_text(self.title, self.rows, width=width, utf8=utf8, colour=colour)

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "first": self.first,
            "second": self.second,
            "differences": [
                {
                    "group": row.group,
                    "path": row.path,
                    "label": row.label,
                    "before": row.before or None,
                    "after": row.after or None,
                    "from": None if row.since is None else row.since.isoformat(),
                }
                for row in self.rows
            ],
        }

    def _repr_mimebundle_(self, **_options: object) -> dict[str, str]:
        """Return what a notebook shows."""
        return {"text/html": difference_html(self.title, self.rows), "text/plain": self.text()}

    def __bool__(self) -> bool:
        """Return whether anything differs."""
        return bool(self.rows)

    def __str__(self) -> str:
        """Return it as text."""
        return self.text()


def diff(
    first: Funnel | Calibration | WhatIf | str | Path | Mapping[str, Any],
    second: Funnel | Calibration | WhatIf | str | Path | Mapping[str, Any],
) -> Difference:
    """Say in words what differs between two files, before anything runs.

    Parameters
    ----------
    first, second : Funnel, Calibration, WhatIf, str, Path or mapping
        Objects, paths of files, or changes by path. Of a funnel and a what-if, what the what-if
        does to that funnel.

    Returns
    -------
    Difference

    Raises
    ------
    ScenarioError
        If a file cannot be read; all its problems at once.
    UnknownNameError
        If a what-if names what the funnel lacks; the nearest is offered.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> print(diff(tiny(), {"sources.web.leads": "times 1.1"}).text(60))
    tiny and what if differ in 1 thing.
    <BLANKLINE>
    Source web
      leads from web: 30 per month → 33 per month
        sources.web.leads
    <BLANKLINE>
    """
    one, other = _side(first), _side(second)
    if isinstance(one, Funnel) and isinstance(other, Funnel):
        rows = [*_between_funnels(one, other)]
    elif isinstance(one, WhatIf) and isinstance(other, WhatIf):
        rows = [*_between_what_ifs(one, other)]
    elif isinstance(one, Funnel) and isinstance(other, WhatIf):
        rows = [*_made_by(one, _checked(one, other, second))]
    else:
        assert isinstance(one, WhatIf)
        assert isinstance(other, Funnel)
        turned = _made_by(other, _checked(other, one, first))
        rows = [replace(row, before=row.after, after=row.before) for row in turned]
    return Difference(_name(one), _name(other), tuple(_grouped(rows)))


def _side(given: object) -> Side:
    """Return the funnel or the what-if that somebody gave, reading a file."""
    if isinstance(given, Funnel | WhatIf):
        return given
    if isinstance(given, Calibration):
        return given.funnel
    from simfunnel.scenarios import is_what_if, load, load_what_if, what_if_from

    if isinstance(given, str | Path):
        return load_what_if(given) if is_what_if(given) else load(given)
    if isinstance(given, Mapping):
        return what_if_from(given)
    raise FunnelError(
        say(
            "cannot say how a {kind} differs; give a funnel, a what-if, the path of a file, or "
            "changes by path.",
            kind=type(given).__name__,
        )
    )


def _checked(funnel: Funnel, what_if: WhatIf, given: object) -> WhatIf:
    """Return a what-if that fits a funnel; a file's problems are told with their lines."""
    from simfunnel.scenarios import load_what_if

    return load_what_if(given, funnel) if isinstance(given, str | Path) else what_if


def _name(side: Side) -> str:
    """Return what a side is called."""
    return side.funnel if isinstance(side, Funnel) else side.name


def _grouped(rows: list[DifferenceRow]) -> list[DifferenceRow]:
    """Return rows with those of one group together, groups in order of their first row."""
    order = list(dict.fromkeys(row.group for row in rows))
    return sorted(rows, key=lambda row: order.index(row.group))


def _row(path: str, before: str, after: str) -> DifferenceRow:
    """Return one difference."""
    return DifferenceRow(group_of(path), path, label_of(path), before, after)


def _block(path: str) -> str:
    """Return the stage, source ... that a path lies in; the path itself if it lies in none."""
    parts = path.split(".")
    return ".".join(parts[:2]) if parts[0] in _ROOMS else path


def _between_funnels(one: Funnel, other: Funnel) -> Iterator[DifferenceRow]:
    """Yield what two funnels say differently; whole stages, sources ... as one row."""
    before, after = facts(one), facts(other)
    blocks = [{_block(path) for path in side} for side in (before, after)]
    told: set[str] = set()
    for path in dict.fromkeys([*before, *after]):
        block = _block(path)
        if (block in blocks[0]) != (block in blocks[1]) and block != path:
            if block not in told:
                told.add(block)
                yield _whole(block, before, after)
        elif before.get(path, "") != after.get(path, ""):
            yield _row(path, before.get(path, ""), after.get(path, ""))
    yield from _tables(one, other)


def _whole(block: str, before: Mapping[str, str], after: Mapping[str, str]) -> DifferenceRow:
    """Return a stage, source ... that only one side has."""
    counts = [sum(_block(path) == block for path in side) for side in (before, after)]
    there = [say_n("{n} entry", "{n} entries", n) if n else say("absent") for n in counts]
    name = plain_name(block.partition(".")[2])
    return DifferenceRow(
        group_of(block), block, say("all of {name}", name=name), there[0], there[1]
    )


def _tables(one: Funnel, other: Funnel) -> Iterator[DifferenceRow]:
    """Yield which tables of two funnels differ: open leads, measured stages, joint draws."""
    leads = [() if f.today is None else f.today.open_leads for f in (one, other)]
    if leads[0] != leads[1]:
        counts = [say_n("{n} lead", "{n} leads", len(side)) for side in leads]
        if len(leads[0]) == len(leads[1]):
            differing = sum(a != b for a, b in zip(*leads, strict=True))
            counts[1] = say_n("{n} of them differs", "{n} of them differ", differing)
        path = "today.open_leads"
        yield DifferenceRow(group_of(path), path, say("open leads"), counts[0], counts[1])
    for name in [name for name in one.stages if name in other.stages]:
        laws = [f.stages[name].hazards for f in (one, other)]
        if laws[0] != laws[1]:
            said = [say("stated") if law is None else say("as measured") for law in laws]
            said[1] = say("measured otherwise") if None not in laws else said[1]
            path = f"stages.{name}.hazards"
            label = say("time in {stage} and ways out", stage=plain_name(name))
            yield DifferenceRow(group_of(path), path, label, said[0], said[1])
    draws = [f.doubt.draws for f in (one, other)]
    if not _same_draws(*draws):
        said = [say("none") if d is None else say("a table") for d in draws]
        said[1] = say("another table") if None not in draws else said[1]
        path = "doubt.draws"
        yield DifferenceRow(group_of(path), path, say("joint draws"), said[0], said[1])


def _same_draws(one: Any, other: Any) -> bool:
    """Return whether two tables of draws hold the same."""
    if one is None or other is None:
        return one is other
    return one.columns == other.columns and np.array_equal(one.values, other.values)


def _made_by(funnel: Funnel, what_if: WhatIf) -> Iterator[DifferenceRow]:
    """Yield what a what-if does to a funnel: its changes, what follows, what it assumes."""
    said = said_of(funnel, what_if)
    own = {one.path.removesuffix(".share") for one in said}
    scaled = {c.path for c in what_if.changes if not isinstance(c.operation, Set)}
    for one in moved(said):
        absent = say("as now") if one.path in scaled else ""
        absent = say("no such rule") if one.path.startswith("reviews.") else absent
        yield DifferenceRow(
            group_of(one.path), one.path, one.label, one.before, one.after, one.since, absent
        )
    before, after = facts(funnel), facts(change_funnel(funnel, what_if.changes))
    days = {c.since for c in what_if.changes}
    since = days.pop() if len(days) == 1 else None
    for path, text in after.items():
        inside = any(path.startswith(f"{each}.") for each in own)
        told = bool({path, path.removesuffix("_ratio")} & own)  # a time times 1.3 is a ratio
        if before.get(path) != text and not told and not inside:
            label = say("{what}, which follows", what=label_of(path))
            yield DifferenceRow(group_of(path), path, label, before.get(path, ""), text, since)
    for path, text in before.items():
        if path not in after:  # a spread that is stated by other numbers now
            spread = f"{path.rpartition('.')[0]}."
            day = next((one.since for one in said if one.path.startswith(spread)), None)
            yield DifferenceRow(group_of(path), path, label_of(path), text, "", day)
    for path, triple in what_if.assumes.items():
        label = say("our doubt about {what}", what=label_of(path))
        ranges = funnel.doubt.ranges.get(path)
        known = "" if ranges is None else _range(ranges)
        if known != (now := _range(triple)):
            yield DifferenceRow(group_of("doubt"), path, label, known, now)


def _range(triple: tuple[str, str, str]) -> str:
    """Return a range in doubt."""
    low, middle, high = triple
    return say("{low} to {high}, middle {middle}", low=low, high=high, middle=middle)


def _between_what_ifs(one: WhatIf, other: WhatIf) -> Iterator[DifferenceRow]:
    """Yield what two what-ifs change differently, and what they assume."""
    absent = say("not changed")
    before, after = (_changes(what_if) for what_if in (one, other))
    for path in dict.fromkeys([*before, *after]):
        row = _row(path, before.get(path, ""), after.get(path, ""))
        if row.before != row.after:
            yield replace(row, absent=absent)
    for path in dict.fromkeys([*one.assumes, *other.assumes]):
        said = [_range(w.assumes[path]) if path in w.assumes else "" for w in (one, other)]
        if said[0] != said[1]:
            label = say("our doubt about {what}", what=label_of(path))
            yield DifferenceRow(group_of("doubt"), path, label, said[0], said[1])


def _changes(what_if: WhatIf) -> dict[str, str]:
    """Return what a what-if does to each number, with dates."""
    found: dict[str, list[str]] = {}
    for change in what_if.changes:
        found.setdefault(change.path.removesuffix(".share"), []).append(_done(change))
    return {path: "; ".join(done) for path, done in found.items()}


def _done(change: Change) -> str:
    """Return what one change does, and from which day on."""
    words = str(change.operation)
    if change.since is None:
        return words
    return say("{change}, from {day}", change=words, day=format_date(change.since))
