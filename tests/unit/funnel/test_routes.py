"""How leads can run through the stages, against the exact chain and against random ones."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simfunnel.funnel.model import Funnel
from simfunnel.funnel.routes import closed_circles, stays_per_lead, unreached


def chain(stages: dict[str, dict[str, float]]) -> Funnel:
    """Return a funnel that sends a share of each stage's leads to each destination."""
    described: dict[str, Any] = {
        name: {
            "advance": "0 %",
            "next": "won",
            "otherwise": {to: f"{100 * share} %" for to, share in ways.items()},
            "dwell": "1 second",
        }
        for name, ways in stages.items()
    }
    return Funnel.model_validate(
        {
            "simfunnel": 1,
            "funnel": "chain",
            "starts": "2026-01-01",
            "sources": {"web": {"leads": "1 per day", "enters": next(iter(stages))}},
            "stages": described,
        }
    )


def test_stays_are_those_of_the_absorbing_chain() -> None:
    """Four stages with returns: 2.352132 stays of a lead in 40-digit arithmetic."""
    stays = stays_per_lead(
        chain(
            {
                "lead": {"qualified": 0.5, "lost.x": 0.5},
                "qualified": {"lead": 0.1, "proposal": 0.6, "lost.x": 0.3},
                "proposal": {"qualified": 0.15, "negotiation": 0.7, "lost.x": 0.15},
                "negotiation": {"proposal": 0.2, "lost.won": 0.5, "lost.x": 0.3},
            }
        )
    )

    assert stays["lead"] == pytest.approx(2.352132049519, rel=1e-12)


def test_stays_are_bounded_by_the_horizon() -> None:
    """A circle without an end has as many stays as seconds."""
    assert stays_per_lead(chain({"a": {"a": 1.0}})) == {"a": 365 * 86_400.0}


NAMES = ("a", "b", "c", "d", "e")


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.lists(
        st.lists(st.sampled_from((*NAMES, "lost.x")), min_size=1, max_size=3, unique=True),
        min_size=5,
        max_size=5,
    )
)
def test_a_circle_is_refused_exactly_when_some_stage_reaches_no_outcome(
    ways: list[list[str]],
) -> None:
    """No false refusal, no circle overlooked; the circle named is one."""
    targets = dict(zip(NAMES, ways, strict=True))
    funnel = chain({name: {to: 1 / len(tos) for to in tos} for name, tos in targets.items()})
    ending = {name for name in NAMES if "lost.x" in targets[name]}
    for _ in NAMES:
        ending |= {name for name in NAMES if ending & set(targets[name])}
    circles = closed_circles(funnel)

    assert bool(circles) == (ending != set(NAMES))
    for circle in circles:
        assert circle[0] == circle[-1]
        assert all(b in targets[a] for a, b in pairwise(circle))
        assert not ending & set(circle)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from((*NAMES, "lost.x")), min_size=5, max_size=5))
def test_idle_stages_are_those_that_no_way_leads_to(firsts: list[str]) -> None:
    """Following the only way of each stage from the entry."""
    targets = dict(zip(NAMES, firsts, strict=True))
    reached, name = set(), "a"
    while name in targets and name not in reached:
        reached.add(name)
        name = targets[name]

    assert set(unreached(chain({n: {to: 1.0} for n, to in targets.items()}))) == (
        set(NAMES) - reached
    )
