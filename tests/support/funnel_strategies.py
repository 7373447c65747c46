"""Random funnels for property tests: small, valid, and with every mechanism on now and then.

`funnels()` draws any funnel; `funnels(ties=True)` draws one in which many things happen in the
same second. `what_ifs_for` draws dated and undated changes of any number of a funnel.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st
from lead_strategies import kinds_of_leads
from people_strategies import add_nurture, add_people

from simfunnel.errors import SimfunnelError
from simfunnel.funnel.changes import Change, WhatIf
from simfunnel.funnel.checks import problems
from simfunnel.funnel.doubt_checks import range_faults
from simfunnel.funnel.epochs import epochs_of
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.paths import find, leaves
from simfunnel.units import Quantity

__all__ = ["funnels", "what_ifs_for"]

# A Monday; the turn of a year; the days before a leap day and a month end.
STARTS = (date(2026, 3, 2), date(2026, 12, 29), date(2028, 2, 26))
OUTCOMES = ("won", "lost.price", "lost.no_decision", "cold.no_answer", "disqualified.poor_fit")
UNITS = ("days", "business days")
INSTANTS = ("1 second", "2 seconds", "1 day", "2 days", "1 business day", "3 business days")
RATES = (0.0, 0.004, 0.05, 0.6, 4.0)


def _percent(low: int = 0, high: int = 100) -> st.SearchStrategy[str]:
    return st.integers(low, high).map(lambda n: f"{n} %")


def _now_and_then(draw: st.DrawFn, one_in: int) -> bool:
    return draw(st.integers(1, one_in)) == 1


def _three_ends(numbers: tuple[int, int, int], family: str) -> dict[str, Any]:
    low, rise, fall = numbers
    ends = {"min": f"{low} days", "mode": f"{low + rise} days", "max": f"{low + rise + fall} days"}
    return {**ends, "family": family}


def _two_points(numbers: tuple[int, int], family: str, unit: str) -> dict[str, Any]:
    median, times = numbers
    return {"median": f"{median} {unit}", "p90": f"{median * times} {unit}", "family": family}


def _dwell(ties: bool) -> st.SearchStrategy[dict[str, Any]]:
    """Return dwell statements; exact ones make ties."""
    exact = st.sampled_from(INSTANTS).map(lambda text: {"exactly": text})
    if ties:
        return exact
    families = st.sampled_from(["lognormal", "gamma", "weibull", "loglogistic"])
    numbers = st.tuples(st.integers(1, 10), st.integers(2, 5))
    points = st.builds(_two_points, numbers, families, st.sampled_from(UNITS))
    three = st.tuples(st.integers(0, 3), st.integers(1, 6), st.integers(1, 9))
    ends = st.builds(_three_ends, three, st.sampled_from(["triangular", "pert"]))
    other = st.sampled_from(
        [
            {"mean": "4 business days"},
            {"min": "2 hours", "max": "90 hours"},
            {"values": ["1 day", "1 day", "2.5 days", "40 days"]},
            {"mixture": [{"share": "60 %", "exactly": "2 days"},
                         {"share": "40 %", "median": "9 days", "p90": "20 days"}]},
        ]
    )  # fmt: skip
    return st.one_of(points, points, ends, other, exact)


@st.composite
def _split(draw: st.DrawFn, names: list[str]) -> dict[str, Any]:
    """Split 100 % among some of the names."""
    chosen = draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
    weights = [draw(st.integers(1, 9)) for _ in chosen]
    total = sum(weights)
    shares = [round(100 * w / total) for w in weights]
    shares[0] += 100 - sum(shares)
    return {name: f"{share} %" for name, share in zip(chosen, shares, strict=True)}


def _ways_out(draw: st.DrawFn, i: int, stages: list[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the exits that go on and the others; the last stage always leads out."""
    later = stages[i + 1 :]
    ahead = draw(_split([*later[:2], "won"])) if later else {"won": "100 %"}
    back = [name for name in [*stages, *OUTCOMES[1:]] if name not in ahead and name != stages[i]]
    otherwise = draw(_split(back))
    if not any("." in name for name in otherwise):
        otherwise = {"lost.price": "100 %"}
    return ahead, otherwise


def _stated_law(draw: st.DrawFn, i: int, stages: list[str], ties: bool) -> dict[str, Any]:
    """Return advance or gate, exits and dwell."""
    ahead, otherwise = _ways_out(draw, i, stages)
    law: dict[str, Any] = {"next": ahead, "otherwise": otherwise, "dwell": draw(_dwell(ties))}
    for name, share in list(otherwise.items()):
        if _now_and_then(draw, 3):
            otherwise[name] = {"share": share, "dwell": draw(_dwell(ties))}
            if name in stages:
                otherwise[name]["because"] = "not_now"
    if _now_and_then(draw, 4):
        passes, reliability = draw(_percent(5, 95)), draw(st.sampled_from([0, 0.4, 0.8, 1]))
        law["gate"] = {"pass": passes, "reliability": reliability}
    else:
        law["advance"] = draw(_percent(20, 90))
    for step in draw(st.sampled_from([(), (), ("legal",), ("legal", "trial")])):
        law.setdefault("meanwhile", {})[step] = {
            "share": draw(_percent()), "takes": draw(_dwell(ties))
        }  # fmt: skip
    if _now_and_then(draw, 5):
        law["dwell_clock"] = {
            "near": draw(st.sampled_from(["month end", "quarter end", "year end"])),
            "within": "6 days", "speed": draw(st.sampled_from(["times 2.5", "times 0.5"])),
        }  # fmt: skip
    return law


def _measured_law(draw: st.DrawFn, i: int, stages: list[str]) -> dict[str, Any]:
    """Return daily hazards by age; the last bin may be empty, so that some never leave."""
    ahead, otherwise = _ways_out(draw, i, stages)
    ages = draw(st.sampled_from([(0,), (0, 4), (0, 1, 2, 10, 30)]))
    rates = st.tuples(*[st.sampled_from(RATES) for _ in ages])
    daily = {name: draw(rates) for name in [*ahead, *otherwise]}
    outcome = next(name for name in daily if name not in stages)
    daily[outcome] = (0.3, *daily[outcome][1:])
    advances = [name for name in ahead if sum(daily[name]) > 0]
    law: dict[str, Any] = {"hazards": {"ages": ages, "daily": daily, "advances": advances}}
    if _now_and_then(draw, 3):
        law["dwell_ratio"] = draw(st.sampled_from(["times 0.7", "times 1.6"]))
    return law


@st.composite
def _stage(draw: st.DrawFn, i: int, stages: list[str], ties: bool) -> dict[str, Any]:
    """Return one stage."""
    measured = not ties and _now_and_then(draw, 4)
    stage = _measured_law(draw, i, stages) if measured else _stated_law(draw, i, stages, ties)
    if _now_and_then(draw, 3):
        limits = INSTANTS if ties else ("5 days", "12 business days", "30 days")
        to = draw(st.sampled_from(["cold.no_answer", "lost.price", stages[-1]]))
        stage["stale"] = {
            "after": draw(st.sampled_from(limits)),
            "to": "cold.no_answer" if to == stages[i] else to,
        }
        cadence = draw(st.sampled_from([None, "daily", "weekly", "fortnightly", "monthly"]))
        if cadence:
            stage["stale"]["reviewed"] = cadence
    mark = draw(st.sampled_from(["mql", "sql", None]))
    if mark:
        stage["counts_as"] = mark
    return stage


@st.composite
def _source(draw: st.DrawFn, stages: list[str], segments: list[str], start: date) -> dict[str, Any]:
    """Return one source."""
    source: dict[str, Any] = {
        "leads": f"{draw(st.integers(1, 60))} per month",
        "enters": draw(st.sampled_from(stages[:2])),
        "good": draw(_percent(10, 90)),
        "growth": draw(st.sampled_from(["0 % per year", "30 % per year", "-20 % per year"])),
        "months": draw(st.sampled_from([{}, {"mar": "150 %", "apr": "0 %"}])),
        "weekdays": draw(st.sampled_from([{}, {"sat": "0 %", "sun": "20 %"}])),
        "unevenness": draw(
            st.sampled_from([{}, {"week": "40 %"}, {"week": "30 %", "year": "20 %"}])
        ),
        "advance_odds": draw(st.sampled_from(["times 1", "times 1.3"])),
        "dwell": draw(st.sampled_from(["times 1", "times 0.8"])),
        "cost": draw(st.sampled_from(["0 per lead", "12.5 per lead"])),
    }
    if segments:
        source["segments"] = dict(zip(segments, ["30 %", "70 %"], strict=True))
    days = st.integers(0, 60).map(lambda n: start + timedelta(days=n))
    dates = draw(st.lists(days, max_size=4, unique=True))
    source["batches"] = [
        {"on": day.isoformat(), "leads": draw(st.integers(0, 25))} for day in dates
    ]
    source["campaigns"] = [
        {"from": day.isoformat(), "until": (day + timedelta(days=9)).isoformat(), "times": times}
        for day, times in zip(dates[:2], (2, 0.5), strict=False)
    ]
    return source


@st.composite
def _open_leads(
    draw: st.DrawFn, stages: list[str], segments: list[str], start: date
) -> list[dict[str, Any]]:
    """Return some open leads with more or less known of them."""
    leads = []
    for n in range(draw(st.integers(0, 6))):
        lead: dict[str, Any] = {
            "lead": f"L-{n}",
            "stage": draw(st.sampled_from(stages)),
            "entered_on": (start - timedelta(days=draw(st.integers(0, 40)))).isoformat(),
        }
        if draw(st.booleans()):
            lead["amount"] = str(draw(st.integers(0, 90_000)))
        if segments and draw(st.booleans()):
            lead["segment"] = draw(st.sampled_from(segments))
        if draw(st.booleans()):
            lead["source"] = "web"
        if _now_and_then(draw, 4):
            lead["score"] = draw(st.sampled_from([-1.0, 0.3, 1.5]))
        leads.append(lead)
    return leads


def _events(draw: st.DrawFn, stages: dict[str, Any], ties: bool) -> dict[str, Any]:
    """Return events with a rate, and some that carve losses."""
    names = list(stages)
    rates = ["4 % per month", "60 % per month", *(["99 % per second"] if ties else [])]
    events: dict[str, Any] = {}
    for event in draw(st.sampled_from([(), ("boss_leaves",), ("boss_leaves", "audit")])):
        name = draw(st.sampled_from(names))
        to = {"lost.no_decision": "100 %"}
        if names[0] != name:
            to = {names[0]: "50 %", "lost.no_decision": "50 %"}
        events[event] = {"in": [name], "rate": draw(st.sampled_from(rates)), "then": to}
    losing = [n for n in names if any(to.startswith("lost") for to in _targets(stages[n]))]
    for event in ("competitor", "merger") if losing and draw(st.booleans()) else ():
        events[event] = {
            "in": losing, "share_of_losses": draw(_percent(0, 50)),
            "then": {"cold.no_answer": "100 %"},
        }  # fmt: skip
    return events


def _targets(stage: dict[str, Any]) -> list[str]:
    """Return where a stage's leads may go that do not go on."""
    if "hazards" in stage:
        return [n for n in stage["hazards"]["daily"] if n not in stage["hazards"]["advances"]]
    return list(stage["otherwise"])


def _lasting_names(draw: st.DrawFn, stages: dict[str, Any], sources: dict[str, Any]) -> None:
    """Give some things an id, as if they had been renamed; it turns their order round."""
    for things in (stages, sources):
        for i, thing in enumerate(things.values()):
            if _now_and_then(draw, 4):
                thing["id"] = f"{'zyxw'[i]}_first_name"


def _range(funnel: Funnel, path: str, step: float) -> tuple[str, str, str] | None:
    """Return P10, P50 and P90 around a number, or nothing where it cannot be in doubt."""
    number = find(funnel, path).number
    if number is None or number.number == 0:
        return None
    try:
        ends = [number.with_number(number.number * f) for f in (1 - step, 1.0, 1 + step)]
    except ValueError:
        return None
    triple = (str(ends[0]), str(ends[1]), str(ends[2]))
    return None if list(range_faults(funnel, "", path, triple)) else triple


def _table_of_draws(funnel: Funnel) -> dict[str, Any]:
    """Return joint draws of a stream's leads and of a measured hazard."""
    columns, row = ["sources.list.leads"], [11.0]
    for name, stage in funnel.stages.items():
        if stage.hazards is not None:
            columns.append(f"stages.{name}.hazards.{next(iter(stage.hazards.daily))}.0")
            row.append(0.2)
    return {"columns": columns, "values": [[x * f for x in row] for f in (1.0, 0.5, 2.0)]}


def _doubt(draw: st.DrawFn, data: dict[str, Any], ties: bool) -> dict[str, Any]:
    """Return ranges of any numbers, a shock, and a table of draws."""
    doubt: dict[str, Any] = {}
    if draw(st.booleans()):
        doubt["shock"] = {"advance_odds": "times 1.2", "leads": "10 %",
                          "dwell": draw(st.sampled_from(["times 1", "times 0.9"]))}  # fmt: skip
    funnel = Funnel.model_validate(data)
    paths = sorted(leaves(funnel))
    for path in draw(st.lists(st.sampled_from(paths), max_size=0 if ties else 4, unique=True)):
        if triple := _range(funnel, path, draw(st.sampled_from([0.02, 0.1]))):
            doubt[path] = triple
    if _now_and_then(draw, 4):
        doubt["draws"] = _table_of_draws(funnel)
        for column in doubt["draws"]["columns"]:
            doubt.pop(column, None)
    return doubt


@st.composite
def funnels(
    draw: st.DrawFn,
    *,
    ties: bool | None = None,
    people: bool | None = None,
    everything: bool = False,
) -> Funnel:
    """Return a valid funnel with any mechanism of the contract.

    Parameters
    ----------
    draw : callable
        Given by Hypothesis.
    ties : bool, optional
        Whether all durations are exact, so that much happens in one second; drawn where absent.
    people : bool, optional
        Whether teams work in some stages; drawn where absent.
    everything : bool
        Whether people also come and go and keep deals, and leads are parked and markets finite.
    """
    ties = draw(st.booleans()) if ties is None else ties
    start = draw(st.sampled_from(STARTS))
    names = ["enquiry", "qualify", "offer", "close"][: draw(st.integers(1, 4))]
    segments = draw(st.sampled_from([[], ["large", "small"]]))
    stages = {name: draw(_stage(i, names, ties)) for i, name in enumerate(names)}
    sources = {name: draw(_source(names, segments, start)) for name in ("web", "list")}
    _lasting_names(draw, stages, sources)
    data: dict[str, Any] = {
        "simfunnel": 1,
        "funnel": "random",
        "calendar": {"country": draw(st.sampled_from([None, "ES"]))},
        "today": {
            "date": start.isoformat(), "open_leads": draw(_open_leads(names, segments, start))
        },
        "until": (start + timedelta(days=draw(st.integers(20, 140)))).isoformat(),
        "rates": draw(st.sampled_from(["as seen", "as seen", "of an average lead"])),
        "stages": {name: stages[name] for name in draw(st.permutations(names))},
        "sources": sources,
        "events": _events(draw, stages, ties),
    }  # fmt: skip
    kinds_of_leads(draw, data, segments)
    if draw(st.booleans()) if people is None else people:
        add_people(draw, data, start, ties, everything)
    if everything:
        add_nurture(draw, data, ties)
    assume(not problems(Funnel.model_validate(data)))
    data["doubt"] = _doubt(draw, data, ties)
    funnel = Funnel.model_validate(data)
    found = problems(funnel)
    assert not found, found
    return funnel


def _operation(draw: st.DrawFn, number: Quantity) -> str:
    """Return something that can be done to a number."""
    return draw(st.sampled_from(["times 0.5", "times 0.9", "times 1.2", str(number)]))


@st.composite
def what_ifs_for(
    draw: st.DrawFn, funnel: Funnel, days: Sequence[int | None] | None = None
) -> list[WhatIf]:
    """Return up to three what-ifs: changes of any numbers, some with a range.

    Parameters
    ----------
    draw : callable
        Given by Hypothesis.
    funnel : Funnel
    days : sequence of int or None, optional
        Days after the start on which changes may begin, None for undated ones; before, within and
        after the horizon where absent.
    """
    paths = [p for p in sorted(leaves(funnel)) if Change.of(p, "times 1").can_be_dated]
    last = (funnel.last_day - funnel.start).days
    if days is None:
        days = [None, -3, 0, 1, last // 3, last // 2, last, last + 1, last + 90]
    found: list[WhatIf] = []
    for path in draw(st.lists(st.sampled_from(paths), min_size=1, max_size=3, unique=True)):
        number = find(funnel, path).number
        if number is None:
            continue
        day = draw(st.sampled_from(days))
        since = None if day is None else (funnel.start + timedelta(days=day)).isoformat()
        assumes = _range(funnel, path, 0.05) if draw(st.booleans()) else None
        what_if = WhatIf(
            f"change {len(found)}",
            (Change.of(path, _operation(draw, number), since),),
            assumes={path: assumes} if assumes else {},
        )
        try:
            epochs_of(funnel, [*found, what_if])
        except SimfunnelError:
            continue
        found.append(what_if)
    return found
