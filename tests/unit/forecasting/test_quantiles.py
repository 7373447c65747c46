"""Quantiles: one rule, always a future that was simulated, never interpolated, never added."""

from __future__ import annotations

import numpy as np
import pytest

from simfunnel.forecasting.quantiles import quantile, reached_by, summary


@pytest.mark.parametrize(
    ("n", "percent", "rank"),
    [(1, 10, 1), (1, 90, 1), (2, 50, 1), (3, 50, 2), (4, 50, 2), (10, 10, 1), (10, 90, 9),
     (11, 10, 2), (1000, 10, 100), (1000, 50, 500), (1000, 90, 900), (999, 25, 250)],
)  # fmt: skip
def test_a_quantile_is_the_ceiling_of_its_rank(n: int, percent: int, rank: int) -> None:
    """The p % quantile of n results is number ceil(p n / 100) in order of size."""
    draws = np.random.Generator(np.random.Philox(n)).permutation(np.arange(1, n + 1))
    assert quantile(draws, percent) == rank


@pytest.mark.parametrize("percent", range(1, 101))
def test_the_rule_is_numpys_inverted_cdf(percent: int) -> None:
    """NumPy's "inverted_cdf" gives the same, away from its rounding of p n."""
    draws = np.random.Generator(np.random.Philox(3)).integers(0, 50, 997)
    assert quantile(draws, percent) == np.quantile(draws, percent / 100, method="inverted_cdf")


def test_a_summary_has_every_column_of_its_own() -> None:
    """Columns are summarised one by one, in the unit that is shown."""
    table = summary(np.array([[1, 400], [2, 100], [3, 300]]), 100.0)
    assert table["mean"].tolist() == [0.02, 800 / 3 / 100]
    assert table[["p10", "p25", "p50", "p75", "p90"]].to_numpy().tolist() == [
        [0.01, 0.01, 0.02, 0.03, 0.03],
        [1.0, 1.0, 3.0, 4.0, 4.0],
    ]


@pytest.mark.parametrize(("share", "amount"), [(1.0, 1), (0.9, 2), (0.8, 3), (0.05, 10)])
def test_what_a_share_of_the_futures_reaches(share: float, amount: int) -> None:
    """Of 1 to 10, eight in ten futures reach 3, and all reach 1."""
    assert reached_by(np.arange(1, 11), share) == amount
    assert (np.arange(1, 11) >= amount).mean() >= share
