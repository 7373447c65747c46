"""Review rules in futures small enough to count by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from engine_runs import assert_same, made, run

from simfunnel.errors import FunnelError
from simfunnel.funnel.changes import Change, WhatIf
from simfunnel.funnel.model import Funnel
from simfunnel.measures import stays_table
from simfunnel.simulation import reviewing
from simfunnel.simulation.reviewing import Lived, figures, with_acts
from simfunnel.simulation.worth import with_worth

ENGINES = ("simpy", "compiled")
RAISE = {"sources.fair.batches.1.leads": "plus 6"}


def fairs(**blocks: Any) -> Funnel:
    """Return ten leads of 1 000 each on 2 September, all won a week later, and four on the 23rd.

    The start is a Tuesday; reviews of every week are on 7, 14, 21 and 28 September, and so on.
    """
    data: dict[str, Any] = {
        "simfunnel": 1,
        "funnel": "fairs",
        "starts": "2026-09-01",
        "until": "2026-10-31",
        "amount": "1 000",
        "targets": {"autumn": {"won_amount": "12 000", "by": "2026-10-31"}},
        "sources": {
            "fair": {
                "enters": "pitch",
                "batches": [{"on": "2026-09-02", "leads": 10}, {"on": "2026-09-23", "leads": 4}],
            }
        },
        "stages": {
            "pitch": {
                "advance": "100 %",
                "next": "won",
                "otherwise": {"lost.price": "100 %"},
                "dwell": "7 days",
            }
        },
    }
    return Funnel.model_validate(data | blocks)


def rule(when: str, do: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    """Return a rule that somebody looks at every week."""
    return {"every": "week", "when": when, "do": do or RAISE} | more


def fired(funnel: Funnel, engine: str = "simpy") -> list[tuple[int, int]]:
    """Return which rules acted on which days of the first future."""
    return list(run(funnel, n=1, engine=engine).fired[0])


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("when", "days"),
    [
        # 7 Sep: 10 000 open over 12 000 lacking; 14 and 21 Sep: nothing open over 2 000
        ("coverage below 0.84", [6]),
        ("coverage below 0.83", [13]),
        ("coverage above 0.84", [27]),  # 4 000 over 2 000 on 28 Sep
        ("coverage above 2", [34]),  # not above on 28 Sep; on 5 Oct the target is reached
        # 14 Sep: 10 000 of 12 000 won, when 13 of 61 days are gone
        ("booked above 83 %", [13]),
        ("booked above 84 %", [34]),
        ("pace below 10 %", [6]),
        ("pace above 300 %", [13]),
        ("pace above 400 %", []),
        ("open leads above 9", [6]),
        ("open leads above 10", []),
        ("open leads below 10", [13]),
    ],
)
def test_a_rule_acts_on_the_first_day_on_which_its_condition_holds(
    engine: str, when: str, days: list[int]
) -> None:
    """What is open and won was counted by hand."""
    assert fired(fairs(reviews=[rule(when)]), engine) == [(0, day) for day in days]


def test_what_a_rule_sees_is_what_there_is_before_its_midnight() -> None:
    """Wins of the review's own second, and leads born in it, are not yet seen."""
    dates = {
        "sources": {
            "fair": {
                "enters": "pitch",
                "batches": [{"on": "2026-09-07", "leads": 10}, {"on": "2026-09-08", "leads": 1}],
            }
        }
    }
    funnel = fairs(**dates, reviews=[rule("coverage below 1", {"stages.pitch.advance": "50 %"})])
    runs = run(funnel, n=1, engine="simpy")
    lived = Lived(runs.compiled, with_worth(runs).stays[0], runs.results.wins[0])
    seen = [figures(lived, funnel.reviews[0], day) for day in (6, 7, 8, 13, 14, 61)]
    assert seen[:4] == [(0, 1_200_000), (1_000_000, 1_200_000), (1_100_000, 1_200_000),
                        (1_100_000, 1_200_000)]  # fmt: skip
    won = 1_200_000 - seen[4][1] if seen[4] else 0
    assert won in range(0, 1_000_001, 100_000)
    assert seen[4] == (100_000, 1_200_000 - won)
    assert seen[5] is None  # the target is over


def test_a_rule_is_a_change_of_its_day() -> None:
    """Results are those of a what-if that makes the same change from the same day on."""
    ruled = run(fairs(reviews=[rule("coverage below 0.84")]))
    change = Change.of("sources.fair.batches.1.leads", "plus 6", "2026-09-07")
    assert_same(ruled, run(fairs(), [WhatIf("more", (change,))]))
    assert ruled.results.wins[0].sum(axis=0)[0] == 20


def test_a_rule_acts_once_unless_it_says_how_soon_again() -> None:
    """`again_after` counts from the last act, `at_most` counts acts."""
    lifts = {"stages.pitch.dwell": "times 1"}
    low = "open leads below 5"
    assert fired(fairs(reviews=[rule(low, lifts)])) == [(0, 13)]
    often = rule(low, lifts, again_after="2 weeks")
    assert [day for _, day in fired(fairs(reviews=[often]))] == [13, 27, 41, 55]
    assert [day for _, day in fired(fairs(reviews=[often | {"at_most": 3}]))] == [13, 27, 41]
    later = often | {"from": "2026-10-01", "every": "month"}
    assert [day for _, day in fired(fairs(reviews=[later]))] == [30]


def test_rules_of_one_day_see_the_same_and_act_in_order() -> None:
    """The second does not see what the first has just done; both act on what then stands."""
    rules = [
        rule("coverage below 0.84", {"sources.fair.batches.1.leads": "6"}),
        rule("coverage below 0.84", {"sources.fair.batches.1.leads": "times 2"}),
    ]
    runs = run(fairs(reviews=rules), n=1, engine="simpy")
    assert runs.fired[0] == ((0, 6), (1, 6))
    assert runs.results.wins[0].sum(axis=0)[0] == 22


def test_stages_of_a_rule_limit_what_counts_as_open() -> None:
    """Leads in other stages are no pipeline; parking places are none unless named."""
    stages = {
        "call": {"advance": "100 %", "next": "pitch", "otherwise": {"lost.price": "100 %"},
                 "dwell": "3 days"},
        "pitch": {"advance": "100 %", "next": "won", "otherwise": {"lost.price": "100 %"},
                  "dwell": "7 days"},
    }  # fmt: skip
    source = fairs().document()["sources"]["fair"] | {"enters": "call"}
    made = {"stages": stages, "sources": {"fair": source}}
    assert fired(fairs(**made, reviews=[rule("open leads above 0")])) == [(0, 6)]
    assert fired(fairs(**made, reviews=[rule("open leads above 0") | {"in": ["call"]}])) == []
    assert fired(fairs(**made, reviews=[rule("open leads above 0") | {"in": ["pitch"]}])) == [
        (0, 6)
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_backlog_brings_people(engine: str) -> None:
    """One rep works a lead for 20 days: on 7 September five leads have no finished work."""
    stage = fairs().document()["stages"]["pitch"] | {"team": "ae", "effort": "20 days"}
    source = {"enters": "pitch", "batches": [{"on": "2026-09-02", "leads": 5}]}
    team = {"seats": 1, "selling_hours": {"mon-sun": "00:00-24:00"}}
    made = {"stages": {"pitch": stage}, "sources": {"fair": source}, "teams": {"ae": team}}
    more = {"teams.ae.seats": "plus 2"}
    assert fired(fairs(**made, reviews=[rule("backlog above 5", more)]), engine) == []
    runs = run(fairs(**made, reviews=[rule("backlog of ae above 4", more)]), n=1, engine=engine)
    assert runs.fired[0] == ((0, 6),)
    table = stays_table(runs, 0)
    reps = table.dropna(subset=["rep"]).sort_values("worked_at")
    assert reps["rep"].tolist() == ["ae 1", "ae 2", "ae 3", "ae 1", "ae 2"]
    days = [str(moment)[:10] for moment in reps["worked_at"]]
    assert days == ["2026-09-22", "2026-09-27", "2026-09-27", "2026-10-12", "2026-10-17"]


def test_what_was_booked_counts() -> None:
    """A block of what is booked since the target's first day is part of what is won."""
    today = {"date": "2026-09-01", "booked_so_far": {"since": "2026-01-01", "amount": "9 000"}}
    data = fairs(reviews=[rule("booked above 70 %")]).document() | {"today": today}
    del data["starts"]
    funnel = Funnel.model_validate(data)
    assert fired(funnel) == [(0, 6)]
    assert fired(fairs(reviews=[rule("booked above 70 %")])) == [(0, 13)]


def test_doubt_stays_that_of_the_future() -> None:
    """A rule multiplies the number that this future has drawn."""
    funnel = fairs(
        sources={"fair": {"enters": "pitch", "leads": "90 per month"}},
        doubt={"sources.fair.leads": ["60 per month", "90 per month", "130 per month"]},
        reviews=[rule("coverage above 0.1", {"sources.fair.leads": "times 2"})],
    )
    ruled = run(funnel, n=3)
    assert set(ruled.fired.values()) == {((0, 6),)}
    change = Change.of("sources.fair.leads", "times 2", "2026-09-07")
    plain = funnel.model_copy(update={"reviews": ()})
    assert_same(ruled, run(plain, [WhatIf("double", (change,))], n=3))


def test_a_future_in_which_a_rule_cannot_act_any_more_says_so() -> None:
    """Two rules that push one number out of its range are found when they meet."""
    lifts = {"stages.pitch.advance": "plus 30 points"}
    stage = fairs().document()["stages"]["pitch"] | {"advance": "40 %"}
    rules = [rule("open leads above 9", lifts), rule("open leads above 8", lifts),
             rule("open leads below 5", lifts)]  # fmt: skip
    with pytest.raises(FunnelError) as refusal:
        run(fairs(stages={"pitch": stage}, reviews=rules), n=1, engine="simpy")
    assert str(refusal.value) == (
        "reviews.2: acts on 2026-09-14 after 2 earlier acts of all rules, and then "
        "stages.pitch.advance: '130 %' is not a share; give 0 to 100 %. "
        "Let rules act less often, by 'at_most'."
    )


def test_futures_in_which_rules_act_alike_share_what_is_compiled() -> None:
    """Only the numbers in doubt are each future's own, and an empty store changes nothing."""
    doubt = {"sources.fair.advance_odds": ["times 0.5", "times 1.0", "times 2"]}
    funnel = fairs(reviews=[rule("coverage below 10")], doubt=doubt)
    compiled = made(funnel)
    acted = ((0, 6),)
    one, other, again = (with_acts(compiled, acted, r) for r in (0, 1, 0))
    assert one.plan is other.plan
    assert one is again
    assert (one.patches.values != other.patches.values).any()
    compiled.versions.clear()
    assert with_acts(compiled, acted, 0).plan is not one.plan
    np.testing.assert_array_equal(with_acts(compiled, acted, 0).patches.values, one.patches.values)


def test_draws_of_single_futures_never_push_out_what_all_share(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The store holds so many of each kind and no more, and what comes back is the same."""
    monkeypatch.setattr(reviewing, "MOST_VERSIONS", 2)
    doubt = {"sources.fair.advance_odds": ["times 0.5", "times 1.0", "times 2"]}
    compiled = made(fairs(reviews=[rule("coverage below 10")], doubt=doubt), doubt_rows=9)
    acted = ((0, 6),)
    before = [with_acts(compiled, acted, r).patches.values for r in range(9)]
    assert sorted(key[1] or 0 for key in compiled.versions) == [0, 8]
    plan = compiled.versions[acted, None].plan
    after = [with_acts(compiled, acted, r) for r in range(9)]
    assert all(version.plan is plan for version in after)
    for old, new in zip(before, after, strict=True):
        np.testing.assert_array_equal(new.patches.values, old)
