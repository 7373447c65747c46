"""Random teams for property tests, and what stages and open leads say of their work."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from simfunnel.funnel.teams import ORDERS

__all__ = ["add_nurture", "add_people"]

NEVER_CLOSED = {"mon-sun": "00:00-24:00"}
HOURS = (
    NEVER_CLOSED,
    {"mon-fri": "09:00-17:00"},
    {"mon-thu": "09:00-18:00", "sat": "10:00-14:00", "share": "65 %"},
)
EFFORTS = ("1 hour", "2 hours", "8 hours", {"median": "3 hours", "p90": "9 hours"})
PATIENCE = ("2 days", "5 business days", {"median": "3 days", "p90": "12 days"})
TIED = ("1 second", "1 hour", "2 hours", "1 day")  # with batches at midnight much happens at once


def _team(draw: st.DrawFn, start: date, ties: bool, everything: bool) -> dict[str, Any]:
    """Return a team of a few seats."""
    days = draw(st.lists(st.integers(0, 50), max_size=2, unique=True))
    team: dict[str, Any] = {
        "seats": draw(st.integers(1, 3)),
        "order": draw(st.sampled_from(ORDERS)),
        "selling_hours": NEVER_CLOSED if ties else draw(st.sampled_from(HOURS)),
        "hires": {(start + timedelta(days=d)).isoformat(): draw(st.integers(1, 2)) for d in days},
        "ramp": draw(st.sampled_from([[], ["50 %", "100 %"], ["25 %", "60 %", "90 %"]])),
    }
    if everything and draw(st.booleans()):
        team |= _coming_and_going(draw)
    if everything and draw(st.integers(0, 3)) == 0:
        team["open_deals"] = draw(st.sampled_from(["1 per seat", "4 per seat"]))
    if draw(st.booleans()):
        age = timedelta(days=draw(st.integers(0, 40)))
        team |= {"names": ["Ana"], "starts": {"Ana": (start - age).isoformat()}}
    return team


def _coming_and_going(draw: st.DrawFn) -> dict[str, Any]:
    """Return people who differ, go on leave and leave for good, and what they cost."""
    return {
        "skill": draw(st.sampled_from([{}, {"effort": "20 %", "odds": "15 %"}])),
        "leave": draw(st.sampled_from([{}, {"mar": "50 %", "jan": "20 %"}, {"feb": "100 %"}])),
        "turnover": draw(st.sampled_from(["30 % per year", "60 % per month"])),
        "replaced_after": draw(st.sampled_from(["1 second", "9 days"])),
        "hand_over": draw(st.sampled_from(["1 second", "2 business days"])),
        "salary": draw(st.sampled_from(["0 per year", "31 000.5 per year"])),
    }


def _work(draw: st.DrawFn, stage: dict[str, Any], name: str, ties: bool, keeps: bool) -> None:
    """Give a stage a team, effort, and now and then patience and a slow start."""
    stage["team"] = name
    if not keeps:
        stage["effort"] = draw(st.sampled_from(TIED if ties else EFFORTS))
    if draw(st.booleans()):
        limits = (*TIED, "1 business day") if ties else PATIENCE
        to = draw(st.sampled_from(["cold.never_called", "lost.price"]))
        stage["patience"] = {"after": draw(st.sampled_from(limits)), "to": to}
    if "gate" not in stage and draw(st.booleans()):
        half = draw(st.sampled_from(["6 hours", "2 business days"]))
        stage["slow_start"] = {"odds_halve_every": half}


def add_people(
    draw: st.DrawFn, data: dict[str, Any], start: date, ties: bool, everything: bool
) -> None:
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
    everything : bool
        Whether people may also leave, differ, go on leave, and keep open deals.
    """
    names = draw(st.sampled_from([["reps"], ["reps", "callers"]]))
    data["teams"] = {name: _team(draw, start, ties, everything) for name in names}
    for stage in data["stages"].values():
        if "hazards" not in stage and draw(st.integers(0, 3)) > 0:
            name = draw(st.sampled_from(names))
            _work(draw, stage, name, ties, "open_deals" in data["teams"][name])
    if everything:
        _add_deals(draw, data)
        _add_customers(draw, data, ties)
    for lead in data["today"]["open_leads"]:
        entered = date.fromisoformat(lead["entered_on"])
        worked = entered + timedelta(days=draw(st.integers(0, (start - entered).days)))
        known = draw(st.sampled_from([None, "not yet", "not yet", worked.isoformat()]))
        if known is not None:
            lead["worked_on"] = known


def _add_deals(draw: st.DrawFn, data: dict[str, Any]) -> None:
    """Now and then state amounts or products, let them change, and pay commission."""
    if not draw(st.booleans()):
        return
    amount = draw(st.sampled_from(["1 000", {"median": "6 000", "p90": "16 000"}]))
    if draw(st.integers(0, 2)) == 0:
        _add_products(draw, data, amount)
    else:
        data["amount"] = amount
    for stage in data["stages"].values():
        if draw(st.booleans()):
            stage["amount_drift"] = draw(
                st.sampled_from([{"median": "-4 %"}, {"median": "10 %", "spread": "30 %"}])
            )
        if draw(st.booleans()):
            stage["discount"] = {"average": draw(st.sampled_from(["0 %", "8 %", "50 %"]))}
            if "gate" not in stage:
                stage["discount"] |= {"advance_odds": "times 1.2", "per": "5 points"}
    for name, team in data["teams"].items():
        own = [s for s in data["stages"].values() if s.get("team") == name]
        ends = [str(s.get("next")) + str(s.get("otherwise")) for s in own]
        if any("won" in each for each in ends):
            team["commission"] = draw(st.sampled_from(["6 % of won", "0 % of won"]))


def _add_products(draw: st.DrawFn, data: dict[str, Any], amount: Any) -> None:
    """Make deals of products, which segments buy more or less often."""
    data.pop("amount", None)
    data["products"] = {"base": {"amount": amount}}
    for name in draw(st.lists(st.sampled_from(["aid", "zest"]), unique=True)):
        data["products"][name] = {
            "attached": draw(st.sampled_from(["0 %", "35 %", "100 %"])),
            "amount": draw(st.sampled_from(["0.01", {"min": "100", "max": "900"}])),
        }
    for segment in data.get("segments", {}).values():
        segment.pop("amount", None)
        for name in data["products"]:
            if name != "base" and draw(st.booleans()):
                segment.setdefault("products", {})[name] = draw(st.sampled_from(["5 %", "90 %"]))


def _add_customers(draw: st.DrawFn, data: dict[str, Any], ties: bool) -> None:
    """Now and then let deals become customers who renew, pay and bring leads."""
    if not ("amount" in data or "products" in data) or not draw(st.booleans()):
        return
    days = "10 days" if ties else {"median": "9 days", "p90": "30 days"}
    customer: dict[str, Any] = {
        "term": draw(st.sampled_from(["10 days", "1 month"])),
        "renews": draw(st.sampled_from(["80 %", {"first": "60 %", "second": "75 %"}])),
        "expands": {"share": "25 % per term", "amount": "times 1.3"},
        "shrinks": {"share": "25 % per term", "amount": "times 0.7"},
        "uplift": draw(st.sampled_from(["0 %", "3 % per term"])),
        "margin": "75 %",
        "cost_to_serve": "600 per year",
    }
    if draw(st.booleans()):
        source = draw(st.sampled_from(sorted(data["sources"])))
        customer["refers"] = {"leads": "4 per year", "source": source}
    data["amount_is"] = "per year"
    billed = draw(st.sampled_from(["monthly in advance", "quarterly in arrears"]))
    data["after_sale"] = {
        "customer": customer,
        "payment": {"paid_after": "10 days", "billed": billed},
    }
    if draw(st.booleans()):
        data["after_sale"]["onboarding"] = {"advance": "80 %", "dwell": days}
    day = data["today"]["date"]
    data["today"]["customers"] = [
        {"customer": f"K{k}", "since": day, "amount": "1 000"}
        for k in range(draw(st.integers(0, 3)))
    ]
    if "segments" in data and len(data["segments"]) > 1:
        for own in data["today"]["customers"]:
            own["segment"] = draw(st.sampled_from(sorted(data["segments"])))


def add_nurture(draw: st.DrawFn, data: dict[str, Any], ties: bool) -> None:
    """Give a funnel a parking place to which leads go that would be cold, and finite markets.

    Parameters
    ----------
    draw : callable
        Given by Hypothesis.
    data : dict
        The funnel as plain data; changed in place.
    ties : bool
        Whether touches come in the seconds in which much else happens.
    """
    data["nurture"] = {
        "touch_every": draw(st.sampled_from(["1 day", "2 business days"] if ties else ["9 days"])),
        "touches_at_most": draw(st.integers(1, 5)),
        "opened": draw(st.sampled_from(["0 %", "40 %", "100 %"])),
        "opt_out": draw(st.sampled_from(["0 % per touch", "5 % per touch"])),
        "wakes": draw(st.sampled_from(["0 % per month", "60 % per month"])),
        "dose": draw(st.sampled_from([{"at_most": "times 1"}, {"at_most": "times 3",
                                                                "half_after": "1 opened"}])),
        "woken": {"to": next(iter(data["stages"])), "advance_odds": "times 1.5",
                  "dwell": draw(st.sampled_from(["times 1", "times 0.8"]))},
        "afterwards": "cold.nurture_ended",
        "cost": "0.40 per touch",
    }  # fmt: skip
    for stage in data["stages"].values():
        losses = stage.get("otherwise", {})
        if "cold.no_answer" in losses:
            losses["nurture"] = losses.pop("cold.no_answer")
    for source in data["sources"].values():
        if draw(st.booleans()):
            source["market"] = {"accounts": draw(st.integers(60, 200)),
                                "cooling": draw(st.sampled_from(["1 day", "10 days"]))}  # fmt: skip
