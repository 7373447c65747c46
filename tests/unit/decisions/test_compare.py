"""Comparisons: pairs with the same luck, held against each other and against hand-made ones."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

import simfunnel as sf
from simfunnel.decisions import Comparison
from simfunnel.decisions.effects import Effect
from simfunnel.errors import FunnelError, ScenarioError, UnknownNameError
from simfunnel.funnel.changes import Change, WhatIf
from simfunnel.funnel.examples import busy, tiny
from simfunnel.funnel.model import Funnel
from simfunnel.tables import (
    CHANCE_EFFECTS,
    EFFECTS,
    PAIRED_RUNS,
    PART_EFFECTS,
    PERIOD_EFFECTS,
    REASONS,
)

ADVANCE = "stages.pitch.advance"
LIFT = {ADVANCE: "35 %"}
MORE = {"sources.web.leads": "times 1.5"}


def compared(what_ifs: Any, funnel: Funnel | None = None, **options: Any) -> Comparison:
    """Compare on few futures."""
    options = {"replications": 60, "seed": 7} | options
    return sf.compare(tiny() if funnel is None else funnel, what_ifs, **options)


def costly() -> Funnel:
    """Return a small funnel in which leads cost something, with a target."""
    data = tiny().model_dump(by_alias=True, exclude_unset=True)
    data["sources"]["web"]["cost"] = "40 per lead"
    data["targets"] = {"autumn": {"won": 20, "by": "2026-12-31"}}
    return Funnel.model_validate(data)


@pytest.mark.parametrize("engine", ["compiled", "simpy"])
def test_identical_scenarios_differ_by_nothing(engine: str) -> None:
    """A what-if without changes is zero in every table, future by future."""
    comparison = compared(WhatIf("same"), busy(), engine=engine, replications=20)
    assert not comparison.runs["difference"].any()
    figures = ["mean", "error", "p10", "p25", "p50", "p75", "p90", "better"]
    assert not comparison.table[figures].to_numpy().any()
    assert not comparison.periods[figures].to_numpy().any()
    assert set(comparison.table["verdict"]) == {"within noise"}
    assert not comparison.reasons[["mean", "error"]].to_numpy().any()


def test_a_what_if_and_its_undoing_cancel() -> None:
    """A change that is taken back from the same day on leaves no trace in any future."""
    path, day = ADVANCE, "2026-10-01"
    there = WhatIf("lift", (Change.of(path, "40 %", day),))
    back = WhatIf("undo", (Change.of(path, "40 %", day), Change.of(path, "25 %", day)))
    comparison = compared([there, back])
    assert comparison.effect("lift").mean > 0
    assert not comparison.effect("undo").differences.any()
    assert not comparison.effect("undo", "won_amount").differences.any()


def test_pairs_differ_far_less_than_strangers() -> None:
    """On a conversion what-if the paired spread is at most a third of the unpaired one."""
    funnel = sf.load("scenarios/seven_stage_b2b.yaml")
    what_if = {"stages.proposal.advance": "plus 5 points"}
    one = sf.compare(funnel, what_if, replications=200, seed=1).effect()
    other = sf.compare(funnel, what_if, replications=200, seed=2).effect()
    strangers = one.changed - other.baseline
    assert np.std(one.differences) <= np.std(strangers) / 3


def test_future_stands_against_future() -> None:
    """The difference of replication k is that of two forecasts with the same seed."""
    comparison = compared(LIFT)
    won = [
        sf.forecast(tiny(), what_ifs=list(w), replications=60, seed=7).futures.by_period("won")
        for w in ([], [LIFT])
    ]
    effect = comparison.effect()
    assert effect.baseline.tolist() == won[0].sum(axis=1).tolist()
    assert effect.changed.tolist() == won[1].sum(axis=1).tolist()
    by_period = [e.differences.tolist() for e in comparison.by_period()]
    assert by_period == (won[1] - won[0]).T.tolist()


def test_engines_agree() -> None:
    """Both engines give the same comparison, to the last digit."""
    made = [
        compared([LIFT, MORE], engine=engine, replications=15).to_json()
        for engine in ("compiled", "simpy")
    ]
    for each in made:
        del each["made_by"]["engine"]
    assert made[0] == made[1]


def test_what_ifs_are_not_stacked() -> None:
    """Each what-if is held against the baseline, whatever stands beside it."""
    both, alone = compared([LIFT, MORE]), compared(MORE)
    assert both.names == ("share that goes on from pitch at 35 %", "leads from web at 45 per month")
    effects = [c.effect("leads from web at 45 per month").differences for c in (both, alone)]
    assert effects[0].tolist() == effects[1].tolist()


def test_all_together_is_one_more() -> None:
    """With `together` the what-ifs stack, as `forecast` stacks them."""
    comparison = compared([LIFT, MORE], together=True)
    stacked = sf.forecast(tiny(), what_ifs=[LIFT, MORE], replications=60, seed=7)
    changed = comparison.effect("all together").changed
    assert changed.tolist() == stacked.futures.by_period("won").sum(axis=1).tolist()


def test_leads_that_cost_are_paid_for() -> None:
    """Extra cost is exactly the extra leads times their cost; a better pitch costs nothing."""
    comparison = compared([LIFT, MORE], costly())
    more = "leads from web at 45 per month"
    leads, cost = comparison.effect(more, "leads"), comparison.effect(more, "cost")
    assert (cost.differences == 4000 * leads.differences).all()
    assert cost.verdict == "matters"
    assert cost.better == 0.0
    assert not comparison.effect(comparison.names[0], "cost").differences.any()
    per_deal = [w["cost_per_extra_deal"] for w in comparison.to_json()["what_ifs"]]
    assert per_deal[0] == {"mean": 0.0, "p10": None, "p90": None}
    mean = cost.mean / comparison.effect(more).mean
    assert per_deal[1]["mean"] == pytest.approx(mean)
    assert per_deal[1]["p10"] < mean < per_deal[1]["p90"]


def test_nothing_says_what_leads_cost() -> None:
    """Without costs in the file there is no row of costs, and none per extra deal."""
    comparison = compared(LIFT)
    assert comparison.measures == ("won", "won_amount", "leads")
    assert comparison.to_json()["what_ifs"][0]["cost_per_extra_deal"] is None


def test_the_error_of_a_chance_is_that_of_the_pairs() -> None:
    """Both chances are counted; the error is that of their difference, pair by pair."""
    comparison = compared(LIFT, costly(), targets="25 won by 2026-12-31")
    before, after = comparison.pairs[0]
    for k, row in enumerate(comparison.chances.to_dict("records")):
        amount = (25, 20)[k]
        moved = (after.goals[k] >= amount).astype(int) - (before.goals[k] >= amount)
        assert row["baseline"] == (before.goals[k] >= amount).mean()
        assert row["changed"] == (after.goals[k] >= amount).mean()
        assert row["mean"] == pytest.approx(moved.mean())
        expected = 1.959964 * moved.std(ddof=1) / np.sqrt(60)
        assert row["error"] == pytest.approx(expected)
    assert comparison.chances["target"].tolist() == ["25 deals", "20 deals"]


def test_an_unmoved_chance_keeps_its_doubt() -> None:
    """Where no pair differs the rule of three says how far the chance may still move."""
    comparison = compared(WhatIf("same"), costly())
    assert comparison.chances["error"].tolist() == [3 / 60]
    assert comparison.chances["clear"].tolist() == [False]


def test_reasons_follow_the_funnel() -> None:
    """Leads, then the stages in order of the file, then won, each with its average."""
    funnel = sf.load("scenarios/seven_stage_b2b.yaml")
    comparison = sf.compare(funnel, {"stages.proposal.advance": "85 %"}, replications=30, seed=1)
    reasons = comparison.reasons
    assert reasons["name"].tolist() == ["", *funnel.stages, ""]
    entered = reasons.set_index("name")["baseline"]
    assert entered["lead_generation"] > entered["qualification"] > entered["negotiation"]
    table = comparison.table.set_index("measure")["mean"]
    assert reasons["mean"].iloc[0] == table["leads"]
    assert abs(table["leads"]) < 1.0  # who is won is not written to again: the market is finite
    assert reasons["mean"].iloc[-1] == table["won"]


def test_averages_of_periods_add_up() -> None:
    """The average difference of the whole is the sum of those of the periods."""
    comparison = compared([LIFT, MORE])
    whole = comparison.table.set_index(["what_if", "measure"])["mean"]
    added = comparison.periods.groupby(["what_if", "measure"])["mean"].sum()
    for key, mean in whole.items():
        assert added[key] == pytest.approx(mean)


def test_tables_have_their_columns() -> None:
    """Every table has the columns and types of its schema, whether it has rows or not."""
    comparison = compared([LIFT, MORE])
    for table, schema in (
        (comparison.table, EFFECTS),
        (comparison.periods, PERIOD_EFFECTS),
        (comparison.chances, CHANCE_EFFECTS),
        (comparison.reasons, REASONS),
        (comparison.runs, PAIRED_RUNS),
        (comparison.parts, PART_EFFECTS),
    ):
        assert {name: str(kind) for name, kind in table.dtypes.items()} == schema


def test_assumptions_of_a_what_if_join_the_doubt() -> None:
    """What a what-if assumes varies it; the baseline's own draws stay the same."""
    sure = WhatIf("sure", (Change.of(ADVANCE, "35 %"),))
    unsure = WhatIf("unsure", sure.changes, assumes={ADVANCE: ("25 %", "35 %", "45 %")})
    comparison = compared([sure, unsure], replications=200)
    one, other = (comparison.effect(name) for name in ("sure", "unsure"))
    assert one.baseline.tolist() == other.baseline.tolist()
    assert np.std(other.differences) > 1.2 * np.std(one.differences)


def test_the_same_comparison_is_the_same_bytes() -> None:
    """JSON depends on funnel, changes and seed alone; nothing in it is not a number."""
    text = [json.dumps(compared([LIFT, MORE]).to_json(), allow_nan=False) for _ in range(2)]
    assert text[0] == text[1]
    assert json.dumps(compared(LIFT, replications=1).to_json(), allow_nan=False)


def test_one_pair_judges_nothing() -> None:
    """Fewer than 20 pairs give no verdict."""
    assert compared(LIFT, replications=19).effect().verdict == "too few futures"
    assert compared(LIFT, replications=20).effect().verdict == "matters"


def test_progress_counts_all_runs() -> None:
    """Baseline and what-ifs are one bar."""
    calls: list[tuple[int, int]] = []
    compared([LIFT, MORE], progress=lambda done, asked: calls.append((done, asked)), workers=1)
    assert calls[-1] == (180, 180)
    assert [done for done, _ in calls] == sorted(done for done, _ in calls)


def stopping_after(n: int) -> Any:
    """Return a progress that is interrupted once `n` futures are finished."""

    def progress(done: int, _: int) -> None:
        if done >= n:
            raise KeyboardInterrupt

    return progress


def test_ctrl_c_keeps_what_is_finished() -> None:
    """Pairs are those futures that both have; what was not begun is named."""
    comparison = compared([LIFT, MORE, LIFT], progress=stopping_after(80), workers=1)
    assert comparison.is_incomplete
    assert comparison.unfinished == (
        "leads from web at 45 per month",
        "share that goes on from pitch at 35 % (2)",
    )
    effect = comparison.effect()
    assert 20 <= effect.n < 60
    assert effect.differences.tolist() == compared(LIFT).effect().differences[: effect.n].tolist()
    assert comparison.made_by.replications == effect.n


def test_ctrl_c_in_a_later_what_if_leaves_the_earlier_one_whole() -> None:
    """One that was just begun would cut all pairs to its few; it is named as not compared."""
    comparison = compared([LIFT, MORE], progress=stopping_after(140), workers=1)
    assert comparison.names == ("share that goes on from pitch at 35 %",)
    assert comparison.unfinished == ("leads from web at 45 per month",)
    assert comparison.is_incomplete
    assert comparison.effect().n == 60


def test_ctrl_c_while_taking_apart_leaves_the_comparison_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was simulated is given back."""

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("simfunnel.decisions.comparison.parts_of", stopped)
    both = WhatIf(
        "both", (Change.of(ADVANCE, "35 %"), Change.of("sources.web.leads", "45 per month"))
    )
    comparison = compared([both], parts=True, workers=1)
    assert not comparison.is_incomplete
    assert not comparison.is_taken_apart


def test_ctrl_c_before_any_pair() -> None:
    """Without one pair of futures there is nothing to give."""
    with pytest.raises(KeyboardInterrupt):
        compared(LIFT, progress=stopping_after(10), workers=1)


def test_effects_are_asked_for_by_name() -> None:
    """An unknown what-if or measure is refused with the nearest."""
    comparison = compared([WhatIf("lift"), WhatIf("more")])
    with pytest.raises(UnknownNameError) as refused:
        comparison.effect("lifft")
    assert str(refused.value) == (
        "no what-if is called 'lifft'; there are 'lift', 'more'. Did you mean 'lift'?"
    )
    with pytest.raises(UnknownNameError) as refused:
        comparison.effect("lift", "wom")
    assert str(refused.value) == (
        "'wom' is not compared; there are won, won_amount, leads. Did you mean 'won'?"
    )


@pytest.mark.parametrize(
    ("what_ifs", "message"),
    [
        (
            [],
            "there is nothing to compare with; give a what-if: a file, or a mapping such as "
            "{'stages.proposal.advance': '80 %'}.",
        ),
        (
            [{"stages.pitsch.advance": "30 %"}, {ADVANCE: "130 %"}],
            "stages.pitsch.advance: unknown name 'pitsch' in 'stages'. Did you mean 'pitch'?\n"
            "stages.pitch.advance: '130 %' is not a share; give 0 to 100 %.",
        ),
        (
            {"until": "2027-01-31"},
            "until: holds for the whole run, so the two sides would not stand for the same days "
            "or the same target; set it in the funnel, or give 'horizon' or 'targets' to the "
            "comparison.",
        ),
    ],
)
def test_what_cannot_be_compared_is_refused(what_ifs: Any, message: str) -> None:
    """All problems at once, before anything runs."""
    with pytest.raises((FunnelError, UnknownNameError)) as refused:
        compared(what_ifs)
    assert str(refused.value) == message


def test_what_ifs_that_contradict_each_other_do_not_stack() -> None:
    """Both names and both values are said."""
    third = WhatIf("third", (Change.of(ADVANCE, "33 %"),))
    half = WhatIf("half", (Change.of(ADVANCE, "50 %"),))
    assert compared([third, half]).names == ("third", "half")
    with pytest.raises(FunnelError) as refused:
        compared([third, half], together=True)
    assert str(refused.value) == (
        "stages.pitch.advance: 'third' says '33 %' and 'half' says '50 %' for the same time; "
        "drop one, or give one a date ('from')."
    )


def test_a_missing_file_is_named() -> None:
    """A path that is no file says so."""
    with pytest.raises(ScenarioError) as refused:
        compared("no_such.yaml")
    assert str(refused.value) == "no_such.yaml: there is no such file."


def test_an_unknown_target_is_refused() -> None:
    """A target that cannot be read says how to write one."""
    with pytest.raises(FunnelError) as refused:
        compared(LIFT, targets="much by 2026-12-31")
    assert str(refused.value) == (
        "target 'much by 2026-12-31': 'much' is not an amount of money; write for instance "
        "'486 000'."
    )


@pytest.mark.parametrize(
    ("differences", "verdict"),
    [
        ([0] * 40, "within noise"),
        ([1] * 40, "matters"),
        ([-1] * 40, "matters"),
        ([1] * 36 + [0] * 4, "helps on average"),
        ([1] * 37 + [0] * 3, "matters"),
        ([2, -1] * 20, "helps on average"),
        ([-2, 1] * 20, "hurts on average"),
        ([1, -1] * 20, "within noise"),
    ],
)
def test_verdicts(differences: list[int], verdict: str) -> None:
    """The 80 % range on one side of zero, else the average beyond twice its error, else noise."""
    zeros = np.zeros(len(differences), dtype=np.int64)
    assert Effect("w", "won", zeros, np.array(differences)).verdict == verdict
