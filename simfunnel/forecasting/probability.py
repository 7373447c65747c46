"""The chance of a target, with what the counting of futures leaves open."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from simfunnel.charts import Amounts, Chance, Measure, day_short
from simfunnel.units import format_count

__all__ = ["Probability"]

_Z95 = 1.959964
_RULE_OF_THREE = 3.0


@dataclass(frozen=True)
class Probability:
    r"""The chance that at least an amount is won in a window of days.

    Parameters
    ----------
    at_least : float
        Whole units of the currency, or deals.
    measure : {"won_amount", "won"}
    since, by : datetime.date
        First and last day that count.
    hits, n : int
        Futures that reach it, and all of them.
    independent : int
        How many of them are independent: fewer where futures share a row of a table of doubt.
    booked : float
        What of it is won already.
    currency : str

    Examples
    --------
    >>> chance = Probability(1.2e6, "won_amount", date(2026, 1, 1), date(2026, 12, 31),
    ...                      hits=617, n=1000, independent=1000, booked=486_000.0, currency="EUR")
    >>> chance.value, round(chance.monte_carlo_error, 4)
    (0.617, 0.0301)
    >>> print(chance.text.replace("\N{NO-BREAK SPACE}", " "))
    62 % (±3)
    """

    at_least: float
    measure: Measure
    since: date
    by: date
    hits: int
    n: int
    independent: int
    booked: float = 0.0
    currency: str = ""

    @property
    def value(self) -> float:
        """The chance as a fraction."""
        return self.hits / self.n

    @property
    def monte_carlo_error(self) -> float:
        """Half the 95 % interval that the number of futures leaves open, as a fraction.

        1.96 sqrt(p (1 - p) / n); with no or all futures the rule of three, 3 / n.
        """
        if self.hits in (0, self.n):
            return min(1.0, _RULE_OF_THREE / self.independent)
        return _Z95 * math.sqrt(self.value * (1.0 - self.value) / self.independent)

    @property
    def text(self) -> str:
        """The chance and its error: "62 % (±3)"."""
        if self.hits == 0:
            words = Chance(0, self.independent).text
            return f"{words} (no future in {self._futures}: {self._bound})"
        if self.hits == self.n:
            words = Chance(self.independent, self.independent).text
            return f"{words} (every future of {self._futures}: {self._bound} does not)"
        chance = Chance(self.hits, self.n)
        if not chance.error_text:
            return chance.text
        points = max(round(self.monte_carlo_error * 100), 1)
        return f"{chance.text} (\N{PLUS-MINUS SIGN}{points})"

    @property
    def _futures(self) -> str:
        """The number of futures."""
        return format_count(self.n)

    @property
    def _bound(self) -> str:
        """What the rule of three allows to say: "fewer than 1 in 330"."""
        most = self.independent / _RULE_OF_THREE
        if most < 1.0:
            return "too few futures to say more"
        step = 10.0 ** max(0, math.floor(math.log10(most)) - 1)
        return f"fewer than 1 in {format_count(math.floor(most / step) * step)}"

    def __str__(self) -> str:
        """Return the chance, what of, in which days, and what of it is booked."""
        amounts = Amounts(self.measure, self.currency)
        goal = amounts.named(self.at_least, amounts.stated(self.at_least))
        days = f"from {day_short(self.since)} to {day_short(self.by)}"
        booked = amounts.named(self.booked, amounts.exact(self.booked))
        verb = "is" if amounts.is_money or self.booked == 1 else "are"
        if 0 < self.at_least <= self.booked:
            return f"{goal} {days}: reached, because {booked} {verb} already booked"
        sentence = f"{self.text} chance of at least {goal} {days}"
        return f"{sentence}, of which {booked} {verb} already booked" if self.booked else sentence

    def __float__(self) -> float:
        """Return the chance as a fraction."""
        return self.value
