"""Funnels without people whose chances, days and open leads are known.

Exact values by N = (I - Q)^-1, by quadrature and by Bayes on two normals, in 40-digit arithmetic.
"""

from __future__ import annotations

import math
from typing import Any

from benchmarks.known import FIRST, Case, Known, Seen, Values, funnel_of

__all__ = ["PATHS"]

Z90 = 1.2815515655446004  # standard normal quantile of .9
SECONDS_A_DAY = 86_400
GOOD_OF_PASSED = 0.643590698257793  # Bayes on two normals of correlation .6, both above z(.6)


def _stage(advance: str, to: str, days: float, otherwise: Any = "lost.price") -> dict[str, Any]:
    """Return a stage with an exponential dwell."""
    dwell = {"family": "exponential", "mean": f"{days:g} days"}
    return {"advance": advance, "next": to, "otherwise": otherwise, "dwell": dwell}


def _batch(leads: int, enters: str) -> dict[str, Any]:
    """Return leads that come all at once."""
    return {"web": {"enters": enters, "batches": [{"on": FIRST, "leads": leads}]}}


def _won(seen: Seen) -> Values:
    """Return the share of all leads that is won."""
    return seen.runs.results.wins[:, :, 0].sum(axis=1) / seen.column(seen.runs.columns.arrived)


def _days(seen: Seen) -> Values:
    """Return the mean days from birth to end."""
    stages = seen.runs.compiled.layout.stages
    stayed = sum(seen.stage("stayed", name) for name in stages)
    return stayed / SECONDS_A_DAY / seen.column(seen.runs.columns.arrived)


def _open(seen: Seen) -> Values:
    """Return how many are open at the end."""
    return seen.stage("entered", "talk") - seen.ended("talk")


def _chain() -> Case:
    """Return four stages with two ways back."""
    stages = {
        "lead": _stage("50 %", "qualified", 3),
        "qualified": _stage("60 %", "proposal", 7, {"lead": "25 %", "lost.price": "75 %"}),
        "proposal": _stage("70 %", "negotiation", 10, {"qualified": "50 %", "lost.price": "50 %"}),
        "negotiation": _stage("50 %", "won", 5, {"proposal": "40 %", "lost.price": "60 %"}),
    }
    make = funnel_of(stages, _batch(5_000, "lead"), "2027-12-31")
    figures = (Known("share won", 0.144429160935351, _won),
               Known("days from birth to end", 12.888583218707, _days))  # fmt: skip
    return Case("chain of four stages with loops", make, figures, 160)


def _retry() -> Case:
    """Return leads that try again and again."""
    stage = _stage("20 %", "won", 3, {"talk": "40 %", "lost.price": "60 %"})
    figures = (
        Known("share won", 0.294117647058824, _won),
        Known("attempts", 1.47058823529412, lambda seen: (
            seen.stage("entered", "talk") / seen.column(seen.runs.columns.arrived))),
    )  # fmt: skip
    make = funnel_of({"talk": stage}, _batch(5_000, "talk"), "2027-12-31")
    return Case("coming back 40 % of the time", make, figures, 60)


def _gate() -> Case:
    """Return a gate, and perfect ones behind it that tell who was good."""
    truth = {"pass": "40 %", "reliability": 1}
    stages: dict[str, Any] = {
        "gate": _stage("", "passed", 1, "rejected") | {"gate": {**truth, "reliability": 0.6}},
        "passed": _stage("", "won", 1) | {"gate": truth},
        "rejected": _stage("", "won", 1) | {"gate": truth},
    }
    for stage in stages.values():
        del stage["advance"]
    figures = (
        Known("share passed", 0.4, lambda seen: seen.ended("gate", "passed") / seen.ended("gate")),
        Known("good, of the passed", GOOD_OF_PASSED,
              lambda seen: seen.ended("passed", "won") / seen.ended("passed")),
        Known("good, of the rejected", (0.4 - 0.4 * GOOD_OF_PASSED) / 0.6,
              lambda seen: seen.ended("rejected", "won") / seen.ended("rejected")),
    )  # fmt: skip
    make = funnel_of(stages, _batch(5_000, "gate"), "2026-12-31")
    return Case("gate of reliability 0.6, 40 % good", make, figures, 120, quick=True)


def _filling() -> Case:
    """Return a stage that fills for a year from empty."""
    dwell = {"median": "14 days", "p90": f"{14.0 * math.exp(1.5 * Z90):.12f} days"}
    stage = {"advance": "50 %", "next": "won", "otherwise": "lost.price", "dwell": dwell}
    source = {"web": {"leads": "5 per day", "enters": "talk"}}
    make = funnel_of({"talk": stage}, source, "2027-01-04")
    figures = (Known("open after 365 days", 188.783757876704, _open),
               Known("departed by then", 1636.2162421233,
                     lambda seen: seen.ended("talk")))  # fmt: skip
    return Case("M/LogN/infinity, sigma 1.5, from empty", make, figures, 450)


def _deals() -> Case:
    """Return 200 open deals, each won with a quarter."""
    leads = [{"lead": f"L{k}", "stage": "talk", "entered_on": FIRST} for k in range(200)]
    make = funnel_of(
        {"talk": _stage("25 %", "won", 1)},
        {"web": {"leads": "0 per month", "enters": "talk"}}, "2026-12-31",
        today={"date": FIRST, "open_leads": leads},
    )  # fmt: skip
    won = Known("won", 50.0, lambda seen: seen.ended("talk", "won"))
    return Case("200 open deals at 25 %", make, (won,), 1_200)


PATHS = (_chain(), _retry(), _gate(), _filling(), _deals())
"""Every funnel of the table in which nobody has to wait."""
