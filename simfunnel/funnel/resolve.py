"""Rates as they are seen: each stage gets an intercept so that the stated share is the average.

Leads differ, and better leads get further, so the share that a planner reads in a CRM is an
average over whoever enters a stage. Quality stands on 64 equiprobable points per source and
segment; weights of the points and intercepts of the stages are solved together. The result is
data: a what-if changes numbers of the resolved baseline and never solves again.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from simfunnel.errors import FunnelError
from simfunnel.funnel.arrivals import expected_leads, mean_quality, segment_share
from simfunnel.funnel.layout import GATE, MEASURED, PARKED, POINTS, STATED
from simfunnel.funnel.model import Funnel, Hazards
from simfunnel.funnel.names import Names
from simfunnel.funnel.solve import gate_passes, sweep, total_odds
from simfunnel.variates import exp, log, normal_quantile
from simfunnel.words import say

__all__ = ["Resolved", "exit_shares", "quality_points", "resolve"]

SWEEPS = 200
SETTLED = 1e-12


@dataclass(frozen=True, eq=False)
class Resolved:
    """The solved intercepts of a baseline, and who enters each stage.

    Parameters
    ----------
    funnel : Funnel
        The baseline.
    intercepts : dict of str to float
        For each stage what is added to the log odds of going on.
    said : dict of str to float
        The share that goes on as the baseline states it (for a gate: what passes of ordinary
        leads; for a measured stage: what its hazards make of leads that enter).
    shown : dict of str to float
        The average share that goes on over the leads that enter.
    discounts : dict of str to float
        The baseline's average discount of each stage that has one: the stated share is that of a
        deal with this discount, also where a what-if changes the average.
    entering : ndarray of float64, shape (n_stages, n_sources, n_segments, 64)
        Relative weight of each quality point among the leads that enter a stage; stages, sources
        and segments in order of name.
    """

    funnel: Funnel
    intercepts: dict[str, float]
    said: dict[str, float]
    shown: dict[str, float]
    discounts: dict[str, float]
    entering: NDArray[np.float64]


def quality_points() -> NDArray[np.float64]:
    """Return the 64 equiprobable points of a standard normal, in rising order."""
    return np.array([normal_quantile((i + 0.5) / POINTS) for i in range(POINTS)])


def exit_shares(hazards: Hazards) -> dict[str, float]:
    """Return the share of entering leads that leaves a measured stage by each exit, at factors 1.

    Examples
    --------
    >>> flat = Hazards(ages=(0,), daily={"won": (0.03,), "lost": (0.01,)}, advances=("won",))
    >>> round(exit_shares(flat)["won"], 12)
    0.75
    """
    shares = dict.fromkeys(hazards.daily, 0.0)
    staying = 1.0
    for j, age in enumerate(hazards.ages):
        total = 0.0
        for name in sorted(hazards.daily):
            total += hazards.daily[name][j]
        if total <= 0.0:
            continue
        last = j == len(hazards.ages) - 1
        left = 1.0 if last else 1.0 - exp(-total * (hazards.ages[j + 1] - age))
        for name, row in hazards.daily.items():
            shares[name] += staying * left * (row[j] / total)
        staying *= 1.0 - left
    return shares


@dataclass(frozen=True, eq=False)
class _Flow:
    """The funnel as the solver reads it; exits of all stages one after another."""

    kinds: NDArray[np.int64]
    advance: NDArray[np.float64]
    passes: NDArray[np.float64]
    first: NDArray[np.int64]
    ahead: NDArray[np.int64]
    share: NDArray[np.float64]
    target: NDArray[np.int64]


def _entry_weights(funnel: Funnel, names: Names) -> NDArray[np.float64]:
    """Return the weights of leads that enter from outside, shape (stages, sources, segments)."""
    entry = np.zeros((len(names.stages), len(names.sources), len(names.segments)))
    until = funnel.start + timedelta(days=365)
    expected = {n: expected_leads(funnel, n, funnel.start, until) for n in names.sources}
    if not sum(expected.values()) > 0.0:
        rates = {name: funnel.sources[name].leads for name in names.sources}
        expected = {name: rate.per_day if rate is not None else 0.0 for name, rate in rates.items()}
    total = 0.0
    for name in names.sources:
        total += expected[name]
    for j, name in enumerate(names.sources):
        source = funnel.sources[name]
        for g, segment in enumerate(names.segments):
            share = segment_share(source, segment) if funnel.segments else 1.0
            weight = expected[name] / total if total > 0.0 else 1.0 / len(names.sources)
            entry[names.stage[source.enters], j, g] = weight * share
    return entry


def _lasting_effects(
    funnel: Funnel, names: Names, points: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return quality and odds ratio of every source, segment and point, flattened."""
    x_odds = log(funnel.quality.advance_odds.number) if funnel.quality else 0.0
    shape = (len(names.sources), len(names.segments), POINTS)
    quality, effects = np.zeros(shape), np.ones(shape)
    for j, name in enumerate(names.sources):
        middle = mean_quality(funnel, name)
        source_odds = log(funnel.sources[name].advance_odds.number)
        for g, segment in enumerate(names.segments):
            odds = funnel.segments[segment].advance_odds.number if funnel.segments else 1.0
            for i in range(POINTS):
                quality[j, g, i] = middle + points[i]
                effects[j, g, i] = total_odds(quality[j, g, i], x_odds, log(odds), source_odds)
    return quality.reshape(-1), effects.reshape(-1)


def _flow(funnel: Funnel, names: Names, quality: NDArray[np.float64]) -> _Flow:
    """Lay out kinds, shares and destinations for the solver."""
    count = len(names.stages)
    kinds = np.full(count, STATED, dtype=np.int64)
    advance, passes = np.ones(count), np.ones((count, quality.size))
    first, ahead = np.zeros(count + 1, dtype=np.int64), np.zeros(count, dtype=np.int64)
    share: list[float] = []
    target: list[int] = []
    for s, name in enumerate(names.stages):
        stage = funnel.steps[name]
        going = {} if stage.hazards is None else exit_shares(stage.hazards)
        if stage.nurture is not None:
            kinds[s], advance[s], passes[s] = PARKED, 0.0, 0.0  # who parks counts as gone
        if stage.hazards is not None:
            kinds[s] = MEASURED
            total = 0.0
            for exit_name in sorted(stage.hazards.advances):
                total += going[exit_name]
            advance[s] = total if stage.advance is None else stage.advance.number
            passes[s] = advance[s]
        elif stage.gate is not None:
            kinds[s] = GATE
            cut = normal_quantile(1.0 - stage.gate.passes.number)
            rho = stage.gate.rho
            noise = math.sqrt(max(0.0, 1.0 - rho * rho))
            advance[s] = stage.gate.passes.number
            for k in range(quality.size):
                passes[s, k] = gate_passes(quality[k], cut, rho, noise)
        elif stage.advance is not None:
            advance[s] = stage.advance.number
        exits = names.exits(stage)
        for exit_name, exit_, on in exits:
            part = exit_.share.number
            if stage.hazards is not None:
                side = total if on else 1.0 - total
                part = going[exit_name] / side if side > 0.0 else 0.0
            share.append(part)
            target.append(names.stage.get(exit_name, -1))
            ahead[s] += on
        first[s + 1] = len(share)
    return _Flow(kinds, advance, passes, first, ahead, np.array(share), np.array(target))


def resolve(funnel: Funnel) -> Resolved:
    """Solve the intercepts that make every stated share the one that is seen in its stage.

    Parameters
    ----------
    funnel : Funnel
        The baseline; its doubts and dated changes play no part.

    Returns
    -------
    Resolved
        Intercepts, said and shown shares, and who enters each stage.

    Raises
    ------
    FunnelError
        If the weights do not settle in 200 sweeps, which a cycle that leads hardly ever leave
        causes; the stages that still move are named.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> resolve(tiny()).intercepts["pitch"]
    0.0
    """
    names = Names.of(funnel)
    quality, effects = _lasting_effects(funnel, names, quality_points())
    flow = _flow(funnel, names, quality)
    outside = _entry_weights(funnel, names)
    entry = np.repeat(outside.reshape(len(names.stages), -1) / POINTS, POINTS, axis=1)
    weights, fresh = entry.copy(), np.zeros_like(entry)
    solved = np.zeros((len(names.stages), 2))
    solved[:, 1] = float(funnel.rates == "as seen" and bool(np.any(effects != 1.0)))
    settled = np.zeros(len(names.stages), dtype=np.int64)  # sweeps since a stage last moved
    for _ in range(SWEEPS):
        before = weights.copy()
        exits = (flow.first, flow.ahead, flow.share, flow.target)
        moved = sweep(
            flow.kinds, flow.advance, effects, flow.passes, exits, entry, weights, fresh, solved
        )
        if moved <= SETTLED:
            return _resolved(funnel, names, flow, effects, weights, solved)
        still = np.abs(weights - before).max(axis=1) <= SETTLED
        settled = np.where(still, settled + 1, 0)
    moving = zip(names.stages, settled < len(names.stages), strict=True)
    cycle = ", ".join(repr(name) for name, moves in moving if moves)
    raise FunnelError(
        say(
            "the rates of {cycle} do not settle: leads go round in them and hardly ever leave. "
            "Send more of them to an outcome.",
            cycle=cycle,
        )
    )


def _resolved(
    funnel: Funnel,
    names: Names,
    flow: _Flow,
    effects: NDArray[np.float64],
    weights: NDArray[np.float64],
    solved: NDArray[np.float64],
) -> Resolved:
    """Gather what was solved, by name."""
    shown: dict[str, float] = {}
    for s, name in enumerate(names.stages):
        total = float(weights[s].sum())
        if flow.kinds[s] == STATED:
            odds = exp(solved[s, 0]) * effects
            going = flow.advance[s] * odds / (1.0 - flow.advance[s] + flow.advance[s] * odds)
        else:
            going = flow.passes[s]
        mean = float((weights[s] * going).sum()) / total if total > 0.0 else float("nan")
        shown[name] = mean
    shape = (len(names.stages), len(names.sources), len(names.segments), POINTS)
    return Resolved(
        funnel=funnel,
        intercepts={n: float(solved[s, 0]) for s, n in enumerate(names.stages)},
        said={n: float(flow.advance[s]) for s, n in enumerate(names.stages)},
        shown=shown,
        discounts={
            name: stage.discount.average.number
            for name, stage in funnel.stages.items()
            if stage.discount is not None
        },
        entering=weights.reshape(shape),
    )
