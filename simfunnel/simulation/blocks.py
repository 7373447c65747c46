"""A block of replications on one engine: what a worker does."""

from __future__ import annotations

import signal
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simfunnel.errors import FunnelError
from simfunnel.funnel import layout as at
from simfunnel.funnel.layout import Plan
from simfunnel.funnel.lower import Compiled
from simfunnel.funnel.reviews import Firing
from simfunnel.simulation.keys import referred_stream
from simfunnel.simulation.luck import draw_open_traits, good_times
from simfunnel.simulation.reviewing import steered
from simfunnel.simulation.tallies import STAY_COLUMNS, Columns, Kept, Results, empty_results
from simfunnel.units import format_count
from simfunnel.variates import replication_key
from simfunnel.words import say

if TYPE_CHECKING:
    from simfunnel.simulation.events_kinds import Memory
    from simfunnel.simulation.wave import Wave

__all__ = [
    "Block",
    "leave_interrupts_to_the_parent",
    "run_block",
]

DAY = 86_400
ROOM = 4096  # stays, and terms, for which there is room at first
MOST_LEADS = 8_000_000


class Block(NamedTuple):
    """The results of consecutive replications."""

    first: int
    results: Results
    kept: dict[int, Kept]
    fired: dict[int, tuple[Firing, ...]]


def leave_interrupts_to_the_parent() -> None:
    """Let Ctrl-C reach the parent only, which stops its workers in order."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def run_block(
    compiled: Compiled,
    columns: Columns,
    block: range,
    seed: int,
    engine: str,
    stays_of: AbstractSet[int],
) -> Block:
    """Run consecutive replications and return what they yield.

    Parameters
    ----------
    compiled : Compiled
    columns : Columns
    block : range
        Numbers of the replications.
    seed : int
    engine : {"compiled", "simpy"}
    stays_of : set of int
        Replications whose stays are kept.
    """
    plan = compiled.plan
    results = empty_results(
        len(block), len(compiled.periods), columns.width, plan.end // DAY, plan.leads.shape[0]
    )
    one = _engine(compiled, engine)
    rows: dict[int, Kept] = {}
    fired: dict[int, tuple[Firing, ...]] = {}
    kept: Kept | None
    for i, r in enumerate(block):
        key = replication_key(seed, r)
        if compiled.funnel.reviews:
            last: list[Kept] = []
            run = partial(_anew, engine, columns, key, results, i, r, last)
            _, fired[r] = steered(compiled, r, seed, run, results.wins[i])
            kept = last[-1]
        else:
            numbers = compiled.patches.numbers(plan, r)
            kept = one(compiled, columns, numbers, key, results, i, r in stays_of)
        if kept is not None and r in stays_of:
            rows[r] = kept
    return Block(block.start, results, rows, fired)


def _anew(
    engine: str,
    columns: Columns,
    key: tuple[int, int],
    results: Results,
    i: int,
    r: int,
    last: list[Kept],
    version: Compiled,
) -> Kept:
    """Run one replication, whatever has been counted of it before, and return its rows."""
    results.tallies[i], results.wins[i] = 0, 0
    results.fates[i], results.worth[i] = -2, 0
    numbers = version.patches.numbers(version.plan, r)
    kept = _engine(version, engine)(version, columns, numbers, key, results, i, True)
    assert kept is not None  # they were asked for
    last[:] = [kept]
    return kept


def _engine(compiled: Compiled, engine: str) -> Callable[..., Kept | None]:
    """Return what runs one replication of a block, with what a block needs once."""
    if engine != "compiled":
        return _lived
    plan = compiled.plan
    meets = plan.teams.size or plan.head(at.H_MARKETS) or plan.head(at.H_VALUED)
    meets = meets or plan.head(at.H_N_PRODUCTS)
    if meets or plan.head(at.H_PARKED) >= 0 or plan.head(at.H_AFTER) >= 0:
        from simfunnel.simulation.events_kinds import Memory

        return partial(_worked, Memory())
    from simfunnel.simulation.wave import new_wave

    return partial(_walked, new_wave(plan))


def _births(
    plan: Plan, numbers: NDArray[np.float64], key: tuple[np.uint64, np.uint64], times: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return how many leads each source brings, and when."""
    from simfunnel.simulation.births import arrivals

    expected = float(plan.intensity.sum(axis=1).max()) if plan.intensity.size else 0.0
    room = int(1.3 * expected + 6.0 * expected**0.5) + 16
    counts = np.zeros(plan.sources.shape[0], dtype=np.int64)
    daily = np.empty(plan.end // DAY)
    while True:
        seconds = np.empty((counts.size, room), dtype=np.int64)
        arrivals(numbers, plan.whole, *key, times, daily, counts, seconds)
        if counts.max() <= room:
            return counts, seconds
        room = int(counts.max())


def _walked(
    wave: Wave,
    compiled: Compiled,
    columns: Columns,
    numbers: NDArray[np.float64],
    key: tuple[int, int],
    results: Results,
    i: int,
    keep: bool,
) -> Kept | None:
    """Run one replication whose leads never meet on the compiled engine."""
    from simfunnel.simulation.charging import charge
    from simfunnel.simulation.kinds import Ledger
    from simfunnel.simulation.walk import walk

    plan = compiled.plan
    part = Results(*(whole[i] for whole in results))
    room = np.empty((ROOM if keep else 0, len(STAY_COLUMNS)), dtype=np.int64)
    while True:
        n_stays = np.zeros(1, dtype=np.int64)
        ledger = Ledger(columns, *part, room, n_stays)
        words = np.uint64(key[0]), np.uint64(key[1])
        walk(numbers, plan.whole, plan.clocks, plan.reviews, *words, ledger, wave)
        n = int(n_stays[0])
        if not keep or n <= room.shape[0]:
            charge(plan, columns, numbers, part.tallies, np.zeros((0, 4), dtype=np.int64))
        if not keep:
            return None
        if n <= room.shape[0]:
            order = np.lexsort((room[:n, 1], room[:n, 0]))  # stable: a lead's stays in order
            return Kept.of(room[order])
        room = np.empty((n, len(STAY_COLUMNS)), dtype=np.int64)
        part.tallies[:], part.wins[:] = 0, 0


def _worked(
    memory: Memory,
    compiled: Compiled,
    columns: Columns,
    numbers: NDArray[np.float64],
    key: tuple[int, int],
    results: Results,
    i: int,
    keep: bool,
) -> Kept | None:
    """Run one replication of a funnel with teams on the compiled engine."""
    from simfunnel.simulation.charging import charge
    from simfunnel.simulation.events import live_together
    from simfunnel.simulation.events_kinds import (
        FULL,
        KEY_HIGH,
        KEY_LOW,
        STAYS,
        TERMS,
        TIMES,
        brought_of,
        results_of,
        stays_of,
        terms_of,
        there_were,
    )  # fmt: skip

    plan = compiled.plan
    times = good_times(plan, key)
    words = np.uint64(key[0]), np.uint64(key[1])
    traits, quality = draw_open_traits(plan, numbers, key, times)
    counts, seconds = _births(plan, numbers, words, times)
    leads = int(counts.sum() + plan.batches[:, at.T_LEADS].sum()) + len(plan.leads)
    part = Results(*(whole[i] for whole in results))
    if plan.head(at.H_REFERRED) >= 0:
        leads += leads // 4 + 64
    places, room, terms = leads + len(plan.shifts) + 64, ROOM if keep else 0, ROOM if keep else 0
    while True:
        periods = len(compiled.periods)
        state, reals = memory.new_state(plan, columns, periods, leads, places, room, terms)
        state[KEY_LOW], state[KEY_HIGH], reals[TIMES] = *key, times
        live_together(
            numbers, plan.whole, plan.clocks, plan.reviews, counts, seconds, traits, quality,
            state, reals,
        )  # fmt: skip
        if not state[FULL] and (not keep or (state[STAYS] <= room and state[TERMS] <= terms)):
            results_of(state, part)
            charge(plan, columns, numbers, part.tallies, there_were(state))
            if not keep:
                return None
            brought = brought_of(state, referred_stream(plan))
            return Kept.of(stays_of(state), terms_of(state), brought)
        if state[FULL]:
            places *= 2
            leads *= 2 if plan.head(at.H_REFERRED) >= 0 else 1
            _refuse_flood(leads)
        room = max(room, int(state[STAYS])) if keep else 0
        terms = max(terms, int(state[TERMS])) if keep else 0


def _lived(
    compiled: Compiled,
    columns: Columns,
    numbers: NDArray[np.float64],
    key: tuple[int, int],
    results: Results,
    i: int,
    keep: bool,
) -> Kept | None:
    """Run one replication on the SimPy engine."""
    from simfunnel.simulation.charging import charge
    from simfunnel.simulation.counting import count_stays
    from simfunnel.simulation.reference import live_through

    times = good_times(compiled.plan, key)
    opened = draw_open_traits(compiled.plan, numbers, key, times)
    lived = live_through(compiled.plan, numbers, key, times, opened)
    counted = count_stays(compiled.plan, columns, lived)
    charge(compiled.plan, columns, numbers, counted.tallies[0], lived.presence)
    for whole, part in zip(results, counted, strict=True):
        whole[i] = part[0]
    return Kept.of(lived.stays, lived.terms, lived.referred) if keep else None


def _refuse_flood(leads: int) -> None:
    """Refuse a funnel whose customers bring ever more leads."""
    if leads > MOST_LEADS:
        raise FunnelError(
            say(
                "after_sale.customer.refers: customers bring so many leads, and these so many "
                "customers, that a future has more than {most} leads; lower 'leads'.",
                most=format_count(MOST_LEADS // 2),
            )
        )
