"""One future made again alone, and one lead of it looked at closely.

Every draw has a key, so replication 712 needs none of those before it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simfunnel.clocks import NEVER
from simfunnel.funnel import layout as at
from simfunnel.funnel.lower import Compiled
from simfunnel.simulation.blocks import run_block
from simfunnel.simulation.keys import lead_keys
from simfunnel.simulation.luck import draw_open_traits, good_times
from simfunnel.simulation.runner import Runs, check_engine, default_engine
from simfunnel.simulation.tallies import STAY_COLUMNS, Columns
from simfunnel.variates import normal_quantile, replication_key

if TYPE_CHECKING:
    from simfunnel.simulation.reference import Replication
    from simfunnel.simulation.reference_stay import Lead

__all__ = ["Portrait", "Score", "Touch", "portrait", "replay"]

_AT = {name: k for k, name in enumerate(STAY_COLUMNS)}


class Touch(NamedTuple):
    """One touch of a lead in a parking place: its second, and what came of it."""

    second: int
    opened: bool
    opted_out: bool


class Score(NamedTuple):
    """What a gate has seen of a lead, when, and the score above which it passes."""

    second: int
    seen: float
    needed: float


@dataclass(frozen=True)
class Portrait:
    """What a lead was born with, and what its rows do not tell; nobody sees its quality.

    Parameters
    ----------
    quality : float
        In standard deviations of ordinary leads; 0 where the funnel knows no quality.
    worth : int
        What it brings if it is won, in hundredths; -1 where nothing says so.
    touches : tuple of tuple of Touch
        For each stay, its touches.
    scores : tuple of Score or None
        For each stay, what its gate saw.
    """

    quality: float
    worth: int
    touches: tuple[tuple[Touch, ...], ...] = ()
    scores: tuple[Score | None, ...] = ()


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
    kept = block.kept[replication]
    return Runs(
        compiled=compiled,
        seed=seed,
        engine=chosen,
        asked=1,
        finished=np.array([replication], dtype=np.int64),
        results=block.results,
        columns=columns,
        seconds=time.perf_counter() - started,
        stays={replication: kept.stays},
        fired=block.fired,
        terms={replication: kept.terms},
        referred={replication: kept.referred},
    )


def portrait(runs: Runs, replication: int, stays: NDArray[np.int64]) -> Portrait:
    """Return what one lead was born with, and the touches and scores of its stays.

    Both are drawn by the lead's key, so the rules of the reference engine are asked again; no
    engine writes them down.

    Parameters
    ----------
    runs : Runs
    replication : int
    stays : ndarray of int64, shape (n, 14)
        All stays of the lead in order of time, columns as in `STAY_COLUMNS`.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> from simfunnel.funnel.lower import compile_funnel
    >>> runs = replay(compile_funnel(tiny()), 0, seed=7, engine="simpy")
    >>> portrait(runs, 0, runs.stays[0][:1]).worth > 0
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
    first = stays[0]
    stream, index = int(first[_AT["stream"]]), int(first[_AT["index"]])
    entered = int(first[_AT["entered_at"]])
    if stream < 0:
        lead, _ = future.opened_lead(index)
    else:
        low, high = lead_keys(plan, first[:1], first[1:2], runs.referred[replication])[0].tolist()
        lead = Lead(stream, index, (low, high))
        future.give_traits(lead, int(first[_AT["source"]]), entered)
    worth = lead.amount
    if worth < 0 and plan.head(at.H_MATTERS) & at.FEELS_AMOUNT:
        worth = future.deals.worth(lead)
    told = [_of_stay(future, lead, row.tolist()) for row in stays]
    touches, scores = tuple(t for t, _ in told), tuple(s for _, s in told)
    return Portrait(float(lead.quality), worth, touches, scores)


def _of_stay(
    future: Replication, lead: Lead, row: list[int]
) -> tuple[tuple[Touch, ...], Score | None]:
    """Return the touches of a stay, and what its gate saw."""
    stage, entered, occasion = (row[_AT[name]] for name in ("stage", "entered_at", "occasion"))
    spec = future.epoch(entered).stages[stage]
    if spec.parking is not None:
        before = len(future.nursery.touches)
        future.nursery.stay(lead, stage, spec, entered, occasion, max(entered, 0))
        fresh = future.nursery.touches[before:].tolist()
        each = (fresh[k : k + 5] for k in range(0, len(fresh), 5))
        return tuple(Touch(second, bool(o), bool(out)) for _, second, o, out, _ in each), None
    worked = row[_AT["worked_at"]]
    gate = future.epoch(worked).stages[stage]
    if gate.kind != at.GATE or worked < 0 or worked == NEVER:
        return (), None
    u, _ = future.rules.draw(lead, gate.point, occasion)
    seen = gate.rho * lead.quality - gate.noise * float(normal_quantile(u))
    return (), Score(worked, seen, gate.cut)
