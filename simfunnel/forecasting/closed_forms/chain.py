"""Who is won, after how many stays and how many days: an absorbing chain with loops, kind by kind.

With Q the chances from stage to stage, N = (I - Q)^-1 counts the visits, N R says how leads end,
and with h the chance to be won and b the mean days of a step weighted by h of where it leads,
(I - Q)^-1 b are the days of those who are won (Kemeny and Snell, Finite Markov chains, 3.2 to
3.5). Only means of dwells enter, whatever their law.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simfunnel.forecasting.closed_forms.flow import Flow

__all__ = ["Chain", "chain_of"]

Floats = NDArray[np.float64]
_AT_ONCE = 4_000


@dataclass(frozen=True, eq=False)
class Chain:
    """What the chain of each kind says; averages over kinds are taken by the callers.

    Parameters
    ----------
    flow : Flow
    visits : ndarray of float64, shape (n_kinds, n_stages)
        Stays per lead.
    ends : ndarray of float64, shape (n_kinds, n_outcomes)
        Chance of each outcome; what is missing from 1 stays for ever.
    hope : ndarray of float64, shape (n_kinds, n_stages)
        Chance to be won of a lead that enters a stage.
    stay : ndarray of float64, shape (n_kinds, n_stages)
        Mean days of a stay; NaN where it has no closed form.
    won_days : ndarray of float64, shape (n_kinds,)
        Mean days of a lead until it is won, times its chance to be.
    """

    flow: Flow
    visits: Floats
    ends: Floats
    hope: Floats
    stay: Floats
    won_days: Floats

    def average(self, values: Floats, source: int | None = None) -> float:
        """Return an average over the leads of a source, or of all sources.

        Parameters
        ----------
        values : ndarray of float64, shape (n_kinds,)
        source : int, optional
        """
        return float((self.weights(source) * values).sum())

    def weights(self, source: int | None = None) -> Floats:
        """Return the weight of each kind among the leads of a source, or of all sources."""
        kinds = self.flow.kinds
        if source is None:
            return kinds.weight * self.flow.shares[kinds.source]
        return np.where(kinds.source == source, kinds.weight, 0.0)

    def in_stage(self, values: Floats, s: int) -> float:
        """Return an average over the stays in a stage; NaN where there are none."""
        weight = self.weights() * self.visits[:, s]
        total = float(weight.sum())
        return float((weight * values).sum()) / total if total > 0.0 else float("nan")


def chain_of(flow: Flow, *, blocked: Collection[str] = ()) -> Chain:
    """Solve the chain of every kind.

    Parameters
    ----------
    flow : Flow
    blocked : collection of str
        Stages whose days have no closed form; they are NaN.

    Examples
    --------
    >>> from simfunnel.forecasting.closed_forms.flow import flow_of
    >>> from simfunnel.funnel.examples import tiny
    >>> from simfunnel.funnel.lower import compile_funnel
    >>> chain = chain_of(flow_of(compile_funnel(tiny()), tiny(), 8))
    >>> chain.ends.tolist(), round(float(chain.stay[0, 0]), 2)
    ([[0.25, 0.75]], 14.44)
    """
    count = flow.kinds.weight.size
    parts = [
        _solved(flow, np.arange(first, min(first + _AT_ONCE, count)), blocked)
        for first in range(0, count, _AT_ONCE)
    ]
    whole = [np.concatenate([part[i] for part in parts]) for i in range(5)]
    return Chain(flow, whole[0], whole[1], whole[2], whole[3], whole[4])


def _solved(flow: Flow, chosen: NDArray[np.int64], blocked: Collection[str]) -> tuple[Floats, ...]:
    """Solve the chains of some kinds."""
    n, n_ends, size = len(flow.stages), len(flow.outcomes), chosen.size
    moves, ends = np.zeros((size, n, n)), np.zeros((size, n, n_ends))
    stay = np.zeros((size, n))
    stay[:, [flow.stages.index(name) for name in blocked]] = np.nan
    for branch in flow.branches:
        chance = branch.chance[chosen]
        if branch.target >= 0:
            moves[:, branch.stage, branch.target] += chance
        else:
            ends[:, branch.stage, -1 - branch.target] += chance
        if branch.slot >= 0:
            days = flow.mean_dwell(branch) * flow.ratio[chosen, branch.stage]
            stay[:, branch.stage] += chance * days
    left = np.eye(n) - moves
    entry = np.zeros((size, n))
    entry[np.arange(size), flow.enters[chosen]] = 1.0
    visits = _solve(np.swapaxes(left, 1, 2), entry)
    outcomes: Floats = np.einsum("ks,kse->ke", visits, ends)
    won = ends[:, :, 0] if n_ends and flow.outcomes[0] == "won" else np.zeros((size, n))
    hope = _solve(left, won)
    won_days: Floats = np.full(size, np.nan)
    if not blocked:
        won_days = (visits * _gained(flow, chosen, hope)).sum(axis=1)
    return visits, outcomes, hope, stay, won_days


def _solve(matrices: Floats, right: Floats) -> Floats:
    """Return the solution of a system for each kind."""
    solved: Floats = np.asarray(np.linalg.solve(matrices, right[:, :, None]), dtype=np.float64)
    return solved[:, :, 0]


def _gained(flow: Flow, chosen: NDArray[np.int64], hope: Floats) -> Floats:
    """Return the mean days of a stay, counted only as far as the lead is won in the end."""
    gained = np.zeros_like(hope)
    for branch in flow.branches:
        if branch.slot < 0:
            continue
        if branch.target >= 0:
            after: Floats | float = hope[:, branch.target]
        else:
            after = 1.0 if flow.outcomes[-1 - branch.target] == "won" else 0.0
        days = flow.mean_dwell(branch) * flow.ratio[chosen, branch.stage]
        gained[:, branch.stage] += branch.chance[chosen] * days * after
    return gained
