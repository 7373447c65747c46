"""Paired differences of one measure, and what they amount to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simfunnel.charts import Verdict, mean_error, middle_of, verdict_of
from simfunnel.decisions.margins import GAINS
from simfunnel.measures import COSTS

__all__ = ["Effect", "better_of", "unit_of"]


_MONEY = ("won_amount", *GAINS)


def unit_of(measure: str) -> float:
    """Return how many counted things make one of those shown: hundredths of the currency."""
    return 100.0 if measure in _MONEY or better_of(measure) < 0 else 1.0


def better_of(measure: str) -> int:
    """Return 1 where more is better, -1 where less is."""
    return -1 if measure in ("cost", *COSTS) else 1


@dataclass(frozen=True, eq=False)
class Effect:
    """What a what-if does to one measure, pair by pair.

    Parameters
    ----------
    what_if : str
    measure : str
        One of `simfunnel.decisions.margins.MEASURES`.
    baseline, changed : ndarray of int64, shape (n,)
        Deals, leads or hundredths of the currency; future k of one stands against k of the other.
    independent : int
        How many of the pairs differ in everything that is drawn; 0 for all.

    Examples
    --------
    >>> effect = Effect("lift", "won", np.array([4, 5, 6]), np.array([5, 7, 6]))
    >>> effect.mean, effect.p50, round(effect.better, 2), round(effect.same, 2)
    (1.0, 1.0, 0.67, 0.33)
    """

    what_if: str
    measure: str
    baseline: NDArray[np.int64]
    changed: NDArray[np.int64]
    independent: int = 0

    @cached_property
    def differences(self) -> NDArray[np.int64]:
        """What-if less baseline, future by future, as counted."""
        found: NDArray[np.int64] = self.changed - self.baseline
        return found

    @property
    def draws(self) -> NDArray[np.float64]:
        """The differences in deals, leads or whole units of the currency."""
        found: NDArray[np.float64] = self.differences / self._unit
        return found

    @property
    def n(self) -> int:
        """How many pairs there are."""
        return len(self.baseline)

    @property
    def mean(self) -> float:
        """The average difference."""
        return float(self.differences.sum()) / self.n / self._unit

    @property
    def error(self) -> float:
        """The 95 % Monte Carlo error of the average difference; NaN for a single pair."""
        error = mean_error(self.differences, self.independent) / self._unit
        return error if np.isfinite(error) else float("nan")

    @property
    def p10(self) -> float:
        """The difference that one pair in ten stays below."""
        return self._middle[0]

    @property
    def p50(self) -> float:
        """The difference that is as likely exceeded as not."""
        return self._middle[2]

    @property
    def p90(self) -> float:
        """The difference that one pair in ten exceeds."""
        return self._middle[4]

    @property
    def better(self) -> float:
        """Share of the pairs in which the what-if is better: more, or of costs less."""
        return float((self.differences * better_of(self.measure) > 0).mean())

    @property
    def same(self) -> float:
        """Share of the pairs in which both are the same."""
        return float((self.differences == 0).mean())

    @cached_property
    def verdict(self) -> Verdict:
        """What it amounts to: matters, helps or hurts on average, within noise."""
        side = better_of(self.measure)
        return verdict_of(self.differences, independent=self.independent, better=side)

    def figures(self) -> dict[str, Any]:
        """Return the columns that every table of effects has."""
        p10, p25, p50, p75, p90 = self._middle
        return {
            "baseline": float(self.baseline.sum()) / self.n / self._unit,
            "changed": float(self.changed.sum()) / self.n / self._unit,
            "mean": self.mean,
            "error": self.error,
            "p10": p10,
            "p25": p25,
            "p50": p50,
            "p75": p75,
            "p90": p90,
            "better": self.better,
            "same": self.same,
            "verdict": self.verdict,
        }

    @property
    def _unit(self) -> float:
        """How many counted things make one of those shown."""
        return unit_of(self.measure)

    @cached_property
    def _middle(self) -> tuple[float, ...]:
        """The quantiles in units shown."""
        return tuple(value / self._unit for value in middle_of(self.differences))
