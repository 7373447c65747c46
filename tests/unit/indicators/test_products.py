"""Products per customer: read off the digits of what the deals won are worth."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import simfunnel as sf
from simfunnel.errors import TableError
from simfunnel.funnel import layout as at
from simfunnel.funnel.examples import tiny
from simfunnel.simulation.replay import replay

KEY = "products_per_customer"
PRODUCTS = {
    "platform": {"amount": "10 000"},
    "training": {"attached": "35 %", "amount": "100"},
    "support": {"attached": "60 %", "amount": "1"},
}
OPEN = [
    {"lead": f"L{k}", "stage": "pitch", "entered_on": "2026-08-20",
     **({"amount": "7 000"} if k % 2 else {})} for k in range(20)
]  # fmt: skip


@cache
def outlook(won: str = "60 %") -> sf.Outlook:
    """Return five futures of a funnel whose deals tell by their amount what they are made of."""
    data: dict[str, Any] = tiny().document() | {"amount": None, "products": PRODUCTS}
    data["stages"]["pitch"]["advance"] = won
    data["targets"] = {}
    data["today"] = {"date": data.pop("starts"), "open_leads": OPEN}
    return sf.forecast(sf.Funnel.model_validate(data), replications=5, seed=2, engine="simpy")


def amounts(of: sf.Outlook, future: int) -> np.ndarray:
    """Return the amounts of the deals won whose products are known, in whole units."""
    rows = replay(of.runs.compiled, future, seed=2, engine="simpy").stays[future]
    won = (rows[:, 6] >= 0) & (of.runs.compiled.plan.ways[rows[:, 6], at.W_TARGET] == at.WON)
    worth: np.ndarray = rows[won, 9] // 100
    return worth[worth != 7_000]


def test_each_deal_counts_what_it_is_made_of() -> None:
    """All products together and each by itself; deals of a known amount count in neither."""
    draws = sf.kpis(outlook(), only=KEY).draws[KEY]
    assert list(draws) == ["all products", "platform", "support", "training"]
    for r in range(5):
        deals = amounts(outlook(), r)
        each = {
            "platform": (deals >= 10_000).mean(),
            "training": (deals // 100 % 10).mean(),
            "support": (deals % 10).mean(),
        }
        assert {name: draws[name][r, 0] for name in each} == pytest.approx(each)
        assert draws["all products"][r, 0] == pytest.approx(sum(each.values()))


def test_periods_add_up_by_their_deals() -> None:
    """The mean of months, each with its deals, is that of the window."""
    apart = sf.kpis(outlook(), only=KEY, by_period=True).draws[KEY]
    runs = outlook().runs
    deals = runs.results.tallies[:, :, runs.columns.products + 3]
    assert apart["training"].shape == deals.shape == (5, 4)
    whole = np.nansum(apart["training"] * deals, axis=1) / deals.sum(axis=1)
    np.testing.assert_allclose(whole, sf.kpis(outlook(), only=KEY).draws[KEY]["training"][:, 0])


def test_what_cannot_be_counted_says_what_is_missing(root: Path) -> None:
    """A funnel without products, a past, and futures without a deal."""
    why = (
        "nothing says what deals are made of: a scenario needs 'products', and a history has no "
        "column of them."
    )
    plain = sf.forecast(tiny(), replications=2, seed=2, engine="simpy")
    data = root / "tests" / "data" / "crm"
    for of in (plain, sf.read_history(data / "tiny.csv", data / "tiny.yaml")):
        with pytest.raises(TableError) as caught:
            sf.kpis(of, only=KEY)
        assert str(caught.value) == why
    with pytest.raises(TableError, match=r"^no deal was won whose products are known\.$"):
        sf.kpis(outlook("0 %"), only=KEY)
