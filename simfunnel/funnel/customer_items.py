"""What is counted of customers, and the columns of their terms, for engines and measures."""

from __future__ import annotations

__all__ = ["ENDS", "ITEMS", "TERM_COLUMNS"]

# --- what is counted of customers, for each side and segment: the columns of the tallies
(
    SIGNED, FAILED, BEGUN, BEGUN_AMOUNT, RENEWED, RENEWED_AMOUNT, EXPANDED, EXPANSION, SHRUNK,
    CONTRACTION, CHURNED, CHURN, CUSTOMERS, RECURRING, REVENUE, MARGIN, SERVING, BILLED, CASH,
    REFERRED,
) = range(20)  # fmt: skip
ITEMS = 20
NEW, OF_TODAY = range(2)  # the sides

# --- how a term ends
OPEN, RENEWS, CHURNS, FAILS, BEGINS = range(-1, 4)
ENDS = {RENEWS: "renewed", CHURNS: "churned", FAILS: "failed", BEGINS: "began"}
"""In words; a term that is open has no end."""

TERM_COLUMNS = ("stream", "index", "number", "began", "ended", "how", "amount", "after", "segment")
"""A row for each term of a customer; number 0 is the onboarding. `how`: -1 open, 0 renewed,
1 churned, 2 failed in onboarding, 3 became a customer. `amount` and `after`: hundredths per year,
in the term and in the next. `stream` is -2 for customers of today."""
