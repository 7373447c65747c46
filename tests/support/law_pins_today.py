"""Choices of the contract about leads that are open today, each worked out by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from law_funnels import DAY, made, stage
from law_hand import REPLICATION, Hand, Row, lives, quantile, run_of, seconds, spread
from law_pins import Pin
from law_quality import intercept, shifted, sixty_four
from law_today import TODAY, open_leads

__all__ = ["PINS_OF_TODAY"]

N = 80
SLOW = {"lost.price": {"share": "100 %", "dwell": spread(2, 20)}}


def _from_today(stages: dict[str, Any], leads: list[dict[str, Any]], **more: Any) -> Any:
    """Return a funnel that starts with open leads, and to which nobody comes."""
    now = {"date": TODAY, "open_leads": leads}
    web = more.pop("web", {"leads": "0 per month", "enters": "talk"})
    return made(stages, {"web": web}, until="2027-12-31", today=now, **more)


def ages(engine: str) -> tuple[Any, Any]:
    """Pin the exit of an open lead at p_k S_k(a), and the rest of its dwell in survival form.

    Keys are BLAKE2b of "open/" + id; the opening stay is occasion 0, the next one in the same
    stage is occasion 1, with a full dwell.
    """
    stages = {
        "offer": stage("100 %", "talk", spread(1, 3)),
        "talk": stage("40 %", {"offer": "50 %", "won": "50 %"}, spread(1, 9), SLOW),
    }
    hand: list[Row] = []
    for k in range(N):
        lead = Hand.of_open(f"talk-5-{k}")
        now, occasion, entered, here = 0, 0, -5 * DAY, "talk"
        while here in stages:
            u, v = lead.draw(f"{here}/exit", occasion if here == "talk" else occasion - 1)
            if here == "offer":
                left, to = now + seconds(DAY * (1.0 + 2.0 * v)), "talk"
                hand.append((-1, k, here, occasion - 1, entered, left, to, ""))
            else:
                a = 5.0 if occasion == 0 else 0.0
                fast, slow = 0.4 * min(1.0, (9.0 - a) / 8.0), 0.6 * min(1.0, (20.0 - a) / 18.0)
                split = fast / (fast + slow)
                to = "offer" if u < 0.5 * split else "won" if u < split else "lost.price"
                low, high = (2.0, 20.0) if to == "lost.price" else (1.0, 9.0)
                low = max(low, a)
                left = now + seconds(DAY * (low + (high - low) * v - a))
                hand.append((-1, k, here, occasion, entered, left, to, ""))
                occasion += 1
            now, entered, here = left, left, to
    assert max(row[3] for row in hand) >= 2
    return lives(_from_today(stages, open_leads("talk", 5, N, source="web")), engine), hand


def clocks_of_ages(engine: str) -> tuple[Any, Any]:
    """Pin that age counts on the exit's own clock, divided by the lead's ratio on dwell.

    Eleven days ago, on a Thursday, is seven business days ago; at a ratio of 2 that is 3.5.
    """
    business = {"family": "uniform", "min": "1 business days", "max": "9 business days"}
    stages = {"talk": stage("60 %", "won", business, SLOW)}
    slow = {"slow": {"dwell": "times 2"}}
    web = {"leads": "0 per month", "enters": "talk", "segments": {"slow": "100 %"}}
    leads = open_leads("talk", 11, N, source="web", segment="slow")
    win, lose = 0.6 * (9.0 - 3.5) / 8.0, 0.4 * (20.0 - 5.5) / 18.0
    hand: list[Row] = []
    for k in range(N):
        u, v = Hand.of_open(f"talk-11-{k}").draw("talk/exit")
        to = "won" if u < win / (win + lose) else "lost.price"
        left = seconds(DAY * 2.0 * (20.0 - 5.5) * v)
        if to == "won":
            weeks, rest = divmod(seconds(DAY * 2.0 * (9.0 - 3.5) * v) - 1, 5 * DAY)
            left = 7 * DAY * weeks + rest + 1
        hand.append((-1, k, "talk", 0, -11 * DAY, left, to, ""))
    return lives(_from_today(stages, leads, segments=slow, web=web), engine), hand


def strikes_from_today(engine: str) -> tuple[Any, Any]:
    """Pin that events of open leads start afresh today, while stale limits count from entry.

    A limit that has passed already acts at the first review from today on.
    """
    stale = {"after": "12 days", "to": "cold.stale", "reviewed": "weekly"}
    stages = {"talk": stage("50 %", "won", spread(1, 40), stale=stale)}
    merger = {"in": ["talk"], "rate": "90 % per month", "then": {"lost.merger": "100 %"}}
    leads = [x for age in (3, 10, 30) for x in open_leads("talk", age, N // 2, source="web")]
    hazard = -math.log(0.1) / 30.4375 / DAY
    hand: list[Row] = []
    for k, lead in enumerate(leads):
        age = int(lead["lead"].split("-")[1])
        u, v = Hand.of_open(lead["lead"]).draw("talk/exit")
        low = max(float(age), 1.0)
        left = seconds(DAY * (low + (40.0 - low) * v - age))
        end = (left, "won" if u < 0.5 else "lost.price", "")
        strike = seconds(
            -math.log(Hand.of_open(lead["lead"]).draw("talk/event/merger")[0]) / hazard
        )
        end = (strike, "lost.merger", "merger") if strike < end[0] else end
        limit = -(-max(0, 12 - age) // 7) * 7 * DAY  # today is a Monday
        end = (limit, "cold.stale", "stale") if limit < end[0] else end
        hand.append((-1, k, "talk", 0, -age * DAY, *end))
    funnel = _from_today(stages, leads, events={"merger": merger})
    return lives(funnel, engine), hand


def quality_of_ages(engine: str) -> tuple[Any, Any]:
    """Pin the quality of an open lead: 64 points, weighted by who would still be there.

    It is drawn by the second uniform of its birth, and tells in its present stage and the next.
    """
    stages = {
        "offer": stage("50 %", "won", spread(1, 3)),
        "talk": stage("40 %", "offer", spread(1, 9), SLOW),
    }
    x, effect = sixty_four(), math.log(2.5)
    b = intercept(0.4, effect * x, np.ones(64))
    on = shifted(0.4, effect * x + b)
    won = shifted(0.5, effect * x + intercept(0.5, effect * x, on))
    fast, slow = on * (9.0 - 6.0) / 8.0, (1.0 - on) * (20.0 - 6.0) / 18.0
    points = np.cumsum(fast + slow) / (fast + slow).sum()
    hand: list[Row] = []
    for k in range(N):
        lead = Hand.of_open(f"talk-6-{k}")
        i = int(np.searchsorted(points, lead.draw("born")[1], side="right"))
        u, v = lead.draw("talk/exit")
        to = "offer" if u < fast[i] / (fast[i] + slow[i]) else "lost.price"
        left = seconds(DAY * ((9.0 if to == "offer" else 20.0) - 6.0) * v)
        hand.append((-1, k, "talk", 0, -6 * DAY, left, to, ""))
        if to == "offer":
            u, v = lead.draw("offer/exit")
            end = "won" if u < won[i] else "lost.price"
            hand.append((-1, k, "offer", 0, left, left + seconds(DAY * (1 + 2 * v)), end, ""))
    quality = {"good": "40 %", "advance_odds": "times 2.5"}
    leads = open_leads("talk", 6, N, source="web")
    return lives(_from_today(stages, leads, quality=quality), engine), hand


def opening_is_not_entering(engine: str) -> tuple[Any, Any]:
    """Pin that open leads are never counted as entered, and their present mark never again."""
    stages = {
        "offer": stage("100 %", "won", {"exactly": "8 days"}, counts_as="sql"),
        "talk": stage("100 %", "offer", {"exactly": "9 days"}, counts_as="sql"),
        "early": stage("100 %", "talk", {"exactly": "4 days"}),
    }
    leads = [*open_leads("talk", 3, 2, source="web"), *open_leads("early", 1, 1, source="web")]
    seen = run_of(_from_today(stages, leads), engine, period="week")
    marks = seen.runs.results.tallies[REPLICATION, :, seen.runs.columns.marks]
    entered = [seen.entered(name)[REPLICATION] for name in stages]
    counted = [[*row[:3].tolist(), int(row.sum())] for row in (*entered, marks)]
    return counted, [[2, 1, 0, 3], [1, 0, 0, 1], [0, 0, 0, 0], [1, 0, 0, 1]]


def measured_ages(engine: str) -> tuple[Any, Any]:
    """Pin that an open lead of a measured stage meets the hazards of its true age, from today."""
    won, lost, bins = [0.9, 0.1, 0.3], [0.8, 0.3, 0.1], [0, 4, 7]
    hazards = {"ages": bins, "daily": {"lost.price": lost, "won": won}, "advances": ["won"]}
    hand: list[Row] = []
    for k in range(N):
        u, v = Hand.of_open(f"talk-5-{k}").draw("talk/exit")
        missing, day = -math.log(v), 0
        while True:
            place = 1 if day + 5 < 7 else 2
            total = won[place] + lost[place]
            if total >= missing:
                break
            missing, day = missing - total, day + 1
        left = day * DAY + math.floor(DAY * missing / total + 0.5)
        to = "won" if u < won[place] / total else "lost.price"
        hand.append((-1, k, "talk", 0, -5 * DAY, left, to, ""))
    leads = open_leads("talk", 5, N, source="web")
    return lives(_from_today({"talk": {"hazards": hazards}}, leads), engine), hand


def born_today_or_before(engine: str) -> tuple[Any, Any]:
    """Pin that an unknown segment of an open lead is drawn by who would still be there."""
    web = {"leads": "0 per month", "enters": "talk", "segments": {"a": "70 %", "b": "30 %"}}
    segments = {"a": {}, "b": {"dwell": "times 2"}}
    stages = {"talk": stage("100 %", "won", spread(1, 9))}
    here = 0.7 * (9.0 - 7.0) / 8.0, 0.3 * (9.0 - 3.5) / 8.0
    stays = run_of(
        _from_today(stages, open_leads("talk", 7, N, source="web"), segments=segments, web=web),
        engine,
    ).runs.stays[REPLICATION]
    hand = []
    for k in range(N):
        lead = Hand.of_open(f"talk-7-{k}")
        slow = lead.draw("born")[0] >= here[0] / sum(here)
        rest = (9.0 - 3.5) * 2.0 if slow else 9.0 - 7.0
        hand.append((int(slow), seconds(DAY * rest * lead.draw("talk/exit")[1])))
    assert quantile(0.5) == 0.0
    return [(row[7], row[5]) for row in stays[stays[:, 1].argsort()].tolist()], hand


PINS_OF_TODAY: dict[str, Pin] = {
    pin.__name__: pin
    for pin in (ages, clocks_of_ages, strikes_from_today, quality_of_ages,
                opening_is_not_entering, measured_ages, born_today_or_before)
}  # fmt: skip
