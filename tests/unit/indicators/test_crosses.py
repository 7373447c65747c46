"""KPIs by segment and source: ten leads by hand, futures against the whole, and what is refused."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from ten_leads import seen

import simfunnel as sf
from simfunnel.funnel.examples import tiny
from simfunnel.indicators import CROSSED
from simfunnel.indicators.crosses import crossed

NAN = float("nan")
BOTH = ("segment", "source")
HAND = {
    "leads": {"large > fair": 1, "large > web": 2, "small > fair": 0, "small > web": 2},
    # of f and h one is lost and one open; e is won after 31 days; i came a day before the end
    "lead_conversion": {
        "large > fair": 0, "large > web": 1, "small > fair": NAN, "small > web": 0,
    },
    # a and e are won; f and b are lost; d was lost before March
    "win_rate": {"large > fair": NAN, "large > web": 1, "small > fair": NAN, "small > web": 0},
    "average_deal_size": {
        "large > fair > mean": NAN, "large > fair > median": NAN,
        "large > web > mean": 666.665, "large > web > median": 666.665,
        "small > fair > mean": NAN, "small > fair > median": NAN,
        "small > web > mean": NAN, "small > web > median": NAN,
    },
}  # fmt: skip


@pytest.mark.parametrize("future", [False, True])
@pytest.mark.parametrize("key", CROSSED)
def test_a_cross_is_the_one_counted_by_hand(key: str, future: bool) -> None:
    """Of the past, and of two futures that are alike."""
    parts, names = crossed(key, seen(future=future, whole=True), BOTH)
    assert set(parts) == set(HAND[key])
    for part, values in parts.items():
        np.testing.assert_allclose(values, [[HAND[key][part]]] * (1 + future), err_msg=part)
        assert names[part] == tuple(part.split(" > ")[:2])


def test_one_side_is_told_apart_month_by_month() -> None:
    """By source: g came to the fair in March, e and f to the web; h and i in April."""
    parts, _ = crossed("leads", seen(), ("source",))
    assert {part: values.tolist() for part, values in parts.items()} == {
        "fair": [[1.0, 0.0]], "web": [[2.0, 2.0]],
    }  # fmt: skip


@cache
def outlook() -> sf.Outlook:
    """Return eight futures of two segments and two sources."""
    data = tiny().document()
    data["segments"] = {
        "small": {"amount": 1000}, "large": {"amount": 9000, "advance_odds": "times 0.5"},
    }  # fmt: skip
    data.pop("amount", None)
    split = {"small": "75 %", "large": "25 %"}
    data["sources"] = {
        name: {"leads": "40 per month", "enters": "pitch", "segments": split}
        for name in ("fair", "web")
    }
    return sf.forecast(sf.Funnel.model_validate(data), replications=8, seed=2, engine="simpy")


def test_crosses_of_futures_add_up_to_the_whole() -> None:
    """Leads, deals and amounts of every future; the columns name both sides."""
    found = sf.kpis(outlook(), by=BOTH)
    assert list(found.table.columns[2:5]) == ["part", "segment", "source"]
    assert found.by == BOTH
    whole = sf.kpis(outlook(), only=["leads"]).draws["leads"][""]
    np.testing.assert_array_equal(sum(found.draws["leads"].values()), whole)
    sizes = found.table[found.table["kpi"] == "average_deal_size"]
    by_segment = sizes.groupby("segment")["mean"].unique()
    assert by_segment["small"].tolist() == [1000.0]
    assert by_segment["large"].tolist() == [9000.0]
    rates = sf.kpis(outlook(), only="lead_conversion", by="segment").table.set_index("segment")
    assert rates.loc["large", "mean"] < rates.loc["small", "mean"]


def test_what_cannot_be_crossed_is_refused(root: Path) -> None:
    """A KPI that takes more than these leads, segments nobody knows, and another word."""
    with pytest.raises(sf.TableError) as refused:
        sf.kpis(outlook(), only="cac", by="source")
    assert str(refused.value) == (
        "leads of one segment or source do not tell 'cac'; there are leads, lead_conversion, "
        "win_rate, average_deal_size."
    )
    with pytest.raises(sf.UnknownNameError, match=r"^leads are told apart by segment and source, "):
        sf.kpis(outlook(), by="sorce")
    crm = root / "tests" / "data" / "crm"
    past = sf.read_history(crm / "tiny.csv", crm / "tiny.yaml")
    with pytest.raises(sf.TableError, match=r"^nothing says which segment a lead is of: a history"):
        sf.kpis(past, only="leads", by="segment")
    leads = sf.kpis(past, only="leads", by="source").table
    assert dict(zip(leads["source"], leads["mean"], strict=True)) == {
        "unknown": 1.0, "fair": 1.0, "web": 2.0,
    }  # fmt: skip
