"""Choices of the contract about one stay, each in a small case worked out by hand.

Every function returns what an engine does and what the contract says; a flipped choice makes them
differ.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from law_funnels import DAY, START, at_once, made, stage
from law_hand import Hand, Row, lives, odds_shift, pick, quantile, seconds, spread

__all__ = ["PINS_OF_STAYS", "Pin"]

Pin = Callable[[str], tuple[Any, Any]]
N = 80
END = "2026-12-31"
FIRST_MONDAY = date(1970, 1, 5)
TALK = spread(1, 5)


def _talk(v: float) -> int:
    """Return the dwell of 1 to 5 days at a uniform."""
    return seconds(DAY * (1.0 + 4.0 * v))


def _lead(k: int) -> Hand:
    """Return the draws of a lead of the batch of the first day."""
    return Hand(f"lead/web/{START}", k)


def _one(spec: dict[str, Any], **more: Any) -> Any:
    """Return a funnel of one stage and 80 leads at once."""
    return made({"talk": spec}, {"web": at_once(N, "talk")}, until=END, **more)


def exits(engine: str) -> tuple[Any, Any]:
    """Pin that exits lie on [0, 1) with `next` first, each part in order of name.

    The dwell is drawn by the second uniform, the same whichever exit, and an exit may have its own.
    """
    slow = {"share": "60 %", "dwell": spread(10, 20)}
    spec = stage("60 %", {"won": "30 %", "cold.alpha": "70 %"}, TALK,
                 {"lost.price": slow, "disqualified.unfit": "40 %"})  # fmt: skip
    parts = [
        ("cold.alpha", 0.42),
        ("won", 0.18),
        ("disqualified.unfit", 0.16),
        ("lost.price", 0.24),
    ]
    hand: list[Row] = []
    for k in range(N):
        u, v = _lead(k).draw("talk/exit")
        to = pick(u, parts)
        left = seconds(DAY * (10.0 + 10.0 * v)) if to == "lost.price" else _talk(v)
        hand.append((1, k, "talk", 0, 0, left, to, ""))
    return lives(_one(spec), engine), hand


def second_stage(engine: str) -> tuple[Any, Any]:
    """Pin that a stay begins when the last one ends, and that its dwell counts from there."""
    stages = {"offer": stage("50 %", "won", TALK), "talk": stage("100 %", "offer", TALK)}
    hand: list[Row] = []
    for k in range(N):
        first = _talk(_lead(k).draw("talk/exit")[1])
        u, v = _lead(k).draw("offer/exit")
        hand.append((1, k, "talk", 0, 0, first, "offer", ""))
        to = "won" if u < 0.5 else "lost.price"
        hand.append((1, k, "offer", 0, first, first + _talk(v), to, ""))
    return lives(made(stages, {"web": at_once(N, "talk")}, until=END), engine), hand


def occasions(engine: str) -> tuple[Any, Any]:
    """Pin that a draw's occasion is the number of earlier stays in this stage, not in all."""
    stages = {
        "offer": stage("40 %", "won", TALK, "talk"),
        "talk": stage("70 %", "offer", TALK),
    }
    hand: list[Row] = []
    for k in range(N):
        now, here, been = 0, "talk", {"talk": 0, "offer": 0}
        while here in been:
            u, v = _lead(k).draw(f"{here}/exit", been[here])
            ahead, else_ = ("offer", "lost.price") if here == "talk" else ("won", "talk")
            to = ahead if u < (0.7 if here == "talk" else 0.4) else else_
            hand.append((1, k, here, been[here], now, now + _talk(v), to, ""))
            been[here] += 1
            now, here = now + _talk(v), to
    return lives(made(stages, {"web": at_once(N, "talk")}, until="2028-12-31"), engine), hand


def rounding(engine: str) -> tuple[Any, Any]:
    """Pin that durations are rounded by floor(s + .5) and last a second at least."""
    exact = {"a": 0.2, "b": 2.5, "c": 3.49, "d": 4.5}
    stages = {n: stage("100 %", "won", {"exactly": f"{s} seconds"}) for n, s in exact.items()}
    funnel = made(stages, {n: at_once(1, n) for n in stages}, until=END)
    left = {row[2]: row[5] for row in lives(funnel, engine)}
    return left, {"a": 1, "b": 3, "c": 3, "d": 5}


def gates(engine: str) -> tuple[Any, Any]:
    """Pin that a gate passes where rho x + sqrt(1 - rho^2) e > c, e = -quantile(u).

    So small u passes. Quality x is the mean of the source plus the quantile of the second uniform
    of birth; the rest of the interval is split as ever.
    """
    spec = stage("", "won", TALK, {"cold.silent": "40 %", "disqualified.unfit": "60 %"},
                 gate={"pass": "45 %", "reliability": 0.6})  # fmt: skip
    web = at_once(N, "talk", good="55 %")
    funnel = made({"talk": spec}, {"web": web}, until=END, quality={"good": "40 %"})
    cut, hand = quantile(0.55), []
    for k in range(N):
        u, v = _lead(k).draw("talk/exit")
        x = quantile(0.6) - quantile(0.45) + quantile(_lead(k).draw("born")[1])
        passes = 0.6 * x - 0.8 * quantile(u) > cut
        chance = 0.5 * math.erfc((cut - 0.6 * x) / 0.8 / math.sqrt(2.0))
        rest = "cold.silent" if u < chance + 0.4 * (1.0 - chance) else "disqualified.unfit"
        hand.append((1, k, "talk", 0, 0, _talk(v), "won" if passes else rest, ""))
    return lives(funnel, engine), hand


def perfect_gates(engine: str) -> tuple[Any, Any]:
    """Pin that a gate of reliability 1 is the step x > c, whatever the uniform of its exit."""
    spec = stage("", "won", TALK, gate={"pass": "30 %", "reliability": 1})
    hand = []
    for k in range(N):
        to = "won" if quantile(_lead(k).draw("born")[1]) > quantile(0.7) else "lost.price"
        hand.append((1, k, "talk", 0, 0, _talk(_lead(k).draw("talk/exit")[1]), to, ""))
    return lives(_one(spec), engine), hand


def carving(engine: str) -> tuple[Any, Any]:
    """Pin that events carve the first parts of each lost exit, in order of their names.

    Where they send a lead is the second uniform of the event, its split in order of name; the
    dwell is that of the exit.
    """
    spec = stage("30 %", "won", TALK, {"lost.a": "60 %", "lost.b": "20 %", "cold.c": "20 %"})
    events = {
        "zeal": {"in": ["talk"], "share_of_losses": "35 %", "then": {"lost.zeal": "100 %"}},
        "boss": {"in": ["talk"], "share_of_losses": "25 %",
                 "then": {"lost.y": "55 %", "cold.x": "45 %"}},
    }  # fmt: skip
    hand: list[Row] = []
    for k in range(N):
        u, v = _lead(k).draw("talk/exit")
        lost_a, lost_b = (u - 0.44) / 0.42, (u - 0.86) / 0.14
        to, within = ("won", 1.0) if u < 0.3 else ("cold.c", 1.0)
        if u >= 0.44:
            to, within = ("lost.a", lost_a) if u < 0.86 else ("lost.b", lost_b)
        because = "boss" if within < 0.25 else "zeal" if within < 0.6 else ""
        if because == "boss":
            to = "cold.x" if _lead(k).draw("talk/event/boss")[1] < 0.45 else "lost.y"
        to = "lost.zeal" if because == "zeal" else to
        hand.append((1, k, "talk", 0, 0, _talk(v), to, because))
    return lives(_one(spec, events=events), engine), hand


def striking(engine: str) -> tuple[Any, Any]:
    """Pin that an event with a rate is an exponential race from entry into its stage.

    60 % a month is the hazard -ln .4 / 30.4375 a day.
    """
    stages = {"offer": stage("50 %", "won", spread(5, 60)), "talk": stage("100 %", "offer", TALK)}
    merger = {"in": ["offer"], "rate": "60 % per month",
              "then": {"lost.merger": "70 %", "cold.merger": "30 %"}}  # fmt: skip
    funnel = made(stages, {"web": at_once(N, "talk")}, until=END, events={"merger": merger})
    hazard = -math.log(0.4) / 30.4375 / DAY
    hand: list[Row] = []
    for k in range(N):
        now = _talk(_lead(k).draw("talk/exit")[1])
        hand.append((1, k, "talk", 0, 0, now, "offer", ""))
        u, v = _lead(k).draw("offer/exit")
        end = (now + seconds(DAY * (5.0 + 55.0 * v)), "won" if u < 0.5 else "lost.price", "")
        u, v = _lead(k).draw("offer/event/merger")
        strike = now + seconds(-math.log(u) / hazard)
        if strike < end[0]:
            end = (strike, "cold.merger" if v < 0.3 else "lost.merger", "merger")
        hand.append((1, k, "offer", 0, now, *end))
    return lives(funnel, engine), hand


def _review(cadence: str, limit: int, start: date) -> int:
    """Return the first review at or after a second, by looking at one midnight after another."""
    if cadence == "never":
        return limit
    midnight = -(-limit // DAY)
    while True:
        day = start + timedelta(days=midnight)
        monday = day.weekday() == 0
        even = (day - FIRST_MONDAY).days // 7 % 2 == 0
        if {"daily": True, "weekly": monday, "fortnightly": monday and even,
            "monthly": day.day == 1}[cadence]:  # fmt: skip
            return midnight * DAY
        midnight += 1


def reviews(engine: str) -> tuple[Any, Any]:
    """Pin that a stale limit counts from entry and acts at the first review at or after it."""
    start, cadences = date(2026, 1, 7), ("daily", "weekly", "fortnightly", "monthly", "never")
    stages: dict[str, Any] = {"talk": stage("100 %", dict.fromkeys(cadences, "20 %"), TALK)}
    for name in cadences:
        stale = {"after": "9 days", "to": "cold.stale", "reviewed": name}
        if name == "never":
            del stale["reviewed"]
        stages[name] = stage("50 %", "won", spread(6, 40), stale=stale)
    batch = {"enters": "talk", "batches": [{"on": str(start), "leads": 3 * N}]}
    funnel = made(stages, {"web": batch}, until=END).model_copy(update={"starts": start})
    hand: list[Row] = []
    for k in range(3 * N):
        lead = Hand(f"lead/web/{start}", k)
        u, v = lead.draw("talk/exit")
        to = pick(u, [(name, 0.2) for name in sorted(cadences)])
        hand.append((1, k, "talk", 0, 0, _talk(v), to, ""))
        now, (u, v) = _talk(v), lead.draw(f"{to}/exit")
        end = (now + seconds(DAY * (6.0 + 34.0 * v)), "won" if u < 0.5 else "lost.price", "")
        limit = _review(to, now + 9 * DAY, start)
        if limit < end[0]:
            end = (limit, "cold.stale", "stale")
        hand.append((1, k, to, 0, now, *end))
    return lives(funnel, engine), hand


def ties(engine: str) -> tuple[Any, Any]:
    """Pin that in one second a stay's own end comes first, then an event, then a stale limit."""
    lead = _lead(0)
    strike = seconds(
        -math.log(lead.draw("talk/event/merger")[0]) / (-math.log(0.4) / 30.4375 / DAY)
    )
    merger = {"in": ["talk"], "rate": "60 % per month", "then": {"lost.merger": "100 %"}}
    own, late = {"exactly": f"{strike} seconds"}, {"exactly": "900 days"}
    stale = {"after": f"{strike} seconds", "to": "cold.stale"}
    ways = []
    for dwell, events, limit in ((own, {"merger": merger}, None), (late, {"merger": merger}, stale),
                                 (own, {}, stale)):  # fmt: skip
        spec = stage("100 %", "won", dwell, **({"stale": limit} if limit else {}))
        funnel = made({"talk": spec}, {"web": at_once(1, "talk")}, until="2029-12-31",
                      events=events)  # fmt: skip
        ways += [(row[5], row[6]) for row in lives(funnel, engine)]
    return ways, [(strike, "won"), (strike, "lost.merger"), (strike, "won")]


def beside(engine: str) -> tuple[Any, Any]:
    """Pin that steps beside a stage start at entry, and that the longest counts."""
    steps = {
        "legal": {"share": "60 %", "takes": spread(2, 12)},
        "audit": {"share": "30 %", "takes": {"family": "uniform", "min": "1 business days",
                                             "max": "9 business days"}},
    }  # fmt: skip
    stages = {"offer": stage("50 %", "won", TALK, meanwhile=steps),
              "talk": stage("100 %", "offer", {"exactly": "14 days"})}  # fmt: skip
    hand: list[Row] = []
    for k in range(N):
        lead, now = _lead(k), 14 * DAY  # a Monday
        hand.append((1, k, "talk", 0, 0, now, "offer", ""))
        u, v = lead.draw("offer/exit")
        left = now + _talk(v)
        happens, long = lead.draw("offer/beside/legal")
        if happens < 0.6:
            left = max(left, now + seconds(DAY * (2.0 + 10.0 * long)))
        happens, long = lead.draw("offer/beside/audit")
        if happens < 0.3:
            weeks, rest = divmod(seconds(DAY * (1.0 + 8.0 * long)) - 1, 5 * DAY)
            left = max(left, now + 7 * DAY * weeks + rest + 1)
        hand.append((1, k, "offer", 0, now, left, "won" if u < 0.5 else "lost.price", ""))
    return lives(made(stages, {"web": at_once(N, "talk")}, until=END), engine), hand


def effects(engine: str) -> tuple[Any, Any]:
    """Pin that quality, segment, source and good times add on log odds and multiply on dwell."""
    document = {
        "rates": "of an average lead",
        "quality": {"good": "40 %", "advance_odds": "times 1.7", "dwell": "times 0.8"},
        "segments": {"small": {}, "large": {"advance_odds": "times 0.5", "dwell": "times 1.5"}},
        "doubt": {"shock": {"advance_odds": "times 1.4", "dwell": "times 0.9"}},
    }
    web = at_once(N, "talk", segments={"small": "55 %", "large": "45 %"},
                  advance_odds="times 1.3", dwell="times 1.1")  # fmt: skip
    funnel = made({"talk": stage("50 %", "won", TALK)}, {"web": web}, until=END, **document)
    z = quantile(Hand("world").draw("shock")[0])
    hand: list[Row] = []
    for k in range(N):
        first, second = _lead(k).draw("born")
        x, large = quantile(second), first < 0.45  # segments in order of name
        log_odds = x * math.log(1.7) + math.log(1.3 * (0.5 if large else 1.0)) + z * math.log(1.4)
        ratio = 0.8**x * (1.5 if large else 1.0) * 1.1 * 0.9**z
        u, v = _lead(k).draw("talk/exit")
        to = "won" if u < odds_shift(0.5, log_odds) else "lost.price"
        hand.append((1, k, "talk", 0, 0, seconds(DAY * (1.0 + 4.0 * v) * ratio), to, ""))
    return lives(funnel, engine), hand


PINS_OF_STAYS: dict[str, Pin] = {
    pin.__name__: pin
    for pin in (exits, second_stage, occasions, rounding, gates, perfect_gates, carving, striking,
                reviews, ties, beside, effects)
}  # fmt: skip
