"""What-ifs taken apart: parts and interaction make the whole, in every future."""

from __future__ import annotations

from functools import reduce
from typing import Any

import numpy as np
import pytest

import simfunnel as sf
from simfunnel.decisions import Comparison
from simfunnel.decisions.margins import MEASURES, difference
from simfunnel.decisions.parts import taken_apart
from simfunnel.funnel.changes import Change, WhatIf
from simfunnel.funnel.examples import tiny

ADVANCE, LEADS = "stages.pitch.advance", "sources.web.leads"
BOTH = WhatIf("both", (Change.of(ADVANCE, "35 %"), Change.of(LEADS, "times 1.5")))


def compared(what_ifs: Any, **options: Any) -> Comparison:
    """Compare on few futures."""
    return sf.compare(tiny(), what_ifs, replications=50, seed=7, **options)


@pytest.mark.parametrize("measure", MEASURES)
def test_changes_and_interaction_make_the_whole(measure: str) -> None:
    """Future by future and to the last cent: the sum of the changes alone, and the interaction."""
    comparison = compared(BOTH)
    (parts,) = comparison.all_parts
    singles = [one for one in parts.alone if one is not None]
    assert len(singles) == 2
    assert parts.interaction is not None
    together = reduce(lambda a, b: difference(a, b, 1), [*singles, parts.interaction])
    before, after = comparison.pairs[0]
    whole = after.measures[measure] - before.measures[measure]
    assert np.array_equal(together.measures[measure], whole)


def test_the_table_adds_up() -> None:
    """So do the averages of the table, and more leads through a better pitch are more than both."""
    comparison = compared(BOTH)
    means = comparison.parts.query("measure == 'won'").groupby("part")["mean"].sum()
    assert means["whole"] == pytest.approx(means["alone"] + means["interaction"])
    assert means["whole"] == comparison.effect().mean
    assert means["interaction"] > 0
    assert list(comparison.parts.query("measure == 'won'")["part"]) == [
        "whole", "alone", "alone", "without", "without", "interaction",
    ]  # fmt: skip


def test_a_part_alone_is_the_comparison_of_its_change() -> None:
    """Each part is what its change does when nothing else changes; all but it is the rest."""
    comparison = compared([BOTH, {ADVANCE: "35 %"}, {LEADS: "times 1.5"}])
    (parts,) = comparison.all_parts
    for k, name in enumerate(comparison.names[1:]):
        alone, without = parts.alone[k], parts.without[1 - k]
        assert alone is not None
        assert without is not None
        expected = comparison.effect(name).differences.tolist()
        assert alone.whole("won").tolist() == without.whole("won").tolist() == expected


def test_single_changes_have_no_parts() -> None:
    """Nothing is run again for a what-if of one change."""
    assert len(compared({ADVANCE: "35 %"}).parts) == 0


def test_what_belongs_together_stays_together() -> None:
    """Numbers of one spread, and shares of one split, are one part."""
    spread = ("stages.pitch.dwell.median", "stages.pitch.dwell.p90")
    what_if = WhatIf("w", (*(Change.of(path, "40 days") for path in spread[1:]),))
    changes = (
        Change.of(spread[0], "20 days"),
        *what_if.changes,
        Change.of(LEADS, "40 per month"),
    )
    comparison = compared(WhatIf("slower", changes))
    (parts,) = comparison.all_parts
    assert [part.label for part in parts.parts] == ["time in pitch", "leads from web"]
    assert taken_apart(comparison.alternatives[0]) == parts.parts


def test_what_ifs_together_are_taken_apart_by_what_if() -> None:
    """The parts of all together are the what-ifs, which were run already."""
    first, second = {ADVANCE: "35 %"}, {LEADS: "times 1.5"}
    comparison = compared([first, second], together=True)
    (parts,) = comparison.all_parts
    assert parts.name == "all together"
    for k, one in enumerate(parts.alone):
        assert one is not None
        expected = comparison.effect(comparison.names[k]).differences
        assert one.whole("won").tolist() == expected.tolist()


def test_an_assumption_goes_with_its_change() -> None:
    """What a what-if assumes of a number is believed only where that number changes."""
    assumed = WhatIf("both", BOTH.changes, assumes={ADVANCE: ("25 %", "35 %", "45 %")})
    own = WhatIf("own", BOTH.changes[:1], assumes=assumed.assumes)
    (parts,) = compared(assumed).all_parts
    comparison = compared([own, {LEADS: "times 1.5"}])
    for one, name in zip(parts.alone, comparison.names, strict=True):
        assert one is not None
        assert one.whole("won").tolist() == comparison.effect(name).differences.tolist()


def test_parts_may_be_asked_for_at_once() -> None:
    """`parts=True` simulates them with the rest, and JSON then holds them."""
    assert "parts" not in compared(BOTH).to_json()
    assert len(compared(BOTH, parts=True).to_json()["parts"]) == 18
