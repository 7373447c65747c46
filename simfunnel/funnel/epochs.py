"""A change has a date: the funnel as it is in each epoch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from simfunnel.funnel.added_rules import with_rules
from simfunnel.funnel.changes import Change, WhatIf, change_funnel
from simfunnel.funnel.model import Funnel

__all__ = ["Epochs", "epochs_of", "for_whole_run"]


@dataclass(frozen=True, eq=False)
class Epochs:
    """The funnel as it is in each epoch.

    Parameters
    ----------
    since : tuple of date or None
        First day of each epoch; the first began in the past.
    funnels : tuple of Funnel
        The funnel of each epoch.
    changes : tuple of tuple of Change
        The changes in force in each epoch, in the order in which they apply.
    """

    since: tuple[date | None, ...]
    funnels: tuple[Funnel, ...]
    changes: tuple[tuple[Change, ...], ...]

    def of_days(self, days: Sequence[date]) -> list[int]:
        """Return the number of the epoch of each day."""
        return [max(e for e, s in enumerate(self.since) if s is None or s <= day) for day in days]


def for_whole_run(funnel: Funnel, what_ifs: Sequence[WhatIf]) -> tuple[Funnel, tuple[WhatIf, ...]]:
    """Apply what holds for a whole run (dates, targets, calendar, rules); return other changes.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> longer = WhatIf("longer", (Change.of("until", "2027-01-31"),))
    >>> for_whole_run(tiny(), [longer])[0].days
    153
    """
    always = [c for what_if in what_ifs for c in what_if.changes if not c.can_be_dated]
    if not always and not any(what_if.reviews for what_if in what_ifs):
        return funnel, tuple(what_ifs)
    rest = tuple(
        replace(w, changes=tuple(c for c in w.changes if c.can_be_dated), reviews=())
        for w in what_ifs
    )
    whole = change_funnel(funnel, always) if always else funnel
    return with_rules(whole, what_ifs), rest


def epochs_of(funnel: Funnel, what_ifs: Sequence[WhatIf], *, known: Epochs | None = None) -> Epochs:
    """Apply undated changes always and dated ones from their day on, in the order given.

    A change that begins after the horizon changes nothing and makes no epoch.

    Parameters
    ----------
    funnel : Funnel
    what_ifs : sequence of WhatIf
    known : Epochs, optional
        Of the same funnel with other changes: its first epochs, as far as they have the same
        changes, are not made again.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> epochs_of(tiny(), ()).since
    (None,)
    """
    changes = [change for what_if in what_ifs for change in what_if.changes]
    dates = sorted({c.since for c in changes if c.since is not None and c.since <= funnel.last_day})
    starts: list[date | None] = [None, *dates]
    lists = tuple(
        tuple(c for c in changes if c.since is None or (day is not None and c.since <= day))
        for day in starts
    )
    funnels: list[Funnel] = []
    for e, day in enumerate(starts[: len(known.since)] if known is not None else ()):
        assert known is not None
        if (known.since[e], known.changes[e]) != (day, lists[e]):
            break
        funnel = known.funnels[e]
        funnels.append(funnel)
    for day in starts[len(funnels) :]:
        todays = [c for c in changes if c.since == day]
        funnel = change_funnel(funnel, todays) if todays else funnel
        funnels.append(funnel)
    return Epochs(tuple(starts), tuple(funnels), lists)
