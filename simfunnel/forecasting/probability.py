"""The chance of a target, with what the counting of futures leaves open."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from simfunnel.charts import Amounts, Chance, Measure, day_short
from simfunnel.units import format_count
from simfunnel.words import say, say_n

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
            return say(
                "{chance} (no future in {n}: {bound})",
                chance=Chance(0, self.independent).text,
                n=format_count(self.n),
                bound=self._bound or say("too few futures to say more"),
            )
        if self.hits == self.n:
            return self._certain
        chance = Chance(self.hits, self.n)
        if not chance.error_text:
            return chance.text
        points = max(round(self.monte_carlo_error * 100), 1)
        return f"{chance.text} (\N{PLUS-MINUS SIGN}{points})"

    @property
    def _certain(self) -> str:
        """The chance where every future reaches it."""
        chance = Chance(self.independent, self.independent).text
        if not self._bound:
            return say(
                "{chance} (every future of {n}: too few futures to say more)",
                chance=chance,
                n=format_count(self.n),
            )
        return say(
            "{chance} (every future of {n}: {bound} does not)",
            chance=chance,
            n=format_count(self.n),
            bound=self._bound,
        )

    @property
    def _bound(self) -> str:
        """What the rule of three allows to say, "fewer than 1 in 330"; empty for few futures."""
        most = self.independent / _RULE_OF_THREE
        if most < 1.0:
            return ""
        step = 10.0 ** max(0, math.floor(math.log10(most)) - 1)
        return say("fewer than 1 in {n}", n=format_count(math.floor(most / step) * step))

    def __str__(self) -> str:
        """Return the chance, what of, in which days, and what of it is booked."""
        amounts = Amounts(self.measure, self.currency)
        goal = amounts.named(self.at_least, amounts.stated(self.at_least))
        known = {"goal": goal, "since": day_short(self.since), "by": day_short(self.by)}
        booked = amounts.named(self.booked, amounts.exact(self.booked))
        number = 1 if amounts.is_money else round(self.booked)
        if 0 < self.at_least <= self.booked:
            return say_n(
                "{goal} from {since} to {by}: reached, because {booked} is already booked",
                "{goal} from {since} to {by}: reached, because {booked} are already booked",
                number,
                **known,
                booked=booked,
            )
        known["chance"] = self.text
        if not self.booked:
            return say("{chance} chance of at least {goal} from {since} to {by}", **known)
        return say_n(
            "{chance} chance of at least {goal} from {since} to {by}, of which {booked} is already"
            " booked",
            "{chance} chance of at least {goal} from {since} to {by}, of which {booked} are already"
            " booked",
            number,
            **known,
            booked=booked,
        )

    def __float__(self) -> float:
        """Return the chance as a fraction."""
        return self.value
