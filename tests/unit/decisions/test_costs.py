"""Costs of what-ifs: every kind counted, worked by hand, and told apart where there are several."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import simfunnel as sf
from simfunnel.decisions import Comparison
from simfunnel.errors import TableError
from simfunnel.funnel.examples import tiny
from simfunnel.funnel.model import Funnel
from simfunnel.measures import measure
from simfunnel.measures.examples import three_leads_flows

DAYS = 122  # September to December
PER_DAY = 100_00  # hundredths: 36 525 per year, 3 043.75 per month


def spending(**blocks: Any) -> Funnel:
    """Return a funnel in which a lead, a touch, a seat and a day all cost something."""
    data = tiny().model_dump(by_alias=True, exclude_unset=True)
    data["sources"]["web"]["cost"] = "40 per lead"
    data["stages"]["pitch"] |= {
        "team": "sellers",
        "effort": "3 hours",
        "otherwise": {"nurture": "100 %"},
    }
    data["teams"] = {"sellers": {"seats": 2, "salary": "36 525 per year"}}
    data["nurture"] = {
        "touch_every": "14 days",
        "touches_at_most": 4,
        "opened": "30 %",
        "opt_out": "1 % per touch",
        "wakes": "2 % per month",
        "woken": {"to": "pitch"},
        "afterwards": "cold.nurture_ended",
        "cost": "0.40 per touch",
    }
    return Funnel.model_validate(data | blocks)


def compared(what_ifs: Any, funnel: Funnel | None = None) -> Comparison:
    """Compare on few futures."""
    return sf.compare(spending() if funnel is None else funnel, what_ifs, replications=40, seed=7)


def extra(comparison: Comparison, kind: str) -> list[int]:
    """Return the different amounts that one kind costs more, in hundredths."""
    return np.unique(comparison.effect(measure=kind).differences).tolist()


def test_a_seat_costs_exactly_its_salary() -> None:
    """From the day on which it is there to the last, to the cent, and nothing else."""
    seat = {"teams.sellers.seats": {"plus": 1, "from": "2026-10-01"}}
    comparison = compared(seat)
    assert extra(comparison, "salaries") == [(DAYS - 30) * PER_DAY]
    assert extra(comparison, "lead_costs") == [0]


def test_extra_spending_costs_what_it_says() -> None:
    """So much a day from its day on, whatever the funnel does."""
    comparison = compared({"costs.extra": {"set": "3 043.75 per month", "from": "2026-12-01"}})
    assert extra(comparison, "other_costs") == extra(comparison, "cost") == [31 * PER_DAY]


def test_leads_and_touches_cost_by_the_piece() -> None:
    """Extra cost is that of the leads and touches that there are more."""
    comparison = compared({"sources.web.leads": "times 1.5"})
    leads, touches = (comparison.effect(measure=m).differences for m in ("leads", "touch_costs"))
    paid = comparison.effect(measure="lead_costs").differences
    assert (paid == 4_000 * leads).all()
    assert (touches % 40 == 0).all()
    assert touches.sum() > 0


def test_the_kinds_make_the_cost() -> None:
    """In every future, period by period, without a what-if and with it."""
    comparison = compared({"teams.sellers.seats": 3, "nurture.touch_every": "7 days"})
    runs = comparison.runs.set_index(["replication", "period_start"])
    for column in ("baseline", "changed"):
        cents = (runs[runs["measure"] == "cost"][column] * 100).round()
        kinds = [runs[runs["measure"] == kind][column] for kind in comparison.costs]
        assert ((sum(kinds) * 100).round() == cents).all()
    salaries = comparison.effect(measure="salaries")
    assert np.unique(salaries.baseline).tolist() == [2 * DAYS * PER_DAY]
    assert comparison.costs == ("lead_costs", "touch_costs", "salaries")


def test_an_extra_deal_costs_all_that_is_paid_for_it() -> None:
    """The cost of one deal more is that of salaries and leads together over the deals."""
    comparison = compared({"sources.web.leads": "times 1.5", "teams.sellers.seats": 3})
    (plain,) = comparison.to_json()["what_ifs"]
    cost, deals = comparison.effect(measure="cost"), comparison.effect()
    assert plain["cost_per_extra_deal"]["mean"] == pytest.approx(cost.mean / deals.mean)
    assert cost.mean == pytest.approx(
        sum(comparison.effect(measure=kind).mean for kind in comparison.costs)
    )


def test_an_outlook_tells_its_costs_month_by_month() -> None:
    """Two seats at a hundred a day; leads and touches by the piece; the kinds make the whole."""
    outlook = sf.forecast(spending(), replications=10, seed=7)
    kinds = outlook.measure("cost_by_kind").pivot(
        index="period_start", columns="name", values="mean"
    )
    leads, touches, whole = (outlook.measure(m)["mean"] for m in ("leads", "touches", "cost"))
    assert kinds["salaries"].tolist() == [2 * 100.0 * days for days in (30, 31, 30, 31)]
    assert kinds["lead_costs"].tolist() == pytest.approx((40 * leads).tolist())
    assert kinds["touch_costs"].tolist() == pytest.approx((0.4 * touches).tolist())
    assert kinds["other_costs"].tolist() == [0.0] * 4
    assert whole.tolist() == pytest.approx(kinds.sum(axis=1).tolist())


def test_stays_tell_no_costs() -> None:
    """They are counted while a future runs, and that is said."""
    flows = three_leads_flows()
    with pytest.raises(TableError) as refused:
        measure("cost", flows)
    assert str(refused.value) == (
        "what is spent is counted while futures run, and no stay tells it; ask an outlook."
    )


def test_one_kind_is_not_told_twice() -> None:
    """Where only leads cost something, cost is what leads cost, and there is no table of kinds."""
    data = tiny().model_dump(by_alias=True, exclude_unset=True)
    data["sources"]["web"]["cost"] = "40 per lead"
    comparison = compared({"sources.web.leads": "times 1.5"}, Funnel.model_validate(data))
    assert comparison.measures == ("won", "won_amount", "leads", "cost")
    text = comparison.text()
    assert "Costs counted: leads, as the files state them; nothing else." in text
    assert "What it costs, on average" not in text


def test_costs_that_only_a_what_if_brings_are_counted() -> None:
    """The baseline states none; the what-if pays a hundred a day."""
    comparison = compared({"costs.extra": "3 043.75 per month"}, tiny())
    assert comparison.costs == ("other_costs",)
    assert extra(comparison, "cost") == [DAYS * PER_DAY]


def test_the_card_tells_the_kinds_apart() -> None:
    """A column a kind, the baseline first; salaries are exact."""
    comparison = compared({"teams.sellers.seats": {"plus": 1, "from": "2026-10-01"}})
    text = comparison.text()
    head, base, seat = text.partition("What it costs, on average")[2].splitlines()[1:4]
    assert head.split() == [
        "EUR",
        "leads",
        "touches",
        "salaries",
        "together",
        "per",
        "extra",
        "deal",
    ]
    assert base.split()[0] == "baseline"
    assert "24,400" in base
    assert "+9,200" in seat
    assert "Costs counted: leads, touches" in text
