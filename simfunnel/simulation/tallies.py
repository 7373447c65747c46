"""Which column of the tallies counts what. Tallies are whole numbers only."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simfunnel.funnel.customer_items import ITEMS, TERM_COLUMNS
from simfunnel.funnel.layout import Layout

__all__ = ["STAY_COLUMNS", "WINS", "Columns", "Kept", "Results", "empty_results"]

WINS = ("won_to_come", "amount_to_come", "won_open", "amount_open")
"""Columns of the daily wins: count and hundredths, from leads to come and from open leads."""

STAY_COLUMNS = (
    "stream",
    "index",
    "stage",
    "occasion",
    "entered_at",
    "left_at",
    "way",
    "segment",
    "source",
    "amount",
    "worked_at",
    "waited",
    "handed",
    "seat",
)
"""Columns of the stays that engines record."""


class Columns(NamedTuple):
    """First column of each group of tallies; one row of the cube per reporting period.

    Parameters
    ----------
    arrived : int
        Leads born, by source.
    cost : int
        What they cost, hundredths, by source.
    entered : int
        Stays begun, by stage.
    marks : int
        First entries that count as something, by mark.
    left : int
        Stays ended, by way out.
    stayed : int
        Seconds of the stays that ended, by stage.
    cohort : int
        Of the stays begun in the period, how many ended up to the horizon, by way out.
    fate : int
        Of the leads born in the period, how many ended up to the horizon, by source and, within
        it, outcome.
    worth : int
        What the leads born in the period brought up to the horizon, hundredths, by source.
    served : int
        Stays whose work was finished in the period, by stage; only where there are teams.
    waited : int
        Seconds that they waited for it, by stage.
    handed : int
        Seconds that they were between reps, by stage.
    queued : int
        Seconds that leads stood in the queue in the period, by stage.
    waiting : int
        Leads that stand in the queue at the end of the period, by stage.
    busy : int
        Selling seconds of work, by team.
    offered : int
        Selling seconds for which somebody was there, by team.
    attempts : int
        Attempts of finished work, by stage.
    salary : int
        Hundredths of salaries, by team.
    extra : int
        Hundredths of what is spent besides.
    refused : int
        Candidates that found no free account, by source; only where markets are finite.
    touches : int
        Touches, by stage; only where there are parking places.
    opened : int
        Touches that were opened, by stage.
    opted_out : int
        Touches at which a lead opted out, by stage.
    touch_cost : int
        What touches cost, hundredths, by stage.
    discounted : int
        Hundredths taken off deals that went on, by stage; only where amounts change.
    drifted : int
        Hundredths by which deals that went on changed besides, by stage.
    commission : int
        Hundredths of commission, by team; only where there are teams.
    sold : int
        Hundredths won from the stages of each team.
    hiring : int
        Hundredths for new holders of seats, by team.
    spend : int
        Hundredths spent on sources by time, by source; only where any is.
    products : int
        Deals won with each product, by product, and last all deals whose products are known; only
        where deals have products.
    customers : int
        What is counted of customers, in the order of `simfunnel.funnel.customer_items`: for those
        won here and those of today, and for each segment; only where something happens after the
        sale.
    width : int
        Number of columns.
    outcomes : int
        How many columns of `fate` a source has.
    """

    arrived: int
    cost: int
    entered: int
    marks: int
    left: int
    stayed: int
    cohort: int
    fate: int
    worth: int
    served: int
    waited: int
    handed: int
    queued: int
    waiting: int
    busy: int
    offered: int
    attempts: int
    salary: int
    extra: int
    refused: int
    touches: int
    opened: int
    opted_out: int
    touch_cost: int
    discounted: int
    drifted: int
    commission: int
    sold: int
    hiring: int
    spend: int
    products: int
    customers: int
    width: int
    outcomes: int

    @classmethod
    def of(cls, layout: Layout) -> Columns:
        """Lay out the tallies of a funnel.

        Examples
        --------
        >>> from simfunnel.funnel.examples import tiny
        >>> from simfunnel.funnel.lower import compile_funnel
        >>> Columns.of(compile_funnel(tiny()).layout).width
        12
        """
        sizes = (
            len(layout.sources),
            len(layout.sources),
            len(layout.stages),
            len(layout.marks),
            len(layout.ways),
            len(layout.stages),
            len(layout.ways),
            len(layout.sources) * len(layout.outcomes),
            len(layout.sources),
            *[len(layout.stages) if layout.teams else 0] * 5,
            *[len(layout.teams)] * 2,
            len(layout.stages) if layout.teams else 0,
            len(layout.teams),
            1,
            len(layout.sources) if layout.finite else 0,
            *[len(layout.stages) if layout.parked else 0] * 4,
            *[len(layout.stages) if layout.valued else 0] * 2,
            *[len(layout.teams)] * 3,
            len(layout.sources) if layout.spends else 0,
            len(layout.products) + 1 if layout.products else 0,
            2 * len(layout.segments) * ITEMS if layout.after else 0,
        )
        starts = [sum(sizes[:k]) for k in range(len(sizes) + 1)]
        fields = [*starts, len(layout.outcomes)]
        return cls(*fields)


class Kept(NamedTuple):
    """The rows of one replication.

    Parameters
    ----------
    stays : ndarray of int64, shape (n_stays, 14)
        Columns as in `STAY_COLUMNS`.
    terms : ndarray of int64, shape (n_terms, 9)
        Columns as in `TERM_COLUMNS`, customer by customer.
    referred : ndarray of int64, shape (n_referred, 2)
        The keys of the leads that customers have brought, in the order of their numbers.
    """

    stays: NDArray[np.int64]
    terms: NDArray[np.int64]
    referred: NDArray[np.int64]

    @classmethod
    def of(
        cls,
        stays: NDArray[np.int64],
        terms: NDArray[np.int64] | None = None,
        referred: NDArray[np.int64] | None = None,
    ) -> Kept:
        """Put terms in order; without any, nothing happens after the sale."""
        if terms is None or referred is None:
            none = np.zeros((0, len(TERM_COLUMNS)), dtype=np.int64)
            return cls(stays, none, none[:, :2])
        order = np.lexsort((terms[:, 2], terms[:, 1], terms[:, 0]))
        return cls(stays, terms[order], referred)


class Results(NamedTuple):
    """What replications yield; axis 0 is the replication.

    Parameters
    ----------
    tallies : ndarray of int64, shape (n, n_periods, n_columns)
    wins : ndarray of int64, shape (n, n_days, 4)
        Columns as in `WINS`.
    fates : ndarray of int64, shape (n, n_open_leads)
        Second at which each open lead is won; -1 if it ended otherwise, -2 if still open at the
        end of the horizon, -3 if it is older than its stage's dwell allows (a zombie).
    worth : ndarray of int64, shape (n, n_open_leads)
        Amount of each open lead that is won, in hundredths; 0 otherwise.
    """

    tallies: NDArray[np.int64]
    wins: NDArray[np.int64]
    fates: NDArray[np.int64]
    worth: NDArray[np.int64]


def empty_results(n: int, periods: int, columns: int, days: int, leads: int) -> Results:
    """Return results of n replications in which nothing has happened."""
    return Results(
        np.zeros((n, periods, columns), dtype=np.int64),
        np.zeros((n, days, 4), dtype=np.int64),
        np.full((n, leads), -2, dtype=np.int64),
        np.zeros((n, leads), dtype=np.int64),
    )
