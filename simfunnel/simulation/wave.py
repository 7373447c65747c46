"""Where the leads in hand are kept: rows of a table, a column for each lead, or each stay."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simfunnel.compiled import njit
from simfunnel.funnel import layout as at
from simfunnel.funnel.layout import Plan
from simfunnel.simulation.kinds import Key, Numbers, Who, Whole

__all__ = ["Wave", "key_of", "new_wave", "points_of", "who_of"]


class Wave(NamedTuple):
    """What is known of the leads in hand: a column for each lead, or for each stay under way.

    Parameters
    ----------
    whole : ndarray of int64, shape (L_SEEN + n_stages, n_columns)
        Rows are named `L_*` (of leads), `W_*` (of stays under way) and `G_*` (of those who go on);
        there are only L_SEEN of them where nobody comes back to a stage.
    real : ndarray of float64, shape (F_ROWS, n_columns)
        Rows are named `F_*`.
    daily : ndarray of float64, shape (n_days,)
        Expected leads of the source in hand.
    traits, quality : ndarray, shape (n_open_leads, 2) and (n_open_leads,)
        Of the leads that are open at the start.
    places : ndarray of int64, shape (n_stages + 1,)
        Where the stays of each stage stand in the wave.
    points : ndarray of float64
        As `points_of` makes it.
    """

    whole: Whole
    real: Numbers
    daily: Numbers
    traits: Whole
    quality: Numbers
    places: Whole
    points: Numbers


L_LOW, L_HIGH = 0, 1  # words of the lead's key
L_STREAM, L_INDEX = 2, 3
L_SOURCE, L_SEGMENT = 4, 5
L_BORN = 6  # where the row of its birth begins
L_COHORT = 7  # period in which it was born; -1: it was open at the start
L_MARKS = 8  # bit set of what the lead has counted as
L_AMOUNT = 9  # -1: not drawn yet
W_LEAD = 10  # the lead's column
W_STAGE, W_OCCASION, W_ENTERED = 11, 12, 13
W_BEGAN = 14  # period in which the stay began; -1: it was under way at the start
W_BASE = 15  # where the row of its entry begins
W_LOW, W_HIGH, W_POINT = 16, 17, 18  # key and point of its draw
W_WAY, W_CLOCK, W_LEFT = 19, 20, 21
G_LEAD, G_STAGE, G_ENTERED = 22, 23, 24  # who goes on: the next wave, before it is lined up
L_SEEN = 25  # earlier stays in each stage: a row for each
F_QUALITY = 0  # of the lead
F_U, F_V = 1, 2  # of the stay, like all below
F_ON, F_ODDS = 3, 4  # share that goes on; what is added to its log odds
F_RATIO, F_MEDIAN, F_SIGMA = 5, 6, 7
F_ROWS = 8
COLUMNS = (
    1016  # leads in hand at a time; not 1024, at which all rows would share lines of the cache
)


def _may_return(plan: Plan) -> bool:
    """Say whether a lead may come back to a stage in which it was."""
    arrows = {
        (int(way[at.W_STAGE]), int(way[at.W_TARGET])) for way in plan.ways if way[at.W_TARGET] >= 0
    }
    while arrows:
        entered = {target for _, target in arrows}
        left = {(stage, target) for stage, target in arrows if stage in entered}
        if left == arrows:
            return True
        arrows = left
    return False


def points_of(plan: Plan) -> Numbers:
    """Return workspace for the points of quality of an open lead, and its sources and segments."""
    pairs = plan.sources.shape[0] * plan.head(at.H_N_SEGMENTS)
    return np.zeros((4, max(at.POINTS, pairs)))


def new_wave(plan: Plan) -> Wave:
    """Return an empty wave for a funnel."""
    stages, leads = plan.stages.shape[0], plan.leads.shape[0]
    seen = stages if _may_return(plan) else 0
    return Wave(
        np.zeros((L_SEEN + seen, COLUMNS), dtype=np.int64),
        np.zeros((F_ROWS, COLUMNS)),
        np.zeros(plan.intensity.shape[1]),
        np.zeros((leads, 2), dtype=np.int64),
        np.zeros(leads),
        np.zeros(stages + 1, dtype=np.int64),
        points_of(plan),
    )


@njit
def who_of(held: Whole, real: Numbers, lead: int, times: float) -> Who:
    """Return who a lead is."""
    return real[F_QUALITY, lead], held[L_SEGMENT, lead], held[L_SOURCE, lead], times


@njit
def key_of(held: Whole, k0: int, k1: int, lead: int) -> Key:
    """Return the words of a lead's draws."""
    return k0, k1, held[L_LOW, lead], held[L_HIGH, lead]
