"""What a run is made with, settled before it starts: targets, last day, engine, futures, seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from simfunnel.compiled import HAVE_NUMBA
from simfunnel.errors import FunnelError, Problem
from simfunnel.forecasting.horizons import last_day_of
from simfunnel.forecasting.inputs import Given
from simfunnel.forecasting.remarks import LENGTHENED, SLOW_ENGINE
from simfunnel.forecasting.targets import Goal, goal_of, parse_target
from simfunnel.forecasting.windows import window_of
from simfunnel.funnel.changes import WhatIf
from simfunnel.funnel.edits import rebuilt
from simfunnel.funnel.epochs import epochs_of
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.size import size_problem
from simfunnel.simulation.runner import default_engine, default_replications
from simfunnel.units import format_date
from simfunnel.words import say

__all__ = ["Settled", "settle", "target_lines"]

_LARGEST_SEED = 2**64
_MOST_DAYS = 36_525


@dataclass(frozen=True, eq=False)
class Settled:
    """What a run is made with.

    Parameters
    ----------
    funnel : Funnel
        As long as it has to be simulated.
    goals : tuple of Goal
        The targets: those asked for, then the funnel's own.
    replications : int
    seed : int
    engine : str
    notes : tuple of str
        What had to be decided, each a sentence.
    """

    funnel: Funnel
    goals: tuple[Goal, ...]
    replications: int
    seed: int
    engine: str
    notes: tuple[str, ...]


def settle(
    given: Given,
    changes: Sequence[WhatIf],
    *,
    replications: int | None,
    seed: int | None,
    engine: str | None,
    horizon: str | date | None,
    targets: str | Goal | Sequence[str | Goal] | None,
) -> Settled:
    """Settle what a run is made with, from what was said and what the funnel says.

    Parameters
    ----------
    given : Given
        What is simulated, after the changes that hold for the whole run.
    changes : sequence of WhatIf
        The dated ones; they may move targets.
    replications, seed, engine, horizon, targets
        As in `forecast`.

    Returns
    -------
    Settled

    Raises
    ------
    FunnelError
        If a target, the horizon or the seed cannot be used, or the run would be too large.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> made = settle(Given(tiny()), (), replications=9, seed=None, engine="simpy",
    ...               horizon="4 weeks", targets=None)
    >>> made.seed, made.funnel.last_day.isoformat()
    (20260901, '2026-09-28')
    """
    changed = epochs_of(given.funnel, changes).funnels[-1] if changes else given.funnel
    goals = _goals(targets, changed)
    for goal in goals:
        window_of(given, goal.by, goal.since)
    start = given.funnel.start
    wished = changed.last_day if horizon is None else last_day_of(start, horizon)
    last = max([wished, *(goal.by for goal in goals)])
    days = {"by": format_date(last), "last": format_date(wished)}
    notes = [say(LENGTHENED, **days)] if last > wished else []
    if engine is None and not HAVE_NUMBA:
        notes.append(say(SLOW_ENGINE))
    chosen = default_engine() if engine is None else engine
    n = default_replications(chosen) if replications is None else replications
    number = _seed(seed, start)
    return Settled(_sized(given.funnel, last, n), goals, n, number, chosen, tuple(notes))


def _goals(targets: str | Goal | Sequence[str | Goal] | None, funnel: Funnel) -> tuple[Goal, ...]:
    """Return the targets that were asked for, then the funnel's own."""
    asked = [one if isinstance(one, Goal) else parse_target(one) for one in _listed(targets)]
    return (*asked, *(goal_of(name, target) for name, target in funnel.targets.items()))


def _listed(targets: str | Goal | Sequence[str | Goal] | None) -> Sequence[str | Goal]:
    """Return targets as a list, whether there are none, one or many."""
    if targets is None:
        return ()
    return (targets,) if isinstance(targets, str | Goal) else targets


def target_lines(targets: str | Goal | Sequence[str | Goal] | None) -> tuple[str, ...]:
    """Return the targets that were given as text.

    Parameters
    ----------
    targets : str, Goal or sequence, optional

    Examples
    --------
    >>> target_lines("90 won by 2026-12-31"), target_lines(None)
    (('90 won by 2026-12-31',), ())
    """
    return tuple(one for one in _listed(targets) if isinstance(one, str))


def _sized(funnel: Funnel, last: date, replications: int) -> Funnel:
    """Return a funnel whose horizon ends on a day, if that and the replications can be run."""
    if (last - funnel.start).days > _MOST_DAYS:
        raise FunnelError(
            say(
                "the horizon would end on {last}, more than 100 years after the start on {start}; "
                "give an earlier target or a shorter horizon.",
                last=last,
                start=funnel.start,
            )
        )
    until = funnel if last == funnel.last_day else rebuilt(funnel, {("until",): last})
    if too_large := size_problem(until, replications):
        raise FunnelError.from_problems([Problem("", *too_large)])
    return until


def _seed(seed: int | None, start: date) -> int:
    """Return the seed, the start as a number where none is given."""
    if seed is None:
        return int(start.strftime("%Y%m%d"))
    if not 0 <= seed < _LARGEST_SEED:
        raise FunnelError(
            say("the seed is {seed}; give a whole number from 0 to 2^64 - 1.", seed=seed)
        )
    return seed
