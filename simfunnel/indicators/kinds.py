"""What a KPI is, and what it is computed from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simfunnel.errors import TableError
from simfunnel.forecasting.measured import TOLD
from simfunnel.measures import Customers, Flows, Stays
from simfunnel.words import say

__all__ = [
    "Aim",
    "Array",
    "Asked",
    "Bought",
    "Followed",
    "Kpi",
    "Parts",
    "Quota",
    "Seen",
    "Sold",
]

Array = NDArray[np.float64]
Parts = dict[str, Array]
"""Values by part, each of shape (n_futures, n_periods)."""
Unit = Literal[
    "leads",
    "deals",
    "currency",
    "currency_a_day",
    "share",
    "days",
    "hours",
    "a_week",
    "times",
    "customers",
    "products",
]


@dataclass(frozen=True)
class Asked:
    """What somebody wants to see.

    Parameters
    ----------
    marketing, qualified : str
        The stage in which a lead counts as marketing's, and as qualified.
    target : str, optional
        In words.
    since : date or str, optional
        First day of a past.
    quota : str or dict of str to str, optional
        What each seller of a past is to win, or each of those named: ``"350 000 per year"``.
    market : str or float, optional
        What the whole market sells in the window, or per time.
    by_period : bool
        Whether each period is told apart.
    futures : int
        How many futures tell their stays.
    selling : bool
        Whether anybody wants to know who sold.
    """

    marketing: str
    qualified: str
    target: str | None = None
    since: date | str | None = None
    quota: str | Mapping[str, str] | None = None
    market: str | float | None = None
    by_period: bool = False
    futures: int = TOLD
    selling: bool = True


@dataclass(frozen=True, eq=False)
class Aim:
    """A target beside what comes.

    Parameters
    ----------
    days : str
        First and last day of the target.
    wanted : float
        Whole units of the currency.
    booked : float
        Of these, what is won before the window begins.
    total : ndarray of float64, shape (n_futures,)
        What is won in the target's days, booked included.
    """

    days: str
    wanted: float
    booked: float
    total: Array


@dataclass(frozen=True, eq=False)
class Sold:
    """What each seller won.

    Parameters
    ----------
    sellers : tuple of str
    amounts : ndarray of float64, shape (n_futures, n_sellers)
        Whole units of the currency, in the whole window.
    """

    sellers: tuple[str, ...]
    amounts: Array

    def by(self, seller: str) -> Array:
        """Return what one seller won, shape (n_futures, 1); nothing where nobody is called so."""
        if seller not in self.sellers:
            return np.zeros((len(self.amounts), 1))
        return self.amounts[:, self.sellers.index(seller), None]


@dataclass(frozen=True, eq=False)
class Bought:
    """What the deals won are made of.

    Parameters
    ----------
    products : tuple of str
    counts : ndarray of int64, shape (n_futures, n_periods, n_products + 1)
        Deals with each product, and last all deals whose products are known.
    """

    products: tuple[str, ...]
    counts: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Quota:
    """What a team or a seller is to win, beside what was won.

    Parameters
    ----------
    won, asked : ndarray of float64, shape (n_futures, n_periods)
        Whole units of the currency; of a seller in the whole window.
    """

    won: Array
    asked: Array

    def together(self) -> Quota:
        """Return the same with one period for all of them."""
        won, asked = (each.sum(axis=1, keepdims=True) for each in (self.won, self.asked))
        return Quota(won, asked)


@dataclass(frozen=True, eq=False)
class Followed:
    """Customers of futures, and what holds for them in each future from the last change on.

    Parameters
    ----------
    customers : Customers
        With the periods that are told.
    laws : ndarray of float64, shape (n, n_numbers)
        What happens after the sale, as `simfunnel.funnel.layout` names it (AF_*).
    margins : ndarray of float64, shape (n, n_segments, 2)
        Margin, and cost to serve in whole units of the currency a year.
    days : ndarray of float64, shape (n_periods,)
    """

    customers: Customers
    laws: Array
    margins: Array
    days: Array


@dataclass(frozen=True, eq=False)
class Seen:
    """What was seen of a past or of futures.

    Parameters
    ----------
    stays : Stays
        Of the past or of the first futures, open leads with their amounts.
    flows : Flows
        Of the past or of all futures.
    by_period : Stays
        The stays before their periods were put together.
    flows_by_period : Flows
        The flows before that.
    stages : tuple of str
        In their order.
    marketing, qualified : str
        The stage in which a lead counts as marketing's, and as qualified.
    lead_costs : ndarray of float64, shape (n_futures, n_periods, n_sources), optional
        What leads cost, in whole units of the currency, with the periods of `flows`.
    aim : Aim, optional
    sold : Sold, optional
    quotas : dict of str to Quota, optional
        By team, and by seller within it; none where nobody is known to sell.
    thirds : dict of str to str
        Top, middle or bottom, by the stages of which that is known.
    market : float, optional
        What the whole market sells a day, in whole units of the currency.
    next_lead : dict of str to float
        What one lead more costs, by source, where money is spent on it by time.
    followed : Followed, optional
        Customers after the deal; missing where they are not followed.
    bought : Bought, optional
        What the deals won are made of; missing where nothing says it.
    """

    stays: Stays
    flows: Flows
    by_period: Stays
    flows_by_period: Flows
    stages: tuple[str, ...]
    marketing: str
    qualified: str
    lead_costs: Array | None = None
    aim: Aim | None = None
    sold: Sold | None = None
    quotas: dict[str, Quota] | None = None
    thirds: dict[str, str] = field(default_factory=dict)
    market: float | None = None
    next_lead: dict[str, float] = field(default_factory=dict)
    followed: Followed | None = None
    bought: Bought | None = None

    @property
    def target(self) -> Aim:
        """The target.

        Raises
        ------
        TableError
            If there is none.
        """
        if self.aim is None:
            raise TableError(
                say("no target in money is stated; give one, for instance target='400 000'.")
            )
        return self.aim


@dataclass(frozen=True)
class Kpi:
    """One figure that articles name.

    Parameters
    ----------
    key : str
    name, formula, window, pitfall : str
        In plain words; the window with its cohort.
    unit : str
    source : str
        The article that names it.
    of : callable
        Computes it.
    """

    key: str
    name: str
    unit: Unit
    formula: str
    window: str
    source: str
    pitfall: str
    of: Callable[[Seen], Parts]

    def parts(self, seen: Seen) -> Parts:
        """Return the figures by part.

        Parameters
        ----------
        seen : Seen

        Raises
        ------
        TableError
            If what was seen cannot show it; the sentence says what is missing.
        """
        return self.of(seen)
