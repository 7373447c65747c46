"""What money brings: leads that grow ever more slowly with what is spent on their source."""

from __future__ import annotations

import math

import numpy as np
import pytest
from engine_runs import assert_same, run
from law_bounds import agrees
from law_funnels import made, stage

from simfunnel.errors import FunnelError
from simfunnel.forecasting import forecast
from simfunnel.funnel.changes import Change, WhatIf
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.sources import Source, spend_factor
from simfunnel.indicators import kpis

SPEND = {"amount": "6 000 per month", "half_at": "3 000 per month"}


def advertised(**more: object) -> Funnel:
    """Return a funnel to which 3,000 leads a month come for 6,000."""
    web = {"leads": "3 000 per month", "enters": "close", "spend": SPEND, **more}
    return made({"close": stage("10 %", "won", "1 day")}, {"web": web}, until="2026-12-31")


def test_the_stated_leads_are_those_of_the_stated_amount() -> None:
    """Money that is spent as stated moves nobody."""
    plain = made(
        {"close": stage("10 %", "won", "1 day")},
        {"web": {"leads": "3 000 per month", "enters": "close"}}, until="2026-12-31",
    )  # fmt: skip
    np.testing.assert_array_equal(run(advertised()).stays[0], run(plain).stays[0])


@pytest.mark.parametrize(("times", "factor"), [("times 2", 1.2), ("times 0.5", 0.75)])
def test_more_money_brings_ever_fewer_leads(times: str, factor: float) -> None:
    """With u = 6 and h = 3: twice as much brings (12/15)/(6/9), half as much (3/6)/(6/9)."""
    change = WhatIf("other", (Change.of("sources.web.spend.amount", times),))
    runs = run(advertised(), [change], n=4)
    came = float(runs.results.tallies[:, :, runs.columns.arrived].sum(axis=1).mean())
    days = runs.compiled.plan.end / 86_400
    exact = factor * 3_000 * days / 30.4375
    agrees(came, exact, math.sqrt(exact / 4))


def test_both_engines_agree_on_what_is_spent_and_what_comes() -> None:
    """With a change on a day, and doubt about the leads."""
    funnel = Funnel.model_validate(
        advertised(leads="300 per month").document()
        | {"doubt": {"sources.web.leads": ["200 per month", "300 per month", "500 per month"]}}
    )
    change = Change.of("sources.web.spend.amount", "times 3", since="2026-05-04")
    runs = [run(funnel, [WhatIf("more", (change,))], engine=e) for e in ("compiled", "simpy")]
    assert_same(*runs)


def test_what_is_spent_is_charged_to_the_cent() -> None:
    """Six thousand a month for a year of 361 days, then three times that from a day on."""
    change = Change.of("sources.web.spend.amount", "times 3", since="2026-05-04")
    runs = run(advertised(), [WhatIf("more", (change,))], n=1)
    total = runs.results.tallies[0, :, runs.columns.spend].sum()
    days = runs.compiled.plan.end // 86_400
    before = 119  # from 5 January to 3 May
    assert total == pytest.approx(600_000 / 30.4375 * (before + 3 * (days - before)), abs=3)


def test_the_next_lead_costs_more_than_the_average_one() -> None:
    """As the derivative says: here s (s + h)/(h leads) is three times the average."""
    table = kpis(
        forecast(advertised(leads="300 per month"), replications=3), only="cost_per_lead"
    ).table.set_index("part")
    assert table.loc["web > one lead more", "mean"] == pytest.approx(6_000 * 9_000 / 3_000 / 300)
    assert table.loc["web", "mean"] == pytest.approx(20.0, rel=0.1)
    one, more = (
        Source.model_validate(
            {"leads": "300 per month", "enters": "a", "spend": {**SPEND, "amount": amount}}
        )
        for amount in ("6 000 per month", "6 006 per month")
    )
    leads = 300 * (spend_factor(more, one) - 1.0)
    assert 6.0 / leads == pytest.approx(60.0, rel=1e-3)


def test_nothing_and_less_cannot_be_spent() -> None:
    """From nothing no leads could be scaled."""
    for key in ("amount", "half_at"):
        with pytest.raises(ValueError, match=rf"{key} is 0 per month; give more than 0\."):
            advertised(spend={**SPEND, key: "0 per month"})
    with pytest.raises(FunnelError, match="spend"):
        run(advertised(), [WhatIf("no", (Change.of("sources.web.spend.amount", "0 per month"),))])
