"""Arithmetic of many leads at once: flat loops in which nothing depends on the lead before.

A processor does four or eight steps of such a loop at a time, if each step is plain arithmetic
without a call or an exit. Whatever looks something up or decides stays out of this module; every
number is the one that the scalar function would give, to the last bit, because it is that
function. `n` says how far a row is in use.
"""

from __future__ import annotations

import numpy as np

from simfunnel.compiled import njit
from simfunnel.simulation.effects import seconds_of, shifted
from simfunnel.simulation.kinds import Numbers, Whole
from simfunnel.variates import exp, log, uniforms
from simfunnel.variates.families import lognormal
from simfunnel.variates.normal import is_usual, normal_quantile, usual_quantile

__all__ = ["draw_all", "dwell_all", "gap_all", "quality_all", "shift_all"]


@njit
def draw_all(
    k0: int,
    k1: int,
    low: Whole,
    high: Whole,
    point: Whole,
    occasion: Whole,
    u: Numbers,
    v: Numbers,
    n: int,
) -> None:
    """Draw the two uniforms of a decision of each lead whose key's words are `low` and `high`."""
    for i in range(n):
        u[i], v[i] = uniforms(k0, k1, low[i], high[i], point[i], occasion[i])


@njit
def gap_all(k0: int, k1: int, word: int, first: int, point: int, gap: Numbers, n: int) -> None:
    """Draw the gaps before the arrivals of a source, from number `first` on."""
    occasion = np.int64(0)
    for i in range(n):
        gap[i] = -log(uniforms(k0, k1, word, first + i, point, occasion)[0])


@njit
def quality_all(v: Numbers, quality: Numbers, n: int) -> None:
    """Turn uniforms into standard normal numbers."""
    unusual = 0
    for i in range(n):
        quality[i] = usual_quantile(v[i])
        unusual += 0 if is_usual(v[i]) else 1
    if unusual > 0:
        for i in range(n):
            quality[i] = normal_quantile(v[i])


@njit
def shift_all(share: Numbers, odds: Numbers, n: int) -> None:
    """Shift shares, in place, by what is added to their log odds."""
    for i in range(n):
        share[i] = shifted(share[i], odds[i])


@njit
def dwell_all(
    median: Numbers, sigma: Numbers, ratio: Numbers, v: Numbers, dwell: Whole, n: int
) -> None:
    """Turn uniforms into whole seconds of lognormal dwells; with sigma 0 they last the median."""
    unusual = 0
    for i in range(n):
        drawn = median[i] * exp(sigma[i] * usual_quantile(v[i]))
        dwell[i] = seconds_of(drawn * ratio[i])
        unusual += 0 if is_usual(v[i]) else 1
    if unusual > 0:
        for i in range(n):
            dwell[i] = seconds_of(lognormal.quantile(median[i], sigma[i], v[i]) * ratio[i])
