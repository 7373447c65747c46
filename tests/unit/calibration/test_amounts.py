"""Amounts of wins: every value, or quantiles of many; by segment where there are enough."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from simfunnel.calibration.amounts import amount_spread, estimate_amounts
from simfunnel.history import History

Deals = Callable[..., History]


def won(lead: str, size: str, amount: str) -> str:
    """Return the row of a win."""
    return f"{lead},2026-01-05,web,{size},,{amount},2026-01-06,2026-01-08"


def test_a_segment_needs_thirty_wins_for_amounts_of_its_own(deals: Deals) -> None:
    """With 29 a segment has the amounts of all."""
    rows = [won(f"s{i}", "small", "100") for i in range(30)]
    rows += [won(f"l{i}", "large", "900") for i in range(29)]
    overall, segments, facts = estimate_amounts(deals(*rows))
    assert overall is not None
    assert len(overall.values) == 59
    assert {str(value) for value in segments["small"].amount.values} == {"100"}  # type: ignore[union-attr]
    assert segments["large"].amount == overall
    assert facts == []


def test_wins_without_an_amount_or_below_nothing_are_told(deals: Deals) -> None:
    """They are booked as they stand, and left out of the distribution."""
    overall, _, facts = estimate_amounts(
        deals(won("a", "small", "100"), won("b", "small", ""), won("c", "small", "-50"))
    )
    assert overall is not None
    assert [str(value) for value in overall.values] == ["100"]
    assert [str(fact) for fact in facts] == [
        "1 win has no amount and is booked with 0.",
        "1 win has a negative amount; new leads are never worth less than 0.",
    ]


def test_without_any_amount_there_is_no_distribution(deals: Deals) -> None:
    """An export without values forecasts numbers of wins only."""
    overall, segments, facts = estimate_amounts(deals(won("a", "small", "")))
    assert overall is None
    assert segments["small"].amount is None
    assert facts == []


def test_many_amounts_become_400_quantiles_with_their_mean() -> None:
    """The mean is kept to 2 %, the ends to the outermost quantiles."""
    cents = np.sort((np.random.default_rng(2).lognormal(10, 1, 5000) * 100).astype(np.int64))
    values = np.array([value.cents for value in amount_spread(cents).values])
    assert len(values) == 400
    assert abs(values.mean() / cents.mean() - 1) < 0.02
    assert values[0] >= cents[0]
    assert values[-1] <= cents[-1]
