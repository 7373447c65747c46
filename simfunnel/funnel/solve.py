"""The sweeps that solve weights and intercepts together, compiled."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from simfunnel.compiled import njit, njit_apart
from simfunnel.funnel.layout import STATED
from simfunnel.variates import exp, normal_cdf

__all__ = ["gate_passes", "sweep", "total_odds"]

Numbers: TypeAlias = NDArray[np.float64]
Whole: TypeAlias = NDArray[np.int64]
Exits: TypeAlias = tuple[Whole, Whole, Numbers, Whole]
"""First exit of each stage, how many go on, and share and destination of each exit."""


@njit
def gate_passes(x: float, cut: float, rho: float, noise: float) -> float:
    """Return the chance that a lead of quality x scores above the cut."""
    if noise <= 0.0:
        return 1.0 if x > cut else 0.0
    return 1.0 - normal_cdf((cut - rho * x) / noise)


@njit
def total_odds(x: float, x_odds: float, segment_odds: float, source_odds: float) -> float:
    """Return the odds ratio of a lead's lasting traits, terms added in the contract's order."""
    return exp(x * x_odds + segment_odds + source_odds)


@njit_apart
def _intercept(weights: Numbers, s: int, effects: Numbers, advance: float) -> float:
    """Return the intercept at which the average share that goes on is the stated one."""
    total = 0.0
    for k in range(weights.shape[1]):
        total += weights[s, k]
    low, high = -40.0, 40.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        lift = exp(middle)
        seen = 0.0
        for k in range(weights.shape[1]):
            if weights[s, k] > 0.0:
                odds = lift * effects[k]
                seen += weights[s, k] * (advance * odds / (1.0 - advance + advance * odds))
        if seen < advance * total:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


@njit_apart
def _send_on(s: int, k: int, on: float, exits: Exits, weights: Numbers, fresh: Numbers) -> None:
    """Add the weight of one point of one stage to the stages it goes to."""
    first, ahead, share, target = exits
    for e in range(first[s], first[s + 1]):
        if target[e] >= 0:
            part = on if e < first[s] + ahead[s] else 1.0 - on
            fresh[target[e], k] += weights[s, k] * part * share[e]


@njit
def sweep(
    kinds: Whole,
    advance: Numbers,
    effects: Numbers,
    passes: Numbers,
    exits: Exits,
    entry: Numbers,
    weights: Numbers,
    fresh: Numbers,
    solved: Numbers,
) -> float:
    """Solve every stage from the last sweep's weights; return how far a weight moved at most.

    Parameters
    ----------
    kinds, advance : ndarray, shape (n_stages,)
    effects : ndarray, shape (n_points,)
        Odds ratio of each point.
    passes : ndarray, shape (n_stages, n_points)
        The share of each point that goes on from a gate or a measured stage.
    exits : tuple of ndarray
    entry, weights, fresh : ndarray, shape (n_stages, n_points)
        Weights that enter from outside, the last sweep's, and workspace.
    solved : ndarray, shape (n_stages, 2)
        Intercept, and whether it is to be solved.
    """
    stages, points = weights.shape
    for s in range(stages):
        for k in range(points):
            fresh[s, k] = entry[s, k]
    for s in range(stages):
        going, total = advance[s], 0.0
        for k in range(points):
            total += weights[s, k]
        if kinds[s] == STATED and solved[s, 1] > 0.0 and 0.0 < going < 1.0 and total > 0.0:
            solved[s, 0] = _intercept(weights, s, effects, going)
        lift = exp(solved[s, 0])
        for k in range(points):
            on = passes[s, k]
            if kinds[s] == STATED:
                odds = lift * effects[k]
                on = going * odds / (1.0 - going + going * odds)
            _send_on(s, k, on, exits, weights, fresh)
    moved = 0.0
    for s in range(stages):
        for k in range(points):
            moved = max(moved, abs(fresh[s, k] - weights[s, k]))
            weights[s, k] = fresh[s, k]
    return moved
