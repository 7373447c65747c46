"""How much more must come in for a target to be as good as sure."""

from __future__ import annotations

import math
from dataclasses import dataclass

from simfunnel.charts import Amounts, Measure, rounding_unit
from simfunnel.forecasting.futures import Futures, unit_of
from simfunnel.forecasting.quantiles import reached_by
from simfunnel.forecasting.targets import Goal
from simfunnel.forecasting.windows import Window
from simfunnel.units import format_count, format_share
from simfunnel.words import say, say_n

__all__ = ["Need", "need_of"]


@dataclass(frozen=True)
class Need:
    r"""What is missing for a target to be reached with a chance.

    Parameters
    ----------
    sure : float
        The chance, as a fraction.
    missing : float
        What would have to come in addition, in every future: whole units of the currency, or
        deals; 0 where nothing is missing.
    average_deal : float, optional
        Average amount of a deal that is still to be won; None where deals are counted, or where
        none is won.
    measure : {"won_amount", "won"}
    currency : str
    unit : float
        What the number of futures allows to say: sentences are rounded to it.

    Examples
    --------
    >>> print(str(Need(0.8, 90_210.0, 16_000.0, "won_amount", "EUR", 1e4)).replace(
    ...     "\N{NO-BREAK SPACE}", " "))
    To be 80 % sure, about EUR 90,000 more is needed: 6 average deals.
    """

    sure: float
    missing: float
    average_deal: float | None
    measure: Measure
    currency: str = ""
    unit: float = 0.0

    @property
    def deals(self) -> float | None:
        """The same in average deals."""
        if self.measure == "won":
            return self.missing
        return self.missing / self.average_deal if self.average_deal else None

    def __str__(self) -> str:
        """Return what is missing in a sentence."""
        sure = format_share(self.sure)
        if not self.missing:
            return say("To be {sure} sure, nothing more is needed.", sure=sure)
        if self.measure == "won":
            return say_n(
                "To be {sure} sure, {n}\N{NO-BREAK SPACE}more deal is needed.",
                "To be {sure} sure, {n}\N{NO-BREAK SPACE}more deals are needed.",
                round(self.missing),
                sure=sure,
                n=format_count(self.missing),
            )
        more = Amounts(self.measure, self.currency, unit=self.unit).named(self.missing)
        if self.deals is None:
            return say("To be {sure} sure, about {more} more is needed.", sure=sure, more=more)
        deals = math.ceil(self.deals)
        return say_n(
            "To be {sure} sure, about {more} more is needed: {n}\N{NO-BREAK SPACE}average deal.",
            "To be {sure} sure, about {more} more is needed: {n}\N{NO-BREAK SPACE}average deals.",
            deals,
            sure=sure,
            more=more,
            n=format_count(deals),
        )


def need_of(futures: Futures, goal: Goal, window: Window, sure: float) -> Need:
    """Return what is missing for a target to be reached with a chance.

    Parameters
    ----------
    futures : Futures
    goal : Goal
        The target.
    window : Window
        Its days.
    sure : float
        The chance, as a fraction.

    Returns
    -------
    Need
        The target less the amount that this share of the futures reaches.
    """
    parts = futures.parts(window, goal.measure)
    missing = max(0, goal.amount - reached_by(parts.total, sure)) / unit_of(goal.measure)
    average = None
    if goal.measure == "won_amount":
        deals = futures.parts(window, "won")
        number = int((deals.total - deals.booked).sum())
        amount = int((parts.total - parts.booked).sum())
        average = amount / number / 100.0 if number and amount else None
    unit = rounding_unit(parts.total / unit_of(goal.measure))
    return Need(sure, missing, average, goal.measure, futures.currency, unit)
