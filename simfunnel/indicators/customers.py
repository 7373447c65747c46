"""Customers after the deal: whether they stay, what they pay, and what they are worth."""

from __future__ import annotations

import numpy as np

from simfunnel.errors import TableError
from simfunnel.funnel import customer_items as items
from simfunnel.funnel import layout as at
from simfunnel.indicators.kinds import Array, Followed, Parts, Seen
from simfunnel.indicators.money import cac, over
from simfunnel.measures import MOVES, Customers
from simfunnel.measures.rows import ratio
from simfunnel.simulation.runner import Runs
from simfunnel.words import mark, say

__all__ = [
    "NET",
    "YEARLY",
    "billing",
    "cash",
    "churn",
    "followed",
    "growth",
    "heads",
    "lifetime",
    "lifetime_to_cost",
    "lifetime_value",
    "onboarding",
    "payback",
    "profit",
    "recurring",
    "renewals",
    "retention",
    "revenue_moves",
]

NET = mark("net, with expansion")
YEARLY = mark("a year (ARR)")
YEARS = 10
DISCOUNT = 0.10
_DAYS = 365.25
_YEAR = 31_557_600.0
_PAID = mark("cost earlier by a sales cycle")
_WHOLE = mark("all customers")
_MARGIN = mark(
    "the scenario states no margin, or no cost to serve, for customers of every segment; add "
    "'margin' and 'cost_to_serve' to 'after_sale.customer' or to each segment."
)


def followed(runs: Runs, customers: Customers, days: Array) -> Followed:
    """Return customers with what holds for them in each future.

    Parameters
    ----------
    runs : Runs
    customers : Customers
    days : ndarray of float64
        Length of each period.
    """
    plan, segments = runs.compiled.plan, len(customers.segments)
    after, first = plan.head(at.H_AFTER), plan.head(at.H_SEGMENT)
    last = (plan.head(at.H_N_EPOCHS) - 1) * plan.head(at.H_WIDTH)
    laws = np.empty((runs.n, at.AF_DWELL))
    margins = np.empty((runs.n, segments, 2))
    where = last + first + np.arange(segments) * at.SEGMENT_WIDTH
    for i, r in enumerate(runs.finished.tolist()):
        numbers = runs.compiled.patches.numbers(plan, r)
        laws[i] = numbers[last + after : last + after + at.AF_DWELL]
        margins[i, :, 0] = numbers[where + at.SEG_MARGIN]
        margins[i, :, 1] = numbers[where + at.SEG_SERVE] * _YEAR / 100.0
    return Followed(customers, laws, margins, days)


def _of(seen: Seen) -> Followed:
    """Return the customers that were followed."""
    if seen.followed is None:
        raise TableError(
            say(
                "customers are not followed after the deal: no column tells who stays and pays; a "
                "scenario says it in 'after_sale.customer'."
            )
        )
    return seen.followed


def _priced(seen: Seen) -> Followed:
    """Return the customers, if it is known what is left of what each segment pays."""
    of = _of(seen)
    if not {"margin", "cost_to_serve"} <= of.customers.stated:
        raise TableError(say(_MARGIN))
    return of


def _won(of: Followed) -> tuple[Array, Array]:
    """Return who became a customer in the window, and what they pay a year, by segment."""
    begun, paid = (
        of.customers.by_segment(item, items.NEW).sum(axis=1)
        for item in (items.BEGUN, items.BEGUN_AMOUNT)
    )
    return begun.astype(np.float64), paid / 100.0


def onboarding(seen: Seen) -> Parts:
    """Return the share of finished onboardings that made a customer."""
    customers = _of(seen).customers
    begun, failed = (customers.of(item, items.NEW) for item in (items.BEGUN, items.FAILED))
    if not customers.of(items.SIGNED).any():
        raise TableError(
            say("nobody goes through an onboarding; state it in 'after_sale.onboarding'.")
        )
    return {"": ratio(begun, begun + failed)}


def _there(seen: Seen) -> int | None:
    """Return whose moves count: those there at the start of the window, or of each period."""
    return items.OF_TODAY if len(_of(seen).days) == 1 else None


def churn(seen: Seen) -> Parts:
    """Return the share of the customers at the start that left, and of what they paid."""
    customers, side = _of(seen).customers, _there(seen)
    heads_, moves = customers.heads(side), customers.recurring(side)
    return {
        mark("customers"): ratio(heads_["churn"], heads_["start"]),
        mark("revenue"): ratio(moves["churn"], moves["start"]),
    }


def retention(seen: Seen) -> Parts:
    """Return what is left of the revenue at the start, with expansion and without."""
    kept = _of(seen).customers.retention(_there(seen))
    return {
        NET: kept["net"],
        mark("gross, without"): kept["gross"],
    }


def growth(seen: Seen) -> Parts:
    """Return what is left of the revenue at the start of each segment, with expansion."""
    customers = _of(seen).customers
    net = customers.retention_by_segment(_there(seen))["net"]
    return {name or _WHOLE: net[:, :, k] for k, name in enumerate(customers.segments)}


def renewals(seen: Seen) -> Parts:
    """Return the share of the terms that ended in a renewal, by number and by amount."""
    customers = _of(seen).customers
    kept, left = (customers.of(item) for item in (items.RENEWED, items.CHURNED))
    paid, lost = (customers.of(item) for item in (items.RENEWED_AMOUNT, items.CHURN))
    return {
        mark("of customers"): ratio(kept, kept + left),
        mark("of revenue"): ratio(paid, paid + lost),
    }


def recurring(seen: Seen) -> Parts:
    """Return what all customers pay a year at the end, and a twelfth of it."""
    end = _of(seen).customers.of(items.RECURRING) / 100.0
    return {YEARLY: end, mark("a month (MRR)"): end / 12.0}


def revenue_moves(seen: Seen) -> Parts:
    """Return how recurring revenue came from its start to its end."""
    moves = _of(seen).customers.recurring()
    return {name: moves[name] / 100.0 for name in MOVES}


def heads(seen: Seen) -> Parts:
    """Return how customers came and went."""
    return {name: counts.astype(np.float64) for name, counts in _of(seen).customers.heads().items()}


def billing(seen: Seen) -> Parts:
    """Return what a customer is billed in a year, of all and by segment."""
    of = _of(seen)
    middle = of.customers.on_average()
    years = of.days[None, :, None] / _DAYS
    billed = of.customers.by_segment(items.BILLED) / 100.0
    parts = {_WHOLE: over(billed.sum(axis=2), (middle * years).sum(axis=2))}
    for k, name in enumerate(of.customers.segments):
        if len(of.customers.segments) > 1:
            parts[name] = over(billed[:, :, k], (middle * years)[:, :, k])
    return parts


def cash(seen: Seen) -> Parts:
    """Return what is billed, and the money that comes."""
    of = _of(seen)
    if "payment" not in of.customers.stated:
        raise TableError(say("the scenario states no terms of payment; add 'after_sale.payment'."))
    customers = of.customers
    return {
        mark("billed"): customers.of(items.BILLED) / 100.0,
        mark("received"): customers.of(items.CASH) / 100.0,
    }


def profit(seen: Seen) -> Parts:
    """Return margin less cost to serve of a customer a year, by segment."""
    of = _priced(seen)
    years = of.customers.on_average() * of.days[None, :, None] / _DAYS
    left = of.customers.by_segment(items.MARGIN) - of.customers.by_segment(items.SERVING)
    return {
        name or _WHOLE: over(left[:, :, k] / 100.0, years[:, :, k])
        for k, name in enumerate(of.customers.segments)
    }


def lifetime_value(
    law: Array, amount: Array, margin: Array, serve: Array, *, years: float = YEARS,
    discount: float = DISCOUNT,
) -> Array:  # fmt: skip
    """Return what new customers are worth: margin of the terms they stay for, less cost to serve.

    Each term counts in its middle, less `discount` a year, for so many years.

    Parameters
    ----------
    law : ndarray of float64, shape (n, n_numbers)
        What happens after the sale, as `simfunnel.funnel.layout` names it (AF_*).
    amount, margin, serve : ndarray of float64, shape (n,)
        What they pay in the first year, the share of it that is left, and what each costs a year.

    Examples
    --------
    >>> law = np.zeros((1, at.AF_DWELL))
    >>> law[0, [at.AF_TERM, at.AF_FIRST, at.AF_NEXT]] = _YEAR, 0.8, 0.8
    >>> law[0, [at.AF_MORE, at.AF_LESS, at.AF_UPLIFT]] = 1.0
    >>> one = np.ones(1)
    >>> float(lifetime_value(law, 100 * one, one, 0 * one, years=200, discount=0.0).round(6)[0])
    500.0
    """
    term = law[:, at.AF_TERM] / _YEAR
    more = law[:, at.AF_EXPANDS] * (law[:, at.AF_MORE] - 1.0)
    less = law[:, at.AF_SHRINKS] * (1.0 - law[:, at.AF_LESS])
    growth = law[:, at.AF_UPLIFT] * (1.0 + more - less)
    first, later = law[:, at.AF_FIRST], law[:, at.AF_NEXT]
    rises = law[:, at.AF_RISES] != 0.0
    both = np.divide(1.0 - later, later - first, out=np.zeros(len(law)), where=rises)
    there, pays, total = np.ones(len(law)), amount.copy(), np.zeros(len(law))
    for number in range(1, int(np.ceil(years / term.min())) + 1):
        began = (number - 1) * term
        lasts = np.clip(years - began, 0.0, term)
        worth = (pays * margin - serve) * lasts
        total += there * worth / (1.0 + discount) ** (began + lasts / 2.0)
        constant = first if number == 1 else later
        rising = (both * first + number - 1.0) / (both + number - 1.0) if rises.any() else constant
        there = there * np.where(rises, rising, constant)
        pays = pays * growth
    return total


def lifetime(seen: Seen) -> Parts:
    """Return what a customer won in the window is worth, of all and by segment."""
    of = _priced(seen)
    begun, paid = _won(of)
    values = np.stack(
        [
            lifetime_value(of.laws, over(paid, begun)[:, k], *of.margins[:, k].T)
            for k in range(begun.shape[1])
        ],
        axis=1,
    )
    worth = np.where(begun > 0, np.nan_to_num(values) * begun, 0.0).sum(axis=1)
    parts = {_WHOLE: over(worth, begun.sum(axis=1))[:, None]}
    if begun.shape[1] > 1:
        parts |= {name: values[:, k : k + 1] for k, name in enumerate(of.customers.segments)}
    return parts


def _cost(seen: Seen) -> Array:
    """Return what it costs to win a customer in each future, cost taken a sales cycle earlier."""
    cost: Array = cac(seen)[_PAID]
    return cost.mean(axis=1, keepdims=True) if cost.shape[1] > 1 else cost


def lifetime_to_cost(seen: Seen) -> Parts:
    """Return lifetime value over the cost of winning a customer."""
    return {"": over(lifetime(seen)[_WHOLE], _cost(seen))}


def payback(seen: Seen) -> Parts:
    """Return after how many days a customer has brought back what it cost to win."""
    of = _priced(seen)
    begun, paid = _won(of)
    left = (paid * of.margins[:, :, 0] - begun * of.margins[:, :, 1]).sum(axis=1)
    yearly = over(left, begun.sum(axis=1))[:, None]
    return {"": over(_cost(seen) * _DAYS, yearly)}
