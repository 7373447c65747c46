"""A fan's data are checked when they are handed over, and know what they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from simfunnel.charts import FanData, Target, example_fan
from simfunnel.errors import TableError


def test_a_missing_column_is_named() -> None:
    """The message says which table, which column, and which are needed."""
    band = example_fan(20).band.drop(columns=["p25", "p75"])
    with pytest.raises(TableError) as caught:
        replace(example_fan(20), band=band)
    assert str(caught.value) == (
        "the table 'band' of a fan lacks p25, p75; it needs date, p10, p25, p50, p75, p90."
    )


def test_an_empty_band_is_refused() -> None:
    """At least the last day must be there."""
    with pytest.raises(TableError) as caught:
        replace(example_fan(20), band=example_fan(20).band.head(0))
    assert str(caught.value) == "the band of a fan has no rows; give at least the last day."


def test_no_futures_are_refused() -> None:
    """Nothing can be said of no future."""
    with pytest.raises(TableError) as caught:
        replace(example_fan(20), draws_at_end=np.array([]))
    assert str(caught.value) == "draws_at_end is empty; give the total of at least one future."


def test_days_out_of_order_are_refused() -> None:
    """A window does not end before it begins."""
    with pytest.raises(TableError) as caught:
        replace(example_fan(20), since=date(2027, 1, 1))
    assert str(caught.value) == (
        "a fan from 2027-01-01 to 2026-12-31 ends before it begins; exchange the days."
    )


def test_the_chance_is_that_of_the_targets_day() -> None:
    """Totals of another day are not held against it."""
    fan = example_fan(100)
    early = Target(800_000, date(2026, 9, 30))
    assert replace(fan, target=early).chance is None
    known = replace(fan, target=early, draws_at_target=np.array([1.0, 900_000.0]))
    assert known.chance is not None
    assert (known.chance.hits, known.chance.n) == (1, 2)


@pytest.mark.parametrize(("target", "reached"), [(486_000.0, True), (486_001.0, False)])
def test_a_target_is_reached_by_what_is_booked(target: float, reached: bool) -> None:
    """Booked is enough, nothing less is."""
    assert example_fan(50, target=target).is_reached is reached


def test_a_block_without_dates_is_known_as_such() -> None:
    """One row dated today says how much, not when."""
    fan = example_fan(20)
    block = pd.DataFrame({"date": [fan.today], "value": [486_000.0]})
    assert not replace(fan, actuals=block).has_dated_actuals
    dated = pd.DataFrame({"date": [date(2026, 3, 1)], "value": [486_000.0]})
    assert replace(fan, actuals=dated).has_dated_actuals


def test_a_range_needs_futures_that_differ() -> None:
    """One future, equal futures and a window that is over have none."""
    fan: FanData = example_fan(20)
    assert fan.spreads
    assert not replace(fan, draws_at_end=fan.draws_at_end[:1]).spreads
    assert not replace(fan, draws_at_end=np.full(20, 3.0)).spreads
    assert not replace(fan, today=date(2027, 1, 1)).spreads
