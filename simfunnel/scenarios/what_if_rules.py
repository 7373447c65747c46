"""Review rules that stand in a what-if."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from pydantic import TypeAdapter, ValidationError

from simfunnel.errors import FunnelError, Problem
from simfunnel.funnel.added_rules import added_rule_faults
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.reviews import Review
from simfunnel.scenarios.nodes import Found, Mapping, at_loc, at_path, plain
from simfunnel.scenarios.wording import said

__all__ = ["rule_problems", "rules_from", "rules_of"]

_RULES = TypeAdapter(tuple[Review, ...])


def rules_of(root: Mapping, since: date | None, found: Found) -> tuple[Review, ...]:
    """Return the rules of a what-if file; what is wrong with them is noted at its place.

    Parameters
    ----------
    root : Mapping
        The file.
    since : datetime.date, optional
        Its `from`: the first day on which a rule is looked at that does not say so itself.
    found : list
        Problems are added here.
    """
    entry = root.entries.get("reviews")
    if entry is None:
        return ()
    try:
        rules = _RULES.validate_python(plain(entry.node))
    except ValidationError as error:
        for fault in error.errors():
            loc = ("reviews", *(part for part in fault["loc"] if part != "[key]"))
            spot = at_loc(root, loc)
            path = f"{spot.path}.{loc[-1]}" if fault["type"] == "missing" else spot.path
            message = said({**fault, "loc": ("reviews", *fault["loc"])})
            found.append((spot.mark, Problem(str(spot.mark), path, message)))
        return ()
    return _from_day(rules, since)


def _from_day(rules: Iterable[Review], since: date | None) -> tuple[Review, ...]:
    """Return rules that are looked at from a day on, unless they say from when."""
    return tuple(
        rule.model_copy(update={"since": since}) if rule.since is None and since else rule
        for rule in rules
    )


def rules_from(given: object) -> tuple[Review, ...]:
    """Return the rules of a what-if that is given as a mapping, not as a file.

    Parameters
    ----------
    given : list of mapping
        As in a file: `every`, `when`, `do` and more.

    Raises
    ------
    FunnelError
        With everything that is wrong.

    Examples
    --------
    >>> rules = rules_from([{"every": "month", "when": "coverage below 3",
    ...                      "do": {"sources.web.leads": "times 1.2"}}])
    >>> str(rules[0].when)
    'coverage below 3'
    """
    try:
        return _RULES.validate_python(given)
    except ValidationError as error:
        problems = []
        for fault in error.errors():
            loc = ("reviews", *fault["loc"])
            path = ".".join(str(part) for part in loc)
            problems.append(Problem("", path, said({**fault, "loc": loc})))
        raise FunnelError.from_problems(problems) from None


def rule_problems(funnel: Funnel, rules: tuple[Review, ...], root: Mapping) -> Found:
    """Return what is wrong with rules of a file put on a funnel, each at its place.

    Parameters
    ----------
    funnel : Funnel
        With the changes of the what-if.
    rules : tuple of Review
    root : Mapping
        The file.
    """
    found: Found = []
    for path, message in added_rule_faults(funnel, rules):
        spot = at_path(root, path)
        found.append((spot.mark, Problem(str(spot.mark), path, message)))
    return found
