"""Who an open lead is: what its age in a stage tells about what nobody wrote down.

A lead that is still there after a while is more likely one that leaves late, and leads that leave
late differ from those that leave early. Unknown source, segment and quality are drawn from what
enters its stage, weighted by the chance to be still there. Both engines call this one source.
"""

from __future__ import annotations

import numpy as np

from simfunnel.clocks import NEVER, Clocks
from simfunnel.clocks.scalar import clock_value
from simfunnel.compiled import njit, njit_apart
from simfunnel.funnel import layout as at
from simfunnel.simulation.effects import dwell_ratio, epoch_base, share_and_odds, source_at
from simfunnel.simulation.flat import shift_all
from simfunnel.simulation.kinds import Numbers, Whole
from simfunnel.variates import exp, normal_cdf, uniforms
from simfunnel.variates.dispatch import survival

__all__ = ["GONE", "age_on", "open_traits", "survivors"]

GONE = 1e-12  # the chance to be still there below which a lead is older than its stage allows


@njit_apart
def age_on(clocks: Clocks, clock: int, entered: int) -> float:
    """Return the seconds that a clock has run from a lead's entry to the start."""
    return (
        clock_value(clocks, clock, np.int64(0)) - clock_value(clocks, clock, entered)
    ) / 1_000_000.0


@njit_apart
def survivors(
    numbers: Numbers, whole: Whole, clocks: Clocks, base: int, s: int, worked: int, ratio: float
) -> tuple[float, float, float]:
    """Return what part of each side of a stage outlasts a lead's age, and the largest survival.

    The two sides are the exits that go on and the others; a part is the sum over a side's exits of
    their share times the chance that their dwell is longer than the age, which counts on the
    exit's own clock from when the customer's time began. A measured stage knows no sides, and who
    still waits for work is of no age: both parts are 1.
    """
    stage = whole[at.H_STAGES] + s * at.STAGE_COLUMNS
    if numbers[base + whole[stage + at.S_AT] + at.ST_KIND] == at.MEASURED or (worked == NEVER):
        return 1.0, 1.0, 1.0
    ahead, behind, longest = 0.0, 0.0, 0.0
    ways = whole[at.H_WAYS] + whole[stage + at.S_WAY] * at.WAY_COLUMNS
    for k in range(whole[stage + at.S_EXITS]):
        here = base + whole[ways + k * at.WAY_COLUMNS + at.W_AT]
        age = age_on(clocks, int(numbers[here + at.EX_CLOCK]), worked)
        survives = survival(numbers, here + at.EX_SLOT, age / ratio)
        part = numbers[here + at.EX_SHARE] * survives
        if k < whole[stage + at.S_AHEAD]:
            ahead += part
        else:
            behind += part
        longest = max(longest, survives)
    return ahead, behind, longest


@njit
def _score_weight(
    numbers: Numbers, whole: Whole, base: int, s: int, x: float, score: float
) -> float:
    """Return how well a quality fits a known score.

    That is the density of what the gate's noise was. Who stands beyond the gate is weighted by the
    chance to have come through already; the score says it was so, which takes that chance out.
    """
    if score != score or whole[at.H_SCORER] < 0:
        return 1.0
    gate = whole[at.H_STAGES] + whole[at.H_SCORER] * at.STAGE_COLUMNS
    here = base + whole[gate + at.S_AT]
    noise = numbers[here + at.ST_NOISE]
    seen = numbers[here + at.ST_RHO] * x
    off = score - seen
    if noise <= 0.0:
        return 1.0 if abs(off) < 0.5 else 0.0
    density = exp(-0.5 * (off / noise) * (off / noise))
    if s == whole[at.H_SCORER]:
        return density
    stopped = normal_cdf((numbers[here + at.ST_CUT] - seen) / noise)
    side = 1.0 - stopped if score > numbers[here + at.ST_CUT] else stopped
    return density / side if side > GONE else 0.0


@njit_apart
def _weigh(
    numbers: Numbers,
    whole: Whole,
    clocks: Clocks,
    base: int,
    lead: int,
    source: int,
    segment: int,
    times: float,
    work: Numbers,
) -> float:
    """Write the weight of each quality point of a source and segment first; return their sum."""
    row = whole[at.H_LEADS] + lead * at.LEAD_COLUMNS
    s, worked = whole[row + at.O_STAGE], whole[row + at.O_WORKED]
    stage = whole[at.H_STAGES] + s * at.STAGE_COLUMNS
    here = base + whole[stage + at.S_AT]
    measured = numbers[here + at.ST_KIND] == at.MEASURED
    entering = whole[stage + at.S_WEIGHT]
    entering += (source * whole[at.H_N_SEGMENTS] + segment) * at.POINTS
    mean = numbers[source_at(whole, base, source) + at.SRC_MEAN]
    score = numbers[whole[at.H_SCORES] + lead]
    weights, on, odds, points = work[0], work[1], work[2], np.int64(at.POINTS)
    for i in range(points):
        x = mean + numbers[whole[at.H_QUALITY] + i]
        weights[i], on[i], odds[i] = numbers[entering + i], 1.0, 0.0
        if weights[i] > 0.0 and not measured:
            on[i], odds[i] = share_and_odds(numbers, whole, base, here, x, segment, source, times)
    shift_all(on, odds, points)
    ahead, behind, total = 1.0, 1.0, 0.0
    for i in range(points):
        x = mean + numbers[whole[at.H_QUALITY] + i]
        if i == 0 or numbers[base + at.X_DWELL] != 0.0:
            ratio = dwell_ratio(numbers, whole, base, here, x, segment, source, times)
            ahead, behind, _ = survivors(numbers, whole, clocks, base, s, worked, ratio)
        if weights[i] > 0.0:
            if not measured:
                weights[i] *= on[i] * ahead + (1.0 - on[i]) * behind
            weights[i] *= _score_weight(numbers, whole, base, s, x, score)
        total += weights[i]
    return total


@njit
def _pick_pair(
    numbers: Numbers,
    whole: Whole,
    clocks: Clocks,
    base: int,
    lead: int,
    times: float,
    u: float,
    work: Numbers,
) -> tuple[int, int]:
    """Return source and segment of an open lead: the known ones, else drawn in order of name."""
    row = whole[at.H_LEADS] + lead * at.LEAD_COLUMNS
    known_source, known_segment = whole[row + at.O_SOURCE], whole[row + at.O_SEGMENT]
    sources, segments = whole[at.H_N_SOURCES], whole[at.H_N_SEGMENTS]
    if known_source >= 0 and (known_segment >= 0 or segments == 1):
        return known_source, max(known_segment, 0)
    source, segment = max(known_source, 0), max(known_segment, 0)
    wanted = 0.0
    for turn in range(2):
        seen = 0.0
        for pair in range(sources * segments):
            j, g = pair // segments, pair % segments
            fits = known_source < 0 or j == known_source
            if not fits or (known_segment >= 0 and g != known_segment):
                continue
            if turn == 0:
                work[3, pair] = _weigh(numbers, whole, clocks, base, lead, j, g, times, work)
            weight = work[3, pair]
            seen += weight
            if weight > 0.0 and turn == 1:
                source, segment = j, g
                if wanted < seen:
                    return source, segment
        wanted = u * seen
    return source, segment


@njit
def _traits(
    numbers: Numbers,
    whole: Whole,
    clocks: Clocks,
    lead: int,
    times: float,
    u_pair: float,
    u_quality: float,
    work: Numbers,
) -> tuple[int, int, float]:
    """Draw source, segment and quality of an open lead."""
    row = whole[at.H_LEADS] + lead * at.LEAD_COLUMNS
    base = epoch_base(whole, whole[row + at.O_ENTERED])
    source, segment = _pick_pair(numbers, whole, clocks, base, lead, times, u_pair, work)
    if whole[at.H_MATTERS] & at.FEELS_QUALITY == 0:
        return source, segment, 0.0
    total = _weigh(numbers, whole, clocks, base, lead, source, segment, times, work)
    chosen = min(int(u_quality * at.POINTS), at.POINTS - 1)
    if total > 0.0:
        wanted, seen = u_quality * total, 0.0
        for i in range(at.POINTS):
            seen += work[0, i]
            if work[0, i] > 0.0:
                chosen = i
                if wanted < seen:
                    break
    mean = numbers[source_at(whole, base, source) + at.SRC_MEAN]
    return source, segment, mean + numbers[whole[at.H_QUALITY] + chosen]


@njit
def open_traits(
    numbers: Numbers,
    whole: Whole,
    clocks: Clocks,
    k0: int,
    k1: int,
    times: float,
    traits: Whole,
    quality: Numbers,
    work: Numbers,
) -> None:
    """Draw what is unknown of the open leads of a replication.

    Parameters
    ----------
    numbers : ndarray of float64
        The replication's flat array.
    whole : ndarray of int64
    clocks : Clocks
    k0, k1 : int
        Key of the replication.
    times : float
        How good the times are, in standard deviations.
    traits : ndarray of int64, shape (n_open_leads, 2)
        Written: source and segment.
    quality : ndarray of float64, shape (n_open_leads,)
        Written.
    work : ndarray of float64, shape (4, 64 or n_sources * n_segments if more)
        Workspace.
    """
    born = whole[whole[at.H_POINTS] + at.P_BORN]
    for lead in range(whole[at.H_N_LEADS]):
        row = whole[at.H_LEADS] + lead * at.LEAD_COLUMNS
        low, high = whole[row + at.O_KEY_LOW], whole[row + at.O_KEY_HIGH]
        u, v = uniforms(k0, k1, low, high, born, np.int64(0))
        traits[lead, 0], traits[lead, 1], quality[lead] = _traits(
            numbers, whole, clocks, lead, times, u, v, work
        )
