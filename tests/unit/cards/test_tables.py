"""The two tables of a card: periods, and the deals that weigh most."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from simfunnel.cards import PERIOD_COLUMNS, example_card
from simfunnel.cards.tables import deals_grid, periods_grid

UNKNOWN = "\N{EN DASH}"


def _said(row: tuple[str, ...]) -> list[str]:
    """Return cells with ordinary blanks."""
    return [cell.replace("\N{NO-BREAK SPACE}", " ") for cell in row]


def test_periods_show_range_and_median() -> None:
    """Deals, then amounts, each lower, median, higher."""
    grid = periods_grid(example_card())
    assert grid is not None
    assert grid.groups == (("", 1), ("deals won", 3), ("amount won, EUR", 3))
    assert grid.rows[0] == ("July 2026", "4", "7", "11", "60,000", "105,000", "170,000")


def test_a_part_of_a_period_is_marked() -> None:
    """A week that the window cuts says so."""
    periods = example_card().periods.assign(part=[True] + [False] * 5)
    grid = periods_grid(example_card(periods=periods))
    assert grid is not None
    assert [row[0] for row in grid.rows[:2]] == ["July 2026 (part)", "August 2026"]


def test_periods_without_amounts_show_deals_alone() -> None:
    """A scenario without amounts has three columns less."""
    nothing = dict.fromkeys(PERIOD_COLUMNS[-3:], np.nan)
    grid = periods_grid(example_card(periods=example_card().periods.assign(**nothing)))
    assert grid is not None
    assert grid.rows[0] == ("July 2026", "4", "7", "11")


def test_amounts_are_rounded_to_what_the_futures_know() -> None:
    """A hundred times fewer futures, a digit less."""
    card = example_card()
    few = replace(card, fan=replace(card.fan, draws_at_end=card.fan.draws_at_end[::100]))
    grid = periods_grid(few)
    assert grid is not None
    assert grid.rows[0][-1] == "170,000"
    assert grid.rows[1][-2] == "120,000"


def test_many_periods_are_cut_and_counted() -> None:
    """Fourteen are shown; the note says how many are not."""
    periods = pd.concat([example_card().periods] * 9, ignore_index=True)
    grid = periods_grid(example_card(periods=periods))
    assert grid is not None
    assert (len(grid.rows), grid.note) == (14, "40 later periods are not shown.")


def test_no_rows_make_no_table() -> None:
    """Neither of the two."""
    card = example_card()
    empty = example_card(periods=card.periods.head(0), open_deals=card.open_deals.head(0))
    assert periods_grid(empty) is None
    assert deals_grid(empty) is None


def test_deals_are_ordered_by_expected_value() -> None:
    """Amount times chance, the greatest first, ten of them."""
    grid = deals_grid(example_card())
    assert grid is not None
    assert _said(grid.rows[0]) == ["L-006", "qualification", "33,000", "54 %", "10 Sep 2026"]
    assert len(grid.rows) == 10
    assert grid.note == "10 of 57 open deals, those of greatest expected value."


def test_unknown_amounts_and_days_are_dashes() -> None:
    """Deals without amounts are ordered by chance alone; a missing day is a dash."""
    table = example_card().open_deals.head(3)
    table = table.assign(amount=[None] * 3, p_win=[0.0, 0.5, 1.0])
    table = table.assign(expected_close=[None, pd.NaT, pd.Timestamp(2026, 8, 1)])
    grid = deals_grid(example_card(open_deals=table, n_open=None))
    assert grid is not None
    assert [_said(row)[2:] for row in grid.rows] == [
        [UNKNOWN, "more than 99 %", "1 Aug 2026"],
        [UNKNOWN, "50 %", UNKNOWN],
        [UNKNOWN, "less than 1 %", UNKNOWN],
    ]
    assert grid.note == ""


def test_days_may_be_dates_or_moments() -> None:
    """Both read the same."""
    table = example_card().open_deals.head(1)
    for day in (date(2026, 8, 1), pd.Timestamp("2026-08-01 14:30")):
        grid = deals_grid(example_card(open_deals=table.assign(expected_close=[day])))
        assert grid is not None
        assert _said(grid.rows[0])[-1] == "1 Aug 2026"
