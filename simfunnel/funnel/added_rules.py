"""Review rules that what-ifs bring: they come after those of the funnel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simfunnel.errors import FunnelError, Problem
from simfunnel.funnel.changes import WhatIf, change_funnel
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.review_acts import act_faults
from simfunnel.funnel.review_checks import review_faults
from simfunnel.funnel.reviews import Review

__all__ = ["added_rule_faults", "with_rules"]

Fault = tuple[str, str]


def with_rules(funnel: Funnel, what_ifs: Sequence[WhatIf]) -> Funnel:
    """Return a funnel with the review rules of what-ifs behind its own.

    Parameters
    ----------
    funnel : Funnel
        As it is for the whole run.
    what_ifs : sequence of WhatIf

    Raises
    ------
    FunnelError
        If a rule looks at what there is not, or cannot do what it says.

    Examples
    --------
    >>> from simfunnel.funnel.examples import steered
    >>> more = WhatIf("more", reviews=steered().reviews)
    >>> len(with_rules(steered(), [more]).reviews)
    2
    """
    rules = tuple(rule for what_if in what_ifs for rule in what_if.reviews)
    if not rules:
        return funnel
    changes = [c for what_if in what_ifs for c in what_if.changes if c.can_be_dated]
    changed = change_funnel(funnel, changes)
    problems = [
        Problem(what_if.name, *fault)
        for what_if in what_ifs
        for fault in added_rule_faults(changed, what_if.reviews)
    ]
    if problems:
        raise FunnelError.from_problems(problems)
    return _added(funnel, rules)


def added_rule_faults(funnel: Funnel, rules: Sequence[Review]) -> Iterator[Fault]:
    """Yield path, counted among the new rules, and message of everything wrong with them.

    Parameters
    ----------
    funnel : Funnel
        With all changes that are made beside the rules.
    rules : sequence of Review
    """
    if not rules:
        return
    alone = _added(funnel.model_copy(update={"reviews": ()}), rules)
    yield from list(review_faults(alone)) or act_faults(alone)


def _added(funnel: Funnel, rules: Sequence[Review]) -> Funnel:
    """Return a funnel with more rules; they were read before, so nothing is read again."""
    return funnel.model_copy(update={"reviews": (*funnel.reviews, *rules)})
