"""Funnels that start in the middle: open leads of a known age, and what became of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
from law_funnels import DAY, Ran, made, ran
from numpy.typing import NDArray

__all__ = ["TODAY", "fate", "open_leads", "today"]

TODAY = "2026-03-02"  # a Monday


def open_leads(stage: str, days: int, count: int, **known: Any) -> list[dict[str, Any]]:
    """Return leads that entered a stage some days before today, and what is known of them."""
    entered = str(date.fromisoformat(TODAY) - timedelta(days=days))
    return [
        {"lead": f"{stage}-{days}-{k}", "stage": stage, "entered_on": entered, **known}
        for k in range(count)
    ]


def today(
    stages: dict[str, Any], leads: list[dict[str, Any]], n: int, *, seed: int, **more: Any
) -> Ran:
    """Run a funnel to which nobody comes any more from its open leads, keeping all stays."""
    sources = more.pop("sources", {"web": {"leads": "0 per month", "enters": next(iter(stages))}})
    document = {"until": "2029-12-31", "today": {"date": TODAY, "open_leads": leads}} | more
    return ran(made(stages, sources, **document), n, seed=seed, stays_of=range(n))


def fate(seen: Ran) -> dict[str, NDArray[Any]]:
    """Return of each open lead's first stay when it ended, in days from today, and where to."""
    stays = seen.stays()
    first = np.append(True, np.diff(stays["lead"]) != 0)
    ways = np.array([to for _, to, _ in seen.runs.compiled.layout.ways])
    because = np.array([name for _, _, name in seen.runs.compiled.layout.ways])
    return {
        "days": stays["left_at"][first] / DAY,
        "to": ways[stays["way"][first]],
        "because": because[stays["way"][first]],
        "segment": stays["segment"][first],
        "source": stays["source"][first],
        "index": stays["index"][first],
    }
