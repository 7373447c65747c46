"""Sliders: sensible and legal ranges, round steps, words with units, refusals that say all."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from simfunnel.app.levers import Lever, levers_of
from simfunnel.errors import FunnelError, UnknownNameError
from simfunnel.funnel.changes import Change, change_funnel
from simfunnel.funnel.examples import tiny
from simfunnel.funnel.model import Funnel
from simfunnel.scenarios import load

ROOT = Path(__file__).parents[3]
PATHS = [
    "sources.inbound.leads",
    "sources.inbound.cost",
    "sources.inbound.growth",
    "sources.inbound.months.jul",
    "sources.trade_fair.batches.0.leads",
    "stages.qualification.gate.pass",
    "stages.qualification.gate.reliability",
    "stages.proposal.advance",
    "stages.proposal.dwell",
    "stages.proposal.dwell.p10",
    "stages.proposal.stale.after",
    "stages.proposal.otherwise.lost.competitor",
    "stages.negotiation.dwell.median",
    "segments.large.amount",
    "segments.large.amount.median",
    "quality.advance_odds",
    "events.decision_maker_leaves.share_of_losses",
]


@pytest.fixture(scope="module")
def funnel() -> Funnel:
    """Return a shipped funnel with numbers of every kind."""
    return load(ROOT / "scenarios" / "seven_stage_b2b.yaml")


def shown(lever: Lever) -> list[str]:
    """Return what a slider shows at its ends and in the funnel."""
    ends = (lever.values[0], lever.now, lever.values[-1])
    return [lever.words(value).replace("\N{NO-BREAK SPACE}", " ") for value in ends]


@pytest.mark.parametrize("path", PATHS)
def test_every_value_of_a_slider_is_one_that_the_funnel_can_have(funnel: Funnel, path: str) -> None:
    """Both ends too; the present value is among them; values rise, and no two read the same."""
    (lever,) = levers_of(funnel, [path])

    for value in lever.values:
        change_funnel(funnel, [Change.of(lever.path, lever.text(value))])
    assert lever.values[lever.home] == lever.now
    assert all(a.number < b.number for a, b in pairwise(lever.values))
    assert len({lever.words(value) for value in lever.values}) == len(lever.values)
    assert 20 <= len(lever.values) <= 62


@pytest.mark.parametrize(
    ("path", "ends"),
    [
        ("sources.inbound.leads", ["0 per month", "60 per month", "120 per month"]),
        ("stages.proposal.advance", ["43 %", "75 %", "92 %"]),
        ("stages.qualification.gate.reliability", ["0.3", "0.6", "1"]),
        ("stages.proposal.dwell", ["50 % of now", "as now", "200 % of now"]),
        ("stages.proposal.dwell.p10", ["3.5 days", "14 days", "20.5 days"]),
        ("quality.advance_odds", ["times 0.75", "times 1.5", "times 3"]),
        ("sources.trade_fair.batches.0.leads", ["0", "40", "80"]),
    ],
)
def test_ranges_fit_what_they_are_ranges_of(funnel: Funnel, path: str, ends: list[str]) -> None:
    """Shares by odds, leads from none to twice, a p10 below its p90, a dwell as a whole."""
    assert shown(levers_of(funnel, [path])[0]) == ends


def test_labels_are_words(funnel: Funnel) -> None:
    """The same words as in comparisons, with a capital first letter."""
    levers = levers_of(funnel, ["stages.qualification.gate.pass", "sources.inbound.leads"])

    assert [lever.label for lever in levers] == [
        "Share that passes qualification",
        "Leads from inbound",
    ]


def test_ends_that_are_named_hold_as_far_as_they_are_legal(funnel: Funnel) -> None:
    """A gate passes more than nobody and fewer than all."""
    (lever,) = levers_of(funnel, {"stages.qualification.gate.pass": ("0 %", "100 %")})

    assert shown(lever) == ["2 %", "40 %", "98 %"]


def test_without_wishes_the_numbers_in_doubt_and_the_gates_are_offered(funnel: Funnel) -> None:
    """And where nothing is in doubt, leads and shares."""
    assert [lever.path for lever in levers_of(funnel)] == [
        "sources.inbound.leads",
        "stages.proposal.advance",
        "nurture.wakes",
        "stages.qualification.gate.pass",
    ]
    assert [lever.path for lever in levers_of(tiny())] == [
        "sources.web.leads",
        "stages.pitch.advance",
    ]


def test_the_nearest_value_of_a_slider_is_taken(funnel: Funnel) -> None:
    """A text between two values moves to the next one; another unit is refused."""
    (lever,) = levers_of(funnel, ["sources.inbound.leads"])

    assert str(lever.nearest("80.7 per month")) == "80 per month"
    with pytest.raises(FunnelError) as refused:
        lever.nearest("3 per week")
    assert str(refused.value) == (
        "sources.inbound.leads: '3 per week' has another unit than '60 per month'; write it in "
        "that."
    )


def test_all_problems_of_wished_levers_are_told_at_once(funnel: Funnel) -> None:
    """Unknown names with the nearest, blocks, dates, and ends in the wrong order."""
    asked = {
        "stages.proposl.advance": None,
        "until": None,
        "sources.inbound": None,
        "targets.year_end.won_amount": None,
        "stages.proposal.advance": ("90 %", "10 %"),
    }
    with pytest.raises(UnknownNameError) as refused:
        levers_of(funnel, asked)
    assert str(refused.value).splitlines() == [
        "stages.proposl.advance: unknown name 'proposl' in 'stages'. Did you mean 'proposal'?",
        "until: holds for the whole run; a slider moves sources, stages and events.",
        "sources.inbound: is not one number that a slider could move; name a number inside it.",
        "targets.year_end.won_amount: holds for the whole run; a slider moves sources, stages and "
        "events.",
        "stages.proposal.advance: goes from 90 % to 10 %; name the lower end first.",
    ]


def test_a_number_that_cannot_differ_is_refused() -> None:
    """The only share of a split is the whole of it."""
    with pytest.raises(
        FunnelError, match=r"^stages\.pitch\.otherwise\.lost\.price: cannot be move"
    ):
        levers_of(tiny(), ["stages.pitch.otherwise.lost.price"])
