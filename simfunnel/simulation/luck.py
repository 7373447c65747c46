"""What luck gives a replication before anything happens: its times, and who its open leads are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simfunnel.funnel.layout import Plan

__all__ = ["draw_open_traits", "good_times"]


def good_times(plan: Plan, key: tuple[int, int]) -> float:
    """Return how good the times are in a replication, in standard deviations."""
    from simfunnel.simulation import effects

    return effects.good_times(plan.whole, np.uint64(key[0]), np.uint64(key[1]))


def draw_open_traits(
    plan: Plan, numbers: NDArray[np.float64], key: tuple[int, int], times: float
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return source and segment, and quality, of each open lead of a replication."""
    from simfunnel.simulation.opening import open_traits
    from simfunnel.simulation.wave import points_of

    leads = plan.leads.shape[0]
    traits, quality = np.zeros((leads, 2), dtype=np.int64), np.zeros(leads)
    if leads:
        k0, k1 = np.uint64(key[0]), np.uint64(key[1])
        open_traits(
            numbers,
            plan.whole,
            plan.clocks,
            k0,
            k1,
            times,
            traits,
            quality,
            points_of(plan),
        )
    return traits, quality
