"""Customers whose staying, paying and leads are known.

Exact values: survival of the shifted beta-geometric law by gamma functions, sums of geometric
series, and the mean of a growing amount.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from benchmarks.known import FIRST, Case, Known, Seen, Values, funnel_of
from simfunnel.funnel import customer_items as items
from simfunnel.measures import customers_of_runs

__all__ = ["CUSTOMERS"]

WHO, YEARS = 500, 5
UNTIL = "2031-01-05"  # 1,827 days: five terms of 365.25 days are over
END = 1_827 / 365.25
_UNIT = {items.REVENUE: 100, items.RECURRING: 100}  # hundredths in what is shown


def _of(item: int) -> Any:
    """Return what a customer of the start has of something, in each future."""

    def measure(seen: Seen) -> Values:
        counted: Values = (
            customers_of_runs(seen.runs).of(item).sum(axis=1) / WHO / _UNIT.get(item, 1)
        )
        return counted

    return measure


def _there(item: int) -> Any:
    """Return a stock at the end, over the customers of the start."""

    def measure(seen: Seen) -> Values:
        left: Values = customers_of_runs(seen.runs).of(item)[:, -1]
        return left / WHO / _UNIT.get(item, 1)

    return measure


def _case(name: str, law: dict[str, Any], *figures: Known, replications: int) -> Case:
    """Return customers who began on the first day, and bring 1,200 a year each."""
    own = [{"customer": f"C{k}", "since": FIRST, "amount": "1 200"} for k in range(WHO)]
    stage = {"advance": "0 %", "next": "won", "otherwise": "lost.price", "dwell": "1 day"}
    make = funnel_of(
        {"talk": stage},
        {name: {"leads": "0 per month", "enters": "talk"} for name in ("web", "referral")}, UNTIL,
        today={"date": FIRST, "customers": own}, amount="1 200", amount_is="per year",
        after_sale={"customer": {"term": "12 months", **law}},
    )  # fmt: skip
    return Case(name, make, figures, replications)


def _loyal() -> Case:
    """Return customers of whom the loyal remain."""
    first, second = 0.7, 0.8
    both = (1.0 - second) / (second - first)
    a, b = (1.0 - first) * both, first * both
    stays = [
        math.exp(math.lgamma(b + n) + math.lgamma(a + b) - math.lgamma(b) - math.lgamma(a + b + n))
        for n in range(YEARS + 1)
    ]
    last = END - YEARS  # of a year, in which the sixth term runs
    brings = 1_200 * (sum(stays[:YEARS]) + stays[YEARS] * last)
    return _case(
        "shifted beta-geometric, .7 then .8",
        {"renews": {"first": "70 %", "second": "80 %"}},
        Known("there after five renewals", stays[YEARS], _there(items.CUSTOMERS)),
        Known("revenue, EUR", brings, _of(items.REVENUE)),
        replications=200,
    )


def _growing() -> Case:
    """Return customers who all stay and whose amounts grow on average."""
    grown = 1.02 * (1.0 + 0.2 * 0.5 - 0.1 * 0.4)
    law = {
        "renews": {"first": "90 %", "later": "90 %"}, "uplift": "2 % per term",
        "expands": {"share": "20 % per term", "amount": "times 1.5"},
        "shrinks": {"share": "10 % per term", "amount": "times 0.6"},
        "refers": {"leads": "0.5 per year", "source": "referral"},
    }  # fmt: skip
    years = sum(0.9**n for n in range(YEARS)) + 0.9**YEARS * (END - YEARS)
    return _case(
        "growing by 8 % at each renewal",
        law,
        Known("EUR a year at the end", 1_200 * (0.9 * grown) ** YEARS,
              _there(items.RECURRING)),
        Known("leads brought", 0.5 * years, _of(items.REFERRED)),
        replications=300,
    )  # fmt: skip


def _years(seen: Seen) -> Values:
    """Return how many renewals there were for each customer of the start."""
    renewed: Values = customers_of_runs(seen.runs).of(items.RENEWED).sum(axis=1) / WHO
    return renewed


def _constant() -> Case:
    """Return customers of whom a constant share renews."""
    exact = float(np.sum(0.8 ** np.arange(1, YEARS + 1)))
    return _case(
        "80 % renew each year", {"renews": "80 %"},
        Known("renewals of a customer", exact, _years),
        replications=60,
    )  # fmt: skip


CUSTOMERS = (_loyal(), _growing(), _constant())
"""Every funnel of the table that is about customers."""
