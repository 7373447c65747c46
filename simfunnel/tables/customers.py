"""The tables of what happens after the sale."""

from __future__ import annotations

from simfunnel.tables.kinds import MOMENT
from simfunnel.tables.schemas import MEASURED

__all__ = ["CUSTOMERS", "TERMS"]

CUSTOMERS: dict[str, str] = dict(MEASURED)
"""One row per period and figure of customers, with its average and quantiles over the futures.

`measure` and `name` say which figure it is, and in which unit:

recurring
    What customers pay a year, currency: start, new, expansion, contraction, churn and end; in
    every future start + new + expansion - contraction - churn = end.
recurring_month
    A twelfth of it, currency: end.
customers
    customers: start, new, churn and end.
retention
    share of what recurred at the start of the period: net, with expansion, and gross, without.
    Missing, in futures and as a whole, where nothing recurred.
money
    currency: billed and received where terms of payment are stated; revenue, what the days of the
    period bring of what is paid a year; margin of it and cost_to_serve where they are stated.
"""

TERMS: dict[str, str] = {
    "replication": "int64",
    "customer": "str",  # its id of today, or the lead that was won
    "segment": "str",  # missing where the funnel has none
    "term": "int64",  # counted from 1, before the start too; 0 for the onboarding
    "began_at": MOMENT,
    "ended_at": MOMENT,  # NaT: goes on beyond the last day
    "how": "str",  # renewed, churned; onboarding: began, failed. Missing while it goes on
    "amount": "Int64",  # hundredths of the currency a year
    "next_amount": "Int64",  # in the term that follows; missing where none does, or not yet
}
"""One row per term of a customer, and one per onboarding."""
