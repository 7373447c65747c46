"""Review rules on any funnel: one law for both engines, and nothing before the first act moves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
from engine_runs import (
    ENTERED,
    LEFT,
    STAGE,
    assert_recounted,
    assert_same,
    in_order,
    made,
    run,
)
from funnel_strategies import funnels, what_ifs_for
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from simfunnel.errors import FunnelError
from simfunnel.funnel.checks import problems
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.review_acts import act_faults, acts
from simfunnel.simulation.reviewing import with_acts

DAY = 86_400


@st.composite
def ruled(draw: st.DrawFn) -> Funnel:
    """Return a funnel with one or two review rules."""
    funnel = draw(funnels())
    data = funnel.document()
    whens = ["open leads above 3", "open leads below 8", "booked of deals below 30 %",
             "coverage of deals below 2", "pace of deals above 90 %"]  # fmt: skip
    acts_on: list[dict[str, str]] = [{"sources.web.leads": "times 2"}]
    acts_on += [{f"stages.{name}.advance": "times 0.8"} for name, s in funnel.stages.items()
                if s.advance is not None]  # fmt: skip
    acts_on += [{f"teams.{name}.seats": "plus 1"} for name in funnel.teams]
    whens += [f"backlog of {name} above 1" for name in funnel.teams]
    rule = st.fixed_dictionaries(
        {"every": st.sampled_from(["week", "week", "month"]), "when": st.sampled_from(whens),
         "do": st.sampled_from(acts_on)},
        optional={"again_after": st.just("20 days"), "in": st.just([next(iter(funnel.stages))])},
    )  # fmt: skip
    rules: list[dict[str, Any]] = draw(st.lists(rule, min_size=1, max_size=2))
    for each in rules:
        if not each["when"].startswith(("open", "coverage")):
            each.pop("in", None)
    data["targets"] = {"deals": {"won": 20, "from": funnel.start, "by": funnel.last_day}}
    whole = Funnel.model_validate(data | {"reviews": rules})
    assume(not problems(whole) and not list(act_faults(whole)))
    return whole


@settings(max_examples=30)
@given(funnel=ruled())
def test_both_engines_act_alike(funnel: Funnel) -> None:
    """The same rules act on the same days, and every row and tally after that is the same."""
    fast, slow = run(funnel, n=1), run(funnel, n=1, engine="simpy")
    assert fast.fired == slow.fired
    assert_same(fast, slow)
    assert_recounted(type(fast)(**{**vars(fast), "compiled": fast.version(0)}), 0)


@settings(max_examples=30)
@given(funnel=ruled())
def test_nothing_before_the_first_act_moves(funnel: Funnel) -> None:
    """Stays that ended before it are those of a funnel without rules; no act, no difference."""
    with_rules = run(funnel, n=1)
    without = run(funnel.model_copy(update={"reviews": ()}), n=1)
    fired = with_rules.fired[0]
    if not fired:
        assert_same(with_rules, without)
        return
    first = fired[0][1] * DAY
    kept = [in_order(each.stays[0]) for each in (with_rules, without)]
    ended, other = (rows[rows[:, LEFT] < first] for rows in kept)
    np.testing.assert_array_equal(ended, other)
    begun, other = (rows[rows[:, ENTERED] < first][:, : STAGE + 3] for rows in kept)
    np.testing.assert_array_equal(begun, other)
    wins = [each.results.wins[0, : fired[0][1]] for each in (with_rules, without)]
    np.testing.assert_array_equal(*wins)


@settings(max_examples=20)
@given(funnel=ruled())
def test_what_rules_did_is_a_what_if(funnel: Funnel) -> None:
    """A future is that of dated changes on the days on which its rules acted."""
    with_rules = run(funnel, n=1)
    plain = funnel.model_copy(update={"reviews": ()})
    assert_same(with_rules, run(plain, [acts(funnel, with_rules.fired[0])], n=1))


@settings(max_examples=20)
@given(funnel=ruled())
def test_every_review_was_judged_rightly(funnel: Funnel) -> None:
    """Rules on open leads act exactly on the days on which a count, lead by lead, says so."""
    rules = [r for r in funnel.reviews if r.when.measure == "open leads" and not r.again_after]
    assume(rules)
    funnel = funnel.model_copy(update={"reviews": (rules[0],)})
    runs, rule = run(funnel, n=1), rules[0]
    stages, layout = rule.stages, runs.compiled.layout
    expected: tuple[tuple[int, int], ...] = ()
    for day in range(1, funnel.days):
        there = [row for row in runs.stays[0].tolist() if row[ENTERED] < day * DAY <= row[LEFT]]
        names = [layout.stages[row[STAGE]] for row in there]
        count = sum(n in stages if stages else n not in layout.parked for n in names)
        below = rule.when.side == "below"
        holds = count < rule.when.number if below else count > rule.when.number
        if rule.is_due(funnel.start + timedelta(days=day)) and holds:
            expected = ((0, day),)
            break
    assert runs.fired[0] == expected


@settings(max_examples=30)
@given(funnel=ruled(), data=st.data())
def test_acts_on_top_of_what_is_compiled_are_the_whole_compiled_at_once(
    funnel: Funnel, data: st.DataObject
) -> None:
    """Whatever acts are in store, and in any order of asking, every number is the same."""
    what_ifs = data.draw(what_ifs_for(funnel))
    days = data.draw(st.sets(st.integers(1, funnel.days - 1), min_size=1, max_size=3))
    which = st.integers(0, len(funnel.reviews) - 1)
    fired = tuple((data.draw(which), day) for day in sorted(days))
    plain = funnel.model_copy(update={"reviews": ()})
    compiled = made(funnel, what_ifs)
    for n in data.draw(st.permutations(range(1, len(fired) + 1))):
        try:
            whole = made(plain, [*what_ifs, acts(funnel, fired[:n])])
        except FunnelError:
            assume(False)
        for r in (0, 1, 4):
            one = with_acts(compiled, fired[:n], r)
            np.testing.assert_array_equal(one.plan.whole, whole.plan.whole)
            np.testing.assert_array_equal(
                one.patches.numbers(one.plan, r), whole.patches.numbers(whole.plan, r)
            )
            for ours, theirs in zip(one.plan.clocks, whole.plan.clocks, strict=True):
                np.testing.assert_array_equal(ours, theirs)
