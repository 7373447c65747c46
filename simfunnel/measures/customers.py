"""Customers in whole numbers: who came, stayed and left, and what they paid, period by period.

All amounts are hundredths of the currency; recurring revenue is that of a year, so that every sum
is a whole number. A twelfth of it is what a month brings.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from simfunnel.errors import TableError
from simfunnel.funnel import customer_items as terms
from simfunnel.funnel import layout as at
from simfunnel.funnel.model import Funnel
from simfunnel.measures.rows import ratio
from simfunnel.measures.tallied import Tallied
from simfunnel.words import say

__all__ = ["MOVES", "Customers", "customers_of_runs"]

MOVES = ("start", "new", "expansion", "contraction", "churn", "end")
"""How recurring revenue moves: start + new + expansion - contraction - churn = end."""
Counts = NDArray[np.int64]
_AMOUNTS = {
    "new": terms.BEGUN_AMOUNT,
    "expansion": terms.EXPANSION,
    "contraction": terms.CONTRACTION,
    "churn": terms.CHURN,
    "end": terms.RECURRING,
}
_HEADS = {"new": terms.BEGUN, "churn": terms.CHURNED, "end": terms.CUSTOMERS}


@dataclass(frozen=True, eq=False)
class Customers:
    """What futures count of customers.

    Parameters
    ----------
    counted : ndarray of int64, shape (n, n_periods, 2, n_segments, n_items)
        For those won in the window (0) and those of today (1); items as in
        `simfunnel.funnel.customer_items`.
    today : ndarray of int64, shape (n_segments, 2)
        Customers at the start, and what they pay a year.
    segments : tuple of str
    stated : frozenset of str
        What the funnel says, of payment, and of margin and cost_to_serve for every segment.
    """

    counted: Counts
    today: Counts
    segments: tuple[str, ...]
    stated: frozenset[str] = frozenset()

    def of(self, item: int, side: int | None = None) -> Counts:
        """Return one item, all segments together, shape (n, n_periods).

        Parameters
        ----------
        item : int
        side : {0, 1}, optional
            Those won in the window, or those of today; both where left out.
        """
        one: Counts = self.by_segment(item, side).sum(axis=2)
        return one

    def by_segment(self, item: int, side: int | None = None) -> Counts:
        """Return one item by segment, shape (n, n_periods, n_segments); parameters as of `of`."""
        found = self.counted[..., item]
        one: Counts = found.sum(axis=2) if side is None else found[:, :, side]
        return one

    def together(self) -> Customers:
        """Return the same with one period for all of them; stocks are those of its end."""
        sums = self.counted.sum(axis=1, keepdims=True)
        for item in (terms.CUSTOMERS, terms.RECURRING):
            sums[..., item] = self.counted[:, -1:, ..., item]
        return replace(self, counted=sums)

    def recurring(self, side: int | None = None) -> dict[str, Counts]:
        """Return how recurring revenue moves, by the names of `MOVES`, shape (n, n_periods).

        Parameters
        ----------
        side : {0, 1}, optional
            As in `of`.
        """
        moves = self._moves(side, _AMOUNTS, self.today[:, 1])
        return {name: values.sum(axis=2) for name, values in moves.items()}

    def heads(self, side: int | None = None) -> dict[str, Counts]:
        """Return how customers come and go: start, new, churn and end, shape (n, n_periods)."""
        moves = self._moves(side, _HEADS, self.today[:, 0])
        return {name: values.sum(axis=2) for name, values in moves.items()}

    def on_average(self) -> NDArray[np.float64]:
        """Return customers halfway between start and end of each period, by segment."""
        moves = self._moves(None, _HEADS, self.today[:, 0])
        middle: NDArray[np.float64] = (moves["start"] + moves["end"]) / 2.0
        return middle

    def retention(self, side: int | None = None) -> dict[str, NDArray[np.float64]]:
        """Return what is left of the revenue at the start of each period, shape (n, n_periods).

        Parameters
        ----------
        side : {0, 1}, optional
            As in `of`. Where a period is longer than a term, those who came in it should not
            count; leave them out by the side.

        Returns
        -------
        dict of str to ndarray of float64
            net, with expansion, and gross, without; missing where nothing recurred.
        """
        return _retained(self.recurring(side))

    def retention_by_segment(self, side: int | None = None) -> dict[str, NDArray[np.float64]]:
        """Return the same by segment, shape (n, n_periods, n_segments)."""
        return _retained(self._moves(side, _AMOUNTS, self.today[:, 1]))

    def _moves(self, side: int | None, items: dict[str, int], today: Counts) -> dict[str, Counts]:
        """Return a stock at the start of each period, what moves it, and the stock at its end."""
        moves = {name: self.by_segment(item, side) for name, item in items.items()}
        start = np.empty_like(moves["end"])
        start[:, 0] = 0 if side == terms.NEW else today
        start[:, 1:] = moves["end"][:, :-1]
        return {"start": start, **moves}


def _retained(moves: dict[str, Counts]) -> dict[str, NDArray[np.float64]]:
    """Return what is left of the revenue at the start, with expansion and without."""
    kept = moves["start"] - moves["contraction"] - moves["churn"]
    return {
        "net": ratio(kept + moves["expansion"], moves["start"]),
        "gross": ratio(kept, moves["start"]),
    }


def customers_of_runs(runs: Tallied) -> Customers:
    """Return the customers of a simulation.

    Parameters
    ----------
    runs : Runs

    Raises
    ------
    TableError
        If nothing happens after the sale.

    Examples
    --------
    >>> from simfunnel.funnel.examples import renewing
    >>> from simfunnel.funnel.lower import compile_funnel
    >>> from simfunnel.simulation.runner import simulate
    >>> seen = customers_of_runs(simulate(compile_funnel(renewing()), 2, seed=1, engine="simpy"))
    >>> moves = seen.recurring()
    >>> end = moves["start"] + moves["new"] + moves["expansion"]
    >>> bool((end - moves["contraction"] - moves["churn"] == moves["end"]).all())
    True
    """
    layout, plan = runs.compiled.layout, runs.compiled.plan
    if runs.compiled.funnel.customer is None:
        raise TableError(
            say(
                "customers are not followed after the deal; state how they stay in "
                "'after_sale.customer'."
            )
        )
    first, segments = runs.columns.customers, len(layout.segments)
    wide = runs.results.tallies[:, :, first : first + 2 * segments * terms.ITEMS]
    today = np.zeros((segments, 2), dtype=np.int64)
    for segment in range(segments):
        own = plan.customers[plan.customers[:, at.N_SEGMENT] == segment]
        today[segment] = len(own), own[:, at.N_AMOUNT].sum()
    counted = wide.reshape(*wide.shape[:2], 2, segments, terms.ITEMS)
    return Customers(counted, today, layout.segments, _stated(runs.compiled.funnel))


def _stated(funnel: Funnel) -> frozenset[str]:
    """Return what is said of payment, and of margin and cost to serve for every segment."""
    assert funnel.after_sale is not None
    assert funnel.customer is not None  # they are followed
    found = {"payment"} if funnel.after_sale.payment is not None else set()
    for key in ("margin", "cost_to_serve"):
        own = [getattr(kind, key) is not None for kind in funnel.segments.values()]
        if getattr(funnel.customer, key) is not None or (own and all(own)):
            found.add(key)
    return frozenset(found)
