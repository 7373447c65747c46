"""Which team holds the funnel up most, and what shows it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simfunnel.measures.flows import Flows
from simfunnel.measures.people import reneged
from simfunnel.tables import BOTTLENECKS, empty_table

__all__ = ["BUSY", "bottlenecks"]

BUSY = 0.85
"""The share of offered hours from which on people can be what limits."""
_DAY, _HOUR = 86_400.0, 3_600.0


def bottlenecks(flows: Flows) -> pd.DataFrame:
    """Return the teams, the busiest first, with what leads suffer from them.

    Figures are of the whole horizon and of all futures together. They show where leads wait, not
    what would change: that says one more seat, in `simfunnel.limits`.

    Parameters
    ----------
    flows : Flows
        Of runs.

    Returns
    -------
    DataFrame
        Columns of `tables.BOTTLENECKS`; no rows without teams.

    Examples
    --------
    >>> from simfunnel.funnel.examples import staffed
    >>> from simfunnel.funnel.lower import compile_funnel
    >>> from simfunnel.measures.flows import flows_of_runs
    >>> from simfunnel.simulation.runner import simulate
    >>> runs = simulate(compile_funnel(staffed()), 1, seed=1, engine="simpy")
    >>> bottlenecks(flows_of_runs(runs))["team"].tolist()
    ['sellers', 'callers']
    """
    work = flows.work
    if work is None or not work.teams:
        return empty_table(BOTTLENECKS)
    n, whole = len(flows.replications), work.together()

    def mean(counts: NDArray[np.int64]) -> NDArray[np.float64]:
        averages: NDArray[np.float64] = counts.sum(axis=(0, 1)) / n
        return averages

    served, asked = (mean(work.by_team(c)) for c in (work.served, flows.entered[:, :, work.stages]))
    busy, offered = mean(work.counted("busy")), mean(work.counted("offered"))
    waited, queued = (mean(work.by_team(c)) for c in (work.waited, work.counted("queued")))
    gone = reneged(flows).groupby("name")["value"].sum() / n
    lost = np.zeros(len(work.teams))
    for stage, team in zip(work.stages, work.team, strict=True):
        lost[team] += gone.get(flows.stages[stage], 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        table = pd.DataFrame(
            {
                "team": pd.Series(work.teams, dtype="str"),
                "utilisation": busy / offered,
                "idle_hours": np.maximum(offered - busy, 0.0) / _HOUR,
                "work_asked": asked * (busy / served) / offered,
                "wait_days": waited / served / _DAY,
                "queue": queued / whole.seconds[0],
                "queue_at_end": mean(whole.by_team(whole.counted("waiting"))),
                "reneged": lost,
            }
        )
    ranked = table.sort_values(["utilisation", "queue"], ascending=False, kind="stable")
    return ranked.reset_index(drop=True).astype(BOTTLENECKS)
