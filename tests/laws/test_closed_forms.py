"""Closed forms against cases worked out by hand, and the simulation against closed forms.

Bounds are 4.9 standard errors, which must be at most 2 % of the truth.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from law_bounds import agrees
from law_funnels import at_once, exponential, lognormal, made, stage
from scipy.special import ndtr

from simfunnel.compiled import HAVE_NUMBA
from simfunnel.forecasting import Theory, theory
from simfunnel.forecasting.closed_forms.chain import Chain, chain_of
from simfunnel.forecasting.closed_forms.flow import flow_of
from simfunnel.forecasting.closed_forms.occupancy import occupancy_of
from simfunnel.funnel.examples import busy
from simfunnel.funnel.lower import compile_funnel
from simfunnel.funnel.model import Funnel

STAGES = ("lead", "qualified", "proposal", "negotiation")
P_WON = (0.144429160935351, 0.288858321870702, 0.457359009628611, 0.591471801925722)
VISITS = (1.05914718019257, 0.591471801925722, 0.412654745529574, 0.288858321870702)
DWELL = (3.0, 7.0, 10.0, 5.0)
DAYS, DAYS_GIVEN_WON = 12.888583218707, 30.4401650618982
OPEN_IN_THE_LONG_RUN = (31.7744154057772, 41.4030261348006, 41.2654745529574, 14.4429160935351)
EVERY_DAY = {"leads": "10 per day", "enters": "lead"}


def loops(until: str = "2026-12-31") -> Funnel:
    """Return a chain with two loops, of which the values above are known to 40 digits."""
    stages = {
        "lead": stage("50 %", "qualified", exponential(3)),
        "qualified": stage(
            "60 %", "proposal", exponential(7), {"lead": "25 %", "lost.price": "75 %"}
        ),
        "proposal": stage(
            "70 %", "negotiation", exponential(10), {"qualified": "50 %", "lost.price": "50 %"}
        ),
        "negotiation": stage(
            "50 %", "won", exponential(5), {"proposal": "40 %", "lost.price": "60 %"}
        ),
    }
    return made(stages, {"web": EVERY_DAY}, until=until)


def chain(funnel: Funnel, nodes: int = 8) -> Chain:
    """Return the chain of a funnel."""
    return chain_of(flow_of(compile_funnel(funnel), funnel, nodes))


def test_a_chain_with_loops() -> None:
    """Chances, visits and days are those of N = (I - Q)^-1, worked out to 40 digits."""
    solved = chain(loops())
    order = [solved.flow.stages.index(name) for name in STAGES]
    assert solved.hope[0, order] == pytest.approx(P_WON, rel=1e-12)
    assert solved.visits[0, order] == pytest.approx(VISITS, rel=1e-12)
    assert solved.stay[0, order] == pytest.approx(DWELL, rel=1e-9)
    assert (solved.visits * solved.stay).sum() == pytest.approx(DAYS, rel=1e-9)
    assert solved.won_days[0] / solved.ends[0, 0] == pytest.approx(DAYS_GIVEN_WON, rel=1e-9)


def test_coming_back_again_and_again() -> None:
    """With p to win and r of the rest to try again, p/(1 - (1 - p) r) win after 1/(...) tries."""
    funnel = made(
        {"try": stage("20 %", "won", "3 days", {"try": "40 %", "lost.price": "60 %"})},
        {"web": at_once(1, "try")},
    )
    solved = chain(funnel)
    assert solved.ends[0, 0] == pytest.approx(0.294117647058824)
    assert solved.visits[0, 0] == pytest.approx(1.47058823529412)


@pytest.mark.parametrize("reliability", ["0", "0.6", "0.95", "1"])
def test_a_gate_passes_the_stated_share_of_ordinary_leads(reliability: str) -> None:
    """Averaged over a standard normal, P(score > c) is what the file says, a step included."""
    funnel = made(
        {"gate": stage("", "won", "3 days", gate={"pass": "40 %", "reliability": reliability})},
        {"web": at_once(1, "gate")},
    )
    solved = chain(funnel)
    assert solved.average(solved.ends[:, 0]) == pytest.approx(0.4, rel=1e-6)


def test_two_gates_that_see_everything() -> None:
    """With reliability 1 the stricter gate decides, whatever came before; by hand 0.25."""
    gates = {
        "wide": stage("", "narrow", "1 day", gate={"pass": "50 %", "reliability": "1"}),
        "narrow": stage("", "won", "1 day", gate={"pass": "25 %", "reliability": "1"}),
    }
    solved = chain(made(gates, {"web": at_once(1, "wide")}))
    assert solved.average(solved.ends[:, 0]) == pytest.approx(0.25, rel=1e-7)
    assert solved.in_stage(solved.hope[:, solved.flow.stages.index("narrow")], 0) == pytest.approx(
        0.5, rel=1e-6
    )


def test_quality_makes_a_mixture_of_chains() -> None:
    """Two stages of 50 % in a row win more than 25 % where the same leads are the better ones."""
    stages = {"a": stage("50 %", "b", "1 day"), "b": stage("50 %", "won", "1 day")}
    quality = {"good": "50 %", "advance_odds": "times 4"}
    plain = chain(made(stages, {"web": at_once(1, "a")}))
    mixed = chain(
        made(stages, {"web": at_once(1, "a")}, quality=quality, rates="of an average lead")
    )
    x = np.linspace(-9.0, 9.0, 20_001)
    odds = 4.0**x
    chance = odds / (1.0 + odds)
    weight = np.exp(-0.5 * x * x)
    exact = float((weight * chance**2).sum() / weight.sum())
    assert plain.average(plain.ends[:, 0]) == pytest.approx(0.25)
    assert mixed.average(mixed.ends[:, 0]) == pytest.approx(exact, rel=1e-6)
    assert exact > 0.29


def test_events_carve_their_part_of_a_loss() -> None:
    """A quarter of the losses is sent back, so that they win once more."""
    funnel = made(
        {"pitch": stage("40 %", "won", "2 days")},
        {"web": at_once(1, "pitch")},
        events={"boss": {"in": ["pitch"], "share_of_losses": "25 %", "then": {"pitch": "100 %"}}},
    )
    solved = chain(funnel)
    assert solved.ends[0, 0] == pytest.approx(0.4 / (1.0 - 0.6 * 0.25))


def test_a_measured_stage_by_its_hazards() -> None:
    """Daily hazards of 3 and 1 % win three quarters; a last bin of 0 keeps its leads for ever."""
    hazards: dict[str, Any] = {"ages": [0, 10], "daily": {"won": [0.03, 0.0], "lost": [0.01, 0.0]},
                               "advances": ["won"]}  # fmt: skip
    funnel = made({"pitch": {"hazards": hazards}}, {"web": at_once(1, "pitch")})
    solved = chain_of(flow_of(compile_funnel(funnel), funnel, 4), blocked=["pitch"])
    gone = 1.0 - math.exp(-0.4)
    assert solved.ends[0].tolist() == pytest.approx([0.75 * gone, 0.25 * gone])
    assert math.isnan(solved.stay[0, 0])


def test_outcomes_sum_to_one() -> None:
    """Whoever comes ends somehow, in every kind of lead."""
    solved = chain(loops())
    assert solved.ends.sum(axis=1) == pytest.approx(np.ones(1))
    document = busy().document()
    document["stages"]["close"] = {"advance": "50 %", "next": "won", "otherwise": "lost.price",
                                   "dwell": "5 days"}  # fmt: skip
    document["stages"]["pitch"].pop("stale")
    document["today"].pop("open_leads")
    mixed = chain(Funnel.model_validate(document))
    assert mixed.ends.sum(axis=1) == pytest.approx(np.ones(mixed.ends.shape[0]))
    assert mixed.weights().sum() == pytest.approx(1.0)


def one_stage(dwell: Any, days: str = "2026-03-05") -> Funnel:
    """Return a stage with 5 leads a day from 5 January on; 60 days if nothing is said."""
    stages = {"s": stage("50 %", "won", dwell)}
    return made(stages, {"web": {"leads": "5 per day", "enters": "s"}}, until=days)


def open_at_the_end(funnel: Funnel) -> float:
    """Return the expected open leads of the first stage at the end of the horizon."""
    return float(occupancy_of(flow_of(compile_funnel(funnel), funnel, 2)).mean[-1, 0])


def test_open_leads_of_a_constant_dwell() -> None:
    """After 60 days those of the last 12.5 are open: 62.5."""
    assert open_at_the_end(one_stage("300 hours")) == pytest.approx(62.5, rel=1e-9)


def test_open_leads_of_an_exponential_dwell() -> None:
    """After t days rate times mean times 1 - exp(-t/mean) are open."""
    exact = 5.0 * 20.0 * (1.0 - math.exp(-60.0 / 20.0))
    assert open_at_the_end(one_stage(exponential(20))) == pytest.approx(exact, rel=1e-6)


def test_open_leads_of_a_lognormal_dwell() -> None:
    """The integral of the survival function, taken by hand with many steps."""
    t = np.linspace(1e-9, 60.0, 600_001)
    survives = ndtr(-np.log(t / 14.0) / 1.5)
    exact = 5.0 * float(np.trapezoid(survives, t))
    assert open_at_the_end(one_stage(lognormal(14, 1.5))) == pytest.approx(exact, rel=1e-5)


def test_open_leads_behind_another_stage() -> None:
    """Two exponential stages in a row: rate b (1 - (a e^(-t/a) - b e^(-t/b))/(a - b)), by hand."""
    stages = {
        "a": stage("100 %", "b", exponential(6)),
        "b": stage("100 %", "won", exponential(15)),
    }
    funnel = made(stages, {"web": {"leads": "5 per day", "enters": "a"}}, until="2026-03-05")
    open_ = occupancy_of(flow_of(compile_funnel(funnel), funnel, 2))
    a, b, t = 6.0, 15.0, 60.0
    left = (a * math.exp(-t / a) - b * math.exp(-t / b)) / (a - b)
    assert open_.mean[-1, 1] == pytest.approx(5.0 * b * (1.0 - left), rel=2e-4)


def test_open_leads_of_a_batch() -> None:
    """Of 100 leads at once S(t) are open t days later; their count is not Poisson."""
    funnel = made(
        {"s": stage("50 %", "won", exponential(20))}, {"web": at_once(100, "s")}, until="2026-03-05"
    )
    open_ = occupancy_of(flow_of(compile_funnel(funnel), funnel, 2))
    assert open_.mean[-1, 0] == pytest.approx(100.0 * math.exp(-3.0), rel=1e-9)
    assert not open_.is_poisson


def test_a_funnel_settles_where_little_says() -> None:
    """After two years the loops hold rate times stays times days, and the answer says so."""
    funnel = loops("2027-12-31")
    open_ = occupancy_of(flow_of(compile_funnel(funnel), funnel, 2)).mean[-1]
    assert sorted(open_) == pytest.approx(sorted(OPEN_IN_THE_LONG_RUN), rel=1e-4)


@pytest.fixture(scope="module")
def known() -> Theory:
    """Return both sides of the loops."""
    if not HAVE_NUMBA:
        pytest.skip("needs Numba: a hundred thousand leads")
    return theory(loops("2026-12-31"), replications=1_600, seed=3)


def test_the_simulation_agrees(known: Theory) -> None:
    """Every figure agrees within the bound of all laws, and could fail to."""
    assert known.agrees
    assert len(known.table) == 20
    one_by_one = known.table[known.table["what"] != "open"]
    for row in one_by_one[one_by_one["se"] > 0.0].to_dict("records"):
        agrees(row["simulated"], row["exact"], row["se"])
    together = known.table[known.table["what"] == "open"]
    exact = float(together["exact"].sum())  # counts of stages are independent and Poisson
    agrees(float(together["simulated"].sum()), exact, (exact / 1_600) ** 0.5)


def test_one_figure_in_twenty_lies_beyond_two(known: Theory) -> None:
    """Distances of months and stages spread like a standard normal; kills errors of wrong size."""
    z = known.occupancy["z"].to_numpy()
    assert 0.4 < float(np.sqrt((z**2).mean())) < 1.6
    assert known.long_run is not None
    assert [known.long_run[name] for name in STAGES] == pytest.approx(OPEN_IN_THE_LONG_RUN)


def test_a_wrong_simulation_does_not_agree() -> None:
    """If the engines followed another funnel, it would be said."""
    if not HAVE_NUMBA:
        pytest.skip("needs Numba: a hundred thousand leads")
    known = theory(loops(), replications=100, seed=3)
    table = known.table.assign(z=known.table["z"] + 6.0)
    other = Theory(
        known.funnel, table, known.occupancy, None, known.reasons, (), known.leads, known.made_by
    )
    assert other.agrees is False
    assert other.words.startswith("Theory and simulation do not agree: a figure lies ")
