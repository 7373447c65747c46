"""What an outlook and a difference say of review rules."""

from __future__ import annotations

import pytest
from engine_runs import assert_same

from simfunnel.decisions import compare, diff
from simfunnel.errors import FunnelError
from simfunnel.forecasting.forecasts import forecast
from simfunnel.funnel.examples import steered, tiny
from simfunnel.scenarios import what_if_from
from simfunnel.tables import ACTS, RULES


def test_an_outlook_says_how_often_and_when_a_rule_acts() -> None:
    """Coverage is below 3 at the first review in every future, and never below 0.001."""
    outlook = forecast(steered(), replications=20, engine="simpy", seed=3)
    told = "Review rule 1 (coverage below 3) acts in 100_% of the futures, first on "
    told += "1_October_2026, in half of those already then."
    assert told.replace("_", "\N{NO-BREAK SPACE}") in outlook.warnings
    never = {"reviews.0.when": "coverage below 0.001"}
    outlook = forecast(steered(), what_ifs=[never], replications=20, engine="simpy", seed=3)
    assert "Review rule 1 (coverage below 0.001) never acts." in outlook.warnings


def test_a_difference_names_the_rule() -> None:
    """Rules are counted from 1, and stand under a heading of their own."""
    found = diff(steered(), {"reviews.0.when": "coverage below 4"})
    row = found.rows[0]
    assert (row.group, row.label) == ("Review rules", "review rule 1, when")
    assert (row.before, row.after) == ("coverage below 3", "coverage below 4")
    done = [row.label for row in diff(steered(), steered().model_copy(update={"reviews": ()})).rows]
    assert "what review rule 1 does to leads from web" in done


THIN = {
    "reviews": [
        {"every": "month", "when": "coverage below 9", "do": {"sources.web.leads": "times 2"},
         "from": "2026-11-01"},
        {"every": "week", "when": "coverage below 0.001", "do": {"stages.pitch.advance": "40 %"}},
    ]
}  # fmt: skip


def test_a_what_if_brings_rules_behind_those_of_the_funnel() -> None:
    """They act like rules of the file, and their numbers go on from its own."""
    outlook = forecast(steered(), what_ifs=[THIN], replications=4, engine="simpy", seed=3)
    rows = outlook.rules
    assert rows["rule"].tolist() == [1, 2, 3]
    assert rows["when"].tolist() == ["coverage below 3", "coverage below 9", "coverage below 0.001"]
    assert rows["share"].tolist() == [1.0, 1.0, 0.0]
    assert str(rows["first_on"][1])[:10] == "2026-11-01"
    assert rows["first_on"].isna().tolist() == [False, False, True]
    file = steered().model_copy(
        update={"reviews": (*steered().reviews, *what_if_from(THIN).reviews)}
    )
    assert_same(outlook.runs, forecast(file, replications=4, engine="simpy", seed=3).runs)


def test_acts_are_told_one_by_one_and_shares_follow_from_them() -> None:
    """The table of rules says of the acts what can be counted in them."""
    again = {"reviews.0.again_after": "4 weeks", "reviews.0.when": "coverage below 2.5"}
    outlook = forecast(steered(), what_ifs=[again], replications=30, engine="simpy", seed=3)
    acts, rule = outlook.acts, outlook.rules.iloc[0]
    firsts = acts[acts["act"] == 1]
    assert 0 < len(firsts) < len(acts)
    assert rule["share"] == firsts["replication"].nunique() / 30 == len(firsts) / 30
    assert rule["acts"] == len(acts) / 30
    assert rule["first_on"] == firsts["on"].min()
    assert rule["p50_on"] == firsts["on"].sort_values().iloc[(len(firsts) - 1) // 2]
    assert acts.groupby("replication")["on"].is_monotonic_increasing.all()
    assert acts.groupby("replication")["act"].max().equals(acts.groupby("replication").size())
    assert {str(on)[8:10] for on in acts["on"]} == {"01"}
    assert outlook.to_json()["rules"][0]["share"] == rule["share"]


def test_without_rules_the_tables_are_empty() -> None:
    """Nobody looks, so nobody acts."""
    outlook = forecast(tiny(), replications=2, engine="simpy")
    assert (len(outlook.acts), len(outlook.rules)) == (0, 0)
    assert {k: str(v) for k, v in outlook.acts.dtypes.items()} == ACTS
    assert {k: str(v) for k, v in outlook.rules.dtypes.items()} == RULES


def test_a_comparison_says_what_a_rule_is_and_how_often_it_acts() -> None:
    """A rule is a change like any other: named, taken apart, and part of what the hash covers."""
    plain = steered().model_copy(update={"reviews": ()})
    idea = THIN | {"stages.pitch.advance": "30 %"}
    found = compare(plain, idea, replications=20, engine="simpy", seed=3)
    said = found.alternatives[0].said
    assert [one.label for one in said] == [
        "share that goes on from pitch", "when coverage below 9", "when coverage below 0.001"
    ]  # fmt: skip
    assert said[1].after == "leads from web: times 2"
    told = [remark.text.replace("\N{NO-BREAK SPACE}", " ") for remark in found.card().remarks]
    assert "review rule 1 (coverage below 9) acts in 100 % of the futures" in told[0]
    assert told[1].endswith("review rule 2 (coverage below 0.001) never acts.")
    parts = found.parts.query("measure == 'won' and part == 'alone'").set_index("change")["mean"]
    assert parts["when coverage below 9"] > 0 == parts["when coverage below 0.001"]
    other = compare(plain, idea | {"reviews": THIN["reviews"][:1]}, replications=20,
                    engine="simpy", seed=3)  # fmt: skip
    assert other.made_by.digest != found.made_by.digest


def test_rules_that_cannot_be_are_refused_with_their_what_if() -> None:
    """What they look at must be there, and so must what they change."""
    bad = [
        {"every": "month", "when": "backlog above 3", "do": {"sources.web.leads": "times 2"}},
        {"every": "month", "when": "coverage below 3", "do": {"sources.webb.leads": "times 2"}},
    ]
    with pytest.raises(FunnelError) as refusal:
        forecast(steered(), what_ifs=[{"reviews": bad[:1]}], engine="simpy")
    assert str(refusal.value) == (
        "what if: reviews.0.when: looks at backlog, which needs a team; the funnel has none."
    )
    with pytest.raises(FunnelError, match="Did you mean 'web'"):
        forecast(steered(), what_ifs=[{"reviews": bad[1:]}], engine="simpy")
    with pytest.raises(FunnelError) as refusal:
        what_if_from({"reviews": [{"every": "month", "when": "coverage below 3"}]})
    assert str(refusal.value) == (
        "reviews.0.do: is missing; say what it changes, 'do: {sources.inbound.leads: times 1.2}'."
    )
