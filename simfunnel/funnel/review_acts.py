"""What review rules do: dated changes, made within a replication."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from simfunnel.errors import FunnelError, Problem, UnknownNameError
from simfunnel.funnel.changes import Change, WhatIf, change_funnel
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.paths import find
from simfunnel.funnel.reviews import Firing, Review
from simfunnel.words import say, say_n

__all__ = ["act_faults", "acts"]

Fault = tuple[str, str]


def acts(funnel: Funnel, fired: Sequence[Firing]) -> WhatIf:
    """Return what rules have done, as dated changes.

    Parameters
    ----------
    funnel : Funnel
        With its rules.
    fired : sequence of (int, int)
        Which rule, and on which day since the start; in order of days.

    Examples
    --------
    >>> from simfunnel.funnel.examples import steered
    >>> str(acts(steered(), [(0, 30)]).changes[0])
    'sources.web.leads: times 1.5 from 2026-10-01'
    """
    changes = [
        change
        for rule, day in fired
        for change in _changes(funnel.reviews[rule], funnel.start + timedelta(days=day))
    ]
    return WhatIf("reviews", tuple(changes))


def _changes(review: Review, since: date | None = None) -> list[Change]:
    """Return what a rule does, from a day on."""
    return [Change.of(path, value, since) for path, value in review.do.items()]


def act_faults(funnel: Funnel) -> Iterator[Fault]:
    """Yield path and message of everything that rules cannot do; the funnel is sound but for it."""
    plain = funnel.model_copy(update={"reviews": ()})
    for n, review in enumerate(funnel.reviews):
        found = list(_single_faults(plain, f"reviews.{n}.do", review))
        yield from found or _repeated_faults(plain, f"reviews.{n}", review)


def _single_faults(funnel: Funnel, path: str, review: Review) -> Iterator[Fault]:
    """Yield what is wrong with acting once."""
    changes = _changes(review)
    for change in changes:
        if not change.can_be_dated:
            yield (
                f"{path}.{change.path}",
                say("holds for the whole run, so no rule can change it on a day."),
            )
    if all(change.can_be_dated for change in changes):
        yield from ((f"{path}.{p.path}", p.message) for p in _problems(funnel, changes))
        for change in changes:
            try:
                place = find(funnel, change.path)
            except UnknownNameError:
                continue
            if isinstance(place.value, date) or place.kind is date:
                yield f"{path}.{change.path}", say("is a date; a rule changes numbers.")


def _repeated_faults(funnel: Funnel, path: str, review: Review) -> Iterator[Fault]:
    """Yield the refusal of a rule that cannot act as often as it may."""
    n = review.most(funnel.start, funnel.last_day)
    start = funnel.start
    changes = [
        replace(change, since=start + timedelta(days=i))
        for i in range(n)
        for change in _changes(review)
    ]
    for problem in _problems(funnel, changes):
        told = say_n(
            "may act {n} time, and then {path}: {message} Say how often, 'at_most: 1'.",
            "may act {n} times, and then {path}: {message} Say how often, 'at_most: 3'.",
            n,
            path=problem.path,
            message=problem.message,
        )
        yield path, told
        return


def _problems(funnel: Funnel, changes: Sequence[Change]) -> tuple[Problem, ...]:
    """Return what keeps changes from being made."""
    try:
        change_funnel(funnel, changes)
    except (FunnelError, UnknownNameError) as error:
        return error.problems or (Problem("", changes[0].path, str(error)),)
    return ()
