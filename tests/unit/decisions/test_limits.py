"""What limits a funnel: found by trying, equal to a comparison, and told in tables and words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import simfunnel as sf
from simfunnel.decisions import Limits
from simfunnel.decisions.limiting import Extra
from simfunnel.errors import FunnelError, TableError
from simfunnel.funnel.examples import tiny
from simfunnel.funnel.model import Funnel
from simfunnel.tables import BOTTLENECKS, LIMITS, TEAM_LIMITS


def team(seats: int, *, hours: str = "16 hours", leads: int = 60) -> Funnel:
    """Return a funnel of one stage; each of its leads needs so many hours of eight a day."""
    stage: dict[str, Any] = {
        "team": "reps", "effort": hours, "advance": "50 %", "next": "won",
        "otherwise": "lost.price", "dwell": "3 days",
    }  # fmt: skip
    document = {
        "simfunnel": 1, "funnel": "team", "starts": "2026-09-01", "until": "2026-12-31",
        "sources": {"web": {"leads": f"{leads} per month", "enters": "call",
                            "batches": [{"on": "2026-09-02", "leads": 20}]}},
        "stages": {"call": stage}, "teams": {"reps": {"seats": seats}},
    }  # fmt: skip
    return Funnel.model_validate(document)


def found(funnel: Funnel, **options: Any) -> Limits:
    """Ask on few futures."""
    return sf.limits(funnel, **{"replications": 40, "seed": 7} | options)


@pytest.fixture(scope="module")
def short() -> Limits:
    """Return what limits a funnel that has far too few people."""
    return found(team(2))


def test_too_few_people_limit_every_period(short: Limits) -> None:
    """Two reps can do 11 leads a month each, and 60 come: one more brings half of 11 a month."""
    assert short.verdicts["verdict"].tolist() == ["capacity-limited"] * 4
    assert short.verdicts["team"].tolist() == ["reps"] * 4
    assert short.verdicts["clear"].all()
    whole = short.teams.iloc[0]
    assert whole["utilisation"] > 0.98
    assert 15 < whole["seat"] < 25
    assert abs(whole["leads"]) < 2
    assert whole["work_asked"] > 2.5


def test_too_few_leads_limit_where_people_are_idle() -> None:
    """Twenty reps have time: one more brings nothing, and leads bring wins."""
    idle = found(team(20))
    assert idle.verdicts["verdict"].tolist() == ["demand-limited"] * 4
    whole = idle.teams.iloc[0]
    assert whole["utilisation"] < 0.5
    assert whole["leads"] > 5 > abs(whole["seat"])


@pytest.mark.parametrize(
    ("busy", "seat", "leads", "capacity"),
    [(0.85, 2, 1, True), (0.84, 2, 1, False), (0.99, 1, 1, False), (0.99, 1, 2, False)],
)
def test_a_verdict_needs_both(busy: float, seat: int, leads: int, capacity: bool) -> None:
    """Busy for 85 % of the hours, and a seat that adds more than leads do."""
    pairs = Extra({"reps": np.array([[seat], [seat]])}, np.array([[leads], [leads]]), 0)
    assert pairs.figures("reps", busy, [0])["capacity"] is capacity


def test_effects_are_those_of_a_comparison(short: Limits) -> None:
    """One more seat and 10 % more leads are what-ifs like any others, batches included."""
    more = {"sources.web.leads": "times 1.1", "sources.web.batches.0.leads": "times 1.1"}
    comparison = sf.compare(
        team(2), [{"teams.reps.seats": "plus 1"}, more], replications=40, seed=7
    )
    for name, column in zip(comparison.names, ("seat", "leads"), strict=True):
        effect, row = comparison.effect(name), short.teams.iloc[0]
        assert (row[column], row[f"{column}_error"]) == (effect.mean, effect.error)
        by_period = [each.mean for each in comparison.by_period(name)]
        np.testing.assert_allclose(short.table[column], by_period)


def test_a_comparison_says_what_limits_its_baseline(short: Limits) -> None:
    """The same answer, simulated when it is asked for."""
    comparison = sf.compare(team(2), {"teams.reps.seats": "plus 1"}, replications=40, seed=7)
    assert comparison.limits.table.equals(short.table)


def test_both_engines_say_the_same(short: Limits) -> None:
    """The reference counts the same deals."""
    few = [found(team(2), engine=engine, replications=5) for engine in ("simpy", "compiled")]
    assert few[0].table.equals(few[1].table)
    assert few[0].teams.equals(few[1].teams)


def test_tables_have_their_columns(short: Limits) -> None:
    """Names and kinds are those of the schemas; the outlook ranks the same teams."""
    for table, schema in ((short.table, LIMITS), (short.teams, TEAM_LIMITS)):
        assert {name: str(kind) for name, kind in table.dtypes.items()} == schema
    outlook = sf.forecast(team(2), replications=40, seed=7)
    ranked = outlook.bottlenecks
    assert {name: str(kind) for name, kind in ranked.dtypes.items()} == BOTTLENECKS
    assert ranked.equals(short.teams[list(BOTTLENECKS)])
    assert sf.forecast(tiny(), replications=2, engine="simpy").bottlenecks.empty


def test_an_outlook_says_who_is_near_capacity() -> None:
    """Only where somebody is."""
    said = [sf.forecast(team(seats), replications=5, seed=7).warnings for seats in (2, 20)]
    busy = [w for w in said[0] if "simfunnel limits" in w]
    assert len(busy) == 1
    assert busy[0].startswith("reps are busy for ")
    assert not any("simfunnel limits" in w for w in said[1])


def test_it_is_told_in_words_and_tables(short: Limits, tmp_path: Path) -> None:
    """Terminal, notebook, page and plain data say the same sentence."""
    assert short.headline.startswith(
        "Capacity limits what is won in every period. Over the whole horizon one more seat brings "
        "most in reps, busy for 99"
    )
    text = short.text(80)
    assert text.splitlines()[0] == "People or leads · team"
    assert "again: simfunnel.limits(funnel, seed=7, replications=40)" in text
    shown = short._repr_mimebundle_()["text/html"]
    page = short.save(tmp_path / "limits.html").read_text(encoding="utf-8")
    assert short.headline.split(" Over ")[0] in shown
    assert shown in page
    plain = json.loads(json.dumps(short.to_json(), allow_nan=False))
    assert plain["headline"] == short.headline
    assert [row["verdict"] for row in plain["verdicts"]] == ["capacity-limited"] * 4
    assert len(plain["periods"]) == 4
    with pytest.raises(TableError, match=r"this card is written as \.html"):
        short.save(tmp_path / "limits.pdf")


def test_words_follow_the_verdicts() -> None:
    """Demand, and a part of both, have sentences of their own; what is unclear is said."""
    assert found(team(20)).headline.startswith(
        "Demand limits what is won in every period. Over the whole horizon one more seat brings "
        "most in reps, busy for "
    )
    mixed = found(team(6))
    assert mixed.verdicts["verdict"].tolist() == ["capacity-limited", *["demand-limited"] * 3]
    assert mixed.headline.startswith(
        "Capacity limits what is won in 1 of 4 periods, demand in the others. Over the whole "
        "horizon one more seat brings most in reps"
    )
    unclear = int((~mixed.verdicts["clear"]).sum())
    assert unclear > 0
    assert f"In {unclear} period" in mixed.headline
    assert "more futures could turn the verdict" in mixed.headline


def test_without_people_there_is_nothing_to_ask() -> None:
    """The refusal says what is missing."""
    with pytest.raises(FunnelError) as caught:
        sf.limits(tiny())
    assert str(caught.value) == (
        "the funnel has no team, so people limit nothing; give its stages a team."
    )
