"""The tables of teams, and of leads that nobody works on any more."""

from __future__ import annotations

from simfunnel.tables.kinds import MOMENT

__all__ = ["ACTS", "BOTTLENECKS", "PURGES", "RULES"]

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

ACTS: dict[str, str] = {
    "replication": "int64",
    "rule": "int64",  # counted from 1, in the order of the file; those of what-ifs come last
    "when": "str",  # what it waits for
    "act": "int64",  # for the how-many-th time in this future
    "on": MOMENT,  # the day from whose midnight on its changes hold
}
"""One row per act of a review rule: each time it acts in a future."""

RULES: dict[str, str] = {
    "rule": "int64",  # counted from 1, in the order of the file; those of what-ifs come last
    "when": "str",  # what it waits for
    "does": "str",  # the whole rule in a sentence
    "share": "float64",  # of the futures in which it acts at least once
    "acts": "float64",  # in one future, on average over all of them
    "first_on": MOMENT,  # the earliest first act of any future; missing where it never acts
    "p10_on": MOMENT,  # the day by which 1 in 10 of the first acts are made,
    "p50_on": MOMENT,  # half of them,
    "p90_on": MOMENT,  # and 9 in 10
}
"""One row per review rule: in how many futures it acts, how often, and when first."""
