"""The table of teams."""

from __future__ import annotations

__all__ = ["BOTTLENECKS"]

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
