"""What the panels of one dashboard are made from, of futures or of a past."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from simfunnel.charts import Amounts, FanData, FunnelData, Span, figure_text, span_of
from simfunnel.errors import TableError
from simfunnel.indicators import KpiTable
from simfunnel.indicators.kinds import Parts
from simfunnel.words import language, say

__all__ = ["ASKED", "OF_CUSTOMERS", "Sight"]

OF_CUSTOMERS = (
    "recurring_waterfall", "recurring_revenue", "customers", "net_revenue_retention",
    "churn_rate", "cash",
)  # fmt: skip
"""The KPIs that need customers."""
ASKED = (
    "win_rate", "average_deal_size", "sales_cycle", "mean_open", "sales_velocity",
    "pipeline_waterfall", "pipeline_waterfall_amount", "leaderboard", "first_on_leaderboard",
    "quota_attainment",
    *OF_CUSTOMERS,
)  # fmt: skip
"""The KPIs that a dashboard asks for, all at once."""
NONE = "\N{EN DASH}"
Draws = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Sight:
    """What is known.

    Parameters
    ----------
    found : KpiTable
        The KPIs of `ASKED`, as far as they can be shown.
    fan : FanData
        The total of the target's days as it grows.
    make_funnel : callable
        Returns what the funnel is drawn from; called once, and only where it is drawn.
    since, until : datetime.date
        First and last day of the KPIs.
    """

    found: KpiTable
    fan: FanData
    make_funnel: Callable[[], FunnelData]
    since: date
    until: date

    @cached_property
    def funnel(self) -> FunnelData:
        """What the funnel is drawn from."""
        return self.make_funnel()

    @property
    def is_past(self) -> bool:
        """Whether it was recorded, not simulated."""
        return self.found.is_past

    def parts(self, kpi: str) -> Parts:
        """Return what each future brings, part by part.

        Parameters
        ----------
        kpi : str
            One of `ASKED`.

        Raises
        ------
        TableError
            If it cannot be shown; the sentence says what is missing.
        """
        if kpi in self.found.missing:
            raise TableError(self.found.missing[kpi])
        return self.found.draws[kpi]

    def draws(self, kpi: str, part: str = "", first: int | None = None) -> Draws:
        """Return what each future brings of one part, where there is a figure at all.

        Parameters
        ----------
        kpi, part : str
        first : int, optional
            How many futures count; all where left out.

        Raises
        ------
        TableError
            If no future has a figure.
        """
        values = self.parts(kpi)[part][:first, 0]
        known = values[np.isfinite(values)]
        if not known.size:
            if kpi == "win_rate":
                raise TableError(say("nothing ends in these days, so there is none."))
            raise TableError(say("nothing is won in these days, so there is none."))
        return known

    def money(self, span: Span) -> tuple[str, str]:
        """Return average and range of an amount."""
        style = Amounts("won_amount", self.found.currency, language(), span.unit)
        return style.named(span.mean), self.range(span, style.range)

    def share(self, span: Span) -> tuple[str, str]:
        """Return average and range of a share, in per cent."""
        decimals = 1 if span.unit < 0.01 else 0
        return _percent(figure_text(100.0 * span.mean, decimals)), self.range(
            span, lambda low, high: _percent(_pair(100.0 * low, 100.0 * high, decimals))
        )

    def days(self, span: Span) -> tuple[str, str]:
        """Return average and range of a number of days."""
        decimals = 0 if span.unit >= 1.0 or span.mean >= 10.0 else 1
        mean = say("{n} days", n=figure_text(span.mean, decimals))
        return mean, self.range(span, lambda low, high: _pair(low, high, decimals))

    def count(self, span: Span) -> tuple[str, str]:
        """Return average and range of a count that is itself an average."""
        decimals = 0 if span.unit >= 1.0 or span.mean >= 100.0 else 1
        return figure_text(span.mean, decimals), self.range(
            span, lambda low, high: _pair(low, high, decimals)
        )

    def range(self, span: Span, written: Callable[[float, float], str]) -> str:
        """Return a range; nothing of a past or of a single future.

        Parameters
        ----------
        span : Span
        written : callable
            Writes two values.
        """
        if self.is_past or self.fan.n_futures == 1:
            return ""
        return say("exactly") if span.is_exact else written(span.low, span.high)

    def spanned(self, kpi: str, part: str = "") -> Span:
        """Return average and range of one part over the futures that have a figure."""
        return span_of(self.draws(kpi, part))


def _pair(low: float, high: float, decimals: int) -> str:
    """Return two numbers with a dash between them."""
    return f"{figure_text(low, decimals)}\N{EN DASH}{figure_text(high, decimals)}"


def _percent(written: str) -> str:
    """Return a number of per cent that is written already."""
    return f"{written}\N{NO-BREAK SPACE}%"
