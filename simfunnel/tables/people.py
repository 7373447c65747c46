"""The tables of teams, and of leads that nobody works on any more."""

from __future__ import annotations

__all__ = ["BOTTLENECKS", "PURGES"]

BOTTLENECKS: dict[str, str] = {
    "team": "str",
    "utilisation": "float64",  # busy over offered; missing where nobody was there
    "idle_hours": "float64",  # offered and not worked, in one future
    "work_asked": "float64",  # what the leads that came need, over what is offered
    "wait_days": "float64",  # before work that was finished, on average
    "queue": "float64",  # leads in the queue, on average over the horizon
    "queue_at_end": "float64",  # leads in the queue when the horizon ends
    "reneged": "float64",  # leads that lost patience, in one future
}
"""One row per team, over the whole horizon: how busy it is, and what leads suffer from it."""

PURGES: dict[str, str] = {
    "stage": "str",
    "kept": "float64",  # share of the deals' stays that the limit keeps
    "limit_days": "float64",
    "purged": "float64",  # stays over the limit whose lead has ended, in one future
    "purged_won": "float64",  # those of them whose lead was won
    "purged_amount": "float64",  # and what these brought, in whole units of the currency
    "open_over": "float64",  # stays over the limit whose lead is still open
    "won": "float64",  # stays whose lead was won
}
"""One row per stage and limit: what a stale limit would give up."""
