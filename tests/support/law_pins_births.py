"""Choices of the contract about births, dates and counts, each worked out by hand."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import Any

from law_funnels import DAY, START, Z90, at_once, made, stage
from law_hand import (
    REPLICATION,
    SEED,
    Hand,
    Row,
    day_of,
    lives,
    odds_shift,
    quantile,
    run_of,
    seconds,
    spread,
)
from law_pins import Pin

from simfunnel.funnel.changes import Change, WhatIf

__all__ = ["PINS_OF_BIRTHS", "gaps"]

END = "2026-12-31"
AT_ONCE = {"exactly": "1 second"}


def _factor(cv: float, z: float) -> float:
    """Return a lognormal factor with mean 1 and a spread, z deviations from its middle."""
    s = math.sqrt(math.log(1.0 + cv * cv))
    return math.exp(s * z - 0.5 * s * s)


def gaps(source: str, by_day: list[float]) -> list[int]:
    """Return when leads come: gaps -log(u) summed and mapped through the leads of each day."""
    out: list[int] = []
    reached, before, day, index = 0.0, 0.0, 0, 0
    while True:
        reached -= math.log(Hand(f"lead/{source}", index).draw("arrive")[0])
        while day < len(by_day) and reached >= before + by_day[day]:
            before += by_day[day]
            day += 1
        if day == len(by_day):
            return out
        out.append(day * DAY + int(DAY * (reached - before) / by_day[day]))
        index += 1


def arrivals(engine: str) -> tuple[Any, Any]:
    """Pin births: week by Monday number, calendar year, common shock, growth, weekday, month.

    The run starts on a Wednesday before New Year, so that weeks, the year and reporting weeks all
    begin on different days. Every lognormal factor has mean 1.
    """
    first, days = date(2026, 12, 23), 26
    web = {
        "leads": "300 per month", "enters": "talk", "growth": "40 % per year",
        "weekdays": {"sat": "30 %", "sun": "0 %"}, "months": {"jan": "150 %"},
        "unevenness": {"week": "60 %", "year": "45 %"},
    }  # fmt: skip
    funnel = made(
        {"talk": stage("100 %", "won", AT_ONCE)}, {"web": web, "zine": {**web, "weekdays": {}}},
        starts=str(first), until=str(first + timedelta(days=days - 1)),
        doubt={"shock": {"leads": "35 %"}},
    )  # fmt: skip
    z = quantile(Hand("world").draw("shock")[0])
    hand: list[tuple[int, int]] = []
    for stream, name in enumerate(("web", "zine")):
        by_day, world = [], Hand(f"source/{name}")
        for k in range(days):
            day = first + timedelta(days=k)
            leads = 300 / 30.4375 * 1.4 ** (k / 365.25) * (1.5 if day.month == 1 else 1.0)
            if name == "web":
                leads *= {5: 0.3, 6: 0.0}.get(day.weekday(), 1.0)
            monday = (day - date(1970, 1, 5)).days // 7
            leads *= _factor(0.6, quantile(world.draw("uneven", monday)[0]))
            leads *= _factor(0.45, quantile(world.draw("year", day.year)[0]))
            by_day.append(leads * _factor(0.35, z))
        hand += [(stream, second) for second in gaps(name, by_day)]
    assert len(hand) > 200
    return sorted((row[0], row[4]) for row in lives(funnel, engine)), sorted(hand)


def batches(engine: str) -> tuple[Any, Any]:
    """Pin that a batch has its own keys, by source and date, at midnight; an `id` keeps them."""
    web = {"id": "old_name", "enters": "talk", "batches": [
        {"on": "2026-01-07", "leads": 25}, {"on": "2026-01-06", "leads": 20}]}  # fmt: skip
    stages = {"talk": {"id": "pitch", **stage("50 %", "won", spread(1, 5))}}
    hand: list[Row] = []
    for stream, (day, size) in enumerate([("2026-01-06", 20), ("2026-01-07", 25)], start=1):
        for k in range(size):
            u, v = Hand(f"lead/old_name/{day}", k).draw("pitch/exit")
            left = day_of(day) + seconds(DAY * (1.0 + 4.0 * v))
            to = "won" if u < 0.5 else "lost.price"
            hand.append((stream, k, "talk", 0, day_of(day), left, to, ""))
    return lives(made(stages, {"web": web}, until=END), engine), hand


def traits(engine: str) -> tuple[Any, Any]:
    """Pin traits: segment by the first uniform in order of name, amount with quality's score."""
    document = {
        "quality": {"good": "40 %", "amount_correlation": 0.5},
        "segments": {"small": {"amount": {"family": "uniform", "min": "1 000", "max": "9 000"}},
                     "large": {"amount": {"median": "24 000", "p90": "70 000"}},
                     "middle": {"amount": "12 345.67"}},
    }  # fmt: skip
    web = at_once(60, "talk", good="60 %",
                  segments={"small": "30 %", "large": "50 %", "middle": "20 %"})  # fmt: skip
    funnel = made({"talk": stage("100 %", "won", AT_ONCE)}, {"web": web}, until=END, **document)
    stays = run_of(funnel, engine).runs.stays[REPLICATION]
    hand: list[tuple[int, int]] = []
    for k in range(60):
        lead = Hand(f"lead/web/{START}", k)
        u, better = lead.draw("born")
        segment = 0 if u < 0.5 else 1 if u < 0.7 else 2  # large, middle, small
        z = quantile(lead.draw("amount")[0])
        z = 0.5 * quantile(better) + math.sqrt(0.75) * z
        share = 0.5 * math.erfc(-z / math.sqrt(2.0))
        cents = [2_400_000 * math.exp(math.log(70 / 24) / Z90 * z), 1_234_567,
                 100_000 + 800_000 * share][segment]  # fmt: skip
        hand.append((segment, math.floor(cents + 0.5)))
    return [(row[7], row[9]) for row in stays[stays[:, 1].argsort()].tolist()], hand


def products(engine: str) -> tuple[Any, Any]:
    """Pin products: one draw for those of every deal, with quality; two for each attached one."""
    document = {
        "quality": {"good": "50 %", "amount_correlation": 0.5},
        "segments": {"small": {"products": {"help": "90 %"}}, "large": {}},
        "products": {"unit": {"amount": {"family": "uniform", "min": "1 000", "max": "9 000"}},
                     "help": {"attached": "40 %", "amount": {"median": "700", "p90": "2 000"}},
                     "base": {"amount": {"median": "24 000", "p90": "70 000"}}},
    }  # fmt: skip
    web = at_once(60, "talk", segments={"small": "50 %", "large": "50 %"})
    funnel = made({"talk": stage("100 %", "won", AT_ONCE)}, {"web": web}, until=END, **document)
    found = run_of(funnel, engine).runs
    stays, first = found.stays[REPLICATION], found.columns.products
    hand: list[int] = []
    n_helped = 0
    for k in range(60):
        lead = Hand(f"lead/web/{START}", k)
        u, better = lead.draw("born")
        z = 0.5 * quantile(better) + math.sqrt(0.75) * quantile(lead.draw("amount")[0])
        cents = math.floor(2_400_000 * math.exp(math.log(70 / 24) / Z90 * z) + 0.5)
        cents += math.floor(100_000 + 800_000 * 0.5 * math.erfc(-z / math.sqrt(2.0)) + 0.5)
        attached, v = lead.draw("amount/product/help")
        if attached < (0.4 if u < 0.5 else 0.9):  # large, small
            cents += math.floor(70_000 * math.exp(math.log(20 / 7) / Z90 * quantile(v)) + 0.5)
            n_helped += 1
        hand.append(cents)
    counts = found.results.tallies[-1, :, first : first + 4].sum(axis=0).tolist()
    amounts = [row[9] for row in stays[stays[:, 1].argsort()].tolist()]
    return (amounts, counts), (hand, [60, n_helped, 60, 60])


def dates(engine: str) -> tuple[Any, Any]:
    """Pin that a stay reads the numbers of its entry's day, and an amount those of its birth's.

    What is drawn stands: a lead that entered a day before a change is not touched by it, one that
    enters in its first second is.
    """
    days = ("2026-02-01", "2026-02-02")
    web = {"enters": "talk", "batches": [{"on": day, "leads": 1} for day in days]}
    stages = {
        "offer": stage("100 %", "won", {"exactly": "5 days"}),
        "talk": stage("100 %", "offer", {"exactly": "10 days"}),
    }
    later = WhatIf("later", (
        Change.of("stages.talk.dwell.exactly", "3 days", "2026-02-02"),
        Change.of("stages.offer.dwell.exactly", "2 days", "2026-02-06"),
        Change.of("amount.exactly", "900", "2026-02-02"),
    ))  # fmt: skip
    funnel = made(stages, {"web": web}, until=END, amount="100")
    stays = run_of(funnel, engine, later).runs.stays[REPLICATION]
    rows = sorted([row[0], row[2], row[4] / DAY, row[5] / DAY, row[9]] for row in stays.tolist())
    return rows, [[1, 0, 37, 39, 10_000], [1, 1, 27, 37, -1],
                  [2, 0, 31, 36, 90_000], [2, 1, 28, 31, -1]]  # fmt: skip


def horizon(engine: str) -> tuple[Any, Any]:
    """Pin that nothing happens at the end of the horizon, and everything a second before it."""
    stages = {
        "late": stage("100 %", "won", {"exactly": "604 800 seconds"}),
        "soon": stage("100 %", "won", {"exactly": "604 799 seconds"}),
    }
    funnel = made(stages, {n: at_once(1, n) for n in stages}, until="2026-01-11")
    return [row[5] for row in lives(funnel, engine)], [None, 604_799]


def weeks_and_marks(engine: str) -> tuple[Any, Any]:
    """Pin that weeks are 7-day blocks from the start, and that a mark counts once for a lead."""
    stages = {
        "a": stage("100 %", "b", {"exactly": "7 days"}, counts_as="sql"),
        "b": stage("100 %", "won", {"exactly": "604 799 seconds"}, counts_as="sql"),
    }
    web = {"enters": "a", "batches": [{"on": "2026-01-07", "leads": 3},
                                      {"on": "2026-01-14", "leads": 2}]}  # fmt: skip
    funnel = made(stages, {"web": web}, starts="2026-01-07", until="2026-02-03")
    seen = run_of(funnel, engine, period="week")
    marks = seen.runs.results.tallies[REPLICATION, :, seen.runs.columns.marks]
    counted = [x[REPLICATION].tolist() for x in (seen.entered("a"), seen.entered("b"))]
    counted += [seen.left("b")[REPLICATION].tolist(), marks.tolist()]
    return counted, [[3, 2, 0, 0], [0, 3, 2, 0], [0, 3, 2, 0], [3, 2, 0, 0]]


def measured(engine: str) -> tuple[Any, Any]:
    """Pin measured stages: first when, by hazards added day by day, then which, by that day's.

    Age is the number of midnights since entry; the first day counts whole, spread over the seconds
    that are left of it.
    """
    won, lost, ages = [0.05, 0.30, 0.0], [0.15, 0.10, 0.25], [0, 2, 5]
    hazards = {"ages": ages, "daily": {"lost.price": lost, "won": won}, "advances": ["won"]}
    stages = {"talk": stage("100 %", "deal", spread(1, 3)), "deal": {"hazards": hazards}}
    hand: list[Row] = []
    for k in range(60):
        lead = Hand(f"lead/web/{START}", k)
        now = seconds(DAY * (1.0 + 2.0 * lead.draw("talk/exit")[1]))
        hand.append((1, k, "talk", 0, 0, now, "deal", ""))
        u, v = lead.draw("deal/exit")
        missing, day = -math.log(v), now // DAY
        while True:
            place = max(b for b, age in enumerate(ages) if age <= day - now // DAY)
            total, start = won[place] + lost[place], max(now, day * DAY)
            if total >= missing:
                break
            missing, day = missing - total, day + 1
        left = start + math.floor(((day + 1) * DAY - start) * missing / total + 0.5)
        to = "won" if u < won[place] / total else "lost.price"
        hand.append((1, k, "deal", 0, now, left, to, ""))
    return lives(made(stages, {"web": at_once(60, "talk")}, until=END), engine), hand


def doubts(engine: str) -> tuple[Any, Any]:
    """Pin that a doubt is keyed by its path and is two half-normals, on the scale of log odds."""
    doubt = {"stages.talk.advance": ["30 %", "50 %", "80 %"]}
    funnel = made({"talk": stage("50 %", "won", spread(1, 5))}, {"web": at_once(80, "talk")},
                  until=END, doubt=doubt)  # fmt: skip
    z = quantile(Hand("doubt").draw("doubt/stages.talk.advance")[0])
    step = math.log(0.7 / 0.3) if z < 0.0 else math.log(0.8 / 0.2)
    share = odds_shift(0.5, z * step / Z90)
    hand = []
    for k in range(80):
        u, v = Hand(f"lead/web/{START}", k).draw("talk/exit")
        to = "won" if u < share else "lost.price"
        hand.append((1, k, "talk", 0, 0, seconds(DAY * (1.0 + 4.0 * v)), to, ""))
    assert abs(share - 0.5) > 0.02, SEED
    return lives(funnel, engine), hand


PINS_OF_BIRTHS: dict[str, Pin] = {
    pin.__name__: pin
    for pin in (
        arrivals,
        batches,
        traits,
        products,
        dates,
        horizon,
        weeks_and_marks,
        measured,
        doubts,
    )
}
