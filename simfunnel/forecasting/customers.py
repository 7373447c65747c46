"""What recurs, who stays and what comes in after the sale, period by period, and term by term."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simfunnel.cards import CustomersSeen
from simfunnel.charts import RecurringData, recurring_of, span_of
from simfunnel.forecasting.futures import Futures
from simfunnel.forecasting.periods import period_heads
from simfunnel.forecasting.quantiles import summary as quantiles
from simfunnel.funnel import customer_items as items
from simfunnel.measures import Customers, customers_of_runs
from simfunnel.measures.runs import lead_names, moments
from simfunnel.measures.summary import figures
from simfunnel.simulation.remake import remake
from simfunnel.simulation.runner import Runs
from simfunnel.tables import CUSTOMERS, TERMS

__all__ = [
    "are_followed",
    "customers_seen",
    "customers_table",
    "recurring_over_time",
    "terms_table",
]

_CENTS, _MONTHS = 100.0, 12.0
_MONEY = (
    ("billed", items.BILLED, "payment"),
    ("received", items.CASH, "payment"),
    ("revenue", items.REVENUE, ""),
    ("margin", items.MARGIN, "margin"),
    ("cost_to_serve", items.SERVING, "cost_to_serve"),
)
_AT = {name: k for k, name in enumerate(items.TERM_COLUMNS)}
Figure = tuple[str, str, str, NDArray[np.int64], float]


def are_followed(runs: Runs) -> bool:
    """Return whether deals that are won become customers.

    Examples
    --------
    >>> from simfunnel.funnel.examples import renewing
    >>> from simfunnel.funnel.lower import compile_funnel
    >>> from simfunnel.simulation.runner import simulate
    >>> are_followed(simulate(compile_funnel(renewing()), 1, seed=1, engine="simpy"))
    True
    """
    return runs.compiled.funnel.customer is not None


def customers_table(runs: Runs) -> pd.DataFrame:
    """Return what recurs, customers, retention and money of each period.

    Parameters
    ----------
    runs : Runs

    Returns
    -------
    DataFrame
        Columns of `tables.CUSTOMERS`.

    Raises
    ------
    TableError
        If nothing happens after the sale.

    Examples
    --------
    >>> from simfunnel.funnel.examples import renewing
    >>> from simfunnel.funnel.lower import compile_funnel
    >>> from simfunnel.simulation.runner import simulate
    >>> table = customers_table(simulate(compile_funnel(renewing()), 2, seed=1, engine="simpy"))
    >>> float(table.loc[table["measure"] == "recurring", "mean"].iloc[0])
    27000.0
    """
    customers, head = customers_of_runs(runs), period_heads(runs.compiled.periods)
    parts = []
    for measure, name, unit, values, by in _figures(customers):
        parts.append((measure, name, unit, quantiles(values, by).assign(futures=len(values))))
    for name, shares in customers.retention().items():
        cell = np.tile(np.arange(shares.shape[1]), len(shares))
        parts.append(("retention", name, "share", figures(shares.ravel(), cell, shares.shape[1])))
    tables = [
        pd.concat([head.assign(measure=measure, name=name, unit=unit), found], axis=1)
        for measure, name, unit, found in parts
    ]
    return pd.concat(tables, ignore_index=True)[list(CUSTOMERS)].astype(CUSTOMERS)


def _figures(customers: Customers) -> Iterator[Figure]:
    """Yield measure, name, unit, values by future and period, and what makes one of the unit."""
    moves = customers.recurring()
    for name, values in moves.items():
        yield "recurring", name, "currency", values, _CENTS
    yield "recurring_month", "end", "currency", moves["end"], _MONTHS * _CENTS
    for name, values in customers.heads().items():
        yield "customers", name, "customers", values, 1.0
    for name, item, needs in _MONEY:
        if not needs or needs in customers.stated:
            yield "money", name, "currency", customers.of(item), _CENTS


def recurring_over_time(futures: Futures) -> RecurringData:
    """Return what a chart of recurring revenue is drawn from.

    Parameters
    ----------
    futures : Futures

    Raises
    ------
    TableError
        If nothing happens after the sale.
    """
    runs, periods = futures.runs, futures.runs.compiled.periods
    moves = customers_of_runs(runs).recurring()
    return recurring_of(
        {name: cents / _CENTS for name, cents in moves.items()}, periods.starts, futures.last_day,
        period=periods.period, currency=futures.currency, n_planned=runs.asked,
    )  # fmt: skip


def customers_seen(futures: Futures) -> CustomersSeen | None:
    """Return what a card says of customers; nothing where no deal becomes one.

    Parameters
    ----------
    futures : Futures
    """
    if not are_followed(futures.runs):
        return None
    whole = customers_of_runs(futures.runs).together()
    heads, kept = whole.heads(), whole.retention(items.OF_TODAY)["net"][:, 0]
    return CustomersSeen(
        recurring_over_time(futures).whole,
        int(whole.today[:, 0].sum()),
        span_of(heads["end"][:, 0]),
        span_of(kept) if np.isfinite(kept).all() else None,
    )


def terms_table(runs: Runs, replication: int) -> pd.DataFrame:
    """Return the terms of the customers of one future, made again if they were not kept.

    Parameters
    ----------
    runs : Runs
    replication : int
        Its number.

    Returns
    -------
    DataFrame
        Columns of `tables.TERMS`: customers of today, then those who were won, by lead and term.

    Raises
    ------
    TableError
        If nothing happens after the sale.
    SimfunnelError
        If that future was not simulated.

    Examples
    --------
    >>> from simfunnel.funnel.examples import renewing
    >>> from simfunnel.funnel.lower import compile_funnel
    >>> from simfunnel.simulation.runner import simulate
    >>> table = terms_table(simulate(compile_funnel(renewing()), 1, seed=1, engine="simpy"), 0)
    >>> table["customer"].unique()[:3].tolist(), int(table["amount"].iloc[0])
    (['C1', 'C2', 'C3'], 600000)
    """
    customers_of_runs(runs)  # refuses where there are none
    again = remake(runs, [replication])
    rows = again.terms[replication]
    rows = rows[np.lexsort([rows[:, _AT[name]] for name in ("number", "index", "stream")])]
    layout, how = again.compiled.layout, rows[:, _AT["how"]]
    segments = np.array(layout.segments, dtype=object)[rows[:, _AT["segment"]]]
    later = pd.Series(rows[:, _AT["after"]], dtype="Int64")
    table = pd.DataFrame(
        {
            "replication": np.full(len(rows), replication, dtype=np.int64),
            "customer": _names(again, rows),
            "segment": segments if again.compiled.funnel.segments else None,
            "term": rows[:, _AT["number"]],
            "began_at": moments(again, rows[:, _AT["began"]]),
            "ended_at": moments(again, rows[:, _AT["ended"]]),
            "how": pd.Series(how).map(items.ENDS),
            "amount": pd.Series(rows[:, _AT["amount"]], dtype="Int64"),
            "next_amount": later.where(np.isin(how, (items.RENEWS, items.BEGINS))),
        }
    )
    return table.astype(TERMS)


def _names(runs: Runs, rows: NDArray[np.int64]) -> NDArray[np.object_]:
    """Return the ids of customers of today, and the names of the leads that became customers."""
    own = rows[:, _AT["stream"]] < -1
    names = np.empty(len(rows), dtype=object)
    names[own] = np.array(runs.compiled.layout.customers, dtype=object)[rows[own, _AT["index"]]]
    names[~own] = lead_names(runs, rows[~own, _AT["stream"]], rows[~own, _AT["index"]])
    return names
