"""The funnel as the closed forms read it: who enters, and each way out with its chance and dwell.

Leads differ by source, segment and quality. They are taken in *kinds*: all of one kind share every
chance, so that within a kind the funnel is a plain chain, and the whole is a mixture of chains.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from simfunnel.funnel import layout as at
from simfunnel.funnel.arrivals import expected_leads
from simfunnel.funnel.lower import Compiled
from simfunnel.funnel.model import Funnel, Hazards
from simfunnel.simulation.reading import Epoch, Exit, Stage, read_epochs
from simfunnel.variates.dispatch import mean

__all__ = ["Branch", "Flow", "Kinds", "flow_of"]

_FAR = 7  # standard deviations, beyond which there is nobody
Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Kinds:
    """Kinds of leads.

    Parameters
    ----------
    source, segment : ndarray of int64, shape (n_kinds,)
    quality : ndarray of float64, shape (n_kinds,)
    weight : ndarray of float64, shape (n_kinds,)
        The share of the source's leads; sums to 1 for each source.
    """

    source: Whole
    segment: Whole
    quality: Floats
    weight: Floats


@dataclass(frozen=True, eq=False)
class Branch:
    """One way out of a stage.

    Parameters
    ----------
    stage : int
    target : int
        A stage, or -1 less the number of an outcome.
    chance : ndarray of float64, shape (n_kinds,)
    slot : int
        Where its dwell stands in the flat array; -1 in a measured stage.
    """

    stage: int
    target: int
    chance: Floats
    slot: int


@dataclass(frozen=True, eq=False)
class Flow:
    """Everything that the closed forms are made from.

    Parameters
    ----------
    compiled : Compiled
        The funnel that both sides look at.
    kinds : Kinds
    branches : tuple of Branch
    ratio : ndarray of float64, shape (n_kinds, n_stages)
        What stretches the dwell of each kind in each stage.
    shares : ndarray of float64, shape (n_sources,)
        Each source's part of the leads expected in a year.
    """

    compiled: Compiled
    kinds: Kinds
    branches: tuple[Branch, ...]
    ratio: Floats
    shares: Floats

    @property
    def stages(self) -> tuple[str, ...]:
        """Names of the stages, as engines number them."""
        return self.compiled.layout.stages

    @property
    def sources(self) -> tuple[str, ...]:
        """Names of the sources, as engines number them."""
        return self.compiled.layout.sources

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Names of the outcomes, as engines number them."""
        return self.compiled.layout.outcomes

    @property
    def enters(self) -> Whole:
        """The stage that each kind enters first, shape (n_kinds,)."""
        entered: Whole = self.compiled.plan.sources[self.kinds.source, at.R_ENTERS]
        return entered

    def mean_dwell(self, branch: Branch) -> float:
        """Return the mean dwell of a way out, in days, for leads whose ratio is 1."""
        return float(mean(self.compiled.plan.numbers, branch.slot)) / 86_400.0


def flow_of(compiled: Compiled, funnel: Funnel, nodes: int) -> Flow:
    """Return what the closed forms of a funnel are made from.

    Parameters
    ----------
    compiled : Compiled
        Of this funnel.
    funnel : Funnel
    nodes : int
        On how many places to a standard deviation quality is taken, where it matters.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> from simfunnel.funnel.lower import compile_funnel
    >>> flow = flow_of(compile_funnel(tiny()), tiny(), 8)
    >>> [(b.stage, b.target, b.chance.tolist()) for b in flow.branches]
    [(0, -1, [0.25]), (0, -2, [0.75])]
    """
    plan = compiled.plan
    epoch = read_epochs(plan, plan.numbers)[0]
    matters = bool(plan.head(at.H_MATTERS) & at.FEELS_QUALITY)
    kinds = _kinds(epoch, nodes if matters else 0)
    branches: list[Branch] = []
    ratio = np.ones((kinds.weight.size, len(epoch.stages)))
    for s, stage in enumerate(epoch.stages):
        hazards = funnel.stages[compiled.layout.stages[s]].hazards
        branches += _branches(compiled, epoch, s, kinds, hazards)
        if stage.kind != at.MEASURED:
            ratio[:, s] = _ratio(epoch, stage, kinds)
    return Flow(compiled, kinds, tuple(branches), ratio, _shares(funnel, compiled))


def _shares(funnel: Funnel, compiled: Compiled) -> Floats:
    """Return each source's part of the leads expected in the year after the start."""
    until = funnel.start + timedelta(days=365)
    leads = np.array(
        [expected_leads(funnel, name, funnel.start, until) for name in compiled.layout.sources]
    )
    total = float(leads.sum())
    return leads / total if total > 0.0 else np.full(leads.size, 1.0 / leads.size)


def _kinds(epoch: Epoch, nodes: int) -> Kinds:
    """Return the kinds of leads; quality is split where a gate without noise splits it."""
    gates = [s for s in epoch.stages if s.kind == at.GATE and s.noise <= 0.0 and s.rho]
    cuts = [stage.cut / stage.rho for stage in gates]
    rows: list[tuple[int, int, float, float]] = []
    for j, source in enumerate(epoch.sources):
        steps, weights = np.zeros(1), np.ones(1)
        if nodes:
            steps, weights = _normal_nodes(nodes, [cut - source.mean for cut in cuts])
        before = 0.0
        for g, bound in enumerate(source.bounds):
            share, before = bound - before, bound
            if share > 0.0:
                pairs = zip(steps, weights, strict=True)
                rows += [(j, g, source.mean + float(z), share * float(w)) for z, w in pairs]
    table = np.array(rows, dtype=np.float64).reshape(-1, 4)
    return Kinds(
        table[:, 0].astype(np.int64), table[:, 1].astype(np.int64), table[:, 2], table[:, 3]
    )


def _normal_nodes(nodes: int, cuts: list[float]) -> tuple[Floats, Floats]:
    """Return places and weights that average over a standard normal: Gauss-Legendre, in panels.

    The engines draw quality from the whole normal, so the average is taken over it and not over
    the 64 points on which rates are centred.
    """
    edges = sorted({float(z) for z in range(-_FAR, _FAR + 1)} | {c for c in cuts if abs(c) < _FAR})
    inner, parts = np.polynomial.legendre.leggauss(nodes)
    low, high = np.array(edges[:-1])[:, None], np.array(edges[1:])[:, None]
    places = (low + high) / 2.0 + (high - low) / 2.0 * inner[None, :]
    weights = (high - low) / 2.0 * parts[None, :] * np.exp(-0.5 * places * places)
    return places.reshape(-1), weights.reshape(-1) / float(weights.sum())


def _effects(epoch: Epoch, kinds: Kinds) -> Floats:
    """Return what quality, segment and source add to the log odds of going on."""
    segments = np.array([segment.odds for segment in epoch.segments])
    sources = np.array([source.odds for source in epoch.sources])
    total: Floats = kinds.quality * epoch.x_odds + segments[kinds.segment] + sources[kinds.source]
    return total


def _ratio(epoch: Epoch, stage: Stage, kinds: Kinds) -> Floats:
    """Return what stretches the dwell."""
    segments = np.array([segment.dwell for segment in epoch.segments])
    sources = np.array([source.dwell for source in epoch.sources])
    whole: Floats = (
        stage.ratio
        * np.exp(kinds.quality * epoch.x_dwell)
        * segments[kinds.segment]
        * sources[kinds.source]
    )
    return whole


def _goes_on(epoch: Epoch, stage: Stage, kinds: Kinds) -> Floats:
    """Return the chance to go on."""
    if stage.kind == at.GATE:
        seen = stage.rho * kinds.quality
        if stage.noise <= 0.0:
            return np.asarray(seen > stage.cut, dtype=np.float64)
        return np.asarray(1.0 - ndtr((stage.cut - seen) / stage.noise), dtype=np.float64)
    odds = np.exp(stage.intercept + _effects(epoch, kinds))
    chance: Floats = stage.advance * odds / (1.0 - stage.advance + stage.advance * odds)
    return chance


def _branches(
    compiled: Compiled, epoch: Epoch, s: int, kinds: Kinds, hazards: Hazards | None
) -> list[Branch]:
    """Return the ways out of a stage; events carve their part of each loss."""
    stage = epoch.stages[s]
    if hazards is not None:
        shares = _measured_shares(stage, hazards, compiled)
        chances = [np.full(kinds.weight.size, share) for share in shares]
    else:
        on = _goes_on(epoch, stage, kinds)
        chances = [e.share * (on if e.ahead else 1.0 - on) for e in stage.exits]
    found: list[Branch] = []
    for exit_, chance in zip(stage.exits, chances, strict=True):
        slot = -1 if hazards is not None else exit_.slot
        found += _carved(compiled, stage, s, exit_, chance, slot)
    return found


def _carved(
    compiled: Compiled, stage: Stage, s: int, exit_: Exit, chance: Floats, slot: int
) -> list[Branch]:
    """Return an exit, and the parts of it that events take."""
    targets = compiled.plan.ways[:, at.W_TARGET]
    found: list[Branch] = []
    left = 1.0
    for event in stage.carves if exit_.lost else ():
        share = min(event.share, left)
        left -= share
        before = 0.0
        for k, bound in enumerate(event.bounds):
            part, before = bound - before, bound
            target = int(targets[event.way + k])
            found.append(Branch(s, target, chance * (share * part), slot))
    return [Branch(s, int(targets[exit_.way]), chance * left, slot), *found]


def _measured_shares(stage: Stage, hazards: Hazards, compiled: Compiled) -> list[float]:
    """Return the share of leads that leaves a measured stage by each exit.

    Day by day as the engines count, until the last bin, in which nothing changes any more.
    """
    ways, odds = compiled.layout.ways, math.exp(stage.intercept)
    rows = [hazards.daily[ways[exit_.way][1]] for exit_ in stage.exits]
    lift = np.array([odds if exit_.ahead else 1.0 for exit_ in stage.exits])
    shares, staying, bins = np.zeros(len(rows)), 1.0, hazards.ages
    day = 0
    while staying > 0.0:
        place = sum(age <= day / stage.ratio for age in bins) - 1
        each = np.array([row[place] for row in rows]) / stage.ratio
        total = float(each.sum())
        last = place == len(bins) - 1
        left = 0.0 if total <= 0.0 else 1.0 if last else 1.0 - math.exp(-total)
        if left > 0.0:
            weights = each * lift
            shares += staying * left * weights / float(weights.sum())
        staying *= 1.0 - left
        if last:
            break
        day += 1
    return [float(share) for share in shares]
