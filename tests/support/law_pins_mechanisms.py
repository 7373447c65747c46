"""Choices of the contract about reps who go, parking places, markets and costs, each by hand."""

from __future__ import annotations

import heapq
import math
from itertools import pairwise
from typing import Any

from law_funnels import DAY, START, at_once, made, stage
from law_hand import REPLICATION, Hand, lives, odds_shift, run_of, seconds
from law_pins import Pin
from law_pins_births import gaps
from law_pins_people import A_DAY, ALWAYS, END

from simfunnel.funnel.model import Funnel

__all__ = ["PINS_OF_MECHANISMS"]

YEAR = 365.25 * DAY
MONTH = 30.4375 * DAY
Done = tuple[int, int, int, int, int, int, str]
"""Number, entered, waited, between reps, seat, end of the work, where to: of a finished stay."""


def _rows(funnel: Funnel, engine: str) -> list[Done]:
    """Return the stays whose work was done, by lead and time."""
    seen = run_of(funnel, engine)
    ways = seen.runs.compiled.layout.ways
    rows = [
        (row[1], row[4], row[11], row[12], row[13], row[10], ways[row[6]][1])
        for row in seen.runs.stays[REPLICATION].tolist()
        if row[13] >= 0 and row[6] >= 0
    ]
    return sorted(rows)


def _tenure(holder: int) -> int:
    """Return for how long a holder of the only seat stays, at 90 % a year."""
    u = Hand("seat/reps").draw("life", holder)[0]
    return seconds(-math.log(u) / (-math.log(0.1) / YEAR))


def _tenures(until: int, empty: int) -> list[tuple[int, int]]:
    """Return from when to when each holder of the only seat is there."""
    spans, now = [], 0
    while now < until:
        spans.append((now, now + _tenure(len(spans))))
        now = spans[-1][1] + empty
    return spans


def handed_over(engine: str) -> tuple[Any, Any]:
    """Pin that work in hand is back in its old place after the hand-over, and begins anew.

    Time between reps is no wait. The last holder of the horizon ends what is asked about.
    """
    leads, effort, empty, back = 12, 40 * DAY, 9 * DAY, 4 * DAY
    team = {"seats": 1, "selling_hours": ALWAYS, "turnover": "90 % per year",
            "replaced_after": "9 days", "hand_over": "4 days"}  # fmt: skip
    spec = stage("100 %", "won", A_DAY, team="reps", effort="40 days")
    funnel = made({"talk": spec}, {"web": at_once(leads, "talk")}, until="2029-12-31",
                  teams={"reps": team})  # fmt: skip
    hand: list[Done] = []
    handed, k = 0, 0
    for came, gone in _tenures(leads * 100 * DAY, empty):
        now = came
        while k < leads and now + effort <= gone:
            hand.append((k, 0, now - handed, handed, 0, now + effort, "won"))
            now, handed, k = now + effort, 0, k + 1
        handed += back if now < gone else 0
        if k == leads:
            break
    assert k == leads
    assert sum(row[3] > 0 for row in hand) > 1
    return _rows(funnel, engine), hand


def on_leave(engine: str) -> tuple[Any, Any]:
    """Pin that seats take turns, end what is in hand, and have been free since they came back.

    16 of 31 days: the first seat is away up to 16 January, the second from the 17th on.
    """
    days = (5, 15, 16, 17, 20)
    spec = stage("100 %", "won", A_DAY, team="reps", effort="60 hours")
    batches = [{"on": f"2026-01-{day:02}", "leads": 1} for day in days]
    web = {"web": {"enters": "talk", "batches": batches}}
    team = {"seats": 2, "selling_hours": ALWAYS, "leave": {"jan": "50 %"}}
    funnel = made({"talk": spec}, web, until=END, teams={"reps": team})
    hand = []
    for day, began, seat in ((5, 5, 1), (15, 15, 1), (16, 17, 0), (17, 19.5, 0), (20, 22, 0)):
        came, taken = (day - 5) * DAY, int((began - 5) * DAY)
        hand.append((0, came, taken - came, 0, seat, taken + 60 * 3_600, "won"))
    return _rows(funnel, engine), hand


def kept(engine: str) -> tuple[Any, Any]:
    """Pin that a rep keeps a lead from stage to stage, and that its place is free at the end."""
    dwell = {"exactly": "10 days"}
    stages = {
        "talk": stage("100 %", "offer", dwell, team="reps"),
        "offer": stage("100 %", "won", dwell, team="reps"),
    }
    team = {"seats": 1, "open_deals": "2 per seat"}
    funnel = made(stages, {"web": at_once(4, "talk")}, until=END, teams={"reps": team})
    hand = []
    for k in range(4):
        began = 20 * DAY * (k // 2)
        hand += [(k, 0, began, 0, 0, began, "offer"),
                 (k, began + 10 * DAY, 0, 0, 0, began + 10 * DAY, "won")]  # fmt: skip
    return _rows(funnel, engine), hand


def kept_by_nobody(engine: str) -> tuple[Any, Any]:
    """Pin that the customer's time stands still from a rep's leaving to the next take-up."""
    team = {"seats": 1, "open_deals": "20 per seat", "turnover": "90 % per year",
            "replaced_after": "9 days", "hand_over": "4 days"}  # fmt: skip
    spec = stage("100 %", "won", {"exactly": "400 days"}, team="reps")
    funnel = made({"talk": spec}, {"web": at_once(3, "talk")}, until="2028-12-31",
                  teams={"reps": team})  # fmt: skip
    left, rest = 0, 400 * DAY
    for came, gone in _tenures(800 * DAY, 9 * DAY):
        if came + rest <= gone:
            left = came + rest
            break
        rest -= gone - came
    assert left > 405 * DAY
    rows = lives(funnel, engine)
    return [row[5] for row in rows], [left] * 3


# --- parking places -----------------------------------------------------------------------------

TOUCHES = 4_096


def _parked(k: int, entered: int, occasion: int, dose: bool) -> tuple[int, str, str]:
    """Return when, where and why a stay in nurture ends: 14 days apart, six touches at most."""
    lead = Hand(f"lead/web/{START}", k)
    need = -math.log(lead.draw("nurture/wake", occasion)[0])
    hazard = -math.log(1.0 - 0.15) / MONTH
    opened, span = 0, 14 * DAY
    for n in range(7):
        rate = hazard * (1.0 + 2.0 * (1.0 - 2.0 ** (-opened / 2.0))) if dose else hazard
        since = entered + n * span
        if need <= rate * span:
            return since + seconds(need / rate), "talk", "woken"
        need -= rate * span
        if n == 6:
            break
        u, v = lead.draw("nurture/touch", TOUCHES * occasion + n + 1)
        if v < 0.04:
            return since + span, "cold.opted_out", "opted_out"
        opened += u < 0.4
    return entered + 7 * span, "cold.ended", "afterwards"


def nurtured(engine: str) -> tuple[Any, Any]:
    """Pin touches, opens, opting out, waking by dose, and the warmth of those who wake.

    A lead that wakes goes on with odds times 2.5, in each later stay; nobody else does.
    """
    leads = 60
    block = {
        "touch_every": "14 days", "touches_at_most": 6, "opened": "40 %",
        "opt_out": "4 % per touch", "wakes": "15 % per month",
        "dose": {"at_most": "times 3", "half_after": "2 opened"},
        "woken": {"to": "talk", "advance_odds": "times 2.5"}, "afterwards": "cold.ended",
    }  # fmt: skip
    stages = {"talk": stage("30 %", "won", A_DAY, {"nurture": "100 %"})}
    funnel = made(stages, {"web": at_once(leads, "talk")}, until="2031-12-31", nurture=block)
    hand = []
    for k in range(leads):
        now, occasion, share, where = 0, 0, 0.3, "talk"
        while where == "talk":
            u = Hand(f"lead/web/{START}", k).draw("talk/exit", occasion)[0]
            where = "won" if u < share else "nurture"
            hand.append((1, k, "talk", occasion, now, now + DAY, where))
            now += DAY
            if where == "nurture":
                left, where, _ = _parked(k, now, occasion, dose=True)
                hand.append((1, k, "nurture", occasion, now, left, where))
                now, share, occasion = left, odds_shift(0.3, math.log(2.5)), occasion + 1
    assert {row[6] for row in hand} == {"won", "nurture", "talk", "cold.opted_out", "cold.ended"}
    return [row[:7] for row in lives(funnel, engine)], hand


# --- markets and costs --------------------------------------------------------------------------


def market(engine: str) -> tuple[Any, Any]:
    """Pin who finds an account: v of *arrive* against the free part, lost ones cooling first."""
    accounts, days = 6, 300
    web = {"leads": "60 per month", "enters": "talk",
           "market": {"accounts": accounts, "cooling": "10 days"}}  # fmt: skip
    funnel = made({"talk": stage("10 %", "won", {"exactly": "20 days"})}, {"web": web},
                  until="2026-10-31")  # fmt: skip
    hand: list[tuple[int, int]] = []
    taken, cools = 0, list[int]()
    for index, born in enumerate(gaps("web", [60 / 30.4375] * days)):
        while cools and cools[0] <= born:
            heapq.heappop(cools)
            taken -= 1
        lead = Hand("lead/web", index)
        if lead.draw("arrive")[1] < (accounts - taken) / accounts:
            hand.append((index, born))
            taken += 1
            if lead.draw("talk/exit")[0] >= 0.1:
                heapq.heappush(cools, born + 30 * DAY)
    assert 10 < len(hand) < 60
    return [(row[1], row[4]) for row in lives(funnel, engine)], hand


def spending(engine: str) -> tuple[Any, Any]:
    """Pin salaries and other costs: by the second, rounded where a period ends, leave paid.

    A hire is paid from its day on.
    """
    team = {"seats": 1, "hires": {"2026-02-10": 1}, "leave": {"feb": "50 %"},
            "salary": "30 000.37 per year", "selling_hours": ALWAYS}  # fmt: skip
    spec = stage("100 %", "won", A_DAY, team="reps", effort="1 hour")
    funnel = made({"talk": spec}, {"web": at_once(1, "talk")}, until="2026-05-31",
                  teams={"reps": team}, costs={"extra": "777.77 per month"})  # fmt: skip
    seen = run_of(funnel, engine, period="month")
    columns, cube = seen.runs.columns, seen.runs.results.tallies[REPLICATION]
    edges = [0, 27, 55, 86, 116, 147]  # the days from 5 January to the end of each month
    salary, extra = 3_000_037 / YEAR, 77_777 / MONTH

    def due(rate: float, first: int, last: int) -> int:
        """Return what comes due between two days."""
        ends = (math.floor(rate * day * DAY + 0.5) for day in (last, first))
        return next(ends) - next(ends) if first < last else 0

    hand = [
        (due(salary, a, b) + due(salary, max(a, 36), b), due(extra, a, b))
        for a, b in pairwise(edges)
    ]
    return list(zip(cube[:, columns.salary], cube[:, columns.extra], strict=True)), hand


PINS_OF_MECHANISMS: dict[str, Pin] = {
    pin.__name__: pin
    for pin in (handed_over, on_leave, kept, kept_by_nobody, nurtured, market, spending)
}
