"""Choices of the contract about people, each in a small case worked out by hand.

Where nothing else is said, teams work around the clock, so that a service is its effort.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from law_funnels import DAY, START, at_once, made, stage
from law_hand import HOUR, REPLICATION, Hand, odds_shift, pick, quantile, run_of, seconds
from law_pins import Pin

from simfunnel.clocks import NEVER
from simfunnel.funnel.changes import Change, WhatIf
from simfunnel.funnel.model import Funnel

__all__ = ["ALWAYS", "A_DAY", "END", "PINS_OF_PEOPLE"]

END = "2026-12-31"
ALWAYS = {"mon-sun": "00:00-24:00"}
LATER = "2026-01-06"  # the day after the start
A_DAY = {"exactly": "1 day"}
Worked = tuple[int, int, str, int, int | None, int, int, int | None, str, str]
"""Stream, number, stage, entered, worked (None if not), waited, seat, left, where to, because."""


def works(funnel: Funnel, engine: str, *what_ifs: WhatIf) -> list[Worked]:
    """Return every stay of the replication that is looked at, in order of time, lead and stage."""
    seen = run_of(funnel, engine, *what_ifs)
    layout = seen.runs.compiled.layout
    rows: list[Worked] = []
    for stay in seen.runs.stays[REPLICATION].tolist():
        stream, number, where, _, entered, left, way = stay[:7]
        worked, waited, handed, seat = stay[10:]
        assert handed == 0
        to, because = layout.ways[way][1:] if way >= 0 else ("", "")
        ends = [None if second == NEVER else second for second in (worked, left)]
        rows.append((stream, number, layout.stages[where], entered, ends[0], waited, seat, ends[1],
                     to, because))  # fmt: skip
    return sorted(rows, key=lambda row: (row[3], row[0], row[1], row[2]))


def _team(seats: int = 1, **more: Any) -> dict[str, Any]:
    """Return teams of one, which works around the clock."""
    return {"reps": {"seats": seats, "selling_hours": ALWAYS, **more}}


def _work(effort: Any, dwell: Any = A_DAY, advance: str = "100 %", **more: Any) -> dict[str, Any]:
    """Return a stage in which the reps work."""
    return stage(advance, "won", dwell, team="reps", effort=effort, **more)


def _web(*batches: tuple[str, int], **more: Any) -> dict[str, Any]:
    """Return a source of batches."""
    listed = [{"on": day, "leads": leads} for day, leads in batches]
    return {"web": {"enters": "talk", "batches": listed, **more}}


def _lead(k: int, day: str = START) -> Hand:
    """Return the draws of a lead of a batch."""
    return Hand(f"lead/web/{day}", k)


def patience(engine: str) -> tuple[Any, Any]:
    """Pin that patience that ends in the second of a take-up has ended, and that work stops it.

    A lead leaves as one that nobody has served; the one in hand is kept, though it waits longer.
    """
    limit = {"after": "2 hours", "to": "cold.gone"}
    kept = made({"talk": _work("3 hours", patience=limit)}, _web((START, 2)), until=END,
                teams=_team())  # fmt: skip
    tied = made({"talk": _work("2 hours", patience=limit)}, _web((START, 2)), until=END,
                teams=_team())  # fmt: skip
    gone = (1, 1, "talk", 0, None, 0, -1, 2 * HOUR, "cold.gone", "patience")
    hand = []
    for effort in (3 * HOUR, 2 * HOUR):
        hand += [(1, 0, "talk", 0, effort, 0, 0, effort + DAY, "won", ""), gone]
    return works(kept, engine) + works(tied, engine), hand


def _hours(low: float, high: float) -> dict[str, str]:
    """Return an effort that lies evenly between two numbers of hours."""
    return {"family": "uniform", "min": f"{low} hours", "max": f"{high} hours"}


def _effort(lead: Hand, low: float, high: float, occasion: int = 0) -> int:
    """Return the seconds of such an effort."""
    return seconds(HOUR * (low + (high - low) * lead.draw("talk/work", occasion)[0]))


def longest_idle(engine: str) -> tuple[Any, Any]:
    """Pin that the rep who is free for longest serves next; of equal ones the lowest seat."""
    days = (START, LATER, "2026-01-07", "2026-01-08")
    funnel = made({"talk": _work(_hours(1, 9))}, _web(*((day, 3) for day in days)), until=END,
                  teams=_team(3))  # fmt: skip
    hand: list[Worked] = []
    free = [(0, seat) for seat in range(3)]
    for d, day in enumerate(days):
        began, free = sorted(free), []
        for k in range(3):
            _, seat = began[k]
            worked = d * DAY + _effort(_lead(k, day), 1, 9)
            hand.append(
                (1 + d, k, "talk", d * DAY, worked, 0, seat, worked + DAY, "won", "")
            )  # fmt: skip
            free.append((worked, seat))
    assert [row[6] for row in hand] != [0, 1, 2] * 4
    return works(funnel, engine), hand


def _served(funnel: Funnel, engine: str) -> list[tuple[int, int, str]]:
    """Return who is taken up, one after another: stream, number and stage."""
    rows = [row for row in works(funnel, engine) if row[6] >= 0]
    return [row[:3] for row in sorted(rows, key=lambda row: row[4] or 0)]


def orders(engine: str) -> tuple[Any, Any]:
    """Pin the orders that look at when a lead came: by second, then by the words of its key."""
    batches = ((START, 1), (LATER, 3), ("2026-01-07", 3))
    seen, hand = [], []
    for order, streams in (("oldest first", (2, 3)), ("newest first", (3, 2))):
        funnel = made({"talk": _work("3 days")}, _web(*batches), until=END,
                      teams=_team(order=order))  # fmt: skip
        seen.append(_served(funnel, engine))
        hand.append([(1, 0, "talk"), *((s, k, "talk") for s in streams for k in range(3))])
    return seen, hand


def order_of_amounts(engine: str) -> tuple[Any, Any]:
    """Pin that the largest amount is served first, as it was drawn at birth."""
    funnel = made({"talk": _work("1 hour")}, _web((START, 12)), until=END,
                  teams=_team(order="largest amount"),
                  amount={"min": "1 000", "max": "9 000"})  # fmt: skip
    amounts = [
        math.floor(100_000.0 + 800_000.0 * _lead(k).draw("amount")[0] + 0.5) for k in range(12)
    ]
    ranked = sorted(range(12), key=lambda k: (-amounts[k], k))
    return _served(funnel, engine), [(1, k, "talk") for k in ranked]


def order_of_scores(engine: str) -> tuple[Any, Any]:
    """Pin that the best score of the gate behind them is served first, those without one last."""
    test = stage("", "talk", A_DAY, gate={"pass": "60 %", "reliability": 0.7})
    sources = {
        "web": at_once(12, "test"),
        "word": {"enters": "talk", "batches": [{"on": LATER, "leads": 1}]},
    }
    funnel = made({"test": test, "talk": _work("1 hour")}, sources, until=END,
                  teams=_team(order="best score"))  # fmt: skip
    scores = [
        0.7 * quantile(_lead(k).draw("born")[1])
        - math.sqrt(1.0 - 0.49) * quantile(_lead(k).draw("test/exit")[0])
        for k in range(12)
    ]
    ranked = sorted((k for k in range(12) if scores[k] > quantile(0.4)), key=lambda k: -scores[k])
    return _served(funnel, engine), [*((2, k, "talk") for k in ranked), (3, 0, "talk")]


def order_of_stages(engine: str) -> tuple[Any, Any]:
    """Pin that the stage that comes last in the file is served first, whatever its name."""
    stages = {"talk": {**_work("5 hours", "1 hour"), "next": "ask"}, "ask": _work("5 hours")}
    funnel = made(stages, _web((START, 3)), until=END, teams=_team(order="latest stage"))
    hand = [(1, 0, "talk"), (1, 1, "talk"), (1, 0, "ask"), (1, 1, "ask"), (1, 2, "talk"),
            (1, 2, "ask")]  # fmt: skip
    return _served(funnel, engine), hand


def ramp(engine: str) -> tuple[Any, Any]:
    """Pin that a month of tenure begins after 30.4375 days, to the second, at the take-up."""
    ana = {"names": ["Ana"], "starts": {"Ana": "2025-12-06"}, "ramp": ["50 %", "100 %"]}
    funnel = made({"talk": _work("45 minutes")}, _web((START, 9)), until=END, teams=_team(**ana))
    edge = 2_629_800 - 30 * DAY
    assert edge % 5_400 == 0
    hand: list[Worked] = []
    now = 0
    for k in range(9):
        worked = now + (5_400 if now < edge else 2_700)
        hand.append((1, k, "talk", 0, worked, now, 0, worked + DAY, "won", ""))
        now = worked
    assert now > edge + 2_700
    return works(funnel, engine), hand


def hires(engine: str) -> tuple[Any, Any]:
    """Pin that a hire serves from the first second of its day, as a beginner."""
    funnel = made({"talk": _work("5 days")}, _web((START, 2), (LATER, 1)), until=END,
                  teams=_team(hires={LATER: 1}, ramp=["50 %", "100 %"]))  # fmt: skip
    hand: list[Worked] = [
        (1, 0, "talk", 0, 5 * DAY, 0, 0, 6 * DAY, "won", ""),
        (1, 1, "talk", 0, 11 * DAY, DAY, 1, 12 * DAY, "won", ""),
        (2, 0, "talk", DAY, 10 * DAY, 4 * DAY, 0, 11 * DAY, "won", ""),
    ]
    return works(funnel, engine), hand


def withdrawn(engine: str) -> tuple[Any, Any]:
    """Pin that the highest seats are withdrawn, end with what is in hand and take nothing new."""
    fewer = WhatIf("fewer", (Change.of("teams.reps.seats", "1", LATER),))
    funnel = made({"talk": _work("2 days")}, _web((START, 4)), until=END, teams=_team(2))
    hand: list[Worked] = []
    for k, (began, seat) in enumerate([(0, 0), (0, 1), (2, 0), (4, 0)]):
        worked = (began + 2) * DAY
        hand.append((1, k, "talk", 0, worked, began * DAY, seat, worked + DAY, "won", ""))
    return works(funnel, engine, fewer), hand


def struck_at_work(engine: str) -> tuple[Any, Any]:
    """Pin that events run from entry, through waiting and work, and free the rep when they end it.

    What has been worked is lost with the stay; who is struck in the second of a take-up is gone.
    """
    leads = 40
    merger = {"in": ["talk"], "rate": "70 % per month", "then": {"lost.merger": "100 %"}}
    funnel = made({"talk": _work("12 hours")}, _web((START, leads)), until=END, teams=_team(),
                  events={"merger": merger})  # fmt: skip
    hand: list[Worked] = []
    free = 0
    for k in range(leads):
        u = _lead(k).draw("talk/event/merger")[0]
        strike = seconds(-math.log(u) / (-math.log(0.3) / 30.4375 / DAY))
        struck = (strike, "lost.merger", "merger")
        began, worked = free, free + 12 * HOUR
        if strike <= began:
            hand.append((1, k, "talk", 0, None, 0, -1, *struck))
        elif strike < worked:
            hand.append((1, k, "talk", 0, None, 0, -1, *struck))
            free = strike
        else:
            end = (worked + DAY, "won", "") if worked + DAY <= strike else struck
            hand.append((1, k, "talk", 0, worked, began, 0, *end))
            free = worked
    assert {row[9] for row in hand if row[4] is None} == {"merger"} == {
        row[9] for row in hand if row[4] is not None and row[8] != "won"
    }  # fmt: skip
    return works(funnel, engine), hand


def stale_at_work(engine: str) -> tuple[Any, Any]:
    """Pin that a stale limit ends work in hand, and that work ending in its second is done."""
    limit = {"after": "30 hours", "to": "cold.stale"}
    funnel = made({"talk": _work("12 hours", stale=limit)}, _web((START, 3), (LATER, 2)),
                  until=END, teams=_team())  # fmt: skip
    first, second = 30 * HOUR, 54 * HOUR
    hand: list[Worked] = [
        (1, 0, "talk", 0, 12 * HOUR, 0, 0, first, "cold.stale", "stale"),
        (1, 1, "talk", 0, 24 * HOUR, 12 * HOUR, 0, first, "cold.stale", "stale"),
        (1, 2, "talk", 0, None, 0, -1, first, "cold.stale", "stale"),
        (2, 0, "talk", DAY, 42 * HOUR, 6 * HOUR, 0, second, "cold.stale", "stale"),
        (2, 1, "talk", DAY, 54 * HOUR, 18 * HOUR, 0, second, "cold.stale", "stale"),
    ]
    return works(funnel, engine), hand


def row_of_the_work(engine: str) -> tuple[Any, Any]:
    """Pin that effort reads the row of the entry, exit and dwell that of the end of the work."""
    leads = 16
    what_if = WhatIf("from tomorrow", (
        Change.of("stages.talk.advance", "40 %", LATER),
        Change.of("stages.talk.effort", "times 2", LATER),
        Change.of("stages.talk.dwell", "times 3", LATER),
    ))  # fmt: skip
    funnel = made({"talk": _work("6 hours", advance="90 %")}, _web((START, leads)), until=END,
                  teams=_team())  # fmt: skip
    hand: list[Worked] = []
    for k in range(leads):
        worked = 6 * HOUR * (k + 1)
        share, dwell = (0.9, DAY) if worked < DAY else (0.4, 3 * DAY)
        to = "won" if _lead(k).draw("talk/exit")[0] < share else "lost.price"
        hand.append((1, k, "talk", 0, worked, 6 * HOUR * k, 0, worked + dwell, to, ""))
    return works(funnel, engine, what_if), hand


def slow_start(engine: str) -> tuple[Any, Any]:
    """Pin that odds halve with the wait up to the take-up, without the work itself."""
    leads, seats = 80, 20
    half = {"odds_halve_every": "1 day"}
    funnel = made({"talk": _work("1 day", advance="60 %", slow_start=half)},
                  _web((START, leads)), until=END, teams=_team(seats))  # fmt: skip
    hand: list[Worked] = []
    for k in range(leads):
        days, seat = divmod(k, seats)
        share = odds_shift(0.6, -math.log(2.0) * days)
        to = pick(_lead(k).draw("talk/exit")[0], [("won", share), ("lost.price", 1.0 - share)])
        ends = (days + 1) * DAY
        hand.append((1, k, "talk", 0, ends, days * DAY, seat, ends + DAY, to, ""))
    return works(funnel, engine), hand


def efforts(engine: str) -> tuple[Any, Any]:
    """Pin that effort is the first uniform of *stage*/work, anew for each stay in this stage."""
    leads = 20
    stages = {
        "ask": stage("50 %", "won", A_DAY, "talk"),
        "talk": {**_work(_hours(2, 20)), "next": "ask"},
    }
    funnel = made(stages, _web((START, leads)), until="2027-12-31", teams=_team(leads))
    hand: dict[tuple[int, int], int] = {}
    for k in range(leads):
        now, occasion = 0, 0
        while True:
            worked = now + _effort(_lead(k), 2, 20, occasion)
            hand[k, now] = worked
            if _lead(k).draw("ask/exit", occasion)[0] < 0.5:
                break
            now, occasion = worked + 2 * DAY, occasion + 1
    seen = {(row[1], row[3]): row[4] for row in works(funnel, engine) if row[2] == "talk"}
    assert len(hand) > 1.5 * leads
    return seen, hand


def hours(engine: str) -> tuple[Any, Any]:
    """Pin that effort counts in the team's own hours: half a window here, none at the weekend."""
    team = {"reps": {"seats": 1, "selling_hours": {"thu-fri": "09:00-17:00", "share": "50 %"}}}
    funnel = made({"talk": _work("3 hours")}, _web((START, 3)), until=END, teams=team)
    ends = [3 * DAY + 15 * HOUR, 4 * DAY + 13 * HOUR, 10 * DAY + 11 * HOUR]
    began = [0, *ends[:-1]]
    hand: list[Worked] = [
        (1, k, "talk", 0, ends[k], began[k], 0, ends[k] + DAY, "won", "") for k in range(3)
    ]
    return works(funnel, engine), hand


def _open(lead: str, entered_on: str, worked_on: str) -> dict[str, str]:
    """Return an open lead in the stage of the work."""
    return {"lead": lead, "stage": "talk", "entered_on": entered_on, "worked_on": worked_on,
            "source": "web"}  # fmt: skip


def waiting_today(engine: str) -> tuple[Any, Any]:
    """Pin that who waits today keeps its place, and its patience as it is at its age.

    Of whom the work is done, the dwell goes on from the day on which that was.
    """
    days = ("2026-01-01", "2026-01-02", "2026-01-03")
    leads = [_open(f"L{k}", day, "not yet") for k, day in enumerate(days)]
    leads.append(_open("done", "2025-12-20", "2026-01-03"))
    after = {"family": "uniform", "min": "1 days", "max": "12 days"}
    funnel = made(
        {"talk": _work("5 hours", "4 days", patience={"after": after, "to": "cold.gone"})},
        {"web": {"enters": "talk", "batches": [{"on": START, "leads": 1}]}},
        until=END, teams=_team(order="oldest first"),
        today={"date": START, "open_leads": leads},
    )  # fmt: skip
    hand: list[Worked] = [(-1, 3, "talk", -16 * DAY, -2 * DAY, 0, -1, 2 * DAY, "won", "")]
    now = 0
    for k, age in enumerate((4, 3, 2)):
        low = max(float(age), 1.0)
        v = Hand.of_open(f"L{k}").draw("talk/work")[1]
        assert seconds(DAY * (low + (12.0 - low) * v - age)) > now
        entered = -age * DAY
        worked = now + 5 * HOUR
        hand.append((-1, k, "talk", entered, worked, now - entered, 0, worked + 4 * DAY, "won", ""))
        now = worked
    worked = now + 5 * HOUR
    hand.append((1, 0, "talk", 0, worked, now, 0, worked + 4 * DAY, "won", ""))
    return works(funnel, engine), hand


def patience_today(engine: str) -> tuple[Any, Any]:
    """Pin that patience of those who wait today is what remains at their age, in survival form."""
    leads = [_open(f"P{k}", "2026-01-01", "not yet") for k in range(30)]
    after = {"family": "uniform", "min": "1 days", "max": "12 days"}
    funnel = made(
        {"talk": _work("200 days", patience={"after": after, "to": "cold.gone"})},
        {"web": {"enters": "talk", "leads": "0 per month"}},
        until=END, teams=_team(), today={"date": START, "open_leads": leads},
    )  # fmt: skip
    left: list[int] = []
    for k in range(30):
        v = Hand.of_open(f"P{k}").draw("talk/work")[1]
        left.append(seconds(DAY * (8.0 * v)))
    keys = [Hand.of_open(f"P{k}").key for k in range(30)]
    first = min(range(30), key=lambda k: keys[k])
    hand = {k: second for k, second in enumerate(left) if k != first}
    seen = {row[1]: row[7] for row in works(funnel, engine) if row[9] == "patience"}
    return seen, hand


def _pins(functions: Sequence[Pin]) -> dict[str, Pin]:
    """Return pins by their names."""
    return {function.__name__: function for function in functions}


PINS_OF_PEOPLE = _pins(
    (
        patience, longest_idle, orders, order_of_amounts, order_of_scores, order_of_stages, ramp,
        hires, withdrawn, struck_at_work, stale_at_work, row_of_the_work, slow_start, efforts,
        hours, waiting_today, patience_today,
    )
)  # fmt: skip
