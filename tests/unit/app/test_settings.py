"""Where sliders stand, as a what-if: only what was moved, and doubt that moves along."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from simfunnel.app.levers import levers_of
from simfunnel.app.settings import moves_of, what_if_of
from simfunnel.funnel.changes import WhatIf
from simfunnel.funnel.doubt_checks import range_faults
from simfunnel.funnel.model import Funnel
from simfunnel.scenarios import load
from simfunnel.variates import logit

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def funnel() -> Funnel:
    """Return a shipped funnel with numbers in doubt."""
    return load(ROOT / "scenarios" / "seven_stage_b2b.yaml")


def moved(funnel: Funnel, path: str, value: str, since: date | None = None) -> WhatIf:
    """Return the what-if of one lever that was moved."""
    levers = levers_of(funnel, [path])
    settings = {levers[0].path: levers[0].nearest(value)}
    return what_if_of(funnel, moves_of(levers, settings), since=since)


def test_levers_that_stand_still_change_nothing(funnel: Funnel) -> None:
    """Nothing was moved, or it was moved back."""
    levers = levers_of(funnel, ["stages.proposal.advance"])

    assert moves_of(levers, {}) == ()
    assert moves_of(levers, {levers[0].path: levers[0].nearest("75 %")}) == ()


def test_a_share_in_doubt_stays_as_doubtful_by_its_odds(funnel: Funnel) -> None:
    """The distances of P10, P50 and P90 in log odds are those of the file."""
    what_if = moved(funnel, "stages.proposal.advance", "85 %")
    before = [logit(x) for x in (0.68, 0.75, 0.81)]
    texts = what_if.assumes["stages.proposal.advance"]
    after = [logit(float(text.removesuffix(" %")) / 100) for text in texts]

    assert texts[1] == "85 %"
    assert after[1] - after[0] == pytest.approx(before[1] - before[0], abs=0.002)
    assert after[2] - after[1] == pytest.approx(before[2] - before[1], abs=0.002)


def test_a_rate_in_doubt_stays_as_doubtful_by_a_factor(funnel: Funnel) -> None:
    """Twice the leads have twice the range."""
    what_if = moved(funnel, "sources.inbound.leads", "120 per month")

    assert what_if.assumes["sources.inbound.leads"] == (
        "104 per month",
        "120 per month",
        "136 per month",
    )


def test_the_end_of_a_scale_is_certain(funnel: Funnel) -> None:
    """No leads are no leads; a number that was certain stays so."""
    assert moved(funnel, "sources.inbound.leads", "0 per month").assumes == {}
    assert moved(funnel, "stages.qualification.gate.pass", "30 %").assumes == {}


@pytest.mark.parametrize("path", ["sources.inbound.leads", "stages.negotiation.advance"])
def test_no_slider_moves_a_range_to_where_it_cannot_be(funnel: Funnel, path: str) -> None:
    """At its ends every assumption passes the checks of files."""
    (lever,) = levers_of(funnel, [path])
    ends = (lever.values[0], lever.values[1], lever.values[-1])
    for value in ends:
        what_if = moved(funnel, path, str(value))
        for assumed, triple in what_if.assumes.items():
            assert list(range_faults(funnel, assumed, assumed, triple)) == []


def test_the_day_from_which_it_holds_is_that_of_every_change(funnel: Funnel) -> None:
    """And its question says what was moved, in words."""
    what_if = moved(funnel, "stages.proposal.dwell", "times 0.8", date(2026, 9, 1))

    assert str(what_if.changes[0]) == "stages.proposal.dwell: times 0.8 from 2026-09-01"
    assert what_if.question == "Time in proposal: 80 % of now?"
    assert what_if.written_for == "seven_stage_b2b"
