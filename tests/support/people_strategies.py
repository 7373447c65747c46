"""Random teams for property tests, and what stages and open leads say of their work."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from simfunnel.funnel.teams import ORDERS

__all__ = ["add_people"]

NEVER_CLOSED = {"mon-sun": "00:00-24:00"}
HOURS = (
    NEVER_CLOSED,
    {"mon-fri": "09:00-17:00"},
    {"mon-thu": "09:00-18:00", "sat": "10:00-14:00", "share": "65 %"},
)
EFFORTS = ("1 hour", "2 hours", "8 hours", {"median": "3 hours", "p90": "9 hours"})
PATIENCE = ("2 days", "5 business days", {"median": "3 days", "p90": "12 days"})
TIED = ("1 second", "1 hour", "2 hours", "1 day")  # with batches at midnight much happens at once


def _team(draw: st.DrawFn, start: date, ties: bool) -> dict[str, Any]:
    """Return a team of a few seats."""
    days = draw(st.lists(st.integers(0, 50), max_size=2, unique=True))
    team: dict[str, Any] = {
        "seats": draw(st.integers(1, 3)),
        "order": draw(st.sampled_from(ORDERS)),
        "selling_hours": NEVER_CLOSED if ties else draw(st.sampled_from(HOURS)),
        "hires": {(start + timedelta(days=d)).isoformat(): draw(st.integers(1, 2)) for d in days},
        "ramp": draw(st.sampled_from([[], ["50 %", "100 %"], ["25 %", "60 %", "90 %"]])),
    }
    if draw(st.booleans()):
        age = timedelta(days=draw(st.integers(0, 40)))
        team |= {"names": ["Ana"], "starts": {"Ana": (start - age).isoformat()}}
    return team


def _work(draw: st.DrawFn, stage: dict[str, Any], team: str, ties: bool) -> None:
    """Give a stage a team, effort, and now and then patience and a slow start."""
    stage["team"] = team
    stage["effort"] = draw(st.sampled_from(TIED if ties else EFFORTS))
    if draw(st.booleans()):
        limits = (*TIED, "1 business day") if ties else PATIENCE
        to = draw(st.sampled_from(["cold.never_called", "lost.price"]))
        stage["patience"] = {"after": draw(st.sampled_from(limits)), "to": to}
    if "gate" not in stage and draw(st.booleans()):
        half = draw(st.sampled_from(["6 hours", "2 business days"]))
        stage["slow_start"] = {"odds_halve_every": half}


def add_people(draw: st.DrawFn, data: dict[str, Any], start: date, ties: bool) -> None:
    """Give the stated stages of a funnel teams, and its open leads a day of their work.

    Parameters
    ----------
    draw : callable
        Given by Hypothesis.
    data : dict
        The funnel as plain data; changed in place.
    start : date
    ties : bool
        Whether all durations are exact.
    """
    names = draw(st.sampled_from([["reps"], ["reps", "callers"]]))
    data["teams"] = {name: _team(draw, start, ties) for name in names}
    for stage in data["stages"].values():
        if "hazards" not in stage and draw(st.integers(0, 3)) > 0:
            _work(draw, stage, draw(st.sampled_from(names)), ties)
    for lead in data["today"]["open_leads"]:
        entered = date.fromisoformat(lead["entered_on"])
        worked = entered + timedelta(days=draw(st.integers(0, (start - entered).days)))
        known = draw(st.sampled_from([None, "not yet", "not yet", worked.isoformat()]))
        if known is not None:
            lead["worked_on"] = known
