"""What an outlook and a difference say of review rules."""

from __future__ import annotations

from simfunnel.decisions import diff
from simfunnel.forecasting.forecasts import forecast
from simfunnel.funnel.examples import steered


def test_an_outlook_says_how_often_and_when_a_rule_acts() -> None:
    """Coverage is below 3 at the first review in every future, and never below 0.001."""
    outlook = forecast(steered(), replications=20, engine="simpy", seed=3)
    told = "Review rule 1 (coverage below 3) acts in 100\N{NO-BREAK SPACE}% of the futures; "
    told += "in half of those by "
    day = "1 October 2026.".replace(" ", "\N{NO-BREAK SPACE}")
    assert told + day in outlook.warnings
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
