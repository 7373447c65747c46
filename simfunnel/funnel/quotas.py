"""What seats are to win: quotas by day, held against what comes; no engine reads them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from simfunnel.funnel.changes import Change, WhatIf
from simfunnel.funnel.epochs import epochs_of
from simfunnel.funnel.lower import Compiled
from simfunnel.funnel.people import head_count

__all__ = ["seat_quotas", "states_quotas"]

_DAY = 86_400


def states_quotas(compiled: Compiled) -> bool:
    """Return whether any team has a quota, at the end or by the acts of a review rule.

    Parameters
    ----------
    compiled : Compiled

    Examples
    --------
    >>> from simfunnel.funnel.examples import staffed
    >>> from simfunnel.funnel.lower import compile_funnel
    >>> states_quotas(compile_funnel(staffed()))
    False
    """
    funnel = compiled.funnel
    acts = any(path.endswith(".quota") for rule in funnel.reviews for path in rule.do)
    return acts or any(team.quota is not None for team in funnel.teams.values())


def seat_quotas(compiled: Compiled, acts: Sequence[Change] = ()) -> dict[str, NDArray[np.float64]]:
    """Return what each seat of each team with a quota is to win.

    Parameters
    ----------
    compiled : Compiled
    acts : sequence of Change
        What review rules did to teams in a future, with its days.

    Returns
    -------
    dict of str to ndarray of float64, shape (n_periods, n_seats)
        By team, in whole units of the currency. A day asks of every seat that there is on it,
        whoever holds it, what the quota of that day says for a day.

    Examples
    --------
    >>> from simfunnel.funnel.examples import staffed
    >>> from simfunnel.funnel.lower import compile_funnel
    >>> seat_quotas(compile_funnel(staffed()))
    {}
    """
    made, epochs = compiled.made, compiled.low.epochs
    if acts:
        later = (*made.dated, WhatIf("reviews", tuple(acts)))
        epochs = epochs_of(made.whole, later, known=epochs)
    funnel = made.whole
    days = [funnel.start + timedelta(days=i) for i in range(funnel.days)]
    epoch = np.array(epochs.of_days(days), dtype=np.int64)
    period = compiled.periods.of_day()
    found: dict[str, NDArray[np.float64]] = {}
    for team in funnel.teams:
        quotas = [each.teams[team].quota for each in epochs.funnels]
        if all(quota is None for quota in quotas):
            continue
        asked = np.array([0.0 if q is None else q.per_day for q in quotas])[epoch]
        counts = head_count(epochs, team)
        since = np.searchsorted([second // _DAY for second, _ in counts], np.arange(len(days)),
                                "right") - 1  # fmt: skip
        there = np.array([seats for _, seats in counts], dtype=np.int64)[since]
        seats = np.arange(int(there.max(initial=0)))
        each_day = np.where(seats[None, :] < there[:, None], asked[:, None], 0.0)
        by_period = np.zeros((len(compiled.periods), len(seats)))
        np.add.at(by_period, period, each_day)
        found[team] = by_period
    return found
