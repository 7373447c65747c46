"""The simulated side: leads followed from their birth to their end, and a funnel that fills up."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simfunnel.clocks import NEVER
from simfunnel.forecasting.shown import YEARS
from simfunnel.funnel import layout as at
from simfunnel.funnel.doubt import Doubt
from simfunnel.funnel.edits import rebuilt
from simfunnel.funnel.lower import Compiled, compile_funnel
from simfunnel.funnel.model import Batch, Funnel, Source, Unevenness
from simfunnel.funnel.resolve import Resolved
from simfunnel.simulation.runner import Runs, simulate
from simfunnel.tables import RECORDED
from simfunnel.units import Count

__all__ = ["Estimate", "Filled", "Followed", "compiled_fair", "fill", "follow"]

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
_AT = {name: k for k, name in enumerate(RECORDED)}
_DAY = 86_400.0


class Estimate(NamedTuple):
    """A figure of the simulation and its standard error."""

    value: float
    error: float


def compiled_fair(funnel: Funnel, resolved: Resolved) -> Compiled:
    """Return the funnel as both sides look at it: from empty, as stated, with plain arrivals.

    Parameters
    ----------
    funnel : Funnel
    resolved : Resolved
        Of this funnel.
    """
    sources = {
        name: rebuilt(source, {("unevenness",): Unevenness()})
        for name, source in funnel.sources.items()
    }
    return compile_funnel(_empty(funnel, sources), period="month", resolved=resolved)


def _empty(funnel: Funnel, sources: dict[str, Source], days: int | None = None) -> Funnel:
    """Return a funnel with other sources that begins empty, nothing in doubt."""
    last = funnel.last_day if days is None else funnel.start + timedelta(days=days - 1)
    return rebuilt(
        funnel,
        {
            ("today",): None,
            ("starts",): funnel.start,
            ("until",): last,
            ("targets",): {},
            ("reviews",): (),
            ("after_sale",): None,
            ("doubt",): Doubt(),
            ("sources",): sources,
        },
    )


@dataclass(frozen=True, eq=False)
class Followed:
    """Leads and what became of them; axis 0 is the lead.

    Parameters
    ----------
    source : ndarray of int64, shape (n_leads,)
    outcome : ndarray of int64, shape (n_leads,)
        Number of the outcome, -1 if still open after the years of following.
    days : ndarray of float64, shape (n_leads,)
        From birth to the end; NaN while open.
    visits : ndarray of int64, shape (n_leads, n_stages)
    stayed : ndarray of float64, shape (n_leads, n_stages)
        Days in each stage, of stays that ended.
    shares : ndarray of float64, shape (n_sources,)
        Each source's part of the leads expected in a year.
    """

    source: Whole
    outcome: Whole
    days: Floats
    visits: Whole
    stayed: Floats
    shares: Floats

    def ratio(self, part: Floats, whole: Floats, *, source: int | None = None) -> Estimate:
        r"""Return the ratio of two sums over leads, sources weighed by what they bring.

        .. math:: R = \sum_j s_j \bar a_j \Big/ \sum_j s_j \bar e_j, \quad
                  SE = \sqrt{\sum_j s_j^2 \mathrm{var}_j(a - R e)/n_j} \Big/ \sum_j s_j \bar e_j

        Parameters
        ----------
        part, whole : ndarray, shape (n_leads,)
        source : int, optional
            Only leads of this source.

        References
        ----------
        Cochran (1977), Sampling techniques, 3rd ed., 6.11 (combined ratio estimate).
        """
        chosen = range(self.shares.size) if source is None else (source,)
        shares = self.shares if source is None else np.ones(self.shares.size)
        masks = {j: self.source == j for j in chosen if shares[j] > 0.0}
        masks = {j: mask for j, mask in masks.items() if mask.any()}
        below = sum(shares[j] * whole[m].mean() for j, m in masks.items())
        if not below > 0.0:
            return Estimate(math.nan, math.nan)
        value = sum(shares[j] * part[m].mean() for j, m in masks.items()) / below
        spread = 0.0
        for j, mask in masks.items():
            rest = part[mask] - value * whole[mask]
            spread += shares[j] ** 2 * float(rest.var(ddof=1)) / rest.size if rest.size > 1 else 0.0
        return Estimate(float(value), math.sqrt(spread) / float(below))

    def mean(self, values: Floats, *, source: int | None = None) -> Estimate:
        """Return an average over leads."""
        return self.ratio(values, np.ones(values.size), source=source)

    def leads_of(self, source: int | None) -> int:
        """Return how many leads were followed."""
        return self.source.size if source is None else int((self.source == source).sum())


def follow(
    funnel: Funnel,
    resolved: Resolved,
    shares: dict[str, float],
    *,
    replications: int,
    leads: int,
    seed: int,
    engine: str,
) -> Followed:
    """Follow leads that all come on the first day, for ten years at most.

    Parameters
    ----------
    funnel : Funnel
    resolved : Resolved
    shares : dict of str to float
        Each source's part of the leads, in the order of engines; as many are followed of each.
    replications : int
    leads : int
        To be followed in each replication, over all sources.
    seed : int
    engine : str
    """
    each = max(1, leads // max(1, sum(share > 0.0 for share in shares.values())))
    sources = {}
    for name, source in funnel.sources.items():
        batch = Batch(on=funnel.start, leads=Count(float(each if shares[name] > 0.0 else 0)))
        sources[name] = Source(
            **(source.model_dump(by_alias=False, include=set(_KEPT)) | {"batches": (batch,)})
        )
    alone = compile_funnel(
        _empty(funnel, sources, 365 * YEARS), period="quarter", resolved=resolved
    )
    runs = simulate(alone, replications, seed=seed, engine=engine, stays_of=range(replications))
    return _followed(runs, np.array(list(shares.values())))


_KEPT = ("enters", "segments", "good", "advance_odds", "dwell", "id")


def _followed(runs: Runs, shares: Floats) -> Followed:
    """Gather the stays of each lead."""
    parts, owners = [], []
    for r, rows in sorted(runs.stays.items()):
        parts.append(rows)
        owners.append(np.full(len(rows), r, dtype=np.int64))
    rows, owner = np.concatenate(parts), np.concatenate(owners)
    order = np.lexsort((rows[:, _AT["entered_at"]], rows[:, 1], rows[:, 0], owner))
    rows, owner = rows[order], owner[order]
    apart = np.ones(len(rows), dtype=bool)
    same = (np.diff(owner) == 0) & (np.diff(rows[:, 0]) == 0) & (np.diff(rows[:, 1]) == 0)
    apart[1:] = ~same
    lead = np.cumsum(apart) - 1
    last = np.append(apart[1:], True)
    n, stages = int(lead[-1]) + 1, len(runs.compiled.layout.stages)
    ended = rows[:, _AT["left_at"]] != NEVER
    stay = np.where(ended, rows[:, _AT["left_at"]] - rows[:, _AT["entered_at"]], 0) / _DAY
    visits, stayed = np.zeros((n, stages), dtype=np.int64), np.zeros((n, stages))
    np.add.at(visits, (lead, rows[:, _AT["stage"]]), 1)
    np.add.at(stayed, (lead, rows[:, _AT["stage"]]), stay)
    targets = runs.compiled.plan.ways[:, at.W_TARGET]
    final, done = rows[last], ended[last]
    outcome = np.where(done, -1 - targets[np.where(done, final[:, _AT["way"]], 0)], -1)
    return Followed(
        source=final[:, _AT["source"]],
        outcome=outcome,
        days=np.where(done, stayed.sum(axis=1), np.nan),
        visits=visits,
        stayed=stayed,
        shares=shares,
    )


@dataclass(frozen=True, eq=False)
class Filled:
    """Open leads at the end of each period.

    Parameters
    ----------
    days : ndarray of int64, shape (n_periods,)
        Days from the start to each end.
    open_ : ndarray of int64, shape (n_replications, n_periods, n_stages)
    """

    days: Whole
    open_: Whole

    def estimate(self, period: int, s: int, variance: float | None = None) -> Estimate:
        """Return the average over futures and its standard error.

        Parameters
        ----------
        period, s : int
        variance : float, optional
            Of a count, where its law is known; else it is estimated.
        """
        counts = self.open_[:, period, s]
        n = counts.size
        if variance is None:
            variance = float(counts.var(ddof=1)) if n > 1 else math.nan
        return Estimate(float(counts.mean()), math.sqrt(variance / n))


def fill(compiled: Compiled, *, replications: int, seed: int, engine: str) -> Filled:
    """Let the funnel fill up, and count who is open at the end of each period.

    Parameters
    ----------
    compiled : Compiled
        As `compiled_fair` makes it.
    replications : int
    seed : int
    engine : str
    """
    runs = simulate(compiled, replications, seed=seed, engine=engine)
    columns, n = runs.columns, len(compiled.layout.stages)
    tallies = runs.results.tallies
    entered = tallies[:, :, columns.entered : columns.entered + n]
    left = np.zeros_like(entered)
    for way, s in enumerate(compiled.plan.ways[:, at.W_STAGE]):
        left[:, :, s] += tallies[:, :, columns.left + way]
    periods = compiled.periods
    edges = [*periods.starts[1:], periods.end]
    days = np.array([(edge - periods.starts[0]).days for edge in edges], dtype=np.int64)
    return Filled(days, (entered - left).cumsum(axis=1))
