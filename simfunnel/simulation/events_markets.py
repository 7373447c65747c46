"""Finite markets in the compiled engine: who finds a free account, and when one is free again."""

from __future__ import annotations

import numpy as np

from simfunnel.clocks.scalar import clock_end
from simfunnel.compiled import njit, njit_apart
from simfunnel.funnel import layout as at
from simfunnel.simulation import events_kinds as of
from simfunnel.simulation.effects import epoch_base, source_at
from simfunnel.simulation.events_kinds import tally
from simfunnel.simulation.events_leads import key_with, note_other
from simfunnel.simulation.kinds import Numbers, Time, Whole
from simfunnel.simulation.walk_stays import draw

__all__ = ["is_free", "is_kept", "lets_go", "takes"]

DAY = 86_400


@njit
def takes(state: Whole, source: int) -> None:
    """Let a lead take an account."""
    state[state[of.AT_TAKEN] + source] += 1


@njit
def is_free(state: Whole, source: int) -> None:
    """Put an account back into its market."""
    state[state[of.AT_TAKEN] + source] -= 1


@njit_apart
def is_kept(
    numbers: Numbers,
    whole: Whole,
    state: Whole,
    source: int,
    index: int,
    second: int,
) -> bool:
    """Return whether a candidate of a source finds a free account; count it if it does not."""
    accounts = numbers[source_at(whole, epoch_base(whole, second), source) + at.SRC_ACCOUNTS]
    if accounts < 0.0:
        return True
    word = whole[whole[at.H_SOURCES] + source * at.SOURCE_COLUMNS + at.R_KEY]
    key = key_with(state, word, index)
    u = draw(key, whole[whole[at.H_POINTS] + at.P_ARRIVE], np.int64(0))[1]
    kept = u < (accounts - state[state[of.AT_TAKEN] + source]) / accounts
    if not kept:
        period = whole[whole[at.H_PERIODS] + second // DAY]
        state[tally(state, period, of.C_REFUSED, source)] += 1
    return bool(kept)


@njit_apart
def lets_go(
    numbers: Numbers, whole: Whole, time: Time, state: Whole, source: int, second: int
) -> None:
    """Let the account of a lead that was not won cool down, and be free again."""
    here = source_at(whole, epoch_base(whole, second), source)
    if numbers[here + at.SRC_ACCOUNTS] < 0.0:
        return
    cooling, free = int(numbers[here + at.SRC_COOLING]), second
    if cooling > 0:
        free = clock_end(time[0], int(numbers[here + at.SRC_COOLING_CLOCK]), second, cooling)
    if free < whole[at.H_END]:
        what = -1 - (whole[at.H_N_SHIFTS] + whole[at.H_N_SEATS] + source)
        note_other(state, free, of.ENDS, what, np.int64(0))
