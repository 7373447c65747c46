"""Whether review rules look at something that there is, on days that come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from simfunnel.errors import did_you_mean
from simfunnel.funnel.model import Funnel, Target
from simfunnel.funnel.reviews import Review
from simfunnel.words import listed, say

__all__ = ["counted_from", "review_faults", "target_of"]

Fault = tuple[str, str]
_OF_TARGETS = ("coverage", "booked", "pace")
_OF_STAGES = ("coverage", "open leads")


def counted_from(funnel: Funnel, target: Target) -> date:
    """Return the first day that a target counts, as far as the funnel itself knows."""
    if target.since is not None:
        return target.since
    booked = funnel.today.booked_so_far if funnel.today is not None else ()
    return max((block.since for block in booked), default=funnel.start)


def target_of(funnel: Funnel, review: Review) -> Target | None:
    """Return the target that a rule looks at; None if it looks at none."""
    if review.when.measure not in _OF_TARGETS:
        return None
    return funnel.targets[review.when.of or next(iter(funnel.targets))]


def review_faults(funnel: Funnel) -> Iterator[Fault]:
    """Yield path and message of everything wrong with what rules look at, and when."""
    dated = funnel.starts is not None or funnel.today is not None
    for n, review in enumerate(funnel.reviews):
        path = f"reviews.{n}"
        found = [*_measure_faults(funnel, f"{path}.when", review)]
        found += _stage_faults(funnel, f"{path}.in", review)
        yield from found
        if dated and not found:
            yield from _day_faults(funnel, path, review)


def _measure_faults(funnel: Funnel, path: str, review: Review) -> Iterator[Fault]:
    """Yield what is wrong with the measure of a rule."""
    when = review.when
    if when.measure in _OF_TARGETS:
        fault = _named(when.of, when.measure, funnel.targets, say("target"))
    elif when.measure == "backlog":
        fault = _named(when.of, when.measure, funnel.teams, say("team"))
    else:
        fault = when.of and say(
            "counts the open leads of '{of}'; name stages by 'in: [{of}]'.", of=when.of
        )
    if fault:
        yield path, fault


def _named(name: str, measure: str, known: Iterable[str], what: str) -> str | None:
    """Return why a name is none of those known, or why one is needed."""
    names = list(known)
    if not names:
        return say(
            "looks at {measure}, which needs a {what}; the funnel has none.",
            measure=measure,
            what=what,
        )
    if not name and len(names) > 1:
        return say(
            "does not say which {what} it means; write '{measure} of {first}'. Known: {names}.",
            what=what,
            measure=measure,
            first=names[0],
            names=listed(repr(each) for each in names),
        )
    if name and name not in names:
        hint = did_you_mean(name, names) or say(
            " Known: {names}.", names=listed(repr(each) for each in names)
        )
        return say("unknown {what} '{name}'.{hint}", what=what, name=name, hint=hint)
    return None


def _stage_faults(funnel: Funnel, path: str, review: Review) -> Iterator[Fault]:
    """Yield what is wrong with the stages of a rule."""
    if review.stages and review.when.measure not in _OF_STAGES:
        yield path, say("plays no part in '{measure}'; leave it out.", measure=review.when.measure)
        return
    for name in review.stages:
        if name not in funnel.steps:
            hint = did_you_mean(name, funnel.steps)
            if not hint:
                hint = say(" Known: {names}.", names=listed(repr(s) for s in funnel.steps))
            yield path, say("unknown stage '{name}'.{hint}", name=name, hint=hint)


def _day_faults(funnel: Funnel, path: str, review: Review) -> Iterator[Fault]:
    """Yield the refusal of a rule that nobody ever looks at."""
    start, first, last = funnel.start, funnel.start, funnel.last_day
    if last < start:
        return
    target = target_of(funnel, review)
    if target is not None:
        first, last = max(first, counted_from(funnel, target)), min(last, target.by)
    if not any(day >= first for day in review.days(start, last)):
        yield (
            path,
            say(
                "is never looked at: there is no review from {first} to {last}; look more often, "
                "or from an earlier day.",
                first=first,
                last=last,
            ),
        )
