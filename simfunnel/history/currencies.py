"""Amounts of several currencies become those of one, at dated rates or not at all."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from simfunnel.errors import Problem
from simfunnel.history.facts import shown_list
from simfunnel.history.mapping import Mapping
from simfunnel.history.parsing import NO_AMOUNT
from simfunnel.history.sheets import Sheet
from simfunnel.units import format_count, parse_date
from simfunnel.words import say, say_n

__all__ = ["in_one_currency"]


def in_one_currency(
    cents: NDArray[np.int64],
    sheet: Sheet,
    mapping: Mapping,
    when: NDArray[np.datetime64],
    problems: list[Problem],
) -> NDArray[np.int64]:
    """Return the amounts of an export in the mapping's currency.

    A row is converted at the latest rate that is dated on or before the last date in that row.

    Parameters
    ----------
    cents : ndarray of int64, shape (n_rows,)
        As read, in hundredths; `NO_AMOUNT` where blank.
    sheet : Sheet
    mapping : Mapping
    when : ndarray of datetime64, shape (n_rows,)
        The last date in each row; NaT where there is none.
    problems : list of Problem
        Grows by the amounts for which there is no rate.

    Returns
    -------
    ndarray of int64, shape (n_rows,)
        Half a hundredth is rounded away from nothing.
    """
    amount = mapping.amount
    if amount is None or amount.currency is None:
        return cents
    codes = np.char.upper(sheet.columns[amount.currency].astype(str))
    foreign = (codes != "") & (codes != mapping.currency) & (cents != NO_AMOUNT)
    found = cents.copy()
    for code in sorted(set(codes[foreign].tolist())):
        rows = np.flatnonzero(foreign & (codes == code))
        rates = sorted((parse_date(day), Decimal(rate)) for day, rate in amount.rates_of(code))
        if not rates:
            problems.append(_no_rate(sheet, mapping, code, rows))
            continue
        days = np.array([day for day, _ in rates], dtype="datetime64[D]")
        place = np.searchsorted(days, when[rows].astype("datetime64[D]"), side="right") - 1
        early = np.isnat(when[rows]) | (place < 0)
        if early.any():
            problems.append(_too_early(sheet, mapping, code, rows[early], str(rates[0][0])))
            continue
        for row, k in zip(rows.tolist(), place.tolist(), strict=True):
            found[row] = int((int(cents[row]) * rates[k][1]).to_integral_value("ROUND_HALF_UP"))
    return found


def _no_rate(sheet: Sheet, mapping: Mapping, code: str, rows: NDArray[np.int64]) -> Problem:
    """Return the refusal of amounts in a currency without any rate."""
    assert mapping.amount is not None
    assert mapping.amount.currency is not None
    message = say_n(
        "{few} amount is in {code} ({lines}), but the mapping's currency is {own}; state its rate: "
        "'rates: {{{code}: {{2026-01-01: 0.92}}}}' under 'amount', which is what one {code} is "
        "worth in {own} from that day on.",
        "{few} amounts are in {code} ({lines}), but the mapping's currency is {own}; state its "
        "rate: 'rates: {{{code}: {{2026-01-01: 0.92}}}}' under 'amount', which is what one {code} "
        "is worth in {own} from that day on.",
        len(rows),
        few=format_count(len(rows)), code=code[:10], own=mapping.currency,
        lines=_lines(sheet, rows),
    )  # fmt: skip
    return Problem(sheet.name, mapping.amount.currency, message)


def _too_early(
    sheet: Sheet, mapping: Mapping, code: str, rows: NDArray[np.int64], first: str
) -> Problem:
    """Return the refusal of amounts that are older than the first rate."""
    assert mapping.amount is not None
    assert mapping.amount.currency is not None
    message = say_n(
        "{few} amount in {code} is dated before {first}, the first rate, or not at all ({lines}); "
        "add an earlier rate.",
        "{few} amounts in {code} are dated before {first}, the first rate, or not at all "
        "({lines}); add an earlier rate.",
        len(rows),
        few=format_count(len(rows)), code=code[:10], first=first, lines=_lines(sheet, rows),
    )  # fmt: skip
    return Problem(sheet.name, mapping.amount.currency, message)


def _lines(sheet: Sheet, rows: NDArray[np.int64]) -> str:
    """Return the lines of some rows, as many as are shown."""
    return shown_list(say("line {line}", line=sheet.lines[row]) for row in rows)
