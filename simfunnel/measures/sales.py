"""Who sold what: the amounts that each seat won, future by future."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simfunnel.clocks import NEVER
from simfunnel.funnel import layout as at
from simfunnel.measures.tallied import Tallied
from simfunnel.tables import RECORDED

__all__ = ["seat_names", "sold_by_seat"]

_AT = {name: k for k, name in enumerate(RECORDED)}


def seat_names(runs: Tallied, team: int, n: int) -> list[str]:
    """Return what the first seats of a team are called, those that review rules add too.

    Parameters
    ----------
    runs : Runs
    team, n : int
        Number of the team, and of its seats.

    Examples
    --------
    >>> from simfunnel.funnel.examples import staffed
    >>> from simfunnel.funnel.lower import compile_funnel
    >>> from simfunnel.simulation.runner import simulate
    >>> runs = simulate(compile_funnel(staffed()), 1, seed=1, engine="simpy")
    >>> seat_names(runs, 0, 3)
    ['callers 1', 'callers 2', 'callers 3']
    """
    plan, layout = runs.compiled.plan, runs.compiled.layout
    first, known = (int(plan.teams[team, column]) for column in (at.E_SEAT, at.E_SEATS))
    names = list(layout.seats[first : first + min(n, known)])
    return names + [f"{layout.teams[team]} {k + 1}" for k in range(len(names), n)]


def sold_by_seat(runs: Tallied) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Return who won deals, and how much in each future whose stays were kept.

    A deal is of the rep whose work was finished in its last stage; where that was before the start,
    of its owner, if that is the name of a seat of the stage's team.

    Parameters
    ----------
    runs : Runs
        With the stays that matter.

    Returns
    -------
    tuple of (tuple of str, ndarray of int64, shape (n_kept, n_sellers))
        Names of seats in order of the alphabet, and hundredths, in the order of ``runs.stays``.

    Examples
    --------
    >>> from simfunnel.funnel.examples import staffed
    >>> from simfunnel.funnel.lower import compile_funnel
    >>> from simfunnel.simulation.runner import simulate
    >>> runs = simulate(compile_funnel(staffed()), 1, seed=1, engine="simpy", stays_of=[0])
    >>> names, cents = sold_by_seat(runs)
    >>> names[0], cents.shape == (1, len(names)), bool((cents > 0).all())
    ('Ana', True, True)
    """
    rows = np.concatenate([np.zeros((0, len(RECORDED)), np.int64), *runs.stays.values()])
    which = np.repeat(np.arange(len(runs.stays)), [len(each) for each in runs.stays.values()])
    plan, layout = runs.compiled.plan, runs.compiled.layout
    wins = np.array([to == "won" for _, to, _ in layout.ways] + [False], dtype=bool)
    chosen = wins[np.where(rows[:, _AT["left_at"]] == NEVER, -1, rows[:, _AT["way"]])]
    rows, which = rows[chosen], which[chosen]
    team = plan.stages[rows[:, _AT["stage"]], at.S_TEAM]
    seat = np.where(rows[:, _AT["seat"]] >= 0, rows[:, _AT["seat"]], _owners(runs, rows, team))
    rows, which, team, seat = (each[seat >= 0] for each in (rows, which, team, seat))
    most = int(seat.max(initial=-1)) + 1
    codes, place = np.unique(team * most + seat, return_inverse=True)
    called = [seat_names(runs, int(c // most), int(c % most) + 1)[-1] for c in codes]
    names = sorted(set(called))
    number = np.array([names.index(name) for name in called], dtype=np.int64)
    cents = np.zeros((len(runs.stays), len(names)), dtype=np.int64)
    np.add.at(cents, (which, number[place]), np.maximum(rows[:, _AT["amount"]], 0))
    return tuple(names), cents


def _owners(runs: Tallied, rows: NDArray[np.int64], team: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the seat that owned each lead at the start; -1 where none of that team did."""
    found = np.full(len(rows), -1, dtype=np.int64)
    today, plan = runs.compiled.funnel.today, runs.compiled.plan
    leads = () if today is None else today.open_leads
    for i in np.flatnonzero((rows[:, _AT["stream"]] < 0) & (team >= 0)):
        owner = leads[rows[i, _AT["index"]]].owner
        names = seat_names(runs, int(team[i]), int(plan.teams[team[i], at.E_SEATS]))
        found[i] = names.index(owner) if owner in names else -1
    return found
