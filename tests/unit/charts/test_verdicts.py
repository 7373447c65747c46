"""Verdicts on paired differences: three of them, and none where there are too few pairs."""

from __future__ import annotations

import numpy as np
import pytest

from simfunnel.charts import in_twenty, mean_error, middle_of, verdict_of


@pytest.mark.parametrize("better", [1, -1])
def test_a_difference_in_nine_of_ten_pairs_matters(better: int) -> None:
    """The 80 % range must lie on one side of zero, whichever is the better one."""
    just, not_quite = np.ones(100), np.ones(100)
    just[:9], not_quite[:10] = 0.0, 0.0
    assert verdict_of(just, better=better) == "matters"
    assert verdict_of(-just, better=better) == "matters"
    assert verdict_of(not_quite, better=better) != "matters"


@pytest.mark.parametrize(
    ("mean", "verdict"),
    [(0.21, "helps on average"), (0.19, "within noise"), (-0.21, "hurts on average")],
)
def test_an_average_is_settled_beyond_twice_its_error(mean: float, verdict: str) -> None:
    """Standard error 0.1: two of them decide."""
    spread = np.array([1.0, -1.0] * 50) * np.sqrt(99 / 100)
    assert verdict_of(spread + mean) == verdict
    assert mean_error(spread) == pytest.approx(0.1959964)


def test_shared_draws_count_once() -> None:
    """Pairs that share the rows of a table of draws are as good as so many rows."""
    spread = np.array([1.0, -1.0] * 50) + 0.3
    assert verdict_of(spread) == "helps on average"
    assert verdict_of(spread, independent=10) == "within noise"


def test_less_is_better_of_costs() -> None:
    """An average that falls helps, if less is better."""
    spread = np.array([1.0, -1.0] * 50) - 0.5
    assert verdict_of(spread, better=-1) == "helps on average"


def test_quantiles_are_pairs() -> None:
    """Quantiles are differences of some pair: number ceil(p n) in order of size."""
    assert middle_of(np.array([3.0, 1.0, 2.0])) == (1.0, 1.0, 2.0, 3.0, 3.0)


def test_twentieths() -> None:
    """A share is told as so many of twenty, to the nearest."""
    assert [in_twenty(x) for x in (0.0, 0.024, 0.026, 0.5, 0.974, 0.976, 1.0)] == [
        0, 0, 1, 10, 19, 20, 20,
    ]  # fmt: skip
