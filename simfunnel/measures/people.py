"""How long leads wait, who is in the queue, and how busy teams are; touches and what they do.

Waits are of work that was finished in the period. A queue is an average over its seconds (all the
seconds that leads stood there over those of the period: Little 1961), so it counts those who left
in vain too.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simfunnel.errors import TableError
from simfunnel.funnel.nurture import OPTED_OUT
from simfunnel.measures.flows import Flows
from simfunnel.measures.rows import ratio, rows
from simfunnel.measures.stays import Way
from simfunnel.measures.work import Work
from simfunnel.words import say

__all__ = [
    "attempts",
    "busy",
    "hand_over",
    "idle",
    "offered",
    "opens",
    "opted_out",
    "queue",
    "queue_at_end",
    "queue_by_team",
    "refused",
    "reneged",
    "touches",
    "utilisation",
    "wait",
    "wait_by_team",
    "woken",
    "work_asked",
    "worked",
]

_DAY, _HOUR = 86_400.0, 3_600.0
Floats = NDArray[np.float64]


def wait(flows: Flows) -> pd.DataFrame:
    """Return how long leads waited on average, of the work finished in the period, by stage.

    Parameters
    ----------
    flows : Flows

    Returns
    -------
    DataFrame
        Columns of `tables.RUNS`, days; missing where no work was finished.

    Raises
    ------
    TableError
        If the flows are those of a past, which does not say when work began.

    Examples
    --------
    >>> from simfunnel.funnel.examples import staffed
    >>> from simfunnel.funnel.lower import compile_funnel
    >>> from simfunnel.measures.flows import flows_of_runs
    >>> from simfunnel.simulation.runner import simulate
    >>> runs = simulate(compile_funnel(staffed()), 1, seed=1, engine="simpy")
    >>> wait(flows_of_runs(runs))["name"].tolist()[:3]
    ['call', 'close', 'offer']
    """
    work = _work(flows)
    return _by_stage(flows, "wait", ratio(work.waited, work.served) / _DAY)


def wait_by_team(flows: Flows) -> pd.DataFrame:
    """Return the same by team; parameters and errors as in `wait`."""
    work = _work(flows)
    work.counted("busy")
    waits = ratio(work.by_team(work.waited), work.by_team(work.served)) / _DAY
    return rows(flows, "wait_by_team", work.teams, waits)


def worked(flows: Flows) -> pd.DataFrame:
    """Return at how many stays the work was finished in the period, by stage; as in `wait`."""
    return _by_stage(flows, "worked", _work(flows).served)


def hand_over(flows: Flows) -> pd.DataFrame:
    """Return the days that leads lost between reps, per stay whose work was finished; by stage.

    Parameters
    ----------
    flows : Flows
    """
    work = _work(flows)
    return _by_stage(flows, "hand_over", ratio(work.handed, work.served) / _DAY)


def queue(flows: Flows) -> pd.DataFrame:
    """Return how many leads stood in the queue on average over the period, by stage.

    Parameters
    ----------
    flows : Flows
        Of runs.

    Raises
    ------
    TableError
        If stays tell the flows: they do not say who stood in a queue in vain.

    Examples
    --------
    >>> from simfunnel.funnel.examples import staffed
    >>> from simfunnel.funnel.lower import compile_funnel
    >>> from simfunnel.measures.flows import flows_of_runs
    >>> from simfunnel.simulation.runner import simulate
    >>> runs = simulate(compile_funnel(staffed()), 1, seed=1, engine="simpy")
    >>> found = queue(flows_of_runs(runs))
    >>> bool((found["value"] >= 0.0).all())
    True
    """
    work = _work(flows)
    return _by_stage(flows, "queue", _average(work, work.counted("queued")))


def queue_by_team(flows: Flows) -> pd.DataFrame:
    """Return the same by team; parameters and errors as in `queue`."""
    work = _work(flows)
    length = _average(work, work.by_team(work.counted("queued")))
    return rows(flows, "queue_by_team", work.teams, length)


def queue_at_end(flows: Flows) -> pd.DataFrame:
    """Return how many leads stand in the queue when the period ends, by stage; as in `queue`."""
    return _by_stage(flows, "queue_at_end", _work(flows).counted("waiting"))


def attempts(flows: Flows) -> pd.DataFrame:
    """Return how many attempts the finished work took, by stage; as in `queue`."""
    return _by_stage(flows, "attempts", _work(flows).counted("attempts"))


def busy(flows: Flows) -> pd.DataFrame:
    """Return the selling hours that teams worked, broken-off work included; as in `queue`.

    Of a team that keeps open deals: hours for which a place was taken.
    """
    return _hours(flows, "busy", _work(flows).counted("busy"))


def offered(flows: Flows) -> pd.DataFrame:
    """Return the selling hours for which somebody was there, by team; as in `queue`.

    Of a team that keeps open deals: hours of places.
    """
    return _hours(flows, "offered", _work(flows).counted("offered"))


def idle(flows: Flows) -> pd.DataFrame:
    """Return the selling hours that were offered and not worked, by team; as in `queue`.

    Never below 0: who goes on leave or is withdrawn finishes what is in hand.
    """
    work = _work(flows)
    rest = np.maximum(work.counted("offered") - work.counted("busy"), 0)
    return _hours(flows, "idle", rest)


def utilisation(flows: Flows) -> pd.DataFrame:
    """Return which share of the offered hours teams worked; as in `queue`.

    Missing where nobody was there.

    Examples
    --------
    >>> from simfunnel.funnel.examples import staffed
    >>> from simfunnel.funnel.lower import compile_funnel
    >>> from simfunnel.measures.flows import flows_of_runs
    >>> from simfunnel.simulation.runner import simulate
    >>> runs = simulate(compile_funnel(staffed()), 1, seed=1, engine="simpy")
    >>> found = utilisation(flows_of_runs(runs))
    >>> found["name"].tolist()[:2], bool(found["value"].between(0.0, 1.1).all())
    (['callers', 'sellers'], True)
    """
    work = _work(flows)
    share = ratio(work.counted("busy"), work.counted("offered"))
    return rows(flows, "utilisation", work.teams, share)


def work_asked(flows: Flows) -> pd.DataFrame:
    """Return the selling hours that the leads of a period ask of each team; as in `queue`.

    Stays begun in the period times the hours that a finished one takes of the team on average,
    over the whole horizon. Above what is offered, a queue grows.
    """
    work = _work(flows)
    served = work.by_team(work.served).sum(axis=1, keepdims=True)
    each = ratio(work.counted("busy").sum(axis=1, keepdims=True), served)
    came = work.by_team(flows.entered[:, :, work.stages])
    return rows(flows, "work_asked", work.teams, came * each / _HOUR)


def reneged(flows: Flows) -> pd.DataFrame:
    """Return how many leads lost patience in the period before anybody took them up, by stage.

    Parameters
    ----------
    flows : Flows

    Examples
    --------
    >>> from simfunnel.funnel.examples import staffed
    >>> from simfunnel.funnel.lower import compile_funnel
    >>> from simfunnel.measures.flows import flows_of_runs
    >>> from simfunnel.simulation.runner import simulate
    >>> runs = simulate(compile_funnel(staffed()), 1, seed=1, engine="simpy")
    >>> reneged(flows_of_runs(runs))["name"].unique().tolist()
    ['call']
    """
    return _by_way(flows, "reneged", [way for way in flows.ways if way[2] == "patience"])


def woken(flows: Flows) -> pd.DataFrame:
    """Return how many leads woke in the period, by parking place; as in `reneged`."""
    return _by_way(flows, "woken", [way for way in flows.ways if way[2] == "woken"])


def opted_out(flows: Flows) -> pd.DataFrame:
    """Return how many leads opted out in the period, by parking place; as in `reneged`."""
    chosen = [way for way in flows.ways if way[1] == OPTED_OUT and not way[2]]
    return _by_way(flows, "opted_out", chosen)


def touches(flows: Flows) -> pd.DataFrame:
    """Return how many touches were sent, by parking place; as in `queue`."""
    return _parked(flows, "touches", "touches")


def opens(flows: Flows) -> pd.DataFrame:
    """Return how many touches were opened, by parking place; as in `queue`."""
    return _parked(flows, "opens", "opened")


def refused(flows: Flows) -> pd.DataFrame:
    """Return how many candidates found no free account in the market, by source; as in `queue`."""
    counts = _work(flows).counted("refused")
    return rows(flows, "refused", flows.sources[: counts.shape[2]], counts)


def _work(flows: Flows) -> Work:
    """Return the work of flows that tell it."""
    if flows.work is None:
        raise TableError(
            say("when work begins is known of simulated futures only; a past does not tell it.")
        )
    return flows.work


def _average(work: Work, seconds: NDArray[np.int64]) -> Floats:
    """Return how many were there on average over each period."""
    found: Floats = seconds / work.seconds[None, :, None]
    return found


def _by_stage(flows: Flows, name: str, values: NDArray[np.int64] | Floats) -> pd.DataFrame:
    """Return rows of the stages in which somebody works."""
    return rows(flows, name, [flows.stages[k] for k in _work(flows).stages], values)


def _hours(flows: Flows, name: str, seconds: NDArray[np.int64]) -> pd.DataFrame:
    """Return rows of teams."""
    return rows(flows, name, _work(flows).teams, seconds / _HOUR)


def _parked(flows: Flows, name: str, column: str) -> pd.DataFrame:
    """Return rows of parking places."""
    work = _work(flows)
    return rows(flows, name, [flows.stages[k] for k in work.parked], work.counted(column))


def _by_way(flows: Flows, name: str, chosen: list[Way]) -> pd.DataFrame:
    """Return how many stays ended by ways, by stage."""
    stages = [stage for stage in flows.stages if any(way[0] == stage for way in chosen)]
    parts = [
        flows.through([way in chosen and way[0] == stage for way in flows.ways]) for stage in stages
    ]
    shape = (len(flows.replications), len(flows.periods), 0)
    values = np.stack(parts, axis=2) if parts else np.zeros(shape, dtype=np.int64)
    return rows(flows, name, stages, values)
