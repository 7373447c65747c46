"""Numbers in doubt: where draws lie, how they are keyed, and from which day they hold."""

from __future__ import annotations

import numpy as np
import pytest

from simfunnel.errors import FunnelError
from simfunnel.funnel.changes import Change, WhatIf
from simfunnel.funnel.draws import draw_between, draw_ranges, lasting_path
from simfunnel.funnel.layout import H_WIDTH
from simfunnel.funnel.lower import compile_funnel
from simfunnel.funnel.model import Funnel
from simfunnel.units import Growth, PerTime, Share
from simfunnel.variates import normal_cdf

ADVANCE = "stages.pitch.advance"
HALF = ("40 %", "50 %", "60 %")

DOCUMENT = {
    "simfunnel": 1,
    "funnel": "workshop",
    "starts": "2026-07-01",
    "until": "2026-12-31",
    "segments": {
        "small": {"amount": {"median": "6 000", "p90": "16 000"}, "advance_odds": "times 1.2"}
    },
    "sources": {
        "web": {"leads": "30 per month", "enters": "pitch", "segments": {"small": "100 %"}}
    },
    "stages": {
        "pitch": {
            "advance": "50 %",
            "next": "won",
            "otherwise": {"lost.price": "60 %", "lost.no_need": "40 %"},
            "dwell": {"median": "2 weeks", "p90": "5 weeks"},
        }
    },
}


def funnel(**doubt: tuple[str, str, str]) -> Funnel:
    """Return the workshop with numbers in doubt; a double underscore stands for a dot."""
    ranges = {path.replace("__", "."): list(triple) for path, triple in doubt.items()}
    return Funnel.model_validate({**DOCUMENT, "doubt": ranges})


def what_if(*changes: Change, **assumes: tuple[str, str, str]) -> WhatIf:
    """Return a what-if with assumptions."""
    named = {path.replace("__", "."): triple for path, triple in assumes.items()}
    return WhatIf("what if", changes, assumes=named)


@pytest.mark.parametrize(
    ("kind", "triple"),
    [
        (Share, (0.68, 0.75, 0.81)),
        (PerTime, (10.0, 60.0, 70.0)),
        (Growth, (-0.1, 0.0, 0.3)),
    ],
    ids=["logit", "log", "plain"],
)
def test_stated_percentiles_are_met(kind: type, triple: tuple[float, float, float]) -> None:
    """One draw in ten lies below P10, half below P50, one in ten above P90, on every scale."""
    at = [normal_cdf(z) for z in (-1.2815515655446004, 0.0, 1.2815515655446004)]

    assert [draw_between(kind, *triple, u) for u in at] == pytest.approx(list(triple), rel=1e-12)


def test_draws_stay_in_the_range_of_their_kind() -> None:
    """Even the rarest draws of a share lie inside 0 to 100 %, and those of a rate above 0."""
    for u in (1e-15, 1 - 1e-15):
        assert 0 < draw_between(Share, 0.02, 0.5, 0.99, u) < 1
        assert draw_between(PerTime, 1.0, 60.0, 70.0, u) > 0


def test_a_number_keeps_its_draws_beside_others() -> None:
    """A second number in doubt, or another scenario, moves no draw of the first."""
    alone = draw_ranges(funnel(stages__pitch__advance=HALF), [], rows=20, seed=3)
    joined = draw_ranges(
        funnel(sources__web__leads=("20 per month", "30 per month", "40 per month"),
               stages__pitch__advance=HALF), [], rows=20, seed=3,
    )  # fmt: skip

    np.testing.assert_array_equal(alone[0].values, joined[1].values)
    assert [each.path for each in joined] == ["sources.web.leads", ADVANCE]


def test_replications_and_seeds_draw_afresh() -> None:
    """Every row and every seed has its own draw; row k does not depend on how many there are."""
    few = draw_ranges(funnel(stages__pitch__advance=HALF), [], rows=5, seed=3)[0].values
    many = draw_ranges(funnel(stages__pitch__advance=HALF), [], rows=50, seed=3)[0].values
    other = draw_ranges(funnel(stages__pitch__advance=HALF), [], rows=50, seed=4)[0].values

    np.testing.assert_array_equal(few, many[:5])
    assert len({*many, *other}) == 100


def test_what_was_renamed_keeps_its_draws() -> None:
    """The path that keys a draw holds the id of a renamed stage or source, not its new name."""
    stages = {
        "offer": {**DOCUMENT["stages"]["pitch"], "id": "pitch"},
        "close": {**DOCUMENT["stages"]["pitch"], "otherwise": {"offer": "40 %", "lost": "60 %"}},
    }
    source = {**DOCUMENT["sources"]["web"], "enters": "offer", "id": "web"}
    renamed = Funnel.model_validate({**DOCUMENT, "stages": stages, "sources": {"site": source}})

    assert lasting_path(renamed, "stages.offer.advance") == ADVANCE
    assert lasting_path(renamed, "stages.close.otherwise.offer") == "stages.close.otherwise.pitch"
    assert lasting_path(renamed, "sources.site.leads") == "sources.web.leads"
    assert lasting_path(renamed, "events.audit.rate") == "events.audit.rate"


def test_what_a_what_if_assumes_stands_for_what_it_changes() -> None:
    """The assumed range is that of the changed number: the change does not act on it again."""
    triple = ("50 %", "70 %", "80 %")
    lift = what_if(Change.of(ADVANCE, "times 1.4"), stages__pitch__advance=triple)
    assumed = compile_funnel(funnel(), [lift], doubt_rows=20)
    stated = compile_funnel(funnel(stages__pitch__advance=triple), doubt_rows=20)

    np.testing.assert_array_equal(assumed.patches.values, stated.patches.values)
    np.testing.assert_array_equal(assumed.patches.drawn[ADVANCE], stated.patches.drawn[ADVANCE])


def test_an_assumption_holds_from_the_day_of_its_change() -> None:
    """Before that day the number is certain, or in the baseline's doubt."""
    later = what_if(
        Change.of(ADVANCE, "70 %", "2026-10-01"), stages__pitch__advance=("60 %", "70 %", "80 %")
    )
    certain = compile_funnel(funnel(), [later], doubt_rows=5)
    doubted = compile_funnel(funnel(stages__pitch__advance=HALF), [later], doubt_rows=5)
    baseline = compile_funnel(funnel(stages__pitch__advance=HALF), doubt_rows=5)

    width = certain.plan.head(H_WIDTH)
    assert certain.patches.positions.tolist() == [p for p in certain.patches.positions if p > width]
    before = doubted.patches.positions < width
    np.testing.assert_array_equal(doubted.patches.values[:, before], baseline.patches.values)
    np.testing.assert_array_equal(doubted.patches.values[:, ~before], certain.patches.values)


def test_an_assumption_about_another_number_holds_from_the_first_change() -> None:
    """What is assumed beside the changes begins with the first of them."""
    leads = ("20 per month", "30 per month", "40 per month")
    later = what_if(Change.of(ADVANCE, "70 %", "2026-10-01"), sources__web__leads=leads)
    always = what_if(Change.of(ADVANCE, "70 %"), sources__web__leads=leads)

    dated, undated = (compile_funnel(funnel(), [w], doubt_rows=5) for w in (later, always))
    assert (dated.patches.positions >= dated.plan.head(H_WIDTH)).all()
    assert (undated.patches.positions < undated.plan.head(H_WIDTH)).all()


def test_changes_act_on_draws() -> None:
    """A factor multiplies what was drawn, whether it names the number or its whole spread."""
    median = "segments.small.amount.median"
    stated = funnel(segments__small__amount__median=("5 000", "6 000", "7 000"))
    by_name, by_spread, ratio = (
        compile_funnel(stated, [what_if(Change.of(path, "times 1.5"))], doubt_rows=4)
        for path in (median, "segments.small.amount", ADVANCE)
    )

    drawn = np.floor(100 * by_name.patches.drawn[median] + 0.5)
    np.testing.assert_allclose(by_name.patches.values[:, 0], drawn * 1.5, atol=1.0)
    np.testing.assert_allclose(by_spread.patches.values[:, 0], drawn * 1.5, atol=1.0)
    np.testing.assert_allclose(ratio.patches.values[:, 0], drawn, rtol=1e-12)


def test_a_set_number_is_no_longer_in_doubt() -> None:
    """A number that a what-if sets is certain, also a factor and a share of a split."""
    for path, triple, value in [
        (ADVANCE, HALF, "70 %"),
        ("segments.small.advance_odds", ("times 1.1", "times 1.2", "times 1.3"), "2"),
        ("stages.pitch.otherwise.lost.price", ("50 %", "60 %", "70 %"), "20 %"),
    ]:
        stated = Funnel.model_validate({**DOCUMENT, "doubt": {path: list(triple)}})
        for name in (path, f"{path}.share") if "lost" in path else (path,):
            compiled = compile_funnel(stated, [what_if(Change.of(name, value))], doubt_rows=4)
            assert compiled.patches.positions.size == 0


def test_a_dwell_multiplied_whole_multiplies_a_ratio_in_doubt() -> None:
    """`dwell: times 0.8` is a ratio on the stage, so it acts on the draws of that ratio."""
    path = "stages.pitch.dwell_ratio"
    stated = Funnel.model_validate(
        {**DOCUMENT, "doubt": {path: ["times 0.9", "times 1", "times 1.1"]}}
    )
    shorter = what_if(Change.of("stages.pitch.dwell", "times 0.8"))
    compiled = compile_funnel(stated, [shorter], doubt_rows=4)

    drawn = compiled.patches.drawn[path]
    np.testing.assert_allclose(compiled.patches.values[:, 0], 0.8 * drawn, rtol=1e-12)


def test_changes_of_different_dates_act_in_order_of_date() -> None:
    """The order of what-ifs does not matter where dates settle it."""
    doubled = what_if(Change.of(ADVANCE, "times 1.2", "2026-11-01"))
    fixed = what_if(Change.of(ADVANCE, "50 %", "2026-10-01"))
    stated = funnel(stages__pitch__advance=HALF)

    one = compile_funnel(stated, [doubled, fixed], doubt_rows=4)
    other = compile_funnel(stated, [fixed, doubled], doubt_rows=4)
    np.testing.assert_array_equal(one.patches.positions, other.patches.positions)
    np.testing.assert_array_equal(one.patches.values, other.patches.values)


def test_a_draw_that_cannot_be_is_refused_by_name() -> None:
    """A change that lifts rare draws above 100 % says which number, and what to state instead."""
    stated = funnel(stages__pitch__advance=("40 %", "50 %", "90 %"))
    lift = what_if(Change.of(ADVANCE, "times 1.5"))

    with pytest.raises(FunnelError) as caught:
        compile_funnel(stated, [lift], doubt_rows=100, seed=1)
    assert str(caught.value) == (
        "doubt: a replication draws 'stages.pitch.advance' as 0.951832, which cannot be: "
        "'142.77476149690624 %' is not a share; give 0 to 100 %. Narrow the range; where a "
        "what-if changes the number, state the range of the new one under 'assumes'."
    )


@pytest.mark.parametrize(
    ("path", "one", "other"),
    [
        ("sources.web.leads", ("1 040 per year", "1 560 per year", "2 600 per year"),
         ("260 per quarter", "390 per quarter", "650 per quarter")),
        ("stages.pitch.dwell.p90", ("7 weeks", "8 weeks", "9 weeks"),
         ("49 days", "56 days", "63 days")),
    ],
)  # fmt: skip
def test_what_is_assumed_is_drawn_in_its_own_unit(
    path: str, one: tuple[str, str, str], other: tuple[str, str, str]
) -> None:
    """A what-if that states a number in another unit than the funnel says the same by it."""
    compiled = [
        compile_funnel(
            funnel(),
            [WhatIf("changed", (Change.of(path, triple[1]),), assumes={path: triple})],
            doubt_rows=6,
        )
        for triple in (one, other)
    ]
    np.testing.assert_array_equal(*(each.patches.positions for each in compiled))
    np.testing.assert_allclose(*(each.patches.values for each in compiled), rtol=1e-9)
    if path.endswith("leads"):  # drawn over stated
        factors = compiled[0].patches.drawn[path] / 1_560.0
        np.testing.assert_allclose(compiled[0].patches.values[:, 0], factors, rtol=1e-12)


MEASURED = {
    "hazards": {"ages": [0], "daily": {"won": [0.03], "lost.x": [0.01]}, "advances": ["won"]}
}


@pytest.mark.parametrize(
    ("path", "triple", "unit"),
    [
        ("sources.web.cost", ("30 per lead", "40 per lead", "60 per lead"), "per lead"),
        ("stages.proof.advance", ("30 %", "45 %", "50 %"), "%"),
    ],
)
def test_a_number_that_only_the_what_if_states_may_be_in_doubt(
    path: str, triple: tuple[str, str, str], unit: str
) -> None:
    """Each future is the one in which the what-if states what this future has drawn."""
    data = {**DOCUMENT, "stages": {**DOCUMENT["stages"], "proof": MEASURED}}
    plain = Funnel.model_validate(data)
    doubted = WhatIf("changed", (Change.of(path, triple[1]),), assumes={path: triple})
    compiled = compile_funnel(plain, [doubted], doubt_rows=4)
    assert compiled.patches.positions.size == 1
    for r, drawn in enumerate(compiled.patches.drawn[path].tolist()):
        number = 100.0 * drawn if unit == "%" else drawn
        told = WhatIf("told", (Change.of(path, f"{number:.13f} {unit}"),))
        stated = compile_funnel(plain, [told]).plan.numbers
        np.testing.assert_allclose(compiled.patches.numbers(compiled.plan, r), stated, rtol=1e-9)
