"""Bins, probabilities and rates, against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from simfunnel.calibration.hazards import age_bins, daily_hazards, rates_of
from simfunnel.calibration.lexis import Lexis


@pytest.mark.parametrize(
    ("left", "ages"),
    [
        ([0], (0,)),
        ([3, 4, 5, 6], (0, 3, 4)),  # 12 exits close a bin; the rest is one of its own
        ([11, 0, 0, 0], (0, 1)),
        ([12, 0, 0, 0, 1], (0, 1, 5)),
        ([1] * 30 + [60] + [1] * 3, (0, 12, 24, 30, 31, 34)),  # an expiry on day 30 stands alone
        ([0, 0, 0, 40], (0, 3, 4)),
        ([10] * 6, (0, 2, 4, 6)),
    ],
)
def test_bins_merge_days_and_isolate_timers(left: list[int], ages: tuple[int, ...]) -> None:
    """Twelve exits make a bin, a timer stands alone, the last bin holds no exit."""
    assert age_bins(np.array(left)) == ages


def test_rates_of_a_small_table() -> None:
    """(d + .2) / (n + .2 / qbar) per exit and bin; qbar looks no further than the last exit."""
    table = Lexis(
        ("lost.price", "won"),
        np.array([20, 10, 100]),
        np.array([[3, 0, 0], [10, 2, 0]]),
    )
    rates = rates_of(table)
    assert rates.ages == (0, 1, 2)
    assert rates.exposure.tolist() == [20, 10, 100]
    assert rates.left.tolist() == [[3, 0, 0], [10, 2, 0]]
    lost, won = 3 / 30, 12 / 30
    assert rates.chance == pytest.approx(
        np.array(
            [
                [3.2 / (20 + 0.2 / lost), 0.2 / (10 + 0.2 / lost), 0.2 / (100 + 0.2 / lost)],
                [10.2 / (20 + 0.2 / won), 2.2 / (10 + 0.2 / won), 0.2 / (100 + 0.2 / won)],
            ]
        )
    )


def test_hazards_give_the_probabilities_back() -> None:
    """1 - exp(-sum h) is the sum of q, parted in proportion; near 1 it is capped at .995."""
    chance = np.array([[0.1, 0.0, 0.9], [0.3, 0.0, 0.6]])
    hazard = daily_hazards(chance)
    leave = 1 - np.exp(-hazard.sum(axis=0))
    assert leave == pytest.approx([0.4, 0.0, 0.995])
    assert hazard[0] / hazard.sum(axis=0).clip(1e-9) == pytest.approx([0.25, 0.0, 0.6])


def test_draws_of_doubt_have_the_estimate_as_their_mean() -> None:
    """Each probability is multiplied by Gamma(d + .2) / (d + .2), mean 1, variance 1/(d + .2)."""
    table = Lexis(("won",), np.array([4000, 4000]), np.array([[40, 0]]))
    rates = rates_of(table)
    drawn = rates.draws(np.random.default_rng(1), 40_000)
    assert drawn.shape == (40_000, 1, 2)
    error = rates.hazard[0] / np.sqrt(rates.left[0] + 0.2) / 200
    assert np.all(np.abs(drawn.mean(axis=0)[0] - rates.hazard[0]) < 4.9 * error)
    spread = drawn[:, 0, 0].std() / drawn[:, 0, 0].mean()
    assert spread == pytest.approx(1 / np.sqrt(40.2), rel=0.02)


def test_a_stage_that_nobody_left_has_no_hazard_to_speak_of() -> None:
    """Without any exit there is one bin and one tiny rate."""
    rates = rates_of(Lexis(("won",), np.array([1000]), np.array([[0]])))
    assert rates.ages == (0,)
    assert rates.hazard[0, 0] < 2.1e-4
