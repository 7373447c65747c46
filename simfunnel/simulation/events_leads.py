"""What every module of the event calendar asks of a lead: its key, who it is, its agenda."""

from __future__ import annotations

import numpy as np

from simfunnel.compiled import njit, njit_apart
from simfunnel.simulation import events_kinds as of
from simfunnel.simulation.heaps import push
from simfunnel.simulation.kinds import Key, Numbers, Who, Whole

__all__ = ["key_of", "key_with", "note", "note_keyed", "note_other", "one_as_words",
           "order_key", "who_is", "words_as_one"]  # fmt: skip


@njit
def key_with(state: Whole, low: int, high: int) -> Key:
    """Return the four words of somebody's draws: those of the replication, then its own two."""
    first, second = np.uint64(state[of.KEY_LOW]), np.uint64(state[of.KEY_HIGH])
    return first, second, np.uint64(low), np.uint64(high)


@njit
def key_of(state: Whole, lead: int) -> Key:
    """Return the four words of a lead's draws."""
    return key_with(state, state[lead + of.D_LOW], state[lead + of.D_HIGH])


@njit
def who_is(state: Whole, reals: Numbers, lead: int) -> Who:
    """Return a lead's quality, segment and source, and how good the times are."""
    quality = reals[state[lead + of.D_REALS] + of.X_QUALITY]
    return quality, state[lead + of.D_SEGMENT], state[lead + of.D_SOURCE], reals[of.TIMES]


@njit
def order_key(state: Whole, lead: int) -> int:
    """Return a lead's key as one number, in the order of its two words."""
    return words_as_one(state[lead + of.D_LOW], state[lead + of.D_HIGH])


@njit
def words_as_one(low: int, high: int) -> int:
    """Return the two words of a key as one number, in their order."""
    return (low - 2_147_483_648) * 4_294_967_296 + high


@njit
def one_as_words(key: int) -> tuple[int, int]:
    """Return the two words of a key that was made one number."""
    return (key >> 32) + 2_147_483_648, key & 4_294_967_295


@njit
def _noted(state: Whole, second: int, rank: int, key: int, stamp: int, what: int) -> None:
    """Put something on the agenda, or say that there is no room for it."""
    size = state[of.AGENDA]
    if size < state[of.PLACES]:
        push(state, state[of.AT_AGENDA], size, (second << of.RANK_BITS) + rank, key, stamp, what)
        state[of.AGENDA] = size + 1
    else:
        state[of.FULL] = 1


@njit_apart
def note(state: Whole, second: int, rank: int, lead: int) -> None:
    """Put something about a lead on the agenda."""
    _noted(state, second, rank, order_key(state, lead), state[lead + of.J_STAMP], lead)


@njit_apart
def note_keyed(state: Whole, second: int, rank: int, low: int, high: int, what: int) -> None:
    """Put a lead that is still to come on the agenda, by its key; `what` is below 0."""
    _noted(state, second, rank, words_as_one(low, high), 0, what)


@njit_apart
def note_other(state: Whole, second: int, rank: int, what: int, stamp: int) -> None:
    """Put something that is not about a lead on the agenda; `what` is below 0."""
    _noted(state, second, rank, what, stamp, what)
