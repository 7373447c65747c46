"""What every module of the event calendar asks of a lead: its key, who it is, where it counts."""

from __future__ import annotations

import numpy as np

from simfunnel.compiled import njit, njit_apart
from simfunnel.simulation import events_kinds as of
from simfunnel.simulation.events_kinds import Books, Office, World
from simfunnel.simulation.heaps import push
from simfunnel.simulation.kinds import Book, Key, Who

__all__ = ["book_of", "key_of", "note", "order_key", "who_is"]


@njit
def key_of(world: World, office: Office, lead: int) -> Key:
    """Return the four words of a lead's draws."""
    jobs = office[of.JOBS]
    low, high = np.uint64(jobs[lead, of.J_LOW]), np.uint64(jobs[lead, of.J_HIGH])
    return world[0], world[1], low, high


@njit
def who_is(world: World, office: Office, lead: int) -> Who:
    """Return a lead's quality, segment and source, and how good the times are."""
    jobs = office[of.JOBS]
    quality = office[of.REALS][lead, of.X_QUALITY]
    return quality, jobs[lead, of.J_SEGMENT], jobs[lead, of.J_SOURCE], world[2]


@njit
def order_key(office: Office, lead: int) -> int:
    """Return a lead's key as one number, in the order of its two words."""
    jobs = office[of.JOBS]
    low: int = jobs[lead, of.J_LOW]
    high: int = jobs[lead, of.J_HIGH]
    return (low - 2_147_483_648) * 4_294_967_296 + high


@njit_apart
def note(office: Office, second: int, rank: int, lead: int) -> None:
    """Put something about a lead on the agenda."""
    hub, stamp = office[of.HUB], office[of.JOBS][lead, of.J_STAMP]
    moment = second * of.RANKS + rank
    size = push(office[of.AGENDA], hub[of.HUB_AGENDA], moment, order_key(office, lead), stamp, lead)
    if size > office[of.AGENDA].shape[0]:
        hub[of.HUB_FULL] = 1
    else:
        hub[of.HUB_AGENDA] = size


@njit
def book_of(books: Books, office: Office, lead: int) -> Book:
    """Return where a lead's stay in hand is counted."""
    return books[0], books[1], books[2], books[5], office[of.DESKS][lead]
