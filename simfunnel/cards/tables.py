"""The rows of a card's two tables as text: periods, and the open deals that weigh most.

The same cells stand in HTML and in the terminal.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from simfunnel.cards.outlook import OutlookCard
from simfunnel.charts import Amounts, Chance, clean_name, day_short
from simfunnel.units import format_count
from simfunnel.words import mark, say, say_n

__all__ = ["Grid", "deals_grid", "periods_grid"]

_MOST_PERIODS = 14
_MOST_DEALS = 10
_UNKNOWN = "\N{EN DASH}"
_QUANTILES = (mark("1 in 10 lower"), mark("median"), mark("1 in 10 higher"))


@dataclass(frozen=True)
class Grid:
    """A table as text.

    Parameters
    ----------
    groups : tuple of (str, int)
        Headings over several columns, and how many; empty where there are none.
    columns : tuple of str
        Headings.
    rows : tuple of tuple of str
        Cells.
    words : int
        Number of columns, from the left, that hold words and are not aligned as numbers.
    strong : frozenset of int
        Columns set bold.
    note : str
        What stands under the table; may be empty.

    Examples
    --------
    >>> Grid((), ("stage", "open"), (("demo", "12"),), 1).rows
    (('demo', '12'),)
    """

    groups: tuple[tuple[str, int], ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: int
    strong: frozenset[int] = frozenset()
    note: str = ""


def periods_grid(card: OutlookCard) -> Grid | None:
    """Return the table of periods; None where there is none.

    Parameters
    ----------
    card : OutlookCard
        The card; more than fourteen periods are cut, and the note says so.

    Returns
    -------
    Grid or None
        Label, then the three quantiles of deals and, where there are amounts, of amounts.

    Examples
    --------
    >>> from simfunnel.cards.examples import example_card
    >>> periods_grid(example_card()).rows[0][:4]
    ('July 2026', '4', '7', '11')
    """
    table = card.periods
    if not len(table):
        return None
    shown = table.head(_MOST_PERIODS)
    has_amounts = bool(table["amount_p50"].notna().any())
    money = Amounts("won_amount", "", card.fan.locale, _period_unit(table, card.fan.n_futures))
    style = money.for_table(float(table["amount_p90"].max())) if has_amounts else money
    deals = Amounts("won", "", card.fan.locale, 1.0)
    rows = []
    for row in shown.to_dict("records"):
        label = clean_name(row["label"], 24)
        if row["part"]:
            label = say("{period} (part)", period=label)
        cells = [label, *(deals.short(row[f"won_{q}"]) for q in ("p10", "p50", "p90"))]
        if has_amounts:
            cells += [_amount(style, row[f"amount_{q}"]) for q in ("p10", "p50", "p90")]
        rows.append(tuple(cells))
    quantiles = tuple(say(words) for words in _QUANTILES)
    groups: tuple[tuple[str, int], ...] = (("", 1), (say("deals won"), 3))
    columns: tuple[str, ...] = ("", *quantiles)
    if has_amounts:
        won = say("amount won")
        if card.fan.currency:
            won = say("amount won, {currency}", currency=card.fan.currency)
        groups, columns = (*groups, (won, 3)), (*columns, *quantiles)
    hidden = len(table) - len(shown)
    note = say_n(
        "{n} later period is not shown.",
        "{n} later periods are not shown.",
        hidden,
        n=format_count(hidden, card.fan.locale),
    )
    strong = frozenset({2, 5} if has_amounts else {2})
    return Grid(groups, columns, tuple(rows), 1, strong, note if hidden else "")


def _period_unit(table: pd.DataFrame, n_futures: int) -> float:
    """Return the unit of amounts in the table, from their widest range and the futures behind it.

    The error of a median is taken as that of a normal distribution with the same 80 % range.
    """
    width = float((table["amount_p90"] - table["amount_p10"]).max())
    if not width > 0:
        return 0.0
    error = 1.96 * 1.2533 * width / 2.563 / float(np.sqrt(n_futures))
    return float(10.0 ** np.floor(np.log10(error)))


def _amount(style: Amounts, value: float) -> str:
    """Return an amount, or a dash where there is none."""
    return style.short(float(value)) if np.isfinite(value) else _UNKNOWN


def deals_grid(card: OutlookCard) -> Grid | None:
    """Return the open deals of greatest expected value; None where there are none.

    Parameters
    ----------
    card : OutlookCard
        The card; the ten deals of greatest expected value are shown, and the note says so.

    Returns
    -------
    Grid or None
        Lead, stage, amount, chance to win and expected close.

    Examples
    --------
    >>> from simfunnel.cards.examples import example_card
    >>> deals_grid(example_card()).note
    '10 of 57 open deals, those of greatest expected value.'
    """
    table = card.open_deals
    if not len(table):
        return None
    amounts = pd.to_numeric(table["amount"], errors="coerce").astype(float)
    if "expected_value" in table:  # counts what an unknown amount may be
        weight = pd.to_numeric(table["expected_value"], errors="coerce").astype(float).fillna(0.0)
    else:
        known_worth = amounts.fillna(0.0) if amounts.notna().any() else 1.0
        weight = table["p_win"].astype(float) * known_worth
    order = np.argsort(-weight.to_numpy(dtype=np.float64), kind="stable")[:_MOST_DEALS]
    locale, money = card.fan.locale, Amounts("won_amount", "", card.fan.locale)
    rows = []
    for row in table.iloc[order].to_dict("records"):
        known = pd.notna(row["amount"])
        amount = money.exact(float(row["amount"])) if known else _UNKNOWN
        n = card.fan.n_futures
        chance = Chance(round(float(row["p_win"]) * n), n, locale).text
        close = _day(row["expected_close"], locale)
        lead, stage = clean_name(row["lead"], 28), clean_name(row["stage"], 24)
        rows.append((lead, stage, amount, chance, close))
    number = max(card.n_open or 0, len(table))
    worth = say("amount")
    if card.fan.currency:
        worth = say("amount, {currency}", currency=card.fan.currency)
    columns = (say("lead"), say("stage"), worth, say("chance to win"), say("expected close"))
    note = ""
    if number > len(rows):
        shown, total = format_count(len(rows), locale), format_count(number, locale)
        note = say(
            "{shown} of {total} open deals, those of greatest expected value.",
            shown=shown,
            total=total,
        )
    return Grid((), columns, tuple(rows), 2, frozenset({3}), note)


def _day(value: object, locale: str) -> str:
    """Return a day, or a dash where there is none."""
    if not isinstance(value, date) or pd.isna(value):
        return _UNKNOWN
    return day_short(date(value.year, value.month, value.day), locale)
