"""KPIs of the ten leads of `tests/unit/measures/test_counts.py`, counted by hand.

In March a is won (EUR 1,000, 32 days after it came) and f is lost; in April e is won (EUR 333.33,
31 days) and b is lost. Futures do not tell when b came, since it is open at the start.
"""

from __future__ import annotations

import numpy as np
import pytest
from ten_leads import seen

from simfunnel.errors import TableError
from simfunnel.indicators import KPIS
from simfunnel.indicators.kinds import Sold

NAN, SECOND = float("nan"), 1 / 86_400

MARCH, APRIL = (142 - SECOND) / 31, 88 / 30  # open on average: days open over days
HAND: dict[str, dict[str, list[float]]] = {
    "leads": {"": [3, 2]},
    "qualified_leads": {"pitch": [2, 1]},  # e g; h, not a, which was there before
    "lead_velocity_rate": {"pitch": [NAN, -0.5]},
    "lead_conversion": {"": [1 / 3, 0]},
    "stage_conversion": {"call": [0.5, 1 / 3], "pitch": [0.5, 0]},
    "win_rate": {"": [0.5, 0.5]},
    # e of e f; h of h i, for i is a day old as h was; g came to call after pitch
    "mql_to_sql": {"call > pitch": [0.5, 0.5]},
    "qualification_rate": {"call": [0.5, 0.5]},  # e, not f; h, not b
    "sales_cycle": {
        "won, mean": [32, 31],
        "won, median": [32, 31],
        "won or lost, mean": [(32 + 28 - SECOND) / 2, (31 + 51) / 2],
        "won, median, open ones followed": [31, NAN],
    },
    "time_in_stage": {
        "call, 10 %": [9, 1], "call, 50 %": [9, NAN], "call, 90 %": [28 - SECOND, NAN],
        "pitch, 10 %": [22, NAN], "pitch, 50 %": [22, NAN], "pitch, 90 %": [36, NAN],
    },
    "average_deal_size": {"mean": [1000, 333.33], "median": [1000, 333.33]},
    "sales_velocity": {
        "with the days of the won": [MARCH * 500 / 32, APRIL * 333.33 / 2 / 31],
        "with the days of all closed": [
            MARCH * 500 / ((60 - SECOND) / 2), APRIL * 333.33 / 2 / 41,
        ],
        "won a day": [1000 / 31, 333.33 / 30],
    },
    "pipeline_velocity": {"call": [7 / 31, 7 / 30], "pitch": [7 / 31, 7 / 30]},
    "open_opportunities": {"call": [2, 3], "pitch": [2, 1]},
    "mean_open": {"": [MARCH, APRIL]},
    "pipeline_value": {"call": [0, 0], "pitch": [333.33, 0.09], "all stages": [333.33, 0.09]},
    "opportunities_needed": {
        "target / (deal size x win rate)": [30, NAN],
        "to go / (deal size x win rate)": [24, NAN],
        "article: target / deal size / 2": [5, 10_000 / 333.33 / 2],
    },
    "pipeline_coverage": {"of the target": [0.1], "of what is to go": [0.125]},  # a
    "win_loss_reasons": {"won": [0.5, 0.5], "lost.price": [0.5, 0.5]},
    "pipeline_waterfall": {
        "start": [3, 4], "came": [3, 2], "lost.price": [-1, -1], "won": [-1, -1], "end": [4, 4],
    },
    "pipeline_waterfall_amount": {
        "start": [1000, 333.33], "came": [333.33, 0.09], "lost.price": [0, 0],
        "won": [-1000, -333.33], "end": [333.33, 0.09],
    },
}  # fmt: skip
THIRDS: dict[str, dict[str, list[float]]] = {
    "part_reached": {"top": [2, 3], "bottom": [2, 1]},  # e f; g h i. e g; h, not a
    # of the top as from marketing's to qualified; e of e g, of whom g came back; h is open
    "part_conversion": {"top": [0.5, 0.5], "bottom": [0.5, 0]},
    "part_open": {"top": [2, 3], "bottom": [2, 1]},
    "part_value": {"top": [0, 0], "bottom": [333.33, 0.09]},
}
# b was open at the start in its first stay, and no future tells since when
FUTURE: dict[str, dict[str, list[float]]] = {
    "sales_cycle": HAND["sales_cycle"] | {"won or lost, mean": [(32 + 28 - SECOND) / 2, 31]},
    "sales_velocity": HAND["sales_velocity"]
    | {
        "with the days of all closed": [
            MARCH * 500 / ((60 - SECOND) / 2),
            APRIL * 333.33 / 2 / 31,
        ]
    },
}


@pytest.mark.parametrize("future", [False, True])
@pytest.mark.parametrize("key", list(HAND))
def test_a_figure_is_the_one_counted_by_hand(key: str, future: bool) -> None:
    """Of the past, and of two futures that are alike."""
    expected = FUTURE.get(key, HAND[key]) if future else HAND[key]
    parts = KPIS[key].parts(seen(future=future))
    assert set(parts) == set(expected)
    for part, values in parts.items():
        for row in values:
            np.testing.assert_allclose(row, expected[part], rtol=1e-12, err_msg=part)


@pytest.mark.parametrize("future", [False, True])
@pytest.mark.parametrize("key", list(THIRDS))
def test_a_part_of_the_funnel_is_counted_by_hand(key: str, future: bool) -> None:
    """Calls are the top and pitches the bottom; nothing is in the middle."""
    of = seen(future=future, thirds={"call": "top", "pitch": "bottom"})
    parts = KPIS[key].parts(of)
    assert list(parts) == ["top", "bottom"]
    for part, values in parts.items():
        np.testing.assert_allclose(values, [THIRDS[key][part]] * (1 + future), err_msg=part)


def test_stages_of_one_part_are_added_up_and_leads_counted_once() -> None:
    """All stages in the middle: e f g in March, h i in April; two of them are won in time."""
    of = seen(thirds={"call": "middle", "pitch": "middle"})
    told = {key: KPIS[key].parts(of)["middle"][0].tolist() for key in THIRDS}
    assert told["part_reached"] == [3.0, 2.0]
    assert told["part_conversion"] == pytest.approx([1 / 3, 0.0])
    assert told["part_open"] == [4.0, 4.0]
    assert told["part_value"] == pytest.approx([333.33, 0.09])


def test_without_parts_none_is_shown() -> None:
    """The refusal says what a stage states."""
    with pytest.raises(TableError, match=r"^no stage says whether it is top, middle or bottom: a"):
        KPIS["part_open"].parts(seen())


@pytest.mark.parametrize("future", [False, True])
def test_the_share_of_a_market_is_of_the_days_of_each_period(future: bool) -> None:
    """EUR 1,000 of 31 days and 333.33 of 30, in a market of EUR 100 a day."""
    parts = KPIS["market_share"].parts(seen(future=future, market=100.0))[""]
    np.testing.assert_allclose(parts, [[1000 / 3100, 333.33 / 3000]] * (1 + future))
    whole = KPIS["market_share"].parts(seen(future=future, whole=True, market=100.0))[""]
    np.testing.assert_allclose(whole, [[1333.33 / 6100]] * (1 + future))
    with pytest.raises(TableError, match=r"^nothing says what the whole market sells; give market"):
        KPIS["market_share"].parts(seen())


def test_the_target_is_held_against_each_future() -> None:
    """One of two futures misses EUR 10,000."""
    of = seen(future=True)
    assert KPIS["forecast_to_target"].parts(of)["all days"][:, 0].tolist() == [-1000.0, 1000.0]
    assert KPIS["chance_of_target"].parts(of)["all days"][:, 0].tolist() == [0.0, 1.0]


def test_leads_cost_what_their_source_took() -> None:
    """EUR 60 over one lead of the fair in March, EUR 30 over two of the web."""
    costs = np.array([[[60.0, 30.0], [0.0, 50.0]]])  # fair, web
    parts = KPIS["cost_per_lead"].parts(seen(lead_costs=costs))
    np.testing.assert_allclose(parts["fair"], [[60, NAN]])
    np.testing.assert_allclose(parts["web"], [[15, 25]])
    np.testing.assert_allclose(parts["all sources"], [[30, 25]])


def test_a_tie_on_the_leaderboard_is_shared() -> None:
    """The first future is ann's, the second ann's and bob's; nobody sells in the third."""
    sold = Sold(("ann", "bob"), np.array([[5.0, 3.0], [4.0, 4.0], [0.0, 0.0]]))
    parts = KPIS["first_on_leaderboard"].parts(seen(sold=sold))
    assert {name: values[:2, 0].tolist() for name, values in parts.items()} == {
        "ann": [1.0, 0.5],
        "bob": [0.0, 0.5],
    }


def test_where_nothing_is_won_nobody_leads() -> None:
    """That is another reason than that nobody says who sold."""
    with pytest.raises(TableError, match=r"^nothing was won in these days, so nobody leads\.$"):
        KPIS["leaderboard"].parts(seen(sold=Sold((), np.zeros((2, 0)))))


@pytest.mark.parametrize("cents", ["pipeline_waterfall", "pipeline_waterfall_amount"])
@pytest.mark.parametrize("whole", [False, True])
def test_the_waterfall_reconciles_exactly(cents: str, whole: bool) -> None:
    """Start and end are seen apart from what came and went, and the sum holds in hundredths."""
    parts = KPIS[cents].parts(seen(whole=whole))
    exact = {name: np.rint(values * 100).astype(np.int64) for name, values in parts.items()}
    end = exact.pop("end")
    assert (sum(exact.values()) == end).all()


def test_what_no_target_no_seller_and_no_cost_cannot_show_is_refused() -> None:
    """Each refusal says which column or statement is missing."""
    bare = seen(aim=None)
    with pytest.raises(TableError, match=r"^no target in money is stated; give one, for instance"):
        KPIS["pipeline_coverage"].parts(bare)
    with pytest.raises(TableError, match="a history needs the column 'owner'"):
        KPIS["leaderboard"].parts(bare)
    with pytest.raises(TableError, match="a history needs the column 'cost'"):
        KPIS["cost_per_lead"].parts(bare)
