"""What the chart of paired differences is drawn from: one row a what-if, checked once."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from simfunnel.charts.amounts import Amounts, Measure, rounding_unit
from simfunnel.charts.verdicts import Verdict, mean_error, middle_of, verdict_of
from simfunnel.errors import TableError
from simfunnel.words import language, say

__all__ = ["CostPerDeal", "EffectRow", "EffectsData", "cost_per_deal"]

_TAIL = 0.002
_SETTLED = ("matters", "helps on average")


@dataclass(frozen=True)
class CostPerDeal:
    """What one deal more costs.

    Parameters
    ----------
    mean : float
        Average extra cost over average extra deals, whole units of the currency.
    low, high : float, optional
        P10 and P90 of the ratio, future by future; absent where single futures are not settled.

    Examples
    --------
    >>> CostPerDeal(5_000.0).low is None
    True
    """

    mean: float
    low: float | None = None
    high: float | None = None


def cost_per_deal(
    deals: NDArray[np.float64], costs: NDArray[np.float64] | None, verdict: Verdict
) -> CostPerDeal | None:
    """Return what one deal more costs, or nothing where that is not settled.

    Parameters
    ----------
    deals, costs : ndarray, shape (n_pairs,)
        Paired differences; costs in whole units of the currency, None where nothing has a cost.
    verdict : str
        On the deals.

    Returns
    -------
    CostPerDeal or None
        None unless the what-if brings more deals, beyond noise. A range only where it matters: in
        nearly all futures there is an extra deal to pay for.

    Examples
    --------
    >>> cost_per_deal(np.full(20, 2.0), np.full(20, 100.0), "matters")
    CostPerDeal(mean=50.0, low=50.0, high=50.0)
    >>> cost_per_deal(np.full(20, 2.0), np.full(20, 100.0), "within noise") is None
    True
    """
    if costs is None or verdict not in _SETTLED or not float(deals.mean()) > 0.0:
        return None
    mean = float(costs.mean()) / float(deals.mean())
    if verdict != "matters" or mean <= 0.0:
        return CostPerDeal(mean)
    none = np.full(len(deals), np.inf)
    ratios = np.divide(costs, deals, out=none, where=deals > 0.0)
    low, *_, high = middle_of(ratios)
    return CostPerDeal(mean, low, high) if math.isfinite(high) else CostPerDeal(mean)


@dataclass(frozen=True, eq=False)
class EffectRow:
    """One what-if.

    Parameters
    ----------
    name : str
        As people call it.
    draws : ndarray, shape (n_pairs,)
        What-if less baseline, future by future: deals, or whole units of the currency.
    details : tuple of str
        What it changes, in one or two short lines.
    costs : ndarray, shape (n_pairs,), optional
        Extra cost of each pair in whole units of the currency; None where nothing has a cost.
    deals : ndarray, shape (n_pairs,), optional
        Extra deals, where the draws are money; the draws themselves where left out.
    independent : int
        How many of the pairs differ in everything that is drawn; 0 for all.

    Examples
    --------
    >>> EffectRow("A stricter gate", np.full(20, 3.0)).verdict
    'matters'
    """

    name: str
    draws: NDArray[np.float64]
    details: tuple[str, ...] = ()
    costs: NDArray[np.float64] | None = None
    deals: NDArray[np.float64] | None = None
    independent: int = 0

    @property
    def mean(self) -> float:
        """The average difference."""
        return float(self.draws.mean())

    @property
    def error(self) -> float:
        """The 95 % Monte Carlo error of the average difference."""
        return mean_error(self.draws, self.independent)

    @cached_property
    def middle(self) -> tuple[float, float, float, float, float]:
        """P10, P25, P50, P75 and P90 of the differences."""
        return middle_of(self.draws)

    @cached_property
    def verdict(self) -> Verdict:
        """What the difference amounts to."""
        return verdict_of(self.draws, independent=self.independent)

    @property
    def better(self) -> float:
        """Share of the pairs in which the what-if brings more."""
        return float((self.draws > 0.0).mean())

    @property
    def same(self) -> float:
        """Share of the pairs in which both bring the same."""
        return float((self.draws == 0.0).mean())

    @property
    def is_nothing(self) -> bool:
        """Whether no pair differs at all."""
        return not self.draws.any()

    @property
    def is_seen(self) -> bool:
        """Whether there is a difference beyond noise."""
        return self.verdict in ("matters", "helps on average", "hurts on average")

    @property
    def cost_mean(self) -> float | None:
        """The average extra cost."""
        return None if self.costs is None else float(self.costs.mean())

    @property
    def cost_is_seen(self) -> bool:
        """Whether it costs more, or less, beyond noise."""
        if self.costs is None or not self.costs.any():
            return False
        return abs(float(self.costs.mean())) > mean_error(self.costs, self.independent)

    @cached_property
    def per_deal(self) -> CostPerDeal | None:
        """What one deal more costs."""
        deals = self.draws if self.deals is None else self.deals
        verdict = verdict_of(deals, independent=self.independent)
        return cost_per_deal(deals, self.costs, verdict)


@dataclass(frozen=True, eq=False)
class EffectsData:
    """What-ifs beside one baseline.

    Parameters
    ----------
    rows : tuple of EffectRow
        At least one; drawn in order of their averages, the largest first.
    since, until : datetime.date
        First and last day that count.
    measure : {"won", "won_amount"}
    currency : str
    n_planned : int, optional
        Pairs asked for, if the run was stopped early.
    counted : tuple of str
        Kinds of costs that are counted, in words.
    locale : str
        Language of figures and dates, as Babel names it; the one spoken where left out.

    Raises
    ------
    TableError
        If there is no row, or a row has no pairs.

    Examples
    --------
    >>> day = date(2026, 7, 1)
    >>> EffectsData((EffectRow("A", np.full(20, 3.0)),), since=day, until=day).n_pairs
    20
    """

    rows: tuple[EffectRow, ...]
    since: date = field(kw_only=True)
    until: date = field(kw_only=True)
    measure: Measure = field(default="won", kw_only=True)
    currency: str = field(default="", kw_only=True)
    n_planned: int | None = field(default=None, kw_only=True)
    counted: tuple[str, ...] = field(default=(), kw_only=True)
    locale: str = field(default_factory=language, kw_only=True)

    def __post_init__(self) -> None:
        """Refuse a comparison of nothing."""
        if not self.rows or not all(len(row.draws) for row in self.rows):
            raise TableError(
                say("there is nothing to compare: give at least one what-if with pairs of futures.")
            )

    @property
    def ranked(self) -> tuple[EffectRow, ...]:
        """The rows, the largest average first; as given where they are equal."""
        return tuple(sorted(self.rows, key=lambda row: -row.mean))

    @property
    def n_pairs(self) -> int:
        """The least number of pairs of a row."""
        return min(len(row.draws) for row in self.rows)

    @cached_property
    def ends(self) -> tuple[float, float]:
        """Nearly the least and nearly the greatest difference of all rows, and zero."""
        low = min(0.0, *(float(np.quantile(row.draws, _TAIL)) for row in self.rows))
        high = max(0.0, *(float(np.quantile(row.draws, 1.0 - _TAIL)) for row in self.rows))
        least = 1.0 if self.measure == "won" else 1_000.0
        return (low, high) if high - low >= least else (low - least, high + least)

    @property
    def has_costs(self) -> bool:
        """Whether anything has a cost."""
        return any(row.costs is not None for row in self.rows)

    def amounts(self, row: EffectRow) -> Amounts:
        """Return how the averages of a row are written: no finer than its pairs support."""
        unit = 0.0
        if np.isfinite(row.error) and row.error > 0:
            unit = float(10.0 ** math.floor(math.log10(row.error)))
        if self.measure == "won":
            return Amounts("won", "", self.locale, min(max(unit, 0.1), 1.0) if unit else 0.0)
        return Amounts("won_amount", self.currency, self.locale, max(unit, 1.0) if unit else 0.0)

    def money(self, draws: NDArray[np.float64]) -> Amounts:
        """Return how amounts of money made from some draws are written."""
        return Amounts("won_amount", self.currency, self.locale, max(rounding_unit(draws), 0.0))
