"""A card's tables are checked when they are handed over."""

from __future__ import annotations

import pytest

from simfunnel.cards import OutlookCard, example_card
from simfunnel.charts import example_fan
from simfunnel.errors import TableError


def test_missing_columns_of_periods_are_named() -> None:
    """The message says which table, which columns, and all that are needed."""
    periods = example_card().periods.drop(columns=["part", "won_p50"])
    with pytest.raises(TableError) as caught:
        example_card(periods=periods)
    assert str(caught.value) == (
        "the table 'periods' of an outlook lacks part, won_p50; it needs label, part, won_p10,"
        " won_p50, won_p90, amount_p10, amount_p50, amount_p90."
    )


def test_missing_columns_of_open_deals_are_named() -> None:
    """The same for the other table."""
    with pytest.raises(TableError) as caught:
        example_card(open_deals=example_card().open_deals.drop(columns="p_win"))
    assert str(caught.value) == (
        "the table 'open_deals' of an outlook lacks p_win; it needs lead, stage, amount, p_win,"
        " expected_close."
    )


def test_a_name_and_a_fan_are_enough() -> None:
    """Everything else may be missing."""
    card = OutlookCard("bare", example_fan(20))
    assert card.origins_data is None
    assert not card.is_incomplete
