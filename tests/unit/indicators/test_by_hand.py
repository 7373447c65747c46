"""KPIs of work and money counted by hand: ten leads that two people call, and costs of ten more.

Ten leads come on Monday, 2 March 2026, at midnight. Ana and Bo take one each and are done with it
after three hours of their eight a day, so both have five: they begin the last one on Tuesday. A
deal that is won is worth EUR 1,000.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ten_leads import seen

import simfunnel as sf
from simfunnel.indicators import KPIS
from simfunnel.indicators.kinds import Seen
from simfunnel.measures import Flows, flows_of_runs
from simfunnel.measures.work import Work

NAN = float("nan")
ENGINES = ("simpy", "compiled")


def batch(**blocks: Any) -> sf.Funnel:
    """Return ten leads of one day, and nobody else; one block after the other replaced."""
    return sf.Funnel.model_validate(
        {
            "simfunnel": 1,
            "funnel": "ten",
            "starts": "2026-03-01",
            "until": "2026-04-30",
            "amount": 1000,
            "sources": {"fair": {"batches": [{"on": "2026-03-02", "leads": 10}], "enters": "call"}},
        }
        | blocks
    )


@cache
def calls(engine: Any, advance: str = "100 %") -> sf.Outlook:
    """Return three futures in which Ana and Bo call."""
    call = {
        "team": "callers", "effort": "3 hours", "advance": advance, "next": "won",
        "otherwise": {"lost.price": "100 %"}, "dwell": "1 day",
    }  # fmt: skip
    callers = {"seats": 2, "names": ["Ana", "Bo"]}
    funnel = batch(stages={"call": call}, teams={"callers": callers})
    return sf.forecast(funnel, replications=3, seed=1, engine=engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_utilisation_is_hours_of_calls_over_hours_of_two_people(engine: str) -> None:
    """Ten calls of three hours; two people for 22 days of eight hours in March, 22 in April."""
    by_month = sf.kpis(calls(engine), only="utilisation", by_period=True).table
    assert by_month["mean"].tolist() == [30 / (2 * 22 * 8), 0.0]
    whole = sf.kpis(calls(engine), only="utilisation").table
    assert whole[["mean", "p10", "p90"]].to_numpy().tolist() == [[30 / (2 * 44 * 8)] * 3]
    gap = sf.kpis(calls(engine), only="resource_gap").table["mean"].tolist()
    assert gap == [30 - 2 * 44 * 8]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_leaderboard_of_two_who_sell_alike_is_a_tie(engine: str) -> None:
    """Five deals each; both lead it in half of each future."""
    board = sf.kpis(calls(engine), only="leaderboard").table
    assert dict(zip(board["part"], board["mean"], strict=True)) == {"Ana": 5000.0, "Bo": 5000.0}
    chances = sf.kpis(calls(engine), only="first_on_leaderboard").table
    assert dict(zip(chances["part"], chances["mean"], strict=True)) == {"Ana": 0.5, "Bo": 0.5}


@pytest.mark.parametrize("engine", ENGINES)
def test_the_leaderboard_counts_deals_and_not_calls(engine: str) -> None:
    """A future in which few advance: what both won is what was won, and one leads or both do."""
    found = sf.kpis(calls(engine, "40 %"), only=["leaderboard", "first_on_leaderboard"]).draws
    board = np.hstack(list(found["leaderboard"].values()))
    won = calls(engine, "40 %").futures.parts(calls(engine, "40 %").window(None), "won_amount")
    np.testing.assert_array_equal(board.sum(axis=1), won.total / 100)
    first = np.hstack(list(found["first_on_leaderboard"].values()))
    expected = np.where(board == board.max(axis=1, keepdims=True), 1.0, 0.0)
    np.testing.assert_array_equal(first, expected / expected.sum(axis=1, keepdims=True))


TEN_DEALS = """Id,Created,Demo on,Won on,Value,Owner
1,2026-01-05,2026-01-08,2026-01-20,100,Ana
2,2026-01-06,2026-01-07,2026-02-20,250.50,Bo
3,2026-01-07,2026-01-09,2026-03-02,49.50,Ana
4,2026-01-09,2026-01-12,,,Ana
5,2026-02-02,2026-02-03,2026-02-13,200,Ana
6,2026-02-03,2026-02-04,2026-03-04,300,Cy
7,2026-02-04,,,,Bo
8,2026-02-09,2026-02-10,2026-02-27,0.75,Bo
9,2026-02-10,2026-02-12,2026-03-13,80,
10,2026-03-02,2026-03-04,,,Dee
"""
MAPPING = """simfunnel: 1
mapping: ten
layout: wide
lead: Id
created: Created
owner: Owner
amount: {column: Value, known: when won}
stages: {lead: Created, demo: Demo on}
outcomes: {won: {date: Won on}}
"""


def test_the_leaderboard_of_ten_leads_of_an_export(tmp_path: Path) -> None:
    """Ana 100 + 49.50 + 200, Bo 250.50 + 0.75, Cy 300; nobody sold the ninth; from February less.

    Dee has won nothing yet and is on the board all the same.
    """
    (tmp_path / "ten.csv").write_text(TEN_DEALS, encoding="utf-8")
    (tmp_path / "ten.yaml").write_text(MAPPING, encoding="utf-8")
    past = sf.read_history(tmp_path / "ten.csv", tmp_path / "ten.yaml")

    def told(key: str, **more: str) -> dict[str, float]:
        table = sf.kpis(past, only=key, **more).table  # type: ignore[arg-type]
        return dict(zip(table["part"], table["mean"], strict=True))

    assert told("leaderboard") == {"Ana": 349.5, "Bo": 251.25, "Cy": 300.0, "Dee": 0.0}
    assert told("first_on_leaderboard") == {"Ana": 1.0, "Bo": 0.0, "Cy": 0.0, "Dee": 0.0}
    february = {"Ana": 249.5, "Bo": 251.25, "Cy": 300.0, "Dee": 0.0}
    assert told("leaderboard", since="2026-02-01") == february
    assert told("first_on_leaderboard", since="2026-02-01")["Cy"] == 1.0


def working(counts: dict[str, list[list[int]]], **more: Any) -> Seen:
    """Return the ten leads with what a run counts besides: rows are March and April."""
    of = seen(future=True, **more)

    def told(flows: Flows) -> Flows:
        whole = len(flows.periods) == 1
        seen_: dict[str, np.ndarray] = {}
        for name, rows in counts.items():
            each = np.tile(np.array(rows, dtype=np.int64), (2, 1, 1))
            seen_[name] = each.sum(axis=1, keepdims=True) if whole else each
        nothing = np.zeros((2, len(flows.periods), 0), dtype=np.int64)
        none = np.zeros(0, dtype=np.int64)
        work = Work(none, none, ("callers",), none, nothing, nothing, nothing, seen_,
                    np.array([flows.stages.index("call")]))  # fmt: skip
        return replace(flows, work=work)

    return replace(of, flows=told(of.flows), flows_by_period=told(of.flows_by_period))


@pytest.mark.parametrize(
    ("whole", "hand"), [(False, [2 / 8, 5 / 12]), (True, [7 / 20])], ids=["months", "window"]
)
def test_the_open_rate_is_opened_over_sent(whole: bool, hand: list[float]) -> None:
    """Eight letters in March, two of them opened; twelve and five in April."""
    of = working({"touches": [[8], [12]], "opens": [[0], [0]], "opened": [[2], [5]]}, whole=whole)
    np.testing.assert_allclose(KPIS["email_open_rate"].parts(of)["call"], [hand] * 2)


@pytest.mark.parametrize("engine", ENGINES)
def test_letters_that_everybody_opens_are_all_opened(engine: Any) -> None:
    """Ten leads are parked on 2 March: two letters to each in March, two in April, all opened."""
    call = {"advance": "0 %", "next": "won", "otherwise": {"nurture": "100 %"}, "dwell": "1 hour"}
    nurture = {
        "touch_every": "14 days", "touches_at_most": 4, "opened": "100 %", "wakes": "0 % per month",
        "woken": {"to": "call"}, "afterwards": "cold.nobody",
    }  # fmt: skip
    funnel = batch(stages={"call": call}, nurture=nurture)
    of = sf.forecast(funnel, replications=2, seed=1, engine=engine)
    table = sf.kpis(of, only="email_open_rate", by_period=True).table
    assert table["mean"].tolist() == [1.0, 1.0]
    work = flows_of_runs(of.runs).work
    assert work is not None
    assert work.counted("touches")[:, :, 0].tolist() == [[20, 20]] * 2


SPENT = [[40_000, 0, 10_000, 0, 0, 0, 9_000], [50_000, 0, 10_000, 5_000, 2_000, 3_000, 0]]
"""Hundredths on leads, touches, salaries, commission, besides, new people: EUR 500 and EUR 700.

What customers cost to serve, EUR 90, is no cost of winning them."""


def test_the_cost_of_a_customer_is_taken_a_sales_cycle_earlier() -> None:
    """About a month passes, so what was spent in March won the deal of April, and no other."""
    costs = np.array([[[100.0, 300.0], [200.0, 300.0]]] * 2)  # fair, web
    parts = KPIS["cac"].parts(working({"spent": SPENT}, lead_costs=costs))
    hand = {
        "same period": [500, 700],
        "cost earlier by a sales cycle": [NAN, 500],
        "fair > lead_costs": [NAN, NAN],  # nobody who came to the fair was won
        "web > lead_costs": [300, NAN],  # e, who came in March; h and i are still open
    }
    assert set(parts) == set(hand)
    for part, values in parts.items():
        np.testing.assert_allclose(values, [hand[part]] * 2, err_msg=part)


def test_over_a_whole_window_the_first_deals_have_no_cost_before_them() -> None:
    """EUR 1,200 for two customers, but EUR 500 for the one whom March's spending can have won."""
    costs = np.array([[[300.0, 600.0]]] * 2)
    parts = KPIS["cac"].parts(working({"spent": SPENT}, whole=True, lead_costs=costs))
    assert parts["same period"].tolist() == [[600.0], [600.0]]
    assert parts["cost earlier by a sales cycle"].tolist() == [[500.0], [500.0]]
    assert parts["web > lead_costs"].tolist() == [[600.0], [600.0]]


def test_without_costs_no_customer_is_free() -> None:
    """The refusal says that nothing is stated."""
    with pytest.raises(sf.TableError, match=r"^the scenario states no costs, so a customer seems"):
        KPIS["cac"].parts(working({"spent": [[0] * 7, [0] * 7]}))
