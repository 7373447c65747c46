"""Review rules: look at a future as it is on a day, and go through it again where a rule acts.

What a rule does is a dated change, and a dated change leaves everything before its day as it was,
to the bit (model 2.5). So a future with rules is lived without them, up to the first review at
which one holds; then anew with that change, up to the next. No engine knows of rules.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simfunnel.errors import FunnelError
from simfunnel.funnel import layout as at
from simfunnel.funnel.anew import compile_later, drawn_for
from simfunnel.funnel.lower import Compiled
from simfunnel.funnel.model import Target
from simfunnel.funnel.review_acts import acts
from simfunnel.funnel.review_checks import counted_from, target_of
from simfunnel.funnel.reviews import Firing, Review
from simfunnel.simulation.amounts import valued
from simfunnel.simulation.tallies import STAY_COLUMNS, Kept
from simfunnel.words import say

__all__ = ["Lived", "Rows", "figures", "steered", "with_acts"]

DAY = 86_400
MOST_VERSIONS = 256
Rows = NDArray[np.int64]
_AT = {name: k for k, name in enumerate(STAY_COLUMNS)}


class Lived(NamedTuple):
    """A future as far as reviews look at it.

    Parameters
    ----------
    compiled : Compiled
        As it was run.
    stays : ndarray of int64, shape (n_stays, 14)
        Of every lead its amount too, where a rule looks at open value.
    wins : ndarray of int64, shape (n_days, 4)
    """

    compiled: Compiled
    stays: Rows
    wins: Rows


def with_acts(compiled: Compiled, fired: tuple[Firing, ...], replication: int) -> Compiled:
    """Return a compiled funnel with what its rules did in one replication.

    Parameters
    ----------
    compiled : Compiled
        Without acts.
    fired : tuple of (int, int)
        Which rule, and on which day since the start, in order.
    replication : int

    Raises
    ------
    FunnelError
        If a rule has acted so often that the funnel cannot be any more.
    """
    if not fired:
        return compiled
    row = replication if compiled.patches.rows else None
    return _kept(compiled, (fired, row), lambda: _made_anew(compiled, fired, row))


def _kept(
    compiled: Compiled, key: tuple[tuple[Firing, ...], int | None], make: Callable[[], Compiled]
) -> Compiled:
    """Return what is in store, or make it and keep it; other threads may empty the store.

    One future's draws never push out what all futures share.
    """
    version = compiled.versions.get(key)
    if version is None:
        version = make()
        alike = [k for k in list(compiled.versions) if (k[1] is None) == (key[1] is None)]
        for old in alike if len(alike) >= MOST_VERSIONS else ():
            compiled.versions.pop(old, None)
        compiled.versions[key] = version
    return version


def _made_anew(compiled: Compiled, fired: tuple[Firing, ...], row: int | None) -> Compiled:
    """Compile a funnel with what its rules did, once for all rows of draws; draw one."""
    try:
        if row is not None:
            frame = _kept(compiled, (fired, None), lambda: _framed(compiled, fired))
            return drawn_for(frame, row)
        return _framed(compiled, fired)
    except FunnelError as error:
        rule, day = fired[-1]
        raise FunnelError(
            say(
                "reviews.{rule}: acts on {day} after {n} earlier acts of all rules, and then "
                "{error} Let rules act less often, by 'at_most'.",
                rule=rule,
                day=compiled.funnel.start + timedelta(days=day),
                n=len(fired) - 1,
                error=error,
            )
        ) from None


def _framed(compiled: Compiled, fired: tuple[Firing, ...]) -> Compiled:
    """Compile a funnel with what its rules did, on top of the longest part that is in store."""
    stored = (compiled.versions.get((fired[:n], None)) for n in range(len(fired) - 1, 0, -1))
    before = next((version for version in stored if version is not None), compiled)
    return compile_later(compiled, before, acts(compiled.funnel, fired))


def steered(
    compiled: Compiled, r: int, seed: int, run: Callable[[Compiled], Kept], wins: Rows
) -> tuple[Rows, tuple[Firing, ...]]:
    """Live through one future under its review rules.

    Parameters
    ----------
    compiled : Compiled
    r, seed : int
        Number of the future, and the run's seed.
    run : callable
        Lives through it as compiled, and returns its rows.
    wins : ndarray of int64, shape (n_days, 4)
        Where `run` writes the daily wins.

    Returns
    -------
    tuple of (ndarray, tuple of (int, int))
        The stays, and which rule acted on which day.
    """
    funnel = compiled.funnel
    due = [
        [(day - funnel.start).days for day in rule.days(funnel.start, funnel.last_day)]
        for rule in funnel.reviews
    ]
    money = any(_counts_money(target_of(funnel, rule)) for rule in funnel.reviews)
    fired: tuple[Firing, ...] = ()
    while True:
        version = with_acts(compiled, fired, r)
        stays, _, referred = run(version)
        seen = valued(version, seed, r, stays, referred) if money else stays
        new = _next_acts(Lived(version, seen, wins), due, fired)
        if not new:
            return stays, fired
        fired += new


def _counts_money(target: Target | None) -> bool:
    """Return whether a target is one of money."""
    return target is not None and target.won_amount is not None


def _next_acts(
    lived: Lived, due: Sequence[Sequence[int]], fired: tuple[Firing, ...]
) -> tuple[Firing, ...]:
    """Return the rules that act on the first day after the last act on which any does."""
    rules, last = lived.compiled.funnel.reviews, fired[-1][1] if fired else -1
    for day in sorted({day for days in due for day in days if day > last}):
        acting = []
        for n, rule in enumerate(rules):
            earlier = [on for which, on in fired if which == n]
            if day in due[n] and rule.may_fire(earlier, day) and _holds(lived, rule, day):
                acting.append((n, day))
        if acting:
            return tuple(acting)
    return ()


def _holds(lived: Lived, rule: Review, day: int) -> bool:
    """Return whether the condition of a rule holds on a day: have against level times base."""
    found = figures(lived, rule, day)
    if found is None:
        return False
    have, base = found
    if base <= 0:
        return rule.when.side == "above"
    limit = rule.when.number * base
    return have < limit if rule.when.side == "below" else have > limit


def figures(lived: Lived, rule: Review, day: int) -> tuple[int, int] | None:
    """Return what a rule sees at the midnight that begins a day, and what it is measured by.

    Parameters
    ----------
    lived : Lived
    rule : Review
    day : int
        Days since the start.

    Returns
    -------
    tuple of (int, int) or None
        The rule's figure is the first over the second; None outside the days of its target.
    """
    funnel = lived.compiled.funnel
    if rule.when.measure == "backlog":
        team = funnel.teams and (rule.when.of or next(iter(funnel.teams)))
        return _backlog(lived, str(team), day), 1
    target = target_of(funnel, rule)
    if target is None:
        return len(_open(lived, rule, day)), 1
    first = (counted_from(funnel, target) - funnel.start).days
    last = (target.by - funnel.start).days
    if not first <= day <= last:
        return None
    asked, booked = _booked(lived, target, first, day)
    if rule.when.measure == "coverage":
        rows = _open(lived, rule, day)
        is_money = target.won_amount is not None
        have = int(np.maximum(rows[:, _AT["amount"]], 0).sum()) if is_money else len(rows)
        return have, asked - booked
    if rule.when.measure == "booked":
        return booked, asked
    gone = day - first
    return (booked * (last + 1 - first), asked * gone) if gone else None


def _booked(lived: Lived, target: Target, first: int, day: int) -> tuple[int, int]:
    """Return what a target asks for, and what is won of it before a day."""
    funnel = lived.compiled.funnel
    blocks = funnel.today.booked_so_far if funnel.today is not None else ()
    since = counted_from(funnel, target)
    before = [block for block in blocks if first < 0 and block.since == since]
    won = lived.wins[max(first, 0) : day]
    if target.won_amount is not None:
        booked = before[0].amount.cents if before else 0
        return target.won_amount.cents, booked + int(won[:, 1].sum() + won[:, 3].sum())
    assert target.won is not None  # it has one of them
    booked = before[0].won.count if before else 0
    return target.won.count, booked + int(won[:, 0].sum() + won[:, 2].sum())


def _there(lived: Lived, day: int) -> NDArray[np.bool_]:
    """Return which stays had begun before a midnight and had not ended before it."""
    entered, left = lived.stays[:, _AT["entered_at"]], lived.stays[:, _AT["left_at"]]
    there: NDArray[np.bool_] = (entered < day * DAY) & (left >= day * DAY)
    return there


def _open(lived: Lived, rule: Review, day: int) -> Rows:
    """Return the stays in the rule's stages; without any, in all but parking places."""
    layout = lived.compiled.layout
    chosen = rule.stages or tuple(s for s in layout.stages if s not in layout.parked)
    codes = [s for s, name in enumerate(layout.stages) if name in chosen]
    rows = lived.stays[_there(lived, day)]
    return rows[np.isin(rows[:, _AT["stage"]], codes)]


def _backlog(lived: Lived, team: str, day: int) -> int:
    """Return how many leads are in a team's stages without its work being done."""
    plan, layout = lived.compiled.plan, lived.compiled.layout
    theirs = plan.stages[lived.stays[:, _AT["stage"]], at.S_TEAM] == layout.teams.index(team)
    undone = lived.stays[:, _AT["worked_at"]] >= day * DAY
    return int((_there(lived, day) & theirs & undone).sum())
