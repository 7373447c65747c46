"""Review rules that cannot be: each refused with its place, its value and what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simfunnel.errors import ScenarioError
from simfunnel.funnel.checks import problems
from simfunnel.funnel.examples import staffed, steered, tiny
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.review_acts import act_faults
from simfunnel.scenarios import load
from simfunnel.scenarios.writing import dump

RULE: dict[str, Any] = {
    "every": "week",
    "when": "open leads below 3",
    "do": {"sources.web.leads": "times 1.2"},
}


def faults(funnel: Funnel, **changed: Any) -> list[tuple[str, str]]:
    """Return what is wrong with a funnel that has one rule."""
    data = funnel.document() | {"reviews": [RULE | changed]}
    made = Funnel.model_validate(data)
    return problems(made) or list(act_faults(made))


@pytest.mark.parametrize(
    ("changed", "path", "message"),
    [
        ({"when": "coverage below 3"}, "when",
         "looks at coverage, which needs a target; the funnel has none."),
        ({"when": "backlog above 3"}, "when",
         "looks at backlog, which needs a team; the funnel has none."),
        ({"when": "open leads of pitch below 3"}, "when",
         "counts the open leads of 'pitch'; name stages by 'in: [pitch]'."),
        ({"in": ["pitsch"]}, "in", "unknown stage 'pitsch'. Did you mean 'pitch'?"),
        ({"from": "2026-12-30"}, "",
         "is never looked at: there is no review from 2026-09-01 to 2026-12-31; look more often, "
         "or from an earlier day."),
        ({"do": {"sources.webb.leads": "times 2"}}, "do.sources.webb.leads",
         "unknown name 'webb' in 'sources'. Did you mean 'web'?"),
        ({"do": {"until": "2027-01-31"}}, "do.until",
         "holds for the whole run, so no rule can change it on a day."),
        ({"do": {"stages.pitch.next": "won"}}, "do.stages.pitch.next",
         "is not one number; change one of 'stages.pitch.next.won'."),
        ({"do": {"stages.pitch.advance": "140 %"}}, "do.stages.pitch.advance",
         "'140 %' is not a share; give 0 to 100 %."),
        ({"do": {"stages.pitch.advance": "plus 30 points"}, "again_after": "4 weeks"}, "",
         "may act 5 times, and then stages.pitch.advance: '115 %' is not a share; give 0 to 100 %. "
         "Say how often, 'at_most: 3'."),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_is_refused(changed: dict[str, Any], path: str, message: str) -> None:
    """The whole message, at its place."""
    where = f"reviews.0.{path}" if path else "reviews.0"
    assert faults(tiny(), **changed) == [(where, message)]


@pytest.mark.parametrize(
    ("changed", "path", "message"),
    [
        ({"when": "coverage of year_and below 3"}, "when",
         "unknown target 'year_and'. Did you mean 'year_end'?"),
        ({"when": "coverage below 3"}, "when",
         "does not say which target it means; write 'coverage of year_end'. Known: 'year_end', "
         "'deals'."),
        ({"when": "pace of deals below 80 %", "in": ["pitch"]}, "in",
         "plays no part in 'pace'; leave it out."),
        ({"when": "booked of spring below 80 %"}, "when",
         "unknown target 'spring'. Known: 'year_end', 'deals'."),
    ],
)  # fmt: skip
def test_a_rule_names_its_target(changed: dict[str, Any], path: str, message: str) -> None:
    """Of two targets one is named."""
    targets = steered().document()["targets"] | {"deals": {"won": 30, "by": "2026-12-31"}}
    funnel = Funnel.model_validate(tiny().document() | {"targets": targets})
    assert faults(funnel, **changed) == [(f"reviews.0.{path}", message)]


def test_a_team_is_named_where_there_are_several() -> None:
    """A backlog is one team's."""
    found = faults(staffed(), when="backlog of nobody above 3")
    hint = "Known: 'callers', 'sellers'."
    assert found == [("reviews.0.when", f"unknown team 'nobody'. {hint}")]


def test_a_file_tells_all_problems_of_its_rules_at_once(tmp_path: Path) -> None:
    """With line and column, and whatever else is wrong."""
    text = dump(tiny()) + (
        "reviews:\n"
        "  - {every: year, when: open leads below 3, do: {sources.web.leads: times 1.2}}\n"
        "  - {every: week, when: open leads under 3, do: {sources.web.leads: times 1.2}}\n"
        "  - {every: week, when: open leads below 0, do: {sources.web.leads: times 1.2}}\n"
        "  - {every: week, when: open leads below 3, do: {}}\n"
        "  - {every: week, when: open leads below 3, do: {sources.web.leads: +5 %}}\n"
        "  - {every: week, when: open leads below 3, at_most: 2, do: {sources.web.leads: 4}}\n"
        "  - {every: week, when: open leads below 3, at_most: 0, do: {sources.web.leads: 4}}\n"
        "  - {every: week, when: open leads below 3, again_after: 5 business days, do: {a.b: 4}}\n"
        "  - {every: week, do: {a.b: 4}, whenever: now}\n"
    )
    path = tmp_path / "tiny.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as refusal:
        load(path)
    told = [line.partition("tiny.yaml:")[2] for line in str(refusal.value).splitlines()]
    assert told == [
        "15:13: reviews.0.every: is 'year'; write day, week, month or quarter.",
        "16:25: reviews.1.when: 'open leads under 3' is not a condition; write for instance "
        "'coverage below 3'.",
        "17:5: reviews.2: waits for 'open leads below 0', which can never be; give a level above "
        "0.",
        "18:5: reviews.3: does nothing; say what, 'do: {sources.inbound.leads: times 1.2}'.",
        "19:69: reviews.4.do.sources.web.leads: '+5 %' could mean 'plus 5 points' or 'times "
        "1.05'; write one of them.",
        "20:5: reviews.5: may act 2 times, but not how soon again; add 'again_after: 4 weeks'.",
        "21:5: reviews.6: at_most is 0, so it never acts; leave the rule out.",
        "22:5: reviews.7: again_after is 5 business days; count in days or weeks of the calendar.",
        "23:5: reviews.8.when: is missing; say when it acts, 'when: coverage below 3'.",
        "23:33: reviews.8.whenever: unknown key 'whenever'. Did you mean 'when'?",
    ]


def test_rules_come_back_from_a_file(tmp_path: Path) -> None:
    """Written and read again, they are the same."""
    rule = RULE | {"in": ["pitch"], "from": "2026-10-01", "again_after": "4 weeks", "at_most": 3}
    funnel = Funnel.model_validate(steered().document() | {"reviews": [rule]})
    path = tmp_path / "again.yaml"
    path.write_text(dump(funnel), encoding="utf-8")
    assert load(path) == funnel
