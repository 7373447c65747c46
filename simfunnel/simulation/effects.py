"""What shifts the exits of one lead, compiled: odds of going on, and the ratio on dwell."""

from __future__ import annotations

import numpy as np

from simfunnel.clocks import NEVER
from simfunnel.compiled import njit, njit_apart
from simfunnel.funnel import layout as at
from simfunnel.simulation.kinds import Numbers, Who, Whole
from simfunnel.variates import exp, normal_cdf, normal_quantile, uniforms

__all__ = [
    "carried",
    "dwell_ratio",
    "epoch_base",
    "going_on",
    "good_times",
    "log_odds",
    "reached_at",
    "seconds_of",
    "share_and_odds",
    "shifted",
]

LONGEST = 1_000_000_000_000_000  # seconds; a longer dwell never ends


@njit
def epoch_base(whole: Whole, t: int) -> int:
    """Return where the row of the epoch begins in which a second lies."""
    e = whole[at.H_N_EPOCHS] - 1
    while e > 0 and t < whole[whole[at.H_EPOCHS] + e]:
        e -= 1
    return e * whole[at.H_WIDTH]


@njit
def good_times(whole: Whole, k0: int, k1: int) -> float:
    """Return how good the times are in a replication, in standard deviations."""
    points = whole[at.H_POINTS]
    world, shock, zero = whole[points + at.P_WORLD], whole[points + at.P_SHOCK], np.int64(0)
    return normal_quantile(uniforms(k0, k1, world, zero, shock, zero)[0])


@njit
def seconds_of(duration: float) -> int:
    """Return a drawn duration as whole seconds, at least one."""
    if not duration < LONGEST:
        return LONGEST
    return max(int(duration + 0.5), 1)


@njit_apart
def reached_at(numbers: Numbers, whole: Whole, place: int, since: int, need: float) -> int:
    """Return when a cumulative hazard is reached, epoch by epoch, or never.

    `place` is where its rate per second stands in a row.
    """
    last = whole[at.H_N_EPOCHS] - 1
    for e in range(last + 1):
        rate = numbers[e * whole[at.H_WIDTH] + place]
        until = np.int64(NEVER)
        if e < last:
            until = whole[whole[at.H_EPOCHS] + e + 1]
        if until <= since:
            continue
        if rate > 0.0:
            if until == NEVER or need <= rate * (until - since):
                return since + seconds_of(need / rate)
            need -= rate * (until - since)
        if until != NEVER:
            since = until
    return np.int64(NEVER)


@njit
def source_at(whole: Whole, base: int, source: int) -> int:
    """Return where the numbers of a source begin."""
    return base + whole[whole[at.H_SOURCES] + source * at.SOURCE_COLUMNS + at.R_AT]


@njit
def segment_at(whole: Whole, base: int, segment: int) -> int:
    """Return where the numbers of a segment begin."""
    return base + whole[at.H_SEGMENT] + segment * at.SEGMENT_WIDTH


@njit
def log_odds(
    numbers: Numbers,
    whole: Whole,
    base: int,
    here: int,
    x: float,
    segment: int,
    source: int,
    times: float,
) -> float:
    """Return the sum of all effects on the odds of going on from the stage at `here`, in order."""
    total = numbers[here + at.ST_INTERCEPT]
    if whole[at.H_MATTERS] & at.FEELS_EFFECTS == 0:
        return total
    if numbers[here + at.ST_KIND] != at.MEASURED:
        total += x * numbers[base + at.X_ODDS]
        total += numbers[segment_at(whole, base, segment) + at.SEG_ODDS]
        total += numbers[source_at(whole, base, source) + at.SRC_ODDS]
    return total + times * numbers[base + at.SHOCK_ODDS]


@njit
def dwell_ratio(
    numbers: Numbers,
    whole: Whole,
    base: int,
    here: int,
    x: float,
    segment: int,
    source: int,
    times: float,
) -> float:
    """Return the product of all ratios on a dwell in the stage at `here`, in order."""
    ratio = numbers[here + at.ST_RATIO]
    if whole[at.H_MATTERS] & at.FEELS_EFFECTS == 0:
        return ratio
    if numbers[here + at.ST_KIND] != at.MEASURED:
        if numbers[base + at.X_DWELL] != 0.0:
            ratio *= exp(x * numbers[base + at.X_DWELL])
        ratio *= numbers[segment_at(whole, base, segment) + at.SEG_DWELL]
        ratio *= numbers[source_at(whole, base, source) + at.SRC_DWELL]
    if numbers[base + at.SHOCK_DWELL] != 0.0:
        ratio *= exp(times * numbers[base + at.SHOCK_DWELL])
    return ratio


@njit
def shifted(share: float, total: float) -> float:
    """Return a share whose log odds are shifted by `total`."""
    if total == 0.0:
        return share
    odds = exp(total)
    return share * odds / (1.0 - share + share * odds)


@njit
def share_and_odds(
    numbers: Numbers,
    whole: Whole,
    base: int,
    here: int,
    x: float,
    segment: int,
    source: int,
    times: float,
) -> tuple[float, float]:
    """Return the share that goes on, or passes a gate, and what is added to its log odds."""
    if numbers[here + at.ST_KIND] == at.GATE:
        noise = numbers[here + at.ST_NOISE]
        seen = numbers[here + at.ST_RHO] * x
        cut = numbers[here + at.ST_CUT]
        if noise <= 0.0:
            return 1.0 if seen > cut else 0.0, 0.0
        return 1.0 - normal_cdf((cut - seen) / noise), 0.0
    total = log_odds(numbers, whole, base, here, x, segment, source, times)
    return numbers[here + at.ST_ADVANCE], total


@njit
def going_on(
    numbers: Numbers,
    whole: Whole,
    base: int,
    here: int,
    x: float,
    segment: int,
    source: int,
    times: float,
) -> float:
    """Return the chance that a lead goes on from a stated stage or passes a gate."""
    share, total = share_and_odds(numbers, whole, base, here, x, segment, source, times)
    return shifted(share, total)


@njit
def carried(numbers: Numbers, whole: Whole, base: int, here: int, who: Who, own: float) -> float:
    """Return the chance that a lead goes on, with what it carries: warmth, waiting and its rep."""
    share, total = share_and_odds(numbers, whole, base, here, who[0], who[1], who[2], who[3])
    if numbers[here + at.ST_KIND] == at.GATE:
        return share
    return shifted(share, own + total)
