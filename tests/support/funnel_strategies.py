"""Random funnels for property tests: small, valid, and with every mechanism on now and then."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from simfunnel.funnel.checks import problems
from simfunnel.funnel.model import Funnel

START = date(2026, 3, 2)
OUTCOMES = ("won", "lost.price", "lost.no_decision", "cold.no_answer", "disqualified.poor_fit")


def _percent(low: int = 0, high: int = 100) -> st.SearchStrategy[str]:
    return st.integers(low, high).map(lambda n: f"{n} %")


def _dwell(exact: bool) -> st.SearchStrategy[dict[str, Any]]:
    """Return dwell statements; exact ones of whole days make ties."""
    if exact:
        days = st.integers(1, 4)
        return st.builds(lambda n, u: {"exactly": f"{n} {u}"}, days, st.sampled_from(UNITS))
    families = st.sampled_from(["lognormal", "gamma", "weibull", "log-logistic"])
    pair = st.tuples(st.integers(1, 10), st.integers(2, 5), families, st.sampled_from(UNITS))
    spread = pair.map(
        lambda t: {"median": f"{t[0]} {t[3]}", "p90": f"{t[0] * t[1]} {t[3]}", "family": t[2]}
    )
    other = st.tuples(st.integers(0, 3), st.integers(1, 6), st.integers(1, 9)).map(
        lambda t: {"min": f"{t[0]} days", "mode": f"{t[0] + t[1]} days",
                   "max": f"{t[0] + t[1] + t[2]} days"}
    )  # fmt: skip
    return st.one_of(spread, spread, other)


UNITS = ("days", "business days")


@st.composite
def _split(draw: st.DrawFn, names: list[str]) -> dict[str, Any]:
    """Split 100 % among some of the names."""
    chosen = draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
    weights = [draw(st.integers(1, 9)) for _ in chosen]
    total = sum(weights)
    shares = [round(100 * w / total) for w in weights]
    shares[0] += 100 - sum(shares)
    return {name: f"{share} %" for name, share in zip(chosen, shares, strict=True)}


@st.composite
def _stage(draw: st.DrawFn, i: int, stages: list[str], exact: bool) -> dict[str, Any]:
    """Return one stage; the last one always leads out."""
    later = stages[i + 1 :]
    ahead = draw(_split([*later[:2], "won"])) if later else {"won": "100 %"}
    back = [name for name in [*stages, *OUTCOMES[1:]] if name not in ahead and name != stages[i]]
    otherwise = draw(_split(back))
    if not any("." in name for name in otherwise):
        otherwise = {"lost.price": "100 %"}
    stage: dict[str, Any] = {"next": ahead, "otherwise": otherwise, "dwell": draw(_dwell(exact))}
    if draw(st.booleans()) and "lost.price" in otherwise:
        stage["otherwise"]["lost.price"] = {
            "share": otherwise["lost.price"], "dwell": draw(_dwell(exact))
        }  # fmt: skip
    if draw(st.integers(0, 3)) == 0:
        stage["gate"] = {
            "pass": draw(_percent(5, 95)), "reliability": draw(st.sampled_from([0, 0.4, 0.8, 1]))
        }  # fmt: skip
    else:
        stage["advance"] = draw(_percent(20, 90))
    if draw(st.integers(0, 2)) == 0:
        stage["stale"] = {
            "after": draw(st.sampled_from(["5 days", "12 business days", "30 days"])),
            "to": draw(st.sampled_from(["cold.no_answer", stages[-1]])),
        }
        if stage["stale"]["to"] == stages[i]:
            stage["stale"]["to"] = "cold.no_answer"
        cadence = draw(st.sampled_from([None, "daily", "weekly", "fortnightly", "monthly"]))
        if cadence:
            stage["stale"]["reviewed"] = cadence
    if draw(st.integers(0, 2)) == 0:
        stage["meanwhile"] = {
            "legal": {"share": draw(_percent(0, 100)), "takes": draw(_dwell(exact))}
        }
    if draw(st.integers(0, 4)) == 0:
        stage["dwell_clock"] = {
            "near": draw(st.sampled_from(["month end", "quarter end"])),
            "within": "6 days", "speed": "times 2.5",
        }  # fmt: skip
    stage["counts_as"] = draw(st.sampled_from(["mql", "sql", None]))
    return {key: value for key, value in stage.items() if value is not None}


@st.composite
def _source(draw: st.DrawFn, stages: list[str], segments: list[str]) -> dict[str, Any]:
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
    if draw(st.booleans()):
        day = START + timedelta(days=draw(st.integers(0, 60)))
        source["batches"] = [{"on": day.isoformat(), "leads": draw(st.integers(0, 25))}]
        source["campaigns"] = [
            {"from": day.isoformat(), "until": (day + timedelta(days=9)).isoformat(), "times": 2}
        ]
    return source


@st.composite
def _open_leads(draw: st.DrawFn, stages: list[str], segments: list[str]) -> list[dict[str, Any]]:
    """Return some open leads with more or less known of them."""
    leads = []
    for n in range(draw(st.integers(0, 6))):
        lead: dict[str, Any] = {
            "lead": f"L-{n}",
            "stage": draw(st.sampled_from(stages)),
            "entered_on": (START - timedelta(days=draw(st.integers(0, 40)))).isoformat(),
        }
        if draw(st.booleans()):
            lead["amount"] = str(draw(st.integers(0, 90_000)))
        if segments and draw(st.booleans()):
            lead["segment"] = draw(st.sampled_from(segments))
        if draw(st.booleans()):
            lead["source"] = "web"
        if draw(st.integers(0, 3)) == 0:
            lead["score"] = draw(st.sampled_from([-1.0, 0.3, 1.5]))
        leads.append(lead)
    return leads


@st.composite
def funnels(draw: st.DrawFn) -> Funnel:
    """Return a valid funnel with any mechanism of the contract."""
    stages = ["enquiry", "qualify", "offer", "close"][: draw(st.integers(1, 4))]
    segments = draw(st.sampled_from([[], ["large", "small"]]))
    exact = draw(st.booleans())
    amount = {"median": "6 000", "p90": "16 000"}
    data: dict[str, Any] = {
        "simfunnel": 1,
        "funnel": "random",
        "calendar": {"country": draw(st.sampled_from([None, "ES"]))},
        "today": {"date": START.isoformat(), "open_leads": draw(_open_leads(stages, segments))},
        "until": (START + timedelta(days=draw(st.integers(20, 140)))).isoformat(),
        "amount": amount,
        "stages": {name: draw(_stage(i, stages, exact)) for i, name in enumerate(stages)},
        "sources": {
            "web": draw(_source(stages, segments)),
            "list": draw(_source(stages, segments)),
        },
        "doubt": {},
    }
    if draw(st.booleans()):
        data["quality"] = {
            "good": "40 %", "advance_odds": draw(st.sampled_from(["times 1", "times 1.6"])),
            "dwell": draw(st.sampled_from(["times 1", "times 0.9"])), "amount_correlation": 0.3,
        }  # fmt: skip
    else:
        for source in data["sources"].values():
            del source["good"]
    if segments:
        data["segments"] = {
            "small": {"amount": amount, "dwell": "times 0.9"},
            "large": {"amount": {"median": "24 000", "p90": "70 000"}, "advance_odds": "times 0.8"},
        }
        del data["amount"]
    if draw(st.booleans()):
        name = draw(st.sampled_from(stages))
        data["events"] = {
            "boss_leaves": {
                "in": [name], "rate": draw(st.sampled_from(["4 % per month", "60 % per month"])),
                "then": {stages[0]: "50 %", "lost.no_decision": "50 %"}
                if stages[0] != name else {"lost.no_decision": "100 %"},
            }
        }  # fmt: skip
        if any(n.startswith("lost") for n in data["stages"][name]["otherwise"]):
            data["events"]["competitor"] = {
                "in": [name], "share_of_losses": draw(_percent(0, 100)),
                "then": {"cold.no_answer": "100 %"},
            }  # fmt: skip
    if draw(st.booleans()):
        data["doubt"]["shock"] = {"advance_odds": "times 1.2", "leads": "10 %"}
    plain = [n for n in stages if "advance" in data["stages"][n]]
    if plain and draw(st.booleans()):
        data["doubt"][f"stages.{plain[0]}.advance"] = ["15 %", "40 %", "70 %"]
        data["doubt"]["sources.web.leads"] = ["10 per month", "20 per month", "50 per month"]
    funnel = Funnel.model_validate(data)
    found = problems(funnel)
    assert not found, found
    return funnel
