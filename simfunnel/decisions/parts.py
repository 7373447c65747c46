"""A what-if taken apart: each of its changes alone, all but each, and what is more than their sum.

Changes that only make sense together (numbers of one spread, shares of one split) stay together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simfunnel.decisions.alternatives import Alternative
from simfunnel.decisions.changes_in_words import rule_label
from simfunnel.decisions.effects import Effect
from simfunnel.decisions.experiment import Experiment
from simfunnel.decisions.labels import label_of
from simfunnel.decisions.margins import Margins, difference, paired
from simfunnel.errors import FunnelError
from simfunnel.funnel.changes import Change, WhatIf
from simfunnel.tables import PART_EFFECTS, empty_table

__all__ = ["Part", "Parts", "parts_of", "parts_table", "taken_apart"]

_SPREADS = ("dwell", "amount", "takes", "effort", "after")
_SPLITS = ("next", "otherwise", "then", "segments")


@dataclass(frozen=True)
class Part:
    """Some changes of a what-if that stay together.

    Parameters
    ----------
    label : str
        In words.
    members : frozenset of int
        Their places among all changes and rules, those of the first what-if first.
    """

    label: str
    members: frozenset[int]


@dataclass(frozen=True, eq=False)
class Parts:
    """The effects of a what-if's parts: what-if less baseline, by replication.

    Parameters
    ----------
    name : str
        Of the what-if.
    parts : tuple of Part
    whole : Margins
        Differences of the whole what-if.
    alone, without : tuple of Margins or None
        Differences of each part alone, and of all but it; None where that is no funnel.
    """

    name: str
    parts: tuple[Part, ...]
    whole: Margins
    alone: tuple[Margins | None, ...]
    without: tuple[Margins | None, ...]

    @property
    def interaction(self) -> Margins | None:
        """What the whole is more than the sum of its parts; None where a part cannot be alone."""
        rest = self.whole
        for each in self.alone:
            if each is None:
                return None
            rest = difference(rest, each)
        return rest


def taken_apart(alternative: Alternative) -> tuple[Part, ...]:
    """Return the parts of a what-if; a single one where nothing can be taken apart.

    Parameters
    ----------
    alternative : Alternative
        Where it is several what-ifs together, each of them is a part.

    Examples
    --------
    >>> from simfunnel.decisions.alternatives import alternatives_of
    >>> from simfunnel.funnel.examples import tiny
    >>> found = alternatives_of(tiny(), {"sources.web.leads": "40 per month",
    ...     "stages.pitch.dwell.median": "5 days", "stages.pitch.dwell.p90": "9 days"})
    >>> [(part.label, sorted(part.members)) for part in taken_apart(found[0])]
    [('leads from web', [0]), ('time in pitch', [1, 2])]
    """
    if len(alternative.what_ifs) > 1:
        return _by_what_if(alternative)
    groups: dict[str, list[int]] = {}
    for k, change in enumerate(alternative.what_ifs[0].changes):
        groups.setdefault(_block_of(change.path), []).append(k)
    changes = alternative.what_ifs[0].changes
    found = [
        Part(label_of(block if len(members) > 1 else changes[members[0]].path), frozenset(members))
        for block, members in groups.items()
    ]
    rules = enumerate(alternative.what_ifs[0].reviews, len(changes))
    found += [Part(rule_label(rule), frozenset((k,))) for k, rule in rules]
    return tuple(found)


def _by_what_if(alternative: Alternative) -> tuple[Part, ...]:
    """Return a part for each of several what-ifs."""
    found, first = [], 0
    for what_if in alternative.what_ifs:
        members = frozenset(range(first, first + _size(what_if)))
        found.append(Part(replace(alternative, name=what_if.name).label, members))
        first += _size(what_if)
    return tuple(found)


def _size(what_if: WhatIf) -> int:
    """Return of how many changes and rules a what-if is made."""
    return len(what_if.changes) + len(what_if.reviews)


def _block_of(path: str) -> str:
    """Return the block of numbers that belong together: a spread, a split, or the number itself."""
    parts = path.split(".")
    for end, part in enumerate(parts):
        split = part in _SPLITS and end >= 2
        spread = part in _SPREADS and (end >= 2 or parts[0] == "amount")
        if split or spread:
            return ".".join(parts[: end + 1])
    return path


def parts_of(
    experiment: Experiment,
    alternative: Alternative,
    baseline: Margins,
    changed: Margins,
    *,
    ready: Mapping[str, Margins] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Parts:
    """Simulate each part of a what-if alone, and all but each.

    Parameters
    ----------
    experiment : Experiment
    alternative : Alternative
    baseline, changed : Margins
        Of the baseline, and of the whole what-if.
    ready : mapping of str to Margins, optional
        What-ifs that were simulated alone already, where several of them are the parts.
    progress : callable, optional
        Called with (finished, asked) of each run.
    """
    parts = taken_apart(alternative)
    every = frozenset().union(*(part.members for part in parts)) if parts else frozenset()
    known: dict[frozenset[int], Margins | None] = {}
    before, whole = paired(baseline, changed)
    for part, what_if in zip(parts, alternative.what_ifs, strict=False):
        if len(alternative.what_ifs) > 1 and what_if.name in (ready or {}):
            known[part.members] = _against(before, (ready or {})[what_if.name])

    def effect(members: frozenset[int]) -> Margins | None:
        if members == every:
            return difference(whole, before)
        if members not in known:
            known[members] = _effect(experiment, alternative, members, before, progress)
        return known[members]

    alone = tuple(effect(part.members) for part in parts)
    without = tuple(effect(every - part.members) if len(parts) > 1 else None for part in parts)
    return Parts(alternative.name, parts, difference(whole, before), alone, without)


def _effect(
    experiment: Experiment,
    alternative: Alternative,
    members: frozenset[int],
    baseline: Margins,
    progress: Callable[[int, int], None] | None,
) -> Margins | None:
    """Return the differences that some of the changes make; None where they are no funnel."""
    try:
        margins = experiment.margins(_only(alternative.what_ifs, members), progress)
    except FunnelError:
        return None
    return _against(baseline, margins)


def _against(baseline: Margins, margins: Margins) -> Margins | None:
    """Return the differences to the baseline; None unless every future of it has its pair."""
    before, after = paired(baseline, margins)
    return difference(after, before) if before.n == baseline.n else None


def _only(what_ifs: Sequence[WhatIf], members: frozenset[int]) -> tuple[WhatIf, ...]:
    """Return what-ifs with some of their changes, and the assumptions that belong to those."""
    found, first = [], 0
    for what_if in what_ifs:
        kept = tuple(c for k, c in enumerate(what_if.changes, first) if k in members)
        behind = first + len(what_if.changes)
        rules = tuple(r for k, r in enumerate(what_if.reviews, behind) if k in members)
        first += _size(what_if)
        if kept or rules:
            assumes = {
                path: triple
                for path, triple in what_if.assumes.items()
                if not what_if.changes or _owner(what_if.changes, path) in kept
            }
            found.append(replace(what_if, changes=kept, assumes=assumes, reviews=rules))
    return tuple(found)


def _owner(changes: Sequence[Change], path: str) -> Change:
    """Return the change that an assumption belongs to: of its number, or else the first."""
    own = path.removesuffix(".share")
    for change in changes:
        moved = change.path.removesuffix(".share")
        if own == moved or own.startswith(f"{moved}.") or own == f"{moved}_ratio":
            return change
    return min(changes, key=lambda change: change.since or date.min)


def parts_table(found: Sequence[Parts], measures: Sequence[str], independent: int) -> pd.DataFrame:
    """Return the effects of all parts.

    Parameters
    ----------
    found : sequence of Parts
    measures : sequence of str
    independent : int
        How many of the pairs differ in everything that is drawn; 0 for all.

    Returns
    -------
    DataFrame
        Columns of `tables.PART_EFFECTS`.
    """
    rows = [
        row for parts in found for measure in measures for row in _rows(parts, measure, independent)
    ]
    if not rows:
        return empty_table(PART_EFFECTS)
    return pd.DataFrame(rows, columns=list(PART_EFFECTS)).astype(PART_EFFECTS)


def _rows(parts: Parts, measure: str, independent: int) -> Iterator[dict[str, object]]:
    """Yield the rows of one what-if and measure: the whole, its parts, what is left."""
    labels = [part.label for part in parts.parts]
    listed: list[tuple[str, str, Margins | None]] = [("whole", "", parts.whole)]
    listed += [("alone", *row) for row in zip(labels, parts.alone, strict=True)]
    listed += [("without", *row) for row in zip(labels, parts.without, strict=True)]
    listed.append(("interaction", "", parts.interaction))
    for kind, label, margins in listed:
        if margins is None:
            continue
        moved: NDArray[np.int64] = margins.whole(measure)
        effect = Effect(parts.name, measure, np.zeros_like(moved), moved, independent)
        figures = {k: v for k, v in effect.figures().items() if k in PART_EFFECTS}
        yield {
            "what_if": parts.name,
            "part": kind,
            "change": label,
            "measure": measure,
            **figures,
        }
