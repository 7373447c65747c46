"""Rates as they are seen: the intercepts that make stated shares the average of who enters."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from funnel_strategies import funnels
from hypothesis import given, settings
from scipy import integrate, optimize
from scipy.stats import norm

from simfunnel.errors import FunnelError
from simfunnel.funnel.model import Funnel, Hazards
from simfunnel.funnel.resolve import Resolved, exit_shares, quality_points, resolve

DWELL = "9 days"
LOST = {"lost.no_need": "100 %"}
EXACT = 1e-12
CLOSE = 1e-11


def funnel(**changes: Any) -> Funnel:
    """Return a funnel of a gate and two stages with a way back, with some blocks replaced."""
    data: dict[str, Any] = {
        "simfunnel": 1,
        "funnel": "rates",
        "starts": "2026-09-01",
        "quality": {"good": "40 %", "advance_odds": "times 1.6"},
        "segments": {"small": {}, "large": {"advance_odds": "times 0.7"}},
        "sources": {
            "web": {"leads": "30 per month", "enters": "check", "good": "45 %",
                    "segments": {"small": "80 %", "large": "20 %"}},
            "fair": {"leads": "10 per month", "enters": "talk", "good": "70 %",
                     "segments": {"large": "100 %"}, "advance_odds": "times 1.3"},
        },
        "stages": {
            "check": {"gate": {"pass": "40 %", "reliability": 0.6}, "next": "talk",
                      "otherwise": LOST, "dwell": DWELL},
            "talk": {"advance": "60 %", "next": {"offer": "80 %", "won": "20 %"},
                     "otherwise": {"check": "30 %", **{"lost.no_need": "70 %"}}, "dwell": DWELL},
            "offer": {"advance": "45 %", "next": "won",
                      "otherwise": {"talk": "40 %", "lost.no_need": "60 %"}, "dwell": DWELL},
        },
    }  # fmt: skip
    return Funnel.model_validate({**data, **changes})


def plain(**changes: Any) -> Funnel:
    """Return the same funnel without any effect."""
    data = funnel().document()
    del data["quality"]
    for source in data["sources"].values():
        del source["good"], source["advance_odds"]
    data["segments"]["large"] = {}
    return Funnel.model_validate({**data, **changes})


def test_without_effects_every_intercept_is_exactly_nothing() -> None:
    """Who enters does not matter where all are alike; not even rounding leaves a trace."""
    resolved = resolve(plain())

    assert set(resolved.intercepts.values()) == {0.0}
    assert resolved.shown["talk"] == pytest.approx(0.6, abs=EXACT)
    assert resolved.shown["check"] == pytest.approx(0.4, abs=0.02)  # a second try knows more


@pytest.mark.parametrize("odds", ["times 1", "times 1.6", "times 4"])
def test_what_is_said_is_shown(odds: str) -> None:
    """With effects of quality, segment and source, behind a gate, to 1e-12."""
    stages = funnel().document()["stages"]
    for name in ("talk", "offer"):
        stages[name]["otherwise"] = LOST
    resolved = resolve(funnel(quality={"good": "40 %", "advance_odds": odds}, stages=stages))

    for name in ("talk", "offer"):
        assert resolved.shown[name] == pytest.approx(resolved.said[name], abs=EXACT)
        assert resolved.intercepts[name] != 0.0
    assert resolved.intercepts["check"] == 0.0


@pytest.mark.parametrize("odds", ["times 1", "times 1.6", "times 4"])
def test_what_is_said_is_shown_in_circles(odds: str) -> None:
    """Where leads go round, weights settle to 1e-12 each, and shares to the sum of that."""
    resolved = resolve(funnel(quality={"good": "40 %", "advance_odds": odds}))

    for name in ("talk", "offer"):
        assert resolved.shown[name] == pytest.approx(resolved.said[name], abs=CLOSE)


@settings(max_examples=30)
@given(drawn=funnels())
def test_said_is_shown_in_any_funnel(drawn: Funnel) -> None:
    """Every stage that leads enter and that is no gate shows what it says.

    Sweeps end when no weight moves by more than 1e-12; where nearly all leads of a circle go round
    again, what is left of the way is that over the share that does not.
    """
    resolved = resolve(drawn)
    for name, stage in drawn.stages.items():
        entered = resolved.entering[sorted_stages(drawn).index(name)].sum() > 0.0
        if drawn.rates == "as seen" and stage.gate is None and entered:
            assert resolved.shown[name] == pytest.approx(resolved.said[name], abs=1e-9)


def sorted_stages(funnel: Funnel) -> list[str]:
    """Return the stages in order of their lasting names."""
    return sorted(funnel.stages, key=lambda name: funnel.stages[name].id or name)


def test_an_intercept_solves_its_equation() -> None:
    """One stage, one source: the intercept is the root that another solver finds."""
    stages = {"talk": {"advance": "30 %", "next": "won", "otherwise": LOST, "dwell": DWELL}}
    sources = {"web": {"leads": "30 per month", "enters": "talk", "good": "60 %"}}
    resolved = resolve(funnel(stages=stages, sources=sources, segments={}))

    mean = norm.ppf(0.6) - norm.ppf(0.4)
    odds = 0.3 / 0.7 * np.exp(np.log(1.6) * (mean + norm.ppf((np.arange(64) + 0.5) / 64)))

    def excess(intercept: float) -> float:
        lifted = math.exp(intercept) * odds
        return float(np.mean(lifted / (1.0 + lifted))) - 0.3

    root = optimize.brentq(excess, -5.0, 5.0, xtol=1e-15)
    assert resolved.intercepts["talk"] == pytest.approx(root, abs=1e-12)


def test_points_are_equiprobable_quantiles() -> None:
    """The 64 points are symmetric and rise, with nearly the spread of a standard normal."""
    points = quality_points()

    assert len(points) == 64
    np.testing.assert_allclose(points, norm.ppf((np.arange(64) + 0.5) / 64), atol=1e-14)
    np.testing.assert_allclose(points, -points[::-1], atol=1e-14)
    assert 0.98 < points.std() < 1.0


def test_a_gate_shows_what_really_passes() -> None:
    """`pass` is the share of ordinary leads; better sources pass more, by the normal integral."""
    sources = {"web": {"leads": "30 per month", "enters": "check", "good": "60 %"}}
    stage = {"gate": {"pass": "40 %", "reliability": 0.6}, "next": "won", "otherwise": LOST,
             "dwell": DWELL}  # fmt: skip
    resolved = resolve(funnel(stages={"check": stage}, sources=sources, segments={}))
    mean, cut = norm.ppf(0.6) - norm.ppf(0.4), norm.ppf(0.6)

    assert resolved.said["check"] == 0.4
    exact, _ = integrate.quad(
        lambda x: norm.pdf(x - mean) * norm.sf((cut - 0.6 * x) / 0.8), -10.0, 10.0
    )
    assert resolved.shown["check"] == pytest.approx(exact, abs=2e-3)
    assert exact > 0.5


def test_who_is_behind_a_gate_is_better() -> None:
    """The weights behind a perfect gate hold nobody below the cut."""
    stages = funnel().document()["stages"]
    stages["check"]["gate"]["reliability"] = "1"
    stages["talk"]["otherwise"] = LOST
    only_web = {"web": funnel().document()["sources"]["web"]}
    resolved = resolve(funnel(stages=stages, sources=only_web))
    points = quality_points() + norm.ppf(0.6) - norm.ppf(0.55)

    entering = resolved.entering[2].sum(axis=(0, 1))
    assert (entering[points <= norm.ppf(0.6)] == 0.0).all()
    assert (entering[points > norm.ppf(0.6)] > 0.0).all()


def test_the_order_of_the_file_changes_no_bit() -> None:
    """Stages, sources and segments turned round give the same bytes."""
    data = funnel().document()
    for block in ("stages", "sources", "segments"):
        data[block] = dict(reversed(data[block].items()))
    one, other = resolve(funnel()), resolve(Funnel.model_validate(data))

    assert one.intercepts == other.intercepts
    assert one.shown == other.shown
    assert one.entering.tobytes() == other.entering.tobytes()


def test_rates_of_an_average_lead_are_not_centred() -> None:
    """Then the stated share is that of a lead of quality 0, and what is seen differs."""
    resolved = resolve(funnel(rates="of an average lead"))

    assert set(resolved.intercepts.values()) == {0.0}
    assert abs(resolved.shown["offer"] - 0.45) > 0.02


def test_a_circle_that_leads_hardly_leave_is_refused_by_name() -> None:
    """Weights that do not settle in 200 sweeps are a mistake of the file, not of the solver."""
    circling = {"advance": "99.9 %", "dwell": DWELL, "otherwise": {"lost.no_need": "100 %"}}
    stages = {
        "a": {**circling, "next": "b"},
        "b": {**circling, "next": "a"},
        "c": {**circling, "next": "won"},
    }
    sources = {
        "web": {"leads": "30 per month", "enters": "a", "segments": {"small": "100 %"}},
        "fair": {"leads": "30 per month", "enters": "c", "segments": {"small": "100 %"}},
    }
    with pytest.raises(FunnelError) as caught:
        resolve(funnel(stages=stages, sources=sources))
    assert str(caught.value) == (
        "the rates of 'a', 'b' do not settle: leads go round in them and hardly ever leave. "
        "Send more of them to an outcome."
    )


def entry_of(resolved: Resolved, stage: int) -> np.ndarray:
    """Return the weight of each source among those that enter a stage."""
    weights = resolved.entering[stage].sum(axis=(1, 2))
    return weights / weights.sum()


SPLIT = {"segments": {"small": "100 %"}}
ONE_STAGE = {"talk": {"advance": "50 %", "next": "won", "otherwise": LOST, "dwell": DWELL}}


@pytest.mark.parametrize("until", ["2026-09-30", "2029-08-31"])
def test_sources_weigh_their_leads_of_a_year_whatever_the_horizon(until: str) -> None:
    """Batches in the 365 days from the start count, later ones do not."""
    fair = [{"on": "2027-08-31", "leads": 240}, {"on": "2027-09-01", "leads": 999}]
    sources = {
        "fair": {"enters": "talk", "batches": fair, **SPLIT},
        "web": {"leads": "2 per day", "enters": "talk", **SPLIT},
    }
    resolved = resolve(funnel(sources=sources, stages=ONE_STAGE, until=until))

    np.testing.assert_allclose(entry_of(resolved, 0), [240 / 970, 730 / 970], rtol=1e-12)


def test_sources_that_bring_nothing_yet_weigh_their_base_rates() -> None:
    """Where all sources are nil in the year, the stated rates count; without rates all alike."""
    months = dict.fromkeys(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), "0 %"
    )
    web = {"leads": "30 per month", "enters": "talk", "months": months, **SPLIT}
    ads = {**web, "leads": "90 per month"}
    idle = resolve(funnel(sources={"ads": ads, "web": web}, stages=ONE_STAGE))
    np.testing.assert_allclose(entry_of(idle, 0), [0.75, 0.25], rtol=1e-12)

    past = [{"on": "2020-01-01", "leads": 5}]
    lists = {name: {"enters": "talk", "batches": past, **SPLIT} for name in ("a", "b")}
    nobody = resolve(funnel(sources=lists, stages=ONE_STAGE))
    np.testing.assert_allclose(entry_of(nobody, 0), [0.5, 0.5], rtol=1e-12)


def test_leads_that_come_back_count_again() -> None:
    """The weight of a stage is the expected number of stays in it, loops included."""
    stages = plain().document()["stages"]
    del stages["check"]["gate"]
    stages["check"]["advance"] = "40 %"
    visits = resolve(plain(stages=stages)).entering.sum(axis=(1, 2, 3))
    check, offer, talk = range(3)
    moves = np.zeros((3, 3))
    moves[check, talk] = 0.4
    moves[talk, offer] = 0.6 * 0.8
    moves[talk, check] = 0.4 * 0.3
    moves[offer, talk] = 0.55 * 0.4
    entry = np.array([0.75, 0.0, 0.25])

    np.testing.assert_allclose(visits, entry @ np.linalg.inv(np.eye(3) - moves), rtol=1e-9)


def test_a_stage_that_nobody_enters_has_no_share_to_show() -> None:
    """It keeps intercept 0, and says so by a missing number."""
    stages = {**funnel().document()["stages"], "idle": ONE_STAGE["talk"]}
    resolved = resolve(funnel(stages=stages))

    assert resolved.intercepts["idle"] == 0.0
    assert math.isnan(resolved.shown["idle"])


@pytest.mark.parametrize("advance", ["0 %", "100 %"])
def test_certain_shares_need_no_intercept(advance: str) -> None:
    """Where all or none go on, quality does nothing."""
    stage = {"advance": advance, "next": "won", "otherwise": LOST, "dwell": DWELL}
    sources = {"web": {"leads": "30 per month", "enters": "talk", **SPLIT}}
    resolved = resolve(funnel(stages={"talk": stage}, sources=sources))

    assert resolved.intercepts["talk"] == 0.0
    assert resolved.shown["talk"] == resolved.said["talk"]


def test_dated_numbers_and_doubt_play_no_part() -> None:
    """The baseline as stated is solved, whatever is in doubt about it."""
    doubted = funnel(doubt={"stages.offer.advance": ["20 %", "45 %", "60 %"]})

    assert resolve(doubted).intercepts == resolve(funnel()).intercepts


HAZARDS = Hazards(
    ages=(0, 3, 10),
    daily={"won": (0.1, 0.02, 0.0), "lost.price": (0.05, 0.0, 0.0), "offer": (0.0, 0.1, 0.0)},
    advances=("won", "offer"),
)


def test_shares_of_a_measured_stage_are_those_of_its_hazards() -> None:
    """Bin by bin, in proportion to the hazards; who outlasts an empty last bin never leaves."""
    first, second = math.exp(-0.15 * 3), math.exp(-0.12 * 7)
    expected = {
        "won": (1 - first) * 2 / 3 + first * (1 - second) / 6,
        "lost.price": (1 - first) / 3,
        "offer": first * (1 - second) * 5 / 6,
    }

    assert exit_shares(HAZARDS) == pytest.approx(expected, abs=1e-14)
    assert sum(exit_shares(HAZARDS).values()) == pytest.approx(1 - first * second, abs=1e-14)


def test_a_measured_stage_is_not_centred_and_sends_its_shares_on() -> None:
    """Those who never leave it do not go on, and do not enter what lies behind."""
    stages = {
        "talk": {"hazards": HAZARDS.model_dump()},
        "offer": {**ONE_STAGE["talk"]},
    }
    sources = {"web": {"leads": "30 per month", "enters": "talk", "good": "60 %", **SPLIT}}
    resolved = resolve(funnel(stages=stages, sources=sources))
    shares = exit_shares(HAZARDS)

    assert resolved.intercepts["talk"] == 0.0
    assert resolved.said["talk"] == pytest.approx(shares["won"] + shares["offer"], abs=1e-14)
    assert resolved.entering[0].sum() == pytest.approx(shares["offer"], abs=1e-12)


def test_a_shorter_horizon_solves_the_same() -> None:
    """The window of the weights is the year from the start, not the horizon."""
    start = funnel().start
    short = funnel(until=(start + timedelta(days=3)).isoformat())

    assert resolve(short).intercepts == resolve(funnel()).intercepts
