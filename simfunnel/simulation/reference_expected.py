"""How many leads a day brings in the reference engine: seasons, uneven weeks, and the times."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from simfunnel.funnel import layout as at
from simfunnel.funnel.layout import Plan
from simfunnel.simulation.reading import Epoch
from simfunnel.variates import exp, normal_quantile, uniforms

__all__ = ["Expected"]

A_DAY = 86_400


class Expected:
    """What sources are expected to bring in one future."""

    def __init__(
        self,
        plan: Plan,
        key: tuple[int, int],
        times: float,
        points: Sequence[int],
        epoch: Callable[[int], Epoch],
    ) -> None:
        self.plan, self.key, self.times = plan, key, times
        self.points, self.epoch = points, epoch

    def leads_of_day(self, number: int, day: int) -> float:
        """Return how many leads a source is expected to bring on a day of this future."""
        plan, epoch = self.plan, self.epoch(day * A_DAY)
        source = epoch.sources[number]
        expected = float(plan.intensity[number, day]) * source.factor
        if source.week > 0.0:
            week = plan.head(at.H_MONDAY) + (plan.head(at.H_WEEKDAY) + day) // 7
            expected *= self.uneven(number, at.P_UNEVEN, week, source.week)
        if source.year > 0.0:
            expected *= self.uneven(
                number, at.P_YEAR, int(plan.whole[plan.head(at.H_YEARS) + day]), source.year
            )
        if epoch.shock_leads > 0.0:
            s = epoch.shock_leads
            expected *= exp(s * self.times - 0.5 * s * s)
        return expected

    def uneven(self, number: int, point: int, occasion: int, s: float) -> float:
        """Return the factor of a week or a year: lognormal, with mean 1."""
        key = int(self.plan.sources[number, at.R_UNEVEN])
        u, _ = uniforms(*self.key, key, 0, self.points[point], occasion)
        return float(exp(s * normal_quantile(u) - 0.5 * s * s))
