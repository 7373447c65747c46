"""The tables of what happens after the sale, against what engines wrote down term by term."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simfunnel.errors import SimfunnelError, TableError
from simfunnel.forecasting import Outlook, forecast
from simfunnel.forecasting.quantiles import quantile
from simfunnel.funnel.examples import renewing, tiny
from simfunnel.funnel.model import Funnel
from simfunnel.measures import customers_of_runs
from simfunnel.tables import CUSTOMERS, TERMS

MOVES = ["start", "new", "expansion", "contraction", "churn", "end"]


@cache
def outlook() -> Outlook:
    """Return ten futures of the funnel that renews."""
    return forecast(renewing(), replications=10, seed=5, engine="simpy")


def without(*path: str) -> Outlook:
    """Return two futures of the funnel in which something is not stated."""
    document: Any = renewing().document()
    block = document
    for key in path[:-1]:
        block = block[key]
    del block[path[-1]]
    return forecast(Funnel.model_validate(document), replications=2, engine="simpy")


def told(table: pd.DataFrame, measure: str, column: str = "mean") -> pd.DataFrame:
    """Return one measure with a column for each of its parts, a row per period."""
    rows = table[table["measure"] == measure]
    return rows.pivot(index="period_start", columns="name", values=column)


def test_the_table_has_its_columns_and_every_figure_once_a_period() -> None:
    """In order: what recurs, a month of it, customers, money, retention."""
    table = outlook().customers
    assert {name: str(kind) for name, kind in table.dtypes.items()} == CUSTOMERS
    first = table[table["label"] == "2026-09"]
    assert list(zip(first["measure"], first["name"], strict=True)) == [
        *(("recurring", name) for name in MOVES), ("recurring_month", "end"),
        *(("customers", name) for name in ("start", "new", "churn", "end")),
        *(("money", name) for name in ("billed", "received", "revenue", "margin", "cost_to_serve")),
        ("retention", "net"), ("retention", "gross"),
    ]  # fmt: skip
    assert len(table) == 16 * len(first)


def test_averages_add_up_in_every_period() -> None:
    """Each period ends with what it began with and what came and went, and the next begins so."""
    moves = told(outlook().customers, "recurring")
    ends = moves["start"] + moves["new"] + moves["expansion"]
    np.testing.assert_allclose(ends - moves["contraction"] - moves["churn"], moves["end"])
    np.testing.assert_allclose(moves["start"].iloc[1:], moves["end"].iloc[:-1])
    assert moves["start"].iloc[0] == 27_000.0
    heads = told(outlook().customers, "customers")
    np.testing.assert_allclose(heads["start"] + heads["new"] - heads["churn"], heads["end"])
    month = told(outlook().customers, "recurring_month")["end"]
    np.testing.assert_allclose(month * 12.0, moves["end"])


def test_quantiles_are_those_of_futures() -> None:
    """The 90 % quantile of ten futures is the ninth in order of size, exactly."""
    end = customers_of_runs(outlook().runs).recurring()["end"]
    for percent in (10, 50, 90):
        found = told(outlook().customers, "recurring", f"p{percent}")["end"]
        assert found.tolist() == (quantile(end, percent) / 100.0).tolist()


def test_terms_make_the_table() -> None:
    """Counted again from single terms: who begins, who leaves, what is there at the end."""
    futures = [outlook().terms(r) for r in range(10)]
    table = pd.concat(futures, ignore_index=True)
    assert {name: str(kind) for name, kind in table.dtypes.items()} == TERMS
    months = table["ended_at"].dt.to_period("M")
    churned = table[table["how"] == "churned"].groupby(months)["amount"].sum() / 1000.0
    shown = told(outlook().customers, "recurring")["churn"]
    shown.index = shown.index.to_period("M")
    assert shown[shown > 0].to_dict() == pytest.approx(churned.astype(float).to_dict())
    onboarded = table[table["how"] == "began"]
    moves = told(outlook().customers, "recurring")
    assert onboarded["next_amount"].sum() / 1000.0 == pytest.approx(moves["new"].sum())
    still = table[table["ended_at"].isna() & (table["term"] > 0)]
    assert still["amount"].sum() / 1000.0 == pytest.approx(moves["end"].iloc[-1])
    renewed = table[table["how"] == "renewed"]
    more = (renewed["next_amount"] - renewed["amount"]).clip(lower=0).sum() / 1000.0
    assert more == pytest.approx(moves["expansion"].sum())


def test_terms_name_customers_and_follow_each_other() -> None:
    """Ids of today, names of leads; a term begins where the one before ends, at its next price."""
    table = outlook().terms(3)
    assert table["replication"].unique().tolist() == [3]
    names = table["customer"].unique().tolist()
    assert names[:3] == ["C1", "C2", "C3"]
    assert {name.split(":")[0] for name in names[3:]} == {"web", "referral/referred"}
    assert table["segment"].isna().all()
    assert str(table.loc[table["customer"] == "C3", "ended_at"].iloc[0]) == "2027-02-01 00:00:00"
    before = table.shift(1)
    goes_on = (before["customer"] == table["customer"]) & (table["term"] > 0)
    assert goes_on.sum() > 10
    assert (table["began_at"] == before["ended_at"])[goes_on].all()
    assert (table["amount"] == before["next_amount"])[goes_on].all()
    assert table.loc[table["how"].isin(["churned", "failed"]), "next_amount"].isna().all()
    with pytest.raises(SimfunnelError, match="there is no replication 10"):
        outlook().terms(10)


def test_what_is_not_stated_has_no_row() -> None:
    """No payment, no money received; no margin, no margin."""
    table = without("after_sale", "payment").customers
    assert {"billed", "received"}.isdisjoint(table["name"])
    assert "margin" not in set(without("after_sale", "customer", "margin").customers["name"])


def test_where_nothing_recurs_at_first_there_is_no_retention() -> None:
    """It is missing, never 0 or infinite, and no future counts for it."""
    table = without("today", "customers").customers
    first = table[(table["measure"] == "retention") & (table["label"] == "2026-09")]
    assert first["futures"].tolist() == [0, 0]
    assert first["mean"].isna().all()
    assert told(table, "recurring")["start"].iloc[0] == 0.0


def test_without_customers_the_sentence_says_what_to_state() -> None:
    """Both tables; JSON has no rows."""
    bare = forecast(tiny(), replications=2, engine="simpy")
    for ask in (lambda: bare.customers, bare.terms):
        with pytest.raises(TableError, match=r"'after_sale\.customer'"):
            ask()
    assert bare.to_json()["customers"] == []


def test_json_has_the_table() -> None:
    """Row by row, without a number that JSON cannot say."""
    data = json.loads(json.dumps(outlook().to_json()["customers"], allow_nan=False))
    assert len(data) == len(outlook().customers)
    assert data[0]["period_start"] == "2026-09-01"
    assert (data[0]["measure"], data[0]["name"], data[0]["mean"]) == ("recurring", "start", 27000.0)


def test_the_card_says_what_the_table_says() -> None:
    """Revenue and heads at the end, and what customers of today still pay; none without them."""
    seen = outlook().card().customers
    assert seen is not None
    assert seen.today == 3
    assert seen.end.mean == pytest.approx(told(outlook().customers, "customers")["end"].iloc[-1])
    moves = told(outlook().customers, "recurring")
    assert seen.revenue.moves["end"].mean == pytest.approx(moves["end"].iloc[-1])
    kept = []
    for r in range(10):
        terms = outlook().terms(r)
        own = terms[terms["customer"].isin(["C1", "C2", "C3"]) & terms["ended_at"].isna()]
        kept.append(float(own["amount"].sum()) / 27_000_00)
    assert seen.kept is not None
    assert seen.kept.mean == pytest.approx(np.mean(kept))
    assert "3 customers today" in outlook().text()
    empty = without("today", "customers").card().customers
    assert empty is not None
    assert (empty.today, empty.kept) == (0, None)
    assert forecast(tiny(), replications=2, engine="simpy").card().customers is None
