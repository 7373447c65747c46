"""One future made again alone, and one lead of it looked at closely.

Every draw has a key, so replication 712 needs none of those before it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simfunnel.funnel import layout as at
from simfunnel.funnel.lower import Compiled
from simfunnel.simulation.blocks import run_block
from simfunnel.simulation.luck import draw_open_traits, good_times
from simfunnel.simulation.runner import Runs, check_engine, default_engine
from simfunnel.simulation.tallies import STAY_COLUMNS, Columns
from simfunnel.variates import replication_key

__all__ = ["Portrait", "portrait", "replay"]

_AT = {name: k for k, name in enumerate(STAY_COLUMNS)}


@dataclass(frozen=True)
class Portrait:
    """What a lead was born with; nobody in the model sees its quality.

    Parameters
    ----------
    quality : float
        In standard deviations of ordinary leads; 0 where the funnel knows no quality.
    worth : int
        What it brings if it is won, in hundredths; -1 where nothing says so.
    """

    quality: float
    worth: int


def replay(compiled: Compiled, replication: int, *, seed: int, engine: str | None = None) -> Runs:
    """Make one replication again, alone, with all its stays.

    Parameters
    ----------
    compiled : Compiled
        As it was run; a funnel in doubt needs its row of draws.
    replication : int
        Number of the future, from 0.
    seed : int
        The run's.
    engine : {"compiled", "simpy"}, optional
        Compiled where Numba is installed; both give the same.

    Returns
    -------
    Runs
        A run of this replication only, which keeps its number.

    Raises
    ------
    SimfunnelError
        If the engine is unknown or missing.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> from simfunnel.funnel.lower import compile_funnel
    >>> again = replay(compile_funnel(tiny()), 7, seed=1, engine="simpy")
    >>> again.n, list(again.stays)
    (1, [7])
    """
    chosen = default_engine() if engine is None else engine
    check_engine(chosen, 1)
    columns = Columns.of(compiled.layout)
    started = time.perf_counter()
    only = range(replication, replication + 1)
    block = run_block(compiled, columns, only, seed, chosen, {replication})
    return Runs(
        compiled=compiled,
        seed=seed,
        engine=chosen,
        asked=1,
        finished=np.array([replication], dtype=np.int64),
        results=block.results,
        columns=columns,
        seconds=time.perf_counter() - started,
        stays=block.stays,
        fired=block.fired,
    )


def portrait(runs: Runs, replication: int, stay: NDArray[np.int64]) -> Portrait:
    """Return what one lead was born with.

    Parameters
    ----------
    runs : Runs
    replication : int
    stay : ndarray of int64, shape (14,)
        The lead's first stay, columns as in `STAY_COLUMNS`.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> from simfunnel.funnel.lower import compile_funnel
    >>> runs = replay(compile_funnel(tiny()), 0, seed=7, engine="simpy")
    >>> portrait(runs, 0, runs.stays[0][0]).worth > 0
    True
    """
    from simfunnel.simulation.reference import Replication
    from simfunnel.simulation.reference_stay import Lead

    version = runs.version(replication)
    plan = version.plan
    numbers = version.patches.numbers(plan, replication)
    key = replication_key(runs.seed, replication)
    times = good_times(plan, key)
    opened = draw_open_traits(plan, numbers, key, times)
    future = Replication(plan, numbers, key, times, opened)
    stream, index = int(stay[_AT["stream"]]), int(stay[_AT["index"]])
    entered = int(stay[_AT["entered_at"]])
    if stream < 0:
        lead, _ = future.opened_lead(index)
    else:
        sources = plan.sources.shape[0]
        word = (
            plan.sources[stream, at.R_KEY]
            if stream < sources
            else plan.batches[stream - sources, at.T_KEY]
        )
        lead = Lead(stream, index, (int(word), index))
        future.give_traits(lead, int(stay[_AT["source"]]), entered)
    worth = lead.amount
    if worth < 0 and plan.head(at.H_MATTERS) & at.FEELS_AMOUNT:
        worth = future.worth(lead)
    return Portrait(float(lead.quality), worth)
