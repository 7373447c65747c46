"""Arithmetic of many leads at once: the numbers of the scalar functions, to the last bit."""

from __future__ import annotations

import numpy as np
import pytest

from simfunnel.simulation.effects import seconds_of, shifted
from simfunnel.simulation.flat import draw_all, dwell_all, gap_all, quality_all, shift_all
from simfunnel.variates import log, normal_quantile, uniforms
from simfunnel.variates.families import lognormal

RNG = np.random.default_rng(7)
N = 203
USUAL = RNG.random(N)
WITH_FAR_ONES = np.concatenate([USUAL[:-3], [2.0**-53, 1e-12, 1.0 - 2.0**-53]])


@pytest.mark.parametrize("v", [USUAL, WITH_FAR_ONES], ids=["usual", "with far ones"])
def test_dwells_are_those_of_one_lead(v: np.ndarray) -> None:
    """Also where a uniform lies so far out that the quick form of the quantile does not hold."""
    median, sigma, ratio = 1e5 * RNG.random(N), 2.0 * RNG.random(N), 3.0 * RNG.random(N)
    dwell = np.zeros(N, dtype=np.int64)
    dwell_all(median, sigma, ratio, v, dwell, N)

    assert dwell.tolist() == [
        seconds_of(lognormal.quantile(m, s, p) * r)
        for m, s, r, p in zip(median, sigma, ratio, v, strict=True)
    ]


@pytest.mark.parametrize("v", [USUAL, WITH_FAR_ONES], ids=["usual", "with far ones"])
def test_qualities_are_normal_quantiles(v: np.ndarray) -> None:
    """As for dwells."""
    quality = np.zeros(N)
    quality_all(v, quality, N)

    assert quality.tolist() == [normal_quantile(float(p)) for p in v]


def test_shares_are_shifted_where_anything_shifts_them() -> None:
    """In place, and only as far as the rows are in use."""
    share, odds = RNG.random(N), np.where(RNG.random(N) < 0.3, 0.0, RNG.normal(0.0, 2.0, N))
    before = share.copy()
    shift_all(share, odds, N - 1)

    assert share[:-1].tolist() == [shifted(p, o) for p, o in zip(before, odds, strict=True)][:-1]
    assert share[-1] == before[-1]


def test_draws_are_keyed_as_ever() -> None:
    """Uniforms of decisions, and the gaps between arrivals."""
    low, high, point, occasion = RNG.integers(0, 2**32, (4, N))
    u, v, gap = np.zeros(N), np.zeros(N), np.zeros(N)
    draw_all(3, 4, low, high, point, occasion, u, v, N)
    gap_all(3, 4, 77, 1_000, 5, gap, N)

    keys = zip(low.tolist(), high.tolist(), point.tolist(), occasion.tolist(), strict=True)
    assert list(zip(u, v, strict=True)) == [uniforms(3, 4, *key) for key in keys]
    assert gap.tolist() == [-log(uniforms(3, 4, 77, 1_000 + i, 5, 0)[0]) for i in range(N)]
