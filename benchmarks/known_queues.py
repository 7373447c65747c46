"""Queues whose waits are known: one service is an hour on a clock that never stands still.

Exact values are those of the textbooks' formulas in 40-digit arithmetic: M/M/c by Erlang C, M/G/1
by Pollaczek and Khinchine, priorities by Cobham, impatience by Palm's Erlang-A, networks by
Jackson. A tenth of each replication is cut off. Waits are those of the work that was finished.
"""

from __future__ import annotations

import math
from typing import Any

from benchmarks.known import Case, Known, funnel_of

__all__ = ["QUEUES"]

HOURS = {"mon-sun": "00:00-24:00"}
AN_HOUR: dict[str, Any] = {"family": "exponential", "mean": "1 hour"}
Z90 = 1.2815515655446004  # standard normal quantile of .9


def _work(team: str, effort: Any, **more: Any) -> dict[str, Any]:
    """Return a stage that is nothing but its work, and a second for the customer."""
    return {"team": team, "effort": effort, "advance": "100 %", "next": "won",
            "dwell": "1 second", **more}  # fmt: skip


def _source(per_hour: float, enters: str) -> dict[str, Any]:
    """Return leads that come at a rate per hour."""
    return {"leads": f"{per_hour * 24:.12g} per day", "enters": enters}


def _team(seats: int, **more: Any) -> dict[str, Any]:
    """Return people who work around the clock."""
    return {"seats": seats, "selling_hours": HOURS, **more}


def _desk(per_hour: float, seats: int, years: int, effort: Any = None, theta: float = 0.0) -> Any:
    """Return one team and one stage; patience, where there is any, ends at the rate `theta`."""
    stage = _work("reps", effort or AN_HOUR)
    if theta:
        after = {"family": "exponential", "mean": f"{60.0 / theta:g} minutes"}
        stage["patience"] = {"after": after, "to": "cold.gone"}
    return funnel_of({"call": stage}, {"web": _source(per_hour, "call")}, f"{2025 + years}-12-31",
                     teams={"reps": _team(seats)})  # fmt: skip


def _lognormal(sigma: float) -> dict[str, str]:
    """Return a lognormal effort of an hour on average."""
    median = 60.0 * math.exp(-0.5 * sigma * sigma)
    return {"median": f"{median:.12f} minutes", "p90": f"{median * math.exp(sigma * Z90):.12f} "
            "minutes"}  # fmt: skip


def _wait(exact: float, stage: str = "call", what: str = "wait, hours") -> Known:
    """Return a known mean wait."""
    return Known(what, exact, lambda seen: seen.wait(stage))


def _there(exact: float, stage: str = "call", team: str = "reps", what: str = "there") -> Known:
    """Return a known number of leads that wait or are worked on."""
    return Known(what, exact, lambda seen: seen.waiting(stage) + seen.busy(team))


def _queue(
    name: str, per_hour: float, seats: int, years: int, wait: float, there: float,
    *, effort: Any = None, replications: int = 160, **more: Any,
) -> Case:  # fmt: skip
    """Return a queue in which nobody loses patience."""
    return Case(name, _desk(per_hour, seats, years, effort), (_wait(wait), _there(there)),
                replications, cut=0.1, **more)  # fmt: skip


def _erlang_a(
    per_hour: float, seats: int, theta: float, figures: tuple[float, ...], **more: Any
) -> Case:
    """Return a queue whose leads lose patience: share lost, waiting, at work, there."""
    lost, waiting, busy, there = figures
    return Case(
        f"Erlang-A {per_hour:g}/h, {seats} reps, patience {1 / theta:g} h",
        _desk(per_hour, seats, 1, theta=theta),
        (
            Known("share lost", lost,
                  lambda seen: seen.ended("call", because="patience") / seen.ended("call")),
            Known("waiting", waiting, lambda seen: seen.waiting("call")),
            Known("at work", busy, lambda seen: seen.busy("reps")),
            _there(there),
        ),
        160, cut=0.1, **more,
    )  # fmt: skip


def _priority(name: str, rates: tuple[float, float], seats: int, waits: tuple[float, float],
              years: int) -> Case:  # fmt: skip
    """Return two kinds of leads, of which those in the later stage are taken up first."""
    make = funnel_of(
        {"low": _work("reps", AN_HOUR), "high": _work("reps", AN_HOUR)},
        {"few": _source(rates[0], "high"), "many": _source(rates[1], "low")},
        f"{2025 + years}-12-31",
        teams={"reps": _team(seats, order="latest stage")},
    )
    figures = (_wait(waits[0], "high", "wait of the first, hours"),
               _wait(waits[1], "low", "wait of the others, hours"))  # fmt: skip
    return Case(name, make, figures, 160, cut=0.1)


def _jackson() -> Case:
    """Return two teams that hand leads to and fro."""
    calls = _work("callers", {"family": "exponential", "mean": "30 minutes"}, next="offer",
                  advance="80 %", otherwise="lost.price")  # fmt: skip
    offers = _work("sellers", {"family": "exponential", "mean": "100 minutes"}, advance="70 %",
                   otherwise={"call": "100 %"})  # fmt: skip
    make = funnel_of({"call": calls, "offer": offers}, {"web": _source(1.0, "call")}, "2028-12-31",
                     teams={"callers": _team(1), "sellers": _team(3)})  # fmt: skip
    return Case(
        "Jackson, 1 and 3 reps, leads come back",
        make,
        (
            _there(1.92307692307692, what="there, first team", team="callers"),
            _there(2.22690023954489, "offer", "sellers", "there, second team"),
            Known("hours from birth to end", 4.14997716262181, lambda seen: (
                seen.waiting("call") + seen.busy("callers") + seen.waiting("offer")
                + seen.busy("sellers")) * seen.hours / seen.column(seen.runs.columns.arrived)),
        ),
        160, cut=0.1,
    )  # fmt: skip


QUEUES = (
    _queue("M/M/1 at 50 %", 0.5, 1, 8, 1.0, 1.0, quick=True),
    _queue("M/M/1 at 80 %", 0.8, 1, 9, 4.0, 4.0),
    _queue("M/M/3 at 80 %", 2.4, 3, 6, 1.07865168539326, 4.98876404494382),
    _queue("M/M/3 at 90 %", 2.7, 3, 11, 2.72353673723537, 10.0535491905355),
    _queue("M/M/10 at 80 %", 8.0, 10, 3, 0.204590075398222, 9.63672060318577),
    _queue("M/D/1 at 80 %", 0.8, 1, 8, 2.0, 2.4, effort="1 hour", quick=True),
    _queue("M/LogN/1 at 80 %, sigma 1", 0.8, 1, 20, 5.43656365691809, 5.14925092553447,
           effort=_lognormal(1.0), replications=200),
    _queue("M/LogN/1 at 80 %, sigma 1.5", 0.8, 1, 20, 18.9754716727171, 15.9803773381736,
           effort=_lognormal(1.5), replications=60, judged=False),
    _priority("priority, 1 rep at 80 %", (0.3, 0.5), 1, (1.14285714285714, 5.71428571428571), 13),
    _priority("priority, 3 reps at 80 %", (0.9, 1.5), 3, (0.308186195826645, 1.54093097913323), 7),
    _erlang_a(2.4, 3, 0.5, (0.11985538002417, 0.575305824116016, 2.11234708794199,
                            2.68765291205801), quick=True),
    _erlang_a(4.0, 3, 0.5, (0.306796725665039, 2.45437380532031, 2.77281309733984,
                            5.22718690266016), quick=True),
    _erlang_a(10.0, 10, 1.0, (0.125110035721133, 1.25110035721133, 8.74889964278867, 10.0)),
    _jackson(),
)  # fmt: skip
"""Every queue of the table, from the simplest on."""
