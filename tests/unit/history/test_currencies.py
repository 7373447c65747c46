"""Amounts of several currencies: converted at dated rates, or refused with their lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from simfunnel.errors import HistoryError
from simfunnel.history import read_history

WIDE = """Id,Created,Won,Sum,Currency
A,2026-01-10,2026-02-01,1000,EUR
B,2026-01-12,2026-02-20,1000,USD
C,2026-05-01,2026-08-01,1000.55,usd
D,2026-05-02,,400,USD
E,2026-05-03,2026-06-01,700,
"""
LONG = """Id,Stage,At,Sum,Currency
A,lead,2026-01-10,500,USD
A,won,2026-08-01,500,USD
"""
RATES = "{USD: {2026-01-01: 0.92, 2026-07-01: 0.80}}"


def mapping(amount: str, layout: str = "wide") -> str:
    """Return a mapping with this column of amounts."""
    stages = "{lead: Created}" if layout == "wide" else "[lead]"
    won = "{won: {date: Won}}" if layout == "wide" else "{won: {is: [won]}}"
    more = "" if layout == "wide" else "stage: Stage\nat: At\n"
    return (
        f"simfunnel: 1\nmapping: mixed\nlayout: {layout}\nlead: Id\n{more}"
        f"stages: {stages}\noutcomes: {won}\namount: {amount}\n"
    )


def read(tmp_path: Path, text: str, amount: str, layout: str = "wide") -> dict[str, int]:
    """Return the amount of each lead, in hundredths."""
    export, layout_file = tmp_path / "deals.csv", tmp_path / "deals.yaml"
    export.write_text(text)
    layout_file.write_text(mapping(amount, layout))
    leads = read_history(export, layout_file).leads
    return {row["lead"]: row["amount"] for _, row in leads.iterrows() if row["amount"] is not None}


def test_amounts_are_converted_at_the_rate_of_their_last_date(tmp_path: Path) -> None:
    """Of the win in February at 0.92, of the one in August at 0.80; without a code as it is."""
    amount = f"{{column: Sum, known: from the start, currency: Currency, rates: {RATES}}}"
    assert read(tmp_path, WIDE, amount) == {
        "A": 100_000, "B": 92_000, "C": 80_044, "D": 36_800, "E": 70_000,
    }  # fmt: skip
    assert read(tmp_path, LONG, amount, "long")["A"] == 40_000


def test_a_currency_without_a_rate_is_refused_with_its_lines(tmp_path: Path) -> None:
    """The sentence says which rate to state, and where."""
    with pytest.raises(HistoryError) as told:
        read(tmp_path, WIDE, "{column: Sum, currency: Currency}")
    assert str(told.value) == (
        "deals.csv: Currency: 3 amounts are in USD (line 3, line 4, line 5), but the mapping's "
        "currency is EUR; state its rate: 'rates: {USD: {2026-01-01: 0.92}}' under 'amount', "
        "which is what one USD is worth in EUR from that day on."
    )


def test_an_amount_older_than_the_first_rate_is_refused(tmp_path: Path) -> None:
    """No rate is made up for it."""
    amount = "{column: Sum, currency: Currency, rates: {USD: {2026-03-01: 0.9}}}"
    with pytest.raises(HistoryError, match=r"1 amount in USD is dated before 2026-03-01.*line 3"):
        read(tmp_path, WIDE, amount)


@pytest.mark.parametrize(
    ("amount", "message"),
    [
        (f"{{column: Sum, rates: {RATES}}}", "states rates; name the column"),
        ("{column: Sum, currency: Currency, rates: {USD: {2026-01-01: cheap}}}", "has 'cheap' for"),
        ("{column: Sum, currency: Currency, rates: {USD: {2026-01-01: 0}}}", "write what one is"),
        ("{column: Sum, currency: Currency, rates: {USD: {soon: 0.9}}}", "soon"),
        ("{column: Sum, currency: Currancy}", "no column 'Currancy'.*'Currency'"),
    ],
)
def test_rates_that_cannot_be_read_are_refused(tmp_path: Path, amount: str, message: str) -> None:
    """With what to write."""
    with pytest.raises(HistoryError, match=message):
        read(tmp_path, WIDE, amount)
