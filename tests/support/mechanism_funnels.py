"""Funnels in which everything that people, parking places and markets do happens at once."""

from __future__ import annotations

from typing import Any

from simfunnel.funnel.changes import Change, WhatIf
from simfunnel.funnel.model import Funnel

__all__ = ["DATED", "MECHANISMS", "dated", "keeping", "nursing", "working"]

GONE = {"call": "50 %", "lost.gone": "50 %"}
PITCH: dict[str, Any] = {
    "patience": {"after": "5 business days", "to": "cold.no"},
    "advance": "45 %",
    "next": "won",
    "otherwise": {"lost.price": "80 %", "call": "20 %"},
    "dwell": {"median": "8 days", "p90": "20 days"},
    "stale": {"after": "25 days", "to": "cold.old", "reviewed": "weekly"},
}
CALL = {
    "advance": "60 %",
    "next": "pitch",
    "otherwise": {"cold.x": "100 %"},
    "dwell": {"median": "3 days", "p90": "9 days"},
}
PEOPLE = {
    "ramp": ["35 %", "70 %", "100 %"],
    "skill": {"effort": "15 %", "odds": "10 %"},
    "leave": {"oct": "50 %"},
    "turnover": "90 % per year",
    "replaced_after": "20 days",
    "hand_over": "2 business days",
    "salary": "34 000 per year",
}


def _funnel(**blocks: Any) -> Funnel:
    """Return a funnel with these blocks."""
    return Funnel.model_validate({"simfunnel": 1, "funnel": "all at once", **blocks})


def working() -> Funnel:
    """Return a funnel with hours: leave, turnover, hand-over, a finite market and costs."""
    source = {
        "leads": "90 per month",
        "enters": "call",
        "market": {"accounts": 80, "cooling": "30 days"},
        "cost": "20 per lead",
    }
    effort = {"median": "2 hours", "p90": "5 hours"}
    halving = {"odds_halve_every": "2 business days"}
    pitch = {**PITCH, "team": "ae", "touches": 3, "effort": effort, "slow_start": halving}
    hours = {"mon-thu": "09:00-18:00", "fri": "9:00-15:00", "share": "20 %"}
    team = {"seats": 2, "hires": {"2026-10-01": 1}, "order": "newest first", **PEOPLE}
    return _funnel(
        starts="2026-09-01",
        until="2026-12-31",
        amount={"median": "1 000", "p90": "4 000"},
        sources={"web": source},
        costs={"extra": "2 500 per month"},
        stages={"call": CALL, "pitch": pitch},
        events={"gone": {"in": ["pitch"], "rate": "20 % per month", "then": GONE}},
        teams={"ae": {**team, "selling_hours": hours}},
    )


def keeping() -> Funnel:
    """Return a funnel whose reps keep open deals, some of them from before the start."""
    leads = [
        {
            "lead": f"L{i}",
            "stage": "pitch" if i % 2 else "close",
            "entered_on": f"2026-08-{10 + i:02d}",
            "owner": ("a", "b", None)[i % 3],
        }
        for i in range(12)
    ]
    waits = {"lead": "W", "stage": "pitch", "entered_on": "2026-08-20", "worked_on": "not yet"}
    close = {
        "team": "ae",
        "advance": "60 %",
        "next": "won",
        "otherwise": {"lost.price": "80 %", "pitch": "20 %"},
        "dwell": {"median": "5 business days", "p90": "20 business days"},
    }
    pitch = {**PITCH, "team": "ae", "next": "close"}
    pitch["otherwise"] = {"lost.price": "80 %", "pitch": "20 %"}
    then = {"close": "50 %", "lost.gone": "50 %"}
    team = {"seats": 3, "names": ["a", "b", "c"], "open_deals": "8 per seat", **PEOPLE}
    return _funnel(
        today={"date": "2026-09-01", "open_leads": [*leads, waits]},
        until="2026-12-31",
        sources={"web": {"leads": "60 per month", "enters": "pitch"}},
        stages={"pitch": pitch, "close": close},
        events={"gone": {"in": ["pitch"], "rate": "20 % per month", "then": then}},
        teams={"ae": team},
    )


def nursing() -> Funnel:
    """Return a funnel with a parking place, and leads that are in it or have woken already."""
    leads = [
        {"lead": "A", "stage": "nurture", "entered_on": "2026-07-05"},
        {"lead": "B", "stage": "nurture", "entered_on": "2025-07-05"},
        {"lead": "C", "stage": "call", "entered_on": "2026-08-30", "woken_on": "2026-08-29"},
    ]
    call = {**CALL, "advance": "30 %", "next": "won", "otherwise": {"nurture": "100 %"}}
    nurture = {
        "touch_every": "14 days",
        "touches_at_most": 12,
        "opened": "28 %",
        "opt_out": "0.6 % per touch",
        "wakes": "4 % per month",
        "dose": {"at_most": "times 3", "half_after": "3 opened"},
        "woken": {"to": "call", "advance_odds": "times 1.25", "dwell": "times 0.85"},
        "afterwards": "cold.nurture_ended",
        "cost": "0.40 per touch",
    }
    return _funnel(
        today={"date": "2026-09-01", "open_leads": leads},
        until="2027-06-30",
        quality={"good": "40 %", "advance_odds": "times 1.5"},
        sources={"web": {"leads": "60 per month", "enters": "call"}},
        stages={"call": call},
        nurture=nurture,
        events={
            "gone": {"in": ["nurture"], "rate": "4 % per month", "then": {"lost.gone": "100 %"}}
        },
    )


MECHANISMS = {"working": working, "keeping": keeping, "nursing": nursing}
DATED = {
    "working": ("teams.ae.seats", "plus 1", "2026-11-02"),
    "keeping": ("teams.ae.open_deals", "6", "2026-11-02"),
    "nursing": ("nurture.touch_every", "7 days", "2027-01-04"),
}


def dated(name: str) -> WhatIf:
    """Return a change on a day of what a funnel is about."""
    return WhatIf("later", (Change.of(*DATED[name]),))
