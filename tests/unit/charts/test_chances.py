"""A chance is a count, with what the counting leaves open; twenty dots say it again."""

from __future__ import annotations

import numpy as np
import pytest

from simfunnel.charts import Chance, chance_of, dot_values

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("hits", "n", "text", "error"),
    [
        (617, 1000, "62_%", "±3"),
        (31, 50, "62_%", "±13"),
        (500_000, 1_000_000, "50_%", "±1"),
        (0, 1000, "less than_1_%", ""),
        (0, 50, "less than_6_%", ""),
        (50, 50, "more than_94_%", ""),
        (1000, 1000, "more than_99_%", ""),
        (3, 1000, "less than_1_%", ""),
        (998, 1000, "more than_99_%", ""),
    ],
)
def test_a_chance_says_no_more_than_its_count(hits: int, n: int, text: str, error: str) -> None:
    """Whole per cent with its 95 % error; at the ends, the bound that the count allows."""
    chance = Chance(hits, n)
    assert (chance.text.replace(NBSP, "_"), chance.error_text) == (text, error)


def test_reaching_a_target_exactly_counts() -> None:
    """A future that ends on the target has reached it."""
    assert chance_of(np.array([99.0, 100.0, 101.0]), 100.0).hits == 2


def test_dots_are_draws() -> None:
    """Each dot stands on a value that was simulated, so that deals stay whole."""
    draws = np.array([1.0, 2.0, 4.0, 8.0])
    assert set(dot_values(draws)) <= set(draws)


@pytest.mark.parametrize("share", [0.0, 0.05, 0.38, 0.5, 0.62, 1.0])
def test_dots_agree_with_the_chance(share: float) -> None:
    """The number of dots at or above a target is the chance in twentieths, give or take half."""
    draws = np.linspace(0.0, 1.0, 2001)
    target = float(np.quantile(draws, 1.0 - share))
    reaching = int((dot_values(draws) >= target).sum())
    assert abs(reaching - 20 * chance_of(draws, target).share) <= 0.5 + 20 / 2001
