"""Tables of a run: a row per replication, period and measure, and the stays of one future."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simfunnel.clocks import NEVER
from simfunnel.errors import TableError
from simfunnel.funnel import layout as at
from simfunnel.measures.catalogue import WHOLE, measure, measure_named
from simfunnel.measures.flows import flows_of_runs
from simfunnel.measures.stays import Stays
from simfunnel.measures.tallied import Tallied
from simfunnel.tables import MOMENT, RECORDED, SIMULATED_STAYS
from simfunnel.words import say

__all__ = ["lead_names", "moments", "runs_table", "stays_table"]

DAY = 86_400
_AT = {name: k for k, name in enumerate(RECORDED)}


def runs_table(
    runs: Tallied, measures: Sequence[str] | None = None, *, stays: Stays | None = None
) -> pd.DataFrame:
    """Return measures of every finished future.

    Parameters
    ----------
    runs : Runs
        What `simfunnel.simulation` yields.
    measures : sequence of str, optional
        Names of `MEASURES`; leads, won, won_amount and open where left out.
    stays : Stays, optional
        Of some of these futures, for measures that need them.

    Returns
    -------
    DataFrame
        Columns of `tables.RUNS`.

    Raises
    ------
    UnknownNameError
        If no measure has that name.
    TableError
        If a measure needs stays and there are none.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> from simfunnel.funnel.lower import compile_funnel
    >>> from simfunnel.simulation.runner import simulate
    >>> runs = simulate(compile_funnel(tiny()), 2, seed=1, engine="simpy")
    >>> runs_table(runs, ["won"]).shape
    (8, 5)
    """
    flows = flows_of_runs(runs)
    chosen = WHOLE if measures is None else measures
    tables = [
        measure(name, stays if stays is not None and measure_named(name).needs_stays else flows)
        for name in chosen
    ]
    return pd.concat(tables, ignore_index=True)


def stays_table(runs: Tallied, replication: int) -> pd.DataFrame:
    """Return the stays of one future as people read them: dates and names.

    Parameters
    ----------
    runs : Runs
        A run for which the stays of that replication were kept.
    replication : int
        Its number.

    Returns
    -------
    DataFrame
        Columns of `tables.SIMULATED_STAYS`, by lead and time: leads open at the start under their
        own ids, then the streams, ``"inbound:17"``, and dated batches,
        ``"trade_fair/2026-10-14:3"``. A stay that is open at the end has no `left_at`; its exit
        is missing. Where a team works, `worked_at` is when the work was done and the customer's
        time began; it is missing while the work is not done, as are `rep`, `wait_days` and
        `between_reps_days`.

    Raises
    ------
    TableError
        If the stays of that replication were not kept.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> from simfunnel.funnel.lower import compile_funnel
    >>> from simfunnel.simulation.runner import simulate
    >>> runs = simulate(compile_funnel(tiny()), 2, seed=1, engine="simpy", stays_of=[1])
    >>> stays_table(runs, 1)["lead"].iloc[0]
    'web:0'
    """
    if replication not in runs.stays:
        kept = ", ".join(map(str, sorted(runs.stays))) or "none"
        raise TableError(
            say(
                "the stays of replication {replication} were not kept (kept: {kept}); run again "
                "with 'stays_of=[{replication}]'.",
                replication=replication,
                kept=kept,
            )
        )
    rows = runs.stays[replication]
    rows = rows[np.lexsort((rows[:, _AT["entered_at"]], rows[:, 1], rows[:, 0]))]
    layout = runs.compiled.layout
    done = rows[:, _AT["left_at"]] != NEVER
    ways = np.array([("", "", ""), *layout.ways], dtype=object)
    way = ways[np.where(done, rows[:, _AT["way"]] + 1, 0)]
    segments = np.array(layout.segments, dtype=object)
    stated = bool(runs.compiled.funnel.segments)
    amount = pd.Series(rows[:, _AT["amount"]], dtype="Int64")
    table = pd.DataFrame(
        {
            "replication": np.full(len(rows), replication, dtype=np.int64),
            "lead": lead_names(runs, rows[:, 0], rows[:, 1]),
            "stage": np.array(layout.stages, dtype=object)[rows[:, _AT["stage"]]],
            "occasion": rows[:, _AT["occasion"]],
            "entered_at": moments(runs, rows[:, _AT["entered_at"]]),
            "worked_at": moments(runs, rows[:, _AT["worked_at"]]),
            "left_at": moments(runs, rows[:, _AT["left_at"]]),
            "exit": pd.Series(way[:, 1]).where(done),
            "because": pd.Series(way[:, 2]).where(way[:, 2] != ""),
            "source": np.array(layout.sources, dtype=object)[rows[:, _AT["source"]]],
            "segment": segments[rows[:, _AT["segment"]]] if stated else None,
            "owner": _owners(runs, rows),
            "amount": amount.where(amount >= 0),
            "rep": _reps(runs, rows),
            "wait_days": _days(rows, "waited"),
            "between_reps_days": _days(rows, "handed"),
        }
    )
    return table.astype(SIMULATED_STAYS)


def lead_names(
    runs: Tallied, stream: NDArray[np.int64], index: NDArray[np.int64]
) -> NDArray[np.object_]:
    """Return what leads are called.

    Parameters
    ----------
    runs : Runs
    stream, index : ndarray of int64, shape (n,)
        Stream (-1: open at the start; then sources; then dated batches; then who was referred) and
        number within it.

    Returns
    -------
    ndarray of object, shape (n,)
        ``"inbound:17"``, ``"trade_fair/2026-10-14:3"``, ``"web/referred:0"``, or an open lead's
        own id.
    """
    layout, plan = runs.compiled.layout, runs.compiled.plan
    start = np.datetime64(runs.compiled.periods.starts[0], "s")
    streams = list(layout.sources)
    for batch in plan.batches:
        day = (start + batch[at.T_SECOND]).astype("datetime64[D]")
        streams.append(f"{layout.sources[batch[at.T_SOURCE]]}/{day}")
    if plan.head(at.H_REFERRED) >= 0:
        streams.append(f"{layout.sources[plan.head(at.H_REFERRED)]}/referred")
    named = pd.Series(np.array(streams, dtype=object)[np.maximum(stream, 0)], dtype="str")
    names = (named + ":" + pd.Series(index).astype("str")).to_numpy(dtype=object)
    is_open = stream < 0
    names[is_open] = np.array(layout.leads, dtype=object)[index[is_open]]
    return names


def moments(runs: Tallied, seconds: NDArray[np.int64]) -> NDArray[np.datetime64]:
    """Return seconds since the start as moments; never is NaT.

    Parameters
    ----------
    runs : Runs
    seconds : ndarray of int64, shape (n,)
    """
    start = np.datetime64(runs.compiled.periods.starts[0], "s")
    known = np.where(seconds == NEVER, 0, seconds).astype("timedelta64[s]")
    moments: NDArray[np.datetime64] = np.where(
        seconds == NEVER, np.datetime64("NaT", "s"), start + known
    ).astype(MOMENT)
    return moments


def _days(rows: NDArray[np.int64], name: str) -> NDArray[np.float64]:
    """Return a column of seconds as days; missing where nobody has worked."""
    return np.where(rows[:, _AT["seat"]] >= 0, rows[:, _AT[name]] / DAY, np.nan)


def _reps(runs: Tallied, rows: NDArray[np.int64]) -> NDArray[np.object_]:
    """Return the name of the seat whose work was finished in each stay; nothing where none was."""
    plan, layout, seat = runs.compiled.plan, runs.compiled.layout, rows[:, _AT["seat"]]
    team = plan.stages[rows[:, _AT["stage"]], at.S_TEAM]
    firsts, known = np.append(plan.teams[:, at.E_SEAT], 0), np.append(plan.teams[:, at.E_SEATS], 0)
    names = np.array([*layout.seats, None], dtype=object)
    reps: NDArray[np.object_] = names[
        np.where((seat >= 0) & (seat < known[team]), firsts[team] + seat, -1)
    ]
    for i in np.flatnonzero(seat >= known[team]):  # a seat that a review rule has added
        reps[i] = f"{layout.teams[team[i]]} {seat[i] + 1}"
    return reps


def _owners(runs: Tallied, rows: NDArray[np.int64]) -> NDArray[np.object_]:
    """Return the owner of each stay's lead, known only of leads that were open at the start."""
    today = runs.compiled.funnel.today
    owners = np.empty(len(rows), dtype=object)
    if today is not None:
        known = np.array([lead.owner for lead in today.open_leads] or [None], dtype=object)
        is_open = rows[:, 0] < 0
        owners[is_open] = known[rows[is_open, 1]]
    return owners
